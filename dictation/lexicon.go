package dictation

import (
	"embed"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/kljensen/snowball/swedish"
)

//go:embed lexicon
var lexiconFiles embed.FS

// sym is what the lexicon knows a word as: one literal of a pattern, or membership of a word class.
type sym int32

// lexicon holds every word class and every pattern, in a form where the cost of looking a word up depends
// on the word's length alone. The format of the files is told in lexicon/README.md.
type lexicon struct {
	ids      map[string]sym // "@class" or literal → symbol
	exact    map[string][]sym
	stem     map[string][]sym
	prefix   map[string][]sym
	suffix   map[string][]sym
	patterns map[sym][]*pattern  // by the symbols of the first element
	broader  map[string][]string // activity concept → the concepts it is a part of
	spelling spelling
}

// pattern is one line of a lexicon file.
type pattern struct {
	concept  string // the file's path without ".txt": "cue/refusal"
	elements []element
}

// element is one place in a pattern.
type element struct {
	syms     []sym
	optional bool
	gap      bool // the ".." of the files: up to maxGap words
}

// maxGap is how many words ".." lets pass. Four covers an inverted subject with an adverb and its object.
const maxGap = 4

var theLexicon = sync.OnceValue(func() *lexicon { return loadLexicon(lexiconFiles) })

func loadLexicon(files fs.FS) *lexicon {
	l := &lexicon{
		ids: map[string]sym{}, exact: map[string][]sym{}, stem: map[string][]sym{}, prefix: map[string][]sym{},
		suffix: map[string][]sym{}, patterns: map[sym][]*pattern{}, broader: map[string][]string{},
	}
	names, err := fs.Glob(files, "lexicon/*/*.txt")
	if err != nil {
		panic("dictation: bad lexicon glob: " + err.Error()) // only a malformed pattern in this file
	}
	for _, name := range names {
		data, err := fs.ReadFile(files, name)
		if err != nil {
			panic("dictation: embedded lexicon: " + err.Error()) // the embedded files are part of the binary
		}
		concept := strings.TrimSuffix(strings.TrimPrefix(name, "lexicon/"), ".txt")
		for line := range strings.Lines(string(data)) {
			l.addLine(concept, line)
		}
	}
	l.spelling = newSpelling(l)
	return l
}

func (l *lexicon) addLine(concept, line string) {
	line, _, _ = strings.Cut(line, "#")
	fields := strings.Fields(normalise(line))
	switch class, isClass := strings.CutPrefix(concept, "class/"); {
	case len(fields) == 0:
	case isClass:
		for _, literal := range fields {
			l.addLiteral(literal, l.id("@"+class))
		}
	case fields[0] == "^":
		l.broader[concept] = append(l.broader[concept], "activity/"+fields[1])
	default:
		l.addPattern(concept, fields)
	}
}

func (l *lexicon) addPattern(concept string, fields []string) {
	p := &pattern{concept: concept}
	for _, f := range fields {
		p.elements = append(p.elements, l.element(f))
	}
	for _, first := range p.elements[0].syms {
		l.patterns[first] = append(l.patterns[first], p)
	}
}

func (l *lexicon) element(field string) element {
	if field == ".." {
		return element{gap: true}
	}
	var e element
	if inner, ok := strings.CutPrefix(field, "("); ok {
		field, e.optional = strings.TrimSuffix(inner, ")"), true
	}
	for alt := range strings.SplitSeq(field, "|") {
		id := l.id(alt)
		if !strings.HasPrefix(alt, "@") {
			l.addLiteral(alt, id)
		}
		e.syms = append(e.syms, id)
	}
	return e
}

func (l *lexicon) id(name string) sym {
	if s, ok := l.ids[name]; ok {
		return s
	}
	s := sym(len(l.ids) + 1)
	l.ids[name] = s
	return s
}

// addLiteral files a literal by its wildcards: "ont" exactly, "tvätt~" any inflection, "promenad*" as beginning, "*stol" as end.
func (l *lexicon) addLiteral(literal string, id sym) {
	table, key := l.exact, literal
	if s, ok := strings.CutSuffix(literal, "*"); ok {
		table, key = l.prefix, s
	} else if s, ok := strings.CutPrefix(literal, "*"); ok {
		table, key = l.suffix, s
	} else if s, ok := strings.CutSuffix(literal, "~"); ok {
		table, key = l.stem, stem(s)
	}
	if !slices.Contains(table[key], id) {
		table[key] = append(table[key], id)
	}
}

// stem takes the inflection off a word. The Swedish stemmer leaves the neuter ending on ("köket"), and the double consonant
// that goes with it ("rummet", "rum").
func stem(s string) string {
	if base, ok := strings.CutSuffix(s, "et"); ok && utf8.RuneCountInString(base) >= 3 {
		s = base
	}
	s = swedish.Stem(s, true)
	if strings.HasSuffix(s, "mm") || strings.HasSuffix(s, "nn") {
		s = s[:len(s)-1]
	}
	return s
}

// symbols lists all that the lexicon knows the word as. A word ending in a genitive s is known as its base form too.
func (l *lexicon) symbols(w string) []sym {
	var out []sym
	out = append(out, l.exact[w]...)
	out = append(out, l.stem[stem(w)]...)
	for i := range w {
		out = append(out, l.suffix[w[i:]]...)
		if i > 0 {
			out = append(out, l.prefix[w[:i]]...)
		}
	}
	return append(out, l.prefix[w]...)
}

// is reports whether the word belongs to one of the classes.
func (l *lexicon) is(w word, classes ...string) bool {
	for _, c := range classes {
		if id, ok := l.ids["@"+c]; ok && slices.Contains(w.syms, id) {
			return true
		}
	}
	return false
}

// match is a place where a pattern of the lexicon was found: words[from:to].
type match struct {
	concept  string
	from, to int
}

// matches finds every pattern in the words, in order of place.
func (l *lexicon) matches(words []word) []match {
	var out []match
	for i := range words {
		first := len(out)
		for _, s := range words[i].syms {
			for _, p := range l.patterns[s] {
				end := matchElements(p.elements[1:], words, i+1)
				if m := (match{p.concept, i, end}); end > 0 && !slices.Contains(out[first:], m) {
					out = append(out, m)
				}
			}
		}
	}
	return out
}

// matchElements matches the rest of a pattern from words[at] and returns the end, or 0. No pattern reaches over the end of a
// sentence.
func matchElements(rest []element, words []word, at int) int {
	if len(rest) == 0 {
		return at
	}
	e := rest[0]
	if e.gap {
		return matchAfterGap(rest[1:], words, at)
	}
	if at < len(words) && words[at].sep != sepSentence && intersects(words[at].syms, e.syms) {
		if end := matchElements(rest[1:], words, at+1); end > 0 {
			return end
		}
	}
	if e.optional {
		return matchElements(rest[1:], words, at)
	}
	return 0
}

func matchAfterGap(rest []element, words []word, at int) int {
	for last := min(at+maxGap, len(words)); at <= last; at++ {
		if end := matchElements(rest, words, at); end > 0 {
			return end
		}
		if at < len(words) && words[at].sep == sepSentence {
			return 0
		}
	}
	return 0
}

func intersects(a, b []sym) bool {
	for _, s := range a {
		if slices.Contains(b, s) {
			return true
		}
	}
	return false
}
