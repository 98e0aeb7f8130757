package httpapi

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Header values that every answer has.
var (
	nosniff     = []string{"nosniff"}
	noReferrer  = []string{"no-referrer"}
	permissions = []string{"microphone=(self), camera=(), geolocation=(), payment=(), usb=()"}
	nothing     = []string{"default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"}
	twoYears    = []string{"max-age=63072000; includeSubDomains"}
	varyOrigin  = []string{"Origin"}
)

// secure sets the headers that keep a browser from making more of an answer than it is.
func secure(h http.Header, r *http.Request) {
	h["X-Content-Type-Options"] = nosniff
	h["Referrer-Policy"] = noReferrer
	h["Permissions-Policy"] = permissions
	h["Content-Security-Policy"] = nothing
	h["Vary"] = varyOrigin
	if r.TLS != nil {
		h["Strict-Transport-Security"] = twoYears
	}
}

// admit judges the request's origin, and answers a browser that only asks. It reports whether the request goes on.
func (a *API) admit(w http.ResponseWriter, r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin != "" && !a.allowed(origin, r.Host) {
		answer{w: w, r: r}.refuse(errOrigin)
		return false
	}
	h := w.Header()
	if origin != "" {
		h.Set("Access-Control-Allow-Origin", origin)
		h.Set("Access-Control-Expose-Headers", "X-Request-Id")
	}
	if r.Method != http.MethodOptions {
		return true
	}
	h.Set("Allow", "GET, POST, OPTIONS")
	if r.Header.Get("Access-Control-Request-Method") != "" {
		h.Set("Access-Control-Allow-Methods", "GET, POST")
		h.Set("Access-Control-Allow-Headers", "Authorization, Content-Type, X-Request-Id")
		h.Set("Access-Control-Max-Age", "600")
	}
	w.WriteHeader(http.StatusNoContent)
	return false
}

// allowed reports whether pages of the origin may call: the server's own, and those of [Config.Origins]. No cookie is ever read, so
// what an origin could misuse is only what its page already knows.
func (a *API) allowed(origin, host string) bool {
	if slices.Contains(a.config.Origins, origin) {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && u.Host != "" && strings.EqualFold(u.Host, host)
}
