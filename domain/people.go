package domain

import (
	"slices"
	"time"
)

// Tenant is a kommun or a private provider: the border that no document crosses.
type Tenant struct {
	Head[TenantID] `json:",inline"`
	Extra          Extra  `json:",inline"`
	Name           string `json:"name"`
}

// Unit (enhet) is a hemtjänst area, a boende or an LSS group.
type Unit struct {
	Head[UnitID] `json:",inline"`
	Extra        Extra    `json:",inline"`
	Name         string   `json:"name"`
	Kind         UnitKind `json:"kind"`
	Manager      StaffID  `json:"manager"` // enhetschef; told of what has no other recipient
}

// UnitKind says what a unit gives.
type UnitKind string

// The kinds of unit.
const (
	Hemtjanst      UnitKind = "HEMTJANST"       // help in the own home
	SarskiltBoende UnitKind = "SARSKILT_BOENDE" // a home with care around the clock
	LSSBoende      UnitKind = "LSS_BOENDE"      // a home after LSS
)

// Role is what somebody is to the work, and what the [policy] speaks of.
type Role string

// The roles. What a kontaktman may do comes from being one for a brukare, not from a role.
const (
	RoleBrukare     Role = "BRUKARE"
	RoleNarstaende  Role = "NARSTAENDE"
	RoleCareWorker  Role = "CARE_WORKER"  // omsorgspersonal
	RolePlanner     Role = "PLANNER"      // planeringsansvarig
	RoleUnitManager Role = "UNIT_MANAGER" // enhetschef
	RoleCaseOfficer Role = "CASE_OFFICER" // biståndshandläggare
	RoleNurse       Role = "NURSE"        // sjuksköterska
)

// Staff is an employee.
type Staff struct {
	Head[StaffID] `json:",inline"`
	Extra         Extra    `json:",inline"`
	Name          string   `json:"name"`
	SortKey       string   `json:"sortKey"`
	Title         string   `json:"title"` // yrkestitel, as it stands under a note
	Roles         []Role   `json:"roles"`
	Units         []UnitID `json:"units"`
	Ended         bool     `json:"ended"` // no longer employed: may do nothing
}

// WorksIn reports whether s is employed and works in the unit.
func (s *Staff) WorksIn(u UnitID) bool { return !s.Ended && slices.Contains(s.Units, u) }

// Narstaende is a relative or friend, who sees what a brukare has consented to.
type Narstaende struct {
	Head[NarstaendeID] `json:",inline"`
	Extra              Extra  `json:",inline"`
	Name               string `json:"name"`
	SortKey            string `json:"sortKey"`
	Relation           string `json:"relation"` // e.g. dotter
}

// Brukare (den enskilde) is the person who receives the support.
type Brukare struct {
	Head[BrukareID] `json:",inline"`
	Extra           Extra        `json:",inline"`
	Unit            UnitID       `json:"unit"`
	Name            string       `json:"name"`
	SortKey         string       `json:"sortKey"`
	Pronoun         string       `json:"pronoun"` // hon, han or hen
	Personnummer    Personnummer `json:"personnummer"`
	Address         string       `json:"address"`
	DoorRoutine     string       `json:"doorRoutine"` // how to get in, and what to do if the door is not opened; staff only
	Kontaktmen      []Kontaktman `json:"kontaktmen"`
	Consents        []Consent    `json:"consents"`
}

// Kontaktman names a member of staff who answers for a brukare.
type Kontaktman struct {
	Staff  StaffID `json:"staff"`
	Deputy bool    `json:"deputy"` // told only when the kontaktman does not answer
	Extra  Extra   `json:",inline"`
}

// MaxConsent is the longest time a consent lasts. Default of the guidelines; see docs/compliance.md.
const MaxConsent = 366 * 24 * time.Hour

// Consent (samtycke) opens a brukare's plan and visits to a närstående. Source: SFS 2009:400 (OSL) 12 kap. 2 §, checked 2026-11-21.
type Consent struct {
	Narstaende NarstaendeID `json:"narstaende"`
	From       time.Time    `json:"from"`
	Until      time.Time    `json:"until"`
	Withdrawn  bool         `json:"withdrawn"`
	Extra      Extra        `json:",inline"`
}

// HoldsAt reports whether the consent is in force at t.
func (c Consent) HoldsAt(t time.Time) bool {
	return !c.Withdrawn && !t.Before(c.From) && t.Before(c.Until) && c.Until.Sub(c.From) <= MaxConsent
}

// ConsentsTo reports whether b lets n see the plan and the visits at t.
func (b *Brukare) ConsentsTo(n NarstaendeID, t time.Time) bool {
	return slices.ContainsFunc(b.Consents, func(c Consent) bool { return c.Narstaende == n && c.HoldsAt(t) })
}

// DeviationRecipients returns who is told of b's deviations first: the kontaktmän, or where there is none, the deputies.
func (b *Brukare) DeviationRecipients() []StaffID {
	return b.recipientsAmong(func(StaffID) bool { return true })
}

// recipientsAmong returns the DeviationRecipients, as if those who are not there were not named.
func (b *Brukare) recipientsAmong(isThere func(StaffID) bool) []StaffID {
	var first, deputies []StaffID
	for _, k := range b.Kontaktmen {
		switch {
		case !isThere(k.Staff):
		case k.Deputy:
			deputies = append(deputies, k.Staff)
		default:
			first = append(first, k.Staff)
		}
	}
	if len(first) == 0 {
		first = deputies
	}
	slices.Sort(first)
	return slices.Compact(first)
}

// forIndividual returns b as b or a närstående may see it: without what is meant for staff alone.
func (b *Brukare) forIndividual() *Brukare {
	c := *b
	c.DoorRoutine, c.Personnummer, c.Consents, c.Extra = "", "", nil, nil
	return &c
}

// The collections of people.
var (
	tenants     = declare("tenants", func() Document { return new(Tenant) })
	units       = declare("units", func() Document { return new(Unit) })
	staffs      = declare("staff", func() Document { return new(Staff) }, staffByName)
	narstaendes = declare("narstaende", func() Document { return new(Narstaende) })
	brukares    = declare("brukare", func() Document { return new(Brukare) }, brukareByUnit)

	staffByName   = &Index{Name: "byName", Order: "sortKey"}
	brukareByUnit = &Index{Name: "byUnit", Equal: []string{"unit"}, Order: "sortKey"}
)

// Collection implements [Document].
func (*Tenant) Collection() *Collection { return tenants }

// Collection implements [Document].
func (*Unit) Collection() *Collection { return units }

// Collection implements [Document].
func (*Staff) Collection() *Collection { return staffs }

// Collection implements [Document].
func (*Narstaende) Collection() *Collection { return narstaendes }

// Collection implements [Document].
func (*Brukare) Collection() *Collection { return brukares }
