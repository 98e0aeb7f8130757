package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/lyhord/lyhord/dialogue"
	"github.com/lyhord/lyhord/domain"
	"github.com/lyhord/lyhord/server/demo"
	"github.com/lyhord/lyhord/server/sqlite"
)

// chatCmd has a person at the terminal be one of the demo's workers. Each run has a demo tenant of its own, which is gone afterwards.
type chatCmd struct {
	Person string `help:"Which of the demo's care workers to be." default:"anna"`
	Choose bool   `help:"Choose among today's visits, instead of taking the one of now."`
	Speech bool   `help:"Print what would be read aloud."`

	clock domain.Clock
}

// Run talks until standard input ends or the note is signed.
func (c *chatCmd) Run(ctx context.Context) error { return c.run(ctx, os.Stdin, os.Stdout) }

func (c *chatCmd) run(ctx context.Context, in io.Reader, out io.Writer) (err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	dir, err := os.MkdirTemp("", "lyhord-chat-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	log := slog.New(slog.NewJSONHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))
	store, err := sqlite.Open(filepath.Join(dir, databaseFile), log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	now := Config{clock: c.clock}.now
	service := domain.NewService(domain.Config{Store: store, Clock: now, IDs: newID, Log: log})
	defer service.Close()
	if err := demo.Seed(ctx, store, now()); err != nil {
		return err
	}
	t := &terminal{out: out, lines: linesOf(ctx, in), speech: c.Speech, echo: !atTerminal(in), now: now()}
	t.session = service.As(domain.Actor{Tenant: demo.Tenant, Kind: domain.ActorStaff, Person: c.Person, Expires: now().Add(24 * time.Hour)})
	return t.talk(ctx, c.Choose)
}

// atTerminal reports whether what is read is typed by a person, who sees it already.
func atTerminal(in io.Reader) bool {
	f, ok := in.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// linesOf reads lines until the end, or ctx ends. A reading that waits for a person can't be broken off; it is left behind.
func linesOf(ctx context.Context, in io.Reader) <-chan string {
	lines := make(chan string)
	go func() {
		defer close(lines)
		scanner := bufio.NewScanner(in)
		scanner.Buffer(nil, 4*domain.MaxTranscript)
		for scanner.Scan() {
			select {
			case lines <- scanner.Text():
			case <-ctx.Done():
				return
			}
		}
	}()
	return lines
}

// terminal is a conversation as a person at a terminal sees it: in Swedish, as the staff's words are.
type terminal struct {
	session *domain.Session
	out     io.Writer
	lines   <-chan string
	speech  bool
	echo    bool
	now     time.Time
}

// next returns the next line; false at the end.
func (t *terminal) next(ctx context.Context) (string, bool) {
	fmt.Fprint(t.out, "\n> ")
	select {
	case line, ok := <-t.lines:
		if t.echo {
			fmt.Fprint(t.out, line)
		}
		if t.echo || !ok {
			fmt.Fprintln(t.out)
		}
		return line, ok
	case <-ctx.Done():
		return "", false
	}
}

// talk chooses a visit, begins it, and converses about it.
func (t *terminal) talk(ctx context.Context, choose bool) error {
	v, err := t.visit(ctx, choose)
	if err != nil {
		return t.told(err)
	}
	if v.State == domain.VisitPlanned {
		if v, err = t.session.StartVisit(ctx, domain.VisitInput{CommandID: newCommandID(), VisitID: v.ID}); err != nil {
			return t.told(err)
		}
	}
	b, err := t.session.Brukare(ctx, v.Brukare)
	if err != nil {
		return t.told(err)
	}
	fmt.Fprintf(t.out, "Besök hos %s, %s.\n", b.Name, hours(v))
	c, err := t.session.StartConversation(ctx, domain.StartConversationInput{CommandID: newCommandID(), VisitID: v.ID})
	if err != nil {
		return t.told(err)
	}
	for _, turn := range c.Turns {
		t.show(turn)
	}
	for {
		line, ok := t.next(ctx)
		if !ok {
			fmt.Fprintln(t.out, "Inget är signerat.")
			return nil
		}
		said, err := t.session.Say(ctx, domain.SayInput{CommandID: newCommandID(), ConversationID: c.ID, Text: line})
		if err != nil {
			fmt.Fprintln(t.out, t.told(err))
			continue
		}
		t.show(said.Turns[1])
		if said.Signed != nil {
			t.signed(said.Signed)
			return nil
		}
	}
}

func newCommandID() domain.CommandID { return domain.CommandID(uuid.NewString()) }

// told makes an error one that a person reads.
func (t *terminal) told(err error) error {
	var e *domain.Error
	if errors.As(err, &e) {
		return errors.New(e.Text.Sv)
	}
	return err
}

// visit returns the visit to talk about: the chosen one, or the one of now.
func (t *terminal) visit(ctx context.Context, choose bool) (*domain.Visit, error) {
	vs, err := t.session.Today(ctx, domain.DayOf(t.now))
	if err != nil {
		return nil, err
	}
	vs = slices.DeleteFunc(vs, func(v *domain.Visit) bool { return v.State == domain.VisitCancelled })
	if len(vs) == 0 {
		return nil, errors.New("det finns inga besök i dag")
	}
	if choose {
		return t.choose(ctx, vs)
	}
	return ofNow(vs, t.now), nil
}

// choose lets the person choose a visit by its number.
func (t *terminal) choose(ctx context.Context, vs []*domain.Visit) (*domain.Visit, error) {
	for i, v := range vs {
		b, err := t.session.Brukare(ctx, v.Brukare)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(t.out, "%2d  %s  %s\n", i+1, hours(v), b.Name)
	}
	for {
		fmt.Fprint(t.out, "\nVilket besök?")
		line, ok := t.next(ctx)
		if !ok {
			return nil, errors.New("inget besök valdes")
		}
		if n, err := strconv.Atoi(strings.TrimSpace(line)); err == nil && n >= 1 && n <= len(vs) {
			return vs[n-1], nil
		}
	}
}

// ofNow returns the visit that begins closest to now, of those that have something left to tell of where there are such.
func ofNow(vs []*domain.Visit, now time.Time) *domain.Visit {
	if left := slices.DeleteFunc(slices.Clone(vs), func(v *domain.Visit) bool { return len(v.Unanswered()) == 0 }); len(left) > 0 {
		vs = left
	}
	return slices.MinFunc(vs, func(a, b *domain.Visit) int {
		return cmp.Compare(a.Start.Sub(now).Abs(), b.Start.Sub(now).Abs())
	})
}

func hours(v *domain.Visit) string {
	return string(domain.ClockTimeOf(&v.Start)) + "–" + string(domain.ClockTimeOf(&v.End))
}

// sources are what references refer to, as a worker calls it.
var sources = map[dialogue.ReferenceKind]string{dialogue.ToPlan: "planen", dialogue.ToNote: "journalen", dialogue.ToVisit: "avprickningen"}

// show prints a turn of Lyhörd's; the person's own stands there already.
func (t *terminal) show(turn *domain.Turn) {
	if turn.From != domain.FromLyhord {
		return
	}
	if t.speech {
		fmt.Fprintf(t.out, "\n%s\n", turn.Speech)
		return
	}
	fmt.Fprintf(t.out, "\n%s\n", turn.Text)
	for _, r := range turn.References {
		if !strings.Contains(turn.Text, strings.TrimRight(r.Quote, ".")) {
			fmt.Fprintf(t.out, "  ur %s: ”%s”\n", sources[r.Kind], r.Quote)
		}
	}
	if len(turn.Choices) > 0 {
		fmt.Fprintf(t.out, "  [%s]\n", strings.Join(turn.Choices, "] ["))
	}
}

// signed prints what came of the conversation.
func (t *terminal) signed(s *domain.Signed) {
	n := s.Note
	fmt.Fprintf(t.out, "\nSignerat av %s, %s: %s\n", n.AuthorName, n.AuthorTitle, n.Heading)
	for _, line := range strings.Split(n.Text, "\n") {
		fmt.Fprintf(t.out, "  %s\n", line)
	}
	for _, e := range n.Entries {
		fmt.Fprintf(t.out, "  – %s: %s\n", cmp.Or(e.Title, e.Quote), domain.OutcomeWord(e.Outcome))
	}
	for _, d := range s.Deviations {
		fmt.Fprintf(t.out, "Avvikelse (%s): %s%s\n", priorities[d.Priority], cmp.Or(d.ActivityTitle, "hela besöket"), because(d.Reason))
	}
	if len(s.Deviations) == 0 {
		fmt.Fprintln(t.out, "Ingen avvikelse rapporterades.")
	}
}

var priorities = map[domain.Priority]string{domain.PriorityHigh: "brådskande", domain.PriorityNormal: "inom ett dygn"}

func because(reason string) string {
	if reason == "" {
		return ""
	}
	return ", ”" + reason + "”"
}
