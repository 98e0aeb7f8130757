package domain_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lyhord/lyhord/dialogue"
	"github.com/lyhord/lyhord/dictation"
	"github.com/lyhord/lyhord/domain"
)

// talk begins, or takes up, the conversation about v1.
func (w *world) talk(s *domain.Session) *domain.Conversation {
	w.t.Helper()
	c, err := s.StartConversation(context.Background(), domain.StartConversationInput{CommandID: newCommand(), VisitID: "v1"})
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

func saying(c domain.ConversationID, text string) domain.SayInput {
	return domain.SayInput{CommandID: newCommand(), ConversationID: c, Text: text}
}

// say says each in turn, and returns what came of the last.
func (w *world) say(s *domain.Session, c domain.ConversationID, texts ...string) *domain.Said {
	w.t.Helper()
	var out *domain.Said
	for _, text := range texts {
		var err error
		if out, err = s.Say(context.Background(), saying(c, text)); err != nil {
			w.t.Fatalf("%q: %v", text, err)
		}
	}
	return out
}

// turns returns what the store has of a conversation, and fails unless it is numbered without gap.
func (w *world) turns(c domain.ConversationID) []*domain.Turn {
	w.t.Helper()
	ts := all[domain.Turn](w, domain.Query{Index: (&domain.Turn{}).Collection().Index("bySeq"), Tenant: kommun, Equal: []any{c}, Limit: 1000})
	for i, t := range ts {
		if t.Seq != int64(i+1) {
			w.t.Errorf("turn %d has the number %d", i+1, t.Seq)
		}
	}
	return ts
}

const account = "hon ville inte duscha för hon var trött, frukosten och promenaden är gjorda"

// TestConversation has an account become a signed note, with all that comes of it at once.
func TestConversation(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t)
	anna := w.staff("anna")
	w.start(anna, "v1")
	c := w.talk(anna)
	if len(c.Turns) != 1 || c.Turns[0].Kind != dialogue.Greeting || c.Turns[0].From != domain.FromLyhord || c.Stage() != dialogue.Listening {
		t.Fatalf("begun: %+v", c)
	}
	said := w.say(anna, c.ID, account)
	if len(said.Turns) != 2 || said.Turns[0].Text != account || said.Turns[0].From != domain.FromWorker || said.Turns[1].Kind != dialogue.Question || said.Turns[1].Asks == nil {
		t.Errorf("the first turn: %+v", said.Turns)
	}
	if said = w.say(anna, c.ID, "läs upp"); said.Turns[1].Kind != dialogue.Summary || said.Signed != nil || len(w.inbox(kommun, "karin")) != 0 {
		t.Fatalf("nothing is to be told before the yes: %+v", said.Turns[1])
	}
	w.pass(time.Minute)
	in := saying(c.ID, "signera")
	done, err := anna.Say(ctx, in)
	if err != nil || done.Signed == nil || done.Turns[1].Kind != dialogue.Confirmed {
		t.Fatalf("%+v %v", done, err)
	}
	n := done.Signed.Note
	if n.Transcript != account || n.Text == "" || n.AuthorName != "anna" || len(n.Entries) != 3 || !n.WrittenAt.Equal(w.now()) || n.Heading != domain.HeadingNotPerformed {
		t.Errorf("the note is %+v", n)
	}
	if items := w.inbox(kommun, "karin"); len(items) != 1 || len(done.Signed.Deviations) != 1 || items[0].Deviation != done.Signed.Deviations[0].ID {
		t.Errorf("karin was told %+v of %+v", items, done.Signed.Deviations)
	}
	if c, err = anna.Conversation(ctx, c.ID); err != nil || c.Stage() != dialogue.Signed || c.Note != n.ID || len(c.Turns) != 7 {
		t.Errorf("afterwards: %+v %v", c, err)
	}
	again, err := anna.Say(ctx, in)
	if err != nil || again.Signed.Note.ID != n.ID || again.Turns[1].Text != done.Turns[1].Text || len(w.turns(c.ID)) != 7 || len(w.inbox(kommun, "karin")) != 1 {
		t.Errorf("said again: %+v %v", again, err)
	}
	if late := w.say(anna, c.ID, "signera"); late.Signed != nil || late.Turns[1].Kind != dialogue.Closed {
		t.Errorf("signed twice: %+v", late.Turns[1])
	}
	if more := w.talk(anna); more.ID == c.ID || more.Number != 2 || len(more.Turns) != 1 {
		t.Errorf("what is begun after the signing is %+v", more)
	}
	notes, err := anna.Notes(ctx, "v1")
	if err != nil || len(notes) != 1 {
		t.Errorf("the visit's notes: %+v %v", notes, err)
	}
}

// TestConversationIsTakenUp has one conversation of a worker's open about a visit, however often and wherever it is begun.
func TestConversationIsTakenUp(t *testing.T) {
	w := newWorld(t)
	w.start(w.staff("anna"), "v1")
	ids := make([]domain.ConversationID, 8)
	var wg sync.WaitGroup
	for i := range ids {
		wg.Go(func() { ids[i] = w.talk(w.staff("anna")).ID })
	}
	wg.Wait()
	if slices.Sort(ids); ids[0] != ids[7] || len(w.turns(ids[0])) != 1 {
		t.Errorf("eight phones began %v", slices.Compact(ids))
	}
	w.say(w.staff("anna"), ids[0], account)
	if c := w.talk(w.staff("anna")); c.ID != ids[0] || len(c.Turns) != 3 || c.Stage() != dialogue.Asking {
		t.Errorf("taken up: %+v", c)
	}
	if c := w.talk(w.staff("bo")); c.ID == ids[0] || len(c.Turns) != 1 {
		t.Errorf("bo has anna's: %+v", c)
	}
	in := domain.StartConversationInput{CommandID: newCommand(), VisitID: "v2"}
	wantError(t, second(w.staff("olle").StartConversation(context.Background(), in)), domain.Conflict, "") // not begun
	wantError(t, second(w.staff("anna").StartConversation(context.Background(), in)), domain.NotFound, "") // another unit's
}

// TestConversationIsOnesOwn shows it to nobody else.
func TestConversationIsOnesOwn(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t)
	w.start(w.staff("anna"), "v1")
	begin := domain.StartConversationInput{CommandID: newCommand(), VisitID: "v1"}
	c, err := w.staff("anna").StartConversation(ctx, begin)
	if err != nil {
		t.Fatal(err)
	}
	zero := int64(0)
	for _, x := range []struct {
		who  string
		kind domain.ActorKind
		want domain.Code
	}{
		{"bo", domain.ActorStaff, domain.NotFound},    // of the same unit
		{"karin", domain.ActorStaff, domain.NotFound}, // the kontaktman
		{"olle", domain.ActorStaff, domain.NotFound},  // of another unit
		{"chefen", domain.ActorStaff, domain.Forbidden},
		{"planeraren", domain.ActorStaff, domain.Forbidden},
		{"astrid", domain.ActorBrukare, domain.Forbidden},
		{"dora", domain.ActorNarstaende, domain.Forbidden},
	} {
		t.Run(x.who, func(t *testing.T) {
			s := w.as(x.kind, x.who)
			wantError(t, second(s.Conversation(ctx, c.ID)), x.want, "")
			wantError(t, second(s.Say(ctx, saying(c.ID, "hej"))), x.want, "")
			if err := firstError(s.WatchConversation(ctx, c.ID, &zero)); domain.CodeOf(err) != x.want {
				t.Errorf("the watch: %v", err)
			}
			rs := w.records(x.kind, x.who)
			if len(rs) != 3 || slices.ContainsFunc(rs, func(r *domain.Record) bool { return r.Result != "DENIED" }) {
				t.Errorf("the refusals left %d records", len(rs))
			}
		})
	}
	if n := len(w.turns(c.ID)); n != 1 {
		t.Errorf("there are %d turns", n)
	}
	replace(w, &domain.Staff{Head: head(kommun, domain.StaffID("anna"))}, func(s *domain.Staff) { s.Units = []domain.UnitID{"syd"} })
	wantError(t, second(w.staff("anna").Conversation(ctx, c.ID)), domain.NotFound, "") // who has left the unit has left it
	wantError(t, second(w.staff("anna").Say(ctx, saying(c.ID, "hej"))), domain.NotFound, "")
	wantError(t, second(w.staff("anna").StartConversation(ctx, begin)), domain.NotFound, "") // nor is it open by what was done before
}

// TestSaidAtOnce has two phones talk in one conversation: each turn stands there once, with its reply after it.
func TestSaidAtOnce(t *testing.T) {
	w := newWorld(t)
	anna := w.staff("anna")
	w.start(anna, "v1")
	c := w.talk(anna)
	var wg sync.WaitGroup
	for phone := range 2 {
		wg.Go(func() {
			for i := range 12 {
				in := saying(c.ID, fmt.Sprintf("telefon %d säger %d", phone, i))
				for range 2 { // as a phone that heard no answer does
					if _, err := anna.Say(context.Background(), in); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	wg.Wait()
	ts, seen := w.turns(c.ID), map[string]bool{}
	for i, turn := range ts[1:] {
		if want := []domain.Speaker{domain.FromWorker, domain.FromLyhord}[i%2]; turn.From != want || want == domain.FromWorker && seen[turn.Text] {
			t.Errorf("turn %d is %s: %q", turn.Seq, turn.From, turn.Text)
		}
		seen[turn.Text] = true
	}
	if len(ts) != 1+2*24 {
		t.Errorf("there are %d turns", len(ts))
	}
}

// TestYesThatCannotBeHeeded has a colleague check an activity off by hand between the reading out and the yes.
func TestYesThatCannotBeHeeded(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t)
	anna := w.staff("anna")
	w.start(anna, "v1")
	c := w.talk(anna)
	w.say(anna, c.ID, account, "läs upp")
	done := domain.CheckOffInput{CommandID: newCommand(), VisitID: "v1", ActivityID: "dusch", Outcome: dictation.Performed}
	if _, err := w.staff("bo").CheckOff(ctx, done); err != nil {
		t.Fatal(err)
	}
	out := w.say(anna, c.ID, "signera")
	r := out.Turns[1]
	if out.Signed != nil || r.Kind != dialogue.Question || !strings.Contains(r.Text, "Dusch") || !strings.Contains(r.Speech, "Jag kunde inte signera") || len(r.Choices) != 3 {
		t.Fatalf("the reply is %+v", r)
	}
	if v, err := anna.Visit(ctx, "v1"); err != nil || v.Activity("frukost").CheckOff != nil || v.Activity("dusch").CheckOff.Outcome != dictation.Performed {
		t.Errorf("the refused note left something at %+v (%v)", v, err)
	}
	notes, err := anna.Notes(ctx, "v1")
	if err != nil || len(notes) != 0 || len(w.inbox(kommun, "karin")) != 0 {
		t.Errorf("the refused note left something: %+v, %v", notes, err)
	}
	if c, err = anna.Conversation(ctx, c.ID); err != nil || c.Stage() != dialogue.Reviewing || c.Note != "" {
		t.Errorf("the conversation is %s, with note %q (%v)", c.Stage(), c.Note, err)
	}
	undo := domain.UndoCheckOffInput{CommandID: newCommand(), VisitID: "v1", ActivityID: "dusch"}
	if _, err := anna.UndoCheckOff(ctx, undo); err != nil {
		t.Fatal(err)
	}
	if out = w.say(anna, c.ID, "signera"); out.Signed == nil || len(w.inbox(kommun, "karin")) != 1 {
		t.Errorf("once it is put right: %+v", out.Turns[1])
	}
}

// TestConversationWhenTheVisitEnds tells what becomes of a conversation when its visit is cancelled or completed meanwhile.
func TestConversationWhenTheVisitEnds(t *testing.T) {
	ctx := context.Background()
	t.Run("cancelled", func(t *testing.T) {
		w := newWorld(t)
		anna := w.staff("anna")
		w.start(anna, "v1")
		c := w.talk(anna)
		w.say(anna, c.ID, account, "läs upp")
		replace(w, &domain.Visit{Head: head(kommun, domain.VisitID("v1"))}, func(v *domain.Visit) { v.State = domain.VisitCancelled })
		wantError(t, second(anna.Say(ctx, saying(c.ID, "signera"))), domain.Conflict, "")
		wantError(t, second(anna.StartConversation(ctx, domain.StartConversationInput{CommandID: newCommand(), VisitID: "v1"})), domain.Conflict, "")
		if c, err := anna.Conversation(ctx, c.ID); err != nil || len(c.Turns) != 5 || c.Note != "" {
			t.Errorf("what was said is %+v (%v)", c, err)
		}
	})
	t.Run("completed", func(t *testing.T) {
		w := newWorld(t)
		anna := w.staff("anna")
		w.start(anna, "v1")
		c := w.talk(anna)
		w.say(anna, c.ID, "hon var ledsen i dag och pratade om sin bror")
		for _, a := range []domain.ActivityID{"dusch", "frukost", "promenad"} {
			in := domain.CheckOffInput{CommandID: newCommand(), VisitID: "v1", ActivityID: a, Outcome: dictation.Performed}
			if _, err := anna.CheckOff(ctx, in); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := anna.CompleteVisit(ctx, domain.VisitInput{CommandID: newCommand(), VisitID: "v1"}); err != nil {
			t.Fatal(err)
		}
		if out := w.say(anna, c.ID, "läs upp", "signera"); out.Signed == nil || !strings.Contains(out.Signed.Note.Text, "ledsen") {
			t.Errorf("a note of what was seen, after the visit: %+v", out.Turns[1])
		}
	})
}

// TestConversationLimits says what can't be said. Nothing of it is kept.
func TestConversationLimits(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t)
	anna := w.staff("anna")
	w.start(anna, "v1")
	c := w.talk(anna)
	long := strings.Repeat("hon åt frukosten med god aptit och var glad ", domain.MaxTranscript/45)
	w.say(anna, c.ID, long, "") // which may be said; silence too
	for _, x := range []struct {
		name, text string
		field      string
	}{
		{"too long", strings.Repeat("ö", domain.MaxTranscript+1), "text"},
		{"control characters", "a\x00b", "text"},
		{"more than a note holds", long, "text"},
	} {
		in := saying(c.ID, x.text)
		wantError(t, second(anna.Say(ctx, in)), domain.Invalid, x.field)
	}
	wantError(t, second(anna.Say(ctx, saying("", "hej"))), domain.Invalid, "conversationId")
	wantError(t, second(anna.Say(ctx, saying("nope", "hej"))), domain.NotFound, "")
	if n := len(w.turns(c.ID)); n != 5 {
		t.Errorf("there are %d turns", n)
	}
	replace(w, &domain.Conversation{Head: head(kommun, c.ID)}, func(c *domain.Conversation) { c.Last = 399 })
	wantError(t, second(anna.Say(ctx, saying(c.ID, "hej"))), domain.Conflict, "")
	if next := w.talk(anna); next.ID == c.ID || next.Number != 2 {
		t.Errorf("instead of the full one: %+v", next)
	}
}

// TestFullConversationIsSigned has room for the reading out and the yes where there is room for nothing else.
func TestFullConversationIsSigned(t *testing.T) {
	for _, c := range []struct {
		name string
		read bool // before it is full
	}{{"read out before", true}, {"not read out before", false}} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			anna := w.staff("anna")
			w.start(anna, "v1")
			talk := w.talk(anna)
			w.say(anna, talk.ID, account)
			if c.read {
				w.say(anna, talk.ID, "läs upp")
			}
			replace(w, &domain.Conversation{Head: head(kommun, talk.ID)}, func(c *domain.Conversation) { c.Last = 395 })
			if !c.read {
				w.say(anna, talk.ID, "läs upp")
			}
			for _, more := range []string{"läs upp", "hon var ledsen", ""} {
				wantError(t, second(anna.Say(context.Background(), saying(talk.ID, more))), domain.Conflict, "")
			}
			if out := w.say(anna, talk.ID, "signera"); out.Signed == nil || out.Seq+1 > 400 {
				t.Errorf("the reply %d is %+v", out.Seq+1, out.Turns[1])
			}
		})
	}
}

// TestMoreThanANoteHolds signs what has more or longer findings than a note: the text has them all.
func TestMoreThanANoteHolds(t *testing.T) {
	var calls strings.Builder
	for i := range 300 {
		fmt.Fprintf(&calls, "Jag ringde dottern Li%s%s. ", strings.Repeat("n", i%20), strings.Repeat("a", i/20))
	}
	for _, c := range []struct{ name, text string }{
		{"contacts", calls.String()},
		{"a long name", "Jag ringde dottern L" + strings.Repeat("i", 250) + " och allt är gjort"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			anna := w.staff("anna")
			w.start(anna, "v1")
			talk := w.talk(anna)
			out := w.say(anna, talk.ID, c.text, "läs upp", "signera")
			if out.Signed == nil || len(out.Signed.Note.Contacts) == 0 || !strings.Contains(out.Signed.Note.Text, strings.TrimSpace(c.text)) {
				t.Errorf("the reply is %+v", out.Turns[1])
			}
		})
	}
}

// TestHelpIsCalledWhateverTheLength tells to call 112 where the account has no room for more, and then signs on no bare yes.
func TestHelpIsCalledWhateverTheLength(t *testing.T) {
	w := newWorld(t)
	anna := w.staff("anna")
	w.start(anna, "v1")
	c := w.talk(anna)
	w.say(anna, c.ID, strings.Repeat("hon åt frukosten med god aptit och var glad ", domain.MaxTranscript/45), "läs upp")
	cry := strings.Repeat("hon ligger på golvet i köket och hon andas inte alls ", 20)
	if out := w.say(anna, c.ID, cry); out.Turns[1].Kind != dialogue.Urgent || out.Turns[0].Text != strings.TrimSpace(cry) {
		t.Errorf("the reply is %+v", out.Turns[1])
	}
	if out := w.say(anna, c.ID, "ja"); out.Signed != nil {
		t.Errorf("signed by %+v", out.Turns)
	}
	if out := w.say(anna, c.ID, "signera"); out.Signed == nil {
		t.Errorf("the reply is %+v", out.Turns[1])
	}
}

// TestWatchConversation follows a conversation: what was before, what comes, and no more once the right to it ends.
func TestWatchConversation(t *testing.T) {
	w := newWorld(t)
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	anna := w.staff("anna")
	w.start(anna, "v1")
	c := w.talk(anna)
	w.say(anna, c.ID, account)
	ahead, one := int64(4), int64(1)
	if err := firstError(anna.WatchConversation(ctx, c.ID, &ahead)); domain.CodeOf(err) != domain.Invalid {
		t.Errorf("a number ahead of the conversation: %v", err)
	}
	want := int64(2)
	for turn, err := range anna.WatchConversation(ctx, c.ID, &one) {
		if err != nil {
			if want != 22 || domain.CodeOf(err) != domain.NotFound {
				t.Errorf("after number %d: %v", want-1, err)
			}
			break
		}
		if turn.Seq != want {
			t.Fatalf("number %d came, want %d", turn.Seq, want)
		}
		want++
		switch {
		case want == 4: // what was before has come
			w.say(anna, c.ID, strings.Split("a,b,c,d,e,f,g,h,i", ",")...)
		case want == 22:
			replace(w, &domain.Staff{Head: head(kommun, domain.StaffID("anna"))}, func(s *domain.Staff) { s.Units = nil })
		}
	}
	if want != 22 {
		t.Errorf("the watch ended before number %d", want)
	}
}

// TestConversationKnowsWhatTheWorkerMayRead answers from the plan and the journal of the worker's units, and records what the answer refers to.
func TestConversationKnowsWhatTheWorkerMayRead(t *testing.T) {
	w := newWorld(t)
	note := func(id domain.NoteID, u domain.UnitID, text string, days int) *domain.JournalNote {
		at := morning.AddDate(0, 0, -days)
		return &domain.JournalNote{Head: head(kommun, id), Brukare: "astrid", Unit: u, Visit: "v0", EventAt: at, WrittenAt: at, Author: "bo", AuthorName: "bo", Text: text,
			Observations: []dictation.Observation{{Kind: dictation.ObservedHealth, Quote: text}}}
	}
	w.put(note("n-own", "nord", "Hon har ont i höger knä.", 2), note("n-other", "syd", "Hon har ont i vänster armbåge.", 1), note("n-old", "nord", "Hon har ont i ryggen.", 40))
	before := visit(kommun, "v0", "astrid", "nord", "bo", -2)
	before.State = domain.VisitCompleted
	before.Activities[0].CheckOff = &domain.CheckOff{ID: "c0", Activity: "dusch", Outcome: dictation.Declined, Reason: "hon frös", At: before.Start, By: "bo"}
	elsewhere := visit(kommun, "v-syd", "astrid", "syd", "olle", -1)
	elsewhere.State = domain.VisitCompleted
	elsewhere.Activities[0].CheckOff = &domain.CheckOff{ID: "c1", Activity: "dusch", Outcome: dictation.Declined, Reason: "hon var arg", At: elsewhere.Start, By: "olle"}
	w.put(before, elsewhere)
	anna := w.staff("anna")
	w.start(anna, "v1")
	c := w.talk(anna)
	wantRead := func(a domain.Action, subject string, want bool) {
		t.Helper()
		got := slices.ContainsFunc(w.records(domain.ActorStaff, "anna"), func(r *domain.Record) bool { return r.Action == a && r.Subject == subject && r.Result == "OK" })
		if got != want {
			t.Errorf("%s of %s on record: %v", a, subject, got)
		}
	}
	wantRead(domain.ReadPlan, "p1", true) // by the greeting: what to know first
	if said := w.say(anna, c.ID, "när duschade hon senast?", "duschade hon förra gången?"); strings.Contains(said.Turns[1].Text, "arg") || len(said.Turns[1].References) == 0 {
		t.Errorf("of the shower: %+v", said.Turns[1])
	}
	wantRead(domain.ReadVisit, "v0", true)
	wantRead(domain.ReadVisit, "v-syd", false)
	said := w.say(anna, c.ID, "vad har hänt sedan sist?", "har hon haft ont?")
	for _, turn := range w.turns(c.ID) {
		if strings.Contains(turn.Text, "armbåge") || strings.Contains(turn.Text, "ryggen") {
			t.Errorf("it knows what anna may not, or what is long ago: %s", turn.Text)
		}
	}
	if !strings.Contains(said.Turns[1].Text, "knä") {
		t.Errorf("of pain: %+v", said.Turns[1])
	}
	wantRead(domain.ReadNote, "n-own", true)
	wantRead(domain.ReadNote, "n-other", false)
	wantRead(domain.ReadNote, "n-old", false)
}
