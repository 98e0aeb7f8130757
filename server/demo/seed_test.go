package demo

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/lyhord/lyhord/domain"
)

func TestSeedMakesTheSameEveryTime(t *testing.T) {
	one, two := seeded(t, noon), seeded(t, noon)
	first := contentsOf(t, one).bytes(t)
	same(t, "another store", first, contentsOf(t, two).bytes(t))
	seedAgain(t, one, noon)
	same(t, "seeded twice", first, contentsOf(t, one).bytes(t))
	seedAgain(t, one, noon.Add(8*time.Hour))
	same(t, "started again in the evening", first, contentsOf(t, one).bytes(t))
}

// moments are times at which the demo may be started.
func moments() []time.Time {
	days := []domain.Day{"2026-11-21", "2026-11-23", "2027-03-28", "2026-10-25", "2028-02-29", "2026-12-31"}
	var out []time.Time
	for _, d := range days {
		for minute := 10; minute < 24*60; minute += 40 {
			out = append(out, d.At(minute/60, minute%60))
		}
	}
	return out
}

func TestWorkerHasVisitsToDoAtAnyHour(t *testing.T) {
	c := mustRead(t)
	for _, now := range moments() {
		w := newWorld(c, domain.DayOf(now), now)
		today, err := w.day(domain.DayOf(now))
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, o := range today {
			if o.visit.Staff == Worker && forReader(o.visit) && c.person(o.visit.Brukare).kontaktmanIs(Kontaktman) {
				n++
			}
		}
		if n < keepForReader {
			t.Errorf("%s: %d visits are left", now, n)
		}
	}
}

func TestKontaktmanHasSomethingToTakeOnAtAnyHour(t *testing.T) {
	c := mustRead(t)
	for hour := 0; hour < 7*24; hour += 5 {
		now := domain.Day("2026-11-16").Start().Add(time.Duration(hour) * time.Hour)
		days, err := newWorld(c, domain.DayOf(now), now).days()
		if err != nil {
			t.Fatal(err)
		}
		waiting := 0
		for _, o := range slices.Concat(days...) {
			for _, d := range o.deviations {
				if d.State == domain.DeviationReported && d.Recipients[0].Staff == Kontaktman {
					waiting++
				}
			}
		}
		if waiting == 0 {
			t.Errorf("%s: nothing is waiting", now)
		}
	}
}

func TestPasteInFindsAVisit(t *testing.T) {
	for _, now := range []time.Time{
		domain.Day("2026-11-21").At(23, 50), domain.Day("2026-11-21").At(0, 10), domain.Day("2027-03-28").At(3, 1),
		domain.Day("2026-10-25").At(2, 30).Add(time.Hour), domain.Day("2028-02-29").At(13, 0),
	} {
		s := seeded(t, now)
		try, err := PasteIn(t.Context(), s, now)
		if err != nil {
			t.Fatalf("%s: %v", now, err)
		}
		v := get(t, s, &domain.Visit{Head: head(try.Visit)})
		if v.State != domain.VisitPlanned || v.Staff != Worker || domain.DayOf(v.Start) != domain.DayOf(now) || len(try.Activities) < 2 {
			t.Errorf("%s: %+v", now, v)
		}
		b := get(t, s, &domain.Brukare{Head: head(try.Brukare)})
		if try.BrukareName != b.Name || !slices.Contains(b.DeviationRecipients(), try.Kontaktman) {
			t.Errorf("%s: %+v", now, try)
		}
	}
}

func TestSeedAfterDaysAwayAddsWhatIsMissing(t *testing.T) {
	s := seeded(t, noon)
	before := contentsOf(t, s)
	clock := noon
	anna := service(t, s, &clock).As(actor(domain.ActorStaff, string(Worker)))
	try, err := PasteIn(t.Context(), s, noon)
	if err != nil {
		t.Fatal(err)
	}
	begun, err := anna.StartVisit(t.Context(), domain.VisitInput{CommandID: domain.CommandID(uuid.NewString()), VisitID: try.Visit})
	if err != nil {
		t.Fatal(err)
	}

	later := noon.AddDate(0, 0, 12)
	seedAgain(t, s, later)
	after := contentsOf(t, s)
	visits := byID(t, after.Visits)
	if v := visits[string(try.Visit)]; v.State != domain.VisitStarted || v.Version != begun.Version {
		t.Errorf("the visit that Anna began is %s at version %d", v.State, v.Version)
	}
	for _, v := range before.Visits {
		if now := visits[string(v.ID)]; v.State == domain.VisitCompleted && now.Version != v.Version {
			t.Errorf("%s was done and is written again", v.ID)
		}
	}
	for _, v := range after.Visits {
		if v.End.Before(domain.DayOf(later).Start()) && v.ID != try.Visit && v.State != domain.VisitCompleted && v.State != domain.VisitCancelled {
			t.Errorf("%s of a past day is %s", v.ID, v.State)
		}
	}
	if last := slices.MaxFunc(after.Visits, func(a, b *domain.Visit) int { return a.Start.Compare(b.Start) }); domain.DayOf(last.Start) != domain.DayOf(later).Add(daysAhead) {
		t.Errorf("the last visit is %s", last.ID)
	}
	checkInboxes(t, after)
	first := after.bytes(t)
	seedAgain(t, s, later)
	same(t, "seeded twice", first, contentsOf(t, s).bytes(t))
}

func TestSeedFinishesWhatItLeftUnderWay(t *testing.T) {
	now := domain.Day("2026-11-19").At(17, 25) // Gustav's dinner is answered, and the visit not over
	s := seeded(t, now)
	dinner := &domain.Visit{Head: head(domain.VisitID("v-2026-11-19-gustav-middag"))}
	if v := get(t, s, dinner); v.State != domain.VisitStarted || v.Activities[0].CheckOff.Deviation == "" {
		t.Fatalf("%+v", v)
	}
	seedAgain(t, s, now.AddDate(0, 0, 1))
	if v := get(t, s, dinner); v.State != domain.VisitCompleted || v.Version != 2 {
		t.Errorf("%+v", v)
	}
	checkInboxes(t, contentsOf(t, s))
}

func TestSeedGivesMoreVisitsWhenAllAreDone(t *testing.T) {
	for _, now := range []time.Time{noon, domain.Day("2026-11-21").At(23, 58), domain.Day("2026-11-21").At(7, 31)} {
		s := seeded(t, now)
		clock := now
		anna := service(t, s, &clock).As(actor(domain.ActorStaff, string(Worker)))
		for range 3 {
			beginAll(t, anna, now)
			if _, err := PasteIn(t.Context(), s, now); domain.CodeOf(err) != domain.NotFound {
				t.Fatalf("all are begun, and PasteIn returns %v", err)
			}
			seedAgain(t, s, now)
			if _, err := PasteIn(t.Context(), s, now); err != nil {
				t.Fatal(err)
			}
		}
		c := contentsOf(t, s)
		extras := slices.DeleteFunc(slices.Clone(c.Visits), func(v *domain.Visit) bool { return !strings.Contains(string(v.ID), "extra") })
		if len(extras) != 3*keepForReader {
			t.Errorf("%d visits were added", len(extras))
		}
		for _, v := range extras {
			if domain.DayOf(v.Start) != domain.DayOf(now) || len(v.Activities) < 2 {
				t.Errorf("%+v", v)
			}
		}
		checkNobodyIsInTwoPlaces(t, c)
	}
}

// beginAll begins every visit of the day that is planned.
func beginAll(t *testing.T, s *domain.Session, now time.Time) {
	t.Helper()
	vs, err := s.Today(t.Context(), domain.DayOf(now))
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range vs {
		if v.State != domain.VisitPlanned {
			continue
		}
		if _, err := s.StartVisit(t.Context(), domain.VisitInput{CommandID: domain.CommandID(uuid.NewString()), VisitID: v.ID}); err != nil {
			t.Fatal(err)
		}
	}
}

func TestSeedLeavesAnotherTenantAlone(t *testing.T) {
	s := open(t)
	err := s.Update(t.Context(), func(ctx context.Context, tx domain.Tx) error {
		return tx.Insert(ctx, &domain.Tenant{Head: head(Tenant), Name: "Någon annans"})
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := Seed(t.Context(), s, noon); err == nil {
		t.Fatal("a tenant that Seed did not make is filled")
	}
}

func TestSeedIsFast(t *testing.T) {
	s := open(t)
	begin := time.Now()
	seedAgain(t, s, noon)
	if took := time.Since(begin); took > 10*time.Second { // half a second on two cores; here others may use them
		t.Errorf("took %s", took)
	}
}

func BenchmarkSeed(b *testing.B) {
	for b.Loop() {
		seeded(b, noon)
	}
}
