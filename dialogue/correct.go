package dialogue

import (
	"slices"
	"strings"

	"github.com/lyhord/lyhord/dictation"
)

// Corrections: the last word counts, and the reply says what it is understood as.

// overrule takes a line that begins as a correction does ("nej, frukosten åt hon upp"): what it says of an activity replaces what was said.
func (t *turn) overrule(line string) bool {
	s, sc := t.s, t.sc
	if len(s.Draft.Entries) == 0 {
		return false
	}
	h := sc.hear(withoutNo(line))
	if !slices.ContainsFunc(h.Entries, func(e dictation.Entry) bool { return e.Activity != nil }) {
		alone := h
		if h = t.aboutFocus(withoutNo(line)); len(h.Entries) == 0 {
			return t.overruleObserved(line, alone)
		}
	}
	s.correct(sc, line, h, nil)
	return true
}

// overruleObserved lets what was noticed now replace what was noticed of the same kind: "nej, hon åt bra".
func (t *turn) overruleObserved(line string, h heard) bool {
	if len(h.Observations) == 0 {
		return false
	}
	t.s.tell(t.sc, line)
	t.s.Draft.Observations = slices.DeleteFunc(t.s.Draft.Observations, func(o dictation.Observation) bool {
		return !strings.Contains(line, o.Quote) && slices.ContainsFunc(h.Observations, func(n dictation.Observation) bool { return n.Kind == o.Kind })
	})
	return true
}

// withoutNo drops the "nej" that a correction begins with, and what goes with it, which is no part of what it says.
func withoutNo(line string) string {
	ws := split(line)
	n := 0
	for n < len(ws) && is("retract", ws[n].low) {
		n++
	}
	if n == 0 || n == len(ws) {
		return line
	}
	return line[ws[n].start:]
}

// aboutFocus hears a line that names no activity as about the one that was last talked of.
func (t *turn) aboutFocus(line string) heard {
	s, sc := t.s, t.sc
	if len(s.Focus) != 1 {
		return heard{}
	}
	h := sc.hearAfter("Jag erbjöd "+strings.ToLower(sc.title(s.Focus[0]))+". ", line, s.Focus[0])
	h.Entries = slices.DeleteFunc(h.Entries, func(e dictation.Entry) bool { return e.Quote == "" })
	return h
}

// rename takes "jag menade promenaden": what was just said is about that activity.
func (t *turn) rename(line string, words []string) bool {
	s, sc := t.s, t.sc
	n := begins("meant", words)
	if n == 0 || len(words)-n > 3 || slices.ContainsFunc(words[n:], func(w string) bool { return is("subject", w) }) {
		return false
	}
	to := sc.topics(words[n:], sc.visitTopics())
	if len(to) == 0 || len(s.Focus) == 0 || len(s.Past) == 0 {
		return false
	}
	id := to[0]
	from := s.Focus[len(s.Focus)-1]
	if k := slices.IndexFunc(s.Focus, func(f string) bool { return f != id && anyAlike(words[:n], sc.title(f)) }); k >= 0 {
		from = s.Focus[k]
	}
	e := entryOf(s.Draft, from)
	if from == id || e == nil {
		return false
	}
	moved := *e
	moved.Activity = pointer(id)
	before := entryOf(s.Past[len(s.Past)-1].Draft, from)
	s.keep()
	old := cloneDraft(s.Draft)
	s.Account = append(s.Account, line)
	s.drop(from)
	if before != nil {
		s.put(sc, *before)
	}
	s.put(sc, moved)
	s.retarget(sc, from, id)
	s.changed(sc, old)
	s.Focus = []string{id}
	return true
}

// retarget lets the answers about one activity head the other in the note.
func (s *State) retarget(sc Scene, from, to string) {
	for i := range s.Given {
		g := &s.Given[i]
		if k := slices.Index(g.Activities, from); k >= 0 {
			g.Activities = slices.Clone(g.Activities)
			g.Activities[k] = to
			if g.Code != dictation.AskTrouble { // which is headed by the words that it is about
				g.Heading = heading(sc, g.Code, g.Activities)
			}
		}
	}
}

// replaceReason takes "inte trött, hon hade ont": the cause was another.
func (t *turn) replaceReason(line string, words []string) bool {
	s, sc := t.s, t.sc
	wrong, right, ok := notBut(line)
	if !ok {
		return false
	}
	for i := range s.Draft.Entries {
		e := &s.Draft.Entries[i]
		if e.Activity == nil || e.Reason == nil || !slices.ContainsFunc(lows(split(*e.Reason)), func(w string) bool { return !is("idle", w) && slices.Contains(wrong, w) }) {
			continue
		}
		x := *e
		x.Reason, x.ReasonCode = &right, nil
		if h := sc.hearAfter(context(sc, *e), right).entry(*e.Activity); h != nil && h.Reason != nil {
			x.Reason, x.ReasonCode = h.Reason, h.ReasonCode
		}
		if x.ReasonCode == nil || *x.ReasonCode == dictation.Unwilling {
			x.ReasonCode = t.reasonCode(*e, right)
		}
		t.replaceLine(line, x)
		return true
	}
	return false
}

// notBut takes apart "inte trött, hon hade ont" and "det var inte A utan B".
func notBut(line string) (wrong []string, right string, ok bool) {
	ws := split(line)
	words := lows(ws)
	no := slices.IndexFunc(words, func(w string) bool { return w == "inte" || w == "ej" })
	if no < 0 || no > 4 {
		return nil, "", false
	}
	for i := no + 1; i < len(ws); i++ {
		from := i
		if words[i] == "utan" {
			from = i + 1
		} else if i == no+1 || !(ws[i].comma || ws[i].stop || is("subject", words[i]) && i > no+1) {
			continue
		}
		if from < len(ws) {
			return words[no+1 : i], strings.TrimRight(line[ws[from].start:], " .,;"), true
		}
	}
	return nil, "", false
}

// replaceLine puts a corrected entry in, and the line in place of the answer that it corrects, where there is one.
func (t *turn) replaceLine(line string, x dictation.Entry) {
	s := t.s
	s.keep()
	old := cloneDraft(s.Draft)
	was := deref(entryOf(s.Draft, *x.Activity).Reason)
	k := slices.IndexFunc(s.Given, func(g Given) bool {
		return g.Code == dictation.AskReason && slices.Contains(g.Activities, *x.Activity) && strings.Contains(s.Account[g.Line], was)
	})
	if k >= 0 && strings.TrimRight(s.Account[s.Given[k].Line], " .") == was {
		s.Account[s.Given[k].Line] = deref(x.Reason)
	} else {
		s.Account = append(s.Account, line)
	}
	for _, e := range slices.Clone(s.Draft.Entries) {
		if e.Activity != nil && (*e.Activity == *x.Activity || deref(e.Reason) == was && e.Reason != nil) {
			e.Reason, e.ReasonCode = x.Reason, x.ReasonCode
			s.put(t.sc, e)
		}
	}
	s.changed(t.sc, old)
}

// retime takes "nej det var klockan nio", for the activity named or last talked of.
func (t *turn) retime(line string, words []string) bool {
	s, sc := t.s, t.sc
	if begins("correction", words) == 0 && begins("wastime", words) == 0 || !has(words, "clock") {
		return false
	}
	ids := sc.topics(words, sc.visitTopics())
	if len(ids) == 0 {
		ids = s.Focus
	}
	if len(ids) > 1 { // it is about the one that a time was told of
		ids = slices.DeleteFunc(slices.Clone(ids), func(id string) bool {
			e := entryOf(s.Draft, id)
			return e == nil || e.Time == nil
		})
	}
	if len(ids) != 1 || entryOf(s.Draft, ids[0]) == nil {
		return false
	}
	if h := sc.hear(line).entry(ids[0]); h != nil && h.Outcome.Deviates() {
		return false
	}
	e := *entryOf(s.Draft, ids[0])
	from, _, _ := find("clock", lows(split(line)))
	clock := line[split(line)[from].start:]
	x := sc.hear("Jag serverade "+sc.name(ids[0])+" "+clock, ids[0]).entry(ids[0])
	if x == nil || x.Time == nil {
		x = sc.hear(capital(sc.name(ids[0]))+" gjordes "+clock, ids[0]).entry(ids[0])
	}
	if x == nil || x.Time == nil {
		return false
	}
	s.keep()
	old := cloneDraft(s.Draft)
	s.Account = append(s.Account, line)
	e.Time = x.Time
	s.put(sc, e)
	s.changed(sc, old)
	return true
}

// undo takes the latest change back.
func (t *turn) undo() Reply {
	s := t.s
	if len(s.Past) == 0 {
		return t.waiting(say(Unclear, noUndo))
	}
	p := s.Past[len(s.Past)-1]
	s.Past = s.Past[:len(s.Past)-1]
	s.Account, s.Given, s.Draft, s.Settled, s.Focus = p.Account, p.Given, p.Draft, p.Settled, p.Focus
	s.Read, s.Offered = false, nil
	if len(s.Account) == 0 {
		s.stopAsking()
		return say(Question, join(undone, listening(t.sc)))
	}
	return t.goOn(undone)
}

// restart takes everything back. It can be undone.
func (t *turn) restart() Reply {
	s := t.s
	s.keep()
	s.Account, s.Given, s.Draft, s.Settled, s.Focus, s.Put = nil, nil, dictation.Draft{}, nil, nil, nil
	s.Read, s.Offered, s.Heeded = false, nil, nil
	s.stopAsking()
	return say(Question, cleared)
}

// strike takes "stryk det där om duschen": the words about it leave the account, and it counts as not mentioned.
func (t *turn) strike() Reply {
	s, sc := t.s, t.sc
	words := t.words[begins("strike", t.words):]
	ids := sc.topics(words, sc.visitTopics())
	ids = slices.DeleteFunc(ids, func(id string) bool { return entryOf(s.Draft, id) == nil })
	quotes := t.quotesOf(words, ids)
	if len(quotes) == 0 && len(ids) == 0 {
		r := say(Question, "Vad vill du stryka?")
		r.Choices = []string{choiceUndo, choiceSummary}
		return t.waitingSilently(r)
	}
	s.keep()
	old := cloneDraft(s.Draft)
	for _, q := range quotes {
		s.cut(q)
	}
	for i := len(s.Account) - 1; i >= 0; i-- { // an answer to what was in doubt means nothing without it
		if g := s.given(i); g != nil && (g.Code == dictation.AskOutcome || g.Code == dictation.AskTrouble) && within(g.Activities, ids) {
			s.setLine(i, "")
		}
	}
	for _, id := range ids {
		s.drop(id)
	}
	s.reread(sc, ids)
	s.changed(sc, old)
	for _, id := range ids {
		s.Settled = append(s.Settled, dictation.Question{Code: dictation.AskUnanswered, Activity: pointer(id)})
	}
	if len(s.Account) == 0 {
		s.stopAsking()
		return say(Question, cleared)
	}
	if len(ids) == 0 {
		return t.goOn("Struket.")
	}
	return t.goOn("Struket: det om " + list(sc.named(ids)) + ".")
}

// within reports whether a list has members, and all of them stand in the other.
func within(list, in []string) bool {
	return len(list) > 0 && !slices.ContainsFunc(list, func(x string) bool { return !slices.Contains(in, x) })
}

// quotesOf lists the words of the account that an order to strike is about: those of the activities, or an observation or contact that it names.
func (t *turn) quotesOf(words []string, ids []string) []string {
	s := t.s
	var out []string
	add := func(q *string) {
		if q != nil && *q != "" && !slices.Contains(out, *q) {
			out = append(out, *q)
		}
	}
	shared := func(q string) bool {
		return slices.ContainsFunc(s.Draft.Entries, func(e dictation.Entry) bool {
			return e.Activity != nil && e.Quote == q && !slices.Contains(ids, *e.Activity)
		})
	}
	for _, id := range ids {
		e := entryOf(s.Draft, id)
		if !shared(e.Quote) {
			add(&e.Quote)
		}
		for _, q := range []*string{e.Reason, e.Measure, e.FollowUp} {
			if q != nil && !shared(*q) {
				add(q)
			}
		}
	}
	if len(ids) > 0 {
		return out
	}
	names := func(q string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return !is("idle", w) && anyAlike(lows(split(q)), w) })
	}
	for _, o := range s.Draft.Observations {
		if names(o.Quote) {
			add(&o.Quote)
		}
	}
	for _, c := range s.Draft.Contacts {
		if names(c.Quote) {
			add(&c.Quote)
		}
	}
	for _, e := range s.Draft.Entries {
		if e.Activity == nil && names(e.Quote) {
			add(&e.Quote)
		}
	}
	for _, q := range s.Draft.Loose {
		if names(q) {
			add(&q)
		}
	}
	return out
}

// cut takes words out of the account, and lines that are empty then.
func (s *State) cut(quote string) {
	for i := len(s.Account) - 1; i >= 0; i-- {
		if before, after, ok := strings.Cut(s.Account[i], quote); ok {
			s.setLine(i, before+" "+strings.TrimLeft(after, " ,.;:"))
			return
		}
	}
}

// setLine puts other words in place of a line; without words the line goes.
func (s *State) setLine(i int, line string) {
	line = strings.Trim(strings.Join(strings.Fields(line), " "), " ,;.")
	if len(without("joint", lows(split(line)))) > 0 {
		s.Account[i] = line
		return
	}
	s.Account = slices.Delete(s.Account, i, i+1)
	s.Given = slices.DeleteFunc(s.Given, func(g Given) bool { return g.Line == i })
	for k := range s.Given {
		if s.Given[k].Line > i {
			s.Given[k].Line--
		}
	}
}

// reread understands the account anew after words were taken out or put in, for what lost its words. What was struck stays away.
func (s *State) reread(sc Scene, struck []string) {
	h := sc.hear(s.free())
	before := cloneDraft(s.Draft)
	s.ground()
	for _, e := range h.Entries {
		if e.Activity == nil || slices.Contains(struck, *e.Activity) {
			continue
		}
		if have := entryOf(s.Draft, *e.Activity); have == nil && entryOf(before, *e.Activity) != nil {
			s.put(sc, e)
		} else if have != nil && have.Outcome == e.Outcome {
			s.put(sc, completed(*have, &e, true))
		}
	}
	s.mergeRest(dictation.Draft{}, h.Draft)
}
