package httpapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler"
	"github.com/99designs/gqlgen/graphql/handler/extension"
	"github.com/99designs/gqlgen/graphql/handler/lru"
	"github.com/gorilla/websocket"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"go.uber.org/goleak"

	"github.com/lyhord/lyhord/domain"
	"github.com/lyhord/lyhord/graph"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// deadline is how long a test waits for what must come.
const deadline = 10 * time.Second

// schema is small, and does what the transports must stand: panic, flood, and tick when told.
var schema = gqlparser.MustLoadSchema(&ast.Source{Input: `
	type Query { hello: String  echo(n: Int): String  boom: String }
	type Mutation { set: String  hold: String }
	type Subscription { ticks: Int  flood: String  boom: Int }
`})

type stub struct {
	begun chan chan int // one for each subscription of ticks: what it sends; closing it ends the subscription
	ended chan struct{} // one for each subscription that ended
	hold  chan struct{} // what the mutation of that name waits for, whatever its context says
}

func newStub() *stub {
	return &stub{begun: make(chan chan int, 100), ended: make(chan struct{}, 100), hold: make(chan struct{})}
}

func (s *stub) handler() *handler.Server {
	h := handler.New(&graphql.ExecutableSchemaMock{
		SchemaFunc:     func() *ast.Schema { return schema },
		ComplexityFunc: func(context.Context, string, string, int, map[string]any) (int, bool) { return 1, true },
		ExecFunc:       s.exec,
	})
	h.SetErrorPresenter(graph.Present)
	h.SetQueryCache(lru.New[*ast.QueryDocument](100))
	h.Use(extension.FixedComplexityLimit(5))
	return h
}

func (s *stub) exec(ctx context.Context) graphql.ResponseHandler {
	op := graphql.GetOperationContext(ctx).Operation
	field := op.SelectionSet[0].(*ast.Field).Name
	if field == "boom" {
		panic("secret of the panic")
	}
	if field == "hold" {
		s.begun <- nil
		<-s.hold
	}
	if op.Operation != ast.Subscription {
		text := fmt.Sprintf(`{%q:"hej"}`, field)
		if field == "echo" {
			text = fmt.Sprintf(`{"echo":"%v"}`, graphql.GetOperationContext(ctx).Variables["n"])
		}
		return graphql.OneShot(&graphql.Response{Data: json.RawMessage(text)})
	}
	context.AfterFunc(ctx, func() { s.ended <- struct{}{} })
	ticks := make(chan int)
	s.begun <- ticks
	return func(ctx context.Context) *graphql.Response { return next(ctx, field, ticks) }
}

func next(ctx context.Context, field string, ticks chan int) *graphql.Response {
	if field == "flood" {
		return &graphql.Response{Data: json.RawMessage(`{"flood":"` + strings.Repeat("x", 128<<10) + `"}`)}
	}
	select {
	case n, ok := <-ticks:
		if !ok {
			return nil
		}
		return &graphql.Response{Data: json.RawMessage(fmt.Sprintf(`{"ticks":%d}`, n))}
	case <-ctx.Done():
		return nil
	}
}

// tokens are those that the tests' verifier knows.
type tokens map[string]domain.Actor

func (ts tokens) Verify(token string) (domain.Actor, error) {
	if a, ok := ts[token]; ok {
		return a, nil
	}
	return domain.Actor{}, &domain.Error{Code: domain.Unauthenticated, Text: domain.Text{Sv: "nej", En: "no"}, Err: errors.New("unknown")}
}

func staff(name string) domain.Actor {
	return domain.Actor{Tenant: "t", Kind: domain.ActorStaff, Person: name, Expires: time.Now().Add(time.Hour)}
}

type server struct {
	*httptest.Server
	*stub
	t    *testing.T
	api  *API
	stop func() // ends the context of every request
}

func serve(t *testing.T, change func(*Config)) *server {
	t.Helper()
	s := &server{t: t, stub: newStub()}
	c := Config{
		Graph: s.handler(), Verifier: tokens{"anna": staff("anna"), "bo": staff("bo")}, Log: slog.New(slog.DiscardHandler),
	}
	if change != nil {
		change(&c)
	}
	s.api = New(c)
	base, stop := context.WithCancel(context.Background())
	s.stop = stop
	s.Server = httptest.NewUnstartedServer(s.api)
	s.Config.BaseContext = func(net.Listener) context.Context { return base }
	s.Start()
	t.Cleanup(func() {
		defer stop()
		ctx, cancel := context.WithTimeout(context.Background(), deadline)
		defer cancel()
		if err := s.api.Drain(ctx); err != nil {
			t.Errorf("sockets are left: %v", err)
		}
		s.Close()
	})
	return s
}

// do sends a request, with headers as "Name: value".
func (s *server) do(method, path, body string, headers ...string) (*http.Response, string) {
	s.t.Helper()
	req, err := http.NewRequest(method, s.URL+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		req.Header.Set(name, value)
	}
	resp, err := s.noRedirect().Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return resp, string(text)
}

func (s *server) noRedirect() *http.Client {
	c := *s.Client()
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &c
}

// post sends a GraphQL request in the draft's media type.
func (s *server) post(body string, headers ...string) (*http.Response, string) {
	s.t.Helper()
	return s.do("POST", "/graphql", body, append([]string{"Content-Type: application/json", "Accept: " + mediaGraphQL}, headers...)...)
}

// phone is a client of a socket.
type phone struct {
	t    *testing.T
	conn *websocket.Conn
}

func (s *server) try(headers http.Header, subprotocols ...string) (*websocket.Conn, *http.Response, error) {
	d := websocket.Dialer{Subprotocols: subprotocols, HandshakeTimeout: deadline, ReadBufferSize: 1 << 10}
	return d.Dial("ws"+strings.TrimPrefix(s.URL, "http")+"/graphql", headers)
}

// dial opens a socket.
func (s *server) dial() *phone {
	s.t.Helper()
	conn, _, err := s.try(nil, subprotocol)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { conn.Close() })
	p := &phone{s.t, conn}
	_ = conn.SetReadDeadline(time.Now().Add(deadline))
	return p
}

// connect opens a socket and signs in; without a token, as nobody.
func (s *server) connect(token string) *phone {
	s.t.Helper()
	p := s.dial()
	if token == "" {
		p.say(`{"type":"connection_init"}`)
	} else {
		p.say(`{"type":"connection_init","payload":{"authorization":"Bearer ` + token + `"}}`)
	}
	p.hear(`{"type":"connection_ack"}`)
	return p
}

func (p *phone) say(text string) {
	p.t.Helper()
	if err := p.conn.WriteMessage(websocket.TextMessage, []byte(text)); err != nil {
		p.t.Fatal(err)
	}
}

func (p *phone) next() string {
	p.t.Helper()
	_, text, err := p.conn.ReadMessage()
	if err != nil {
		p.t.Fatalf("no message: %v", err)
	}
	return string(text)
}

func (p *phone) hear(want string) {
	p.t.Helper()
	if got := p.next(); got != want {
		p.t.Fatalf("heard %s, want %s", got, want)
	}
}

// closed waits until the server closes with the code, and takes no message before.
func (p *phone) closed(code int, reason string) {
	p.t.Helper()
	_, text, err := p.conn.ReadMessage()
	if err == nil {
		p.t.Fatalf("heard %s, want the socket closed with %d", text, code)
	}
	want := &websocket.CloseError{Code: code, Text: reason}
	if got, ok := errors.AsType[*websocket.CloseError](err); !ok || *got != *want {
		p.t.Fatalf("ended with %v, want %v", err, want)
	}
}

func (s *server) waitEnded() {
	s.t.Helper()
	select {
	case <-s.ended:
	case <-time.After(deadline):
		s.t.Fatal("the subscription did not end")
	}
}

// waitBegun waits for a subscription, and returns where to send its ticks.
func (s *server) waitBegun() chan<- int {
	s.t.Helper()
	select {
	case ticks := <-s.begun:
		return ticks
	case <-time.After(deadline):
		s.t.Fatal("the subscription did not begin")
		return nil
	}
}
