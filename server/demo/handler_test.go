package demo

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/lyhord/lyhord/domain"
)

func testHandler(t *testing.T) http.Handler {
	issue := func(tenant domain.TenantID, kind domain.ActorKind, person string) (string, time.Time, error) {
		if person == "stefan" {
			return "", time.Time{}, errors.New("the key is lost: secret")
		}
		return "token of " + string(tenant) + " " + string(kind) + " " + person, noon.Add(time.Hour), nil
	}
	return Handler(issue, open(t), func() time.Time { return noon })
}

func request(t *testing.T, h http.Handler, method, path, body string) (*httptest.ResponseRecorder, map[string]any) {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(method, path, strings.NewReader(body)))
	if got := w.Header().Get("Content-Type"); got != "application/json; charset=utf-8" {
		t.Errorf("%s %s answers %s", method, path, got)
	}
	out := map[string]any{}
	if strings.HasPrefix(w.Body.String(), "{") {
		if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil {
			t.Fatal(err)
		}
	}
	return w, out
}

func TestHandlerListsPeople(t *testing.T) {
	w, _ := request(t, testHandler(t), "GET", "/demo/people", "")
	var got []map[string]string
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || w.Code != http.StatusOK {
		t.Fatalf("%d %v", w.Code, err)
	}
	want := map[string]string{"person": "anna", "kind": "STAFF", "name": "Anna Lindqvist", "title": "undersköterska", "unit": "Hemtjänsten Ljungsala norra"}
	for k, v := range want {
		if got[0][k] != v {
			t.Errorf("the first is %v", got[0])
		}
	}
	if len(got) != len(People()) {
		t.Errorf("%d people", len(got))
	}
}

func TestHandlerSignsIn(t *testing.T) {
	for person, kind := range map[string]string{"anna": "STAFF", "lisa": "NARSTAENDE", "astrid": "BRUKARE"} {
		w, out := request(t, testHandler(t), "POST", "/demo/token", `{"person":"`+person+`"}`)
		if w.Code != http.StatusOK || out["token"] != "token of demo "+kind+" "+person || out["person"] != person || out["kind"] != kind ||
			out["expires"] != noon.Add(time.Hour).UTC().Format(time.RFC3339) {
			t.Errorf("%s: %d %v", person, w.Code, out)
		}
	}
}

func TestHandlerRefuses(t *testing.T) {
	h := testHandler(t)
	for _, x := range []struct {
		method, path, body string
		status             int
		code               domain.Code
	}{
		{"POST", "/demo/token", `{"person":"nobody"}`, 404, domain.NotFound},
		{"POST", "/demo/token", `{"person":""}`, 404, domain.NotFound},
		{"POST", "/demo/token", ``, 400, domain.Invalid},
		{"POST", "/demo/token", `anna`, 400, domain.Invalid},
		{"POST", "/demo/token", `{"person":"anna"} {}`, 400, domain.Invalid},
		{"POST", "/demo/token", `{"person":"anna","tenant":"load-1"}`, 400, domain.Invalid},
		{"POST", "/demo/token", `{"person":"` + strings.Repeat("a", maxBody) + `"}`, 413, domain.Invalid},
		{"POST", "/demo/token", `{"person":"stefan"}`, 500, domain.Internal},
		{"GET", "/demo/token", ``, 405, domain.Invalid},
		{"POST", "/demo/people", `{}`, 405, domain.Invalid},
		{"DELETE", "/demo/load", ``, 405, domain.Invalid},
		{"POST", "/demo/load", `{"kontaktmen":201,"workers":1,"visits":1,"activities":1}`, 400, domain.Invalid},
		{"POST", "/demo/load", `{}`, 400, domain.Invalid},
		{"GET", "/demo/else", ``, 404, domain.NotFound},
	} {
		w, out := request(t, h, x.method, x.path, x.body)
		if w.Code != x.status || codeOf(out) != x.code || strings.Contains(w.Body.String(), "secret") {
			t.Errorf("%s %s %.60s: %d %s", x.method, x.path, x.body, w.Code, w.Body)
		}
		if allow := w.Header().Get("Allow"); (allow != "") != (x.status == 405) {
			t.Errorf("%s %s: Allow is %q", x.method, x.path, allow)
		}
	}
}

// codeOf returns the code of the first error of an answer.
func codeOf(out map[string]any) domain.Code {
	errs, _ := out["errors"].([]any)
	if len(errs) != 1 {
		return ""
	}
	e, _ := errs[0].(map[string]any)
	x, _ := e["extensions"].(map[string]any)
	code, _ := x["code"].(string)
	return domain.Code(code)
}
