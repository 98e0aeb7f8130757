package domain

import (
	"context"
	"slices"
	"time"

	"github.com/lyhord/lyhord/dialogue"
	"github.com/lyhord/lyhord/dictation"
)

// What a conversation stands on, read anew for every turn: what is true then, and what the worker may see then.

// How far back a conversation knows of, and at most how much of it.
const (
	sceneBack   = 28 * 24 * time.Hour
	sceneVisits = 200
	sceneNotes  = 100
)

// scene is a [dialogue.Scene], and the plan that it was read from.
type scene struct {
	dialogue.Scene
	plan PlanID // empty when there is none
}

// sceneOf reads the scene of a visit for the principal.
func (s *Session) sceneOf(ctx context.Context, r Reader, w *principal, v *Visit) (*scene, error) {
	b, err := w.brukare(ctx, r, v.Brukare)
	if err != nil {
		return nil, err
	}
	sc := &scene{Scene: dialogue.Scene{Now: w.now.In(Stockholm), Brukare: dictation.Brukare{Name: b.Name, Pronoun: b.Pronoun}}}
	for _, a := range v.Activities {
		p := dialogue.Planned{ID: string(a.ID), Title: a.Title, How: a.How}
		if a.CheckOff != nil {
			p.Outcome = a.CheckOff.Outcome
		}
		sc.Visit = append(sc.Visit, p)
	}
	if err := sc.readPlan(ctx, r, w, b); err != nil {
		return nil, err
	}
	if err := sc.readDeeds(ctx, r, w, v); err != nil {
		return nil, err
	}
	return sc, sc.readNotes(ctx, r, w, v)
}

func (sc *scene) readPlan(ctx context.Context, r Reader, w *principal, b *Brukare) error {
	p, err := establishedPlan(ctx, r, b)
	if p == nil || err != nil || !w.sees(ReadPlan, place{unit: p.Unit, brukare: b.ID}) {
		return err
	}
	sc.plan, sc.Important = p.ID, p.ImportantInformation
	for _, a := range p.Activities {
		sc.Plan = append(sc.Plan, dialogue.PlanLine{
			ID: string(a.ID), Title: a.Title, How: a.How, When: a.When, Who: a.Who, OwnPart: a.OwnPart, Goal: a.Goal,
		})
	}
	return nil
}

// readDeeds reads what became of activities at the visits before v, the newest first.
func (sc *scene) readDeeds(ctx context.Context, r Reader, w *principal, v *Visit) error {
	vs, err := find[Visit](ctx, r, Query{
		Index: visitByBrukare, Tenant: v.Tenant, Equal: []any{v.Brukare}, From: w.now.Add(-sceneBack), To: v.Start, Descending: true, Limit: sceneVisits,
	})
	if err != nil {
		return err
	}
	var by []StaffID
	for _, before := range vs {
		if before.ID == v.ID || !w.sees(ReadVisit, before.place()) { // another unit may have the brukare too
			continue
		}
		for _, a := range before.Activities {
			if a.CheckOff != nil {
				sc.Deeds = append(sc.Deeds, deedOf(before, a))
				by = append(by, a.CheckOff.By)
			}
		}
	}
	slices.SortStableFunc(sc.Deeds, func(a, b dialogue.Deed) int { return b.At.Compare(a.At) })
	return sc.nameStaff(ctx, r, v.Tenant, by)
}

// deedOf tells of a checked-off activity. By is the id of who did it until nameStaff has been there.
func deedOf(v *Visit, a VisitActivity) dialogue.Deed {
	c := a.CheckOff
	at := c.At
	if c.DoneAt != nil {
		at = *c.DoneAt
	}
	return dialogue.Deed{
		Visit: string(v.ID), Note: string(c.Note), Activity: string(a.ID), Title: a.Title, Outcome: c.Outcome, ReasonCode: c.ReasonCode,
		Reason: c.Reason, Measure: c.Measure, FollowUp: c.FollowUp, At: at.In(Stockholm), By: string(c.By),
	}
}

// nameStaff puts names in place of ids.
func (sc *scene) nameStaff(ctx context.Context, r Reader, tenant TenantID, ids []StaffID) error {
	slices.Sort(ids)
	staff, err := load[Staff](ctx, r, tenant, slices.Compact(ids))
	if err != nil {
		return err
	}
	for i := range sc.Deeds {
		name := ""
		if f := staff[StaffID(sc.Deeds[i].By)]; f != nil {
			name = f.Name
		}
		sc.Deeds[i].By = name
	}
	return nil
}

// readNotes reads the signed notes about the brukare, the newest first.
func (sc *scene) readNotes(ctx context.Context, r Reader, w *principal, v *Visit) error {
	ns, err := find[JournalNote](ctx, r, Query{
		Index: noteByBrukare, Tenant: v.Tenant, Equal: []any{v.Brukare}, From: w.now.Add(-sceneBack), Descending: true, Limit: sceneNotes,
	})
	for _, n := range ns {
		if w.sees(ReadNote, place{unit: n.Unit, brukare: n.Brukare}) {
			sc.Notes = append(sc.Notes, dialogue.Note{
				ID: string(n.ID), Visit: string(n.Visit), At: n.EventAt.In(Stockholm), Author: n.AuthorName, Text: n.Text,
				Observations: n.Observations, Contacts: n.Contacts,
			})
		}
	}
	return err
}

// referred is what a reply refers to, as the log names it: each document once, by the action that reads such a one.
func (sc *scene) referred(r dialogue.Reply) []readThing {
	actions := map[dialogue.ReferenceKind]Action{dialogue.ToPlan: ReadPlan, dialogue.ToNote: ReadNote, dialogue.ToVisit: ReadVisit}
	var out []readThing
	for _, ref := range r.References {
		x := readThing{actions[ref.Kind], ref.ID}
		if ref.Kind == dialogue.ToPlan { // which names an activity
			x.subject = string(sc.plan)
		}
		if x.subject != "" && !slices.Contains(out, x) {
			out = append(out, x)
		}
	}
	return out
}

// readThing is a document that was read, and the action of reading it.
type readThing struct {
	action  Action
	subject string
}
