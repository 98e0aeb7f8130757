package dictation

import "slices"

// kindOrder is the order in which a clause that fits several kinds is taken for one: one matter gives one observation.
var kindOrder = []ObservationKind{
	ObservedFall, ObservedFoodFluid, ObservedProgress, ObservedCognition, ObservedWish, ObservedSafety, ObservedMobility, ObservedHealth, ObservedMood, ObservedSocial,
}

// observations tells what was noticed beside the activities. Clauses that only give the cause of a deviation are used up.
func (j *judge) observations() []tagged {
	var out []tagged
	used := j.usedClauses()
	last, kind := -2, ObservationKind("")
	for i := range j.sayings {
		k := j.observed(i, used)
		if k == "" {
			continue
		}
		if k != kind || i != last+1 {
			out = append(out, tagged{j.quoteOf(i), slices.Index(observeParts, k)})
		}
		last, kind = i, k
	}
	return out
}

// observed gives the kind of observation that clause i makes, or "".
func (j *judge) observed(i int, used []bool) ObservationKind {
	s := &j.sayings[i]
	if wasUsed(used, i) || len(j.lintAs(s, LintThirdParty)) > 0 || s.has("instead") && j.staffActs(s) {
		return ""
	}
	for _, k := range kindOrder {
		if len(j.observedAs(s, k)) > 0 && j.fits(i, k) {
			return k
		}
	}
	if i > 0 && wasUsed(used, i-1) && j.isCompany(i) {
		return ObservedSocial
	}
	return ""
}

// observedAs lists the matches of one kind that no negation takes back.
func (r *reading) observedAs(s *saying, k ObservationKind) []match {
	var out []match
	for _, m := range s.others {
		if m.concept == "observe/"+string(k) && !r.denied(s, m, k) && !r.afterContact(s, m) {
			out = append(out, m)
		}
	}
	return out
}

// afterContact reports whether the match only tells what a contact was about: "ringde sköterskan om hans yrsel".
func (r *reading) afterContact(s *saying, m match) bool {
	return len(r.reached(s)) > 0 && !r.personCalls(s) && slices.ContainsFunc(s.cues, func(c match) bool { return c.concept == "cue/contacted" && c.from <= m.from })
}

// denied reports whether the match is not said of the person: staff is the subject of its verb ("jag frågade en gång till"), or "inga sår",
// "ramlade inte" or "risken för fall" takes it back.
func (r *reading) denied(s *saying, m match, k ObservationKind) bool {
	if m.from <= s.first && s.first < m.to && r.staffActs(s) && s.first > s.body {
		return true
	}
	switch k {
	case ObservedHealth, ObservedFall, ObservedMood, ObservedMobility:
	default:
		return false
	}
	for i := max(s.from, m.from-2); i < m.from; i++ {
		if r.lex.is(r.words[i], "no") || r.lex.is(r.words[i], "almost") {
			return true
		}
	}
	return m.to < s.to && (r.words[m.to].norm == "inte" || r.words[m.to].norm == "nästan")
}

// fits reports whether an observation of kind k can stand in clause i, given what else the clause says.
func (j *judge) fits(i int, k ObservationKind) bool {
	s, st := &j.sayings[i], j.stances[i]
	switch {
	case st == declined:
		return false
	case k == ObservedWish:
		return st == silent
	case k == ObservedFoodFluid:
		return st != undone // "lunchen står kvar i kylen": nothing was served
	case k == ObservedProgress || k == ObservedCognition:
		return st != bySelf && st != byOther
	case k == ObservedHealth:
		return len(j.lintAs(s, LintHealthcare)) == 0
	case k == ObservedSocial, k == ObservedSafety:
		return st != byOther && st != putOff
	}
	return true
}

// isCompany reports whether clause i tells what the person did with the visitors just named as a cause: "de spelade kort".
func (j *judge) isCompany(i int) bool {
	s := &j.sayings[i]
	return s.first >= 0 && j.stances[i] == silent && (j.words[s.body].norm == "de" || j.words[s.body].norm == "dom") &&
		slices.ContainsFunc(j.sayings[i-1].heard("reason"), func(m match) bool { return m.concept == string(Visitors) })
}

func wasUsed(used []bool, i int) bool { return i < len(used) && used[i] }

// usedClauses marks the clauses that only tell the cause of a deviation.
func (j *judge) usedClauses() []bool {
	out := make([]bool, len(j.sayings))
	for _, c := range j.causes {
		for _, i := range c.clauses {
			out[i] = true
		}
	}
	return out
}
