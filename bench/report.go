package main

import (
	"fmt"
	"io"
	"maps"
	"math"
	"runtime"
	"slices"
	"strings"
	"time"
)

// report is what a run found. Times are of writes that were sent in the measured period; missed, duplicated, gaps and errors are of the
// whole run, warm-up included.
type report struct {
	URL        string  `json:"url"`
	Workers    int     `json:"workers"`
	Subs       int     `json:"subs"`
	Visits     int     `json:"visits"`
	Activities int     `json:"activities"`
	Rate       float64 `json:"rate"` // the cap; 0 for none
	Full       bool    `json:"full"`

	WarmSeconds     float64 `json:"warmSeconds"`
	Seconds         float64 `json:"seconds"` // from the end of the warm-up to the last counted answer
	Ended           string  `json:"ended"`
	Writes          int     `json:"writes"`
	WritesPerSecond float64 `json:"writesPerSecond"`

	WriteMs         spread `json:"writeMs"`         // from sent to answered
	AlertMs         spread `json:"alertMs"`         // from sent to heard by the kontaktman: the main figure
	AnswerToAlertMs spread `json:"answerToAlertMs"` // from answered to heard; below 0 where the alert came first

	Alerts     int               `json:"alerts"`
	Missed     int               `json:"missed"`     // answered, but not heard of
	Duplicated int               `json:"duplicated"` // heard of again, or under a number that was not above the last
	Gaps       int64             `json:"gaps"`       // numbers skipped in an inbox
	Unclaimed  int               `json:"unclaimed"`  // heard of, but the check-off's answer was an error or none
	Errors     map[string]*tally `json:"errors"`     // by code

	GeneratorCores float64 `json:"generatorCores"` // what this process used in the measured period; 0 when not known
	MaxProcs       int     `json:"gomaxprocs"`
	CPUs           int     `json:"cpus"`
}

// spread is how samples are spread, in milliseconds. A percentile is a sample: the smallest that so many percent do not exceed.
type spread struct {
	P50 float64 `json:"p50"`
	P90 float64 `json:"p90"`
	P99 float64 `json:"p99"`
	Max float64 `json:"max"`
}

// newReport makes the report of a run that has ended.
func newReport(o options, p *period, l *ledger, gaps int64) *report {
	r := &report{
		URL: o.URL, Workers: o.Workers, Subs: o.Subs, Visits: o.Visits, Activities: o.Activities, Rate: o.Rate, Full: o.Full,
		WarmSeconds: o.Warm.Seconds(), Ended: p.ended,
		Alerts: len(l.alerts), Missed: l.missing, Duplicated: l.duplicated, Gaps: gaps, Errors: l.faults,
		MaxProcs: runtime.GOMAXPROCS(0), CPUs: runtime.NumCPU(),
	}
	r.Unclaimed = len(l.alerts) - (len(l.writes) - l.missing)
	r.GeneratorCores = perSecond(p.cpu.Seconds(), p.end.Sub(p.begin))
	r.addTimes(p, l)
	return r
}

func (r *report) addTimes(p *period, l *ledger) {
	var writes, alerts, after []float64
	last := p.begin
	for id, w := range l.writes {
		if !p.holds(w.sent) {
			continue
		}
		writes = append(writes, ms(w.answered.Sub(w.sent)))
		if w.answered.After(last) {
			last = w.answered
		}
		if heard, ok := l.alerts[id]; ok {
			alerts = append(alerts, ms(heard.Sub(w.sent)))
			after = append(after, ms(heard.Sub(w.answered)))
		}
	}
	ran := last.Sub(p.begin)
	r.Writes, r.Seconds, r.WritesPerSecond = len(writes), ran.Seconds(), perSecond(float64(len(writes)), ran)
	r.WriteMs, r.AlertMs, r.AnswerToAlertMs = spreadOf(writes), spreadOf(alerts), spreadOf(after)
}

// sound reports whether something was measured and every alert came, once and in order.
func (r *report) sound() bool {
	return r.Writes > 0 && r.Missed == 0 && r.Duplicated == 0 && r.Gaps == 0
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

func perSecond(n float64, in time.Duration) float64 {
	if in <= 0 {
		return 0
	}
	return n / in.Seconds()
}

// spreadOf sorts the samples. No samples give zeros.
func spreadOf(samples []float64) spread {
	slices.Sort(samples)
	return spread{percentile(samples, 50), percentile(samples, 90), percentile(samples, 99), percentile(samples, 100)}
}

// percentile returns the smallest of the sorted samples that p percent of them do not exceed (nearest rank), 0 where there is none.
func percentile(sorted []float64, p float64) float64 {
	if len(sorted) == 0 {
		return 0
	}
	rank := int(math.Ceil(p / 100 * float64(len(sorted))))
	return sorted[max(rank, 1)-1]
}

// print writes the report for people.
func (r *report) print(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "\n%s: %d workers, %d kontaktmän, %d visits of %d activities%s\n", r.URL, r.Workers, r.Subs, r.Visits, r.Activities, r.extras())
	fmt.Fprintf(&b, "measured   %.1f s after %.1f s of warm-up, until %s\n", r.Seconds, r.WarmSeconds, r.Ended)
	fmt.Fprintf(&b, "writes     %d, %.1f/s\n\n", r.Writes, r.WritesPerSecond)
	fmt.Fprintf(&b, "%-20s %9s %9s %9s %9s\n", "ms", "p50", "p90", "p99", "max")
	r.WriteMs.print(&b, "write")
	r.AlertMs.print(&b, "check-off to alert")
	r.AnswerToAlertMs.print(&b, "answer to alert")
	fmt.Fprintf(&b, "\nalerts     %d heard; missed %d, duplicated %d, gaps %d, unclaimed %d\n", r.Alerts, r.Missed, r.Duplicated, r.Gaps, r.Unclaimed)
	r.printErrors(&b)
	if r.Writes > 0 {
		fmt.Fprintf(&b, "generator  %s of %d cores, GOMAXPROCS %d\n", r.cores(), r.CPUs, r.MaxProcs)
	} else {
		b.WriteString("nothing was measured\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (r *report) extras() string {
	s := ""
	if r.Rate > 0 {
		s += fmt.Sprintf(", at most %g writes/s", r.Rate)
	}
	if r.Full {
		s += ", alerts with brukare and visit"
	}
	return s
}

func (s spread) print(w io.Writer, name string) {
	fmt.Fprintf(w, "%-20s %9.2f %9.2f %9.2f %9.2f\n", name, s.P50, s.P90, s.P99, s.Max)
}

func (r *report) printErrors(w io.Writer) {
	if len(r.Errors) == 0 {
		fmt.Fprintln(w, "errors     none")
	}
	for _, code := range slices.Sorted(maps.Keys(r.Errors)) {
		fmt.Fprintf(w, "errors     %d %s; the first: %s\n", r.Errors[code].Count, code, r.Errors[code].First)
	}
}

func (r *report) cores() string {
	if r.GeneratorCores == 0 {
		return "an unknown part"
	}
	return fmt.Sprintf("%.2f", r.GeneratorCores)
}
