package dictation

import "github.com/lyhord/lyhord/dictation/learn"

// gaps is a dictation before it is cut into clauses: what is known of the place before each word.
type gaps struct {
	*reading
	ruled  []bool     // the rules cut here
	across [][]uint32 // the concepts whose match goes on over the gap
	covers [][]uint32 // the concepts that cover the word after it
	since  []int      // words since the latest finite verb of the sentence, or far
	until  []int      // words to the next one, or far
	stems  []uint32   // of the words, hashed
}

// far is more words than matter.
const far = 99

func newGaps(r *reading, ruled []clause) *gaps {
	n := len(r.words)
	g := &gaps{reading: r, ruled: make([]bool, n), across: make([][]uint32, n), covers: make([][]uint32, n), since: make([]int, n), until: make([]int, n), stems: make([]uint32, n)}
	for _, c := range ruled {
		g.ruled[c.from] = true
	}
	for _, m := range r.matches {
		h := conceptHash(m.concept)
		for i := m.from; i < m.to; i++ {
			g.covers[i] = append(g.covers[i], h)
			if i > m.from {
				g.across[i] = append(g.across[i], h)
			}
		}
	}
	verb := -far
	for i, w := range r.words {
		g.stems[i] = hashOf(w.stem)
		if w.sep == sepSentence {
			verb = -far
		}
		g.since[i] = min(i-verb, far)
		if r.lex.is(w, "finite") {
			verb = i
		}
	}
	verb = n + far
	for i := n - 1; i >= 0; i-- {
		if r.lex.is(r.words[i], "finite") {
			verb = i
		}
		g.until[i] = min(verb-i, far)
		if r.words[i].sep == sepSentence {
			verb = n + far
		}
	}
	return g
}

// likelyCut is how likely a new clause must be: two clauses taken for one cost more than one taken for two.
const likelyCut = 0.4

// clauses cuts the words where the model hears one clause end and another begin, and at each full stop.
func (g *gaps) clauses(cutter *learn.Model) []clause {
	var out []clause
	seg := &segmenter{lex: g.lex, words: g.words}
	from := 0
	for i := 1; i <= len(g.words); i++ {
		if i < len(g.words) && g.words[i].sep != sepSentence && cutter.Classify(g.at(i))[1] < likelyCut {
			continue
		}
		c := clause{from: from, to: i, sep: g.words[from].sep}
		if l, n := seg.leadAt(from); n > 0 && from+n < i {
			c.lead = l
		}
		out = append(out, c)
		from = i
	}
	return out
}

// at lists what holds of the gap before word i.
func (g *gaps) at(i int) []learn.Feature {
	out := make([]learn.Feature, 0, 112)
	x, y, z := hashAt(g.stems, i), hashAt(g.stems, i+1), hashAt(g.stems, i+2)
	c, b, a := hashAt(g.stems, i-1), hashAt(g.stems, i-2), hashAt(g.stems, i-3)
	since, until, sep, ruled := uint32(min(g.since[i], 9)), uint32(min(g.until[i], 6)), uint32(g.words[i].sep), flag(g.ruled[i])
	out = append(out,
		feature(fGap, 0, a), feature(fGap, 1, b), feature(fGap, 2, c), feature(fGap, 3, x), feature(fGap, 4, y), feature(fGap, 5, z),
		feature(fGap, 6, b, c), feature(fGap, 7, c, x), feature(fGap, 8, x, y), feature(fGap, 9, y, z), feature(fGap, 10, c, y), feature(fGap, 11, b, x), feature(fGap, 33, x, y, z),
		feature(fGap, 12, ruled), feature(fGap, 13, ruled, sep), feature(fGap, 14, sep), feature(fGap, 15, ruled, g.ruledNear(i)), feature(fGap, 16, ruled, x), feature(fGap, 17, ruled, c),
		feature(fGap, 18, since), feature(fGap, 19, until), feature(fGap, 20, since, until), feature(fGap, 21, since, until, ruled), feature(fGap, 22, since, x), feature(fGap, 23, until, x), feature(fGap, 24, until, c),
		feature(fGap, 25, sep, x), feature(fGap, 26, flag(g.words[i].upper), sep), feature(fGap, 27, g.ending(i-1)), feature(fGap, 28, g.ending(i)), feature(fGap, 29, g.ending(i-1), g.ending(i)),
		feature(fGap, 30, uint32(min(i, 4))), feature(fGap, 31, uint32(min(len(g.words)-i, 4))), feature(fGap, 32, sep, until),
		feature(fGap, 34, flag(g.noun[i]), flag(i > 0 && g.noun[i-1]), since),
	)
	for d := max(-3, -i); d <= 2 && i+d < len(g.words); d++ {
		place := uint32(d + 3)
		for _, h := range g.words[i+d].classes {
			out = append(out, feature(fGap, 40, place, h))
			if d == 0 || d == -1 {
				out = append(out, feature(fGap, 41, place, h, ruled), feature(fGap, 42, place, h, since), feature(fGap, 47, place, h, until), feature(fGap, 43, place, h, hashAt(g.stems, i-1-d)))
			}
		}
		if d == 0 || d == -1 {
			for _, h := range g.covers[i+d] {
				out = append(out, feature(fGap, 45, place, h))
			}
		}
	}
	for _, h := range g.across[i] {
		out = append(out, feature(fGap, 46, h))
	}
	return append(out, feature(fGap, 48, flag(len(g.across[i]) > 0)))
}

// ruledNear tells at which of the three gaps to either side the rules cut, a bit each.
func (g *gaps) ruledNear(i int) uint32 {
	bits := uint32(0)
	for d := 1; d <= 3; d++ {
		if i-d >= 0 && g.ruled[i-d] {
			bits |= 1 << d
		}
		if i+d < len(g.ruled) && g.ruled[i+d] {
			bits |= 8 << d
		}
	}
	return bits
}

func (g *gaps) ending(i int) uint32 {
	if i < 0 {
		return 0
	}
	n := g.words[i].norm
	return hashOf(n[max(0, len(n)-2):])
}
