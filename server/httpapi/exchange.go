package httpapi

import (
	"bufio"
	"context"
	"crypto/rand"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/lyhord/lyhord/domain"
)

// exchange is one request and its answer, as the access log tells of them. It is the ResponseWriter that handlers see.
type exchange struct {
	http.ResponseWriter
	id     string
	begun  time.Time
	status int              // 0 until the answer begins
	kind   domain.ActorKind // empty for nobody
	closed int              // the close code of a socket
}

type exchangeKey struct{}

func newExchange(w http.ResponseWriter, r *http.Request) *exchange {
	x := &exchange{ResponseWriter: w, begun: time.Now(), id: r.Header.Get("X-Request-Id")}
	if !sane(x.id) {
		x.id = rand.Text()
	}
	w.Header()["X-Request-Id"] = []string{x.id}
	return x
}

// sane reports whether a request id from outside can stand in a log.
func sane(id string) bool {
	if len(id) < 8 || len(id) > 64 {
		return false
	}
	for _, c := range []byte(id) {
		if !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-' || c == '_' || c == '.') {
			return false
		}
	}
	return true
}

// exchangeIn returns the exchange that ctx belongs to. There is one in every request that [API.ServeHTTP] serves.
func exchangeIn(ctx context.Context) *exchange { return ctx.Value(exchangeKey{}).(*exchange) }

// WriteHeader implements [http.ResponseWriter].
func (x *exchange) WriteHeader(status int) {
	if x.status == 0 && status >= 200 {
		x.status = status
	}
	x.ResponseWriter.WriteHeader(status)
}

// Write implements [http.ResponseWriter].
func (x *exchange) Write(b []byte) (int, error) {
	if x.status == 0 {
		x.status = http.StatusOK
	}
	return x.ResponseWriter.Write(b)
}

// Hijack implements [http.Hijacker], for sockets.
func (x *exchange) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, rw, err := http.NewResponseController(x.ResponseWriter).Hijack()
	if err == nil {
		x.status = http.StatusSwitchingProtocols
	}
	return conn, rw, err
}

// Unwrap is for [http.ResponseController].
func (x *exchange) Unwrap() http.ResponseWriter { return x.ResponseWriter }

// logAccess logs what became of the request: no query, no text, no token, and a path only where a route knows it.
func (a *API) logAccess(x *exchange, r *http.Request) {
	level := slog.LevelInfo
	switch r.Pattern {
	case "GET /healthz", "GET /readyz":
		level = slog.LevelDebug
	}
	ctx := r.Context()
	if !a.config.Log.Enabled(ctx, level) {
		return
	}
	path := "(unknown)"
	if r.Pattern != "" {
		path = r.URL.Path
	}
	attrs := []slog.Attr{
		slog.String("method", r.Method), slog.String("path", path), slog.Int("status", x.status),
		slog.Float64("ms", float64(time.Since(x.begun).Microseconds())/1000),
		slog.String("actor", string(x.kind)),
	}
	if x.closed != 0 {
		attrs = append(attrs, slog.Int("closed", x.closed))
	}
	a.config.Log.LogAttrs(ctx, level, "request", attrs...)
}

// rescue, deferred, answers a panic with 500 and a reference to the log. What has begun to leave can't be taken back: then the
// connection is closed.
func (a *API) rescue(r *http.Request) {
	v := recover()
	if v == nil {
		return
	}
	if v == http.ErrAbortHandler {
		panic(v)
	}
	x := exchangeIn(r.Context())
	a.logPanic(r.Context(), v)
	switch x.status {
	case 0:
	case http.StatusSwitchingProtocols: // the socket has been closed
		return
	default:
		panic(http.ErrAbortHandler)
	}
	answer{w: x, r: r}.fail(http.StatusInternalServerError, fault(x.id))
}

func (a *API) logPanic(ctx context.Context, v any) {
	a.config.Log.ErrorContext(ctx, "panic", "reference", exchangeIn(ctx).id, "error", v, "stack", string(debug.Stack()))
}

// RequestID returns the id of the request that ctx belongs to, empty outside of one.
func RequestID(ctx context.Context) string {
	if x, ok := ctx.Value(exchangeKey{}).(*exchange); ok {
		return x.id
	}
	return ""
}

// WithRequestID returns a handler that adds the request's id, as "request", to what is logged in its context. Once is enough: a
// handler that does so already is returned as it is.
func WithRequestID(h slog.Handler) slog.Handler {
	if _, ok := h.(requestHandler); ok {
		return h
	}
	return requestHandler{h}
}

type requestHandler struct{ slog.Handler }

// Handle implements [slog.Handler].
func (h requestHandler) Handle(ctx context.Context, rec slog.Record) error {
	if id := RequestID(ctx); id != "" {
		rec = rec.Clone()
		rec.AddAttrs(slog.String("request", id))
	}
	return h.Handler.Handle(ctx, rec)
}

// WithAttrs implements [slog.Handler].
func (h requestHandler) WithAttrs(as []slog.Attr) slog.Handler {
	return requestHandler{h.Handler.WithAttrs(as)}
}

// WithGroup implements [slog.Handler].
func (h requestHandler) WithGroup(name string) slog.Handler {
	return requestHandler{h.Handler.WithGroup(name)}
}
