package domain

import (
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
	Extra      Extra                `json:",inline"`
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
