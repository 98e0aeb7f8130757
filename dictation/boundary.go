package dictation

import (
	"slices"
	"strings"
)

// startOf walks left from the verb k to where its clause begins: over its subject, or an adverb that stands first, and
// a conjunction before that.
func (s *segmenter) startOf(k int) (int, lead, int) {
	low := max(s.verb+1, s.bodyFrom, s.from+1)
	start := s.subjectStart(k, low)
	if start > low && s.words[start].sep == sepNone && s.words[start-1].norm == "och" {
		return start - 1, leadAnd, 1
	}
	for c := k; c > start-4 && c > low; c-- { // a comma close before takes what stands between along
		if s.words[c].sep == sepComma && c <= start {
			return c, leadNone, 0
		}
	}
	return start, leadNone, 0
}

func (s *segmenter) subjectStart(k, low int) int {
	j := k - 1
	if j < low || s.words[k].sep == sepComma && s.lex.is(s.words[k], "finite") {
		return k
	}
	w := s.words[j]
	switch {
	case s.lex.is(w, "opener") || w.norm == "resten":
		return j
	case s.isPair(j, low, "i", "dag", "kväll", "morse", "natt", "stället") || s.isPair(j, low, "till", "natten", "sist", "slut") || s.isPair(j, low, "ny", "tid") || s.isPair(j, low, "utöver", "planen", "plan"):
		return j - 1
	case s.lex.is(w, "subject"):
		return s.overCorrection(j, low)
	case s.inverted(k) && s.phrase[k] > 1 && k-s.phrase[k] >= low:
		return k - s.phrase[k]
	case s.lex.is(w, "particle") && s.inverted(k):
		if j > low && s.noun[j-1] {
			return s.nounPhraseStart(j-1, low) // "bussen hem tog vi"
		}
		return j
	case !s.isSubjectWord(j) || s.inverted(k) && !s.noun[j] && !isDefinite(w.norm) && !(j > low && s.lex.is(s.words[j-1], "role")):
		return k
	}
	start := s.nounPhraseStart(j, low)
	if s.afterPreposition(start, low) && !(s.lex.is(s.words[j], "person") && s.words[start-1].norm == "av") {
		return s.prepositionalStart(start-1, low, k)
	}
	return start
}

// prepositionalStart decides, for a verb k with a prepositional phrase before it that begins at p, what stands first in its clause: the phrase, where
// the subject comes after the verb ("på toaletten hjälpte jag honom"), a noun that the phrase describes ("bromsen på rollatorn hade lossnat"), or neither.
func (s *segmenter) prepositionalStart(p, low, k int) int {
	if p > low && s.lex.is(s.words[p-1], "share") {
		return p - 1 // "resten av ogräset tar vi"
	}
	if s.inverted(k) && s.noun[k-1] {
		return p
	}
	if p-1 < low || s.words[p].sep != sepNone || s.inverted(k) {
		return k
	}
	head := s.words[p-1]
	if !isDefinite(head.norm) || !s.isSubjectWord(p-1) || s.lex.is(head, "subject", "determiner") {
		return k
	}
	start := s.nounPhraseStart(p-1, low)
	if start == s.verb+1 || s.afterPreposition(start, low) {
		return k
	}
	return start
}

// inverted reports whether a pronoun follows the verb as its subject; then only what is definite can stand before it, as object.
func (s *segmenter) inverted(k int) bool {
	return k+1 < len(s.words) && s.words[k+1].sep == sepNone && s.lex.is(s.words[k+1], "subject") && !s.lex.is(s.words[k+1], "determiner")
}

func isDefinite(noun string) bool {
	for _, ending := range []string{"en", "et", "an", "na", "erna"} {
		if strings.HasSuffix(noun, ending) {
			return true
		}
	}
	return false
}

func (s *segmenter) isPair(j, low int, first string, seconds ...string) bool {
	return j-1 >= low && s.words[j-1].norm == first && slices.Contains(seconds, s.words[j].norm)
}

// overCorrection takes a "förlåt" right before the subject along, so that the clause is seen to put something right.
func (s *segmenter) overCorrection(j, low int) int {
	if j-1 >= low && s.lex.is(s.words[j-1], "correction") && (j < 2 || !s.lex.is(s.words[j-2], "finite")) {
		return j - 1
	}
	return j
}

func (s *segmenter) afterPreposition(j, low int) bool {
	if j >= 2 && s.words[j-1].norm == "av" && s.lex.is(s.words[j-2], "no", "impersonal") {
		return false // "blev inte av" ends a clause
	}
	return j-1 >= low && s.lex.is(s.words[j-1], "preposition") && s.words[j].sep == sepNone
}

// nounPhraseStart walks left over a noun phrase that ends at j: a name after its title, determiners, and nouns joined by "och".
func (s *segmenter) nounPhraseStart(j, low int) int {
	for j > low && s.words[j].sep == sepNone {
		prev := s.words[j-1]
		switch {
		case s.lex.is(prev, "subject") && !s.lex.is(prev, "determiner"):
			return j
		case s.lex.is(prev, "number") && j >= 2 && s.lex.is(s.words[j-2], "clockword"): // "halv ett"
			return j
		case s.lex.is(prev, "subject") && j-2 >= low-1 && j >= 2 && s.lex.is(s.words[j-2], "finite"): // "blev det": no determiner
			return j
		case prev.norm == "det" && strings.HasSuffix(s.words[j].norm, "n"): // "nej till det listan är skriven": no determiner of "listan"
			return j
		case s.lex.is(prev, "determiner") && !s.lex.is(prev, "finite"),
			s.lex.is(prev, "relative", "othercare", "role") && !s.noun[j], s.noun[j] && s.lex.is(prev, "adjective"):
			j--
		case prev.norm == "och" && j-2 >= low && s.noun[j] && s.joinedNoun(j-2, low):
			j -= 2
		default:
			return j
		}
	}
	return j
}

// joinedNoun reports whether the noun before "och" belongs to the same subject and is not the object of the clause before.
func (s *segmenter) joinedNoun(j, low int) bool {
	if !s.noun[j] || j == low && s.verb == j-1 {
		return false
	}
	if j > low && s.lex.is(s.words[j-1], "subject") {
		return s.noun[s.bodyFrom] // "disken tog vi" has its object already
	}
	return j == low || !s.lex.is(s.words[j-1], "finite", "preposition", "participle", "determiner")
}
