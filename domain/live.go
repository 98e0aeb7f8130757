package domain

import (
	"context"
	"iter"
	"sync"
	"time"
)

// hub passes the store's hints on to those who listen to a topic.
type hub struct {
	mu        sync.Mutex
	listeners map[Topic]map[*listener]struct{}
	stop      func()
}

// listener is told that its topic may have changed. Hints that come while one is pending are one.
type listener struct {
	hub   *hub
	topic Topic
	hint  chan struct{}
}

func newHub(s Store) *hub {
	h := &hub{listeners: map[Topic]map[*listener]struct{}{}}
	h.stop = s.Hear(h.wake)
	return h
}

func (h *hub) wake(t Topic) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for l := range h.listeners[t] {
		select {
		case l.hint <- struct{}{}:
		default:
		}
	}
}

func (h *hub) listen(t Topic) *listener {
	l := &listener{hub: h, topic: t, hint: make(chan struct{}, 1)}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.listeners[t] == nil {
		h.listeners[t] = map[*listener]struct{}{}
	}
	h.listeners[t][l] = struct{}{}
	return l
}

func (l *listener) close() {
	l.hub.mu.Lock()
	defer l.hub.mu.Unlock()
	delete(l.hub.listeners[l.topic], l)
	if len(l.hub.listeners[l.topic]) == 0 {
		delete(l.hub.listeners, l.topic)
	}
}

// wait returns after a hint or after the time given, whichever is first; false when ctx has ended.
func (l *listener) wait(ctx context.Context, most time.Duration) bool {
	t := time.NewTimer(most)
	defer t.Stop()
	select {
	case <-l.hint:
		return ctx.Err() == nil
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// watch yields what next finds, at once and then after every hint on the topic, until ctx ends, the reader leaves, or next fails. next is
// also called when nothing was heard for the poll time, so that a lost hint costs a second, and a right that was withdrawn ends
// the watch. full tells that there may be more to find at once. Nobody waits for a slow reader: what it has not taken yet is
// still in the store.
func watch[T any](ctx context.Context, s *Service, topic Topic, next func() (found []T, full bool, err error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		l := s.hub.listen(topic)
		defer l.close()
		for {
			found, full, err := next()
			if err != nil {
				if ctx.Err() == nil {
					yield(*new(T), err)
				}
				return
			}
			for _, x := range found {
				if !yield(x, nil) {
					return
				}
			}
			if !full && !l.wait(ctx, s.poll) {
				return
			}
		}
	}
}

// failed is a watch that can't begin.
func failed[T any](err error) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) { yield(*new(T), err) }
}
