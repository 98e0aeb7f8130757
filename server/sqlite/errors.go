package sqlite

import (
	"database/sql"
	"errors"
	"fmt"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/lyhord/lyhord/domain"
)

var (
	errClosed  = errors.New("the store is closed")
	errEnded   = errors.New("the transaction has ended")
	errLost    = errors.New("the transaction was lost")
	errTooMany = errors.New("the update asked to be run again too many times")
)

// unavailable holds SQLite's primary result codes that speak of the file or the machine, not of the statement.
var unavailable = map[int]bool{
	sqlite3.SQLITE_BUSY:     true,
	sqlite3.SQLITE_LOCKED:   true,
	sqlite3.SQLITE_NOMEM:    true,
	sqlite3.SQLITE_READONLY: true,
	sqlite3.SQLITE_IOERR:    true,
	sqlite3.SQLITE_CORRUPT:  true,
	sqlite3.SQLITE_FULL:     true,
	sqlite3.SQLITE_CANTOPEN: true,
	sqlite3.SQLITE_PROTOCOL: true,
	sqlite3.SQLITE_NOTADB:   true,
}

// isDuplicate reports whether err says that a key is taken.
func isDuplicate(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && (e.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY || e.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE)
}

// fault makes an error of the driver one of the domain: UNAVAILABLE when the storage is at fault, otherwise left to be INTERNAL.
func fault(err error) error {
	var e *sqlite.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &e) && unavailable[e.Code()&0xff], errors.Is(err, sql.ErrConnDone):
		return domain.UnavailableError(err)
	}
	return fmt.Errorf("sqlite: %w", err)
}
