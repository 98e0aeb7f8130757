package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"strings"
	"text/template"

	"github.com/google/uuid"

	"github.com/lyhord/lyhord/domain"
	"github.com/lyhord/lyhord/server/demo"
)

// welcome tells the person at the terminal where to look; with the demo, also what to paste.
func welcome(ctx context.Context, out io.Writer, c Config, store domain.Store, built bool, addr string) {
	url := "http://" + reachable(addr)
	fmt.Fprintf(out, "\nLyhörd serves %s/graphql\n", url)
	if !c.Demo {
		return
	}
	if built {
		fmt.Fprintf(out, "GraphiQL is at %s/graphiql: choose a person at its top.\n", url)
	} else {
		fmt.Fprintf(out, "GraphiQL is left out of this build, since Node was not there (`make web` adds it); curl does as well.\n")
	}
	try, err := demo.PasteIn(ctx, store, c.now())
	if err != nil {
		fmt.Fprintf(out, "All of today's visits are begun; start anew for more.\n\n")
		return
	}
	_ = paste.Execute(out, struct {
		*demo.Try
		URL                       string
		Begin, CheckOff, Dictated uuid.UUID
		Activity                  domain.VisitActivity
		Said                      string
	}{try, url, uuid.New(), uuid.New(), uuid.New(), try.Activities[1], said(try)})
}

// said is a dictation that fits the visit: its second activity was declined.
func said(t *demo.Try) string {
	first, _, _ := strings.Cut(t.BrukareName, " ")
	return fmt.Sprintf("%s ville inte ha hjälp med %s i dag, vi försöker igen i morgon. Allt annat gick som planerat.",
		first, strings.ToLower(t.Activities[1].Title))
}

// reachable is the address as a person on this machine would write it.
func reachable(addr string) string {
	host, port, err := net.SplitHostPort(addr)
	if ip := net.ParseIP(host); err == nil && (ip == nil || ip.IsUnspecified() || ip.IsLoopback()) {
		return net.JoinHostPort("localhost", port)
	}
	return addr
}

var paste = template.Must(template.New("paste").Parse(strings.TrimLeft(`
Who one can be: {{.URL}}/demo/people. In a terminal, sign in like this:

  token() { curl -s {{.URL}}/demo/token -d "{\"person\":\"$1\"}" | sed 's/.*"token":"\([^"]*\)".*/\1/'; }
  ask() { curl -s {{.URL}}/graphql -H "Authorization: Bearer $(token $1)" -H 'Content-Type: application/json' \
    -d "{\"query\":\"$(echo "$2" | tr '\n' ' ' | sed 's/"/\\"/g')\"}"; echo; }

1. As {{.Kontaktman}}, in GraphiQL, start this and leave it open:

  subscription { deviations { seq priority activityTitle outcome reasonCode reason brukare { name } reportedAt } }

2. As {{.Worker}}, begin the visit to {{.BrukareName}}, and say what did not go as planned; {{.Kontaktman}} is told at once:

  query { today { id state start brukare { name } activities { id title checkOff { outcome } } } }

  mutation { startVisit(input: {commandId: "{{.Begin}}", visitId: "{{.Visit}}"}) { visit { state } } }

  mutation { checkOff(input: {commandId: "{{.CheckOff}}", visitId: "{{.Visit}}", activityId: "{{.Activity.ID}}",
    outcome: DECLINED, reasonCode: TIRED, reason: "orkade inte i dag"}) { checkOff { id } deviation { id priority } } }

  mutation { dictate(input: {commandId: "{{.Dictated}}", visitId: "{{.Visit}}",
    transcript: "{{.Said}}"}) {
    draft { id entries { activity outcome reasonCode reason quote } observations { kind quote } questions { code activity } } } }

3. As {{.Brukare}}, read the own plan:

  query { brukare(id: "{{.Brukare}}") { name plan { activities { title how } } visits { start staff { name } activities { title checkOff { outcome } } } } }

`, "\n")))
