// Package storetest holds every implementation of [domain.Store] to what the port promises. A store's tests call [Run]; there is
// no list of what to skip.
//
// Each case works in a tenant of its own, so the suite can run against a database that others use at the same time. It waits
// on channels with a deadline and never sleeps.
package storetest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/lyhord/lyhord/domain"
)

// patience is how long anything may take before the suite calls it lost.
const patience = 60 * time.Second

// Run runs the suite. open gives a store for one case, which the case closes.
func Run(t *testing.T, open func(t *testing.T) domain.Store) {
	for _, c := range slices.Concat(documentCases, updateCases, concurrentCases, inboxCases, findCases, pageCases, tenantCases, hearCases) {
		t.Run(c.name, func(t *testing.T) { c.run(newSuite(t, open(t))) })
	}
}

// testCase is one promise of the port.
type testCase struct {
	name string
	run  func(*suite)
}

// suite is one case at work.
type suite struct {
	*testing.T
	store  domain.Store
	tenant domain.TenantID
	ctx    context.Context
	closed bool // by the case itself
}

func newSuite(t *testing.T, store domain.Store) *suite {
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	s := &suite{T: t, store: store, tenant: newTenant(), ctx: ctx}
	t.Cleanup(func() {
		cancel()
		if s.closed {
			return
		}
		if err := store.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return s
}

func newTenant() domain.TenantID { return domain.TenantID("test-" + rand.Text()) }

// update runs fn and stops the case when it fails.
func (s *suite) update(fn func(ctx context.Context, tx domain.Tx) error) {
	s.Helper()
	if err := s.store.Update(s.ctx, fn); err != nil {
		s.Fatalf("Update: %v", err)
	}
}

// refused runs fn and stops the case unless Update returns an error of that code.
func (s *suite) refused(want domain.Code, fn func(ctx context.Context, tx domain.Tx) error) {
	s.Helper()
	if err := s.store.Update(s.ctx, fn); domain.CodeOf(err) != want {
		s.Fatalf("Update: %v, want %s", err, want)
	}
}

// insert adds documents, an inbox item by posting it.
func (s *suite) insert(docs ...domain.Document) {
	s.Helper()
	s.update(func(ctx context.Context, tx domain.Tx) error {
		for _, d := range docs {
			if err := insertInto(ctx, tx, d); err != nil {
				return err
			}
		}
		return nil
	})
}

func insertInto(ctx context.Context, tx domain.Tx, d domain.Document) error {
	if item, ok := d.(*domain.InboxItem); ok {
		return tx.Post(ctx, item)
	}
	return tx.Insert(ctx, d)
}

// replace replaces documents.
func (s *suite) replace(docs ...domain.Document) {
	s.Helper()
	s.update(func(ctx context.Context, tx domain.Tx) error {
		for _, d := range docs {
			if err := tx.Replace(ctx, d); err != nil {
				return err
			}
		}
		return nil
	})
}

// mustGet reads doc anew and stops the case when it is not there.
func (s *suite) mustGet(doc domain.Document) {
	s.Helper()
	if err := s.store.Get(s.ctx, doc); err != nil {
		s.Fatalf("Get %s: %v", doc.Key().ID, err)
	}
}

// mustMiss stops the case unless there is no document with doc's key.
func (s *suite) mustMiss(doc domain.Document) {
	s.Helper()
	if err := s.store.Get(s.ctx, doc); domain.CodeOf(err) != domain.NotFound {
		s.Fatalf("Get %s: %v, want %s", doc.Key().ID, err, domain.NotFound)
	}
}

// visit returns an empty visit with that id.
func (s *suite) visit(id string) *domain.Visit {
	v := &domain.Visit{}
	v.Tenant, v.ID = s.tenant, domain.VisitID(id)
	return v
}

// staff returns an empty member of staff with that id.
func (s *suite) staff(id string) *domain.Staff {
	m := &domain.Staff{}
	m.Tenant, m.ID = s.tenant, domain.StaffID(id)
	return m
}

// item returns an item for a recipient, about that deviation.
func (s *suite) item(to domain.StaffID, about string) *domain.InboxItem {
	i := &domain.InboxItem{Recipient: to, Deviation: domain.DeviationID(about), Notice: domain.NoticeReported, State: domain.DeviationReported, PostedAt: noon}
	i.Tenant = s.tenant
	return i
}

// noon is some time, in UTC and without parts of a millisecond.
var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// errRule stands for a rule that says no in the middle of an update.
var errRule = errors.New("a rule says no")

// find returns the ids of a query's answer, in order. It can be used within an update, with the update's context.
func (s *suite) find(ctx context.Context, r domain.Reader, q domain.Query) ([]string, error) {
	docs, err := findAll(ctx, s, r, q)
	ids := []string{}
	for _, d := range docs {
		ids = append(ids, d.Key().ID)
	}
	return ids, err
}

// mustFind stops the case unless a query's answer is those ids, in order.
func (s *suite) mustFind(q domain.Query, want ...string) {
	s.Helper()
	got, err := s.find(s.ctx, s.store, q)
	if err != nil {
		s.Fatalf("Find by %s: %v", q.Index.Name, err)
	}
	wantSame(s, want, got)
}

// findAll returns a query's answer.
func findAll(ctx context.Context, s *suite, r domain.Reader, q domain.Query) (docs []domain.Document, err error) {
	q.Tenant = s.tenant
	err = r.Find(ctx, q, func() domain.Document {
		docs = append(docs, q.Index.Collection.New())
		return docs[len(docs)-1]
	})
	return docs, err
}

// together runs f so many times at once and waits for all.
func (s *suite) together(n int, f func(i int) error) {
	s.Helper()
	errs := make(chan error)
	for i := range n {
		go func() { errs <- f(i) }()
	}
	for range n {
		if err := receive(s, errs); err != nil {
			s.Error(err)
		}
	}
	if s.Failed() {
		s.FailNow()
	}
}

// receive waits for a value.
func receive[T any](s *suite, c <-chan T) T {
	s.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(patience):
		s.Fatal("waited in vain")
		panic("unreachable")
	}
}

func number(prefix string, i int) string { return fmt.Sprintf("%s-%04d", prefix, i) }
