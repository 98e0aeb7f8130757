package domain

import (
	"time"
	_ "time/tzdata" // the container has no zone files
)

// Day is a calendar day in Sweden, as YYYY-MM-DD.
type Day string

// Stockholm is the zone of every [Day] and every clock time that people say or read.
var Stockholm = mustLoad("Europe/Stockholm")

func mustLoad(zone string) *time.Location {
	loc, err := time.LoadLocation(zone)
	if err != nil {
		panic(err) // the zone is compiled in
	}
	return loc
}

// ParseDay returns the day written as YYYY-MM-DD. Returns INVALID.
func ParseDay(field, s string) (Day, error) {
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return "", invalid(field, "Skriv dagen som ÅÅÅÅ-MM-DD.", "Write the day as YYYY-MM-DD.")
	}
	return Day(s), nil
}

// DayOf returns the day in Sweden at t.
func DayOf(t time.Time) Day { return Day(t.In(Stockholm).Format(time.DateOnly)) }

// Add returns the day n days later.
func (d Day) Add(n int) Day {
	t, _ := time.Parse(time.DateOnly, string(d))
	return Day(t.AddDate(0, 0, n).Format(time.DateOnly))
}

// Start returns the instant at which the day begins, in UTC.
func (d Day) Start() time.Time { return d.At(0, 0) }

// At returns the instant of a clock time on the day, in UTC. A time that the spring night skips is read an hour later;
// of a time that the autumn night has twice the first is meant.
func (d Day) At(hour, minute int) time.Time {
	p, _ := time.Parse(time.DateOnly, string(d))
	t := time.Date(p.Year(), p.Month(), p.Day(), hour, minute, 0, 0, Stockholm) // which of two, or what a skipped time becomes, is not said
	want := time.Date(p.Year(), p.Month(), p.Day(), hour, minute, 0, 0, time.UTC).Format(clock)
	earlier, later := t.Add(-time.Hour), t.Add(time.Hour)
	switch {
	case earlier.Format(clock) == want:
		t = earlier
	case t.Format(clock) < want:
		t = later
	}
	return t.UTC()
}

// clock is the form of a [ClockTime].
const clock = "15:04"

// ClockTime is a time of day in Sweden, as HH:MM; empty for none.
type ClockTime string

// ClockTimeOf returns the clock time in Sweden at t, empty for nil.
func ClockTimeOf(t *time.Time) ClockTime {
	if t == nil {
		return ""
	}
	return ClockTime(t.In(Stockholm).Format(clock))
}

// longestAgo is how far back a clock time said for something done can lie.
const longestAgo = 16 * time.Hour

// before returns the latest instant with this clock time that is not after now (five minutes of grace), nil for the empty time. In the
// autumn night, when 02:30 comes twice, that is the second once it has been. Returns INVALID when it is no clock time, or still to
// come.
func (c ClockTime) before(field string, now time.Time) (*time.Time, error) {
	if c == "" {
		return nil, nil
	}
	p, err := time.Parse(clock, string(c))
	if err != nil || len(c) != 5 {
		return nil, invalid(field, "Skriv klockslaget som TT:MM.", "Write the clock time as HH:MM.")
	}
	for _, day := range []Day{DayOf(now), DayOf(now).Add(-1)} {
		first := day.At(p.Hour(), p.Minute())
		for _, t := range []time.Time{first.Add(time.Hour), first} {
			if ClockTimeOf(&t) == c && !t.After(now.Add(5*time.Minute)) && now.Sub(t) <= longestAgo {
				return &t, nil
			}
		}
	}
	return nil, invalid(field, "Klockslaget har inte varit än, eller ligger för långt bakåt.", "That clock time is still to come, or too long ago.")
}
