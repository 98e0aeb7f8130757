package dictation

import (
	"slices"
	"strings"
)

// stance judges clause i by its cues. The order is the order of weight: what is said of another day, or only wished, weighs
// on nothing; a refusal outweighs a bare negation; a negation outweighs a doing.
func (j *judge) stance(i int) stance {
	s := &j.sayings[i]
	switch {
	case s.outside("pastday", "notpast") && !s.has("later") && !j.doneByOther(s):
		return otherDay
	case j.isWish(s) || j.isPreference(i) || s.lead == leadBecause && len(s.named(false)) > 0 && !s.has("refusal") && !(i == 0 && s.outside("notdone", "notneg")):
		return silent
	case j.isRest(s):
		return restDone
	case s.outside("enough", "accept") && !j.actorIsOther(s):
		return partly
	case s.has("flip"):
		return j.flipped()
	case s.outside("refusal", "accept") && !j.actorIsOther(s) && (j.staffRefrains(s) || !j.staffLeads(s)):
		if j.staffRefrains(s) {
			return undone
		}
		return declined
	case s.has("accept"):
		return accepted
	case j.doneBySelf(s) || i > 0 && j.stances[i-1] == bySelf && s.lead == leadAnd && s.first == s.body && j.wordIn(s, "hade", "har"):
		return bySelf
	case i > 0 && len(s.named(false)) > 0 && s.lead == leadAnd && s.first == s.body && j.wordIn(s, "hade", "har") && j.otherActor(&j.sayings[i-1]) >= 0:
		return byOther // "dottern var redan där och hade gjort frukost"
	case s.has("handover") && len(s.named(false)) > 0:
		return putOff
	case j.doneByOther(s):
		return byOther
	case s.outside("partial", "notneg") && j.meansPartial(i):
		return partly
	case s.outside("notdone", "accept", "notneg") && !j.isNews(s) || s.has("nothing") || j.bareNegation(s):
		return undone
	case j.swaps(s) || j.servesInstead(s) || s.has("instead") && !s.has("later") && i > 0 && j.isBroken(&j.sayings[i-1]) && !j.goesOut(&j.sayings[i-1]):
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
	case s.has("offer", "intent") && !s.has("yes", "noremark") && !j.reminds(s):
		return intended
	case len(j.pending) > 0 && len(s.clocks) > 0 && len(s.named(false)) == 0 && j.wordIn(s, "blev"):
		return accepted // "vi skulle börja klockan sju men det blev halv åtta"
	case s.has("yes") || j.putsRight(i):
		return accepted
	case j.isReport(s) && !j.plansCall(s) || len(s.named(false)) == 0 || j.isBroken(s):
		return silent
	}
	return performed
}

// plansCall reports whether the call that the clause tells of is itself what the plan asks for.
func (j *judge) plansCall(s *saying) bool {
	return slices.ContainsFunc(s.named(false), func(a int) bool { return slices.Contains(j.plan[a].concepts, "activity/telefon") })
}

// reminds reports whether the clause tells of a reminder, and the plan asks for no more: "medicinen påminde jag om".
func (j *judge) reminds(s *saying) bool {
	acts := s.named(false)
	return len(acts) > 0 && j.wordIn(s, "påminde", "påmint", "påmind", "påminner") && !slices.ContainsFunc(acts, func(a int) bool { return !j.plan[a].reminder })
}

// putsRight reports whether clause i tells, after a "nej, fel av mig", how what was just spoken of did go: "den fick hon klockan åtta".
func (j *judge) putsRight(i int) bool {
	s := &j.sayings[i]
	return i > 0 && (s.startsWith("retract") || j.sayings[i-1].outside("retract", "refusal")) && len(s.named(false)) == 0 &&
		s.no < 0 && s.first >= 0 && j.lex.is(j.words[s.first], "past") && j.pointsBack(s)
}

// isWish reports whether the clause only tells what the person wants.
func (j *judge) isWish(s *saying) bool {
	refuses := s.has("refusal") && !s.has("onward") && (len(s.named(false)) > 0 || !j.presentTense(s))
	return len(j.observedAs(s, ObservedWish)) > 0 && !j.staffActs(s) && !refuses && !j.isReport(s) && !s.outside("notdone")
}

// isPreference reports whether clause i, after a refusal, only tells what the person would rather do: the cause of it.
func (j *judge) isPreference(i int) bool {
	return i > 0 && j.stances[i-1] == declined && j.sayings[i].no < 0 && j.sayings[i].lead == leadNone && j.wordIn(&j.sayings[i], "hellre", "helst")
}

// isRest reports whether the clause answers for everything not mentioned. "Resten tar vi på måndag" does not.
func (j *judge) isRest(s *saying) bool {
	if s.has("byself") || !s.has("rest") && !(s.has("noremark") && len(s.named(false)) == 0) || s.has("later") && (s.has("future") || s.first >= 0 && j.presentTense(s)) {
		return false
	}
	return s.no < 0 || len(j.excepted(s)) > 0 || s.has("noremark") || len(s.named(false)) == 0 && !s.outside("notdone", "rest")
}

// flipped gives what a change of mind comes to: who had said no now goes along, who had agreed now refuses.
func (j *judge) flipped() stance {
	if slices.ContainsFunc(j.focus, func(a int) bool { return j.status[a].outcome == Declined }) {
		return accepted
	}
	return declined
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

// staffLeads reports whether staff are the subject and the person is not spoken of as one: "jag bad nattpersonalen gå in oftare".
func (j *judge) staffLeads(s *saying) bool {
	return s.first >= 0 && j.staffActs(s) && s.first > s.body && !j.wordIn(s, "nej") && !slices.ContainsFunc(j.words[s.body:s.to], func(w word) bool {
		return j.lex.is(w, "person") && (j.lex.is(w, "subject") || w.norm != "henne" && w.norm != "honom")
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
	if !s.has("instead") && (s.lead != leadSo || !j.staffActs(s)) || len(s.named(false)) > 0 {
		return false
	}
	return slices.ContainsFunc(j.focus, func(a int) bool {
		return (j.status[a].outcome == NotPerformed || j.status[a].outcome == "") && slices.ContainsFunc(s.heard("alternative"), func(m match) bool {
			return slices.Contains(j.plan[a].concepts, "activity/"+strings.ToLower(m.concept))
		})
	})
}

// goesOut reports whether the clause names an outing: another goal does not serve the purpose of one.
func (j *judge) goesOut(s *saying) bool {
	return slices.ContainsFunc(s.named(false), func(a int) bool { return slices.Contains(j.plan[a].broader, "activity/ledsagning") })
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
			len(j.plan[m.acts[0]].rooms) == 0 && !s.has("insteadof") && !s.cutShort(k) && !s.namedBefore(m, k)
	})
}

// namedBefore reports whether the clause named the activities of m already before the word k: "promenaden blev bara runt huset".
func (s *saying) namedBefore(m mention, k int) bool {
	return slices.ContainsFunc(s.mentions, func(o mention) bool { return o.to <= k && slices.Equal(o.acts, m.acts) })
}

// cutShort reports whether something else than the word k tells that a doing was cut short.
func (s *saying) cutShort(k int) bool {
	return slices.ContainsFunc(s.cues, func(m match) bool { return m.concept == "cue/partial" && (m.from > k || m.to <= k) })
}

// bareNegation reports whether a negation with no phrase of its own turns a doing round: "stödstrumporna togs inte på".
func (j *judge) bareNegation(s *saying) bool {
	if s.no >= 0 && len(s.named(false)) == 0 && s.first >= 0 && j.passive(s) && j.pointsBack(s) {
		return true // "så det byttes inte"
	}
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
	return len(s.heard("contact")) > 0 && s.has("contacted") && !j.personCalls(s)
}

// isBroken reports whether what the clause names is told of only as out of order or closed: "duschen var trasig".
func (j *judge) isBroken(s *saying) bool {
	closed := len(j.reasonCodes(s, OtherReason)) > 0 && s.first >= 0 && j.lex.is(j.words[s.first], "auxiliary") && !j.staffActs(s)
	return (closed || len(j.reasonCodes(s, Equipment, Safety)) > 0) && len(s.named(false)) > 0 && s.no < 0 && !j.staffActs(s)
}

// doneBySelf reports whether the person had already done it: "hade redan klätt på sig själv".
func (j *judge) doneBySelf(s *saying) bool {
	if j.otherActor(s) >= 0 || j.helpedByOther(s) || j.staffActs(s) && s.first > s.body {
		return false
	}
	if s.has("byself") && j.isFronted(s) && j.personActs(s) && !s.has("offer", "contacted") && len(j.observedAs(s, ObservedProgress)) == 0 {
		return true // "skrivbordet städade hen på egen hand"
	}
	already := s.has("doneother") && (j.wordIn(s, "hade", "har", "var", "är") || s.has("byself")) || s.has("byself") && j.wordIn(s, "hade")
	return already && (s.has("byself") || j.personActs(s))
}

// isFronted reports whether an activity stands first in the clause, before the verb and the person: what follows is about it and not about the
// person.
func (j *judge) isFronted(s *saying) bool {
	return len(s.mentions) > 0 && s.first > s.body && s.mentions[0].from <= s.first && !s.mentions[0].aside && s.first+1 < s.to && j.lex.is(j.words[s.first+1], "person") &&
		(s.mentions[0].to <= s.first || isDefinite(j.words[s.first-1].norm) && !j.lex.is(j.words[s.first-1], "opener"))
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
	if k >= 0 && j.wordIn(s, "fått", "blivit", "varit", "kommit", "ringt", "sagt", "avbokat") && !s.has("doneother") {
		return false // "frisören hade fått förhinder"
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
