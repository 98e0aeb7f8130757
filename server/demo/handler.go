package demo

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"time"

	"github.com/lyhord/lyhord/domain"
)

// maxBody is the most bytes that a request may hold.
const maxBody = 4 << 10

// Issue makes a token with which somebody is signed in, and says when it ends.
type Issue = func(tenant domain.TenantID, kind domain.ActorKind, person string) (token string, expires time.Time, err error)

// Handler serves the demo's own routes, to be mounted only with --demo since they sign anybody in:
//
//	GET  /demo/people                      who one can be: a list of [Person]
//	POST /demo/token {"person":"anna"}     a token for one of them
//	POST /demo/load  {"kontaktmen":50,…}   a tenant for the load generator: [LoadSpec] in, [LoadResult] with tokens out
//
// Errors have the form of the GraphQL answers: {"errors":[{"message":…,"extensions":{"code":…}}]}.
func Handler(issue Issue, store domain.Store, now func() time.Time) http.Handler {
	h := &handler{issue: issue, store: store, now: now, people: People()}
	mux := http.NewServeMux()
	mux.Handle("/demo/people", only(http.MethodGet, h.listPeople))
	mux.Handle("/demo/token", only(http.MethodPost, h.token))
	mux.Handle("/demo/load", only(http.MethodPost, h.load))
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		fail(w, http.StatusNotFound, domain.NotFound, "no such address")
	})
	return mux
}

type handler struct {
	issue  Issue
	store  domain.Store
	now    func() time.Time
	people []Person
}

func only(method string, h http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != method {
			w.Header().Set("Allow", method)
			fail(w, http.StatusMethodNotAllowed, domain.Invalid, "use "+method)
			return
		}
		h(w, r)
	})
}

func (h *handler) listPeople(w http.ResponseWriter, _ *http.Request) {
	reply(w, http.StatusOK, h.people)
}

func (h *handler) token(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Person string `json:"person"`
	}
	if !decode(w, r, &in) {
		return
	}
	i := slices.IndexFunc(h.people, func(p Person) bool { return p.ID == in.Person })
	if i < 0 {
		fail(w, http.StatusNotFound, domain.NotFound, "no such person; GET /demo/people lists them")
		return
	}
	p := h.people[i]
	token, expires, err := h.issue(Tenant, p.Kind, p.ID)
	if err != nil {
		failWith(w, err)
		return
	}
	reply(w, http.StatusOK, struct {
		Token   string           `json:"token"`
		Expires time.Time        `json:"expires"`
		Person  string           `json:"person"`
		Kind    domain.ActorKind `json:"kind"`
	}{token, expires.UTC(), p.ID, p.Kind})
}

func (h *handler) load(w http.ResponseWriter, r *http.Request) {
	var in LoadSpec
	if !decode(w, r, &in) {
		return
	}
	out, err := Load(r.Context(), h.store, in, h.now())
	if err == nil {
		err = out.sign(h.issue)
	}
	if err != nil {
		failWith(w, err)
		return
	}
	reply(w, http.StatusOK, out)
}

// decode reads one JSON object; when it can't, it answers and returns false.
func decode(w http.ResponseWriter, r *http.Request, into any) bool {
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody))
	d.DisallowUnknownFields()
	err := d.Decode(into)
	if err == nil && d.More() {
		err = errors.New("more than one JSON value")
	}
	var tooLarge *http.MaxBytesError
	switch {
	case err == nil:
		return true
	case errors.As(err, &tooLarge):
		fail(w, http.StatusRequestEntityTooLarge, domain.Invalid, "the body is too large")
	case errors.Is(err, io.EOF):
		fail(w, http.StatusBadRequest, domain.Invalid, "the body is empty")
	default:
		fail(w, http.StatusBadRequest, domain.Invalid, "the body is not what is asked for: "+err.Error())
	}
	return false
}

// statuses gives the HTTP status of a code; the rest are faults of ours.
var statuses = map[domain.Code]int{
	domain.Invalid: http.StatusBadRequest, domain.NotFound: http.StatusNotFound, domain.Conflict: http.StatusConflict,
	domain.Unavailable: http.StatusServiceUnavailable,
}

func failWith(w http.ResponseWriter, err error) {
	code := domain.CodeOf(err)
	status, known := statuses[code]
	if !known {
		fail(w, http.StatusInternalServerError, domain.Internal, "something went wrong")
		return
	}
	var e *domain.Error
	errors.As(err, &e)
	fail(w, status, code, e.Text.En)
}

func fail(w http.ResponseWriter, status int, code domain.Code, message string) {
	type extensions struct {
		Code domain.Code `json:"code"`
	}
	type fault struct {
		Message    string     `json:"message"`
		Extensions extensions `json:"extensions"`
	}
	reply(w, status, map[string][]fault{"errors": {{message, extensions{code}}}})
}

func reply(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // the visitor has gone
}
