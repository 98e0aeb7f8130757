package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"github.com/lyhord/lyhord/domain"
)

// get reads the document with doc's key into doc.
func (c *conn) get(doc domain.Document) error {
	k := doc.Key()
	var body []byte
	err := c.row(&body, c.tables[doc.Collection().Name].get, string(k.Tenant), k.ID)
	if errors.Is(err, sql.ErrNoRows) {
		return domain.NotFoundError(k)
	}
	if err != nil {
		return fault(err)
	}
	return decode(body, doc)
}

// load reads those of ids that exist. One seek each is as quick as a list, whose length would have to be part of the SQL.
func (c *conn) load(ctx context.Context, of *domain.Collection, tenant domain.TenantID, ids []string, next func() domain.Document) error {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		if err := c.documents(ctx, next, 1, c.tables[of.Name].get, string(tenant), id); err != nil {
			return err
		}
	}
	return nil
}

// find reads by an index.
func (c *conn) find(ctx context.Context, q domain.Query, next func() domain.Document) error {
	query, args, err := c.tables[q.Index.Collection.Name].find(q)
	if err != nil {
		return err
	}
	return c.documents(ctx, next, q.Limit, query, args...)
}

// reading runs f on a connection for reading, once one is free.
func (s *Store) reading(ctx context.Context, f func(*conn) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case <-s.closed:
		return domain.UnavailableError(errClosed)
	case <-ctx.Done():
		return ctx.Err()
	case c := <-s.readers:
		defer func() { s.readers <- c }()
		return f(c)
	}
}

// Get implements [domain.Reader].
func (s *Store) Get(ctx context.Context, doc domain.Document) error {
	return s.reading(ctx, func(c *conn) error { return c.get(doc) })
}

// Load implements [domain.Reader].
func (s *Store) Load(ctx context.Context, of *domain.Collection, tenant domain.TenantID, ids []string, next func() domain.Document) error {
	return s.reading(ctx, func(c *conn) error { return c.load(ctx, of, tenant, ids, next) })
}

// Find implements [domain.Reader].
func (s *Store) Find(ctx context.Context, q domain.Query, next func() domain.Document) error {
	return s.reading(ctx, func(c *conn) error { return c.find(ctx, q, next) })
}

// Ping implements [domain.Store].
func (s *Store) Ping(ctx context.Context) error {
	return s.reading(ctx, func(c *conn) error {
		var one int
		return fault(c.row(&one, "SELECT 1"))
	})
}
