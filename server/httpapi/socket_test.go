package httpapi

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/lyhord/lyhord/domain"
)

const initMessage = `{"type":"connection_init"}`

func TestSocketOperations(t *testing.T) {
	s := serve(t, nil)
	p := s.connect("anna")

	p.say(`{"id":"q \" å","type":"subscribe","payload":{"query":"query ($n: Int) { echo(n: $n) }","variables":{"n":9007199254740993}}}`)
	p.hear(`{"id":"q \" å","type":"next","payload":{"data":{"echo":"9007199254740993"}}}`)
	p.hear(`{"id":"q \" å","type":"complete"}`)

	p.say(`{"id":"m","type":"subscribe","payload":{"query":"mutation { set }"}}`)
	p.hear(`{"id":"m","type":"next","payload":{"data":{"set":"hej"}}}`)
	p.hear(`{"id":"m","type":"complete"}`)

	p.say(`{"id":"s","type":"subscribe","payload":{"query":"subscription { ticks }"}}`)
	ticks := s.waitBegun()
	for n := range 3 {
		ticks <- n
		p.hear(fmt.Sprintf(`{"id":"s","type":"next","payload":{"data":{"ticks":%d}}}`, n))
	}
	close(ticks)
	p.hear(`{"id":"s","type":"complete"}`)
	s.waitEnded()
}

// An operation that never begins ends with one error message, and nothing after it.
func TestSocketRefusesOperation(t *testing.T) {
	for name, query := range map[string]string{
		"does not parse":          `{`,
		"does not fit the schema": `{ nothing }`,
		"too complex":             `{ a:hello b:hello c:hello d:hello e:hello f:hello }`,
	} {
		t.Run(name, func(t *testing.T) {
			p := serve(t, nil).connect("anna")
			p.say(`{"id":"x","type":"subscribe","payload":{"query":"` + query + `"}}`)
			got := p.next()
			if !strings.HasPrefix(got, `{"id":"x","type":"error","payload":[{"message":`) || !strings.Contains(got, `"code":"INVALID"`) {
				t.Errorf("heard %s", got)
			}
			p.say(`{"type":"ping"}`)
			p.hear(`{"type":"pong"}`) // and no complete before it
		})
	}
}

func TestSocketHidesPanic(t *testing.T) {
	p := serve(t, nil).connect("anna")
	p.say(`{"id":"x","type":"subscribe","payload":{"query":"subscription { boom }"}}`)
	got := p.next()
	if strings.Contains(got, "secret") || !strings.Contains(got, `"type":"error"`) || !strings.Contains(got, `"code":"INTERNAL"`) || !strings.Contains(got, `"reference":`) {
		t.Errorf("heard %s", got)
	}
	p.say(`{"type":"ping"}`)
	p.hear(`{"type":"pong"}`)
}

// A fault of ours in the middle of a socket closes that one alone.
func TestSocketFault(t *testing.T) {
	logs := &buffer{}
	s := serve(t, func(c *Config) {
		c.Log = logs.logger()
		c.Verifier = verifierFunc(func(string) (domain.Actor, error) { panic("secret of the verifier") })
	})
	p := s.dial()
	p.say(`{"type":"connection_init","payload":{"authorization":"Bearer anna"}}`)
	p.closed(1011, "")
	logs.waitFor(t, "secret of the verifier")
	s.connect("")
}

type verifierFunc func(string) (domain.Actor, error)

func (f verifierFunc) Verify(token string) (domain.Actor, error) { return f(token) }

func TestSocketProtocol(t *testing.T) {
	silent := `{"id":"a","type":"subscribe","payload":{"query":"subscription { ticks }"}}`
	for _, c := range []struct {
		name   string
		said   []string
		code   int
		reason string
	}{
		{"no JSON", []string{`{`}, 4400, "Invalid message: not a JSON object of id, type and payload"},
		{"two JSON values", []string{`{"type":"ping"} {}`}, 4400, "Invalid message: not a JSON object of id, type and payload"},
		{"an array", []string{`[]`}, 4400, "Invalid message: not a JSON object of id, type and payload"},
		{"no type", []string{`{}`}, 4400, "Invalid message: unknown type"},
		{"an unknown type", []string{`{"type":"start"}`}, 4400, "Invalid message: unknown type"},
		{"a type that is the server's", []string{`{"type":"next","id":"a","payload":{}}`}, 4400, "Invalid message: unknown type"},
		{"an id that is no text", []string{`{"type":"subscribe","id":1,"payload":{"query":"{ hello }"}}`}, 4400, "Invalid message: not a JSON object of id, type and payload"},
		{"connection_init with a list", []string{`{"type":"connection_init","payload":[]}`}, 4400, "Invalid message: payload of connection_init"},
		{"ping with a text", []string{`{"type":"ping","payload":"x"}`}, 4400, "Invalid message: payload of ping"},
		{"subscribe without id", []string{initMessage, `{"type":"subscribe","payload":{"query":"{ hello }"}}`}, 4400, "Invalid message: subscribe needs an id and a payload"},
		{"subscribe without payload", []string{initMessage, `{"type":"subscribe","id":"a"}`}, 4400, "Invalid message: subscribe needs an id and a payload"},
		{"subscribe with null", []string{initMessage, `{"type":"subscribe","id":"a","payload":null}`}, 4400, "Invalid message: subscribe needs an id and a payload"},
		{"subscribe without query", []string{initMessage, `{"type":"subscribe","id":"a","payload":{}}`}, 4400, "Invalid message: payload of subscribe"},
		{"variables that are a list", []string{initMessage, `{"type":"subscribe","id":"a","payload":{"query":"{ hello }","variables":[]}}`}, 4400, "Invalid message: payload of subscribe"},
		{"complete without id", []string{initMessage, `{"type":"complete"}`}, 4400, "Invalid message: complete needs an id"},
		{"subscribe before connection_init", []string{silent}, 4401, "Unauthorized"},
		{"a token that is not valid", []string{`{"type":"connection_init","payload":{"authorization":"Bearer eve"}}`}, 4403, "Forbidden"},
		{"a token without Bearer", []string{`{"type":"connection_init","payload":{"Authorization":"anna"}}`}, 4403, "Forbidden"},
		{"a token that is no text", []string{`{"type":"connection_init","payload":{"authorization":{}}}`}, 4403, "Forbidden"},
		{"an id that is in use", []string{initMessage, silent, silent}, 4409, "Subscriber already exists"},
		{"a second connection_init", []string{initMessage, initMessage}, 4429, "Too many initialisation requests"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := serve(t, nil).dial()
			for _, text := range c.said {
				p.say(text)
			}
			if c.said[0] == initMessage {
				p.hear(`{"type":"connection_ack"}`)
			}
			p.closed(c.code, c.reason)
		})
	}
}

func TestSocketBinaryMessage(t *testing.T) {
	p := serve(t, nil).connect("anna")
	if err := p.conn.WriteMessage(websocket.BinaryMessage, []byte(`{"type":"ping"}`)); err != nil {
		t.Fatal(err)
	}
	p.closed(1003, "Only text messages")
}

func TestSocketMessageTooLarge(t *testing.T) {
	s := serve(t, func(c *Config) { c.MaxMessage = 1000 })
	p := s.connect("anna")
	p.say(`{"type":"ping"}` + strings.Repeat(" ", 900))
	p.hear(`{"type":"pong"}`)
	p.say(`{"type":"ping"}` + strings.Repeat(" ", 1000))
	p.closed(1009, "")
}

// The client learns why, though it was still sending.
func TestCloseCodeArrives(t *testing.T) {
	s := serve(t, func(c *Config) { c.MaxMessage = 1000 })
	for range 5 {
		p := s.connect("anna")
		p.say(strings.Repeat(" ", 8<<20))
		p.closed(1009, "")
	}
}

func TestSocketSubprotocol(t *testing.T) {
	for _, offered := range [][]string{nil, {"graphql-ws"}} {
		s := serve(t, nil)
		conn, _, err := s.try(nil, offered...)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		_ = conn.SetReadDeadline(time.Now().Add(deadline))
		(&phone{t, conn}).closed(4406, "Subprotocol not acceptable")
	}
}

func TestSocketInitTimeout(t *testing.T) {
	s := serve(t, func(c *Config) { c.InitTimeout = 100 * time.Millisecond })
	p := s.dial()
	p.say(`{"type":"ping"}`) // is no excuse
	p.hear(`{"type":"pong"}`)
	p.closed(4408, "Connection initialisation timeout")
}

func TestSocketTokenExpires(t *testing.T) {
	short := staff("anna")
	short.Expires = time.Now().Add(300 * time.Millisecond)
	s := serve(t, func(c *Config) { c.Verifier = tokens{"short": short} })
	p := s.connect("short")
	p.say(`{"id":"a","type":"subscribe","payload":{"query":"subscription { ticks }"}}`)
	p.closed(4403, "Token expired")
	if now := time.Now(); now.Before(short.Expires) || now.After(short.Expires.Add(2*time.Second)) {
		t.Errorf("closed %v after expiry", now.Sub(short.Expires))
	}
	s.waitEnded()
}

func TestSocketPing(t *testing.T) {
	s := serve(t, func(c *Config) { c.PingInterval = 50 * time.Millisecond })
	p := s.connect("anna")
	for range 6 { // longer than two intervals
		p.hear(`{"type":"ping"}`)
		p.say(`{"type":"pong"}`)
	}
	for quiet := time.Now(); ; {
		_, text, err := p.conn.ReadMessage()
		if err == nil && string(text) == `{"type":"ping"}` && time.Since(quiet) < deadline {
			continue
		}
		if want := (&websocket.CloseError{Code: 1001, Text: "Ping not answered"}); err == nil || err.Error() != want.Error() {
			t.Fatalf("heard %s, %v; want %v", text, err, want)
		}
		return
	}
}

func TestSocketAnswersPing(t *testing.T) {
	p := serve(t, nil).dial() // before connection_init too
	p.say(`{"type":"ping","payload":{"at":"Åre"}}`)
	p.hear(`{"type":"pong","payload":{"at":"Åre"}}`)
}

// A client that leaves an operation hears nothing more of it, and may use its id at once.
func TestSocketIDUsedAgain(t *testing.T) {
	s := serve(t, nil)
	p := s.connect("anna")
	for n := range 20 {
		p.say(`{"id":"a","type":"subscribe","payload":{"query":"subscription { ticks }"}}`)
		s.waitBegun() <- n
		p.hear(fmt.Sprintf(`{"id":"a","type":"next","payload":{"data":{"ticks":%d}}}`, n))
		p.say(`{"id":"a","type":"complete"}`)
	}
	for range 20 {
		s.waitEnded()
	}
	p.say(`{"id":"unknown","type":"complete"}`)
	p.say(`{"type":"ping"}`)
	p.hear(`{"type":"pong"}`)
}

func TestSocketTooManyOperations(t *testing.T) {
	s := serve(t, func(c *Config) { c.MaxOperations = 2 })
	p := s.connect("anna")
	for _, id := range []string{"a", "b", "c"} {
		p.say(`{"id":"` + id + `","type":"subscribe","payload":{"query":"subscription { ticks }"}}`)
	}
	if got := p.next(); !strings.HasPrefix(got, `{"id":"c","type":"error","payload":[{"message":`) || !strings.Contains(got, `"code":"RATE_LIMITED"`) {
		t.Fatalf("heard %s", got)
	}
	p.say(`{"id":"a","type":"complete"}`)
	s.waitEnded()
}

func TestSocketsOfOneActor(t *testing.T) {
	s := serve(t, func(c *Config) { c.MaxSockets = 2 })
	first := s.connect("anna")
	s.connect("anna")
	third := s.dial()
	third.say(`{"type":"connection_init","payload":{"authorization":"Bearer anna"}}`)
	third.closed(1013, "Too many sockets")
	s.connect("bo") // another actor's count is another
	for range 10 {
		s.connect("")
	}

	first.conn.Close()
	for end := time.Now().Add(deadline); ; { // the server learns of it in its own time
		p := s.dial()
		p.say(`{"type":"connection_init","payload":{"authorization":"Bearer anna"}}`)
		if _, text, err := p.conn.ReadMessage(); err == nil && string(text) == `{"type":"connection_ack"}` {
			return
		}
		if time.Now().After(end) {
			t.Fatal("a closed socket still counts")
		}
	}
}

func TestSocketLanguage(t *testing.T) {
	for _, c := range []struct{ header, payload, want string }{
		{"", `{}`, "För många frågor"},
		{"en", `{}`, "Too many operations"},
		{"en", `{"lang":"sv"}`, "För många frågor"},
		{"", `{"lang":"en-GB"}`, "Too many operations"},
	} {
		s := serve(t, func(c *Config) { c.MaxOperations = 1 })
		conn, _, err := s.try(http.Header{"Accept-Language": {c.header}}, subprotocol)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		p := &phone{t, conn}
		p.say(`{"type":"connection_init","payload":` + c.payload + `}`)
		p.hear(`{"type":"connection_ack"}`)
		p.say(`{"id":"a","type":"subscribe","payload":{"query":"subscription { ticks }"}}`)
		p.say(`{"id":"b","type":"subscribe","payload":{"query":"subscription { ticks }"}}`)
		if got := p.next(); !strings.Contains(got, c.want) {
			t.Errorf("Accept-Language %q, payload %s: heard %s", c.header, c.payload, got)
		}
	}
}

// Results and answers to pings are written by several at once.
func TestSocketWriters(t *testing.T) {
	s := serve(t, nil)
	p := s.connect("anna")
	p.say(`{"id":"a","type":"subscribe","payload":{"query":"subscription { flood }"}}`)
	const pings = 200
	go func() {
		for range pings {
			_ = p.conn.WriteMessage(websocket.TextMessage, []byte(`{"type":"ping"}`))
		}
	}()
	for pongs := 0; pongs < pings; {
		if p.next() == `{"type":"pong"}` {
			pongs++
		}
	}
}

func TestSocketOrigin(t *testing.T) {
	s := serve(t, func(c *Config) { c.Origins = []string{"https://app.example"} })
	for origin, want := range map[string]int{
		"":                         101,
		s.URL:                      101,
		"https://app.example":      101,
		"https://app.example.evil": 403,
		"https://evil.example":     403,
		"http://127.0.0.1:1":       403, // another port is another origin
		"null":                     403,
	} {
		h := http.Header{}
		if origin != "" {
			h.Set("Origin", origin)
		}
		conn, resp, err := s.try(h, subprotocol)
		if err == nil {
			defer conn.Close()
		}
		if resp == nil || resp.StatusCode != want {
			t.Errorf("origin %q: %v, want %d", origin, err, want)
		}
	}
}

func TestBadHandshake(t *testing.T) {
	s := serve(t, nil)
	resp, body := s.do("GET", "/graphql", "", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 12")
	if resp.StatusCode != http.StatusBadRequest || !strings.Contains(body, `"code":"INVALID"`) {
		t.Errorf("%d %s", resp.StatusCode, body)
	}
}

func TestSocketAccessLog(t *testing.T) {
	logs := &buffer{}
	s := serve(t, func(c *Config) { c.Log = logs.logger() })
	p := s.connect("anna")
	p.say(`{`)
	p.closed(4400, "Invalid message: not a JSON object of id, type and payload")
	if err := s.api.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	line := logs.waitFor(t, `"msg":"request"`)
	for _, want := range []string{`"status":101`, `"closed":4400`, `"actor":"STAFF"`} {
		if !bytes.Contains(line, []byte(want)) {
			t.Errorf("%s lacks %s", line, want)
		}
	}
}
