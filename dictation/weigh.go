package dictation

import (
	"slices"

	"github.com/lyhord/lyhord/dictation/learn"
)

// What is put before the model: for each question the features that may bear on its answer.

// evidence lists the clauses that speak of activity a.
func (t *traits) evidence(a int) []int {
	if at := t.status[a].at; len(at) > 0 {
		return at
	}
	return t.mentioned(a)
}

// mentioned lists the clauses that name activity a.
func (t *traits) mentioned(a int) []int {
	var out []int
	for c := range t.sayings {
		if slices.ContainsFunc(t.sayings[c].mentions, func(m mention) bool { return slices.Contains(m.acts, a) }) {
			out = append(out, c)
		}
	}
	return out
}

// verdict gives what the rules make of activity a.
func (j *judge) verdict(a int) Outcome {
	if o := j.status[a].outcome; o != "" || j.rest < 0 {
		return o
	}
	return Performed
}

// outcomeFeatures lists what may tell what became of activity a.
func (t *traits) outcomeFeatures(a int) []learn.Feature {
	at, settled := t.mentioned(a), t.status[a].at
	out := []learn.Feature{feature(fMention, 0, capped(len(at), 3)), feature(fMention, 1, flag(t.rest >= 0), flag(len(at) > 0))}
	if t.trusted {
		out = append(out, t.outcomeVerdicts(a)...)
	}
	for _, c := range t.plan[a].concepts {
		out = append(out, feature(fTitle, hashOf(c)))
	}
	if len(at) == 0 && len(settled) > 0 {
		at = settled
		out = append(out, feature(fMention, 2))
	}
	if len(at) == 0 {
		return append(out, t.links(a)...)
	}
	first, last := at[0], at[len(at)-1]
	out = t.territory(out, a, last, 0)
	if first != last {
		out = t.territory(out, a, first, 10)
	}
	for _, m := range t.sayings[last].mentions {
		if slices.Contains(m.acts, a) {
			out = t.mention(out, m, len(t.sayings[last].named(true)))
		}
	}
	if n := len(settled); n > 0 && settled[n-1] != last {
		out = t.territory(out, a, settled[n-1], 20)
	}
	return out
}

func (t *traits) outcomeVerdicts(a int) []learn.Feature {
	own, plain := hashOf(t.verdict(a)), hashOf(t.plain.verdict(a))
	return []learn.Feature{
		feature(fRule, 1, own), feature(fRule, 2, own, hashOf(t.status[a].code)), feature(fRule, 3, own, capped(len(t.status[a].at), 3)), feature(fRule, 4, own, flag(t.rest >= 0)),
		feature(fRule, 5, plain), feature(fRule, 6, plain, own), feature(fRule, 7, plain, hashOf(t.plain.status[a].code)),
	}
}

// links pairs what a title that was not heard is about with the words of the text.
func (t *traits) links(a int) []learn.Feature {
	out := []learn.Feature{feature(fLink, 0, uint32(min(len(t.sayings), 12)))}
	for _, c := range t.plan[a].concepts {
		for _, w := range t.stems {
			out = append(out, feature(fLink, 1, hashOf(c), w))
		}
	}
	for s := range t.plan[a].stems {
		for _, w := range t.stems {
			out = append(out, feature(fLink, 1, hashOf(s), w))
		}
	}
	slices.Sort(out) // the stems come in no order
	return out
}

// reachAfter is how many clauses after a mention are still looked at.
const reachAfter = 4

// territory tells of clause c, in which activity a is named, of the clause before, and of those after it up to the next activity.
func (t *traits) territory(out []learn.Feature, a, c int, role uint32) []learn.Feature {
	named := t.sayings[c].named(false)
	out = append(out, feature(fTerritory, role, 1, uint32(min(len(t.sayings[c].named(true)), 4))), feature(fTerritory, role, 2, flag(slices.Contains(named, a))))
	out = t.bag(out, c, role)
	if c > 0 {
		out = t.bag(out, c-1, role+1)
	}
	for k := c + 1; k < len(t.sayings) && k <= c+reachAfter; k++ {
		if n := t.sayings[k].named(false); len(n) > 0 && !slices.Contains(n, a) {
			return append(out, feature(fTerritory, role, 3, uint32(k-c)))
		}
		out = t.bag(out, k, role+2+flag(k > c+1))
	}
	return out
}

func (t *traits) bag(out []learn.Feature, c int, role uint32) []learn.Feature {
	s := &t.sayings[c]
	for i := s.from; i < s.to; i++ {
		out = append(out, feature(fTerritory, role, 4, t.stem(i)))
	}
	for _, f := range t.clauses[c].own {
		out = append(out, feature(fTerritory, role, 6, uint32(f)))
	}
	return out
}

// mention tells of the words around the place where an activity is named.
func (t *traits) mention(out []learn.Feature, m mention, named int) []learn.Feature {
	for d := 1; d <= 4; d++ {
		before, after := t.stem(m.from-d), t.stem(m.to-1+d)
		out = append(out, feature(fMention, 3, uint32(d), before), feature(fMention, 4, uint32(d), after), feature(fMention, 5, before), feature(fMention, 6, after))
	}
	for i := m.from; i < m.to; i++ {
		out = append(out, feature(fMention, 7, t.stem(i)))
	}
	return append(out, feature(fMention, 8, t.stem(m.from-1), t.stem(m.to)), feature(fMention, 9, flag(m.aside), uint32(min(named, 3))))
}

// deviation is a deviation whose cause and aftermath are looked for.
type deviation struct {
	activity int
	outcome  Outcome
	evidence []int // the clauses that speak of the activity
	away     []int // how far each clause lies from them; see awayFrom
}

func (t *traits) deviation(a int, o Outcome) deviation {
	shown := t.evidence(a)
	return deviation{a, o, shown, t.awayFrom(shown)}
}

// afterClause lists what may tell, in every word of clause c, whether it is a cause, measure or follow-up of deviation d; opening, what may tell it at its first
// word. others are the other deviations.
func (t *traits) afterClause(c int, d deviation, others []deviation) (all, opening []learn.Feature) {
	s, f := &t.sayings[c], &t.clauses[c]
	away := d.away[c]
	dist, stops, near, o := capped(away, 4), capped(t.stopsTo(c, away), 4), rivals(c, d, others), hashOf(d.outcome)
	lead := uint32(s.lead)
	all = []learn.Feature{
		feature(fAfter, 0, dist), feature(fAfter, 1, dist, near), feature(fAfter, 2, dist, lead), feature(fAfter, 3, dist, f.subject), feature(fAfter, 4, dist, f.subject, f.tense),
		feature(fAfter, 5, dist, o), feature(fAfter, 6, stops), feature(fAfter, 7, dist, stops, f.subject), feature(fAfter, 8, near, f.subject, f.tense),
		feature(fAfter, 9, dist, flag(t.namesOther(c, d.activity))), feature(fAfter, 10, o, f.subject, f.tense), feature(fAfter, 11, dist, flag(f.contact)),
	}
	opening = []learn.Feature{
		feature(fAfter, 12, dist), feature(fAfter, 13, dist, lead, f.subject), feature(fAfter, 14, flag(away > 0), flag(away < 0), t.stem(s.body)), feature(fAfter, 15, near, dist),
		feature(fAfter, 16, dist, t.stem(s.body)),
	}
	for _, h := range f.heard {
		all = append(all, feature(fAfter, 20, h, dist), feature(fAfter, 21, h, near), feature(fAfter, 22, h, o))
	}
	for _, x := range f.senses {
		all = append(all, feature(fAfter, 23, uint32(x), dist), feature(fAfter, 24, uint32(x), near), feature(fAfter, 25, uint32(x), o))
		opening = append(opening, feature(fAfter, 26, uint32(x)))
	}
	if t.trusted {
		all = append(all, feature(fAfter, 27, dist, uint32(t.stances[c])), feature(fRule, 13, flag(t.verdict(d.activity).Deviates()), dist))
	}
	return all, opening
}

// afterWord lists what word i adds to that. own and plain are the parts that the two readings' rules take it for, or -1.
func (t *traits) afterWord(i int, away int, own, plain int) []learn.Feature {
	dist, x := capped(away, 4), t.stem(i)
	out := []learn.Feature{feature(fAfter, 30, dist, x), feature(fAfter, 31, flag(away == 0), x)}
	if t.trusted {
		start := flag(i == t.sayings[t.clause[i]].body)
		o, p := uint32(own+1), uint32(plain+1)
		out = append(out, feature(fRule, 10, o), feature(fRule, 11, o, start), feature(fRule, 12, o, dist), feature(fRule, 14, p), feature(fRule, 15, p, o), feature(fRule, 16, p, start))
	}
	return out
}

// rivals tells whether another deviation lies nearer to clause c (2), as near on the other side (1), or none (0).
func rivals(c int, d deviation, others []deviation) uint32 {
	own, out := d.away[c], uint32(0)
	for _, o := range others {
		switch away := o.away[c]; {
		case abs(away) < abs(own):
			return 2
		case abs(away) == abs(own) && away != own:
			out = 1
		}
	}
	return out
}

func (t *traits) namesOther(c, a int) bool {
	return slices.ContainsFunc(t.sayings[c].named(false), func(b int) bool { return b != a })
}

// awayFrom gives for each clause how many clauses it lies after the nearest of some, negative before it; far where there is none.
func (t *traits) awayFrom(clauses []int) []int {
	out := slices.Repeat([]int{far}, len(t.sayings))
	for _, c := range clauses {
		out[c] = 0
	}
	for c := 1; c < len(out); c++ {
		out[c] = min(out[c], out[c-1]+1)
	}
	for c := len(out) - 2; c >= 0; c-- {
		if before := abs(out[c+1]) + 1; out[c+1] <= 0 && before < out[c] {
			out[c] = -before
		}
	}
	return out
}

// stopsTo counts the full stops between clause c and the clause that it lies so far away from, at most 3, negative before it; 4 where there is none.
func (t *traits) stopsTo(c, away int) int {
	if abs(away) >= far {
		return 4
	}
	n := min(t.stops[c-min(away, 0)]-t.stops[c-max(away, 0)], 3)
	if away < 0 {
		return -n
	}
	return n
}

// codeFeatures lists what may tell the code of deviation d, whose cause is told in the words of cause.
func (t *traits) codeFeatures(d deviation, cause span) []learn.Feature {
	o, told := hashOf(d.outcome), cause.to > cause.from
	out := []learn.Feature{feature(fCause, 0, o), feature(fCause, 1, flag(told), o)}
	if t.trusted {
		rule := hashOf(t.causes[d.activity].code)
		out = append(out, feature(fCause, 2, rule), feature(fCause, 3, rule, o))
	}
	out = t.causeWords(out, 1, cause)
	if told {
		for c := t.clause[cause.from]; c <= t.clause[cause.to-1]; c++ {
			for _, x := range t.clauses[c].senses {
				out = append(out, feature(fCause, 12, uint32(x)))
			}
		}
	}
	for _, c := range d.evidence {
		s, f := &t.sayings[c], &t.clauses[c]
		out = t.causeWords(out, 2, span{s.from, s.to})
		if !told {
			out = t.causeWords(out, 3, span{s.from, s.to})
		}
		for _, x := range f.senses {
			out = append(out, feature(fCause, 11, uint32(x)))
		}
		if t.trusted {
			out = append(out, feature(fCause, 8, uint32(t.stances[c])))
		}
		out = append(out, feature(fCause, 10, f.subject, f.tense))
	}
	return out
}

func (t *traits) causeWords(out []learn.Feature, role uint32, q span) []learn.Feature {
	for i := q.from; i < min(q.to, q.from+longClause); i++ {
		w := &t.judge.words[i]
		out = append(out, feature(fCause, 4, role, t.stem(i)), feature(fCause, 5, role, t.stem(i), t.stem(i+1)), feature(fCause, 9, role, hashOf(head(w.norm))))
		for _, h := range t.within[i] {
			out = appendNew(out, feature(fCause, 6, role, h))
		}
		for _, h := range w.classes {
			out = appendNew(out, feature(fCause, 7, role, h))
		}
	}
	return out
}

// clockFeatures lists what may tell whether clock time k of clause c is that of activity a. away tells how far each
// clause lies from those that speak of a, ruled the time that the rules give it, or nil.
func (t *traits) clockFeatures(c, k, a int, o Outcome, away []int, ruled *string) []learn.Feature {
	s := &t.sayings[c]
	clock := s.clocks[k]
	dist := capped(away[c], 3)
	words, others := t.wordsTo(a, c, clock)
	gap, oh, before, after := capped(words, 9), hashOf(o), t.stem(clock.from-1), t.stem(clock.to)
	out := []learn.Feature{
		feature(fClock, 0, dist), feature(fClock, 1, gap), feature(fClock, 2, dist, gap), feature(fClock, 3, oh), feature(fClock, 4, oh, dist), feature(fClock, 5, others), feature(fClock, 6, others, dist),
		feature(fClock, 7, uint32(k), uint32(len(s.clocks))), feature(fClock, 8, flag(k == len(s.clocks)-1), dist), feature(fClock, 9, flag(slices.Contains(s.named(false), a)), uint32(min(len(s.named(false)), 3))),
		feature(fClock, 10, before), feature(fClock, 11, t.stem(clock.from-2), before), feature(fClock, 12, t.stem(clock.from)), feature(fClock, 13, after), feature(fClock, 14, flag(t.namesOther(c, a)), dist),
		feature(fClock, 15, before, dist), feature(fClock, 16, flag(clock.to == s.to), dist), feature(fClock, 17, after, t.stem(clock.to+1)),
	}
	if t.trusted {
		same := flag(ruled != nil && *ruled == clock.on(t.in.At))
		out = append(out, feature(fRule, 20, same), feature(fRule, 21, same, oh))
	}
	for _, f := range t.clauses[c].own {
		out = append(out, feature(fClock, 18, uint32(f)), feature(fClock, 19, uint32(f), dist))
	}
	for i := s.from; i < s.to; i++ {
		out = append(out, feature(fClock, 20, t.stem(i)))
	}
	return out
}

// nearby is how many clauses to either side of a clock time are searched for what it is the time of.
const nearby = 8

// wordsTo counts the words from the nearest mention of activity a to a clock time in clause c, negative where it stands after, and the mentions of other
// activities between.
func (t *traits) wordsTo(a, c int, clock clock) (words int, others uint32) {
	near := t.sayings[max(0, c-nearby):min(len(t.sayings), c+nearby+1)]
	words = far
	var between span
	for i := range near {
		for _, m := range near[i].mentions {
			gap := clock.from - m.to
			if m.from >= clock.to {
				gap = clock.to - m.from - 1
			}
			if slices.Contains(m.acts, a) && abs(gap) < abs(words) {
				words, between = gap, span{min(m.to, clock.to), max(m.from, clock.from)}
			}
		}
	}
	if words == far {
		return words, 9
	}
	for i := range near {
		for _, m := range near[i].mentions {
			if m.from >= between.from && m.to <= between.to && !slices.Contains(m.acts, a) {
				others = min(others+1, 3)
			}
		}
	}
	return words, others
}
