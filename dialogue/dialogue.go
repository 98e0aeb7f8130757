package dialogue

import (
	"time"

	"github.com/lyhord/lyhord/dictation"
)

// Scene is what a conversation stands on. The caller reads it anew for every turn, and gives only what the worker may see.
type Scene struct {
	Now       time.Time         // with the offset of Sweden then
	Brukare   dictation.Brukare //
	Important string            // what to know first, as the plan has it; may be empty
	Plan      []PlanLine        // the established plan, all of it
	Visit     []Planned         // the activities of this visit
	Deeds     []Deed            // what became of activities at visits before this one, the newest first
	Notes     []Note            // signed notes before this one, the newest first
}

// PlanLine is one activity of the established plan.
type PlanLine struct {
	ID, Title    string
	How, When    string // in the plan's words
	Who, OwnPart string
	Goal         string
}

// Planned is one activity of the visit at hand.
type Planned struct {
	ID, Title, How string
	Outcome        dictation.Outcome // how it was checked off by hand; empty while unanswered
}

// Deed is what became of one activity at an earlier visit.
type Deed struct {
	Visit, Note               string // ids; Note is empty when it was checked off by hand
	Activity, Title           string
	Outcome                   dictation.Outcome
	ReasonCode                dictation.ReasonCode
	Reason, Measure, FollowUp string
	At                        time.Time // with the offset of Sweden then
	By                        string    // the worker's name
}

// Note is a signed note of the journal.
type Note struct {
	ID, Visit    string
	At           time.Time // when it happened, with the offset of Sweden then
	Author       string
	Text         string
	Observations []dictation.Observation
	Contacts     []dictation.Contact
}

// State is a conversation between two turns. It is plain data: kept as JSON, it can be taken up again anywhere. The zero State is none: begin
// with [Open].
type State struct {
	Account []string             `json:"account"` // the worker's words that belong in the note, in order
	Given   []Given              `json:"given"`   // those lines of the account that answer a question
	Draft   dictation.Draft      `json:"draft"`   // what was understood of them, corrections included; every quotation stands in the account
	Asked   *dictation.Question  `json:"asked"`   // the question that waits for its answer; without activity when it is about several, or about words
	About   []string             `json:"about"`   // the activities that the waiting question is about, or may be
	Put     []dictation.Question `json:"put"`     // every question that was put, for each activity or the words it was about, as often as it was
	Settled []dictation.Question `json:"settled"` // questions not to be put again: answered, or left open by the worker
	Focus   []string             `json:"focus"`   // the activities that the latest words were about
	Heeded  []dictation.Lint     `json:"heeded"`  // the wordings that advice was given on
	Offered []dictation.Advice   `json:"offered"` // the advice that waits for "ändra" or "behåll"
	Stage   Stage                `json:"stage"`
	Read    bool                 `json:"read"`   // the note was read out, and nothing has changed since
	Away    bool                 `json:"away"`   // the latest words were to somebody else, so that a bare yes or no may be too
	Misses  int                  `json:"misses"` // turns in a row that were not understood
	Past    []Past               `json:"past"`   // what the latest changes can be undone to, the oldest first

	clash []string // within a turn: activities that were said to be otherwise than they were checked off by hand
}

// Given is a line of the account that answers a question, and means nothing without it.
type Given struct {
	Line       int                    `json:"line"` // its place in the account
	Code       dictation.QuestionCode `json:"code"`
	Activities []string               `json:"activities"`
	Heading    string                 `json:"heading"` // what it is headed by in the note: "Dusch, orsak"
}

// Past is what a change can be undone to.
type Past struct {
	Account []string             `json:"account"`
	Given   []Given              `json:"given"`
	Draft   dictation.Draft      `json:"draft"`
	Settled []dictation.Question `json:"settled"`
	Focus   []string             `json:"focus"`
}

// Stage is how far a conversation has come.
type Stage string

// The stages.
const (
	Listening Stage = "LISTENING" // waiting for the account, or for more of it
	Asking    Stage = "ASKING"    // a question waits
	Reviewing Stage = "REVIEWING" // the note was just read out: a yes signs it
	Signed    Stage = "SIGNED"    // done
)

// Reply is what Lyhörd answers.
type Reply struct {
	Kind       ReplyKind           `json:"kind"`
	Text       string              `json:"text"`       // to be read
	Speech     string              `json:"speech"`     // to be read aloud: one or two short sentences
	Asks       *dictation.Question `json:"asks"`       // what is asked for, when it asks; without activity when it is about several, or about words
	Choices    []string            `json:"choices"`    // what may be answered by a press: "Ja", "Signera", "Hoppa över"
	References []Reference         `json:"references"` // what an answer rests on
	Advice     []dictation.Advice  `json:"advice"`
	Sign       bool                `json:"sign"` // the worker said yes: [State.Signable] is to be signed now
}

// ReplyKind says what a reply is for.
type ReplyKind string

// The kinds of reply.
const (
	Greeting  ReplyKind = "GREETING"  // the plan for now, and what to know first
	Question  ReplyKind = "QUESTION"  // something is missing
	Answer    ReplyKind = "ANSWER"    // to a question of the worker's
	Summary   ReplyKind = "SUMMARY"   // the note as it would be signed
	Confirmed ReplyKind = "CONFIRMED" // it is being signed
	Unclear   ReplyKind = "UNCLEAR"   // nothing was said, or it was not understood
	Urgent    ReplyKind = "URGENT"    // a life may be in danger: call 112
	Closed    ReplyKind = "CLOSED"    // signed before: nothing more can be said to it
)

// Reference is something that an answer rests on.
type Reference struct {
	Kind  ReferenceKind `json:"kind"`
	ID    string        `json:"id"`    // empty for what the plan says as a whole
	Quote string        `json:"quote"` // its words
}

// ReferenceKind says what a reference refers to.
type ReferenceKind string

// The kinds of reference.
const (
	ToPlan  ReferenceKind = "PLAN"  // an activity of the plan
	ToNote  ReferenceKind = "NOTE"  // a journal note
	ToVisit ReferenceKind = "VISIT" // a check-off by hand at a visit
)

// Signable is what a finished conversation amounts to: the note to sign.
type Signable struct {
	Text         string
	Entries      []dictation.Entry
	Observations []dictation.Observation
	Contacts     []dictation.Contact
}
