package graph_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql/handler/transport"
	"github.com/google/uuid"

	"github.com/lyhord/lyhord/domain"
	"github.com/lyhord/lyhord/graph"
	"github.com/lyhord/lyhord/server/sqlite"
)

// app is the schema over a real store that holds one care worker, one brukare and one visit.
type app struct {
	t     *testing.T
	h     http.Handler
	actor domain.Actor
	lang  string
}

func newApp(t *testing.T, introspection bool) *app {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	store, err := sqlite.Open(filepath.Join(t.TempDir(), "lyhord.db"), log)
	if err != nil {
		t.Fatal(err)
	}
	service := domain.NewService(domain.Config{Store: store, Clock: time.Now, IDs: uuid.NewString, Log: log})
	t.Cleanup(func() { service.Close(); _ = store.Close() })
	now := time.Now().UTC().Truncate(time.Millisecond)
	visit := &domain.Visit{
		Head: domain.Head[domain.VisitID]{ID: "v1", Tenant: "k"}, Brukare: "astrid", Unit: "nord", Staff: "anna", Start: now, End: now,
		State: domain.VisitStarted, StartedAt: &now, Activities: []domain.VisitActivity{{ID: "dusch", Title: "Dusch"}, {ID: "frukost", Title: "Frukost"}},
	}
	err = store.Update(t.Context(), func(ctx context.Context, tx domain.Tx) error {
		for _, d := range []domain.Document{
			&domain.Unit{Head: domain.Head[domain.UnitID]{ID: "nord", Tenant: "k"}, Manager: "chefen"},
			&domain.Staff{Head: domain.Head[domain.StaffID]{ID: "anna", Tenant: "k"}, Name: "Anna", Roles: []domain.Role{domain.RoleCareWorker}, Units: []domain.UnitID{"nord"}},
			&domain.Brukare{Head: domain.Head[domain.BrukareID]{ID: "astrid", Tenant: "k"}, Unit: "nord", Name: "Astrid", Pronoun: "hon"},
			visit,
		} {
			if err := tx.Insert(ctx, d); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	h := graph.New(service, graph.Options{Introspection: introspection, Log: log})
	h.AddTransport(transport.POST{})
	return &app{t: t, h: h, actor: domain.Actor{Tenant: "k", Kind: domain.ActorStaff, Person: "anna", Expires: now.Add(time.Hour)}}
}

type answer struct {
	Data   map[string]any
	Errors []struct {
		Message    string
		Path       []any
		Extensions map[string]any
	}
}

func (a *app) post(query string) answer {
	a.t.Helper()
	body, err := json.Marshal(map[string]string{"query": query})
	if err != nil {
		a.t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/graphql", bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	a.h.ServeHTTP(w, r.WithContext(graph.WithLanguage(graph.WithActor(r.Context(), a.actor), a.lang)))
	var out answer
	if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil {
		a.t.Fatalf("%v: %s", err, w.Body)
	}
	return out
}

func (a answer) code() any {
	if len(a.Errors) == 0 {
		return nil
	}
	return a.Errors[0].Extensions["code"]
}

func TestLimits(t *testing.T) {
	a := newApp(t, false)
	bomb := "{ ...f0 }" // would be two to the power of thirty fields
	for i := range 30 {
		bomb += fmt.Sprintf(" fragment f%d on Query { ...f%d ...f%d }", i, i+1, i+1)
	}
	bomb += " fragment f30 on Query { me { name } }"
	aliases := ""
	for i := range 31 { // within the tokens
		aliases += fmt.Sprintf("a%d: me { name } ", i)
	}
	for name, query := range map[string]string{
		"fragments of fragments": bomb,
		"aliases":                "{" + aliases + "}",
		"depth":                  "{ today " + strings.Repeat("{ brukare { visits ", 8) + "{ id }" + strings.Repeat(" } }", 8) + "}",
		"tokens":                 "{" + strings.Repeat("me { name } ", 1500) + "}",
		"lists of lists":         "{ deviations(first: 100) { nodes { brukare { visits { activities { id } } } } } }",
		"a long comment":         "{ me { name } } #" + strings.Repeat(" ", 40<<10),
		"a deferred part":        "{ me { ... @defer { name } } }",
		"a deferred fragment":    "{ me { ...f @defer } } fragment f on Me { name }",
		"visits of visits":       "{ today { brukare { visits { activities { id title how } } } } }",
		"the schema":             "{ __schema { types { name } } }",
		"the schema, hidden":     "{ ...f } fragment f on Query { __type(name: \"Visit\") { name } }",
		"no such field":          "{ secret }",
		"not GraphQL":            "{",
	} {
		if got := a.post(query); got.code() != "INVALID" || got.Data != nil {
			t.Errorf("%s: got %v", name, got)
		}
	}
	if got := a.post("{ me { nam } }"); strings.Contains(got.Errors[0].Message, "Did you mean") {
		t.Errorf("a wrong guess is helped on: %s", got.Errors[0].Message)
	}
	if got := newApp(t, true).post("{ __schema { types { name } } }"); len(got.Errors) > 0 {
		t.Errorf("introspection where it is on: %v", got.Errors)
	}
}

func TestErrorsAreToldInTheReadersLanguage(t *testing.T) {
	a := newApp(t, false)
	for lang, want := range map[string]string{"": "Det du söker", "sv-SE,sv;q=0.9,en;q=0.8": "Det du söker", "en-GB": "What you are looking for", "de": "Det du söker"} {
		a.lang = lang
		got := a.post(`{ visit(id: "nope") { id } }`)
		if got.code() != "NOT_FOUND" || !strings.HasPrefix(got.Errors[0].Message, want) || fmt.Sprint(got.Errors[0].Path) != "[visit]" {
			t.Errorf("%q: got %+v", lang, got.Errors)
		}
	}
}

func TestPresentHidesTheCause(t *testing.T) {
	got := graph.Present(context.Background(), fmt.Errorf("disk /dev/sda of anna"))
	if got.Extensions["code"] != domain.Internal || got.Extensions["reference"] == "" || strings.Contains(got.Message, "anna") {
		t.Errorf("got %+v", got)
	}
	got = graph.Present(context.Background(), fmt.Errorf("wrapped: %w", context.Canceled))
	if got.Extensions["code"] != domain.Unavailable {
		t.Errorf("got %+v", got)
	}
}

func TestEmptyIsNull(t *testing.T) {
	a := newApp(t, false)
	got := a.post(fmt.Sprintf(`mutation { checkOff(input: {commandId: %q, visitId: "v1", activityId: "dusch", outcome: DECLINED}) {
		checkOff { reasonCode reason measure followUp time outcome } deviation { why seq answer acknowledgedBy { name } activity { how } } } }`, uuid.NewString()))
	want := `{"checkOff":{"checkOff":{"followUp":null,"measure":null,"outcome":"DECLINED","reason":null,"reasonCode":null,"time":null},` +
		`"deviation":{"acknowledgedBy":null,"activity":{"how":""},"answer":null,"seq":null,"why":null}}}`
	if b, _ := json.Marshal(got.Data); string(b) != want {
		t.Errorf("got  %s\nwant %s (%+v)", b, want, got.Errors)
	}
}

// TestOneAfterTheOther shows each of two mutations in one operation what is true after it.
func TestOneAfterTheOther(t *testing.T) {
	a := newApp(t, false)
	const field = `checkOff(input: {commandId: %q, visitId: "v1", activityId: %q, outcome: PERFORMED}) { visit { version activities { checkOff { outcome } } } }`
	got := a.post(fmt.Sprintf("mutation { a: "+field+" b: "+field+" }", uuid.NewString(), "dusch", uuid.NewString(), "frukost"))
	b, _ := json.Marshal(got.Data)
	want := `{"a":{"visit":{"activities":[{"checkOff":{"outcome":"PERFORMED"}},{"checkOff":null}],"version":2}},` +
		`"b":{"visit":{"activities":[{"checkOff":{"outcome":"PERFORMED"}},{"checkOff":{"outcome":"PERFORMED"}}],"version":3}}}`
	if string(b) != want {
		t.Errorf("got  %s\nwant %s (%+v)", b, want, got.Errors)
	}
}
