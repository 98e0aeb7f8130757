package domain

import (
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/lyhord/lyhord/dialogue"
	"github.com/lyhord/lyhord/dictation"
)

// Conversation (samtal) is a worker's talk with Lyhörd about one visit, from the greeting to the signed note. It is the worker's own: nobody
// else reads it. What of it matters for others is the note.
type Conversation struct {
	Head[ConversationID] `json:",inline"`
	Extra                Extra          `json:",inline"`
	Visit                VisitID        `json:"visit"`
	Brukare              BrukareID      `json:"brukare"`
	Unit                 UnitID         `json:"unit"`
	By                   StaffID        `json:"by"`
	Number               int64          `json:"number"` // 1 for the worker's first about the visit, then 2, 3…
	StartedAt            time.Time      `json:"startedAt"`
	State                dialogue.State `json:"state"` // all that the next turn stands on, beside what is true of the visit by then
	Last                 int64          `json:"last"`  // the number of the latest turn
	Note                 NoteID         `json:"note"`  // the note that was signed; empty until then

	Turns []*Turn `json:"-"` // in order, where they were read with it
}

// Turn (replik) is one thing said in a conversation. It is never changed.
type Turn struct {
	Head[TurnID] `json:",inline"`
	Extra        Extra                `json:",inline"`
	Conversation ConversationID       `json:"conversation"`
	Seq          int64                `json:"seq"` // 1, 2, 3… in the conversation, with no gap
	At           time.Time            `json:"at"`
	From         Speaker              `json:"from"`
	Text         string               `json:"text"`       // empty for the worker's silence
	Kind         dialogue.ReplyKind   `json:"kind"`       // of a reply, as what follows; empty for the worker's
	Speech       string               `json:"speech"`     // to be read aloud
	Asks         *dictation.Question  `json:"asks"`       // what is asked for
	Choices      []string             `json:"choices"`    // what may be answered by a press
	References   []dialogue.Reference `json:"references"` // what an answer rests on
	Advice       []dictation.Advice   `json:"advice"`     // on the worker's wording
}

// Speaker says who took a turn.
type Speaker string

// The speakers.
const (
	FromWorker Speaker = "WORKER"
	FromLyhord Speaker = "LYHORD"
)

// maxTurns is how many turns a conversation has room for; the schema says so. A conversation that is full can still be read out, once, and
// signed: the last four are kept for that.
const maxTurns = 400

// conversationID names a worker's conversation of that number about a visit, so that of two that are started at once one fails.
func conversationID(v VisitID, by StaffID, number int64) ConversationID {
	name := fmt.Sprintf("conversation/%s/%s/%d", v, by, number)
	return ConversationID(uuid.NewSHA1(uuid.NameSpaceOID, []byte(name)).String())
}

// newConversation begins one, without turns.
func newConversation(v *Visit, by StaffID, number int64, at time.Time) *Conversation {
	return &Conversation{
		Head: Head[ConversationID]{Tenant: v.Tenant, ID: conversationID(v.ID, by, number)}, Visit: v.ID, Brukare: v.Brukare, Unit: v.Unit,
		By: by, Number: number, StartedAt: at,
	}
}

// Stage is how far the conversation has come.
func (c *Conversation) Stage() dialogue.Stage { return c.State.Stage }

// full reports whether nothing more than the reading out and the signature has room.
func (c *Conversation) full() bool { return c.Last+2 > maxTurns-4 }

// open reports whether the conversation is the one to go on with.
func (c *Conversation) open() bool { return c.State.Stage != dialogue.Signed && !c.full() }

// heard adds the worker's turn.
func (c *Conversation) heard(said string, at time.Time) *Turn {
	return c.add(&Turn{From: FromWorker, Text: said, At: at})
}

// replied adds Lyhörd's turn.
func (c *Conversation) replied(r dialogue.Reply, at time.Time) *Turn {
	return c.add(&Turn{
		From: FromLyhord, Text: r.Text, At: at, Kind: r.Kind, Speech: r.Speech, Asks: r.Asks, Choices: r.Choices, References: r.References,
		Advice: r.Advice,
	})
}

func (c *Conversation) add(t *Turn) *Turn {
	c.Last++
	t.Tenant, t.ID, t.Conversation, t.Seq = c.Tenant, turnID(c.ID, c.Last), c.ID, c.Last
	return t
}

func turnID(c ConversationID, seq int64) TurnID { return TurnID(fmt.Sprintf("%s:%d", c, seq)) }

func (c *Conversation) place() place {
	return place{unit: c.Unit, brukare: c.Brukare, owner: c.By, reading: ReadConversation}
}

// The collections of conversations. Turns are documents of their own, so that a turn writes no more than it says.
var (
	conversations = declare("conversations", func() Document { return new(Conversation) }, conversationByVisit)
	turns         = declare("turns", func() Document { return new(Turn) }, turnBySeq)

	conversationByVisit = &Index{Name: "byVisit", Equal: []string{"visit", "by"}, Order: "number"}
	turnBySeq           = &Index{Name: "bySeq", Equal: []string{"conversation"}, Order: "seq"}
)

// Collection implements [Document].
func (*Conversation) Collection() *Collection { return conversations }

// Collection implements [Document].
func (*Turn) Collection() *Collection { return turns }

// Wakes implements [Waker].
func (t *Turn) Wakes() []Topic { return []Topic{conversationTopic(t.Tenant, t.Conversation)} }

func conversationTopic(t TenantID, c ConversationID) Topic {
	return Topic("conversation/" + string(t) + "/" + string(c))
}
