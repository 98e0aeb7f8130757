package domain_test

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/lyhord/lyhord/dictation"
	"github.com/lyhord/lyhord/domain"
	"github.com/lyhord/lyhord/server/sqlite"
)

// TestWhoReadsTheDigest lets those read it who read the unit's notes, and nobody else.
func TestWhoReadsTheDigest(t *testing.T) {
	for _, c := range []struct {
		name   string
		kind   domain.ActorKind
		who    string
		want   domain.Code
		record string
	}{
		{"the kontaktman", domain.ActorStaff, "karin", "", "OK"},
		{"a colleague of the unit", domain.ActorStaff, "bo", "", "OK"},
		{"the unit's planner", domain.ActorStaff, "planeraren", "", "OK"},
		{"the unit's manager", domain.ActorStaff, "chefen", "", "OK"},
		{"another unit's staff does not learn that there is such a person", domain.ActorStaff, "olle", domain.NotFound, "DENIED"},
		{"a nurse", domain.ActorStaff, "sjukskoterskan", domain.Forbidden, "DENIED"},
		{"a case officer", domain.ActorStaff, "handlaggaren", domain.Forbidden, "DENIED"},
		{"the brukare", domain.ActorBrukare, "astrid", domain.Forbidden, "DENIED"},
		{"another brukare", domain.ActorBrukare, "sven", domain.Forbidden, "DENIED"},
		{"a daughter with consent", domain.ActorNarstaende, "dora", domain.Forbidden, "DENIED"},
		{"a neighbour without", domain.ActorNarstaende, "evert", domain.Forbidden, "DENIED"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			d, err := w.as(c.kind, c.who).Digest(context.Background(), "astrid", "2026-11-01", "2026-11-30")
			if domain.CodeOf(err) != c.want || (d != nil) != (c.want == "") {
				t.Errorf("want %q, got %+v %v", c.want, d, err)
			}
			rs := w.records(c.kind, c.who)
			if len(rs) != 1 || rs[0].Action != domain.ReadDigest || rs[0].Result != c.record {
				t.Errorf("the record says %+v", rs)
			}
		})
	}
}

// TestDigestRefused lists periods and ids that can't be.
func TestDigestRefused(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct {
		id       domain.BrukareID
		from, to domain.Day
		code     domain.Code
		field    string
	}{
		{"astrid", "2026-11-02", "2026-11-01", domain.Invalid, "to"},
		{"astrid", "2026-09-01", "2026-11-02", domain.Invalid, "to"}, // 63 days
		{"astrid", "i går", "2026-11-01", domain.Invalid, "from"},
		{"a\x00b", "2026-11-01", "2026-11-01", domain.Invalid, "brukareId"},
		{"nobody", "2026-11-01", "2026-11-01", domain.NotFound, ""},
	} {
		wantError(t, second(w.staff("karin").Digest(context.Background(), c.id, c.from, c.to)), c.code, c.field)
	}
	if _, err := w.staff("karin").Digest(context.Background(), "astrid", "2026-09-01", "2026-11-01"); err != nil {
		t.Errorf("62 days: %v", err)
	}
}

// digest is what karin reads of astrid.
func (w *world) digest(from, to domain.Day) *domain.Digest {
	w.t.Helper()
	d, err := w.staff("karin").Digest(context.Background(), "astrid", from, to)
	if err != nil {
		w.t.Fatal(err)
	}
	return d
}

// TestDigest has work at visits come back as a digest, and every note that it quotes on record.
func TestDigest(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t)
	w.put(visit(kommun, "v3", "astrid", "nord", "anna", 0))
	anna := w.staff("anna")
	w.start(anna, "v1")
	e := entry("dusch", dictation.Declined)
	e.ReasonCode, e.Reason, e.FollowUp = dictation.Tired, "hon var trött", "nytt försök i morgon"
	in := sign("v1", "Hon ville inte duscha.", e, entry("frukost", dictation.Performed), domain.NoteEntryInput{Outcome: dictation.Extra, Quote: "bytte en lampa"})
	in.Observations = []dictation.Observation{{Kind: dictation.ObservedFall, Quote: "föll i hallen"}}
	signed, err := anna.SignNote(ctx, in)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := anna.SignNote(ctx, sign("v1", "Vi pratade om vädret."))
	if err != nil {
		t.Fatal(err)
	}
	w.start(anna, "v3")
	if _, err := anna.CheckOff(ctx, decline("v3", "promenad")); err != nil {
		t.Fatal(err)
	}

	d := w.digest("2026-11-21", "2026-11-21")
	shower := d.Activities[slices.IndexFunc(d.Activities, func(a domain.ActivityDigest) bool { return a.Activity == "dusch" })]
	if shower.Tally != (domain.ActivityTally{Planned: 2, Declined: 1, Unanswered: 1}) || shower.Reasons[0].Latest[0].NoteID != signed.NoteID || shower.FollowUps[0].PlannedAfter != 0 {
		t.Errorf("of the shower: %+v", shower)
	}
	if d.Visits.Open != 2 || d.Extras.Latest[0].Text != "bytte en lampa" || len(d.Observations) != 1 || len(d.WholeVisit) != 1 || len(d.QuietDays) != 0 || !d.Complete {
		t.Errorf("the digest is %+v", d)
	}
	if len(d.Unacknowledged) != 3 {
		t.Errorf("%d deviations wait: %+v", len(d.Unacknowledged), d.Unacknowledged)
	}
	rs := w.records(domain.ActorStaff, "karin")
	said := []string{}
	for _, r := range rs {
		said = append(said, fmt.Sprintf("%s %s %s %d", r.Action, r.Brukare, r.Subject, r.Count))
	}
	// The person, two visits, two notes, and three deviations: the note without anything to show was read, but not shown.
	want := []string{"digest.read astrid astrid 8", fmt.Sprintf("note.read astrid %s 1", signed.NoteID)}
	if slices.Sort(said); !slices.Equal(said, want) || strings.Contains(fmt.Sprint(said), string(plain.NoteID)) {
		t.Errorf("on record stands %q, want %q", said, want)
	}

	taken := domain.AcknowledgeDeviationInput{CommandID: newCommand(), DeviationID: signed.Deviations[0].ID}
	if _, err := w.staff("karin").AcknowledgeDeviation(ctx, taken); err != nil {
		t.Fatal(err)
	}
	if _, err := anna.UndoCheckOff(ctx, domain.UndoCheckOffInput{CommandID: newCommand(), VisitID: "v3", ActivityID: "promenad"}); err != nil {
		t.Fatal(err)
	}
	w.pass(24 * time.Hour)
	d = w.digest("2026-11-22", "2026-11-22")
	if len(d.Unacknowledged) != 1 || d.Unacknowledged[0].Why != domain.RuleFall || len(d.WholeVisit) != 0 {
		t.Errorf("the day after, these wait: %+v", d.Unacknowledged)
	}
	if d.VisitsBefore.Open != 2 || d.Extras.Before != 1 || d.Observations[0].Before != 1 {
		t.Errorf("of the day before it knows %+v", d)
	}
}

// TestDigestIsTheUnits leaves out what another unit has of the same person, in words and in numbers.
func TestDigestIsTheUnits(t *testing.T) {
	w := newWorld(t)
	theirs := visit(kommun, "v-syd", "astrid", "syd", "olle", -1)
	theirs.State = domain.VisitCompleted
	theirs.Activities[0].CheckOff = &domain.CheckOff{ID: "c1", Activity: "dusch", Outcome: dictation.Declined, Reason: "hon var arg", At: theirs.Start, By: "olle"}
	note := &domain.JournalNote{Head: head(kommun, domain.NoteID("n-syd")), Brukare: "astrid", Unit: "syd", Visit: "v-syd", EventAt: theirs.Start, WrittenAt: theirs.Start,
		Observations: []dictation.Observation{{Kind: dictation.ObservedMood, Quote: "hon var arg"}}}
	open := func(id domain.DeviationID, a domain.ActivityID) *domain.Deviation {
		return &domain.Deviation{Head: head(kommun, id), Brukare: "astrid", Unit: "syd", Visit: "v-syd", Activity: a, State: domain.DeviationReported, ReportedAt: theirs.Start}
	}
	elsewhere := visit(other, "v-k2", "astrid", "nord", "anna", -1)
	w.put(theirs, note, open("d1", "dusch"), open("d2", ""), elsewhere)
	d := w.digest("2026-11-20", "2026-11-20")
	if d.Visits.Planned+len(d.Activities)+len(d.Observations)+len(d.WholeVisit)+len(d.Unacknowledged) != 0 || len(d.QuietDays) != 1 {
		t.Errorf("karin reads %+v", d)
	}
	if r := w.records(domain.ActorStaff, "karin")[0]; r.Count != 1 {
		t.Errorf("on record are %d documents, want the person alone", r.Count)
	}
}

// TestDigestDays counts a visit to the day in Sweden that it begins on, also on the day that has 25 hours; days to come are empty.
func TestDigestDays(t *testing.T) {
	w := newWorld(t)
	w.put(slices.Collect(func(yield func(domain.Document) bool) {
		for id, start := range map[domain.VisitID]string{
			"before": "2026-10-24T21:59:00Z", "first": "2026-10-24T22:00:00Z", "at 2:30": "2026-10-25T00:30:00Z", "at 2:30 again": "2026-10-25T01:30:00Z",
			"last": "2026-10-25T22:59:00Z", "after": "2026-10-25T23:00:00Z",
		} {
			v := visit(kommun, domain.VisitID(strings.ReplaceAll(string(id), " ", "-")), "astrid", "nord", "anna", 0)
			v.Start, _ = time.Parse(time.RFC3339, start)
			v.End, v.State = v.Start.Add(time.Minute), domain.VisitCompleted
			yield(v)
		}
	})...)
	if d := w.digest("2026-10-25", "2026-10-25"); d.Visits.Completed != 4 || d.VisitsBefore.Completed != 1 {
		t.Errorf("of the long day: %+v, before it %+v", d.Visits, d.VisitsBefore)
	}
	w.put(visit(kommun, "v-tomorrow", "astrid", "nord", "anna", 1), &domain.Deviation{
		Head: head(kommun, domain.DeviationID("d1")), Brukare: "astrid", Unit: "nord", Visit: "first", State: domain.DeviationReported, ReportedAt: morning.AddDate(0, -1, 0),
	})
	if d := w.digest("2026-11-21", "2026-11-21"); len(d.Unacknowledged) != 1 {
		t.Errorf("what was reported a month ago and waits is left out")
	}
	if d := w.digest("2026-11-22", "2026-12-05"); d.Visits.Planned+len(d.Activities)+len(d.QuietDays)+len(d.Unacknowledged) != 0 {
		t.Errorf("of days to come: %+v", d)
	}
	w.digest("9999-12-01", "9999-12-31")
	w.digest("0000-01-01", "0000-01-31")
}

// TestDigestEnds leaves out the oldest visits when there are more than it reads, and says so.
func TestDigestEnds(t *testing.T) {
	w := newWorld(t)
	var docs []domain.Document
	for i := range 1501 {
		v := visit(kommun, domain.VisitID(fmt.Sprintf("m%d", i)), "astrid", "nord", "anna", 0)
		v.Start = domain.Day("2026-11-01").Start().Add(time.Duration(i) * 10 * time.Minute)
		v.State, v.Activities[0].ID = domain.VisitCompleted, domain.ActivityID(min(fmt.Sprintf("old%d", i), "old1"))
		docs = append(docs, v)
	}
	docs[0].(*domain.Visit).Activities[0].CheckOff = &domain.CheckOff{ID: "c0", Activity: "old0", Outcome: dictation.Performed, At: morning, By: "anna"}
	w.put(docs[1:]...)
	if d := w.digest("2026-11-01", "2026-11-20"); !d.Complete || d.Visits.Completed != 1500 {
		t.Errorf("all there is: %v %+v", d.Complete, d.Visits)
	}
	w.put(docs[0])
	d := w.digest("2026-11-01", "2026-11-20")
	if d.Complete || d.Visits.Completed != 1500 || slices.ContainsFunc(d.Activities, func(a domain.ActivityDigest) bool { return a.Activity == "old0" }) {
		t.Errorf("one more: %v %+v", d.Complete, d.Visits)
	}
	if len(d.QuietDays) == 0 || d.QuietDays[0].Date != "2026-11-02" {
		t.Errorf("a day is called quiet that was not read whole: %+v", d.QuietDays)
	}
}

// BenchmarkDigest reads 62 days of four visits a day, and the 62 before: of each eight activities, one of which deviates at every other visit,
// with a note at each visit that deviates.
func BenchmarkDigest(b *testing.B) {
	store, err := sqlite.Open(filepath.Join(b.TempDir(), "lyhord.db"), slog.New(slog.DiscardHandler))
	if err != nil {
		b.Fatal(err)
	}
	service := domain.NewService(domain.Config{
		Store: store, Clock: func() time.Time { return morning }, IDs: func() string { return uuid.Must(uuid.NewV7()).String() }, Log: slog.New(slog.DiscardHandler),
	})
	defer func() { service.Close(); _ = store.Close() }()
	first := domain.DayOf(morning).Add(-124)
	err = store.Update(b.Context(), func(ctx context.Context, tx domain.Tx) error {
		docs := people(kommun)
		for i := range 124 * 4 {
			docs = append(docs, busyVisit(first.Add(i/4), i)...)
		}
		for _, d := range docs {
			if err := tx.Insert(ctx, d); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	karin := service.As(domain.Actor{Tenant: kommun, Kind: domain.ActorStaff, Person: "karin", Expires: morning.Add(time.Hour)})
	b.ReportAllocs()
	for b.Loop() {
		d, err := karin.Digest(b.Context(), "astrid", first.Add(62), first.Add(123))
		if err != nil || d.Visits.Completed != 248 || d.VisitsBefore.Completed != 248 || len(d.Observations) != 1 || d.Observations[0].Count != 124 {
			b.Fatalf("%+v %v", d, err)
		}
	}
}

// busyVisit makes one visit of the benchmark, with what came of it.
func busyVisit(day domain.Day, i int) []domain.Document {
	v := visit(kommun, domain.VisitID(fmt.Sprintf("b%d", i)), "astrid", "nord", "anna", 0)
	v.Start = day.At(7+4*(i%4), 30)
	v.End, v.State, v.Activities = v.Start.Add(time.Hour), domain.VisitCompleted, nil
	for n := range 8 {
		a := domain.ActivityID(fmt.Sprintf("a%d", n))
		v.Activities = append(v.Activities, domain.VisitActivity{ID: a, Title: "Aktivitet " + string(a), How: strings.Repeat("så här gör vi ", 8),
			CheckOff: &domain.CheckOff{ID: domain.CheckOffID(fmt.Sprintf("c%d.%d", i, n)), Activity: a, Outcome: dictation.Performed, At: v.Start, By: "anna"}})
	}
	if i%2 == 0 {
		return []domain.Document{v}
	}
	c := v.Activities[i%8].CheckOff
	c.Outcome, c.ReasonCode, c.Reason, c.Measure, c.FollowUp = dictation.Declined, dictation.Tired, "hon var trött", "tvätt vid handfatet", "nytt försök i morgon"
	c.Note = domain.NoteID(fmt.Sprintf("n%d", i))
	return []domain.Document{v, &domain.JournalNote{
		Head: head(kommun, c.Note), Brukare: "astrid", Unit: "nord", Visit: v.ID, EventAt: v.Start, WrittenAt: v.Start, Author: "anna", Text: strings.Repeat("Hon ville inte. ", 20),
		Entries:      []domain.NoteEntry{{Activity: c.Activity, Outcome: c.Outcome, ReasonCode: c.ReasonCode, Reason: c.Reason, Measure: c.Measure, FollowUp: c.FollowUp, Quote: "ville inte"}},
		Observations: []dictation.Observation{{Kind: dictation.ObservedMood, Quote: "hon var ledsen"}},
	}, &domain.Deviation{
		Head: head(kommun, domain.DeviationID(fmt.Sprintf("d%d", i))), Brukare: "astrid", Unit: "nord", Visit: v.ID, Activity: c.Activity, State: domain.DeviationClosed, ReportedAt: v.Start,
	}}
}
