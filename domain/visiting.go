package domain

import (
	"context"
	"iter"
	"slices"

	"github.com/lyhord/lyhord/dictation"
)

// The use cases of a visit.

// maxVisits is the most visits that one answer holds; the schema says so.
const maxVisits = 500

// Today returns the visits of a day that are the actor's to do; for a planner or unit manager, all of their units. In order of time.
func (s *Session) Today(ctx context.Context, day Day) ([]*Visit, error) {
	return read(ctx, s, ReadToday, string(day), func(ctx context.Context, w *principal) ([]*Visit, []seen, error) {
		out, err := s.visitsOf(ctx, w, day)
		return out, visitsSeen(out), err
	})
}

func (s *Session) visitsOf(ctx context.Context, w *principal, day Day) ([]*Visit, error) {
	q := Query{Index: visitByStaff, Tenant: w.actor.Tenant, Equal: []any{w.staffID()}, From: day.Start(), To: day.Add(1).Start(), Limit: maxVisits}
	if w.reach == ReachSelf {
		own, err := find[Visit](ctx, s.service.store, q)
		return slices.DeleteFunc(own, func(v *Visit) bool { return !w.staff.WorksIn(v.Unit) }), err
	}
	var out []*Visit
	for _, u := range w.staff.Units {
		q.Index, q.Equal = visitByUnit, []any{u}
		some, err := find[Visit](ctx, s.service.store, q)
		if err != nil {
			return nil, err
		}
		out = append(out, some...)
	}
	slices.SortStableFunc(out, func(a, b *Visit) int { return a.Start.Compare(b.Start) })
	return out, nil
}

func visitsSeen(vs []*Visit) []seen {
	var out []seen
	for _, v := range vs {
		out = append(out, seen{v.Brukare, string(v.ID)})
	}
	return out
}

// Visit returns one visit. Returns NOT_FOUND.
func (s *Session) Visit(ctx context.Context, id VisitID) (*Visit, error) {
	vs, err := s.Visits(ctx, []VisitID{id})
	if err == nil && vs[id] == nil {
		err = notFound()
	}
	return vs[id], err
}

// Visits returns those of the visits that exist within reach, by id.
func (s *Session) Visits(ctx context.Context, ids []VisitID) (map[VisitID]*Visit, error) {
	return many(ctx, s, ReadVisit, ids, func(v *Visit, w *principal) *Visit { return v.forReader(w) })
}

// maxDays is the longest period of visits that can be asked for.
const maxDays = 62

// BrukareVisits returns a brukare's visits from a day to another (both included), in order of time. Returns INVALID for more than 62 days.
func (s *Session) BrukareVisits(ctx context.Context, id BrukareID, from, to Day) ([]*Visit, error) {
	return read(ctx, s, ReadVisit, string(id), func(ctx context.Context, w *principal) ([]*Visit, []seen, error) {
		if to < from || to > from.Add(maxDays-1) {
			return nil, nil, invalid("to", "Välj en period på högst 62 dagar.", "Choose a period of at most 62 days.")
		}
		out, err := s.visitsOfBrukare(ctx, w, id, from, to)
		return out, visitsSeen(out), err
	})
}

func (s *Session) visitsOfBrukare(ctx context.Context, w *principal, id BrukareID, from, to Day) ([]*Visit, error) {
	if err := checkID("brukareId", id); err != nil {
		return nil, err
	}
	b, err := w.brukare(ctx, s.service.store, id)
	if err != nil {
		return nil, err
	}
	if err := s.admit(ctx, s.service.store, w, b.place()); err != nil {
		return nil, err
	}
	vs, err := find[Visit](ctx, s.service.store, Query{
		Index: visitByBrukare, Tenant: w.actor.Tenant, Equal: []any{id}, From: from.Start(), To: to.Add(1).Start(), Limit: maxVisits,
	})
	if w.reach == ReachUnit { // another unit may have the brukare too
		vs = slices.DeleteFunc(vs, func(v *Visit) bool { return !w.staff.WorksIn(v.Unit) })
	}
	for i := range vs {
		vs[i] = vs[i].forReader(w)
	}
	return vs, err
}

// WatchVisits yields today's visits of a brukare: as they are now, then whenever one of them changes, or a new day begins.
// When the right to see them ends, so does the watch, with the code of why.
func (s *Session) WatchVisits(ctx context.Context, id BrukareID) iter.Seq2[[]*Visit, error] {
	var last []*Visit
	first := true
	return watch(ctx, s.service, visitsTopic(s.actor.Tenant, id), func() ([][]*Visit, bool, error) {
		vs, err := s.visitsNow(ctx, id, last, first)
		if err != nil || !first && vs == nil {
			return nil, false, err
		}
		first, last = false, vs
		return [][]*Visit{vs}, false, nil
	})
}

// visitsNow returns today's visits, or nil when they are the same as the last; what is shown is recorded.
func (s *Session) visitsNow(ctx context.Context, id BrukareID, last []*Visit, first bool) ([]*Visit, error) {
	w, err := s.authorize(ctx, WatchVisits)
	if err != nil {
		return nil, err
	}
	today := DayOf(w.now)
	vs, err := s.visitsOfBrukare(ctx, w, id, today, today)
	if err != nil {
		return nil, s.refuse(ctx, WatchVisits, string(id), err)
	}
	same := func(a, b *Visit) bool { return a.ID == b.ID && a.Version == b.Version }
	if !first && slices.EqualFunc(vs, last, same) {
		return nil, nil
	}
	if vs == nil {
		vs = []*Visit{}
	}
	return vs, s.recordSeen(ctx, WatchVisits, w.now, string(id), visitsSeen(vs))
}

// visit loads a visit for a command: admits it, and checks the version that the client has seen, where it says which.
func (s *Session) visit(ctx context.Context, r Reader, w *principal, id VisitID, version *int64) (*Visit, error) {
	if err := checkID("visitId", id); err != nil {
		return nil, err
	}
	v := &Visit{Head: Head[VisitID]{Tenant: w.actor.Tenant, ID: id}}
	if err := r.Get(ctx, v); err != nil {
		return nil, err
	}
	if err := s.admit(ctx, r, w, v.place()); err != nil {
		return nil, err
	}
	if version != nil && *version != v.Version {
		e := conflict("Besöket har ändrats sedan du läste det.", "The visit has changed since you read it.")
		e.Field, e.Details = "version", map[string]any{"version": v.Version}
		return nil, e
	}
	return v, nil
}

// VisitInput is a command that names a visit alone.
type VisitInput struct {
	CommandID CommandID `json:",omitzero"`
	VisitID   VisitID   `json:",omitzero"`
	Version   *int64    `json:",omitzero"` // the version that the client has seen; nil does not check
}

// StartVisit marks a visit as begun by the actor; see [Visit.Begin].
func (s *Session) StartVisit(ctx context.Context, in VisitInput) (*Visit, error) {
	return s.changeVisit(ctx, StartVisit, in, func(v *Visit, w *principal) error { return v.Begin(w.now, w.staffID()) })
}

// CompleteVisit marks a visit as done; see [Visit.Complete].
func (s *Session) CompleteVisit(ctx context.Context, in VisitInput) (*Visit, error) {
	return s.changeVisit(ctx, CompleteVisit, in, func(v *Visit, w *principal) error { return v.Complete(w.now) })
}

func (s *Session) changeVisit(ctx context.Context, a Action, in VisitInput, rule func(*Visit, *principal) error) (*Visit, error) {
	return mutate(ctx, s, a, in.CommandID, string(in.VisitID), in, func(ctx context.Context, r Reader, w *principal) (*Visit, *work, error) {
		v, err := s.visit(ctx, r, w, in.VisitID, in.Version)
		if err != nil {
			return nil, nil, err
		}
		before := v.State
		if err := rule(v, w); err != nil {
			return nil, nil, err
		}
		k := &work{brukare: v.Brukare, subject: string(v.ID)}
		if v.State != before {
			k.replace(v)
		}
		return v, k, nil
	})
}

// CheckOffInput is the command to check off one activity.
type CheckOffInput struct {
	CommandID     CommandID                `json:",omitzero"`
	VisitID       VisitID                  `json:",omitzero"`
	Version       *int64                   `json:",omitzero"` // the visit's version that the client has seen; nil does not check
	ActivityID    ActivityID               `json:",omitzero"`
	Outcome       dictation.Outcome        `json:",omitzero"`
	ReasonCode    dictation.ReasonCode     `json:",omitzero"`
	Reason        string                   `json:",omitzero"`
	Measure       string                   `json:",omitzero"`
	FollowUp      string                   `json:",omitzero"`
	Time          ClockTime                `json:",omitzero"` // when it was done
	Circumstances []dictation.Circumstance `json:",omitzero"`
}

// CheckedOff is the result of [Session.CheckOff].
type CheckedOff struct {
	VisitID   VisitID
	CheckOff  *CheckOff
	Deviation *Deviation // nil when as planned
}

// CheckOff says what became of one planned activity; see [Visit.Record]. What is not as planned becomes a [Deviation], and its
// recipients are told. Returns INVALID for a reason where all went as planned.
func (s *Session) CheckOff(ctx context.Context, in CheckOffInput) (*CheckedOff, error) {
	return mutate(ctx, s, CheckOffActivity, in.CommandID, string(in.VisitID), in, func(ctx context.Context, r Reader, w *principal) (*CheckedOff, *work, error) {
		d, err := s.deedAt(ctx, r, w, in.VisitID, in.Version)
		if err != nil {
			return nil, nil, err
		}
		c, err := s.newCheckOff(w, in)
		if err != nil {
			return nil, nil, err
		}
		fresh, err := d.visit.Record(*c)
		if err != nil {
			return nil, nil, err
		}
		if fresh {
			d.replace(d.visit)
		}
		a := d.visit.Activity(in.ActivityID)
		out := &CheckedOff{VisitID: d.visit.ID, CheckOff: a.CheckOff}
		said := slices.Concat(in.Circumstances, c.circumstances())
		if out.Deviation, err = d.deviationOf(ctx, a, fresh, said); err != nil {
			return nil, nil, err
		}
		whole, err := d.reportWhole(ctx, a.Title, said)
		if whole != nil && out.Deviation == nil {
			out.Deviation = whole
		}
		if whole != nil && fresh && a.CheckOff.Deviation == "" {
			a.CheckOff.Deviation = whole.ID // so that undoing the one withdraws the other
		}
		return out, d.work, err
	})
}

// newCheckOff checks and cleans what was said of an activity.
func (s *Session) newCheckOff(w *principal, in CheckOffInput) (*CheckOff, error) {
	if err := checkID("activityId", in.ActivityID); err != nil {
		return nil, err
	}
	if in.Outcome != dictation.Performed && !in.Outcome.Deviates() {
		return nil, invalid("outcome", "En planerad aktivitet är inte en extra insats.", "A planned activity is no extra task.")
	}
	if in.Outcome == dictation.Performed && (in.ReasonCode != "" || in.Reason != "") {
		return nil, invalid("reasonCode", "Det som utförts enligt plan har ingen orsak.", "What was performed as planned has no reason.")
	}
	err := cleanTexts(maxShortText, map[string]*string{"reason": &in.Reason, "measure": &in.Measure, "followUp": &in.FollowUp})
	if err != nil {
		return nil, err
	}
	doneAt, err := in.Time.before("time", w.now)
	if err != nil {
		return nil, err
	}
	return &CheckOff{
		ID: CheckOffID(s.service.ids()), Activity: in.ActivityID, Outcome: in.Outcome, ReasonCode: in.ReasonCode, Reason: in.Reason,
		Measure: in.Measure, FollowUp: in.FollowUp, DoneAt: doneAt, At: w.now, By: w.staffID(),
	}, nil
}

// UndoCheckOffInput is the command to take back a check-off.
type UndoCheckOffInput struct {
	CommandID  CommandID  `json:",omitzero"`
	VisitID    VisitID    `json:",omitzero"`
	Version    *int64     `json:",omitzero"` // the visit's version that the client has seen; nil does not check
	ActivityID ActivityID `json:",omitzero"`
}

// UndoCheckOff takes back the check-off of one activity while the visit is open; see [Visit.Undo]. Its deviation is withdrawn, and
// those who were told of it are told of that.
func (s *Session) UndoCheckOff(ctx context.Context, in UndoCheckOffInput) (*Visit, error) {
	return mutate(ctx, s, UndoCheckOff, in.CommandID, string(in.VisitID), in, func(ctx context.Context, r Reader, w *principal) (*Visit, *work, error) {
		d, err := s.deedAt(ctx, r, w, in.VisitID, in.Version)
		if err != nil {
			return nil, nil, err
		}
		c, err := d.visit.Undo(in.ActivityID)
		if err != nil {
			return nil, nil, err
		}
		d.replace(d.visit)
		if c.Deviation == "" {
			return d.visit, d.work, nil
		}
		dev, err := d.deviation(ctx, c.Deviation)
		if err != nil {
			return nil, nil, err
		}
		dev.Withdraw()
		d.replace(dev)
		d.tell(dev, NoticeWithdrawn, w.now, "")
		return d.visit, d.work, moveInInboxes(ctx, r, d.work, dev)
	})
}
