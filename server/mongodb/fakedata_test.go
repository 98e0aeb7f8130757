package mongodb

import (
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// fakeData holds the documents of a fakeServer, with transactions as MongoDB's documentation describes them: a snapshot from the first
// statement on, a write conflict with whatever was written since or is being written, and an end at the first error. What a
// filter must not do here, scan, is an error.
type fakeData struct {
	mu        sync.Mutex
	tables    map[string]table             // the committed state, by collection
	indexes   map[string]map[string]bson.D // collection → name → keys
	open      map[string]*fakeTx           // by session
	ended     map[string]int64             // the last transaction of a session that has ended
	committed int64
	events    []bson.D
	changed   chan struct{} // closed at each commit
	closed    bool
}

// table holds a collection's documents by _id. What is committed is never changed: a commit puts a new table in its place.
type table map[string]stored

type stored struct {
	doc bson.Raw
	at  int64  // the commit that wrote it
	how string // insert or replace
}

type fakeTx struct {
	number int64
	base   int64            // the last commit in the snapshot
	tables map[string]table // the snapshot
	own    map[string]table // what the transaction has written
}

func newFakeData() *fakeData {
	return &fakeData{tables: map[string]table{}, indexes: map[string]map[string]bson.D{}, open: map[string]*fakeTx{}, ended: map[string]int64{}, changed: make(chan struct{})}
}

var ok = bson.D{{Key: "ok", Value: 1}}

func failure(code int32, text string, labels ...string) bson.D {
	d := bson.D{{Key: "ok", Value: 0}, {Key: "code", Value: code}, {Key: "errmsg", Value: text}}
	if len(labels) > 0 {
		d = append(d, bson.E{Key: "errorLabels", Value: labels})
	}
	return d
}

func (f *fakeData) close() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.closed = true
	f.announce()
}

func (f *fakeData) announce() {
	close(f.changed)
	f.changed = make(chan struct{})
}

func (f *fakeData) run(c command) bson.D {
	switch c.name {
	case "getMore":
		return f.await(c.body)
	case "find":
		return f.find(c.body)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	switch c.name {
	case "ping":
		return ok
	case "listCollections":
		return cursor("$cmd.listCollections", f.collections())
	case "create":
		return f.create(c.body.Lookup("create").StringValue())
	case "createIndexes":
		return f.createIndexes(c.body)
	case "aggregate":
		return cursorAt(int64(len(f.events))+1, "$cmd.aggregate", nil)
	case "commitTransaction":
		return f.commit(c.body)
	case "abortTransaction":
		f.abort(session(c.body))
		return ok
	}
	tx, refused := f.transaction(c.body)
	if refused != nil {
		return refused
	}
	switch c.name {
	case "insert":
		return f.insert(c.body, tx)
	case "update":
		return f.update(c.body, tx)
	}
	return failure(codeCommandNotFound, "no such command: "+c.name)
}

func cursor(ns string, docs []bson.Raw) bson.D { return cursorAt(0, ns, docs) }

func cursorAt(id int64, ns string, docs []bson.Raw) bson.D {
	batch := bson.A{}
	for _, d := range docs {
		batch = append(batch, d)
	}
	return bson.D{{Key: "ok", Value: 1}, {Key: "cursor", Value: bson.D{{Key: "id", Value: id}, {Key: "ns", Value: "db." + ns}, {Key: "firstBatch", Value: batch}}}}
}

func (f *fakeData) collections() (out []bson.Raw) {
	for name := range f.indexes {
		raw, _ := bson.Marshal(bson.D{{Key: "name", Value: name}, {Key: "type", Value: "collection"}})
		out = append(out, raw)
	}
	return out
}

func (f *fakeData) create(name string) bson.D {
	if f.indexes[name] != nil {
		return failure(codeNamespaceExists, "exists")
	}
	f.indexes[name] = map[string]bson.D{primaryKey: {{Key: "_id", Value: int32(1)}}}
	return ok
}

func (f *fakeData) createIndexes(body bson.Raw) bson.D {
	var c struct {
		In      string `bson:"createIndexes"`
		Indexes []struct {
			Name string
			Key  bson.D
		}
	}
	if err := bson.Unmarshal(body, &c); err != nil {
		return failure(2, err.Error())
	}
	for _, i := range c.Indexes {
		if old := f.indexes[c.In][i.Name]; old != nil && fmt.Sprint(old) != fmt.Sprint(i.Key) {
			return failure(codeIndexKeysConflict, "another index has the name "+i.Name)
		}
		f.indexes[c.In][i.Name] = i.Key
	}
	return ok
}

// transaction returns the transaction that the command is in, nil for none.
func (f *fakeData) transaction(body bson.Raw) (*fakeTx, bson.D) {
	if auto, in := body.Lookup("autocommit").BooleanOK(); !in || auto {
		return nil, nil
	}
	s, number := session(body), body.Lookup("txnNumber").Int64()
	if start, _ := body.Lookup("startTransaction").BooleanOK(); start {
		f.open[s] = &fakeTx{number: number, base: f.committed, tables: maps.Clone(f.tables), own: map[string]table{}}
	}
	tx := f.open[s]
	if tx == nil || tx.number != number {
		return nil, failure(251, "no such transaction", transientLabel)
	}
	return tx, nil
}

func session(body bson.Raw) string {
	_, id := body.Lookup("lsid", "id").Binary()
	return string(id)
}

func (f *fakeData) abort(s string) { delete(f.open, s) }

func (f *fakeData) commit(body bson.Raw) bson.D {
	s, number := session(body), body.Lookup("txnNumber").Int64()
	tx := f.open[s]
	if tx == nil && f.ended[s] == number {
		return ok // committed already, and asked again
	}
	if tx == nil || tx.number != number {
		return failure(251, "no such transaction", transientLabel)
	}
	delete(f.open, s)
	f.ended[s] = number
	f.apply(tx.own)
	return ok
}

func (f *fakeData) apply(written map[string]table) {
	f.committed++
	for in, docs := range written {
		next := maps.Clone(f.tables[in])
		if next == nil {
			next = table{}
		}
		for id, d := range docs {
			next[id] = stored{d.doc, f.committed, d.how}
			f.events = append(f.events, bson.D{
				{Key: "_id", Value: bson.D{{Key: "_data", Value: fmt.Sprint(len(f.events))}}}, {Key: "operationType", Value: d.how},
				{Key: "ns", Value: bson.D{{Key: "db", Value: "db"}, {Key: "coll", Value: in}}}, {Key: "fullDocument", Value: d.doc},
			})
		}
		f.tables[in] = next
	}
	f.announce()
}

// conflict reports whether the transaction may not write the document: somebody has since its snapshot, or is about to.
func (f *fakeData) conflict(tx *fakeTx, in, id string) bool {
	if f.tables[in][id].at > tx.base {
		return true
	}
	for _, other := range f.open {
		if _, writes := other.own[in][id]; writes && other != tx {
			return true
		}
	}
	return false
}

// write writes within the transaction, or at once.
func (f *fakeData) write(body bson.Raw, tx *fakeTx, in, how string, doc bson.Raw) (refused bson.D) {
	id := doc.Lookup("_id").StringValue()
	if tx == nil {
		f.apply(map[string]table{in: {id: {doc: doc, how: how}}})
		return nil
	}
	if f.conflict(tx, in, id) {
		f.abort(session(body))
		return failure(codeWriteConflict, "WriteConflict", transientLabel)
	}
	if tx.own[in] == nil {
		tx.own[in] = table{}
	}
	tx.own[in][id] = stored{doc: doc, how: how}
	return nil
}

func (f *fakeData) insert(body bson.Raw, tx *fakeTx) bson.D {
	in := body.Lookup("insert").StringValue()
	values, _ := body.Lookup("documents").Array().Values()
	for _, v := range values {
		doc := v.Document()
		if f.view(in, tx).has(doc.Lookup("_id").StringValue()) {
			f.abort(session(body))
			return bson.D{{Key: "ok", Value: 1}, {Key: "n", Value: 0}, {Key: "writeErrors", Value: bson.A{bson.D{{Key: "index", Value: 0}, {Key: "code", Value: 11000}, {Key: "errmsg", Value: "E11000 duplicate key"}}}}}
		}
		if refused := f.write(body, tx, in, "insert", doc); refused != nil {
			return refused
		}
	}
	return bson.D{{Key: "ok", Value: 1}, {Key: "n", Value: len(values)}}
}

func (f *fakeData) update(body bson.Raw, tx *fakeTx) bson.D {
	in := body.Lookup("update").StringValue()
	u := body.Lookup("updates", "0").Document()
	filter := u.Lookup("q").Document()
	if refused := f.scans(in, u.Lookup("hint"), filter); refused != nil {
		return refused
	}
	if len(f.view(in, tx).match(filter)) == 0 {
		return bson.D{{Key: "ok", Value: 1}, {Key: "n", Value: 0}, {Key: "nModified", Value: 0}}
	}
	if refused := f.write(body, tx, in, "replace", u.Lookup("u").Document()); refused != nil {
		return refused
	}
	return bson.D{{Key: "ok", Value: 1}, {Key: "n", Value: 1}, {Key: "nModified", Value: 1}}
}

func (f *fakeData) find(body bson.Raw) bson.D {
	in, filter := body.Lookup("find").StringValue(), body.Lookup("filter").Document()
	f.mu.Lock()
	tx, refused := f.transaction(body)
	if refused == nil {
		refused = f.scans(in, body.Lookup("hint"), filter)
	}
	v := f.view(in, tx)
	f.mu.Unlock()
	if refused != nil {
		return refused
	}
	found := v.match(filter)
	if order, sorted := body.Lookup("sort").DocumentOK(); sorted {
		slices.SortFunc(found, func(a, b bson.Raw) int { return compareBy(order, a, b) })
	}
	if limit, limited := body.Lookup("limit").AsInt64OK(); limited && limit != 0 {
		found = found[:min(len(found), int(max(limit, -limit)))]
	}
	if without, _ := body.Lookup("projection", "_id").AsInt64OK(); without == 0 {
		for i := range found {
			found[i] = dropID(found[i])
		}
	}
	return cursor(in, found)
}

// await answers getMore on a change stream with the events since the last answer. How many those were, plus one, is the cursor's number; a
// real server leaves the number as it is. Where there are none it waits for a commit, at most a moment.
func (f *fakeData) await(body bson.Raw) bson.D {
	seen := int(body.Lookup("getMore").Int64()) - 1
	moment := time.After(100 * time.Millisecond)
	for {
		f.mu.Lock()
		events, changed, over := slices.Clone(f.events[min(seen, len(f.events)):]), f.changed, f.closed
		f.mu.Unlock()
		if len(events) == 0 && !over {
			select {
			case <-changed:
				continue
			case <-moment:
			}
		}
		next := int64(seen + len(events) + 1)
		return bson.D{{Key: "ok", Value: 1}, {Key: "cursor", Value: bson.D{{Key: "id", Value: next}, {Key: "ns", Value: "db.$cmd.aggregate"}, {Key: "nextBatch", Value: events}}}}
	}
}
