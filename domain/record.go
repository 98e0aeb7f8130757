package domain

import "time"

// Record is one line of the log of who did what: every change, every reading of a brukare's data, and every refusal. The record of a
// change is also the memory of its command, so that the same command again gives the same answer.
// Source: SFS 2001:454 (SoLPuL) 10 §, checked 2026-11-21.
type Record struct {
	Head[RecordID] `json:",inline"`
	Extra          Extra     `json:",inline"`
	At             time.Time `json:"at"`
	Kind           ActorKind `json:"kind"`
	Person         string    `json:"person"` // the actor's id
	Action         Action    `json:"action"`
	Result         string    `json:"result"`  // OK, DENIED, or NOT_FOUND
	Brukare        BrukareID `json:"brukare"` // whom it concerns; empty for none
	Subject        string    `json:"subject"` // the id of the visit, note, conversation or deviation; empty for none
	Count          int64     `json:"count"`   // of a reading: how many documents it showed; Subject names the first, or what was asked for
	Body           string    `json:"body"`    // of a command: the hash of its input
	Answer         string    `json:"answer"`  // of a command: its result, as JSON
}

// The records' collection. It has no index that nothing reads: every reading and every change pays for each.
var (
	records = declare("records", func() Document { return new(Record) }, recordByBrukare)

	recordByBrukare = &Index{Name: "byBrukare", Equal: []string{"brukare"}, Order: "at"}
)

// Collection implements [Document].
func (*Record) Collection() *Collection { return records }
