package demo

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/lyhord/lyhord/domain"
	"github.com/lyhord/lyhord/server/sqlite"
)

// noon is a Saturday in November, when nothing is unusual.
var noon = domain.Day("2026-11-21").At(12, 0)

func open(t testing.TB) domain.Store {
	t.Helper()
	s, err := sqlite.Open(filepath.Join(t.TempDir(), "demo.db"), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func seeded(t testing.TB, now time.Time) domain.Store {
	t.Helper()
	s := open(t)
	seedAgain(t, s, now)
	return s
}

func seedAgain(t testing.TB, s domain.Store, now time.Time) {
	t.Helper()
	if err := Seed(t.Context(), s, now); err != nil {
		t.Fatal(err)
	}
}

func mustRead(t testing.TB) *cast {
	t.Helper()
	c, err := read()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// contents is everything that the demo tenant holds.
type contents struct {
	Tenant     *domain.Tenant
	Units      []*domain.Unit
	Staff      []*domain.Staff
	Narstaende []*domain.Narstaende
	Brukare    []*domain.Brukare
	Plans      []*domain.Plan
	Visits     []*domain.Visit
	Notes      []*domain.JournalNote
	Deviations []*domain.Deviation
	Inbox      []*domain.InboxItem
}

func contentsOf(t testing.TB, s domain.Store) *contents {
	t.Helper()
	c := &contents{Tenant: &domain.Tenant{Head: head(Tenant)}}
	if err := s.Get(t.Context(), c.Tenant); err != nil {
		t.Fatal(err)
	}
	people := mustRead(t)
	for _, u := range people.Units {
		c.Units = append(c.Units, get(t, s, &domain.Unit{Head: head(u.ID)}))
		c.Brukare = append(c.Brukare, all[domain.Brukare](t, s, "byUnit", u.ID)...)
		c.Visits = append(c.Visits, all[domain.Visit](t, s, "byUnit", u.ID)...)
	}
	for _, n := range people.Narstaende {
		c.Narstaende = append(c.Narstaende, get(t, s, &domain.Narstaende{Head: head(n.ID)}))
	}
	c.Staff = all[domain.Staff](t, s, "byName")
	for _, e := range c.Staff {
		c.Inbox = append(c.Inbox, all[domain.InboxItem](t, s, "bySeq", e.ID)...)
	}
	for _, b := range c.Brukare {
		c.Plans = append(c.Plans, all[domain.Plan](t, s, "byBrukare", b.ID, domain.PlanEstablished)...)
		c.Notes = append(c.Notes, all[domain.JournalNote](t, s, "byBrukare", b.ID)...)
		c.Deviations = append(c.Deviations, all[domain.Deviation](t, s, "byActivity", b.ID, "")...)
	}
	for _, p := range c.Plans {
		for _, a := range p.Activities {
			c.Deviations = append(c.Deviations, all[domain.Deviation](t, s, "byActivity", p.Brukare, a.ID)...)
		}
	}
	return c
}

func get[D domain.Document](t testing.TB, s domain.Store, d D) D {
	t.Helper()
	if err := s.Get(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	return d
}

// all returns every document that an index has under the values.
func all[T any, D interface {
	*T
	domain.Document
}](t testing.TB, s domain.Store, index string, equal ...any) []D {
	t.Helper()
	var out []D
	err := s.Find(t.Context(), domain.Query{
		Index: D(new(T)).Collection().Index(index), Tenant: Tenant, Equal: equal, Limit: 100_000,
	}, func() domain.Document {
		out = append(out, D(new(T)))
		return out[len(out)-1]
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func (c *contents) bytes(t testing.TB) []byte {
	t.Helper()
	b, err := json.MarshalIndent(c, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// byID returns documents by their id.
func byID[D domain.Document](t testing.TB, docs []D) map[string]D {
	t.Helper()
	out := map[string]D{}
	for _, d := range docs {
		out[d.Key().ID] = d
	}
	if len(out) != len(docs) {
		t.Fatalf("%d documents have %d ids", len(docs), len(out))
	}
	return out
}

// same reports the first line that differs.
func same(t testing.TB, what string, want, got []byte) {
	t.Helper()
	a, b := bytes.Split(want, []byte("\n")), bytes.Split(got, []byte("\n"))
	for i := range a {
		if i >= len(b) || !bytes.Equal(a[i], b[i]) {
			t.Fatalf("%s: line %d was %s, is %s", what, i+1, a[i], b[min(i, len(b)-1)])
		}
	}
	if len(b) > len(a) {
		t.Fatalf("%s: more than before, from line %d: %s", what, len(a)+1, b[len(a)])
	}
}

// service returns the domain over a store, at a time that can be moved.
func service(t testing.TB, s domain.Store, now *time.Time) *domain.Service {
	t.Helper()
	n := 0
	sv := domain.NewService(domain.Config{
		Store: s, Clock: func() time.Time { return *now }, Log: slog.New(slog.DiscardHandler),
		IDs: func() string { n++; return fmt.Sprintf("id-%d", n) },
	})
	t.Cleanup(sv.Close)
	return sv
}

func actor(kind domain.ActorKind, person string) domain.Actor {
	return domain.Actor{Tenant: Tenant, Kind: kind, Person: person, Expires: noon.AddDate(10, 0, 0)}
}
