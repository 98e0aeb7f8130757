package demo

import (
	"slices"
	"strings"
	"testing"

	"github.com/lyhord/lyhord/dictation"
	"github.com/lyhord/lyhord/domain"
)

// The data files are written by hand: what a slip would do to the demo is said here.

func TestIDsAreShortAndUnique(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range People() {
		if seen[p.ID] || p.ID == "" || len(p.ID) > 12 || strings.Trim(p.ID, "abcdefghijklmnopqrstuvwxyz") != "" {
			t.Errorf("%q is no good id", p.ID)
		}
		seen[p.ID] = true
		if p.Name == "" || p.Title == "" || p.Hint == "" || (p.Unit == "") != (p.Kind == domain.ActorNarstaende) {
			t.Errorf("%+v", p)
		}
	}
	if p := People(); p[0].ID != string(Worker) || p[1].ID != string(Kontaktman) {
		t.Errorf("the list begins with %s and %s", p[0].ID, p[1].ID)
	}
	for _, b := range mustRead(t).brukare {
		for _, a := range b.planDocument("2026-11-21").Activities {
			if seen[string(a.ID)] || strings.Trim(string(a.ID), "abcdefghijklmnopqrstuvwxyz-") != "" {
				t.Errorf("activity %q", a.ID)
			}
			seen[string(a.ID)] = true
		}
	}
}

func TestPlansAreWhole(t *testing.T) {
	for _, b := range mustRead(t).brukare {
		p := b.planDocument("2026-11-21")
		if n := len(p.Activities); n < 6 || n > 14 {
			t.Errorf("%s has %d activities", b.ID, n)
		}
		if len(p.Goals) == 0 || slices.Contains([]string{b.Name, b.Address, b.DoorRoutine, p.Participation, p.Wishes, p.ImportantInformation}, "") {
			t.Errorf("something is missing of %s", b.ID)
		}
		if domain.DayOf(p.EstablishedAt) >= "2026-10-24" || p.FollowUpOn > domain.DayOf(p.EstablishedAt).Add(366) || p.FollowUpOn < "2026-11-21" {
			t.Errorf("%s: established %s, followed up %s", b.ID, p.EstablishedAt, p.FollowUpOn)
		}
		for _, a := range p.Activities {
			if slices.Contains([]string{a.Title, a.How, a.When, a.Who, a.OwnPart, a.Goal}, "") || !isLifeArea(a.LifeArea) {
				t.Errorf("something is missing of %s", a.ID)
			}
		}
		for _, g := range p.Goals {
			if g.Insats == "" || g.Text == "" || !isLifeArea(g.LifeArea) {
				t.Errorf("%s: goal %+v", b.ID, g)
			}
		}
	}
}

func isLifeArea(a domain.LifeArea) bool {
	return slices.Contains([]domain.LifeArea{
		domain.Learning, domain.GeneralTasks, domain.Communication, domain.Mobility, domain.PersonalCare, domain.HomeLife,
		domain.Relations, domain.Work, domain.Community, domain.Security, domain.CarerSupport,
	}, a)
}

func TestStoriesFitTheirVisits(t *testing.T) {
	for _, b := range mustRead(t).brukare {
		places := map[string]bool{}
		for _, s := range b.Stories {
			what := b.storyName(s)
			if places[what] || s.Week < 0 || s.Week >= weeksOfCycle {
				t.Errorf("%s stands twice, or in no week", what)
			}
			places[what] = true
			i := slices.IndexFunc(b.Visits, func(v slot) bool { return v.Name == s.Visit })
			if i < 0 {
				t.Errorf("%s: no such visit", what)
				continue
			}
			if !s.Cancelled {
				checkStory(t, what, b, s, &b.Visits[i])
			}
		}
	}
}

func (b *brukare) storyName(s *story) string {
	return string(b.ID) + " " + string(rune('0'+s.Week)) + " " + weekdayOf(s.Day).String() + " " + s.Visit
}

// weekdayOf returns the first day after 2026-11-22, a Sunday, that the set has, as a day of the week.
func weekdayOf(w weekdays) interface{ String() string } {
	d := domain.Day("2026-11-22")
	for !w.has(d) {
		d = d.Add(1)
	}
	return weekday(d)
}

func checkStory(t *testing.T, what string, b *brukare, s *story, v *slot) {
	t.Helper()
	day := domain.Day("2026-11-22")
	for !s.Day.has(day) {
		day = day.Add(1)
	}
	if !v.Days.has(day) {
		t.Errorf("%s: there is no such visit that day", what)
	}
	if s.Text == "" && (len(s.Observations)+len(s.Contacts) > 0 || len(s.Entries) == 0) {
		t.Errorf("%s says something that no text has", what)
	}
	for _, e := range s.Entries {
		planned := slices.ContainsFunc(v.Activities, func(a slotActivity) bool { return a.name == e.Activity && a.days.has(day) })
		if planned == (e.Outcome == dictation.Extra) {
			t.Errorf("%s: activity %q", what, e.Activity)
		}
		if e.Outcome == dictation.Performed && e.ReasonCode+dictation.ReasonCode(e.Reason) != "" {
			t.Errorf("%s: a reason for what was done", what)
		}
		if s.Text != "" {
			checkQuotes(t, what, s.Text, e.Quote, e.Reason, e.Measure, e.FollowUp)
		}
		if s.Text != "" && e.Quote == "" {
			t.Errorf("%s: an entry without a quote", what)
		}
	}
	for _, o := range s.Observations {
		checkQuotes(t, what, s.Text, o.Quote)
	}
	for _, c := range s.Contacts {
		checkQuotes(t, what, s.Text, c.Quote)
		if c.Name != nil {
			checkQuotes(t, what, s.Text, *c.Name)
		}
	}
}

// checkQuotes checks that each text is a part of the note.
func checkQuotes(t *testing.T, what, text string, quotes ...string) {
	t.Helper()
	for _, q := range quotes {
		if !strings.Contains(text, q) {
			t.Errorf("%s: %q does not stand in the note", what, q)
		}
	}
}

func TestNotesSpeakOfNobodyElse(t *testing.T) {
	c := mustRead(t)
	for _, b := range c.brukare {
		for _, s := range b.Stories {
			for _, o := range c.brukare {
				first, _, _ := strings.Cut(o.Name, " ")
				if o != b && strings.Contains(s.Text, first) {
					t.Errorf("%s speaks of %s", b.storyName(s), first)
				}
			}
		}
	}
}

func TestUnknownPersonnummerIsRefused(t *testing.T) {
	if p, err := personnummer("1938-04-12", 123); err == nil {
		t.Errorf("a serial outside of the test series gives %s", p)
	}
	if p, err := personnummer("1938-02-31", 982); err == nil {
		t.Errorf("a day that does not exist gives %s", p)
	}
}

func TestNotesKeepTheRulesOfTheJournal(t *testing.T) {
	for _, b := range mustRead(t).brukare {
		for _, s := range b.Stories {
			out := dictation.Structure(dictation.Input{At: noon, Text: s.Text, Brukare: dictation.Brukare{Name: b.Name, Pronoun: b.Pronoun}})
			for _, l := range out.Lint {
				t.Errorf("%s: %s %q", b.storyName(s), l.Code, l.Quote)
			}
		}
	}
}
