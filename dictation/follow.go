package dictation

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// aftermath is what staff did because of a deviation, and what is to follow.
type aftermath struct {
	measure, followUp span
}

// aftermaths gives each deviation its measure (åtgärd) and follow-up (uppföljning), reading on from the clause that shows it. A clause
// that is about something else, such as an observation, is passed over and taken as the topic of a contact that follows.
func (j *judge) aftermaths(causes []cause) []aftermath {
	out := make([]aftermath, len(j.status))
	group := []int(nil) // the deviations that the clauses now read on about
	topic := -1         // the latest observation
	for i := range j.sayings {
		if shown := j.shownBy(i); len(shown) > 0 {
			if i > 0 && j.sayings[i].lead == leadAnd && len(j.shownBy(i-1)) > 0 {
				shown = append(slices.Clone(group), shown...) // "vi fick lämna kyrkan och kaffet blev det inget av"
			}
			group, topic = shown, -1
			j.insteadInside(i, shown, out)
			continue
		}
		if used(causes, i) || j.stances[i] == restDone || j.isTail(i) {
			continue
		}
		to := j.concerned(i, group, topic, causes)
		switch {
		case len(to) == 0:
		case j.looksAhead(i):
			assign(out, to, span{j.quoteOf(i).from, j.aheadEnd(i)}, func(a *aftermath) *span { return &a.followUp })
			continue
		case j.isMeasure(i):
			j.assignMeasure(i, to, out)
			continue
		}
		if j.isObservation(i) {
			topic = i
		}
	}
	return out
}

// isTail reports whether clause i goes on with a doing before it: "lunchen värmde jag och serverade".
func (j *judge) isTail(i int) bool {
	s := &j.sayings[i]
	return i > 0 && s.lead == leadAnd && s.first == s.body && len(s.named(false)) == 0 && !j.isContact(i) &&
		(j.stances[i-1] == performed || j.stances[i-1] == accepted) && len(j.sayings[i-1].named(false)) > 0
}

// shownBy lists the deviations that clause i shows.
func (j *judge) shownBy(i int) []int {
	var out []int
	for a, st := range j.status {
		if st.outcome.Deviates() && slices.Contains(st.at, i) {
			out = append(out, a)
		}
	}
	return out
}

// insteadInside takes from the clause that shows the deviation itself what it tells of measure or follow-up: "vi gick i korridoren i
// stället för utomhus", "dusch tar vi i morgon".
func (j *judge) insteadInside(i int, acts []int, out []aftermath) {
	s := &j.sayings[i]
	switch {
	case j.stances[i] == putOff || (j.stances[i] == undone || j.stances[i] == declined) && s.has("later") && s.has("postponed"):
		assign(out, acts, j.quoteOf(i), func(a *aftermath) *span { return &a.followUp })
	case j.stances[i] == partly && (s.has("instead") || s.lead == leadSo && !s.has("partial")) && !j.shortened(s):
		assign(out, acts, j.quoteOf(i), func(a *aftermath) *span { return &a.measure })
	}
}

// shortened reports whether "i stället för" only compares lengths: "tio minuter i stället för en halvtimme".
func (j *judge) shortened(s *saying) bool {
	return j.wordIn(s, "minuter", "minuters", "bara", "endast", "halvtimme", "timme")
}

func used(causes []cause, i int) bool {
	return slices.ContainsFunc(causes, func(c cause) bool { return slices.Contains(c.clauses, i) })
}

func assign(out []aftermath, acts []int, q span, field func(*aftermath) *span) {
	for _, a := range acts {
		if f := field(&out[a]); f.to == 0 {
			*f = q
		}
	}
}

// concerned lists the deviations that clause i can be a measure or follow-up of: those it names, else the latest, unless what it
// tells of is another matter.
func (j *judge) concerned(i int, group []int, topic int, causes []cause) []int {
	s := &j.sayings[i]
	var named []int
	for _, a := range s.named(true) {
		if j.status[a].outcome.Deviates() {
			named = append(named, a)
		}
	}
	switch {
	case len(named) > 0:
		return named
	case (j.stances[i] == performed || j.stances[i] == accepted) && len(s.named(false)) > 0:
		return nil
	case j.isObservation(i):
		return nil
	case j.isContact(i):
		return j.contactConcerns(i, group, topic, causes)
	}
	return group
}

// contactConcerns decides what a contact was about: by the words after "om" or "att" where they tell, else by what was said last.
func (j *judge) contactConcerns(i int, group []int, topic int, causes []cause) []int {
	s := &j.sayings[i]
	start := j.topicStart(s)
	if start < s.to && !j.pointsBackAt(start+1, s.to) {
		if topic >= 0 && j.shares(span{start, s.to}, topic) {
			return nil
		}
		if j.sharesAny(span{start, s.to}, group, causes) {
			return group
		}
		if j.words[start].norm != "att" && !s.has("later") || j.words[start-1].norm == "om" {
			return nil // "bad om en ny tid" is about what was put off
		}
		return group
	}
	if topic == i-1 && topic >= 0 {
		return nil
	}
	return group
}

// pointsBackAt reports whether the topic is only "det" or "detta".
func (j *judge) pointsBackAt(from, to int) bool {
	return from < to && (j.words[from].norm == "det" || j.words[from].norm == "de" || j.words[from].norm == "detta") && to-from <= 4
}

// shares reports whether the words have a content word, or a part of one, in common with clause k: "stolen" with "duschstolen".
func (j *judge) shares(q span, k int) bool {
	for i := q.from; i < q.to; i++ {
		w := j.words[i].stem
		if utf8.RuneCountInString(w) < 3 || j.lex.is(j.words[i], "function", "nonsubject") {
			continue
		}
		for n := j.sayings[k].from; n < j.sayings[k].to; n++ {
			if other := j.words[n].stem; strings.Contains(other, w) || len(other) > 3 && strings.HasSuffix(w, other) {
				return true
			}
		}
	}
	return false
}

// sharesAny reports whether the words are about one of the deviations: the clauses that show it, or its cause.
func (j *judge) sharesAny(q span, group []int, causes []cause) bool {
	for _, a := range group {
		for _, k := range slices.Concat(j.status[a].at, causes[a].clauses) {
			if j.shares(q, k) {
				return true
			}
		}
	}
	return false
}

// looksAhead reports whether clause i tells what is to come.
func (j *judge) looksAhead(i int) bool {
	s := &j.sayings[i]
	if j.isWish(s) || s.has("pastday") || s.lead == leadSo && s.has("contacted") && !j.isContact(i) || len(j.lintAs(s, LintThirdParty))+len(j.lintAs(s, LintValueJudgement)) > 0 {
		return false
	}
	if slices.ContainsFunc(s.cues, func(m match) bool { return m.concept == "cue/future" && m.from == s.first }) {
		return true
	}
	if k := j.otherActor(s); s.has("handover") || k >= 0 && j.presentTense(s) && j.lex.is(j.words[k], "othercare") && !s.has("retract") && !j.isContact(i) {
		return true
	}
	return j.presentTense(s) && (s.has("later") || s.first >= 0 && i > 0 && j.isContact(i-1))
}

// isMeasure reports whether clause i tells what staff did: a contact that was taken, or a doing in the past with staff as
// subject.
func (j *judge) isMeasure(i int) bool {
	s := &j.sayings[i]
	if s.to-s.body < 2 || s.lead == leadBecause || j.stances[i] == otherDay || s.has("intent") || j.marks(i) || j.arrives(s) || j.firstOffer(i) {
		return false
	}
	if j.isContact(i) || s.has("instead") && s.first >= 0 {
		return true
	}
	if s.lead == leadSo && j.stances[i] == performed && len(s.named(false)) > 0 || j.wasGiven(i) {
		return true
	}
	if s.first-1 > s.body && j.lex.is(j.words[s.first-1], "staff") {
		return false // "båda gångerna jag försökte": no main clause
	}
	return j.staffActs(s) && j.hasPast(s) && len(s.heard("lint")) == 0 && s.no < 0
}

// wasGiven reports whether clause i tells what the person got, right after what was not done: "hon fick en varm filt om fötterna".
func (j *judge) wasGiven(i int) bool {
	s := &j.sayings[i]
	return i > 0 && s.first >= 0 && j.words[s.first].norm == "fick" && s.no < 0 && s.lead == leadNone && j.personActs(s) && len(s.named(false)) == 0
}

// firstOffer reports whether clause i offers what was then refused or not done: that was the plan, not a measure.
func (j *judge) firstOffer(i int) bool {
	return j.stances[i] == intended && slices.ContainsFunc(j.sayings[i].named(false), func(a int) bool {
		return len(j.status[a].at) > 0 && i < j.status[a].at[0]
	})
}

// assignMeasure gives the deviations clause i as their measure. What the one contacted is to do ("sjuksköterskan som kommer i eftermiddag") is their
// follow-up.
func (j *judge) assignMeasure(i int, to []int, out []aftermath) {
	q := span{j.quoteOf(i).from, j.measureEnd(i)}
	for k := q.from + 2; k+1 < q.to; k++ {
		if j.words[k].norm == "som" && j.isContact(i) && j.lex.is(j.words[k+1], "finite") && !j.lex.is(j.words[k+1], "past") {
			assign(out, to, span{k + 1, q.to}, func(a *aftermath) *span { return &a.followUp })
			q.to = k
		}
	}
	assign(out, to, q, func(a *aftermath) *span { return &a.measure })
	if said := j.proposed(i); said > 0 {
		assign(out, to, span{said, q.to}, func(a *aftermath) *span { return &a.followUp })
	}
}

// proposed gives the word after the "att" of "jag föreslog att vi tar det i eftermiddag", or 0.
func (j *judge) proposed(i int) int {
	s := &j.sayings[i]
	refused := i+1 < len(j.sayings) && j.stances[i+1] == declined
	for k := s.body; s.has("offer") && s.has("later") && !refused && k+1 < s.to; k++ {
		if j.words[k].norm == "att" {
			return k + 1
		}
	}
	return 0
}

// arrives reports whether the clause only tells that staff came or left.
func (j *judge) arrives(s *saying) bool {
	return s.first >= 0 && j.lex.is(j.words[s.first], "idle") && !s.has("instead")
}

func (j *judge) hasPast(s *saying) bool {
	return slices.ContainsFunc(j.words[s.from:s.to], func(w word) bool { return j.lex.is(w, "past", "participle") })
}

// measureEnd extends a measure over what is joined to it by "och": "ringde och meddelade att han stannar hemma".
func (j *judge) measureEnd(i int) int {
	end := j.quoteOf(i).to
	for k := i + 1; k < len(j.sayings); k++ {
		s := &j.sayings[k]
		if s.lead == leadSo && s.sep != sepSentence && s.has("contacted") && !j.isContact(k) {
			return j.quoteOf(k).to // "mejlade fysioterapeuten så han vet"
		}
		if s.lead != leadAnd || s.sep == sepSentence || s.first != s.body || j.looksAhead(k) || len(s.named(false)) > 0 {
			break
		}
		end = j.quoteOf(k).to
	}
	return end
}

// aheadEnd extends a follow-up over what is joined to it by "och".
func (j *judge) aheadEnd(i int) int {
	end := j.quoteOf(i).to
	if k := i + 1; k < len(j.sayings) && j.sayings[k].lead == leadAnd && j.sayings[k].first == j.sayings[k].body && j.looksAhead(k) {
		end = j.quoteOf(k).to
	}
	return end
}

func (j *judge) isObservation(i int) bool { return j.observed(i, nil) != "" }
