// Command bench loads a served Lyhörd as a kommun does and measures it: workers check off activities that were not done as planned, each
// over its own HTTP connection, while kontaktmän listen for deviations, each on its own socket. It knows the server by its public
// contract alone (and POST /demo/load, which a server has with --demo), so that what it measures is what a phone would meet.
//
// Read next: run.go for the order of a run, worker.go for what writes, listener.go for what listens, ledger.go for how the two are held
// against each other, report.go for what is made of it. README.md tells how to read the figures.
package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := command(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// command runs the generator and returns the exit code: 0 when every alert came, once and in order; 1 when not, or nothing was measured;
// 2 when it could not be tried.
func command(ctx context.Context, args []string, out, errs io.Writer) int {
	o, err := parse(args, errs)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err != nil {
		fmt.Fprintln(errs, "bench:", err)
		return 2
	}
	r, err := run(ctx, o, errs)
	if err != nil {
		fmt.Fprintln(errs, "bench:", err)
		return 2
	}
	if err := r.write(out, o.JSON); err != nil {
		fmt.Fprintln(errs, "bench:", err)
		return 2
	}
	if !r.sound() {
		return 1
	}
	return 0
}

// write prints the report, as JSON or for people.
func (r *report) write(w io.Writer, asJSON bool) error {
	if !asJSON {
		return r.print(w)
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(r)
}

// options is what a run is asked to do.
type options struct {
	URL        string
	Workers    int
	Subs       int
	Rate       float64 // writes per second by all workers together; 0 is as fast as they go
	Visits     int     // 0 until sized
	Activities int     // of each visit; 0 until sized
	For        time.Duration
	Warm       time.Duration
	Settle     time.Duration
	Full       bool
	JSON       bool
}

func parse(args []string, errs io.Writer) (options, error) {
	var o options
	f := flag.NewFlagSet("bench", flag.ContinueOnError)
	f.SetOutput(errs)
	f.StringVar(&o.URL, "url", "http://127.0.0.1:8080", "the server, started with --demo")
	f.IntVar(&o.Workers, "workers", 16, "how many check off at once, 1 to 64")
	f.IntVar(&o.Subs, "subs", 50, "how many kontaktmän listen, 1 to 200")
	f.Float64Var(&o.Rate, "rate", 0, "the most `writes` per second by all workers together; 0 is as fast as they go")
	f.IntVar(&o.Visits, "visits", 0, "how many visits to make, up to 20000; 0 is enough for the time")
	f.IntVar(&o.Activities, "activities", 0, "how many activities each visit has, up to 20; 0 is 5, or more where the visits would not be enough")
	f.DurationVar(&o.For, "for", 10*time.Second, "how long to measure")
	f.DurationVar(&o.Warm, "warm", time.Second, "how long to work before that without counting")
	f.DurationVar(&o.Settle, "settle", 10*time.Second, "how long to wait at the end for alerts that have not come")
	f.BoolVar(&o.Full, "full", false, "let each alert also read the brukare's name and the visit")
	f.BoolVar(&o.JSON, "json", false, "print the report as JSON")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	if f.NArg() > 0 {
		return o, fmt.Errorf("%q is no flag", f.Arg(0))
	}
	return o.sized(), o.check()
}

func (o options) check() error {
	switch {
	case o.Workers < 1 || o.Workers > maxWorkers:
		return fmt.Errorf("-workers must be 1 to %d", maxWorkers)
	case o.Subs < 1 || o.Subs > maxSubs:
		return fmt.Errorf("-subs must be 1 to %d", maxSubs)
	case o.Visits < 0 || o.Visits > maxVisits:
		return fmt.Errorf("-visits must be 0 to %d", maxVisits)
	case o.Activities < 0 || o.Activities > maxActivities:
		return fmt.Errorf("-activities must be 0 to %d", maxActivities)
	case o.For <= 0 || o.Warm < 0 || o.Settle < 0 || o.Rate < 0:
		return errors.New("-for must be above 0; -warm, -settle and -rate can't be below it")
	}
	return nil
}

// How much work a run is given when not told.
const (
	usualActivities = 5    // of a visit in home care
	mostPerSecond   = 3000 // writes that two cores are not expected to exceed
	margin          = 1.25 // workers are not equally fast, and the first to run out ends the run
)

// sized returns o with as many visits as the time may need, and larger ones where the server would not make as many.
func (o options) sized() options {
	need := int(cmp.Or(o.Rate, mostPerSecond)*(o.Warm+o.For).Seconds()*margin) + 1
	if o.Activities == 0 {
		o.Activities = min(max(usualActivities, ceil(need, cmp.Or(o.Visits, maxVisits))), maxActivities)
	}
	if o.Visits == 0 {
		o.Visits = min(max(o.Workers, ceil(need, o.Activities)), maxVisits)
	}
	return o
}

func ceil(a, b int) int { return (a + b - 1) / b }
