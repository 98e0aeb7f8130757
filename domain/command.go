package domain

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
)

// optimisticTries is how often a command reads outside the transaction, before it takes the slower way of reading inside.
const optimisticTries = 4

// work is what a command writes. It is gathered from documents read outside the transaction, which is kept short: the version of each
// replaced document is checked inside, and when one is stale the command is thought through again.
type work struct {
	brukare  BrukareID // for the record
	subject  string    // for the record
	replaced []Document
	posted   []posting
	inserted []Document
	before   []int64 // the documents' versions before the first run
}

// posting is an item for an inbox, and where its number is to stand.
type posting struct {
	item *InboxItem
	seq  *int64
}

func (k *work) replace(d Document) { k.replaced = append(k.replaced, d) }
func (k *work) insert(d Document)  { k.inserted = append(k.inserted, d) }

// report adds a new deviation and tells its recipients.
func (k *work) report(d *Deviation) {
	for i := range d.Recipients {
		k.posted = append(k.posted, posting{d.notice(NoticeReported, d.Recipients[i].Staff, d.ReportedAt), &d.Recipients[i].Seq})
	}
	k.insert(d)
}

// tell tells a deviation's recipients, but for the one who knows, that it has changed.
func (k *work) tell(d *Deviation, n Notice, at time.Time, knows StaffID) {
	for _, r := range d.Recipients {
		if r.Staff != knows {
			k.posted = append(k.posted, posting{d.notice(n, r.Staff, at), new(int64)})
		}
	}
}

// planner decides what a command writes, from what it reads through r. It may be called more than once.
type planner[R any] func(ctx context.Context, r Reader, w *principal) (R, *work, error)

// mutate runs one command: authorize, let plan decide, and write it with its record in one transaction, which the record of the same
// command before makes fail. subject is the id that the command names, for the record of a refusal. The same command again returns the first result; the same id with another body is a CONFLICT. The result of plan
// is what is remembered, as JSON.
func mutate[R any](ctx context.Context, s *Session, a Action, id CommandID, subject string, body any, plan planner[R]) (R, error) {
	var zero R
	w, err := s.authorize(ctx, a)
	if err != nil {
		return zero, err
	}
	r, err := s.newCommand(a, id, body, w)
	if err != nil {
		return zero, err
	}
	out, err := perform(ctx, s, w, r, plan)
	if err == nil {
		return out, nil
	}
	// It may have been refused for what it has done before itself. To look only now spares the look to all that are new.
	if first, found, again := replay[R](ctx, s, w, r); found || again != nil {
		return first, again
	}
	return zero, s.refuse(ctx, a, subject, err)
}

// perform plans outside the transaction and writes inside; after a few collisions it plans inside.
func perform[R any](ctx context.Context, s *Session, w *principal, r *Record, plan planner[R]) (R, error) {
	for range optimisticTries {
		out, k, err := plan(ctx, s.service.store, w)
		if err != nil {
			return out, err
		}
		err = s.service.store.Update(ctx, func(ctx context.Context, tx Tx) error { return k.write(ctx, tx, r, out) })
		if !errors.Is(err, errStale) {
			return out, err
		}
	}
	var out R
	err := s.service.store.Update(ctx, func(ctx context.Context, tx Tx) (err error) {
		var k *work
		if out, k, err = plan(ctx, tx, w); err != nil {
			return err
		}
		return k.write(ctx, tx, r, out)
	})
	return out, err
}

// write writes the work and the record of it. It may run twice.
func (k *work) write(ctx context.Context, tx Tx, r *Record, answer any) error {
	k.rewind()
	for _, d := range k.replaced {
		if err := tx.Replace(ctx, d); err != nil {
			return err
		}
	}
	for _, p := range k.posted {
		if err := tx.Post(ctx, p.item); err != nil {
			return err
		}
		*p.seq = p.item.Seq
	}
	for _, d := range k.inserted {
		if err := tx.Insert(ctx, d); err != nil {
			return err
		}
	}
	b, err := json.Marshal(answer)
	if err != nil {
		return err
	}
	r.Version, r.Brukare, r.Subject, r.Answer = 0, k.brukare, k.subject, string(b)
	return tx.Insert(ctx, r)
}

// rewind gives the documents the versions they had before a first run that came to nothing.
func (k *work) rewind() {
	for i, d := range k.replaced {
		if len(k.before) <= i {
			k.before = append(k.before, *d.Revision())
		}
		*d.Revision() = k.before[i]
	}
	for _, d := range k.inserted {
		*d.Revision() = 0
	}
	for _, p := range k.posted {
		p.item.Version = 0
	}
}

func (s *Session) newCommand(a Action, id CommandID, body any, w *principal) (*Record, error) {
	parsed, err := uuid.Parse(string(id))
	if err != nil || len(id) != 36 {
		return nil, invalid("commandId", "Ange ett commandId (UUID) för varje kommando.", "Give a commandId (a UUID) with each command.")
	}
	b, err := json.Marshal(body) // zero fields left out, so that a field more in a later version changes no hash
	if err != nil {
		return nil, err
	}
	hash := sha256.Sum256(b)
	r := s.record(a, w.now, "", "")
	r.ID = RecordID(fmt.Sprintf("%s:%s:%s", s.actor.Kind, s.actor.Person, parsed))
	r.Body = hex.EncodeToString(hash[:])
	return r, nil
}

// replay returns the first result of the command, if it was done before, and records that it was shown again.
func replay[R any](ctx context.Context, s *Session, w *principal, r *Record) (out R, found bool, err error) {
	before := &Record{Head: Head[RecordID]{Tenant: r.Tenant, ID: r.ID}}
	switch err := s.service.store.Get(ctx, before); {
	case CodeOf(err) == NotFound:
		return out, false, nil
	case err != nil:
		return out, false, err
	case before.Body != r.Body || before.Action != r.Action:
		e := conflict("Samma commandId har redan använts för något annat.", "This commandId has been used for something else.")
		e.Field = "commandId"
		return out, true, e
	}
	if err := s.recordSeen(ctx, r.Action, w.now, before.Subject, []seen{{before.Brukare, before.Subject}}); err != nil {
		return out, true, err
	}
	return out, true, json.Unmarshal([]byte(before.Answer), &out)
}
