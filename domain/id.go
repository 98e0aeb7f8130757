package domain

// Each kind of identifier has its own type, so that one can't be given for another.
type (
	TenantID       string // a kommun or a private provider
	UnitID         string // an enhet
	StaffID        string
	BrukareID      string
	NarstaendeID   string
	PlanID         string
	ActivityID     string // an activity of a plan; kept from version to version of the plan
	VisitID        string
	CheckOffID     string
	DraftID        string
	NoteID         string
	ConversationID string
	TurnID         string
	DeviationID    string
	InboxItemID    string
	RecordID       string // an entry of the access and change log
	CommandID      string // given by the client, a UUID
)
