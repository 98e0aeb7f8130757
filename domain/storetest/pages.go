package storetest

import (
	"fmt"
	"slices"
	"time"

	"github.com/lyhord/lyhord/domain"
)

// pageCases tell how a list is read page by page.
var pageCases = []testCase{
	{"pages hold each document once while others arrive", func(s *suite) { s.pages(false) }},
	{"pages hold each document once while others arrive, last first", func(s *suite) { s.pages(true) }},
	{"pages of a text order follow its bytes", textPages},
}

// pages walks through a list while a document arrives behind it and one before it at each page: the first is not seen, the second
// is, and none is seen twice or passed over.
func (s *suite) pages(descending bool) {
	var want []string
	for i := range 24 {
		want = append(want, s.arrive(i/4, number("v", i))) // four at each instant: the id decides
	}
	q := byUnit("u")
	q.Limit, q.Descending = 5, descending
	behind, before := -1000, 1000
	if descending {
		slices.Reverse(want)
		behind, before = before, behind
	}
	var got []string
	for page := 0; ; page++ {
		docs, err := findAll(s.ctx, s, s.store, q)
		if err != nil {
			s.Fatalf("Find: %v", err)
		}
		for _, d := range docs {
			got = append(got, d.Key().ID)
		}
		if len(docs) < q.Limit {
			break
		}
		q.After = domain.PositionOf(q.Index, docs[len(docs)-1])
		if page < 3 {
			s.arrive(behind, fmt.Sprint("behind-", page))
			step := page
			if descending {
				step = -page
			}
			want = append(want, s.arrive(before+step, fmt.Sprint("before-", page)))
		}
	}
	wantSame(s, want, got)
}

// arrive inserts a visit that starts so many milliseconds from noon.
func (s *suite) arrive(at int, id string) string {
	v := s.visit(id)
	v.Unit, v.Start = "u", noon.Add(time.Duration(at)*time.Millisecond)
	s.insert(v)
	return id
}

func textPages(s *suite) {
	keys := []string{"", " ", "A", "Z", "a", "aa", "a\x7f", "aå", "b", "Ä", "Å", "å", "ä", "€", "🙂"}
	slices.Sort(keys) // in the order of their bytes
	var want []string
	for i, k := range keys {
		m := s.staff(number("m", len(keys)-i))
		m.SortKey = k
		s.insert(m)
		want = append(want, string(m.ID))
	}
	s.mustPage(domain.Query{}, want)
	s.mustPage(domain.Query{From: keys[2]}, want[2:])
	s.mustPage(domain.Query{From: keys[2], To: keys[5]}, want[2:5])
	slices.Reverse(want)
	s.mustPage(domain.Query{Descending: true, To: keys[5]}, want[len(want)-5:])
}

// mustPage stops the case unless the staff by name, one a page, are those ids.
func (s *suite) mustPage(q domain.Query, want []string) {
	s.Helper()
	q.Index, q.Limit = (*domain.Staff)(nil).Collection().Index("byName"), 1
	var got []string
	for {
		docs, err := findAll(s.ctx, s, s.store, q)
		if err != nil {
			s.Fatalf("Find: %v", err)
		}
		if len(docs) == 0 {
			break
		}
		got = append(got, docs[0].Key().ID)
		q.After = domain.PositionOf(q.Index, docs[0])
	}
	wantSame(s, want, got)
}
