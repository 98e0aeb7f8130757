package dictation

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/lyhord/lyhord/dictation/learn"
)

// Lesson is a dictation with the draft expected of it, to learn from.
type Lesson struct {
	Input    Input
	Expected Draft
	Seen     bool // the rules were written with this text at hand, so that what they make of it proves little
}

// Saying is a clause with the name of what it says, to learn from.
type Saying struct {
	Sense, Text string
}

// Study trains a model. The same lessons and sayings in the same order give the same model.
func Study(lessons []Lesson, sayings []Saying) *Model {
	m := &Model{cut: learnCuts(lessons)}
	if len(sayings) > 0 {
		m.ear = learnSense(sayings)
	}
	s := &study{ear: m.ear}
	for half := range 2 { // a lesson is cut as a dictation will be: by a model that has not seen it
		var others []Lesson
		for i, l := range lessons {
			if i%2 != half {
				others = append(others, l)
			}
		}
		cutter := learnCuts(others)
		for i, l := range lessons {
			if i%2 == half {
				s.take(l, cutter)
			}
		}
	}
	var wg sync.WaitGroup
	for _, c := range []struct {
		model   **learn.Model
		lessons []learn.Sequence
		options learn.Options
	}{
		{&m.outcome, s.outcome, classes(len(outcomeLabels))},
		{&m.code, s.code, classes(len(codeLabels))},
		{&m.clock, s.clock, classes(2)},
		{&m.after, s.after, chain(afterParts)},
		{&m.observe, s.observe, chain(len(observeParts))},
		{&m.contact, s.contact, chain(len(contactParts))},
		{&m.lint, s.lint, chain(len(lintParts))},
	} {
		wg.Go(func() { *c.model = learn.Train(c.lessons, c.options) })
	}
	wg.Wait()
	m.join()
	return m
}

func classes(n int) learn.Options {
	return learn.Options{Labels: n, Epochs: 12, Rate: 0.03, L2: 0.02, Least: 5}
}

func chain(parts int) learn.Options {
	return learn.Options{Labels: tagCount(parts), Allowed: mayFollow, Epochs: 10, Rate: 0.03, L2: 0.03, Least: 5}
}

// study is what the lessons come to, model by model.
type study struct {
	ear                                                 *sense
	outcome, code, clock, after, observe, contact, lint []learn.Sequence
}

// take adds one lesson.
func (s *study) take(l Lesson, cutter *learn.Model) {
	t := listen(l.Input, cutter, s.ear, !l.Seen)
	base := make([][]learn.Feature, len(t.words))
	for i := range base {
		base[i] = t.allAt(i)
	}
	expected := map[string]Entry{}
	for _, e := range l.Expected.Entries {
		if e.Activity != nil {
			expected[*e.Activity] = e
		}
	}
	var deviations []deviation
	for a, act := range l.Input.Activities {
		e := expected[act.ID]
		s.outcome = append(s.outcome, single(t.outcomeFeatures(a), slices.Index(outcomeLabels, e.Outcome)))
		s.takeClocks(t, a, e)
		if e.Outcome.Deviates() {
			deviations = append(deviations, t.deviation(a, e.Outcome))
		}
	}
	for _, d := range deviations {
		s.takeDeviation(t, d, deviations, base, expected[l.Input.Activities[d.activity].ID])
	}
	s.observe = append(s.observe, learn.Sequence{Features: base, Labels: t.observeTags(l.Expected)})
	s.lint = append(s.lint, learn.Sequence{Features: base, Labels: t.lintTags(l.Expected)})
	s.contact = append(s.contact, learn.Sequence{Features: base, Labels: t.contactTags(l.Expected)})
}

func single(features []learn.Feature, label int) learn.Sequence {
	return learn.Sequence{Features: [][]learn.Feature{features}, Labels: []int{label}}
}

func (s *study) takeDeviation(t *traits, d deviation, all []deviation, base [][]learn.Feature, e Entry) {
	own, plain := t.ruledParts(t.judge, d.activity), t.ruledParts(t.plain, d.activity)
	features := make([][]learn.Feature, len(base))
	for c := range t.clauses {
		every, opening := t.afterClause(c, d, all)
		away := d.away[c]
		for i := t.sayings[c].from; i < t.sayings[c].to; i++ {
			features[i] = slices.Concat(base[i], every, t.afterWord(i, away, own[i], plain[i]))
		}
		features[t.sayings[c].body] = append(features[t.sayings[c].body], opening...)
	}
	labels := make([]int, len(base))
	for part, q := range []*string{e.Reason, e.Measure, e.FollowUp} {
		t.tag(labels, part, text(q))
	}
	s.after = append(s.after, learn.Sequence{Features: features, Labels: labels})
	cause, _ := t.locate(text(e.Reason))
	s.code = append(s.code, single(t.codeFeatures(d, cause), slices.Index(codeLabels, text(e.ReasonCode))))
}

// takeClocks adds, for each clock time, whether it is that of activity a.
func (s *study) takeClocks(t *traits, a int, e Entry) {
	ruled, away := t.ruledTime(a), t.awayFrom(t.spokenOf(a))
	for c := range t.sayings {
		for k := range t.sayings[c].clocks {
			same := flag(e.Time != nil && *e.Time == t.sayings[c].clocks[k].on(t.in.At))
			s.clock = append(s.clock, single(t.clockFeatures(c, k, a, e.Outcome, away, ruled), int(same)))
		}
	}
}

func text[T ~string](s *T) T {
	if s == nil {
		return ""
	}
	return *s
}

func (t *reading) observeTags(d Draft) []int {
	labels := make([]int, len(t.words))
	for _, o := range d.Observations {
		t.tag(labels, slices.Index(observeParts, o.Kind), o.Quote)
	}
	for _, e := range d.Entries {
		if e.Outcome == Extra {
			t.tag(labels, slices.Index(observeParts, extraTask), e.Quote)
		}
	}
	return labels
}

func (t *reading) lintTags(d Draft) []int {
	labels := make([]int, len(t.words))
	for _, x := range d.Lint {
		t.tag(labels, slices.Index(lintParts, x.Code), x.Quote)
	}
	return labels
}

// contactTags marks the words that name who was contacted; the whole quotation where the lexicon knows none.
func (t *reading) contactTags(d Draft) []int {
	labels := make([]int, len(t.words))
	for _, c := range d.Contacts {
		q, ok := t.locate(c.Quote)
		if !ok {
			continue
		}
		part := slices.Index(contactParts, c.Role)
		found := span{}
		for i := range t.sayings {
			for _, m := range t.sayings[i].heard("contact") {
				if m.concept == string(c.Role) && m.from >= q.from && m.to <= q.to && labels[m.from] == 0 && found.to == 0 {
					found = span{m.from, m.to}
				}
			}
		}
		if found.to == 0 {
			found = q
		}
		mark(labels, part, found)
	}
	return labels
}

// tag marks the words of a quotation as part.
func (t *reading) tag(labels []int, part int, quote string) {
	if q, ok := t.locate(quote); ok {
		mark(labels, part, q)
	}
}

func mark(labels []int, part int, q span) {
	for i := q.from; i < q.to; i++ {
		labels[i] = 2*part + 2
	}
	if q.to > q.from {
		labels[q.from] = 2*part + 1
	}
}

// locate finds the words that a quotation covers.
func (t *reading) locate(quote string) (span, bool) {
	if quote == "" {
		return span{}, false
	}
	from, to, ok := findSquashed(t.in.Text, quote)
	if !ok {
		return span{}, false
	}
	q := span{len(t.words), 0}
	for i, w := range t.words {
		if w.start < to && w.end > from {
			q.from, q.to = min(q.from, i), max(q.to, i+1)
		}
	}
	return q, q.from < q.to
}

// findSquashed finds the quotation in the text apart from case and white space.
func findSquashed(text, quote string) (from, to int, ok bool) {
	flat, at := squashed(text)
	q, _ := squashed(strings.TrimSpace(quote))
	k := strings.Index(flat, q)
	if k < 0 {
		return 0, 0, false
	}
	return at[k], at[k+len(q)-1] + 1, true
}

// squashed lowers the case and takes each run of white space as one blank; at tells where each byte came from.
func squashed(s string) (string, []int) {
	var b strings.Builder
	var at []int
	blank := false
	for i, r := range s {
		if unicode.IsSpace(r) {
			if !blank {
				b.WriteByte(' ')
				at = append(at, i)
			}
			blank = true
			continue
		}
		blank = false
		n := b.Len()
		b.WriteRune(unicode.ToLower(r))
		for k := range b.Len() - n {
			at = append(at, min(i+k, i+utf8.RuneLen(r)-1))
		}
	}
	return b.String(), at
}

// learnCuts trains where clauses begin, from where quotations begin and end.
func learnCuts(lessons []Lesson) *learn.Model {
	var seqs []learn.Sequence
	for _, l := range lessons {
		r := hear(theLexicon(), l.Input)
		gaps := newGaps(r, r.ruledClauses())
		for i, label := range r.cutLabels(l.Expected) {
			if label >= 0 && r.words[i].sep != sepSentence {
				seqs = append(seqs, learn.Sequence{Features: [][]learn.Feature{gaps.at(i)}, Labels: []int{label}})
			}
		}
	}
	return learn.Train(seqs, learn.Options{Labels: 2, Epochs: 10, Rate: 0.03, L2: 0.01, Least: 5})
}

// cutLabels tells for the gap before each word whether a clause begins there (1), or does not (0), or that cannot be told (-1).
func (r *reading) cutLabels(d Draft) []int {
	labels := slices.Repeat([]int{-1}, len(r.words))
	t := r
	var spans []span
	add := func(q string) {
		if s, ok := t.locate(q); ok {
			spans = append(spans, s)
		}
	}
	for _, e := range d.Entries {
		for _, q := range []string{e.Quote, text(e.Reason), text(e.Measure), text(e.FollowUp)} {
			add(q)
		}
	}
	for _, o := range d.Observations {
		add(o.Quote)
	}
	for _, c := range d.Contacts {
		add(c.Quote)
	}
	for _, x := range d.Lint {
		add(x.Quote)
	}
	for _, s := range spans {
		for i := s.from + 1; i < s.to; i++ {
			labels[i] = 0
		}
	}
	seg := &segmenter{lex: r.lex, words: r.words}
	for _, s := range spans {
		if s.to < len(labels) {
			labels[s.to] = 1
		}
		from := s.from
		for n := 1; n <= 4 && s.from-n >= 0; n++ {
			if _, k := seg.leadAt(s.from - n); k == n {
				from = s.from - n
			}
		}
		for i := from + 1; i <= s.from && i < len(labels); i++ {
			labels[i] = 0
		}
		labels[from] = 1
	}
	if len(labels) > 0 {
		labels[0] = -1
	}
	return labels
}
