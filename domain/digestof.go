package domain

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/lyhord/lyhord/dictation"
)

// How long the lists of a digest are at most.
const (
	maxActivities  = 100
	maxReasonTexts = 3 // of each reason code
	maxMeasures    = 5
	maxFollowUps   = 10
	maxExtras      = 20
	maxFindings    = 10 // of each kind of observation, and each role of contact
	maxWhole       = 20
	maxOpen        = 50
)

// digestOf makes the digest of what was gathered.
func digestOf(g *gathering) *Digest {
	ahead := func(v *Visit) bool { return !v.dueAt(g.now) }
	visits, before := slices.DeleteFunc(slices.Clone(g.visits), ahead), slices.DeleteFunc(slices.Clone(g.visitsBefore), ahead)
	d := &Digest{
		BrukareID: g.brukare, From: g.from, To: g.from.Add(g.days - 1), Complete: g.complete,
		Visits: tallyVisits(visits), VisitsBefore: tallyVisits(before),
		Activities: activityDigests(visits, before, g.notes),
		Extras:     extrasOf(g.notes, g.notesBefore), Observations: observationsOf(g.notes, g.notesBefore), Contacts: contactsOf(g.notes, g.notesBefore),
		WholeVisit: slices.DeleteFunc(slices.Clone(g.wholeVisit), func(d *Deviation) bool { return d.State == DeviationWithdrawn }),
		QuietDays:  g.quietDays(visits),
	}
	d.Complete = d.Complete && len(d.Activities) <= maxActivities && len(d.WholeVisit) <= maxWhole && len(g.unacknowledged) <= maxOpen
	d.Activities, d.WholeVisit, d.Unacknowledged = first(d.Activities, maxActivities), first(d.WholeVisit, maxWhole), first(g.unacknowledged, maxOpen)
	return d
}

func first[T any](list []T, n int) []T { return list[:min(len(list), n)] }

// dueAt reports whether there is something to say of v at now: it was begun, or its time is over.
func (v *Visit) dueAt(now time.Time) bool {
	return v.State == VisitStarted || v.State == VisitCompleted || !v.End.After(now)
}

func tallyVisits(vs []*Visit) VisitTally {
	t := VisitTally{Planned: len(vs)}
	for _, v := range vs {
		switch v.State {
		case VisitCompleted:
			t.Completed++
		case VisitStarted:
			t.Open++
		case VisitCancelled:
			t.Cancelled++
		default:
			t.Missed++
		}
	}
	return t
}

// occasion is one visit that planned an activity, with what notes say of it beside the check-off.
type occasion struct {
	visit    *Visit
	activity *VisitActivity
	entries  []wording
}

// wording is what was said of an activity, and where.
type wording struct {
	Statement                 // without text
	code                      dictation.ReasonCode
	reason, measure, followUp string
}

// occasions sorts visits by the activities that they planned, each in order of time.
func occasions(vs []*Visit) map[ActivityID][]*occasion {
	out := map[ActivityID][]*occasion{}
	for _, v := range vs {
		for i := range v.Activities {
			a := &v.Activities[i]
			out[a.ID] = append(out[a.ID], &occasion{visit: v, activity: a})
		}
	}
	return out
}

// outcome is what became of the activity; empty while it is unanswered.
func (o *occasion) outcome() dictation.Outcome {
	if o.activity.CheckOff == nil {
		return ""
	}
	return o.activity.CheckOff.Outcome
}

// tally counts what became of an activity.
func tally(os []*occasion) (t ActivityTally) {
	for _, o := range os {
		if o.visit.State == VisitCancelled {
			t.Cancelled++
			continue
		}
		t.Planned++
		switch o.outcome() {
		case dictation.Performed:
			t.Performed++
		case dictation.Partial:
			t.Partial++
		case dictation.Declined:
			t.Declined++
		case dictation.NotPerformed:
			t.NotPerformed++
		default:
			t.Unanswered++
		}
	}
	return t
}

func activityDigests(visits, before []*Visit, notes []*JournalNote) []ActivityDigest {
	now, then := occasions(visits), occasions(before)
	hear(now, notes)
	var out []ActivityDigest
	sortKeys := map[ActivityID]string{}
	for id, os := range now {
		a := ActivityDigest{
			Activity: id, Title: os[len(os)-1].activity.Title, Tally: tally(os), Before: tally(then[id]),
			Reasons: reasonsOf(os), Spread: spreadOf(os),
		}
		a.Measures, a.FollowUps = measuresOf(os), followUpsOf(os)
		sortKeys[id] = SortKey(a.Title)
		out = append(out, a)
	}
	slices.SortFunc(out, func(a, b ActivityDigest) int {
		return cmp.Or(cmp.Compare(b.Tally.Deviations(), a.Tally.Deviations()), cmp.Compare(sortKeys[a.Activity], sortKeys[b.Activity]), cmp.Compare(a.Activity, b.Activity))
	})
	return out
}

// hear puts to each occasion what notes about its visit say of the activity. A check-off that a note made says the same; one that was made
// by hand, or by an earlier note, may say something else.
func hear(os map[ActivityID][]*occasion, notes []*JournalNote) {
	type key struct {
		visit    VisitID
		activity ActivityID
	}
	at := map[key]*occasion{}
	for id, list := range os {
		for _, o := range list {
			at[key{o.visit.ID, id}] = o
		}
	}
	for _, n := range notes {
		for _, e := range n.Entries {
			if o := at[key{n.Visit, e.Activity}]; o != nil {
				o.entries = append(o.entries, wording{statement(n, e.DoneAt), e.ReasonCode, e.Reason, e.Measure, e.FollowUp})
			}
		}
	}
}

// statement is the place of words in a note.
func statement(n *JournalNote, doneAt *time.Time) Statement {
	return Statement{At: *cmp.Or(doneAt, &n.EventAt), VisitID: n.Visit, NoteID: n.ID}
}

// said is all that was said of the activity at the visit: by the check-off first, then by the notes, the oldest first. What gives no reason
// code has that of the one before, whose words it adds to.
func (o *occasion) said() []wording {
	c := o.activity.CheckOff
	if c == nil {
		return o.entries
	}
	by := Statement{At: *cmp.Or(c.DoneAt, &c.At), VisitID: o.visit.ID, NoteID: c.Note}
	out := append([]wording{{by, c.ReasonCode, c.Reason, c.Measure, c.FollowUp}}, o.entries...)
	for i := range out[1:] {
		out[i+1].code = cmp.Or(out[i+1].code, out[i].code)
	}
	return out
}

// texts returns the texts that get takes from what was said at the visit, each once.
func (o *occasion) texts(get func(wording) string) []Statement {
	var out []Statement
	for _, x := range o.said() {
		x.Text = get(x)
		if x.Text != "" && !slices.ContainsFunc(out, func(s Statement) bool { return s.Text == x.Text }) {
			out = append(out, x.Statement)
		}
	}
	return out
}

// reasonsOf returns why an activity deviated.
func reasonsOf(os []*occasion) []ReasonDigest {
	byCode := map[dictation.ReasonCode]*ReasonDigest{}
	for _, o := range os {
		if o.visit.State == VisitCancelled || !o.outcome().Deviates() {
			continue
		}
		for _, code := range o.codes() {
			r := byCode[code]
			if r == nil {
				r = &ReasonDigest{ReasonCode: code}
				byCode[code] = r
			}
			r.Count++
			r.Latest = append(r.Latest, o.texts(func(x wording) string {
				if x.code != code {
					return ""
				}
				return x.reason
			})...)
		}
	}
	return mostFirst(byCode, func(r *ReasonDigest) (int, dictation.ReasonCode) {
		r.Latest = latest(r.Latest, maxReasonTexts)
		return r.Count, r.ReasonCode
	})
}

// codes returns the causes that were given at the visit, each once; the empty one where there is none.
func (o *occasion) codes() []dictation.ReasonCode {
	var out []dictation.ReasonCode
	for _, x := range o.said() {
		if x.code != "" || x.reason != "" {
			out = append(out, x.code)
		}
	}
	if out == nil {
		return []dictation.ReasonCode{""}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func measuresOf(os []*occasion) []Statement {
	var out []Statement
	for _, o := range os {
		out = append(out, o.texts(func(x wording) string { return x.measure })...)
	}
	return latest(out, maxMeasures)
}

// followUpsOf returns what was to be followed up, and whether the activity was performed at a later visit.
func followUpsOf(os []*occasion) []FollowUpSaid {
	var out []FollowUpSaid
	for i, o := range os {
		for _, x := range o.texts(func(x wording) string { return x.followUp }) {
			f := FollowUpSaid{Statement: x}
			for _, later := range os[i+1:] {
				if !later.visit.Start.After(o.visit.Start) || later.visit.State == VisitCancelled {
					continue
				}
				f.PlannedAfter++
				if c := later.activity.CheckOff; f.PerformedAt == nil && later.outcome() == dictation.Performed {
					f.PerformedAt, f.PerformedVisit = new(*cmp.Or(c.DoneAt, &c.At)), later.visit.ID
				}
			}
			out = append(out, f)
		}
	}
	slices.SortStableFunc(out, func(a, b FollowUpSaid) int { return newer(a.Statement, b.Statement) })
	return first(out, maxFollowUps)
}

// spreadOf counts deviations by weekday and part of the day.
func spreadOf(os []*occasion) []DeviationSpread {
	type when struct{ day, part int }
	cells := map[when]*DeviationSpread{}
	for _, o := range os {
		if o.visit.State == VisitCancelled {
			continue
		}
		t := o.visit.Start.In(Stockholm)
		part, n := partOfDay(t)
		w := when{(int(t.Weekday()) + 6) % 7, n}
		c := cells[w]
		if c == nil {
			c = &DeviationSpread{Weekday: weekdays[t.Weekday()], PartOfDay: part}
			cells[w] = c
		}
		c.Planned++
		if o.outcome().Deviates() {
			c.Deviations++
		}
	}
	var out []DeviationSpread
	for _, w := range slices.SortedFunc(maps.Keys(cells), func(a, b when) int { return cmp.Or(a.day-b.day, a.part-b.part) }) {
		if cells[w].Deviations > 0 {
			out = append(out, *cells[w])
		}
	}
	return out
}

// partOfDay returns the part of the day of a time in Sweden, and its place in the order of the list; the night comes last.
func partOfDay(t time.Time) (PartOfDay, int) {
	switch h := t.Hour(); {
	case h < 6, h >= 22:
		return Night, 3
	case h < 11:
		return Morning, 0
	case h < 17:
		return Daytime, 1
	default:
		return Evening, 2
	}
}

func extrasOf(notes, before []*JournalNote) ExtraDigest {
	d := ExtraDigest{Before: len(extraTasks(before))}
	tasks := extraTasks(notes)
	d.Count, d.Latest = len(tasks), latest(tasks, maxExtras)
	return d
}

// extraTasks returns the unplanned tasks of the notes, by the words that show them best.
func extraTasks(notes []*JournalNote) []Statement {
	var out []Statement
	for _, n := range notes {
		for _, e := range n.Entries {
			if e.Outcome == dictation.Extra {
				s := statement(n, e.DoneAt)
				s.Text = cmp.Or(e.Quote, e.Measure, e.Reason, e.FollowUp, firstWords(n.Text, 200))
				out = append(out, s)
			}
		}
	}
	return out
}

func observationsOf(notes, before []*JournalNote) []ObservationDigest {
	byKind := map[dictation.ObservationKind]*ObservationDigest{}
	of := func(k dictation.ObservationKind) *ObservationDigest {
		if byKind[k] == nil {
			byKind[k] = &ObservationDigest{Kind: k}
		}
		return byKind[k]
	}
	for _, n := range notes {
		for _, o := range n.Observations {
			d, s := of(o.Kind), statement(n, nil)
			s.Text = o.Quote
			d.Count, d.Latest = d.Count+1, append(d.Latest, s)
		}
	}
	for _, n := range before {
		for _, o := range n.Observations {
			of(o.Kind).Before++
		}
	}
	return mostFirst(byKind, func(d *ObservationDigest) (int, dictation.ObservationKind) {
		d.Latest = latest(d.Latest, maxFindings)
		return d.Count, d.Kind
	})
}

func contactsOf(notes, before []*JournalNote) []ContactDigest {
	byRole := map[dictation.ContactRole]*ContactDigest{}
	of := func(r dictation.ContactRole) *ContactDigest {
		if byRole[r] == nil {
			byRole[r] = &ContactDigest{Role: r}
		}
		return byRole[r]
	}
	for _, n := range notes {
		for _, c := range n.Contacts {
			d, s := of(c.Role), statement(n, nil)
			s.Text = c.Quote
			if c.Name != nil {
				s.Name = *c.Name
			}
			d.Count, d.Latest = d.Count+1, append(d.Latest, s)
		}
	}
	for _, n := range before {
		for _, c := range n.Contacts {
			of(c.Role).Before++
		}
	}
	return mostFirst(byRole, func(d *ContactDigest) (int, dictation.ContactRole) {
		d.Latest = latest(d.Latest, maxFindings)
		return d.Count, d.Role
	})
}

// mostFirst lists what was counted, the most frequent first, then by name. finish is called once with each, and returns its number and name.
func mostFirst[K ~string, V any](m map[K]*V, finish func(*V) (int, K)) []V {
	count := map[K]int{}
	for k, v := range m {
		count[k], _ = finish(v)
	}
	var out []V
	for _, k := range slices.SortedFunc(maps.Keys(m), func(a, b K) int { return cmp.Or(count[b]-count[a], cmp.Compare(a, b)) }) {
		out = append(out, *m[k])
	}
	return out
}

// newer orders the newest first, and what is of the same time always alike.
func newer(a, b Statement) int {
	return cmp.Or(b.At.Compare(a.At), cmp.Compare(a.VisitID, b.VisitID), cmp.Compare(a.NoteID, b.NoteID), cmp.Compare(a.Text, b.Text))
}

// latest returns the newest n, the newest first.
func latest(list []Statement, n int) []Statement {
	slices.SortStableFunc(list, newer)
	return first(list, n)
}

// quietDays lists the days before today of which nothing tells. Of a day that was not read whole something may.
func (g *gathering) quietDays(visits []*Visit) []QuietDay {
	planned, told := map[Day]int{}, map[Day]bool{}
	for _, v := range visits {
		day := DayOf(v.Start)
		if v.State != VisitCancelled {
			planned[day]++
		}
		told[day] = told[day] || len(v.Unanswered()) < len(v.Activities)
	}
	for _, n := range g.notes {
		told[DayOf(n.EventAt)] = true
	}
	var out []QuietDay
	for i := range g.days {
		if day := g.from.Add(i); day > DayOf(g.cut) && day < DayOf(g.now) && !told[day] {
			out = append(out, QuietDay{day, planned[day]})
		}
	}
	return out
}
