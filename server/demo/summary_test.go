package demo

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lyhord/lyhord/dictation"
	"github.com/lyhord/lyhord/domain"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// The summary shows what a reader of the demo finds: how much there is of each, and the patterns that a review of the journal is to see.
func TestSummary(t *testing.T) {
	c := contentsOf(t, seeded(t, noon))
	got := strings.Join(slices.Concat(c.counts(), c.days(), c.patterns()), "\n") + "\n"
	const file = "testdata/summary.golden"
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	same(t, file, want, []byte(got))
}

func (c *contents) counts() []string {
	out := []string{
		fmt.Sprintf("units %d, staff %d, närstående %d, brukare %d, plans %d", len(c.Units), len(c.Staff), len(c.Narstaende), len(c.Brukare), len(c.Plans)),
		fmt.Sprintf("visits %d, notes %d, deviations %d, inbox items %d", len(c.Visits), len(c.Notes), len(c.Deviations), len(c.Inbox)),
	}
	n := map[string]int{}
	for _, v := range c.Visits {
		n["visits "+string(v.State)]++
	}
	for _, d := range c.Deviations {
		n["deviations "+string(d.State)]++
		n["deviations for "+string(d.Recipients[0].Staff)]++
		n["priority "+string(d.Priority)+" "+string(d.Why)]++
		n["reason "+string(d.ReasonCode)]++
	}
	for _, x := range c.Notes {
		for _, o := range x.Observations {
			n["observed "+string(o.Kind)]++
		}
	}
	for _, k := range slices.Sorted(maps.Keys(n)) {
		out = append(out, fmt.Sprintf("%s: %d", strings.TrimSpace(k), n[k]))
	}
	return out
}

// days tells who does what on the day of the seeding.
func (c *contents) days() []string {
	lines := map[domain.StaffID]string{}
	slices.SortFunc(c.Visits, func(a, b *domain.Visit) int { return a.Start.Compare(b.Start) })
	for _, v := range c.Visits {
		if domain.DayOf(v.Start) == domain.DayOf(noon) {
			lines[v.Staff] += fmt.Sprintf(" · %s %s %s", v.Start.In(domain.Stockholm).Format("15:04"), v.Brukare, v.State)
		}
	}
	var out []string
	for _, id := range slices.Sorted(maps.Keys(lines)) {
		out = append(out, fmt.Sprintf("%s today%s", id, lines[id]))
	}
	return out
}

func (c *contents) patterns() []string {
	return []string{
		"Astrid declines the shower on: " + c.deviating("astrid-dusch", dictation.Declined),
		"Bengt's walk falters for staff time on: " + c.faltering("bengt-promenad"),
		"Elsa's food: " + c.observed("elsa", dictation.ObservedFoodFluid),
		"Gustav's progress: " + c.observed("gustav", dictation.ObservedProgress),
		fmt.Sprintf("Margit: %d deviations, %d notes", len(c.ofMargit()), strings.Count(fmt.Sprint(c.noted()), "margit")),
	}
}

func (c *contents) deviating(a domain.ActivityID, o dictation.Outcome) string {
	return c.dates(func(d *domain.Deviation) bool { return d.Activity == a && d.Outcome == o })
}

func (c *contents) faltering(a domain.ActivityID) string {
	return c.dates(func(d *domain.Deviation) bool { return d.Activity == a && d.ReasonCode == dictation.StaffTime })
}

func (c *contents) dates(ok func(*domain.Deviation) bool) string {
	var out []string
	for _, d := range c.Deviations {
		if ok(d) {
			out = append(out, d.ReportedAt.In(domain.Stockholm).Format("Mon 2006-01-02"))
		}
	}
	return strings.Join(out, ", ")
}

func (c *contents) observed(b domain.BrukareID, kind dictation.ObservationKind) string {
	var out []string
	for _, n := range c.Notes {
		for _, o := range n.Observations {
			if n.Brukare == b && o.Kind == kind {
				out = append(out, n.EventAt.In(domain.Stockholm).Format(time.DateOnly)+" "+o.Quote)
			}
		}
	}
	return strings.Join(out, " · ")
}

func (c *contents) ofMargit() []*domain.Deviation {
	return slices.DeleteFunc(slices.Clone(c.Deviations), func(d *domain.Deviation) bool { return d.Brukare != "margit" })
}

func (c *contents) noted() []domain.BrukareID {
	var out []domain.BrukareID
	for _, n := range c.Notes {
		out = append(out, n.Brukare)
	}
	return out
}
