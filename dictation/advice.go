package dictation

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

//go:embed advice
var adviceFiles embed.FS

// Advice helps the worker to word a note: why a wording does not belong in it, and, where that is safe, another one. Nothing is changed by
// itself: the worker takes a rewording, or not.
type Advice struct {
	Lint
	Why       string  `json:"why"`       // in plain Swedish, for the worker
	Rewording *string `json:"rewording"` // words to put in place of the quotation; nil where only the worker knows what to say
	Source    string  `json:"source"`    // the rule it rests on
}

// Advise gives advice for each lint of a draft, in its order. What it says stands in advice/, whose README tells the format. A code without a
// file gets neither why nor source.
func Advise(in Input, d Draft) []Advice {
	out := make([]Advice, 0, len(d.Lint))
	about := hearAbout(in)
	for _, l := range d.Lint {
		a := Advice{Lint: l}
		if b := theAdvice()[l.Code]; b != nil {
			said := about.quote(l.Quote)
			a.Why, a.Source = b.whyFor(said), b.source
			if words, ok := b.reword(said); ok {
				a.Rewording = &words
			}
		}
		out = append(out, a)
	}
	return out
}

// adviceBook is the advice for one code: what one file of advice/ holds.
type adviceBook struct {
	code        LintCode
	source, why string
	whys        []adviceLine // for words of their own; the first that fits is taken
	rewordings  []adviceLine // for whole quotations; the first that fits is taken
	never       []adviceLine // what no rewording may hold
}

// adviceLine is a pattern and what it leads to.
type adviceLine struct {
	number     int // in its file
	places     []place
	text       string
	plan, said []place // what a title of the plan, or the dictation, must hold for the line to count; nil where nothing must
}

// place is one place in a pattern.
type place struct {
	options  []string // the words that may stand there; "@class" for those of a word class
	min, max int      // how many of them
}

var theAdvice = sync.OnceValue(func() map[LintCode]*adviceBook {
	books := map[LintCode]*adviceBook{}
	names, err := fs.Glob(adviceFiles, "advice/*.txt")
	for _, name := range names {
		data, err2 := fs.ReadFile(adviceFiles, name)
		code := LintCode(strings.TrimSuffix(path.Base(name), ".txt"))
		b, err3 := readAdvice(code, string(data))
		books[code], err = b, errors.Join(err, err2, err3)
	}
	if err != nil {
		panic("dictation: embedded advice: " + err.Error()) // the embedded files are part of the binary
	}
	return books
})

func readAdvice(code LintCode, text string) (*adviceBook, error) {
	b := &adviceBook{code: code}
	classes := map[string][]string{}
	for i, line := range strings.Split(text, "\n") {
		line, _, _ = strings.Cut(line, "#")
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		key, rest, _ := strings.Cut(line, ": ")
		name, words, isClass := strings.Cut(line, " = ")
		pattern, why, isWhy := strings.Cut(line, " -> ")
		whole, words2, isRewording := strings.Cut(line, " => ")
		switch {
		case key == "source":
			b.source = rest
		case key == "why":
			b.why = rest
		case key == "never":
			b.never = append(b.never, adviceLine{number: i + 1, places: placesOf(rest, classes)})
		case isClass:
			classes[name] = append(classes[name], placesOf(words, classes)[0].options...)
		case isWhy:
			b.whys = append(b.whys, newAdviceLine(i+1, pattern, why, classes))
		case isRewording:
			b.rewordings = append(b.rewordings, newAdviceLine(i+1, whole, words2, classes))
		default:
			return nil, fmt.Errorf("%s.txt:%d: %q is no line of advice", code, i+1, line)
		}
	}
	return b, nil
}

// newAdviceLine reads "[plan …] [said …] pattern".
func newAdviceLine(number int, pattern, text string, classes map[string][]string) adviceLine {
	l := adviceLine{number: number, text: text}
	for strings.HasPrefix(pattern, "[") {
		condition, rest, _ := strings.Cut(pattern[1:], "]")
		kind, phrase, _ := strings.Cut(condition, " ")
		if kind == "plan" {
			l.plan = placesOf(phrase, classes)
		} else {
			l.said = placesOf(phrase, classes)
		}
		pattern = strings.TrimSpace(rest)
	}
	l.places = placesOf(pattern, classes)
	return l
}

func placesOf(pattern string, classes map[string][]string) []place {
	var out []place
	for _, field := range strings.Fields(normalise(pattern)) {
		p := place{min: 1, max: 1}
		switch inner, optional := strings.CutPrefix(field, "("); {
		case field == "..":
			p.min, p.max = 0, maxGap
		case field == "...":
			p.min, p.max = 0, 1<<30
		default:
			if optional {
				field, p.min = strings.TrimSuffix(inner, ")"), 0
			}
			for option := range strings.SplitSeq(field, "|") {
				if own := classes[option]; own != nil {
					p.options = append(p.options, own...)
				} else {
					p.options = append(p.options, option)
				}
			}
		}
		out = append(out, p)
	}
	return out
}

// aboutQuotes is what quotations are said among.
type aboutQuotes struct {
	in     Input
	titles [][]word // of the plan
	all    []word   // of the dictation
}

// heardQuote is a quotation as it was heard.
type heardQuote struct {
	*aboutQuotes
	*reading
	text string
}

func hearAbout(in Input) *aboutQuotes {
	a := &aboutQuotes{in: in, all: plainWords(in.Text)}
	for _, t := range in.Activities {
		a.titles = append(a.titles, plainWords(t.Title))
	}
	return a
}

// plainWords gives the words of a text as they stand.
func plainWords(text string) []word {
	words := split(text)
	for i := range words {
		theLexicon().recognise(&words[i], words[i].norm)
	}
	return words
}

func (a *aboutQuotes) quote(text string) *heardQuote {
	return &heardQuote{a, hear(theLexicon(), Input{Brukare: a.in.Brukare, Text: text}), text}
}

func (b *adviceBook) whyFor(h *heardQuote) string {
	if l, spans := h.firstFit(b.whys, false); l != nil {
		return h.render(l.text, spans)
	}
	return h.render(b.why, nil)
}

// reword gives the words of the first line that fits, where they are safe.
func (b *adviceBook) reword(h *heardQuote) (string, bool) {
	l, spans := h.firstFit(b.rewordings, true)
	if l == nil {
		return "", false
	}
	first, last := h.words[0].start, h.words[len(h.words)-1].end
	words := sameCase(h.text[first:], strings.Join(strings.Fields(h.render(l.text, spans)), " "))
	return h.text[:first] + words + h.text[last:], b.isSafe(h, words)
}

// firstFit finds the first line that fits the quotation, or if whole, that is all of it, and the words of its places.
func (h *heardQuote) firstFit(lines []adviceLine, whole bool) (*adviceLine, []span) {
	for i := range lines {
		for at := range h.words {
			if spans := h.lex.fit(lines[i].places, h.words, at, whole); spans != nil && h.holds(lines[i]) {
				return &lines[i], spans
			}
			if whole {
				break
			}
		}
	}
	return nil, nil
}

// holds reports whether what the line asks of the plan and the dictation is there, and not denied.
func (h *heardQuote) holds(l adviceLine) bool {
	return (l.plan == nil || slices.ContainsFunc(h.titles, func(t []word) bool { return h.lex.says(t, l.plan) })) && (l.said == nil || h.lex.says(h.all, l.said))
}

func (l *lexicon) says(words []word, phrase []place) bool {
	for at := range words {
		if l.fit(phrase, words, at, false) != nil && (at == 0 || !l.is(words[at-1], "no")) {
			return true
		}
	}
	return false
}

// isSafe reports whether a rewording may be offered: it is another wording in one sentence, keeps every negation, and would not itself be
// remarked on. What was done by delegation may be named, so health care is let off the last.
func (b *adviceBook) isSafe(h *heardQuote, words string) bool {
	r := hear(h.lex, Input{Text: words, Brukare: h.aboutQuotes.in.Brukare})
	nos := func(words []word) (n int) {
		for _, w := range words {
			if h.lex.is(w, "no") {
				n++
			}
		}
		return n
	}
	return len(r.words) > 0 && !slices.EqualFunc(r.words, h.words, func(a, b word) bool { return a.norm == b.norm }) && nos(r.words) == nos(h.words) &&
		!slices.ContainsFunc(h.words[1:], func(w word) bool { return w.sep == sepSentence }) &&
		!slices.ContainsFunc(b.never, func(l adviceLine) bool { return h.lex.says(r.words, l.places) }) &&
		(b.code == LintHealthcare || !slices.ContainsFunc(r.matches, func(m match) bool { return strings.HasPrefix(m.concept, "lint/") }))
}

// fit matches a pattern from words[at], to the last word if whole, and returns the words of each place; nil if it does not fit.
func (l *lexicon) fit(places []place, words []word, at int, whole bool) []span {
	if len(places) == 0 {
		if whole && at < len(words) {
			return nil
		}
		return []span{}
	}
	p := places[0]
	most := 0
	for most < p.max && at+most < len(words) && (p.options == nil || l.fits(p.options, words[at+most])) {
		most++
	}
	for n := most; n >= p.min; n-- {
		if rest := l.fit(places[1:], words, at+n, whole); rest != nil {
			return slices.Insert(rest, 0, span{at, at + n})
		}
	}
	return nil
}

func (l *lexicon) fits(options []string, w word) bool {
	return slices.ContainsFunc(options, func(o string) bool {
		if class, ok := strings.CutPrefix(o, "@"); ok {
			return l.is(w, class)
		}
		if begin, ok := strings.CutSuffix(o, "*"); ok {
			return strings.HasPrefix(w.norm, begin)
		}
		if end, ok := strings.CutPrefix(o, "*"); ok {
			return strings.HasSuffix(w.norm, end)
		}
		return w.norm == o
	})
}

// pronouns are the forms of the brukare's pronoun, as subject, object and owner.
var pronouns = map[string][3]string{"hon": {"hon", "henne", "hennes"}, "han": {"han", "honom", "hans"}, "hen": {"hen", "hen", "hens"}}

// render puts what was said in place of "{1}", and the brukare's pronoun in place of "{hon}", "{Hon}", "{henne}" and "{hennes}".
func (h *heardQuote) render(text string, spans []span) string {
	forms, ok := pronouns[normalise(h.aboutQuotes.in.Brukare.Pronoun)]
	if !ok {
		forms = [3]string{"personen", "personen", "personens"}
	}
	pairs := []string{"{hon}", forms[0], "{Hon}", sameCase("H", forms[0]), "{henne}", forms[1], "{hennes}", forms[2]}
	for i, s := range spans {
		said := ""
		if s.from < s.to {
			said = h.text[h.words[s.from].start:h.words[s.to-1].end]
		}
		pairs = append(pairs, "{"+strconv.Itoa(i+1)+"}", said)
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// sameCase begins words with a capital if the model does.
func sameCase(model, words string) string {
	m, _ := utf8.DecodeRuneInString(model)
	if r, size := utf8.DecodeRuneInString(words); unicode.IsUpper(m) && size > 0 && r != utf8.RuneError {
		return string(unicode.ToUpper(r)) + words[size:]
	}
	return words
}
