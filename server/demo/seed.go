package demo

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/lyhord/lyhord/domain"
)

// Seed makes the demo tenant as it would be at now, or adds to it what is missing: the people, four weeks of visits behind and one
// week ahead. What people have done since is never changed; visits of past days that nobody has touched are done as the stories say, and
// [Worker] is given a visit more when fewer than two are left today. The same store and now give the same documents. Returns the
// store's errors.
func Seed(ctx context.Context, store domain.Store, now time.Time) error {
	c, err := read()
	if err != nil {
		return err
	}
	first, err := firstSeeding(ctx, store, now)
	if err != nil {
		return err
	}
	if err := seedPeople(ctx, store, c, first); err != nil {
		return err
	}
	days, err := newWorld(c, first, now).days()
	if err != nil {
		return err
	}
	if err := seedVisits(ctx, store, days, domain.DayOf(now)); err != nil {
		return err
	}
	return seedForReader(ctx, store, c, now)
}

// firstSeeding returns the day on which the tenant was first seeded: today when it was not.
func firstSeeding(ctx context.Context, r domain.Reader, now time.Time) (domain.Day, error) {
	t := &domain.Tenant{Head: head(Tenant)}
	err := r.Get(ctx, t)
	if domain.CodeOf(err) == domain.NotFound {
		return domain.DayOf(now), nil
	}
	if err != nil {
		return "", err
	}
	written, _ := t.Extra[firstDay].(string)
	first, err := domain.ParseDay(firstDay, written)
	if err != nil {
		return "", fmt.Errorf("demo: the tenant %s was not made by Seed: %w", Tenant, err)
	}
	return first, nil
}

func seedPeople(ctx context.Context, store domain.Store, c *cast, first domain.Day) error {
	docs, err := c.people(first)
	if err != nil {
		return err
	}
	b := &batch{}
	for _, d := range docs {
		err := store.Get(ctx, blank(d))
		if domain.CodeOf(err) == domain.NotFound {
			b.insert(d)
		} else if err != nil {
			return err
		}
	}
	return b.write(ctx, store)
}

// blank returns an empty document with d's key.
func blank(d domain.Document) domain.Document {
	switch d := d.(type) {
	case *domain.Tenant:
		return &domain.Tenant{Head: head(d.ID)}
	case *domain.Unit:
		return &domain.Unit{Head: head(d.ID)}
	case *domain.Staff:
		return &domain.Staff{Head: head(d.ID)}
	case *domain.Narstaende:
		return &domain.Narstaende{Head: head(d.ID)}
	case *domain.Brukare:
		return &domain.Brukare{Head: head(d.ID)}
	case *domain.Plan:
		return &domain.Plan{Head: head(d.ID)}
	}
	panic(fmt.Sprintf("demo: %T is not seeded as people are", d))
}

// seedVisits writes the days' outcomes that are missing, whole days at a time, so that inboxes are filled in order of time and no visit
// is without what came of it.
func seedVisits(ctx context.Context, store domain.Store, days [][]*outcome, today domain.Day) error {
	there, err := storedVisits(ctx, store, days)
	if err != nil {
		return err
	}
	b := &batch{}
	for _, day := range days {
		for _, o := range day {
			b.outcome(o, there[o.visit.ID], today)
		}
		if b.size() < batchSize {
			continue
		}
		next := b.cut(domain.DayOf(day[0].visit.Start).Add(1).Start())
		if err := b.write(ctx, store); err != nil {
			return err
		}
		b = next
	}
	return b.write(ctx, store)
}

// storedVisits returns those of the days' visits that the store has.
func storedVisits(ctx context.Context, r domain.Reader, days [][]*outcome) (map[domain.VisitID]*domain.Visit, error) {
	var ids []string
	for _, day := range days {
		for _, o := range day {
			ids = append(ids, string(o.visit.ID))
		}
	}
	var found []*domain.Visit
	for some := range slices.Chunk(ids, batchSize) {
		err := r.Load(ctx, (*domain.Visit)(nil).Collection(), Tenant, some, func() domain.Document {
			found = append(found, &domain.Visit{})
			return found[len(found)-1]
		})
		if err != nil {
			return nil, err
		}
	}
	byID := make(map[domain.VisitID]*domain.Visit, len(found))
	for _, v := range found {
		byID[v.ID] = v
	}
	return byID, nil
}
