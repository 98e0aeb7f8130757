package dictation

import "slices"

// lint points at wordings that break the rules for a journal note, each faulty statement once.
func (j *judge) lint(observed []tagged) []tagged {
	var out []tagged
	last := map[LintCode]int{}
	for i := range j.sayings {
		for part, code := range lintParts {
			if !j.breaks(i, code, observed) {
				continue
			}
			if prev, ok := last[code]; !ok || prev != i-1 {
				out = append(out, tagged{j.quoteOf(i), part})
			}
			last[code] = i
		}
	}
	return out
}

// breaks reports whether clause i breaks the rule.
func (j *judge) breaks(i int, code LintCode, observed []tagged) bool {
	return slices.ContainsFunc(j.lintAs(&j.sayings[i], code), func(m match) bool { return j.faulty(i, m, observed) })
}

// lintAs lists the matches of one code.
func (r *reading) lintAs(s *saying, code LintCode) []match {
	return slices.DeleteFunc(s.heard("lint"), func(m match) bool { return m.concept != string(code) })
}

func (j *judge) faulty(i int, m match, observed []tagged) bool {
	s := &j.sayings[i]
	switch LintCode(m.concept) {
	case LintValueJudgement:
		return m.from == s.from || !j.lex.is(j.words[m.from-1], "no") && j.words[m.from-1].norm != "det" // "har det jobbigt" judges nobody
	case LintVague:
		return j.vague(i, m, observed)
	case LintSpeculation:
		return !j.personThinks(m)
	case LintThirdParty:
		return len(j.reasonCodes(s, StaffTime)) == 0
	case LintHealthcare:
		return !j.isContact(i) || m.to-m.from > 1
	}
	return true
}

// personThinks reports whether it is the brukare who believes: that is told, not guessed.
func (j *judge) personThinks(m match) bool {
	return m.from > 0 && j.lex.is(j.words[m.from-1], "person") && j.lex.is(j.words[m.from], "reporting")
}

// vague reports whether an empty phrase stands alone: nothing concrete in its own clause or beside it. "Som vanligt" also passes
// where the dictation tells of some activity by name.
func (j *judge) vague(i int, m match, observed []tagged) bool {
	for k := max(0, i-1); k < min(len(j.sayings), i+2); k++ {
		q := j.quoteOf(k)
		if slices.ContainsFunc(observed, func(o tagged) bool { return o.from <= q.from && q.to <= o.to && observeParts[o.part] != ObservedMood }) {
			return false
		}
	}
	if last := j.words[m.to-1].norm; last != "vanligt" && last != "brukar" {
		return true
	}
	if len(j.lintAs(&j.sayings[i], LintValueJudgement)) > 0 {
		return false
	}
	return !slices.ContainsFunc(j.status, func(st status) bool { return st.outcome != "" })
}
