package domain

import (
	"context"
	"time"
)

// Store keeps the documents. It is the only port to storage; storetest.Run checks that an implementation keeps what these
// comments promise. Every document belongs to a tenant, and a key of one tenant never finds a document of another.
//
// Errors are [*Error]: NOT_FOUND for a missing document, CONFLICT for a stale version or a taken key, UNAVAILABLE when
// the storage does not answer. A cancelled context gives the context's error.
type Store interface {
	Reader

	// Update runs fn in one transaction: all of its writes become durable and visible together, or none. When Update
	// returns nil the writes survive a power cut. fn may run more than once (after a write conflict, or when its error
	// wraps [ErrRetry], which ends in UNAVAILABLE when it goes on and on), so it must have no effect but through tx; only its last
	// run counts, and what another run has set in documents means nothing. Any error of fn undoes it and is returned; an error of
	// tx fn must return. What an error came of, as the other writer behind a CONFLICT, is visible to readers by then. fn must use
	// the context it is given, and must not call the Store itself.
	Update(ctx context.Context, fn func(ctx context.Context, tx Tx) error) error

	// Insert does what an Update with nothing but one [Tx.Insert] does: durable, and with its wakes. It is there because a store may do
	// it without a transaction, and because every reading is recorded so.
	Insert(ctx context.Context, doc Document) error

	// Hear calls wake for the topics of each committed write, until stop is called. It is a hint: it may come late,
	// twice, or not at all, and in any order; what is true stands in the documents. wake must not block, nor call stop.
	Hear(wake func(Topic)) (stop func())

	// Ping tells whether the store answers.
	Ping(ctx context.Context) error

	// Close lets running updates end and frees what the store holds; a second Close does nothing. Whatever is asked after Close
	// returns UNAVAILABLE.
	Close() error
}

// Reader reads committed documents; inside a transaction, also the transaction's own writes.
type Reader interface {
	// Get reads the document with doc's key (its tenant and id) into doc. Returns NOT_FOUND.
	Get(ctx context.Context, doc Document) error

	// Load reads those of the given ids that exist, each once, in no particular order. next gives each document to read into.
	Load(ctx context.Context, c *Collection, tenant TenantID, ids []string, next func() Document) error

	// Find reads documents by a declared index, in its order. next gives each document to read into.
	Find(ctx context.Context, q Query, next func() Document) error
}

// Tx is one transaction. It is not for concurrent use.
type Tx interface {
	Reader

	// Insert adds doc at version 1 and sets doc's version. Returns CONFLICT when the key is taken ([DuplicateError]).
	Insert(ctx context.Context, doc Document) error

	// Replace writes doc over the stored document of the same version, and adds one to doc's version. Returns CONFLICT
	// when the stored version is another ([StaleError]), NOT_FOUND when there is none.
	Replace(ctx context.Context, doc Document) error

	// Post inserts item at the end of its recipient's inbox and sets its Seq: the first is 1, each next is one more, with
	// no gap, whatever fails or runs at the same time. Items become visible in the order of Seq: whoever has read
	// item n will never later find an item below n that it had not been able to read.
	Post(ctx context.Context, item *InboxItem) error
}

// Key names one document of a collection.
type Key struct {
	Tenant TenantID
	ID     string
}

// Document is what a store keeps: a pointer to a struct with json field tags, whose [Head] holds key and version.
// A codec writes times to the millisecond in UTC, reads a nil list back as an empty one (or nil; they mean the same), and
// keeps fields that the struct does not know in its Extra, a field of type [Extra] with the tag `json:",inline"` that every document
// has, and every struct of this package inside one. What packages dictation and dialogue give is of a closed form.
type Document interface {
	Collection() *Collection
	Key() Key
	// Revision points at the document's version: 0 before it is inserted, then 1, 2, 3…
	Revision() *int64
}

// Waker is a document whose writes are worth a hint to listeners.
type Waker interface {
	Wakes() []Topic
}

// Topic names something that can be listened to; see [Store.Hear].
type Topic string

// Extra holds the fields of a document that this version does not know: a newer app or a tenant's template wrote them.
// They survive a round trip unchanged in value.
type Extra map[string]any

// Head is the beginning of every document, embedded with the tag `json:",inline"`.
type Head[ID ~string] struct {
	ID      ID       `json:"id"`
	Tenant  TenantID `json:"tenant"`
	Version int64    `json:"version"`
}

// Key returns the document's key.
func (h *Head[ID]) Key() Key { return Key{h.Tenant, string(h.ID)} }

// Revision points at the document's version.
func (h *Head[ID]) Revision() *int64 { return &h.Version }

// Collection is a kind of document with its indexes. The collections that exist are [Collections].
type Collection struct {
	Name    string
	New     func() Document
	Indexes []*Index
}

// Index is a declared access path: documents equal in some fields, in the order of another. The tenant comes before the
// first field, and the id after the last, so that the order is total.
type Index struct {
	Collection *Collection // set by the collection's declaration
	Name       string
	Equal      []string // json names of top-level fields of kind string, bool, int64 or time.Time
	Order      string   // json name of a field of the same kinds
}

// Index returns the index of that name. It panics when there is none.
func (c *Collection) Index(name string) *Index {
	for _, i := range c.Indexes {
		if i.Name == name {
			return i
		}
	}
	panic("collection " + c.Name + " has no index " + name)
}

// Query reads by an index. The tenant and each Equal value are compared for equality; From and To bound the order field.
type Query struct {
	Index      *Index
	Tenant     TenantID
	Equal      []any // one for each of the index's Equal fields
	From, To   any   // from (inclusive) to (exclusive); nil is open
	Descending bool
	After      *Position // only what comes after this position in the query's direction
	Limit      int       // at most this many; must be above 0
}

// Position is a place in an index's order: the order field's value and the id of the document that stands there.
type Position struct {
	Order any
	ID    string
}

// Collections returns every collection, for stores to create.
func Collections() []*Collection {
	return []*Collection{tenants, units, staffs, brukares, narstaendes, plans, visits, drafts, notes, conversations, turns, deviations, inboxes, records}
}

// declare makes a collection and ties its indexes to it.
func declare(name string, fresh func() Document, indexes ...*Index) *Collection {
	c := &Collection{Name: name, New: fresh, Indexes: indexes}
	for _, i := range indexes {
		i.Collection = c
	}
	return c
}

// doc constrains a pointer type to be a document.
type doc[T any] interface {
	*T
	Document
}

// find reads documents of one type by an index.
func find[T any, D doc[T]](ctx context.Context, r Reader, q Query) ([]D, error) {
	var out []D
	err := r.Find(ctx, q, func() Document {
		d := D(new(T))
		out = append(out, d)
		return d
	})
	return out, err
}

// load reads those of the ids that exist, by id.
func load[T any, D doc[T], ID ~string](ctx context.Context, r Reader, tenant TenantID, ids []ID) (map[ID]D, error) {
	var out []D
	raw := make([]string, len(ids))
	for i, id := range ids {
		raw[i] = string(id)
	}
	err := r.Load(ctx, D(new(T)).Collection(), tenant, raw, func() Document {
		d := D(new(T))
		out = append(out, d)
		return d
	})
	byID := make(map[ID]D, len(out))
	for _, d := range out {
		byID[ID(d.Key().ID)] = d
	}
	return byID, err
}

// Clock tells the time.
type Clock func() time.Time

// IDs makes new identifiers, unique and roughly in order of time (UUID version 7).
type IDs func() string
