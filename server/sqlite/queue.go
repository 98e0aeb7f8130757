package sqlite

import "sync"

// queue is where updates wait for the writer, in the order of their arrival.
type queue struct {
	mu      sync.Mutex
	changed *sync.Cond
	waiting []*update
	closed  bool
}

func newQueue() *queue {
	q := &queue{}
	q.changed = sync.NewCond(&q.mu)
	return q
}

// put adds u. It reports false when the queue is closed.
func (q *queue) put(u *update) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return false
	}
	q.waiting = append(q.waiting, u)
	q.changed.Signal()
	return true
}

// wait returns when an update waits, or reports false when none ever will.
func (q *queue) wait() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.waiting) == 0 && !q.closed {
		q.changed.Wait()
	}
	return len(q.waiting) > 0
}

// next takes out the first update, nil when none waits.
func (q *queue) next() *update {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.waiting) == 0 {
		return nil
	}
	u := q.waiting[0]
	q.waiting[0] = nil // so that it can be freed
	q.waiting = q.waiting[1:]
	return u
}

// close refuses what comes from now on.
func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.changed.Signal()
}
