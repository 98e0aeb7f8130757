package sqlite

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lyhord/lyhord/domain"
)

func TestReopen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mapp med å, 100 % & #?", "lyhord.db")
	s := openTest(t, path)
	wantCode(t, s.Update(t.Context(), insert("v")), "")
	for p, want := range map[string]os.FileMode{filepath.Dir(path): 0o700, path: 0o600, path + "-wal": 0o600} {
		if i, err := os.Stat(p); err != nil || i.Mode().Perm() != want {
			t.Errorf("%s has mode %v (%v), want %v", p, i.Mode().Perm(), err, want)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	wantCode(t, s.Get(t.Context(), visit("v")), domain.Unavailable)
	wantCode(t, s.Ping(t.Context()), domain.Unavailable)
	if err := s.Close(); err != nil {
		t.Errorf("closed again: %v", err)
	}

	s = openTest(t, path)
	defer s.Close()
	wantCode(t, s.Get(t.Context(), visit("v")), "")
	wantCode(t, s.Update(t.Context(), insert("v")), domain.Conflict)
}

func TestOpenTwice(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lyhord.db")
	s := openTest(t, path)
	if _, err := Open(path, slog.Default()); err == nil || !strings.Contains(err.Error(), "in use") {
		t.Errorf("a second open of the file: %v", err)
	}
	wantCode(t, s.Update(t.Context(), insert("v")), "")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := openTest(t, path).Close(); err != nil {
		t.Fatal(err)
	}
}

func TestNewerLayout(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lyhord.db")
	s := openTest(t, path)
	if _, err := s.writer.conn.exec("PRAGMA user_version = 99"); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(path, slog.Default()); err == nil || !strings.Contains(err.Error(), "newer version") {
		t.Errorf("opened a file of a newer layout: %v", err)
	}
}

// older returns the collection of visits as an older version may have declared it.
func older() *domain.Collection {
	c := &domain.Collection{Name: "visits", New: func() domain.Document { return &domain.Visit{} }}
	c.Indexes = []*domain.Index{
		{Collection: c, Name: "byStaff", Equal: []string{"staff"}, Order: "start"},
		{Collection: c, Name: "byUnit", Equal: []string{"staff"}, Order: "start"}, // another thing by the same name
		{Collection: c, Name: "byPlan", Equal: []string{"plan"}, Order: "start"},  // no longer declared
	}
	return c
}

func TestLayoutGrows(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lyhord.db")
	const rows = 1100
	for round := range 2 { // the older version comes back once, and writes rows without the newer columns
		s, err := openWith(path, slog.Default(), []*domain.Collection{older()})
		if err != nil {
			t.Fatal(err)
		}
		wantCode(t, s.Update(t.Context(), func(ctx context.Context, tx domain.Tx) error {
			for i := range rows {
				v := visit(fmt.Sprintf("v-%d-%d", round, i))
				v.Unit = domain.UnitID(fmt.Sprint("unit-", i%2))
				if err := tx.Insert(ctx, v); err != nil {
					return err
				}
			}
			if round == 0 {
				return nil
			}
			moved := visit("v-0-0") // of unit-0
			if err := tx.Get(ctx, moved); err != nil {
				return err
			}
			moved.Unit = "unit-1"
			return tx.Replace(ctx, moved)
		}), "")
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		s = openTest(t, path)
		q := domain.Query{Index: visit("").Collection().Index("byUnit"), Tenant: "kommun", Equal: []any{"unit-1"}, Limit: 10_000}
		n := 0
		err = s.Find(t.Context(), q, func() domain.Document { n++; return &domain.Visit{} })
		if want := (round+1)*rows/2 + round; err != nil || n != want {
			t.Fatalf("found %d by the new index, want %d (%v)", n, want, err)
		}
		var indexes int
		if err := s.writer.conn.row(&indexes, "SELECT count(*) FROM sqlite_schema WHERE tbl_name = 'visits' AND sql LIKE 'CREATE INDEX%'"); err != nil || indexes != len(visit("").Collection().Indexes) {
			t.Fatalf("the table has %d indexes (%v)", indexes, err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestPlans asks SQLite how it would run every statement there is: by seeking alone, to every bound that is given, and without
// sorting.
func TestPlans(t *testing.T) {
	s := newTest(t)
	for _, c := range domain.Collections() {
		table := s.tables[c.Name]
		for _, q := range []string{table.get, table.version, table.replace, table.change} {
			want := fmt.Sprintf("SEARCH %s USING INDEX sqlite_autoindex_%[1]s_1 (tenant=? AND id=?)", c.Name)
			if got := plan(t, s, q); got != want {
				t.Errorf("%s\n got %s\nwant %s", q, got, want)
			}
		}
		for shape, q := range table.finds {
			if got, want := plan(t, s, q), seek(shape); got != want {
				t.Errorf("%s\n got %s\nwant %s", q, got, want)
			}
		}
	}
}

// seek is the only good plan for a shape.
func seek(s shape) string {
	order := "f_" + s.index.Order
	terms := []string{"tenant=?"}
	for _, f := range s.index.Equal {
		terms = append(terms, "f_"+f+"=?")
	}
	for _, b := range []string{
		[]string{"", order + ">?", "(" + order + ",id)>(?,?)"}[s.lower], // the plan doesn't tell > from >=
		[]string{"", order + "<?", "(" + order + ",id)<(?,?)"}[s.upper],
	} {
		if b != "" {
			terms = append(terms, b)
		}
	}
	return fmt.Sprintf("SEARCH %s USING INDEX %s (%s)", s.index.Collection.Name, indexName(s.index), strings.Join(terms, " AND "))
}

// plan returns the steps of SQLite's plan for a query, one a line.
func plan(t *testing.T, s *Store, query string) string {
	t.Helper()
	rows, err := s.writer.conn.raw.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+query, make([]any, strings.Count(query, "?"))...)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	var steps []string
	for rows.Next() {
		var id, parent, unused int
		var step string
		if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
			t.Fatal(err)
		}
		steps = append(steps, step)
	}
	if err := rows.Err(); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return strings.Join(steps, "\n")
}

func TestDurable(t *testing.T) {
	s := newTest(t)
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2"} { // 2 is FULL: each commit is synced
		var got string
		if err := s.writer.conn.row(&got, "PRAGMA "+pragma); err != nil || got != want {
			t.Errorf("%s is %s (%v), want %s", pragma, got, err, want)
		}
	}
}

// TestLockIsKept has another process try the file after a second Open in this one was refused, and by another name: each would have
// the first Store's documents behind its back.
func TestLockIsKept(t *testing.T) {
	if path := os.Getenv("LYHORD_TEST_OPEN"); path != "" {
		s, err := Open(path, slog.New(slog.DiscardHandler))
		if err == nil {
			s.Close()
		}
		fmt.Println("opened:", err == nil)
		return
	}
	path := filepath.Join(t.TempDir(), "lyhord.db")
	defer openTest(t, path).Close()
	if _, err := Open(path, slog.New(slog.DiscardHandler)); err == nil {
		t.Fatal("opened twice")
	}
	link := filepath.Join(t.TempDir(), "link.db")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{path, link} {
		child := exec.Command(os.Args[0], "-test.run=^TestLockIsKept$")
		child.Env = append(os.Environ(), "LYHORD_TEST_OPEN="+name)
		out, err := child.CombinedOutput()
		if err != nil || !strings.Contains(string(out), "opened: false") {
			t.Errorf("another process with %s: %v %s", name, err, out)
		}
	}
}
