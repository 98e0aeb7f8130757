// Package scoring measures drafts against the expected ones, figure by figure, so that a change to the lexicon or the rules shows
// what it gains and what it costs. The figures mean what dictation's examples are judged by:
//
//   - outcome_f1: pairs (activity, outcome), micro-averaged; EXTRA counts by number; an activity answered twice counts against;
//   - deviation_recall, deviation_precision: activities whose outcome is a deviation, found and rightly so;
//   - reason_code_accuracy: over the deviations found;
//   - reason_f1, measure_f1, follow_up_f1: token F1 over the activities where either side has the field;
//   - time_accuracy: over the activities where either side has a time;
//   - observation_f1, contact_f1, lint_f1: over the kinds, roles and codes of each example;
//   - grounded: share of the quoted fields that stand in the transcript, apart from case and white space.
package scoring

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/lyhord/lyhord/dictation"
)

// Example is a dictation with the draft expected of it.
type Example struct {
	Input    dictation.Input `json:"input"`
	Expected dictation.Draft `json:"expected"`
}

// Figure is one measure, from 0 to 1; counts of examples are whole numbers.
type Figure struct {
	Name  string
	Value float64
	Count bool
}

// String prints the figure as "name value".
func (f Figure) String() string {
	if f.Count {
		return fmt.Sprintf("%s %.0f", f.Name, f.Value)
	}
	return fmt.Sprintf("%s %.3f", f.Name, f.Value)
}

// ReadLines reads JSON objects, one a line; blank lines are skipped.
func ReadLines[T any](r io.Reader) ([]T, error) {
	var out []T
	scanner := bufio.NewScanner(r)
	scanner.Buffer(nil, 1<<20)
	for n := 1; scanner.Scan(); n++ {
		if strings.TrimSpace(scanner.Text()) == "" {
			continue
		}
		var v T
		if err := json.Unmarshal(scanner.Bytes(), &v); err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		out = append(out, v)
	}
	return out, scanner.Err()
}

// Score compares the drafts with what was expected of the examples. An example without a draft counts as an empty one.
func Score(examples []Example, drafts []dictation.Draft) []Figure {
	byID := map[string]dictation.Draft{}
	for _, d := range drafts {
		byID[d.ID] = d
	}
	var t tally
	for _, ex := range examples {
		draft, ok := byID[ex.Input.ID]
		if ok {
			t.answered++
		}
		t.add(ex, draft)
	}
	return t.figures(len(examples))
}

// tally gathers what the figures are made of.
type tally struct {
	answered                               int
	outcome, deviation                     f1
	observation, contact, lint             f1
	code, reason, measure, followUp, clock mean
	grounded                               mean
}

func (t *tally) add(ex Example, d dictation.Draft) {
	t.outcome.add(outcomes(ex.Expected), outcomes(d))
	want, got := byActivity(ex.Expected), byActivity(d)
	t.deviation.add(deviations(want), deviations(got))
	for id := range union(want, got) {
		t.addEntry(want[id], got[id])
	}
	t.observation.add(kinds(ex.Expected), kinds(d))
	t.contact.add(roles(ex.Expected), roles(d))
	t.lint.add(codes(ex.Expected), codes(d))
	text := squash(ex.Input.Text)
	for _, q := range Quotes(d) {
		t.grounded.add(share(strings.Contains(text, squash(q))))
	}
}

func (t *tally) addEntry(want, got dictation.Entry) {
	if want.Outcome.Deviates() && got.Outcome.Deviates() {
		t.code.add(share(deref(want.ReasonCode) == deref(got.ReasonCode)))
	}
	t.reason.addTokens(want.Reason, got.Reason)
	t.measure.addTokens(want.Measure, got.Measure)
	t.followUp.addTokens(want.FollowUp, got.FollowUp)
	if deref(want.Time) != "" || deref(got.Time) != "" {
		t.clock.add(share(deref(want.Time) == deref(got.Time)))
	}
}

func (t *tally) figures(examples int) []Figure {
	return []Figure{
		{"examples", float64(examples), true}, {"answered", float64(t.answered), true},
		{"outcome_f1", t.outcome.f1(), false},
		{"deviation_recall", t.deviation.recall(), false}, {"deviation_precision", t.deviation.precision(), false},
		{"reason_code_accuracy", t.code.value(), false},
		{"reason_f1", t.reason.value(), false}, {"measure_f1", t.measure.value(), false}, {"follow_up_f1", t.followUp.value(), false},
		{"time_accuracy", t.clock.value(), false},
		{"observation_f1", t.observation.f1(), false}, {"contact_f1", t.contact.f1(), false}, {"lint_f1", t.lint.f1(), false},
		{"grounded", t.grounded.value(), false},
	}
}

// outcomes lists the pairs of activity and outcome; unplanned tasks go by number.
func outcomes(d dictation.Draft) []string {
	var out []string
	for _, e := range d.Entries {
		id := "EXTRA"
		if e.Activity != nil {
			id = *e.Activity
		}
		out = append(out, id+" "+string(e.Outcome))
	}
	return out
}

func byActivity(d dictation.Draft) map[string]dictation.Entry {
	out := map[string]dictation.Entry{}
	for _, e := range d.Entries {
		if e.Activity != nil {
			out[*e.Activity] = e
		}
	}
	return out
}

func deviations(entries map[string]dictation.Entry) []string {
	var out []string
	for id, e := range entries {
		if e.Outcome.Deviates() {
			out = append(out, id)
		}
	}
	return out
}

func union(a, b map[string]dictation.Entry) map[string]bool {
	out := map[string]bool{}
	for id := range a {
		out[id] = true
	}
	for id := range b {
		out[id] = true
	}
	return out
}

func kinds(d dictation.Draft) []string {
	return list(d.Observations, func(o dictation.Observation) string { return string(o.Kind) })
}

func roles(d dictation.Draft) []string {
	return list(d.Contacts, func(c dictation.Contact) string { return string(c.Role) })
}

func codes(d dictation.Draft) []string {
	return list(d.Lint, func(l dictation.Lint) string { return string(l.Code) })
}

func list[T any](items []T, name func(T) string) []string {
	var out []string
	for _, item := range items {
		out = append(out, name(item))
	}
	return out
}

// Quotes lists every quoted field of a draft that is not empty.
func Quotes(d dictation.Draft) []string {
	var out []string
	for _, e := range d.Entries {
		out = append(out, e.Quote, deref(e.Reason), deref(e.Measure), deref(e.FollowUp))
	}
	out = append(out, list(d.Observations, func(o dictation.Observation) string { return o.Quote })...)
	out = append(out, list(d.Contacts, func(c dictation.Contact) string { return c.Quote })...)
	out = append(out, list(d.Lint, func(l dictation.Lint) string { return l.Quote })...)
	var filled []string
	for _, q := range out {
		if q != "" {
			filled = append(filled, q)
		}
	}
	return filled
}

func squash(s string) string { return strings.Join(strings.Fields(strings.ToLower(s)), " ") }

func deref[T ~string](p *T) T {
	if p == nil {
		return ""
	}
	return *p
}

func share(ok bool) float64 {
	if ok {
		return 1
	}
	return 0
}

var wordPattern = regexp.MustCompile(`[\pL\pN_]+`)

// tokenF1 compares two texts as bags of words; none says that both are empty.
func tokenF1(want, got string) (value float64, none bool) {
	a, b := wordPattern.FindAllString(strings.ToLower(want), -1), wordPattern.FindAllString(strings.ToLower(got), -1)
	if len(a)+len(b) == 0 {
		return 0, true
	}
	common := overlap(a, b)
	return 2 * float64(common) / float64(len(a)+len(b)), false
}

// overlap counts what two bags have in common.
func overlap(a, b []string) int {
	left := map[string]int{}
	for _, w := range a {
		left[w]++
	}
	n := 0
	for _, w := range b {
		if left[w] > 0 {
			left[w]--
			n++
		}
	}
	return n
}

// f1 counts hits and misses of bags of names.
type f1 struct{ hit, extra, missed int }

func (f *f1) add(want, got []string) {
	n := overlap(want, got)
	f.hit += n
	f.extra += len(got) - n
	f.missed += len(want) - n
}

func (f *f1) precision() float64 { return ratio(f.hit, f.hit+f.extra) }
func (f *f1) recall() float64    { return ratio(f.hit, f.hit+f.missed) }
func (f *f1) f1() float64        { return ratio(2*f.hit, 2*f.hit+f.extra+f.missed) }

// ratio is 1 where there was nothing to find.
func ratio(a, b int) float64 {
	if b == 0 {
		return 1
	}
	return float64(a) / float64(b)
}

// mean averages what was added; 1 where nothing was.
type mean struct {
	sum float64
	n   int
}

func (m *mean) add(v float64) {
	m.sum += v
	m.n++
}

func (m *mean) addTokens(want, got *string) {
	if v, none := tokenF1(deref(want), deref(got)); !none {
		m.add(v)
	}
}

func (m *mean) value() float64 {
	if m.n == 0 {
		return 1
	}
	return m.sum / float64(m.n)
}

// Calibration tells how often the outcomes of planned activities are right, by the confidence they carry: of those with at least so much, the share that is right
// (right_from_0.90) and how many they are (count_from_0.90). An outcome is wrong, too, for an activity that nothing was said of.
func Calibration(examples []Example, drafts []dictation.Draft) []Figure {
	byID := map[string]dictation.Draft{}
	for _, d := range drafts {
		byID[d.ID] = d
	}
	steps := []float64{0, 0.5, 0.7, 0.8, 0.9}
	right, count := make([]float64, len(steps)), make([]float64, len(steps))
	for _, ex := range examples {
		want := byActivity(ex.Expected)
		for id, e := range byActivity(byID[ex.Input.ID]) {
			for k, least := range steps {
				if e.Confidence >= least {
					count[k]++
					right[k] += share(want[id].Outcome == e.Outcome)
				}
			}
		}
	}
	var out []Figure
	for k, s := range steps {
		if count[k] > 0 {
			out = append(out, Figure{fmt.Sprintf("right_from_%.2f", s), right[k] / count[k], false}, Figure{fmt.Sprintf("count_from_%.2f", s), count[k], true})
		}
	}
	return out
}
