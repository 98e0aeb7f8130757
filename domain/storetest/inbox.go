package storetest

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync/atomic"

	"github.com/lyhord/lyhord/domain"
)

// inboxCases tell how inboxes are numbered.
var inboxCases = []testCase{
	{"each recipient's items are numbered from one, also within one update", numbering},
	{"under concurrency numbers have no gap and become visible in order", visibleInOrder},
}

// inbox returns the items of a recipient, in order.
func (s *suite) inbox(of domain.StaffID) []*domain.InboxItem {
	s.Helper()
	items, err := s.itemsAfter(of, 0, 1000)
	if err != nil {
		s.Fatalf("the inbox of %s: %v", of, err)
	}
	return items
}

// itemsAfter returns the items of a recipient that come after a number, in order.
func (s *suite) itemsAfter(of domain.StaffID, seq int64, limit int) ([]*domain.InboxItem, error) {
	q := domain.Query{Index: inbox.Index("bySeq"), Equal: []any{of}, Limit: limit, From: seq + 1}
	docs, err := findAll(s.ctx, s, s.store, q)
	var items []*domain.InboxItem
	for _, d := range docs {
		items = append(items, d.(*domain.InboxItem))
	}
	return items, err
}

func numbering(s *suite) {
	s.update(func(ctx context.Context, tx domain.Tx) error {
		for _, to := range []domain.StaffID{"anna", "bo", "anna", "anna"} {
			if err := tx.Post(ctx, s.item(to, "first update")); err != nil {
				return err
			}
		}
		return nil
	})
	item := s.item("anna", "second update")
	item.Extra = unknown(1)
	s.insert(item)
	if item.Seq != 4 || item.Version != 1 {
		s.Fatalf("posted as number %d at version %d, want number 4 at version 1", item.Seq, item.Version)
	}
	got := blank(item)
	s.mustGet(got)
	wantSame(s, item, got)
	wantSame(s, 4, len(s.inbox("anna")))
	wantSame(s, 1, len(s.inbox("bo")))
	wantSame(s, 0, len(s.inbox("cecilia")))

	item.State = domain.DeviationClosed
	s.replace(item)
	last := s.item("anna", "after a replacement")
	s.insert(last)
	if last.Seq != 5 {
		s.Fatalf("posted as number %d after a replacement, want 5", last.Seq)
	}
}

const (
	posters      = 8
	postsPerEach = 24
)

var recipients = []domain.StaffID{"anna", "bo", "cecilia"}

// visibleInOrder posts to several recipients from several writers, of which every fourth update fails, while one reader a
// recipient follows the inbox by its cursor: what it reads must be 1, 2, 3… and all.
func visibleInOrder(s *suite) {
	var posted atomic.Int64 // updates that were committed
	finished := make(chan struct{})
	readers := make(chan error, len(recipients))
	for _, r := range recipients {
		go func() { readers <- s.follow(r, finished, &posted) }()
	}
	s.together(posters, func(p int) error {
		for n := range postsPerEach {
			committed, err := s.postToAll(p, n)
			if err != nil {
				return err
			}
			if committed {
				posted.Add(1)
			}
		}
		return nil
	})
	close(finished)
	for range recipients {
		if err := receive(s, readers); err != nil {
			s.Error(err)
		}
	}
}

// postToAll posts one item to each recipient, in an order that differs from writer to writer. Every fourth update fails after it
// has posted.
func (s *suite) postToAll(poster, n int) (committed bool, err error) {
	fails := n%4 == 3
	about := fmt.Sprintf("deviation-%d-%d", poster, n)
	err = s.retried(func() error {
		return s.store.Update(s.ctx, func(ctx context.Context, tx domain.Tx) error {
			for i := range recipients {
				if err := tx.Post(ctx, s.item(recipients[(poster+i)%len(recipients)], about)); err != nil {
					return err
				}
			}
			if fails {
				return errRule
			}
			return nil
		})
	})
	if fails && errors.Is(err, errRule) {
		return false, nil
	}
	return true, err
}

// follow reads an inbox after its cursor until it has read all that was posted, and once more. It returns an error when an item is
// not the next one, or is about something that came before.
func (s *suite) follow(r domain.StaffID, finished <-chan struct{}, posted *atomic.Int64) error {
	seen := map[domain.DeviationID]bool{}
	for cursor, last := int64(0), false; ; {
		select {
		case <-finished:
			last = true
		default:
			runtime.Gosched()
		}
		items, err := s.itemsAfter(r, cursor, 7)
		if err != nil {
			return err
		}
		for _, i := range items {
			cursor++
			if i.Seq != cursor || seen[i.Deviation] {
				return fmt.Errorf("%s reads item %d about %s, want item %d about something new", r, i.Seq, i.Deviation, cursor)
			}
			seen[i.Deviation] = true
		}
		if last && len(items) == 0 {
			if want := posted.Load(); cursor != want {
				return fmt.Errorf("%s read %d items, want %d", r, cursor, want)
			}
			return nil
		}
	}
}
