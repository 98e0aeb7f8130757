package mongodb

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.uber.org/goleak"

	"github.com/lyhord/lyhord/domain"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// openFake returns a store on a fake server, which has forgotten what opening took.
func openFake(t testing.TB) (*Store, *fakeServer) {
	t.Helper()
	f := startFake(t)
	s, err := Open(t.Context(), f.uri(), "db", slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	f.received()
	return s, f
}

func head[ID ~string](id ID) domain.Head[ID] { return domain.Head[ID]{ID: id, Tenant: "t"} }

func unit(id domain.UnitID) *domain.Unit { return &domain.Unit{Head: head(id), Name: "Åsen"} }

func insert(docs ...domain.Document) func(context.Context, domain.Tx) error {
	return func(ctx context.Context, tx domain.Tx) error {
		for _, d := range docs {
			if err := tx.Insert(ctx, d); err != nil {
				return err
			}
		}
		return nil
	}
}

// lines prints of each command what the protocol of transactions is about: the number of its transaction, * where it starts it, and
// the concerns it carries.
func lines(commands []bson.Raw) string {
	var b strings.Builder
	numbers := map[int64]int{} // a session counts on from update to update; a test from 1
	for _, c := range commands {
		elements, _ := c.Elements()
		b.WriteString(elements[0].Key())
		if in, ok := elements[0].Value().StringValueOK(); ok {
			b.WriteString(" " + in)
		}
		if auto, ok := c.Lookup("autocommit").BooleanOK(); ok && !auto {
			number := c.Lookup("txnNumber").Int64()
			if numbers[number] == 0 {
				numbers[number] = len(numbers) + 1
			}
			fmt.Fprintf(&b, " tx%d", numbers[number])
		}
		if start, _ := c.Lookup("startTransaction").BooleanOK(); start {
			b.WriteString("*")
		}
		if level, ok := c.Lookup("readConcern", "level").StringValueOK(); ok {
			b.WriteString(" read:" + level)
		}
		if w, ok := c.Lookup("writeConcern", "w").StringValueOK(); ok {
			b.WriteString(" write:" + w)
		}
		if journal, _ := c.Lookup("writeConcern", "j").BooleanOK(); journal {
			b.WriteString("+journal")
		}
		b.WriteString("\n")
	}
	return b.String()
}

func wantLines(t *testing.T, f *fakeServer, want string) {
	t.Helper()
	if diff := cmp.Diff(strings.TrimSpace(want), strings.TrimSpace(lines(f.received()))); diff != "" {
		t.Errorf("commands (-want +got):\n%s", diff)
	}
}

func TestUpdateOnTheWire(t *testing.T) {
	s, f := openFake(t)
	visit := sampleVisit(1)
	if err := s.Update(t.Context(), insert(visit)); err != nil {
		t.Fatal(err)
	}
	f.received()
	if err := s.Update(t.Context(), func(ctx context.Context, tx domain.Tx) error { return checkOff(ctx, tx, visit, 1) }); err != nil {
		t.Fatal(err)
	}
	wantLines(t, f, `
update visits tx1* read:snapshot
find inbox read:majority
insert inbox tx1
insert deviations tx1
insert records tx1
commitTransaction tx1 write:majority+journal`)
	if visit.Version != 2 {
		t.Errorf("version %d after a replace, want 2", visit.Version)
	}
}

// times makes an intercept that gives the answer to the first n of the commands of that name.
func times(n int, command string, answer bson.D) func(string, bson.Raw) (bson.D, bool) {
	return func(name string, _ bson.Raw) (bson.D, bool) {
		if name != command || n == 0 {
			return nil, false
		}
		n--
		return answer, answer == nil
	}
}

func TestUpdateOnBadDays(t *testing.T) {
	conflict := failure(codeWriteConflict, "WriteConflict", transientLabel)
	unknown := failure(91, "ShutdownInProgress", unknownLabel, "RetryableWriteError")
	for name, c := range map[string]struct {
		on   func(string, bson.Raw) (bson.D, bool)
		code domain.Code
		runs int
		want string // the driver's second commit says majority alone, whose default includes the journal
	}{
		"a write conflict runs the function again, in a new transaction": {times(2, "insert", conflict), "", 3, `
insert units tx1* read:snapshot
abortTransaction tx1 write:majority+journal
insert units tx2* read:snapshot
abortTransaction tx2 write:majority+journal
insert units tx3* read:snapshot
commitTransaction tx3 write:majority+journal`},
		"a commit whose outcome did not come back is sent again, and the function is not run again": {times(1, "commitTransaction", unknown), "", 1, `
insert units tx1* read:snapshot
commitTransaction tx1 write:majority+journal
commitTransaction tx1 write:majority`},
		"a connection that breaks at the commit leaves its outcome open: it is sent again": {times(1, "commitTransaction", nil), "", 1, `
insert units tx1* read:snapshot
commitTransaction tx1 write:majority+journal
commitTransaction tx1 write:majority`},
		"a connection that breaks within a transaction loses it: the function is run again": {times(1, "insert", nil), "", 2, `
insert units tx1* read:snapshot
abortTransaction tx1 write:majority+journal
insert units tx2* read:snapshot
commitTransaction tx2 write:majority+journal`},
		"a transaction that an election took away is run again": {times(1, "commitTransaction", failure(251, "NoSuchTransaction", transientLabel)), "", 2, `
insert units tx1* read:snapshot
commitTransaction tx1 write:majority+journal
insert units tx2* read:snapshot
commitTransaction tx2 write:majority+journal`},
		"a server without room is unavailable, and not asked again": {times(1, "insert", failure(14031, "OutOfDiskSpace")), domain.Unavailable, 1, `
insert units tx1* read:snapshot
abortTransaction tx1 write:majority+journal`},
		"a refusal of what was asked is a fault of ours": {times(-1, "insert", failure(2, "BadValue")), domain.Internal, 1, `
insert units tx1* read:snapshot
abortTransaction tx1 write:majority+journal`},
	} {
		t.Run(name, func(t *testing.T) {
			s, f := openFake(t)
			f.on(c.on)
			runs, u := 0, unit("u")
			err := s.Update(t.Context(), func(ctx context.Context, tx domain.Tx) error {
				runs++
				if err := tx.Insert(ctx, u); err != nil {
					return errors.Join(err, tx.Insert(ctx, u)) // which does not reach the server
				}
				return nil
			})
			if domain.CodeOf(err) != c.code || runs != c.runs {
				t.Errorf("got %v after %d runs, want %q after %d", err, runs, c.code, c.runs)
			}
			if stored := u.Version == 1; stored != (err == nil) {
				t.Errorf("version %d after %v", u.Version, err)
			}
			wantLines(t, f, c.want)
		})
	}
}

func TestUpdateEnds(t *testing.T) {
	own := errors.New("own")
	for name, c := range map[string]struct {
		fn   func(ctx context.Context, tx domain.Tx) error
		is   error
		code domain.Code
	}{
		"an error of the function comes back as it is": {
			func(ctx context.Context, tx domain.Tx) error { return errors.Join(tx.Insert(ctx, unit("x")), own) }, own, domain.Internal},
		"a taken key is a conflict, and does not run for ever": {insert(unit("x"), unit("x")), nil, domain.Conflict},
		"another version is a conflict": {func(ctx context.Context, tx domain.Tx) error {
			return tx.Replace(ctx, &domain.Unit{Head: domain.Head[domain.UnitID]{ID: "there", Tenant: "t", Version: 7}})
		}, nil, domain.Conflict},
		"a document that is not there is not found": {
			func(ctx context.Context, tx domain.Tx) error { return tx.Replace(ctx, unit("nowhere")) }, nil, domain.NotFound},
	} {
		t.Run(name, func(t *testing.T) {
			s, _ := openFake(t)
			if err := s.Update(t.Context(), insert(unit("there"))); err != nil {
				t.Fatal(err)
			}
			err := s.Update(t.Context(), c.fn)
			if domain.CodeOf(err) != c.code || c.is != nil && !errors.Is(err, c.is) {
				t.Errorf("got %v, want %s", err, c.code)
			}
			if err := s.Get(t.Context(), unit("x")); domain.CodeOf(err) != domain.NotFound {
				t.Errorf("what was undone is there: %v", err)
			}
		})
	}
}

// TestRefusalIsReadable has a refusal wait for a majority to have what it came of: the server does not, when it aborts.
func TestRefusalIsReadable(t *testing.T) {
	s, f := openFake(t)
	if err := s.Update(t.Context(), insert(unit("there"))); err != nil {
		t.Fatal(err)
	}
	f.received()
	err := s.Update(t.Context(), func(ctx context.Context, tx domain.Tx) error {
		return tx.Replace(ctx, &domain.Unit{Head: domain.Head[domain.UnitID]{ID: "there", Tenant: "t", Version: 7}})
	})
	if domain.CodeOf(err) != domain.Conflict {
		t.Errorf("got %v, want CONFLICT", err)
	}
	wantLines(t, f, `
update units tx1* read:snapshot
find units tx1
abortTransaction tx1 write:majority+journal
find tenants read:majority`)
}

func TestUpdateGoesOnAfterConflict(t *testing.T) {
	s, f := openFake(t)
	if err := s.Update(t.Context(), insert(unit("there"))); err != nil {
		t.Fatal(err)
	}
	f.received()
	err := s.Update(t.Context(), func(ctx context.Context, tx domain.Tx) error {
		if err := tx.Insert(ctx, unit("there")); domain.CodeOf(err) != domain.Conflict {
			t.Errorf("got %v, want CONFLICT", err)
		}
		return tx.Insert(ctx, unit("new"))
	})
	if err != nil {
		t.Fatal(err)
	}
	wantLines(t, f, `
insert units tx1* read:snapshot
abortTransaction tx1 write:majority+journal
find units tx2* read:snapshot
insert units tx2
commitTransaction tx2 write:majority+journal`)
}

func TestUpdatePanics(t *testing.T) {
	s, f := openFake(t)
	u := unit("u")
	item := &domain.InboxItem{Head: domain.Head[domain.InboxItemID]{Tenant: "t"}, Recipient: "åsa"}
	func() {
		defer func() {
			if recover() != "own" {
				t.Error("the panic has been lost")
			}
		}()
		_ = s.Update(t.Context(), func(ctx context.Context, tx domain.Tx) error {
			if err := errors.Join(tx.Insert(ctx, u), tx.Post(ctx, item)); err != nil {
				t.Error(err)
			}
			panic("own")
		})
	}()
	wantLines(t, f, `
insert units tx1* read:snapshot
find inbox read:majority
insert inbox tx1
abortTransaction tx1 write:majority+journal`)
	if u.Version != 0 {
		t.Errorf("version %d of a document that was not stored", u.Version)
	}
	for i := range s.lanes.all {
		if len(s.lanes.all[i].turn) != 0 {
			t.Error("a lane is still held")
		}
	}
	if err := s.Close(); err != nil { // does not wait for the update
		t.Error(err)
	}
	if err := s.Update(t.Context(), insert(unit("u"))); domain.CodeOf(err) != domain.Unavailable {
		t.Errorf("after Close got %v, want UNAVAILABLE", err)
	}
}

func TestUpdateCancelled(t *testing.T) {
	s, f := openFake(t)
	ctx, cancel := context.WithCancel(t.Context())
	err := s.Update(ctx, func(ctx context.Context, tx domain.Tx) error {
		defer cancel()
		return tx.Insert(ctx, unit("u"))
	})
	if err != context.Canceled {
		t.Errorf("got %v, want the context's error", err)
	}
	wantLines(t, f, `
insert units tx1* read:snapshot
abortTransaction tx1 write:majority+journal`)
	if err := s.Get(ctx, unit("u")); err != context.Canceled {
		t.Errorf("got %v, want the context's error", err)
	}
}

func TestRerun(t *testing.T) {
	conflict := domain.UnavailableError(mongo.CommandError{Code: codeWriteConflict})
	own := domain.StaleError(domain.Key{})
	for name, c := range map[string]struct {
		attempts []error // the last one is repeated; a conflict asks for another attempt
		limit    time.Duration
		runs     int // 0: many
		want     error
		code     domain.Code
	}{
		"twice unlucky, then done":      {[]error{conflict, conflict, nil}, 0, 3, nil, ""},
		"an error is not repeated":      {[]error{own}, 0, 1, own, domain.Conflict},
		"always unlucky ends in time":   {[]error{conflict}, 0, 0, nil, domain.Unavailable},
		"the caller has no more time":   {[]error{conflict}, time.Second, 0, context.DeadlineExceeded, domain.Internal},
		"the caller had no time at all": {[]error{nil}, -1, -1, context.DeadlineExceeded, domain.Internal},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, began, runs := context.Background(), time.Now(), 0
				if c.limit != 0 {
					var cancel context.CancelFunc
					ctx, cancel = context.WithTimeout(ctx, c.limit)
					defer cancel()
				}
				err := rerun(ctx, func(context.Context) (bool, error) {
					err := c.attempts[min(runs, len(c.attempts)-1)]
					runs++
					return err == conflict, err
				})
				if domain.CodeOf(err) != c.code || c.want != nil && err != c.want {
					t.Errorf("got %v, want %s", err, c.code)
				}
				if c.runs != 0 && runs != max(c.runs, 0) || c.runs == 0 && runs < 4 {
					t.Errorf("%d runs", runs)
				}
				if d := time.Since(began); d > updateLimit {
					t.Errorf("took %s", d)
				}
			})
		})
	}
}

func TestRerunWhenAsked(t *testing.T) {
	s, _ := openFake(t)
	runs := 0
	err := s.Update(t.Context(), func(ctx context.Context, tx domain.Tx) error {
		if err := tx.Insert(ctx, unit("u")); err != nil {
			return err
		}
		if runs++; runs < 3 {
			return fmt.Errorf("not yet: %w", domain.ErrRetry)
		}
		return nil
	})
	if err != nil || runs != 3 {
		t.Errorf("got %v after %d runs", err, runs)
	}
}
