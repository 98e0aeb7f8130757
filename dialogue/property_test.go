package dialogue

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/lyhord/lyhord/dictation"
	"pgregory.net/rapid"
)

// said is what the made-up workers say: pieces of accounts, answers, corrections, questions, commands and noise.
var said = strings.Split(strings.TrimSpace(`
duschen gick bra
hon ville inte duscha
hon ville inte duscha för hon var trött
frukosten åt hon klockan åtta
nej, frukosten åt hon upp
nej det var klockan nio
inte trött, hon hade ont
jag menade promenaden
stryk det där om duschen
stryk det
ångra
börja om
resten enligt plan
allt enligt plan
disken hann jag inte
promenaden blev bara halva vägen
bara disken
dusch ja frukost ja disk nej
ja
nej
okej
jo
trött
ingenting
vet inte
hoppa över
jag erbjöd tvätt vid handfatet
vi provar igen i morgon
jag ringde dottern
hon var jobbig och gnällig
hon åt bara halva smörgåsen
ingen öppnade
hon hade ramlat
ändra
behåll
klar
läs upp
signera
hjälp
hej
tack
fan också
vänta Greta jag kommer
vad hände igår?
när duschade hon senast
hur vill hon ha sitt kaffe
vad är kvar
vad har du skrivit
frukosten är klar. vad är kvar?
hon andas inte
får hon ta en alvedon
asdf blah
eh
det var allt
den tog vi efteråt
promenaden blev kort
vi började duscha men hon blev kall
duschen skulle hon ta själv
hon ville inte idag
vi fick avbryta
frukosten och bäddningen gick bra. hon ville inte idag
allt gick bra men hon ville inte i början
delvis
inget särskilt
det gällde promenaden
det var duschen, den ville hon inte
alltihop
`), "\n")

// utterance makes up what a worker says: mostly what makes sense, alone or joined, at times any text at all.
func utterance(t *rapid.T) string {
	switch rapid.IntRange(0, 9).Draw(t, "kind") {
	case 0:
		return rapid.String().Draw(t, "text")
	case 1:
		return string(rapid.SliceOfN(rapid.Byte(), 0, 40).Draw(t, "bytes"))
	case 2, 3:
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(said), 1, 4).Draw(t, "joined"), rapid.SampledFrom([]string{" ", ". ", ", ", "\n"}).Draw(t, "by"))
	}
	return rapid.SampledFrom(said).Draw(t, "said")
}

// TestConversationKeepsItsWord holds any conversation to what doc.go promises.
func TestConversationKeepsItsWord(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sc := anyScene(t)
		s, r := Open(sc)
		checkReferences(t, sc, r)
		summed := false // the draft as it is was read out
		for range rapid.IntRange(1, 12).Draw(t, "turns") {
			text := utterance(t)
			before := s
			frozen := asJSON(t, before)
			var again State
			var reply Reply
			s, reply = before.Say(sc, text)
			again, r = roundTrip(t, before).Say(sc, text)
			if diff := cmp.Diff(s, again, cmpopts.IgnoreUnexported(State{})) + cmp.Diff(reply, r); diff != "" {
				t.Fatalf("%q is not answered the same after JSON: %s", text, diff)
			}
			if asJSON(t, before) != frozen {
				t.Fatalf("%q changed the state it was said to", text)
			}
			if reply.Sign && (!summed || before.Signable().Text != s.Signable().Text || asJSON(t, before.Draft) != asJSON(t, s.Draft)) {
				t.Fatalf("%q signed what was not read out", text)
			}
			if reply.Sign && r.Kind != Confirmed || before.Stage == Signed && reply.Kind != Closed && reply.Kind != Urgent {
				t.Fatalf("%q is answered with %s", text, reply.Kind)
			}
			summed = reply.Kind == Summary || summed && asJSON(t, before.Signable()) == asJSON(t, s.Signable())
			checkDraft(t, sc, s)
			checkReferences(t, sc, reply)
			checkReply(t, reply)
			checkAsked(t, s)
			checkDoubts(t, before, s)
		}
	})
}

func anyScene(t *rapid.T) Scene {
	sc := rapid.SampledFrom([]func() Scene{greta, oskar, elin, bare}).Draw(t, "scene")()
	for i := range sc.Visit {
		if rapid.IntRange(0, 5).Draw(t, "hand") == 0 {
			sc.Visit[i].Outcome = rapid.SampledFrom([]dictation.Outcome{dictation.Performed, dictation.Declined, dictation.NotPerformed}).Draw(t, "outcome")
		}
	}
	return sc
}

// checkDraft holds the draft to the account and the visit.
func checkDraft(t *rapid.T, sc Scene, s State) {
	stands := func(what string, q string) {
		if !slices.ContainsFunc(s.Account, func(l string) bool { return strings.Contains(l, q) }) || q == "" {
			t.Fatalf("the %s %q does not stand in the account %q", what, q, s.Account)
		}
		if !strings.Contains(s.Signable().Text, q) {
			t.Fatalf("the %s %q does not stand in the note %q", what, q, s.Signable().Text)
		}
	}
	seen := map[string]bool{}
	for _, e := range s.Draft.Entries {
		stands("quote", e.Quote)
		for _, q := range []*string{e.Reason, e.Measure, e.FollowUp} {
			if q != nil {
				stands("answer", *q)
			}
		}
		if e.Activity == nil {
			continue
		}
		p := sc.planned(*e.Activity)
		if p == nil {
			t.Fatalf("%s is not of the visit", *e.Activity)
			return
		}
		if seen[*e.Activity] {
			t.Fatalf("%s is answered twice", *e.Activity)
		}
		if p.Outcome != "" && p.Outcome != e.Outcome {
			t.Fatalf("%s goes against its check-off by hand", *e.Activity)
		}
		seen[*e.Activity] = true
	}
	for _, o := range s.Draft.Observations {
		stands("observation", o.Quote)
	}
	for _, c := range s.Draft.Contacts {
		stands("contact", c.Quote)
	}
	for _, q := range s.Draft.Loose {
		stands("loose", q)
	}
	if s.Asked != nil && s.Asked.Quote != nil {
		stands("question's", *s.Asked.Quote)
	}
	for _, g := range s.Given {
		if g.Line < 0 || g.Line >= len(s.Account) {
			t.Fatalf("the answer at line %d stands nowhere", g.Line)
		}
	}
}

// checkReferences holds every reference to the words of what it refers to.
func checkReferences(t *rapid.T, sc Scene, r Reply) {
	for _, ref := range r.References {
		if ref.Quote == "" || !strings.Contains(wordsOf(sc, ref), ref.Quote) {
			t.Fatalf("the reference %+v rests on nothing", ref)
		}
	}
}

func wordsOf(sc Scene, ref Reference) string {
	var b strings.Builder
	switch ref.Kind {
	case ToPlan:
		if ref.ID == "" {
			return sc.Important
		}
		for _, a := range sc.Visit { // which holds a copy of the plan's line
			if a.ID == ref.ID {
				b.WriteString(a.How + "\n")
			}
		}
		for _, l := range sc.Plan {
			if l.ID == ref.ID {
				b.WriteString(strings.Join([]string{l.Title, l.How, l.When, l.Who, l.OwnPart, l.Goal}, "\n"))
			}
		}
	case ToNote:
		for _, n := range sc.Notes {
			if n.ID == ref.ID {
				b.WriteString(n.Text)
			}
		}
	case ToVisit:
		for _, d := range sc.Deeds {
			if d.Visit == ref.ID {
				b.WriteString(strings.Join([]string{d.Title, d.Reason, d.Measure, d.FollowUp}, "\n"))
			}
		}
	}
	return b.String()
}

func checkReply(t *rapid.T, r Reply) {
	if r.Text == "" || r.Speech == "" {
		t.Fatalf("a reply without words: %+v", r)
	}
	if strings.ContainsAny(r.Speech, "[](){}\n") {
		t.Fatalf("not to be read aloud: %q", r.Speech)
	}
}

// checkAsked holds that nothing is asked a third time.
func checkAsked(t *rapid.T, s State) {
	for _, q := range s.Put {
		if s.times(q) > maxPut {
			t.Fatalf("%s about %s%s was put %d times", q.Code, deref(q.Activity), deref(q.Quote), s.times(q))
		}
		if (q.Code == dictation.AskTrouble) != (q.Activity == nil) || q.Code == dictation.AskTrouble && deref(q.Quote) == "" {
			t.Fatalf("%s is put about %s%s", q.Code, deref(q.Activity), deref(q.Quote))
		}
	}
	if (s.Asked != nil) != (s.Stage == Asking) {
		t.Fatalf("stage %s with the question %v", s.Stage, s.Asked)
	}
}

// checkDoubts holds that an answered or skipped doubt is not put again, and that what a person said of an outcome is not doubted.
func checkDoubts(t *rapid.T, before, s State) {
	if s.Asked == nil || len(s.Put) == len(before.Put) {
		return
	}
	for _, q := range s.asking().each() {
		doubt := q.Code == dictation.AskOutcome || q.Code == dictation.AskTrouble
		if doubt && before.settled(q) && s.settled(q) {
			t.Fatalf("%s about %s%s is put though it is settled", q.Code, deref(q.Activity), deref(q.Quote))
		}
		if e := entryOf(s.Draft, deref(q.Activity)); q.Code == dictation.AskOutcome && (e == nil || e.Confidence == 0) {
			t.Fatalf("the outcome of %s is doubted, though a person said it", *q.Activity)
		}
		if q.Code == dictation.AskTrouble && s.accounted(*q.Quote) {
			t.Fatalf("%q is asked about, though a deviation tells of it", *q.Quote)
		}
		if q.Code == dictation.AskReason || q.Code == dictation.AskMeasure || q.Code == dictation.AskFollowUp {
			e := entryOf(s.Draft, *q.Activity)
			ask := dictation.Question{Code: dictation.AskOutcome, Activity: q.Activity}
			if unsure := e != nil && e.Confidence > 0 && e.Confidence <= stillUnsure; unsure && !s.settled(ask) && s.times(ask) < maxPut && s.questions() < maxQuestions {
				t.Fatalf("%s of %s is asked before its outcome", q.Code, *q.Activity)
			}
		}
	}
}

func asJSON(t *rapid.T, v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func roundTrip(t *rapid.T, s State) State {
	var out State
	if err := json.Unmarshal([]byte(asJSON(t, s)), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// TestChoicesAreUnderstood presses every button that conversations offer.
func TestChoicesAreUnderstood(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sc := anyScene(t)
		s, r := Open(sc)
		for range rapid.IntRange(1, 8).Draw(t, "turns") {
			for _, c := range r.Choices {
				if _, pressed := s.Say(sc, c); pressed.Kind == Unclear && strings.Contains(pressed.Text, "uppfattade") {
					t.Fatalf("after %q the choice %q is not understood", r.Text, c)
				}
			}
			s, r = s.Say(sc, utterance(t))
		}
	})
}

// TestTheSceneMayChange takes turns while check-offs and activities come and go: the phone is not the only one that works on a visit.
func TestTheSceneMayChange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, _ := Open(anyScene(t))
		for range rapid.IntRange(1, 10).Draw(t, "turns") {
			sc := anyScene(t)
			sc.Visit = sc.Visit[:rapid.IntRange(0, len(sc.Visit)).Draw(t, "activities")]
			if rapid.Bool().Draw(t, "bare") {
				sc.Plan, sc.Deeds, sc.Notes, sc.Important = nil, nil, nil, ""
			}
			var r Reply
			s, r = s.Say(sc, utterance(t))
			checkReply(t, r)
			checkReferences(t, sc, r)
		}
	})
}
