package dialogue

import (
	"embed"
	"io/fs"
	"strings"
	"sync"
)

//go:embed lexicon
var lexiconFiles embed.FS

// lexicon is the word lists by the names of their files, without ".txt". The format is told in lexicon/README.md.
type lexicon struct {
	lists map[string][]pattern
	words map[string]map[string]bool
	forms map[string]map[string]string
}

// pattern is one line of a list.
type pattern struct {
	first, last bool // must stand first, or last, in what it is looked for in
	places      []place
}

// place is one place of a pattern: one of these words, or up to three words of any kind.
type place struct {
	alternatives []string
	optional     bool
	gap          bool
}

// maxGap is how many words ".." lets pass.
const maxGap = 3

var theLexicon = sync.OnceValue(func() *lexicon {
	l := &lexicon{lists: map[string][]pattern{}, words: map[string]map[string]bool{}, forms: map[string]map[string]string{}}
	names, err := fs.Glob(lexiconFiles, "lexicon/*/*.txt")
	if err != nil {
		panic("dialogue: " + err.Error()) // only a malformed pattern in this file
	}
	for _, name := range names {
		data, err := lexiconFiles.ReadFile(name)
		if err != nil {
			panic("dialogue: " + err.Error()) // the embedded files are part of the binary
		}
		kind, file, _ := strings.Cut(strings.TrimPrefix(name, "lexicon/"), "/")
		for line := range strings.Lines(string(data)) {
			line, _, _ = strings.Cut(line, "#")
			if fields := strings.Fields(line); len(fields) > 0 {
				l.add(kind, strings.TrimSuffix(file, ".txt"), fields)
			}
		}
	}
	return l
})

func (l *lexicon) add(kind, name string, fields []string) {
	switch kind {
	case "phrases":
		l.lists[name] = append(l.lists[name], parsePattern(fields))
	case "words":
		if l.words[name] == nil {
			l.words[name] = map[string]bool{}
		}
		for _, f := range fields {
			l.words[name][f] = true
		}
	case "forms":
		if l.forms[name] == nil {
			l.forms[name] = map[string]string{}
		}
		l.forms[name][fields[0]] = strings.Join(fields[1:], " ")
	}
}

func parsePattern(fields []string) pattern {
	var p pattern
	for _, f := range fields {
		switch f {
		case "^":
			p.first = true
		case "$":
			p.last = true
		case "..":
			p.places = append(p.places, place{gap: true})
		default:
			inner, ok := strings.CutPrefix(f, "(")
			p.places = append(p.places, place{alternatives: strings.Split(strings.TrimSuffix(inner, ")"), "|"), optional: ok})
		}
	}
	return p
}

// is reports whether w stands in a word list.
func is(name, w string) bool { return theLexicon().words[name][w] }

// find gives the place of the first phrase of a list.
func find(name string, words []string) (from, to int, ok bool) {
	for i := range words {
		for _, p := range theLexicon().lists[name] {
			if end := p.matchAt(words, i); end >= 0 {
				return i, end, true
			}
		}
	}
	return 0, 0, false
}

// has reports whether a phrase of one of the lists stands among the words.
func has(words []string, names ...string) bool {
	for _, name := range names {
		if _, _, ok := find(name, words); ok {
			return true
		}
	}
	return false
}

// begins gives the end of the longest phrase of a list that the words begin with, or 0.
func begins(name string, words []string) int {
	best := 0
	for _, p := range theLexicon().lists[name] {
		best = max(best, p.matchAt(words, 0))
	}
	return best
}

// whole reports whether the words are a phrase of the list, and no more than courtesies beside.
func whole(name string, words []string) bool {
	bare := without("courtesy", words)
	for _, ws := range [][]string{words, bare} {
		for _, p := range theLexicon().lists[name] {
			p.last = true
			if len(ws) > 0 && p.matchAt(ws, 0) == len(ws) {
				return true
			}
		}
	}
	return false
}

// without drops the words of a word list.
func without(name string, words []string) []string {
	var out []string
	for _, w := range words {
		if !is(name, w) {
			out = append(out, w)
		}
	}
	return out
}

// matchAt returns the end of the pattern where it stands at i, or -1.
func (p pattern) matchAt(words []string, i int) int {
	if p.first && i > 0 {
		return -1
	}
	return matchPlaces(p.places, words, i, p.last)
}

func matchPlaces(places []place, words []string, i int, last bool) int {
	if len(places) == 0 {
		if last && i < len(words) {
			return -1
		}
		return i
	}
	p := places[0]
	if p.gap {
		for n := 0; n <= maxGap && i+n <= len(words); n++ {
			if end := matchPlaces(places[1:], words, i+n, last); end >= 0 {
				return end
			}
		}
		return -1
	}
	if i < len(words) && p.matches(words[i]) {
		if end := matchPlaces(places[1:], words, i+1, last); end >= 0 {
			return end
		}
	}
	if p.optional {
		return matchPlaces(places[1:], words, i, last)
	}
	return -1
}

func (p place) matches(w string) bool {
	for _, a := range p.alternatives {
		if stem, ok := strings.CutSuffix(a, "*"); ok && strings.HasPrefix(w, stem) || a == w {
			return true
		}
		if stem, ok := strings.CutPrefix(a, "*"); ok && strings.HasSuffix(w, stem) {
			return true
		}
	}
	return false
}
