package domain

import (
	"time"

	"github.com/lyhord/lyhord/dictation"
)

// Deviation (avvikelse) is something at a visit that was not as the genomförandeplan has it. It is neither a lex Sarah report nor a
// vårdavvikelse.
type Deviation struct {
	Head[DeviationID] `json:",inline"`
	Extra             Extra                `json:",inline"`
	Brukare           BrukareID            `json:"brukare"`
	Unit              UnitID               `json:"unit"`
	Visit             VisitID              `json:"visit"`
	Activity          ActivityID           `json:"activity"` // empty where the matter is of the whole visit, as a fall
	ActivityTitle     string               `json:"activityTitle"`
	Outcome           dictation.Outcome    `json:"outcome"` // empty where Activity is
	ReasonCode        dictation.ReasonCode `json:"reasonCode"`
	Reason            string               `json:"reason"`
	Measure           string               `json:"measure"`
	FollowUp          string               `json:"followUp"`
	Priority          Priority             `json:"priority"`
	Why               PriorityRule         `json:"why"` // the rule that made it HIGH; empty when NORMAL
	State             DeviationState       `json:"state"`
	ReportedAt        time.Time            `json:"reportedAt"`
	ReportedBy        StaffID              `json:"reportedBy"`
	Recipients        []Recipient          `json:"recipients"`
	AcknowledgedAt    *time.Time           `json:"acknowledgedAt"`
	AcknowledgedBy    StaffID              `json:"acknowledgedBy"`
	Answer            string               `json:"answer"` // the measure that the kontaktman took
}

// Recipient is one who was told of a deviation, and under which number of the own inbox.
type Recipient struct {
	Staff StaffID `json:"staff"`
	Seq   int64   `json:"seq"`
	Extra Extra   `json:",inline"`
}

// Priority says how soon a deviation needs its kontaktman.
type Priority string

// The priorities.
const (
	PriorityHigh   Priority = "HIGH"
	PriorityNormal Priority = "NORMAL"
)

// PriorityRule names the rule by which a deviation is HIGH.
type PriorityRule string

// The rules of HIGH priority.
const (
	RuleNotMet        PriorityRule = "NOT_MET"        // no answer at the door, or not at home without notice
	RuleFall          PriorityRule = "FALL"           //
	RuleFoodUntouched PriorityRule = "FOOD_UNTOUCHED" // food left untouched since the last visit
	RuleThirdInWeek   PriorityRule = "THIRD_IN_WEEK"  // the third of the same activity within seven days
)

// DeviationState is where a deviation is in its life.
type DeviationState string

// The states of a deviation.
const (
	DeviationReported     DeviationState = "REPORTED"
	DeviationAcknowledged DeviationState = "ACKNOWLEDGED" // the kontaktman has taken it on
	DeviationClosed       DeviationState = "CLOSED"       // with a measure
	DeviationWithdrawn    DeviationState = "WITHDRAWN"    // the check-off behind it was undone
)

// The deviations' collection.
var (
	deviations = declare("deviations", func() Document { return new(Deviation) }, deviationByActivity)

	deviationByActivity = &Index{Name: "byActivity", Equal: []string{"brukare", "activity"}, Order: "reportedAt"}
)

// Collection implements [Document].
func (*Deviation) Collection() *Collection { return deviations }
