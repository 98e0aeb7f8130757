package demo

import (
	"math/rand/v2"
	"slices"
	"time"

	"github.com/lyhord/lyhord/dictation"
	"github.com/lyhord/lyhord/domain"
)

// The rules of domain/deviation.go told again, since a Session would put everything at the time of now. A test lets a Session report
// the same, and compares.

// deviate makes the deviation of a check-off. What a note's text tells of the visit is not told of each of its activities.
func (w *world) deviate(b *booking, s *story, a *domain.VisitActivity, c *domain.CheckOff) *domain.Deviation {
	d := b.deviation(b.part("d", a.ID), c.At)
	d.Activity, d.ActivityTitle, d.Outcome, d.ReasonCode = a.ID, a.Title, c.Outcome, c.ReasonCode
	d.Reason, d.Measure, d.FollowUp = c.Reason, c.Measure, c.FollowUp
	said := dictation.Circumstances(c.Reason + ". " + c.Measure + ". " + c.FollowUp)
	if c.Note == "" {
		said = append(said, s.Circumstances...)
	}
	w.prioritize(d, said)
	return d
}

// reportWhole makes the deviation of what a note tells that is urgent, where no activity's deviation says it.
func (w *world) reportWhole(b *booking, o *outcome, s *story) {
	said := slices.Concat(s.Circumstances, dictation.Circumstances(s.Text))
	if slices.ContainsFunc(s.Observations, func(o dictation.Observation) bool { return o.Kind == dictation.ObservedFall }) {
		said = append(said, dictation.Fall)
	}
	d := b.deviation(b.part("d", ""), o.note.WrittenAt)
	words := []rune(s.Text)
	d.Reason = string(words[:min(len(words), 200)])
	w.prioritize(d, said)
	if d.Why != "" && !slices.ContainsFunc(o.deviations, func(other *domain.Deviation) bool { return other.Why == d.Why }) {
		o.deviations = append(o.deviations, d)
	}
}

func (b *booking) deviation(id string, at time.Time) *domain.Deviation {
	d := &domain.Deviation{
		Head: head(domain.DeviationID(id)), Brukare: b.brukare.ID, Unit: b.brukare.Unit, Visit: b.id(),
		State: domain.DeviationReported, ReportedAt: at, ReportedBy: b.staff,
	}
	to := &domain.Brukare{Kontaktmen: b.brukare.Kontaktmen}
	for _, id := range to.DeviationRecipients() {
		d.Recipients = append(d.Recipients, domain.Recipient{Staff: id})
	}
	return d
}

func (w *world) prioritize(d *domain.Deviation, said []dictation.Circumstance) {
	d.Priority, d.Why = domain.PriorityHigh, priorityRule(d, said, w.earlier(d))
	if d.Why == "" {
		d.Priority = domain.PriorityNormal
	}
}

func priorityRule(d *domain.Deviation, said []dictation.Circumstance, earlier int) domain.PriorityRule {
	has := func(c dictation.Circumstance) bool { return slices.Contains(said, c) }
	switch {
	case has(dictation.Fall):
		return domain.RuleFall
	case has(dictation.NoAnswer), has(dictation.NotAtHome), d.ReasonCode == dictation.Absent && !has(dictation.KnownAway):
		return domain.RuleNotMet
	case has(dictation.FoodUntouched):
		return domain.RuleFoodUntouched
	case d.Activity != "" && earlier >= 2:
		return domain.RuleThirdInWeek
	}
	return ""
}

// earlier returns how many deviations the same activity had in the seven days before, and remembers this one.
func (w *world) earlier(d *domain.Deviation) int {
	k := historyKey{d.Brukare, d.Activity}
	n := 0
	for _, t := range w.history[k] {
		if d.ReportedAt.Sub(t) <= 7*24*time.Hour {
			n++
		}
	}
	w.history[k] = append(w.history[k], d.ReportedAt)
	return n
}

// fresh is how long a deviation without an answer is left for the reader to take on.
const fresh = 3 * 24 * time.Hour

// acknowledge lets the kontaktman take d on: what is urgent within a quarter of an hour, the rest on the next morning. Of the last
// days' not urgent ones, those without an answer are left.
func (w *world) acknowledge(b *booking, d *domain.Deviation, answer string, chance *rand.Rand) {
	at := b.day.Add(1).At(7, 10).Add(time.Duration(chance.IntN(40)) * time.Minute)
	left := answer == "" && w.now.Sub(d.ReportedAt) < fresh
	if d.Priority == domain.PriorityHigh {
		at, left = d.ReportedAt.Add(time.Duration(180+chance.IntN(600))*time.Second), false
	}
	if left || w.now.Before(at) {
		return
	}
	by := d.Recipients[chance.IntN(len(d.Recipients))].Staff
	_ = d.Acknowledge(*pointer(at), by, answer) // it was REPORTED
}
