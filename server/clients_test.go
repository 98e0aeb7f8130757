//go:build clients

package main

import (
	"os"
	"os/exec"
	"testing"

	"github.com/lyhord/lyhord/server/demo"
)

// TestClients runs public GraphQL clients against the program: the audits of graphql-http, and graphql-ws with a socket that is cut.
// It needs Node and `npm ci` in testdata/clients; `make test-clients` does both.
func TestClients(t *testing.T) {
	for _, script := range []string{"audits.mjs", "live.mjs"} {
		t.Run(script, func(t *testing.T) {
			r := start(t, Config{Demo: true})
			node := exec.Command("node", script)
			node.Dir = "testdata/clients"
			node.Env = append(os.Environ(), "LYHORD_URL="+r.url, "LYHORD_STAFF="+string(demo.Worker), "LYHORD_KONTAKTMAN="+string(demo.Kontaktman))
			out, err := node.CombinedOutput()
			t.Logf("%s", out)
			if err != nil {
				t.Errorf("%s: %v", script, err)
			}
		})
	}
}
