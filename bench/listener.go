package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

// Limits of a socket, in time.
const (
	dialTimeout   = 10 * time.Second // also for what is said before the first alert
	hangUpTimeout = 2 * time.Second
)

// What an alert asks for: what a phone shows on its locked screen; with -full, also what takes reads of other documents.
const (
	alertFields = `seq id priority state activityTitle outcome reasonCode reportedAt`
	fullFields  = alertFields + ` brukare { name } visit { id }`
)

// listener is a kontaktman on a socket of the protocol graphql-transport-ws. It checks that the inbox's numbers come each once and in order.
type listener struct {
	conn     *websocket.Conn
	ledger   *ledger
	numbers  sequence
	hangsUp  atomic.Bool
	finished chan struct{}
}

// message is one message of the protocol, both ways.
type message struct {
	ID      string          `json:"id,omitempty"`
	Type    string          `json:"type"`
	Payload json.RawMessage `json:"payload,omitempty"`
}

// listen connects all kontaktmän and subscribes each to its deviations from the first on. It returns when each connection has been
// acknowledged; the protocol acknowledges no subscription, but what is missed until it stands is read from the inbox.
func listen(ctx context.Context, server *url.URL, who []person, full bool, l *ledger) ([]*listener, error) {
	fields := alertFields
	if full {
		fields = fullFields
	}
	var out []*listener
	for _, p := range who {
		x := &listener{ledger: l, finished: make(chan struct{})}
		if err := x.connect(ctx, server, p.Token, fields); err != nil {
			hangUp(out)
			return nil, fmt.Errorf("socket of a kontaktman: %w", err)
		}
		go x.hearAll()
		out = append(out, x)
	}
	return out, nil
}

func (x *listener) connect(ctx context.Context, server *url.URL, token, fields string) (err error) {
	at := *server
	at.Scheme = map[string]string{"http": "ws", "https": "wss"}[server.Scheme]
	d := websocket.Dialer{Subprotocols: []string{"graphql-transport-ws"}, HandshakeTimeout: dialTimeout}
	conn, resp, err := d.DialContext(ctx, at.String(), nil)
	if err != nil {
		return withStatus(err, resp)
	}
	x.conn = conn
	if err := x.subscribe(token, fields); err != nil {
		conn.Close()
		return err
	}
	return nil
}

// withStatus adds to a failed handshake what the server answered, if it did.
func withStatus(err error, resp *http.Response) error {
	if resp == nil {
		return err
	}
	return fmt.Errorf("%w (%s)", err, resp.Status)
}

func (x *listener) subscribe(token, fields string) error {
	if err := x.say("", "connection_init", map[string]string{"authorization": "Bearer " + token}); err != nil {
		return err
	}
	if err := x.conn.SetReadDeadline(time.Now().Add(dialTimeout)); err != nil {
		return err
	}
	var m message
	if err := x.conn.ReadJSON(&m); err != nil {
		return err
	}
	if m.Type != "connection_ack" {
		return fmt.Errorf("the server answered connection_init with %q", m.Type)
	}
	if err := x.conn.SetReadDeadline(time.Time{}); err != nil {
		return err
	}
	return x.say("1", "subscribe", map[string]string{"query": "subscription { deviations(after: 0) { " + fields + " } }"})
}

func (x *listener) say(id, kind string, payload any) error {
	raw, err := json.Marshal(payload)
	if err != nil {
		return err
	}
	return x.conn.WriteJSON(message{ID: id, Type: kind, Payload: raw})
}

// hearAll hears until the socket ends. An end that is not of our making is a failure: nothing is heard from then on.
func (x *listener) hearAll() {
	defer close(x.finished)
	defer x.conn.Close()
	for {
		_, raw, err := x.conn.ReadMessage()
		at := time.Now()
		if err == nil {
			err = x.hear(raw, at)
		}
		if err != nil {
			if !x.hangsUp.Load() {
				x.ledger.fail("SOCKET", err.Error())
			}
			return
		}
	}
}

// hear takes one message that came at the instant at.
func (x *listener) hear(raw []byte, at time.Time) error {
	var m message
	if err := json.Unmarshal(raw, &m); err != nil {
		return err
	}
	switch m.Type {
	case "next":
		return x.alert(m.Payload, at)
	case "ping":
		return x.conn.WriteJSON(message{Type: "pong"})
	case "pong":
		return nil
	}
	return fmt.Errorf("the server said %s", raw[:min(len(raw), 300)])
}

func (x *listener) alert(payload []byte, at time.Time) error {
	var p struct {
		Data struct {
			Deviations struct {
				Seq int64  `json:"seq"`
				ID  string `json:"id"`
			} `json:"deviations"`
		} `json:"data"`
		Errors graphErrors `json:"errors"`
	}
	if err := json.Unmarshal(payload, &p); err != nil {
		return err
	}
	if f := p.Errors.first(); f != nil {
		x.ledger.fail(f.code, f.text)
	}
	d := p.Data.Deviations
	if d.ID == "" {
		return errors.New("an alert without a deviation")
	}
	x.ledger.heard(d.ID, at, x.numbers.hear(d.Seq))
	return nil
}

// hangUp ends all sockets in the orderly way, so that what the server had already sent is heard, and returns how many numbers were skipped.
func hangUp(all []*listener) (gaps int64) {
	goodbye := websocket.FormatCloseMessage(websocket.CloseNormalClosure, "")
	until := time.Now().Add(hangUpTimeout)
	for _, x := range all {
		x.hangsUp.Store(true)
		x.conn.WriteControl(websocket.CloseMessage, goodbye, until) // fails where the socket is gone already
		x.conn.NetConn().SetReadDeadline(until)
	}
	for _, x := range all {
		<-x.finished
		gaps += x.numbers.gaps
	}
	return gaps
}
