package dialogue

import (
	"slices"
	"strings"

	"github.com/lyhord/lyhord/dictation"
)

// The answers to what package dictation is in doubt about: an outcome that is not sure, and words of trouble that were tied to no activity.

// stillUnsure is the confidence of what the worker is to be asked about.
const stillUnsure = 0.5

// answerUnsure takes the answer to "blev den gjord?", in a word or a sentence. What tells of other activities alone is none.
func (t *turn) answerUnsure(line string, words []string) bool {
	s, alone := t.s, t.sc.hear(line)
	h := heard{Draft: alone.Draft}
	about := func(e dictation.Entry) bool { return e.Activity != nil && slices.Contains(s.About, *e.Activity) }
	h.Entries = slices.DeleteFunc(slices.Clone(alone.Entries), func(e dictation.Entry) bool {
		return e.Activity == nil || !about(e) && alone.byRest(e) && entryOf(s.Draft, *e.Activity) != nil
	})
	if !slices.ContainsFunc(h.Entries, about) {
		if len(h.Entries) > 0 {
			return false
		}
		if h = t.unnamed(line, words); len(h.Entries) == 0 {
			return false
		}
	}
	t.giveOutcome(line, h)
	return true
}

// unnamed hears an answer that names no activity as said of what was asked about: in a word, in a sentence, or by its cause.
func (t *turn) unnamed(line string, words []string) heard {
	e, ok := t.plainOutcome(line, words)
	if ok && len(without("courtesy", words)) <= 3 {
		return t.verdictOf(e)
	}
	if h := t.saidOf(line); len(h.Entries) > 0 {
		return h
	}
	if ok {
		return t.verdictOf(e)
	}
	return t.causeOf(line)
}

// causeOf takes a line that gives the cause of the deviation that was asked about, and so says that it was one: "det regnade".
func (t *turn) causeOf(line string) heard {
	var h heard
	for _, id := range t.s.About {
		old := entryOf(t.s.Draft, id)
		if old == nil || !old.Outcome.Deviates() {
			continue
		}
		if e := t.sc.hearAfter(context(t.sc, *old), line, id).entry(id); e != nil && e.Reason != nil && e.Outcome.Deviates() {
			e.Outcome, e.Quote = old.Outcome, old.Quote
			h.Entries = append(h.Entries, *e)
		}
	}
	return h
}

// verdictOf lets one outcome count for all that was asked about. A plain no leaves a refusal a refusal.
func (t *turn) verdictOf(e dictation.Entry) heard {
	var h heard
	for _, id := range t.s.About {
		x := e
		x.Activity = pointer(id)
		if old := entryOf(t.s.Draft, id); old != nil && old.Outcome == dictation.Declined && x.Outcome == dictation.NotPerformed && x.Reason == nil {
			x.Outcome = dictation.Declined
		}
		h.Entries = append(h.Entries, x)
	}
	return h
}

// giveOutcome adds the line as the answer to "blev den gjord?".
func (t *turn) giveOutcome(line string, h heard) {
	s, all := t.s, t.s.asking()
	var told []string // the rest of what was asked about is asked about by itself
	for _, id := range s.About {
		if h.entry(id) != nil {
			told = append(told, id)
		}
	}
	s.About = told
	t.give(line, h)
	all.acts = told
	s.Settled = append(s.Settled, all.each()...)
}

// answerTrouble takes the answer to "vad gällde det?": the name of an activity, and maybe what became of it, or else what it was about.
func (t *turn) answerTrouble(line string) bool {
	s, sc := t.s, t.sc
	words := without("filler", lows(split(line)))
	if whole("nothingmeant", words) {
		s.tied(*s.Asked)
		return true
	}
	alone := sc.hear(line)
	told := slices.DeleteFunc(slices.Clone(alone.Entries), func(e dictation.Entry) bool { return e.Activity == nil || alone.byRest(e) })
	ids, only := t.meant(line, words)
	switch {
	case only:
		t.tie(line, ids)
	case slices.ContainsFunc(told, func(e dictation.Entry) bool { return e.Outcome.Deviates() }):
		t.giveTrouble(line, alone)
	case len(told) > 0 || len(alone.Entries) > 0:
		return false // something else is told
	case len(ids) > 0:
		t.tie(line, ids)
	case begins("concerning", words) > 0 && t.plausible(line):
		t.giveTrouble(line, heard{Draft: dictation.Draft{Observations: alone.Observations, Contacts: alone.Contacts, Lint: alone.Lint}})
	default:
		return false
	}
	return true
}

// meant finds the activities that an answer names, and whether it does no more than name them.
func (t *turn) meant(line string, words []string) (ids []string, only bool) {
	sc := t.sc
	if ids := sc.chosen(t.s.About, line); len(ids) > 0 {
		return ids, true
	}
	if whole("everything", slices.DeleteFunc(slices.Clone(words), func(w string) bool { return is("concerning", w) })) {
		return t.s.About, true
	}
	for _, a := range sc.visitTopics() {
		if len(titled(words, []topic{a})) > 0 {
			ids = append(ids, a.id)
		}
	}
	rest := slices.DeleteFunc(slices.Clone(words), func(w string) bool {
		return is("concerning", w) || slices.ContainsFunc(ids, func(id string) bool { return anyAlike(strings.Fields(strings.ToLower(sc.title(id))), w) })
	})
	if len(ids) == 0 && len(rest) == 1 {
		if ids = sc.topics(rest, sc.visitTopics()); len(ids) == 1 {
			return ids, true // "tabletterna"
		}
		return nil, false
	}
	return ids, len(ids) > 0 && len(rest) == 0
}

// tie reads the words of trouble as said of the activities. Where they don't tell what became of one, that is asked.
func (t *turn) tie(line string, ids []string) {
	s, sc := t.s, t.sc
	said := deref(s.Asked.Quote)
	var h heard
	var ask []string
	for _, id := range ids {
		have := entryOf(s.Draft, id)
		e := sc.troubleOf(said, id)
		switch {
		case e != nil && have != nil && (have.Outcome.Deviates() || s.outcomeSettled(id)):
			e = nil // it is known already
		case e != nil && have != nil:
			e.Confidence = stillUnsure // it was told as done before
		case e == nil && have == nil:
			ask = append(ask, id)
		case e == nil && have.Outcome == dictation.Performed && !s.outcomeSettled(id):
			e = pointer(*have)
			e.Quote, e.Confidence = said, stillUnsure
		}
		if e != nil {
			h.Entries = append(h.Entries, *e)
		}
	}
	t.giveTrouble(line, h)
	q := asking{code: dictation.AskUnanswered, acts: ask}
	if len(ask) > 0 && !slices.ContainsFunc(q.each(), func(q dictation.Question) bool { return s.times(q) >= maxPut || s.settled(q) }) {
		s.stopAsking()
		r := t.question(q, "")
		t.instead = &r
	}
}

// troubleOf reads words as said of an activity, and gives the deviation that they most likely tell of, or nil.
func (sc Scene) troubleOf(words, id string) *dictation.Entry {
	name := capital(strings.TrimPrefix(sc.name(id), "att "))
	var out *dictation.Entry
	for _, before := range []string{name + " ", name + ", ", name + ". ", "Vi skulle ta " + fold(name) + ". "} {
		if e := sc.hearAfter(before, words, id).entry(id); e != nil && e.Outcome.Deviates() && (out == nil || e.Confidence > out.Confidence) {
			out = e
		}
	}
	if out != nil && out.Quote == "" {
		out.Quote = words
	}
	return out
}

// giveTrouble adds the line as the answer to "vad gällde det?".
func (t *turn) giveTrouble(line string, h heard) {
	s := t.s
	asked := *s.Asked
	var ids []string
	for _, e := range h.Entries {
		if e.Activity != nil {
			ids = append(ids, *e.Activity)
		}
	}
	h.rest, h.Loose = "", nil
	s.correct(t.sc, line, h, &Given{Code: asked.Code, Activities: full(ids), Heading: "”" + deref(asked.Quote) + "” gällde"})
	s.tied(asked)
}

// tied settles a question about words of trouble.
func (s *State) tied(q dictation.Question) {
	s.Settled = append(s.Settled, q)
	s.Draft.Loose = slices.DeleteFunc(slices.Clone(s.Draft.Loose), func(w string) bool { return overlap(w, deref(q.Quote)) })
}

// maxLabels is how many activities are offered to choose among.
const maxLabels = 4

// labels names activities as they may be pressed.
func (sc Scene) labels(ids []string) []string {
	var out []string
	for _, id := range ids {
		name := sc.name(id)
		if strings.HasPrefix(name, "att ") {
			name = sc.title(id)
		}
		out = append(out, capital(name))
	}
	return out
}

// chosen gives the activity whose label a text is.
func (sc Scene) chosen(among []string, text string) []string {
	for k, label := range sc.labels(among) {
		if strings.EqualFold(label, strings.TrimRight(text, " .!")) {
			return among[k : k+1 : k+1]
		}
	}
	return nil
}
