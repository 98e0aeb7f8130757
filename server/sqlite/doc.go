// Package sqlite is the embedded store: [domain.Store] on one SQLite file, in pure Go.
//
// A collection is a table: the key, the version, the whole document as JSON, and one column for each field that an index
// names (schema.go). Every query names its index with INDEXED BY, so that SQLite refuses to scan (query.go).
//
// All writes go through one connection. Updates queue for it, take turns inside one transaction, each in its own
// savepoint, and are committed together (writer.go): the sync to disk, which costs more than a hundred statements, is shared
// by all that wait. Reads have connections of their own and see what is committed (read.go).
package sqlite
