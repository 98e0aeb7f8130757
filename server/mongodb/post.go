package mongodb

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"maps"
	"slices"
	"time"

	"github.com/lyhord/lyhord/domain"
)

// How an inbox is numbered. The item with number n has the _id "tenant/recipient:n", and _id is unique. Post takes the number of the
// last committed item, adds one, and inserts within the transaction. There is no counter to keep and to contend for.
//
// No gap: item n+1 is only inserted by one who knew n to be committed by a majority, or inserts n in the same transaction. Such an n can't
// be undone, and items are not deleted (a disposal would have to leave the newest of each inbox). So whenever n+1 exists, n does, and by induction all below it. The number that is known may be
// too low, never too high: then n+1 exists already, the insert fails (a duplicate key where it is in the transaction's snapshot, a
// write conflict where it is not, for the unique _id is checked beyond the snapshot), and the update is run again.
//
// In order: whoever commits n+1 has seen n committed before, so n's commit has the lower timestamp. A reader sees all that is
// committed up to some timestamp, on any member, and so never n+1 without n. The one exception is a transaction that posts, and whose
// snapshot is older than n: it would find its own n+1 but not n. Nothing lists an inbox in the transaction that posts to it.
//
// The number is read outside of the transaction, whose snapshot may be older than an item that has been committed since. The read has
// read concern majority: were it local, an election could undo the item that was read and leave a gap.
//
// Writers of one process that post to the same recipient would still meet in write conflicts. So each holds the recipient's lane
// from its first post until its transaction has ended, and the next finds in the lane the number that the last one committed,
// which spares it the read. Lanes have an order, and nobody waits for a lane below one that it holds, so no two wait for each
// other: an attempt that needs a lower one, and can't have it at once, ends, and the next attempt enters all lanes known by then
// in their order before it begins. Lanes are an optimisation: other processes know nothing of them, nor does one who has waited too long.
const (
	laneWait = 2 * time.Second // before one goes on without the lane

	// memory is how long a lane knows the last number. In a burst that saves a read each; later, it is likelier that another process has
	// posted since, and a number that is too low costs a whole attempt.
	memory = time.Second
)

// lanes are locks, each for the inboxes whose names have the same hash: few enough to keep, enough to seldom meet.
type lanes struct {
	seed maphash.Seed
	all  [1024]lane
}

// lane is a lock, and what its last holder committed.
type lane struct {
	place int           // in the order of lanes
	turn  chan struct{} // full while held
	inbox string
	last  int64
	at    time.Time
}

func (l *lanes) init() {
	l.seed = maphash.MakeSeed()
	for i := range l.all {
		l.all[i].place, l.all[i].turn = i, make(chan struct{}, 1)
	}
}

func (l *lanes) of(inbox string) *lane {
	return &l.all[maphash.String(l.seed, inbox)%uint64(len(l.all))]
}

// try enters the lane if it is free.
func (l *lane) try() bool {
	select {
	case l.turn <- struct{}{}:
		return true
	default:
		return false
	}
}

// enter waits for the lane, and reports whether it is held.
func (l *lane) enter(ctx context.Context) bool {
	timer := time.NewTimer(laneWait)
	defer timer.Stop()
	select {
	case l.turn <- struct{}{}:
		return true
	case <-timer.C:
		return false
	case <-ctx.Done():
		return false
	}
}

func (l *lane) leave() { <-l.turn }

// recall takes the last number of the inbox out of the lane, if it is fresh: should the attempt fail, nobody builds on it again.
func (l *lane) recall(inbox string) (last int64, ok bool) {
	ok = l.inbox == inbox && time.Since(l.at) < memory
	l.inbox = ""
	return l.last, ok
}

func (l *lane) remember(inbox string, last int64) { l.inbox, l.last, l.at = inbox, last, time.Now() }

// posts are the inboxes that an attempt has posted to: the last number of each, and the lanes that it holds.
type posts struct {
	lanes *lanes
	last  map[string]int64
	held  map[*lane]bool
}

// enter returns posts that hold those of the known lanes that can be had.
func (l *lanes) enter(ctx context.Context, known map[*lane]bool) posts {
	p := posts{lanes: l, last: map[string]int64{}, held: map[*lane]bool{}}
	for _, k := range slices.SortedFunc(maps.Keys(known), func(a, b *lane) int { return a.place - b.place }) {
		if k.enter(ctx) {
			p.held[k] = true
		}
	}
	return p
}

// hold enters the inbox's lane, and reports whether it is held. Returns errOrder when to wait for it might be to wait for ever.
func (p *posts) hold(ctx context.Context, l *lane) (bool, error) {
	switch {
	case p.held[l] || l.try():
	case p.holdsAbove(l):
		return false, errOrder
	case !l.enter(ctx):
		return false, nil
	}
	p.held[l] = true
	return true, nil
}

// errOrder asks for another attempt, which enters its lanes in order.
var errOrder = fmt.Errorf("mongodb: lanes out of order: %w", domain.ErrRetry)

func (p *posts) holdsAbove(l *lane) bool {
	for held := range p.held {
		if held.place > l.place {
			return true
		}
	}
	return false
}

// end leaves the lanes, with what has been committed in them.
func (p *posts) end(committed bool) {
	for inbox, last := range p.last {
		if l := p.lanes.of(inbox); committed && p.held[l] {
			l.remember(inbox, last)
		}
	}
	for l := range p.held {
		l.leave()
	}
}

// Post implements [domain.Tx].
func (t *tx) Post(ctx context.Context, item *domain.InboxItem) error {
	if t.failed != nil {
		return t.refuse()
	}
	inbox := idOf(domain.Key{Tenant: item.Tenant, ID: string(item.Recipient)})
	last, err := t.lastNumber(ctx, inbox, item)
	if err != nil {
		return err
	}
	item.Number(last + 1)
	if err := t.insert(ctx, item); err != nil {
		return t.numberTaken(err)
	}
	t.posts.last[inbox] = item.Seq
	return nil
}

// lastNumber returns the last number of item's inbox: the transaction's own, or else the last that was committed; 0 for none.
func (t *tx) lastNumber(ctx context.Context, inbox string, item *domain.InboxItem) (int64, error) {
	if last, ok := t.posts.last[inbox]; ok {
		return last, nil
	}
	l := t.posts.lanes.of(inbox)
	t.update.lanes[l] = true
	held, err := t.posts.hold(ctx, l)
	if err != nil {
		t.failed, t.again = err, true
		return 0, err
	}
	if held {
		if last, ok := l.recall(inbox); ok {
			return last, nil
		}
	}
	var last domain.InboxItem
	bySeq := item.Collection().Index("bySeq")
	newest := domain.Query{Index: bySeq, Tenant: item.Tenant, Equal: []any{item.Recipient}, Descending: true, Limit: 1}
	err = t.store.Find(ctx, newest, func() domain.Document { return &last })
	return last.Seq, err
}

// numberTaken makes another's post of the same number a reason to run again, not a conflict for the caller.
func (t *tx) numberTaken(err error) error {
	if !errors.Is(err, errTaken) {
		return err
	}
	t.again = true
	return fmt.Errorf("%w: another was posted first", domain.ErrRetry)
}
