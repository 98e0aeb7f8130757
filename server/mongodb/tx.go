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

// tx is one attempt of an update: one transaction of its session. It implements [domain.Tx].
//
// MongoDB aborts a transaction at its first error, a duplicate key included, while the function that it runs for may think nothing of
// it. So an attempt that has failed refuses each further call, and is never committed.
type tx struct {
	store   *Store
	session *mongo.Session
	update  *update
	failed  error // what made the server abort the transaction
	again   bool  // another attempt may do better
	written []revision
	wakes   []domain.Topic
	posts   posts
}

// revision is a document's version as it was before the attempt wrote the document.
type revision struct {
	of  *int64
	was int64
}

// errAborted is what calls get once the attempt has failed.
var errAborted = fmt.Errorf("mongodb: the transaction has been aborted: %w", domain.ErrRetry)

// do runs one statement of the transaction, and notes a failure of the server.
func (t *tx) do(ctx context.Context, statement func(context.Context) error) error {
	if t.failed != nil {
		return t.refuse()
	}
	err := statement(mongo.NewSessionContext(ctx, t.session))
	switch {
	case err == nil || isOurs(err):
		return err
	case errors.Is(err, errTaken):
		t.failed = err
	default:
		t.failed = translate(ctx, err)
		t.again = !isOver(ctx) && isTransient(err)
	}
	return t.failed
}

// refuse answers a call of an attempt that has failed. A function that goes on after a duplicate key gets another attempt, which will
// look before it inserts; one that goes on after a fault that would come again does not.
func (t *tx) refuse() error {
	if !t.again && !errors.Is(t.failed, errTaken) {
		return t.failed
	}
	t.again = true
	return errAborted
}

// Get implements [domain.Reader].
func (t *tx) Get(ctx context.Context, doc domain.Document) error {
	return t.do(ctx, func(ctx context.Context) error { return t.store.reader.get(ctx, doc) })
}

// Load implements [domain.Reader].
func (t *tx) Load(ctx context.Context, c *domain.Collection, tenant domain.TenantID, ids []string, next func() domain.Document) error {
	return t.do(ctx, func(ctx context.Context) error { return t.store.reader.load(ctx, c, tenant, ids, next) })
}

// Find implements [domain.Reader].
func (t *tx) Find(ctx context.Context, q domain.Query, next func() domain.Document) error {
	return t.do(ctx, func(ctx context.Context) error { return t.store.reader.find(ctx, q, next) })
}

// Insert implements [domain.Tx].
func (t *tx) Insert(ctx context.Context, doc domain.Document) error {
	if err := t.refuseTaken(ctx, doc); err != nil {
		return err
	}
	err := t.insert(ctx, doc)
	if errors.Is(err, errTaken) {
		t.update.taken[takenKey(doc)] = true
		return domain.DuplicateError(doc.Key())
	}
	return err
}

// errTaken is the failure of an attempt that inserted a key that exists.
var errTaken = errors.New("mongodb: duplicate key")

// refuseTaken returns CONFLICT for a key that an earlier attempt found taken. To look first keeps the transaction alive for a function
// that goes on after the conflict; to look always would cost each insert a round trip.
func (t *tx) refuseTaken(ctx context.Context, doc domain.Document) error {
	if !t.update.taken[takenKey(doc)] {
		return nil
	}
	return t.do(ctx, func(ctx context.Context) error {
		there, err := t.store.reader.exists(ctx, doc.Collection(), doc.Key())
		if err == nil && there {
			return domain.DuplicateError(doc.Key())
		}
		return err
	})
}

func takenKey(doc domain.Document) string { return doc.Collection().Name + " " + idOf(doc.Key()) }

// insert adds doc at version 1. A taken key fails the attempt with errTaken.
func (t *tx) insert(ctx context.Context, doc domain.Document) error {
	return t.write(ctx, doc, 1, func(ctx context.Context, c *mongo.Collection, raw bson.Raw) error {
		_, err := c.InsertOne(ctx, raw)
		if mongo.IsDuplicateKeyError(err) {
			return errTaken
		}
		return err
	})
}

// Replace implements [domain.Tx].
func (t *tx) Replace(ctx context.Context, doc domain.Document) error {
	was := *doc.Revision()
	return t.write(ctx, doc, was+1, func(ctx context.Context, c *mongo.Collection, raw bson.Raw) error {
		filter := append(byKey(doc.Key()), bson.E{Key: "version", Value: was})
		result, err := c.ReplaceOne(ctx, filter, raw, options.Replace().SetHint(primaryKey))
		if err != nil || result.MatchedCount > 0 {
			return err
		}
		there, err := t.store.reader.exists(ctx, doc.Collection(), doc.Key())
		if err != nil {
			return err
		}
		if there {
			return domain.StaleError(doc.Key())
		}
		return domain.NotFoundError(doc.Key())
	})
}

// write stores doc at the given version. The version is doc's own only for as long as the attempt holds, so that a document from
// outside of the function is the same in each run.
func (t *tx) write(ctx context.Context, doc domain.Document, version int64, statement func(context.Context, *mongo.Collection, bson.Raw) error) error {
	before := revision{doc.Revision(), *doc.Revision()}
	*before.of = version
	raw, err := encode(doc)
	if err == nil {
		err = t.do(ctx, func(ctx context.Context) error {
			return statement(ctx, t.store.reader.db.Collection(doc.Collection().Name), raw)
		})
	}
	if err != nil {
		*before.of = before.was
		return err
	}
	t.written = append(t.written, before)
	if w, ok := doc.(domain.Waker); ok {
		t.wakes = append(t.wakes, w.Wakes()...)
	}
	return nil
}

// undo gives the written documents their versions back.
func (t *tx) undo() {
	for i := len(t.written) - 1; i >= 0; i-- {
		*t.written[i].of = t.written[i].was
	}
}

// verdict says what becomes of the attempt after its function returned err: another attempt, an error, or the commit.
func (t *tx) verdict(err error) (again bool, _ error) {
	switch {
	case t.again:
		return true, errors.Join(err, t.failed)
	case errors.Is(err, domain.ErrRetry), isTransient(err):
		return true, err
	case err != nil:
		return false, err
	case errors.Is(t.failed, errTaken): // the function went on: the next attempt looks before it inserts
		return true, t.failed
	}
	return false, t.failed
}
