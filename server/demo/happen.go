package demo

import (
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/lyhord/lyhord/dictation"
	"github.com/lyhord/lyhord/domain"
)

// timing is when the parts of a visit happen.
type timing struct {
	started, signed, completed time.Time
}

func (b *booking) timing(chance *rand.Rand) timing {
	jitter := func() time.Duration { return time.Duration(chance.IntN(150)) * time.Second }
	t := timing{started: b.start.Add(jitter()), completed: b.end.Add(-jitter())}
	t.signed = t.completed.Add(-time.Duration(20+chance.IntN(40)) * time.Second)
	return t
}

// happen lets the visit go as far as it has come by now.
func (w *world) happen(b *booking, o *outcome) {
	chance := b.chance()
	t := b.timing(chance)
	s := w.story(b, o.visit, chance)
	if s == nil {
		s = &story{}
	}
	if s.Cancelled && b.day <= domain.DayOf(w.now) {
		o.visit.State = domain.VisitCancelled
		return
	}
	if w.now.Before(t.started) {
		return
	}
	_ = o.visit.Begin(t.started, b.staff) // a planned visit can always be begun
	for i := range o.visit.Activities {
		w.answer(b, o, s, t, i)
	}
	if w.now.Before(t.signed) {
		return
	}
	w.sign(b, o, s, t)
	if !w.now.Before(t.completed) {
		_ = o.visit.Complete(*pointer(t.completed)) // every activity is answered by now
	}
	for _, d := range o.deviations {
		w.acknowledge(b, d, s.Answer, chance)
	}
}

// answer checks one activity off, if the time for it has come. What a note speaks of is checked off when the note is signed.
func (w *world) answer(b *booking, o *outcome, s *story, t timing, i int) {
	a := &o.visit.Activities[i]
	e := s.entry(b.brukare, a.ID)
	n := time.Duration(len(o.visit.Activities))
	at := *pointer(t.started.Add(t.signed.Sub(t.started) * time.Duration(i+1) / (n + 1)).Truncate(time.Second))
	if s.Text != "" && e != nil {
		at = t.signed
	}
	if w.now.Before(at) {
		return
	}
	c := domain.CheckOff{ID: domain.CheckOffID(b.part("c", a.ID)), Activity: a.ID, Outcome: dictation.Performed, At: at, By: b.staff}
	if e != nil {
		c.Outcome, c.ReasonCode, c.Reason, c.Measure, c.FollowUp = e.Outcome, e.ReasonCode, e.Reason, e.Measure, e.FollowUp
		c.DoneAt = e.Time.at(b.day)
		if s.Text != "" {
			c.Note = b.noteID()
		}
	}
	if c.Outcome.Deviates() {
		d := w.deviate(b, s, a, &c)
		c.Deviation = d.ID
		o.deviations = append(o.deviations, d)
	}
	_, _ = o.visit.Record(c) // the visit is under way, and the activity unanswered
}

// entry returns what the story says of an activity, nil for nothing.
func (s *story) entry(b *brukare, id domain.ActivityID) *storyEntry {
	for i := range s.Entries {
		if s.Entries[i].Activity != "" && b.activity(s.Entries[i].Activity) == id {
			return &s.Entries[i]
		}
	}
	return nil
}

func (c clock) at(d domain.Day) *time.Time {
	if c == noClock {
		return nil
	}
	return pointer(c.on(d))
}

// part names what belongs to the visit and one of its activities: "c-2026-11-21-astrid-morgon-dusch".
func (b *booking) part(kind string, a domain.ActivityID) string {
	return strings.Replace(string(b.id()), "v", kind, 1) + strings.TrimPrefix(string(a), string(b.brukare.ID))
}

func (b *booking) noteID() domain.NoteID { return domain.NoteID(b.part("n", "")) }

// sign makes the story's note, if it has one, and the deviation of the whole visit that may come of it.
func (w *world) sign(b *booking, o *outcome, s *story, t timing) {
	if s.Text == "" {
		return
	}
	author := w.cast.employee(b.staff)
	n := &domain.JournalNote{
		Head: head(b.noteID()), Brukare: b.brukare.ID, Unit: b.brukare.Unit, Visit: o.visit.ID, EventAt: *o.visit.StartedAt, WrittenAt: t.signed,
		Author: author.ID, AuthorName: author.Name, AuthorTitle: author.Title, Heading: s.Heading, Text: s.Text,
		Observations: s.Observations, Contacts: s.Contacts,
	}
	for _, e := range s.Entries {
		n.Entries = append(n.Entries, b.noteEntry(e, o.visit))
	}
	if n.Heading == "" {
		n.Heading = domain.HeadingPerformed
		if slices.ContainsFunc(n.Entries, func(e domain.NoteEntry) bool { return e.Outcome.Deviates() }) {
			n.Heading = domain.HeadingNotPerformed
		}
	}
	o.note = n
	w.reportWhole(b, o, s)
}

func (b *booking) noteEntry(e storyEntry, v *domain.Visit) domain.NoteEntry {
	n := domain.NoteEntry{
		Outcome: e.Outcome, ReasonCode: e.ReasonCode, Reason: e.Reason, Measure: e.Measure, FollowUp: e.FollowUp, DoneAt: e.Time.at(b.day),
		Quote: e.Quote,
	}
	if a := v.Activity(b.brukare.activity(e.Activity)); a != nil {
		n.Activity, n.Title = a.ID, a.Title
	}
	return n
}

func (c *cast) employee(id domain.StaffID) employee {
	i := slices.IndexFunc(c.Staff, func(e employee) bool { return e.ID == id })
	return c.Staff[i]
}
