package httpapi

import (
	"sync"
	"time"

	"github.com/lyhord/lyhord/domain"
)

// anonymousSockets is how many times the sockets of one actor those without a token may have together.
const anonymousSockets = 16

// maxUnclaimed is how many sockets may be open at once that have not yet said whose they are. After a restart every phone is back
// within seconds; who is refused tries again.
const maxUnclaimed = 4_000

// registry knows every open socket.
type registry struct {
	perActor int
	gone     chan struct{} // closed when it drains and no socket is left

	mu       sync.Mutex
	open     map[*socket]*domain.Actor // without Expires; nil until it is known
	count    map[domain.Actor]int      // sockets whose actor is known
	unknown  int                       // sockets whose actor is not
	draining bool
}

func newRegistry(perActor int) *registry {
	return &registry{perActor: perActor, gone: make(chan struct{}), open: map[*socket]*domain.Actor{}, count: map[domain.Actor]int{}}
}

// add takes up a socket whose actor is not known yet. It reports false while draining, or when there are too many of them.
func (g *registry) add(s *socket) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.draining || g.unknown >= maxUnclaimed {
		return false
	}
	g.open[s] = nil
	g.unknown++
	return true
}

// claim says whose the socket is. It reports false when the actor has as many as allowed.
func (g *registry) claim(s *socket, a domain.Actor) bool {
	a.Expires = time.Time{}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.open[s] = &a
	g.unknown--
	g.count[a]++
	limit := g.perActor
	if a == (domain.Actor{}) {
		limit *= anonymousSockets
	}
	return g.count[a] <= limit
}

func (g *registry) remove(s *socket) {
	g.mu.Lock()
	defer g.mu.Unlock()
	a, here := g.open[s]
	switch {
	case a != nil:
		if g.count[*a]--; g.count[*a] == 0 {
			delete(g.count, *a)
		}
	case here:
		g.unknown--
	}
	delete(g.open, s)
	if g.draining && len(g.open) == 0 {
		close(g.gone)
	}
}

// drain refuses every socket from now on, and returns those that are open.
func (g *registry) drain() []*socket {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.draining && len(g.open) == 0 {
		close(g.gone)
	}
	g.draining = true
	var open []*socket
	for s := range g.open {
		open = append(open, s)
	}
	return open
}

func (g *registry) isDraining() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.draining
}
