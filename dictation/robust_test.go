package dictation_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/lyhord/lyhord/dictation"
	"github.com/lyhord/lyhord/dictation/scoring"
)

// FuzzStructure holds what must be true of any text: no panic, every quote a part of the transcript, no activity answered twice.
func FuzzStructure(f *testing.F) {
	for _, ex := range readExamples(f, "dev.jsonl") {
		f.Add(ex.Input.Text, ex.Input.Activities[0].Title)
	}
	for _, text := range []string{"", " ", ".", "och", "men och så", "nej nej nej", "för att", "på grund av", "inte", "klockan", "halv", "fem i halv", "\xff\xfeå", "å\u030a", "sa hon", "i stället för"} {
		f.Add(text, "Dusch")
	}
	f.Fuzz(func(t *testing.T, text, title string) {
		checkDraft(t, dictation.Input{
			ID: "f", At: time.Date(2026, 2, 2, 9, 0, 0, 0, time.UTC), Brukare: dictation.Brukare{Name: title, Pronoun: "hon"}, Text: text,
			Activities: []dictation.Activity{{ID: "a1", Title: title}, {ID: "a2", Title: "Frukost"}, {ID: "a2", Title: "Promenad"}},
		})
	})
}

func checkDraft(t interface {
	Helper()
	Errorf(string, ...any)
}, in dictation.Input) dictation.Draft {
	t.Helper()
	d := dictation.Structure(in)
	seen := map[string]bool{}
	for _, e := range d.Entries {
		if e.Activity == nil {
			continue
		}
		if seen[*e.Activity] {
			t.Errorf("activity %s is answered twice", *e.Activity)
		}
		seen[*e.Activity] = true
	}
	for _, q := range scoring.Quotes(d) {
		if !strings.Contains(in.Text, q) {
			t.Errorf("quote %q is no part of %q", q, in.Text)
		}
	}
	dictation.Questions(in, d)
	dictation.Circumstances(in.Text)
	return d
}

// TestAnyDictation holds the same of texts made of what is said in dictations, in any order and any spelling.
func TestAnyDictation(t *testing.T) {
	var said []string
	for _, ex := range readExamples(t, "dev.jsonl") {
		said = append(said, strings.Fields(ex.Input.Text)...)
	}
	titles := []string{"Dusch", "Frukost", "Promenad", "Städning av kök och badrum", "Medicin enligt delegering", "", "å"}
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.OneOf(rapid.SampledFrom(said), rapid.SampledFrom([]string{"inte", "nej förlåt,", "halv nio", "och", "för att", "allt enligt plan", "resten", ".", ",", "\n"}), rapid.String())
		in := dictation.Input{
			ID: "p", At: time.Date(2026, 10, 25, 2, 30, 0, 0, time.UTC), Text: strings.Join(rapid.SliceOfN(word, 0, 60).Draw(t, "words"), " "),
			Brukare: dictation.Brukare{Name: rapid.SampledFrom([]string{"Anna Berg", "", "Bo"}).Draw(t, "name"), Pronoun: "hon"},
		}
		for i, title := range rapid.SliceOfN(rapid.SampledFrom(titles), 0, 5).Draw(t, "titles") {
			in.Activities = append(in.Activities, dictation.Activity{ID: fmt.Sprint("a", i), Title: title})
		}
		d := checkDraft(t, in)
		if again := dictation.Structure(in); !cmp.Equal(d, again) {
			t.Fatal(cmp.Diff(d, again))
		}
		for _, e := range d.Entries {
			if e.Activity != nil && (e.Confidence <= 0 || e.Confidence > 1) {
				t.Fatalf("confidence %v", e.Confidence)
			}
		}
	})
}

// long repeats a dictation up to n characters.
func long(text string, n int) string {
	return strings.Repeat(text+" ", n/utf8.RuneCountInString(text)+1)
}

// TestLongTextsAreReadWhole holds that 20,000 characters, of speech or of one word, are read without trouble. The bound on growth is kept by
// comparing allocations, which do not depend on the machine: four times the text may not cost much more than four times as many.
func TestLongTextsAreReadWhole(t *testing.T) {
	activities := []dictation.Activity{{ID: "a1", Title: "Dusch"}, {ID: "a2", Title: "Frukost"}, {ID: "a3", Title: "Promenad"}}
	for _, text := range []string{"hon ville inte duscha för hon var trött så vi tar det i morgon frukosten gick bra", "inte", "och", "av", "dusch", "klockan halv nio", "hon sa att", "bädda de"} {
		input := func(n int) dictation.Input {
			return dictation.Input{ID: "l", Activities: activities, Text: long(text, n)}
		}
		checkDraft(t, input(20000))
		small := testing.AllocsPerRun(1, func() { dictation.Structure(input(5000)) })
		big := testing.AllocsPerRun(1, func() { dictation.Structure(input(20000)) })
		if big > 6*small {
			t.Errorf("%q: %.0f allocations for 5,000 characters, %.0f for 20,000", text, small, big)
		}
	}
}

func TestStructureIsDeterministic(t *testing.T) {
	examples := readExamples(t, "dev.jsonl")
	first := scoring.Score(examples, structureAll(examples))
	for range 3 {
		for i, f := range scoring.Score(examples, structureAll(examples)) {
			if f != first[i] {
				t.Fatalf("%s, first %s", f, first[i])
			}
		}
	}
}

// TestSplitWordsCostLittle splits a fifth of the longer words, as recognisers do, and holds that the outcomes stay.
func TestSplitWordsCostLittle(t *testing.T) {
	examples := readExamples(t, "dev.jsonl")
	whole := scoring.Score(examples, structureAll(examples))
	random := rand.New(rand.NewPCG(1, 2))
	for i := range examples {
		examples[i].Input.Text = splitWords(random, examples[i].Input.Text)
	}
	split := scoring.Score(examples, structureAll(examples))
	for k, f := range split {
		if f.Name == "outcome_f1" && f.Value < whole[k].Value-0.05 {
			t.Errorf("%s with split words, %s without", f, whole[k])
		}
	}
}

func splitWords(random *rand.Rand, text string) string {
	words := strings.Fields(text)
	for i, w := range words {
		if r := []rune(w); len(r) >= 6 && random.IntN(5) == 0 {
			k := 2 + random.IntN(len(r)-3)
			words[i] = string(r[:k]) + " " + string(r[k:])
		}
	}
	return strings.Join(words, " ")
}

// BenchmarkStructure measures one dictation; p99-ns is what ninety-nine in a hundred stay under.
func BenchmarkStructure(b *testing.B) {
	examples := readExamples(b, "dev.jsonl")
	dictation.Structure(examples[0].Input) // reads lexicon and weights
	var each []time.Duration
	for i := 0; b.Loop(); i++ {
		begun := time.Now()
		dictation.Structure(examples[i%len(examples)].Input)
		each = append(each, time.Since(begun))
	}
	slices.Sort(each)
	b.ReportMetric(float64(each[len(each)*99/100]), "p99-ns")
}

func BenchmarkStructureLong(b *testing.B) {
	in := readExamples(b, "dev.jsonl")[1].Input
	in.Text = long(in.Text, 20000)
	for b.Loop() {
		dictation.Structure(in)
	}
}

// BenchmarkCircumstances measures a short text, as a note of a check-off has it.
func BenchmarkCircumstances(b *testing.B) {
	for b.Loop() {
		dictation.Circumstances("hon öppnade inte dörren idag")
	}
}
