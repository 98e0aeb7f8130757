package domain

import (
	"context"
	"fmt"
	"slices"

	"github.com/lyhord/lyhord/dictation"
)

// deed is what a command does at a visit: the visit, and the work that comes of it.
type deed struct {
	*work
	session *Session
	from    Reader
	by      *principal
	visit   *Visit
}

// deedAt begins a deed at a visit; see [Session.visit].
func (s *Session) deedAt(ctx context.Context, r Reader, w *principal, id VisitID, version *int64) (*deed, error) {
	v, err := s.visit(ctx, r, w, id, version)
	if err != nil {
		return nil, err
	}
	return &deed{work: &work{brukare: v.Brukare, subject: string(v.ID)}, session: s, from: r, by: w, visit: v}, nil
}

// deviationOf returns the deviation of a's check-off, nil when it is as planned. A fresh check-off's is made, and reported.
func (d *deed) deviationOf(ctx context.Context, a *VisitActivity, fresh bool, circumstances []dictation.Circumstance) (*Deviation, error) {
	c := a.CheckOff
	if !c.Outcome.Deviates() {
		return nil, nil
	}
	if !fresh {
		return d.deviation(ctx, c.Deviation)
	}
	earlier, err := countEarlier(ctx, d.from, d.visit, a.ID, c.At)
	if err != nil {
		return nil, err
	}
	dev := newDeviation(d.visit, a, c, slices.Concat(circumstances, c.circumstances()), earlier)
	if err := d.address(ctx, dev); err != nil {
		return nil, err
	}
	c.Deviation = dev.ID
	d.report(dev)
	return dev, nil
}

// deviation loads a deviation of the visit.
func (d *deed) deviation(ctx context.Context, id DeviationID) (*Deviation, error) {
	dev := &Deviation{Head: Head[DeviationID]{Tenant: d.visit.Tenant, ID: id}}
	return dev, d.from.Get(ctx, dev)
}

// reportWhole reports what is urgent for the visit as a whole, when none of the deviations at hand says it: that the person has
// fallen, was not met, or left the food untouched. words are for those who act on it. It returns nil when there is nothing.
func (d *deed) reportWhole(ctx context.Context, words string, circumstances []dictation.Circumstance, at []*Deviation) (*Deviation, error) {
	dev := &Deviation{
		Brukare: d.visit.Brukare, Unit: d.visit.Unit, Visit: d.visit.ID, Reason: words, State: DeviationReported,
		ReportedAt: d.by.now, ReportedBy: d.by.staffID(),
	}
	dev.prioritize(circumstances, 0)
	if dev.Priority != PriorityHigh || slices.ContainsFunc(at, func(o *Deviation) bool { return o.Why == dev.Why }) {
		return nil, nil
	}
	if err := d.address(ctx, dev); err != nil {
		return nil, err
	}
	d.report(dev)
	return dev, nil
}

// address gives dev its id and its recipients.
func (d *deed) address(ctx context.Context, dev *Deviation) error {
	dev.Tenant, dev.ID = d.visit.Tenant, DeviationID(d.session.service.ids())
	to, err := recipients(ctx, d.from, d.visit)
	for _, staff := range to {
		dev.Recipients = append(dev.Recipients, Recipient{Staff: staff})
	}
	return err
}

// recipients returns who is told of deviations at v: see [Brukare.DeviationRecipients], or the unit's manager where a brukare has nobody.
// Who is no longer employed, or works in another unit, would not see them.
func recipients(ctx context.Context, r Reader, v *Visit) ([]StaffID, error) {
	b := &Brukare{Head: Head[BrukareID]{Tenant: v.Tenant, ID: v.Brukare}}
	if err := r.Get(ctx, b); err != nil {
		return nil, err
	}
	ids := make([]StaffID, len(b.Kontaktmen))
	for i, k := range b.Kontaktmen {
		ids[i] = k.Staff
	}
	staff, err := load[Staff](ctx, r, v.Tenant, ids)
	if err != nil {
		return nil, err
	}
	to := b.recipientsAmong(func(id StaffID) bool { return staff[id] != nil && staff[id].WorksIn(v.Unit) })
	if len(to) > 0 {
		return to, nil
	}
	u := &Unit{Head: Head[UnitID]{Tenant: v.Tenant, ID: v.Unit}}
	if err := r.Get(ctx, u); err != nil {
		return nil, err
	}
	if u.Manager == "" {
		return nil, fmt.Errorf("unit %s has nobody to tell of a deviation", u.ID)
	}
	return []StaffID{u.Manager}, nil
}
