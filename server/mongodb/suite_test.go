package mongodb

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"os"
	"testing"

	"go.mongodb.org/mongo-driver/v2/mongo"

	"github.com/lyhord/lyhord/domain"
	"github.com/lyhord/lyhord/domain/storetest"
)

// TestStore is the suite of the port, on a real replica set. Its cases share a database: each has a tenant of its own.
func TestStore(t *testing.T) {
	database := realDatabase(t)
	storetest.Run(t, func(t *testing.T) domain.Store { return openReal(t, database) })
}

// TestStoreOnFake is the same suite on the fake server. It shows that what the store asks makes sense, not that MongoDB agrees.
func TestStoreOnFake(t *testing.T) {
	storetest.Run(t, func(t *testing.T) domain.Store {
		s, _ := openFake(t)
		return s
	})
}

// realURI is the variable that holds the address of a real MongoDB.
const realURI = "MONGODB_URI"

// realDatabase returns the name of a new database on the real MongoDB, which is dropped at the end. Where there is no such server the
// test is skipped.
func realDatabase(t testing.TB) string {
	t.Helper()
	uri, database := os.Getenv(realURI), "lyhord_test_"+rand.Text()
	if uri == "" {
		t.Skip(realURI + " is not set: no real MongoDB is tested (set it to the address of a replica set of version 4.4 or later)")
	}
	t.Cleanup(func() {
		client, err := mongo.Connect(clientOptions(uri))
		if err != nil {
			t.Fatal(err)
		}
		ctx := context.Background()
		if err := errors.Join(client.Database(database).Drop(ctx), client.Disconnect(ctx)); err != nil {
			t.Error(err)
		}
	})
	return database
}

func openReal(t testing.TB, database string) *Store {
	t.Helper()
	s, err := Open(t.Context(), os.Getenv(realURI), database, slog.Default())
	if err != nil {
		t.Fatal(err)
	}
	return s
}
