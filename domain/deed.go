package domain

import (
	"context"
	"maps"
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
	dev := newDeviation(d.visit, a, c, circumstances, earlier)
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

// reportWhole reports what is urgent for the visit as a whole, unless it has been told at this visit before: that the person has fallen,
// was not met, or left the food untouched. words are for those who act on it. It returns nil when there is nothing to tell.
func (d *deed) reportWhole(ctx context.Context, words string, circumstances []dictation.Circumstance) (*Deviation, error) {
	dev := &Deviation{
		Brukare: d.visit.Brukare, Unit: d.visit.Unit, Visit: d.visit.ID, Reason: words, State: DeviationReported,
		ReportedAt: d.by.now, ReportedBy: d.by.staffID(),
	}
	dev.prioritize(circumstances, 0)
	if dev.Priority != PriorityHigh {
		return nil, nil
	}
	if told, err := d.told(ctx, dev.Why); told || err != nil {
		return nil, err
	}
	if err := d.address(ctx, dev); err != nil {
		return nil, err
	}
	d.report(dev)
	return dev, nil
}

// told reports whether a deviation of the visit, in this command or before, has told of what the rule is about.
func (d *deed) told(ctx context.Context, why PriorityRule) (bool, error) {
	var ids []DeviationID
	for _, a := range d.visit.Activities {
		if a.CheckOff != nil && a.CheckOff.Deviation != "" {
			ids = append(ids, a.CheckOff.Deviation)
		}
	}
	byID, err := load[Deviation](ctx, d.from, d.visit.Tenant, ids)
	if err != nil {
		return false, err
	}
	before, err := find[Deviation](ctx, d.from, Query{
		Index: deviationByActivity, Tenant: d.visit.Tenant, Equal: []any{d.visit.Brukare, ActivityID("")}, Descending: true, Limit: 20,
	})
	if err != nil {
		return false, err
	}
	for _, doc := range d.inserted {
		if dev, ok := doc.(*Deviation); ok {
			before = append(before, dev)
		}
	}
	before = slices.AppendSeq(before, maps.Values(byID))
	return slices.ContainsFunc(before, func(o *Deviation) bool {
		return o.Visit == d.visit.ID && o.Why == why && o.State != DeviationWithdrawn
	}), nil
}

// address gives dev its id and its recipients.
func (d *deed) address(ctx context.Context, dev *Deviation) error {
	dev.Tenant, dev.ID = d.visit.Tenant, DeviationID(d.session.service.ids())
	to, err := d.session.recipients(ctx, d.from, d.visit)
	for _, staff := range to {
		dev.Recipients = append(dev.Recipients, Recipient{Staff: staff})
	}
	return err
}

// recipients returns who is told of deviations at v: see [Brukare.DeviationRecipients], or the unit's manager where a brukare has nobody.
// Who is no longer employed, works in another unit, or has a role without an inbox would not see them. Where not even the manager is
// there, the manager's inbox keeps them, and the log says so: what was done must be documented all the same.
func (s *Session) recipients(ctx context.Context, r Reader, v *Visit) ([]StaffID, error) {
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
	isThere := func(f *Staff) bool {
		return f != nil && f.WorksIn(v.Unit) && reachOf(WatchDeviations, f.Roles) != ReachNone
	}
	if to := b.recipientsAmong(func(id StaffID) bool { return isThere(staff[id]) }); len(to) > 0 {
		return to, nil
	}
	u := &Unit{Head: Head[UnitID]{Tenant: v.Tenant, ID: v.Unit}}
	if err := r.Get(ctx, u); err != nil {
		return nil, err
	}
	manager, err := load[Staff](ctx, r, v.Tenant, []StaffID{u.Manager})
	if err != nil {
		return nil, err
	}
	if !isThere(manager[u.Manager]) {
		s.service.log.ErrorContext(ctx, "a unit has nobody who sees a deviation", "unit", u.ID, "manager", u.Manager)
	}
	if u.Manager == "" {
		return nil, nil
	}
	return []StaffID{u.Manager}, nil
}
