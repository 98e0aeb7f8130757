package main

import (
	"testing"
	"time"
)

func TestSequence(t *testing.T) {
	for _, c := range []struct {
		name  string
		heard []int64
		gaps  int64
		stale int
	}{
		{"in order", []int64{1, 2, 3}, 0, 0},
		{"the first is not 1", []int64{3}, 2, 0},
		{"one is lost", []int64{1, 3, 4}, 1, 0},
		{"three are lost in two places", []int64{1, 3, 6}, 3, 0},
		{"one comes twice", []int64{1, 2, 2, 3}, 0, 1},
		{"one comes late: skipped, then not fresh", []int64{1, 3, 2, 4}, 1, 1},
		{"no number at all", []int64{0}, 0, 1},
	} {
		var s sequence
		stale := 0
		for _, n := range c.heard {
			if !s.hear(n) {
				stale++
			}
		}
		if s.gaps != c.gaps || stale != c.stale {
			t.Errorf("%s: got %d gaps, %d stale; want %d, %d", c.name, s.gaps, stale, c.gaps, c.stale)
		}
	}
}

func TestLedgerHoldsAnswersAgainstAlerts(t *testing.T) {
	now := time.Now()
	l := newLedger()
	l.heard("before its answer", now, true)
	l.answered("before its answer", now, now)
	l.answered("after its answer", now, now)
	l.heard("after its answer", now, true)
	l.answered("never", now, now)
	if l.missing != 1 || l.duplicated != 0 {
		t.Errorf("got %d missing, %d duplicated; want 1, 0", l.missing, l.duplicated)
	}

	l.heard("after its answer", now.Add(time.Hour), true)
	l.heard("under an old number", now, false)
	if l.missing != 1 || l.duplicated != 2 {
		t.Errorf("got %d missing, %d duplicated; want 1, 2", l.missing, l.duplicated)
	}
	if !l.alerts["after its answer"].Equal(now) {
		t.Error("the second alert's instant stands, not the first's")
	}
}

func TestSettleEndsWithTheLastAlert(t *testing.T) {
	now := time.Now()
	l := newLedger()
	l.answered("a", now, now)
	l.answered("b", now, now)
	go func() {
		l.heard("b", now, true)
		l.heard("a", now, true)
	}()
	l.settle(time.Minute)
	if l.missing != 0 || time.Since(now) > 30*time.Second {
		t.Errorf("%d missing after %v", l.missing, time.Since(now))
	}
}
