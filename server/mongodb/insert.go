package mongodb

import (
	"context"

	"go.mongodb.org/mongo-driver/v2/mongo"

	"github.com/lyhord/lyhord/domain"
)

// Insert implements [domain.Store]. One document needs no transaction, which spares a round trip and the server much of its work. The
// write concern is the client's: a majority, with journal. When the connection is lost the driver sends the statement once more
// under its number, so that it is done once.
func (s *Store) Insert(ctx context.Context, doc domain.Document) (err error) {
	leave, err := s.enter()
	if err != nil {
		return err
	}
	defer leave()
	ctx, cancel := limit(ctx, updateLimit)
	defer cancel()
	was := *doc.Revision()
	*doc.Revision() = 1
	defer func() {
		if err != nil {
			*doc.Revision() = was
		}
	}()
	raw, err := encode(doc)
	if err != nil {
		return err
	}
	_, err = s.reader.db.Collection(doc.Collection().Name).InsertOne(ctx, raw)
	if mongo.IsDuplicateKeyError(err) {
		return domain.DuplicateError(doc.Key())
	}
	if err != nil {
		return translate(ctx, err)
	}
	if w, ok := doc.(domain.Waker); ok {
		s.ears.wake(w.Wakes())
	}
	return nil
}
