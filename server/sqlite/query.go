package sqlite

import (
	"fmt"
	"strings"

	"github.com/lyhord/lyhord/domain"
)

// table is a collection with the SQL of every statement on it, written once: a prepared statement is found by its text.
type table struct {
	*domain.Collection
	fields []string // json names of the fields that indexes name, each once

	get, version            string
	insert, replace, change string
	finds                   map[shape]string
}

// shape is what of a query decides its SQL.
type shape struct {
	index        *domain.Index
	descending   bool
	lower, upper bound
}

// bound is how one end of a query's range is given.
type bound uint8

const (
	open       bound = iota // not at all
	byValue                 // by a value of the order field; included below, excluded above
	byPosition              // by a value and an id, both excluded
)

func newTable(c *domain.Collection) *table {
	t := &table{Collection: c, fields: fieldsOf(c), finds: map[shape]string{}}
	var names, set, same string
	for _, f := range t.fields {
		names += ", " + column(f)
		set += ", " + column(f) + " = ?"
		same += " AND " + column(f) + " = ?"
	}
	name, key := quote(c.Name), " WHERE tenant = ? AND id = ?"
	t.get = "SELECT body FROM " + name + key
	t.version = "SELECT version FROM " + name + key
	t.insert = "INSERT INTO " + name + " (tenant, id, version, body" + names + ") VALUES (?, ?, ?, ?" + strings.Repeat(", ?", len(t.fields)) + ")"
	t.replace = "UPDATE " + name + " SET version = ?, body = ?" + key + " AND version = ?" + same
	t.change = "UPDATE " + name + " SET version = ?, body = ?" + set + key + " AND version = ?"
	for _, i := range c.Indexes {
		for _, descending := range []bool{false, true} {
			for lower := open; lower <= byPosition; lower++ {
				for upper := open; upper <= byPosition; upper++ {
					s := shape{i, descending, lower, upper}
					t.finds[s] = s.sql()
				}
			}
		}
	}
	return t
}

// sql returns the query of that shape. Its arguments are the tenant, the equal values, the lower bound, the upper bound. There is no
// LIMIT, as SQLite would plan the statement anew each time that its value is bound; who reads stops by itself.
func (s shape) sql() string {
	var b strings.Builder
	order := column(s.index.Order)
	fmt.Fprintf(&b, "SELECT body FROM %s INDEXED BY %s WHERE tenant = ?", quote(s.index.Collection.Name), quote(indexName(s.index)))
	for _, f := range s.index.Equal {
		b.WriteString(" AND " + column(f) + " = ?")
	}
	b.WriteString([]string{"", " AND " + order + " >= ?", " AND (" + order + ", id) > (?, ?)"}[s.lower])
	b.WriteString([]string{"", " AND " + order + " < ?", " AND (" + order + ", id) < (?, ?)"}[s.upper])
	direction := ""
	if s.descending {
		direction = " DESC"
	}
	fmt.Fprintf(&b, " ORDER BY %s%s, id%s", order, direction, direction)
	return b.String()
}

// find returns the SQL and the arguments of q.
func (t *table) find(q domain.Query) (string, []any, error) {
	if len(q.Equal) != len(q.Index.Equal) || q.Limit <= 0 {
		return "", nil, fmt.Errorf("sqlite: query of %s by %s with %d values and limit %d", t.Name, q.Index.Name, len(q.Equal), q.Limit)
	}
	args := make([]any, 0, len(q.Equal)+5)
	args = append(args, string(q.Tenant))
	for _, v := range q.Equal {
		args = append(args, value(v))
	}
	s := shape{index: q.Index, descending: q.Descending}
	var lower, upper []any
	if s.descending {
		s.lower, lower = limitBy(q.From, nil, nil)
		s.upper, upper = limitBy(q.To, q.After, func(after, to any) bool { return less(after, to) })
	} else {
		s.lower, lower = limitBy(q.From, q.After, func(after, from any) bool { return !less(after, from) })
		s.upper, upper = limitBy(q.To, nil, nil)
	}
	return t.finds[s], append(append(args, lower...), upper...), nil
}

// limitBy chooses the narrower of a bound by value and one by position: SQLite seeks by one alone, and would read and drop what
// lies between the two.
func limitBy(v any, p *domain.Position, narrower func(position, v any) bool) (bound, []any) {
	if v != nil {
		v = value(v)
	}
	if p != nil {
		if order := value(p.Order); v == nil || narrower(order, v) {
			return byPosition, []any{order, p.ID}
		}
	}
	if v != nil {
		return byValue, []any{v}
	}
	return open, nil
}

// less compares two column values of the same field.
func less(a, b any) bool {
	if s, ok := a.(string); ok {
		return s < b.(string)
	}
	return a.(int64) < b.(int64)
}

// values returns what the columns of t hold for d, in the order of t.fields.
func (t *table) values(d domain.Document) []any {
	vs := make([]any, len(t.fields))
	for i, f := range t.fields {
		vs[i] = value(domain.Field(d, f))
	}
	return vs
}
