package dictation

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// clock is a time of day that was said: words[from:to].
type clock struct {
	from, to int
	hour     int
	minute   int
	exact    bool // said in the 24-hour way: no half of the day to choose
}

var numerals = map[string]int{
	"noll": 0, "ett": 1, "en": 1, "två": 2, "tre": 3, "fyra": 4, "fem": 5, "sex": 6, "sju": 7, "åtta": 8, "nio": 9, "tio": 10, "elva": 11,
	"tolv": 12, "tretton": 13, "fjorton": 14, "femton": 15, "sexton": 16, "sjutton": 17, "arton": 18, "nitton": 19, "tjugo": 20,
	"tjugoett": 21, "tjugotvå": 22, "tjugotre": 23, "tjugofem": 25, "trettio": 30, "trettifem": 35, "trettiofem": 35, "fyrtio": 40,
	"fyrtiofem": 45, "femtio": 50, "femtiofem": 55, "kvart": 15, "midnatt": 0,
}

// clocks finds the clock times among the words: "klockan 14", "halv nio", "kvart i två", "tjugo över ett", "fem i halv tio", "vid nio".
// With again, a clock time was said just before and is now put right: "sju var det".
func (l *lexicon) clocks(words []word, again bool) []clock {
	var out []clock
	for i := 0; i < len(words); {
		c, ok := l.clockAt(words, i, again || len(out) > 0)
		if !ok {
			i++
			continue
		}
		out = append(out, c)
		i = c.to
	}
	return out
}

// clockAt reads a clock time that begins at words[i]. A bare hour needs a word before it that announces a time; after
// an earlier clock "utan" and "nej" do as well: "inte klockan två utan tre".
func (l *lexicon) clockAt(words []word, i int, again bool) (clock, bool) {
	announced, j := skipAnnouncement(words, i, again)
	announced = announced || again && i == 0 || l.standsAlone(words, i)
	hour, minute, n, exact := readClock(words[j:], announced)
	if n == 0 || hour > 24 || minute > 59 || !announced && n == 1 && !strings.ContainsAny(words[j].norm, ":.") && !strings.HasSuffix(words[j].norm, "tiden") {
		return clock{}, false
	}
	if announced && n == 1 && words[i].norm != "klockan" && words[i].norm != "kl" && countsSomething(words, j+1) {
		return clock{}, false
	}
	return clock{from: i, to: j + n, hour: hour % 24, minute: minute, exact: exact}, true
}

// standsAlone reports whether a number at i can only be a clock time: last after "klar" and its like ("middagen blev klar sex"), or before a
// time of day ("nio i morse").
func (l *lexicon) standsAlone(words []word, i int) bool {
	if i+2 < len(words) && (words[i+1].norm == "i" || words[i+1].norm == "på") && l.is(words[i+2], "daytime") {
		return true
	}
	return i > 0 && i+1 == len(words) && words[i].sep == sepNone && l.is(words[i-1], "participle")
}

// skipAnnouncement steps over "klockan", "vid" and their like and says whether there was one.
func skipAnnouncement(words []word, i int, again bool) (bool, int) {
	j := i
	for j < len(words) && announces(words[j].norm, again) {
		j++
	}
	if j+1 < len(words) && words[j].norm == "strax" && isPreposition(words[j+1].norm) {
		j += 2
	}
	return j > i, min(j, len(words))
}

func announces(w string, again bool) bool {
	switch w {
	case "klockan", "kl", "vid", "runt", "omkring", "kring", "prick", "ca", "cirka", "ungefär":
		return true
	case "utan", "nej":
		return again
	}
	return false
}

func isPreposition(w string) bool {
	return w == "efter" || w == "före" || w == "innan" || w == "över"
}

// readClock reads the clock time itself and returns how many words it takes, 0 if there is none.
func readClock(words []word, announced bool) (hour, minute, n int, exact bool) {
	if len(words) == 0 {
		return
	}
	if h, m, ok := digital(words[0].norm, announced); ok {
		exact = h > 12 || words[0].norm[0] == '0'
		if m == 0 && len(words[0].norm) <= 2 {
			m, n = minutesAfter(words[1:])
		}
		return h, m, 1 + n, exact
	}
	if around, ok := strings.CutSuffix(words[0].norm, "tiden"); ok {
		h, ok := number(strings.TrimSuffix(around, "-"))
		if ok {
			return h, 0, 1, h > 12
		}
	}
	if h, m, n := halfPast(words); n > 0 {
		return h, m, n, false
	}
	if h, m, n := pastOrTo(words); n > 0 {
		return h, m, n, false
	}
	h, ok := number(words[0].norm)
	if !ok || words[0].norm == "kvart" || words[0].norm == "en" {
		return
	}
	if m, n := minutesAfter(words[1:]); n > 0 && (announced || m%15 == 0 || n+1 == len(words)) {
		return h, m, 1 + n, h > 12
	}
	if !announced {
		return
	}
	return h, 0, 1, h > 12
}

// halfPast reads "halv nio".
func halfPast(words []word) (hour, minute, n int) {
	if len(words) > 1 && words[0].norm == "halv" {
		if h, ok := number(words[1].norm); ok && h >= 1 && h <= 12 {
			return (h + 11) % 12, 30, 2
		}
	}
	return 0, 0, 0
}

// pastOrTo reads "kvart i två", "tjugo över ett", "fem i halv tio".
func pastOrTo(words []word) (hour, minute, n int) {
	m, ok := number(words[0].norm)
	if !ok || m > 29 {
		return 0, 0, 0
	}
	k := 1
	if k < len(words) && words[k].norm == "minuter" {
		k++
	}
	if k+1 >= len(words) || words[k].norm != "i" && words[k].norm != "över" {
		return 0, 0, 0
	}
	sign := 1
	if words[k].norm == "i" {
		sign = -1
	}
	if h, base, n := halfPast(words[k+1:]); n > 0 {
		return h, base + sign*m, k + 1 + n
	}
	h, ok := number(words[k+1].norm)
	if !ok || h < 1 || h > 12 {
		return 0, 0, 0
	}
	total := (h*60 + sign*m) % (12 * 60)
	return total / 60, total % 60, k + 2
}

// minutesAfter reads the minutes of "fjorton och trettio", "fjorton trettio" and "tolv noll noll".
func minutesAfter(words []word) (minute, n int) {
	if len(words) > 0 && words[0].norm == "och" {
		if m, k := minutesAfter(words[1:]); k > 0 && m >= 10 {
			return m, k + 1
		}
		return 0, 0
	}
	if len(words) > 1 && words[0].norm == "noll" {
		if m, ok := number(words[1].norm); ok && m < 10 {
			return m, 2
		}
	}
	if len(words) > 0 && words[0].sep == sepNone {
		if m, ok := number(words[0].norm); ok && m >= 10 && m <= 55 {
			return m, 1
		}
	}
	return 0, 0
}

// digital reads "14", "14.30", "8:05" and, where a time is announced, "0830".
func digital(w string, announced bool) (hour, minute int, ok bool) {
	h, m, cut := strings.Cut(strings.ReplaceAll(w, ".", ":"), ":")
	if !cut && len(w) == 4 && announced {
		h, m = w[:2], w[2:]
	} else if !cut && announced {
		m = "0"
	}
	hour, err1 := strconv.Atoi(h)
	minute, err2 := strconv.Atoi(m)
	wrong := err1 != nil || err2 != nil || len(h) > 2 || hour < 0 || hour > 24 || minute < 0 || minute > 59
	return hour, minute, !wrong
}

func number(w string) (int, bool) {
	if n, ok := numerals[w]; ok {
		return n, true
	}
	n, err := strconv.Atoi(w)
	return n, err == nil && n >= 0 && n < 100
}

// countsSomething reports whether the number before words[i] counts things: "vid två tillfällen".
func countsSomething(words []word, i int) bool {
	if i >= len(words) || words[i].sep != sepNone {
		return false
	}
	switch words[i].norm {
	case "tillfällen", "tillfälle", "besök", "gånger", "måltider", "bord", "personer", "olika", "av", "andra", "minuter", "timmar", "dagar", "måltid":
		return true
	}
	return false
}

// clockTolerance is how far ahead of the dictation a time that was done may lie: clocks differ, and people round.
const clockTolerance = 30 * time.Minute

// on gives the clock time as HH:MM. Of the two hours that a spoken time can mean it takes the latest that had come
// when the dictation was made.
func (c clock) on(at time.Time) string {
	hour := c.hour
	if !c.exact && hour <= 12 {
		hour = latestBefore(hour%12, c.minute, at)
	}
	return fmt.Sprintf("%02d:%02d", hour, c.minute)
}

func latestBefore(hour, minute int, at time.Time) int {
	limit := at.Add(clockTolerance)
	now := limit.Hour()*60 + limit.Minute()
	sinceAM := (now - hour*60 - minute + 24*60) % (24 * 60)
	if sinceAM < 12*60 {
		return hour
	}
	return hour + 12
}
