package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/gorilla/websocket"
	"go.uber.org/goleak"

	"github.com/lyhord/lyhord/domain"
	"github.com/lyhord/lyhord/server/auth"
	"github.com/lyhord/lyhord/server/demo"
)

// running is the program, started in this process on a port of its own.
type running struct {
	url  string
	data string
	out  *bytes.Buffer
	stop func() error // ends it and returns what run returned
}

// start runs the program until the test ends, or stop is called.
func start(t *testing.T, c Config) *running {
	t.Helper()
	if c.Data == "" {
		c.Data = t.TempDir()
	}
	c.Addr, c.Grace = "127.0.0.1:0", 10*time.Second
	ctx, cancel := context.WithCancel(context.Background())
	r := &running{data: c.Data, out: &bytes.Buffer{}}
	up, ended := make(chan string, 1), make(chan error, 1)
	go func() { ended <- run(ctx, c, r.out, io.Discard, func(addr string) { up <- addr }) }()
	select {
	case addr := <-up:
		r.url = "http://" + addr
	case err := <-ended:
		t.Fatal(err)
	case <-time.After(patience):
		t.Fatal("the server did not start")
	}
	stopped := false
	r.stop = func() error {
		if stopped {
			return nil
		}
		stopped = true
		cancel()
		http.DefaultClient.CloseIdleConnections()
		return <-ended
	}
	t.Cleanup(func() {
		if err := r.stop(); err != nil {
			t.Error(err)
		}
	})
	return r
}

// tokenFor signs a token with the running server's own key.
func (r *running) tokenFor(t *testing.T, a domain.Actor) string {
	t.Helper()
	return r.tokenAt(t, a, time.Now())
}

// tokenAt is tokenFor at another time than now.
func (r *running) tokenAt(t *testing.T, a domain.Actor, now time.Time) string {
	t.Helper()
	key, err := auth.LoadOrCreateKey(filepath.Join(r.data, keyFile))
	if err != nil {
		t.Fatal(err)
	}
	token, err := auth.NewIssuer(key).Issue(a, now)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

type visitView struct {
	ID         string
	State      string
	Version    int
	Brukare    struct{ ID, Name string }
	Activities []struct {
		ID, Title string
		CheckOff  *struct{ Outcome string }
	}
}

const startVisit = `mutation($input: StartVisitInput!) { startVisit(input: $input) { visit { id state version } } }`
const checkOff = `mutation($input: CheckOffInput!) { checkOff(input: $input) {
	checkOff { id outcome reason at by { name } } deviation { id priority state seq } visit { version } } }`

// visitsToDo returns anna's visits of today that nobody has begun.
func visitsToDo(t *testing.T, anna *client) []visitView {
	t.Helper()
	var out struct{ Today []visitView }
	anna.get(&out, `{ today { id state version brukare { id name } activities { id title checkOff { outcome } } } }`, nil)
	var todo []visitView
	for _, v := range out.Today {
		if v.State == "PLANNED" {
			todo = append(todo, v)
		}
	}
	if len(todo) == 0 {
		t.Fatalf("anna has nothing to do today: %+v", out.Today)
	}
	return todo
}

// TestThePath drives the whole path once: check-off and dictated note to alert, a lost connection, the own plan, and those who get nothing.
func TestThePath(t *testing.T) {
	r := start(t, Config{Demo: true})
	anna, karin := signIn(t, r.url, string(demo.Worker)), signIn(t, r.url, string(demo.Kontaktman))
	if !strings.Contains(r.out.String(), visitsToDo(t, anna)[0].ID) {
		t.Errorf("the start does not print a visit to try on:\n%s", r.out)
	}
	visit := visitForKarin(t, anna)

	live := karin.subscribe(watchDeviations, nil)
	var me struct{ Me struct{ Name string } }
	karin.get(&me, `{ me { name } }`, nil)

	// A check-off that is not as planned reaches her at once.
	var begun struct{ StartVisit struct{ Visit visitView } }
	anna.get(&begun, startVisit, command(map[string]any{"visitId": visit.ID, "version": visit.Version}))
	first := map[string]any{"visitId": visit.ID, "activityId": visit.Activities[0].ID, "outcome": "DECLINED", "reasonCode": "TIRED", "reason": "orkade inte i dag"}
	var checked struct {
		CheckOff struct {
			CheckOff  struct{ ID string }
			Deviation struct{ ID, Priority string }
		}
	}
	anna.get(&checked, checkOff, command(first))
	a := live.alert()
	if a.ID != checked.CheckOff.Deviation.ID || a.Activity.ID != visit.Activities[0].ID || a.Reason != "orkade inte i dag" || a.Brukare.Name != visit.Brukare.Name {
		t.Errorf("karin was told %+v, anna did %+v", a, checked)
	}

	// She loses her net. A dictated note says that everything else was not done either.
	live.cut()
	dictateUnsurely(t, anna, visit)
	note := dictateAndSign(t, anna, visit)
	if len(note.Deviations) < 3 {
		t.Fatalf("the note led to %d deviations, want three or more", len(note.Deviations))
	}
	want := []string{}
	for _, d := range note.Deviations {
		want = append(want, d.ID)
	}
	again := karin.subscribe(watchDeviations, map[string]any{"after": a.Seq})
	got := []string{}
	for i := range want {
		b := again.alert()
		if b.Seq != a.Seq+1+i {
			t.Errorf("missed deviation %d came as number %d after %d", i, b.Seq, a.Seq)
		}
		got = append(got, b.ID)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("what karin had missed (-want +got):\n%s", diff)
	}
	if state := acknowledgeAndList(t, karin, a.ID); state != "ACKNOWLEDGED" {
		t.Errorf("the deviation is %s after the acknowledgement", state)
	}
	again.cut()

	completeVisit(t, anna, visit)
	ownPlan(t, r, visit)
	strangers(t, r, visit, a.ID)
}

// visitForKarin returns a visit with four activities or more, to a brukare whose kontaktman is karin.
func visitForKarin(t *testing.T, anna *client) visitView {
	t.Helper()
	for _, v := range visitsToDo(t, anna) {
		var out struct {
			Brukare struct {
				Kontaktmen []struct{ Staff struct{ ID domain.StaffID } }
			}
		}
		anna.get(&out, `query($id: ID!) { brukare(id: $id) { kontaktmen { staff { id } deputy } } }`, map[string]any{"id": v.Brukare.ID})
		if k := out.Brukare.Kontaktmen; len(k) > 0 && k[0].Staff.ID == demo.Kontaktman && len(v.Activities) >= 4 {
			return v
		}
	}
	t.Fatal("anna has no visit today that is large enough to try on")
	return visitView{}
}

func visitOf(t *testing.T, c *client, id string) visitView {
	t.Helper()
	var out struct{ Visit visitView }
	c.get(&out, `query($id: ID!) { visit(id: $id) { id state version brukare { id name } activities { id title checkOff { outcome } } } }`, map[string]any{"id": id})
	return out.Visit
}

type signedNote struct {
	Note struct {
		ID, Heading, Text, Transcript, AuthorName string
		Entries                                   []struct{ Activity, Outcome string }
	}
	Deviations []struct{ ID, Outcome string }
}

// dictateUnsurely dictates what does not say it all: that everything was done but for a no to something, which the draft asks about.
func dictateUnsurely(t *testing.T, anna *client, v visitView) {
	t.Helper()
	type question struct{ Code, Activity, Quote string }
	type entry struct {
		Activity, Quote string
		Confidence      float64
	}
	dictate := func(said string) (entries []entry, questions []question) {
		var drafted struct {
			Dictate struct {
				Draft struct {
					Entries   []entry
					Questions []question
				}
			}
		}
		anna.get(&drafted, `mutation($input: DictateInput!) { dictate(input: $input) { draft {
			entries { activity quote confidence } questions { code activity quote } } } }`, command(map[string]any{"visitId": v.ID, "transcript": said}))
		for _, e := range drafted.Dictate.Draft.Entries {
			q := question{"OUTCOME", e.Activity, e.Quote}
			if asked := slices.Contains(drafted.Dictate.Draft.Questions, q); e.Confidence <= 0 || e.Confidence > 1 || asked != (e.Confidence < 0.6) {
				t.Errorf("of %q: %+v, asked about: %t", said, e, asked)
			}
		}
		return drafted.Dictate.Draft.Entries, drafted.Dictate.Draft.Questions
	}
	if entries, _ := dictate("allt är gjort enligt plan"); len(entries) != len(v.Activities) {
		t.Errorf("all is done, and the draft has %+v for %d activities", entries, len(v.Activities))
	}
	const no = "hon tackade bestämt nej"
	if _, questions := dictate(no); !slices.Contains(questions, question{"TROUBLE", "", no}) {
		t.Errorf("a no to nothing in particular is asked about with %+v", questions)
	}
}

// dictateAndSign dictates about the visit, puts what is left unanswered into the draft as not performed, and signs it.
func dictateAndSign(t *testing.T, anna *client, v visitView) signedNote {
	t.Helper()
	const said = "vi hann inte med resten i dag för jag fick gå på ett larm vi tar det i morgon i stället"
	var drafted struct {
		Dictate struct {
			Draft struct {
				ID, Transcript string
				Entries        []struct{ Activity, Outcome, Quote string }
				Questions      []struct{ Code, Activity, Quote string }
			}
		}
	}
	anna.get(&drafted, `mutation($input: DictateInput!) { dictate(input: $input) { draft {
		id transcript entries { activity outcome reason reasonCode measure followUp time quote confidence } observations { kind quote }
		contacts { role name quote } lint { code quote } questions { code activity quote } } } }`,
		command(map[string]any{"visitId": v.ID, "transcript": said}))
	draft := drafted.Dictate.Draft
	if draft.Transcript != said {
		t.Errorf("the draft keeps %q as said", draft.Transcript)
	}
	entries := []map[string]any{}
	for _, a := range v.Activities[1:] {
		entries = append(entries, map[string]any{"activityId": a.ID, "outcome": "NOT_PERFORMED", "reasonCode": "STAFF_TIME", "reason": "jag fick gå på ett larm", "quote": said})
	}
	var signed struct{ SignNote signedNote }
	anna.get(&signed, `mutation($input: SignNoteInput!) { signNote(input: $input) {
		note { id heading text transcript authorName entries { activity outcome } } deviations { id outcome } visit { id } } }`,
		command(map[string]any{"visitId": v.ID, "draftId": draft.ID, "entries": entries}))
	n := signed.SignNote
	if n.Note.Text != said || n.Note.Transcript != said || len(n.Note.Entries) != len(entries) || len(n.Deviations) != len(entries) {
		t.Errorf("the note is %+v", n)
	}
	return n
}

// acknowledgeAndList has the kontaktman take a deviation on, and returns its state as her list has it.
func acknowledgeAndList(t *testing.T, karin *client, id string) string {
	t.Helper()
	var done struct {
		AcknowledgeDeviation struct{ Deviation struct{ State string } }
	}
	karin.get(&done, `mutation($input: AcknowledgeDeviationInput!) { acknowledgeDeviation(input: $input) { deviation { state acknowledgedBy { name } } } }`,
		command(map[string]any{"deviationId": id}))
	var list struct {
		Deviations struct {
			Nodes []struct {
				ID, State string
				Seq       int
			}
			PageInfo struct {
				HasNextPage bool
				EndCursor   string
			}
		}
	}
	karin.get(&list, `{ deviations(first: 50) { nodes { id state seq } edges { cursor node { id } } pageInfo { hasNextPage endCursor } } }`, nil)
	for _, d := range list.Deviations.Nodes {
		if d.ID == id {
			return d.State
		}
	}
	return "not in the list"
}

func completeVisit(t *testing.T, anna *client, v visitView) {
	t.Helper()
	const complete = `mutation($input: CompleteVisitInput!) { completeVisit(input: $input) { visit { state completedAt } } }`
	var done struct {
		CompleteVisit struct{ Visit struct{ State string } }
	}
	anna.get(&done, complete, command(map[string]any{"visitId": v.ID}))
	if done.CompleteVisit.Visit.State != "COMPLETED" {
		t.Errorf("the visit is %s", done.CompleteVisit.Visit.State)
	}
	anna.refused("CONFLICT", complete, command(map[string]any{"visitId": v.ID}))
}

const plan = `query($id: ID!) { brukare(id: $id) { name doorRoutine personnummer
	plan { importantInformation activities { title how when ownPart } }
	visits { id state activities { title checkOff { outcome } } notes { text } } } }`

// ownPlan has the brukare read what is the brukare's, and no more.
func ownPlan(t *testing.T, r *running, v visitView) {
	t.Helper()
	var out struct {
		Brukare struct {
			Name         string
			DoorRoutine  *string
			Personnummer *string
			Plan         struct {
				ImportantInformation *string
				Activities           []struct{ Title, How string }
			}
			Visits []visitView
		}
	}
	own := signIn(t, r.url, v.Brukare.ID)
	own.get(&out, strings.Replace(plan, "notes { text }", "", 1), map[string]any{"id": v.Brukare.ID})
	b := out.Brukare
	if b.Name != v.Brukare.Name || len(b.Plan.Activities) == 0 || b.DoorRoutine != nil || b.Personnummer != nil || b.Plan.ImportantInformation != nil {
		t.Errorf("the brukare reads %+v", b.Plan)
	}
	found := false
	for _, own := range b.Visits {
		found = found || own.ID == v.ID && own.State == "COMPLETED" && own.Activities[0].CheckOff.Outcome == "DECLINED"
	}
	if !found {
		t.Errorf("what was done today is not among the %d own visits", len(b.Visits))
	}
	own.refused("FORBIDDEN", plan, map[string]any{"id": v.Brukare.ID}) // the notes
	own.refused("FORBIDDEN", startVisit, command(map[string]any{"visitId": v.ID}))
	own.refused("FORBIDDEN", `{ today { id } }`, nil)
}

// TestRelatives has three relatives ask: one whose consent is in force, one whose was withdrawn, one whose has run out.
func TestRelatives(t *testing.T) {
	r := start(t, Config{Demo: true})
	const own = `query($id: ID!) { brukare(id: $id) { name doorRoutine personnummer plan { importantInformation activities { title } }
		visits { id activities { checkOff { outcome reason measure followUp } } } } }`
	var out struct {
		Brukare struct {
			Name, DoorRoutine, Personnummer string
			Plan                            struct {
				ImportantInformation string
				Activities           []struct{ Title string }
			}
			Visits []struct {
				Activities []struct {
					CheckOff *struct{ Outcome, Reason, Measure, FollowUp string }
				}
			}
		}
	}
	lisa := signIn(t, r.url, "lisa")
	lisa.get(&out, own, map[string]any{"id": "astrid"})
	b := out.Brukare
	if b.Name == "" || len(b.Plan.Activities) == 0 || len(b.Visits) == 0 || b.DoorRoutine+b.Personnummer+b.Plan.ImportantInformation != "" {
		t.Errorf("with consent she reads %+v", b)
	}
	for _, v := range b.Visits {
		for _, a := range v.Activities {
			if c := a.CheckOff; c != nil && (c.Outcome == "" || c.Reason+c.Measure+c.FollowUp != "") {
				t.Errorf("she reads of a check-off %+v", c)
			}
		}
	}
	lisa.refused("NOT_FOUND", own, map[string]any{"id": "bengt"})
	lisa.refused("FORBIDDEN", `{ deviations { nodes { id } } }`, nil)
	signIn(t, r.url, "mats").refused("NOT_FOUND", own, map[string]any{"id": "bengt"})    // withdrawn
	signIn(t, r.url, "yasmin").refused("NOT_FOUND", own, map[string]any{"id": "hassan"}) // run out
}

// strangers get nothing: nobody, another tenant, another unit.
func strangers(t *testing.T, r *running, v visitView, deviation string) {
	t.Helper()
	inAnHour := time.Now().Add(time.Hour)
	nobody := &client{t, r.url, ""}
	elsewhere := &client{t, r.url, r.tokenFor(t, domain.Actor{Tenant: "other", Kind: domain.ActorStaff, Person: "anna", Expires: inAnHour})}
	for _, c := range []struct {
		who  string
		as   *client
		code string
	}{
		{"nobody", nobody, "UNAUTHENTICATED"},
		{"another tenant's anna", elsewhere, "UNAUTHENTICATED"},
		{"another unit's staff", signIn(t, r.url, otherUnitsStaff(t, r, v)), "NOT_FOUND"},
	} {
		t.Run(c.who, func(t *testing.T) {
			as := &client{t, r.url, c.as.token}
			as.refused(c.code, `query($id: ID!) { visit(id: $id) { id } }`, map[string]any{"id": v.ID})
			as.refused(c.code, `query($id: ID!) { brukare(id: $id) { name } }`, map[string]any{"id": v.Brukare.ID})
			as.refused(c.code, startVisit, command(map[string]any{"visitId": v.ID}))
			as.refused(c.code, `mutation($input: AcknowledgeDeviationInput!) { acknowledgeDeviation(input: $input) { deviation { id } } }`,
				command(map[string]any{"deviationId": deviation}))
			s := as.subscribe(`subscription($id: ID!) { visitUpdates(brukareId: $id) { id } }`, map[string]any{"id": v.Brukare.ID})
			defer s.cut()
			var failed []struct{ Extensions struct{ Code string } }
			await(t, s.failed, &failed)
			if len(failed) == 0 || failed[0].Extensions.Code != c.code {
				t.Errorf("the subscription failed with %+v", failed)
			}
		})
	}
}

// otherUnitsStaff returns a care worker of another unit than the visit's.
func otherUnitsStaff(t *testing.T, r *running, v visitView) string {
	t.Helper()
	for _, p := range demo.People() {
		if p.Kind != domain.ActorStaff {
			continue
		}
		answer, err := signIn(t, r.url, p.ID).ask(`{ today { id } }`, nil)
		if err != nil {
			t.Fatal(err)
		}
		seen, err := signIn(t, r.url, p.ID).ask(`query($id: ID!) { brukare(id: $id) { name } }`, map[string]any{"id": v.Brukare.ID})
		if err != nil {
			t.Fatal(err)
		}
		if answer.code() == "" && seen.code() == "NOT_FOUND" {
			return p.ID
		}
	}
	t.Fatal("the demo has no care worker of another unit")
	return ""
}

// TestBadInput sends what a broken or hostile client could: each answer is coded, and nothing is stored.
func TestBadInput(t *testing.T) {
	r := start(t, Config{Demo: true})
	anna := signIn(t, r.url, string(demo.Worker))
	v := visitsToDo(t, anna)[0]
	var begun struct{ StartVisit struct{ Visit visitView } }
	anna.get(&begun, startVisit, command(map[string]any{"visitId": v.ID}))
	act := v.Activities[0].ID
	ok := func() map[string]any {
		return map[string]any{"visitId": v.ID, "activityId": act, "outcome": "DECLINED", "reasonCode": "TIRED"}
	}
	with := func(key string, value any) map[string]any { in := ok(); in[key] = value; return in }
	const dictate = `mutation($input: DictateInput!) { dictate(input: $input) { draft { id } } }`
	for _, c := range []struct {
		name, code, field, query string
		vars                     map[string]any
	}{
		{"an unknown visit", "NOT_FOUND", "", checkOff, command(with("visitId", "v-9"))},
		{"an unknown activity", "NOT_FOUND", "activityId", checkOff, command(with("activityId", "a-9"))},
		{"a stale version", "CONFLICT", "version", checkOff, command(with("version", 1))},
		{"no commandId", "INVALID", "", checkOff, map[string]any{"input": ok()}},
		{"a commandId that is no UUID", "INVALID", "commandId", checkOff, command(with("commandId", "1"))},
		{"an outcome that is not", "INVALID", "", checkOff, command(with("outcome", "MAYBE"))},
		{"control characters", "INVALID", "reason", checkOff, command(with("reason", "a\u0000b"))},
		{"a clock time that is not", "INVALID", "", checkOff, command(with("time", "8.30"))},
		{"a transcript too long", "INVALID", "transcript", dictate, command(map[string]any{"visitId": v.ID, "transcript": strings.Repeat("ö", 20_001)})},
		{"a page too large", "INVALID", "first", `{ deviations(first: 1000) { nodes { id } } }`, nil},
		{"a day that is not", "INVALID", "", `{ today(date: "2026-02-30") { id } }`, nil},
		{"a field that is not", "INVALID", "", `{ secrets }`, nil},
		{"no query at all", "INVALID", "", `{ me {`, nil},
		{"too deep", "INVALID", "", "{ today " + strings.Repeat("{ brukare { visits ", 10) + "{ id }" + strings.Repeat(" } }", 10) + "}", nil},
		{"too many aliases", "INVALID", "", "{ " + strings.Join(aliases(40), " ") + " }", nil},
		{"too many tokens", "INVALID", "", "{ " + strings.Repeat("me { name } ", 2000) + " }", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			as := &client{t, r.url, anna.token}
			got := as.refused(c.code, c.query, c.vars)
			if len(got.Errors) > 0 && c.field != "" && got.Errors[0].Extensions["field"] != c.field {
				t.Errorf("the field at fault is %v, want %s", got.Errors[0].Extensions["field"], c.field)
			}
		})
	}
	if got := visitOf(t, anna, v.ID); got.Version != begun.StartVisit.Visit.Version || got.Activities[0].CheckOff != nil {
		t.Errorf("bad input changed the visit: %+v", got)
	}
	t.Run("the same commandId with another body", func(t *testing.T) {
		in := ok()
		in["commandId"] = uuid.NewString()
		var out json.RawMessage
		anna.get(&out, checkOff, command(in))
		in["reason"] = "något annat"
		anna.refused("CONFLICT", checkOff, command(in))
		anna.refused("CONFLICT", checkOff, command(with("outcome", "PARTIAL"))) // and a second check-off
	})
	t.Run("an expired token", func(t *testing.T) {
		soon := time.Now().Add(2 * time.Second)
		as := &client{t, r.url, r.tokenFor(t, domain.Actor{Tenant: demo.Tenant, Kind: domain.ActorStaff, Person: string(demo.Worker), Expires: soon})}
		s := as.subscribe(watchDeviations, nil)
		select {
		case err := <-s.closed:
			if !websocket.IsCloseError(err, 4403) {
				t.Errorf("the socket ended with %v, want 4403", err)
			}
		case <-time.After(patience):
			t.Error("the socket outlives its token")
		}
		as.refused("UNAUTHENTICATED", `{ me { name } }`, nil)
	})
	t.Run("a body over 1 MiB", func(t *testing.T) {
		as := &client{t, r.url, anna.token}
		as.refused("INVALID", `{ me { name } }`, map[string]any{"x": strings.Repeat("x", 1<<20)})
	})
}

func aliases(n int) []string {
	var out []string
	for i := range n {
		out = append(out, "a"+string(rune('a'+i/26))+string(rune('a'+i%26))+": me { name }")
	}
	return out
}

// TestWithoutDemo shows that nobody gets in, or learns the schema, by just asking.
func TestWithoutDemo(t *testing.T) {
	r := start(t, Config{})
	res, err := http.Post(r.url+"/demo/token", "application/json", strings.NewReader(`{"person":"anna"}`))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusNotFound {
		t.Errorf("POST /demo/token answers %s", res.Status)
	}
	nobody := &client{t, r.url, ""}
	nobody.refused("INVALID", `{ __schema { types { name } } }`, nil)
	nobody.refused("UNAUTHENTICATED", `{ today { id } }`, nil)
	info, err := os.Stat(filepath.Join(r.data, keyFile))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key file: %v %v", info, err)
	}
	for _, path := range []string{"/healthz", "/readyz"} {
		res, err := http.Get(r.url + path)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != http.StatusOK {
			t.Errorf("%s answers %s", path, res.Status)
		}
	}
}

// TestDrain shows that a shutdown lets phones know, and that what was written is there after a new start.
func TestDrain(t *testing.T) {
	r := start(t, Config{Demo: true})
	anna, karin := signIn(t, r.url, string(demo.Worker)), signIn(t, r.url, string(demo.Kontaktman))
	v := visitsToDo(t, anna)[0]
	var begun struct{ StartVisit struct{ Visit visitView } }
	anna.get(&begun, startVisit, command(map[string]any{"visitId": v.ID}))
	s := karin.subscribe(watchDeviations, nil)
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-s.closed:
		if !websocket.IsCloseError(err, websocket.CloseServiceRestart, websocket.CloseGoingAway) {
			t.Errorf("the socket ended with %v", err)
		}
	case <-time.After(patience):
		t.Error("the socket did not end")
	}
	r = start(t, Config{Demo: true, Data: r.data})
	if got := visitOf(t, signIn(t, r.url, string(demo.Worker)), v.ID); got.State != "STARTED" {
		t.Errorf("after the restart the visit is %s", got.State)
	}
}

func TestStructure(t *testing.T) {
	in := `{"id":"x1","at":"2026-11-21T09:00:00+01:00","brukare":{"name":"Astrid","pronoun":"hon"},"activities":[{"id":"a1","title":"Dusch"}],"text":"hon ville inte duscha"}`
	for _, line := range []string{in, `{"input":` + in + `,"expected":{}}`, "\n" + in + "\n"} {
		var out bytes.Buffer
		if err := structure(strings.NewReader(line), &out); err != nil {
			t.Fatal(err)
		}
		var draft struct {
			ID      string
			Entries []struct{ Activity, Outcome string }
		}
		if err := json.Unmarshal(out.Bytes(), &draft); err != nil || draft.ID != "x1" || len(draft.Entries) != 1 || draft.Entries[0].Outcome != "DECLINED" {
			t.Errorf("%s gave %s %v", line, &out, err)
		}
	}
	if err := structure(strings.NewReader("{}\n{"), io.Discard); err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("a broken line: %v", err)
	}
}

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
