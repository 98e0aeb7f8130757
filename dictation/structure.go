package dictation

import "slices"

// Structure turns a Swedish dictation about a visit into a draft for its speaker to review. It never invents: every quoted field is cut
// from in.Text by offset. It accepts any text, answers no activity twice, and takes time linear in the length of the text.
func Structure(in Input) Draft { return theModel().Structure(in) }

// quoted gives the words of q, or nil where there are none.
func (j *judge) quoted(q span) *string {
	if q.from >= q.to {
		return nil
	}
	text := j.cut(q.from, q.to)
	return &text
}

// timeOf gives the clock time said for activity a: the last one in a clause that shows it done, where the clause does not tell of a
// call, an alarm, an arrival or what is to come.
func (j *judge) timeOf(a int) *string {
	var out *string
	for _, i := range j.withTail(a) {
		s := &j.sayings[i]
		if len(s.clocks) == 0 || j.isContact(i) || j.stances[i] == declined || j.stances[i] == putOff {
			continue
		}
		if c := j.clockFor(s, a); c != nil && !j.isOtherTime(s, *c) {
			t := c.on(j.in.At)
			out = &t
		}
	}
	return out
}

// withTail adds to the clauses that show activity a those joined to them by "och" that go on with the same activity: "värmde jag och serverade halv ett".
func (j *judge) withTail(a int) []int {
	var out []int
	for _, i := range j.status[a].at {
		out = append(out, i)
		for k := i + 1; k < len(j.sayings) && j.sayings[k].lead == leadAnd && j.sayings[k].first == j.sayings[k].body && j.namesNoOther(k, a); k++ {
			out = append(out, k)
		}
		if k := i + 1; k < len(j.sayings) && len(j.sayings[k].named(false)) == 0 && (j.sayings[i].outside("retract", "refusal") || j.sayings[k].startsWith("retract") || j.wordIn(&j.sayings[k], "började")) {
			out = append(out, k) // a corrected time: "vid åtta, eller nej, halv nio var det"
		}
	}
	return out
}

// namesNoOther reports whether clause k names no activity but a.
func (j *judge) namesNoOther(k, a int) bool {
	return !slices.ContainsFunc(j.sayings[k].named(false), func(b int) bool { return b != a })
}

// clockFor picks the clock time of activity a: where the clause names several activities, the one after its mention, which may be none; else
// the last, which is the corrected one.
func (j *judge) clockFor(s *saying, a int) *clock {
	last := &s.clocks[len(s.clocks)-1]
	if len(s.named(false)) < 2 || s.has("retract") || s.mentions[0].from > s.clocks[0].from {
		return last
	}
	for _, m := range s.mentions {
		if !slices.Contains(m.acts, a) {
			continue
		}
		if k := slices.IndexFunc(s.clocks, func(c clock) bool { return c.from >= m.from }); k >= 0 {
			return &s.clocks[k]
		}
		return nil
	}
	return last
}

// isOtherTime reports whether the clock time is that of something else in the clause: "när jag kom klockan åtta".
func (j *judge) isOtherTime(s *saying, c clock) bool {
	for i := max(s.from, c.from-3); i < c.from; i++ {
		if j.words[i].norm == "kom" && i > s.from && j.lex.is(j.words[i-1], "staff") || j.words[i].norm == "larmet" || j.words[i].norm == "larmade" {
			return true
		}
	}
	return false
}
