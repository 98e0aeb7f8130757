package dictation

import (
	"slices"

	"github.com/lyhord/lyhord/dictation/learn"
)

// traits is a dictation made ready to be weighed: what holds of each word, of each clause, and of each activity, as features. It stands on two readings, which
// differ in where clauses are cut: by what was learnt, and by rule.
type traits struct {
	*judge          // the reading with clauses cut by what was learnt
	plain   *judge  // the one with clauses cut by rule
	trusted bool    // whether the rules' verdicts are told
	clauses []facts // of each clause
	words   [][]learn.Feature
	clause  []int      // the clause of each word
	stems   []uint32   // of each word, hashed
	within  [][]uint32 // the concepts that cover each word
	stops   []int      // how many full stops stand before each clause
}

// facts is what is known of one clause.
type facts struct {
	subject, tense, verb uint32
	named                bool     // some activity is named
	contact              bool     // the rules take it for a contact
	heard                []uint32 // the concepts heard in it
	senses               []learn.Feature
	trouble              float64         // how likely it tells of something that was not as planned
	own                  []learn.Feature // tells what kind of clause it is
	all                  []learn.Feature // holds at each of its words
	opening              []learn.Feature // holds at its first word beside
}

// The kinds of features. A change of them is a change of the weights' meaning: run make train.
const (
	fWord uint32 = iota + 1
	fNeighbourhood
	fShape
	fClass
	fConcept
	fPlace
	fClause
	fOpening
	fBeside
	fAfter
	fRule
	fTerritory
	fMention
	fTitle
	fLink
	fClock
	fCause
	fGap
	fSense
	fSaid
)

// feature mixes its parts into one number, which is never 0.
func feature(parts ...uint32) learn.Feature {
	h := uint64(0xcbf29ce484222325)
	for _, p := range parts {
		h = (h ^ uint64(p)) * 0x9e3779b97f4a7c15
		h ^= h >> 29
	}
	return learn.Feature(h^h>>32) | 1
}

// hashOf is the FNV-1a hash of a word or a name.
func hashOf[T ~string](s T) uint32 {
	h := uint32(2166136261)
	for i := range len(s) {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h
}

// conceptHash stands for a concept of the lexicon; which activity it is makes no difference here.
func conceptHash(concept string) uint32 {
	if len(concept) > 9 && concept[:9] == "activity/" {
		concept = "activity"
	}
	return hashOf(concept)
}

func flag(b bool) uint32 {
	if b {
		return 1
	}
	return 0
}

// capped keeps a count within ±limit and makes it positive.
func capped(n, limit int) uint32 { return uint32(min(max(n, -limit), limit) + limit) }

// listen reads a dictation in both ways. Without cutter and ear there is but one way, and nothing to hear.
func listen(in Input, cutter *learn.Model, ear *sense, trusted bool) *traits {
	heard := hear(theLexicon(), in)
	ruled := heard.ruledClauses()
	plain := judged(heard.cutInto(ruled))
	t := &traits{judge: plain, plain: plain, trusted: trusted}
	if cutter != nil {
		t.judge = judged(heard.cutInto(newGaps(heard, ruled).clauses(cutter)))
	}
	t.readWords()
	t.readClauses(ear)
	verdicts := t.verdicts()
	for i := range t.judge.words {
		t.words[i] = append(t.wordFeatures(i), verdicts[i]...)
	}
	return t
}

func (t *traits) readWords() {
	n := len(t.judge.words)
	t.words, t.clause, t.stems, t.within = make([][]learn.Feature, n), make([]int, n), make([]uint32, n), make([][]uint32, n)
	for i, w := range t.judge.words {
		t.stems[i] = hashOf(w.stem)
	}
	for c := range t.sayings {
		s := &t.sayings[c]
		for i := s.from; i < s.to; i++ {
			t.clause[i] = c
		}
		for _, ms := range [][]match{s.cues, s.others, s.acts} {
			for _, m := range ms {
				h := conceptHash(m.concept)
				for i := m.from; i < m.to; i++ {
					t.within[i] = appendNew(t.within[i], h)
				}
			}
		}
	}
}

func appendNew[T comparable](list []T, x T) []T {
	if slices.Contains(list, x) {
		return list
	}
	return append(list, x)
}

func (t *traits) readClauses(ear *sense) {
	t.clauses, t.stops = make([]facts, len(t.sayings)), make([]int, len(t.sayings))
	for c := range t.clauses {
		if t.sayings[c].sep == sepSentence {
			t.stops[c] = 1
		}
		if c > 0 {
			t.stops[c] += t.stops[c-1]
		}
		s, f := &t.sayings[c], &t.clauses[c]
		f.subject, f.tense, f.named, f.contact = t.subject(s), t.tense(s), len(s.named(false)) > 0, t.isContact(c)
		f.heard = t.concepts(s)
		if s.first >= 0 {
			f.verb = t.stems[s.first]
		}
		if ear != nil {
			f.senses, f.trouble = ear.of(t.reading, s.body, s.to, f.heard)
		}
	}
	for c := range t.clauses {
		f := &t.clauses[c]
		f.own = t.clauseFeatures(c)
		f.all = slices.Concat(f.own, t.besides(c))
		for _, x := range f.own {
			f.opening = append(f.opening, feature(fOpening, uint32(x)))
		}
	}
}

// concepts lists what the lexicon heard in a clause.
func (r *reading) concepts(s *saying) []uint32 {
	var out []uint32
	for _, ms := range [][]match{s.cues, s.others, s.acts} {
		for _, m := range ms {
			out = appendNew(out, conceptHash(m.concept))
		}
	}
	return out
}

// The subjects of a clause, as far as can be told.
const (
	subjectUnknown uint32 = iota
	subjectStaff
	subjectPerson
	subjectOther
	subjectNone
)

func (t *traits) subject(s *saying) uint32 {
	switch {
	case s.first < 0:
		return subjectNone
	case t.otherActor(s) >= 0:
		return subjectOther
	case t.staffActs(s):
		return subjectStaff
	case t.personActs(s):
		return subjectPerson
	}
	return subjectUnknown
}

// tense of the clause's verb: 0 none, 1 past, 2 a participle, 3 another.
func (t *traits) tense(s *saying) uint32 {
	switch {
	case s.first < 0:
		return 0
	case t.lex.is(t.judge.words[s.first], "past"):
		return 1
	case t.lex.is(t.judge.words[s.first], "participle"):
		return 2
	}
	return 3
}

// stem gives the hash of word i's stem, or one for what lies before or after the text.
func (t *traits) stem(i int) uint32 { return hashAt(t.stems, i) }

func hashAt(hashes []uint32, i int) uint32 {
	switch {
	case i < 0:
		return 1
	case i >= len(hashes):
		return 2
	}
	return hashes[i]
}

// clauseFeatures tells what kind of clause c is.
func (t *traits) clauseFeatures(c int) []learn.Feature {
	s, f := &t.sayings[c], &t.clauses[c]
	lead, no := uint32(s.lead), flag(s.no >= 0)
	out := []learn.Feature{
		feature(fClause, 1, f.subject), feature(fClause, 2, f.tense), feature(fClause, 3, lead), feature(fClause, 4, f.verb), feature(fClause, 5, no),
		feature(fClause, 6, f.subject, f.tense), feature(fClause, 7, f.subject, lead), feature(fClause, 8, f.subject, f.verb), feature(fClause, 9, f.tense, lead, f.subject),
		feature(fClause, 10, no, f.verb), feature(fClause, 11, uint32(s.sep), lead), feature(fClause, 12, t.stem(s.body)), feature(fClause, 13, t.stem(s.body), t.stem(s.body+1)),
		feature(fClause, 14, flag(len(s.clocks) > 0)), feature(fClause, 15, flag(f.named)), feature(fClause, 16, flag(f.contact)),
		feature(fClause, 17, uint32(min(s.to-s.from, 9))), feature(fClause, 18, t.stem(s.to-1)),
	}
	if t.trusted {
		st := uint32(t.stances[c])
		out = append(out, feature(fClause, 19, st), feature(fClause, 20, st, f.subject), feature(fClause, 21, flag(t.looksAhead(c))), feature(fClause, 22, flag(t.isMeasure(c))))
	}
	for _, h := range f.heard {
		out = append(out, feature(fClause, 23, h))
	}
	return append(out, f.senses...)
}

// besides tells what kind of clauses stand beside clause c.
func (t *traits) besides(c int) []learn.Feature {
	var out []learn.Feature
	for _, d := range []int{-1, 1} {
		side := uint32(d + 1)
		n := c + d
		if n < 0 || n >= len(t.clauses) {
			out = append(out, feature(fBeside, side, 0))
			continue
		}
		f := &t.clauses[n]
		out = append(out, feature(fBeside, side, 1, uint32(t.sayings[n].lead)), feature(fBeside, side, 2, f.subject, f.tense), feature(fBeside, side, 4, flag(f.named)))
		if t.trusted {
			out = append(out, feature(fBeside, side, 5, uint32(t.stances[n])))
		}
		for _, h := range f.heard {
			out = append(out, feature(fBeside, side, 3, h))
		}
		for _, x := range f.senses {
			out = append(out, feature(fBeside, side, 6, uint32(x)))
		}
	}
	return out
}

// wordFeatures lists what holds of word i itself.
func (t *traits) wordFeatures(i int) []learn.Feature {
	w, s := &t.judge.words[i], &t.sayings[t.clause[i]]
	out := make([]learn.Feature, 0, 64)
	x, next, second, before, former := t.stem(i), t.stem(i+1), t.stem(i+2), t.stem(i-1), t.stem(i-2)
	begin := flag(i == s.from)
	out = append(out,
		feature(fWord, 0, x), feature(fWord, 1, next), feature(fWord, 2, second), feature(fWord, 3, before), feature(fWord, 4, former),
		feature(fNeighbourhood, 0, before, x), feature(fNeighbourhood, 1, x, next), feature(fNeighbourhood, 2, before, next), feature(fNeighbourhood, 3, next, second), feature(fNeighbourhood, 4, former, before),
		feature(fShape, 0, hashOf(w.norm)), feature(fShape, 1, hashOf(w.norm[max(0, len(w.norm)-3):])), feature(fShape, 2, uint32(w.sep)), feature(fShape, 3, t.separator(i+1)),
		feature(fPlace, 0, uint32(min(i-s.from, 4))), feature(fPlace, 1, uint32(min(s.to-1-i, 3))), feature(fPlace, 2, uint32(min(i, 3))), feature(fPlace, 3, uint32(min(len(t.stems)-1-i, 3))),
		feature(fPlace, 4, begin, uint32(s.lead)), feature(fPlace, 5, flag(i == s.body)), feature(fPlace, 6, flag(i == s.body), x), feature(fPlace, 7, begin, x),
	)
	for d := -1; d <= 1; d++ {
		k := i + d
		if k < 0 || k >= len(t.stems) {
			continue
		}
		for _, h := range t.judge.words[k].classes {
			out = append(out, feature(fClass, uint32(d+1), h))
		}
		for _, h := range t.within[k] {
			out = append(out, feature(fConcept, uint32(d+1), h))
		}
	}
	return out
}

func (t *traits) separator(i int) uint32 {
	if i >= len(t.judge.words) {
		return 1
	}
	return uint32(t.judge.words[i].sep)
}

// verdicts tells, for each word, what the rules take it for: an observation, a contact, a wording to remark on.
func (t *traits) verdicts() [][]learn.Feature {
	out := make([][]learn.Feature, len(t.stems))
	if !t.trusted {
		return out
	}
	for by, j := range []*judge{t.judge, t.plain} {
		seen := j.observations()
		lint := j.lint(seen)
		for _, q := range j.extras() {
			seen = append(seen, tagged{q, slices.Index(observeParts, extraTask)})
		}
		for what, found := range [][]tagged{seen, j.contacted(), lint} {
			for _, f := range found {
				for i := f.from; i < f.to; i++ {
					out[i] = append(out[i], feature(fRule, 30, uint32(by), uint32(what), uint32(f.part), flag(i == f.from)), feature(fRule, 31, uint32(by), uint32(what), uint32(f.part)))
				}
			}
		}
	}
	return out
}

// allAt lists everything that holds at word i, whatever is asked.
func (t *traits) allAt(i int) []learn.Feature {
	f := &t.clauses[t.clause[i]]
	out := slices.Concat(t.words[i], f.all)
	if i == t.sayings[t.clause[i]].body {
		out = append(out, f.opening...)
	}
	return out
}
