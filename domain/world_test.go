package domain_test

import (
	"context"
	"log/slog"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/lyhord/lyhord/dictation"
	"github.com/lyhord/lyhord/domain"
	"github.com/lyhord/lyhord/server/sqlite"
)

// world is a small kommun on a real store: two units with a brukare each, and beside it a kommun where the same ids stand for others.
type world struct {
	t       *testing.T
	store   domain.Store
	service *domain.Service
	mu      sync.Mutex
	clock   time.Time
}

const (
	kommun domain.TenantID = "k1"
	other  domain.TenantID = "k2"
)

// morning is when the world begins: a Saturday at 08:00 in Sweden.
var morning = time.Date(2026, 11, 21, 7, 0, 0, 0, time.UTC)

func newWorld(t *testing.T) *world {
	t.Helper()
	store, err := sqlite.Open(filepath.Join(t.TempDir(), "lyhord.db"), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, store: store, clock: morning}
	w.service = domain.NewService(domain.Config{
		Store: store, Clock: w.now, IDs: func() string { return uuid.Must(uuid.NewV7()).String() },
		Log: slog.New(slog.DiscardHandler), Poll: 20 * time.Millisecond,
	})
	t.Cleanup(func() {
		w.service.Close()
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	w.put(people(kommun)...)
	w.put(people(other)...)
	return w
}

func (w *world) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.clock
}

func (w *world) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.clock = w.clock.Add(d)
}

func (w *world) put(docs ...domain.Document) {
	w.t.Helper()
	err := w.store.Update(context.Background(), func(ctx context.Context, tx domain.Tx) error {
		for _, d := range docs {
			*d.Revision() = 0
			if err := tx.Insert(ctx, d); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// replace changes a stored document by f, behind the service's back.
func replace[D domain.Document](w *world, d D, f func(D)) {
	w.t.Helper()
	err := w.store.Update(context.Background(), func(ctx context.Context, tx domain.Tx) error {
		if err := tx.Get(ctx, d); err != nil {
			return err
		}
		f(d)
		return tx.Replace(ctx, d)
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) as(kind domain.ActorKind, person string) *domain.Session {
	return w.service.As(domain.Actor{Tenant: kommun, Kind: kind, Person: person, Expires: w.now().Add(8 * time.Hour)})
}

func (w *world) staff(id string) *domain.Session { return w.as(domain.ActorStaff, id) }

func head[ID ~string](tenant domain.TenantID, id ID) domain.Head[ID] {
	return domain.Head[ID]{Tenant: tenant, ID: id}
}

func people(k domain.TenantID) []domain.Document {
	staff := func(id domain.StaffID, unit domain.UnitID, roles ...domain.Role) domain.Document {
		return &domain.Staff{Head: head(k, id), Name: string(id), SortKey: domain.SortKey(string(id)), Title: "undersköterska", Roles: roles, Units: []domain.UnitID{unit}}
	}
	ended := staff("ended", "nord", domain.RoleCareWorker).(*domain.Staff)
	ended.Ended = true
	consent := func(n domain.NarstaendeID, withdrawn bool) domain.Consent {
		return domain.Consent{Narstaende: n, From: morning.AddDate(0, -1, 0), Until: morning.AddDate(0, 1, 0), Withdrawn: withdrawn}
	}
	return []domain.Document{
		&domain.Tenant{Head: head(k, k), Name: "Kommunen"},
		&domain.Unit{Head: head(k, domain.UnitID("nord")), Name: "Nord", Kind: domain.Hemtjanst, Manager: "chefen"},
		&domain.Unit{Head: head(k, domain.UnitID("syd")), Name: "Syd", Kind: domain.SarskiltBoende, Manager: "chefen"},
		staff("anna", "nord", domain.RoleCareWorker), staff("bo", "nord", domain.RoleCareWorker),
		staff("karin", "nord", domain.RoleCareWorker), staff("vera", "nord", domain.RoleCareWorker),
		staff("olle", "syd", domain.RoleCareWorker), staff("chefen", "nord", domain.RoleUnitManager),
		staff("planeraren", "nord", domain.RolePlanner), staff("handlaggaren", "forvaltning", domain.RoleCaseOfficer),
		staff("sjukskoterskan", "nord", domain.RoleNurse), ended,
		&domain.Narstaende{Head: head(k, domain.NarstaendeID("dora")), Name: "Dora", Relation: "dotter"},
		&domain.Narstaende{Head: head(k, domain.NarstaendeID("evert")), Name: "Evert", Relation: "granne"},
		&domain.Brukare{
			Head: head(k, domain.BrukareID("astrid")), Unit: "nord", Name: "Astrid Åkerlund", SortKey: domain.SortKey("Astrid Åkerlund"), Pronoun: "hon",
			Personnummer: "194001019991", DoorRoutine: "Nyckelskåp", Kontaktmen: []domain.Kontaktman{{Staff: "karin"}, {Staff: "vera", Deputy: true}},
			Consents: []domain.Consent{consent("dora", false), consent("evert", true)},
		},
		&domain.Brukare{Head: head(k, domain.BrukareID("sven")), Unit: "syd", Name: "Sven", SortKey: domain.SortKey("Sven"), Pronoun: "han"},
		&domain.Plan{
			Head: head(k, domain.PlanID("p1")), Brukare: "astrid", Unit: "nord", State: domain.PlanEstablished, PlanVersion: 1,
			ImportantInformation: "Ring på två gånger", Activities: []domain.PlanActivity{{ID: "dusch", Title: "Dusch"}},
		},
		visit(k, "v1", "astrid", "nord", "anna", 0), visit(k, "v2", "sven", "syd", "olle", 0),
	}
}

// visit makes a planned visit with three activities, days after the first morning.
func visit(k domain.TenantID, id domain.VisitID, b domain.BrukareID, u domain.UnitID, s domain.StaffID, days int) *domain.Visit {
	start := morning.AddDate(0, 0, days)
	return &domain.Visit{
		Head: head(k, id), Brukare: b, Unit: u, Staff: s, Plan: "p1", PlanVersion: 1, Start: start, End: start.Add(time.Hour), State: domain.VisitPlanned,
		Activities: []domain.VisitActivity{{ID: "dusch", Title: "Dusch"}, {ID: "frukost", Title: "Frukost"}, {ID: "promenad", Title: "Promenad"}},
	}
}

func newCommand() domain.CommandID { return domain.CommandID(uuid.NewString()) }

func (w *world) start(s *domain.Session, v domain.VisitID) {
	w.t.Helper()
	if _, err := s.StartVisit(context.Background(), domain.VisitInput{CommandID: newCommand(), VisitID: v}); err != nil {
		w.t.Fatal(err)
	}
}

// decline makes the command that says that an activity of v1 was declined.
func decline(v domain.VisitID, a domain.ActivityID) domain.CheckOffInput {
	return domain.CheckOffInput{CommandID: newCommand(), VisitID: v, ActivityID: a, Outcome: dictation.Declined, ReasonCode: dictation.Tired, Reason: "hon var trött"}
}

// inbox returns the numbers, notices and deviations in a person's inbox.
func (w *world) inbox(k domain.TenantID, who domain.StaffID) []*domain.InboxItem {
	w.t.Helper()
	return all[domain.InboxItem](w, domain.Query{Index: (&domain.InboxItem{}).Collection().Index("bySeq"), Tenant: k, Equal: []any{who}, Limit: 1000})
}

// records returns what a person has done, seen and been refused.
func (w *world) records(kind domain.ActorKind, who string) []*domain.Record {
	w.t.Helper()
	var out []*domain.Record
	for _, b := range []domain.BrukareID{"", "astrid", "sven"} {
		out = append(out, all[domain.Record](w, domain.Query{
			Index: (&domain.Record{}).Collection().Index("byBrukare"), Tenant: kommun, Equal: []any{b}, Limit: 1000,
		})...)
	}
	out = slices.DeleteFunc(out, func(r *domain.Record) bool { return r.Kind != kind || r.Person != who })
	slices.SortStableFunc(out, func(a, b *domain.Record) int { return a.At.Compare(b.At) })
	return out
}

func all[T any, D interface {
	*T
	domain.Document
}](w *world, q domain.Query) []D {
	w.t.Helper()
	var out []D
	err := w.store.Find(context.Background(), q, func() domain.Document {
		d := D(new(T))
		out = append(out, d)
		return d
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return out
}
