package httpapi

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"reflect"
	"sync"
	"time"

	"github.com/99designs/gqlgen/graphql/handler/transport"
	"github.com/gorilla/websocket"
)

// closeWait is how long a client may take to answer a close frame, or to read it where no answer can come.
const closeWait = time.Second

// abnormal is the close code of a socket that ended without a close frame.
const abnormal = websocket.CloseAbnormalClosure

// socket is one client's connection, and what gqlgen reads from and writes to. It is read by one goroutine, that of its request.
type socket struct {
	api      *API
	conn     *websocket.Conn
	exchange *exchange
	opened   time.Time
	ctx      context.Context // its operations end with it
	cancel   context.CancelFunc
	unhook   func() bool

	// Only for the goroutine that reads.
	initialized bool   // connection_init has come
	latest      string // the name of the operation that gqlgen was given last
	peerClosed  bool   // the client's close frame has come

	writing sync.Mutex // held while a message is written

	mu           sync.Mutex
	code         int // the close code; 0 while open
	ping, expiry *time.Timer
	names        names

	operating sync.WaitGroup // one for each of names.running
}

func newSocket(a *API, conn *websocket.Conn, r *http.Request) *socket {
	s := &socket{api: a, conn: conn, exchange: exchangeIn(r.Context()), opened: time.Now(), names: newNames()}
	// gqlgen answers a context that ends by closing with 1000, which clients take for good.
	s.ctx, s.cancel = context.WithCancel(context.WithoutCancel(r.Context()))
	s.unhook = context.AfterFunc(r.Context(), func() { s.shut(websocket.CloseServiceRestart, "Service restart") })
	conn.SetReadLimit(a.config.MaxMessage)
	return s
}

// Subprotocol implements [transport.WebsocketConn].
func (s *socket) Subprotocol() string { return s.conn.Subprotocol() }

// NextReader implements [transport.WebsocketConn]: it gives gqlgen the next message that is for it. It returns when the connection is
// closed, by either side.
func (s *socket) NextReader() (int, io.Reader, error) {
	for {
		text, err := s.receive()
		if err != nil {
			return 0, nil, transport.ErrWebsocketClosed
		}
		if forward := s.guard(text); forward != nil {
			return websocket.TextMessage, bytes.NewReader(forward), nil
		}
	}
}

// receive reads one message. While the socket closes, what comes is read and dropped until the client's own close frame.
func (s *socket) receive() ([]byte, error) {
	for {
		s.awaitMore()
		kind, text, err := s.conn.ReadMessage()
		switch {
		case err != nil:
			s.unreadable(err)
			return nil, err
		case s.closeCode() != 0:
		case kind == websocket.BinaryMessage:
			s.shut(websocket.CloseUnsupportedData, "Only text messages")
		default:
			return text, nil
		}
	}
}

// awaitMore sets until when the client may be silent.
func (s *socket) awaitMore() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.code != 0 {
		return // shut has set the last deadline
	}
	deadline := s.opened.Add(s.api.config.InitTimeout)
	if s.initialized {
		deadline = time.Now().Add(2 * s.api.config.PingInterval)
	}
	_ = s.conn.SetReadDeadline(deadline) // where it fails, so does reading
}

// unreadable ends the socket after an error of reading.
func (s *socket) unreadable(err error) {
	if e, ok := errors.AsType[*websocket.CloseError](err); ok {
		s.peerClosed = true
		s.ended(e.Code)
		return
	}
	timeout, ok := errors.AsType[net.Error](err)
	switch {
	case errors.Is(err, websocket.ErrReadLimit):
		s.ended(websocket.CloseMessageTooBig) // gorilla/websocket has sent it
	case !ok || !timeout.Timeout():
		s.ended(abnormal)
	case !s.initialized:
		s.shut(codeInitTimeout, "Connection initialisation timeout")
	default:
		s.shut(websocket.CloseGoingAway, "Ping not answered")
	}
}

// WriteJSON implements [transport.WebsocketConn]: it sends the client a message of gqlgen's.
func (s *socket) WriteJSON(v any) error {
	// gqlgen keeps the type of its messages to itself.
	m := reflect.Indirect(reflect.ValueOf(v))
	kind, name := m.FieldByName("Type").String(), m.FieldByName("ID").String()
	payload := m.FieldByName("Payload").Bytes()
	if name == "" {
		return s.send(kind, "", payload)
	}
	return s.sendOf(name, kind, payload)
}

// sendOf sends a message of the operation that gqlgen knows by name, unless the client has been told that it ended, or ended it.
func (s *socket) sendOf(name, kind string, payload []byte) error {
	s.mu.Lock()
	id, last := s.names.outbound(name, kind)
	s.mu.Unlock()
	if last {
		defer s.operating.Done()
	}
	if id == "" {
		return nil
	}
	return s.send(kind, id, payload)
}

// send writes a message. id is JSON already, as is payload; either may be empty. A client that does not take it in time is gone.
func (s *socket) send(kind, id string, payload []byte) error {
	b := bodies.Get().(*bytes.Buffer)
	defer putBody(b)
	b.WriteByte('{')
	if id != "" {
		member(b, "id", []byte(id))
	}
	member(b, "type", []byte(`"`+kind+`"`))
	if len(payload) > 0 {
		member(b, "payload", payload)
	}
	b.WriteByte('}')

	s.writing.Lock()
	defer s.writing.Unlock()
	if s.closeCode() != 0 {
		return net.ErrClosed
	}
	_ = s.conn.SetWriteDeadline(time.Now().Add(s.api.config.WriteTimeout)) // returns nil
	err := s.conn.WriteMessage(websocket.TextMessage, b.Bytes())
	if err != nil {
		s.ended(abnormal)
		s.conn.Close()
	}
	return err
}

// refuse ends the operation that gqlgen was given last with an error message.
func (s *socket) refuse(errs any) { _ = s.sendOf(s.latest, "error", marshal(errs)) }

// WriteClose implements [transport.WebsocketConn]. gqlgen closes only what is closing already; the first code counts.
func (s *socket) WriteClose(code int, reason string) error {
	s.shut(code, reason)
	return nil
}

// Close implements [transport.WebsocketConn]. The connection stays until [socket.finish], so that the close frame arrives.
func (s *socket) Close() error { return nil }

// closeCode returns the code that the socket is closing with, 0 while it is open.
func (s *socket) closeCode() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.code
}

// after calls fn after d, unless the socket has ended by then. The timer is one of the socket's.
func (s *socket) after(timer **time.Timer, d time.Duration, fn func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.code == 0 {
		*timer = time.AfterFunc(d, fn)
	}
}

// ended notes how the socket ended, and ends its operations. It reports false when it had ended before.
func (s *socket) ended(code int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.code != 0 {
		return false
	}
	s.code = code
	_ = s.conn.SetReadDeadline(time.Now().Add(closeWait))
	for _, t := range []*time.Timer{s.ping, s.expiry} {
		if t != nil {
			t.Stop()
		}
	}
	s.cancel()
	return true
}

// shut closes the socket with a code and a reason of at most 123 bytes. Only the first call counts. It doesn't wait for the client's
// answer.
func (s *socket) shut(code int, reason string) {
	if !s.ended(code) {
		return
	}
	frame := websocket.FormatCloseMessage(code, reason)
	if s.conn.WriteControl(websocket.CloseMessage, frame, time.Now().Add(closeWait)) != nil {
		s.conn.Close() // a write is stuck, or the client is gone
	}
}

// finish ends the socket and everything about it, and waits for its operations: the store may be closed after a [API.Drain].
func (s *socket) finish() {
	s.shut(websocket.CloseInternalServerErr, "") // unless it has a code, as it always should
	s.unhook()
	s.linger()
	s.conn.Close()
	s.operating.Wait()
	s.exchange.closed = s.closeCode()
	s.api.sockets.remove(s)
}

// linger lets a close frame of ours arrive: a connection that is closed with something unread is reset, and the client may then lose
// what it had not read. It waits for the client's close frame, or where none can be read any more, for its end of the connection.
func (s *socket) linger() {
	if !s.peerClosed {
		_, _ = s.receive() // to the end, as the socket is closing
	}
	if !s.peerClosed {
		_ = s.conn.SetReadDeadline(time.Now().Add(closeWait))
		_, _ = io.Copy(io.Discard, s.conn.NetConn())
	}
}
