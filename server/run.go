package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/google/uuid"

	"github.com/lyhord/lyhord/domain"
	"github.com/lyhord/lyhord/graph"
	"github.com/lyhord/lyhord/server/auth"
	"github.com/lyhord/lyhord/server/demo"
	"github.com/lyhord/lyhord/server/httpapi"
	"github.com/lyhord/lyhord/server/mongodb"
	"github.com/lyhord/lyhord/server/sqlite"
	"github.com/lyhord/lyhord/web"
)

// Config is what serving depends on.
type Config struct {
	Addr          string        `help:"Where to listen." default:":8080" env:"LYHORD_ADDR"`
	Data          string        `help:"Directory for the embedded database and the signing key; made when missing." default:"./data" env:"LYHORD_DATA" type:"path"`
	MongoDBURI    string        `help:"Keep the documents in this MongoDB replica set instead." name:"mongodb-uri" env:"LYHORD_MONGODB_URI"`
	MongoDatabase string        `help:"MongoDB's database." name:"mongodb-database" default:"lyhord" env:"LYHORD_MONGODB_DATABASE"`
	Demo          bool          `help:"Add a fictitious kommun, and let anybody sign in as its people. Never where real people are." env:"LYHORD_DEMO"`
	Introspection bool          `help:"Let clients ask for the schema; always on with --demo." env:"LYHORD_INTROSPECTION"`
	Origins       []string      `help:"Browser origins beside the server's own that may call it." env:"LYHORD_ORIGINS"`
	LogLevel      slog.Level    `help:"DEBUG, INFO, WARN or ERROR." default:"INFO" env:"LYHORD_LOG_LEVEL"`
	Grace         time.Duration `help:"How long a shutdown waits for what is under way." default:"15s" env:"LYHORD_GRACE"`

	clock domain.Clock // the system's when nil; tests have days of their own
}

// now is the time, for all parts alike.
func (c Config) now() time.Time {
	if c.clock == nil {
		return time.Now()
	}
	return c.clock()
}

// Files in the data directory.
const (
	keyFile      = "signing-key.pem"
	databaseFile = "lyhord.db"
)

// restock is how often the demo tenant gets the visits of new days.
const restock = time.Hour

// run serves until ctx ends, then lets what is under way come to its end. out gets what a person is to read, logs the JSON log lines;
// listening, when not nil, is called with the address once requests are answered.
func run(ctx context.Context, c Config, out, logs io.Writer, listening func(addr string)) (err error) {
	log := slog.New(httpapi.WithRequestID(slog.NewJSONHandler(logs, &slog.HandlerOptions{Level: c.LogLevel})))
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return err
	}
	key, err := auth.LoadOrCreateKey(filepath.Join(c.Data, keyFile))
	if err != nil {
		return err
	}
	issuer := auth.NewIssuer(key)
	store, err := open(ctx, c, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	service := domain.NewService(domain.Config{Store: store, Clock: c.now, IDs: newID, Log: log})
	defer service.Close()

	pages, built := web.Dist()
	api := httpapi.New(httpapi.Config{
		Graph:    graph.New(service, graph.Options{Introspection: c.Introspection || c.Demo, Log: log}),
		Verifier: auth.NewVerifier(c.now, issuer.Source()),
		Ready:    store.Ping, Log: log, Origins: c.Origins, Page: pages, Built: built,
		Demo: demoHandler(c, store, issuer),
	})
	if c.Demo {
		if err := demo.Seed(ctx, store, c.now()); err != nil {
			return fmt.Errorf("seed the demo tenant: %w", err)
		}
		go restockDemo(ctx, c, store, log)
	}
	return serve(ctx, c, api, log, func(addr string) {
		welcome(ctx, out, c, store, built, addr)
		if listening != nil {
			listening(addr)
		}
	})
}

// newID makes an identifier: UUID version 7, in order of time.
func newID() string { return uuid.Must(uuid.NewV7()).String() }

// open opens the store: MongoDB when a URI is given, else the embedded SQLite.
func open(ctx context.Context, c Config, log *slog.Logger) (domain.Store, error) {
	if c.MongoDBURI != "" {
		return mongodb.Open(ctx, c.MongoDBURI, c.MongoDatabase, log)
	}
	return sqlite.Open(filepath.Join(c.Data, databaseFile), log)
}

// serve listens until ctx ends, then drains: sockets are closed with a code that lets phones reconnect, requests come to their end.
func serve(ctx context.Context, c Config, api *httpapi.API, log *slog.Logger, listening func(addr string)) error {
	l, err := net.Listen("tcp", c.Addr)
	if err != nil {
		return err
	}
	server := &http.Server{
		Handler: api, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second, WriteTimeout: 60 * time.Second,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 32 << 10, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(l) }()
	log.Info("listening", "addr", l.Addr().String(), "demo", c.Demo, "store", storeName(c), "version", version())
	listening(l.Addr().String())
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	log.Info("draining")
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), c.Grace)
	defer cancel()
	err = errors.Join(api.Drain(grace), server.Shutdown(grace))
	log.Info("stopped")
	return err
}

func storeName(c Config) string {
	if c.MongoDBURI != "" {
		return "mongodb"
	}
	return "sqlite"
}

// demoHandler lets anybody sign in as the demo's people; nil without --demo.
func demoHandler(c Config, store domain.Store, issuer *auth.Issuer) http.Handler {
	if !c.Demo {
		return nil
	}
	issue := func(tenant domain.TenantID, kind domain.ActorKind, person string) (string, time.Time, error) {
		now := c.now()
		expires := now.Add(12 * time.Hour).Truncate(time.Second)
		token, err := issuer.Issue(domain.Actor{Tenant: tenant, Kind: kind, Person: person, Expires: expires}, now)
		return token, expires, err
	}
	return demo.Handler(issue, store, c.now)
}

// restockDemo gives the demo tenant its visits as the days pass.
func restockDemo(ctx context.Context, c Config, store domain.Store, log *slog.Logger) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(restock):
			if err := demo.Seed(ctx, store, c.now()); err != nil && ctx.Err() == nil {
				log.Error("the demo tenant was not restocked", "error", err)
			}
		}
	}
}
