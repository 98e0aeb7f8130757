package httpapi

import (
	"bytes"
	"compress/gzip"
	"context"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"sync"

	"github.com/lyhord/lyhord/web"
)

// pagePolicy is what GraphiQL's page may do: everything from here, nothing from elsewhere. Its editor works in web workers and sets
// styles of elements.
const pagePolicy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; worker-src 'self' blob:; " +
	"connect-src 'self' ws: wss:; font-src 'self' data:; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// serveFront leads to the page where there is one.
func (a *API) serveFront(w http.ResponseWriter, r *http.Request) {
	if a.config.Built {
		http.Redirect(w, r, "/graphiql", http.StatusFound)
		return
	}
	plain(w, http.StatusOK, "Lyhörd", "The API answers at <code>/graphql</code>.")
}

// servePage serves GraphiQL.
func (a *API) servePage(w http.ResponseWriter, r *http.Request) {
	if !a.config.Built {
		plain(w, http.StatusNotImplemented, "GraphiQL is not built in",
			"This server was built without its web pages. To have them: run <code>make web</code>, build the server again and restart it. "+
				"The API itself answers at <code>/graphql</code>.")
		return
	}
	h := w.Header()
	h.Set("Content-Security-Policy", pagePolicy)
	h.Set("Cache-Control", "no-cache") // it names the assets of its build
	http.ServeFileFS(w, r, a.config.Page, web.Page)
}

func plain(w http.ResponseWriter, status int, title, text string) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write([]byte("<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content=\"width=device-width\"><title>" + title +
		"</title><h1>" + title + "</h1><p>" + text + "</p></html>\n"))
}

// assetTypes are the kinds of file that are served, whatever the machine's own table says of them.
var assetTypes = map[string]string{
	".js":    "text/javascript; charset=utf-8",
	".css":   "text/css; charset=utf-8",
	".svg":   "image/svg+xml",
	".json":  "application/json",
	".map":   "application/json",
	".ttf":   "font/ttf",
	".woff2": "font/woff2",
	".png":   "image/png",
	".ico":   "image/x-icon",
}

// serveAsset serves a file of GraphiQL's. Its name holds a hash of what is in it, so it never changes.
func (a *API) serveAsset(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	kind, ok := assetTypes[path.Ext(name)]
	file, err := a.assets.get(path.Join(path.Dir(web.Page), "assets", name))
	if !ok || err != nil {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Security-Policy", pagePolicy) // a web worker goes by its own
	h.Set("Content-Type", kind)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Add("Vary", "Accept-Encoding")
	body := file.raw
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") && len(file.packed) > 0 {
		h.Set("Content-Encoding", "gzip")
		body = file.packed
	}
	_, _ = w.Write(body)
}

// assets are files with their compressed form, made when first asked for.
type assets struct {
	tree  fs.FS
	mu    sync.Mutex
	files map[string]asset
}

type asset struct{ raw, packed []byte } // packed is empty where it would be no smaller

func newAssets(tree fs.FS) *assets { return &assets{tree: tree, files: map[string]asset{}} }

func (a *assets) get(name string) (asset, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if f, ok := a.files[name]; ok {
		return f, nil
	}
	if a.tree == nil {
		return asset{}, fs.ErrNotExist
	}
	raw, err := fs.ReadFile(a.tree, name)
	if err != nil {
		return asset{}, err
	}
	f := asset{raw: raw, packed: pack(raw)}
	a.files[name] = f
	return f, nil
}

// pack returns the bytes compressed, or nothing when that is no gain.
func pack(raw []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write(raw) // a buffer takes all
	_ = z.Close()
	if b.Len() >= len(raw) {
		return nil
	}
	return b.Bytes()
}

// serveHealth answers while the process lives.
func (a *API) serveHealth(w http.ResponseWriter, _ *http.Request) {
	status(w, http.StatusOK, "ok")
}

// serveReady answers whether requests can be served. Why not, is in the log.
func (a *API) serveReady(w http.ResponseWriter, r *http.Request) {
	if a.sockets.isDraining() {
		status(w, http.StatusServiceUnavailable, "draining")
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), a.config.ReadyTimeout)
	defer cancel()
	if a.config.Ready != nil {
		if err := a.config.Ready(ctx); err != nil {
			a.config.Log.WarnContext(ctx, "not ready", "error", err)
			status(w, http.StatusServiceUnavailable, "unavailable")
			return
		}
	}
	status(w, http.StatusOK, "ready")
}

func status(w http.ResponseWriter, code int, text string) {
	w.Header().Set("Content-Type", mediaJSON)
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(code)
	_, _ = w.Write([]byte(`{"status":"` + text + `"}` + "\n"))
}
