package domain

import "context"

// The use cases of reading who somebody is, and the plan.

// Brukare returns one brukare, without what is for staff alone when the actor is not staff. Returns NOT_FOUND.
func (s *Session) Brukare(ctx context.Context, id BrukareID) (*Brukare, error) {
	bs, err := s.ManyBrukare(ctx, []BrukareID{id})
	if err == nil && bs[id] == nil {
		err = notFound()
	}
	return bs[id], err
}

// ManyBrukare returns those of the brukare that exist within reach, by id.
func (s *Session) ManyBrukare(ctx context.Context, ids []BrukareID) (map[BrukareID]*Brukare, error) {
	return many(ctx, s, ReadBrukare, ids, func(b *Brukare, w *principal) *Brukare {
		if w.individual() {
			return b.forIndividual()
		}
		return b
	})
}

// Plan returns a brukare's established plan, nil when there is none. Returns NOT_FOUND for a brukare out of reach.
func (s *Session) Plan(ctx context.Context, id BrukareID) (*Plan, error) {
	return read(ctx, s, ReadPlan, string(id), func(ctx context.Context, w *principal) (*Plan, []seen, error) {
		if err := checkID("brukareId", id); err != nil {
			return nil, nil, err
		}
		b, err := w.brukare(ctx, s.service.store, id)
		if err != nil {
			return nil, nil, err
		}
		if err := s.admit(ctx, s.service.store, w, b.place()); err != nil {
			return nil, nil, err
		}
		p, err := establishedPlan(ctx, s.service.store, b)
		if p == nil || err != nil || w.reach == ReachUnit && !w.staff.WorksIn(p.Unit) {
			return nil, nil, err
		}
		if w.individual() {
			p = p.forIndividual()
		}
		return p, []seen{{id, string(p.ID)}}, nil
	})
}

// establishedPlan loads a brukare's established plan, nil when there is none.
func establishedPlan(ctx context.Context, r Reader, b *Brukare) (*Plan, error) {
	ps, err := find[Plan](ctx, r, Query{
		Index: planByBrukare, Tenant: b.Tenant, Equal: []any{b.ID, PlanEstablished}, Descending: true, Limit: 1,
	})
	if err != nil || len(ps) == 0 {
		return nil, err
	}
	return ps[0], nil
}

// StaffNames returns the staff of the actor's tenant that the ids name: what they are called and what they are, which is open to all who
// are signed in.
func (s *Session) StaffNames(ctx context.Context, ids []StaffID) (map[StaffID]*StaffName, error) {
	return read(ctx, s, ReadStaffName, "", func(ctx context.Context, w *principal) (map[StaffID]*StaffName, []seen, error) {
		found, err := load[Staff](ctx, s.service.store, w.actor.Tenant, ids)
		out := make(map[StaffID]*StaffName, len(found))
		for id, f := range found {
			out[id] = &StaffName{ID: f.ID, Name: f.Name, Title: f.Title}
		}
		return out, nil, err
	})
}

// StaffName is what others see of a member of staff.
type StaffName struct {
	ID    StaffID
	Name  string
	Title string
}

// placed is a document that the policy can be asked about.
type placed[T any] interface {
	doc[T]
	place() place
}

// many reads documents by id: those that do not exist or lie out of reach are left out, and the latter are recorded. view makes
// each as the principal may see it.
func many[T any, D placed[T], ID ~string](ctx context.Context, s *Session, a Action, ids []ID, view func(D, *principal) D) (map[ID]D, error) {
	return read(ctx, s, a, "", func(ctx context.Context, w *principal) (map[ID]D, []seen, error) {
		for _, id := range ids {
			if err := checkID("id", id); err != nil {
				return nil, nil, err
			}
		}
		found, err := load[T, D](ctx, s.service.store, w.actor.Tenant, ids)
		if err != nil {
			return nil, nil, err
		}
		for _, id := range ids {
			if found[id] == nil {
				_ = s.refuse(ctx, a, string(id), notFound())
			}
		}
		var shown []seen
		for id, d := range found {
			err := s.admit(ctx, s.service.store, w, d.place())
			if code := CodeOf(err); code == NotFound || code == Forbidden {
				_ = s.refuse(ctx, a, string(id), err)
				delete(found, id)
				continue
			}
			if err != nil {
				return nil, nil, err
			}
			found[id] = view(d, w)
			shown = append(shown, seen{d.place().brukare, string(id)})
		}
		return found, shown, nil
	})
}
