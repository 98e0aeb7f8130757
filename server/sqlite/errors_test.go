package sqlite

import (
	"database/sql"
	"testing"

	"github.com/lyhord/lyhord/domain"
)

func TestFault(t *testing.T) {
	s := newTest(t)
	wantCode(t, s.Update(t.Context(), insert("v")), "")
	reader := <-s.readers
	defer func() { s.readers <- reader }()
	_, readOnly := reader.exec("DELETE FROM visits")
	_, syntax := reader.exec("DELETE everything")
	_, taken := s.writer.conn.exec("INSERT INTO visits (tenant, id, version, body) SELECT tenant, id, version, body FROM visits")
	_, null := s.writer.conn.exec("UPDATE visits SET body = NULL")
	for _, c := range []struct {
		name      string
		err       error
		want      domain.Code
		duplicate bool
	}{
		{"a write on a connection for reading", readOnly, domain.Unavailable, false},
		{"a connection that is gone", sql.ErrConnDone, domain.Unavailable, false},
		{"a statement that is wrong", syntax, domain.Internal, false},
		{"a key that is taken", taken, domain.Internal, true},
		{"another constraint", null, domain.Internal, false},
	} {
		if c.err == nil {
			t.Fatalf("%s: no error", c.name)
		}
		if got := domain.CodeOf(fault(c.err)); got != c.want || isDuplicate(c.err) != c.duplicate {
			t.Errorf("%s: code %s, duplicate %v", c.name, got, isDuplicate(c.err))
		}
	}
}
