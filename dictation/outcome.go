package dictation

import (
	"slices"
	"strings"
)

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
}

func newJudge(r *reading) *judge {
	return &judge{reading: r, status: make([]status, len(r.plan)), stances: make([]stance, len(r.sayings)), rest: -1}
}

func (j *judge) run() {
	for i := range j.sayings {
		j.stances[i] = j.take(i)
	}
}

// take lets clause i have its effect and returns the stance it was taken for.
func (j *judge) take(i int) stance {
	s := &j.sayings[i]
	if s.outside("retract", "refusal") {
		j.retract(i)
	}
	st := j.stance(i)
	if st == undone && s.lead == leadSo && i > 0 && j.stances[i-1] == declined && len(j.sayings[i-1].named(true)) == 0 {
		st = declined // "skakade på huvudet så vi lät duschen vara"
	}
	acts := j.about(i, st)
	switch st {
	case silent, otherDay:
	case restDone:
		j.rest = i
		for _, a := range j.excepted(s) {
			j.settle(a, i, undone)
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

// about lists the activities that the stance of clause i concerns: those it names, else those that it points back at.
func (j *judge) about(i int, st stance) []int {
	s := &j.sayings[i]
	if acts := s.named(false); len(acts) > 0 {
		return acts
	}
	if st == undone && s.has("nothing") && len(j.pending) == 0 {
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
		if st == undone && !j.pointsBack(s) || st != partly && len(s.acts) > 0 && len(s.mentions) == 0 {
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

// stance judges clause i by its cues. The order is the order of weight: what is said of another day, or only wished, weighs
// on nothing; a refusal outweighs a bare negation; a negation outweighs a doing.
func (j *judge) stance(i int) stance {
	s := &j.sayings[i]
	switch {
	case s.outside("pastday", "notpast") && !s.has("later") && !(s.has("doneother") && j.doneByOther(s)):
		return otherDay
	case j.isWish(s) || s.lead == leadBecause && len(s.named(false)) > 0 && !s.has("refusal"):
		return silent
	case j.isRest(s):
		return restDone
	case s.outside("refusal", "accept") && !j.actorIsOther(s):
		if j.staffRefrains(s) {
			return undone
		}
		return declined
	case s.has("accept"):
		return accepted
	case j.doneBySelf(s) || i > 0 && j.stances[i-1] == bySelf && s.lead == leadAnd && s.first == s.body && j.wordIn(s, "hade", "har"):
		return bySelf
	case s.has("handover") && len(s.named(false)) > 0:
		return putOff
	case j.doneByOther(s):
		return byOther
	case s.outside("partial", "notneg") && j.meansPartial(i):
		return partly
	case s.outside("notdone", "accept", "notneg") && !j.isNews(s) || s.has("nothing") || j.bareNegation(s):
		return undone
	case j.swaps(s) || j.servesInstead(s) || s.has("instead") && !s.has("later") && i > 0 && j.isBroken(&j.sayings[i-1]):
		return partly
	case j.isPutOff(s):
		return putOff
	}
	return j.milderStance(i)
}

// milderStance judges a clause in which nothing went wrong.
func (j *judge) milderStance(i int) stance {
	s := &j.sayings[i]
	switch {
	case s.has("offer", "intent") && !s.has("yes"):
		return intended
	case s.has("yes") || j.putsRight(i):
		return accepted
	case j.isReport(s) || len(s.named(false)) == 0 || j.isBroken(s):
		return silent
	}
	return performed
}

// putsRight reports whether clause i tells, after a "nej, fel av mig", how what was just spoken of did go: "den fick hon klockan åtta".
func (j *judge) putsRight(i int) bool {
	s := &j.sayings[i]
	return i > 0 && (s.startsWith("retract") || j.sayings[i-1].outside("retract", "refusal")) && len(s.named(false)) == 0 &&
		s.no < 0 && s.first >= 0 && j.lex.is(j.words[s.first], "past") && j.pointsBack(s)
}

// isWish reports whether the clause only tells what the person wants.
func (j *judge) isWish(s *saying) bool {
	refuses := s.has("refusal") && (len(s.named(false)) > 0 || !j.presentTense(s))
	return len(j.observedAs(s, ObservedWish)) > 0 && !j.staffActs(s) && !refuses && !j.isReport(s) && !s.outside("notdone")
}

// isRest reports whether the clause answers for everything not mentioned. "Resten tar vi på måndag" does not.
func (j *judge) isRest(s *saying) bool {
	if s.has("byself") || !s.has("rest") && !(s.has("noremark") && len(s.named(false)) == 0) || s.has("later") && (s.has("future") || s.first >= 0 && j.presentTense(s)) {
		return false
	}
	return s.no < 0 || s.has("noremark") || len(s.named(false)) == 0 && !s.outside("notdone", "rest")
}

// actorIsOther reports whether the refusal is a relative's or another carer's.
func (j *judge) actorIsOther(s *saying) bool {
	return j.refuser(s, func(m match) bool {
		return m.from > s.body && j.lex.is(j.words[m.from-1], "relative", "othercare") && !j.lex.is(j.words[m.from-1], "person")
	})
}

// refuser reports whether something holds of every refusal in the clause.
func (j *judge) refuser(s *saying, holds func(match) bool) bool {
	return !slices.ContainsFunc(s.cues, func(m match) bool { return m.concept == "cue/refusal" && !holds(m) })
}

// staffRefrains reports whether it is staff that the verb of refusal is said of: "promenaden hoppade vi över".
func (j *judge) staffRefrains(s *saying) bool {
	return j.refuser(s, func(m match) bool {
		return m.from+1 < s.to && j.lex.is(j.words[m.from+1], "staff") || m.from > s.body && j.lex.is(j.words[m.from-1], "staff")
	})
}

// isNews reports whether a negation only sets off what is new: "det har hon inte gjort förut".
func (j *judge) isNews(s *saying) bool {
	return len(s.named(false)) == 0 && len(j.observedAs(s, ObservedProgress))+len(j.observedAs(s, ObservedCognition)) > 0
}

// swaps reports whether the clause tells of something in place of what was planned, or less of it; "två varv i stället för ett" is more.
func (j *judge) swaps(s *saying) bool {
	for _, m := range s.cues {
		if m.concept == "cue/insteadof" {
			return m.to >= s.to || !j.lex.is(j.words[m.to], "number") || j.shortened(s)
		}
	}
	return false
}

// servesInstead reports whether the clause tells of another way to the end of what was not done just before: "fick tvätta sig med
// tvättlappar i stället".
func (j *judge) servesInstead(s *saying) bool {
	if !s.has("instead") || len(s.named(false)) > 0 {
		return false
	}
	return slices.ContainsFunc(j.focus, func(a int) bool {
		return j.status[a].outcome == NotPerformed && slices.ContainsFunc(s.heard("alternative"), func(m match) bool {
			return slices.Contains(j.plan[a].concepts, "activity/"+strings.ToLower(m.concept))
		})
	})
}

// meansPartial reports whether a partial cue is about the doing: "bara frukosten som vi gjorde" singles out, and
// a meal half eaten is served all the same.
func (j *judge) meansPartial(i int) bool {
	s := &j.sayings[i]
	if j.singlesOut(s) {
		return false
	}
	return len(j.observedAs(s, ObservedFoodFluid)) == 0 || s.has("notdone") || s.has("insteadof")
}

// singlesOut reports whether "bara" picks one activity out of several and does not cut it short: "jag hann bara med frukosten".
func (j *judge) singlesOut(s *saying) bool {
	return slices.ContainsFunc(s.mentions, func(m mention) bool {
		k := m.from - 1
		if k >= s.body && j.words[k].norm == "med" {
			k--
		}
		return k >= s.body && m.concept != "" && !m.aside && slices.Contains([]string{"bara", "endast", "enbart"}, j.words[k].norm) &&
			len(j.plan[m.acts[0]].rooms) == 0 && !s.has("insteadof")
	})
}

// bareNegation reports whether a negation with no phrase of its own turns a doing round: "stödstrumporna togs inte på".
func (j *judge) bareNegation(s *saying) bool {
	if s.no < 0 || len(s.named(false)) == 0 || len(s.heard("contact")) > 0 && s.has("contacted") {
		return false
	}
	for _, c := range s.clocks { // "inte klockan två utan tre"
		if c.from == s.no+1 {
			return false
		}
	}
	return !slices.ContainsFunc(s.others, func(m match) bool {
		return m.concept == "observe/COGNITION" || m.concept == "observe/FOOD_FLUID" && s.no < m.to && s.no >= m.from
	})
}

// isPutOff reports whether the clause places the doing of what it names ahead.
func (j *judge) isPutOff(s *saying) bool {
	if len(s.named(false)) == 0 {
		return false
	}
	if k := j.otherActor(s); k >= 0 && s.lead != leadBecause && j.presentTense(s) && j.lex.is(j.words[k], "othercare") {
		return true // "promenaden tar kvällspersonalen"
	}
	if !s.has("later") || s.has("postponed") {
		return s.has("later")
	}
	return s.has("future") || j.presentTense(s) || s.has("instead")
}

// presentTense reports whether the clause has no verb of the past.
func (j *judge) presentTense(s *saying) bool {
	if s.first >= 0 && !j.lex.is(j.words[s.first], "auxiliary") {
		return !j.lex.is(j.words[s.first], "past")
	}
	return s.has("future") || !slices.ContainsFunc(j.words[s.from:s.to], func(w word) bool { return j.lex.is(w, "participle", "past") })
}

// isReport reports whether the clause tells of a contact or asks something, and shows no doing of its own.
func (j *judge) isReport(s *saying) bool {
	return len(s.heard("contact")) > 0 && s.has("contacted")
}

// isBroken reports whether what the clause names is told of only as out of order or closed: "duschen var trasig".
func (j *judge) isBroken(s *saying) bool {
	closed := len(j.reasonCodes(s, OtherReason)) > 0 && s.first >= 0 && j.lex.is(j.words[s.first], "auxiliary") && !j.staffActs(s)
	return (closed || len(j.reasonCodes(s, Equipment)) > 0) && len(s.named(false)) > 0 && s.no < 0
}

// doneBySelf reports whether the person had already done it: "hade redan klätt på sig själv".
func (j *judge) doneBySelf(s *saying) bool {
	if j.otherActor(s) >= 0 || j.helpedByOther(s) || j.staffActs(s) && s.first > s.body {
		return false
	}
	already := s.has("doneother") && (j.wordIn(s, "hade", "har", "var", "är") || s.has("byself"))
	return already && (s.has("byself") || j.personActs(s))
}

// doneByOther reports whether somebody else had done it: "dottern hade gett henne frukost", "frukosten var redan serverad".
func (j *judge) doneByOther(s *saying) bool {
	if len(s.named(false)) == 0 {
		return false
	}
	k := j.otherActor(s)
	if k >= 0 && s.lead != leadBecause && j.lex.is(j.words[k], "relative") && j.presentTense(s) {
		return true // "inköpen gör svärdottern"
	}
	if k >= 0 && s.first >= 0 && !s.has("later") {
		return s.has("doneother") || j.wordIn(s, "hade", "har") || j.lex.is(j.words[s.first], "past") && !slices.Contains([]string{"var", "kom", "blev"}, j.words[s.first].norm)
	}
	return s.has("doneother") && j.helpedByOther(s) && !j.staffActs(s) || k < 0 && s.has("doneother") && j.wordIn(s, "redan") && j.wordIn(s, "var", "är", "blivit") && !j.staffActs(s)
}

// helpedByOther reports whether the clause names somebody else who helped: "hade redan duschat med hjälp av nattpersonalen".
func (j *judge) helpedByOther(s *saying) bool {
	for i := s.body + 1; i < s.to; i++ {
		if j.lex.is(j.words[i], "relative", "othercare") && (j.words[i-1].norm == "av" || j.words[i-1].norm == "med") {
			return true
		}
	}
	return false
}

// otherActor finds a relative or another carer who stands as the clause's subject, or -1.
func (j *judge) otherActor(s *saying) int {
	if s.first < 0 {
		return -1
	}
	for i := s.body; i < min(s.first+4, s.to); i++ {
		w := j.words[i]
		if j.lex.is(w, "staff") || i > s.first && j.lex.is(w, "person", "preposition") {
			return -1
		}
		if j.lex.is(w, "relative", "othercare") && !(i > s.body && j.lex.is(j.words[i-1], "preposition")) {
			return i
		}
	}
	return -1
}

func (j *judge) personActs(s *saying) bool {
	if s.first < 0 {
		return true
	}
	for i := max(s.body, s.first-2); i < min(s.first+3, s.to); i++ {
		if j.lex.is(j.words[i], "person") {
			return true
		}
	}
	return s.first == s.body
}

func (j *judge) wordIn(s *saying, norms ...string) bool {
	return slices.ContainsFunc(j.words[s.from:s.to], func(w word) bool { return slices.Contains(norms, w.norm) })
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
	case next == Performed && old.outcome == Partial:
		return Partial
	case next == Performed && old.outcome == NotPerformed && old.code != "":
		return NotPerformed
	}
	return next
}
