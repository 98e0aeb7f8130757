package dialogue

import (
	"slices"
	"strings"

	"github.com/lyhord/lyhord/dictation"
)

// The account and the draft made of it. Lines that stand by themselves are understood together, so that "den tog vi efteråt" and "resten enligt
// plan" reach over turns. Lines that answer a question are understood after it, and laid over.

// free is the account without the answers, as one text.
func (s State) free() string {
	var lines []string
	for i, l := range s.Account {
		if s.given(i) == nil {
			lines = append(lines, l)
		}
	}
	return strings.Join(lines, "\n")
}

// given returns what line i answers, or nil.
func (s State) given(i int) *Given {
	for k := range s.Given {
		if s.Given[k].Line == i {
			return &s.Given[k]
		}
	}
	return nil
}

// tell adds a line that stands by itself.
func (s *State) tell(sc Scene, line string) {
	before := sc.hear(s.free())
	s.keep()
	s.Account = append(s.Account, line)
	now := sc.hear(s.free())
	old := cloneDraft(s.Draft)
	s.mergeEntries(sc, line, before, now)
	s.mergeRest(before.Draft, now.Draft)
	s.fill(sc, line)
	s.tick(sc, line)
	s.unmet(sc, line)
	s.changed(sc, old)
}

// fill lets "resten enligt plan" answer for all that has no answer, also what was told of and then struck or meant otherwise.
func (s *State) fill(sc Scene, line string) {
	h := sc.hear(line)
	for _, e := range h.Entries {
		if e.Activity != nil && h.byRest(e) && entryOf(s.Draft, *e.Activity) == nil {
			s.put(sc, e)
		}
	}
}

// tick takes the verdicts that stand by a name, "Dusch: nej", or "duschen behövdes inte", where the line tells nothing sharper.
func (s *State) tick(sc Scene, line string) {
	for _, e := range ticks(sc, line) {
		have := entryOf(s.Draft, *e.Activity)
		switch {
		case have == nil || have.Outcome == dictation.Performed && e.Outcome != have.Outcome:
			s.put(sc, e)
		case have.Outcome.Deviates() == e.Outcome.Deviates():
			have.Confidence = 0 // a verdict leaves no doubt
		}
	}
	words := lows(split(line))
	for _, id := range titled(words, sc.visitTopics()) {
		if entryOf(s.Draft, id) == nil && has(words, "notneeded") {
			s.put(sc, dictation.Entry{Activity: pointer(id), Outcome: dictation.NotPerformed, Reason: &line, ReasonCode: pointer(dictation.OtherReason), Quote: line})
		}
	}
}

// unmet answers for all that was planned where the person refused it all, the worker was not let in, or nobody was at home, and nothing else is told.
func (s *State) unmet(sc Scene, line string) {
	for _, a := range sc.Visit {
		if a.Outcome != "" || entryOf(s.Draft, a.ID) != nil {
			return
		}
	}
	if has(lows(split(line)), "allrefused") {
		for _, a := range sc.Visit {
			s.put(sc, dictation.Entry{Activity: pointer(a.ID), Outcome: dictation.Declined, ReasonCode: pointer(dictation.Unwilling), Quote: line})
		}
		return
	}
	if !slices.ContainsFunc(dictation.Circumstances(line), func(c dictation.Circumstance) bool {
		return c == dictation.NoAnswer || c == dictation.NotAtHome || c == dictation.KnownAway
	}) {
		return
	}
	for _, a := range sc.Visit {
		s.put(sc, dictation.Entry{
			Activity: pointer(a.ID), Outcome: dictation.NotPerformed, Reason: &line, ReasonCode: pointer(dictation.Absent), Quote: line,
		})
	}
}

// correct adds a line whose words count before all earlier ones. What it leaves out stays as it was, where that is still of use.
func (s *State) correct(sc Scene, line string, h heard, as *Given) {
	s.keep()
	if as != nil {
		as.Line = len(s.Account)
		s.Given = append(s.Given, *as)
	}
	s.Account = append(s.Account, line)
	old := cloneDraft(s.Draft)
	for _, e := range h.Entries {
		if e.Activity != nil && !(h.byRest(e) && entryOf(s.Draft, *e.Activity) != nil) {
			answer := answers(as, *e.Activity)
			if as == nil || answer {
				e.Confidence = 0 // said by a person about this activity
			}
			s.put(sc, completed(e, entryOf(s.Draft, *e.Activity), answer))
		}
	}
	s.mergeRest(dictation.Draft{}, h.Draft)
	s.changed(sc, old)
}

// answers reports whether a line as given is an answer about the activity, which adds to it and replaces nothing else.
func answers(as *Given, id string) bool {
	return as != nil && as.Code != dictation.AskTrouble && slices.Contains(as.Activities, id)
}

// mergeEntries takes over what the free text now says otherwise than before.
func (s *State) mergeEntries(sc Scene, line string, before, now heard) {
	for _, a := range sc.Visit {
		was, is, have := before.entry(a.ID), now.entry(a.ID), entryOf(s.Draft, a.ID)
		switch {
		case sameEntry(was, is):
			if have != nil && have.Confidence > 0 && sameEntry(have, is) {
				have.Confidence = max(have.Confidence, is.Confidence) // other words bring no doubt
			}
		case s.outcomeSettled(a.ID) && have != nil && !sc.names(line, a.ID) && !has(lows(split(line)), "anyway"): // the worker was asked
		case is == nil:
			s.drop(a.ID)
		case now.byRest(*is) && have != nil:
		case have != nil && have.Outcome.Deviates() && is.Outcome == dictation.Performed && !sc.names(line, a.ID) && !has(lows(split(line)), "anyway"): // a wrong "done" hides a deviation
		case have != nil && !sc.names(line, a.ID) && is.Confidence < stillUnsure && is.Outcome.Deviates() && !have.Outcome.Deviates():
			e := *have // what was told stands until it is asked about
			e.Quote, e.Confidence = is.Quote, is.Confidence
			s.put(sc, e)
		case have != nil && !sc.names(line, a.ID) && (is.Outcome == have.Outcome || is.Confidence < stillUnsure && is.Outcome.Deviates()):
			e := *is // the line may add to it, and brings no doubt
			e.Outcome = have.Outcome
			e = keeping(e, was, have)
			e.Quote, e.Confidence = have.Quote, max(have.Confidence, e.Confidence)
			s.put(sc, completed(e, have, false))
		default:
			s.put(sc, completed(keeping(*is, was, have), have, false))
		}
	}
}

// keeping takes back what the worker answered, and the account as a whole only now seems to tell otherwise.
func keeping(is dictation.Entry, was, have *dictation.Entry) dictation.Entry {
	if have == nil || is.Outcome != have.Outcome {
		return is
	}
	if was == nil {
		was = &dictation.Entry{}
	}
	if have.Confidence == 0 {
		is.Confidence = 0
	}
	answered := func(has, had *string) bool { return has != nil && deref(has) != deref(had) }
	if answered(have.Reason, was.Reason) {
		is.Reason, is.ReasonCode = have.Reason, have.ReasonCode
	}
	if answered(have.Measure, was.Measure) {
		is.Measure = have.Measure
	}
	if answered(have.FollowUp, was.FollowUp) {
		is.FollowUp = have.FollowUp
	}
	return is
}

// mergeRest takes over unplanned tasks, observations, contacts and lint.
func (s *State) mergeRest(before, now dictation.Draft) {
	s.Draft.Entries = merged(s.Draft.Entries, extras(before), extras(now), func(e dictation.Entry) string {
		if e.Activity != nil {
			return "\x00" + *e.Activity
		}
		return e.Quote
	})
	s.Draft.Observations = merged(s.Draft.Observations, before.Observations, now.Observations, func(o dictation.Observation) string { return string(o.Kind) + o.Quote })
	s.Draft.Contacts = merged(s.Draft.Contacts, before.Contacts, now.Contacts, func(c dictation.Contact) string { return string(c.Role) + c.Quote })
	s.Draft.Lint = merged(s.Draft.Lint, before.Lint, now.Lint, func(l dictation.Lint) string { return string(l.Code) + l.Quote })
	s.Draft.Loose = merged(s.Draft.Loose, before.Loose, now.Loose, func(q string) string { return q })
}

func extras(d dictation.Draft) []dictation.Entry {
	var out []dictation.Entry
	for _, e := range d.Entries {
		if e.Activity == nil {
			out = append(out, e)
		}
	}
	return out
}

// merged takes out of list what was before and is no more, and adds what is new.
func merged[T any](list, before, now []T, key func(T) string) []T {
	has := func(l []T, k string) bool {
		return slices.ContainsFunc(l, func(x T) bool { return key(x) == k })
	}
	out := slices.DeleteFunc(slices.Clone(list), func(x T) bool { return has(before, key(x)) && !has(now, key(x)) })
	for _, x := range now {
		if !has(out, key(x)) && !has(before, key(x)) {
			out = append(out, x)
		}
	}
	return out
}

// completed fills what an entry leaves out from what was known of the same deviation. In an answer the words that show the outcome stay the old ones
// unless the outcome is another.
func completed(e dictation.Entry, old *dictation.Entry, answer bool) dictation.Entry {
	if old == nil {
		return e
	}
	if e.Outcome.Deviates() && old.Outcome.Deviates() {
		if e.Reason == nil {
			e.Reason = old.Reason
			if old.ReasonCode != nil && (e.ReasonCode == nil || *e.ReasonCode == dictation.Unwilling || old.Reason != nil) {
				e.ReasonCode = old.ReasonCode
			}
		}
		if e.Measure == nil {
			e.Measure = old.Measure
		}
		if e.FollowUp == nil {
			e.FollowUp = old.FollowUp
		}
	}
	if e.Time == nil && e.Outcome == old.Outcome {
		e.Time = old.Time
	}
	if e.Quote == "" || answer && e.Outcome == old.Outcome && old.Quote != "" {
		e.Quote = old.Quote
	}
	return e
}

// put sets the entry of its activity, in the order of the visit. What was checked off by hand stands: another outcome is only remembered, to be told.
func (s *State) put(sc Scene, e dictation.Entry) {
	p := sc.planned(*e.Activity)
	if p == nil {
		return // no longer of the visit
	}
	if p.Outcome != "" && p.Outcome != e.Outcome {
		s.clash = append(s.clash, p.ID)
		return
	}
	if old := entryOf(s.Draft, *e.Activity); old != nil {
		*old = e
		return
	}
	place := func(x dictation.Entry) int {
		if x.Activity == nil {
			return len(sc.Visit)
		}
		return slices.IndexFunc(sc.Visit, func(p Planned) bool { return p.ID == *x.Activity })
	}
	s.Draft.Entries = append(s.Draft.Entries, e)
	slices.SortStableFunc(s.Draft.Entries, func(a, b dictation.Entry) int { return place(a) - place(b) })
}

func (s *State) drop(id string) {
	s.Draft.Entries = slices.DeleteFunc(s.Draft.Entries, func(e dictation.Entry) bool { return e.Activity != nil && *e.Activity == id })
}

// changed settles what follows from a change of the draft: where the talk is now, what may be asked anew, and that nobody has heard the note as it is.
func (s *State) changed(sc Scene, old dictation.Draft) {
	s.Read = false
	s.ground()
	var focus []string
	for _, a := range sc.Visit {
		was, is := entryOf(old, a.ID), entryOf(s.Draft, a.ID)
		if sameEntry(was, is) {
			continue
		}
		focus = append(focus, a.ID)
		if was != nil && is != nil && was.Outcome != is.Outcome {
			s.reopen(a.ID)
		}
	}
	if len(focus) > 0 {
		s.Focus = focus
	}
}

// reopen lets the questions about an activity be put anew, now that something else became of it.
func (s *State) reopen(id string) {
	about := func(q dictation.Question) bool {
		return q.Activity != nil && *q.Activity == id && q.Code != dictation.AskUnanswered && q.Code != dictation.AskOutcome
	}
	s.Settled = slices.DeleteFunc(slices.Clone(s.Settled), about)
}

// ground takes out of the draft what no longer stands in the account.
func (s *State) ground() {
	lost := func(q string) bool { return !s.grounded(q) }
	s.Draft.Entries = slices.DeleteFunc(s.Draft.Entries, func(e dictation.Entry) bool { return lost(e.Quote) })
	for i := range s.Draft.Entries {
		e := &s.Draft.Entries[i]
		for _, q := range []**string{&e.Reason, &e.Measure, &e.FollowUp} {
			if *q != nil && lost(**q) {
				*q = nil
			}
		}
	}
	s.Draft.Observations = slices.DeleteFunc(s.Draft.Observations, func(o dictation.Observation) bool { return lost(o.Quote) })
	s.Draft.Contacts = slices.DeleteFunc(s.Draft.Contacts, func(c dictation.Contact) bool { return lost(c.Quote) || c.Name != nil && lost(*c.Name) })
	s.Draft.Lint = slices.DeleteFunc(s.Draft.Lint, func(l dictation.Lint) bool { return lost(l.Quote) })
	s.Draft.Loose = slices.DeleteFunc(s.Draft.Loose, func(q string) bool { return lost(q) || s.accounted(q) })
}

// accounted reports whether a deviation tells of the words by now.
func (s State) accounted(words string) bool {
	return slices.ContainsFunc(s.Draft.Entries, func(e dictation.Entry) bool {
		in := func(q *string) bool { return q != nil && strings.Contains(*q, words) }
		return e.Outcome.Deviates() && (overlap(e.Quote, words) || in(e.Reason) || in(e.Measure) || in(e.FollowUp))
	})
}

// overlap reports whether one of two quotations holds the other.
func overlap(a, b string) bool {
	return a != "" && b != "" && (strings.Contains(a, b) || strings.Contains(b, a))
}

// grounded reports whether the words stand in a line of the account.
func (s State) grounded(quote string) bool {
	return quote != "" && slices.ContainsFunc(s.Account, func(l string) bool { return strings.Contains(l, quote) })
}

// maxPast is how many changes can be undone.
const maxPast = 5

// keep remembers the state before a change.
func (s *State) keep() {
	c := s.clone()
	s.Past = append(c.Past, Past{Account: c.Account, Given: c.Given, Draft: c.Draft, Settled: c.Settled, Focus: c.Focus})
	if n := len(s.Past); n > maxPast {
		s.Past = s.Past[n-maxPast:]
	}
}

// clone copies what a turn may change.
func (s State) clone() State {
	s.Account, s.Given, s.About = slices.Clone(s.Account), slices.Clone(s.Given), slices.Clone(s.About)
	s.Put, s.Settled, s.Focus = slices.Clone(s.Put), slices.Clone(s.Settled), slices.Clone(s.Focus)
	s.Heeded, s.Offered, s.Past = slices.Clone(s.Heeded), slices.Clone(s.Offered), slices.Clone(s.Past)
	s.Draft = cloneDraft(s.Draft)
	return s
}

func cloneDraft(d dictation.Draft) dictation.Draft {
	d.Entries, d.Observations = slices.Clone(d.Entries), slices.Clone(d.Observations)
	d.Contacts, d.Lint, d.Loose = slices.Clone(d.Contacts), slices.Clone(d.Lint), slices.Clone(d.Loose)
	return d
}
