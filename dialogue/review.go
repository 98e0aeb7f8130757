package dialogue

import (
	"slices"
	"strings"

	"github.com/lyhord/lyhord/dictation"
)

// The note is read out as it would be signed, and signed on a yes to that.

// Signable is the note as it stands.
func (s State) Signable() Signable {
	d := cloneDraft(s.Draft)
	return Signable{Text: s.note(), Entries: full(d.Entries), Observations: full(d.Observations), Contacts: full(d.Contacts)}
}

// note is the account as running text. An answer gets what it answers before it, since a bare "trött" tells a reader nothing.
func (s State) note() string {
	var lines []string
	for i, l := range s.Account {
		if g := s.given(i); g != nil {
			l = g.Heading + ": " + l
		}
		lines = append(lines, withStop(l))
	}
	return strings.Join(lines, "\n")
}

// heading is what an answer to a question is headed by in the note.
func heading(sc Scene, code dictation.QuestionCode, acts []string) string {
	var titles []string
	for _, id := range acts {
		titles = append(titles, fold(sc.title(id)))
	}
	what := capital(list(titles))
	switch code {
	case dictation.AskReason:
		return what + ", orsak"
	case dictation.AskMeasure:
		return what + ", åtgärd"
	case dictation.AskFollowUp:
		return what + ", uppföljning"
	}
	return what
}

// summary reads the note out because the worker asks for it, or says to be done.
func (t *turn) summary() Reply {
	s := t.s
	s.Misses = 0
	if len(s.Account) == 0 {
		if left := t.sc.left(*s); len(left) > 0 {
			if next := s.missing(t.sc); len(next) > 0 {
				return t.question(next[0], "")
			}
		}
		if len(t.sc.left(*s)) == 0 {
			return say(Unclear, allByHand)
		}
		return t.waiting(say(Unclear, nothingYet))
	}
	if s.Asked != nil {
		s.settle()
	}
	return t.readOut("")
}

// readOut reads out what would be signed, and asks for the yes.
func (t *turn) readOut(lead string) Reply {
	s := t.s
	s.Stage, s.Read, s.Misses = Reviewing, true, 0
	s.Asked, s.About = nil, nil
	if lead == thanksShort || strings.HasPrefix(lead, "Noterat: ") {
		lead = "" // the note tells it
	}
	r := Reply{Kind: Summary, Text: joinLines(lead, summaryText(t.sc, *s)), Speech: join(short(lead), summarySpeech(t.sc, *s)), Choices: []string{choiceSign, choiceNo}}
	return t.withAdvice(r)
}

func joinLines(lead, text string) string {
	if lead == "" {
		return text
	}
	return lead + "\n" + text
}

// onlySign answers a yes that may be one to something else.
func (t *turn) onlySign() Reply {
	r := say(Unclear, signOnly)
	r.Choices = []string{choiceSign, choiceSummary}
	return r
}

// sign ends the conversation.
func (t *turn) sign() Reply {
	t.s.Stage, t.s.Misses = Signed, 0
	t.s.Asked, t.s.About, t.s.Offered = nil, nil, nil
	r := say(Confirmed, signedText)
	r.Sign = true
	return r
}

// summaryText is the note, activity by activity.
func summaryText(sc Scene, s State) string {
	var lines []string
	if ids := s.withOutcome(sc, dictation.Performed); len(ids) > 0 {
		lines = append(lines, "Gjort enligt plan: "+list(timed(sc, s, ids))+".")
	}
	for _, e := range s.Draft.Entries {
		if e.Activity != nil && e.Outcome.Deviates() && s.firstOfItsKind(e) {
			lines = append(lines, deviationText(sc, s, e))
		}
	}
	for _, e := range s.Draft.Entries {
		if e.Activity == nil {
			lines = append(lines, "Utöver planen: ”"+e.Quote+"”.")
		}
	}
	if q := s.observed(); len(q) > 0 {
		lines = append(lines, "Iakttaget: "+list(q)+".")
	}
	if q := s.contacted(); len(q) > 0 {
		lines = append(lines, "Kontakt: "+list(q)+".")
	}
	if len(lines) == 0 {
		lines = append(lines, "Anteckning: ”"+strings.Join(s.Account, " ")+"”.")
	}
	if ids := slices.DeleteFunc(slices.Concat(sc.byHand(false), sc.byHand(true)), func(id string) bool { return entryOf(s.Draft, id) != nil }); len(ids) > 0 {
		lines = append(lines, "Avprickat för hand: "+list(sc.named(ids))+".")
	}
	if ids := sc.left(s); len(ids) > 0 {
		lines = append(lines, "Inget sagt om: "+list(sc.named(ids))+".")
	}
	return "Så här blir anteckningen.\n" + strings.Join(lines, "\n") + "\n" + rightNow
}

// withOutcome lists the activities of an outcome.
func (s State) withOutcome(sc Scene, o dictation.Outcome) []string {
	var out []string
	for _, a := range sc.Visit {
		if e := entryOf(s.Draft, a.ID); e != nil && e.Outcome == o {
			out = append(out, a.ID)
		}
	}
	return out
}

// timed names activities with the clock times that were said.
func timed(sc Scene, s State, ids []string) []string {
	var out []string
	for _, id := range ids {
		name := sc.name(id)
		if e := entryOf(s.Draft, id); e.Time != nil {
			name += " klockan " + clockText(*e.Time)
		}
		out = append(out, name)
	}
	return out
}

// together lists the activities of which the same is said.
func (s State) together(e dictation.Entry) []string {
	var out []string
	for _, x := range s.Draft.Entries {
		if x.Activity != nil && x.Outcome == e.Outcome && x.Quote == e.Quote && deref(x.Reason) == deref(e.Reason) &&
			deref(x.Measure) == deref(e.Measure) && deref(x.FollowUp) == deref(e.FollowUp) {
			out = append(out, *x.Activity)
		}
	}
	return out
}

func (s State) firstOfItsKind(e dictation.Entry) bool { return s.together(e)[0] == *e.Activity }

var outcomeHeads = map[dictation.Outcome]string{dictation.Partial: "Delvis gjort", dictation.Declined: "Avböjt", dictation.NotPerformed: "Inte gjort"}

// outcomeHead heads a deviation in the note. What was done already, by the person or somebody else, is not told as left undone.
func outcomeHead(e dictation.Entry) string {
	switch code(e) {
	case dictation.DoneBySelf:
		return "Redan gjort av brukaren"
	case dictation.DoneByOther:
		return "Gjort av någon annan"
	}
	return outcomeHeads[e.Outcome]
}

// code is an entry's reason code, or empty.
func code(e dictation.Entry) dictation.ReasonCode {
	if e.ReasonCode == nil {
		return ""
	}
	return *e.ReasonCode
}

// deviationText tells one deviation, with reason, measure and follow-up, or that it is left open.
func deviationText(sc Scene, s State, e dictation.Entry) string {
	text := outcomeHead(e) + ": " + list(timed(sc, s, s.together(e))) + "."
	add := func(head string, q *string, needed bool) {
		switch {
		case q != nil:
			text += " " + head + ": ”" + *q + "”."
		case needed:
			text += " " + head + ": inte angiven."
		}
	}
	if e.Reason == nil && e.ReasonCode != nil && *e.ReasonCode == dictation.Unwilling {
		text += " Orsak: ville inte."
	} else {
		add("Orsak", e.Reason, true)
	}
	add("Åtgärd", e.Measure, false)
	add("Uppföljning", e.FollowUp, false)
	return text
}

func (s State) observed() []string {
	var out []string
	for _, o := range s.Draft.Observations {
		if q := "”" + o.Quote + "”"; !slices.Contains(out, q) {
			out = append(out, q)
		}
	}
	return out
}

func (s State) contacted() []string {
	var out []string
	for _, c := range s.Draft.Contacts {
		if q := "”" + c.Quote + "”"; !slices.Contains(out, q) {
			out = append(out, q)
		}
	}
	return out
}

// summarySpeech is the note in two sentences.
func summarySpeech(sc Scene, s State) string {
	done := s.withOutcome(sc, dictation.Performed)
	var parts []string
	for _, e := range s.Draft.Entries {
		if e.Activity == nil || !e.Outcome.Deviates() || !s.firstOfItsKind(e) {
			continue
		}
		part := toldAs(sc, s.together(e), e)
		if e.Reason != nil && !sc.names(*e.Reason, *e.Activity) {
			if ws := split(*e.Reason); len(ws) < 3 && !is("subject", ws[0].low) {
				part += ", orsak: " + *e.Reason
			} else {
				part += ", " + *e.Reason
			}
		}
		parts = append(parts, part)
	}
	switch {
	case len(parts) == 0 && len(done) > 0 && len(sc.left(s)) == 0 && len(sc.byHand(true)) == 0:
		parts = append(parts, "allt är gjort enligt plan")
	case len(done) > 3:
		parts = append(parts, number(len(done))+" saker är gjorda enligt plan")
	case len(done) > 0:
		parts = append(parts, outcomeText(sc, done, dictation.Performed))
	case len(parts) == 0:
		return "Jag har skrivit det du sa. " + rightNow
	}
	if left := sc.left(s); len(left) > 2 {
		parts = append(parts, number(len(left))+" saker är inte besvarade")
	} else if len(left) > 0 {
		parts = append(parts, "inget är sagt om "+list(sc.named(left)))
	}
	return capital(strings.Join(parts, "; ")) + extraSpeech(s) + ". " + rightNow
}

// extraSpeech tells that more stands in the note than was read aloud.
func extraSpeech(s State) string {
	var more []string
	for _, o := range s.Draft.Observations {
		if o.Kind == dictation.ObservedFall {
			return ", och fallet är med"
		}
	}
	if len(s.Draft.Observations) > 0 {
		more = append(more, "det du såg")
	}
	if len(s.Draft.Contacts) > 0 {
		more = append(more, "vem du har talat med")
	}
	if len(more) == 0 {
		return ""
	}
	return ", och " + list(more) + " är med"
}

// noted tells what was understood of this turn.
func (t *turn) noted() string {
	s := t.s
	if len(s.clash) > 0 {
		return clashText(t.sc, slices.Compact(s.clash))
	}
	now := cloneDraft(s.Draft)
	for _, a := range s.missing(t.sc) {
		if a.code == dictation.AskOutcome { // it is asked about, and so not told as understood
			now.Entries = slices.DeleteFunc(now.Entries, func(e dictation.Entry) bool { return e.Activity != nil && slices.Contains(a.acts, *e.Activity) })
		}
	}
	return notedText(t.sc, t.old, now, t.fixed)
}
