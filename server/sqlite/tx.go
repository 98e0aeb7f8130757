package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"github.com/lyhord/lyhord/domain"
)

// tx is one run of an update's function, inside its savepoint on the writing connection.
type tx struct {
	conn   *conn
	saved  bool // whether there is a savepoint to go back to: there is from the first write on
	docs   []written
	topics []domain.Topic // to be woken once it is committed
	ended  bool
	failed error // the first error of the storage itself
}

// use tells whether the transaction can go on. After an error of the storage SQLite may have ended it by itself, and a further write
// would be committed on its own; so the first such error is the answer to everything that follows.
func (t *tx) use(ctx context.Context) error {
	if t.ended {
		return errEnded
	}
	if t.failed != nil {
		return t.failed
	}
	return ctx.Err()
}

// note keeps err in mind when it is of the storage.
func (t *tx) note(err error) error {
	if domain.CodeOf(err) == domain.Unavailable {
		t.failed = err
	}
	return err
}

// Get implements [domain.Reader].
func (t *tx) Get(ctx context.Context, doc domain.Document) error {
	if err := t.use(ctx); err != nil {
		return err
	}
	return t.note(t.conn.get(doc))
}

// Load implements [domain.Reader].
func (t *tx) Load(ctx context.Context, of *domain.Collection, tenant domain.TenantID, ids []string, next func() domain.Document) error {
	if err := t.use(ctx); err != nil {
		return err
	}
	return t.note(load(ctx, of, tenant, ids, next, t.conn.body))
}

// Find implements [domain.Reader].
func (t *tx) Find(ctx context.Context, q domain.Query, next func() domain.Document) error {
	if err := t.use(ctx); err != nil {
		return err
	}
	return t.note(t.conn.find(ctx, q, next))
}

// Insert implements [domain.Tx].
func (t *tx) Insert(ctx context.Context, doc domain.Document) error {
	if err := t.use(ctx); err != nil {
		return err
	}
	c, k := t.conn.tables[doc.Collection().Name], doc.Key()
	*doc.Revision() = 1
	body, err := encode(doc)
	if err != nil {
		return err
	}
	if err := t.save(); err != nil {
		return err
	}
	_, err = t.conn.exec(c.insert, append([]any{string(k.Tenant), k.ID, 1, string(body)}, c.values(doc)...)...)
	if isDuplicate(err) {
		return domain.DuplicateError(k)
	}
	if err != nil {
		return t.note(fault(err))
	}
	t.wrote(doc, body)
	return nil
}

// Replace implements [domain.Tx].
func (t *tx) Replace(ctx context.Context, doc domain.Document) error {
	if err := t.use(ctx); err != nil {
		return err
	}
	revision := doc.Revision()
	old := *revision
	*revision = old + 1
	err := t.replace(doc, old)
	if err != nil {
		*revision = old
	}
	return err
}

func (t *tx) replace(doc domain.Document, old int64) error {
	c, k := t.conn.tables[doc.Collection().Name], doc.Key()
	body, err := encode(doc)
	if err != nil {
		return err
	}
	if err := t.save(); err != nil {
		return err
	}
	// Most replacements change no field that is indexed. SQLite writes every index whose column stands in SET, changed or not, so
	// the columns are first only compared.
	values := c.values(doc)
	key := []any{string(k.Tenant), k.ID, old}
	head := []any{old + 1, string(body)}
	n, err := t.conn.exec(c.replace, slices.Concat(head, key, values)...)
	if err == nil && n == 0 {
		n, err = t.conn.exec(c.change, slices.Concat(head, values, key)...)
	}
	if err != nil {
		return t.note(fault(err))
	}
	if n == 0 {
		return t.missed(c, k)
	}
	t.wrote(doc, body)
	return nil
}

// missed tells why a replacement found nothing to replace.
func (t *tx) missed(c *table, k domain.Key) error {
	var version int64
	err := t.conn.row(&version, c.version, string(k.Tenant), k.ID)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return domain.NotFoundError(k)
	case err != nil:
		return t.note(fault(err))
	}
	return domain.StaleError(k)
}

// Post implements [domain.Tx]. Only one update runs at a time, and all of a group become visible at once, so the number after the
// last one is free and in order.
func (t *tx) Post(ctx context.Context, item *domain.InboxItem) error {
	last := domain.InboxItem{}
	err := t.Find(ctx, domain.Query{
		Index:      item.Collection().Index("bySeq"),
		Tenant:     item.Tenant,
		Equal:      []any{item.Recipient},
		Descending: true,
		Limit:      1,
	}, func() domain.Document { return &last })
	if err != nil {
		return err
	}
	item.Number(last.Seq + 1)
	return t.Insert(ctx, item)
}

// save sets the savepoint before the first write.
func (t *tx) save() error {
	if t.saved {
		return nil
	}
	if _, err := t.conn.exec("SAVEPOINT run"); err != nil {
		return t.note(domain.UnavailableError(err))
	}
	t.saved = true
	return nil
}

// wrote notes what was written, and whom to wake for it.
func (t *tx) wrote(doc domain.Document, body []byte) {
	t.docs = append(t.docs, written{placeOf(doc), body})
	if w, ok := doc.(domain.Waker); ok {
		t.topics = append(t.topics, w.Wakes()...)
	}
}
