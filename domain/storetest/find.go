package storetest

import (
	"context"
	"slices"
	"strings"
	"time"

	"pgregory.net/rapid"

	"github.com/lyhord/lyhord/domain"
)

// findCases tell what a query gives.
var findCases = []testCase{
	{"a query gives what a model of the index gives", model},
	{"a query needs every equal field to be equal", equality},
	{"a range holds its beginning and not its end", ranges},
	{"Å, Ä and Ö stand last, and names come back as they were written", swedish},
	{"load gives those that exist, each once", loads},
}

var (
	visits = (*domain.Visit)(nil).Collection()
	inbox  = (*domain.InboxItem)(nil).Collection()
)

// byUnit asks for the visits of a unit, in order of start.
func byUnit(u domain.UnitID) domain.Query {
	return domain.Query{Index: visits.Index("byUnit"), Equal: []any{u}, Limit: 1000}
}

// model compares a store with the plainest thing that does the same.
func model(s *suite) {
	var all []*domain.Visit
	for i := range 80 {
		v := s.visit(number("v", i*37%80))
		v.Unit = []domain.UnitID{"a", "b"}[i%2]
		v.Start = noon.Add(time.Duration(i*13%9) * time.Millisecond) // few values, so that the id often decides
		all = append(all, v)
		s.insert(v)
	}
	rapid.Check(s.T, func(t *rapid.T) {
		q := drawQuery(t)
		got, err := s.find(s.ctx, s.store, q)
		if err != nil {
			t.Fatalf("Find: %v", err)
		}
		wantSame(t, expected(all, q), got)
	})
}

func drawQuery(t *rapid.T) domain.Query {
	q := byUnit(rapid.SampledFrom([]domain.UnitID{"a", "b", "none"}).Draw(t, "unit"))
	q.Descending = rapid.Bool().Draw(t, "descending")
	q.Limit = rapid.IntRange(1, 50).Draw(t, "limit")
	at := func(name string) time.Time {
		return noon.Add(time.Duration(rapid.IntRange(-1, 10).Draw(t, name)) * time.Millisecond)
	}
	if rapid.Bool().Draw(t, "has from") {
		q.From = at("from")
	}
	if rapid.Bool().Draw(t, "has to") {
		q.To = at("to")
	}
	if rapid.Bool().Draw(t, "has after") {
		q.After = &domain.Position{Order: at("after"), ID: number("v", rapid.IntRange(-1, 80).Draw(t, "after id"))}
	}
	return q
}

// expected returns the ids that q gives among all.
func expected(all []*domain.Visit, q domain.Query) []string {
	order := func(a, b *domain.Visit) int {
		c := a.Start.Compare(b.Start)
		if c == 0 {
			c = strings.Compare(string(a.ID), string(b.ID))
		}
		if q.Descending {
			c = -c
		}
		return c
	}
	ids := []string{}
	for _, v := range slices.SortedFunc(slices.Values(all), order) {
		out := v.Unit != q.Equal[0] || q.From != nil && v.Start.Before(q.From.(time.Time)) || q.To != nil && !v.Start.Before(q.To.(time.Time))
		if q.After != nil {
			mark := &domain.Visit{Start: q.After.Order.(time.Time)}
			mark.ID = domain.VisitID(q.After.ID)
			out = out || order(v, mark) <= 0
		}
		if !out && len(ids) < q.Limit {
			ids = append(ids, string(v.ID))
		}
	}
	return ids
}

func equality(s *suite) {
	for _, i := range []*domain.InboxItem{s.item("anna", "d1"), s.item("anna", "d2"), s.item("bo", "d3"), s.item("anna", "d4")} {
		switch i.Deviation {
		case "d2":
			i.State = domain.DeviationClosed
		case "d4":
			i.Notice = domain.NoticeWithdrawn
		}
		s.insert(i)
	}
	q := domain.Query{Index: inbox.Index("byState"), Limit: 10}
	for _, c := range []struct {
		equal []any
		want  []string
	}{
		{[]any{domain.StaffID("anna"), domain.NoticeReported, domain.DeviationReported}, []string{"anna:1"}},
		{[]any{"anna", "REPORTED", "CLOSED"}, []string{"anna:2"}},
		{[]any{"anna", "WITHDRAWN", "REPORTED"}, []string{"anna:3"}},
		{[]any{"bo", "REPORTED", "REPORTED"}, []string{"bo:1"}},
		{[]any{"bo", "REPORTED", "CLOSED"}, nil},
		{[]any{"ann", "REPORTED", "REPORTED"}, nil},
		{[]any{"", "", ""}, nil},
	} {
		q.Equal = c.equal
		s.mustFind(q, c.want...)
	}
}

func ranges(s *suite) {
	zone := time.FixedZone("", -7*3600)
	for i := range 5 {
		v := s.visit(number("v", i))
		v.Unit, v.Start = "u", noon.Add(time.Duration(i)*time.Millisecond+700*time.Microsecond).In(zone)
		s.insert(v)
		i := s.item("anna", "d")
		s.insert(i)
	}
	q := byUnit("u")
	// A bound is cut to the millisecond as well, so that a time finds the document that was written with it.
	q.From, q.To = noon.Add(time.Millisecond+999*time.Microsecond), noon.Add(3*time.Millisecond).In(zone)
	s.mustFind(q, "v-0001", "v-0002")
	q.Descending = true
	s.mustFind(q, "v-0002", "v-0001")
	q.From, q.To = q.To, q.From
	s.mustFind(q)

	q = domain.Query{Index: inbox.Index("bySeq"), Equal: []any{"anna"}, Limit: 10, From: int64(2), To: 4}
	s.mustFind(q, "anna:2", "anna:3")
	q.To = nil
	s.mustFind(q, "anna:2", "anna:3", "anna:4", "anna:5")
	q.From, q.To = nil, int64(2)
	s.mustFind(q, "anna:1")
}

// apart writes letters in Unicode form NFD, as some keyboards do.
var apart = strings.NewReplacer("Å", "A\u030a", "å", "a\u030a", "Ä", "A\u0308", "ä", "a\u0308", "Ö", "O\u0308", "ö", "o\u0308")

func swedish(s *suite) {
	names := []string{"adam", "Bo", "Wilma", "Zäta", "Åberg", "åke", "Ärlig", "ö", "Öberg"} // in order
	for i, name := range names {
		m := s.staff(number("m", len(names)-i))
		m.Name, m.SortKey = name, domain.SortKey(apart.Replace(name)) // whatever the form, the key is the same
		s.insert(m)
	}
	got, err := findAll(s.ctx, s, s.store, domain.Query{Index: (*domain.Staff)(nil).Collection().Index("byName"), Limit: 100})
	if err != nil {
		s.Fatalf("Find: %v", err)
	}
	var found []string
	for _, d := range got {
		m := d.(*domain.Staff)
		if m.SortKey != domain.SortKey(m.Name) {
			s.Errorf("the sort key of %s changed", m.Name)
		}
		found = append(found, m.Name)
	}
	wantSame(s, names, found)
	q := domain.Query{Index: (*domain.Staff)(nil).Collection().Index("byName"), Limit: 100, From: domain.SortKey("Å")}
	s.mustFind(q, "m-0005", "m-0004", "m-0003", "m-0002", "m-0001")
}

func loads(s *suite) {
	var ids []string
	for i := range 300 {
		ids = append(ids, number("v", i))
	}
	s.update(func(ctx context.Context, tx domain.Tx) error {
		for i := 0; i < len(ids); i += 2 {
			if err := tx.Insert(ctx, s.visit(ids[i])); err != nil {
				return err
			}
		}
		return nil
	})
	for _, c := range []struct{ ask, want []string }{
		{nil, nil},
		{[]string{"v-0001", "v-0003", ""}, nil},
		{[]string{"v-0004", "v-0001", "v-0002", "v-0004"}, []string{"v-0002", "v-0004"}},
		{ids, everyOther(ids)},
	} {
		var got []*domain.Visit
		err := s.store.Load(s.ctx, visits, s.tenant, c.ask, func() domain.Document {
			got = append(got, &domain.Visit{})
			return got[len(got)-1]
		})
		if err != nil {
			s.Fatalf("Load: %v", err)
		}
		var found []string
		for _, v := range got {
			found = append(found, string(v.ID))
		}
		slices.Sort(found)
		wantSame(s, c.want, found)
	}
}

func everyOther(ids []string) (out []string) {
	for i := 0; i < len(ids); i += 2 {
		out = append(out, ids[i])
	}
	return out
}
