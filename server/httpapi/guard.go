package httpapi

import (
	"encoding/json"
	"fmt"

	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/lyhord/lyhord/graph"
)

// The close codes of graphql-transport-ws.
// Source: https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md, checked 2026-11-21.
const (
	codeInvalid     = 4400
	codeEarly       = 4401
	codeForbidden   = 4403
	codeSubprotocol = 4406
	codeInitTimeout = 4408
	codeInUse       = 4409
	codeInitTwice   = 4429
)

// inbound is a message from the client.
type inbound struct {
	ID      string          `json:"id"`
	Type    string          `json:"type"`
	Payload json.RawMessage `json:"payload"`
}

// payloadIsObject reports whether the payload is an object, or absent where it may be.
func (m *inbound) payloadIsObject(required bool) bool {
	if len(m.Payload) == 0 || string(m.Payload) == "null" {
		return !required
	}
	return m.Payload[0] == '{'
}

// guard judges a message of the client's. It returns what gqlgen is to have: nil when the message is answered here, or breaks the
// protocol, which closes the socket.
func (s *socket) guard(text []byte) []byte {
	m := &inbound{}
	if err := json.Unmarshal(text, m); err != nil {
		s.shut(codeInvalid, "Invalid message: not a JSON object of id, type and payload")
		return nil
	}
	switch m.Type {
	case "connection_init":
		return s.guardInit(m, text)
	case "subscribe":
		return s.guardSubscribe(m)
	case "complete":
		return s.guardComplete(m)
	case "ping", "pong":
		s.answerPing(m)
		return nil
	}
	s.shut(codeInvalid, "Invalid message: unknown type")
	return nil
}

func (s *socket) guardInit(m *inbound, text []byte) []byte {
	switch {
	case !m.payloadIsObject(false):
		s.shut(codeInvalid, "Invalid message: payload of connection_init")
	case s.initialized:
		s.shut(codeInitTwice, "Too many initialisation requests")
	default:
		s.initialized = true
		return text
	}
	return nil
}

// answerPing answers a ping. A pong needs no answer: that anything came is the sign of life.
func (s *socket) answerPing(m *inbound) {
	switch {
	case !m.payloadIsObject(false):
		s.shut(codeInvalid, "Invalid message: payload of "+m.Type)
	case m.Type == "ping":
		_ = s.send("pong", "", m.Payload) // a failure has ended the socket
	}
}

func (s *socket) guardSubscribe(m *inbound) []byte {
	if m.ID == "" || !m.payloadIsObject(true) {
		s.shut(codeInvalid, "Invalid message: subscribe needs an id and a payload")
		return nil
	}
	if _, why := decodeParams(m.Payload); why != nil {
		s.shut(codeInvalid, "Invalid message: payload of subscribe")
		return nil
	}
	if !s.initialized {
		s.shut(codeEarly, "Unauthorized")
		return nil
	}
	return s.begin(m)
}

// begin gives the operation a name for gqlgen.
func (s *socket) begin(m *inbound) []byte {
	id := string(marshal(m.ID))
	s.mu.Lock()
	inUse, full := s.names.ofID[id] != "", len(s.names.running) >= s.api.config.MaxOperations
	if !inUse && !full {
		s.latest = s.names.begin(id)
		s.operating.Add(1)
	}
	s.mu.Unlock()
	switch {
	case inUse:
		s.shut(codeInUse, "Subscriber already exists")
	case full:
		_ = s.send("error", id, marshal(gqlerror.List{graph.Present(s.ctx, errOperations)}))
	default:
		return fmt.Appendf(nil, `{"id":%q,"type":"subscribe","payload":%s}`, s.latest, m.Payload)
	}
	return nil
}

func (s *socket) guardComplete(m *inbound) []byte {
	if m.ID == "" {
		s.shut(codeInvalid, "Invalid message: complete needs an id")
		return nil
	}
	s.mu.Lock()
	name := s.names.leave(string(marshal(m.ID)))
	s.mu.Unlock()
	if name == "" {
		return nil // it has ended by itself meanwhile
	}
	return fmt.Appendf(nil, `{"id":%q,"type":"complete"}`, name)
}

// names are the operations of a socket: the ids that the client gave them, as JSON, and the name that each has for gqlgen. A name is
// never used again, so that an id that is, never meets what is left of the operation before.
type names struct {
	last    int
	ofID    map[string]string // the names by the ids in use
	running map[string]string // the ids by name; empty when the client has left the operation
}

func newNames() names { return names{ofID: map[string]string{}, running: map[string]string{}} }

// begin returns a name for a new operation.
func (n *names) begin(id string) (name string) {
	n.last++
	name = fmt.Sprint(n.last)
	n.ofID[id], n.running[name] = name, id
	return name
}

// leave ends the operation for the client, and returns its name; empty when there is none.
func (n *names) leave(id string) (name string) {
	if name = n.ofID[id]; name != "" {
		delete(n.ofID, id)
		n.running[name] = ""
	}
	return name
}

// outbound returns the client's id for a message of the operation, empty when the client is not to have it, and whether it is the
// operation's last: anything but a result is.
func (n *names) outbound(name, kind string) (id string, last bool) {
	id, running := n.running[name]
	if !running || kind == "next" {
		return id, false
	}
	delete(n.running, name)
	delete(n.ofID, id)
	return id, true
}
