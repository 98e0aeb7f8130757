package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// period is the part of a run that is measured.
type period struct {
	begin, end time.Time
	cpu        time.Duration // that this process used meanwhile; 0 when the system is not asked
	ended      string        // why
}

// holds reports whether t lies in the period.
func (p *period) holds(t time.Time) bool { return !t.Before(p.begin) && t.Before(p.end) }

// Why a period ends before somebody ends it.
var (
	errTimeUp = errors.New("the time was up")
	errRanOut = errors.New("a worker ran out of activities, before the time was up (-visits and -activities give more)")
)

// run makes a tenant, lets the kontaktmän listen and the workers work, waits for the alerts, and returns what it found.
func run(ctx context.Context, o options, progress io.Writer) (*report, error) {
	o.URL = strings.TrimSuffix(o.URL, "/")
	server, err := url.Parse(o.URL + "/graphql")
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(progress, "making %d visits of %d activities\n", o.Visits, o.Activities)
	k, err := load(ctx, o)
	if err != nil {
		return nil, err
	}
	l := newLedger()
	listeners, err := listen(ctx, server, k.Kontaktmen, o.Full, l)
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(progress, "%d kontaktmän listen; working for %v\n", len(listeners), o.Warm+o.For)
	p := work(ctx, o, server, k, l)
	l.settle(o.Settle)
	return newReport(o, p, l, hangUp(listeners)), nil
}

// work lets all workers work until the time is up, one of them ends, or ctx does. What is under way then is still awaited.
func work(ctx context.Context, o options, server *url.URL, k *kommun, l *ledger) *period {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	ctx, cancel := context.WithTimeoutCause(ctx, o.Warm+o.For, errTimeUp)
	defer cancel()
	limit := rate.NewLimiter(limitOf(o.Rate), 1)
	begin := time.Now().Add(o.Warm)
	var all sync.WaitGroup
	for i, who := range k.Workers {
		w := &worker{caller: newCaller(server, who.Token), visits: k.of(i), ledger: l}
		all.Go(func() {
			defer w.caller.close()
			if err := w.work(ctx, limit); err != nil {
				stop(err)
			}
		})
	}
	p := measure(ctx, begin)
	all.Wait()
	return p
}

// measure waits for the beginning and then until ctx ends, and tells of the time between.
func measure(ctx context.Context, begin time.Time) *period {
	select {
	case <-time.After(time.Until(begin)):
	case <-ctx.Done():
	}
	before := cpuTime()
	<-ctx.Done()
	return &period{begin: begin, end: time.Now(), cpu: cpuTime() - before, ended: context.Cause(ctx).Error()}
}

func limitOf(perSecond float64) rate.Limit {
	if perSecond == 0 {
		return rate.Inf
	}
	return rate.Limit(perSecond)
}
