package domain

import "time"

// Actor is who asks, as the token says. The zero Actor is anonymous.
type Actor struct {
	Tenant  TenantID
	Kind    ActorKind
	Person  string    // a StaffID, BrukareID or NarstaendeID, after Kind
	Expires time.Time // when the sign-in ends
}

// ActorKind says which kind of person an actor is.
type ActorKind string

// The kinds of actor.
const (
	ActorStaff      ActorKind = "STAFF"
	ActorBrukare    ActorKind = "BRUKARE"
	ActorNarstaende ActorKind = "NARSTAENDE"
)
