package demo

import (
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/lyhord/lyhord/domain"
)

// How much the demo holds, in days before and after today, and after how many weeks, from Monday to Sunday, the stories come again.
const (
	daysBehind   = 28
	daysAhead    = 7
	weeksOfCycle = 5
)

// outcome is a visit with what came of it.
type outcome struct {
	visit      *domain.Visit
	note       *domain.JournalNote // nil for none
	deviations []*domain.Deviation
}

// world makes what has happened by a moment. Everything about a visit follows from the data, the first day and the visit's id; only how
// far it has come follows from now.
type world struct {
	cast    *cast
	first   domain.Day // the day of the first seeding; it lies in the fifth week of the stories
	now     time.Time
	history map[historyKey][]time.Time // when each activity deviated
}

type historyKey struct {
	brukare  domain.BrukareID
	activity domain.ActivityID
}

func newWorld(c *cast, first domain.Day, now time.Time) *world {
	return &world{cast: c, first: first, now: now.UTC().Truncate(time.Millisecond), history: map[historyKey][]time.Time{}}
}

// days returns the outcomes of each day from four weeks ago, or what lies before the first seeding, to a week ahead.
func (w *world) days() ([][]*outcome, error) {
	today := domain.DayOf(w.now)
	begin := w.first.Add(-daysBehind)
	from := max(today.Add(-daysBehind), begin)
	var out [][]*outcome
	for d := max(from.Add(-7), begin); d <= today.Add(daysAhead); d = d.Add(1) { // a week more, for what counts within a week
		day, err := w.day(d)
		if err != nil {
			return nil, err
		}
		if d >= from {
			out = append(out, day)
		}
	}
	return out, nil
}

func (w *world) day(d domain.Day) ([]*outcome, error) {
	bookings, err := w.cast.book(d)
	if err != nil {
		return nil, err
	}
	kept := w.kept(bookings)
	var out []*outcome
	for _, b := range bookings {
		o := &outcome{visit: b.visit()}
		if !slices.Contains(kept, b) {
			w.happen(b, o)
		}
		out = append(out, o)
	}
	return out, nil
}

// keepForReader is how many of [Worker]'s visits stay to be done today, whatever the hour.
const keepForReader = 2

// kept returns the last visits of [Worker] today to brukare of [Kontaktman].
func (w *world) kept(bookings []*booking) []*booking {
	var mine []*booking
	for _, b := range bookings {
		if b.day == domain.DayOf(w.now) && b.staff == Worker && b.brukare.kontaktmanIs(Kontaktman) {
			mine = append(mine, b)
		}
	}
	return mine[max(0, len(mine)-keepForReader):]
}

// kontaktmanIs reports whether b's deviations go to the member of staff.
func (b *brukare) kontaktmanIs(id domain.StaffID) bool {
	return slices.ContainsFunc(b.Kontaktmen, func(k domain.Kontaktman) bool { return k.Staff == id && !k.Deputy })
}

// visit returns the visit as it is before anything has happened.
func (b *booking) visit() *domain.Visit {
	v := &domain.Visit{
		Head: head(b.id()), Brukare: b.brukare.ID, Unit: b.brukare.Unit, Staff: b.staff, Plan: b.brukare.planID(), PlanVersion: 1,
		Start: b.start, End: b.end, State: domain.VisitPlanned,
	}
	for _, a := range b.slot.Activities {
		if a.days.has(b.day) {
			v.Activities = append(v.Activities, b.brukare.visitActivity(a.name))
		}
	}
	return v
}

func (b *brukare) visitActivity(short string) domain.VisitActivity {
	for _, a := range b.Plan.Activities {
		if string(a.ID) == short {
			return domain.VisitActivity{ID: b.activity(short), Title: a.Title, How: a.How}
		}
	}
	return domain.VisitActivity{ID: b.activity(short)} // a test finds what the plan does not hold
}

// seed makes every demo alike.
const seed = 20_250_701

// chance returns the random numbers of one visit.
func (b *booking) chance() *rand.Rand {
	h := fnv.New64a()
	h.Write([]byte(b.id()))
	return rand.New(rand.NewPCG(seed, h.Sum64()))
}

// story returns what the data says of the visit, or a small thing that happens to anybody, or nil.
func (w *world) story(b *booking, v *domain.Visit, chance *rand.Rand) *story {
	week := daysBetween(monday(w.first.Add(-daysBehind)), monday(b.day)) / 7 % weeksOfCycle
	for _, s := range b.brukare.Stories {
		if s.Week == week && s.Day.has(b.day) && s.Visit == b.slot.Name {
			return s
		}
	}
	for _, a := range v.Activities {
		for _, c := range w.cast.common {
			if a.Title == c.Title && !slices.Contains(c.Excluded, string(b.brukare.ID)) && chance.IntN(c.OneIn) == 0 {
				return c.at(b.brukare, a)
			}
		}
	}
	return nil
}

// at makes the small thing a story of one activity.
func (c *commonStory) at(b *brukare, a domain.VisitActivity) *story {
	e := c.Outcome
	e.Activity = string(a.ID[len(b.ID)+1:])
	return &story{Entries: []storyEntry{e}, Answer: c.Answer}
}
