package demo

import (
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/lyhord/lyhord/dictation"
	"github.com/lyhord/lyhord/domain"
)

func TestWhoMaySeeWhat(t *testing.T) {
	clock := noon
	sv := service(t, seeded(t, noon), &clock)
	visits, err := sv.As(actor(domain.ActorStaff, string(Worker))).Today(t.Context(), domain.DayOf(noon))
	if err != nil || len(visits) < 4 {
		t.Errorf("Anna's day has %d visits, %v", len(visits), err)
	}
	for _, x := range []struct {
		kind    domain.ActorKind
		person  string
		brukare domain.BrukareID
		want    domain.Code
	}{
		{domain.ActorNarstaende, "lisa", "astrid", ""},
		{domain.ActorNarstaende, "lisa", "bengt", domain.NotFound},
		{domain.ActorNarstaende, "mats", "bengt", domain.NotFound},    // withdrawn
		{domain.ActorNarstaende, "yasmin", "hassan", domain.NotFound}, // expired
		{domain.ActorBrukare, "astrid", "astrid", ""},
		{domain.ActorBrukare, "astrid", "bengt", domain.NotFound},
		{domain.ActorStaff, "maria", "ingrid", ""},
		{domain.ActorStaff, "maria", "astrid", domain.NotFound},
		{domain.ActorStaff, "eva", "linnea", ""},
	} {
		p, err := sv.As(actor(x.kind, x.person)).Plan(t.Context(), x.brukare)
		if domain.CodeOf(err) != x.want || (p != nil) != (x.want == "") {
			t.Errorf("%s reads the plan of %s: %v", x.person, x.brukare, err)
		}
	}
	for _, k := range []string{"karin", "maria"} {
		page, err := sv.As(actor(domain.ActorStaff, k)).Deviations(t.Context(), 100, "", domain.DeviationReported)
		if err != nil || len(page.Deviations) == 0 {
			t.Errorf("%s has %v waiting, %v", k, page, err)
		}
	}
}

// A Session that is told the same at the same times reports the same.
func TestDeviationsAreThoseOfTheDomain(t *testing.T) {
	c := mustRead(t)
	w := newWorld(c, domain.DayOf(noon), noon)
	days, err := w.days()
	if err != nil {
		t.Fatal(err)
	}
	outcomes := slices.DeleteFunc(slices.Concat(days...), func(o *outcome) bool { return o.note == nil && len(o.deviations) == 0 })
	r := &replay{t: t, world: w, store: open(t), want: map[key]*domain.Deviation{}}
	r.service = service(t, r.store, &r.now)
	r.prepare(c, outcomes)
	for _, o := range outcomes {
		r.gather(o)
	}
	slices.SortStableFunc(r.steps, func(a, b step) int { return a.at.Compare(b.at) })
	for _, s := range r.steps {
		r.now = s.at
		s.do()
	}
	if len(r.want) > 0 || r.met < 70 {
		t.Errorf("%d deviations were reported, %d are missing", r.met, len(r.want))
	}
}

// replay lets a Session do what the demo says was done.
type replay struct {
	t       *testing.T
	world   *world
	store   domain.Store
	service *domain.Service
	now     time.Time
	steps   []step
	want    map[key]*domain.Deviation
	met     int
}

type step struct {
	at time.Time
	do func()
}

type key struct {
	visit    domain.VisitID
	activity domain.ActivityID
}

// prepare writes the people, and the visits as planned.
func (r *replay) prepare(c *cast, outcomes []*outcome) {
	b := &batch{}
	var err error
	if b.inserted, err = c.people(domain.DayOf(noon)); err != nil {
		r.t.Fatal(err)
	}
	for _, o := range outcomes {
		v := *o.visit
		v.State, v.StartedAt, v.CompletedAt = domain.VisitPlanned, nil, nil
		v.Activities = slices.Clone(v.Activities)
		for i := range v.Activities {
			v.Activities[i].CheckOff = nil
		}
		b.insert(&v)
	}
	if err := b.write(r.t.Context(), r.store); err != nil {
		r.t.Fatal(err)
	}
}

func (r *replay) gather(o *outcome) {
	for _, d := range o.deviations {
		r.want[key{d.Visit, d.Activity}] = d
	}
	v := o.visit
	s := r.service.As(actor(domain.ActorStaff, string(v.Staff)))
	r.steps = append(r.steps, step{*v.StartedAt, func() {
		_, err := s.StartVisit(r.t.Context(), domain.VisitInput{CommandID: command(), VisitID: v.ID})
		r.check(err)
	}})
	for _, a := range v.Activities {
		if x := a.CheckOff; x != nil && x.Deviation != "" && x.Note == "" {
			r.steps = append(r.steps, step{x.At, func() { r.checkOff(s, o, x) }})
		}
	}
	if o.note != nil {
		r.steps = append(r.steps, step{o.note.WrittenAt, func() { r.sign(s, o) }})
	}
}

func (r *replay) checkOff(s *domain.Session, o *outcome, x *domain.CheckOff) {
	got, err := s.CheckOff(r.t.Context(), domain.CheckOffInput{
		CommandID: command(), VisitID: o.visit.ID, ActivityID: x.Activity, Outcome: x.Outcome, ReasonCode: x.ReasonCode, Reason: x.Reason,
		Measure: x.Measure, FollowUp: x.FollowUp, Time: domain.ClockTimeOf(x.DoneAt), Circumstances: r.said(o),
	})
	r.check(err)
	r.compare(got.Deviation)
}

func (r *replay) sign(s *domain.Session, o *outcome) {
	n := o.note
	in := domain.SignNoteInput{
		CommandID: command(), VisitID: n.Visit, Text: n.Text, Observations: n.Observations, Contacts: n.Contacts, Circumstances: r.said(o),
	}
	if n.Heading != domain.HeadingPerformed && n.Heading != domain.HeadingNotPerformed {
		in.Heading = n.Heading
	}
	for _, e := range n.Entries {
		in.Entries = append(in.Entries, domain.NoteEntryInput{
			ActivityID: e.Activity, Outcome: e.Outcome, ReasonCode: e.ReasonCode, Reason: e.Reason, Measure: e.Measure, FollowUp: e.FollowUp,
			Time: domain.ClockTimeOf(e.DoneAt), Quote: e.Quote,
		})
	}
	got, err := s.SignNote(r.t.Context(), in)
	r.check(err)
	if !got.Note.EventAt.Equal(n.EventAt) || !got.Note.WrittenAt.Equal(n.WrittenAt) || got.Note.Heading != n.Heading ||
		got.Note.AuthorTitle != n.AuthorTitle || !slices.EqualFunc(got.Note.Entries, n.Entries, sameEntry) {
		r.t.Errorf("the domain's note of %s is\n%+v\nand the demo's\n%+v", n.Visit, got.Note, n)
	}
	for _, d := range got.Deviations {
		r.compare(d)
	}
}

// said returns the circumstances that the visit's story names.
func (r *replay) said(o *outcome) []dictation.Circumstance {
	bookings, err := r.world.cast.book(domain.DayOf(o.visit.Start))
	r.check(err)
	b := bookings[slices.IndexFunc(bookings, func(b *booking) bool { return b.id() == o.visit.ID })]
	chance := b.chance()
	b.timing(chance)
	return r.world.story(b, o.visit, chance).Circumstances
}

func sameEntry(a, b domain.NoteEntry) bool {
	return a.Activity == b.Activity && a.Title == b.Title && a.Outcome == b.Outcome && a.ReasonCode == b.ReasonCode && a.Reason == b.Reason &&
		a.Measure == b.Measure && a.FollowUp == b.FollowUp && domain.ClockTimeOf(a.DoneAt) == domain.ClockTimeOf(b.DoneAt) && a.Quote == b.Quote
}

// compare checks a deviation that the domain reported against the demo's.
func (r *replay) compare(got *domain.Deviation) {
	r.t.Helper()
	k := key{got.Visit, got.Activity}
	want := r.want[k]
	if want == nil {
		r.t.Errorf("the domain reports %+v, and the demo nothing", got)
		return
	}
	delete(r.want, k)
	r.met++
	sameWords := got.Reason == want.Reason && got.Measure == want.Measure && got.FollowUp == want.FollowUp && got.ActivityTitle == want.ActivityTitle
	sameRecipient := func(a, b domain.Recipient) bool { return a.Staff == b.Staff }
	if got.Priority != want.Priority || got.Why != want.Why || got.Outcome != want.Outcome || got.ReasonCode != want.ReasonCode || !sameWords ||
		!got.ReportedAt.Equal(want.ReportedAt) || got.ReportedBy != want.ReportedBy || !slices.EqualFunc(got.Recipients, want.Recipients, sameRecipient) {
		r.t.Errorf("the domain reports\n%+v\nand the demo\n%+v", got, want)
	}
}

func (r *replay) check(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatalf("%s: %v", r.now, err)
	}
}

func command() domain.CommandID { return domain.CommandID(uuid.NewString()) }
