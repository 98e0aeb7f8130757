package dictation

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// The separators that may stand before a word.
const (
	sepNone     = 0
	sepComma    = ',' // comma, colon, dash, bracket
	sepSentence = '.' // full stop, question mark, exclamation mark, semicolon, new line
)

// word is one spoken word, or several that the recogniser split. Its offsets always point into the
// transcript, so that whatever is quoted can be cut from it letter for letter.
type word struct {
	norm       string   // lower case, NFC, misheard forms put right
	stem       string   // norm without its inflection
	start, end int      // bytes of the transcript
	sep        byte     // the separator before the word
	upper      bool     // begins with a capital in the transcript
	syms       []sym    // what the lexicon knows the word as
	classes    []uint32 // its word classes, hashed by name; see classesOf
}

// abbreviations are written with a full stop that ends no sentence.
var abbreviations = map[string]bool{"kl": true, "ca": true, "dr": true, "st": true, "min": true, "tel": true, "t": true, "bl": true}

// split cuts the transcript into words. It accepts any bytes, valid UTF-8 or not.
func split(text string) []word {
	words := make([]word, 0, len(text)/6+1)
	var sep byte
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if !isLetter(r) {
			sep = stronger(sep, separator(r))
			i += size
			continue
		}
		end := wordEnd(text, i)
		if sep == sepSentence && len(words) > 0 && closesAbbreviation(words[len(words)-1], text, i) {
			sep = sepNone
		}
		words = append(words, word{norm: normalise(text[i:end]), start: i, end: end, sep: sep, upper: unicode.IsUpper(r)})
		sep, i = sepNone, end
	}
	return words
}

// wordEnd finds where the word that begins at i ends. A hyphen inside a word, a stop or a colon between digits ("14.30"), and a colon
// before an ending ("tv:n") belong to it.
func wordEnd(text string, i int) int {
	prev := rune(0)
	for i < len(text) {
		r, size := utf8.DecodeRuneInString(text[i:])
		if !isLetter(r) {
			next, _ := utf8.DecodeRuneInString(text[i+size:])
			digits := unicode.IsDigit(prev) && unicode.IsDigit(next)
			letters := unicode.IsLetter(prev) && unicode.IsLower(next)
			joins := r == '-' && isLetter(next) || r == '.' && digits || r == ':' && (digits || letters)
			if !joins {
				return i
			}
		}
		prev = r
		i += size
	}
	return i
}

func isLetter(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r))
}

func separator(r rune) byte {
	switch r {
	case '.', '!', '?', ';', '\n', '…':
		return sepSentence
	case ',', ':', '–', '—', '(', ')', '/':
		return sepComma
	}
	return sepNone
}

func stronger(a, b byte) byte {
	if a == sepSentence || b == sepNone {
		return a
	}
	return b
}

// closesAbbreviation reports whether the text between w and i is only the stop of an abbreviation.
func closesAbbreviation(w word, text string, i int) bool {
	return abbreviations[w.norm] && strings.TrimSpace(text[w.end:i]) == "."
}

// normalise gives the form under which a word is looked up.
func normalise(s string) string {
	return strings.ToLower(norm.NFC.String(s))
}
