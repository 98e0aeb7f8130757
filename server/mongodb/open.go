package mongodb

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/readconcern"
	"go.mongodb.org/mongo-driver/v2/mongo/readpref"
	"go.mongodb.org/mongo-driver/v2/mongo/writeconcern"

	"github.com/lyhord/lyhord/domain"
)

// How long the server may take before it counts as not answering.
const (
	findServerLimit = 5 * time.Second  // to find a server that takes writes
	pingLimit       = 3 * time.Second  // to answer a ping
	readLimit       = 10 * time.Second // to answer a read outside of a transaction
	closeLimit      = 5 * time.Second  // to say goodbye
)

// Store is a [domain.Store] in MongoDB. Make one with [Open].
type Store struct {
	client *mongo.Client
	reader reader
	log    *slog.Logger
	lanes  lanes
	ears   ears

	mu      sync.Mutex // guards closed, and the adding to running against it
	closed  bool
	running sync.WaitGroup // updates under way
	watch   watcher
}

var _ domain.Store = (*Store)(nil)

// Open connects to the replica set at uri, and makes the collections and indexes that are missing in the database. Several
// processes may do so at once. Returns UNAVAILABLE when no server answers, and an error that says so when the server is no
// member of a replica set, since only those have transactions.
func Open(ctx context.Context, uri, database string, log *slog.Logger) (*Store, error) {
	client, err := mongo.Connect(clientOptions(uri))
	if err != nil {
		return nil, fmt.Errorf("mongodb: %w", err)
	}
	s := &Store{client: client, reader: reader{client.Database(database)}, log: log}
	s.lanes.init()
	s.watch.init()
	if err := s.prepare(ctx); err != nil {
		s.disconnect(ctx)
		return nil, err
	}
	return s, nil
}

// clientOptions sets what the store's promises rest on, whatever the URI says: durable writes that a majority has, and reads that no
// election takes back. Times and sizes are ours only where the URI has none.
func clientOptions(uri string) *options.ClientOptions {
	o := options.Client().SetAppName("lyhord").SetConnectTimeout(findServerLimit).SetServerSelectionTimeout(findServerLimit).
		SetMinPoolSize(2).SetMaxPoolSize(128).SetMaxConnecting(4)
	return o.ApplyURI(uri).
		SetWriteConcern(durable()).SetReadConcern(readconcern.Majority()).SetReadPreference(readpref.Primary()).
		SetRetryWrites(true).SetRetryReads(true)
}

// durable asks for an answer when a majority of the members has the write in its journal.
func durable() *writeconcern.WriteConcern {
	w, journal := writeconcern.Majority(), true
	w.Journal = &journal
	return w
}

func (s *Store) prepare(ctx context.Context) error {
	if err := s.requireReplicaSet(ctx); err != nil {
		return err
	}
	return createSchema(ctx, s.reader.db)
}

// errStandalone is what [Open] returns for a server without transactions.
var errStandalone = errors.New("mongodb: the server is not a member of a replica set, and so has no transactions; " +
	"start it with --replSet and run rs.initiate() once (one member is enough)")

// requireReplicaSet asks the server what it is: hello since 4.4.2, isMaster before.
func (s *Store) requireReplicaSet(ctx context.Context) error {
	ctx, cancel := limit(ctx, readLimit)
	defer cancel()
	var is struct {
		SetName string `bson:"setName"`
		Msg     string `bson:"msg"` // isdbgrid: a router of a sharded cluster
	}
	admin := s.client.Database("admin")
	err := admin.RunCommand(ctx, bson.D{{Key: "hello", Value: 1}}).Decode(&is)
	if hasCode(err, codeCommandNotFound) {
		err = admin.RunCommand(ctx, bson.D{{Key: "isMaster", Value: 1}}).Decode(&is)
	}
	if err != nil {
		return translate(ctx, err)
	}
	if is.SetName == "" && is.Msg != "isdbgrid" {
		return errStandalone
	}
	return nil
}

// Ping implements [domain.Store].
func (s *Store) Ping(ctx context.Context) error {
	ctx, cancel := limit(ctx, pingLimit)
	defer cancel()
	return translate(ctx, s.client.Ping(ctx, readpref.Primary()))
}

// Close implements [domain.Store]. It takes at most as long as a running update may last. It may be called again.
func (s *Store) Close() error {
	s.mu.Lock()
	first := !s.closed
	s.closed = true
	s.mu.Unlock()
	if !first {
		return nil
	}
	s.watch.end()
	s.running.Wait()
	return s.disconnect(context.Background())
}

func (s *Store) disconnect(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeLimit)
	defer cancel()
	return s.client.Disconnect(ctx)
}

// enter counts an update as running, so that Close waits for its leave. Returns UNAVAILABLE after Close.
func (s *Store) enter() (leave func(), err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, domain.UnavailableError(mongo.ErrClientDisconnected)
	}
	s.running.Add(1)
	return s.running.Done, nil
}

// errLimit is the cause of a context that ended by a time limit of ours, not by the caller's will.
var errLimit = errors.New("mongodb: no answer within the time limit")

// limit bounds ctx by d in such a way that [translate] can tell our limit from the caller's.
func limit(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeoutCause(ctx, d, errLimit)
}
