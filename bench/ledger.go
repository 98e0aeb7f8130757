package main

import (
	"errors"
	"sync"
	"time"
)

// ledger holds what was answered against what was heard. All workers and listeners write into it.
type ledger struct {
	mu         sync.Mutex
	writes     map[string]write     // by deviation: check-offs that were answered
	alerts     map[string]time.Time // by deviation: when it was first heard of
	missing    int                  // writes that nobody has heard of yet
	duplicated int
	faults     map[string]*tally // by code
	changed    chan struct{}
}

// write is when a check-off was sent and when its answer came.
type write struct{ sent, answered time.Time }

// tally is how often something failed, and what was said the first time.
type tally struct {
	Count int    `json:"count"`
	First string `json:"first"`
}

func newLedger() *ledger {
	return &ledger{writes: map[string]write{}, alerts: map[string]time.Time{}, faults: map[string]*tally{}, changed: make(chan struct{}, 1)}
}

// answered enters that a check-off led to a deviation.
func (l *ledger) answered(deviation string, sent, answered time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.writes[deviation] = write{sent, answered}
	if _, heard := l.alerts[deviation]; !heard {
		l.missing++
	}
}

// heard enters that a kontaktman was told of a deviation, often before the worker has its answer. It is a duplicate when somebody was
// told of it before (each deviation has one recipient), or its number was not fresh.
func (l *ledger) heard(deviation string, at time.Time, fresh bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	_, known := l.alerts[deviation]
	if known || !fresh {
		l.duplicated++
	}
	if known {
		return
	}
	l.alerts[deviation] = at
	if _, answered := l.writes[deviation]; answered {
		l.missing--
	}
	select {
	case l.changed <- struct{}{}:
	default:
	}
}

// fail enters a failure under its code and returns it as an error.
func (l *ledger) fail(code, text string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	t := l.faults[code]
	if t == nil {
		t = &tally{First: text}
		l.faults[code] = t
	}
	t.Count++
	return errors.New(code + ": " + text)
}

// settle returns when every write has been heard of, or after the time given. The workers must have ended.
func (l *ledger) settle(most time.Duration) {
	late := time.After(most)
	for l.awaits() {
		select {
		case <-l.changed:
		case <-late:
			return
		}
	}
}

func (l *ledger) awaits() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.missing > 0
}

// sequence checks the numbers of one inbox, which are 1, 2, 3…
type sequence struct {
	last int64
	gaps int64 // numbers that were skipped
}

// hear takes the next number and reports whether it is above all before it. A number that comes late has been counted as a gap.
func (s *sequence) hear(n int64) (fresh bool) {
	if n <= s.last {
		return false
	}
	s.gaps += n - s.last - 1
	s.last = n
	return true
}
