package dialogue

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// word is one word of an utterance, in lower case, with its place.
type word struct {
	low        string
	start, end int
	stop       bool // a sentence ended before it
	comma      bool // a comma stands before it
}

// split cuts a text into words. It accepts any bytes.
func split(text string) []word {
	var out []word
	stop, comma := false, false
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if !isLetter(r) {
			stop = stop || strings.ContainsRune(".!?;\n…", r)
			comma = comma || strings.ContainsRune(",:–—", r)
			i += size
			continue
		}
		end := wordEnd(text, i)
		low := strings.ToLower(text[i:end])
		out = append(out, word{low: low, start: i, end: end, stop: stop && !closesAbbreviation(out), comma: comma})
		stop, comma, i = false, false, end
	}
	return out
}

// closesAbbreviation reports whether the stop after the last word only ends "kl.".
func closesAbbreviation(before []word) bool {
	return len(before) > 0 && (before[len(before)-1].low == "kl" || before[len(before)-1].low == "ca")
}

// wordEnd finds where the word that begins at i ends; a sign between letters or digits belongs to it ("8.30", "tv:n", "e-post").
func wordEnd(text string, i int) int {
	digit := false
	for i < len(text) {
		r, size := utf8.DecodeRuneInString(text[i:])
		if !isLetter(r) {
			next, _ := utf8.DecodeRuneInString(text[i+size:])
			joins := r == '-' && isLetter(next) || (r == '.' || r == ':') && digit && unicode.IsDigit(next) || r == ':' && unicode.IsLower(next)
			if !joins {
				return i
			}
		}
		digit = unicode.IsDigit(r)
		i += size
	}
	return i
}

func isLetter(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r))
}

// lows gives the words without their places.
func lows(words []word) []string {
	out := make([]string, 0, len(words))
	for _, w := range words {
		out = append(out, w.low)
	}
	return out
}

// clean takes what is no text out of an utterance: bytes that are no letters, control signs, and space around it.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' || r == '\r' || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		if r == utf8.RuneError || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	return strings.TrimSpace(s)
}

// The endings that the root of a word is told by, the longest first.
var endings = []string{
	"ningarna", "ningens", "ningen", "ningar", "arnas", "ernas", "ornas", "andet", "ning", "arna", "erna", "orna", "ande", "ades", "ades", "ats",
	"ade", "ats", "ens", "ets", "ar", "er", "or", "en", "et", "at", "ad", "na", "de", "te", "as", "a", "n", "t", "e", "s",
}

// root takes the ending off a word. It is only good for comparing words.
func root(w string) string {
	for _, e := range endings {
		if base, ok := strings.CutSuffix(w, e); ok && utf8.RuneCountInString(base) >= 3 {
			return base
		}
	}
	return w
}

// alike reports whether two words are forms of one, or one a compound that the other ends or begins: "kaffet" and "eftermiddagskaffe".
func alike(a, b string) bool {
	if a == b {
		return true
	}
	a, b = root(a), root(b)
	if len(a) > len(b) {
		a, b = b, a
	}
	if a == b {
		return len(a) >= 3
	}
	return len(a) >= 4 && (strings.HasSuffix(b, a) || strings.HasPrefix(b, a))
}

// anyAlike reports whether one of the words is a form of w.
func anyAlike(words []string, w string) bool {
	return slices.ContainsFunc(words, func(x string) bool { return x == w || !is("idle", x) && alike(x, w) })
}

// fold makes the first letter small.
func fold(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToLower(r)) + s[size:]
}

// capital makes the first letter large.
func capital(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	if r == utf8.RuneError {
		return s
	}
	return string(unicode.ToUpper(r)) + s[size:]
}

// list joins names as speech does: "disken, posten och promenaden".
func list(names []string) string {
	switch n := len(names); n {
	case 0:
		return ""
	case 1:
		return names[0]
	default:
		return strings.Join(names[:n-1], ", ") + " och " + names[n-1]
	}
}
