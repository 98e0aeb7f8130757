package dialogue

import (
	"cmp"
	"slices"
	"strings"

	"github.com/lyhord/lyhord/dictation"
)

// What the worker says while a question waits, understood as its answer.

// answer takes the line as an answer to the waiting question. It reports false where it is none.
func (t *turn) answer(line string) bool {
	if t.s.Asked == nil {
		return false
	}
	switch t.s.Asked.Code {
	case dictation.AskUnanswered, dictation.AskOutcome:
		return t.answerOutcome(line)
	case dictation.AskTrouble:
		return false // which comes first of all
	}
	return t.answerCause(line)
}

// answerOutcome takes the answer to "hur gick det med …?", and to "blev den gjord?".
func (t *turn) answerOutcome(line string) bool {
	s, sc := t.s, t.sc
	words := lows(split(line))
	if h := t.ticked(line); len(h.Entries) > 0 {
		s.correct(sc, line, h, nil)
		return true
	}
	if t.asks(dictation.AskOutcome) {
		return t.answerUnsure(line, words)
	}
	alone := sc.hear(line)
	named := slices.ContainsFunc(alone.Entries, func(e dictation.Entry) bool { return e.Activity != nil })
	if named && alone.rest == "" {
		return t.onlyThese(line, words, alone)
	}
	if named {
		return false // "allt är gjort", which the account as a whole makes more of
	}
	h := t.saidOf(line)
	e, ok := t.plainOutcome(line, words)
	if !ok && len(h.Entries) == 0 {
		return false
	}
	if ok && (len(h.Entries) == 0 || has(words, "noneof") || len(without("courtesy", words)) <= 3) {
		h.Entries = nil
		reasoned(&e)
		for _, id := range s.About {
			e.Activity = pointer(id)
			h.Entries = append(h.Entries, e)
		}
	}
	t.give(line, h)
	return true
}

// maxForAll is how many words may say that several activities were done.
const maxForAll = 6

// saidOf hears a line that names nothing as said of each activity asked about. A long one hardly says of several that they were done.
func (t *turn) saidOf(line string) heard {
	var h heard
	words := lows(split(line))
	far := len(t.s.About) > 1 && len(words) > maxForAll
	for _, id := range t.s.About {
		one := t.sc.hearAfter("Jag erbjöd "+strings.ToLower(t.sc.title(id))+". ", line, id)
		if e := one.entry(id); e != nil && e.Quote != "" && !(far && e.Outcome == dictation.Performed) {
			h.Entries = append(h.Entries, *e)
		}
		h.Observations, h.Contacts, h.Lint = one.Observations, one.Contacts, one.Lint
	}
	return h
}

// ticked takes "frukost ja disk ja promenad nej": nothing but names, each with its verdict.
func (t *turn) ticked(line string) heard {
	var h heard
	ws := split(line)
	from, verdicts := 0, 0
	for i := range ws {
		if !is("ticked", ws[i].low) && !is("unticked", ws[i].low) {
			continue
		}
		if i-from > 3 || i == from {
			return heard{}
		}
		h.Entries = append(h.Entries, verdict(t.sc, line, ws[from:i+1])...)
		verdicts++
		from = i + 1
	}
	if from < len(ws) || verdicts < 2 {
		return heard{}
	}
	return h
}

// ticks finds the verdicts that stand by a name within a longer line: "Dusch: nej. Promenad: ja, till bänken."
func ticks(sc Scene, line string) []dictation.Entry {
	var out []dictation.Entry
	ws := split(line)
	from := 0
	for i := range ws {
		if i > 0 && (ws[i].stop || ws[i].comma && !is("ticked", ws[i].low) && !is("unticked", ws[i].low)) {
			from = i
		}
		last := i+1 == len(ws) || ws[i+1].stop || ws[i+1].comma
		if i > from && i-from <= 3 && last && (is("ticked", ws[i].low) && ws[i].comma || is("unticked", ws[i].low)) {
			out = append(out, verdict(sc, line, ws[from:i+1])...)
		}
	}
	return out
}

// verdict makes entries of a name and the verdict after it.
func verdict(sc Scene, line string, ws []word) []dictation.Entry {
	var out []dictation.Entry
	last := ws[len(ws)-1]
	o := dictation.Performed
	if is("unticked", last.low) {
		o = dictation.NotPerformed
	}
	ids := titled(lows(ws[:len(ws)-1]), sc.visitTopics())
	if len(ids) == 0 {
		if ids = sc.topicsHeard(lows(ws[:len(ws)-1]), sc.visitTopics()); len(ids) > 1 {
			return nil
		}
	}
	for _, id := range ids {
		out = append(out, dictation.Entry{Activity: pointer(id), Outcome: o, Quote: line[ws[0].start:last.end]})
	}
	return out
}

// onlyThese takes "bara disken": the others asked about were not done.
func (t *turn) onlyThese(line string, words []string, h heard) bool {
	if len(words) == 0 || words[0] != "bara" && words[0] != "endast" && !(len(words) > 1 && words[1] == "bara") {
		return false
	}
	for _, id := range t.s.About {
		if h.entry(id) == nil {
			h.Entries = append(h.Entries, dictation.Entry{Activity: pointer(id), Outcome: dictation.NotPerformed, Quote: line})
		}
	}
	t.give(line, h)
	return true
}

// plainOutcome reads an answer that names nothing: "ja allt det andra gjorde vi", "delvis", "nej", "hon sov".
func (t *turn) plainOutcome(line string, words []string) (dictation.Entry, bool) {
	e := dictation.Entry{Quote: line}
	switch {
	case has(words, "partly"):
		e.Outcome = dictation.Partial
	case whole("no", words) || has(words, "notdone") || has(words, "noneof"):
		e.Outcome = dictation.NotPerformed
	case whole("yes", words), begins("yes", words) > 0 && len(words) <= 8 && !has(words, "negation"), has(words, "alldone") && len(words) <= 8 && !has(words, "negation"):
		e.Outcome = dictation.Performed
	case len(words) <= 8:
		code := t.reasonCode(dictation.Entry{Activity: &t.s.About[0]}, line)
		if *code != dictation.Asleep && *code != dictation.Absent && *code != dictation.StaffTime {
			return e, false
		}
		e.Outcome, e.Reason, e.ReasonCode = dictation.NotPerformed, &line, code
	default:
		return e, false
	}
	return e, true
}

// answerCause takes the answer to a question about a deviation: reason, measure or follow-up.
func (t *turn) answerCause(line string) bool {
	s, sc := t.s, t.sc
	code := s.Asked.Code
	if t.turnsRound(line) {
		return t.afterAll(line)
	}
	if t.toldByName(line) {
		return false
	}
	var all heard
	found := false
	for _, id := range s.About {
		e := entryOf(s.Draft, id)
		if e == nil {
			return false
		}
		h := sc.hearAfter(context(sc, *e), line)
		x := h.entry(id)
		if x != nil && code == dictation.AskReason && t.tookContact(line) {
			if why := causeIn(line); why != "" {
				x.Reason, x.ReasonCode = &why, t.reasonCode(*e, why)
			} else if x.Reason != nil && t.tookContact(*x.Reason) {
				x.Reason, x.ReasonCode = nil, e.ReasonCode
			}
		}
		found = answered(x, *e, code) || found
		all = h
	}
	if !found {
		alone := sc.hear(line)
		if elsewhere(alone, s.About) || !t.plausible(line) || !t.fits(line, code) {
			return false
		}
		all = t.wholeLine(line, code, alone)
	}
	t.spread(&all)
	t.give(line, all)
	return true
}

// turnsRound reports whether the line, read with what was told before, makes something else of what is asked about: "den tog vi efteråt".
func (t *turn) turnsRound(line string) bool {
	s, words := t.s, lows(split(line))
	if has(words, "instead") {
		return false
	}
	if has(words, "after") {
		return true
	}
	before, now := t.sc.hear(s.free()), t.sc.hear(s.free()+"\n"+line)
	return slices.ContainsFunc(s.About, func(id string) bool {
		was, is := before.entry(id), now.entry(id)
		return was != nil && is != nil && was.Outcome != is.Outcome && is.Outcome == dictation.Performed && !now.byRest(*is)
	})
}

// toldByName reports whether the line tells by name that something asked about was done: that belongs to the account.
func (t *turn) toldByName(line string) bool {
	words := lows(split(line))
	if has(words, "instead") || has(words, "next") {
		return false
	}
	alone := t.sc.hear(line)
	return slices.ContainsFunc(t.s.About, func(id string) bool {
		e := alone.entry(id)
		return e != nil && e.Outcome == dictation.Performed && !alone.byRest(*e) && t.sc.names(line, id)
	})
}

// afterAll takes a line that says that what was asked about was done in the end. It reports false where the account as a whole will tell.
func (t *turn) afterAll(line string) bool {
	if !has(lows(split(line)), "after") {
		return false
	}
	var h heard
	for _, id := range t.s.About {
		h.Entries = append(h.Entries, dictation.Entry{Activity: pointer(id), Outcome: dictation.Performed, Quote: line})
	}
	t.fixed = true
	t.s.correct(t.sc, line, h, nil)
	return true
}

// context is what an answer about the entry's activity goes on from.
func context(sc Scene, e dictation.Entry) string {
	name := sc.name(*e.Activity)
	switch e.Outcome {
	case dictation.Declined:
		return capital(name) + " ville " + pronoun(sc) + " inte ha. "
	case dictation.Partial:
		return capital(name) + " blev bara delvis gjord. "
	}
	return capital(name) + " blev inte av. "
}

// fits reports whether a line that nothing was heard in is of the kind that was asked for: a measure is not what the person did, and a
// follow-up lies ahead.
func (t *turn) fits(line string, code dictation.QuestionCode) bool {
	words := without("filler", lows(split(line)))
	switch code {
	case dictation.AskMeasure:
		person := words[0] == pronoun(t.sc) || words[0] == strings.ToLower(firstName(t.sc))
		return !person || has(words, "instead") || slices.ContainsFunc(words, func(w string) bool { return w == "jag" || w == "vi" || w == "fick" })
	case dictation.AskFollowUp:
		return len(words) <= 2 || has(words, "next")
	case dictation.AskReason:
		return causeIn(line) != "" || !t.tookContact(line)
	}
	return true
}

// tookContact reports whether words tell that the worker turned to somebody, which is the cause of nothing: "jag har ringt 112".
func (t *turn) tookContact(words string) bool {
	if has(lows(split(words)), "urgentover") {
		return true
	}
	return slices.ContainsFunc(t.sc.hear(words).Contacts, func(c dictation.Contact) bool {
		ws := split(c.Quote)
		return len(ws) > 0 && (ws[0].low == "jag" || ws[0].low == "vi")
	})
}

// answered reports whether what was heard answers a question about the old entry, and puts it where it belongs: what is to be done sounds alike as
// measure and as follow-up, and the question tells which it is.
func answered(x *dictation.Entry, old dictation.Entry, code dictation.QuestionCode) bool {
	if x == nil {
		return false
	}
	if code != dictation.AskReason {
		if x.Outcome == dictation.Performed {
			x.Outcome = old.Outcome // what was done instead may sound like the activity itself
		}
		if old.Reason != nil {
			x.Reason, x.ReasonCode = nil, nil
		}
	}
	if x.Reason == nil && x.Outcome != dictation.Declined && x.ReasonCode != nil && *x.ReasonCode == dictation.Unwilling {
		x.ReasonCode = old.ReasonCode // nobody said so
	}
	if code == dictation.AskFollowUp && x.FollowUp == nil && x.Measure != nil && has(lows(split(*x.Measure)), "next") {
		x.FollowUp, x.Measure = x.Measure, nil
	}
	if code == dictation.AskMeasure && x.Measure != nil && x.FollowUp != nil && strings.Contains(*x.Measure, *x.FollowUp) {
		x.FollowUp = nil // "jag föreslog att gå senare" is an offer
	}
	switch code {
	case dictation.AskMeasure:
		return x.Measure != nil || x.FollowUp != nil
	case dictation.AskFollowUp:
		return x.FollowUp != nil
	}
	return x.Reason != nil || x.Measure != nil || x.FollowUp != nil || x.Outcome != old.Outcome && x.Quote != ""
}

// elsewhere reports whether the line tells of other activities than those asked about.
func elsewhere(h heard, about []string) bool {
	return slices.ContainsFunc(h.Entries, func(e dictation.Entry) bool {
		return e.Activity != nil && !slices.Contains(about, *e.Activity)
	})
}

// wholeLine makes the line itself the answer.
func (t *turn) wholeLine(line string, code dictation.QuestionCode, alone heard) heard {
	h := heard{Draft: dictation.Draft{Contacts: alone.Contacts, Lint: alone.Lint}}
	text := strings.TrimRight(line, " .,;:!?")
	if text == "" {
		text = line
	}
	for _, id := range t.s.About {
		e := *entryOf(t.s.Draft, id)
		switch code {
		case dictation.AskReason:
			text = cmp.Or(causeIn(text), withoutBecause(text))
			e.Reason, e.ReasonCode = &text, t.reasonCode(e, text)
		case dictation.AskMeasure:
			e.Measure = &text
		case dictation.AskFollowUp:
			e.FollowUp = &text
		}
		h.Entries = append(h.Entries, e)
	}
	return h
}

// withoutBecause drops the connective that a cause begins with.
func withoutBecause(text string) string {
	ws := split(text)
	if n := begins("because", lows(ws)); n > 0 && n < len(ws) {
		return text[ws[n].start:]
	}
	return text
}

// causeIn gives the clause that a connective within the text makes the cause: "hon hade ont" of "jag ringde dottern för hon hade ont".
func causeIn(text string) string {
	ws := split(text)
	for i := 1; i < len(ws); i++ {
		from := text[ws[i].start:]
		if why := withoutBecause(from); why != from && is("subject", split(why)[0].low) {
			return why
		}
	}
	return ""
}

// reasonCode finds the code of a cause that was given in a few words.
func (t *turn) reasonCode(e dictation.Entry, text string) *dictation.ReasonCode {
	name := t.sc.name(*e.Activity)
	for _, try := range []string{" blev inte av eftersom ", " blev inte av eftersom " + pronoun(t.sc) + " var ", " blev inte av eftersom det var "} {
		x := t.sc.hear(capital(name)+try+text, *e.Activity).entry(*e.Activity)
		if x != nil && x.ReasonCode != nil && *x.ReasonCode != dictation.OtherReason && *x.ReasonCode != dictation.Unwilling {
			return x.ReasonCode
		}
	}
	return pointer(dictation.OtherReason)
}

// spread lets what was answered about one activity count for all that were asked about together.
func (t *turn) spread(h *heard) {
	var said *dictation.Entry
	for _, id := range t.s.About {
		if e := h.entry(id); e != nil && (e.Reason != nil || e.Measure != nil || e.FollowUp != nil) {
			said = e
		}
	}
	for _, id := range t.s.About {
		if said == nil || h.entry(id) != nil {
			continue
		}
		e := *entryOf(t.s.Draft, id)
		e.Reason, e.ReasonCode, e.Measure, e.FollowUp = said.Reason, said.ReasonCode, said.Measure, said.FollowUp
		h.Entries = append(h.Entries, e)
	}
}

// give adds the line as the answer to the waiting question.
func (t *turn) give(line string, h heard) {
	as := &Given{Code: t.s.Asked.Code, Activities: slices.Clone(t.s.About), Heading: heading(t.sc, t.understoodAs(h), t.s.About)}
	asked, about := *t.s.Asked, slices.Clone(t.s.About)
	h.Loose = nil // it is about what was asked about
	t.s.correct(t.sc, line, h, as)
	t.settleWhy(asked, about, h)
}

// understoodAs is the question that the answer turned out to answer, which need not be the one that was put.
func (t *turn) understoodAs(h heard) dictation.QuestionCode {
	code := t.s.Asked.Code
	e, old := h.entry(t.s.About[0]), entryOf(t.s.Draft, t.s.About[0])
	if e == nil || old == nil {
		return code
	}
	fresh := func(q, was *string) bool { return q != nil && deref(q) != deref(was) }
	why, instead, next := fresh(e.Reason, old.Reason), fresh(e.Measure, old.Measure), fresh(e.FollowUp, old.FollowUp)
	switch {
	case code == dictation.AskReason && why, code == dictation.AskMeasure && instead, code == dictation.AskFollowUp && next:
		return code
	case instead:
		return dictation.AskMeasure
	case next:
		return dictation.AskFollowUp
	case why:
		return dictation.AskReason
	}
	return code
}

// settleWhy settles the question why, where the answer was that the person just did not want to.
func (t *turn) settleWhy(asked dictation.Question, about []string, h heard) {
	for _, id := range about {
		e := h.entry(id)
		if asked.Code != dictation.AskReason || e == nil || e.Reason == nil && (e.Measure != nil || e.FollowUp != nil) {
			continue
		}
		t.s.Settled = append(t.s.Settled, dictation.Question{Code: asked.Code, Activity: pointer(id)})
	}
}

// plausible reports whether a line that nothing was heard in may still be an answer: it has words of Swedish, and is no noise.
func (t *turn) plausible(line string) bool {
	words := without("filler", lows(split(line)))
	if len(words) == 0 || whole("yes", words) || whole("no", words) || whole("okay", words) {
		return false
	}
	if !t.sc.hear(line).silent() {
		return true
	}
	return !slices.ContainsFunc(words, func(w string) bool {
		return !is("common", w) && !is("idle", w) && !is("subject", w) && !pronounceable(w)
	})
}

// swedish reports whether enough of the words are common ones.
func swedish(words []string) bool {
	n := 0
	for _, w := range words {
		if is("common", w) || is("idle", w) || is("subject", w) {
			n++
		}
	}
	return n*3 >= len(words)
}

// pronounceable reports whether a word could be one: it has a vowel, and no long run of consonants.
func pronounceable(w string) bool {
	vowels, run, longest := 0, 0, 0
	for _, r := range w {
		if strings.ContainsRune("aeiouyåäöéü", r) {
			vowels++
			run = 0
			continue
		}
		run++
		longest = max(longest, run)
	}
	return vowels > 0 && longest <= 4 && len(w) >= 3 && !is("noise", w) && !strings.ContainsAny(w, "0123456789")
}
