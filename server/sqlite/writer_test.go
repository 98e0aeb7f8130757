package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/lyhord/lyhord/domain"
)

// hold occupies the writer until release is called, and returns when it does.
func hold(t *testing.T, s *Store, fn func(context.Context, domain.Tx) error) (release func(), ended <-chan error) {
	t.Helper()
	began, goOn, end := make(chan bool), make(chan bool), make(chan error, 1)
	go func() {
		end <- s.Update(t.Context(), func(ctx context.Context, tx domain.Tx) error {
			began <- true
			<-goOn
			return fn(ctx, tx)
		})
	}()
	receive(t, began)
	return func() { close(goOn) }, end
}

// waitQueued returns when so many updates wait for the writer.
func waitQueued(t *testing.T, s *Store, n int) {
	t.Helper()
	q := s.writer.queue
	for late := time.Now().Add(20 * time.Second); ; runtime.Gosched() {
		q.mu.Lock()
		waiting := len(q.waiting)
		q.mu.Unlock()
		if waiting == n {
			return
		}
		if time.Now().After(late) {
			t.Fatalf("%d updates wait, want %d", waiting, n)
		}
	}
}

func insert(id string) func(context.Context, domain.Tx) error {
	return func(ctx context.Context, tx domain.Tx) error { return tx.Insert(ctx, visit(id)) }
}

func TestGroup(t *testing.T) {
	s := newTest(t)
	release, first := hold(t, s, insert("first"))
	errRule := errors.New("no")
	results := make(chan error, 10)
	for i := range 10 {
		go func() {
			defer func() {
				if recover() != nil {
					results <- errRule
				}
			}()
			results <- s.Update(t.Context(), func(ctx context.Context, tx domain.Tx) error {
				// One of the same group: what came before is seen here, but not yet outside.
				if err := tx.Get(ctx, visit("first")); err != nil {
					return err
				}
				if err := s.Get(ctx, visit("first")); domain.CodeOf(err) != domain.NotFound {
					return fmt.Errorf("the first update is visible before the group is committed: %v", err)
				}
				if err := tx.Insert(ctx, visit(fmt.Sprint("v", i))); err != nil {
					return err
				}
				switch i {
				case 3:
					return errRule
				case 6:
					panic("out of order")
				}
				return nil
			})
		}()
	}
	waitQueued(t, s, 10)
	release()
	if err := receive(t, first); err != nil {
		t.Fatal(err)
	}
	failed := 0
	for range 10 {
		if err := receive(t, results); errors.Is(err, errRule) {
			failed++
		} else if err != nil {
			t.Error(err)
		}
	}
	if failed != 2 {
		t.Errorf("%d updates failed, want the two that were to", failed)
	}
	for i := range 10 {
		want := domain.Code("")
		if i == 3 || i == 6 {
			want = domain.NotFound
		}
		wantCode(t, s.Get(t.Context(), visit(fmt.Sprint("v", i))), want)
	}
}

func TestLostTransactionFailsItsGroup(t *testing.T) {
	s := newTest(t)
	release, first := hold(t, s, insert("first"))
	second := make(chan error, 1)
	go func() {
		second <- s.Update(t.Context(), func(ctx context.Context, x domain.Tx) error {
			_, err := x.(*tx).conn.exec("ROLLBACK") // as SQLite does when the disk is full
			return err
		})
	}()
	waitQueued(t, s, 1)
	release()
	wantCode(t, receive(t, first), domain.Unavailable)
	wantCode(t, receive(t, second), domain.Unavailable)
	wantCode(t, s.Get(t.Context(), visit("first")), domain.NotFound)
	wantCode(t, s.Update(t.Context(), insert("first")), "")
}

func TestFullDisk(t *testing.T) {
	s := newTest(t)
	var pages int64
	err := s.Update(t.Context(), func(ctx context.Context, x domain.Tx) error {
		return x.(*tx).conn.row(&pages, "PRAGMA max_page_count = 1") // which SQLite raises to the pages there are
	})
	wantCode(t, err, "")
	large := func(ctx context.Context, tx domain.Tx) error {
		for i := range 100 {
			_ = tx.Insert(ctx, visit(fmt.Sprint("v", i))) // a function that passes over errors must not half succeed
		}
		return nil
	}
	wantCode(t, s.Update(t.Context(), large), domain.Unavailable)
	wantCode(t, s.Get(t.Context(), visit("v0")), domain.NotFound)
	err = s.Update(t.Context(), func(ctx context.Context, x domain.Tx) error {
		return x.(*tx).conn.row(&pages, "PRAGMA max_page_count = 1000000")
	})
	wantCode(t, err, "")
	wantCode(t, s.Update(t.Context(), large), "")
	wantCode(t, s.Get(t.Context(), visit("v99")), "")
}

func TestCancelledInQueue(t *testing.T) {
	s := newTest(t)
	release, first := hold(t, s, insert("first"))
	ctx, cancel := context.WithCancel(t.Context())
	second := make(chan error, 1)
	go func() {
		second <- s.Update(ctx, func(context.Context, domain.Tx) error {
			t.Error("the cancelled update was run")
			return nil
		})
	}()
	waitQueued(t, s, 1)
	cancel()
	if err := receive(t, second); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v before the writer is free", err, context.Canceled)
	}
	release()
	wantCode(t, receive(t, first), "")
}

func TestCancelledWhileRunning(t *testing.T) {
	s := newTest(t)
	ctx, cancel := context.WithCancel(t.Context())
	err := s.Update(ctx, func(ctx context.Context, tx domain.Tx) error {
		err := tx.Insert(ctx, visit("v"))
		cancel()
		return err
	})
	wantCode(t, err, "") // the caller learns what became of it
	wantCode(t, s.Get(t.Context(), visit("v")), "")
}

func TestRunAgainWithoutEnd(t *testing.T) {
	s := newTest(t)
	runs := 0
	err := s.Update(t.Context(), func(ctx context.Context, tx domain.Tx) error {
		runs++
		return errors.Join(tx.Insert(ctx, visit("v")), domain.ErrRetry)
	})
	wantCode(t, err, domain.Unavailable)
	if runs != maxRuns {
		t.Errorf("run %d times, want %d", runs, maxRuns)
	}
	wantCode(t, s.Get(t.Context(), visit("v")), domain.NotFound)
}

func TestEndedTransaction(t *testing.T) {
	s := newTest(t)
	var kept domain.Tx
	wantCode(t, s.Update(t.Context(), func(ctx context.Context, tx domain.Tx) error { kept = tx; return nil }), "")
	next := func() domain.Document { return &domain.Visit{} }
	item := &domain.InboxItem{Recipient: "anna"}
	for name, err := range map[string]error{
		"Get":     kept.Get(t.Context(), visit("v")),
		"Load":    kept.Load(t.Context(), visit("v").Collection(), "kommun", []string{"v"}, next),
		"Find":    kept.Find(t.Context(), domain.Query{Index: visit("v").Collection().Index("byUnit"), Equal: []any{"u"}, Limit: 1}, next),
		"Insert":  kept.Insert(t.Context(), visit("v")),
		"Replace": kept.Replace(t.Context(), visit("v")),
		"Post":    kept.Post(t.Context(), item),
	} {
		if !errors.Is(err, errEnded) {
			t.Errorf("%s: %v, want %v", name, err, errEnded)
		}
	}
}

func TestFunctionEndsItsGoroutine(t *testing.T) {
	s := newTest(t)
	err := s.Update(t.Context(), func(ctx context.Context, tx domain.Tx) error {
		if err := tx.Insert(ctx, visit("v")); err != nil {
			return err
		}
		runtime.Goexit()
		return nil
	})
	if err == nil {
		t.Error("an update that never ended succeeded")
	}
	wantCode(t, s.Get(t.Context(), visit("v")), domain.NotFound)
	wantCode(t, s.Update(t.Context(), insert("v")), "")
}

// TestLockedByAnother is somebody who looks into the file with a tool of their own.
func TestLockedByAnother(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lyhord.db")
	s := openTest(t, path)
	defer s.Close()
	if _, err := s.writer.conn.exec("PRAGMA busy_timeout = 0"); err != nil {
		t.Fatal(err)
	}
	other, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	other.SetMaxOpenConns(1)
	if _, err := other.ExecContext(t.Context(), "BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	wantCode(t, s.Update(t.Context(), insert("v")), domain.Unavailable)
	if _, err := other.ExecContext(t.Context(), "ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	wantCode(t, s.Update(t.Context(), insert("v")), "")
}
