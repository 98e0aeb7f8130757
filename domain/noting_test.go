package domain_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/lyhord/lyhord/dictation"
	"github.com/lyhord/lyhord/domain"
)

func sign(v domain.VisitID, text string, entries ...domain.NoteEntryInput) domain.SignNoteInput {
	return domain.SignNoteInput{CommandID: newCommand(), VisitID: v, Text: text, Entries: entries}
}

func entry(a domain.ActivityID, o dictation.Outcome) domain.NoteEntryInput {
	return domain.NoteEntryInput{ActivityID: a, Outcome: o, Quote: "som det sades"}
}

// TestSignNote has a dictation become a note, with all that comes of it at once.
func TestSignNote(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t)
	anna := w.staff("anna")
	w.start(anna, "v1")
	const said = "hon ville inte duscha för hon var trött frukosten gick bra och jag vattnade blommorna"
	d, err := anna.Dictate(ctx, domain.DictateInput{CommandID: newCommand(), VisitID: "v1", Transcript: said})
	if err != nil || d.Transcript != said || d.By != "anna" {
		t.Fatalf("%+v %v", d, err)
	}
	if n := len(w.inbox(kommun, "karin")); n != 0 {
		t.Fatalf("a draft told karin of %d things", n)
	}
	w.pass(10 * time.Minute)
	in := sign("v1", "", entry("dusch", dictation.Declined), entry("frukost", dictation.Performed), domain.NoteEntryInput{Outcome: dictation.Extra, Quote: "vattnade blommorna"})
	in.DraftID = d.ID
	in.Entries[0].ReasonCode, in.Entries[0].Reason, in.Entries[1].Time = dictation.Tired, "hon var trött", "08:05"
	out, err := anna.SignNote(ctx, in)
	if err != nil {
		t.Fatal(err)
	}
	n := out.Note
	if n.Text != said || n.Transcript != said || n.AuthorName != "anna" || n.AuthorTitle != "undersköterska" || len(n.Entries) != 3 || n.Heading != domain.HeadingNotPerformed {
		t.Errorf("the note is %+v", n)
	}
	if !n.EventAt.Equal(morning) || !n.WrittenAt.Equal(morning.Add(10*time.Minute)) {
		t.Errorf("happened %s, written %s", n.EventAt, n.WrittenAt)
	}
	if len(out.CheckOffs) != 2 || len(out.Deviations) != 1 || out.Deviations[0].Reason != "hon var trött" || len(w.inbox(kommun, "karin")) != 1 {
		t.Errorf("check-offs %+v, deviations %+v", out.CheckOffs, out.Deviations)
	}
	again, err := anna.SignNote(ctx, in)
	if err != nil || again.Note.ID != n.ID || len(w.inbox(kommun, "karin")) != 1 {
		t.Errorf("signed again: %+v %v", again, err)
	}
	in.CommandID = newCommand()
	wantError(t, second(anna.SignNote(ctx, in)), domain.Conflict, "")
	undo := domain.UndoCheckOffInput{CommandID: newCommand(), VisitID: "v1", ActivityID: "dusch"}
	wantError(t, second(anna.UndoCheckOff(ctx, undo)), domain.Conflict, "")
	notes, err := w.staff("bo").Notes(ctx, "v1")
	if err != nil || len(notes) != 1 || notes[0].ID != n.ID {
		t.Errorf("the visit's notes: %+v %v", notes, err)
	}
}

// TestNoteRefused lists what can't stand in a note. Nothing of a refused one is kept.
func TestNoteRefused(t *testing.T) {
	ctx := context.Background()
	future := morning.Add(time.Hour)
	with := func(in domain.SignNoteInput, f func(*domain.SignNoteInput)) domain.SignNoteInput { f(&in); return in }
	ok := entry("frukost", dictation.Declined)
	for _, c := range []struct {
		name  string
		in    domain.SignNoteInput
		code  domain.Code
		field string
	}{
		{"no text", sign("v1", " \n ", ok), domain.Invalid, "text"},
		{"control characters", sign("v1", "frukost\x00", ok), domain.Invalid, "text"},
		{"too long", sign("v1", strings.Repeat("ö", domain.MaxNoteText+1), ok), domain.Invalid, "text"},
		{"an activity twice", sign("v1", "x", ok, ok), domain.Invalid, "entries.1.activityId"},
		{"an activity of no plan", sign("v1", "x", ok, entry("kaffe", dictation.Performed)), domain.NotFound, "entries.1.activityId"},
		{"an unplanned task with an activity", sign("v1", "x", ok, entry("dusch", dictation.Extra)), domain.Invalid, "entries.1.outcome"},
		{"no activity", sign("v1", "x", ok, entry("", dictation.Performed)), domain.Invalid, "entries.1.activityId"},
		{"a time to come", sign("v1", "x", ok, domain.NoteEntryInput{ActivityID: "dusch", Outcome: dictation.Performed, Time: "09:00"}), domain.Invalid, "entries.1.time"},
		{"an event to come", with(sign("v1", "x", ok), func(in *domain.SignNoteInput) { in.EventAt = &future }), domain.Invalid, "eventAt"},
		{"a draft that is not", with(sign("v1", "x", ok), func(in *domain.SignNoteInput) { in.DraftID = "d9" }), domain.NotFound, "draftId"},
		{"contradicts the check-off", sign("v1", "x", ok, entry("promenad", dictation.Declined)), domain.Conflict, "entries.1.outcome"},
		{"another unit's visit", sign("v2", "x"), domain.NotFound, ""},
		{"a bad quote", with(sign("v1", "x", ok), func(in *domain.SignNoteInput) {
			in.Observations = []dictation.Observation{{Kind: dictation.ObservedHealth, Quote: "a\x07"}}
		}), domain.Invalid, "observations.0.quote"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.start(w.staff("anna"), "v1")
			done := domain.CheckOffInput{CommandID: newCommand(), VisitID: "v1", ActivityID: "promenad", Outcome: dictation.Performed}
			if _, err := w.staff("anna").CheckOff(ctx, done); err != nil {
				t.Fatal(err)
			}
			wantError(t, second(w.staff("anna").SignNote(ctx, c.in)), c.code, c.field)
			v, err := w.staff("anna").Visit(ctx, "v1")
			if err != nil || v.Activity("frukost").CheckOff != nil {
				t.Errorf("the refused note checked frukost off (%v)", err)
			}
			notes, err := w.staff("anna").Notes(ctx, "v1")
			if err != nil || len(notes) != 0 || len(w.inbox(kommun, "karin")) != 0 {
				t.Errorf("the refused note left something: %+v, %v", notes, err)
			}
		})
	}
}

// TestUrgentIsTold reports what is urgent for the visit as a whole, once, whatever else the note says.
func TestUrgentIsTold(t *testing.T) {
	ctx := context.Background()
	fall := []dictation.Circumstance{dictation.Fall}
	for _, c := range []struct {
		name    string
		before  []domain.ActivityID // declined by hand before
		entries []domain.NoteEntryInput
		said    []dictation.Circumstance
		why     domain.PriorityRule
		told    int
	}{
		{"a fall beside three that were declined", nil, []domain.NoteEntryInput{entry("dusch", dictation.Declined), entry("frukost", dictation.Declined), entry("promenad", dictation.Declined)}, fall, domain.RuleFall, 4},
		{"a fall after a check-off by hand", []domain.ActivityID{"dusch"}, []domain.NoteEntryInput{entry("dusch", dictation.Declined)}, fall, domain.RuleFall, 2},
		{"a fall alone", nil, nil, fall, domain.RuleFall, 1},
		{"nobody opened", nil, nil, []dictation.Circumstance{dictation.NoAnswer}, domain.RuleNotMet, 1},
		{"untouched food, all performed", nil, []domain.NoteEntryInput{entry("dusch", dictation.Performed)}, []dictation.Circumstance{dictation.FoodUntouched}, domain.RuleFoodUntouched, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.start(w.staff("anna"), "v1")
			for _, a := range c.before {
				if _, err := w.staff("anna").CheckOff(ctx, decline("v1", a)); err != nil {
					t.Fatal(err)
				}
			}
			in := sign("v1", "Se nedan.", c.entries...)
			in.Circumstances = c.said
			out, err := w.staff("anna").SignNote(ctx, in)
			if err != nil {
				t.Fatal(err)
			}
			high := 0
			for _, d := range out.Deviations {
				if d.Priority == domain.PriorityHigh {
					high++
					if d.Why != c.why || d.Activity != "" {
						t.Errorf("HIGH is %+v", d)
					}
				}
			}
			if n := len(w.inbox(kommun, "karin")); high != 1 || n != c.told {
				t.Errorf("%d are HIGH, karin was told of %d, want 1 and %d", high, n, c.told)
			}
		})
	}
}

// TestNoteOnWhatWasCheckedOff lets the note say more of a check-off by hand, which can't be undone from then on.
func TestNoteOnWhatWasCheckedOff(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t)
	w.start(w.staff("anna"), "v1")
	by := domain.CheckOffInput{CommandID: newCommand(), VisitID: "v1", ActivityID: "dusch", Outcome: dictation.Declined}
	if _, err := w.staff("anna").CheckOff(ctx, by); err != nil {
		t.Fatal(err)
	}
	e := entry("dusch", dictation.Declined)
	e.ReasonCode, e.Reason, e.Measure = dictation.Tired, "hon var trött", "vi tvättade oss vid handfatet"
	if _, err := w.staff("anna").SignNote(ctx, sign("v1", "Hon var trött.", e)); err != nil {
		t.Fatal(err)
	}
	page, err := w.staff("karin").Deviations(ctx, 10, "", "")
	if err != nil || len(page.Deviations) != 1 || page.Deviations[0].Reason != "hon var trött" || page.Deviations[0].Measure == "" {
		t.Errorf("karin reads %+v %v", page, err)
	}
	undo := domain.UndoCheckOffInput{CommandID: newCommand(), VisitID: "v1", ActivityID: "dusch"}
	wantError(t, second(w.staff("anna").UndoCheckOff(ctx, undo)), domain.Conflict, "")
}

// TestFallIsTold reports a fall even when every activity was performed.
func TestFallIsTold(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t)
	w.start(w.staff("anna"), "v1")
	in := sign("v1", "Allt enligt plan. Hon berättade om natten.", entry("dusch", dictation.Performed))
	in.Observations = []dictation.Observation{{Kind: dictation.ObservedFall, Quote: "föll i hallen"}}
	out, err := w.staff("anna").SignNote(ctx, in)
	if err != nil {
		t.Fatal(err)
	}
	if len(out.Deviations) != 1 || out.Deviations[0].Why != domain.RuleFall || out.Deviations[0].Activity != "" || len(w.inbox(kommun, "karin")) != 1 {
		t.Errorf("the fall led to %+v", out.Deviations)
	}
}

// TestKnownAway is not alarming: a note that says where the person is rings for none of what was not done.
func TestKnownAway(t *testing.T) {
	w := newWorld(t)
	w.start(w.staff("anna"), "v1")
	e := entry("dusch", dictation.NotPerformed)
	e.ReasonCode = dictation.Absent
	in := sign("v1", "Inget av detta blev gjort i dag.", e)
	in.Circumstances = []dictation.Circumstance{dictation.KnownAway}
	out, err := w.staff("anna").SignNote(context.Background(), in)
	if err != nil || len(out.Deviations) != 1 || out.Deviations[0].Priority != domain.PriorityNormal {
		t.Errorf("got %+v %v", out, err)
	}
}

// TestLongDictation can be signed as it was dictated.
func TestLongDictation(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t)
	w.start(w.staff("anna"), "v1")
	d, err := w.staff("anna").Dictate(ctx, domain.DictateInput{CommandID: newCommand(), VisitID: "v1", Transcript: strings.Repeat("åh ", domain.MaxTranscript/3)})
	if err != nil {
		t.Fatal(err)
	}
	in := sign("v1", "")
	in.DraftID = d.ID
	if _, err := w.staff("anna").SignNote(ctx, in); err != nil {
		t.Error(err)
	}
}

func TestNothingToSignYet(t *testing.T) {
	wantError(t, second(newWorld(t).staff("anna").SignNote(context.Background(), sign("v1", "Allt gick bra."))), domain.Conflict, "")
}

func TestDictateRefused(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t)
	dictate := func(who, text string) error {
		_, err := w.staff(who).Dictate(ctx, domain.DictateInput{CommandID: newCommand(), VisitID: "v1", Transcript: text})
		return err
	}
	wantError(t, dictate("anna", "allt gick bra"), domain.Conflict, "") // not begun
	w.start(w.staff("anna"), "v1")
	wantError(t, dictate("anna", ""), domain.Invalid, "transcript")
	wantError(t, dictate("anna", strings.Repeat("å", domain.MaxTranscript+1)), domain.Invalid, "transcript")
	wantError(t, dictate("anna", "allt\x1b[0m bra"), domain.Invalid, "transcript")
	wantError(t, dictate("olle", "allt gick bra"), domain.NotFound, "")
	if err := dictate("anna", strings.Repeat("å ", domain.MaxTranscript/2)); err != nil {
		t.Error(err)
	}
}
