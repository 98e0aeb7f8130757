package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/lyhord/lyhord/domain"
	"github.com/lyhord/lyhord/server/demo"
)

var update = flag.Bool("update", false, "rewrite the golden conversations")

const (
	turnFields = `seq from text kind speech asks { code activity quote } choices references { kind id quote } advice { code quote why rewording source }`

	startConversation = `mutation($input: StartConversationInput!) { startConversation(input: $input) {
		conversation { id stage note startedAt visit { id } turns { ` + turnFields + ` } } } }`
	say = `mutation($input: SayInput!) { say(input: $input) { turns { ` + turnFields + ` } signed {
		note { id heading text transcript authorName entries { activity outcome reasonCode reason measure followUp time quote }
			observations { kind quote } contacts { role name quote } }
		checkOffs { activity outcome } deviations { id } visit { state } } } }`
	readConversation  = `query($id: ID!) { conversation(id: $id) { id stage note turns { ` + turnFields + ` } } }`
	watchConversation = `subscription($id: ID!, $after: Int) { conversation(id: $id, after: $after) { ` + turnFields + ` } }`
	watchTold         = `subscription($after: Int) { deviations(after: $after) { seq priority why activityTitle outcome reasonCode reason measure followUp brukare { name } } }`
	undoCheckOff      = `mutation($input: UndoCheckOffInput!) { undoCheckOff(input: $input) { visit { id } } }`
	finishVisit       = `mutation($input: CompleteVisitInput!) { completeVisit(input: $input) { visit { id } } }`
)

type turnView struct {
	Seq                      int
	From, Text, Kind, Speech string
	Asks                     *struct{ Code, Activity, Quote string }
	Choices                  []string
	References               []struct{ Kind, ID, Quote string }
	Advice                   []struct{ Code, Quote, Why, Rewording, Source string }
}

type conversationView struct {
	ID, Stage, Note string
	Turns           []turnView
}

type saidView struct {
	Turns  []turnView
	Signed *struct {
		Note struct {
			ID, Heading, Text, Transcript, AuthorName string
			Entries                                   []struct{ Activity, Outcome, ReasonCode, Reason, Measure, FollowUp, Time, Quote string }
			Observations                              []struct{ Kind, Quote string }
			Contacts                                  []struct{ Role, Name, Quote string }
		}
		CheckOffs  []struct{ Activity, Outcome string }
		Deviations []struct{ ID string }
	}
}

// TestConversations plays the scripts of testdata/conversations over HTTP and sockets, against the demo on a day of November. Lines that
// begin with a word and a colon are directions, lines that begin with "> " are the worker's; what is indented is what comes of them, and is
// rewritten by -update. The directions:
//
//	visit: ID    begin the visit and its conversation, follow it, and listen as the brukare's kontaktman
//	open: ID     the same, and show the greeting
//	as: PERSON   go on as somebody else at the same visit, in a conversation of their own; back again it is taken up
//	at: 09:50    let the clock be that
//	hand: ACTIVITY OUTCOME, undo: ACTIVITY, complete:   what is done beside the conversation
//	again:       send the last command once more
//	cut:         cut the worker's socket; what is said after is followed anew from the last number seen
//	restart:     stop the program and start it on the same data
func TestConversations(t *testing.T) {
	files, err := filepath.Glob("testdata/conversations/*.txt")
	if err != nil || len(files) < 30 {
		t.Fatalf("%d conversations: %v", len(files), err)
	}
	for i, f := range files {
		if testing.Short() && i%4 > 0 {
			continue // with the race detector each takes its time
		}
		t.Run(strings.TrimSuffix(filepath.Base(f), ".txt"), func(t *testing.T) {
			want, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			got := newStage(t).play(string(want))
			if *update {
				if err := os.WriteFile(f, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("the conversation goes otherwise than %s; run go test -update and review it:\n%s", f, diff)
			}
		})
	}
}

// stage is a running program on a fixed day, and who takes part.
type stage struct {
	t       *testing.T
	r       *running
	config  Config
	clock   *atomic.Int64
	out     strings.Builder
	known   map[string]string // what stands for an id that is new each time
	visit   visitView
	people  map[string]*speaker
	now     *speaker
	told    *socket // the kontaktman's
	owed    int     // how many deviations are on their way to the kontaktman
	signed  []*saidView
	teller  string // the kontaktman
	before  int    // the last number in the kontaktman's inbox before
	greets  bool   // greetings are shown
	lastSay map[string]any
}

// speaker is one worker and the own conversation.
type speaker struct {
	*client
	name string
	id   string // the conversation's
	live *socket
	seen int // the last number that came over the socket
}

var (
	stageDay = time.Date(2026, 11, 24, 8, 40, 0, 0, domain.Stockholm) // a Tuesday
	farAhead = time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)            // for sockets, which end by the real clock
)

func newStage(t *testing.T) *stage {
	s := &stage{t: t, clock: &atomic.Int64{}, known: map[string]string{}, people: map[string]*speaker{}}
	s.clock.Store(stageDay.UnixMilli())
	s.config = Config{Demo: true, clock: func() time.Time { return time.UnixMilli(s.clock.Load()) }}
	s.r = start(t, s.config)
	return s
}

// phone is somebody's, signed in for as long as tests will be run.
func (s *stage) phone(kind domain.ActorKind, person string) *client {
	a := domain.Actor{Tenant: demo.Tenant, Kind: kind, Person: person, Expires: farAhead}
	return &client{s.t, s.r.url, s.r.tokenAt(s.t, a, s.config.clock())}
}

func (s *stage) staff(id string) *client { return s.phone(domain.ActorStaff, id) }

var direction = regexp.MustCompile(`^([a-z]+):(?: (.*))?$`)

// play acts a script and writes it anew with what comes of it.
func (s *stage) play(script string) string {
	for line := range strings.Lines(script) {
		line = strings.TrimRight(line, "\n")
		if strings.HasPrefix(line, "  ") || line == "" {
			continue
		}
		if strings.HasPrefix(line, "#") {
			s.print("%s", line)
			continue
		}
		s.print("%s", line)
		if said, ok := strings.CutPrefix(line, ">"); ok {
			s.say(map[string]any{"commandId": uuid.NewString(), "conversationId": s.now.id, "text": strings.TrimSpace(said)})
		} else if m := direction.FindStringSubmatch(line); m != nil {
			s.direct(m[1], m[2])
		} else {
			s.t.Fatalf("a line that is neither said nor a direction: %q", line)
		}
	}
	s.end()
	return s.out.String()
}

func (s *stage) print(format string, args ...any) {
	fmt.Fprintln(&s.out, strings.TrimRight(fmt.Sprintf(format, args...), " "))
}

func (s *stage) direct(what, with string) {
	first, second, _ := strings.Cut(with, " ")
	input := map[string]any{"visitId": s.visit.ID, "activityId": first}
	switch what {
	case "visit", "open":
		s.greets = what == "open"
		s.begin(with)
	case "as":
		s.enter(with)
	case "at":
		at, err := time.ParseInLocation(time.DateOnly+" 15:04", stageDay.Format(time.DateOnly)+" "+with, domain.Stockholm)
		if err != nil {
			s.t.Fatal(err)
		}
		s.clock.Store(at.UnixMilli())
	case "hand":
		input["outcome"] = second
		s.beside(checkOff, input)
		if second != "PERFORMED" {
			s.owed++
		}
	case "undo":
		s.beside(undoCheckOff, input)
	case "complete":
		s.beside(finishVisit, map[string]any{"visitId": s.visit.ID})
	case "again":
		s.say(s.lastSay)
	case "cut":
		s.now.live.cut()
		s.now.live = nil
	case "restart":
		s.restart()
	default:
		s.t.Fatalf("there is no direction %q", what)
	}
}

// begin begins a visit as the one whose it is, and lets its kontaktman listen.
func (s *stage) begin(id string) {
	var v struct {
		Visit struct {
			visitView
			Staff   struct{ ID string }
			Brukare struct {
				ID, Name   string
				Kontaktmen []struct {
					Deputy bool
					Staff  struct{ ID string }
				}
			}
		}
	}
	unit := s.staff("lena") // who plans for both units
	unit.get(&v, `query($id: ID!) { visit(id: $id) { id state staff { id } brukare { id name kontaktmen { deputy staff { id } } } activities { id title } } }`, map[string]any{"id": id})
	s.visit = v.Visit.visitView
	worker := s.staff(v.Visit.Staff.ID)
	if v.Visit.State == "PLANNED" {
		var begun json.RawMessage
		worker.get(&begun, startVisit, command(map[string]any{"visitId": id}))
	}
	s.teller = v.Visit.Brukare.Kontaktmen[0].Staff.ID
	var before struct {
		Deviations struct{ Nodes []struct{ Seq int } }
	}
	if s.staff(s.teller).get(&before, `{ deviations(first: 1) { nodes { seq } } }`, nil); len(before.Deviations.Nodes) > 0 {
		s.before = before.Deviations.Nodes[0].Seq
	}
	s.told = s.staff(s.teller).subscribe(watchTold, map[string]any{"after": s.before})
	s.enter(v.Visit.Staff.ID)
}

// enter lets somebody begin the own conversation, or take it up.
func (s *stage) enter(person string) {
	var out struct {
		StartConversation struct{ Conversation conversationView }
	}
	sp := s.people[person]
	if sp == nil {
		sp = &speaker{client: s.staff(person), name: person}
		s.people[person] = sp
	}
	s.now = sp
	sp.get(&out, startConversation, command(map[string]any{"visitId": s.visit.ID}))
	c := out.StartConversation.Conversation
	if sp.id == c.ID {
		s.print("  taken up: %s after %d turns", c.Stage, len(c.Turns))
		return
	}
	if sp.live != nil {
		sp.live.cut()
	}
	sp.id, sp.live, sp.seen = c.ID, nil, 0
	for _, turn := range c.Turns {
		if s.greets || turn.Kind != "GREETING" {
			s.show(turn)
		}
	}
	s.follow(len(c.Turns))
}

// follow reads the speaker's socket up to a number, which must come without gap, from a new socket where the last was cut.
func (s *stage) follow(upTo int) {
	sp := s.now
	if sp.live == nil {
		sp.live = sp.subscribe(watchConversation, map[string]any{"id": sp.id, "after": sp.seen})
	}
	for sp.seen < upTo {
		var m struct {
			Data struct{ Conversation turnView }
		}
		await(s.t, sp.live.next, &m)
		if sp.seen++; m.Data.Conversation.Seq != sp.seen {
			s.t.Fatalf("turn %d came over the socket, want %d", m.Data.Conversation.Seq, sp.seen)
		}
	}
}

// say sends one turn and shows what comes of it; a signed note is kept for the end.
func (s *stage) say(input map[string]any) {
	again := s.lastSay != nil && s.lastSay["commandId"] == input["commandId"]
	s.lastSay = input
	r, err := s.now.ask(say, map[string]any{"input": input})
	if err != nil {
		s.t.Fatal(err)
	}
	if r.code() == "INTERNAL" {
		s.t.Fatalf("%v: %+v", input["text"], r.Errors)
	}
	if len(r.Errors) > 0 {
		s.print("  error %s (%v): %s", r.code(), r.Errors[0].Extensions["field"], r.Errors[0].Message)
		return
	}
	var out struct{ Say saidView }
	if err := json.Unmarshal(r.Data, &out); err != nil {
		s.t.Fatal(err)
	}
	s.show(out.Say.Turns[1])
	s.follow(out.Say.Turns[1].Seq)
	if out.Say.Signed != nil && !again {
		s.signed = append(s.signed, &out.Say)
		s.owed += len(out.Say.Signed.Deviations)
	}
}

func (s *stage) beside(query string, input map[string]any) {
	r, err := s.now.ask(query, command(input))
	if err != nil {
		s.t.Fatal(err)
	}
	if len(r.Errors) > 0 {
		s.print("  error %s %s", r.code(), r.Errors[0].Message)
	}
}

// restart stops the program as an upgrade does, and starts it on the same data. Sockets are opened anew.
func (s *stage) restart() {
	if err := s.r.stop(); err != nil {
		s.t.Fatal(err)
	}
	s.config.Data = s.r.data
	s.r = start(s.t, s.config)
	for _, sp := range s.people {
		sp.client, sp.live = s.staff(sp.name), nil
	}
	s.told = s.staff(s.teller).subscribe(watchTold, map[string]any{"after": s.before}) // nothing of it has been read yet
}

// show writes a reply.
func (s *stage) show(t turnView) {
	s.print("  %d %s %s", t.Seq, t.Kind, s.plain(strings.ReplaceAll(t.Text, "\n", "\n      ")))
	if t.Speech != t.Text {
		s.print("    speech: %s", t.Speech)
	}
	if t.Asks != nil {
		s.print("    asks: %s %s", t.Asks.Code, t.Asks.Activity)
		if t.Asks.Code == "TROUBLE" && t.Asks.Quote == "" {
			s.t.Errorf("turn %d asks about words, and about which it does not say", t.Seq)
		}
	}
	for _, r := range t.References {
		s.print("    ref: %s %s “%s”", r.Kind, s.plain(r.ID), r.Quote)
	}
	for _, a := range t.Advice {
		s.print("    advice: %s “%s” %s → “%s” (%s)", a.Code, a.Quote, a.Why, a.Rewording, a.Source)
	}
	if len(t.Choices) > 0 {
		s.print("    choices: %s", strings.Join(t.Choices, " / "))
	}
}

var uuids = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)

// plain puts the same words in place of what is another id in each run.
func (s *stage) plain(text string) string {
	return uuids.ReplaceAllStringFunc(text, func(id string) string {
		if s.known[id] == "" {
			s.known[id] = fmt.Sprintf("id-%d", len(s.known)+1)
		}
		return s.known[id]
	})
}

// end writes the signed notes, and what the kontaktman's socket brought.
func (s *stage) end() {
	for _, said := range s.signed {
		s.note(said)
	}
	if len(s.signed) == 0 {
		s.print("  nothing is signed")
	}
	for range s.owed {
		var m struct {
			Data struct {
				Deviations struct{ Priority, Why, ActivityTitle, Outcome, ReasonCode, Reason, Measure, FollowUp string }
			}
		}
		await(s.t, s.told.next, &m)
		d := m.Data.Deviations
		s.print("  %s is told: %s", s.teller, words(d.Priority, d.Why, or(d.ActivityTitle, "the visit"), d.Outcome, d.ReasonCode, parts("reason", d.Reason, "measure", d.Measure, "follow-up", d.FollowUp)))
	}
	s.told.cut()
	for m := range s.told.next {
		s.t.Errorf("%s was told of more: %s", s.teller, m)
	}
	for _, sp := range s.people {
		if sp.live != nil {
			sp.live.cut()
		}
	}
}

func (s *stage) note(said *saidView) {
	n := said.Signed.Note
	s.print("  signed by %s: %s", n.AuthorName, n.Heading)
	for _, l := range strings.Split(n.Text, "\n") {
		s.print("    | %s", l)
	}
	for _, e := range n.Entries {
		s.print("    %s", words(or(e.Activity, "extra"), e.Outcome, e.ReasonCode, e.Time, "“"+e.Quote+"”", parts("reason", e.Reason, "measure", e.Measure, "follow-up", e.FollowUp)))
	}
	for _, o := range n.Observations {
		s.print("    observed %s “%s”", o.Kind, o.Quote)
	}
	for _, c := range n.Contacts {
		s.print("    contact %s “%s”", words(c.Role, c.Name), c.Quote)
	}
}

// words joins what is there.
func words(list ...string) string {
	return strings.Join(strings.Fields(strings.Join(list, " ")), " ")
}

func or(a, b string) string {
	if a == "" {
		return b
	}
	return a
}

// parts names those of the texts that are there.
func parts(named ...string) string {
	out := ""
	for i := 0; i < len(named); i += 2 {
		if named[i+1] != "" {
			out += fmt.Sprintf(" %s “%s”", named[i], named[i+1])
		}
	}
	return out
}

// TestConversationRights has others ask for anna's conversation, and for one of their own where they have nothing to do.
func TestConversationRights(t *testing.T) {
	s := newStage(t)
	s.play("visit: v-2026-11-24-elsa-morgon\nat: 09:50\n> frukosten är gjord\n")
	elsewhere := domain.Actor{Tenant: "other", Kind: domain.ActorStaff, Person: "anna", Expires: farAhead}
	for _, c := range []struct {
		who         string
		as          *client
		read, start string // what reading anna's gives, and what starting one about the visit; empty: it may be
	}{
		{"a colleague", s.staff("david"), "NOT_FOUND", ""},
		{"the kontaktman", s.staff("karin"), "NOT_FOUND", ""},
		{"another unit's worker", s.staff("maria"), "NOT_FOUND", "NOT_FOUND"},
		{"the manager", s.staff("birgitta"), "FORBIDDEN", "FORBIDDEN"},
		{"the nurse", s.staff("helena"), "FORBIDDEN", "FORBIDDEN"},
		{"the brukare", s.phone(domain.ActorBrukare, "elsa"), "FORBIDDEN", "FORBIDDEN"},
		{"a relative", s.phone(domain.ActorNarstaende, "lisa"), "FORBIDDEN", "FORBIDDEN"},
		{"nobody", &client{t, s.r.url, ""}, "UNAUTHENTICATED", "UNAUTHENTICATED"},
		{"another tenant's anna", &client{t, s.r.url, s.r.tokenAt(t, elsewhere, stageDay)}, "UNAUTHENTICATED", "UNAUTHENTICATED"},
	} {
		t.Run(c.who, func(t *testing.T) {
			as := &client{t, c.as.url, c.as.token}
			as.refused(c.read, readConversation, map[string]any{"id": s.now.id})
			as.refused(c.read, say, command(map[string]any{"conversationId": s.now.id, "text": "signera"}))
			as.refused(c.start, startConversation, command(map[string]any{"visitId": s.visit.ID}))
			live := as.subscribe(watchConversation, map[string]any{"id": s.now.id, "after": 0})
			defer live.cut()
			var failed []struct{ Extensions struct{ Code string } }
			if await(t, live.failed, &failed); failed[0].Extensions.Code != c.read {
				t.Errorf("the subscription failed with %+v", failed)
			}
		})
	}
	var out struct{ Conversation conversationView }
	anna := s.staff("anna")
	if anna.get(&out, readConversation, map[string]any{"id": s.now.id}); len(out.Conversation.Turns) != 3 || out.Conversation.Stage != "ASKING" {
		t.Errorf("afterwards anna reads %+v", out.Conversation)
	}
}

// TestConversationRefused sends what can't be said.
func TestConversationRefused(t *testing.T) {
	s := newStage(t)
	s.play("visit: v-2026-11-24-elsa-morgon\nat: 09:50\n> frukosten är gjord\n")
	anna := s.staff("anna")
	with := func(key string, value any) map[string]any {
		in := map[string]any{"conversationId": s.now.id, "text": "hej"}
		in[key] = value
		return in
	}
	for _, c := range []struct {
		name, code, field, query string
		vars                     map[string]any
	}{
		{"too long", "INVALID", "text", say, command(with("text", strings.Repeat("ö", 20_001)))},
		{"control characters", "INVALID", "text", say, command(with("text", "a\u0000b"))},
		{"no text at all", "INVALID", "", say, command(with("text", nil))},
		{"no commandId", "INVALID", "", say, map[string]any{"input": with("text", "hej")}},
		{"a commandId that is no UUID", "INVALID", "commandId", say, command(with("commandId", "1"))},
		{"a conversation that is not", "NOT_FOUND", "", say, command(with("conversationId", "nope"))},
		{"an odd conversation", "INVALID", "conversationId", readConversation, map[string]any{"id": ""}},
		{"a visit that is not", "NOT_FOUND", "", startConversation, command(map[string]any{"visitId": "nope"})},
		{"a visit that is not begun", "CONFLICT", "", startConversation, command(map[string]any{"visitId": "v-2026-11-24-elsa-kvall"})},
	} {
		t.Run(c.name, func(t *testing.T) {
			as := &client{t, s.r.url, anna.token}
			got := as.refused(c.code, c.query, c.vars)
			if len(got.Errors) > 0 && c.field != "" && got.Errors[0].Extensions["field"] != c.field {
				t.Errorf("the field at fault is %v, want %s", got.Errors[0].Extensions["field"], c.field)
			}
		})
	}
	t.Run("the same commandId with another text", func(t *testing.T) {
		in := with("text", "sängen är bäddad")
		in["commandId"] = uuid.NewString()
		var out json.RawMessage
		anna.get(&out, say, command(in))
		in["text"] = "sängen är inte bäddad"
		anna.refused("CONFLICT", say, command(in))
	})
	t.Run("a number ahead", func(t *testing.T) {
		live := anna.subscribe(watchConversation, map[string]any{"id": s.now.id, "after": 99})
		defer live.cut()
		var failed []struct{ Extensions struct{ Code string } }
		if await(t, live.failed, &failed); failed[0].Extensions.Code != "INVALID" {
			t.Errorf("the subscription failed with %+v", failed)
		}
	})
}

// TestConversationKilled kills the process after each turn. The phone, which may have heard nothing, says the same again.
func TestConversationKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program and kills it")
	}
	binary, data := build(t), t.TempDir()
	p := launch(t, binary, data)
	defer func() { p.kill() }()
	anna := signIn(t, p.url, string(demo.Worker))
	v := visitsToDo(t, anna)[0]
	var begun json.RawMessage
	anna.get(&begun, startVisit, command(map[string]any{"visitId": v.ID}))
	var c struct {
		StartConversation struct{ Conversation conversationView }
	}
	anna.get(&c, startConversation, command(map[string]any{"visitId": v.ID}))
	var last saidView
	for i, text := range []string{"allt är gjort enligt plan", "läs upp", "signera"} {
		in := command(map[string]any{"conversationId": c.StartConversation.Conversation.ID, "text": text})
		var first, again struct{ Say saidView }
		anna.get(&first, say, in)
		p.kill()
		p = launch(t, binary, data)
		anna = &client{t, p.url, anna.token}
		anna.get(&again, say, in)
		if diff := cmp.Diff(first, again); diff != "" || first.Say.Turns[0].Seq != 2*i+2 {
			t.Errorf("%q, before the kill and after (-before +after):\n%s", text, diff)
		}
		last = again.Say
	}
	if last.Signed == nil || len(last.Signed.Note.Entries) != len(v.Activities) {
		t.Errorf("what is signed at the end is %+v", last.Signed)
	}
}
