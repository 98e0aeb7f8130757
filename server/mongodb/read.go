package mongodb

import (
	"context"
	"errors"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/lyhord/lyhord/domain"
)

// Get implements [domain.Reader].
func (s *Store) Get(ctx context.Context, doc domain.Document) error {
	return s.read(ctx, func(ctx context.Context) error { return s.reader.get(ctx, doc) })
}

// Load implements [domain.Reader].
func (s *Store) Load(ctx context.Context, c *domain.Collection, tenant domain.TenantID, ids []string, next func() domain.Document) error {
	return s.read(ctx, func(ctx context.Context) error { return s.reader.load(ctx, c, tenant, ids, next) })
}

// Find implements [domain.Reader].
func (s *Store) Find(ctx context.Context, q domain.Query, next func() domain.Document) error {
	return s.read(ctx, func(ctx context.Context) error { return s.reader.find(ctx, q, next) })
}

// read bounds a read outside of any transaction. Such a read has read concern majority: but for the moments after an election it sees every update that has returned,
// and nothing that an election can undo.
func (s *Store) read(ctx context.Context, do func(context.Context) error) error {
	ctx, cancel := limit(ctx, readLimit)
	defer cancel()
	return translate(ctx, do(ctx))
}

// reader reads documents: inside a transaction when the context holds its session, otherwise committed ones. Its errors are the
// driver's, but for NOT_FOUND.
type reader struct{ db *mongo.Database }

// primaryKey is the name of the index on _id. Each read names its index: the planner has no choice to make, and a missing index
// is an error at once instead of a scan that nobody notices.
const primaryKey = "_id_"

// withoutID leaves the _id out of what is read: no struct has it, so it would be taken for a field to keep.
var withoutID = bson.D{{Key: "_id", Value: 0}}

func (r reader) get(ctx context.Context, doc domain.Document) error {
	found := options.FindOne().SetHint(primaryKey).SetProjection(withoutID)
	raw, err := r.db.Collection(doc.Collection().Name).FindOne(ctx, byKey(doc.Key()), found).Raw()
	if errors.Is(err, mongo.ErrNoDocuments) {
		return domain.NotFoundError(doc.Key())
	}
	if err != nil {
		return err
	}
	return decode(raw, doc)
}

// byKey is the filter for one document. It has the tenant beside the _id for the day when the collection is sharded by it.
func byKey(k domain.Key) bson.D {
	return bson.D{{Key: "tenant", Value: string(k.Tenant)}, {Key: "_id", Value: idOf(k)}}
}

// exists reports whether there is a document with that key.
func (r reader) exists(ctx context.Context, c *domain.Collection, k domain.Key) (bool, error) {
	only := options.FindOne().SetHint(primaryKey).SetProjection(bson.D{{Key: "_id", Value: 1}})
	err := r.db.Collection(c.Name).FindOne(ctx, byKey(k), only).Err()
	if errors.Is(err, mongo.ErrNoDocuments) {
		return false, nil
	}
	return err == nil, err
}

func (r reader) load(ctx context.Context, c *domain.Collection, tenant domain.TenantID, ids []string, next func() domain.Document) error {
	if len(ids) == 0 {
		return nil
	}
	keys := make(bson.A, len(ids))
	for i, id := range ids {
		keys[i] = idOf(domain.Key{Tenant: tenant, ID: id})
	}
	filter := bson.D{{Key: "tenant", Value: string(tenant)}, {Key: "_id", Value: bson.D{{Key: "$in", Value: keys}}}}
	return r.each(ctx, c, filter, options.Find().SetHint(primaryKey).SetProjection(withoutID).SetBatchSize(batch(len(ids)+1)), next)
}

func (r reader) find(ctx context.Context, q domain.Query, next func() domain.Document) error {
	if q.Limit <= 0 || len(q.Equal) != len(q.Index.Equal) {
		return &codecError{fmt.Errorf("query by %s with limit %d and %d values", q.Index.Name, q.Limit, len(q.Equal))}
	}
	found := options.Find().SetHint(q.Index.Name).SetSort(sortOf(q)).SetProjection(withoutID).SetLimit(int64(q.Limit)).SetBatchSize(batch(q.Limit))
	return r.each(ctx, q.Index.Collection, filterOf(q), found, next)
}

// each decodes what a filter finds.
func (r reader) each(ctx context.Context, c *domain.Collection, filter bson.D, found *options.FindOptionsBuilder, next func() domain.Document) error {
	cursor, err := r.db.Collection(c.Name).Find(ctx, filter, found)
	if err != nil {
		return err
	}
	defer cursor.Close(ctx)
	for cursor.Next(ctx) {
		if err := decode(cursor.Current, next()); err != nil {
			return err
		}
	}
	return cursor.Err()
}

// batch asks for n documents in one answer, within reason. MongoDB's own first batch is 101.
func batch(n int) int32 { return int32(min(n, 1000)) }

// filterOf returns q's conditions: equality on all fields of the index before its last two, then bounds of the order. The bounds are
// conditions of their own, so that a bound of the range and one of the position may stand together; the planner intersects them.
func filterOf(q domain.Query) bson.D {
	filter := bson.D{{Key: "tenant", Value: string(q.Tenant)}}
	for i, field := range q.Index.Equal {
		filter = append(filter, bson.E{Key: field, Value: domain.Scalar(q.Equal[i])})
	}
	var bounds bson.A
	if q.From != nil {
		bounds = append(bounds, is(q.Index.Order, "$gte", q.From))
	}
	if q.To != nil {
		bounds = append(bounds, is(q.Index.Order, "$lt", q.To))
	}
	if q.After != nil {
		bounds = append(bounds, after(q)...)
	}
	if bounds != nil {
		filter = append(filter, bson.E{Key: "$and", Value: bounds})
	}
	return filter
}

// after returns the conditions of what comes after q's position: the bound from which the index is read, and none of those of the
// same order that come before. An $or of the two cases would say the same, and give the planner a choice between two ways.
func after(q domain.Query) bson.A {
	from, before := "$gte", "$lte"
	if q.Descending {
		from, before = before, from
	}
	passed := append(is(q.Index.Order, "$eq", q.After.Order), is("id", before, q.After.ID)...)
	return bson.A{is(q.Index.Order, from, q.After.Order), bson.D{{Key: "$nor", Value: bson.A{passed}}}}
}

func is(field, operator string, value any) bson.D {
	return bson.D{{Key: field, Value: bson.D{{Key: operator, Value: domain.Scalar(value)}}}}
}

// sortOf returns q's order, which is the index's own, read forwards or backwards.
func sortOf(q domain.Query) bson.D {
	direction := 1
	if q.Descending {
		direction = -1
	}
	return bson.D{{Key: q.Index.Order, Value: direction}, {Key: "id", Value: direction}}
}
