package domain

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/lyhord/lyhord/dictation"
)

// Visit (besök) is one planned meeting with a brukare: the plan's activities for that time, and what became of each.
type Visit struct {
	Head[VisitID] `json:",inline"`
	Extra         Extra           `json:",inline"`
	Brukare       BrukareID       `json:"brukare"`
	Unit          UnitID          `json:"unit"`
	Staff         StaffID         `json:"staff"` // who is to do it; who started it, once started
	Plan          PlanID          `json:"plan"`
	PlanVersion   int64           `json:"planVersion"` // the plan as it was when the visit was made
	Start         time.Time       `json:"start"`       // planned
	End           time.Time       `json:"end"`         // planned
	State         VisitState      `json:"state"`
	StartedAt     *time.Time      `json:"startedAt"`
	CompletedAt   *time.Time      `json:"completedAt"`
	Activities    []VisitActivity `json:"activities"`
}

// VisitState is where a visit is.
type VisitState string

// The states of a visit.
const (
	VisitPlanned   VisitState = "PLANNED"
	VisitStarted   VisitState = "STARTED"
	VisitCompleted VisitState = "COMPLETED"
	VisitCancelled VisitState = "CANCELLED"
)

// VisitActivity is one activity of a visit: a copy of the plan's line, and its check-off once there is one.
type VisitActivity struct {
	ID       ActivityID `json:"id"`
	Title    string     `json:"title"`
	How      string     `json:"how"`
	CheckOff *CheckOff  `json:"checkOff"`
	Extra    Extra      `json:",inline"`
}

// CheckOff says what became of an activity.
type CheckOff struct {
	ID         CheckOffID           `json:"id"`
	Activity   ActivityID           `json:"activity"`
	Outcome    dictation.Outcome    `json:"outcome"`
	ReasonCode dictation.ReasonCode `json:"reasonCode"` // empty: none given
	Reason     string               `json:"reason"`
	Measure    string               `json:"measure"`  // åtgärd
	FollowUp   string               `json:"followUp"` // uppföljning
	DoneAt     *time.Time           `json:"doneAt"`   // when the activity was done, where a clock time was said
	At         time.Time            `json:"at"`       // when it was checked off
	By         StaffID              `json:"by"`
	Deviation  DeviationID          `json:"deviation"` // what came of it; empty when as planned
	Note       NoteID               `json:"note"`      // the signed note it stands in; empty when checked off by hand
	Extra      Extra                `json:",inline"`
}

// Activity returns the visit's activity of that id, or nil.
func (v *Visit) Activity(id ActivityID) *VisitActivity {
	for i := range v.Activities {
		if v.Activities[i].ID == id {
			return &v.Activities[i]
		}
	}
	return nil
}

// Unanswered returns the planned activities that have no check-off.
func (v *Visit) Unanswered() []ActivityID {
	var out []ActivityID
	for _, a := range v.Activities {
		if a.CheckOff == nil {
			out = append(out, a.ID)
		}
	}
	return out
}

// Begin marks v started at now by the staff member, who has it from then on. Beginning one's own visit again changes nothing.
// Returns CONFLICT when somebody else has begun it, or it is over.
func (v *Visit) Begin(now time.Time, by StaffID) error {
	switch {
	case v.State == VisitStarted && v.Staff == by:
		return nil
	case v.State == VisitStarted:
		return conflict("Besöket är redan påbörjat av någon annan.", "Somebody else has begun the visit already.")
	case v.State != VisitPlanned:
		return v.over()
	}
	v.State, v.StartedAt, v.Staff = VisitStarted, &now, by
	return nil
}

// Complete marks v done at now. Returns CONFLICT when it is not under way, or planned activities are unanswered; then
// Details["unanswered"] lists their ids.
func (v *Visit) Complete(now time.Time) error {
	if err := v.underWay(); err != nil {
		return err
	}
	if left := v.Unanswered(); len(left) > 0 {
		e := conflict("Alla planerade aktiviteter är inte besvarade.", "Not all planned activities are answered.")
		e.Details = map[string]any{"unanswered": left}
		return e
	}
	v.State, v.CompletedAt = VisitCompleted, &now
	return nil
}

// Record sets the check-off of its activity. Returns NOT_FOUND for an activity that the visit does not hold, CONFLICT when the visit
// is not under way or the activity has another check-off. The same check-off again changes nothing and reports false.
func (v *Visit) Record(c CheckOff) (fresh bool, err error) {
	a := v.Activity(c.Activity)
	if a == nil {
		e := notFound()
		e.Field = "activityId"
		return false, e
	}
	if a.CheckOff != nil {
		if a.CheckOff.says(&c) {
			return false, nil
		}
		e := conflict("Aktiviteten är redan besvarad på ett annat sätt. Ångra det först.", "The activity has been answered otherwise. Undo that first.")
		e.Details = map[string]any{"activity": a.ID, "outcome": a.CheckOff.Outcome}
		return false, e
	}
	if err := v.underWay(); err != nil {
		return false, err
	}
	a.CheckOff = &c
	return true, nil
}

// says reports whether two check-offs say the same, whoever said it and when.
func (c *CheckOff) says(d *CheckOff) bool {
	sameTime := c.DoneAt == nil && d.DoneAt == nil || c.DoneAt != nil && d.DoneAt != nil && c.DoneAt.Equal(*d.DoneAt)
	return sameTime && c.Activity == d.Activity && c.Outcome == d.Outcome && c.ReasonCode == d.ReasonCode &&
		c.Reason == d.Reason && c.Measure == d.Measure && c.FollowUp == d.FollowUp
}

// circumstances returns what c's own words say that matters for the priority.
func (c *CheckOff) circumstances() []dictation.Circumstance {
	words := strings.Join(slices.DeleteFunc([]string{c.Reason, c.Measure, c.FollowUp}, func(s string) bool { return s == "" }), ". ")
	if words == "" {
		return nil
	}
	return dictation.Circumstances(words)
}

// addFrom takes from d what c leaves blank, and reports whether that was anything.
func (c *CheckOff) addFrom(d *CheckOff) bool {
	before := *c
	c.ReasonCode = cmp.Or(c.ReasonCode, d.ReasonCode)
	c.Reason, c.Measure, c.FollowUp = cmp.Or(c.Reason, d.Reason), cmp.Or(c.Measure, d.Measure), cmp.Or(c.FollowUp, d.FollowUp)
	c.DoneAt = cmp.Or(c.DoneAt, d.DoneAt)
	return !before.says(c)
}

// Undo takes back the check-off of an activity and returns it. Returns NOT_FOUND when there is none, CONFLICT when the visit is not under
// way, or the check-off stands in a signed note.
func (v *Visit) Undo(id ActivityID) (*CheckOff, error) {
	a := v.Activity(id)
	if a == nil || a.CheckOff == nil {
		e := notFound()
		e.Field = "activityId"
		return nil, e
	}
	if err := v.underWay(); err != nil {
		return nil, err
	}
	if a.CheckOff.Note != "" {
		return nil, conflict("Avprickningen står i en signerad anteckning och kan inte ångras.", "The check-off stands in a signed note and can't be undone.")
	}
	c := a.CheckOff
	a.CheckOff = nil
	return c, nil
}

func (v *Visit) underWay() error {
	switch v.State {
	case VisitStarted:
		return nil
	case VisitPlanned:
		return conflict("Besöket är inte påbörjat.", "The visit has not been started.")
	}
	return v.over()
}

// noteworthy returns CONFLICT when there is nothing yet to write a note about.
func (v *Visit) noteworthy() error {
	if v.State == VisitCompleted {
		return nil
	}
	return v.underWay()
}

func (v *Visit) over() error {
	if v.State == VisitCancelled {
		return conflict("Besöket är inställt.", "The visit is cancelled.")
	}
	return conflict("Besöket är redan avslutat.", "The visit has been completed already.")
}

// forReader returns v as the principal may see it. A närstående sees what was done, not why something was not.
func (v *Visit) forReader(w *principal) *Visit {
	if !w.individual() {
		return v
	}
	c := *v
	c.Extra = nil
	c.Activities = slices.Clone(v.Activities)
	for i := range c.Activities {
		a := &c.Activities[i]
		a.Extra = nil
		if a.CheckOff != nil {
			a.CheckOff = a.CheckOff.forReader(w)
		}
	}
	return &c
}

func (c *CheckOff) forReader(w *principal) *CheckOff {
	out := *c
	out.Extra, out.Deviation, out.Note = nil, "", ""
	if w.actor.Kind == ActorNarstaende {
		out.ReasonCode, out.Reason, out.Measure, out.FollowUp = "", "", "", ""
	}
	return &out
}

// The visits' collection.
var (
	visits = declare("visits", func() Document { return new(Visit) }, visitByStaff, visitByBrukare, visitByUnit)

	visitByStaff   = &Index{Name: "byStaff", Equal: []string{"staff"}, Order: "start"}
	visitByBrukare = &Index{Name: "byBrukare", Equal: []string{"brukare"}, Order: "start"}
	visitByUnit    = &Index{Name: "byUnit", Equal: []string{"unit"}, Order: "start"}
)

// Collection implements [Document].
func (*Visit) Collection() *Collection { return visits }

// Wakes implements [Waker].
func (v *Visit) Wakes() []Topic { return []Topic{visitsTopic(v.Tenant, v.Brukare)} }

func visitsTopic(t TenantID, b BrukareID) Topic {
	return Topic("visits/" + string(t) + "/" + string(b))
}
