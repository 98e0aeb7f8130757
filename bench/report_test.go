package main

import (
	"strings"
	"testing"
	"time"
)

func TestPercentileIsASample(t *testing.T) {
	hundred := make([]float64, 100)
	for i := range hundred {
		hundred[i] = float64(100 - i) // unsorted on purpose: spreadOf sorts
	}
	for _, c := range []struct {
		name    string
		samples []float64
		want    spread
	}{
		{"no samples give zeros", nil, spread{}},
		{"one sample is every percentile", []float64{7}, spread{7, 7, 7, 7}},
		{"of two, half do not exceed the first", []float64{2, 1}, spread{1, 2, 2, 2}},
		{"1 to 100", hundred, spread{50, 90, 99, 100}},
		{"times may be below zero", []float64{-3, -1, -2}, spread{-2, -1, -1, -1}},
	} {
		if got := spreadOf(c.samples); got != c.want {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}

func TestReportCountsWhatWasSentInThePeriod(t *testing.T) {
	begin := time.Now()
	at := func(ms int) time.Time { return begin.Add(time.Duration(ms) * time.Millisecond) }
	p := &period{begin: begin, end: at(1000), cpu: 250 * time.Millisecond, ended: "it was enough"}
	l := newLedger()
	l.answered("of the warm-up", at(-50), at(10))
	l.answered("early", at(0), at(10))
	l.answered("late", at(990), at(2000))
	l.answered("after the end", at(1000), at(3000))
	l.answered("never heard of", at(500), at(520))
	l.heard("of the warm-up", at(11), true)
	l.heard("early", at(8), true)
	l.heard("late", at(2004), true)
	l.heard("after the end", at(3001), true)
	l.heard("nobody was told that it was written", at(600), true)

	r := newReport(options{}, p, l, 0)
	if r.Writes != 3 || r.Seconds != 2 || r.WritesPerSecond != 1.5 {
		t.Errorf("got %d writes in %v s, %v/s; want 3 in 2 s, 1.5/s", r.Writes, r.Seconds, r.WritesPerSecond)
	}
	if want := (spread{20, 1010, 1010, 1010}); r.WriteMs != want {
		t.Errorf("write: got %v, want %v", r.WriteMs, want)
	}
	if want := (spread{8, 1014, 1014, 1014}); r.AlertMs != want {
		t.Errorf("alert: got %v, want %v", r.AlertMs, want)
	}
	if want := (spread{-2, 4, 4, 4}); r.AnswerToAlertMs != want {
		t.Errorf("answer to alert: got %v, want %v", r.AnswerToAlertMs, want)
	}
	if r.Alerts != 5 || r.Missed != 1 || r.Unclaimed != 1 || r.sound() {
		t.Errorf("got %d alerts, %d missed, %d unclaimed, sound %v; want 5, 1, 1, false", r.Alerts, r.Missed, r.Unclaimed, r.sound())
	}
	if r.GeneratorCores != 0.25 {
		t.Errorf("got %v cores, want 0.25", r.GeneratorCores)
	}
}

func TestPrintSaysThatNothingWasMeasured(t *testing.T) {
	var b strings.Builder
	r := newReport(options{}, &period{ended: "a worker gave up"}, newLedger(), 0)
	if err := r.print(&b); err != nil || r.sound() {
		t.Fatalf("error %v, sound %v", err, r.sound())
	}
	for _, want := range []string{"until a worker gave up\n", "nothing was measured\n", "errors     none\n"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is not in:\n%s", want, &b)
		}
	}
}

func TestSizedLastsForTheTime(t *testing.T) {
	for _, c := range []struct {
		name               string
		in                 options
		visits, activities int
	}{
		{"ten seconds at full speed", options{For: 10 * time.Second, Warm: time.Second}, 8251, 5},
		{"a capped rate needs less", options{For: 10 * time.Second, Rate: 100}, 251, 5},
		{"a minute needs larger visits", options{For: time.Minute}, 18751, 12},
		{"an hour is more than the server makes", options{For: time.Hour}, 20_000, 20},
		{"each worker has a visit", options{For: time.Second, Rate: 1, Workers: 16}, 16, 5},
		{"few visits are made large", options{For: 10 * time.Second, Rate: 100, Visits: 100}, 100, 13},
		{"what is given stands", options{For: time.Hour, Visits: 3, Activities: 2}, 3, 2},
	} {
		got := c.in.sized()
		if got.Visits != c.visits || got.Activities != c.activities {
			t.Errorf("%s: got %d visits of %d, want %d of %d", c.name, got.Visits, got.Activities, c.visits, c.activities)
		}
	}
}
