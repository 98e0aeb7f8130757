package domain

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lyhord/lyhord/dictation"
)

// at reads a time in Sweden, or with a Z at its end in UTC.
func at(s string) time.Time {
	if t, err := time.Parse("2006-01-02T15:04Z", s); err == nil {
		return t
	}
	t, err := time.ParseInLocation("2006-01-02 15:04", s, Stockholm)
	if err != nil {
		panic(err)
	}
	return t.UTC()
}

// planned makes a visit of an hour that is completed, named by when it begins.
func planned(start string, as ...VisitActivity) *Visit {
	t := at(start)
	return &Visit{Head: Head[VisitID]{ID: VisitID(start)}, Brukare: "astrid", Unit: "nord", Start: t, End: t.Add(time.Hour), State: VisitCompleted, Activities: slices.Clone(as)}
}

func (v *Visit) in(s VisitState) *Visit { v.State = s; return v }

// became makes a planned activity with its check-off at the time; the empty outcome leaves it unanswered.
func became(id ActivityID, title string, o dictation.Outcome, c CheckOff) VisitActivity {
	a := VisitActivity{ID: id, Title: title}
	if o != "" {
		c.Activity, c.Outcome = id, o
		a.CheckOff = &c
	}
	return a
}

// shower is became for an activity that needs no title.
func shower(o dictation.Outcome) VisitActivity { return became("dusch", "Dusch", o, CheckOff{}) }

func noted(id NoteID, event string, v *Visit, es ...NoteEntry) *JournalNote {
	n := &JournalNote{Head: Head[NoteID]{ID: id}, Brukare: "astrid", Unit: "nord", EventAt: at(event), Text: "Anteckning " + string(id), Entries: es}
	if v != nil {
		n.Visit = v.ID
	}
	return n
}

func observed(n *JournalNote, os ...dictation.Observation) *JournalNote {
	n.Observations = os
	return n
}

// week is a gathering of 16 to 22 November, a Monday to a Sunday, looked at a week later.
func week(vs []*Visit, ns ...*JournalNote) *gathering {
	return &gathering{brukare: "astrid", from: "2026-11-16", days: 7, now: at("2026-11-30 12:00"), complete: true, visits: vs, notes: ns}
}

// TestDigestOf shows one thing of each digest: the part that get takes.
func TestDigestOf(t *testing.T) {
	mon, tue, thu := "2026-11-16 08:00", "2026-11-17 08:00", "2026-11-19 08:00"
	by := func(when string, c CheckOff) CheckOff { c.At = at(when); return c }
	cold := by(mon, CheckOff{ReasonCode: dictation.Unwell, Reason: "hon frös", Measure: "tvätt vid handfatet", Note: "n1"})
	monday := planned(mon, became("dusch", "Dusch", dictation.Declined, cold))
	promise := by(mon, CheckOff{FollowUp: "nytt försök i morgon"})
	asked := planned(mon, became("dusch", "Dusch", dictation.Declined, promise))
	activity := func(d *Digest) any { return d.Activities[0] }
	followUps := func(d *Digest) any { return d.Activities[0].FollowUps }
	lisa := "Lisa"
	many := make([]VisitActivity, maxActivities+20)
	for i := range many {
		many[i] = became(ActivityID(fmt.Sprintf("a%03d", i)), "Aktivitet", dictation.Performed, by(mon, CheckOff{}))
	}
	var texts []*Visit
	for i := range 5 {
		when := fmt.Sprintf("2026-11-%d 08:00", 16+i)
		texts = append(texts, planned(when, became("dusch", "Dusch", dictation.Declined, by(when, CheckOff{ReasonCode: dictation.Tired, Reason: fmt.Sprint("skäl ", i)}))))
	}
	with := func(g *gathering, f func(*gathering)) *gathering { f(g); return g }
	for _, c := range []struct {
		name string
		from *gathering
		get  func(*Digest) any
		want any
	}{
		{"an empty period has seven quiet days and nothing else", week(nil), func(d *Digest) any { return d }, &Digest{
			BrukareID: "astrid", From: "2026-11-16", To: "2026-11-22", Complete: true,
			QuietDays: []QuietDay{{"2026-11-16", 0}, {"2026-11-17", 0}, {"2026-11-18", 0}, {"2026-11-19", 0}, {"2026-11-20", 0}, {"2026-11-21", 0}, {"2026-11-22", 0}},
		}},
		{"each outcome counts once, and a cancelled visit is not one that planned it", week([]*Visit{
			planned(mon, shower(dictation.Performed)), planned(mon, shower(dictation.Partial)), planned(mon, shower(dictation.Declined)),
			planned(tue, shower(dictation.NotPerformed)), planned(tue, shower("")).in(VisitStarted), planned(thu, shower("")).in(VisitCancelled), planned(thu, shower("")).in(VisitPlanned),
		}), func(d *Digest) any { return []any{d.Visits, d.Activities[0].Tally, d.QuietDays[:2]} }, []any{
			VisitTally{Planned: 7, Completed: 4, Open: 1, Missed: 1, Cancelled: 1},
			ActivityTally{Planned: 6, Performed: 1, Partial: 1, Declined: 1, NotPerformed: 1, Unanswered: 2, Cancelled: 1},
			[]QuietDay{{"2026-11-18", 0}, {"2026-11-19", 1}},
		}},
		{"what was said at a visit that was then cancelled makes no deviation of it", week([]*Visit{planned(mon, became("dusch", "Dusch", dictation.Declined, cold)).in(VisitCancelled)}),
			activity, ActivityDigest{Activity: "dusch", Title: "Dusch", Tally: ActivityTally{Cancelled: 1}, Measures: []Statement{{At: at(mon), Text: "tvätt vid handfatet", VisitID: monday.ID, NoteID: "n1"}}}},
		{"an activity renamed by a new version of the plan is one, by its latest title", with(week([]*Visit{
			planned(mon, became("dusch", "Dusch", dictation.Declined, by(mon, CheckOff{}))),
			planned(thu, became("dusch", "Dusch eller bad", dictation.Performed, by(thu, CheckOff{}))),
		}), func(g *gathering) {
			g.visitsBefore = []*Visit{planned("2026-11-12 08:00", became("dusch", "Duscha", dictation.Performed, CheckOff{}))}
		}), func(d *Digest) any {
			return []any{len(d.Activities), d.Activities[0].Title, d.Activities[0].Tally, d.Activities[0].Before}
		},
			[]any{1, "Dusch eller bad", ActivityTally{Planned: 2, Performed: 1, Declined: 1}, ActivityTally{Planned: 1, Performed: 1}}},
		{"the most deviations come first, then titles the Swedish way", week([]*Visit{planned(mon,
			became("a", "Översyn", dictation.Performed, CheckOff{}), became("b", "Ångbad", dictation.Performed, CheckOff{}),
			became("c", "Zonterapi", dictation.Performed, CheckOff{}), became("d", "Ärende", dictation.Declined, CheckOff{}))}),
			func(d *Digest) any {
				var out []string
				for _, a := range d.Activities {
					out = append(out, a.Title)
				}
				return out
			}, []string{"Ärende", "Zonterapi", "Ångbad", "Översyn"}},
		{"what a check-off says stands in its note", week([]*Visit{monday}, noted("n1", mon, monday, NoteEntry{Activity: "dusch", Outcome: dictation.Declined, ReasonCode: dictation.Unwell, Reason: "hon frös"})),
			activity, ActivityDigest{
				Activity: "dusch", Title: "Dusch", Tally: ActivityTally{Planned: 1, Declined: 1},
				Reasons:  []ReasonDigest{{dictation.Unwell, 1, []Statement{{At: at(mon), Text: "hon frös", VisitID: monday.ID, NoteID: "n1"}}}},
				Measures: []Statement{{At: at(mon), Text: "tvätt vid handfatet", VisitID: monday.ID, NoteID: "n1"}},
				Spread:   []DeviationSpread{{"MONDAY", Morning, 1, 1}},
			}},
		{"a later note adds words, and another cause counts beside the first", week([]*Visit{monday},
			noted("n1", mon, monday, NoteEntry{Activity: "dusch", Outcome: dictation.Declined, Reason: "hon frös"}),
			noted("n2", "2026-11-16 11:00", monday, NoteEntry{Activity: "dusch", Outcome: dictation.Declined, ReasonCode: dictation.Visitors, Reason: "väninnan kom"}),
		), func(d *Digest) any { return d.Activities[0].Reasons }, []ReasonDigest{
			{dictation.Unwell, 1, []Statement{{At: at(mon), Text: "hon frös", VisitID: monday.ID, NoteID: "n1"}}},
			{dictation.Visitors, 1, []Statement{{At: at("2026-11-16 11:00"), Text: "väninnan kom", VisitID: monday.ID, NoteID: "n2"}}},
		}},
		{"a deviation without a cause is counted as such", week([]*Visit{planned(mon, shower(dictation.NotPerformed))}),
			func(d *Digest) any { return d.Activities[0].Reasons }, []ReasonDigest{{"", 1, nil}}},
		{"of many texts the newest three stand, and all count", week(texts), func(d *Digest) any {
			r := d.Activities[0].Reasons[0]
			return []any{r.Count, len(r.Latest), r.Latest[0].Text, r.Latest[2].Text}
		}, []any{5, 3, "skäl 4", "skäl 2"}},
		{"a follow-up that was kept, on the second try", week([]*Visit{asked, planned(tue, shower(dictation.Declined)),
			planned(thu, became("dusch", "Dusch", dictation.Performed, by("2026-11-19 08:40", CheckOff{})))}), followUps,
			[]FollowUpSaid{{Statement{At: at(mon), Text: "nytt försök i morgon", VisitID: asked.ID}, 2, new(at("2026-11-19 08:40")), VisitID(thu)}}},
		{"a follow-up that was not kept, though it was planned", week([]*Visit{asked, planned(tue, shower("")).in(VisitPlanned)}), followUps,
			[]FollowUpSaid{{Statement{At: at(mon), Text: "nytt försök i morgon", VisitID: asked.ID}, 1, nil, ""}}},
		{"a follow-up that no later visit could keep: one of the same time, one cancelled, one still to come", with(week([]*Visit{asked,
			planned(mon, shower(dictation.Performed)), planned(tue, shower("")).in(VisitCancelled), planned("2026-11-18 08:00", shower("")).in(VisitPlanned)}),
			func(g *gathering) { g.now = at("2026-11-17 12:00") }), followUps,
			[]FollowUpSaid{{Statement{At: at(mon), Text: "nytt försök i morgon", VisitID: asked.ID}, 0, nil, ""}}},
		{"the night that has 02:30 twice is one Sunday night, and one day", &gathering{brukare: "astrid", from: "2026-10-24", days: 3, now: at("2026-11-01 12:00"), complete: true, visits: []*Visit{
			planned("2026-10-25T00:30Z", shower(dictation.Declined)), planned("2026-10-25T01:30Z", shower(dictation.Declined)),
		}}, func(d *Digest) any { return []any{d.Activities[0].Spread, d.QuietDays} }, []any{
			[]DeviationSpread{{"SUNDAY", Night, 2, 2}}, []QuietDay{{"2026-10-24", 0}, {"2026-10-26", 0}}}},
		{"the night that skips 02:30 goes on at 03:30", &gathering{brukare: "astrid", from: "2026-03-29", days: 1, now: at("2026-04-01 12:00"), complete: true, visits: []*Visit{
			planned("2026-03-29T01:30Z", shower(dictation.Declined)), planned("2026-03-29T04:00Z", shower(dictation.Declined)), planned("2026-03-29T20:00Z", shower(dictation.Performed)),
		}}, func(d *Digest) any { return []any{d.Activities[0].Spread, d.QuietDays} }, []any{
			[]DeviationSpread{{"SUNDAY", Morning, 1, 1}, {"SUNDAY", Night, 2, 1}}, []QuietDay(nil)}},
		{"the parts of the day, in order of the week", week([]*Visit{
			planned("2026-11-22 17:00", shower(dictation.Declined)), planned("2026-11-16 22:00", shower(dictation.Declined)),
			planned("2026-11-16 11:00", shower(dictation.Declined)), planned("2026-11-16 10:59", shower(dictation.Declined)), planned("2026-11-17 12:00", shower(dictation.Performed)),
		}), func(d *Digest) any { return d.Activities[0].Spread }, []DeviationSpread{
			{"MONDAY", Morning, 1, 1}, {"MONDAY", Daytime, 1, 1}, {"MONDAY", Night, 1, 1}, {"SUNDAY", Evening, 1, 1}}},
		{"an unplanned task is shown by its quote, else by what else was said", with(week(nil,
			noted("n1", mon, monday, NoteEntry{Outcome: dictation.Extra, Quote: "vattnade blommorna", DoneAt: new(at("2026-11-16 08:20"))}),
			noted("n2", tue, nil, NoteEntry{Outcome: dictation.Extra})),
			func(g *gathering) {
				g.notesBefore = []*JournalNote{noted("n0", "2026-11-10 08:00", nil, NoteEntry{Outcome: dictation.Extra})}
			}),
			func(d *Digest) any { return d.Extras }, ExtraDigest{2, 1, []Statement{
				{At: at(tue), Text: "Anteckning n2", NoteID: "n2"}, {At: at("2026-11-16 08:20"), Text: "vattnade blommorna", VisitID: monday.ID, NoteID: "n1"}}}},
		{"observations by kind, also one that is no longer made", with(week(nil,
			observed(noted("n1", mon, nil), dictation.Observation{Kind: dictation.ObservedMood, Quote: "ledsen"}, dictation.Observation{Kind: dictation.ObservedFoodFluid, Quote: "åt hälften"}),
			observed(noted("n2", tue, nil), dictation.Observation{Kind: dictation.ObservedFoodFluid, Quote: "åt inget"})),
			func(g *gathering) {
				g.notesBefore = []*JournalNote{observed(noted("n0", "2026-11-10 08:00", nil), dictation.Observation{Kind: dictation.ObservedProgress, Quote: "gick själv"})}
			}),
			func(d *Digest) any { return d.Observations }, []ObservationDigest{
				{dictation.ObservedFoodFluid, 2, 0, []Statement{{At: at(tue), Text: "åt inget", NoteID: "n2"}, {At: at(mon), Text: "åt hälften", NoteID: "n1"}}},
				{dictation.ObservedMood, 1, 0, []Statement{{At: at(mon), Text: "ledsen", NoteID: "n1"}}},
				{dictation.ObservedProgress, 0, 1, nil},
			}},
		{"contacts by role, with the name", week(nil, &JournalNote{Head: Head[NoteID]{ID: "n1"}, EventAt: at(mon), Contacts: []dictation.Contact{
			{Role: dictation.ContactRelative, Name: &lisa, Quote: "ringde Lisa"}, {Role: dictation.ContactNurse, Quote: "meddelade sjuksköterskan"}}}),
			func(d *Digest) any { return d.Contacts }, []ContactDigest{
				{dictation.ContactNurse, 1, 0, []Statement{{At: at(mon), Text: "meddelade sjuksköterskan", NoteID: "n1"}}},
				{dictation.ContactRelative, 1, 0, []Statement{{At: at(mon), Text: "ringde Lisa", Name: "Lisa", NoteID: "n1"}}},
			}},
		{"what is still to come does not count, and today is not quiet yet", with(week([]*Visit{
			planned(mon, shower(dictation.Performed)), planned(tue, shower("")).in(VisitPlanned), planned("2026-11-17 20:00", shower("")).in(VisitCancelled)}),
			func(g *gathering) { g.now = at("2026-11-17 08:30") }),
			func(d *Digest) any { return []any{d.Visits, d.Activities[0].Tally, d.QuietDays} },
			[]any{VisitTally{Planned: 1, Completed: 1}, ActivityTally{Planned: 1, Performed: 1}, []QuietDay(nil)}},
		{"a note of something that happened breaks the quiet", week(nil, noted("n1", "2026-11-18 23:59", nil)),
			func(d *Digest) any { return []any{len(d.QuietDays), d.QuietDays[2].Date} }, []any{6, Day("2026-11-19")}},
		{"a withdrawn deviation of the whole visit did not happen", with(week(nil), func(g *gathering) {
			g.wholeVisit = []*Deviation{{Head: Head[DeviationID]{ID: "d1"}, State: DeviationWithdrawn}, {Head: Head[DeviationID]{ID: "d2"}, State: DeviationClosed}}
		}), func(d *Digest) any { return []any{len(d.WholeVisit), d.WholeVisit[0].ID} }, []any{1, DeviationID("d2")}},
		{"more deviations than the list holds wait", with(week(nil), func(g *gathering) { g.unacknowledged = slices.Repeat([]*Deviation{{}}, maxOpen+1) }),
			func(d *Digest) any { return []any{len(d.Unacknowledged), d.Complete} }, []any{maxOpen, false}},
		{"more than the lists hold is said to be left out", week([]*Visit{planned(mon, many...)}),
			func(d *Digest) any { return []any{len(d.Activities), d.Complete} }, []any{maxActivities, false}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := digestOf(c.from)
			if diff := cmp.Diff(c.want, c.get(d)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			addsUp(t, d)
			if diff := cmp.Diff(d, digestOf(c.from)); diff != "" {
				t.Errorf("made again it is another (-first +second):\n%s", diff)
			}
		})
	}
}

// addsUp checks the sums that the comments promise.
func addsUp(t *testing.T, d *Digest) {
	t.Helper()
	if v := d.Visits; v.Planned != v.Completed+v.Open+v.Missed+v.Cancelled {
		t.Errorf("visits do not add up: %+v", v)
	}
	for _, a := range d.Activities {
		for _, n := range []ActivityTally{a.Tally, a.Before} {
			if n.Planned != n.Performed+n.Deviations()+n.Unanswered {
				t.Errorf("%s does not add up: %+v", a.Activity, n)
			}
		}
		spread, reasons := 0, 0
		for _, s := range a.Spread {
			spread += s.Deviations
		}
		for _, r := range a.Reasons {
			reasons += r.Count
		}
		if n := a.Tally.Deviations(); spread != n || reasons < n {
			t.Errorf("%s deviated %d times, is spread over %d and has %d reasons", a.Activity, n, spread, reasons)
		}
	}
}

// TestDaysOf draws the line at 62 days, whatever the clocks do.
func TestDaysOf(t *testing.T) {
	for _, c := range []struct {
		from, to Day
		want     int
		field    string
	}{
		{"2026-11-21", "2026-11-21", 1, ""},
		{"2026-10-24", "2026-10-26", 3, ""},
		{"2026-03-01", "2026-05-01", 62, ""},
		{"2026-03-01", "2026-05-02", 0, "to"},
		{"2026-11-21", "2026-11-20", 0, "to"},
		{"2026-02-30", "2026-03-01", 0, "from"},
		{"2026-02-27", "", 0, "to"},
		{"9999-12-31", "9999-12-31", 1, ""},
		{"0000-01-01", "9999-12-31", 0, "to"},
	} {
		n, err := daysOf(c.from, c.to)
		if e, _ := err.(*Error); n != c.want || (e != nil) != (c.field != "") || e != nil && (e.Code != Invalid || e.Field != c.field) {
			t.Errorf("%s to %s: %d %v", c.from, c.to, n, err)
		}
	}
}
