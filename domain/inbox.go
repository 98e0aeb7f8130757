package domain

import (
	"fmt"
	"time"
)

// InboxItem is one line of a person's inbox: a deviation that the person is to know of. It is written in the transaction of the
// deviation itself, and numbered by [Tx.Post].
type InboxItem struct {
	Head[InboxItemID] `json:",inline"`
	Extra             Extra          `json:",inline"`
	Recipient         StaffID        `json:"recipient"`
	Seq               int64          `json:"seq"` // 1, 2, 3… for each recipient, with no gap
	Notice            Notice         `json:"notice"`
	Deviation         DeviationID    `json:"deviation"`
	State             DeviationState `json:"state"` // the deviation's, kept equal to it
	PostedAt          time.Time      `json:"postedAt"`
}

// Notice says why an item was posted.
type Notice string

// The notices.
const (
	NoticeReported  Notice = "REPORTED"
	NoticeWithdrawn Notice = "WITHDRAWN" // the check-off behind it was undone
	NoticeTaken     Notice = "TAKEN"     // another recipient has acknowledged it
)

// Number sets the item's place in its recipient's inbox and the id that follows from it. For stores.
func (i *InboxItem) Number(seq int64) {
	i.Seq = seq
	i.ID = inboxItemID(i.Recipient, seq)
}

func inboxItemID(r StaffID, seq int64) InboxItemID {
	return InboxItemID(fmt.Sprintf("%s:%d", r, seq))
}

// The inbox's collection.
var (
	inboxes = declare("inbox", func() Document { return new(InboxItem) }, inboxBySeq, inboxByState)

	inboxBySeq   = &Index{Name: "bySeq", Equal: []string{"recipient"}, Order: "seq"}
	inboxByState = &Index{Name: "byState", Equal: []string{"recipient", "notice", "state"}, Order: "seq"}
)

// Collection implements [Document].
func (*InboxItem) Collection() *Collection { return inboxes }

// Wakes implements [Waker].
func (i *InboxItem) Wakes() []Topic { return []Topic{inboxTopic(i.Tenant, i.Recipient)} }

func inboxTopic(t TenantID, r StaffID) Topic { return Topic("inbox/" + string(t) + "/" + string(r)) }
