package domain

import (
	"context"
	"slices"
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

	Seq *int64 `json:"-"` // the number in the inbox it was read from; nil when it was read otherwise
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

// thirdWithin is the time in which a third deviation of the same activity is HIGH.
const thirdWithin = 7 * 24 * time.Hour

// newDeviation makes the deviation that a check-off of v leads to, without id and recipients. earlier is how many the same
// activity had within the last seven days.
func newDeviation(v *Visit, a *VisitActivity, c *CheckOff, circumstances []dictation.Circumstance, earlier int) *Deviation {
	d := &Deviation{
		Brukare: v.Brukare, Unit: v.Unit, Visit: v.ID, Activity: a.ID, ActivityTitle: a.Title,
		Outcome: c.Outcome, ReasonCode: c.ReasonCode, Reason: c.Reason, Measure: c.Measure, FollowUp: c.FollowUp,
		State: DeviationReported, ReportedAt: c.At, ReportedBy: c.By,
	}
	d.prioritize(circumstances, earlier)
	return d
}

// prioritize sets the priority by the first rule that holds. Source: docs/compliance.md, "Priority of a deviation".
func (d *Deviation) prioritize(circumstances []dictation.Circumstance, earlier int) {
	has := func(c dictation.Circumstance) bool { return slices.Contains(circumstances, c) }
	d.Priority = PriorityHigh
	switch {
	case has(dictation.Fall):
		d.Why = RuleFall
	case has(dictation.NoAnswer), has(dictation.NotAtHome), d.ReasonCode == dictation.Absent && !has(dictation.KnownAway):
		d.Why = RuleNotMet
	case has(dictation.FoodUntouched):
		d.Why = RuleFoodUntouched
	case d.Activity != "" && earlier >= 2:
		d.Why = RuleThirdInWeek
	default:
		d.Priority = PriorityNormal
	}
}

// Acknowledge marks that the kontaktman has taken d on at now, and closes it when a measure is given. Returns CONFLICT when it was
// acknowledged before (a measure may still be added), closed or withdrawn.
func (d *Deviation) Acknowledge(now time.Time, by StaffID, measure string) error {
	switch {
	case d.State == DeviationReported, d.State == DeviationAcknowledged && measure != "":
	case d.State == DeviationWithdrawn:
		return conflict("Avvikelsen är återtagen.", "The deviation has been withdrawn.")
	default:
		return conflict("Avvikelsen är redan kvitterad.", "The deviation has been acknowledged already.")
	}
	if d.AcknowledgedAt == nil {
		d.AcknowledgedAt, d.AcknowledgedBy = &now, by
	}
	d.State, d.Answer = DeviationAcknowledged, measure
	if measure != "" {
		d.State = DeviationClosed
	}
	return nil
}

// Withdraw marks that what d tells of did not happen. What the kontaktman has answered stays.
func (d *Deviation) Withdraw() { d.State = DeviationWithdrawn }

// notice makes the inbox item that tells r of d.
func (d *Deviation) notice(n Notice, r StaffID, at time.Time) *InboxItem {
	return &InboxItem{Head: Head[InboxItemID]{Tenant: d.Tenant}, Recipient: r, Notice: n, Deviation: d.ID, State: d.State, PostedAt: at}
}

// countEarlier returns how many deviations the activity had in the seven days before now, at most 2: more makes no difference. Those
// that were withdrawn do not count.
func countEarlier(ctx context.Context, r Reader, v *Visit, a ActivityID, now time.Time) (int, error) {
	q := Query{
		Index: deviationByActivity, Tenant: v.Tenant, Equal: []any{v.Brukare, a},
		From: now.Add(-thirdWithin), Descending: true, Limit: 2,
	}
	for n := 0; ; {
		found, err := find[Deviation](ctx, r, q)
		if err != nil {
			return 0, err
		}
		for _, d := range found {
			if d.State != DeviationWithdrawn {
				n++
			}
			q.After = PositionOf(q.Index, d)
		}
		if n >= 2 || len(found) < q.Limit {
			return min(n, 2), nil
		}
	}
}

// The deviations' collection.
var (
	deviations = declare("deviations", func() Document { return new(Deviation) }, deviationByActivity, deviationByState)

	deviationByActivity = &Index{Name: "byActivity", Equal: []string{"brukare", "activity"}, Order: "reportedAt"}
	deviationByState    = &Index{Name: "byState", Equal: []string{"brukare", "state"}, Order: "reportedAt"}
)

// Collection implements [Document].
func (*Deviation) Collection() *Collection { return deviations }
