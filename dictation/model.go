package dictation

import (
	"math"
	"slices"
	"strings"

	"github.com/lyhord/lyhord/dictation/learn"
)

// Model weighs what the rules and the lexicon hear by what was learnt from examples ([Study]). It is safe for concurrent use.
type Model struct {
	cut     *learn.Model // whether a clause begins before a word
	ear     *sense       // what a clause says by itself
	outcome *learn.Model // what became of an activity: outcomeLabels
	after   *learn.Model // cause, measure and follow-up of a deviation: tags of afterParts
	code    *learn.Model // the code of a cause: codeLabels
	clock   *learn.Model // whether a clock time is that of an activity: no, yes
	observe *learn.Model // observations and unplanned tasks: tags of observeParts
	contact *learn.Model // contacts: tags of contactParts
	lint    *learn.Model // wordings to remark on: tags of lintParts

	chains *learn.Joined // after, observe, contact and lint, which ask the same of each word
}

// The places of the models in chains.
const (
	chainAfter = iota
	chainObserve
	chainContact
	chainLint
)

func (m *Model) join() { m.chains = learn.Join(m.after, m.observe, m.contact, m.lint) }

var (
	outcomeLabels = []Outcome{"", Performed, Partial, Declined, NotPerformed}
	codeLabels    = []ReasonCode{"", Unwilling, Tired, Unwell, Asleep, Absent, Mood, Visitors, StaffTime, Equipment, DoneByOther, DoneBySelf, Safety, OtherReason}
	observeParts  = []ObservationKind{ObservedHealth, ObservedFall, ObservedFoodFluid, ObservedMood, ObservedCognition, ObservedMobility, ObservedSocial, ObservedSafety, ObservedWish, ObservedProgress, extraTask}
	contactParts  = []ContactRole{ContactNurse, ContactDoctor, ContactTherapist, ContactRelative, ContactKontaktman, ContactManager, ContactCaseOfficer, ContactColleague, ContactEmergency, ContactOther}
	lintParts     = []LintCode{LintValueJudgement, LintVague, LintSpeculation, LintHealthcare, LintThirdParty}
)

// The parts of what is said of a deviation.
const (
	partReason = iota
	partMeasure
	partFollowUp
	afterParts // how many there are
)

// extraTask stands among the observations for an unplanned task: both are what is told beside the plan.
const extraTask ObservationKind = "EXTRA"

// A chain is tagged with 0 outside all parts, 2k+1 where part k begins, and 2k+2 where it goes on.

// tagCount is how many tags there are for so many parts.
func tagCount(parts int) int { return 1 + 2*parts }

// mayFollow reports whether a tag may follow another (-1: stand first).
func mayFollow(from, to int) bool { return to == 0 || to%2 == 1 || from == to || from == to-1 }

// tagged is a stretch of words that the tags mark as one part.
type tagged struct {
	span
	part int
}

func spansOf(tags []int) []tagged {
	var out []tagged
	for i, tag := range tags {
		switch {
		case tag == 0:
		case tag%2 == 1:
			out = append(out, tagged{span{i, i + 1}, tag / 2})
		default:
			out[len(out)-1].to = i + 1
		}
	}
	return out
}

// Structure makes the draft of a dictation; see [Structure].
func (m *Model) Structure(in Input) Draft {
	t := listen(in, m.cut, m.ear, true)
	emitted := m.emissions(t)
	d := Draft{ID: in.ID, Entries: m.entries(t, emitted), Observations: []Observation{}, Contacts: m.contacts(t, emitted), Lint: []Lint{}}
	for _, s := range spansOf(m.chains.Decode(chainObserve, emitted)) {
		q := t.cut(s.from, s.to)
		if kind := observeParts[s.part]; kind == extraTask {
			d.Entries = append(d.Entries, Entry{Outcome: Extra, Quote: q})
		} else {
			d.Observations = append(d.Observations, Observation{kind, q})
		}
	}
	for _, s := range spansOf(m.chains.Decode(chainLint, emitted)) {
		d.Lint = append(d.Lint, Lint{lintParts[s.part], t.cut(s.from, s.to)})
	}
	d.Loose = t.loose(d)
	return d
}

// emissions says, for each word, what its features speak for each tag of the chains.
func (m *Model) emissions(t *traits) []int32 {
	size := m.chains.Labels()
	out := make([]int32, len(t.words)*size)
	for c := range t.clauses {
		s, f := &t.sayings[c], &t.clauses[c]
		first := out[s.from*size : (s.from+1)*size]
		m.chains.Emit(f.all, first)
		for i := s.from + 1; i < s.to; i++ {
			copy(out[i*size:(i+1)*size], first)
		}
		for i := s.from; i < s.to; i++ {
			m.chains.Emit(t.words[i], out[i*size:(i+1)*size])
		}
		m.chains.Emit(f.opening, out[s.body*size:(s.body+1)*size])
	}
	return out
}

// entries answers for the planned activities, in the order of the plan. emitted is what was said of each word; see emissions.
func (m *Model) entries(t *traits, emitted []int32) []Entry {
	out := []Entry{}
	var deviations []deviation
	var places []int // of the deviations, in out
	for a, act := range t.in.Activities {
		if slices.ContainsFunc(t.in.Activities[:a], func(b Activity) bool { return b.ID == act.ID }) {
			continue
		}
		p := m.outcome.Classify(t.outcomeFeatures(a))
		k := likeliest(p)
		o := outcomeLabels[k]
		if o == "" || t.rest < 0 && len(t.evidence(a)) == 0 {
			continue // no word speaks of it
		}
		if o.Deviates() {
			deviations, places = append(deviations, t.deviation(a, o)), append(places, len(out))
		}
		out = append(out, Entry{Activity: &act.ID, Outcome: o, Quote: t.quoteFor(a, o), Time: m.timeOf(t, a, o), Confidence: calm(p, k)})
	}
	if len(deviations) == 0 {
		return out
	}
	base := m.chains.Of(chainAfter, emitted)
	for i, d := range deviations {
		m.explain(t, d, deviations, base, &out[places[i]])
	}
	return out
}

// likelyDeviation is how likely it must be that an activity deviates, in whatever way, to be taken for a deviation: a missed one costs most.
const likelyDeviation = 0.4

// likeliest chooses among outcomeLabels.
func likeliest(p []float64) int {
	const first = 2 // of the deviations
	deviates := 0.0
	for _, x := range p[first:] {
		deviates += x
	}
	if deviates > likelyDeviation {
		return first + best(p[first:])
	}
	return best(p[:first])
}

// temperature is by how much the model is too sure of itself. Chosen by how often outcomes were right in text that was not learnt from: of those with a confidence of 0.9
// or more, 98 in 100 are to be right. make score and make cross tell whether they are.
const temperature = 1.6

// calm gives the probability of label k when the model is made less sure of itself.
func calm(p []float64, k int) float64 {
	sum := 0.0
	for _, x := range p {
		sum += math.Pow(x, 1/temperature)
	}
	return math.Pow(p[k], 1/temperature) / sum
}

func best(p []float64) int {
	k := 0
	for i := range p {
		if p[i] > p[k] {
			k = i
		}
	}
	return k
}

// explain gives the entry of deviation d its cause, measure and follow-up. base is what all else says of each word.
func (m *Model) explain(t *traits, d deviation, all []deviation, base []int32, e *Entry) {
	var found [afterParts]span
	for _, s := range spansOf(m.after.Decode(m.afterEmissions(t, d, all, base))) {
		if found[s.part].to == 0 {
			found[s.part] = s.span
		}
	}
	e.Reason, e.Measure, e.FollowUp = t.quoted(found[partReason]), t.quoted(found[partMeasure]), t.quoted(found[partFollowUp])
	if c := codeLabels[best(m.code.Classify(t.codeFeatures(d, found[partReason])))]; c != "" {
		e.ReasonCode = &c
	}
}

func (m *Model) afterEmissions(t *traits, d deviation, all []deviation, base []int32) []int32 {
	size := m.after.Labels()
	out := slices.Clone(base)
	own, plain := t.ruledParts(t.judge, d.activity), t.ruledParts(t.plain, d.activity)
	shared := make([]int32, size)
	for c := range t.clauses {
		s := &t.sayings[c]
		every, opening := t.afterClause(c, d, all)
		clear(shared)
		m.after.Emit(every, shared)
		away := d.away[c]
		for i := s.from; i < s.to; i++ {
			row := out[i*size : (i+1)*size]
			for k, x := range shared {
				row[k] += x
			}
			m.after.Emit(t.afterWord(i, away, own[i], plain[i]), row)
		}
		m.after.Emit(opening, out[s.body*size:(s.body+1)*size])
	}
	return out
}

// ruledParts tells for each word which part of deviation a the rules take it for, or -1.
func (t *traits) ruledParts(by *judge, a int) []int {
	out := slices.Repeat([]int{-1}, len(t.words))
	for p, q := range []span{by.causes[a].span, by.after[a].measure, by.after[a].followUp} {
		for i := q.from; i < q.to; i++ {
			out[i] = p
		}
	}
	return out
}

// quoteFor gives the words that show what became of activity a, of which some clause speaks, or else the rest.
func (t *traits) quoteFor(a int, o Outcome) string {
	shown := t.evidence(a)
	if t.verdict(a) != o && t.plain.verdict(a) == o && len(t.plain.status[a].at) > 0 {
		q := t.plain.quoteOf(t.plain.status[a].at[len(t.plain.status[a].at)-1])
		return t.cut(q.from, q.to)
	}
	if len(shown) == 0 {
		shown = []int{t.rest}
	}
	q := t.quoteOf(shown[len(shown)-1])
	return t.cut(q.from, q.to)
}

// ruledTime gives the clock time that the rules give activity a.
func (t *traits) ruledTime(a int) *string {
	if o := t.verdict(a); o != Performed && o != Partial {
		return nil
	}
	return t.timeOf(a)
}

// timeOf gives the clock time that was said for activity a: the likeliest of all that were said, where it is likely at all.
func (m *Model) timeOf(t *traits, a int, o Outcome) *string {
	ruled, away := t.ruledTime(a), t.awayFrom(t.spokenOf(a))
	top, out := 0.5, (*string)(nil)
	for c := range t.sayings {
		for k := range t.sayings[c].clocks {
			if p := m.clock.Classify(t.clockFeatures(c, k, a, o, away, ruled))[1]; p >= top {
				said := t.sayings[c].clocks[k].on(t.in.At)
				top, out = p, &said
			}
		}
	}
	return out
}

// spokenOf lists the clauses that name activity a or show what became of it.
func (t *traits) spokenOf(a int) []int { return append(t.mentioned(a), t.status[a].at...) }

// contacts tells who was told or called, or is to be. Each role and name is listed once.
func (m *Model) contacts(t *traits, emitted []int32) []Contact {
	out := []Contact{}
	found := spansOf(m.chains.Decode(chainContact, emitted))
	for i, s := range found {
		c := t.clause[s.from]
		if i+1 < len(found) && t.retracted(c, t.clause[found[i+1].from]) {
			continue // "jag ringde sköterskan, nej förlåt, det var doktorn jag ringde"
		}
		q := t.quoteOf(c)
		q.from, q.to = min(q.from, s.from), max(q.to, s.to)
		role := contactParts[s.part]
		reached := Contact{Role: role, Name: t.nameAfter(match{string(role), s.from, s.to}, q.to), Quote: t.cut(q.from, q.to)}
		if !slices.ContainsFunc(out, func(o Contact) bool { return o.Role == role && sameName(o.Name, reached.Name) }) {
			out = append(out, reached)
		}
	}
	return out
}

// retracted reports whether what clause c says is put right by clause next, at most a "nej förlåt" away.
func (t *traits) retracted(c, next int) bool {
	for k := c + 1; k <= next && next <= c+2; k++ {
		if t.sayings[k].startsWith("retract") {
			return true
		}
	}
	return false
}

// likelyTrouble is how likely a clause must be to tell of something that was not as planned, for it to be asked about.
const likelyTrouble = 0.6

// loose gives the clauses that seem to tell of something that was not as planned, and that no deviation of the draft accounts for.
func (t *traits) loose(d Draft) []string {
	out := []string{}
	accounted := make([]bool, len(t.clauses)+1) // with the clause after: what is told goes on
	for a, act := range t.in.Activities {
		if !slices.ContainsFunc(d.Entries, func(e Entry) bool { return e.Activity != nil && *e.Activity == act.ID && e.Outcome.Deviates() }) {
			continue
		}
		for _, c := range t.evidence(a) {
			accounted[max(0, c-1)], accounted[c], accounted[c+1] = true, true, true
		}
	}
	for c := range t.clauses {
		told := t.clauses[c].trouble > likelyTrouble || t.stances[c].deviates() && t.clauses[c].trouble > likelyTrouble/2
		q := t.quoteOf(c)
		if said := t.cut(q.from, q.to); told && !accounted[c] && !d.quotes(said) {
			out = append(out, said)
		}
	}
	return out
}

// quotes reports whether the words stand in a quotation of the draft other than an outcome's.
func (d *Draft) quotes(words string) bool {
	has := func(s *string) bool { return s != nil && strings.Contains(*s, words) }
	return slices.ContainsFunc(d.Entries, func(e Entry) bool { return has(e.Reason) || has(e.Measure) || has(e.FollowUp) }) ||
		slices.ContainsFunc(d.Observations, func(o Observation) bool { return has(&o.Quote) }) ||
		slices.ContainsFunc(d.Lint, func(l Lint) bool { return has(&l.Quote) })
}
