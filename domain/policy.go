package domain

import "slices"

// Action names a use case, for the policy and the log.
type Action string

// The actions. Each exported method of [Session] asks for one.
const (
	ReadMe               Action = "me.read"
	ReadToday            Action = "today.read"
	ReadStaffName        Action = "staffName.read"
	ReadVisit            Action = "visit.read"
	ReadBrukare          Action = "brukare.read"
	ReadPlan             Action = "plan.read"
	ReadNote             Action = "note.read"
	ReadDigest           Action = "digest.read"
	ReadDeviations       Action = "deviations.read"
	ReadDeviation        Action = "deviation.read"
	WatchDeviations      Action = "deviations.watch"
	WatchVisits          Action = "visits.watch"
	StartVisit           Action = "visit.start"
	CheckOffActivity     Action = "visit.checkOff"
	UndoCheckOff         Action = "visit.undoCheckOff"
	CompleteVisit        Action = "visit.complete"
	Dictate              Action = "note.dictate"
	SignNote             Action = "note.sign"
	AcknowledgeDeviation Action = "deviation.acknowledge"
	StartConversation    Action = "conversation.start"
	Say                  Action = "conversation.say"
	ReadConversation     Action = "conversation.read"
	WatchConversation    Action = "conversation.watch"
)

// Reach is how far an action goes for a role.
type Reach string

// The reaches, from the narrowest to the widest.
const (
	ReachNone    Reach = ""        // not at all
	ReachSelf    Reach = "self"    // what concerns oneself
	ReachConsent Reach = "consent" // brukare whose consent is in force
	ReachInbox   Reach = "inbox"   // deviations that one was told of
	ReachUnit    Reach = "unit"    // the own units
	ReachTenant  Reach = "tenant"  // the whole tenant
)

var reachOrder = []Reach{ReachNone, ReachSelf, ReachConsent, ReachInbox, ReachUnit, ReachTenant}

// policy is THE authorization: what is not here is refused. docs/adr/0004 says how to read it, testdata/policy.golden prints it.
// Source: SFS 2025:400 (SoL) 14 kap. 7 § (shut out the unauthorised) and SFS 2001:454 (SoLPuL) 10 § (what each needs), checked 2026-11-21.
var policy = map[Action]map[Role]Reach{
	ReadMe: {RoleBrukare: ReachSelf, RoleNarstaende: ReachSelf, RoleCareWorker: ReachSelf, RolePlanner: ReachSelf,
		RoleUnitManager: ReachSelf, RoleCaseOfficer: ReachSelf, RoleNurse: ReachSelf},
	ReadStaffName: {RoleBrukare: ReachTenant, RoleNarstaende: ReachTenant, RoleCareWorker: ReachTenant, RolePlanner: ReachTenant,
		RoleUnitManager: ReachTenant, RoleCaseOfficer: ReachTenant, RoleNurse: ReachTenant},
	ReadToday: {RoleCareWorker: ReachSelf, RolePlanner: ReachUnit, RoleUnitManager: ReachUnit},
	ReadVisit: {RoleBrukare: ReachSelf, RoleNarstaende: ReachConsent, RoleCareWorker: ReachUnit, RolePlanner: ReachUnit,
		RoleUnitManager: ReachUnit},
	ReadBrukare: {RoleBrukare: ReachSelf, RoleNarstaende: ReachConsent, RoleCareWorker: ReachUnit, RolePlanner: ReachUnit,
		RoleUnitManager: ReachUnit, RoleNurse: ReachUnit, RoleCaseOfficer: ReachTenant},
	ReadPlan: {RoleBrukare: ReachSelf, RoleNarstaende: ReachConsent, RoleCareWorker: ReachUnit, RolePlanner: ReachUnit,
		RoleUnitManager: ReachUnit, RoleNurse: ReachUnit, RoleCaseOfficer: ReachTenant},
	ReadNote:             {RoleCareWorker: ReachUnit, RolePlanner: ReachUnit, RoleUnitManager: ReachUnit},
	ReadDigest:           {RoleCareWorker: ReachUnit, RolePlanner: ReachUnit, RoleUnitManager: ReachUnit},
	ReadDeviations:       {RoleCareWorker: ReachInbox, RolePlanner: ReachInbox, RoleUnitManager: ReachInbox},
	ReadDeviation:        {RoleCareWorker: ReachUnit, RolePlanner: ReachUnit, RoleUnitManager: ReachUnit},
	WatchDeviations:      {RoleCareWorker: ReachInbox, RolePlanner: ReachInbox, RoleUnitManager: ReachInbox},
	WatchVisits:          {RoleBrukare: ReachSelf, RoleNarstaende: ReachConsent, RoleCareWorker: ReachUnit, RolePlanner: ReachUnit, RoleUnitManager: ReachUnit},
	StartVisit:           {RoleCareWorker: ReachUnit},
	CheckOffActivity:     {RoleCareWorker: ReachUnit},
	UndoCheckOff:         {RoleCareWorker: ReachUnit},
	CompleteVisit:        {RoleCareWorker: ReachUnit},
	Dictate:              {RoleCareWorker: ReachUnit},
	SignNote:             {RoleCareWorker: ReachUnit},
	AcknowledgeDeviation: {RoleCareWorker: ReachInbox, RolePlanner: ReachInbox, RoleUnitManager: ReachInbox},
	StartConversation:    {RoleCareWorker: ReachUnit},
	Say:                  {RoleCareWorker: ReachSelf},
	ReadConversation:     {RoleCareWorker: ReachSelf},
	WatchConversation:    {RoleCareWorker: ReachSelf},
}

// reachOf returns the widest reach that any of the roles has for the action.
func reachOf(a Action, roles []Role) Reach {
	widest := 0
	for _, r := range roles {
		widest = max(widest, slices.Index(reachOrder, policy[a][r]))
	}
	return reachOrder[widest]
}

// place is where a thing lies: what a reach is measured against.
type place struct {
	unit       UnitID
	brukare    BrukareID
	recipients []Recipient
	owner      StaffID // of staff, whose alone it is; empty for what is the unit's
	reading    Action  // what it takes to see the thing
}

func (v *Visit) place() place   { return place{unit: v.Unit, brukare: v.Brukare, reading: ReadVisit} }
func (b *Brukare) place() place { return place{unit: b.Unit, brukare: b.ID, reading: ReadBrukare} }
func (n *JournalNote) place() place {
	return place{unit: n.Unit, brukare: n.Brukare, reading: ReadNote}
}
func (d *Deviation) place() place {
	return place{unit: d.Unit, brukare: d.Brukare, recipients: d.Recipients, reading: ReadDeviation}
}

// reaching returns the principal with the reach of another action, for a use case that does more than one thing.
func (w *principal) reaching(a Action) *principal {
	c := *w
	c.reach = reachOf(a, w.roles)
	return &c
}

// sees reports whether staff may see, by the action that reads such a thing, what lies at p. It is for what stands beside the thing that was
// asked for, and is left out in silence.
func (w *principal) sees(a Action, p place) bool {
	ok, _ := w.covers(reachOf(a, w.roles), p, func() (bool, error) { return false, nil }) // which is the only error
	return ok
}

// covers reports whether p lies within the reach that the principal has. consented tells whether the brukare's consent to a närstående is in force;
// it is asked only where it matters.
func (w *principal) covers(reach Reach, p place, consented func() (bool, error)) (bool, error) {
	switch reach {
	case ReachSelf:
		own := p.owner != "" && p.owner == w.staffID() && w.staff.WorksIn(p.unit)
		return own || w.actor.Kind == ActorBrukare && string(p.brukare) == w.actor.Person, nil
	case ReachConsent:
		return consented()
	case ReachInbox:
		return slices.Contains(w.staff.Units, p.unit) && slices.ContainsFunc(p.recipients, func(r Recipient) bool { return r.Staff == w.staffID() }), nil
	case ReachUnit:
		return slices.Contains(w.staff.Units, p.unit), nil
	case ReachTenant:
		return true, nil
	}
	return false, nil
}
