package dictation

import "slices"

// stance is what a clause says of the activities it is about.
type stance int

const (
	silent    stance = iota
	performed        // done
	accepted         // done, after a refusal or an offer: overrides them
	partly
	declined
	undone
	byOther // already done by somebody else
	bySelf  // already done by the person
	putOff  // to be done another time
	intended
	otherDay // about another day than today
	restDone // everything not otherwise mentioned
)

// status is what has been said so far of one planned activity.
type status struct {
	outcome Outcome // empty: nothing yet
	code    ReasonCode
	at      []int // the clauses that show it, in order
}

// judge walks the clauses in order and keeps the status of each activity; the last word counts.
type judge struct {
	*reading
	status  []status
	focus   []int // the activities that the latest clause was about
	pending []int // offered or intended: an outcome is expected
	stances []stance
	rest    int // the clause that says "resten enligt plan", or -1
	causes  []cause
	after   []aftermath
}

func newJudge(r *reading) *judge {
	return &judge{reading: r, status: make([]status, len(r.plan)), stances: make([]stance, len(r.sayings)), rest: -1}
}

// judged lets the rules judge a reading.
func judged(r *reading) *judge {
	j := newJudge(r)
	j.run()
	return j
}

func (j *judge) run() {
	for i := range j.sayings {
		j.stances[i] = j.take(i)
	}
	for i := range j.sayings {
		j.leaveBroken(i)
	}
	j.causes = j.reasons()
	j.after = j.aftermaths(j.causes)
}

// leaveBroken takes what clause i tells is out of order for not done, where nothing else was said of it: "krämen var slut".
func (j *judge) leaveBroken(i int) {
	s := &j.sayings[i]
	if j.rest >= 0 || j.stances[i] != silent || !j.isBroken(s) {
		return
	}
	for _, a := range s.named(false) {
		if j.status[a].outcome == "" {
			j.settle(a, i, undone)
		}
	}
}

// take lets clause i have its effect and returns the stance it was taken for.
func (j *judge) take(i int) stance {
	s := &j.sayings[i]
	if s.outside("retract", "refusal") {
		j.retract(i)
	}
	st := j.stance(i)
	if st == undone && i > 0 && j.stances[i-1] == declined && len(j.sayings[i-1].named(true)) == 0 && (s.lead == leadSo || len(j.shownBy(i-1)) == 0) ||
		st == undone && i > 0 && s.lead == leadSo && j.wordIn(&j.sayings[i-1], "hellre") {
		st = declined // "skakade på huvudet så vi lät duschen vara"
	}
	if st == performed && s.lead == leadSo && i > 0 && j.stances[i-1] == silent && j.isBroken(&j.sayings[i-1]) && slices.Contains(j.sayings[i-1].named(false), s.named(false)[0]) {
		st = partly // "rakapparaten var urladdad så rakningen fick skötas med hyvel"
	}
	acts := j.about(i, st)
	switch st {
	case silent, otherDay:
	case restDone:
		j.rest = i
		for _, a := range j.excepted(s) {
			j.settle(a, i, j.exceptedAs(s))
		}
	case intended:
		j.pending = acts
	default:
		for _, a := range acts {
			j.settle(a, i, st)
		}
		if len(acts) > 0 {
			j.pending = nil
		}
	}
	if named := s.named(false); len(named) > 0 && st != otherDay && (st != silent || j.isBroken(s)) {
		j.focus = named
	}
	return st
}

// excepted lists the activities taken out of "allt enligt plan utom bäddningen".
func (j *judge) excepted(s *saying) []int {
	var out []int
	for _, m := range s.mentions {
		if m.from > s.from && j.lex.is(j.words[m.from-1], "except") {
			out = append(out, m.acts...)
		}
	}
	return out
}

// exceptedAs tells what became of what the clause excepts: "utom duschen som hon avböjde".
func (j *judge) exceptedAs(s *saying) stance {
	if s.outside("refusal", "accept") {
		return declined
	}
	return undone
}

// about lists the activities that the stance of clause i concerns: those it names, else those that it points back at.
func (j *judge) about(i int, st stance) []int {
	s := &j.sayings[i]
	if acts := s.named(false); len(acts) > 0 {
		return acts
	}
	if (st == undone || st == declined) && s.has("nothing") && len(j.pending)+len(s.named(true)) == 0 {
		return j.unanswered()
	}
	if st == declined || st == undone || st == partly || st == byOther || st == bySelf {
		if acts := s.named(true); len(acts) > 0 && !onlyAside(s) {
			return acts
		}
	}
	switch st {
	case declined, accepted, partly, undone, byOther, bySelf:
		if len(j.pending) > 0 {
			return j.pending
		}
		if st == partly && len(j.focus) > 1 && !j.pointsBack(s) {
			return nil
		}
		if st == undone && !j.pointsBack(s) && s.lead != leadSo || st != partly && len(s.acts) > 0 && len(s.mentions) == 0 {
			return nil // about something else, or about a task that the plan does not hold
		}
		return j.focus
	}
	return nil
}

// unanswered lists the activities that nothing was said of.
func (j *judge) unanswered() []int {
	var out []int
	for a := range j.status {
		if j.status[a].outcome == "" {
			out = append(out, a)
		}
	}
	return out
}

// onlyAside reports whether all that the clause names is times ("efter lunchen"), which no refusal concerns.
func onlyAside(s *saying) bool {
	return !slices.ContainsFunc(s.mentions, func(m mention) bool { return !m.aside || m.concept == "" })
}

// pointsBack reports whether the clause is about what was said just before: "det gick inte", "inget av det blev gjort".
func (j *judge) pointsBack(s *saying) bool {
	for i := s.body; i < min(s.body+4, s.to); i++ {
		switch j.words[i].norm {
		case "det", "den", "de", "dem", "dom", "detta", "inget", "ingenting", "hann":
			return true
		}
	}
	return s.first == s.body || s.first < 0
}

// retract takes back what the clause before said where clause i begins with "nej förlåt" and the like.
func (j *judge) retract(i int) {
	s := &j.sayings[i]
	if i == 0 || !s.startsWith("retract") || !s.has("pastday") && (s.first >= 0 || len(s.named(false)) == 0) {
		return
	}
	for a := range j.status {
		if st := &j.status[a]; len(st.at) > 0 && st.at[len(st.at)-1] == i-1 {
			*st = status{}
		}
	}
}

// startsWith reports whether the cue stands first in the clause.
func (s *saying) startsWith(cue string) bool {
	return slices.ContainsFunc(s.cues, func(m match) bool { return m.concept == "cue/"+cue && m.from <= s.body })
}

// settle gives activity a the stance of clause i, weighed against what was said of it before.
func (j *judge) settle(a, i int, st stance) {
	s := &j.status[a]
	old := *s
	if x := &j.sayings[i]; old.outcome == Declined && st == performed && (x.lead == leadSo || !x.has("turn", "retract")) {
		return // "så hon fick lunchen på rummet" is what was done because of the refusal
	}
	if old.outcome.Deviates() && (j.isReport(&j.sayings[i]) || st == performed && j.presentTense(&j.sayings[i]) && j.sayings[i].first >= 0) {
		return // a report or a plan tells nothing new of what became of it
	}
	if old.outcome.Deviates() && st == performed && !j.sayings[i].namesItself(a, j.plan[a]) {
		return // some other exercise than the one that was not done
	}
	next, code := st.outcome()
	next = combine(old, next, st, j.contrasts(i, old))
	if old.outcome == Partial && j.sayings[i].lead == leadBecause {
		return // what was begun stays partial, whatever ended it
	}
	if next == old.outcome && old.outcome != "" && st != declined && st != partly {
		return
	}
	if next != old.outcome || code != "" {
		s.code = code
	}
	s.outcome = next
	s.at = append(s.at, i)
	if st == putOff && old.outcome == "" {
		s.at = []int{i}
	}
}

// namesItself reports whether the clause names activity a by its own name, not by that of something wider.
func (s *saying) namesItself(a int, p planned) bool {
	return slices.ContainsFunc(s.mentions, func(m mention) bool {
		return slices.Contains(m.acts, a) && (m.concept == "" || !slices.Contains(p.broader, m.concept))
	})
}

// deviates reports whether the stance makes a deviation of what it is about.
func (st stance) deviates() bool {
	switch st {
	case partly, declined, undone, byOther, bySelf, putOff:
		return true
	}
	return false
}

// outcome is what the stance makes of an activity that nothing was said of before.
func (st stance) outcome() (Outcome, ReasonCode) {
	switch st {
	case partly:
		return Partial, ""
	case declined:
		return Declined, ""
	case undone, putOff:
		return NotPerformed, ""
	case byOther:
		return NotPerformed, DoneByOther
	case bySelf:
		return NotPerformed, DoneBySelf
	}
	return Performed, ""
}

// contrasts reports whether clause i sets a part that failed against the done part: "köket men inte badrummet".
func (j *judge) contrasts(i int, old status) bool {
	s := &j.sayings[i]
	return s.lead == leadBut && !s.has("retract") && old.outcome == Performed && len(old.at) > 0 && i-old.at[len(old.at)-1] <= 1
}

// combine weighs a new outcome against the old one. The last word counts, but a vaguer one does not undo a sharper: a refusal stays
// a refusal when "så det blev ingen dusch" follows, and what was begun stays partial.
func combine(old status, next Outcome, st stance, contrast bool) Outcome {
	switch {
	case old.outcome == "":
		return next
	case st == putOff && old.outcome != Performed:
		return old.outcome
	case st == putOff:
		return Performed
	case next == NotPerformed && contrast:
		return Partial
	case next == NotPerformed && (old.outcome == Declined || old.outcome == Partial):
		return old.outcome
	case next == Partial && old.outcome == NotPerformed:
		return Partial
	case next == Partial && old.outcome == Declined:
		return Declined
	case next == Declined && old.outcome == Partial:
		return Partial
	case next == Performed && old.outcome == Partial:
		return Partial
	case next == Performed && old.outcome == NotPerformed && old.code != "":
		return NotPerformed
	}
	return next
}
