package demo

import (
	"context"
	"slices"
	"time"

	"github.com/lyhord/lyhord/domain"
)

// batchSize is about how many documents are written in one transaction.
const batchSize = 300

// batch is what one transaction writes.
type batch struct {
	posted   []posting
	replaced []domain.Document
	inserted []domain.Document
}

// posting is an item for an inbox, and where its number is to stand.
type posting struct {
	item *domain.InboxItem
	seq  *int64
}

func (b *batch) insert(d domain.Document) { b.inserted = append(b.inserted, d) }

func (b *batch) size() int { return len(b.posted) + len(b.replaced) + len(b.inserted) }

// outcome adds what is missing of o: all of it when its visit is not stored, what has happened since when the visit is stored as Seed
// left it and its day is past.
func (b *batch) outcome(o *outcome, stored *domain.Visit, today domain.Day) {
	if stored == nil {
		b.insert(o.visit)
		stored = &domain.Visit{}
	} else {
		touched := stored.Version > 1
		if touched || stored.State == o.visit.State || domain.DayOf(stored.Start) >= today {
			return
		}
		o.visit.Version = stored.Version
		b.replaced = append(b.replaced, o.visit)
	}
	if o.note != nil {
		b.insert(o.note)
	}
	for _, d := range o.deviations {
		if !hasReported(stored, d.ID) {
			b.report(d)
		}
	}
}

// hasReported reports whether the deviation came of a check-off that the visit has.
func hasReported(v *domain.Visit, id domain.DeviationID) bool {
	return slices.ContainsFunc(v.Activities, func(a domain.VisitActivity) bool { return a.CheckOff != nil && a.CheckOff.Deviation == id })
}

// report adds a deviation. Its recipients are told of it, and the others when one has taken it on.
func (b *batch) report(d *domain.Deviation) {
	for i, r := range d.Recipients {
		b.post(d, r.Staff, domain.NoticeReported, d.ReportedAt, &d.Recipients[i].Seq)
		if d.AcknowledgedAt != nil && r.Staff != d.AcknowledgedBy {
			b.post(d, r.Staff, domain.NoticeTaken, *d.AcknowledgedAt, new(int64))
		}
	}
	b.insert(d)
}

func (b *batch) post(d *domain.Deviation, to domain.StaffID, n domain.Notice, at time.Time, seq *int64) {
	b.posted = append(b.posted, posting{seq: seq, item: &domain.InboxItem{
		Head: head(domain.InboxItemID("")), Recipient: to, Notice: n, Deviation: d.ID, State: d.State, PostedAt: at,
	}})
}

// cut moves the postings from a time on to a batch of their own, so that they come after what else was posted before them.
func (b *batch) cut(from time.Time) *batch {
	later := &batch{}
	b.posted = slices.DeleteFunc(b.posted, func(p posting) bool {
		late := !p.item.PostedAt.Before(from)
		if late {
			later.posted = append(later.posted, p)
		}
		return late
	})
	return later
}

// write writes the batch, the postings in order of time. It may run twice, as [domain.Store.Update] says.
func (b *batch) write(ctx context.Context, store domain.Store) error {
	if b.size() == 0 {
		return nil
	}
	slices.SortStableFunc(b.posted, func(x, y posting) int { return x.item.PostedAt.Compare(y.item.PostedAt) })
	return store.Update(ctx, func(ctx context.Context, tx domain.Tx) error {
		for _, p := range b.posted {
			p.item.Version = 0 // as below
			if err := tx.Post(ctx, p.item); err != nil {
				return err
			}
			*p.seq = p.item.Seq
		}
		for _, d := range b.replaced {
			*d.Revision() = 1 // a run before this one may have raised it
			if err := tx.Replace(ctx, d); err != nil {
				return err
			}
		}
		for _, d := range b.inserted {
			*d.Revision() = 0
			if err := tx.Insert(ctx, d); err != nil {
				return err
			}
		}
		return nil
	})
}
