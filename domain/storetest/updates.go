package storetest

import (
	"context"
	"errors"
	"fmt"

	"github.com/lyhord/lyhord/domain"
)

// updateCases tell what a transaction is.
var updateCases = []testCase{
	{"an error undoes everything, and the next number is not lost", undone},
	{"a panic undoes everything, reaches the caller and harms nobody else", panics},
	{"an update that asks to be run again leaves what its last run did", runAgain},
	{"a transaction sees its own writes, others see them once committed", isolation},
	{"a replaced document is found by its new fields alone", movedInIndex},
	{"a cancelled context is refused before anything is run", cancelled},
	{"a context that is cancelled within an update undoes it", cancelledWithin},
	{"a document is inserted by itself, with its wakes, once", alone},
	{"an update that runs when the store is closed may end, later are refused", closed},
}

func undone(s *suite) {
	v := s.visit("old")
	s.insert(v)
	err := s.store.Update(s.ctx, func(ctx context.Context, tx domain.Tx) error {
		changed := s.visit("old")
		changed.Version, changed.Unit = 1, "changed"
		return errors.Join(
			tx.Replace(ctx, changed),
			tx.Insert(ctx, s.visit("new")),
			tx.Post(ctx, s.item("anna", "undone")),
			tx.Post(ctx, s.item("anna", "undone")),
			errRule,
		)
	})
	if !errors.Is(err, errRule) {
		s.Fatalf("Update: %v, want the error of its function", err)
	}
	s.mustUndo(v)
}

// mustUndo stops the case unless old is as it was, nothing is new, and the next item of Anna's inbox is the first.
func (s *suite) mustUndo(old *domain.Visit) {
	s.Helper()
	got := s.visit("old")
	s.mustGet(got)
	wantSame(s, old, got)
	s.mustMiss(s.visit("new"))
	s.mustFind(byUnit("changed"))
	if items := s.inbox("anna"); len(items) > 0 {
		s.Fatalf("%d items in the inbox, want none", len(items))
	}
	item := s.item("anna", "first")
	s.insert(item)
	if item.Seq != 1 {
		s.Fatalf("the first item has number %d", item.Seq)
	}
}

func panics(s *suite) {
	v := s.visit("old")
	s.insert(v)
	type surprise struct{ n int }
	func() {
		defer func() {
			if r := recover(); r != (surprise{17}) {
				s.Fatalf("the caller recovered %v, want the panic of its function", r)
			}
		}()
		_ = s.store.Update(s.ctx, func(ctx context.Context, tx domain.Tx) error {
			if err := errors.Join(tx.Insert(ctx, s.visit("new")), tx.Post(ctx, s.item("anna", "undone"))); err != nil {
				return err
			}
			panic(surprise{17})
		})
		s.Fatal("Update returned after a panic")
	}()
	s.mustUndo(v)
}

func runAgain(s *suite) {
	runs := 0
	var last *domain.InboxItem
	s.update(func(ctx context.Context, tx domain.Tx) error {
		runs++
		v := s.visit("v")
		v.Unit = domain.UnitID(fmt.Sprint("run-", runs))
		last = s.item("anna", fmt.Sprint("run-", runs))
		if err := errors.Join(tx.Insert(ctx, v), tx.Post(ctx, last)); err != nil {
			return err
		}
		if runs == 1 {
			return fmt.Errorf("read something old: %w", domain.ErrRetry)
		}
		return nil
	})
	if runs < 2 {
		s.Fatalf("the function was run %d times, want twice", runs)
	}
	got := s.visit("v")
	s.mustGet(got)
	if want := domain.UnitID(fmt.Sprint("run-", runs)); got.Unit != want || got.Version != 1 {
		s.Fatalf("found %s at version %d, want %s at version 1", got.Unit, got.Version, want)
	}
	if items := s.inbox("anna"); len(items) != 1 || items[0].Seq != 1 || items[0].Deviation != last.Deviation {
		s.Fatalf("found the items %v, want the last run's alone", items)
	}
}

func isolation(s *suite) {
	old := s.visit("old")
	old.Unit = "u"
	s.insert(old)
	s.update(func(ctx context.Context, tx domain.Tx) error {
		changed, fresh := s.visit("old"), s.visit("new")
		changed.Version, changed.Unit, changed.State = 1, "u", domain.VisitStarted
		fresh.Unit = "u"
		if err := errors.Join(tx.Insert(ctx, fresh), tx.Replace(ctx, changed)); err != nil {
			return err
		}
		seen := s.visit("old")
		if err := errors.Join(tx.Get(ctx, seen), tx.Get(ctx, s.visit("new"))); err != nil {
			return err
		}
		ids, err := s.find(ctx, tx, byUnit("u"))
		if seen.State != domain.VisitStarted || len(ids) != 2 || err != nil {
			return fmt.Errorf("the transaction sees %q and finds %v (%v), want its own writes", seen.State, ids, err)
		}
		if n, err := s.count(ctx, tx, "old", "new"); n != 2 || err != nil {
			return fmt.Errorf("the transaction loads %d documents, want 2 (%v)", n, err)
		}
		outside := make(chan error)
		go func() { outside <- s.seesOld() }()
		return receive(s, outside)
	})
	s.mustFind(byUnit("u"), "new", "old")
}

// seesOld returns an error when a reader beside the transaction sees anything of it. It runs in a goroutine, so it stops nothing.
func (s *suite) seesOld() error {
	old := s.visit("old")
	if err := s.store.Get(s.ctx, old); err != nil || old.State != "" {
		return fmt.Errorf("a reader outside sees the state %q (%v)", old.State, err)
	}
	if err := s.store.Get(s.ctx, s.visit("new")); domain.CodeOf(err) != domain.NotFound {
		return fmt.Errorf("a reader outside gets the new document (%v)", err)
	}
	if ids, err := s.find(s.ctx, s.store, byUnit("u")); err != nil || len(ids) != 1 {
		return fmt.Errorf("a reader outside finds %v, want the old document (%v)", ids, err)
	}
	if n, err := s.count(s.ctx, s.store, "old", "new"); err != nil || n != 1 {
		return fmt.Errorf("a reader outside loads %d documents, want 1 (%v)", n, err)
	}
	return nil
}

// count returns how many of the visits with those ids Load gives.
func (s *suite) count(ctx context.Context, r domain.Reader, ids ...string) (n int, err error) {
	err = r.Load(ctx, visits, s.tenant, ids, func() domain.Document { n++; return &domain.Visit{} })
	return n, err
}

func movedInIndex(s *suite) {
	v := s.visit("v")
	v.Unit = "north"
	s.insert(v)
	v.Unit = "south"
	s.replace(v)
	s.mustFind(byUnit("north"))
	s.mustFind(byUnit("south"), "v")
}

func cancelled(s *suite) {
	s.insert(s.visit("v"))
	ctx, cancel := context.WithCancel(s.ctx)
	cancel()
	q := byUnit("")
	q.Tenant = s.tenant
	next := func() domain.Document { return &domain.Visit{} }
	for name, err := range map[string]error{
		"Update": s.store.Update(ctx, func(ctx context.Context, tx domain.Tx) error {
			s.Error("the function was run")
			return tx.Insert(ctx, s.visit("new"))
		}),
		"Insert": s.store.Insert(ctx, s.visit("new")),
		"Get":    s.store.Get(ctx, s.visit("v")),
		"Load":   s.store.Load(ctx, visits, s.tenant, []string{"v"}, next),
		"Find":   s.store.Find(ctx, q, next),
	} {
		if !errors.Is(err, context.Canceled) {
			s.Errorf("%s: %v, want %v", name, err, context.Canceled)
		}
	}
	s.mustMiss(s.visit("new"))
}

func alone(s *suite) {
	l := s.listen()
	v := s.visit("v")
	v.Unit, v.Version = "north", 7 // of whatever it was before
	if err := s.store.Insert(s.ctx, v); err != nil || v.Version != 1 {
		s.Fatalf("Insert: %v, version %d, want 1", err, v.Version)
	}
	if _, found := l.until(patience, v.Wakes()...); !found {
		s.Error("nobody was woken")
	}
	s.mustFind(byUnit("north"), "v")
	again := s.visit("v")
	again.Unit = "south"
	if err := s.store.Insert(s.ctx, again); domain.CodeOf(err) != domain.Conflict {
		s.Errorf("Insert again: %v, want %s", err, domain.Conflict)
	}
	s.mustFind(byUnit("south"))
	s.mustGet(again)
	wantSame(s, v, again)
}

func cancelledWithin(s *suite) {
	ctx, cancel := context.WithCancel(s.ctx)
	defer cancel()
	err := s.store.Update(ctx, func(ctx context.Context, tx domain.Tx) error {
		if err := tx.Insert(ctx, s.visit("first")); err != nil {
			return err
		}
		cancel()
		return tx.Insert(ctx, s.visit("second"))
	})
	if !errors.Is(err, context.Canceled) {
		s.Fatalf("Update: %v, want %v", err, context.Canceled)
	}
	s.mustMiss(s.visit("first"))
	s.mustMiss(s.visit("second"))
}

func closed(s *suite) {
	s.closed = true
	s.insert(s.visit("read before"))
	s.mustGet(s.visit("read before"))
	began, goOn := make(chan bool, 1), make(chan bool)
	ended, shut := make(chan error, 1), make(chan error, 1)
	go func() {
		ended <- s.store.Update(s.ctx, func(ctx context.Context, tx domain.Tx) error {
			began <- true
			<-goOn
			return tx.Insert(ctx, s.visit("v"))
		})
	}()
	receive(s, began)
	go func() { shut <- s.store.Close() }()
	close(goOn)
	if err := errors.Join(receive(s, ended), receive(s, shut)); err != nil {
		s.Fatalf("the update that ran, or Close: %v", err)
	}
	s.refused(domain.Unavailable, func(context.Context, domain.Tx) error {
		s.Error("the function was run in a closed store")
		return nil
	})
	q := byUnit("")
	q.Tenant = s.tenant
	next := func() domain.Document { return &domain.Visit{} }
	for name, err := range map[string]error{
		"Insert": s.store.Insert(s.ctx, s.visit("late")),
		"Get":    s.store.Get(s.ctx, s.visit("read before")),
		"Load":   s.store.Load(s.ctx, visits, s.tenant, []string{"read before"}, next),
		"Find":   s.store.Find(s.ctx, q, next),
		"Ping":   s.store.Ping(s.ctx),
	} {
		if domain.CodeOf(err) != domain.Unavailable {
			s.Errorf("%s: %v, want %s", name, err, domain.Unavailable)
		}
	}
	if err := s.store.Close(); err != nil {
		s.Errorf("a second Close: %v", err)
	}
}
