package dictation

import "slices"

// notTasks are the activity concepts whose mere mention is no unplanned task of staff: company, meals that the person eats, and what another decides on.
var notTasks = []string{"activity/maltid", "activity/samtal", "activity/matsal", "activity/telefon", "activity/spel", "activity/musik", "activity/hoglasning", "activity/fika", "activity/tillsyn",
	"activity/lakemedel", "activity/matning", "activity/omlaggning", "activity/verksamhet", "activity/ledsagning", "activity/ekonomi"}

// extras finds the unplanned tasks: those that the speaker marks ("dessutom", "fast det inte var planerat"), and those that staff did though
// the plan has no such activity.
func (j *judge) extras() []span {
	var out []span
	marked := -2 // the latest clause under a mark
	for i := range j.sayings {
		s := &j.sayings[i]
		mark := j.marks(i) || marked == i-1 && s.lead == leadAnd
		if j.taken(i) || !j.isExtra(i, mark) || marked == i-1 && s.lead == leadAnd && j.wordIn(s, "dem", "dom", "den", "det") {
			continue // "tog ner gardinerna och tvättade dem" is one task
		}
		if mark {
			marked = i
		}
		out = append(out, j.quoteOf(i))
	}
	return out
}

// marks reports whether clause i, or a "fast det inte var planerat" after it, marks its task as unplanned.
func (j *judge) marks(i int) bool {
	return j.sayings[i].has("extra") || i+1 < len(j.sayings) && j.sayings[i+1].has("unplanned")
}

// taken reports whether clause i already serves as an outcome, a cause, a measure or a follow-up.
func (j *judge) taken(i int) bool {
	s := &j.sayings[i]
	inside := func(q span) bool { return q.to > 0 && s.body >= q.from && s.body < q.to }
	return used(j.causes, i) || len(s.named(false)) > 0 || slices.ContainsFunc(j.after, func(a aftermath) bool { return inside(a.measure) || inside(a.followUp) })
}

func (j *judge) isExtra(i int, mark bool) bool {
	s := &j.sayings[i]
	if j.stances[i] != silent && j.stances[i] != accepted || s.lead == leadBecause || j.isContact(i) || s.has("later", "future", "pastday", "offer", "intent") || s.has("contacted") && !mark || s.no >= 0 || len(s.heard("lint")) > 0 {
		return false
	}
	if !j.doneByStaff(s) || j.arrives(s) || j.isObservation(i) {
		return false
	}
	task := slices.ContainsFunc(s.acts, func(m match) bool { return !slices.Contains(notTasks, m.concept) })
	return task || mark && !s.has("retract")
}

// doneByStaff reports whether the clause tells of something that staff did, or that was done: "kylen är rensad".
func (j *judge) doneByStaff(s *saying) bool {
	if s.first < 0 {
		return false
	}
	passive := j.lex.is(j.words[s.first], "auxiliary") && !j.personActs(s) && j.otherActor(s) < 0 &&
		slices.ContainsFunc(j.words[s.first:s.to], func(w word) bool { return j.lex.is(w, "participle") })
	return passive || j.staffActs(s) && j.hasPast(s)
}
