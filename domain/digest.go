package domain

import (
	"context"
	"slices"
	"time"

	"github.com/lyhord/lyhord/dictation"
)

// Digest is what a brukare's visits, signed notes and deviations of a period come to, for the kontaktman's monthly review (genomgång av
// social journal). It counts and quotes what is stored, and judges nothing. Every list says its order and has an end.
type Digest struct {
	BrukareID      BrukareID
	From, To       Day  // both included
	Complete       bool // false when there was more than is read; then the oldest are left out, and the numbers too low
	Visits         VisitTally
	VisitsBefore   VisitTally       // of the period of the same length just before
	Activities     []ActivityDigest // the most deviations first, then by title; at most 100
	Extras         ExtraDigest
	Observations   []ObservationDigest // the most frequent first
	Contacts       []ContactDigest     // the most frequent first
	WholeVisit     []*Deviation        // a fall, not being met, untouched food: of a visit as a whole; the newest first, at most 20
	Unacknowledged []*Deviation        // reported before the period's end, and not taken on yet; the oldest first, at most 50
	QuietDays      []QuietDay          // in order of time; only of days that were read whole
}

// VisitTally counts visits. Those still to come do not count.
type VisitTally struct {
	Planned   int // all of them; the sum of the others
	Completed int
	Open      int // begun, not ended
	Missed    int // never begun, and their time is over
	Cancelled int
}

// ActivityTally counts what became of an activity at the visits that planned it.
type ActivityTally struct {
	Planned      int // visits that planned it and were not cancelled; the sum of the next five
	Performed    int
	Partial      int
	Declined     int
	NotPerformed int
	Unanswered   int
	Cancelled    int // visits that planned it and were cancelled
}

// Deviations is how many of the visits deviated from the plan.
func (t ActivityTally) Deviations() int { return t.Partial + t.Declined + t.NotPerformed }

// ActivityDigest is what became of one planned activity in the period.
type ActivityDigest struct {
	Activity  ActivityID
	Title     string // as the latest visit has it
	Tally     ActivityTally
	Before    ActivityTally     // in the period of the same length just before
	Reasons   []ReasonDigest    // the most frequent first
	Measures  []Statement       // the newest first, at most 5
	FollowUps []FollowUpSaid    // the newest first, at most 10
	Spread    []DeviationSpread // in order of the week; only where something deviated
}

// ReasonDigest is one cause of an activity's deviations. A deviation of which notes give several causes counts under each.
type ReasonDigest struct {
	ReasonCode dictation.ReasonCode // empty: none given
	Count      int
	Latest     []Statement // the newest first, at most 3
}

// Statement is words of the journal, with when it was and where they stand.
type Statement struct {
	At      time.Time // when it was done; where that was not said, when it was checked off, or when what a note tells of happened
	Text    string
	Name    string // of a contact: who, as said
	VisitID VisitID
	NoteID  NoteID // the signed note with the words; empty for a check-off by hand
}

// FollowUpSaid is a follow-up that was said of an activity, and what became of the activity later in the period.
type FollowUpSaid struct {
	Statement
	PlannedAfter   int        // later visits that planned the activity and were not cancelled
	PerformedAt    *time.Time // when it was performed next; nil when it has not been
	PerformedVisit VisitID    // at which visit
}

// DeviationSpread is how often an activity deviated at one part of one weekday, by when the visits were to begin.
type DeviationSpread struct {
	Weekday    Weekday
	PartOfDay  PartOfDay
	Planned    int // visits then that planned the activity and were not cancelled
	Deviations int
}

// ExtraDigest is the unplanned tasks that notes tell of.
type ExtraDigest struct {
	Count  int
	Before int         // in the period of the same length just before
	Latest []Statement // the newest first, at most 20
}

// ObservationDigest is what notes have observed of one kind, in this period or the one before.
type ObservationDigest struct {
	Kind   dictation.ObservationKind
	Count  int
	Before int         // in the period of the same length just before
	Latest []Statement // the newest first, at most 10
}

// ContactDigest is who of one role notes say was told or called, in this period or the one before.
type ContactDigest struct {
	Role   dictation.ContactRole
	Count  int
	Before int         // in the period of the same length just before
	Latest []Statement // the newest first, at most 10
}

// QuietDay is a day that is over, and of which no signed note tells and no check-off of its visits.
type QuietDay struct {
	Date   Day
	Visits int // planned for the day and not cancelled
}

// Weekday is a day of the week.
type Weekday string

// weekdays are the days of the week as [time.Weekday] numbers them.
var weekdays = []Weekday{"SUNDAY", "MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY"}

// PartOfDay is a part of the day in Sweden.
type PartOfDay string

// The parts of the day.
const (
	Morning PartOfDay = "MORNING" // 6 to 11
	Daytime PartOfDay = "DAY"     // 11 to 17, from lunch on
	Evening PartOfDay = "EVENING" // 17 to 22
	Night   PartOfDay = "NIGHT"   // 22 to 6
)

// How much a digest reads: of each of the two periods, and of deviations in all.
const (
	digestVisits     = 1500
	digestNotes      = 1000
	digestDeviations = 100
)

// Digest returns what the brukare's visits, notes and deviations come to from a day to another (both included), beside the period of the same
// length just before. Days to come are empty. Returns INVALID for more than 62 days.
func (s *Session) Digest(ctx context.Context, id BrukareID, from, to Day) (*Digest, error) {
	return read(ctx, s, ReadDigest, string(id), func(ctx context.Context, w *principal) (*Digest, []seen, error) {
		if err := checkID("brukareId", id); err != nil {
			return nil, nil, err
		}
		days, err := daysOf(from, to)
		if err != nil {
			return nil, nil, err
		}
		b, err := w.brukare(ctx, s.service.store, id)
		if err != nil {
			return nil, nil, err
		}
		if err := s.admit(ctx, s.service.store, w, b.place()); err != nil {
			return nil, nil, err
		}
		g := &gathering{brukare: id, from: from, days: days, now: w.now, complete: true}
		if err := g.read(ctx, s.service.store, w); err != nil {
			return nil, nil, err
		}
		d := digestOf(g)
		return d, g.seen(), s.recordNotes(ctx, w, d)
	})
}

// daysOf returns how many days a period has. Returns INVALID when it has none, or more than [maxDays].
func daysOf(from, to Day) (int, error) {
	first, err := ParseDay("from", string(from))
	if err != nil {
		return 0, err
	}
	last, err := ParseDay("to", string(to))
	if err != nil {
		return 0, err
	}
	if last < first {
		return 0, invalid("to", "Perioden slutar innan den börjar.", "The period ends before it begins.")
	}
	for n := 1; n <= maxDays; n++ {
		if first.Add(n-1) == last {
			return n, nil
		}
	}
	return 0, invalid("to", "Välj en period på högst 62 dagar.", "Choose a period of at most 62 days.")
}

// gathering is what a digest is made of. Visits and notes are in order of time, and only what the reader may see.
type gathering struct {
	brukare        BrukareID
	from           Day
	days           int
	now            time.Time
	complete       bool      // whether nothing was left out for its number
	cut            time.Time // what is older was left out; zero where nothing was
	visits         []*Visit
	visitsBefore   []*Visit
	notes          []*JournalNote
	notesBefore    []*JournalNote
	wholeVisit     []*Deviation // the newest first
	unacknowledged []*Deviation // the oldest first
}

// read reads the documents of the period and of the one before. What lies ahead is not read.
func (g *gathering) read(ctx context.Context, r Reader, w *principal) (err error) {
	start, end := g.from, min(g.from.Add(g.days), DayOf(g.now).Add(1))
	if g.visitsBefore, g.notesBefore, err = g.readPeriod(ctx, r, w, start.Add(-g.days), min(start, end)); err != nil || end <= start {
		return err
	}
	if g.visits, g.notes, err = g.readPeriod(ctx, r, w, start, end); err != nil {
		return err
	}
	q := Query{
		Index: deviationByActivity, Tenant: w.actor.Tenant, Equal: []any{g.brukare, ActivityID("")},
		From: start.Start(), To: end.Start(), Descending: true, Limit: digestDeviations,
	}
	if g.wholeVisit, err = readSeen[Deviation](ctx, r, w, q, g); err != nil {
		return err
	}
	q.Index, q.Equal, q.From, q.Descending = deviationByState, []any{g.brukare, DeviationReported}, nil, false
	g.unacknowledged, err = readSeen[Deviation](ctx, r, w, q, g)
	return err
}

// readPeriod reads visits and notes from the beginning of a day to that of another.
func (g *gathering) readPeriod(ctx context.Context, r Reader, w *principal, from, to Day) ([]*Visit, []*JournalNote, error) {
	if to <= from {
		return nil, nil, nil
	}
	q := Query{
		Index: visitByBrukare, Tenant: w.actor.Tenant, Equal: []any{g.brukare},
		From: from.Start(), To: to.Start(), Descending: true, Limit: digestVisits, // so that the oldest are left out
	}
	vs, err := readSeen[Visit](ctx, r, w, q, g)
	if err != nil {
		return nil, nil, err
	}
	q.Index, q.Limit = noteByBrukare, digestNotes
	ns, err := readSeen[JournalNote](ctx, r, w, q, g)
	slices.Reverse(vs)
	slices.Reverse(ns)
	return vs, ns, err
}

// readSeen reads what the query finds, up to its limit, and the principal may see: another unit may have the brukare too.
func readSeen[T any, D placed[T]](ctx context.Context, r Reader, w *principal, q Query, g *gathering) ([]D, error) {
	most := q.Limit
	q.Limit++ // to know whether there is more
	found, err := find[T, D](ctx, r, q)
	if len(found) > most {
		g.complete = false
		if oldest := Field(found[most-1], q.Index.Order).(time.Time); q.Descending && oldest.After(g.cut) {
			g.cut = oldest
		}
	}
	found = first(found, most)
	return slices.DeleteFunc(found, func(d D) bool { p := d.place(); return !w.sees(p.reading, p) }), err
}

// seen is the person, and each document that the digest is made of.
func (g *gathering) seen() []seen {
	out := []seen{{g.brukare, string(g.brukare)}}
	out = append(out, visitsSeen(slices.Concat(g.visits, g.visitsBefore))...)
	for _, n := range slices.Concat(g.notes, g.notesBefore) {
		out = append(out, seen{g.brukare, string(n.ID)})
	}
	open := slices.DeleteFunc(slices.Clone(g.unacknowledged), func(d *Deviation) bool {
		return slices.ContainsFunc(g.wholeVisit, func(o *Deviation) bool { return o.ID == d.ID })
	})
	return append(out, deviationsSeen(slices.Concat(g.wholeVisit, open))...)
}

// recordNotes records each note whose words the digest shows as read, beside the record of the digest itself.
func (s *Session) recordNotes(ctx context.Context, w *principal, d *Digest) error {
	var docs []Document
	for _, id := range d.notes() {
		rec := s.record(ReadNote, w.now, d.BrukareID, string(id))
		rec.Count = 1
		docs = append(docs, rec)
	}
	if docs == nil {
		return nil
	}
	return s.insert(ctx, docs...)
}

// notes returns the notes whose words the digest shows, each once, in order of id.
func (d *Digest) notes() []NoteID {
	shown := slices.Clone(d.Extras.Latest)
	for _, o := range d.Observations {
		shown = append(shown, o.Latest...)
	}
	for _, c := range d.Contacts {
		shown = append(shown, c.Latest...)
	}
	for _, a := range d.Activities {
		shown = append(shown, a.Measures...)
		for _, r := range a.Reasons {
			shown = append(shown, r.Latest...)
		}
		for _, f := range a.FollowUps {
			shown = append(shown, f.Statement)
		}
	}
	var out []NoteID
	for _, x := range shown {
		if x.NoteID != "" {
			out = append(out, x.NoteID)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
