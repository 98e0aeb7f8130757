package dictation

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var lintCodes = []LintCode{LintValueJudgement, LintVague, LintSpeculation, LintHealthcare, LintThirdParty}

var adviceInput = Input{Brukare: Brukare{Name: "Greta Holm", Pronoun: "hon"}}

func advise(t *testing.T, in Input, code LintCode, quote string) Advice {
	t.Helper()
	got := Advise(in, Draft{Lint: []Lint{{code, quote}}})
	if len(got) != 1 || got[0].Code != code || got[0].Quote != quote {
		t.Fatalf("Advise on %s %q: %+v", code, quote, got)
	}
	return got[0]
}

func shown(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// TestAdvise holds, wording by wording, what the why speaks of and the words that are offered; none where only the worker knows.
func TestAdvise(t *testing.T) {
	const (
		v, g, s, h, p = LintValueJudgement, LintVague, LintSpeculation, LintHealthcare, LintThirdParty
		insulin       = "Insulin"
		delegated     = "Insulin enligt delegering"
		medicine      = "Medicin"
	)
	for _, c := range []struct {
		code            LintCode
		plan            string // the title of the only activity
		quote, why, new string
	}{
		{v, "", "han var jobbig och ville inte duscha", "tung stund", "han ville inte duscha"},
		{v, "", "Greta var så himla jobbig i morse och slog sönder en kopp", "tung stund", "Greta slog sönder en kopp"},
		{v, "", "hon är alltid lika besvärlig på mornarna", "i dag", ""},
		{v, "", "hon är all tid lika besvär lig på mornarna", "nästa gång", ""},
		{v, "", "han var jättejobbig och ville inte duscha", "tung stund", "han ville inte duscha"},
		{v, "", "Sture var besvärlig i dag", "tung stund", ""},
		{v, "", "han var gnällig hela tiden", "lät för oss", ""},
		{v, "", "hon var gnällig och trött", "lät för oss", "hon var trött"},
		{v, "", "Hon var trött och gnällig i kväll", "lät för oss", "Hon var trött i kväll"},
		{v, "", "hon gnällde om att hon hade ont i benet", "hennes egna ord", "hon sa att hon hade ont i benet"},
		{v, "", "hon gnällde hela tiden om att det drog", "hennes egna ord", "hon sa att det drog"},
		{v, "", "hon tjatar om att hon vill hem", "hennes egna ord", "hon säger att hon vill hem"},
		{v, "", "hon tjatade om att få gå ut", "hennes egna ord", "hon bad om att få gå ut"},
		{v, "", "hon gnällde på maten", "hennes egna ord", "hon klagade på maten"},
		{v, "", "hon klagade hela tiden på maten", "klagade på", "hon klagade på maten"},
		{v, "", "han ville inte gå upp och var otrevlig", "orden som de föll", "han ville inte gå upp"},
		{v, "", "i dag var hon sur och ville inte äta", "såg eller hörde", "i dag ville hon inte äta"},
		{v, "", "hon var jobbig och det blev ingen dusch", "tung stund", ""},
		{v, "", "hon var jobbig och ville inte duscha. Hon var dum", "tung stund", ""},
		{v, "", "hon var jobbig och går inte att ha att göra med", "", ""},
		{v, "", "hon var sur och var lat", "ogjort", ""},
		{v, "", "Hon är en riktig tjurskalle", "rätt att säga nej", ""},
		{v, "", "hon låtsas sova", "utifrån", ""},
		{v, "", "hon vill bara ha uppmärksamhet", "ensamhet eller oro", ""},
		{v, "", "han är helt galen", "ont att läsa", ""},
		{v, "", "hon beter sig illa", "gjorde", ""},
		{v, "", "hon bråkade hela morgonen", "steg för steg", ""},

		{g, "", "som vanligt", "vad som är vanligt", ""},
		{g, "", "alt som van ligt", "vad som är vanligt", ""},
		{g, "", "allt lugnt", "vilade", ""},
		{g, "", "hon mår bra", "skrattade", ""},
		{g, "", "Vendela mår bra i kväll", "skrattade", ""},
		{g, "", "bra natt", "Sov hon", ""},
		{g, "", "inget särskilt att rapportera", "enligt plan", ""},
		{g, "", "De e bra me Henning", "”bra”", ""},
		{g, "", "läget oförändrat", "mot vad", ""},
		{g, "", "det rullar på", "En sak|blev gjord", ""},

		{s, "", "hon är nog trött", "intryck", "hon verkar trött"},
		{s, "", "Greta var säkert lite ledsen i dag", "intryck", "Greta verkade lite ledsen i dag"},
		{s, "", "Antagligen är hon hungrig", "intryck", "Hon verkar hungrig"},
		{s, "", "jag tror att hon är orolig", "intryck", "hon verkar orolig"},
		{s, "", "jag tror att hon inte är mätt", "intryck", "hon verkar inte mätt"},
		{s, "", "ja tror hon e trött", "intryck", "hon verkar trött"},
		{s, "", "hon var ledsen tror jag", "intryck", "hon verkade ledsen"},
		{s, "", "det känns som att hon är ensam", "intryck", "hon verkar ensam"},
		{s, "", "hon har nog ont i ryggen", "grimaserade", "hon verkar ha ont i ryggen"},
		{s, "", "jag tror att hon har ont", "grimaserade", "hon verkar ha ont"},
		{s, "", "hon saknar nog sin man", "gissning", "hon verkar sakna sin man"},
		{s, "", "hon har nog sovit dåligt i natt", "gissning", "hon verkar ha sovit dåligt i natt"},
		{s, "", "jag tror att hon har urinvägsinfektion", "sjuksköterskan", ""},
		{s, "", "jag tror att hon har urin vägsinfektion", "sjuksköterskan", ""},
		{s, "", "hon är nog dement", "läkaren", ""},
		{s, "", "hon är nog trött och dement", "läkaren", ""},
		{s, "", "jag tror att han har adhd", "diagnos", ""},
		{s, "", "jag tror hon har fått en stroke", "112", ""},
		{s, "", "det beror nog på att dottern reste", "själv har sagt varför", ""},

		{h, "", "insulin 12 enheter givet", "Antal enheter", ""},
		{h, "", "insulin 12 enheter givet enligt delegering", "Antal enheter", "insulin givet enligt delegering"},
		{h, delegated, "insulin 12 enheter givet", "Antal enheter", "insulin givet enligt delegering"},
		{h, insulin, "Insulin 12 enheter givet", "Antal enheter", "Insulin givet"},
		{h, "Stödstrumpor enligt delegering", "insulin 12 enheter givet", "Antal enheter", ""},
		{h, insulin, "Gav Greta 10 enheter insulin", "Antal enheter", "Gav Greta insulin"},
		{h, "", "insulin givet enligt delegering", "Så kan det stå", ""},
		{h, medicine, "två tabletter alvedon givna", "namn och dos", "medicin given"},
		{h, "", "två tabletter alvedon givna", "namn och dos", ""},
		{h, medicine, "En och en halv Waran gavs enligt listan", "namn och dos", "Medicin given enligt listan"},
		{h, "Kontroll av blodtryck", "blodtrycket taget 160 över 90", "Värdet", "blodtrycket taget"},
		{h, "", "sockret va 14 komma 2 före maten", "Värdet", ""},
		{h, "", "Omläggningen på underbenet är gjord enligt delegering", "kan stå", ""},
		{h, "", "sondmat två deciliter gavs", "Mängd", ""},
		{h, "", "Hudplattan vid stomin bytt", "bytet", ""},

		{p, "", "Stina i rummet bredvid grät hela tiden", "annan boende", ""},
		{p, "", "gunnar i rum sju som har fått cancer", "annan boende", ""},
		{p, "", "Grannen Ove hade fyllefest i natt", "Grannens liv", ""},
		{p, "", "grannen var inne en stund", "grannen", ""},
		{p, "", "hennes dotter har fått cancer", "hälsa", ""},
		{p, "", "en annan boende tog kakan", "Utan namn", ""},
		{p, "", "Gerda på avdelningen", "annan boende", ""},
		{p, "", "Berit tog hennes kopp", "någon annan", ""},
	} {
		in := adviceInput
		in.Text = c.quote + ", hon åt frukost"
		if c.plan != "" {
			in.Activities = []Activity{{ID: "a1", Title: c.plan}}
		}
		a := advise(t, in, c.code, c.quote)
		if !slices.ContainsFunc(strings.Split(c.why, "|"), func(w string) bool { return strings.Contains(a.Why, w) }) {
			t.Errorf("%s %q: why %q, want it to speak of %q", c.code, c.quote, a.Why, c.why)
		}
		if got := shown(a.Rewording); got != c.new {
			t.Errorf("%s %q (plan %q): rewording %q, want %q", c.code, c.quote, c.plan, got, c.new)
		}
		if !strings.Contains(a.Source, "2026") {
			t.Errorf("%s: source %q gives no date", c.code, a.Source)
		}
		checkAdvice(t, in, a)
	}
}

// TestAdviceByDelegationSaid holds that delegation that is told elsewhere lets the task be named, and that its denial does not.
func TestAdviceByDelegationSaid(t *testing.T) {
	for text, want := range map[string]string{
		"insulin 12 enheter givet. Allt enligt delegering":      "insulin givet",
		"insulin 12 enheter givet, det var inte per delegering": "",
		"insulin 12 enheter givet":                              "",
	} {
		in := adviceInput
		in.Text = text
		if got := shown(advise(t, in, LintHealthcare, "insulin 12 enheter givet").Rewording); got != want {
			t.Errorf("%q: rewording %q, want %q", text, got, want)
		}
	}
}

// TestAdvicePronouns holds that the brukare is spoken of as the brukare is.
func TestAdvicePronouns(t *testing.T) {
	for pronoun, want := range map[string]string{"hon": "vad hon gjorde eller sa", "han": "vad han gjorde eller sa", "hen": "vad hen gjorde eller sa", "": "vad personen gjorde eller sa"} {
		a := advise(t, Input{Brukare: Brukare{Pronoun: pronoun}}, LintValueJudgement, "helt galen")
		if !strings.Contains(a.Why, want) {
			t.Errorf("%q: why %q, want %q in it", pronoun, a.Why, want)
		}
	}
}

// TestAdviceKeepsWhatIsAround holds that stops and fillers around the words stay.
func TestAdviceKeepsWhatIsAround(t *testing.T) {
	if got := shown(advise(t, adviceInput, LintSpeculation, "Eh hon är nog trött.").Rewording); !strings.HasSuffix(got, "on verkar trött.") || !strings.HasPrefix(got, "Eh ") {
		t.Errorf("rewording %q", got)
	}
}

// checkAdvice holds what is true of any advice: a rewording says something, and something else, in words of the quotation and of the data alone.
func checkAdvice(t interface{ Errorf(string, ...any) }, in Input, a Advice) {
	b := theAdvice()[a.Code]
	if b == nil {
		if a.Rewording != nil {
			t.Errorf("%s %q: rewording %q", a.Code, a.Quote, *a.Rewording)
		}
		return
	}
	if a.Why == "" || strings.ContainsAny(a.Why, "{}") || a.Source != b.source {
		t.Errorf("%s %q: why %q, source %q", a.Code, a.Quote, a.Why, a.Source)
	}
	if a.Rewording == nil {
		return
	}
	if strings.TrimSpace(*a.Rewording) == "" || *a.Rewording == a.Quote {
		t.Errorf("%s %q: rewording %q", a.Code, a.Quote, *a.Rewording)
	}
	known := split(a.Quote)
	for _, l := range b.rewordings {
		known = append(known, split(l.text)...)
	}
	for _, w := range split(*a.Rewording) {
		if !slices.ContainsFunc(known, func(k word) bool { return k.norm == w.norm }) {
			t.Errorf("%s %q: %q of the rewording %q is new", a.Code, a.Quote, w.norm, *a.Rewording)
		}
	}
}

// TestAdviceOnAnyDraft holds that no draft, whoever sent it, is too odd.
func TestAdviceOnAnyDraft(t *testing.T) {
	var words []string
	for _, b := range theAdvice() {
		for _, l := range slices.Concat(b.whys, b.rewordings) {
			for _, p := range l.places {
				words = append(words, examplesOf(p)...)
			}
		}
	}
	slices.Sort(words)
	quote := rapid.OneOf(rapid.String(), rapid.StringOf(rapid.RuneFrom([]rune("åä ö.,\n\u030a\xff"))), rapid.Map(rapid.SliceOfN(rapid.SampledFrom(slices.Compact(words)), 0, 9), func(w []string) string { return strings.Join(w, " ") }))
	code := rapid.SampledFrom(append([]LintCode{"", "OTHER"}, lintCodes...))
	rapid.Check(t, func(t *rapid.T) {
		in := Input{Text: quote.Draw(t, "text"), Brukare: Brukare{Name: quote.Draw(t, "name"), Pronoun: rapid.SampledFrom([]string{"hon", "Han", "hen", "", "x"}).Draw(t, "pronoun")}, Activities: []Activity{{Title: quote.Draw(t, "title")}}}
		d := Draft{}
		for range rapid.IntRange(0, 4).Draw(t, "lints") {
			d.Lint = append(d.Lint, Lint{code.Draw(t, "code"), quote.Draw(t, "quote")})
		}
		got := Advise(in, d)
		if len(got) != len(d.Lint) {
			t.Fatalf("%d pieces of advice on %d lints", len(got), len(d.Lint))
		}
		for i, a := range got {
			if a.Lint != d.Lint[i] {
				t.Fatalf("advice %d is on %+v, want %+v", i, a.Lint, d.Lint[i])
			}
			checkAdvice(t, in, a)
		}
		for i, a := range Advise(in, d) {
			if a.Why != got[i].Why || shown(a.Rewording) != shown(got[i].Rewording) {
				t.Fatalf("asked again: %+v, first %+v", a, got[i])
			}
		}
	})
}

// TestAdviceFiles holds that there is a file for each code, whole in form.
func TestAdviceFiles(t *testing.T) {
	books := theAdvice()
	if len(books) != len(lintCodes) {
		t.Errorf("%d files for %d codes", len(books), len(lintCodes))
	}
	for _, code := range lintCodes {
		b := books[code]
		if b == nil || b.source == "" || b.why == "" {
			t.Fatalf("%s: no file, or no source or why: %+v", code, b)
		}
		for _, l := range slices.Concat(b.whys, []adviceLine{{text: b.why}}) {
			text := hearAbout(adviceInput).quote("").render(l.text, make([]span, len(l.places)))
			if n := strings.Count(text, ". ") + strings.Count(text, "? ") + 1; n > 2 || strings.ContainsAny(text, "{}") || !strings.ContainsAny(text[len(text)-1:], ".?") {
				t.Errorf("%s.txt:%d: more than two sentences, an unknown place, or no stop: %q", code, l.number, text)
			}
		}
	}
	if _, err := readAdvice("X", "# fine\nsource: x\nthis is no line"); err == nil || !strings.Contains(err.Error(), "X.txt:3") {
		t.Errorf("a line without meaning: %v", err)
	}
}

// TestAdviceLines holds that every line of the files has an effect, with each word that may stand in it: that a text made of it gets its advice.
func TestAdviceLines(t *testing.T) {
	for code, b := range theAdvice() {
		for i := range b.whys {
			l := &b.whys[i]
			for _, text := range examplesOfLine(l) {
				if got, _ := hearAbout(adviceInput).quote(text).firstFit(b.whys, false); got != l {
					t.Errorf("%s.txt:%d: %q gets the why of line %d", code, l.number, text, lineNumber(got))
				}
			}
		}
		for i := range b.rewordings {
			l := &b.rewordings[i]
			for _, text := range examplesOfLine(l) {
				in := adviceInput
				in.Text = exampleOf(l.said)
				in.Activities = []Activity{{Title: exampleOf(l.plan)}}
				h := hearAbout(in).quote(text)
				got, _ := h.firstFit(b.rewordings, true)
				words, ok := b.reword(h)
				if got != l || !ok {
					t.Errorf("%s.txt:%d: %q is reworded by line %d, to %q, offered: %t", code, l.number, text, lineNumber(got), words, ok)
				}
			}
		}
		for i := range b.never {
			for _, text := range examplesOfLine(&b.never[i]) {
				if h := hearAbout(adviceInput).quote("hon ville"); b.isSafe(h, "hon "+text) && b.isSafe(hearAbout(adviceInput).quote("hon ville inte"), "hon "+text) {
					t.Errorf("%s.txt:%d: %q may stand in a rewording", code, b.never[i].number, text)
				}
			}
		}
	}
}

func lineNumber(l *adviceLine) int {
	if l == nil {
		return 0
	}
	return l.number
}

// examplesOfLine makes texts of a line: each word of each place in turn, the shortest elsewhere.
func examplesOfLine(l *adviceLine) []string {
	var out []string
	for i, p := range l.places {
		for _, w := range examplesOf(p) {
			var words []string
			for k, other := range l.places {
				switch {
				case k == i:
					words = append(words, w)
				case other.min > 0 || other.max > maxGap:
					words = append(words, examplesOf(other)[0])
				}
			}
			out = append(out, strings.Join(words, " "))
		}
	}
	return out
}

func exampleOf(places []place) string {
	var words []string
	for _, p := range places {
		words = append(words, examplesOf(p)[0])
	}
	return strings.Join(words, " ")
}

// examplesOf lists words that may stand in a place.
func examplesOf(p place) []string {
	if p.options == nil {
		return []string{"precis"}
	}
	var out []string
	for _, o := range p.options {
		if strings.HasPrefix(o, "@") {
			example, ok := map[string]string{"@person": "hon", "@finite": "ville", "@number": "tre", "@relative": "dottern"}[o]
			if !ok {
				panic(fmt.Sprintf("no example of %s", o))
			}
			o = example
		}
		out = append(out, strings.Trim(o, "*"))
	}
	return out
}
