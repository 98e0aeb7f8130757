package dictation

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// planned is an activity of the plan with what its title tells.
type planned struct {
	concepts []string        // the activity concepts that the title names
	broader  []string        // the concepts these are part of
	stems    map[string]bool // the title's own words, generic ones left out
	roots    []string        // what its nouns in -ning are made of: "väck" of "väckning"
	reminder bool            // the person is to be reminded, no more
	rooms    map[string]bool // the rooms that the title names
	places   map[string]bool // where it is done, as the title has it: "i dagrummet"
}

// plan is the visit's planned activities, in a form that clauses are linked to.
type plan []planned

// mention is a place where a clause names activities of the plan: words[from:to].
type mention struct {
	acts     []int
	from, to int
	concept  string // empty where only the title's own words were heard
	aside    bool   // a place or a time only: "i köket", "efter lunchen"
}

// readPlan reads the titles with the same lexicon as the dictation.
func readPlan(lex *lexicon, activities []Activity) plan {
	p := make(plan, 0, len(activities))
	for _, a := range activities {
		p = append(p, readTitle(lex, a.Title))
	}
	return p
}

func readTitle(lex *lexicon, title string) planned {
	act := planned{stems: map[string]bool{}, rooms: map[string]bool{}, places: map[string]bool{}}
	words := split(title)
	lex.writtenForms(words)
	for i := range words {
		w := &words[i]
		w.sep = sepNone
		lex.recognise(w, w.norm)
		if lex.is(*w, "room") {
			act.rooms[w.stem] = true
		}
		if i > 0 && words[i-1].norm != "till" && lex.is(words[i-1], "preposition") || lex.is(*w, "room") {
			act.places[w.stem] = true
		}
		if !lex.is(*w, "generic", "function") {
			s := w.stem
			act.reminder = act.reminder || strings.Contains(s, "påmin")
			act.stems[s] = true
			if root, ok := strings.CutSuffix(s, "ning"); ok && utf8.RuneCountInString(root) >= minShare {
				act.roots = append(act.roots, root)
			}
		}
	}
	for _, m := range lex.sharpest(widest(activityMatches(lex.matches(words)))) {
		if !isAside(lex, words, m.from, 0) && !slices.Contains(act.concepts, m.concept) {
			act.concepts = append(act.concepts, m.concept)
			act.broader = append(act.broader, lex.broader[m.concept]...)
		}
	}
	if len(act.concepts) == 0 {
		act.concepts = lex.compoundConcepts(words)
	}
	return act
}

// compoundConcepts reads the compounds of a title that the lexicon does not know whole: "Duschhjälp" is about what "dusch" is.
func (l *lexicon) compoundConcepts(title []word) []string {
	var out []string
	for _, w := range title {
		for i := range w.norm {
			if i < minHead || !l.inClass(w.norm[i:], "tail") {
				continue
			}
			var head word
			l.recognise(&head, strings.TrimSuffix(w.norm[:i], "s"))
			for _, m := range activityMatches(l.matches([]word{head})) {
				out = append(out, m.concept)
			}
		}
	}
	return out
}

// The shortest words that compounds are recognised by.
const (
	minHead  = 3 // before a tail that says nothing of its own: "sop" in "Soptömning"
	minShare = 4 // as the beginning or end of a compound: "rullstol" in "Rullstolspromenad"
)

// partOf reports whether word stem s is a part of the compound, or the compound one of it: "läx" of "läxhjälp", "mack" of "kvällsmack".
// Of a title that is understood (known) only a long part is taken, for it may tell of a place: "säng" of "sängkläder".
func (l *lexicon) partOf(s, compound string, known bool) bool {
	if len(s) > len(compound) {
		s, compound = compound, s
	}
	if len(s) >= minShare && strings.HasSuffix(compound, s) {
		return !known || len(s) > minShare+1
	}
	rest, ok := strings.CutPrefix(compound, s)
	if !ok || len(s) < minHead {
		return false
	}
	if known {
		return len(s) > minShare+1
	}
	return l.inClass(rest, "tail") || len(s) >= minShare
}

func activityMatches(matches []match) []match {
	return slices.DeleteFunc(slices.Clone(matches), func(m match) bool { return !strings.HasPrefix(m.concept, "activity/") })
}

// widest drops the matches that lie inside a longer one. Matches come in order of place.
func widest(matches []match) []match {
	var out []match
	for i, m := range matches {
		inside := false
		for j := max(0, i-8); j < min(len(matches), i+8); j++ {
			o := matches[j]
			inside = inside || o.from <= m.from && m.to <= o.to && o.to-o.from > m.to-m.from
		}
		if !inside {
			out = append(out, m)
		}
	}
	return out
}

// sharpest drops the matches at whose very place a part of their concept was found: "gångträning" is not also any "träning".
func (l *lexicon) sharpest(matches []match) []match {
	return slices.DeleteFunc(slices.Clone(matches), func(m match) bool {
		return slices.ContainsFunc(matches, func(o match) bool {
			return o.from <= m.from && m.to <= o.to && slices.Contains(l.broader[o.concept], m.concept)
		})
	})
}

// stems lists the words of all titles, so that a split word of the plan can be joined.
func (p plan) stems() map[string]bool {
	all := map[string]bool{}
	for _, a := range p {
		for s := range a.stems {
			all[s] = true
		}
	}
	return all
}

// mentions links a clause to the plan: through the concepts that were matched in it, and through the titles' own words.
func (p plan) mentions(lex *lexicon, words []word, c clause, matches []match) []mention {
	var out []mention
	for _, m := range lex.sharpest(matches) {
		if acts := p.resolve(lex, m.concept, words[c.from:c.to], words[m.from:m.to]); len(acts) > 0 {
			out = append(out, mention{acts: acts, from: m.from, to: m.to, concept: m.concept, aside: isAside(lex, words, m.from, c.from)})
		}
	}
	for i := c.from; i < c.to; i++ {
		if covered(out, i) {
			continue
		}
		acts := p.byTitleWord(lex, words[i])
		if len(acts) == 0 {
			acts = p.byCompound(lex, words[i])
		}
		if len(acts) > 0 {
			place := isPlace(lex, words, i, c.from) && p[acts[0]].places[words[i].stem]
			out = append(out, mention{acts: acts, from: i, to: i + 1, aside: isAside(lex, words, i, c.from) || place})
		}
	}
	return dropInside(out)
}

// resolve finds the activities that a concept heard in a clause stands for: those whose title names it, else those whose title names
// a part of it ("städningen" for "Dammsugning"), else those whose title names the whole ("dammsög" for "Städning") and no other part of it.
func (p plan) resolve(lex *lexicon, concept string, words, named []word) []int {
	acts := p.where(func(a planned) bool { return slices.Contains(a.concepts, concept) })
	if len(acts) == 0 {
		acts = p.where(func(a planned) bool { return slices.Contains(a.broader, concept) })
	}
	if len(acts) == 0 {
		acts = p.where(func(a planned) bool {
			return slices.ContainsFunc(lex.broader[concept], func(b string) bool { return slices.Contains(a.concepts, b) && !slices.Contains(a.broader, b) })
		})
	}
	if concept == "activity/stadning" {
		acts = slices.DeleteFunc(acts, func(a int) bool { return p[a].otherRoom(lex, words) })
	}
	return p.closest(acts, words, named)
}

func (p plan) where(has func(planned) bool) []int {
	var out []int
	for i, a := range p {
		if has(a) {
			out = append(out, i)
		}
	}
	return out
}

// otherRoom reports whether the words name rooms, and none of the title's.
func (a planned) otherRoom(lex *lexicon, words []word) bool {
	other := false
	for _, w := range words {
		if !lex.is(w, "mainroom") {
			continue
		}
		if a.rooms[w.stem] {
			return false
		}
		other = true
	}
	return other && len(a.rooms) > 0
}

// closest keeps, of several activities of one concept, those whose title has a word of the very name that was heard; else those whose title names
// least beside; of these, those whose title has most words in common with the clause.
func (p plan) closest(acts []int, words, named []word) []int {
	if len(acts) < 2 {
		return acts
	}
	best, out := -1, []int(nil)
	for _, a := range acts {
		score := 100*p[a].shares(named) + 10*max(0, 5-len(p[a].concepts)) + p[a].shares(words)
		if score > best {
			best, out = score, nil
		}
		if score == best {
			out = append(out, a)
		}
	}
	return out
}

// shares counts the title's words among the words.
func (a planned) shares(words []word) int {
	n := 0
	for s := range a.stems {
		if slices.ContainsFunc(words, func(w word) bool { return w.stem == s }) {
			n++
		}
	}
	return n
}

func (p plan) byTitleWord(lex *lexicon, w word) []int {
	if len(w.norm) < 4 || lex.is(w, "function", "generic", "person") {
		return nil
	}
	s := w.stem
	if lex.is(w, "finite") {
		return p.where(func(a planned) bool { return slices.Contains(a.roots, strings.TrimSuffix(s, "t")) })
	}
	return p.where(func(a planned) bool { return a.stems[s] || slices.Contains(a.roots, s) })
}

// byCompound finds the activities whose title has a compound that the word is part of, or a part of the compound that the word is.
func (p plan) byCompound(lex *lexicon, w word) []int {
	s := w.stem
	if len(s) < minHead || lex.is(w, "function", "generic", "finite", "person", "nonsubject", "participle", "tail") {
		return nil
	}
	return p.where(func(a planned) bool {
		for title := range a.stems {
			if lex.partOf(s, title, len(a.concepts) > 0) {
				return true
			}
		}
		return false
	})
}

// isAside reports whether the words at i only give a time: "efter lunchen", "innan duschen".
func isAside(lex *lexicon, words []word, i, low int) bool {
	for i > low && lex.is(words[i-1], "determiner") {
		i--
	}
	if i <= low {
		return false
	}
	switch words[i-1].norm {
	case "efter", "före", "innan", "inför", "under", "mellan":
		return true
	}
	return false
}

// isPlace reports whether a title's word stands after a preposition, and so may be no more than a place.
func isPlace(lex *lexicon, words []word, i, low int) bool {
	return i > low && lex.is(words[i-1], "preposition")
}

func covered(ms []mention, i int) bool {
	return slices.ContainsFunc(ms, func(m mention) bool { return m.from <= i && i < m.to })
}

// dropInside drops a mention that is a piece of a longer one; one that only stands in the gap of another is of its own: "tvättat och rakat sig".
func dropInside(ms []mention) []mention {
	var out []mention
	for _, m := range ms {
		inside := slices.ContainsFunc(ms, func(o mention) bool {
			return o.from <= m.from && m.to <= o.to && o.to-o.from > m.to-m.from && (o.from == m.from || o.to == m.to)
		})
		if !inside {
			out = append(out, m)
		}
	}
	return out
}
