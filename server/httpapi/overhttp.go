package httpapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/gorilla/websocket"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/lyhord/lyhord/domain"
	"github.com/lyhord/lyhord/graph"
)

// overHTTP is GraphQL over HTTP: one request, one answer. gqlgen's own transports answer other status codes than the draft asks for,
// and repeat the body in their errors.
type overHTTP struct{ *API }

// Supports implements [graphql.Transport].
func (overHTTP) Supports(r *http.Request) bool { return !websocket.IsWebSocketUpgrade(r) }

// Do implements [graphql.Transport].
func (t overHTTP) Do(w http.ResponseWriter, r *http.Request, exec graphql.GraphExecutor) {
	defer t.rescue(r) // before the handler's own, which knows no reference
	w.Header()["Cache-Control"] = noStore
	media, ok := negotiate(r.Header.Get("Accept"))
	a := answer{w, r, media}
	if !ok {
		a.refuse(errAccept)
		return
	}
	actor, err := t.authenticate(r.Header.Get("Authorization"))
	if err != nil {
		w.Header().Set("WWW-Authenticate", `Bearer error="invalid_token"`)
		a.fail(http.StatusUnauthorized, err)
		return
	}
	exchangeIn(r.Context()).kind = actor.Kind
	params, why := t.params(w, r)
	if why != nil {
		a.refuse(why)
		return
	}
	operate(graph.WithActor(r.Context(), actor), a, params, exec)
}

// operate runs the operation and answers.
func operate(ctx context.Context, a answer, params *graphql.RawParams, exec graphql.GraphExecutor) {
	op, errs := exec.CreateOperationContext(ctx, params)
	if len(errs) > 0 {
		a.send(unfit(a.media), exec.DispatchError(graphql.WithOperationContext(ctx, op), errs))
		return
	}
	if why := misplaced(op.Operation.Operation, a.r.Method); why != nil {
		a.w.Header().Set("Allow", "POST")
		a.refuse(why)
		return
	}
	responses, ctx := exec.DispatchOperation(ctx, op)
	resp := responses(ctx)
	if resp == nil { // the context ended first
		a.fail(http.StatusServiceUnavailable, domain.UnavailableError(ctx.Err()))
		return
	}
	a.send(http.StatusOK, resp)
}

// unfit is the status of an operation that does not parse or fit the schema. The older media type leaves it to the body.
func unfit(media string) int {
	if media == mediaJSON {
		return http.StatusOK
	}
	return http.StatusBadRequest
}

// misplaced returns why an operation can't come this way, or nil.
func misplaced(op ast.Operation, method string) *refusal {
	switch {
	case op == ast.Subscription:
		return errSubscribe
	case op != ast.Query && method != http.MethodPost:
		return errGetQuery
	}
	return nil
}

// params reads the operation from the request.
func (t overHTTP) params(w http.ResponseWriter, r *http.Request) (*graphql.RawParams, *refusal) {
	var p *graphql.RawParams
	var why *refusal
	begun := graphql.Now()
	switch r.Method {
	case http.MethodPost:
		p, why = t.posted(w, r)
	case http.MethodGet, http.MethodHead:
		p, why = inURL(r.URL.RawQuery)
	default:
		w.Header().Set("Allow", "GET, POST, OPTIONS")
		return nil, errMethod
	}
	if why != nil {
		return nil, why
	}
	p.Headers, p.ReadTime = r.Header, graphql.TraceTiming{Start: begun, End: graphql.Now()}
	return p, nil
}

func (t overHTTP) posted(w http.ResponseWriter, r *http.Request) (*graphql.RawParams, *refusal) {
	if !isJSON(r.Header.Get("Content-Type")) {
		return nil, errMediaType
	}
	body := bodies.Get().(*bytes.Buffer)
	defer putBody(body)
	if _, err := body.ReadFrom(http.MaxBytesReader(w, r.Body, t.config.MaxBody)); err != nil {
		if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
			return nil, errTooLarge
		}
		return nil, errUnread
	}
	return decodeParams(body.Bytes())
}

// decodeParams reads the parameters of an operation from JSON.
func decodeParams(text []byte) (*graphql.RawParams, *refusal) {
	p := &graphql.RawParams{}
	if err := decodeJSON(bytes.NewReader(text), p); err != nil || p.Query == "" {
		return nil, errParams
	}
	return p, nil
}

func inURL(raw string) (*graphql.RawParams, *refusal) {
	q, err := url.ParseQuery(raw)
	if err != nil {
		return nil, errParams
	}
	p := &graphql.RawParams{Query: q.Get("query"), OperationName: q.Get("operationName")}
	if p.Query == "" || !decodeParam(q.Get("variables"), &p.Variables) || !decodeParam(q.Get("extensions"), &p.Extensions) {
		return nil, errParams
	}
	return p, nil
}

func decodeParam(text string, into *map[string]any) bool {
	return text == "" || decodeJSON(strings.NewReader(text), into) == nil
}

// decodeJSON reads one JSON value and nothing after it. Numbers stay as they were written: what they become is the schema's matter.
func decodeJSON(r io.Reader, into any) error {
	d := json.NewDecoder(r)
	d.UseNumber()
	if err := d.Decode(into); err != nil {
		return err
	}
	if _, err := d.Token(); err != io.EOF {
		return errors.New("more than one JSON value")
	}
	return nil
}
