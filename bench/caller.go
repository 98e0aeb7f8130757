package main

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// answerTimeout is how long an answer may take before it counts as lost.
const answerTimeout = 30 * time.Second

// caller posts GraphQL requests over one connection that stays open, one at a time. It writes them itself, since http.Client hands each
// request over between goroutines: on cores shared with the server that takes processor time from it, and the waiting for a turn
// would stand in the figures.
type caller struct {
	server *url.URL
	head   []byte // of each request, up to the length of its body
	conn   net.Conn
	in     *bufio.Reader
	out    []byte
	answer bytes.Buffer
}

func newCaller(server *url.URL, token string) *caller {
	head := fmt.Sprintf("POST %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nAccept: application/graphql-response+json\r\n"+
		"Content-Type: application/json\r\nContent-Length: ", server.RequestURI(), server.Host, token)
	return &caller{server: server, head: []byte(head)}
}

// post sends the body and returns the answer's status and body, which is valid until the next call. After an error the next call begins
// a new connection.
func (c *caller) post(body []byte) (status int, answer []byte, err error) {
	if err := c.connect(); err != nil {
		return 0, nil, err
	}
	status, err = c.exchange(body)
	if err != nil {
		c.close()
	}
	return status, c.answer.Bytes(), err
}

func (c *caller) connect() (err error) {
	if c.conn != nil {
		return nil
	}
	if c.conn, err = dial(c.server); err != nil {
		c.conn = nil
		return err
	}
	c.in = bufio.NewReader(c.conn)
	return nil
}

func (c *caller) exchange(body []byte) (status int, err error) {
	c.out = strconv.AppendInt(append(c.out[:0], c.head...), int64(len(body)), 10)
	c.out = append(append(c.out, "\r\n\r\n"...), body...)
	if err := c.conn.SetDeadline(time.Now().Add(answerTimeout)); err != nil {
		return 0, err
	}
	if _, err := c.conn.Write(c.out); err != nil {
		return 0, err
	}
	resp, err := http.ReadResponse(c.in, nil)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	c.answer.Reset()
	if _, err := c.answer.ReadFrom(resp.Body); err != nil {
		return 0, err
	}
	if resp.Close {
		c.close()
	}
	return resp.StatusCode, nil
}

// close ends the connection, if there is one.
func (c *caller) close() {
	if c.conn != nil {
		c.conn.Close()
		c.conn = nil
	}
}

// dial connects to the server of an http or https address.
func dial(server *url.URL) (net.Conn, error) {
	port := server.Port()
	d := &net.Dialer{Timeout: answerTimeout}
	if server.Scheme == "https" {
		if port == "" {
			port = "443"
		}
		return tls.DialWithDialer(d, "tcp", net.JoinHostPort(server.Hostname(), port), nil)
	}
	if port == "" {
		port = "80"
	}
	return d.Dial("tcp", net.JoinHostPort(server.Hostname(), port))
}
