package mongodb

import (
	"encoding/binary"
	"errors"
	"io"
	"net"
	"slices"
	"sync"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/x/mongo/driver/wiremessage"
)

// fakeServer speaks MongoDB's wire protocol on a port of its own, so that a test sees what the store sends, and can answer with what a
// real server only answers on a bad day. It keeps documents in memory; see fakedata_test.go. It is no proof that a real
// server does the same: for that, run the suite with MONGODB_URI.
type fakeServer struct {
	listener net.Listener
	hello    bson.D // what it says it is
	data     *fakeData

	mu        sync.Mutex
	commands  []bson.Raw // what it was asked, without the driver's own housekeeping
	intercept func(command string, body bson.Raw) (answer bson.D, drop bool)
	conns     map[net.Conn]bool
	serving   sync.WaitGroup
}

// command is a received command: its body, with the documents that came beside it put in as an array, as the protocol has it.
type command struct {
	name string
	body bson.Raw
	id   int32
}

func startFake(t testing.TB) *fakeServer {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &fakeServer{listener: l, data: newFakeData(), conns: map[net.Conn]bool{}}
	address := l.Addr().String()
	s.hello = bson.D{
		{Key: "ok", Value: 1}, {Key: "isWritablePrimary", Value: true}, {Key: "ismaster", Value: true}, {Key: "helloOk", Value: true},
		{Key: "setName", Value: "rs0"}, {Key: "setVersion", Value: 1}, {Key: "hosts", Value: bson.A{address}}, {Key: "me", Value: address},
		{Key: "primary", Value: address}, {Key: "maxBsonObjectSize", Value: 16 << 20}, {Key: "maxMessageSizeBytes", Value: 48 << 20},
		{Key: "maxWriteBatchSize", Value: 100000}, {Key: "logicalSessionTimeoutMinutes", Value: 30},
		{Key: "minWireVersion", Value: 0}, {Key: "maxWireVersion", Value: 9}, // 9 is 4.4
	}
	s.serving.Go(s.accept)
	t.Cleanup(s.close)
	return s
}

func (s *fakeServer) uri() string { return "mongodb://" + s.listener.Addr().String() + "/" }

func (s *fakeServer) close() {
	s.listener.Close()
	s.data.close()
	s.cut()
	s.serving.Wait()
}

// cut breaks every connection.
func (s *fakeServer) cut() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.conns {
		c.Close()
	}
}

func (s *fakeServer) accept() {
	for {
		c, err := s.listener.Accept()
		if err != nil {
			return
		}
		s.mu.Lock()
		s.conns[c] = true
		s.mu.Unlock()
		s.serving.Go(func() {
			defer c.Close()
			for {
				if s.exchange(c) != nil {
					return
				}
			}
		})
	}
}

// on sets what is asked before the documents are: the answer to a command, nil for the usual one, or to drop the connection.
func (s *fakeServer) on(intercept func(name string, body bson.Raw) (answer bson.D, drop bool)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.intercept = intercept
}

// received returns the commands so far, and forgets them.
func (s *fakeServer) received() []bson.Raw {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := s.commands
	s.commands = nil
	return out
}

var errDropped = errors.New("dropped")

func (s *fakeServer) exchange(c net.Conn) error {
	cmd, legacy, err := readCommand(c)
	if err != nil {
		return err
	}
	answer, drop := s.answer(cmd)
	if drop {
		return errDropped
	}
	raw, err := bson.Marshal(answer)
	if err != nil {
		return err
	}
	_, err = c.Write(message(cmd.id, raw, legacy))
	return err
}

func (s *fakeServer) answer(cmd command) (answer bson.D, drop bool) {
	switch cmd.name {
	case "hello", "isMaster", "ismaster":
		return s.hello, false
	case "endSessions", "killCursors":
		return bson.D{{Key: "ok", Value: 1}}, false
	}
	if answer, drop := s.note(cmd); answer != nil || drop {
		return answer, drop
	}
	return s.data.run(cmd), false
}

func (s *fakeServer) note(cmd command) (answer bson.D, drop bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.commands = append(s.commands, cmd.body)
	if s.intercept == nil {
		return nil, false
	}
	return s.intercept(cmd.name, cmd.body)
}

// opQuery is the message that a driver opens a connection with, as long as it does not know what the server understands.
const opQuery wiremessage.OpCode = 2004

// readCommand reads an OP_MSG, or an OP_QUERY.
func readCommand(r io.Reader) (cmd command, legacy bool, err error) {
	var size [4]byte
	if _, err = io.ReadFull(r, size[:]); err != nil {
		return
	}
	rest := make([]byte, binary.LittleEndian.Uint32(size[:])-4)
	if _, err = io.ReadFull(r, rest); err != nil {
		return
	}
	_, id, _, op, body, _ := wiremessage.ReadHeader(slices.Concat(size[:], rest))
	cmd.id = id
	if legacy = op == opQuery; legacy {
		cmd.body = bson.Raw(body[4+len("admin.$cmd\x00")+8:]) // after flags, collection, and two numbers
	} else {
		_, body, _ = wiremessage.ReadMsgFlags(body)
		cmd.body = readSections(body)
	}
	elements, err := cmd.body.Elements()
	if err == nil {
		cmd.name = elements[0].Key()
	}
	return
}

func readSections(body []byte) bson.Raw {
	var whole bson.D
	for len(body) > 0 {
		kind, rest, _ := wiremessage.ReadMsgSectionType(body)
		if kind == wiremessage.SingleDocument {
			doc, rest, _ := wiremessage.ReadMsgSectionSingleDocument(rest)
			body = rest
			if bson.Unmarshal(doc, &whole) != nil {
				return nil
			}
			continue
		}
		name, docs, rest, _ := wiremessage.ReadMsgSectionDocumentSequence(rest)
		body = rest
		list := bson.A{}
		for _, d := range docs {
			list = append(list, bson.Raw(d))
		}
		whole = append(whole, bson.E{Key: name, Value: list})
	}
	raw, _ := bson.Marshal(whole)
	return raw
}

// message wraps an answer as the question was wrapped.
func message(to int32, body bson.Raw, legacy bool) []byte {
	op := wiremessage.OpMsg
	if legacy {
		op = wiremessage.OpReply
	}
	at, m := wiremessage.AppendHeaderStart(nil, wiremessage.NextRequestID(), to, op)
	if legacy {
		m = wiremessage.AppendReplyNumberReturned(wiremessage.AppendReplyStartingFrom(wiremessage.AppendReplyCursorID(wiremessage.AppendReplyFlags(m, 0), 0), 0), 1)
	} else {
		m = wiremessage.AppendMsgSectionType(wiremessage.AppendMsgFlags(m, 0), wiremessage.SingleDocument)
	}
	m = append(m, body...)
	binary.LittleEndian.PutUint32(m[at:], uint32(len(m)))
	return m
}
