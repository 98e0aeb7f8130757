package demo

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/lyhord/lyhord/domain"
)

// Try is where a reader can begin.
type Try struct {
	Worker      domain.StaffID // who is to do the visit
	Kontaktman  domain.StaffID // who is told of a deviation
	Visit       domain.VisitID // PLANNED, today
	Start       time.Time
	Brukare     domain.BrukareID
	BrukareName string
	Activities  []domain.VisitActivity // of the visit, all unanswered
}

// PasteIn returns the next of [Worker]'s visits of today to a brukare of [Kontaktman] that nobody has begun, to print ready-made
// requests from. After [Seed] there always is one. Returns NOT_FOUND when all have been done since, and the store's errors.
func PasteIn(ctx context.Context, store domain.Store, now time.Time) (*Try, error) {
	vs, err := today(ctx, store, "byStaff", Worker, now)
	if err != nil {
		return nil, err
	}
	brukare := map[domain.BrukareID]*domain.Brukare{}
	for _, v := range vs {
		b := &domain.Brukare{Head: head(v.Brukare)}
		if err := store.Get(ctx, b); err != nil {
			return nil, err
		}
		brukare[v.Brukare] = b
	}
	i := slices.IndexFunc(vs, func(v *domain.Visit) bool {
		return forReader(v) && slices.Contains(brukare[v.Brukare].DeviationRecipients(), Kontaktman)
	})
	if i < 0 {
		return nil, domain.NotFoundError(domain.Key{Tenant: Tenant, ID: string(Worker)})
	}
	v := vs[i]
	return &Try{
		Worker: Worker, Kontaktman: Kontaktman, Visit: v.ID, Start: v.Start, Brukare: v.Brukare, BrukareName: brukare[v.Brukare].Name,
		Activities: v.Activities,
	}, nil
}

// forReader reports whether a visit is one to try on: not begun, and with something to say of it.
func forReader(v *domain.Visit) bool {
	return v.State == domain.VisitPlanned && len(v.Unanswered()) > 1
}

// today returns the visits of today that an index has under an id, in order of time.
func today(ctx context.Context, r domain.Reader, index string, id any, now time.Time) ([]*domain.Visit, error) {
	day := domain.DayOf(now)
	var out []*domain.Visit
	err := r.Find(ctx, domain.Query{
		Index: (*domain.Visit)(nil).Collection().Index(index), Tenant: Tenant, Equal: []any{id},
		From: day.Start(), To: day.Add(1).Start(), Limit: 500,
	}, func() domain.Document {
		out = append(out, &domain.Visit{})
		return out[len(out)-1]
	})
	return out, err
}

// seedForReader gives [Worker] more visits today until [keepForReader] are left to do: a reader who has done them all begins again
// with the next start of the program.
func seedForReader(ctx context.Context, store domain.Store, c *cast, now time.Time) error {
	vs, err := today(ctx, store, "byStaff", Worker, now)
	if err != nil {
		return err
	}
	left := 0
	for _, v := range vs {
		if forReader(v) && c.person(v.Brukare).kontaktmanIs(Kontaktman) {
			left++
		}
	}
	added := &batch{}
	for n := 1; left < keepForReader; n++ {
		v := c.extra(now, n)
		err := store.Get(ctx, &domain.Visit{Head: head(v.ID)})
		if err == nil {
			continue // of an earlier start
		}
		if domain.CodeOf(err) != domain.NotFound {
			return err
		}
		theirs, err := today(ctx, store, "byBrukare", v.Brukare, now)
		if err != nil {
			return err
		}
		v.Start = freeTime(now, slices.Concat(vs, theirs))
		v.End = v.Start.Add(lengthOfExtra)
		added.insert(v)
		vs = append(vs, v)
		left++
	}
	return added.write(ctx, store)
}

// extra returns the nth visit of today that is added for the reader, without a time: what [Worker] else does at one of her visits.
func (c *cast) extra(now time.Time, n int) *domain.Visit {
	var own []*booking
	for _, b := range c.brukare {
		for i := range b.Visits {
			if b.kontaktmanIs(Kontaktman) && b.Visits[i].By == Worker {
				own = append(own, &booking{brukare: b, slot: &b.Visits[i], day: domain.DayOf(now), staff: Worker})
			}
		}
	}
	v := own[n%len(own)].visit()
	v.ID = domain.VisitID(fmt.Sprintf("v-%s-%s-extra%d", domain.DayOf(now), v.Brukare, n))
	return v
}

const (
	lengthOfExtra = 20 * time.Minute
	fiveMinutes   = 5 * time.Minute
)

// freeTime returns when a visit more could begin today: as soon as possible after now, or else as late as possible before.
func freeTime(now time.Time, taken []*domain.Visit) time.Time {
	midnight := domain.DayOf(now).Add(1).Start()
	free := func(t time.Time) bool {
		return !slices.ContainsFunc(taken, func(v *domain.Visit) bool { return t.Before(v.End) && v.Start.Before(t.Add(lengthOfExtra)) })
	}
	soon := now.UTC().Truncate(fiveMinutes).Add(fiveMinutes)
	for t := soon; !t.Add(lengthOfExtra).After(midnight); t = t.Add(fiveMinutes) {
		if free(t) {
			return t
		}
	}
	t := midnight.Add(-lengthOfExtra)
	for !free(t) {
		t = t.Add(-fiveMinutes)
	}
	return t
}

// person returns the brukare of that id; the data hold every one that the demo's visits speak of.
func (c *cast) person(id domain.BrukareID) *brukare {
	i := slices.IndexFunc(c.brukare, func(b *brukare) bool { return b.ID == id })
	return c.brukare[i]
}
