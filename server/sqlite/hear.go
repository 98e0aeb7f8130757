package sqlite

import (
	"slices"
	"sync"

	"github.com/lyhord/lyhord/domain"
)

// hearers are those that want to be woken.
type hearers struct {
	mu    sync.RWMutex
	wakes map[int]func(domain.Topic)
	last  int
}

// Hear implements [domain.Store]. When stop has returned, wake is not called any more; so wake must not call stop.
func (s *Store) Hear(wake func(domain.Topic)) (stop func()) {
	h := &s.hearers
	h.mu.Lock()
	defer h.mu.Unlock()
	h.last++
	id := h.last
	h.wakes[id] = wake
	return func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(h.wakes, id)
	}
}

// wake tells everybody of the topics, each once.
func (h *hearers) wake(topics []domain.Topic) {
	slices.Sort(topics)
	topics = slices.Compact(topics)
	h.mu.RLock()
	defer h.mu.RUnlock()
	for _, wake := range h.wakes {
		for _, t := range topics {
			wake(t)
		}
	}
}
