package scoring

import (
	"strings"
	"testing"

	"github.com/lyhord/lyhord/dictation"
)

func draft(entries ...dictation.Entry) dictation.Draft {
	return dictation.Draft{ID: "x", Entries: entries}
}

func entry(id string, o dictation.Outcome) dictation.Entry {
	return dictation.Entry{Activity: &id, Outcome: o}
}

func figure(t *testing.T, figures []Figure, name string) float64 {
	t.Helper()
	for _, f := range figures {
		if f.Name == name {
			return f.Value
		}
	}
	t.Fatalf("no figure %q", name)
	return 0
}

func TestScoreCountsAnActivityAnsweredTwiceAgainst(t *testing.T) {
	want := Example{Input: dictation.Input{ID: "x"}, Expected: draft(entry("a1", dictation.Performed))}
	got := draft(entry("a1", dictation.Performed), entry("a1", dictation.Performed))
	if v := figure(t, Score([]Example{want}, []dictation.Draft{got}), "outcome_f1"); v >= 1 {
		t.Errorf("outcome_f1 = %v, want under 1", v)
	}
}

func TestScoreOfAMissingDraftIsZero(t *testing.T) {
	want := Example{Input: dictation.Input{ID: "x"}, Expected: draft(entry("a1", dictation.Declined))}
	figures := Score([]Example{want}, nil)
	for _, name := range []string{"answered", "outcome_f1", "deviation_recall"} {
		if v := figure(t, figures, name); v != 0 {
			t.Errorf("%s = %v, want 0", name, v)
		}
	}
}

func TestScoreCatchesAnInventedQuote(t *testing.T) {
	e := entry("a1", dictation.Performed)
	e.Quote = "något annat"
	want := Example{Input: dictation.Input{ID: "x", Text: "Frukosten gick bra"}}
	if v := figure(t, Score([]Example{want}, []dictation.Draft{draft(e)}), "grounded"); v != 0 {
		t.Errorf("grounded = %v, want 0", v)
	}
}

func TestTokenF1(t *testing.T) {
	for _, c := range []struct {
		want, got string
		value     float64
	}{
		{"hon var trött", "Hon var trött.", 1},
		{"hon var trött", "trött", 0.5},
		{"hon var trött", "", 0},
	} {
		if v, none := tokenF1(c.want, c.got); none || v != c.value {
			t.Errorf("tokenF1(%q, %q) = %v, %v; want %v", c.want, c.got, v, none, c.value)
		}
	}
}

func TestReadLinesNamesTheBadLine(t *testing.T) {
	_, err := ReadLines[Example](strings.NewReader("{}\n\n{"))
	if err == nil || !strings.Contains(err.Error(), "line 3") {
		t.Errorf("err = %v, want one that names line 3", err)
	}
}
