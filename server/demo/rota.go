package demo

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/lyhord/lyhord/domain"
)

// booking is a planned visit with who does it.
type booking struct {
	brukare    *brukare
	slot       *slot
	day        domain.Day
	start, end time.Time
	staff      domain.StaffID
}

func (b *booking) id() domain.VisitID {
	return domain.VisitID(fmt.Sprintf("v-%s-%s-%s", b.day, b.brukare.ID, b.slot.Name))
}

// book returns the visits of a day in order of time, each with who does it: the one whom the slot names, or else the kontaktman, or
// else who has least to do, of those who are on duty and free.
func (c *cast) book(day domain.Day) ([]*booking, error) {
	all := c.slots(day)
	r := &rota{cast: c, taken: map[domain.StaffID][]*booking{}, minutes: map[domain.StaffID]int{}}
	for _, b := range all {
		if b.slot.By != "" && r.can(b.slot.By, b) {
			r.give(b.slot.By, b)
		}
	}
	for _, b := range all {
		if b.staff != "" {
			continue
		}
		id, ok := r.choose(b)
		if !ok {
			return nil, fmt.Errorf("demo: nobody is free for %s", b.id())
		}
		r.give(id, b)
	}
	return all, nil
}

func (c *cast) slots(day domain.Day) []*booking {
	var out []*booking
	for _, b := range c.brukare {
		for i := range b.Visits {
			s := &b.Visits[i]
			if s.Days.has(day) {
				start := s.At.on(day)
				out = append(out, &booking{brukare: b, slot: s, day: day, start: start, end: start.Add(time.Duration(s.Minutes) * time.Minute)})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b *booking) int {
		return cmp.Or(a.start.Compare(b.start), cmp.Compare(a.id(), b.id()))
	})
	return out
}

// rota is a day's work while it is given out.
type rota struct {
	cast    *cast
	taken   map[domain.StaffID][]*booking
	minutes map[domain.StaffID]int
}

func (r *rota) give(id domain.StaffID, b *booking) {
	b.staff = id
	r.taken[id] = append(r.taken[id], b)
	r.minutes[id] += b.slot.Minutes
}

// can reports whether somebody is on duty in the brukare's unit, and free.
func (r *rota) can(id domain.StaffID, b *booking) bool {
	onDuty := slices.ContainsFunc(r.cast.Staff, func(e employee) bool {
		return e.ID == id && slices.Contains(e.Units, b.brukare.Unit) &&
			slices.ContainsFunc(e.Shifts, func(s shift) bool { return s.covers(b.day, b.slot) })
	})
	busy := slices.ContainsFunc(r.taken[id], func(o *booking) bool { return b.start.Before(o.end) && o.start.Before(b.end) })
	return onDuty && !busy
}

func (r *rota) choose(b *booking) (domain.StaffID, bool) {
	var free []domain.StaffID
	for _, e := range r.cast.Staff {
		if r.can(e.ID, b) {
			free = append(free, e.ID)
		}
	}
	if len(free) == 0 {
		return "", false
	}
	for _, k := range b.brukare.Kontaktmen {
		if slices.Contains(free, k.Staff) {
			return k.Staff, true
		}
	}
	return slices.MinFunc(free, func(x, y domain.StaffID) int {
		return cmp.Or(cmp.Compare(r.minutes[x], r.minutes[y]), cmp.Compare(x, y))
	}), true
}
