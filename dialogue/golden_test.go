package dialogue

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/lyhord/lyhord/dictation"
)

var update = flag.Bool("update", false, "rewrite the golden dialogues")

// TestDialogues plays the scripts in testdata/dialogues. A line with "> " is the worker's; what stands between is Lyhörd's, and is rewritten by -update.
// Between two turns the state goes through JSON.
func TestDialogues(t *testing.T) {
	files, err := filepath.Glob("testdata/dialogues/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 36 {
		t.Errorf("only %d dialogues", len(files))
	}
	for _, f := range files {
		t.Run(strings.TrimSuffix(filepath.Base(f), ".txt"), func(t *testing.T) {
			want, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			got := play(t, string(want))
			if *update {
				if err := os.WriteFile(f, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("the dialogue goes otherwise (-want +got):\n%s", diff)
			}
		})
	}
}

// play runs a script and writes it anew with the replies.
func play(t *testing.T, script string) string {
	t.Helper()
	var b strings.Builder
	var sc Scene
	var s State
	var r Reply
	for line := range strings.Lines(script) {
		line = strings.TrimRight(line, "\n")
		name, isScene := strings.CutPrefix(line, "scene: ")
		opened, isOpen := strings.CutPrefix(line, "open: ")
		said, isTurn := strings.CutPrefix(line, "> ")
		switch {
		case strings.HasPrefix(line, "#"):
			fmt.Fprintln(&b, line)
		case isScene, isOpen: // "open: " shows the greeting too
			if isOpen {
				name = opened
			}
			name, opt, _ := strings.Cut(name, " ")
			sc = sceneNamed(t, name, opt)
			fmt.Fprintln(&b, line)
			if s, r = Open(sc); isOpen {
				show(&b, sc, State{}, s, r)
			}
		case isTurn || line == ">":
			if line == ">" {
				said = ""
			}
			fmt.Fprintln(&b, strings.TrimRight("> "+said, " "))
			before := overJSON(t, s)
			s, r = before.Say(sc, said)
			show(&b, sc, before, s, r)
		}
	}
	fmt.Fprint(&b, "\nsigned:")
	if s.Stage != Signed {
		fmt.Fprint(&b, " no, it would be")
	}
	fmt.Fprintln(&b)
	g := s.Signable()
	for _, l := range strings.Split(g.Text, "\n") {
		fmt.Fprintln(&b, "  | "+l)
	}
	for _, e := range g.Entries {
		fmt.Fprintln(&b, "  "+entryLine(e))
	}
	for _, o := range g.Observations {
		fmt.Fprintf(&b, "  observed %s “%s”\n", o.Kind, o.Quote)
	}
	for _, c := range g.Contacts {
		fmt.Fprintf(&b, "  contact %s “%s”\n", c.Role, c.Quote)
	}
	return b.String()
}

func overJSON(t *testing.T, s State) State {
	t.Helper()
	data, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	var out State
	if err := json.Unmarshal(data, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func show(b *strings.Builder, sc Scene, before, s State, r Reply) {
	fmt.Fprintf(b, "  %s %s\n", r.Kind, strings.ReplaceAll(r.Text, "\n", "\n      "))
	if r.Speech != r.Text {
		fmt.Fprintf(b, "    speech: %s\n", r.Speech)
	}
	if r.Asks != nil {
		fmt.Fprintf(b, "    asks: %s %s\n", r.Asks.Code, strings.Join(s.About, " "))
	}
	for _, ref := range r.References {
		fmt.Fprintf(b, "    ref: %s %s “%s”\n", ref.Kind, ref.ID, ref.Quote)
	}
	for _, a := range r.Advice {
		fmt.Fprintf(b, "    advice: %s “%s”\n", a.Code, a.Quote)
	}
	if len(r.Choices) > 0 {
		fmt.Fprintf(b, "    choices: %s\n", strings.Join(r.Choices, " / "))
	}
	was := map[string]bool{}
	for _, l := range draftLines(before.Draft) {
		was[l] = true
	}
	for _, l := range draftLines(s.Draft) {
		if !was[l] {
			fmt.Fprintf(b, "    + %s\n", l)
		}
		delete(was, l)
	}
	for _, l := range draftLines(before.Draft) {
		if was[l] {
			fmt.Fprintf(b, "    - %s\n", l)
		}
	}
	if r.Sign {
		fmt.Fprintln(b, "    SIGN")
	}
}

func draftLines(d dictation.Draft) []string {
	var out []string
	for _, e := range d.Entries {
		out = append(out, entryLine(e))
	}
	for _, o := range d.Observations {
		out = append(out, fmt.Sprintf("observed %s “%s”", o.Kind, o.Quote))
	}
	for _, c := range d.Contacts {
		out = append(out, fmt.Sprintf("contact %s “%s”", c.Role, c.Quote))
	}
	return out
}

func entryLine(e dictation.Entry) string {
	line := "extra"
	if e.Activity != nil {
		line = *e.Activity
	}
	line += " " + string(e.Outcome)
	if e.ReasonCode != nil {
		line += " " + string(*e.ReasonCode)
	}
	if e.Time != nil {
		line += " " + *e.Time
	}
	line += " “" + e.Quote + "”"
	for _, f := range []struct {
		name string
		q    *string
	}{{"reason", e.Reason}, {"measure", e.Measure}, {"follow-up", e.FollowUp}} {
		if f.q != nil {
			line += " " + f.name + " “" + *f.q + "”"
		}
	}
	return line
}
