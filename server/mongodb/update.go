package mongodb

import (
	"cmp"
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/readconcern"
	"go.mongodb.org/mongo-driver/v2/mongo/readpref"

	"github.com/lyhord/lyhord/domain"
)

// How long an update may take.
const (
	updateLimit = 15 * time.Second // all attempts together, without the last commit
	commitLimit = 10 * time.Second // one commit with its repetitions
	abortLimit  = 2 * time.Second  // to tell the server; it aborts by itself after a minute
)

// The wait before attempt n+1 is at most firstPause · pauseGrowth^n and lastPause, and evenly spread below that, so that those who met
// in a conflict do not meet again. Source: the figures of MongoDB's convenient transactions specification.
const (
	firstPause  = 5 * time.Millisecond
	lastPause   = 500 * time.Millisecond
	pauseGrowth = 1.5
)

// update is what the attempts of one Update have in common.
type update struct {
	run   func(ctx context.Context, tx domain.Tx) error
	taken map[string]bool // keys that an attempt found taken
	lanes map[*lane]bool  // of the inboxes that an attempt posted to
}

// Update implements [domain.Store].
//
// It does what the driver's Session.WithTransaction does, by the core API, since that function sleeps through a cancelled context, has no
// limit but 120 s, commits without any limit, does not know [domain.ErrRetry], and leaves the transaction open in a panic.
func (s *Store) Update(ctx context.Context, fn func(ctx context.Context, tx domain.Tx) error) error {
	leave, err := s.enter()
	if err != nil {
		return err
	}
	defer leave()
	session, err := s.client.StartSession(options.Session().SetDefaultTransactionOptions(transactionOptions()))
	if err != nil {
		return translate(ctx, err)
	}
	defer session.EndSession(context.WithoutCancel(ctx)) // nothing is left to abort
	u := &update{run: fn, taken: map[string]bool{}, lanes: map[*lane]bool{}}
	return rerun(ctx, func(ctx context.Context) (bool, error) { return s.attempt(ctx, session, u) })
}

// transactionOptions make a transaction read one snapshot, and its commit durable on a majority.
func transactionOptions() *options.TransactionOptionsBuilder {
	return options.Transaction().SetReadConcern(readconcern.Snapshot()).SetWriteConcern(durable()).SetReadPreference(readpref.Primary())
}

// rerun calls attempt until it no longer asks to be run again, and returns its last error. Past the limit that is UNAVAILABLE.
func rerun(ctx context.Context, attempt func(context.Context) (again bool, err error)) error {
	limited, cancel := limit(ctx, updateLimit)
	defer cancel()
	for n := 0; ; n++ {
		if limited.Err() != nil {
			return translate(limited, errLimit)
		}
		again, err := attempt(limited)
		if !again {
			return ended(limited, err)
		}
		if !pause(limited, n) {
			return translate(limited, errors.Join(errLimit, &givenUp{err}))
		}
	}
}

// ended returns err as it is, but for the end of a context that was ours, not the caller's.
func ended(limited context.Context, err error) error {
	if errors.Is(err, context.DeadlineExceeded) && errors.Is(context.Cause(limited), errLimit) {
		return translate(limited, &givenUp{err})
	}
	return err
}

// givenUp is the error of the last attempt when there was no time for another. It hides what that error wraps: it is no CONFLICT and no
// wish for another run any more.
type givenUp struct{ last error }

func (e *givenUp) Error() string { return "last attempt: " + e.last.Error() }

// pause waits before attempt n+1. It reports false when the context ends first.
func pause(ctx context.Context, n int) bool {
	most := float64(firstPause)
	for range n {
		most = min(most*pauseGrowth, float64(lastPause))
	}
	timer := time.NewTimer(time.Duration(rand.Float64() * most))
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// attempt runs u's function in one transaction, and commits. On every way out but that of a commit, a panic of the function
// included, the transaction is aborted and the documents have their versions back.
func (s *Store) attempt(ctx context.Context, session *mongo.Session, u *update) (again bool, err error) {
	t := &tx{store: s, session: session, update: u, posts: s.lanes.enter(ctx, u.lanes)}
	committed := false
	defer func() {
		if !committed {
			t.undo()
			abort(ctx, session)
			if err != nil && !again && t.failed == nil && ctx.Err() == nil {
				err = cmp.Or(s.catchUp(ctx, session), err)
			}
		}
		t.posts.end(committed)
	}()
	if err := session.StartTransaction(); err != nil {
		return false, translate(ctx, err)
	}
	if again, err := t.verdict(u.run(ctx, t)); again || err != nil {
		return again, err
	}
	if err := ctx.Err(); err != nil {
		return false, translate(ctx, err)
	}
	if err := commit(ctx, session); err != nil {
		return isTransient(err), translate(context.WithoutCancel(ctx), err)
	}
	committed = true
	s.ears.wake(t.wakes)
	return false, nil
}

// catchUp waits until readers see what the attempt has seen. A transaction reads what is committed on the primary, other reads only
// what a majority has; so a refusal may come of something that its caller can't read yet, as the first run of the same command. The
// server does not wait at an abort. A read in the same session does, since the session is causally consistent.
func (s *Store) catchUp(ctx context.Context, session *mongo.Session) error {
	return s.read(mongo.NewSessionContext(ctx, session), func(ctx context.Context) error {
		_, err := s.reader.exists(ctx, domain.Collections()[0], domain.Key{})
		return err
	})
}

// commit commits, again for as long as the outcome has not come back. It goes on when the caller gives up: a commit that is
// under way can't be called back, and its outcome is worth knowing.
func commit(ctx context.Context, session *mongo.Session) error {
	ctx, cancel := limit(context.WithoutCancel(ctx), commitLimit)
	defer cancel()
	for n := 0; ; n++ {
		err := session.CommitTransaction(ctx)
		if err == nil || !hasLabel(err, unknownLabel) || !pause(ctx, n) {
			return err
		}
	}
}

// abort tells the server, if it knows of the transaction. The driver does nothing after a commit that has had an answer.
func abort(ctx context.Context, session *mongo.Session) {
	ctx, cancel := limit(context.WithoutCancel(ctx), abortLimit)
	defer cancel()
	_ = session.AbortTransaction(ctx) // what is not aborted here runs out on the server
}
