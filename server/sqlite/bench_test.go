package sqlite

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lyhord/lyhord/dictation"
	"github.com/lyhord/lyhord/domain"
)

const (
	benchTenant = "kommun"
	benchVisits = 2000
)

// benchStore opens a store with visits of some 2.5 kB each.
func benchStore(b *testing.B) *Store {
	s := openTest(b, filepath.Join(b.TempDir(), "bench.db"))
	b.Cleanup(func() { s.Close() })
	err := s.Update(b.Context(), func(ctx context.Context, tx domain.Tx) error {
		for i := range benchVisits {
			if err := tx.Insert(ctx, benchVisit(i)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return s
}

func benchKey(i int) *domain.Visit {
	v := &domain.Visit{}
	v.Tenant, v.ID = benchTenant, domain.VisitID(fmt.Sprintf("visit-%08d", i%benchVisits))
	return v
}

func benchVisit(i int) *domain.Visit {
	v := benchKey(i)
	v.Brukare, v.Unit, v.Staff = domain.BrukareID(fmt.Sprint("b-", i%500)), "hemtjänst-norr", domain.StaffID(fmt.Sprint("s-", i%50))
	v.Start, v.State = noon.Add(time.Duration(i)*time.Minute), domain.VisitStarted
	for a := range 7 {
		v.Activities = append(v.Activities, domain.VisitActivity{
			ID:       domain.ActivityID(fmt.Sprint("a-", a)),
			Title:    "Dusch med stöd",
			How:      strings.Repeat("Lägg fram kläder på stolen. ", 3),
			CheckOff: &domain.CheckOff{ID: "c", Outcome: dictation.Performed, At: noon, By: "s-1"},
		})
	}
	return v
}

// checkOff is what a check-off that deviates writes: the visit, a deviation, its inbox item and a record.
func checkOff(ctx context.Context, tx domain.Tx, v *domain.Visit, n int) error {
	now := time.Now()
	v.Activities[n%7].CheckOff.Reason = fmt.Sprintf("Ville inte, var trött efter natten (%d).", n)
	d := &domain.Deviation{Brukare: v.Brukare, Unit: v.Unit, Visit: v.ID, Activity: "a-1", ActivityTitle: "Dusch", Outcome: dictation.Declined, Reason: "Ville inte, var trött.", State: domain.DeviationReported, ReportedAt: now, ReportedBy: v.Staff}
	d.Tenant, d.ID = benchTenant, domain.DeviationID(fmt.Sprintf("dev-%010d", n))
	r := &domain.Record{At: now, Kind: domain.ActorStaff, Person: string(v.Staff), Action: "checkOff", Result: "OK", Brukare: v.Brukare, Subject: string(v.ID), Body: strings.Repeat("0f", 32), Answer: `{"visit":"visit-1","deviation":"dev-1"}`}
	r.Tenant, r.ID = benchTenant, domain.RecordID(fmt.Sprintf("rec-%010d", n))
	item := &domain.InboxItem{Recipient: domain.StaffID(fmt.Sprint("k-", n%50)), Notice: domain.NoticeReported, Deviation: d.ID, State: d.State, PostedAt: now}
	item.Tenant = benchTenant
	if err := tx.Replace(ctx, v); err != nil {
		return err
	}
	for _, d := range []domain.Document{d, r} {
		if err := tx.Insert(ctx, d); err != nil {
			return err
		}
	}
	return tx.Post(ctx, item)
}

// checkOffInside reads the visit inside the transaction.
func checkOffInside(ctx context.Context, s *Store, n int) error {
	return s.Update(ctx, func(ctx context.Context, tx domain.Tx) error {
		v := benchKey(n * 7919)
		if err := tx.Get(ctx, v); err != nil {
			return err
		}
		return checkOff(ctx, tx, v, n)
	})
}

// checkOffOutside reads the visit beforehand, as commands do, and only checks its version inside.
func checkOffOutside(ctx context.Context, s *Store, n int) error {
	v := benchKey(n * 7919)
	if err := s.Get(ctx, v); err != nil {
		return err
	}
	return s.Update(ctx, func(ctx context.Context, tx domain.Tx) error { return checkOff(ctx, tx, v, n) })
}

// insertRecord is the smallest update: one document with two indexes, as a reading of the journal leaves it.
func insertRecord(ctx context.Context, s *Store, n int) error {
	return s.Update(ctx, func(ctx context.Context, tx domain.Tx) error {
		r := &domain.Record{At: noon, Kind: domain.ActorStaff, Person: fmt.Sprint("s-", n%50), Action: "brukare", Result: "OK", Brukare: domain.BrukareID(fmt.Sprint("b-", n%500))}
		r.Tenant, r.ID = benchTenant, domain.RecordID(fmt.Sprintf("rec-%010d", n))
		return tx.Insert(ctx, r)
	})
}

func getVisit(ctx context.Context, s *Store, n int) error { return s.Get(ctx, benchKey(n*7919)) }

// pageOfVisits reads what a phone shows of a day.
func pageOfVisits(ctx context.Context, s *Store, n int) error {
	q := domain.Query{Index: benchKey(0).Collection().Index("byStaff"), Tenant: benchTenant, Equal: []any{fmt.Sprint("s-", n%50)}, From: noon, Limit: 10}
	return s.Find(ctx, q, func() domain.Document { return &domain.Visit{} })
}

// BenchmarkStore measures durable updates, and reads, by so many callers at once.
func BenchmarkStore(b *testing.B) {
	for _, c := range []struct {
		name string
		call func(ctx context.Context, s *Store, n int) error
	}{
		{"checkOffInside", checkOffInside},
		{"checkOffOutside", checkOffOutside},
		{"insertRecord", insertRecord},
		{"getVisit", getVisit},
		{"pageOfVisits", pageOfVisits},
	} {
		for _, callers := range []int{1, 16, 64} {
			b.Run(fmt.Sprintf("%s/callers=%d", c.name, callers), func(b *testing.B) {
				s := benchStore(b)
				b.ResetTimer()
				calls(b, callers, func(n int) error { return c.call(b.Context(), s, n) })
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "calls/s")
			})
		}
	}
}

// calls makes b.N calls from so many goroutines.
func calls(b *testing.B, callers int, call func(n int) error) {
	var made atomic.Int64
	var wg sync.WaitGroup
	for range callers {
		wg.Go(func() {
			for n := int(made.Add(1)); n <= b.N; n = int(made.Add(1)) {
				if err := call(n); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
}
