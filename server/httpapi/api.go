package httpapi

import (
	"cmp"
	"context"
	"io/fs"
	"log/slog"
	"net/http"
	"time"

	"github.com/99designs/gqlgen/graphql/handler"
	"github.com/gorilla/websocket"

	"github.com/lyhord/lyhord/domain"
	"github.com/lyhord/lyhord/graph"
	"github.com/lyhord/lyhord/server/auth"
)

// Verifier says who a token speaks of. Returns UNAUTHENTICATED for one that is not valid, or no longer.
type Verifier interface {
	Verify(token string) (domain.Actor, error)
}

// Config is what an [API] is made of. Zero durations and numbers take the default that stands beside them.
type Config struct {
	Graph    *handler.Server // the schema's handler, without transports: New adds them
	Verifier Verifier
	Ready    func(context.Context) error // whether requests can be served, e.g. whether the store answers; nil is always
	Log      *slog.Logger

	// Origins are the origins ("https://app.example") whose pages may call, beside the server's own, which is what Host says. A request
	// without an Origin comes from no page, and may.
	Origins []string

	Page  fs.FS        // the built pages, as of web.Dist
	Built bool         // whether Page holds them
	Demo  http.Handler // served below /demo/; nil outside demos

	MaxBody       int64         // bytes of a request's body; 1 MiB
	MaxMessage    int64         // bytes of a socket's message; 256 KiB
	MaxSockets    int           // open sockets of one actor; 16. Those without a token count as one actor, with 16 times as many
	MaxOperations int           // operations at once on one socket; 32
	InitTimeout   time.Duration // from a socket's opening to its connection_init; 10 s
	PingInterval  time.Duration // between pings on a socket, which is closed after two without a sign of life; 25 s
	WriteTimeout  time.Duration // for a socket's client to take a message; 10 s
	ReadyTimeout  time.Duration // for Ready; 2 s
}

func (c *Config) setDefaults() {
	c.MaxBody = cmp.Or(c.MaxBody, 1<<20)
	c.MaxMessage = cmp.Or(c.MaxMessage, 256<<10)
	c.MaxSockets = cmp.Or(c.MaxSockets, 16)
	c.MaxOperations = cmp.Or(c.MaxOperations, 32)
	c.InitTimeout = cmp.Or(c.InitTimeout, 10*time.Second)
	c.PingInterval = cmp.Or(c.PingInterval, 25*time.Second)
	c.WriteTimeout = cmp.Or(c.WriteTimeout, 10*time.Second)
	c.ReadyTimeout = cmp.Or(c.ReadyTimeout, 2*time.Second)
}

// API is the HTTP handler of the whole server.
type API struct {
	config   Config
	mux      *http.ServeMux
	upgrader websocket.Upgrader
	sockets  *registry
	assets   *assets
}

// New returns the API. It adds the transports to c.Graph.
func New(c Config) *API {
	c.setDefaults()
	c.Log = slog.New(WithRequestID(c.Log.Handler()))
	a := &API{config: c, mux: http.NewServeMux(), sockets: newRegistry(c.MaxSockets), assets: newAssets(c.Page)}
	a.upgrader = newUpgrader(a)
	c.Graph.AddTransport(overSocket{a})
	c.Graph.AddTransport(overHTTP{a})
	a.route()
	return a
}

func (a *API) route() {
	a.mux.Handle("/graphql", a.config.Graph)
	a.mux.HandleFunc("GET /{$}", a.serveFront)
	a.mux.HandleFunc("GET /graphiql", a.servePage)
	a.mux.Handle("GET /graphiql/{$}", http.RedirectHandler("/graphiql", http.StatusMovedPermanently))
	a.mux.HandleFunc("GET /graphiql/assets/{name}", a.serveAsset)
	a.mux.HandleFunc("GET /healthz", a.serveHealth)
	a.mux.HandleFunc("GET /readyz", a.serveReady)
	if a.config.Demo != nil {
		a.mux.Handle("/demo/", http.MaxBytesHandler(a.config.Demo, a.config.MaxBody))
	}
}

// ServeHTTP serves one request: it is given an id, its origin is judged, and what became of it is logged.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x := newExchange(w, r)
	ctx := context.WithValue(r.Context(), exchangeKey{}, x)
	r = r.WithContext(graph.WithLanguage(ctx, r.Header.Get("Accept-Language")))
	defer a.logAccess(x, r)
	defer a.rescue(r)
	secure(x.Header(), r)
	if a.admit(x, r) {
		a.mux.ServeHTTP(x, r)
	}
}

// Drain closes every socket with code 1012, so that its client connects again elsewhere, and waits until they are gone. From then on
// no socket is accepted, and /readyz says so. When ctx ends first, those left lose their connection, and its error is returned.
func (a *API) Drain(ctx context.Context) error {
	for _, s := range a.sockets.drain() {
		go s.shut(websocket.CloseServiceRestart, "Service restart")
	}
	select {
	case <-a.sockets.gone:
		return nil
	case <-ctx.Done():
	}
	for _, s := range a.sockets.drain() {
		s.conn.Close()
	}
	return ctx.Err()
}

// authenticate returns the actor of an Authorization header: the zero Actor when there is none. Returns UNAUTHENTICATED when it is not
// of the form "Bearer …", or its token is refused.
func (a *API) authenticate(header string) (domain.Actor, error) {
	if header == "" {
		return domain.Actor{}, nil
	}
	token, ok := auth.Bearer(header)
	if !ok {
		return domain.Actor{}, errNotBearer
	}
	return a.config.Verifier.Verify(token)
}
