package dictation

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// clause is a stretch of the dictation that says one thing: words[from:to].
type clause struct {
	from, to int
	lead     lead // what joins it to the clause before
	sep      byte // the separator before it
}

// lead is the kind of word a clause begins with.
type lead int

const (
	leadNone    lead = iota
	leadAnd          // och
	leadBut          // men, fast, utan
	leadSo           // så, därför
	leadBecause      // eftersom, för, för att, då, på grund av
)

// segmenter cuts words into clauses in one pass. Spoken text has few stops and no commas, so a clause is known by its finite
// verb: where a second one comes that no subordinator has claimed, a new clause began at its subject.
type segmenter struct {
	lex     *lexicon
	words   []word
	noun    []bool // the word is an activity, and may be a subject
	fresh   []bool // the word begins "resten enligt plan" or its like, which need no verb
	phrase  []int  // the length of the activity's name that ends before the word: "ringa hem", "upp i stolen"
	clauses []clause

	from     int       // where the clause being read begins
	lead     lead      //
	verb     int       // its latest finite verb, or -1
	kind     predicate // what kind of predicate has been seen
	claimed  int       // subordinators whose verb has not come yet
	cleft    bool      // "det var X (som) vi gjorde": the next verb belongs to the same clause
	bodyFrom int       // the first word after the lead
}

type predicate int

const (
	noPredicate predicate = iota
	participlePredicate
	finitePredicate
)

func segment(lex *lexicon, words []word, noun, fresh []bool, phrase []int) []clause {
	s := &segmenter{lex: lex, words: words, noun: noun, fresh: fresh, phrase: phrase, verb: -1}
	for i := 0; i < len(words); i++ {
		s.read(i)
	}
	s.close(len(words))
	return s.clauses
}

// read takes in the word i, closing the clause before it where a new one begins.
func (s *segmenter) read(i int) {
	w := s.words[i]
	if w.sep == sepSentence && i > 0 {
		s.open(i, leadNone, 0)
	}
	if l, n := s.leadAt(i); n > 0 && (i == s.from && l != leadBecause || s.startsAfresh(i, l, n)) {
		s.open(i, l, n)
		return
	}
	if i < s.bodyFrom {
		return
	}
	switch {
	case s.negatedNoun(i), s.startsRest(i):
		s.open(i, leadNone, 0)
	case s.subordinates(i):
		s.claimed++
	case s.lex.is(w, "finite") && !s.lex.is(w, "because"):
		s.readFinite(i)
	case s.lex.is(w, "participle"):
		s.readParticiple(i)
	}
}

// open closes the clause before word i and begins a new one, whose body follows n leading words.
func (s *segmenter) open(i int, l lead, n int) {
	s.close(i)
	s.from, s.lead, s.verb, s.kind, s.claimed, s.cleft, s.bodyFrom = i, l, -1, noPredicate, 0, false, i+n
}

func (s *segmenter) close(to int) {
	if to > s.from {
		s.clauses = append(s.clauses, clause{s.from, to, s.lead, s.words[s.from].sep})
	}
	s.from = to
}

// readFinite decides what the finite verb i does: it belongs to a subordinate clause, is the clause's own, or begins another.
func (s *segmenter) readFinite(i int) {
	switch {
	case s.claimed > 0:
		s.claimed--
		return
	case s.tagsSpeech(i):
		return
	case s.cleft && i-s.verb <= 4:
		s.cleft = false
	case s.kind == finitePredicate && !s.sameVerbGroup(i):
		start, l, n := s.startOf(i)
		s.open(start, l, n)
	case s.kind == noPredicate && s.isNewSpeaker(i):
		s.open(s.nounPhraseStart(i-1, s.bodyFrom+1), leadNone, 0)
	case s.kind == noPredicate && s.newTopic(i) > 0:
		s.open(s.newTopic(i), leadNone, 0)
	case s.kind == participlePredicate && s.participleEnded(i):
		start, l, n := s.startOf(i)
		s.open(start, l, n)
	}
	if s.kind != finitePredicate {
		s.cleft = s.isCleft(i)
	}
	s.kind, s.verb = finitePredicate, i
	if s.impliesThat(i) {
		s.claimed++
	}
}

// isNewSpeaker reports whether words without a verb stand before the verb i and its pronoun: "tillsyn klockan fyra hon ville". Swedish has its verb
// second, so they were a clause of their own.
func (s *segmenter) isNewSpeaker(i int) bool {
	if i < s.bodyFrom+2 || !s.lex.is(s.words[i-1], "subject", "person") || s.words[i-1].norm == "det" || s.words[i-1].norm == "den" || s.words[i-1].norm == "de" {
		return false
	}
	return slices.Contains(s.noun[s.bodyFrom:i-1], true)
}

// newTopic gives where an activity stands right before the verb i and its subject, with words about another activity before it: "frukost enligt plan
// tandborstningen gjorde hon själv". It gives 0 where none does.
func (s *segmenter) newTopic(i int) int {
	if i < s.bodyFrom+2 || !s.noun[i-1] || !s.inverted(i) {
		return 0
	}
	start := s.nounPhraseStart(i-1, s.bodyFrom+1)
	if !slices.Contains(s.noun[s.bodyFrom:start], true) || s.words[start-1].norm == "och" || s.lex.is(s.words[start-1], "preposition", "determiner") {
		return 0
	}
	return start
}

// participleEnded reports whether the clause with only a participle was over before the finite verb i: something stands between, and the verb
// is not what the participle goes with ("rakat honom har jag gjort").
func (s *segmenter) participleEnded(i int) bool {
	if s.inverted(i) && s.lex.is(s.words[i], "auxiliary") && i+2 < len(s.words) && s.words[i+2].norm == "gjort" {
		return false
	}
	start, _, _ := s.startOf(i)
	return start > s.verb+1 || i > s.verb+1
}

// tagsSpeech reports whether the verb i is that of a "sa hon" after what was said.
func (s *segmenter) tagsSpeech(i int) bool {
	if s.kind != finitePredicate || !s.lex.is(s.words[i], "reporting") || i+1 >= len(s.words) || !s.lex.is(s.words[i+1], "subject") || s.lex.is(s.words[i-1], "subject") {
		return false
	}
	return i+2 >= len(s.words) || s.words[i+2].sep != sepNone || s.lex.is(s.words[i+2], "subject", "opener", "preposition") || s.noun[i+2] || s.words[i+2].norm == "så"
}

// sameVerbGroup reports whether the verb goes with the one before: "hade varit", "satt och pratade".
func (s *segmenter) sameVerbGroup(i int) bool {
	passive := strings.HasSuffix(s.words[i].norm, "s") && i <= s.verb+3 // "kunde inte ges"
	if i == s.verb+2 && s.words[i-1].norm == "och" && s.lex.is(s.words[s.verb], "posture") {
		return true
	}
	return (i == s.verb+1 || passive) && s.words[i].sep == sepNone && s.lex.is(s.words[s.verb], "auxiliary")
}

func (s *segmenter) readParticiple(i int) {
	if start := s.bareReport(i); start > 0 {
		s.open(start, leadNone, 0)
	}
	if s.kind == participlePredicate && i > s.verb+1 {
		if start, l, n := s.startOf(i); start > s.verb && !s.lex.is(s.words[i-1], "preposition") {
			s.open(start, l, n)
		}
	}
	if s.kind != finitePredicate {
		s.kind, s.verb = participlePredicate, i
	}
}

// bareReport gives where "bäddningen klar" or "bäddning ej utförd", told without a verb, begins after a clause that is whole, or 0. i is its participle.
func (s *segmenter) bareReport(i int) int {
	k := i - 1
	if k > 0 && s.lex.is(s.words[k], "no") {
		k--
	}
	if s.kind == noPredicate || k <= max(s.verb, s.bodyFrom) || !s.noun[k] || s.words[i].sep != sepNone {
		return 0
	}
	start := s.nounPhraseStart(k, s.verb+1)
	if start == s.verb+1 && s.kind == finitePredicate || s.lex.is(s.words[start-1], "preposition", "determiner", "subject", "no") || s.words[start-1].norm == "och" {
		return 0
	}
	return start
}

// isCleft reports whether the verb i is that of "det var rakningen vi gjorde".
func (s *segmenter) isCleft(i int) bool {
	w := s.words
	return i > 0 && w[i-1].norm == "det" && (w[i].norm == "var" || w[i].norm == "är") && i+2 < len(w) &&
		slices.ContainsFunc(w[i+2:min(i+4, len(w))], func(w word) bool { return s.lex.is(w, "subject") })
}

// impliesThat reports whether a left-out "att" follows the verb: "hon sa hon var trött".
func (s *segmenter) impliesThat(i int) bool {
	return s.lex.is(s.words[i], "reporting") && i+2 < len(s.words) && s.words[i+1].sep == sepNone &&
		i > s.from && s.lex.is(s.words[i-1], "subject") &&
		s.lex.is(s.words[i+1], "subject") && s.lex.is(s.words[i+2], "finite")
}

// subordinates reports whether word i opens a subordinate clause whose finite verb is still to come.
func (s *segmenter) subordinates(i int) bool {
	if i+1 >= len(s.words) || s.words[i+1].sep == sepSentence {
		return false
	}
	next := s.words[i+1]
	switch s.words[i].norm {
	case "att":
		return !s.isInfinitive(next)
	case "om", "än":
		return !s.noun[max(0, i-1)] && s.isSubjectWord(i+1) && s.finiteWithin(i+2, 2) >= 0
	case "sedan", "sen":
		return s.lex.is(next, "subject", "person") && s.finiteWithin(i+2, 1) >= 0
	case "gång", "gången", "gångerna":
		return s.lex.is(next, "subject") && s.finiteWithin(i+2, 1) >= 0
	case "där":
		if s.lex.is(next, "nonsubject") {
			return false // "där ute"
		}
	case "hur":
		return !(i+2 < len(s.words) && s.words[i+2].norm == "som") && s.finiteWithin(i+1, 6) >= 0 // "hur bra som helst"
	case "var", "vart": // where
		asked := slices.ContainsFunc(s.words[s.from:i], func(w word) bool { return s.lex.is(w, "asking") })
		return asked && s.isSubjectWord(i+1) && s.finiteWithin(i+2, 3) >= 0
	case "som":
		return !s.lex.is(next, "participle") && !slices.Contains([]string{"planerat", "vanligt", "planen", "tänkt", "helst", "bara", "det"}, next.norm) || next.norm == "det" && s.finiteWithin(i+2, 1) >= 0
	}
	return s.lex.is(s.words[i], "subordinator") && s.finiteWithin(i+1, 6) >= 0
}

func (s *segmenter) isInfinitive(w word) bool {
	if s.lex.is(w, "infinitive") {
		return true
	}
	return strings.HasSuffix(w.norm, "a") && utf8.RuneCountInString(w.norm) > 3 && !s.lex.is(w, "finite", "subject", "determiner", "person")
}

// negatedNoun reports whether "ingen dusch" begins at i after a clause that is already whole.
func (s *segmenter) negatedNoun(i int) bool {
	w := s.words[i]
	if i == s.from || i+1 >= len(s.words) || s.kind == noPredicate {
		return false
	}
	switch w.norm {
	case "ingen", "inget", "inga":
		return s.noun[i+1] && (w.sep != sepNone || !s.lex.is(s.words[i-1], "finite", "subject", "infinitive", "function") || s.words[i-1].norm == "bra")
	}
	return false
}

// startsRest reports whether "resten enligt plan" begins at i after a clause that is already whole.
func (s *segmenter) startsRest(i int) bool {
	if !s.fresh[i] || i == s.from || s.kind == noPredicate || i == s.bodyFrom {
		return false
	}
	prev := s.words[i-1]
	if prev.norm == "i" && s.words[i].norm == "övrigt" {
		return false
	}
	if s.verb == i-1 && i-1 > s.bodyFrom && strings.HasSuffix(prev.norm, "s") {
		return true // "duschen avböjdes resten enligt plan"
	}
	return s.words[i].sep != sepNone || !s.lex.is(prev, "finite", "subject", "preposition", "function")
}

// leadWords are the conjunctions that may begin a clause, a longer one before what it begins with.
var leadWords = []struct {
	words []string
	lead  lead
}{
	{[]string{"och"}, leadAnd}, {[]string{"samt"}, leadAnd},
	{[]string{"men"}, leadBut}, {[]string{"fast"}, leadBut}, {[]string{"fastän"}, leadBut}, {[]string{"utan"}, leadBut},
	{[]string{"därför", "att"}, leadBecause}, {[]string{"därför"}, leadSo}, {[]string{"så"}, leadSo},
	{[]string{"för", "att"}, leadBecause}, {[]string{"för"}, leadBecause}, {[]string{"då"}, leadBecause}, {[]string{"efter", "som"}, leadBecause},
	{[]string{"på", "grund", "av", "att"}, leadBecause}, {[]string{"på", "grund", "av"}, leadBecause}, {[]string{"till", "följd", "av"}, leadBecause},
}

// leadAt recognises a leading conjunction at i and says how many words it takes.
func (s *segmenter) leadAt(i int) (lead, int) {
	for _, l := range leadWords {
		if s.wordsAt(i, l.words) {
			if l.words[0] == "utan" && (i+1 >= len(s.words) || !s.lex.is(s.words[i+1], "finite")) {
				return leadNone, 0 // "utan hjälp" joins no clause
			}
			return l.lead, len(l.words)
		}
	}
	if s.lex.is(s.words[i], "because") {
		return leadBecause, 1
	}
	return leadNone, 0
}

// wordsAt reports whether exactly these words stand at i, with nothing between.
func (s *segmenter) wordsAt(i int, norms []string) bool {
	if i+len(norms) > len(s.words) {
		return false
	}
	for k, n := range norms {
		if s.words[i+k].norm != n || k > 0 && s.words[i+k].sep != sepNone {
			return false
		}
	}
	return true
}

// startsAfresh reports whether the conjunction at i begins a clause and does not merely join words. "Och" is judged when
// the verb after it is met.
func (s *segmenter) startsAfresh(i int, l lead, n int) bool {
	body := i + n
	if body >= len(s.words) || s.words[body].sep == sepSentence {
		return false
	}
	w := s.words[i].norm
	switch {
	case w == "så" && s.words[body].norm == "att", w == "för" && n == 2 && s.isInfinitive(s.words[body]): // what it was for belongs to the clause
		return false
	case l == leadAnd:
		return !s.lex.is(s.words[i-1], "posture") && s.lex.is(s.words[body], "finite") && s.kind == finitePredicate && s.claimed == 0
	case w == "men" || w == "utan":
		return true
	case n >= 3 || s.lex.is(s.words[i], "because") || n == 2 && w != "för":
		return true
	case w == "så" || w == "därför":
		return !s.isDegree(body) && s.finiteWithin(body, 8) >= 0
	case s.kind == noPredicate && !s.lex.is(s.words[body], "subject") || i > 0 && s.words[i-1].norm == "istället" || !s.saysClause(body):
		return false
	case w == "då":
		return i > s.from && s.isSubjectWord(body) && s.finiteWithin(body+1, 3) >= 0
	case w == "fast":
		return s.finiteWithin(body, 5) >= 0
	}
	return s.isSubjectWord(body) && !s.lex.is(s.words[body], "ordinal") && s.finiteWithin(body+1, 5) >= 0 // för
}

// saysClause reports whether a subject and its verb follow from i, and no other subject stands between: "för katten jag ringde" does not.
func (s *segmenter) saysClause(i int) bool {
	k := s.finiteWithin(i+1, 5)
	return k >= 0 && !slices.ContainsFunc(s.words[i+1:k], func(w word) bool { return s.lex.is(w, "subject") })
}

// isDegree reports whether "så" only strengthens the word i: "så trött att".
func (s *segmenter) isDegree(i int) bool {
	switch s.words[i].norm {
	case "mycket", "lite", "länge", "fort", "ofta", "gott", "snart", "här", "där":
		return true
	}
	return s.lex.is(s.words[i], "nonsubject") && !s.lex.is(s.words[i], "time", "opener", "function")
}

// isSubjectWord reports whether the word i can begin a subject.
func (s *segmenter) isSubjectWord(i int) bool {
	if i >= len(s.words) {
		return false
	}
	w := s.words[i]
	if s.lex.is(w, "subject", "determiner", "person", "relative", "othercare") || s.noun[i] {
		return true
	}
	return !s.lex.is(w, "nonsubject", "function", "finite", "participle", "preposition")
}

// finiteWithin finds the first finite verb among n words from i, within the sentence, or -1.
func (s *segmenter) finiteWithin(i, n int) int {
	for k := i; k < min(i+n, len(s.words)); k++ {
		if s.words[k].sep == sepSentence {
			return -1
		}
		if s.lex.is(s.words[k], "finite") {
			return k
		}
	}
	return -1
}
