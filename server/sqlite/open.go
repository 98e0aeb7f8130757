package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"sync"

	_ "modernc.org/sqlite" // the driver

	"github.com/lyhord/lyhord/domain"
)

// readConns is how many reads run at once. A read is short and never waits for a write.
const readConns = 4

// Store is a [domain.Store] in one file.
type Store struct {
	tables  map[string]*table // by the collection's name
	writer  *writer
	readers chan *conn // those that are free
	cache   *cache
	hearers hearers

	closed  chan struct{} // closed when Close begins
	closing sync.Once
	release []func() error // what Close undoes, last first
}

// Open opens the store in the file at path, which is made if it does not exist, with its folder. Only one Store can have a file
// open, in whatever process: wakes are heard within a process alone.
func Open(path string, log *slog.Logger) (*Store, error) {
	return openWith(path, log, domain.Collections())
}

func openWith(path string, log *slog.Logger, collections []*domain.Collection) (_ *Store, err error) {
	s := &Store{
		tables:  map[string]*table{},
		readers: make(chan *conn, readConns),
		cache:   newCache(),
		hearers: hearers{wakes: map[int]func(domain.Topic){}},
		closed:  make(chan struct{}),
	}
	defer func() {
		if err != nil {
			err = fmt.Errorf("sqlite: open %s: %w", path, errors.Join(err, s.free()))
		}
	}()
	if path, err = makeFile(path); err != nil {
		return nil, err
	}
	if err := s.lock(path + ".lock"); err != nil {
		return nil, err
	}
	for _, c := range collections {
		s.tables[c.Name] = newTable(c)
	}
	if err := s.openWriter(path, log); err != nil {
		return nil, err
	}
	if err := s.openReaders(path); err != nil {
		return nil, err
	}
	return s, nil
}

// makeFile makes the file and the one to lock, which nobody else may read, and returns the file's true name: by whatever link it is
// opened, it has one lock. A file that exists is not touched: to close it would end every lock that this process has on it.
func makeFile(path string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return path, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return path, err
	}
	if err := create(path); err != nil {
		return path, err
	}
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return path, err
	}
	return real, create(real + ".lock")
}

// create makes an empty file, if there is none.
func create(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return f.Close()
}

// lock holds an exclusive transaction on a file of its own, since that works wherever SQLite does and ends with the process.
func (s *Store) lock(path string) error {
	c, err := s.connect(path, "busy_timeout(0)")
	if err != nil {
		return err
	}
	if _, err := c.exec("BEGIN EXCLUSIVE"); err != nil {
		return fmt.Errorf("the file is in use by another process, or by this one: %w", err)
	}
	return nil
}

// connect opens a pool of one connection, with pragmas.
func (s *Store) connect(path string, pragmas ...string) (*conn, error) {
	source := url.URL{Scheme: "file", Path: path, RawQuery: url.Values{"_pragma": pragmas}.Encode()}
	db, err := sql.Open("sqlite", source.String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	s.release = append(s.release, db.Close)
	raw, err := db.Conn(context.Background())
	if err != nil {
		return nil, err
	}
	c := &conn{raw, s.tables, map[string]*sql.Stmt{}}
	s.release = append(s.release, c.close)
	return c, nil
}

func (s *Store) openWriter(path string, log *slog.Logger) error {
	c, err := s.connect(path, "busy_timeout(5000)", "journal_mode(WAL)", "synchronous(FULL)", "cache_size(-16384)", "wal_autocheckpoint(8000)", "temp_store(MEMORY)")
	if err != nil {
		return err
	}
	if err := prepareSchema(context.Background(), c.raw, s.tables, log); err != nil {
		return err
	}
	s.writer = &writer{conn: c, queue: newQueue(), cache: s.cache, log: log, done: make(chan struct{})}
	go s.writer.run()
	s.release = append(s.release, s.endWriter)
	return nil
}

// endWriter lets the updates that wait end, and moves all into the file proper.
func (s *Store) endWriter() error {
	s.writer.queue.close()
	<-s.writer.done
	_, err := s.writer.conn.exec("PRAGMA wal_checkpoint(TRUNCATE)")
	return err
}

func (s *Store) openReaders(path string) error {
	for range readConns {
		c, err := s.connect(path, "busy_timeout(5000)", "query_only(1)", "cache_size(-8192)", "temp_store(MEMORY)")
		if err != nil {
			return err
		}
		s.readers <- c
	}
	s.release = append(s.release, s.endReaders)
	return nil
}

// endReaders takes every reading connection, so that none is in use.
func (s *Store) endReaders() error {
	for range readConns {
		<-s.readers
	}
	return nil
}

// Close implements [domain.Store].
func (s *Store) Close() (err error) {
	s.closing.Do(func() {
		s.writer.queue.close()
		close(s.closed)
		err = s.free()
	})
	return err
}

// free undoes what Open did, the last first.
func (s *Store) free() (err error) {
	for i := len(s.release) - 1; i >= 0; i-- {
		err = errors.Join(err, s.release[i]())
	}
	return err
}
