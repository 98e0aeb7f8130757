package storetest

import (
	"context"
	"strings"
	"time"

	"github.com/lyhord/lyhord/domain"
)

// documentCases tell how single documents are kept.
var documentCases = []testCase{
	{"a document that was never inserted is not found", notFound},
	{"every field of every collection comes back", roundTrip},
	{"a document is read over whatever the variable held", readOver},
	{"insert gives version 1 and replace one more", versions},
	{"a stale version is a conflict and changes nothing", stale},
	{"an insert over an existing document is a conflict", duplicate},
	{"replacing what does not exist is not found", replaceMissing},
	{"times are kept to the millisecond in UTC", times},
	{"a nil list and an empty list are the same", lists},
	{"unknown fields survive a read and a replace, also in nested structs", unknownFields},
	{"a note of 64 kB comes back", largeNote},
	{"the store answers a ping", ping},
}

func notFound(s *suite) {
	for _, c := range domain.Collections() {
		s.mustMiss(filled(c, s.tenant, "missing"))
	}
}

func roundTrip(s *suite) {
	for _, c := range domain.Collections() {
		d := filled(c, s.tenant, "rich")
		s.insert(d)
		got := blank(d)
		s.mustGet(got)
		wantSame(s, d, got)
	}
}

func readOver(s *suite) {
	v := s.visit("v")
	v.Extra = domain.Extra{"kept": "yes"}
	s.insert(v)
	got := filled(v.Collection(), s.tenant, "v")
	s.mustGet(got)
	wantSame(s, v, got)
}

func versions(s *suite) {
	v := s.visit("v")
	v.Version = 7 // left over from a run of fn that was undone
	s.insert(v)
	for want := range int64(3) {
		got := s.visit("v")
		s.mustGet(got)
		if v.Version != want+1 || got.Version != want+1 {
			s.Fatalf("version %d in memory and %d in the store, want %d", v.Version, got.Version, want+1)
		}
		s.replace(v)
	}
}

func stale(s *suite) {
	v := s.visit("v")
	s.insert(v)
	s.replace(v)
	for _, version := range []int64{0, 1, 3} {
		other := s.visit("v")
		other.Version, other.Unit = version, "another"
		s.refused(domain.Conflict, func(ctx context.Context, tx domain.Tx) error { return tx.Replace(ctx, other) })
		got := s.visit("v")
		s.mustGet(got)
		wantSame(s, v, got)
	}
}

func duplicate(s *suite) {
	v := s.visit("v")
	s.insert(v)
	other := s.visit("v")
	other.Unit = "another"
	s.refused(domain.Conflict, func(ctx context.Context, tx domain.Tx) error { return tx.Insert(ctx, other) })
	got := s.visit("v")
	s.mustGet(got)
	wantSame(s, v, got)

	s.refused(domain.Conflict, func(ctx context.Context, tx domain.Tx) error {
		if err := tx.Insert(ctx, s.visit("twice")); err != nil {
			return err
		}
		return tx.Insert(ctx, s.visit("twice"))
	})
	s.mustMiss(s.visit("twice"))
}

func replaceMissing(s *suite) {
	for _, version := range []int64{0, 1} {
		v := s.visit("v")
		v.Version = version
		s.refused(domain.NotFound, func(ctx context.Context, tx domain.Tx) error { return tx.Replace(ctx, v) })
		s.mustMiss(s.visit("v"))
	}
}

func times(s *suite) {
	zone := time.FixedZone("", 5*3600+30*60)
	exact := time.Date(2026, 3, 29, 2, 59, 59, 123_999_999, zone)
	ended := exact.Add(time.Hour)
	v := s.visit("v")
	v.Start, v.CompletedAt = exact, &ended // and End is the zero time
	s.insert(v)
	got := s.visit("v")
	s.mustGet(got)
	for _, c := range []struct{ got, want time.Time }{
		{got.Start, exact.Truncate(time.Millisecond)},
		{*got.CompletedAt, ended.Truncate(time.Millisecond)},
		{got.End, time.Time{}},
	} {
		if !c.got.Equal(c.want) || c.got.Location() != time.UTC {
			s.Errorf("%v came back, want %v in UTC", c.got, c.want)
		}
	}
	if got.StartedAt != nil {
		s.Errorf("no time came back as %v", got.StartedAt)
	}
	if !got.End.IsZero() {
		s.Errorf("the zero time came back as %v", got.End)
	}
}

func lists(s *suite) {
	a, b := s.staff("a"), s.staff("b")
	a.Roles, b.Roles = nil, []domain.Role{}
	s.insert(a, b)
	for _, id := range []string{"a", "b"} {
		got := s.staff(id)
		s.mustGet(got)
		if len(got.Roles) != 0 {
			s.Errorf("an empty list came back as %v", got.Roles)
		}
	}
}

func unknownFields(s *suite) {
	v := s.visit("v")
	v.Extra = unknown(1)
	v.Activities = []domain.VisitActivity{
		{ID: "a", Extra: unknown(2), CheckOff: &domain.CheckOff{ID: "c", Extra: unknown(3)}},
		{ID: "b", Extra: unknown(4)},
	}
	s.insert(v)
	got := s.visit("v")
	s.mustGet(got)
	wantSame(s, v, got)
	s.replace(got)
	again := s.visit("v")
	s.mustGet(again)
	v.Version = 2
	wantSame(s, v, again)
}

func largeNote(s *suite) {
	n := &domain.JournalNote{Text: strings.Repeat("🙂", domain.MaxNoteText), Transcript: strings.Repeat("å", domain.MaxTranscript)}
	n.Tenant, n.ID = s.tenant, "n"
	s.insert(n)
	got := blank(n)
	s.mustGet(got)
	wantSame(s, n, got)
}

func ping(s *suite) {
	if err := s.store.Ping(s.ctx); err != nil {
		s.Fatalf("Ping: %v", err)
	}
}
