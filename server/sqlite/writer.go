package sqlite

import (
	"context"
	"errors"
	"log/slog"
	"runtime/debug"
	"sync/atomic"

	"github.com/lyhord/lyhord/domain"
)

const (
	maxGroup = 128 // updates committed together
	maxRuns  = 10  // of a function that asks to be run again
)

// writer owns the one connection that writes. Its goroutine runs the functions of all updates, one after the other: to lend the
// connection to each caller's own goroutine instead was measured to cost a tenth of the throughput.
type writer struct {
	conn  *conn
	queue *queue
	cache *cache
	log   *slog.Logger
	done  chan struct{} // closed when the goroutine has ended
}

// update is one call of [Store.Update].
type update struct {
	ctx   context.Context
	fn    func(context.Context, domain.Tx) error
	taken atomic.Bool   // the writer has begun with it, or the caller has given up waiting
	done  chan struct{} // closed when all below is set

	err      error
	panicked any
	docs     []written
	topics   []domain.Topic
}

// take reports whether the caller of take is the first.
func (u *update) take() bool { return u.taken.CompareAndSwap(false, true) }

// Update implements [domain.Store]. Once fn has begun it waits for the outcome, whatever becomes of ctx: an answer before it would
// leave the caller in doubt.
func (s *Store) Update(ctx context.Context, fn func(context.Context, domain.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	u := &update{ctx: ctx, fn: fn, done: make(chan struct{})}
	if !s.writer.queue.put(u) {
		return domain.UnavailableError(errClosed)
	}
	select {
	case <-u.done:
	case <-ctx.Done():
		if u.take() {
			return ctx.Err()
		}
		<-u.done
	}
	if u.panicked != nil {
		panic(u.panicked)
	}
	if u.err == nil {
		s.hearers.wake(u.topics)
	}
	return u.err
}

// Insert implements [domain.Store]. It saves nothing here: the commit is shared in any case.
func (s *Store) Insert(ctx context.Context, doc domain.Document) error {
	return s.Update(ctx, func(ctx context.Context, tx domain.Tx) error { return tx.Insert(ctx, doc) })
}

// run is the writer's goroutine. It ends when the queue is closed and empty.
func (w *writer) run() {
	finished := false
	defer func() {
		if finished {
			close(w.done)
		} else {
			go w.run() // a function has ended the goroutine, as a failing test does
		}
	}()
	for w.queue.wait() {
		w.group()
	}
	finished = true
}

// group runs the updates that wait, and those that come meanwhile, in one transaction, and answers them after its commit.
func (w *writer) group() {
	if err := w.exec("BEGIN IMMEDIATE"); err != nil {
		w.log.Error("no transaction could be begun", "err", err)
		w.refuse(err)
		return
	}
	var all []*update
	whole := false
	defer func() {
		err := w.end(all, whole)
		for _, u := range all {
			if err != nil {
				u.err = err // also a refusal, which may have come of what is lost now
			}
			close(u.done)
		}
	}()
	for len(all) < maxGroup {
		u := w.queue.next()
		if u == nil {
			break
		}
		if !u.take() {
			continue
		}
		all = append(all, u)
		if !w.perform(u) {
			return
		}
	}
	whole = true
}

// refuse answers those that wait.
func (w *writer) refuse(err error) {
	for u := w.queue.next(); u != nil; u = w.queue.next() {
		if u.take() {
			u.err = err
			close(u.done)
		}
	}
}

// end commits, or gives the transaction up when it is not whole.
func (w *writer) end(all []*update, whole bool) error {
	var docs []written
	for _, u := range all {
		docs = append(docs, u.docs...)
	}
	w.cache.begin(docs)
	err := domain.UnavailableError(errLost)
	if whole {
		err = w.exec("COMMIT")
	}
	w.cache.end(docs, err == nil)
	if err == nil {
		return nil
	}
	w.log.Error("a transaction was lost", "err", err)
	if e := w.exec("ROLLBACK"); e != nil {
		w.log.Error("rollback failed", "err", e) // SQLite has done it by itself, or says so again at the next BEGIN
	}
	return err
}

// perform runs u, again as long as it asks for it. It reports whether the transaction is still whole.
func (w *writer) perform(u *update) bool {
	for range maxRuns {
		if !w.attempt(u) {
			return false
		}
		if !errors.Is(u.err, domain.ErrRetry) {
			return true
		}
	}
	u.err = domain.UnavailableError(errTooMany)
	return true
}

// attempt runs u once, in a savepoint of its own. It reports whether the transaction is still whole.
func (w *writer) attempt(u *update) (whole bool) {
	t := &tx{conn: w.conn}
	u.err = errEnded // should fn end the goroutine
	keep := false
	defer func() {
		if u.panicked = recover(); u.panicked != nil {
			w.log.Error("an update panicked", "stack", string(debug.Stack())) // here, since the caller's stack won't show it
		}
		t.ended = true
		if whole = w.endRun(t, keep); !whole && keep {
			u.err = domain.UnavailableError(errLost)
		}
	}()
	if u.err = u.fn(u.ctx, t); u.err == nil {
		u.err = t.failed // fn may have passed over it
	}
	keep = u.err == nil
	u.docs, u.topics = nil, nil // of a run before
	if keep {
		u.docs, u.topics = t.docs, t.topics
	}
	return true
}

// endRun ends the savepoint of a run, if it came to one. It reports whether the transaction is still whole.
func (w *writer) endRun(t *tx, keep bool) bool {
	if !t.saved {
		return t.failed == nil
	}
	if !keep && w.exec("ROLLBACK TO run") != nil {
		return false
	}
	return w.exec("RELEASE run") == nil
}

// exec runs a statement of the transaction itself, whose failure is always the storage's.
func (w *writer) exec(query string) error {
	if _, err := w.conn.exec(query); err != nil {
		return domain.UnavailableError(err)
	}
	return nil
}
