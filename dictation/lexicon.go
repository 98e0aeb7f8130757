package dictation

import (
	"embed"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
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
	ids        map[string]sym // "@class" or literal → symbol
	exact      map[string][]sym
	stem       map[string][]sym
	prefix     map[string][]sym
	suffix     map[string][]sym
	patterns   index               // all patterns
	urgent     index               // those of circumstance/ only, which short texts are searched for by themselves
	spoken     map[string]string   // a spoken form → the written one
	broader    map[string][]string // activity concept → the concepts it is a part of
	heads      map[string]bool     // how the known words begin
	classHash  map[sym]uint32      // a word class → the hash of its name
	classIDs   map[string]sym      // a word class → its symbol
	memory     sync.Map            // word → known
	remembered atomic.Int32
	spelling   spelling
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
		suffix: map[string][]sym{}, broader: map[string][]string{}, spoken: map[string]string{},
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
	l.heads = map[string]bool{}
	for w := range l.exact {
		l.heads[head(w)] = true
	}
	for w := range l.stem {
		l.heads[head(w)] = true
	}
	for w := range l.prefix {
		l.heads[head(w)] = true
	}
	l.classHash, l.classIDs = map[sym]uint32{}, map[string]sym{}
	for name, s := range l.ids {
		if strings.HasPrefix(name, "@") {
			l.classHash[s] = hashOf(name)
			l.classIDs[name[1:]] = s
		}
	}
	l.spelling = newSpelling(l)
	return l
}

// headLength is how many bytes of a word are looked at to tell whether it can be a known one.
const headLength = 6

func head(w string) string { return w[:min(headLength, len(w))] }

// maybeKnown reports, at little cost, whether a known word of at least n bytes may begin what w begins with.
func (l *lexicon) maybeKnown(w string, n int) bool {
	for ; n < headLength && n <= len(w); n++ {
		if l.heads[w[:n]] {
			return true
		}
	}
	return l.heads[head(w)]
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
	case strings.HasPrefix(concept, "spoken/"):
		for _, heard := range fields[1:] {
			l.spoken[heard] = fields[0]
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
	l.patterns.add(p)
	if strings.HasPrefix(concept, "circumstance/") {
		l.urgent.add(p)
	}
}

// index holds patterns by the symbols of their first element.
type index [][]*pattern

func (x *index) add(p *pattern) {
	for _, first := range p.elements[0].syms {
		for int(first) >= len(*x) {
			*x = append(*x, nil)
		}
		(*x)[first] = append((*x)[first], p)
	}
}

func (x index) beginningWith(s sym) []*pattern {
	if int(s) >= len(x) {
		return nil
	}
	return x[s]
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

// stem takes the inflection off a word. The Swedish stemmer leaves the neuter ending on ("köket"), the double consonant that goes with it
// ("rummet", "rum"), and the ending of nouns in a vowel ("mackan", "bastun").
func stem(s string) string {
	if len(s) <= 3 {
		return s // the stemmer leaves short words be
	}
	if base, ok := strings.CutSuffix(s, "et"); ok && utf8.RuneCountInString(base) >= 3 {
		s = base
	} else if base, ok := strings.CutSuffix(s, "an"); ok && utf8.RuneCountInString(base) >= 4 {
		s = base + "a"
	} else if base, ok := strings.CutSuffix(s, "n"); ok && len(base) >= 4 && strings.ContainsRune("uoi", rune(base[len(base)-1])) {
		s = base
	}
	s = swedish.Stem(s, true)
	if strings.HasSuffix(s, "mm") || strings.HasSuffix(s, "nn") {
		s = s[:len(s)-1]
	}
	return s
}

// recognise gives the word the form norm, with its stem and all that the lexicon knows it as. That is done once a word: the rest reads the fields.
func (l *lexicon) recognise(w *word, norm string) {
	w.norm = norm
	w.stem, w.syms = l.look(norm)
}

// known is what was found of a word. Nobody changes it.
type known struct {
	stem string
	syms []sym
}

// What is remembered of words that were looked up: the same few thousand come again and again.
const (
	maxRemembered = 20_000
	longWord      = 32 // bytes; longer ones are rare, and not remembered
)

// look gives a word's stem and all that the lexicon knows it as.
func (l *lexicon) look(norm string) (string, []sym) {
	if k, ok := l.memory.Load(norm); ok {
		return k.(known).stem, k.(known).syms
	}
	k := known{stem: stem(norm)}
	k.syms = slices.Clip(l.symbols(norm, k.stem))
	if len(norm) <= longWord && l.remembered.Load() < maxRemembered {
		l.memory.Store(strings.Clone(norm), k)
		l.remembered.Add(1)
	}
	return k.stem, k.syms
}

// longLiteral is more bytes than any literal of the lexicon with a wildcard has.
const longLiteral = 40

// symbols lists all that the lexicon knows the word as.
func (l *lexicon) symbols(w, stem string) []sym {
	out := make([]sym, 0, 8)
	out = append(out, l.exact[w]...)
	out = append(out, l.stem[stem]...)
	for i := range w {
		if len(w)-i <= longLiteral {
			out = append(out, l.suffix[w[i:]]...)
		}
		if i > 0 && i <= longLiteral {
			out = append(out, l.prefix[w[:i]]...)
		}
	}
	return append(out, l.prefix[w]...)
}

// is reports whether the word belongs to one of the classes.
func (l *lexicon) is(w word, classes ...string) bool {
	if len(w.syms) == 0 {
		return false
	}
	for _, c := range classes {
		if id, ok := l.classIDs[c]; ok && slices.Contains(w.syms, id) {
			return true
		}
	}
	return false
}

// classes lists the symbols of word classes.
func (l *lexicon) classes(names ...string) []sym {
	out := make([]sym, 0, len(names))
	for _, n := range names {
		out = append(out, l.ids["@"+n])
	}
	return out
}

// classesOf lists the word classes among what a word is known as, hashed by name.
func (l *lexicon) classesOf(syms []sym) []uint32 {
	var out []uint32
	for _, s := range syms {
		if h, ok := l.classHash[s]; ok {
			out = appendNew(out, h)
		}
	}
	return out
}

// match is a place where a pattern of the lexicon was found: words[from:to].
type match struct {
	concept  string
	from, to int
}

// matches finds every pattern in the words, in order of place.
func (l *lexicon) matches(words []word) []match { return l.patterns.matches(words) }

func (x index) matches(words []word) []match {
	var out []match
	for i := range words {
		first := len(out)
		for _, s := range words[i].syms {
			for _, p := range x.beginningWith(s) {
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
