package demo

import (
	"fmt"
	"strings"
	"time"

	"github.com/lyhord/lyhord/domain"
)

// firstDay is the field of the tenant's Extra with the day of the first seeding, from which everything is counted.
const firstDay = "demoFirstDay"

// people returns everything that stands before any visit: tenant, units, staff, relatives, brukare, plans.
func (c *cast) people(first domain.Day) ([]domain.Document, error) {
	docs := []domain.Document{&domain.Tenant{Head: head(domain.TenantID(Tenant)), Name: c.Name, Extra: domain.Extra{firstDay: string(first)}}}
	for _, u := range c.Units {
		docs = append(docs, &domain.Unit{Head: head(u.ID), Name: u.Name, Kind: u.Kind, Manager: u.Manager})
	}
	for _, e := range c.Staff {
		docs = append(docs, &domain.Staff{Head: head(e.ID), Name: e.Name, SortKey: domain.SortKey(e.Name), Title: e.Title, Roles: e.Roles, Units: e.Units})
	}
	for _, n := range c.Narstaende {
		docs = append(docs, &domain.Narstaende{Head: head(n.ID), Name: n.Name, SortKey: domain.SortKey(n.Name), Relation: n.Relation})
	}
	for _, b := range c.brukare {
		d, err := b.document(first)
		if err != nil {
			return nil, fmt.Errorf("demo: brukare %s: %w", b.ID, err)
		}
		docs = append(docs, d, b.planDocument(first))
	}
	return docs, nil
}

func head[ID ~string](id ID) domain.Head[ID] { return domain.Head[ID]{ID: id, Tenant: Tenant} }

func (b *brukare) document(first domain.Day) (*domain.Brukare, error) {
	pn, err := personnummer(b.Born, b.Serial)
	d := &domain.Brukare{
		Head: head(b.ID), Unit: b.Unit, Name: b.Name, SortKey: domain.SortKey(b.Name), Pronoun: b.Pronoun, Personnummer: pn,
		Address: b.Address, DoorRoutine: b.DoorRoutine, Kontaktmen: b.Kontaktmen,
	}
	for _, c := range b.Consents {
		d.Consents = append(d.Consents, domain.Consent{
			Narstaende: c.Narstaende, From: first.Add(c.From).Start(), Until: first.Add(c.Until).Start(), Withdrawn: c.Withdrawn,
		})
	}
	return d, err
}

// planID names the plan that the demo begins with.
func (b *brukare) planID() domain.PlanID { return domain.PlanID("plan-" + string(b.ID) + "-1") }

func (b *brukare) planDocument(first domain.Day) *domain.Plan {
	p := &domain.Plan{
		Head: head(b.planID()), Brukare: b.ID, Unit: b.Unit, State: domain.PlanEstablished, PlanVersion: 1,
		EstablishedAt: first.Add(b.Plan.Established).At(14, 0), FollowUpOn: first.Add(b.Plan.FollowUp),
		Participation: b.Plan.Participation, Wishes: b.Plan.Wishes, ImportantInformation: b.Plan.ImportantInformation,
		Goals: b.Plan.Goals,
	}
	for _, a := range b.Plan.Activities {
		a.ID = b.activity(string(a.ID))
		p.Activities = append(p.Activities, a)
	}
	return p
}

// The serials that Skatteverket keeps out of use, for test numbers: an even one is a woman's, an odd one a man's.
// Source: Skatteverket, "Testpersonnummer", checked 2026-11-21.
const firstTestSerial, lastTestSerial = 980, 999

// personnummer returns the test number of a birthday and a serial, with its check digit.
func personnummer(born domain.Day, serial int) (domain.Personnummer, error) {
	if serial < firstTestSerial || serial > lastTestSerial {
		return "", fmt.Errorf("serial %d is none of the test series", serial)
	}
	nine := fmt.Sprintf("%s%d", strings.ReplaceAll(string(born), "-", ""), serial)
	for digit := range 10 {
		if p, err := domain.ParsePersonnummer(fmt.Sprintf("%s%d", nine, digit)); err == nil {
			return p, nil
		}
	}
	return "", fmt.Errorf("%s is no birthday", born)
}

// pointer returns the time as the store keeps it.
func pointer(t time.Time) *time.Time {
	t = t.UTC().Truncate(time.Millisecond)
	return &t
}
