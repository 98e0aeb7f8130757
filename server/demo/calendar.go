package demo

import (
	"fmt"
	"strings"
	"time"

	"github.com/lyhord/lyhord/domain"
)

// clock is a time of day as minutes after midnight, written HH:MM; empty is noClock.
type clock int

const noClock clock = 0 // nothing in the data happens at midnight sharp

// UnmarshalText reads HH:MM.
func (c *clock) UnmarshalText(b []byte) error {
	t, err := time.Parse("15:04", string(b))
	if err != nil {
		return err
	}
	*c = clock(t.Hour()*60 + t.Minute())
	return nil
}

// on returns the instant of the clock time on a day. In the night that skips it, an hour later.
func (c clock) on(d domain.Day) time.Time { return d.At(int(c)/60, int(c)%60) }

// weekdays is a set of days of the week, written "mån tis", "vardag" or "helg". The zero set stands for every day.
type weekdays uint8

var weekdayNames = map[string]weekdays{
	"sön": 1 << time.Sunday, "mån": 1 << time.Monday, "tis": 1 << time.Tuesday, "ons": 1 << time.Wednesday,
	"tor": 1 << time.Thursday, "fre": 1 << time.Friday, "lör": 1 << time.Saturday,
	"vardag": 1<<time.Monday | 1<<time.Tuesday | 1<<time.Wednesday | 1<<time.Thursday | 1<<time.Friday,
	"helg":   1<<time.Saturday | 1<<time.Sunday,
}

// UnmarshalText reads the names of days, with spaces between.
func (w *weekdays) UnmarshalText(b []byte) error {
	*w = 0
	for _, name := range strings.Fields(string(b)) {
		d, ok := weekdayNames[name]
		if !ok {
			return fmt.Errorf("no such weekday: %s", name)
		}
		*w |= d
	}
	return nil
}

func (w weekdays) has(d domain.Day) bool { return w == 0 || w&(1<<weekday(d)) != 0 }

func weekday(d domain.Day) time.Weekday { return date(d).Weekday() }

// date returns the day as a date without a zone, to count days with.
func date(d domain.Day) time.Time {
	t, _ := time.Parse(time.DateOnly, string(d))
	return t
}

// daysBetween returns how many days lie from a to b.
func daysBetween(a, b domain.Day) int { return int(date(b).Sub(date(a)) / (24 * time.Hour)) }

// monday returns the first day of the day's week.
func monday(d domain.Day) domain.Day { return d.Add(-(int(weekday(d)) + 6) % 7) }

// slotActivity is an activity's short name and the days it is done at the visit, written "dusch mån tor".
type slotActivity struct {
	name string
	days weekdays
}

// UnmarshalText reads a name and the days after it.
func (a *slotActivity) UnmarshalText(b []byte) error {
	name, days, _ := strings.Cut(string(b), " ")
	a.name = name
	return a.days.UnmarshalText([]byte(days))
}

// shift is when somebody works. One that ends before it begins goes on into the next day.
type shift struct {
	Days weekdays `json:"days"`
	From clock    `json:"from"`
	To   clock    `json:"to"`
}

// covers reports whether the shift covers a visit of a day.
func (s shift) covers(d domain.Day, v *slot) bool {
	from, to := v.At, v.At+clock(v.Minutes)
	if s.From < s.To {
		return s.Days.has(d) && s.From <= from && to <= s.To
	}
	return s.Days.has(d) && s.From <= from || s.Days.has(d.Add(-1)) && to <= s.To
}
