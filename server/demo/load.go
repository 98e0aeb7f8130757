package demo

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"
	"time"

	"github.com/lyhord/lyhord/domain"
)

// LoadSpec says how large a tenant for the load generator is to be. Each is at least 1.
type LoadSpec struct {
	Kontaktmen int `json:"kontaktmen"` // each has one brukare; at most 200
	Workers    int `json:"workers"`    // care workers; at most 64
	Visits     int `json:"visits"`     // all under way; at most 20,000
	Activities int `json:"activities"` // of each visit, all unanswered; at most 20
}

// LoadResult is what the load generator needs to know of its tenant.
type LoadResult struct {
	Tenant     domain.TenantID `json:"tenant"`
	Workers    []LoadPerson    `json:"workers"`
	Kontaktmen []LoadPerson    `json:"kontaktmen"`
	Visits     []LoadVisit     `json:"visits"`
}

// LoadPerson is a member of staff with a token.
type LoadPerson struct {
	Person domain.StaffID `json:"person"`
	Token  string         `json:"token"`
}

// LoadVisit is a visit that is under way.
type LoadVisit struct {
	ID         domain.VisitID      `json:"id"`
	Worker     int                 `json:"worker"` // its place in Workers
	Brukare    domain.BrukareID    `json:"brukare"`
	Activities []domain.ActivityID `json:"activities"`
}

const loadUnit domain.UnitID = "enhet"

// Load makes a tenant of its own for the load generator: one unit, kontaktmän with one brukare each, care workers, and visits under way,
// spread evenly over brukare and workers. The result has no tokens yet. Returns INVALID for a size beyond the limits, and the store's
// errors.
func Load(ctx context.Context, store domain.Store, spec LoadSpec, now time.Time) (*LoadResult, error) {
	if err := spec.check(); err != nil {
		return nil, err
	}
	l := &loading{spec: spec, now: *pointer(now), out: &LoadResult{Tenant: domain.TenantID("load-" + strings.ToLower(rand.Text()[:10]))}}
	l.people()
	for i := range spec.Visits {
		l.visit(i)
		if l.batch.size() < batchSize {
			continue
		}
		if err := l.batch.write(ctx, store); err != nil {
			return nil, err
		}
		l.batch = batch{}
	}
	return l.out, l.batch.write(ctx, store)
}

func (s LoadSpec) check() error {
	for _, x := range []struct {
		field    string
		n, limit int
	}{{"kontaktmen", s.Kontaktmen, 200}, {"workers", s.Workers, 64}, {"visits", s.Visits, 20_000}, {"activities", s.Activities, 20}} {
		if x.n < 1 || x.n > x.limit {
			return &domain.Error{Code: domain.Invalid, Field: x.field, Text: domain.Text{
				Sv: fmt.Sprintf("%s ska vara mellan 1 och %d.", x.field, x.limit),
				En: fmt.Sprintf("%s must be between 1 and %d.", x.field, x.limit),
			}}
		}
	}
	return nil
}

// loading gathers what Load writes.
type loading struct {
	spec  LoadSpec
	now   time.Time
	out   *LoadResult
	batch batch
}

func loadHead[ID ~string](l *loading, id string) domain.Head[ID] {
	return domain.Head[ID]{Tenant: l.out.Tenant, ID: ID(id)}
}

func (l *loading) people() {
	l.batch.insert(&domain.Tenant{Head: loadHead[domain.TenantID](l, string(l.out.Tenant)), Name: "Belastningsprov"})
	l.batch.insert(&domain.Unit{Head: loadHead[domain.UnitID](l, string(loadUnit)), Name: "Enheten", Kind: domain.Hemtjanst, Manager: "k-1"})
	for i := range l.spec.Workers {
		l.out.Workers = append(l.out.Workers, l.staff(fmt.Sprintf("p-%d", i+1), fmt.Sprintf("Personal %d", i+1)))
	}
	for i := range l.spec.Kontaktmen {
		k := l.staff(fmt.Sprintf("k-%d", i+1), fmt.Sprintf("Kontaktman %d", i+1))
		l.out.Kontaktmen = append(l.out.Kontaktmen, k)
		name := fmt.Sprintf("Brukare %d", i+1)
		l.batch.insert(&domain.Brukare{
			Head: loadHead[domain.BrukareID](l, loadBrukare(i)), Unit: loadUnit, Name: name, SortKey: domain.SortKey(name), Pronoun: "hen",
			Kontaktmen: []domain.Kontaktman{{Staff: k.Person}},
		})
	}
}

func loadBrukare(i int) string { return fmt.Sprintf("b-%d", i+1) }

func (l *loading) staff(id, name string) LoadPerson {
	l.batch.insert(&domain.Staff{
		Head: loadHead[domain.StaffID](l, id), Name: name, SortKey: domain.SortKey(name), Title: "undersköterska",
		Roles: []domain.Role{domain.RoleCareWorker}, Units: []domain.UnitID{loadUnit},
	})
	return LoadPerson{Person: domain.StaffID(id)}
}

// visit adds the visit of that number. Worker and brukare go round each at its own pace; when both have come round at once, the
// workers are moved on by one, so that every worker meets every brukare.
func (l *loading) visit(i int) {
	worker := (i + i/lcm(l.spec.Workers, l.spec.Kontaktmen)) % l.spec.Workers
	v := &domain.Visit{
		Head: loadHead[domain.VisitID](l, fmt.Sprintf("v-%d", i+1)), Unit: loadUnit, Staff: l.out.Workers[worker].Person,
		Brukare: domain.BrukareID(loadBrukare(i % l.spec.Kontaktmen)), Start: l.now, End: l.now.Add(time.Hour), State: domain.VisitPlanned,
	}
	out := LoadVisit{ID: v.ID, Worker: worker, Brukare: v.Brukare}
	for j := range l.spec.Activities {
		id := domain.ActivityID(fmt.Sprintf("a-%d", j+1))
		v.Activities = append(v.Activities, domain.VisitActivity{ID: id, Title: fmt.Sprintf("Aktivitet %d", j+1), How: "Som det är planerat."})
		out.Activities = append(out.Activities, id)
	}
	_ = v.Begin(l.now, v.Staff) // a planned visit can always be begun
	l.batch.insert(v)
	l.out.Visits = append(l.out.Visits, out)
}

func lcm(a, b int) int {
	x, y := a, b
	for y != 0 {
		x, y = y, x%y
	}
	return a / x * b
}

// sign gives everybody a token.
func (r *LoadResult) sign(issue Issue) error {
	for _, people := range [][]LoadPerson{r.Workers, r.Kontaktmen} {
		for i := range people {
			token, _, err := issue(r.Tenant, domain.ActorStaff, string(people[i].Person))
			if err != nil {
				return err
			}
			people[i].Token = token
		}
	}
	return nil
}
