package mongodb

import (
	"context"
	"errors"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/lyhord/lyhord/domain"
)

func TestOpenByManyAtOnce(t *testing.T) {
	f := startFake(t)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			s, err := Open(t.Context(), f.uri(), "db", nil)
			if err != nil {
				t.Error(err)
				return
			}
			if err := errors.Join(s.Ping(t.Context()), s.Close(), s.Close()); err != nil {
				t.Error(err)
			}
			if err := s.Ping(t.Context()); domain.CodeOf(err) != domain.Unavailable {
				t.Errorf("a ping after Close: %v, want UNAVAILABLE", err)
			}
		})
	}
	wg.Wait()
	for _, c := range domain.Collections() {
		if n := len(f.data.indexes[c.Name]); n != len(c.Indexes)+1 {
			t.Errorf("%s has %d indexes, want %d and the one on _id", c.Name, n, len(c.Indexes))
		}
	}
	for _, c := range f.received() {
		if in, made := c.Lookup("createIndexes").StringValueOK(); made && c.Lookup("commitQuorum").StringValue() != "majority" {
			t.Errorf("indexes of %s without a majority: %v", in, c)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	standalone := bson.D{{Key: "ok", Value: 1}, {Key: "isWritablePrimary", Value: true}, {Key: "ismaster", Value: true}, {Key: "maxBsonObjectSize", Value: 16 << 20},
		{Key: "maxMessageSizeBytes", Value: 48 << 20}, {Key: "maxWriteBatchSize", Value: 100000}, {Key: "minWireVersion", Value: 0}, {Key: "maxWireVersion", Value: 9}}
	for name, c := range map[string]struct {
		hello bson.D
		on    func(string, bson.Raw) (bson.D, bool)
		says  string
		code  domain.Code
	}{
		"a server that is no member of a replica set": {standalone, nil, "rs.initiate()", domain.Internal},
		"an index with other fields": {nil, times(1, "createIndexes", failure(codeIndexKeysConflict, "IndexKeySpecsConflict")),
			"drop the old one", domain.Internal},
		"a server without room": {nil, times(1, "create", failure(14031, "OutOfDiskSpace")), "", domain.Unavailable},
	} {
		t.Run(name, func(t *testing.T) {
			f := startFake(t)
			if c.hello != nil {
				f.hello = c.hello
			}
			f.on(c.on)
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			defer cancel()
			_, err := Open(ctx, f.uri(), "db", nil)
			if domain.CodeOf(err) != c.code || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, want %s with %q", err, c.code, c.says)
			}
		})
	}
}

func TestOpenWithoutServer(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	_, err = Open(t.Context(), "mongodb://"+l.Addr().String()+"/?serverSelectionTimeoutMS=200", "db", nil)
	if domain.CodeOf(err) != domain.Unavailable {
		t.Errorf("got %v, want UNAVAILABLE", err)
	}
	if _, err := Open(t.Context(), "postgres://", "db", nil); domain.CodeOf(err) != domain.Internal {
		t.Errorf("got %v for an address of something else", err)
	}
}

// What the promises of the store rest on can't be weakened by the address; what is a matter of size can be set there.
func TestClientOptions(t *testing.T) {
	o := clientOptions("mongodb://h/?w=1&journal=false&readConcernLevel=local&readPreference=secondary&retryWrites=false&maxPoolSize=7&serverSelectionTimeoutMS=100&appName=x")
	if o.WriteConcern.W != "majority" || !*o.WriteConcern.Journal || o.ReadConcern.Level != "majority" || o.ReadPreference.Mode().String() != "primary" || !*o.RetryWrites {
		t.Errorf("weakened: %+v", o)
	}
	if *o.MaxPoolSize != 7 || *o.ServerSelectionTimeout != 100*time.Millisecond || *o.AppName != "x" {
		t.Errorf("not set: %+v", o)
	}
}

func TestServerGone(t *testing.T) {
	f := startFake(t)
	s, err := Open(t.Context(), f.uri()+"?serverSelectionTimeoutMS=200", "db", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	f.listener.Close()
	f.cut()
	for name, err := range map[string]error{
		"get": s.Get(t.Context(), unit("u")), "update": s.Update(t.Context(), insert(unit("u"))), "ping": s.Ping(t.Context()),
	} {
		if domain.CodeOf(err) != domain.Unavailable {
			t.Errorf("%s: %v, want UNAVAILABLE", name, err)
		}
	}
}

func TestServerSilent(t *testing.T) {
	s, f := openFake(t)
	silent := make(chan bool)
	defer close(silent)
	f.on(func(string, bson.Raw) (bson.D, bool) {
		<-silent
		return nil, true
	})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := s.Get(ctx, unit("u")); err != context.DeadlineExceeded {
		t.Errorf("got %v, want the context's error", err)
	}
}
