package domain

import (
	"time"

	"github.com/lyhord/lyhord/dictation"
)

// Draft is a dictation and what was understood of it, waiting for the worker to review and sign.
type Draft struct {
	Head[DraftID] `json:",inline"`
	Extra         Extra                   `json:",inline"`
	Visit         VisitID                 `json:"visit"`
	Brukare       BrukareID               `json:"brukare"`
	Unit          UnitID                  `json:"unit"`
	By            StaffID                 `json:"by"`
	At            time.Time               `json:"at"`
	Transcript    string                  `json:"transcript"`
	Entries       []dictation.Entry       `json:"entries"`
	Observations  []dictation.Observation `json:"observations"`
	Contacts      []dictation.Contact     `json:"contacts"`
	Lint          []dictation.Lint        `json:"lint"`
	Questions     []dictation.Question    `json:"questions"`
}

// JournalNote (journalanteckning) is a signed note of the social journal. It is never changed or deleted.
// Source: SFS 2025:400 (SoL) 14 kap. 3 §, checked 2026-11-21.
type JournalNote struct {
	Head[NoteID] `json:",inline"`
	Extra        Extra                   `json:",inline"`
	Brukare      BrukareID               `json:"brukare"`
	Unit         UnitID                  `json:"unit"`
	Visit        VisitID                 `json:"visit"`
	EventAt      time.Time               `json:"eventAt"`   // when it happened
	WrittenAt    time.Time               `json:"writtenAt"` // when it was signed
	Author       StaffID                 `json:"author"`
	AuthorName   string                  `json:"authorName"`  // as it was then
	AuthorTitle  string                  `json:"authorTitle"` // as it was then
	Heading      string                  `json:"heading"`     // sökord
	Text         string                  `json:"text"`
	Entries      []NoteEntry             `json:"entries"`
	Observations []dictation.Observation `json:"observations"`
	Contacts     []dictation.Contact     `json:"contacts"`
	Draft        DraftID                 `json:"draft"`      // empty when it was typed, or told in a conversation
	Transcript   string                  `json:"transcript"` // the source, as dictated, or as told in a conversation; staff only
}

// NoteEntry is what a note says of one activity, or of an unplanned task.
type NoteEntry struct {
	Activity   ActivityID           `json:"activity"` // empty for an unplanned task
	Title      string               `json:"title"`
	Outcome    dictation.Outcome    `json:"outcome"`
	ReasonCode dictation.ReasonCode `json:"reasonCode"`
	Reason     string               `json:"reason"`
	Measure    string               `json:"measure"`
	FollowUp   string               `json:"followUp"`
	DoneAt     *time.Time           `json:"doneAt"`
	Quote      string               `json:"quote"`
	Extra      Extra                `json:",inline"`
}

// The journal's collections.
var (
	drafts = declare("drafts", func() Document { return new(Draft) })
	notes  = declare("notes", func() Document { return new(JournalNote) }, noteByBrukare, noteByVisit)

	noteByBrukare = &Index{Name: "byBrukare", Equal: []string{"brukare"}, Order: "eventAt"}
	noteByVisit   = &Index{Name: "byVisit", Equal: []string{"visit"}, Order: "writtenAt"}
)

// Collection implements [Document].
func (*Draft) Collection() *Collection { return drafts }

// Collection implements [Document].
func (*JournalNote) Collection() *Collection { return notes }
