package httpapi

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// BenchmarkPost is what a request costs beside its operation.
func BenchmarkPost(b *testing.B) {
	a := New(Config{
		Graph: newStub().handler(), Verifier: tokens{"anna": staff("anna")}, Log: slog.New(slog.NewJSONHandler(io.Discard, nil)),
	})
	b.ReportAllocs()
	for b.Loop() {
		r := httptest.NewRequest("POST", "/graphql", strings.NewReader(`{"query":"query ($n: Int) { echo(n: $n) }","variables":{"n":7}}`))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Authorization", "Bearer anna")
		w := httptest.NewRecorder()
		a.ServeHTTP(w, r)
		if w.Code != http.StatusOK {
			b.Fatal(w.Body)
		}
	}
}
