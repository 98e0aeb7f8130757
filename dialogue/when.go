package dialogue

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// period is a stretch of time that a question is about.
type period struct {
	from, to time.Time
	name     string // as it begins a sentence: "I går"
}

func (p period) holds(t time.Time) bool { return !t.Before(p.from) && t.Before(p.to) }

var weekdays = []string{"söndag", "måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag"}

var months = []string{"januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november", "december"}

// midnight is the start of the day that lies so many days from t's.
func midnight(t time.Time, days int) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day()+days, 0, 0, 0, 0, t.Location())
}

// periodIn finds the time that a question is about.
func periodIn(now time.Time, words []string) (period, bool) {
	days := func(from, to int, name string) (period, bool) {
		return period{midnight(now, from), midnight(now, to), name}, true
	}
	switch {
	case has(words, "yesterdaynight"):
		return period{midnight(now, -1).Add(17 * time.Hour), midnight(now, 0), "I går kväll"}, true
	case has(words, "daybefore"):
		return days(-2, -1, "I förrgår")
	case has(words, "yesterday"):
		return days(-1, 0, "I går")
	case has(words, "tonight"):
		return period{midnight(now, -1).Add(21 * time.Hour), midnight(now, 0).Add(8 * time.Hour), "I natt"}, true
	case has(words, "thismorning"):
		return period{midnight(now, 0).Add(5 * time.Hour), midnight(now, 0).Add(12 * time.Hour), "I morse"}, true
	case has(words, "today"):
		return days(0, 1, "I dag")
	case has(words, "weekend"):
		back := (int(now.Weekday()) + 1) % 7 // days since Saturday
		if now.Weekday() == time.Saturday {
			back = 7
		}
		return days(-back, -back+2, "I helgen")
	case has(words, "lastweek"):
		monday := (int(now.Weekday()) + 6) % 7
		return days(-monday-7, -monday, "Förra veckan")
	case has(words, "thisweek"):
		return days(-(int(now.Weekday())+6)%7, 1, "Den här veckan")
	case has(words, "lately"):
		return days(-7, 1, "De senaste dagarna")
	}
	return weekdayIn(now, words)
}

// weekdayIn finds "i måndags": the latest such day before today.
func weekdayIn(now time.Time, words []string) (period, bool) {
	for i, d := range weekdays {
		if !slices.ContainsFunc(words, func(w string) bool { return w == d+"s" || w == d || w == d+"en" }) {
			continue
		}
		back := (int(now.Weekday()) - i + 7) % 7
		if back == 0 {
			back = 7
		}
		return period{midnight(now, -back), midnight(now, -back+1), "I " + d + "s"}, true
	}
	return period{}, false
}

// dayName tells a day as one says it today: "i går", "i måndags", "den 3 mars".
func dayName(now, t time.Time) string {
	t = t.In(now.Location())
	switch days := int(midnight(now, 0).Sub(midnight(t, 0)).Round(24*time.Hour) / (24 * time.Hour)); {
	case days <= 0:
		return "i dag"
	case days == 1:
		return "i går"
	case days == 2:
		return "i förrgår"
	case days < 7:
		return "i " + weekdays[t.Weekday()] + "s"
	}
	return fmt.Sprintf("den %d %s", t.Day(), months[t.Month()-1])
}

// dayAndTime tells a day with its clock time.
func dayAndTime(now, t time.Time) string {
	return dayName(now, t) + " klockan " + strings.TrimPrefix(t.In(now.Location()).Format("15.04"), "0")
}
