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
	t, _ := time.Parse(time.DateOnly, string(d))
	return time.Date(t.Year(), t.Month(), t.Day(), hour, minute, 0, 0, Stockholm).UTC()
}
