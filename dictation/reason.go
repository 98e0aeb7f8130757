package dictation

import (
	"slices"
	"strings"
)

// span is a stretch of words to be quoted: words[from:to].
type span struct{ from, to int }

// cause is why an activity deviates, as far as the dictation tells.
type cause struct {
	span
	code    ReasonCode
	clauses []int // the clauses that tell it; they are no observations
}

// reasons finds the cause of each deviation.
func (j *judge) reasons() []cause {
	out := make([]cause, len(j.status))
	for a, st := range j.status {
		if st.outcome.Deviates() && len(st.at) > 0 {
			out[a] = j.cause(a)
		}
	}
	return out
}

// cause looks for the cause of a's deviation where Swedish puts it: after "eftersom", before "så", in the clause itself, and, joined by nothing,
// in the clause beside.
func (j *judge) cause(a int) cause {
	st := j.status[a]
	if last := st.at[len(st.at)-1]; st.code != "" {
		return cause{j.quoteOf(last), st.code, []int{last}}
	}
	for k := len(st.at) - 1; k >= 0; k-- {
		first, last := j.deviationRange(st, k)
		if j.because(last + 1) {
			return j.causeIn(last+1, st.outcome, true)
		}
		if first > 0 && (j.sayings[first].lead == leadSo || j.wordIn(&j.sayings[first], "därför") || j.frontedCause(first-1)) && !j.settled(first-1, a) {
			return j.causeIn(first-1, st.outcome, true)
		}
	}
	if next := st.at[len(st.at)-1] + 1; next < len(j.sayings) && j.sayings[next].sep == sepComma && j.looseCause(next) {
		return j.causeIn(next, st.outcome, false)
	}
	own, ok := j.ownCause(st)
	if ok && own.code != StaffTime {
		return own // "hann inte" itself is the cause only where no other is told
	}
	for k := len(st.at) - 1; k >= 0; k-- {
		if i := j.nearbyCause(j.deviationRange(st, k)); i >= 0 {
			return j.causeIn(i, st.outcome, false)
		}
	}
	switch {
	case ok:
		return own
	case st.outcome == Declined:
		return cause{code: Unwilling}
	}
	if _, last := j.deviationRange(st, len(st.at)-1); j.explains(last + 1) {
		return j.causeIn(last+1, st.outcome, false)
	}
	return cause{}
}

// reach is how many clauses off a state of things may stand and still be the cause, where nothing else is said between.
const reach = 6

// nearbyCause finds a clause that reads as the cause of the deviation in clauses first..last, or -1: right after or right before it; or, for
// absence, sleep, want of time and broken things, a little further off.
func (j *judge) nearbyCause(first, last int) int {
	for _, i := range []int{last + 1, first - 1} {
		if j.looseCause(i) {
			return i
		}
	}
	for i := first - 2; i >= max(0, first-reach) && j.stances[i+1] == silent; i-- {
		if j.looseCause(i) && len(j.reasonCodes(&j.sayings[i], Absent, Asleep, StaffTime, Equipment)) > 0 {
			return i
		}
	}
	return -1
}

// explains reports whether clause i, in which the lexicon hears no cause, still tells one: a state of things, right after what was not done. "Bankärendet gick
// inte, kontoret var obemannat".
func (j *judge) explains(i int) bool {
	if i >= len(j.sayings) || j.stances[i] != silent || j.isContact(i) {
		return false
	}
	s := &j.sayings[i]
	return s.lead == leadNone && s.first > s.body && j.lex.is(j.words[s.first], "auxiliary") && !j.staffActs(s) && !j.lex.is(j.words[s.first-1], "person", "staff") &&
		!s.has("later", "future", "rest", "extra", "retract", "handover") && len(s.heard("lint")) == 0 && !j.isObservation(i)
}

// deviationRange gives the first and last clause of the unbroken run, up to the k-th that shows the deviation.
func (j *judge) deviationRange(st status, k int) (int, int) {
	last := st.at[k]
	first := last
	for k--; k >= 0 && st.at[k] == first-1; k-- {
		first = st.at[k]
	}
	for last+1 < len(j.sayings) && j.stances[last].deviates() && j.stances[last+1].deviates() && j.sayings[last+1].lead == leadAnd && j.sayings[last+1].sep != sepSentence {
		last++
	}
	for first > 0 && j.stances[first].deviates() && j.stances[first-1].deviates() && j.sayings[first].lead == leadAnd {
		first--
	}
	return first, last
}

// because reports whether clause i gives a cause in words.
func (j *judge) because(i int) bool {
	return i >= 0 && i < len(j.sayings) && j.sayings[i].lead == leadBecause
}

// frontedCause reports whether clause i begins its sentence with "eftersom" and its like, so that the clause after it is what it explains.
func (j *judge) frontedCause(i int) bool {
	return j.because(i) && (i == 0 || j.sayings[i].sep == sepSentence) && j.sayings[i+1].sep != sepSentence
}

// settled reports whether clause i is itself what shows a's outcome.
func (j *judge) settled(i, a int) bool { return slices.Contains(j.status[a].at, i) }

// looseCause reports whether clause i, which nothing joins to the deviation, still reads as its cause: a state
// of the person or of things, of which no activity is said.
func (j *judge) looseCause(i int) bool {
	if i < 0 || i >= len(j.sayings) {
		return false
	}
	s := &j.sayings[i]
	if j.words[s.from].norm == "utan" && s.lead == leadBut && i > 0 && j.stances[i-1] == declined {
		return true // "ville inte vila utan satt hellre uppe"
	}
	if j.isPreference(i) || j.stances[i] == declined && len(s.named(false)) == 0 && j.wordIn(s, "hellre", "helst") {
		return true
	}
	if (j.afterSaid(s) > 0 && j.personActs(s) || j.isState(s)) && (j.stances[i] == silent || j.stances[i] == otherDay) && !j.isContact(i) {
		return true
	}
	if s.lead == leadBecause || len(s.heard("reason")) == len(j.reasonCodes(s, Unwilling)) || j.isContact(i) || s.has("later") && len(j.reasonCodes(s, Absent)) == 0 || s.lead == leadSo || s.lead == leadBut && !s.othersVerb {
		return false
	}
	if len(s.heard("reason")) == len(j.reasonCodes(s, Mood)) && s.first >= 0 && !j.lex.is(j.words[s.first], "auxiliary", "reporting") {
		return false // "han skrek" is how the mood showed, not why
	}
	switch j.stances[i] {
	case silent, intended:
		return !j.staffActs(s) || len(j.reasonCodes(s, StaffTime, Equipment)) > 0
	case performed, restDone, byOther, bySelf:
		return false
	}
	return len(s.named(false)) == 0
}

// isState reports whether the clause, set off by a comma only, tells how the person is: "vilan hoppade hon över, hon var pigg".
func (j *judge) isState(s *saying) bool {
	return s.sep == sepComma && s.lead == leadNone && s.first == s.body+1 && j.lex.is(j.words[s.body], "person") && j.lex.is(j.words[s.first], "auxiliary", "reporting")
}

func (j *judge) reasonCodes(s *saying, codes ...ReasonCode) []match {
	return slices.DeleteFunc(s.heard("reason"), func(m match) bool { return !slices.Contains(codes, ReasonCode(m.concept)) })
}

// ownCause finds a cause in the clause that shows the deviation: "hon orkade inte promenaden", "vi hann inte", "ville hellre sova".
func (j *judge) ownCause(st status) (cause, bool) {
	for k := len(st.at) - 1; k >= 0; k-- {
		i := st.at[k]
		s := &j.sayings[i]
		found := j.reasonCodes(s, Tired, StaffTime, Unwell, Asleep, Absent, Mood, Visitors, Equipment, Safety)
		if j.stances[i] == silent {
			found = s.heard("reason") // what is out of order or closed is its own cause
		}
		if st.outcome == Declined {
			found = slices.DeleteFunc(found, func(m match) bool {
				return m.concept != string(Tired) && m.concept != string(Asleep) && m.concept != string(Unwell)
			})
		}
		if k := j.subordinateCause(s, found); k > 0 {
			return cause{span{k, s.to}, j.codeOf(span{k, s.to}, st.outcome), []int{i}}, true
		}
		if len(found) > 0 {
			return cause{j.quoteOf(i), j.codeOf(span{s.from, s.to}, st.outcome), []int{i}}, true
		}
		if st.outcome == Declined && j.wordIn(s, "hellre") {
			return cause{j.quoteOf(i), Unwilling, []int{i}}, true
		}
	}
	return cause{}, false
}

// subordinateCause gives the word after the "när" of "fick avbryta när han blev yr", or 0.
func (j *judge) subordinateCause(s *saying, found []match) int {
	for k := s.body + 1; len(found) > 0 && k+1 < s.to; k++ {
		if j.words[k].norm == "när" && j.lex.is(j.words[k+1], "person") && found[len(found)-1].from > k {
			return k + 1
		}
	}
	return 0
}

// causeIn takes clause i as the cause, with what belongs to it: "hon hade ont och var trött".
func (j *judge) causeIn(i int, o Outcome, told bool) cause {
	if i+1 < len(j.sayings) && j.restarts(i) {
		i++
	}
	s := &j.sayings[i]
	c := cause{span: j.quoteOf(i), clauses: []int{i}}
	for k := i + 1; k < len(j.sayings) && j.continues(k); k++ {
		c.to = j.quoteOf(k).to
		c.clauses = append(c.clauses, k)
	}
	for k := i; told && k > 0 && j.sayings[i].lead == leadAnd && j.sayings[i].first == j.sayings[i].body && k == i && j.looseCause(k-1); k-- {
		c.from = j.quoteOf(k - 1).from
		c.clauses = append(c.clauses, k-1)
	}
	if said := j.afterSaid(s); said > 0 {
		c.from = said
	}
	c.code = j.codeOf(c.span, o)
	return c
}

// continues reports whether clause k goes on with the cause before it: joined by "och", with the subject left out.
func (j *judge) continues(k int) bool {
	s := &j.sayings[k]
	return s.lead == leadAnd && (s.first == s.body || len(j.reasonCodes(s, StaffTime, Unwell, Tired, Equipment, Safety)) > 0) && len(s.heard("reason")) > 0 && len(s.named(false)) == 0 && j.stances[k] == silent
}

// afterSaid gives the word after "sa att", or 0: what the person said is the cause, not that it was said.
func (j *judge) afterSaid(s *saying) int {
	for i := s.body; i+2 < s.to; i++ {
		if j.lex.is(j.words[i], "reporting") && j.words[i+1].norm == "att" && i < s.body+3 {
			return i + 2
		}
	}
	return 0
}

// restarts reports whether clause i is a false start of the next: "hon blev, hon blev trött".
func (j *judge) restarts(i int) bool {
	a, b := j.words[j.sayings[i].body:j.sayings[i].to], j.words[j.sayings[i+1].body:j.sayings[i+1].to]
	if len(a) > len(b) {
		return false
	}
	for k := range a {
		if a[k].norm != b[k].norm {
			return false
		}
	}
	return true
}

// quoteOf gives the words of clause i that are worth quoting: without its conjunction, the speaker's arrival and "sa hon".
func (j *judge) quoteOf(i int) span {
	s := &j.sayings[i]
	q := span{s.body, s.to}
	for k := q.from + 1; k+1 < q.to; k++ {
		if (j.words[k].norm == "när" || j.words[k].norm == "innan" && !s.has("byself")) && j.lex.is(j.words[k+1], "staff") {
			q.to = k
		}
	}
	if q.to-q.from > 3 && j.lex.is(j.words[q.to-1], "subject") && j.lex.is(j.words[q.to-2], "reporting") {
		q.to -= 2
	}
	for q.from < q.to-1 && j.lex.is(j.words[q.from], "correction") {
		q.from++
	}
	return q
}

// codeOf classifies the words of a cause by the first thing they name.
func (j *judge) codeOf(c span, o Outcome) ReasonCode {
	best := match{concept: string(OtherReason), from: c.to}
	if o == Declined && slices.ContainsFunc(j.words[c.from:c.to], func(w word) bool { return w.norm == "ville" || w.norm == "vill" || w.norm == "hellre" }) {
		best.concept = string(Unwilling)
	}
	for i := range j.sayings {
		if j.sayings[i].to <= c.from || j.sayings[i].from >= c.to {
			continue
		}
		for _, m := range j.sayings[i].heard("reason") {
			staffAway := m.concept == string(Absent) && j.lex.is(j.words[c.from], "staff") // "vi fick åka iväg"
			if m.from >= c.from && m.to <= c.to && !staffAway && sharper(m, best) {
				best = m
			}
		}
	}
	return ReasonCode(best.concept)
}

// sharper reports whether match a says more of the cause than b: unwillingness only counts where nothing else is named; else
// the first named, and of two at one place the longer.
func sharper(a, b match) bool {
	if wa, wb := a.concept == string(Unwilling), b.concept == string(Unwilling); wa != wb && b.concept != string(OtherReason) {
		return wb
	}
	if a.from != b.from {
		return a.from < b.from
	}
	if a.to != b.to {
		return a.to > b.to
	}
	return strings.Compare(a.concept, b.concept) < 0
}
