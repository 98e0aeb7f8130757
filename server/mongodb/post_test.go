package mongodb

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/lyhord/lyhord/domain"
)

func item(to domain.StaffID) *domain.InboxItem {
	return &domain.InboxItem{Head: domain.Head[domain.InboxItemID]{Tenant: "t"}, Recipient: to}
}

func post(items ...*domain.InboxItem) func(context.Context, domain.Tx) error {
	return func(ctx context.Context, tx domain.Tx) error {
		for _, i := range items {
			if err := tx.Post(ctx, i); err != nil {
				return err
			}
		}
		return nil
	}
}

// numbers returns the numbers of an inbox in order.
func numbers(t *testing.T, s *Store, of domain.StaffID) (out []int64) {
	t.Helper()
	var items []*domain.InboxItem
	q := domain.Query{Index: new(domain.InboxItem).Collection().Index("bySeq"), Tenant: "t", Equal: []any{of}, Limit: 10_000}
	err := s.Find(t.Context(), q, func() domain.Document {
		items = append(items, new(domain.InboxItem))
		return items[len(items)-1]
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range items {
		out = append(out, i.Seq)
	}
	return out
}

func wantNumbers(t *testing.T, s *Store, of domain.StaffID, n int) {
	t.Helper()
	got := numbers(t, s, of)
	for i, seq := range got {
		if seq != int64(i+1) {
			t.Fatalf("%s has number %d at place %d", of, seq, i+1)
		}
	}
	if len(got) != n {
		t.Errorf("%s has %d items, want %d", of, len(got), n)
	}
}

func TestPostReadsTheNumberOnce(t *testing.T) {
	s, f := openFake(t)
	for range 2 {
		if err := s.Update(t.Context(), post(item("åsa"), item("åsa"))); err != nil {
			t.Fatal(err)
		}
	}
	wantNumbers(t, s, "åsa", 4)
	wantLines(t, f, `
find inbox read:majority
insert inbox tx1* read:snapshot
insert inbox tx1
commitTransaction tx1 write:majority+journal
insert inbox tx2* read:snapshot
insert inbox tx2
commitTransaction tx2 write:majority+journal
find inbox read:majority`)
}

func TestPostFromTwoProcesses(t *testing.T) {
	f := startFake(t)
	var stores [2]*Store
	for i := range stores {
		var err error
		if stores[i], err = Open(t.Context(), f.uri(), "db", nil); err != nil {
			t.Fatal(err)
		}
		defer stores[i].Close()
	}
	const writers, each = 8, 10
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for n := range each {
				// Half of them in the order that makes two wait for each other, and every fifth fails after its post.
				a, b := item("åsa"), item("örjan")
				if w%2 == 0 {
					a, b = b, a
				}
				own := errors.New("own")
				if n%5 == 4 {
					if err := stores[w%2].Update(t.Context(), func(ctx context.Context, tx domain.Tx) error { return errors.Join(post(a, b)(ctx, tx), own) }); !errors.Is(err, own) {
						t.Error(err)
					}
				}
				if err := stores[(w/2)%2].Update(t.Context(), post(a, b)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	wantNumbers(t, stores[0], "åsa", writers*each)
	wantNumbers(t, stores[1], "örjan", writers*each)
}

// Another process has posted between two posts of ours: the number we remember is taken, which is no conflict for the caller.
func TestPostAfterAnotherProcess(t *testing.T) {
	s, f := openFake(t)
	other, err := Open(t.Context(), f.uri(), "db", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	for _, by := range []*Store{s, other, s} {
		if err := by.Update(t.Context(), post(item("åsa"))); err != nil {
			t.Fatal(err)
		}
	}
	wantNumbers(t, s, "åsa", 3)
}

// A commit without an answer may have stored number 1 or not: what comes next must look.
func TestPostAfterAnUnknownCommit(t *testing.T) {
	s, f := openFake(t)
	f.on(times(1, "commitTransaction", failure(64, "WriteConcernFailed")))
	if err := s.Update(t.Context(), post(item("åsa"))); domain.CodeOf(err) != domain.Unavailable {
		t.Fatalf("got %v, want UNAVAILABLE", err)
	}
	if err := s.Update(t.Context(), post(item("åsa"))); err != nil {
		t.Fatal(err)
	}
	wantNumbers(t, s, "åsa", 1)
}

func TestPostNeverAnswersConflict(t *testing.T) {
	s, f := openFake(t)
	taken := bson.D{{Key: "ok", Value: 1}, {Key: "n", Value: 0}, {Key: "writeErrors", Value: bson.A{bson.D{{Key: "index", Value: 0}, {Key: "code", Value: 11000}}}}}
	f.on(times(2, "insert", taken))
	runs := 0
	err := s.Update(t.Context(), func(ctx context.Context, tx domain.Tx) error {
		runs++
		return tx.Post(ctx, item("åsa"))
	})
	if err != nil || runs != 3 {
		t.Errorf("got %v after %d runs, want 3 runs", err, runs)
	}
}

// Two that hold a lane each, and want the other's: the lower one is waited for by nobody.
func TestLanesAreEnteredInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var l lanes
		l.init()
		low, high := &l.all[3], &l.all[7]
		first, second := l.enter(t.Context(), nil), l.enter(t.Context(), map[*lane]bool{high: true})
		want := func(p posts, on *lane, held bool, err error) {
			t.Helper()
			if h, e := p.hold(t.Context(), on); h != held || e != err {
				t.Errorf("lane %d: %v, %v, want %v, %v", on.place, h, e, held, err)
			}
		}
		want(first, low, true, nil)
		want(first, low, true, nil)        // again: it is one's own
		want(second, low, false, errOrder) // at once
		began := time.Now()
		want(first, high, false, nil) // waited for in vain: goes on without
		if d := time.Since(began); d != laneWait {
			t.Errorf("waited %s", d)
		}
		done := make(chan bool)
		go func() {
			all := l.enter(t.Context(), map[*lane]bool{high: true, low: true})
			done <- len(all.held) == 2
			all.end(false)
		}()
		synctest.Wait()
		first.end(false)
		second.end(true)
		if !<-done {
			t.Error("lanes that have been left can't be had")
		}
	})
}

func TestLaneRemembersWhatWasCommitted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var l lanes
		l.init()
		use := func(last int64, committed bool) string {
			on := l.of("t/åsa")
			p := l.enter(t.Context(), map[*lane]bool{on: true})
			defer p.end(committed)
			p.last["t/åsa"] = last
			n, ok := on.recall("t/åsa")
			return fmt.Sprint(n, ok)
		}
		for i, step := range []struct {
			last      int64
			committed bool
			want      string
			wait      time.Duration
		}{
			{1, true, "0 false", 0},
			{2, true, "1 true", 0},
			{3, false, "2 true", 0},
			{3, true, "2 false", memory}, // what was recalled and not committed is forgotten
			{4, true, "3 false", 0},      // what is old is forgotten
		} {
			if got := use(step.last, step.committed); got != step.want {
				t.Errorf("step %d: got %s, want %s", i, got, step.want)
			}
			time.Sleep(step.wait)
		}
	})
}
