package dictation

import (
	"slices"
	"strings"
)

// planned is an activity of the plan with what its title tells.
type planned struct {
	concepts []string        // the activity concepts that the title names
	broader  []string        // the concepts these are part of
	stems    map[string]bool // the title's own words, generic ones left out
	rooms    map[string]bool // the rooms that the title names
	goals    map[string]bool // where the title goes "till"
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
	act := planned{stems: map[string]bool{}, rooms: map[string]bool{}, goals: map[string]bool{}}
	words := split(title)
	for i := range words {
		w := &words[i]
		w.sep, w.syms = sepNone, lex.symbols(w.norm)
		if lex.is(*w, "room") {
			act.rooms[stem(w.norm)] = true
		}
		if i > 0 && words[i-1].norm == "till" {
			act.goals[stem(w.norm)] = true
		}
		if !lex.is(*w, "generic", "function") {
			act.stems[stem(w.norm)] = true
		}
	}
	for _, m := range widest(activityMatches(lex.matches(words))) {
		if !isAside(lex, words, m.from, 0) && !slices.Contains(act.concepts, m.concept) {
			act.concepts = append(act.concepts, m.concept)
			act.broader = append(act.broader, lex.broader[m.concept]...)
		}
	}
	return act
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
	for _, m := range matches {
		if acts := p.resolve(lex, m.concept, words[c.from:c.to]); len(acts) > 0 {
			out = append(out, mention{acts: acts, from: m.from, to: m.to, concept: m.concept, aside: isAside(lex, words, m.from, c.from)})
		}
	}
	for i := c.from; i < c.to; i++ {
		if acts := p.byTitleWord(lex, words[i]); len(acts) > 0 && !covered(out, i) {
			place := isPlace(lex, words, i, c.from) && !p[acts[0]].goals[stem(words[i].norm)]
			out = append(out, mention{acts: acts, from: i, to: i + 1, aside: isAside(lex, words, i, c.from) || place})
		}
	}
	return dropInside(out)
}

// resolve finds the activities that a concept heard in a clause stands for: those whose title names it, else those whose title names
// a part of it ("städningen" for "Dammsugning"), else those whose title names the whole ("dammsög" for "Städning").
func (p plan) resolve(lex *lexicon, concept string, words []word) []int {
	acts := p.where(func(a planned) bool { return slices.Contains(a.concepts, concept) })
	if len(acts) == 0 {
		acts = p.where(func(a planned) bool { return slices.Contains(a.broader, concept) })
	}
	if len(acts) == 0 {
		acts = p.where(func(a planned) bool {
			return slices.ContainsFunc(lex.broader[concept], func(b string) bool { return slices.Contains(a.concepts, b) })
		})
	}
	if concept == "activity/stadning" {
		acts = slices.DeleteFunc(acts, func(a int) bool { return p[a].otherRoom(lex, words) })
	}
	return p.closest(acts, words)
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
		if a.rooms[stem(w.norm)] {
			return false
		}
		other = true
	}
	return other && len(a.rooms) > 0
}

// closest keeps, of several activities of one concept, those whose title names least beside; of these, those whose title has most words in
// common with the clause.
func (p plan) closest(acts []int, words []word) []int {
	if len(acts) < 2 {
		return acts
	}
	heard := map[string]bool{}
	for _, w := range words {
		heard[stem(w.norm)] = true
	}
	best, out := -1, []int(nil)
	for _, a := range acts {
		score := 10 * max(0, 5-len(p[a].concepts))
		for s := range p[a].stems {
			if heard[s] {
				score++
			}
		}
		if score > best {
			best, out = score, nil
		}
		if score == best {
			out = append(out, a)
		}
	}
	return out
}

func (p plan) byTitleWord(lex *lexicon, w word) []int {
	if len(w.norm) < 4 || lex.is(w, "function", "generic", "finite", "person") {
		return nil
	}
	s := stem(w.norm)
	return p.where(func(a planned) bool { return a.stems[s] })
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

// dropInside drops a mention that lies inside a longer one.
func dropInside(ms []mention) []mention {
	var out []mention
	for _, m := range ms {
		inside := slices.ContainsFunc(ms, func(o mention) bool {
			return o.from <= m.from && m.to <= o.to && o.to-o.from > m.to-m.from
		})
		if !inside {
			out = append(out, m)
		}
	}
	return out
}
