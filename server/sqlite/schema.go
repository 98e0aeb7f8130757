package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"slices"
	"strings"

	"github.com/lyhord/lyhord/domain"
)

// layout is the number of the way that tables are laid out, kept in the file as user_version. What is declared by collections
// grows without a new number; only a change of the columns that every table has needs one.
const layout = 1

// fieldsOf returns the fields that c's indexes name, each once.
func fieldsOf(c *domain.Collection) []string {
	var fs []string
	for _, i := range c.Indexes {
		fs = append(append(fs, i.Equal...), i.Order)
	}
	slices.Sort(fs)
	return slices.Compact(fs)
}

func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// column names the column of a field. The mark keeps it apart from the columns that every table has.
func column(field string) string { return quote("f_" + field) }

func indexName(i *domain.Index) string { return i.Collection.Name + "_" + i.Name }

// createIndex returns the SQL that makes i. It ends with the id, so that the order is total.
func createIndex(i *domain.Index) string {
	columns := "tenant"
	for _, f := range append(slices.Clone(i.Equal), i.Order) {
		columns += ", " + column(f)
	}
	return "CREATE INDEX " + quote(indexName(i)) + " ON " + quote(i.Collection.Name) + " (" + columns + ", id)"
}

// prepareSchema brings the file to what the collections declare, in one transaction.
func prepareSchema(ctx context.Context, c *sql.Conn, tables map[string]*table, log *slog.Logger) error {
	tx, err := c.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // after Commit it does nothing
	var found int
	if err := tx.QueryRowContext(ctx, "PRAGMA user_version").Scan(&found); err != nil {
		return err
	}
	if found > layout {
		return fmt.Errorf("the file has layout %d, written by a newer version; this one knows up to %d", found, layout)
	}
	m := migration{ctx, tx, log}
	for _, t := range tables {
		if err := m.table(t); err != nil {
			return fmt.Errorf("table %s: %w", t.Name, err)
		}
	}
	if _, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", layout)); err != nil {
		return err
	}
	return tx.Commit()
}

// migration is one run of prepareSchema.
type migration struct {
	ctx context.Context
	tx  *sql.Tx
	log *slog.Logger
}

func (m migration) exec(query string, args ...any) error {
	_, err := m.tx.ExecContext(m.ctx, query, args...)
	return err
}

// strings returns the one text column of a query.
func (m migration) strings(query string, args ...any) (out []string, err error) {
	rows, err := m.tx.QueryContext(m.ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, rows.Err()
}

// table makes what t lacks, and drops indexes that are not declared: an index that stands has had its columns kept by every
// version since it was made.
//
// A table has rowids, since WITHOUT ROWID a document of 2.5 kB takes two pages of the primary key's tree: a check-off was measured to
// write 11 pages instead of 9, and 15 % fewer were done a second.
func (m migration) table(t *table) error {
	create := "CREATE TABLE IF NOT EXISTS " + quote(t.Name) + " (tenant TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (tenant, id))"
	if err := m.exec(create); err != nil {
		return err
	}
	if err := m.columns(t); err != nil {
		return err
	}
	return m.indexes(t)
}

func (m migration) columns(t *table) error {
	have, err := m.strings("SELECT name FROM pragma_table_info(?)", t.Name)
	if err != nil {
		return err
	}
	for _, f := range t.fields {
		if slices.Contains(have, "f_"+f) {
			continue
		}
		if err := m.exec("ALTER TABLE " + quote(t.Name) + " ADD COLUMN " + column(f)); err != nil {
			return err
		}
	}
	return nil
}

func (m migration) indexes(t *table) error {
	have, err := m.strings("SELECT sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL", t.Name)
	if err != nil {
		return err
	}
	var want []string
	for _, i := range t.Indexes {
		want = append(want, createIndex(i))
	}
	for _, s := range have {
		if slices.Contains(want, s) {
			continue
		}
		if err := m.exec("DROP INDEX " + strings.Fields(s)[2]); err != nil { // the third word of what createIndex gives
			return err
		}
	}
	missing := slices.DeleteFunc(want, func(s string) bool { return slices.Contains(have, s) })
	if len(missing) == 0 {
		return nil
	}
	if err := m.fill(t); err != nil {
		return err
	}
	for _, s := range missing {
		if err := m.exec(s); err != nil {
			return err
		}
	}
	return nil
}

// batch is how many rows fill holds in memory.
const batch = 500

// fill gives the columns of t their values anew, in every row: an older version, which did not know a column, may have left it empty
// or changed the document without it.
func (m migration) fill(t *table) error {
	var set []string
	for _, f := range t.fields {
		set = append(set, column(f)+" = ?")
	}
	read := fmt.Sprintf("SELECT rowid, body FROM %s WHERE rowid > ? ORDER BY rowid LIMIT %d", quote(t.Name), batch)
	write := "UPDATE " + quote(t.Name) + " SET " + strings.Join(set, ", ") + " WHERE rowid = ?"
	for last, filled := int64(0), 0; ; {
		rows, err := m.rows(read, last)
		if err != nil {
			return err
		}
		for _, r := range rows {
			d := t.New()
			if err := decode(r.body, d); err != nil {
				return err
			}
			if err := m.exec(write, append(t.values(d), r.id)...); err != nil {
				return err
			}
			last = r.id
		}
		filled += len(rows)
		if len(rows) < batch {
			if filled > 0 {
				m.log.Info("filled the columns of new indexes", "table", t.Name, "rows", filled)
			}
			return nil
		}
	}
}

type row struct {
	id   int64
	body []byte
}

// rows returns what a query of rowids and bodies gives.
func (m migration) rows(query string, args ...any) (out []row, err error) {
	rows, err := m.tx.QueryContext(m.ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var r row
		if err := rows.Scan(&r.id, &r.body); err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, rows.Err()
}
