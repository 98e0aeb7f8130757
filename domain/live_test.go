package domain_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/lyhord/lyhord/domain"
)

// follow runs a watch and gives what it yields; the channel closes when the watch ends, and errs then holds why.
func follow(ctx context.Context, s *domain.Session, after *int64) (<-chan *domain.Deviation, <-chan error) {
	out, errs := make(chan *domain.Deviation), make(chan error, 1)
	go func() {
		defer close(out)
		for d, err := range s.WatchDeviations(ctx, after) {
			if err != nil {
				errs <- err
				return
			}
			select {
			case out <- d:
			case <-ctx.Done():
				return
			}
		}
	}()
	return out, errs
}

func next[T any](t *testing.T, c <-chan T) T {
	t.Helper()
	select {
	case x, ok := <-c:
		if !ok {
			t.Fatal("the watch ended")
		}
		return x
	case <-time.After(10 * time.Second):
		t.Fatal("nothing came")
	}
	panic("unreachable")
}

func nothing[T any](t *testing.T, c <-chan T) {
	t.Helper()
	select {
	case x, ok := <-c:
		if ok {
			t.Fatalf("unexpected: %+v", x)
		}
	case <-time.After(100 * time.Millisecond):
	}
}

// declineOne adds a visit with one declined activity, and returns the deviation.
func (w *world) declineOne(id domain.VisitID) *domain.Deviation {
	w.t.Helper()
	w.put(visit(kommun, id, "astrid", "nord", "anna", 0))
	w.start(w.staff("anna"), id)
	out, err := w.staff("anna").CheckOff(context.Background(), decline(id, "dusch"))
	if err != nil {
		w.t.Fatal(err)
	}
	return out.Deviation
}

func TestWatchDeviations(t *testing.T) {
	t.Run("what was missed comes first, then what is new, then what is withdrawn", func(t *testing.T) {
		w := newWorld(t)
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		a, b := w.declineOne("a"), w.declineOne("b")
		got, _ := follow(ctx, w.staff("karin"), new(int64(1)))
		if d := next(t, got); d.ID != b.ID || *d.Seq != 2 {
			t.Errorf("want b as 2, got %s as %d", d.ID, *d.Seq)
		}
		c := w.declineOne("c")
		if d := next(t, got); d.ID != c.ID || *d.Seq != 3 {
			t.Errorf("want c as 3, got %s as %d", d.ID, *d.Seq)
		}
		undo := domain.UndoCheckOffInput{CommandID: newCommand(), VisitID: "a", ActivityID: "dusch"}
		if _, err := w.staff("anna").UndoCheckOff(ctx, undo); err != nil {
			t.Fatal(err)
		}
		if d := next(t, got); d.ID != a.ID || *d.Seq != 4 || d.State != domain.DeviationWithdrawn {
			t.Errorf("want a withdrawn as 4, got %s as %d, %s", d.ID, *d.Seq, d.State)
		}
		nothing(t, got)
	})
	t.Run("without a number only what is new comes", func(t *testing.T) {
		w := newWorld(t)
		w.declineOne("a")
		got, _ := follow(t.Context(), w.staff("karin"), nil)
		nothing(t, got)
		b := w.declineOne("b")
		if d := next(t, got); d.ID != b.ID {
			t.Errorf("want b, got %s", d.ID)
		}
	})
	t.Run("a number ahead of the inbox is refused", func(t *testing.T) {
		w := newWorld(t)
		_, errs := follow(t.Context(), w.staff("karin"), new(int64(1)))
		wantError(t, next(t, errs), domain.Invalid, "after")
	})
	t.Run("a sign-in that ends, ends the watch", func(t *testing.T) {
		w := newWorld(t)
		_, errs := follow(t.Context(), w.staff("karin"), nil)
		w.pass(9 * time.Hour)
		wantError(t, next(t, errs), domain.Unauthenticated, "")
	})
	t.Run("an employment that ends, ends the watch", func(t *testing.T) {
		w := newWorld(t)
		got, errs := follow(t.Context(), w.staff("karin"), nil)
		replace(w, &domain.Staff{Head: head(kommun, domain.StaffID("karin"))}, func(s *domain.Staff) { s.Ended = true })
		wantError(t, next(t, errs), domain.Unauthenticated, "")
		w.declineOne("a")
		nothing(t, got)
	})
	t.Run("what another recipient takes on is told", func(t *testing.T) {
		w := newWorld(t)
		replace(w, &domain.Brukare{Head: head(kommun, domain.BrukareID("astrid"))}, func(b *domain.Brukare) { b.Kontaktmen[1].Deputy = false })
		d := w.declineOne("a")
		got, _ := follow(t.Context(), w.staff("karin"), new(int64(0)))
		next(t, got)
		if _, err := w.staff("vera").AcknowledgeDeviation(t.Context(), domain.AcknowledgeDeviationInput{CommandID: newCommand(), DeviationID: d.ID}); err != nil {
			t.Fatal(err)
		}
		if again := next(t, got); again.ID != d.ID || *again.Seq != 2 || again.State != domain.DeviationAcknowledged || again.AcknowledgedBy != "vera" {
			t.Errorf("karin is told %+v", again)
		}
		if n := len(w.inbox(kommun, "vera")); n != 1 {
			t.Errorf("vera, who did it, was told of %d things", n)
		}
	})
	t.Run("who has left the unit is shown nothing of it", func(t *testing.T) {
		w := newWorld(t)
		w.declineOne("a")
		replace(w, &domain.Staff{Head: head(kommun, domain.StaffID("karin"))}, func(s *domain.Staff) { s.Units = []domain.UnitID{"syd"} })
		got, _ := follow(t.Context(), w.staff("karin"), new(int64(0)))
		nothing(t, got)
	})
	t.Run("what is shown is on record", func(t *testing.T) {
		w := newWorld(t)
		w.declineOne("a")
		got, _ := follow(t.Context(), w.staff("karin"), new(int64(0)))
		d := next(t, got)
		rs := w.records(domain.ActorStaff, "karin")
		if len(rs) != 1 || rs[0].Action != domain.WatchDeviations || rs[0].Brukare != "astrid" || rs[0].Subject != string(d.ID) {
			t.Errorf("the records are %+v", rs)
		}
	})
}

// TestNoGapNoDuplicate has many writers, and a listener that loses its connection all the time.
func TestNoGapNoDuplicate(t *testing.T) {
	w := newWorld(t)
	const writers, each = 8, 12
	var wg sync.WaitGroup
	for i := range writers {
		wg.Go(func() {
			for j := range each {
				w.declineOne(domain.VisitID(string(rune('a'+i)) + string(rune('a'+j))))
			}
		})
	}
	cursor := int64(0)
	seen := map[domain.DeviationID]bool{}
	for cursor < writers*each {
		ctx, cancel := context.WithCancel(t.Context())
		got, _ := follow(ctx, w.staff("karin"), new(cursor))
		for range 7 {
			d := next(t, got)
			if *d.Seq != cursor+1 || seen[d.ID] {
				t.Fatalf("after %d came %d (%s, seen before: %v)", cursor, *d.Seq, d.ID, seen[d.ID])
			}
			cursor, seen[d.ID] = *d.Seq, true
			if cursor == writers*each {
				break
			}
		}
		cancel()
	}
	wg.Wait()
	if len(seen) != writers*each {
		t.Errorf("saw %d deviations, want %d", len(seen), writers*each)
	}
}

func TestWatchVisits(t *testing.T) {
	w := newWorld(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	got, errs := make(chan []*domain.Visit), make(chan error, 1)
	go func() {
		for vs, err := range w.as(domain.ActorNarstaende, "dora").WatchVisits(ctx, "astrid") {
			if err != nil {
				errs <- err
				return
			}
			got <- vs
		}
	}()
	if vs := next(t, got); len(vs) != 1 || vs[0].State != domain.VisitPlanned {
		t.Fatalf("the state now: %+v", vs)
	}
	w.start(w.staff("anna"), "v1")
	if vs := next(t, got); vs[0].State != domain.VisitStarted {
		t.Errorf("after the start: %+v", vs[0])
	}
	nothing(t, got)
	replace(w, &domain.Brukare{Head: head(kommun, domain.BrukareID("astrid"))}, func(b *domain.Brukare) { b.Consents[0].Withdrawn = true })
	wantError(t, next(t, errs), domain.NotFound, "")
}

func TestAcknowledgeDeviation(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t)
	d := w.declineOne("a")
	w.declineOne("b")
	ack := func(who, measure string) error {
		_, err := w.staff(who).AcknowledgeDeviation(ctx, domain.AcknowledgeDeviationInput{CommandID: newCommand(), DeviationID: d.ID, Measure: measure})
		return err
	}
	wantError(t, ack("bo", ""), domain.Forbidden, "")
	wantError(t, ack("olle", ""), domain.NotFound, "")
	if err := ack("karin", ""); err != nil {
		t.Fatal(err)
	}
	wantError(t, ack("karin", ""), domain.Conflict, "")
	for state, want := range map[domain.DeviationState]int{"": 2, domain.DeviationReported: 1, domain.DeviationAcknowledged: 1, domain.DeviationClosed: 0} {
		page, err := w.staff("karin").Deviations(ctx, 20, "", state)
		if err != nil || len(page.Deviations) != want {
			t.Errorf("in state %q: %d, want %d (%v)", state, len(page.Deviations), want, err)
		}
	}
	if err := ack("karin", "Pratade med Astrid, duschar i morgon"); err != nil {
		t.Fatal(err)
	}
	page, err := w.staff("karin").Deviations(ctx, 1, "", "")
	if err != nil || !page.HasNext || *page.Deviations[0].Seq != 2 {
		t.Fatalf("first page: %+v %v", page, err)
	}
	page, err = w.staff("karin").Deviations(ctx, 1, domain.DeviationCursor(page.Deviations[0]), "")
	if err != nil || page.HasNext || page.Deviations[0].State != domain.DeviationClosed || page.Deviations[0].AcknowledgedBy != "karin" {
		t.Errorf("second page: %+v %v", page, err)
	}
	for _, bad := range []string{"x", "seq:", "seq:-1", "seq:0"} {
		wantError(t, second(w.staff("karin").Deviations(ctx, 1, bad, "")), domain.Invalid, "after")
	}
	wantError(t, second(w.staff("karin").Deviations(ctx, 101, "", "")), domain.Invalid, "first")
}

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
