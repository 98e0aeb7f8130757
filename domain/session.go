package domain

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"slices"
	"time"
)

// Service holds what the use cases stand on. Its only door is [Service.As].
type Service struct {
	store Store
	clock Clock
	ids   IDs
	log   *slog.Logger
	hub   *hub
	poll  time.Duration
}

// Config is what a [Service] is made of.
type Config struct {
	Store Store
	Clock Clock
	IDs   IDs
	Log   *slog.Logger
	Poll  time.Duration // how often a watcher looks by itself, and at its rights; a second when zero
}

// NewService returns a service over the store. Close it before the store.
func NewService(c Config) *Service {
	if c.Poll == 0 {
		c.Poll = time.Second
	}
	return &Service{store: c.Store, clock: c.Clock, ids: c.IDs, log: c.Log, hub: newHub(c.Store), poll: c.Poll}
}

// Close stops listening to the store. Watches that are still open go on by polling.
func (s *Service) Close() { s.hub.stop() }

// now is the time of the use case, to the millisecond in UTC, as stores keep it.
func (s *Service) now() time.Time { return s.clock().UTC().Truncate(time.Millisecond) }

// Today is the day in Sweden now.
func (s *Service) Today() Day { return DayOf(s.now()) }

// As returns the actor's session: the only way to data.
func (s *Service) As(a Actor) *Session { return &Session{service: s, actor: a} }

// Session is one actor's way to the data. Every method finds out anew who the actor is and what the actor may do, and leaves a
// [Record] of what was done, seen or refused. Methods return UNAUTHENTICATED for nobody (or a sign-in that has ended), FORBIDDEN for
// a role that never may, NOT_FOUND for what lies out of reach.
type Session struct {
	service *Service
	actor   Actor
}

// principal is the actor as the store knows it now, with the reach of the action at hand.
type principal struct {
	actor Actor
	name  string
	title string
	roles []Role
	staff *Staff // nil unless the actor is staff
	reach Reach
	now   time.Time
}

func (w *principal) staffID() StaffID {
	if w.staff == nil {
		return ""
	}
	return w.staff.ID
}

// individual reports whether the principal is a brukare or a närstående, who never sees what is meant for staff.
func (w *principal) individual() bool { return w.staff == nil }

// authorize answers who acts and how far the action reaches, with the rights of now.
func (s *Session) authorize(ctx context.Context, a Action) (*principal, error) {
	w, err := s.identify(ctx)
	if err != nil {
		return nil, err
	}
	if w.reach = reachOf(a, w.roles); w.reach == ReachNone {
		return nil, s.refuse(ctx, a, "", &refusal{err: forbidden()})
	}
	return w, nil
}

func (s *Session) identify(ctx context.Context) (*principal, error) {
	now := s.service.now()
	if s.actor.Tenant == "" || s.actor.Person == "" || !now.Before(s.actor.Expires) {
		return nil, unauthenticated()
	}
	w := &principal{actor: s.actor, now: now}
	err := s.lookUp(ctx, w)
	if CodeOf(err) == NotFound {
		return nil, unauthenticated()
	}
	return w, err
}

func (s *Session) lookUp(ctx context.Context, w *principal) error {
	switch s.actor.Kind {
	case ActorStaff:
		w.staff = &Staff{Head: Head[StaffID]{Tenant: s.actor.Tenant, ID: StaffID(s.actor.Person)}}
		if err := s.service.store.Get(ctx, w.staff); err != nil {
			return err
		}
		if w.staff.Ended {
			return unauthenticated()
		}
		w.name, w.title, w.roles = w.staff.Name, w.staff.Title, w.staff.Roles
		return nil
	case ActorBrukare:
		b := &Brukare{Head: Head[BrukareID]{Tenant: s.actor.Tenant, ID: BrukareID(s.actor.Person)}}
		w.roles = []Role{RoleBrukare}
		err := s.service.store.Get(ctx, b)
		w.name = b.Name
		return err
	case ActorNarstaende:
		n := &Narstaende{Head: Head[NarstaendeID]{Tenant: s.actor.Tenant, ID: NarstaendeID(s.actor.Person)}}
		w.roles = []Role{RoleNarstaende}
		err := s.service.store.Get(ctx, n)
		w.name, w.title = n.Name, n.Relation
		return err
	}
	return unauthenticated()
}

// admit returns NOT_FOUND when p lies out of the principal's reach, and FORBIDDEN when the principal may see it, but not do this.
func (s *Session) admit(ctx context.Context, r Reader, w *principal, p place) error {
	consented := func() (bool, error) {
		b, err := w.brukare(ctx, r, p.brukare)
		return err == nil && b.ConsentsTo(NarstaendeID(w.actor.Person), w.now), err
	}
	ok, err := w.covers(w.reach, p, consented)
	if ok || err != nil {
		return err
	}
	seen, err := w.covers(reachOf(p.reading, w.roles), p, consented)
	if seen {
		return &refusal{forbidden(), p.brukare}
	}
	return cmp.Or(err, error(&refusal{notFound(), p.brukare}))
}

// brukare loads a brukare of the principal's tenant, whether or not it is within reach.
func (w *principal) brukare(ctx context.Context, r Reader, id BrukareID) (*Brukare, error) {
	b := &Brukare{Head: Head[BrukareID]{Tenant: w.actor.Tenant, ID: id}}
	return b, r.Get(ctx, b)
}

// refusal is what the policy refuses for the thing's sake. A client can't tell what is out of reach from what does not exist, neither by
// the answer nor by how long it takes: both are recorded before it. The record can.
type refusal struct {
	err     *Error
	brukare BrukareID
}

// Error implements error.
func (r *refusal) Error() string { return r.err.Error() + ": refused" }

// Unwrap returns what the client is told.
func (r *refusal) Unwrap() error { return r.err }

// refuse records what was refused, or asked for in vain, and returns why. Other errors pass. A refusal stands even when it can't be
// recorded.
func (s *Session) refuse(ctx context.Context, a Action, subject string, why error) error {
	var r *refusal
	if !errors.As(why, &r) && CodeOf(why) != NotFound {
		return why
	}
	rec := s.record(a, s.service.now(), "", subject)
	rec.Result = resultNotFound
	if r != nil {
		rec.Result, rec.Brukare = resultDenied, r.brukare
	}
	if err := s.insert(ctx, rec); err != nil {
		s.service.log.ErrorContext(ctx, "a refusal was not recorded", "action", a, "error", err)
	}
	return why
}

// insert adds the documents, all or none.
func (s *Session) insert(ctx context.Context, docs ...Document) error {
	if len(docs) == 1 {
		return s.service.store.Insert(ctx, docs[0])
	}
	return s.service.store.Update(ctx, func(ctx context.Context, tx Tx) error {
		for _, d := range docs {
			*d.Revision() = 0 // a run before this one may have set it
			if err := tx.Insert(ctx, d); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Session) record(a Action, at time.Time, b BrukareID, subject string) *Record {
	return &Record{
		Head: Head[RecordID]{Tenant: s.actor.Tenant, ID: RecordID(s.service.ids())},
		At:   at, Kind: s.actor.Kind, Person: s.actor.Person, Action: a, Result: resultOK, Brukare: b, Subject: subject,
	}
}

// The results of a [Record].
const (
	resultOK       = "OK"        // done, or shown
	resultDenied   = "DENIED"    // refused
	resultNotFound = "NOT_FOUND" // asked for in vain
)

// seen is what a reading showed: which documents, of which brukare.
type seen struct {
	brukare BrukareID
	subject string
}

// read runs one reading: authorize, fn (which loads, and admits each thing it loads), record, answer. The answer leaves after its
// record is durable. fn returns the documents it shows; where it shows none, nobody's data was read, and
// nothing is recorded.
func read[R any](ctx context.Context, s *Session, a Action, subject string, fn func(context.Context, *principal) (R, []seen, error)) (R, error) {
	var zero R
	w, err := s.authorize(ctx, a)
	if err != nil {
		return zero, err
	}
	out, shown, err := fn(ctx, w)
	if err != nil {
		return zero, s.refuse(ctx, a, subject, err)
	}
	if err := s.recordSeen(ctx, a, w.now, subject, shown); err != nil {
		return zero, err
	}
	return out, nil
}

// recordSeen records a reading: one record for each brukare whose documents were shown.
func (s *Session) recordSeen(ctx context.Context, a Action, at time.Time, subject string, shown []seen) error {
	if len(shown) == 0 {
		return nil // nobody's data was shown
	}
	var docs []Document
	byBrukare := map[BrukareID]*Record{}
	for _, x := range shown {
		r := byBrukare[x.brukare]
		if r == nil {
			r = s.record(a, at, x.brukare, x.subject)
			byBrukare[x.brukare] = r
			docs = append(docs, r)
		} else if r.Subject != x.subject {
			r.Subject = subject
		}
		r.Count++
	}
	return s.insert(ctx, docs...)
}

// Me is the signed-in person.
type Me struct {
	Kind  ActorKind
	ID    string
	Name  string
	Title string // yrkestitel, or relation
	Roles []Role
	Units []UnitID
}

// Me returns who is signed in.
func (s *Session) Me(ctx context.Context) (*Me, error) {
	return read(ctx, s, ReadMe, "", func(_ context.Context, w *principal) (*Me, []seen, error) {
		me := &Me{Kind: w.actor.Kind, ID: w.actor.Person, Name: w.name, Title: w.title, Roles: slices.Clone(w.roles)}
		if w.staff != nil {
			me.Units = slices.Clone(w.staff.Units)
		}
		return me, nil, nil
	})
}
