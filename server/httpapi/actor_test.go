package httpapi

import (
	"context"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/lyhord/lyhord/domain"
	"github.com/lyhord/lyhord/graph"
	"github.com/lyhord/lyhord/server/sqlite"
)

// Who the token speaks of is who asks the domain, over HTTP and over a socket.
func TestActorReachesDomain(t *testing.T) {
	log := slog.New(slog.DiscardHandler)
	store, err := sqlite.Open(filepath.Join(t.TempDir(), "test.db"), log)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	anna := &domain.Staff{Head: domain.Head[domain.StaffID]{Tenant: "t", ID: "anna"}, Name: "Anna Å", Roles: []domain.Role{domain.RoleCareWorker}}
	err = store.Update(t.Context(), func(ctx context.Context, tx domain.Tx) error { return tx.Insert(ctx, anna) })
	if err != nil {
		t.Fatal(err)
	}
	service := domain.NewService(domain.Config{Store: store, Clock: time.Now, IDs: uuid.NewString, Log: log})
	t.Cleanup(service.Close)
	s := serve(t, func(c *Config) { c.Graph = graph.New(service, graph.Options{Log: log}) })

	if _, body := s.post(`{"query":"{ me { id name } }"}`, "Authorization: Bearer anna"); body != `{"data":{"me":{"id":"anna","name":"Anna Å"}}}` {
		t.Error(body)
	}
	unauthenticated := `{"errors":[{"message":"Logga in först.","path":["me"],"locations":[{"line":1,"column":3}],"extensions":{"code":"UNAUTHENTICATED"}}],"data":{"me":null}}`
	if _, body := s.post(`{"query":"{ me { id name } }"}`); body != unauthenticated {
		t.Error(body)
	}
	for token, want := range map[string]string{"anna": `{"data":{"me":{"id":"anna","name":"Anna Å"}}}`, "": unauthenticated} {
		p := s.connect(token)
		p.say(`{"id":"1","type":"subscribe","payload":{"query":"{ me { id name } }"}}`)
		p.hear(`{"id":"1","type":"next","payload":` + want + `}`)
	}
}
