package sqlite

import (
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/lyhord/lyhord/domain"
	"github.com/lyhord/lyhord/domain/storetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) domain.Store { return openTest(t, filepath.Join(t.TempDir(), "lyhord.db")) })
}

// openTest opens the store at path, to be closed by who asked.
func openTest(t testing.TB, path string) *Store {
	t.Helper()
	s, err := Open(path, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// newTest opens a store that is closed when the test ends.
func newTest(t testing.TB) *Store {
	t.Helper()
	s := openTest(t, filepath.Join(t.TempDir(), "lyhord.db"))
	t.Cleanup(func() { s.Close() })
	return s
}

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// visit returns a visit of the tests' tenant.
func visit(id string) *domain.Visit {
	v := &domain.Visit{Unit: "u", Staff: "s", Brukare: "b", Start: noon}
	v.Tenant, v.ID = "kommun", domain.VisitID(id)
	return v
}

// receive waits for a value, not for ever.
func receive[T any](t testing.TB, c <-chan T) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(20 * time.Second):
		t.Fatal("waited in vain")
		panic("unreachable")
	}
}

// wantCode stops the test unless err has that code.
func wantCode(t testing.TB, err error, want domain.Code) {
	t.Helper()
	if domain.CodeOf(err) != want {
		t.Fatalf("got %v, want %q", err, want)
	}
}
