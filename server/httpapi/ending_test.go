package httpapi

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// A listener that reads nothing is not waited for: its connection ends, and so does its subscription.
func TestSlowListener(t *testing.T) {
	s := serve(t, func(c *Config) { c.WriteTimeout = 100 * time.Millisecond })
	p := s.connect("anna")
	other := s.connect("bo")
	p.say(`{"id":"a","type":"subscribe","payload":{"query":"subscription { flood }"}}`)
	s.waitEnded()
	other.say(`{"type":"ping"}`)
	other.hear(`{"type":"pong"}`)
}

func TestClientLeaves(t *testing.T) {
	for name, leave := range map[string]func(*websocket.Conn){
		"with a close frame": func(c *websocket.Conn) {
			_ = c.WriteMessage(websocket.CloseMessage, websocket.FormatCloseMessage(1000, ""))
		},
		"without a word": func(c *websocket.Conn) { c.Close() },
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, nil)
			p := s.connect("anna")
			p.say(`{"id":"a","type":"subscribe","payload":{"query":"subscription { ticks }"}}`)
			s.waitBegun()
			leave(p.conn)
			s.waitEnded()
		})
	}
}

func TestDrain(t *testing.T) {
	s := serve(t, nil)
	var phones []*phone
	for range 3 {
		p := s.connect("anna")
		p.say(`{"id":"a","type":"subscribe","payload":{"query":"subscription { ticks }"}}`)
		s.waitBegun() <- 1
		p.hear(`{"id":"a","type":"next","payload":{"data":{"ticks":1}}}`)
		phones = append(phones, p)
	}
	phones = append(phones, s.dial()) // before connection_init

	ctx, cancel := context.WithTimeout(t.Context(), deadline)
	defer cancel()
	drained := make(chan error, 1)
	go func() { drained <- s.api.Drain(ctx) }()
	for _, p := range phones {
		p.closed(1012, "Service restart")
	}
	if err := <-drained; err != nil {
		t.Fatal(err)
	}
	for range 3 {
		s.waitEnded()
	}
	if _, resp, err := s.try(nil, subprotocol); err == nil || resp.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("a socket while draining: %v", err)
	}
	if resp, _ := s.do("GET", "/readyz", ""); resp.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("ready while draining")
	}
	if resp, _ := s.post(`{"query":"{ hello }"}`); resp.StatusCode != http.StatusOK {
		t.Errorf("requests under way are not served")
	}
}

// What a socket has begun comes to its end before the store may be closed.
func TestDrainWaitsForOperations(t *testing.T) {
	s := serve(t, nil)
	p := s.connect("anna")
	p.say(`{"id":"m","type":"subscribe","payload":{"query":"mutation { hold }"}}`)
	s.waitBegun()
	drained := make(chan error, 1)
	go func() { drained <- s.api.Drain(t.Context()) }()
	p.closed(1012, "Service restart")
	if _, err := p.conn.NetConn().Read(make([]byte, 1)); err == nil {
		t.Fatal("more came after the close frame")
	}
	select {
	case <-drained:
		t.Fatal("drained while an operation ran")
	default:
	}
	close(s.hold)
	if err := <-drained; err != nil {
		t.Fatal(err)
	}
}

// A client that does not answer the close frame holds nothing up for long, and one that can't be written to loses its connection.
func TestDrainOfTheDeaf(t *testing.T) {
	s := serve(t, func(c *Config) { c.WriteTimeout = time.Hour })
	p := s.connect("anna")
	p.say(`{"id":"a","type":"subscribe","payload":{"query":"subscription { flood }"}}`)
	s.waitBegun()
	s.connect("bo")
	ctx, cancel := context.WithTimeout(t.Context(), deadline)
	defer cancel()
	if err := s.api.Drain(ctx); err != nil {
		t.Fatal(err)
	}
	s.waitEnded()
}

// Nor does one whose pongs are stuck, so that it is not even read from.
func TestDrainOfTheStuck(t *testing.T) {
	s := serve(t, func(c *Config) { c.WriteTimeout = time.Hour })
	p := s.connect("anna")
	ping := []byte(`{"type":"ping","payload":{"a":"` + strings.Repeat("x", 200<<10) + `"}}`)
	for p.conn.WriteMessage(websocket.TextMessage, ping) == nil {
		_ = p.conn.SetWriteDeadline(time.Now().Add(300 * time.Millisecond))
	}
	ctx, cancel := context.WithTimeout(t.Context(), deadline)
	defer cancel()
	if err := s.api.Drain(ctx); err != nil {
		t.Fatal(err)
	}
}

func TestNoSocketAfterDrain(t *testing.T) {
	g := newRegistry(1)
	g.drain()
	if g.add(&socket{}) {
		t.Error("a socket was taken up")
	}
	<-g.gone
}

// A server whose context ends without a Drain lets its clients come back as well.
func TestRequestContextEnds(t *testing.T) {
	s := serve(t, nil)
	var phones []*phone
	for range 20 {
		p := s.connect("")
		p.say(`{"id":"a","type":"subscribe","payload":{"query":"subscription { ticks }"}}`)
		s.waitBegun()
		phones = append(phones, p)
	}
	s.stop()
	for _, p := range phones {
		p.closed(1012, "Service restart")
		s.waitEnded()
	}
}
