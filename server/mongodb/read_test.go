package mongodb

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/lyhord/lyhord/domain"
)

// The filters of a query, as the server gets them: equality on all fields of the index but the last two, then bounds of the order.
func TestFilterOf(t *testing.T) {
	visits := new(domain.Visit).Collection()
	noon := time.Date(2026, 11, 21, 12, 0, 0, 0, domain.Stockholm)
	at := &domain.Position{Order: noon, ID: "v7"}
	for name, c := range map[string]struct {
		q    domain.Query
		want string
	}{
		"all": {domain.Query{}, `{"tenant":"t","unit":"u"}`},
		"a range": {domain.Query{From: noon, To: noon.Add(time.Hour)},
			`{"tenant":"t","unit":"u","$and":[{"start":{"$gte":{"$date":"2026-11-21T11:00:00Z"}}},{"start":{"$lt":{"$date":"2026-11-21T12:00:00Z"}}}]}`},
		"after a position": {domain.Query{After: at},
			`{"tenant":"t","unit":"u","$and":[{"start":{"$gte":{"$date":"2026-11-21T11:00:00Z"}}},{"$nor":[{"start":{"$eq":{"$date":"2026-11-21T11:00:00Z"}},"id":{"$lte":"v7"}}]}]}`},
		"back from a position": {domain.Query{After: at, Descending: true},
			`{"tenant":"t","unit":"u","$and":[{"start":{"$lte":{"$date":"2026-11-21T11:00:00Z"}}},{"$nor":[{"start":{"$eq":{"$date":"2026-11-21T11:00:00Z"}},"id":{"$gte":"v7"}}]}]}`},
	} {
		t.Run(name, func(t *testing.T) {
			c.q.Index, c.q.Tenant, c.q.Equal = visits.Index("byUnit"), "t", []any{domain.UnitID("u")}
			got, err := bson.MarshalExtJSON(filterOf(c.q), false, false)
			if err != nil || string(got) != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestFindPages(t *testing.T) {
	s, f := openFake(t)
	start := time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)
	var docs []domain.Document
	for i := range 6 { // two begin at the same time, each time
		docs = append(docs, &domain.Visit{Head: head(domain.VisitID(fmt.Sprint("v", i))), Unit: "u", Start: start.Add(time.Duration(i/2) * time.Hour)})
	}
	docs = append(docs, &domain.Visit{Head: head(domain.VisitID("other")), Unit: "x", Start: start},
		&domain.Visit{Head: domain.Head[domain.VisitID]{ID: "v0", Tenant: "other"}, Unit: "u", Start: start})
	if err := s.Update(t.Context(), insert(docs...)); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		descending bool
		from, to   any
		want       string
	}{
		{false, nil, nil, "v0 v1 v2 v3 v4 v5"},
		{true, nil, nil, "v5 v4 v3 v2 v1 v0"},
		{false, start.Add(time.Hour), nil, "v2 v3 v4 v5"},
		{true, nil, start.Add(2 * time.Hour), "v3 v2 v1 v0"},
	} {
		q := domain.Query{Index: docs[0].Collection().Index("byUnit"), Tenant: "t", Equal: []any{domain.UnitID("u")}, From: c.from, To: c.to, Descending: c.descending, Limit: 1}
		var got []string
		for {
			var v *domain.Visit
			if err := s.Find(t.Context(), q, func() domain.Document { v = new(domain.Visit); return v }); err != nil {
				t.Fatal(err)
			}
			if v == nil {
				break
			}
			if v.Extra != nil {
				t.Errorf("unknown fields %v", v.Extra)
			}
			got = append(got, string(v.ID))
			q.After = domain.PositionOf(q.Index, v)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("got %v, want %s", got, c.want)
		}
	}
	for _, cmd := range f.received() {
		if name, is := cmd.Lookup("find").StringValueOK(); is && cmd.Lookup("hint").StringValue() == "" {
			t.Errorf("a find in %s without an index", name)
		}
	}
}

func TestLoad(t *testing.T) {
	s, f := openFake(t)
	if err := s.Update(t.Context(), insert(unit("å"), unit("ä"), unit("ö"))); err != nil {
		t.Fatal(err)
	}
	f.received()
	var got []*domain.Unit
	next := func() domain.Document { got = append(got, new(domain.Unit)); return got[len(got)-1] }
	c := unit("").Collection()
	if err := errors.Join(s.Load(t.Context(), c, "t", nil, next), s.Load(t.Context(), c, "other", []string{"å"}, next)); err != nil || len(got) != 0 {
		t.Errorf("got %v, %v of nothing", got, err)
	}
	if err := s.Load(t.Context(), c, "t", []string{"å", "å", "nowhere", "ö"}, next); err != nil || len(got) != 2 {
		t.Errorf("got %d, %v, want 2", len(got), err)
	}
	if n := len(f.received()); n != 2 {
		t.Errorf("%d commands, want none for no ids", n)
	}
}

// A transaction reads its snapshot and its own writes, whatever is committed meanwhile.
func TestReadWithinUpdate(t *testing.T) {
	s, _ := openFake(t)
	if err := s.Update(t.Context(), insert(unit("a"))); err != nil {
		t.Fatal(err)
	}
	err := s.Update(t.Context(), func(ctx context.Context, tx domain.Tx) error {
		if err := errors.Join(tx.Get(ctx, unit("a")), tx.Insert(ctx, unit("own"))); err != nil {
			return err
		}
		if err := s.Update(t.Context(), insert(unit("late"))); err != nil && domain.CodeOf(err) != domain.Conflict { // as another process would
			t.Error(err)
		}
		if err := tx.Get(ctx, unit("late")); domain.CodeOf(err) != domain.NotFound {
			t.Errorf("what came after the snapshot: %v", err)
		}
		if err := s.Get(t.Context(), unit("own")); domain.CodeOf(err) != domain.NotFound {
			t.Errorf("what is not committed, from outside: %v", err)
		}
		return tx.Get(ctx, unit("own"))
	})
	if err != nil {
		t.Fatal(err)
	}
}
