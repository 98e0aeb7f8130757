package httpapi

import (
	"bytes"
	"cmp"
	"encoding/json"
	"net/http"
	"strconv"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/lyhord/lyhord/graph"
)

// bodies are buffers for requests and answers.
var bodies = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// maxPooled is how large a buffer may grow, in bytes, and still be kept.
const maxPooled = 64 << 10

func putBody(b *bytes.Buffer) {
	if b.Cap() <= maxPooled {
		b.Reset()
		bodies.Put(b)
	}
}

// Header values, made once.
var (
	noStore      = []string{"no-store"} // answers hold personal data
	contentTypes = map[string][]string{
		mediaJSON:    {mediaJSON + "; charset=utf-8"},
		mediaGraphQL: {mediaGraphQL + "; charset=utf-8"},
	}
)

// answer is where a GraphQL response goes, in its media type. It is given once.
type answer struct {
	w     http.ResponseWriter
	r     *http.Request
	media string // application/json when empty
}

// refuse answers that the request is refused.
func (a answer) refuse(why *refusal) { a.fail(why.status, why.Error) }

// fail answers with one error and no data.
func (a answer) fail(status int, err error) {
	a.send(status, &graphql.Response{Errors: gqlerror.List{graph.Present(a.r.Context(), err)}})
}

// send answers with the response.
func (a answer) send(status int, resp *graphql.Response) {
	b := bodies.Get().(*bytes.Buffer)
	defer putBody(b)
	encode(b, resp)
	h := a.w.Header()
	h["Content-Type"] = contentTypes[cmp.Or(a.media, mediaJSON)]
	h["Content-Length"] = []string{strconv.Itoa(b.Len())}
	a.w.WriteHeader(status)
	_, _ = a.w.Write(b.Bytes()) // a client that has left is no error of ours
}

// encode writes the response as JSON. Its data is JSON already, and not read through once more, as [json.Marshal] would. A response with
// errors that never came to be executed has no data at all, not even null.
func encode(b *bytes.Buffer, resp *graphql.Response) {
	b.WriteByte('{')
	if len(resp.Errors) > 0 {
		member(b, "errors", marshal(resp.Errors))
	}
	if len(resp.Data) > 0 {
		member(b, "data", resp.Data)
	}
	if len(resp.Extensions) > 0 {
		member(b, "extensions", marshal(resp.Extensions))
	}
	b.WriteByte('}')
}

func member(b *bytes.Buffer, name string, value []byte) {
	if b.Len() > 1 {
		b.WriteByte(',')
	}
	b.WriteByte('"')
	b.WriteString(name)
	b.WriteString(`":`)
	b.Write(value)
}

func marshal(v any) []byte {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err) // answered with INTERNAL
	}
	return text
}
