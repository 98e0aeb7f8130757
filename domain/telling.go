package domain

import (
	"context"
	"iter"
	"slices"
	"strconv"
	"strings"
)

// The use cases of being told of deviations: take on, list, watch.

// AcknowledgeDeviationInput is the command to acknowledge a deviation.
type AcknowledgeDeviationInput struct {
	CommandID   CommandID   `json:",omitzero"`
	DeviationID DeviationID `json:",omitzero"`
	Measure     string      `json:",omitzero"` // what the kontaktman did about it; closes the deviation
}

// AcknowledgeDeviation marks that the actor has taken the deviation on; see [Deviation.Acknowledge]. Only those who were told of it may.
func (s *Session) AcknowledgeDeviation(ctx context.Context, in AcknowledgeDeviationInput) (*Deviation, error) {
	return mutate(ctx, s, AcknowledgeDeviation, in.CommandID, string(in.DeviationID), in, func(ctx context.Context, r Reader, w *principal) (*Deviation, *work, error) {
		measure, err := cleanText("measure", in.Measure, maxShortText)
		if err != nil {
			return nil, nil, err
		}
		d, err := s.deviation(ctx, r, w, in.DeviationID)
		if err != nil {
			return nil, nil, err
		}
		if err := d.Acknowledge(w.now, w.staffID(), measure); err != nil {
			return nil, nil, err
		}
		k := &work{brukare: d.Brukare, subject: string(d.ID)}
		k.replace(d)
		k.tell(d, NoticeTaken, w.now, w.staffID())
		return d, k, moveInInboxes(ctx, r, k, d)
	})
}

// moveInInboxes keeps the state in the inbox items equal to the deviation's.
func moveInInboxes(ctx context.Context, r Reader, k *work, d *Deviation) error {
	for _, to := range d.Recipients {
		item := &InboxItem{Head: Head[InboxItemID]{Tenant: d.Tenant, ID: inboxItemID(to.Staff, to.Seq)}}
		if err := r.Get(ctx, item); err != nil {
			return err
		}
		item.State = d.State
		k.replace(item)
	}
	return nil
}

// deviation loads and admits one deviation.
func (s *Session) deviation(ctx context.Context, r Reader, w *principal, id DeviationID) (*Deviation, error) {
	if err := checkID("deviationId", id); err != nil {
		return nil, err
	}
	d := &Deviation{Head: Head[DeviationID]{Tenant: w.actor.Tenant, ID: id}}
	if err := r.Get(ctx, d); err != nil {
		return nil, err
	}
	return d, s.admit(ctx, r, w, d.place())
}

// DeviationPage is a part of the actor's inbox.
type DeviationPage struct {
	Deviations []*Deviation // each with its Seq
	HasNext    bool
	End        string // the cursor after which the next page begins; empty when there is nothing
}

// maxPage is the most that a page holds.
const maxPage = 100

// Deviations returns up to first of the deviations that the actor was told of, the newest first, beginning after the cursor (a
// former Deviation's [DeviationCursor]). An empty state means all. Each stands once.
func (s *Session) Deviations(ctx context.Context, first int, after string, state DeviationState) (*DeviationPage, error) {
	return read(ctx, s, ReadDeviations, "", func(ctx context.Context, w *principal) (*DeviationPage, []seen, error) {
		if first < 1 || first > maxPage {
			return nil, nil, invalid("first", "Välj mellan 1 och 100.", "Choose between 1 and 100.")
		}
		before, err := parseDeviationCursor(after)
		if err != nil {
			return nil, nil, err
		}
		items, err := s.listInbox(ctx, w, first+1, before, state)
		if err != nil {
			return nil, nil, err
		}
		page := &DeviationPage{HasNext: len(items) > first}
		items = items[:min(first, len(items))]
		if n := len(items); n > 0 {
			page.End = inboxCursor(items[n-1].Seq)
		}
		page.Deviations, err = s.open(ctx, w, items)
		return page, deviationsSeen(page.Deviations), err
	})
}

// listInbox returns up to limit items that stand for a deviation, the newest first, below the number before (0: all).
func (s *Session) listInbox(ctx context.Context, w *principal, limit int, before int64, state DeviationState) ([]*InboxItem, error) {
	q := Query{Index: inboxBySeq, Tenant: w.actor.Tenant, Equal: []any{w.staffID()}, Descending: true, Limit: limit}
	if state != "" {
		q.Index, q.Equal = inboxByState, []any{w.staffID(), NoticeReported, state}
	}
	var out []*InboxItem
	for {
		if before > 0 {
			q.To = before
		}
		items, err := find[InboxItem](ctx, s.service.store, q)
		if err != nil {
			return nil, err
		}
		for _, i := range items {
			before = i.Seq
			if i.Notice == NoticeReported && len(out) < limit {
				out = append(out, i)
			}
		}
		if len(items) < limit || len(out) == limit {
			return out, nil
		}
	}
}

// open loads the deviations behind the items, in their order, each with the item's number. What the actor may no longer see is left out.
func (s *Session) open(ctx context.Context, w *principal, items []*InboxItem) ([]*Deviation, error) {
	ids := make([]DeviationID, len(items))
	for i, item := range items {
		ids[i] = item.Deviation
	}
	byID, err := load[Deviation](ctx, s.service.store, w.actor.Tenant, ids)
	if err != nil {
		return nil, err
	}
	var out []*Deviation
	for _, item := range items {
		d, ok := byID[item.Deviation]
		if !ok || !slices.Contains(w.staff.Units, d.Unit) {
			continue
		}
		c := *d
		c.Seq = &item.Seq
		out = append(out, &c)
	}
	return out, nil
}

func deviationsSeen(ds []*Deviation) []seen {
	var out []seen
	for _, d := range ds {
		out = append(out, seen{d.Brukare, string(d.ID)})
	}
	return out
}

// DeviationCursor returns the cursor of a deviation in a [DeviationPage].
func DeviationCursor(d *Deviation) string { return inboxCursor(*d.Seq) }

func inboxCursor(seq int64) string { return "seq:" + strconv.FormatInt(seq, 10) }

func parseDeviationCursor(s string) (int64, error) {
	if s == "" {
		return 0, nil
	}
	digits, ok := strings.CutPrefix(s, "seq:")
	n, err := strconv.ParseInt(digits, 10, 64)
	if !ok || err != nil || n < 1 {
		return 0, invalid("after", "Markören är inte giltig.", "The cursor is not valid.")
	}
	return n, nil
}

// watchBatch is how many items a watcher reads at a time, and so how many it may still send with the rights of when it read them.
const watchBatch = 16

// WatchDeviations yields the deviations that the actor is told of: those after the given number of the actor's inbox first, then each as
// it comes; nil means only what comes from now on. They come in order, none twice. A deviation that is withdrawn, or that another
// recipient takes on, comes again in its new state, under a number of its own. Each is read with the rights of the moment: what the actor may no longer see is
// left out, and a sign-in that ends ends the watch with UNAUTHENTICATED. Returns INVALID when after lies ahead of the inbox.
func (s *Session) WatchDeviations(ctx context.Context, after *int64) iter.Seq2[*Deviation, error] {
	w, err := s.authorize(ctx, WatchDeviations)
	if err != nil {
		return failed[*Deviation](err)
	}
	cursor, err := s.startOfWatch(ctx, w, after)
	if err != nil {
		return failed[*Deviation](err)
	}
	return watch(ctx, s.service, inboxTopic(w.actor.Tenant, w.staffID()), func() ([]*Deviation, bool, error) {
		items, ds, err := s.newInInbox(ctx, cursor)
		if n := len(items); n > 0 && err == nil {
			cursor = items[n-1].Seq
		}
		return ds, len(items) == watchBatch, err
	})
}

// startOfWatch returns the number after which a watch begins.
func (s *Session) startOfWatch(ctx context.Context, w *principal, after *int64) (int64, error) {
	newest, err := find[InboxItem](ctx, s.service.store, Query{
		Index: inboxBySeq, Tenant: w.actor.Tenant, Equal: []any{w.staffID()}, Descending: true, Limit: 1,
	})
	if err != nil {
		return 0, err
	}
	last := int64(0)
	if len(newest) == 1 {
		last = newest[0].Seq
	}
	if after == nil {
		return last, nil
	}
	if *after < 0 || *after > last {
		return 0, invalid("after", "Numret ligger före inkorgen. Börja om från 0.", "The number lies ahead of the inbox. Begin again from 0.")
	}
	return *after, nil
}

// newInInbox reads what came after the cursor, with the rights of now, and records that it was shown.
func (s *Session) newInInbox(ctx context.Context, cursor int64) ([]*InboxItem, []*Deviation, error) {
	w, err := s.authorize(ctx, WatchDeviations)
	if err != nil {
		return nil, nil, err
	}
	items, err := find[InboxItem](ctx, s.service.store, Query{
		Index: inboxBySeq, Tenant: w.actor.Tenant, Equal: []any{w.staffID()}, From: cursor + 1, Limit: watchBatch,
	})
	if err != nil || len(items) == 0 {
		return nil, nil, err
	}
	ds, err := s.open(ctx, w, items)
	if err != nil {
		return nil, nil, err
	}
	return items, ds, s.recordSeen(ctx, WatchDeviations, w.now, "", deviationsSeen(ds))
}
