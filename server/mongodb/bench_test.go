package mongodb

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lyhord/lyhord/domain"
)

// BenchmarkCheckOffTransaction measures what a check-off that leads to a deviation writes, by 16 writers: a visit replaced, an inbox item
// posted to one of 50 recipients, a deviation and a record inserted. It also tells the attempts that conflicts made of each.
//
//	MONGODB_URI=mongodb://localhost/ go test -run '^$' -bench CheckOff -benchtime 10s ./server/mongodb
func BenchmarkCheckOffTransaction(b *testing.B) {
	s := openReal(b, realDatabase(b))
	defer s.Close()
	benchmarkCheckOff(b, s)
}

func benchmarkCheckOff(b *testing.B, s *Store) {
	const writers = 16
	var visits [writers]*domain.Visit
	for i := range visits {
		visits[i] = sampleVisit(i)
		if err := s.Update(b.Context(), insert(visits[i])); err != nil {
			b.Fatal(err)
		}
	}
	var begun, attempts atomic.Int64
	took := make([]time.Duration, b.N)
	b.ResetTimer()
	var wg sync.WaitGroup
	for _, visit := range visits {
		wg.Go(func() {
			for n := begun.Add(1); n <= int64(b.N); n = begun.Add(1) {
				start := time.Now()
				err := s.Update(b.Context(), func(ctx context.Context, tx domain.Tx) error {
					attempts.Add(1)
					return checkOff(ctx, tx, visit, n)
				})
				if err != nil {
					b.Error(err)
					return
				}
				took[n-1] = time.Since(start)
			}
		})
	}
	wg.Wait()
	slices.Sort(took)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "updates/s")
	b.ReportMetric(took[len(took)*99/100].Seconds()*1000, "p99-ms")
	b.ReportMetric(float64(attempts.Load())/float64(b.N), "attempts/op")
}

func sampleVisit(i int) *domain.Visit {
	v := &domain.Visit{Head: head(domain.VisitID(fmt.Sprint("visit", i))), Brukare: "b", Unit: "u", Staff: "s", Start: time.Now(), State: domain.VisitStarted}
	for a := range 8 {
		v.Activities = append(v.Activities, domain.VisitActivity{ID: domain.ActivityID(fmt.Sprint(a)), Title: "Promenad på förmiddagen", How: "Med rollator, längs ån."})
	}
	return v
}

func checkOff(ctx context.Context, tx domain.Tx, visit *domain.Visit, n int64) error {
	const recipients = 50
	if err := tx.Replace(ctx, visit); err != nil {
		return err
	}
	item := item(domain.StaffID(fmt.Sprint("staff", n%recipients)))
	if err := tx.Post(ctx, item); err != nil {
		return err
	}
	id := fmt.Sprint(n, " ", rand.Text())
	d := &domain.Deviation{Head: head(domain.DeviationID(id)), Brukare: "b", Visit: visit.ID, Reason: "Hon ville inte gå ut.",
		ReportedAt: time.Now(), Recipients: []domain.Recipient{{Staff: item.Recipient, Seq: item.Seq}}}
	if err := tx.Insert(ctx, d); err != nil {
		return err
	}
	return tx.Insert(ctx, &domain.Record{Head: head(domain.RecordID(id)), At: time.Now(), Person: "s", Brukare: "b", Subject: id})
}
