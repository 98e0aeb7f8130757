package storetest

import (
	"context"
	"slices"

	"github.com/lyhord/lyhord/domain"
)

// tenantCases tell that a tenant is a border.
var tenantCases = []testCase{
	{"two tenants with the same ids never see each other", twoTenants},
	{"the same id in two collections is two documents", twoCollections},
}

// neighbour returns the same case in another tenant.
func (s *suite) neighbour() *suite {
	n := *s
	n.tenant = newTenant()
	return &n
}

func twoTenants(s *suite) {
	n := s.neighbour()
	mine, theirs := s.visit("v"), n.visit("v")
	mine.Unit, theirs.Unit = "u", "u"
	mine.Staff, theirs.Staff = "mine", "theirs"
	s.insert(mine, s.item("anna", "d1"), s.item("anna", "d2"))
	n.mustMiss(n.visit("v"))
	n.mustFind(byUnit("u"))
	wantSame(s, 0, len(n.inbox("anna")))

	item := n.item("anna", "d")
	n.insert(theirs, item)
	wantSame(s, int64(1), item.Seq)
	theirs.State = domain.VisitStarted
	n.replace(theirs)

	for _, c := range []struct {
		in   *suite
		want *domain.Visit
	}{{s, mine}, {n, theirs}} {
		got := c.in.visit("v")
		c.in.mustGet(got)
		wantSame(s, c.want, got)
		c.in.mustFind(byUnit("u"), "v")
		var loaded []*domain.Visit
		err := s.store.Load(s.ctx, visits, c.in.tenant, []string{"v"}, func() domain.Document {
			loaded = append(loaded, &domain.Visit{})
			return loaded[len(loaded)-1]
		})
		if err != nil {
			s.Fatalf("Load: %v", err)
		}
		wantSame(s, []*domain.Visit{c.want}, loaded)
	}

	only := s.visit("only-mine")
	s.insert(only)
	taken := n.visit("only-mine")
	taken.Version = 1
	n.refused(domain.NotFound, func(ctx context.Context, tx domain.Tx) error { return tx.Replace(ctx, taken) })
	if k, err := n.count(n.ctx, n.store, "only-mine"); k != 0 || err != nil {
		s.Fatalf("the neighbour loads %d documents, want none (%v)", k, err)
	}
}

func twoCollections(s *suite) {
	docs := []domain.Document{}
	for _, c := range domain.Collections() {
		if c != inbox { // whose ids follow from their numbers
			docs = append(docs, filled(c, s.tenant, "same"))
		}
	}
	s.insert(docs...)
	for _, d := range slices.Backward(docs) {
		got := blank(d)
		s.mustGet(got)
		wantSame(s, d, got)
	}
}
