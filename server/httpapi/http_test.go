package httpapi

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/lyhord/lyhord/domain"
)

func TestPost(t *testing.T) {
	s := serve(t, nil)
	for _, c := range []struct {
		name, contentType, accept, body string
		status                          int
		media, want                     string
	}{
		{"in the draft's type", "application/json", mediaGraphQL, `{"query":"{ hello }"}`, 200, mediaGraphQL, `{"data":{"hello":"hej"}}`},
		{"in the older type", "application/json", "application/json", `{"query":"{ hello }"}`, 200, mediaJSON, `{"data":{"hello":"hej"}}`},
		{"in any type", "application/json", "*/*", `{"query":"{ hello }"}`, 200, mediaJSON, `{"data":{"hello":"hej"}}`},
		{"as apps ask", "application/json; charset=UTF-8", mediaGraphQL + ", application/json;q=0.9", `{"query":"{ hello }"}`, 200, mediaGraphQL, `{"data":{"hello":"hej"}}`},
		{"a large number", "application/json", mediaGraphQL, `{"query":"query ($n: Int) { echo(n: $n) }","variables":{"n":9007199254740993}}`, 200, mediaGraphQL, `{"data":{"echo":"9007199254740993"}}`},
		{"a mutation", "application/json", mediaGraphQL, `{"query":"mutation { set }"}`, 200, mediaGraphQL, `{"data":{"set":"hej"}}`},
		{"a type we do not have", "application/json", "text/html", `{"query":"{ hello }"}`, 406, mediaJSON, `"code":"INVALID"`},
		{"a type that is refused", "application/json", "application/json;q=0", `{"query":"{ hello }"}`, 406, mediaJSON, `"code":"INVALID"`},
		{"not JSON by its type", "text/plain", mediaGraphQL, `{"query":"{ hello }"}`, 415, mediaGraphQL, `"code":"INVALID"`},
		{"another charset", "application/json; charset=latin1", mediaGraphQL, `{"query":"{ hello }"}`, 415, mediaGraphQL, `"code":"INVALID"`},
		{"nothing", "application/json", mediaGraphQL, ``, 400, mediaGraphQL, `"code":"INVALID"`},
		{"not JSON", "application/json", mediaJSON, `{"query":"{ secret }`, 400, mediaJSON, `"code":"INVALID"`},
		{"two JSON values", "application/json", mediaGraphQL, `{"query":"{ hello }"}{}`, 400, mediaGraphQL, `"code":"INVALID"`},
		{"a list", "application/json", mediaGraphQL, `[{"query":"{ secret }"}]`, 400, mediaGraphQL, `"code":"INVALID"`},
		{"no query", "application/json", mediaGraphQL, `{"secret":1}`, 400, mediaGraphQL, `"code":"INVALID"`},
		{"a query that is no text", "application/json", mediaGraphQL, `{"query":{"secret":1}}`, 400, mediaGraphQL, `"code":"INVALID"`},
		{"variables that are a list", "application/json", mediaGraphQL, `{"query":"{ hello }","variables":["secret"]}`, 400, mediaGraphQL, `"code":"INVALID"`},
		{"does not parse", "application/json", mediaGraphQL, `{"query":"{"}`, 400, mediaGraphQL, `"code":"INVALID"`},
		{"does not fit the schema", "application/json", mediaGraphQL, `{"query":"{ nothing }"}`, 400, mediaGraphQL, `"code":"INVALID"`},
		{"does not fit, older type", "application/json", mediaJSON, `{"query":"{ nothing }"}`, 200, mediaJSON, `"code":"INVALID"`},
		{"a subscription", "application/json", mediaGraphQL, `{"query":"subscription { ticks }"}`, 400, mediaGraphQL, `"code":"INVALID"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			s.t = t
			resp, body := s.do("POST", "/graphql", c.body, "Content-Type: "+c.contentType, "Accept: "+c.accept)
			if resp.StatusCode != c.status || resp.Header.Get("Content-Type") != c.media+"; charset=utf-8" || !strings.Contains(body, c.want) {
				t.Errorf("%d %s %s", resp.StatusCode, resp.Header.Get("Content-Type"), body)
			}
			if strings.Contains(body, "secret") {
				t.Errorf("%s repeats what was sent", body)
			}
			if strings.Contains(body, `"errors"`) && strings.Contains(body, `"data"`) {
				t.Errorf("%s has data", body)
			}
			if got := resp.Header.Get("Cache-Control"); got != "no-store" {
				t.Errorf("Cache-Control %q", got)
			}
		})
	}
	if len(s.begun) > 0 {
		t.Error("a subscription began")
	}
}

func TestGet(t *testing.T) {
	s := serve(t, nil)
	for _, c := range []struct {
		name, method, query string
		status              int
		want                string
	}{
		{"a query", "GET", `query={hello}`, 200, `{"data":{"hello":"hej"}}`},
		{"with variables", "GET", `query=query($n:Int){echo(n:$n)}&variables={"n":7}&operationName=`, 200, `{"data":{"echo":"7"}}`},
		{"no query", "GET", ``, 400, `"code":"INVALID"`},
		{"a bad escape", "GET", `query=%zz`, 400, `"code":"INVALID"`},
		{"variables that are a list", "GET", `query={hello}&variables=[]`, 400, `"code":"INVALID"`},
		{"extensions that are text", "GET", `query={hello}&extensions="x"`, 400, `"code":"INVALID"`},
		{"a mutation", "GET", `query=mutation{set}`, 405, `"code":"INVALID"`},
		{"a subscription", "GET", `query=subscription{ticks}`, 400, `"code":"INVALID"`},
		{"another method", "PUT", `query={hello}`, 405, `"code":"INVALID"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			s.t = t
			resp, body := s.do(c.method, "/graphql?"+c.query, "", "Accept: "+mediaGraphQL)
			if resp.StatusCode != c.status || !strings.Contains(body, c.want) {
				t.Errorf("%d %s", resp.StatusCode, body)
			}
			if c.status == 405 && !strings.Contains(resp.Header.Get("Allow"), "POST") {
				t.Errorf("Allow %q", resp.Header.Get("Allow"))
			}
		})
	}
}

func TestBodyLimit(t *testing.T) {
	s := serve(t, func(c *Config) { c.MaxBody = 100 })
	fill := func(n int) string { return `{"query":"{ hello }"` + strings.Repeat(" ", n-21) + `}` }
	if resp, body := s.post(fill(100)); resp.StatusCode != 200 {
		t.Errorf("100 bytes: %d %s", resp.StatusCode, body)
	}
	resp, body := s.post(fill(101))
	if resp.StatusCode != http.StatusRequestEntityTooLarge || !strings.Contains(body, `"code":"INVALID"`) || resp.Header.Get("Content-Type") != mediaGraphQL+"; charset=utf-8" {
		t.Errorf("101 bytes: %d %s", resp.StatusCode, body)
	}
}

func TestAuthorization(t *testing.T) {
	s := serve(t, nil)
	for header, want := range map[string]int{
		"":            200, // nobody: the domain decides
		"Bearer anna": 200,
		"bearer anna": 200,
		"Bearer eve":  401,
		"Bearer":      401,
		"Basic YTph":  401,
		"anna":        401,
	} {
		resp, body := s.post(`{"query":"{ hello }"}`, "Authorization: "+header)
		if resp.StatusCode != want {
			t.Errorf("Authorization %q: %d %s", header, resp.StatusCode, body)
		}
		if want == 401 && (!strings.Contains(body, `"code":"UNAUTHENTICATED"`) || strings.Contains(body, "data") || resp.Header.Get("WWW-Authenticate") == "") {
			t.Errorf("Authorization %q: %s", header, body)
		}
	}
}

func TestLanguage(t *testing.T) {
	s := serve(t, nil)
	if _, body := s.post(`{}`, "Accept-Language: en-GB, sv;q=0.5"); !strings.Contains(body, "The request must hold a query") {
		t.Error(body)
	}
	if _, body := s.post(`{}`); !strings.Contains(body, "Anropet har inte rätt form") {
		t.Error(body)
	}
}

func TestPanic(t *testing.T) {
	logs := &buffer{}
	s := serve(t, func(c *Config) {
		c.Log = logs.logger()
		c.Demo = http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("secret of the demo") })
	})
	for _, path := range []string{"/graphql", "/demo/people"} {
		resp, body := s.do("POST", path, `{"query":"{ boom }"}`, "Content-Type: application/json", "X-Request-Id: reference-"+path[1:5])
		if resp.StatusCode != 500 || !strings.Contains(body, `"code":"INTERNAL"`) || !strings.Contains(body, `"reference":"reference-`+path[1:5]+`"`) || strings.Contains(body, "secret") {
			t.Errorf("%s: %d %s", path, resp.StatusCode, body)
		}
	}
	if line := logs.waitFor(t, "secret of the panic"); !bytes.Contains(line, []byte("reference-grap")) || !bytes.Contains(line, []byte("stub")) {
		t.Errorf("logged %s", line)
	}
}

func TestRequestID(t *testing.T) {
	s := serve(t, nil)
	for _, id := range []string{"0198a2-Anna.b_c", strings.Repeat("a", 64)} {
		if resp, _ := s.post(`{"query":"{ hello }"}`, "X-Request-Id: "+id); resp.Header.Get("X-Request-Id") != id {
			t.Errorf("%s became %s", id, resp.Header.Get("X-Request-Id"))
		}
	}
	made := map[string]bool{}
	for _, id := range []string{"", "short", "has space in it", "förstår inte", strings.Repeat("a", 65)} {
		resp, _ := s.post(`{"query":"{ hello }"}`, "X-Request-Id: "+id)
		got := resp.Header.Get("X-Request-Id")
		if got == id || len(got) < 20 || made[got] {
			t.Errorf("%q became %q", id, got)
		}
		made[got] = true
	}
}

// The log of a request tells nothing of a person, nor what was asked.
func TestAccessLog(t *testing.T) {
	logs := &buffer{}
	s := serve(t, func(c *Config) { c.Log = logs.logger() })
	s.do("GET", "/graphql?query={hello}&variables={%22n%22:%22191212121212%22}", "", "Authorization: Bearer anna", "X-Request-Id: my-request")
	line := logs.waitFor(t, `"msg":"request"`)
	for _, want := range []string{`"method":"GET"`, `"path":"/graphql"`, `"status":200`, `"ms":`, `"actor":"STAFF"`, `"request":"my-request"`} {
		if !bytes.Contains(line, []byte(want)) {
			t.Errorf("%s lacks %s", line, want)
		}
	}
	s.do("GET", "/brukare/191212121212", "")
	logs.waitFor(t, `"path":"(unknown)"`)
	for _, secret := range []string{"hello", "1912", "anna", "127.0.0.1"} {
		if line := logs.find(secret); line != nil {
			t.Errorf("%s tells %s", line, secret)
		}
	}
	if line := logs.find(`"request":"my-request","request"`); line != nil {
		t.Errorf("%s has the id twice", line)
	}
}

func TestCORS(t *testing.T) {
	s := serve(t, func(c *Config) { c.Origins = []string{"https://app.example"} })
	preflight := []string{"Access-Control-Request-Method: POST", "Access-Control-Request-Headers: authorization, content-type"}
	for origin, allowed := range map[string]bool{
		"https://app.example":  true,
		s.URL:                  true,
		"https://evil.example": false,
		"http://app.example":   false,
		"http://127.0.0.1:1":   false,
		"null":                 false,
	} {
		resp, _ := s.do("OPTIONS", "/graphql", "", append(preflight, "Origin: "+origin)...)
		if (resp.StatusCode == 204) != allowed || (resp.Header.Get("Access-Control-Allow-Origin") == origin) != allowed {
			t.Errorf("preflight of %s: %d, %v", origin, resp.StatusCode, resp.Header)
		}
		if allowed && !strings.Contains(resp.Header.Get("Access-Control-Allow-Headers"), "Authorization") {
			t.Errorf("preflight of %s allows %v", origin, resp.Header)
		}
		resp, body := s.post(`{"query":"{ hello }"}`, "Origin: "+origin)
		if (resp.StatusCode == 200) != allowed || (resp.Header.Get("Access-Control-Allow-Origin") == origin) != allowed {
			t.Errorf("POST of %s: %d %s", origin, resp.StatusCode, body)
		}
		if !allowed && !strings.Contains(body, `"code":"FORBIDDEN"`) {
			t.Errorf("POST of %s: %s", origin, body)
		}
		if resp.Header.Get("Vary") != "Origin" || resp.Header.Get("Access-Control-Allow-Credentials") != "" {
			t.Errorf("POST of %s: %v", origin, resp.Header)
		}
	}
	if resp, _ := s.do("OPTIONS", "/graphql", ""); resp.StatusCode != 204 || resp.Header.Get("Allow") == "" || resp.Header.Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("OPTIONS without an origin: %d %v", resp.StatusCode, resp.Header)
	}
}

func TestSecurityHeaders(t *testing.T) {
	s := serve(t, nil)
	resp, _ := s.post(`{"query":"{ hello }"}`)
	for name, want := range map[string]string{
		"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Strict-Transport-Security": "",
		"Content-Security-Policy": nothing[0], "Permissions-Policy": permissions[0],
	} {
		if got := resp.Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestHealth(t *testing.T) {
	var down error
	s := serve(t, func(c *Config) {
		c.ReadyTimeout = 50 * time.Millisecond
		c.Ready = func(ctx context.Context) error {
			if errors.Is(down, context.DeadlineExceeded) {
				<-ctx.Done()
			}
			return down
		}
	})
	for _, c := range []struct {
		down error
		want int
	}{{nil, 200}, {errors.New("the disk is full"), 503}, {context.DeadlineExceeded, 503}} {
		down = c.down
		if resp, body := s.do("GET", "/readyz", ""); resp.StatusCode != c.want || strings.Contains(body, "disk") {
			t.Errorf("readyz with %v: %d %s", c.down, resp.StatusCode, body)
		}
		if resp, _ := s.do("GET", "/healthz", ""); resp.StatusCode != 200 {
			t.Errorf("healthz with %v: %d", c.down, resp.StatusCode)
		}
	}
}

func TestPages(t *testing.T) {
	script := strings.Repeat("let a = 1;", 100)
	s := serve(t, func(c *Config) {
		c.Built = true
		c.Page = fstest.MapFS{
			"graphiql/index.html":           {Data: []byte("<!doctype html><title>GraphiQL</title>")},
			"graphiql/assets/index-1.js":    {Data: []byte(script)},
			"graphiql/assets/codicon-1.ttf": {Data: []byte{0, 1}},
			"graphiql/assets/notes.txt":     {Data: []byte("not served")},
		}
	})
	for path, want := range map[string]struct {
		status                    int
		kind, cache, location, in string
	}{
		"/":                              {302, "", "", "/graphiql", ""},
		"/graphiql":                      {200, "text/html; charset=utf-8", "no-cache", "", "<title>GraphiQL"},
		"/graphiql/":                     {301, "", "", "/graphiql", ""},
		"/graphiql/assets/index-1.js":    {200, "text/javascript; charset=utf-8", "public, max-age=31536000, immutable", "", script},
		"/graphiql/assets/codicon-1.ttf": {200, "font/ttf", "public, max-age=31536000, immutable", "", "\x00\x01"},
		"/graphiql/assets/notes.txt":     {404, "", "", "", ""},
		"/graphiql/assets/none.js":       {404, "", "", "", ""},
		"/graphiql/assets/..%2findex.js": {404, "", "", "", ""},
		"/demo/people":                   {404, "", "", "", ""},
		"/nothing":                       {404, "", "", "", ""},
	} {
		resp, body := s.do("GET", path, "")
		h := resp.Header
		if resp.StatusCode != want.status || h.Get("Location") != want.location || !strings.Contains(body, want.in) {
			t.Errorf("%s: %d %v %.100s", path, resp.StatusCode, h, body)
		}
		if want.status == 200 && (h.Get("Content-Type") != want.kind || h.Get("Cache-Control") != want.cache || h.Get("Content-Security-Policy") != pagePolicy) {
			t.Errorf("%s: %v", path, h)
		}
	}
}

func TestPacked(t *testing.T) {
	script := strings.Repeat("let a = 1;", 100)
	s := serve(t, func(c *Config) {
		c.Page = fstest.MapFS{"graphiql/assets/index-1.js": {Data: []byte(script)}}
	})
	resp, body := s.do("GET", "/graphiql/assets/index-1.js", "", "Accept-Encoding: br, gzip")
	if resp.Header.Get("Content-Encoding") != "gzip" || len(body) >= len(script) {
		t.Fatalf("%v, %d bytes", resp.Header, len(body))
	}
	z, err := gzip.NewReader(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if text, err := io.ReadAll(z); err != nil || string(text) != script {
		t.Errorf("unpacked %d bytes, %v", len(text), err)
	}
	if resp, body := s.do("GET", "/graphiql/assets/index-1.js", "", "Accept-Encoding: identity"); resp.Header.Get("Content-Encoding") != "" || body != script {
		t.Errorf("%v", resp.Header)
	}
}

func TestPagesNotBuilt(t *testing.T) {
	s := serve(t, nil)
	if resp, body := s.do("GET", "/graphiql", ""); resp.StatusCode != 501 || !strings.Contains(body, "make web") {
		t.Errorf("%d %s", resp.StatusCode, body)
	}
	if resp, body := s.do("GET", "/", ""); resp.StatusCode != 200 || !strings.Contains(body, "/graphql") {
		t.Errorf("%d %s", resp.StatusCode, body)
	}
	if resp, _ := s.do("GET", "/graphiql/assets/index.js", ""); resp.StatusCode != 404 {
		t.Errorf("%d", resp.StatusCode)
	}
}

func TestDemo(t *testing.T) {
	s := serve(t, func(c *Config) {
		c.MaxBody = 10
		c.Demo = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if _, err := io.ReadAll(r.Body); err != nil {
				w.WriteHeader(http.StatusRequestEntityTooLarge)
			}
			_, _ = io.WriteString(w, r.URL.Path)
		})
	})
	if resp, body := s.do("POST", "/demo/token", "{}"); resp.StatusCode != 200 || body != "/demo/token" {
		t.Errorf("%d %s", resp.StatusCode, body)
	}
	if resp, _ := s.do("POST", "/demo/token", "more than ten"); resp.StatusCode != 413 {
		t.Errorf("%d", resp.StatusCode)
	}
}

// A request that its client has left is not answered with data.
func TestContextEnds(t *testing.T) {
	s := serve(t, nil)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	req, _ := http.NewRequestWithContext(ctx, "GET", "/graphql?query={hello}", nil)
	rec := httptest.NewRecorder()
	s.api.ServeHTTP(rec, req)
	if rec.Code != 503 || !strings.Contains(rec.Body.String(), string(domain.Unavailable)) {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
}
