package dictation

import (
	"slices"
	"strings"
)

// saying is a clause with all that the lexicon heard in it.
type saying struct {
	clause
	mentions []mention
	cues     []match // "cue/...": what speaks for an outcome
	others   []match // "reason/...", "observe/...", "contact/...", "lint/..."
	acts     []match // every activity concept, planned or not
	body     int     // the first word after the leading conjunction
	first    int     // the first finite verb, or -1
	no       int     // the first negation that turns the clause round, or -1
	clocks   []clock

	othersVerb bool // joined by "och" with the subject left out, and that subject is not staff
}

// reading is the whole dictation, read clause by clause.
type reading struct {
	lex     *lexicon
	in      Input
	words   []word
	sayings []saying
	plan    plan
	matches []match // all that the lexicon heard, in order of place
	noun    []bool  // the word names an activity, and may be a subject
}

// read splits, repairs and segments the transcript and tells what the lexicon hears in each clause. Clauses are cut by rule.
func read(lex *lexicon, in Input) *reading {
	r := hear(lex, in)
	return r.cutInto(r.ruledClauses())
}

// hear splits and repairs the transcript and finds what the lexicon knows of it.
func hear(lex *lexicon, in Input) *reading {
	r := &reading{lex: lex, in: in, plan: readPlan(lex, in.Activities)}
	own := r.plan.stems()
	for _, name := range strings.Fields(normalise(in.Brukare.Name)) {
		own[name] = true
	}
	r.words = r.dropFillers(lex.repair(split(in.Text), own))
	r.markNames()
	r.hearPronouns()
	r.markVerbs()
	for i := range r.words {
		r.words[i].classes = lex.classesOf(r.words[i].syms)
	}
	r.matches = lex.matches(r.words)
	return r
}

// ruledClauses cuts the words into clauses by the rules of segment.go.
func (r *reading) ruledClauses() []clause {
	noun, fresh, phrase := make([]bool, len(r.words)), make([]bool, len(r.words)), make([]int, len(r.words)+1)
	for i, w := range r.words {
		noun[i] = len(r.plan.byTitleWord(r.lex, w)) > 0
	}
	for _, m := range r.matches {
		fresh[m.from] = fresh[m.from] || m.concept == "cue/rest"
		if strings.HasPrefix(m.concept, "activity/") && !r.lex.is(r.words[m.from], "finite") {
			noun[m.from] = noun[m.from] || m.to == m.from+1
			if n := m.to - m.from; n > 1 && (phrase[m.to] == 0 || n < phrase[m.to]) {
				phrase[m.to] = n
			}
		}
	}
	r.noun = noun
	return segment(r.lex, r.words, noun, fresh, phrase)
}

// cutInto gives a reading of the same words, clause by clause.
func (r *reading) cutInto(clauses []clause) *reading {
	out := &reading{lex: r.lex, in: r.in, words: r.words, plan: r.plan, matches: r.matches, noun: r.noun}
	next := 0
	for _, c := range clauses {
		var own []match
		for next < len(r.matches) && r.matches[next].from < c.to {
			if r.matches[next].to <= c.to {
				own = append(own, r.matches[next])
			}
			next++
		}
		s := out.say(c, own)
		if n := len(out.sayings); n > 0 && (s.lead == leadAnd || s.lead == leadBut) && s.first == s.body {
			s.othersVerb = !out.staffActs(&out.sayings[n-1])
		}
		out.sayings = append(out.sayings, s)
	}
	return out
}

func (r *reading) dropFillers(words []word) []word {
	out := words[:0]
	sep := byte(sepNone)
	for _, w := range words {
		w.sep = stronger(w.sep, sep)
		if sep = sepNone; r.lex.is(w, "filler") {
			sep = w.sep
			continue
		}
		out = append(out, w)
	}
	return out
}

// markNames makes the brukare's own names known as the person.
func (r *reading) markNames() {
	person := r.lex.ids["@person"]
	names := strings.Fields(normalise(r.in.Brukare.Name))
	for i, w := range r.words {
		if slices.Contains(names, w.norm) || slices.Contains(names, strings.TrimSuffix(w.norm, "s")) && len(w.norm) > 3 {
			r.words[i].syms = []sym{person}
		}
	}
}

// say sorts the matches of a clause by kind and finds its verb, negation and clock times.
func (r *reading) say(c clause, matches []match) saying {
	s := saying{clause: c, body: c.from, first: -1, no: -1}
	if _, n := (&segmenter{lex: r.lex, words: r.words}).leadAt(c.from); c.lead != leadNone {
		s.body = min(c.from+n, c.to)
	}
	for _, m := range longest(matches) {
		switch kind, _, _ := strings.Cut(m.concept, "/"); kind {
		case "cue":
			s.cues = append(s.cues, m)
		case "activity":
			s.acts = append(s.acts, m)
		default:
			s.others = append(s.others, m)
		}
	}
	s.cues = slices.DeleteFunc(s.cues, s.isRefused)
	s.mentions = r.plan.mentions(r.lex, r.words, c, s.acts)
	for i := s.body; i < c.to && s.first < 0; i++ {
		if r.lex.is(r.words[i], "finite") {
			s.first = i
		}
	}
	s.no = r.negation(&s)
	again := false
	if n := len(r.sayings); n > 0 {
		again = len(r.sayings[n-1].clocks) > 0 && r.sayings[n-1].outside("retract", "refusal")
	}
	s.clocks = r.lex.clocks(r.words[c.from:c.to], again)
	for i := range s.clocks {
		s.clocks[i].from += c.from
		s.clocks[i].to += c.from
	}
	return s
}

// isRefused reports whether the cue sounds like an acceptance, and the same words are a refusal: "gick hon inte med på".
func (s *saying) isRefused(m match) bool {
	return m.concept == "cue/accept" && slices.ContainsFunc(s.cues, func(o match) bool { return o.concept == "cue/refusal" && o.from <= m.from && o.to >= m.to })
}

// longest keeps, of the matches of one concept at one place, the longest.
func longest(matches []match) []match {
	var out []match
	for _, m := range matches {
		k := slices.IndexFunc(out, func(o match) bool { return o.concept == m.concept && o.from == m.from })
		if k < 0 {
			out = append(out, m)
		} else {
			out[k].to = max(out[k].to, m.to)
		}
	}
	return out
}

// negation finds the first negation of the clause that no longer phrase explains: "inget emot" and "inte ont" turn nothing round.
func (r *reading) negation(s *saying) int {
	for i := s.from; i < s.to; i++ {
		if r.lex.is(r.words[i], "no") && !s.within(i, "accept", "notneg", "pastday", "extra") {
			return i
		}
	}
	return -1
}

// within reports whether word i lies in a match of one of the cues.
func (s *saying) within(i int, cues ...string) bool {
	return slices.ContainsFunc(s.cues, func(m match) bool { return m.from <= i && i < m.to && isCue(m, cues) })
}

// has reports whether one of the cues was heard.
func (s *saying) has(cues ...string) bool {
	return slices.ContainsFunc(s.cues, func(m match) bool { return isCue(m, cues) })
}

// outside reports whether the cue was heard where none of the masks covers it.
func (s *saying) outside(cue string, masks ...string) bool {
	return slices.ContainsFunc(s.cues, func(m match) bool {
		return m.concept == "cue/"+cue && !slices.ContainsFunc(s.cues, func(o match) bool {
			return isCue(o, masks) && o.from < m.to && m.from < o.to && o.to >= m.to
		})
	})
}

func isCue(m match, cues []string) bool {
	return slices.Contains(cues, strings.TrimPrefix(m.concept, "cue/"))
}

// heard lists the matches of one kind ("reason") with the kind cut off.
func (s *saying) heard(kind string) []match {
	var out []match
	for _, m := range s.others {
		if name, ok := strings.CutPrefix(m.concept, kind+"/"); ok {
			out = append(out, match{strings.ToUpper(name), m.from, m.to})
		}
	}
	return out
}

// named lists the planned activities that the clause is about; with asides, those too that only give a time or a place.
func (s *saying) named(asides bool) []int {
	var out []int
	for _, m := range s.mentions {
		for _, a := range m.acts {
			if (asides || !m.aside) && !slices.Contains(out, a) {
				out = append(out, a)
			}
		}
	}
	return out
}

// staffSpeaks reports whether staff are the subject of the clause's verb, or nobody is named: "hjälpte henne".
func (r *reading) staffActs(s *saying) bool {
	if s.first < 0 {
		return false
	}
	for _, i := range []int{s.first - 1, s.first + 1} {
		if i >= s.body && i < s.to && r.lex.is(r.words[i], "staff") {
			return true
		}
	}
	return s.first == s.body && !s.othersVerb && (s.first+1 >= s.to || !r.lex.is(r.words[s.first+1], "subject", "relative"))
}

// cut gives the transcript's words from..to, letter for letter.
func (r *reading) cut(from, to int) string {
	if from >= to {
		return ""
	}
	return r.in.Text[r.words[from].start:r.words[to-1].end]
}
