package dictation

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// TestLexiconLines holds that every line of the lexicon does what its README says: that its phrase is heard in a text that is made of it, and that nothing
// else in the file already does all that it does.
func TestLexiconLines(t *testing.T) {
	lex := loadLexicon(lexiconFiles)
	names, err := fs.Glob(lexiconFiles, "lexicon/*/*.txt")
	if err != nil || len(names) == 0 {
		t.Fatalf("no lexicon: %v", err)
	}
	var files []*lexiconFile
	spelt := map[string]int{}
	for _, name := range names {
		f := readLexiconFile(t, lex, name)
		f.spelt = spelt
		for _, l := range f.lines {
			l.countWords(spelt)
		}
		files = append(files, f)
	}
	for _, f := range files {
		kind, _, _ := strings.Cut(f.concept, "/")
		t.Run(f.concept, func(t *testing.T) {
			f.T = t
			f.checkForm()
			switch kind {
			case "class":
				f.checkClass()
			case "spoken":
				f.checkSpoken()
			default:
				f.checkPhrases()
			}
			if kind == "alternative" && !f.exists("activity/"+strings.TrimPrefix(f.concept, "alternative/")) {
				f.Error("there is no activity of this name")
			}
		})
	}
}

// lexiconFile is one file of the lexicon as its lines have it.
type lexiconFile struct {
	*testing.T
	lex     *lexicon
	name    string
	concept string
	comment bool // begins with a comment
	lines   []lexiconLine
	spelt   map[string]int // how often a word is written out in the whole lexicon
}

type lexiconLine struct {
	number   int
	fields   []string
	elements []element // of a phrase
	endings  bool      // has a literal like "*fika"
}

// countWords counts the words that the line writes out. Endings are none.
func (l lexiconLine) countWords(spelt map[string]int) {
	for _, field := range l.fields {
		for literal := range strings.SplitSeq(strings.Trim(field, "()"), "|") {
			if !strings.HasPrefix(literal, "*") && !strings.HasPrefix(literal, "@") {
				spelt[strings.TrimRight(literal, "*~")]++
			}
		}
	}
}

// spells reports whether the line writes out a long word that stands nowhere else: split and misheard words are put right by the words that are written out,
// so "toalettbesök*" has a use beside "toalett*".
func (f *lexiconFile) spells(l lexiconLine) bool {
	own := map[string]int{}
	l.countWords(own)
	for w := range own {
		if f.spelt[w] == 1 && utf8.RuneCountInString(w) >= minSubstitute {
			return true
		}
	}
	return false
}

func readLexiconFile(t *testing.T, lex *lexicon, name string) *lexiconFile {
	t.Helper()
	data, err := fs.ReadFile(lexiconFiles, name)
	if err != nil {
		t.Fatal(err)
	}
	f := &lexiconFile{T: t, lex: lex, name: name, concept: strings.TrimSuffix(strings.TrimPrefix(name, "lexicon/"), ".txt"), comment: strings.HasPrefix(string(data), "# ")}
	phrases := !strings.HasPrefix(f.concept, "class/") && !strings.HasPrefix(f.concept, "spoken/")
	number := 0
	for text := range strings.Lines(string(data)) {
		number++
		text, _, _ = strings.Cut(text, "#")
		l := lexiconLine{number: number, fields: strings.Fields(normalise(text))}
		if len(l.fields) == 0 {
			continue
		}
		l.endings = slices.ContainsFunc(l.fields, func(field string) bool { return strings.HasPrefix(field, "*") || strings.Contains(field, "|*") })
		if phrases && l.fields[0] != "^" {
			for _, field := range l.fields {
				l.elements = append(l.elements, lex.element(field))
			}
		}
		f.lines = append(f.lines, l)
	}
	return f
}

func (f *lexiconFile) exists(concept string) bool {
	_, err := fs.Stat(lexiconFiles, "lexicon/"+concept+".txt")
	return err == nil
}

func (f *lexiconFile) fault(l lexiconLine, format string, args ...any) {
	f.Helper()
	f.Errorf("%s:%d: %s: %s", f.name, l.number, strings.Join(l.fields, " "), fmt.Sprintf(format, args...))
}

func (f *lexiconFile) checkForm() {
	if !f.comment {
		f.Errorf("%s does not begin with a comment", f.name)
	}
	seen := map[string]int{}
	for _, l := range f.lines {
		whole := strings.Join(l.fields, " ")
		if at := seen[whole]; at > 0 {
			f.fault(l, "is line %d again", at)
		}
		seen[whole] = l.number
	}
}

// checkClass holds that every word of the class is known as one of it, and stands there once. A word that an ending ("*ade") covers may stand beside it, for the
// same reason as in spells.
func (f *lexiconFile) checkClass() {
	class := strings.TrimPrefix(f.concept, "class/")
	byItself := &lexicon{exact: map[string][]sym{}, stem: map[string][]sym{}, prefix: map[string][]sym{}, suffix: map[string][]sym{}}
	var literals []string
	for _, l := range f.lines {
		for _, literal := range l.fields {
			if !strings.HasPrefix(literal, "*") {
				byItself.addLiteral(literal, sym(len(literals)))
			}
			literals = append(literals, literal)
		}
	}
	i := 0
	for _, l := range f.lines {
		for _, literal := range l.fields {
			forms := inflections(literal)
			alone := f.spells(lexiconLine{fields: []string{literal}})
			for _, form := range forms {
				if !f.lex.inClass(form, class) {
					f.fault(l, "%q is not known to be of the class", form)
				}
			}
			for _, other := range byItself.symbols(forms[0], stem(forms[0])) {
				if int(other) != i && !alone && !slices.ContainsFunc(forms[1:], func(form string) bool { return !slices.Contains(byItself.symbols(form, stem(form)), other) }) {
					f.fault(l, "%q is covered by %q", literal, literals[other])
				}
			}
			i++
		}
	}
}

// checkSpoken holds that every spoken form is put into its written word, and by one line only.
func (f *lexiconFile) checkSpoken() {
	seen := map[string]int{}
	for _, l := range f.lines {
		if len(l.fields) < 2 {
			f.fault(l, "names no spoken form")
		}
		for _, heard := range l.fields[1:] {
			if seen[heard] > 0 {
				f.fault(l, "%q stands in line %d too", heard, seen[heard])
			}
			seen[heard] = l.number
			words := split(heard)
			f.lex.writtenForms(words)
			if len(words) != 1 || words[0].norm != l.fields[0] || heard == l.fields[0] {
				f.fault(l, "%q is not put into %q", heard, l.fields[0])
			}
		}
	}
}

func (f *lexiconFile) checkPhrases() {
	for _, l := range f.lines {
		if l.fields[0] == "^" {
			if len(l.fields) != 2 || !slices.Contains(f.lex.broader[f.concept], "activity/"+l.fields[1]) || !f.exists("activity/"+l.fields[1]) {
				f.fault(l, "no broader activity is known by it")
			}
			continue
		}
		options := make([][]string, len(l.fields))
		for i, field := range l.fields {
			options[i] = f.options(l, field)
		}
		for _, text := range eachOption(options) {
			if words := f.read(text); !f.hears(words) {
				f.fault(l, "is not heard in %q", text)
			}
		}
		if !f.spells(l) && !f.addsTo(l, options) {
			f.fault(l, "has no effect: all that it matches is matched by other lines")
		}
	}
}

// options lists what may stand in one place of a phrase; "" where the place may be left out.
func (f *lexiconFile) options(l lexiconLine, field string) []string {
	if field == ".." {
		return []string{"", unknownWord}
	}
	var out []string
	inner, optional := strings.CutPrefix(field, "(")
	literals := strings.Split(strings.TrimSuffix(inner, ")"), "|")
	for i, literal := range literals {
		if slices.Contains(literals[:i], literal) {
			f.fault(l, "%q stands twice in one place", literal)
		}
		if class, ok := strings.CutPrefix(literal, "@"); ok {
			out = append(out, f.wordOf(l, class))
			continue
		}
		out = append(out, inflections(literal)...)
	}
	if optional {
		out = append(out, "")
	}
	return out
}

// unknownWord is a word that the lexicon does not know, and that its capital keeps from being taken for a misheard one.
const unknownWord = "Qvarx"

// wordOf gives a word of the class: the longest, which means least else.
func (f *lexiconFile) wordOf(l lexiconLine, class string) string {
	longest := ""
	data, err := fs.ReadFile(lexiconFiles, "lexicon/class/"+class+".txt")
	if err != nil {
		f.fault(l, "there is no class %q", class)
		return unknownWord
	}
	for line := range strings.Lines(string(data)) {
		line, _, _ = strings.Cut(line, "#")
		for literal := range strings.FieldsSeq(normalise(line)) {
			literal = strings.TrimSuffix(literal, "~")
			if !strings.Contains(literal, "*") && utf8.RuneCountInString(literal) > utf8.RuneCountInString(longest) {
				longest = literal
			}
		}
	}
	return longest
}

// inflections lists words that a literal of the lexicon must match.
func inflections(literal string) []string {
	if w, ok := strings.CutSuffix(literal, "*"); ok {
		return []string{w + "x"}
	}
	if w, ok := strings.CutPrefix(literal, "*"); ok {
		return []string{"x" + w}
	}
	w, ok := strings.CutSuffix(literal, "~")
	out := []string{w}
	for _, ending := range []string{"en", "et", "n", "ar", "er", "or", "arna", "erna", "orna", "s", "ens"} {
		if ok && stem(w+ending) == stem(w) {
			out = append(out, w+ending)
		}
	}
	return out
}

// eachOption makes the texts in which each option stands once, the other places being filled with the first of theirs.
func eachOption(options [][]string) []string {
	var out []string
	for place, list := range options {
		for i := range list {
			if i == 0 && place > 0 {
				continue
			}
			words := make([]string, len(options))
			for k := range options {
				words[k] = options[k][0]
			}
			words[place] = list[i]
			out = append(out, strings.Join(strings.Fields(strings.Join(words, " ")), " "))
		}
	}
	return out
}

// read gives the words of the text as phrases are looked for in them.
func (f *lexiconFile) read(text string) []word {
	r := &reading{lex: f.lex}
	r.words = r.dropFillers(f.lex.repair(split(text), nil))
	r.hearPronouns()
	r.markVerbs()
	return r.words
}

// hears reports whether the lexicon finds the file's concept in all of the words.
func (f *lexiconFile) hears(words []word) bool {
	return slices.Contains(f.lex.matches(words), match{f.concept, 0, len(words)})
}

// maxTexts is how many texts are made of one phrase to find one that is its own.
const maxTexts = 5000

// addsTo reports whether some text is matched by the line and by no other of the file.
func (f *lexiconFile) addsTo(l lexiconLine, options [][]string) bool {
	place := make([]int, len(options))
	for range maxTexts {
		var said []string
		for k, i := range place {
			if w := options[k][i]; w != "" {
				said = append(said, w)
			}
		}
		if !f.matchedBeside(l, f.read(strings.Join(said, " "))) {
			return true
		}
		k := 0
		for ; k < len(place); k++ {
			if place[k]++; place[k] < len(options[k]) {
				break
			}
			place[k] = 0
		}
		if k == len(place) {
			return false
		}
	}
	return true
}

// matchedBeside reports whether another line of the file matches all of the words. Beside endings ("*fika") words may be written out, as in a class.
func (f *lexiconFile) matchedBeside(l lexiconLine, words []word) bool {
	return slices.ContainsFunc(f.lines, func(o lexiconLine) bool {
		return o.number != l.number && o.elements != nil && (l.endings || !o.endings) && intersects(words[0].syms, o.elements[0].syms) && matchElements(o.elements[1:], words, 1) == len(words)
	})
}
