package dictation

import (
	"slices"
	"strings"
)

var circumstanceOrder = []Circumstance{NoAnswer, NotAtHome, KnownAway, Fall, FoodUntouched}

// Circumstances lists what a dictation, or any text of a note, tells that the care rules judge the priority of a deviation by. Each
// is listed once, in a fixed order. NOT_AT_HOME is left out where the text tells where the person is.
func Circumstances(text string) []Circumstance {
	lex := theLexicon()
	r := &reading{lex: lex, in: Input{Text: text}}
	r.words = r.dropFillers(lex.repair(split(text), nil))
	found := map[Circumstance]bool{}
	for _, m := range lex.urgent.matches(r.words) {
		if name, ok := strings.CutPrefix(m.concept, "circumstance/"); ok && !r.takenBack(Circumstance(name), m) {
			found[Circumstance(name)] = true
		}
	}
	if found[KnownAway] {
		delete(found, NotAtHome)
	}
	return slices.DeleteFunc(slices.Clone(circumstanceOrder), func(c Circumstance) bool { return !found[c] })
}

// takenBack reports whether a negation beside a fall denies it: "har inte ramlat", "ramlade inte".
func (r *reading) takenBack(c Circumstance, m match) bool {
	if c != Fall {
		return false
	}
	for i := max(0, m.from-2); i < min(m.to+1, len(r.words)); i++ {
		if (i < m.from || i >= m.to) && r.lex.is(r.words[i], "no", "almost") && (i <= m.from || r.words[i].sep == sepNone) {
			return true
		}
	}
	return false
}
