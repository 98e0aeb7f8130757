package mongodb

import (
	"fmt"
	"log/slog"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/lyhord/lyhord/domain"
)

const patience = 10 * time.Second

// hear returns what s wakes for.
func hear(t *testing.T, s *Store) <-chan domain.Topic {
	t.Helper()
	woken := make(chan domain.Topic, 100)
	stop := s.Hear(func(topic domain.Topic) {
		select {
		case woken <- topic:
		default:
		}
	})
	t.Cleanup(stop)
	return woken
}

func wantWake(t *testing.T, woken <-chan domain.Topic, want domain.Topic) {
	t.Helper()
	select {
	case got := <-woken:
		if got != want {
			t.Errorf("woken for %s, want %s", got, want)
		}
	case <-time.After(patience):
		t.Errorf("not woken for %s", want)
	}
}

func TestHearOwnWritesOnceCommitted(t *testing.T) {
	s, f := openFake(t)
	f.on(times(1, "aggregate", failure(codeNoChangeStreams, "no change streams")))
	woken := hear(t, s)
	f.data.mu.Lock() // nothing is committed as long as this is held
	done := make(chan error)
	go func() { done <- s.Update(t.Context(), post(item("åsa"))) }()
	select {
	case topic := <-woken:
		t.Errorf("woken for %s before the commit", topic)
	default:
	}
	f.data.mu.Unlock()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	wantWake(t, woken, "inbox/t/åsa")
}

func TestHearOtherProcesses(t *testing.T) {
	s, f := openFake(t)
	other, err := Open(t.Context(), f.uri(), "db", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	f.received()
	opened := make(chan bson.Raw, 10)
	fail := true
	f.on(func(name string, body bson.Raw) (bson.D, bool) {
		if name != "aggregate" {
			return nil, false
		}
		opened <- body
		defer func() { fail = false }()
		if fail {
			return failure(6, "HostUnreachable"), false
		}
		return nil, false
	})
	woken := hear(t, s)
	for range 2 { // the first try fails
		select {
		case <-opened:
		case <-time.After(patience):
			t.Fatal("no change stream")
		}
	}
	visit := &domain.Visit{Head: head(domain.VisitID("v")), Brukare: "b"}
	for _, write := range []func(){
		func() { err = other.Update(t.Context(), insert(unit("unheard"), visit)) },
		func() { err = other.Update(t.Context(), post(item("åsa"))) },
	} {
		if write(); err != nil {
			t.Fatal(err)
		}
	}
	wantWake(t, woken, "visits/t/b")
	wantWake(t, woken, "inbox/t/åsa")
	f.cut() // the stream goes on where it was
	if err := other.Update(t.Context(), post(item("örjan"))); err != nil {
		t.Fatal(err)
	}
	wantWake(t, woken, "inbox/t/örjan")
}

func TestHearWithoutChangeStreams(t *testing.T) {
	f := startFake(t)
	f.on(func(name string, _ bson.Raw) (bson.D, bool) {
		if name != "aggregate" {
			return nil, false
		}
		return failure(codeNoChangeStreams, "no change streams"), false
	})
	lines := make(logged, 10)
	s, err := Open(t.Context(), f.uri(), "db", slog.New(slog.NewTextHandler(lines, &slog.HandlerOptions{Level: slog.LevelWarn})))
	if err != nil {
		t.Fatal(err)
	}
	woken := hear(t, s)
	select {
	case <-lines:
	case <-time.After(patience):
		t.Fatal("no warning")
	}
	if err := s.Update(t.Context(), post(item("åsa"))); err != nil {
		t.Fatal(err)
	}
	wantWake(t, woken, "inbox/t/åsa")
	s.Close()
	if len(lines) > 0 {
		t.Errorf("it warns again: %s", <-lines)
	}
}

// logged takes log lines.
type logged chan string

func (l logged) Write(line []byte) (int, error) {
	l <- string(line)
	return len(line), nil
}

func TestHearStops(t *testing.T) {
	s, _ := openFake(t)
	stop := s.Hear(func(domain.Topic) { t.Error("woken after stop") })
	stop()
	stop()
	if err := s.Update(t.Context(), post(item("åsa"))); err != nil {
		t.Fatal(err)
	}
	s.Close()
	s.Hear(func(domain.Topic) {})() // after Close: nothing to leak
}

func TestTopicsOf(t *testing.T) {
	visit, err := encode(&domain.Visit{Head: head(domain.VisitID("v")), Brukare: "b"})
	if err != nil {
		t.Fatal(err)
	}
	event := func(in string, full any) bson.D {
		return bson.D{{Key: "operationType", Value: "replace"}, {Key: "ns", Value: bson.D{{Key: "db", Value: "db"}, {Key: "coll", Value: in}}}, {Key: "fullDocument", Value: full}}
	}
	for name, c := range map[string]struct {
		event bson.D
		want  string
	}{
		"a visit":                               {event("visits", visit), "[visits/t/b]"},
		"a document that is gone":               {event("visits", nil), "[]"},
		"a document that does not fit":          {event("visits", bson.D{{Key: "brukare", Value: 1}}), "[]"},
		"a collection that is not listened to":  {event("units", visit), "[]"},
		"a collection that we do not know":      {event("strangers", visit), "[]"},
		"an event without namespace or content": {bson.D{{Key: "operationType", Value: "dropDatabase"}}, "[]"},
	} {
		t.Run(name, func(t *testing.T) {
			raw, err := bson.Marshal(c.event)
			if err != nil {
				t.Fatal(err)
			}
			if got := fmt.Sprint(topicsOf(raw)); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}
