package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/gorilla/websocket"
)

// fake is a server that speaks the protocol and may lie: it tells of deviations in turn, whoever's they are, before it answers.
type fake struct {
	lose, repeat, refuse int // which check-off, counted from 1; 0 for none

	mu       sync.Mutex
	writes   int
	commands map[string]bool
	inboxes  []*fakeInbox // by kontaktman
	problems []string
}

type fakeInbox struct {
	seq    int
	alerts chan string
}

// serve starts the fake and returns its address. Whatever a client does against the contract fails the test.
func (f *fake) serve(t *testing.T) string {
	f.commands = map[string]bool{}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /demo/load", f.load)
	mux.HandleFunc("POST /graphql", f.checkOff)
	mux.HandleFunc("GET /graphql", f.subscribe)
	s := httptest.NewServer(mux)
	t.Cleanup(func() {
		s.Close()
		for _, p := range f.problems {
			t.Error(p)
		}
	})
	return s.URL
}

func (f *fake) problem(format string, args ...any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.problems = append(f.problems, fmt.Sprintf(format, args...))
}

func (f *fake) load(w http.ResponseWriter, r *http.Request) {
	var ask struct{ Kontaktmen, Workers, Visits, Activities int }
	if err := json.NewDecoder(r.Body).Decode(&ask); err != nil {
		f.problem("load: %v", err)
	}
	people := func(n int, prefix string) []any {
		out := []any{}
		for i := range n {
			out = append(out, map[string]string{"person": prefix + fmt.Sprint(i), "token": prefix + fmt.Sprint(i)})
		}
		return out
	}
	for range ask.Kontaktmen {
		f.inboxes = append(f.inboxes, &fakeInbox{alerts: make(chan string, 1000)})
	}
	visits := []any{}
	for i := range ask.Visits {
		activities := make([]string, ask.Activities)
		for a := range activities {
			activities[a] = fmt.Sprint("a-", a)
		}
		visits = append(visits, map[string]any{"id": fmt.Sprint("v-", i), "worker": i % ask.Workers, "brukare": "b", "activities": activities})
	}
	answer := map[string]any{"tenant": "t", "workers": people(ask.Workers, "w-"), "kontaktmen": people(ask.Kontaktmen, "k-"), "visits": visits}
	if err := json.NewEncoder(w).Encode(answer); err != nil {
		f.problem("load: %v", err)
	}
}

func (f *fake) checkOff(w http.ResponseWriter, r *http.Request) {
	var ask struct {
		Variables struct {
			Input struct{ CommandID, VisitID, ActivityID, Outcome, ReasonCode string }
		}
	}
	err := json.NewDecoder(r.Body).Decode(&ask)
	in := ask.Variables.Input
	if err != nil || in.VisitID == "" || in.ActivityID == "" || in.ReasonCode == "" || !slices.Contains([]string{"DECLINED", "NOT_PERFORMED"}, in.Outcome) {
		f.problem("check-off %+v: %v", in, err)
	}
	if !strings.HasPrefix(r.Header.Get("Authorization"), "Bearer w-") {
		f.problem("check-off by %q", r.Header.Get("Authorization"))
	}
	fmt.Fprint(w, f.write(in.CommandID))
}

// write counts a check-off, tells of its deviation as far as the fake is honest, and returns the answer.
func (f *fake) write(command string) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.commands[command] {
		f.problems = append(f.problems, "command "+command+" came twice")
	}
	f.commands[command] = true
	f.writes++
	if f.writes == f.refuse {
		return `{"data":null,"errors":[{"message":"The visit is over.","extensions":{"code":"CONFLICT"}}]}`
	}
	inbox := f.inboxes[f.writes%len(f.inboxes)]
	inbox.seq++
	alert := fmt.Sprintf(`{"id":"1","type":"next","payload":{"data":{"deviations":{"seq":%d,"id":"d-%d"}}}}`, inbox.seq, f.writes)
	if f.writes != f.lose {
		inbox.alerts <- alert
	}
	if f.writes == f.repeat {
		inbox.alerts <- alert
	}
	return fmt.Sprintf(`{"data":{"checkOff":{"deviation":{"id":"d-%d"}}}}`, f.writes)
}

func (f *fake) subscribe(w http.ResponseWriter, r *http.Request) {
	up := websocket.Upgrader{Subprotocols: []string{"graphql-transport-ws"}}
	conn, err := up.Upgrade(w, r, nil)
	if err != nil {
		f.problem("upgrade: %v", err)
		return
	}
	defer conn.Close()
	inbox, err := f.greet(conn)
	if err != nil {
		f.problem("socket: %v", err)
		return
	}
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		for err := error(nil); err == nil; {
			_, _, err = conn.ReadMessage()
		}
	}()
	for {
		select {
		case alert := <-inbox.alerts:
			conn.WriteMessage(websocket.TextMessage, []byte(alert))
		case <-gone:
			return
		}
	}
}

// greet goes through the beginning of the protocol, with a ping in it, and returns the inbox that is subscribed to.
func (f *fake) greet(conn *websocket.Conn) (*fakeInbox, error) {
	var start struct {
		Type    string
		Payload struct{ Authorization, Query string }
	}
	var who int
	if err := conn.ReadJSON(&start); err != nil {
		return nil, err
	}
	if _, err := fmt.Sscanf(start.Payload.Authorization, "Bearer k-%d", &who); err != nil || start.Type != "connection_init" {
		return nil, fmt.Errorf("%+v: %v", start, err)
	}
	if err := conn.WriteMessage(websocket.TextMessage, []byte(`{"type":"connection_ack"}`)); err != nil {
		return nil, err
	}
	if err := conn.ReadJSON(&start); err != nil || start.Type != "subscribe" || !strings.Contains(start.Payload.Query, "deviations(after: 0)") {
		return nil, fmt.Errorf("%+v: %v", start, err)
	}
	if err := conn.WriteMessage(websocket.TextMessage, []byte(`{"type":"ping"}`)); err != nil {
		return nil, err
	}
	if err := conn.ReadJSON(&start); err != nil || start.Type != "pong" {
		return nil, fmt.Errorf("%+v: %v", start, err)
	}
	return f.inboxes[who], nil
}
