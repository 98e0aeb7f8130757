package dictation

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// spelling finds the word that the recogniser should have written. It holds, for every spelling with one letter left out, the
// words that it can come from, so that a look-up costs the length of the word and not the size of the lexicon.
type spelling struct {
	words map[string]string // a word, or a word with one letter less → the word of the lexicon
	stems map[string]string // the same for stems
}

const (
	maxFuzzy      = 40 // longer words are no words
	minFuzzy      = 5  // shorter words have too many neighbours to be put right
	minSubstitute = 8  // the shortest word in which a wrong letter is put right
	minJoin       = 4  // the shortest word worth joining out of pieces
	minPast       = 3  // how far past the seam a known word must reach for the pieces to be one
)

func newSpelling(l *lexicon) spelling {
	s := spelling{words: map[string]string{}, stems: map[string]string{}}
	for w := range l.exact {
		addDeletions(s.words, w)
	}
	for w := range l.stem {
		addDeletions(s.stems, w)
	}
	for w := range l.prefix {
		addDeletions(s.stems, w)
	}
	return s
}

// addDeletions files w under itself and under each form with one letter less. Where two words claim one form the first in
// alphabetical order has it, so that the result does not depend on the order of a map.
func addDeletions(index map[string]string, w string) {
	if utf8.RuneCountInString(w) < minFuzzy-1 {
		return
	}
	for _, form := range append(deletions(w), w) {
		if old, ok := index[form]; !ok || form != old && (w < old || form == w) {
			index[form] = w
		}
	}
}

func deletions(w string) []string {
	var out []string
	for i, r := range w {
		out = append(out, w[:i]+w[i+utf8.RuneLen(r):])
	}
	return out
}

// nearest returns the lexicon's word at one letter's distance from w, or "".
func (s spelling) nearest(w string) string {
	if n := utf8.RuneCountInString(w); n < minFuzzy || n > maxFuzzy || strings.ContainsAny(w, "0123456789") {
		return ""
	}
	if found := oneOff(s.words, w); found != "" {
		return found
	}
	return oneOff(s.stems, stem(w))
}

// oneOff looks for one letter too little, too much, or wrong. The first and the last letter are trusted: they are seldom misheard, and
// the last is often an inflection. In a short word a wrong letter makes another word, so there only a dropped one is put back.
func oneOff(index map[string]string, w string) string {
	n := utf8.RuneCountInString(w)
	if n < minFuzzy-1 {
		return ""
	}
	if found := index[w]; found != "" && sameEnds(found, w) && utf8.RuneCountInString(found) <= n+1 {
		return found
	}
	if n < minSubstitute {
		return ""
	}
	for _, form := range deletions(w) {
		if found := index[form]; found != "" && sameEnds(found, w) && abs(utf8.RuneCountInString(found)-n) <= 1 {
			return found
		}
	}
	return ""
}

func sameEnds(a, b string) bool {
	firstA, _ := utf8.DecodeRuneInString(a)
	firstB, _ := utf8.DecodeRuneInString(b)
	lastA, _ := utf8.DecodeLastRuneInString(a)
	lastB, _ := utf8.DecodeLastRuneInString(b)
	return firstA == firstB && lastA == lastB
}

func abs(n int) int { return max(n, -n) }

// repair joins words that the recogniser split ("av böjde", "bad rums städningen"), puts misheard ones right ("duchen") and
// gives every word its symbols. own holds the stems of the plan's titles, which count as known words.
func (l *lexicon) repair(words []word, own map[string]bool) []word {
	r := repairer{l, own}
	out := make([]word, 0, len(words))
	l.writtenForms(words)
	for i := range words {
		l.recognise(&words[i], words[i].norm)
	}
	for i := 0; i < len(words); {
		w := words[i]
		n := r.joinLength(words[i:])
		if n > 1 {
			w.end = words[i+n-1].end
			l.recognise(&w, joined(words[i:i+n]))
		}
		if len(w.syms) == 0 && !own[w.norm] && !own[w.stem] {
			w = r.correct(w)
		}
		out = append(out, w)
		i += n
	}
	return out
}

type repairer struct {
	*lexicon
	own map[string]bool
}

// maxPieces is the most pieces one word is heard as.
const maxPieces = 3

// joinLength says how many of the first words are really one word: 1 if none are to be joined. The longest join wins.
func (r repairer) joinLength(words []word) int {
	for n := min(maxPieces, len(words)); n > 1; n-- {
		if r.joins(words[:n]) && !r.inverts(words[:n], words[n:]) {
			return n
		}
	}
	return 1
}

// inverts reports whether the pieces are an adverb and its verb, as the subject that follows shows: "ut gick vi".
func (r repairer) inverts(pieces, after []word) bool {
	return len(pieces) == 2 && r.is(pieces[0], "function") && r.is(pieces[1], "finite") && len(after) > 0 && r.is(after[0], "subject")
}

// joins reports whether the pieces make one known word. Two words of the grammar never do. A word known in full, or by a literal that
// reaches well into the last piece, is joined; one known by its stem only if its last piece means nothing by itself.
func (r repairer) joins(pieces []word) bool {
	for _, p := range pieces[1:] {
		if p.sep != sepNone || p.upper {
			return false
		}
	}
	if r.is(pieces[0], "subject") && len(pieces[1].syms) > 0 {
		return false // "vi la" is not "vila"
	}
	if !slices.ContainsFunc(pieces, func(p word) bool { return !r.is(p, "function") }) {
		return false
	}
	whole := joined(pieces)
	if utf8.RuneCountInString(whole) < minJoin {
		return false
	}
	if _, known := r.exact[whole]; known {
		return true
	}
	first, last := pieces[0], pieces[len(pieces)-1]
	seam := len(whole) - len(last.norm)
	if len(first.syms) > 0 && len(last.syms) > 0 && !r.is(last, "fragment") && !r.maybeKnown(whole, seam+minPast) && !r.maybeOwn(whole) {
		return false // two words of their own, and nothing known begins like them together
	}
	return r.spans(whole, seam) || len(pieces) == 2 && r.completes(first, last, whole)
}

// maybeOwn reports whether the word begins like one of the plan's.
func (r repairer) maybeOwn(whole string) bool {
	for w := range r.own {
		if head(w) == head(whole) {
			return true
		}
	}
	return false
}

// spans reports whether a literal that the word begins with, or a word of the plan, reaches at least three letters past the seam.
func (r repairer) spans(whole string, seam int) bool {
	for i := range whole {
		if i >= seam+minPast && len(r.prefix[whole[:i]]) > 0 {
			return true
		}
	}
	s := stem(whole)
	return len(r.prefix[whole]) > 0 || len(s) >= seam+minPast && (r.own[s] || len(r.stem[s]) > 0)
}

// completes reports whether the last piece is a cut-off ending of the first ("bädda t"), or the whole is a known word with a letter dropped
// ("dam sög").
func (r repairer) completes(first, last word, whole string) bool {
	misheard := len(last.syms) == 0 && utf8.RuneCountInString(whole) >= minSubstitute && r.spelling.nearest(whole) != ""
	if r.is(first, "function", "subject") {
		return misheard
	}
	fragment := r.is(last, "fragment") && !r.is(first, "finite")
	if !fragment && len(last.syms) > 0 && len(first.syms) > 0 {
		return false
	}
	if s := stem(whole); fragment && (len(r.stem[s]) > 0 || r.own[s] || len(r.prefix[s]) > 0) {
		return true
	}
	if len(first.syms) > 0 || r.is(last, "function") {
		return false
	}
	if found := r.spelling.words[whole]; found != "" && utf8.RuneCountInString(whole) > minFuzzy && sameEnds(found, whole) {
		return true
	}
	return len(last.syms) == 0 && (misheard || r.endsKnown(whole, len(first.norm)))
}

// endsKnown reports whether a literal that the word ends with begins before the seam: "ba kade".
func (r repairer) endsKnown(whole string, seam int) bool {
	for i := range whole {
		if i > 0 && i < seam && len(r.suffix[whole[i:]]) > 0 {
			return true
		}
	}
	return false
}

func (l *lexicon) inClass(norm string, classes ...string) bool {
	_, syms := l.look(norm)
	return l.is(word{syms: syms}, classes...)
}

// correct looks for a known word one letter away: first among the plan's own words, then in the lexicon.
func (r repairer) correct(w word) word {
	if w.upper && w.sep != sepSentence {
		return w // a name
	}
	found := r.spelling.nearest(w.norm)
	if found == "" || r.inClass(found, "function") {
		return w
	}
	r.recognise(&w, found)
	return w
}

func joined(words []word) string {
	whole := words[0].norm
	for _, w := range words[1:] {
		whole += w.norm
	}
	return whole
}
