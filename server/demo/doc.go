// Package demo makes a fictitious kommun to try the program with: people, plans, four weeks of visits behind and one ahead, journal
// notes and deviations. What the people are and do is data, in the folder data: kommun.json holds units, staff, their working hours and
// relatives; each file of data/brukare holds one brukare with plan, visits and the stories that happened; common.json holds small
// things that can happen to anybody. The code gives them dates.
//
// [Seed] writes the demo tenant, [Handler] lets a visitor sign in as any of its people, and [Load] makes tenants for the load generator.
// None of it belongs in production: it is there only with --demo.
package demo

import "github.com/lyhord/lyhord/domain"

// Tenant is the demo's tenant.
const Tenant domain.TenantID = "demo"

// The two whom the README speaks of: Worker always has visits to do today, to brukare whose kontaktman is Kontaktman.
const (
	Worker     domain.StaffID = "anna"
	Kontaktman domain.StaffID = "karin"
)
