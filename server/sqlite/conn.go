package sqlite

import (
	"context"
	"database/sql"

	"github.com/lyhord/lyhord/domain"
)

// conn is one connection with the statements prepared on it. It serves one goroutine at a time.
//
// No statement gets the caller's context: the driver would start a goroutine for each, and none lasts long. Who runs a conn looks at
// the context between statements.
type conn struct {
	raw      *sql.Conn
	tables   map[string]*table
	prepared map[string]*sql.Stmt
}

// close gives the connection back to its database/sql pool, which closes it with the statements.
func (c *conn) close() error {
	for _, s := range c.prepared {
		s.Close()
	}
	return c.raw.Close()
}

// statement returns the statement of that text, prepared once.
func (c *conn) statement(query string) (*sql.Stmt, error) {
	if s, ok := c.prepared[query]; ok {
		return s, nil
	}
	s, err := c.raw.PrepareContext(context.Background(), query)
	if err == nil {
		c.prepared[query] = s
	}
	return s, err
}

// exec returns how many rows the statement changed.
func (c *conn) exec(query string, args ...any) (int64, error) {
	s, err := c.statement(query)
	if err != nil {
		return 0, err
	}
	r, err := s.ExecContext(context.Background(), args...)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

// row reads the one column of the one row of a query into to. Returns sql.ErrNoRows.
func (c *conn) row(to any, query string, args ...any) error {
	s, err := c.statement(query)
	if err != nil {
		return err
	}
	return s.QueryRowContext(context.Background(), args...).Scan(to)
}

// documents reads the bodies of a query, at most limit, into documents that next gives.
func (c *conn) documents(ctx context.Context, next func() domain.Document, limit int, query string, args ...any) error {
	s, err := c.statement(query)
	if err != nil {
		return fault(err)
	}
	rows, err := s.QueryContext(context.Background(), args...)
	if err != nil {
		return fault(err)
	}
	defer rows.Close()
	var body sql.RawBytes
	for n := 0; n < limit && rows.Next(); n++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := rows.Scan(&body); err != nil {
			return fault(err)
		}
		if err := decode(body, next()); err != nil {
			return err
		}
	}
	return fault(rows.Err())
}
