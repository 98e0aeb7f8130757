package mongodb

import (
	"context"
	"fmt"
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/lyhord/lyhord/domain"
)

// createSchema makes what is missing of the declared collections and indexes. All of them exist before the first transaction,
// since a transaction that meets a collection younger than its snapshot fails.
func createSchema(ctx context.Context, db *mongo.Database) error {
	existing, err := db.ListCollectionNames(ctx, bson.D{})
	if err != nil {
		return translate(ctx, err)
	}
	for _, c := range domain.Collections() {
		if !slices.Contains(existing, c.Name) {
			// Another process may have been faster.
			if err := db.CreateCollection(ctx, c.Name); err != nil && !hasCode(err, codeNamespaceExists) {
				return translate(ctx, fmt.Errorf("collection %s: %w", c.Name, err))
			}
		}
		if err := createIndexes(ctx, db, c); err != nil {
			return err
		}
	}
	return nil
}

// createIndexes makes c's indexes, ready on a majority of the members when it returns. Those that exist are left as they are.
func createIndexes(ctx context.Context, db *mongo.Database, c *domain.Collection) error {
	if len(c.Indexes) == 0 {
		return nil
	}
	var models []mongo.IndexModel
	for _, i := range c.Indexes {
		models = append(models, mongo.IndexModel{Keys: keysOf(i), Options: options.Index().SetName(i.Name)})
	}
	_, err := db.Collection(c.Name).Indexes().CreateMany(ctx, models, options.CreateIndexes().SetCommitQuorumMajority())
	if hasCode(err, codeIndexOptionsConflict, codeIndexKeysConflict) {
		return fmt.Errorf("mongodb: an index of %s.%s is not the one that is declared; drop the old one, and it is made anew: %w", db.Name(), c.Name, err)
	}
	if err != nil {
		return translate(ctx, fmt.Errorf("indexes of %s: %w", c.Name, err))
	}
	return nil
}

// keysOf returns i's fields in order: the tenant, what is compared for equality, the order, and the id that makes it total.
func keysOf(i *domain.Index) bson.D {
	keys := bson.D{{Key: "tenant", Value: 1}}
	for _, field := range i.Equal {
		keys = append(keys, bson.E{Key: field, Value: 1})
	}
	return append(keys, bson.E{Key: i.Order, Value: 1}, bson.E{Key: "id", Value: 1})
}
