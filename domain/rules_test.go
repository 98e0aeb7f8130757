package domain

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/lyhord/lyhord/dictation"
)

func TestPriority(t *testing.T) {
	for _, c := range []struct {
		name          string
		activity      ActivityID
		reason        dictation.ReasonCode
		circumstances []dictation.Circumstance
		earlier       int
		want          Priority
		why           PriorityRule
	}{
		{"a declined shower is normal", "dusch", dictation.Unwilling, nil, 0, PriorityNormal, ""},
		{"no answer at the door is high", "dusch", "", []dictation.Circumstance{dictation.NoAnswer}, 0, PriorityHigh, RuleNotMet},
		{"not at home without notice is high", "dusch", "", []dictation.Circumstance{dictation.NotAtHome}, 0, PriorityHigh, RuleNotMet},
		{"absent, nobody knows where, is high", "dusch", dictation.Absent, nil, 0, PriorityHigh, RuleNotMet},
		{"absent, in hospital as is known, is normal", "dusch", dictation.Absent, []dictation.Circumstance{dictation.KnownAway}, 0, PriorityNormal, ""},
		{"no answer outweighs a guess where she is", "dusch", dictation.Absent, []dictation.Circumstance{dictation.KnownAway, dictation.NoAnswer}, 0, PriorityHigh, RuleNotMet},
		{"a fall is high", "dusch", dictation.Unwell, []dictation.Circumstance{dictation.Fall}, 0, PriorityHigh, RuleFall},
		{"untouched food is high", "lunch", "", []dictation.Circumstance{dictation.FoodUntouched}, 0, PriorityHigh, RuleFoodUntouched},
		{"the second in a week is normal", "dusch", "", nil, 1, PriorityNormal, ""},
		{"the third in a week is high", "dusch", "", nil, 2, PriorityHigh, RuleThirdInWeek},
		{"no activity has no third", "", "", nil, 2, PriorityNormal, ""},
	} {
		d := &Deviation{Activity: c.activity, ReasonCode: c.reason}
		d.prioritize(c.circumstances, c.earlier)
		if d.Priority != c.want || d.Why != c.why {
			t.Errorf("%s: got %s %s", c.name, d.Priority, d.Why)
		}
	}
}

func TestAcknowledge(t *testing.T) {
	now := time.Now()
	for _, c := range []struct {
		from    DeviationState
		measure string
		to      DeviationState
		refused bool
	}{
		{DeviationReported, "", DeviationAcknowledged, false},
		{DeviationReported, "ringde dottern", DeviationClosed, false},
		{DeviationAcknowledged, "ringde dottern", DeviationClosed, false},
		{DeviationAcknowledged, "", DeviationAcknowledged, true},
		{DeviationClosed, "", DeviationClosed, true},
		{DeviationClosed, "igen", DeviationClosed, true},
		{DeviationWithdrawn, "", DeviationWithdrawn, true},
		{DeviationWithdrawn, "ringde", DeviationWithdrawn, true},
	} {
		d := &Deviation{State: c.from}
		err := d.Acknowledge(now, "karin", c.measure)
		if d.State != c.to || (CodeOf(err) == Conflict) != c.refused {
			t.Errorf("%s with %q: state %s, error %v", c.from, c.measure, d.State, err)
		}
	}
}

func TestConsent(t *testing.T) {
	from := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	year := Consent{From: from, Until: from.AddDate(1, 0, 0)}
	withdrawn, long := year, year
	withdrawn.Withdrawn, long.Until = true, from.AddDate(1, 0, 2)
	for _, c := range []struct {
		name string
		c    Consent
		at   time.Time
		want bool
	}{
		{"from its first moment", year, from, true},
		{"not before", year, from.Add(-time.Millisecond), false},
		{"to its last", year, year.Until.Add(-time.Millisecond), true},
		{"not after", year, year.Until, false},
		{"not when withdrawn", withdrawn, from, false},
		{"not when it is for more than a year", long, from, false},
	} {
		if got := c.c.HoldsAt(c.at); got != c.want {
			t.Errorf("%s: got %v", c.name, got)
		}
	}
}

func TestClockTime(t *testing.T) {
	at := func(s string) time.Time {
		v, err := time.ParseInLocation("2006-01-02 15:04", s, Stockholm)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	spring, autumn := Day("2026-03-29"), Day("2026-10-25")
	for _, c := range []struct {
		name string
		said ClockTime
		now  time.Time
		want string // UTC
	}{
		{"this morning", "08:30", at("2026-11-21 09:10"), "2026-11-21T07:30"},
		{"just now, the phone's clock a little behind", "09:12", at("2026-11-21 09:10"), "2026-11-21T08:12"},
		{"yesterday evening, said after midnight", "23:50", at("2026-11-21 00:20"), "2026-11-20T22:50"},
		{"still to come", "12:00", at("2026-11-21 07:00"), ""},
		{"half past two, the first time, said before the second", "02:30", autumn.At(2, 40), "2026-10-25T00:30"},
		{"half past two, the second time", "02:30", autumn.At(2, 40).Add(time.Hour), "2026-10-25T01:30"},
		{"half past one after the clocks went forward", "01:30", spring.At(3, 10), "2026-03-29T00:30"},
		{"a time that the spring night skips was yesterday, too long ago", "02:30", spring.At(4, 0), ""},
		{"not a time", "25:00", at("2026-11-21 09:10"), ""},
		{"no leading zero", "8:30", at("2026-11-21 09:10"), ""},
	} {
		got, err := c.said.before("time", c.now)
		switch {
		case c.want == "" && CodeOf(err) != Invalid:
			t.Errorf("%s: want INVALID, got %v %v", c.name, got, err)
		case c.want != "" && (err != nil || got.UTC().Format("2006-01-02T15:04") != c.want):
			t.Errorf("%s: want %s, got %v %v", c.name, c.want, got, err)
		}
	}
}

func TestDay(t *testing.T) {
	for _, c := range []struct{ at, want string }{
		{"2026-11-21T22:59:59Z", "2026-11-21"}, {"2026-11-21T23:00:00Z", "2026-11-22"}, {"2026-06-30T22:00:00Z", "2026-07-01"},
	} {
		v, _ := time.Parse(time.RFC3339, c.at)
		if got := DayOf(v); string(got) != c.want {
			t.Errorf("%s is %s, want %s", c.at, got, c.want)
		}
	}
	for _, c := range []struct {
		day   Day
		hours float64
	}{{"2026-03-29", 23}, {"2026-10-25", 25}, {"2028-02-29", 24}} {
		if got := c.day.Add(1).Start().Sub(c.day.Start()).Hours(); got != c.hours {
			t.Errorf("%s has %v hours, want %v", c.day, got, c.hours)
		}
	}
	if _, err := ParseDay("date", "2026-02-30"); CodeOf(err) != Invalid {
		t.Errorf("30 February: %v", err)
	}
}

func TestPersonnummer(t *testing.T) {
	for s, ok := range map[string]bool{
		"19121212-1212": true, "191212121212": true,
		"19121212-1213": false, "19121312-1212": false, "121212-1212": false, "": false, "1912121212a2": false, "20000101-2384": true, "19701063-2391": true, "19701063-2392": false,
	} {
		p, err := ParsePersonnummer(s)
		if (err == nil) != ok {
			t.Errorf("%q: %v", s, err)
		}
		if ok && (!strings.HasSuffix(p.String(), "••••") || strings.Contains(p.String()[8:], s[len(s)-4:]) || p.Reveal() == p.String()) {
			t.Errorf("%q prints as %s", s, p)
		}
	}
}

func TestCleanText(t *testing.T) {
	if got, err := cleanText("f", "  A\u030astrid \n", 10); err != nil || got != "Åstrid" {
		t.Errorf("want NFC without outer space, got %q %v", got, err)
	}
	for _, bad := range []string{"a\x00b", "a\x1bb", "a\u202eb", "a\u0085b", "\xff", strings.Repeat("å", 11)} {
		var e *Error
		if _, err := cleanText("f", bad, 10); !errors.As(err, &e) || e.Code != Invalid || e.Field != "f" {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestSortKey(t *testing.T) {
	names := []string{"Adam", "anna", "Zara", "Åke", "Ärla", "Örjan"}
	for i := 1; i < len(names); i++ {
		if SortKey(names[i-1]) >= SortKey(names[i]) {
			t.Errorf("%s does not sort before %s", names[i-1], names[i])
		}
	}
	if SortKey("A\u030ake") != SortKey("Åke") {
		t.Error("the two ways to write Å sort apart")
	}
}

func TestFieldsOfIndexes(t *testing.T) {
	for _, c := range Collections() {
		for _, i := range c.Indexes {
			for _, name := range append(i.Equal, i.Order) {
				Field(c.New(), name) // panics for a field that is not there, or can't be compared
			}
		}
	}
}
