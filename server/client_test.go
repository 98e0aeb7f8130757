package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/gorilla/websocket"
)

// patience is how long a test waits for what must come.
const patience = 20 * time.Second

// client is a phone: HTTP and a socket against a running server, as one person.
type client struct {
	t     *testing.T
	url   string
	token string
}

// reply is an answer to an operation.
type reply struct {
	Data   json.RawMessage `json:"data"`
	Errors []struct {
		Message    string         `json:"message"`
		Extensions map[string]any `json:"extensions"`
	} `json:"errors"`
}

func (r reply) code() string {
	if len(r.Errors) == 0 {
		return ""
	}
	return fmt.Sprint(r.Errors[0].Extensions["code"])
}

// signIn returns the client as one of the demo's people.
func signIn(t *testing.T, url, person string) *client {
	t.Helper()
	var out struct{ Token string }
	postJSON(t, url+"/demo/token", map[string]string{"person": person}, &out)
	return &client{t, url, out.Token}
}

func postJSON(t *testing.T, url string, in, out any) {
	t.Helper()
	body, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.Post(url, "application/json", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("POST %s: %s %s %v", url, res.Status, answer, err)
	}
	if err := json.Unmarshal(answer, out); err != nil {
		t.Fatal(err)
	}
}

// ask sends an operation; an error is one of the network alone.
func (c *client) ask(query string, variables map[string]any) (reply, error) {
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		return reply{}, err
	}
	req, err := http.NewRequest(http.MethodPost, c.url+"/graphql", bytes.NewReader(body))
	if err != nil {
		return reply{}, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept-Language", "en")
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return reply{}, err
	}
	defer res.Body.Close()
	var out reply
	return out, json.NewDecoder(res.Body).Decode(&out)
}

// get asks and reads the data; any error fails the test.
func (c *client) get(into any, query string, variables map[string]any) {
	c.t.Helper()
	r, err := c.ask(query, variables)
	if err != nil || len(r.Errors) > 0 {
		c.t.Fatalf("%s: %v %+v", query, err, r.Errors)
	}
	if err := json.Unmarshal(r.Data, into); err != nil {
		c.t.Fatal(err)
	}
}

// refused asks, and fails the test unless the answer is an error of that code.
func (c *client) refused(code, query string, variables map[string]any) reply {
	c.t.Helper()
	r, err := c.ask(query, variables)
	if err != nil || r.code() != code {
		c.t.Errorf("%s with %v: want %s, got %v %+v %s", query, variables, code, err, r.Errors, r.Data)
	}
	return r
}

// command adds a new commandId to an input.
func command(in map[string]any) map[string]any {
	if _, ok := in["commandId"]; !ok {
		in["commandId"] = uuid.NewString()
	}
	return map[string]any{"input": in}
}

// socket is an open graphql-transport-ws connection with one subscription.
type socket struct {
	t      *testing.T
	conn   *websocket.Conn
	next   chan json.RawMessage // closed when the socket ends
	failed chan json.RawMessage // the subscription's error message, if one comes
	closed chan error           // why the socket ended
}

// subscribe opens a socket and starts a subscription on it. It returns when the server has acknowledged the connection.
func (c *client) subscribe(query string, variables map[string]any) *socket {
	c.t.Helper()
	dialer := websocket.Dialer{Subprotocols: []string{"graphql-transport-ws"}, HandshakeTimeout: patience}
	conn, _, err := dialer.Dial("ws"+strings.TrimPrefix(c.url, "http")+"/graphql", nil)
	if err != nil {
		c.t.Fatal(err)
	}
	init := map[string]any{"type": "connection_init"}
	if c.token != "" {
		init["payload"] = map[string]string{"authorization": "Bearer " + c.token}
	}
	var ack struct{ Type string }
	if err := conn.WriteJSON(init); err != nil {
		c.t.Fatal(err)
	}
	if err := conn.ReadJSON(&ack); err != nil || ack.Type != "connection_ack" {
		c.t.Fatalf("no acknowledgement: %v %+v", err, ack)
	}
	payload := map[string]any{"query": query, "variables": variables}
	if err := conn.WriteJSON(map[string]any{"type": "subscribe", "id": "1", "payload": payload}); err != nil {
		c.t.Fatal(err)
	}
	s := &socket{c.t, conn, make(chan json.RawMessage, 1024), make(chan json.RawMessage, 1), make(chan error, 1)}
	go s.read()
	return s
}

func (s *socket) read() {
	defer close(s.next)
	for {
		var m struct {
			Type    string
			Payload json.RawMessage
		}
		if err := s.conn.ReadJSON(&m); err != nil {
			s.closed <- err
			return
		}
		switch m.Type {
		case "next":
			s.next <- m.Payload
		case "error":
			s.failed <- m.Payload
		case "ping":
			_ = s.conn.WriteJSON(map[string]string{"type": "pong"})
		}
	}
}

// cut ends the connection as a lost net does: without a word.
func (s *socket) cut() { _ = s.conn.NetConn().Close() }

// alert is a deviation as the socket brings it.
type alert struct {
	ID       string
	Seq      int
	Priority string
	State    string
	Activity *struct{ ID string }
	Outcome  string
	Reason   string
	Brukare  struct{ Name string }
}

const watchDeviations = `subscription($after: Int) { deviations(after: $after) {
	id seq priority state activity { id } outcome reason brukare { name } } }`

// alert waits for the next deviation.
func (s *socket) alert() alert {
	s.t.Helper()
	var m struct {
		Data struct{ Deviations alert }
	}
	await(s.t, s.next, &m)
	return m.Data.Deviations
}

func await(t *testing.T, c <-chan json.RawMessage, into any) {
	t.Helper()
	select {
	case raw, ok := <-c:
		if !ok {
			t.Fatal("the socket has ended")
		}
		if err := json.Unmarshal(raw, into); err != nil {
			t.Fatal(err)
		}
	case <-time.After(patience):
		t.Fatal("nothing came")
	}
}
