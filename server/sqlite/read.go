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
	body, err := c.body(placeOf(doc))
	if err != nil {
		return err
	}
	return decode(body, doc)
}

// body returns the document at p as text. Returns NOT_FOUND.
func (c *conn) body(p place) ([]byte, error) {
	var body []byte
	err := c.row(&body, c.tables[p.collection].get, string(p.key.Tenant), p.key.ID)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, domain.NotFoundError(p.key)
	}
	return body, fault(err)
}

// load reads those of ids that exist. One seek each is as quick as a list, whose length would have to be part of the SQL.
func load(ctx context.Context, of *domain.Collection, tenant domain.TenantID, ids []string, next func() domain.Document, body func(place) ([]byte, error)) error {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		if err := ctx.Err(); err != nil {
			return err
		}
		b, err := body(place{of.Name, domain.Key{Tenant: tenant, ID: id}})
		if domain.CodeOf(err) == domain.NotFound {
			continue
		}
		if err == nil {
			err = decode(b, next())
		}
		if err != nil {
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

// usable tells whether the store can still be asked.
func (s *Store) usable(ctx context.Context) error {
	select {
	case <-s.closed:
		return domain.UnavailableError(errClosed)
	default:
		return ctx.Err()
	}
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

// body returns the document at p as text, from the cache where it is there. Returns NOT_FOUND.
func (s *Store) body(ctx context.Context, p place) (body []byte, err error) {
	body, count := s.cache.get(p)
	if body != nil {
		return body, s.usable(ctx)
	}
	err = s.reading(ctx, func(c *conn) error {
		body, err = c.body(p)
		return err
	})
	if err == nil {
		s.cache.put(p, body, count)
	}
	return body, err
}

// Get implements [domain.Reader].
func (s *Store) Get(ctx context.Context, doc domain.Document) error {
	body, err := s.body(ctx, placeOf(doc))
	if err != nil {
		return err
	}
	return decode(body, doc)
}

// Load implements [domain.Reader].
func (s *Store) Load(ctx context.Context, of *domain.Collection, tenant domain.TenantID, ids []string, next func() domain.Document) error {
	if err := s.usable(ctx); err != nil {
		return err
	}
	return load(ctx, of, tenant, ids, next, func(p place) ([]byte, error) { return s.body(ctx, p) })
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
