package demo

import (
	"cmp"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/lyhord/lyhord/dictation"
	"github.com/lyhord/lyhord/domain"
)

func TestContents(t *testing.T) {
	for _, now := range []time.Time{noon, domain.Day("2027-03-28").At(23, 50), domain.Day("2026-10-25").At(0, 10), domain.Day("2026-11-23").At(9, 0)} {
		t.Run(now.Format(time.RFC3339), func(t *testing.T) {
			c := contentsOf(t, seeded(t, now))
			checkPeople(t, c)
			checkVisits(t, c, now)
			checkNotes(t, c)
			checkDeviations(t, c, now)
			checkInboxes(t, c)
			checkNobodyIsInTwoPlaces(t, c)
		})
	}
}

func checkPeople(t *testing.T, c *contents) {
	t.Helper()
	staff, units, relatives := byID(t, c.Staff), byID(t, c.Units), byID(t, c.Narstaende)
	for _, u := range c.Units {
		if m := staff[string(u.Manager)]; m == nil || !slices.Contains(m.Roles, domain.RoleUnitManager) || !slices.Contains(m.Units, u.ID) {
			t.Errorf("unit %s has the manager %q", u.ID, u.Manager)
		}
	}
	for _, b := range c.Brukare {
		if units[string(b.Unit)] == nil || len(b.DeviationRecipients()) == 0 {
			t.Errorf("brukare %s: unit %q, kontaktmän %v", b.ID, b.Unit, b.Kontaktmen)
		}
		for _, k := range b.Kontaktmen {
			if s := staff[string(k.Staff)]; s == nil || !slices.Contains(s.Units, b.Unit) {
				t.Errorf("brukare %s has the kontaktman %q", b.ID, k.Staff)
			}
		}
		for _, x := range b.Consents {
			if relatives[string(x.Narstaende)] == nil || x.Until.Sub(x.From) > domain.MaxConsent {
				t.Errorf("brukare %s consents %+v", b.ID, x)
			}
		}
		checkPersonnummer(t, b)
	}
	if len(c.Brukare) != 12 || len(c.Plans) != 12 {
		t.Errorf("%d brukare with %d plans", len(c.Brukare), len(c.Plans))
	}
}

func checkPersonnummer(t *testing.T, b *domain.Brukare) {
	t.Helper()
	number := b.Personnummer.Reveal()
	if p, err := domain.ParsePersonnummer(number); err != nil || p != b.Personnummer {
		t.Errorf("brukare %s: %v", b.ID, err)
	}
	serial, _ := strconv.Atoi(number[9:12])
	woman := serial%2 == 0
	if serial < 980 || serial > 999 || woman != (b.Pronoun == "hon") {
		t.Errorf("brukare %s (%s) has the serial %d", b.ID, b.Pronoun, serial)
	}
}

func checkVisits(t *testing.T, c *contents, now time.Time) {
	t.Helper()
	staff, plans, brukare := byID(t, c.Staff), byID(t, c.Plans), byID(t, c.Brukare)
	byID(t, c.Visits)
	for _, v := range c.Visits {
		p, s := plans[string(v.Plan)], staff[string(v.Staff)]
		if p == nil || p.Brukare != v.Brukare || p.PlanVersion != v.PlanVersion || brukare[string(v.Brukare)].Unit != v.Unit {
			t.Errorf("visit %s: plan %q, brukare %q", v.ID, v.Plan, v.Brukare)
		}
		if s == nil || !slices.Contains(s.Units, v.Unit) || len(v.Activities) == 0 || v.Version != 1 {
			t.Errorf("visit %s: staff %q, %d activities, version %d", v.ID, v.Staff, len(v.Activities), v.Version)
		}
		for _, a := range v.Activities {
			if !slices.ContainsFunc(p.Activities, func(x domain.PlanActivity) bool { return x.ID == a.ID && x.Title == a.Title && x.How == a.How }) {
				t.Errorf("visit %s: %s does not stand in the plan", v.ID, a.ID)
			}
		}
		checkProgress(t, v, now)
	}
}

// checkProgress checks that a visit has come as far as its state says, and never beyond now.
func checkProgress(t *testing.T, v *domain.Visit, now time.Time) {
	t.Helper()
	began, done := v.StartedAt != nil, v.CompletedAt != nil
	answered := len(v.Activities) - len(v.Unanswered())
	ok := false
	switch v.State {
	case domain.VisitPlanned, domain.VisitCancelled:
		ok = !began && !done && answered == 0
	case domain.VisitStarted:
		ok = began && !done && !v.StartedAt.After(now) && now.Before(v.End)
	case domain.VisitCompleted:
		ok = began && done && answered == len(v.Activities) && v.StartedAt.Before(*v.CompletedAt) && !v.CompletedAt.After(now)
	}
	if !ok {
		t.Errorf("visit %s is %s: %v to %v, %d answered", v.ID, v.State, v.StartedAt, v.CompletedAt, answered)
	}
	if past := v.End.Before(domain.DayOf(now).Start()); past && v.State != domain.VisitCompleted && v.State != domain.VisitCancelled {
		t.Errorf("visit %s of a past day is %s", v.ID, v.State)
	}
	for _, a := range v.Activities {
		if x := a.CheckOff; x != nil {
			late := done && !x.At.Before(*v.CompletedAt)
			if x.ID == "" || x.Activity != a.ID || x.By != v.Staff || x.At.Before(*v.StartedAt) || x.At.After(now) || late || x.Outcome.Deviates() != (x.Deviation != "") {
				t.Errorf("visit %s: %+v", v.ID, x)
			}
		}
	}
}

func checkNotes(t *testing.T, c *contents) {
	t.Helper()
	visits, staff := byID(t, c.Visits), byID(t, c.Staff)
	notes := byID(t, c.Notes)
	for _, n := range c.Notes {
		v, s := visits[string(n.Visit)], staff[string(n.Author)]
		if v == nil || v.Brukare != n.Brukare || s == nil || s.Name != n.AuthorName || s.Title != n.AuthorTitle || n.Heading == "" || !n.EventAt.Before(n.WrittenAt) {
			t.Errorf("note %s: %+v", n.ID, n)
			continue
		}
		for _, e := range n.Entries {
			if e.Outcome == dictation.Extra {
				continue
			}
			if a := v.Activity(e.Activity); a == nil || a.CheckOff == nil || a.CheckOff.Note != n.ID || a.CheckOff.Outcome != e.Outcome || !a.CheckOff.At.Equal(n.WrittenAt) {
				t.Errorf("note %s says of %q what its visit does not", n.ID, e.Activity)
			}
		}
	}
	for _, v := range c.Visits {
		for _, a := range v.Activities {
			if a.CheckOff != nil && a.CheckOff.Note != "" && notes[string(a.CheckOff.Note)] == nil {
				t.Errorf("visit %s: note %s is missing", v.ID, a.CheckOff.Note)
			}
		}
	}
}

func checkDeviations(t *testing.T, c *contents, now time.Time) {
	t.Helper()
	visits, brukare, deviations := byID(t, c.Visits), byID(t, c.Brukare), byID(t, c.Deviations)
	for _, d := range c.Deviations {
		v := visits[string(d.Visit)]
		if d.Activity != "" && (v.Activity(d.Activity).CheckOff.Deviation != d.ID || v.Activity(d.Activity).CheckOff.Reason != d.Reason) {
			t.Errorf("deviation %s is not that of its check-off", d.ID)
		}
		var told []domain.StaffID
		for _, r := range d.Recipients {
			told = append(told, r.Staff)
		}
		if !slices.Equal(told, brukare[string(d.Brukare)].DeviationRecipients()) {
			t.Errorf("deviation %s was told to %v", d.ID, told)
		}
		taken := d.AcknowledgedAt != nil
		if taken != (d.State != domain.DeviationReported) || (d.State == domain.DeviationClosed) != (d.Answer != "") {
			t.Errorf("deviation %s is %s", d.ID, d.State)
		}
		if taken && (d.AcknowledgedAt.Before(d.ReportedAt) || d.AcknowledgedAt.After(now) || !slices.Contains(told, d.AcknowledgedBy)) {
			t.Errorf("deviation %s was acknowledged at %v by %q", d.ID, d.AcknowledgedAt, d.AcknowledgedBy)
		}
		if !taken && now.Sub(d.ReportedAt) > fresh {
			t.Errorf("deviation %s of %s is still REPORTED", d.ID, d.ReportedAt)
		}
	}
	for _, v := range c.Visits {
		for _, a := range v.Activities {
			if a.CheckOff != nil && a.CheckOff.Deviation != "" && deviations[string(a.CheckOff.Deviation)] == nil {
				t.Errorf("visit %s: deviation %s is missing", v.ID, a.CheckOff.Deviation)
			}
		}
	}
}

func checkInboxes(t *testing.T, c *contents) {
	t.Helper()
	deviations := byID(t, c.Deviations)
	last := map[domain.StaffID]*domain.InboxItem{}
	told := 0
	for _, i := range c.Inbox {
		before := last[i.Recipient]
		if before == nil {
			before = &domain.InboxItem{}
		}
		last[i.Recipient] = i
		if i.Seq != before.Seq+1 || i.PostedAt.Before(before.PostedAt) {
			t.Errorf("inbox of %s: %d after %d, %s after %s", i.Recipient, i.Seq, before.Seq, i.PostedAt, before.PostedAt)
		}
		d := deviations[string(i.Deviation)]
		if d == nil || d.State != i.State {
			t.Errorf("inbox item %s: %+v", i.ID, i)
			continue
		}
		reported := slices.ContainsFunc(d.Recipients, func(r domain.Recipient) bool { return r.Staff == i.Recipient && r.Seq == i.Seq })
		taken := d.AcknowledgedAt != nil && i.PostedAt.Equal(*d.AcknowledgedAt) && i.Recipient != d.AcknowledgedBy
		if reported != (i.Notice == domain.NoticeReported && i.PostedAt.Equal(d.ReportedAt)) || taken != (i.Notice == domain.NoticeTaken) {
			t.Errorf("inbox item %s: %+v, and its deviation %+v", i.ID, i, d)
		}
	}
	for _, d := range c.Deviations {
		told += len(d.Recipients)
		if d.AcknowledgedAt != nil {
			told += len(d.Recipients) - 1
		}
	}
	if told != len(c.Inbox) {
		t.Errorf("%d were told, %d items stand in inboxes", told, len(c.Inbox))
	}
}

func checkNobodyIsInTwoPlaces(t *testing.T, c *contents) {
	t.Helper()
	vs := slices.Clone(c.Visits)
	slices.SortFunc(vs, func(a, b *domain.Visit) int { return cmp.Or(cmp.Compare(a.Staff, b.Staff), a.Start.Compare(b.Start)) })
	for i, v := range vs[1:] {
		if u := vs[i]; u.Staff == v.Staff && v.Start.Before(u.End) {
			t.Errorf("%s is at %s and %s at once", v.Staff, u.ID, v.ID)
		}
	}
	slices.SortFunc(vs, func(a, b *domain.Visit) int {
		return cmp.Or(cmp.Compare(a.Brukare, b.Brukare), a.Start.Compare(b.Start))
	})
	for i, v := range vs[1:] {
		if u := vs[i]; u.Brukare == v.Brukare && v.Start.Before(u.End) {
			t.Errorf("%s has %s and %s at once", v.Brukare, u.ID, v.ID)
		}
	}
}
