package httpapi

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler/transport"
	"github.com/gorilla/websocket"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/lyhord/lyhord/graph"
)

// subprotocol is the only one spoken. The older graphql-ws is not.
const subprotocol = "graphql-transport-ws"

// overSocket is GraphQL over a websocket. gqlgen runs the operations; the socket between it and the client holds both to the protocol.
type overSocket struct{ *API }

// Supports implements [graphql.Transport].
func (overSocket) Supports(r *http.Request) bool { return websocket.IsWebSocketUpgrade(r) }

// Do implements [graphql.Transport].
func (t overSocket) Do(w http.ResponseWriter, r *http.Request, exec graphql.GraphExecutor) {
	defer t.rescue(r)
	s := t.accept(w, r)
	if s == nil {
		return
	}
	defer s.finish()
	gqlgen := transport.Websocket{Implementation: given{s}, InitFunc: s.initialize}
	gqlgen.Do(w, r.WithContext(s.ctx), operations{exec, s})
}

// accept opens the socket. It returns nil when that came to nothing, and the client has been told why.
func (a *API) accept(w http.ResponseWriter, r *http.Request) *socket {
	if a.sockets.isDraining() {
		answer{w: w, r: r}.refuse(errDraining)
		return nil
	}
	x := exchangeIn(r.Context())
	conn, err := a.upgrader.Upgrade(w, r, http.Header{"X-Request-Id": {x.id}})
	if err != nil {
		return nil
	}
	s := newSocket(a, conn, r)
	if !a.sockets.add(s) {
		s.shut(websocket.CloseServiceRestart, "Service restart")
	} else if conn.Subprotocol() != subprotocol {
		s.shut(codeSubprotocol, "Subprotocol not acceptable")
	} else {
		return s
	}
	s.finish()
	return nil
}

// socketBuffer is how many bytes a socket reads or writes at a time. Idle sockets keep only the one for reading.
const socketBuffer = 4 << 10

func newUpgrader(a *API) websocket.Upgrader {
	return websocket.Upgrader{
		Subprotocols:     []string{subprotocol},
		HandshakeTimeout: a.config.WriteTimeout,
		WriteBufferSize:  socketBuffer,
		WriteBufferPool:  &sync.Pool{},
		CheckOrigin:      func(*http.Request) bool { return true }, // admit has judged it
		Error: func(w http.ResponseWriter, r *http.Request, _ int, _ error) {
			answer{w: w, r: r}.refuse(errHandshake)
		},
	}
}

// given is a socket that is open already, as gqlgen's way to one.
type given struct{ *socket }

// Accept implements [transport.WebsocketImplementation].
func (g given) Accept(http.ResponseWriter, *http.Request, transport.WebsocketAcceptOptions) (transport.WebsocketConn, error) {
	return g.socket, nil
}

// initialize answers connection_init: whose socket it is, until when, and in which language.
func (s *socket) initialize(ctx context.Context, p transport.InitPayload) (context.Context, *transport.InitPayload, error) {
	actor, err := s.api.authenticate(authorization(p))
	if err != nil {
		s.shut(codeForbidden, "Forbidden")
		return ctx, nil, err
	}
	if !s.api.sockets.claim(s, actor) {
		s.shut(websocket.CloseTryAgainLater, "Too many sockets")
		return ctx, nil, errSockets
	}
	s.exchange.kind = actor.Kind
	s.keepAlive()
	if !actor.Expires.IsZero() {
		s.expireAt(actor.Expires)
	}
	s.ctx = graph.WithLanguage(graph.WithActor(ctx, actor), p.GetString("lang"))
	return s.ctx, nil, nil
}

// authorization returns what connection_init says as an Authorization header. What is not text is no header that could be accepted.
func authorization(p transport.InitPayload) string {
	for _, name := range []string{"authorization", "Authorization"} {
		switch value := p[name].(type) {
		case nil:
		case string:
			return value
		default:
			return "not text"
		}
	}
	return ""
}

// expireAt closes the socket when the sign-in ends.
func (s *socket) expireAt(t time.Time) {
	s.after(&s.expiry, time.Until(t), func() { s.shut(codeForbidden, "Token expired") })
}

// keepAlive sends a ping each interval; [socket.receive] waits for two of them at most. One that can't be written ends the socket.
func (s *socket) keepAlive() {
	s.after(&s.ping, s.api.config.PingInterval, func() {
		if s.send("ping", "", nil) == nil {
			s.keepAlive()
		}
	})
}

// operations is the executor as the operations of a socket see it.
type operations struct {
	graphql.GraphExecutor
	socket *socket
}

// CreateOperationContext answers an operation that does not parse or fit the schema with an error message, as the protocol has it. gqlgen
// would send some of them as results.
func (o operations) CreateOperationContext(ctx context.Context, p *graphql.RawParams) (*graphql.OperationContext, gqlerror.List) {
	op, errs := o.GraphExecutor.CreateOperationContext(ctx, p)
	if len(errs) > 0 {
		errs = o.GraphExecutor.DispatchError(graphql.WithOperationContext(ctx, op), errs).Errors
		o.socket.refuse(errs)
	}
	return op, errs
}

// DispatchError has nothing left to do: see CreateOperationContext.
func (operations) DispatchError(_ context.Context, errs gqlerror.List) *graphql.Response {
	return &graphql.Response{Errors: errs}
}

// DispatchOperation turns a panic into an error message with a reference. gqlgen would send the panic's text to the client.
func (o operations) DispatchOperation(ctx context.Context, op *graphql.OperationContext) (next graphql.ResponseHandler, out context.Context) {
	defer o.rescue(ctx, func() {
		next, out = func(context.Context) *graphql.Response { return nil }, ctx
	})
	responses, out := o.GraphExecutor.DispatchOperation(ctx, op)
	return func(ctx context.Context) (resp *graphql.Response) {
		defer o.rescue(ctx, func() { resp = nil })
		return responses(ctx)
	}, out
}

func (o operations) rescue(ctx context.Context, end func()) {
	if v := recover(); v != nil {
		o.socket.api.logPanic(ctx, v)
		transport.AddSubscriptionError(ctx, graph.Present(ctx, fault(o.socket.exchange.id)))
		end()
	}
}
