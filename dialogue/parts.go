package dialogue

import (
	"slices"
	"strings"
)

// span is words[from:to] of an utterance.
type span struct{ from, to int }

// parts splits an utterance into what is told and what is asked. Sentences that are told beside each other stay together, letter for letter.
func (t *turn) parts() (told, asked []string) {
	ws := split(t.text)
	all := lows(ws)
	cut := func(p span) string {
		end := len(t.text)
		if p.to < len(ws) {
			end = ws[p.to].start
		}
		return strings.TrimRight(strings.TrimSpace(t.text[ws[p.from].start:end]), " ,;:–")
	}
	last := span{-1, -1}
	flush := func() {
		if last.from >= 0 {
			told = append(told, cut(last))
		}
		last = span{-1, -1}
	}
	for _, p := range sentences(ws, all) {
		text := cut(p)
		if isQuestion(t.sc, all[p.from:p.to], strings.HasSuffix(text, "?")) {
			flush()
			asked = append(asked, text)
			continue
		}
		if last.from < 0 {
			last.from = p.from
		}
		last.to = p.to
	}
	flush()
	return told, asked
}

// sentences cuts at full stops, and where a question begins without one: "duschen är klar vad står det om frukosten".
func sentences(ws []word, all []string) []span {
	var out []span
	from := 0
	for i := 1; i < len(ws); i++ {
		if ws[i].stop || opensQuestion(all, from, i) {
			out = append(out, span{from, i})
			from = i
		}
	}
	if from < len(ws) {
		out = append(out, span{from, len(ws)})
	}
	return out
}

// opensQuestion reports whether a question begins at word i in the middle of a sentence: an asking word and its verb. After "frågade", "vet"
// and the like it is no question to Lyhörd.
func opensQuestion(all []string, from, i int) bool {
	w := all[i]
	if !is("asking", w) || w == "va" || i+2 > len(all)-1 || !is("verbs", all[i+1]) {
		return false
	}
	if w == "var" && all[i+1] != "är" && all[i+1] != "finns" && all[i+1] != "ligger" && all[i+1] != "står" {
		return false
	}
	for k := max(from, i-2); k < i; k++ {
		if is("reporting", all[k]) || is("lead", all[k]) && k == from {
			return false
		}
	}
	return true
}

// isQuestion reports whether a sentence asks Lyhörd something.
func isQuestion(sc Scene, words []string, mark bool) bool {
	for len(words) > 1 && is("lead", words[0]) {
		words = words[1:]
	}
	if len(words) == 0 {
		return false
	}
	first, second := words[0], ""
	if len(words) > 1 {
		second = words[1]
	}
	subject := is("subject", second) || is("names", second) || second == strings.ToLower(firstName(sc))
	no := slices.Contains(words, "inte") || slices.Contains(words, "ej")
	switch {
	case begins("dictate", words) > 0:
		return false
	case has(words, "request"):
		return true
	case first == "när" && !mark:
		return len(words) > 2 && (is("verbs", second) || is("subject", words[2]) || words[2] == strings.ToLower(firstName(sc)))
	case first == "var" && !mark:
		return second == "är" || second == "finns" || second == "ligger" || second == "står" || second == "har" && len(words) > 2
	case first == "va" || first == "var":
		return mark || is("verbs", second)
	case is("asking", first):
		return mark || len(words) <= 12
	case is("now", first) && subject:
		return mark || !no && !(first == "har" && (second == "vi" || second == "jag") && !has(words, "forgotten"))
	case is("then", first):
		_, dated := periodIn(sc.Now, words)
		return mark && subject || dated && !has(words, "today", "thismorning")
	case mark:
		return sc.hear(strings.Join(words, " ")).silent() || len(words) <= 3
	}
	return false
}
