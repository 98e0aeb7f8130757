package dictation

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// writtenForms puts the forms of speech that recognisers write down ("å", "e", "int") into writing, so that the lexicon need hold written
// Swedish only. "Ja" and "de" are left to [reading.hearPronouns], since they are written words too.
func (l *lexicon) writtenForms(words []word) {
	for i := range words {
		if written, ok := l.spoken[words[i].norm]; ok {
			words[i].norm = written
		}
	}
}

// hearPronouns settles the short words that mean different things in speech by the verbs beside them: "ja" (jag), "ha" (har), "va" (var, vara), "de" (det).
func (r *reading) hearPronouns() {
	for i := range r.words {
		w := &r.words[i]
		switch {
		case w.norm == "ja" && r.isSpokenI(i):
			r.lex.recognise(w, "jag")
		case w.norm == "ha" && i+1 < len(r.words) && (r.words[i+1].norm == "ja" || r.isSpeakable(r.words[i+1])) && !r.governed(i):
			r.lex.recognise(w, "har")
		case w.norm == "va" && r.governed(i):
			r.lex.recognise(w, "vara")
		case w.norm == "va":
			r.lex.recognise(w, "var")
		case w.norm == "de" && r.isSpokenIt(i):
			r.lex.recognise(w, "det")
		}
	}
}

// isSpokenI reports whether the "ja" at i is the subject of a verb beside it, and not an answer: "hann ja inte", but "tackade ja".
func (r *reading) isSpokenI(i int) bool {
	if i > 0 && r.words[i].sep == sepNone {
		prev := r.words[i-1]
		if r.lex.is(prev, "answering") {
			return false
		}
		if r.lex.is(prev, "finite") || r.lacksEnding(i-1) {
			return true
		}
	}
	return i+1 < len(r.words) && r.words[i+1].sep == sepNone && (r.lex.is(r.words[i+1], "finite") || r.lacksEnding(i+1))
}

// isSpokenIt reports whether the "de" at i stands before a verb that has another subject, or that nobody in particular does: "de har han inte
// gjort", "de vart ingen promenad".
func (r *reading) isSpokenIt(i int) bool {
	if i+2 >= len(r.words) || r.words[i+1].sep != sepNone || !r.lex.is(r.words[i+1], "finite") {
		return false
	}
	next := r.words[i+2]
	return r.isSpeakable(next) || r.lex.is(r.words[i+1], "impersonal")
}

// markVerbs settles what the lexicon alone cannot: verbs that it does not know, verbs that speech leaves the ending of, and "åt".
func (r *reading) markVerbs() {
	for i := 1; i < len(r.words); i++ {
		w, prev := &r.words[i], r.words[i-1]
		switch {
		case w.norm == "åt" && prev.norm == "huvudet":
			w.syms = r.lex.classes("function") // "skakade på huvudet åt"
		case w.norm == "åt" && r.isTowards(i):
			w.syms = r.lex.classes("preposition", "function") // "handlat åt henne": nobody eats
		case r.isEndlessVerb(i), r.isBareSupine(i):
			w.syms = append(slices.Clone(w.syms), r.lex.classes("finite", "past")...)
		case len(w.syms) == 0 && strings.HasSuffix(w.norm, "r") && i+1 < len(r.words) && r.words[i+1].sep == sepNone && (r.isSpeakable(r.words[i+1]) || r.lex.is(r.words[i+1], "othercare")):
			w.syms = r.lex.classes("finite") // "kontaktmannatiden flyttar vi"
		case len(w.syms) > 0 || w.sep != sepNone || !r.lex.is(prev, "subject") || prev.norm == "det":
		case strings.HasSuffix(w.norm, "de"), strings.HasSuffix(w.norm, "te"):
			w.syms = r.lex.classes("finite", "past")
		case strings.HasSuffix(w.norm, "r"):
			w.syms = r.lex.classes("finite")
		}
	}
	for i := 2; i+1 < len(r.words); i++ {
		if r.isAttribute(i) {
			r.words[i].syms = r.lex.classes("adjective")
		}
	}
}

// isTowards reports whether the "åt" at i is the preposition.
func (r *reading) isTowards(i int) bool {
	if i+1 >= len(r.words) {
		return false
	}
	switch r.words[i+1].norm {
	case "henne", "honom", "dem", "oss", "mig", "sig", "sidan", "sidorna":
		return true
	}
	return false
}

// lacksEnding reports whether word i has the form of a verb whose past speech cuts short: "skruva ja fast hyllan".
func (r *reading) lacksEnding(i int) bool {
	w := r.words[i]
	return utf8.RuneCountInString(w.norm) > 3 && strings.HasSuffix(w.norm, "a") && !strings.HasSuffix(w.norm, "rna") && !r.lex.is(w, "finite", "function", "nonsubject", "person", "relative", "name", "determiner", "participle")
}

// isEndlessVerb reports whether word i is such a verb: its subject stands beside it, and nothing before makes it an infinitive.
func (r *reading) isEndlessVerb(i int) bool {
	if !r.lacksEnding(i) {
		return false
	}
	after := i+1 < len(r.words) && r.words[i+1].sep == sepNone && r.isSpeakable(r.words[i+1])
	before := r.words[i].sep == sepNone && (r.isSpeakable(r.words[i-1]) || i > 1 && r.lex.is(r.words[i-1], "no") && r.isSpeakable(r.words[i-2]))
	return (after || before) && !r.governed(i)
}

// isBareSupine reports whether word i is a supine that speech leaves the "har" of: "jag frågat två gånger".
func (r *reading) isBareSupine(i int) bool {
	w := r.words[i]
	return w.sep == sepNone && strings.HasSuffix(w.norm, "t") && r.lex.is(w, "participle") && !r.lex.is(w, "finite") && r.isSpeakable(r.words[i-1]) && !r.governed(i)
}

// isSpeakable reports whether the word is a pronoun that can only be a subject, or the person's name.
func (r *reading) isSpeakable(w word) bool {
	return r.lex.is(w, "subject") && !r.lex.is(w, "determiner") || r.lex.is(w, "person") && w.norm != "henne" && w.norm != "honom"
}

// governed reports whether a verb or an "att" close before word i makes it an infinitive or a supine.
func (r *reading) governed(i int) bool {
	for k := i - 1; k >= max(0, i-4) && r.words[k+1].sep != sepSentence; k-- {
		switch w := r.words[k]; {
		case w.norm == "att" || r.lex.is(w, "finite"):
			return k != i-2 || !r.isSpeakable(r.words[i-1]) || r.lex.is(w, "modal") // "datorn dog jag lämna(de) resten" governs nothing
		case k < i-1 && (w.norm == "och" || r.lex.is(w, "opener")):
			return false
		}
	}
	return false
}

// isAttribute reports whether word i only looks like a past and describes the noun after it: "på den inglasade verandan", or is a noun: "inget av det planerade är gjort".
func (r *reading) isAttribute(i int) bool {
	w, next := r.words[i], r.words[i+1]
	return strings.HasSuffix(w.norm, "ade") && next.sep == sepNone && (isDefinite(next.norm) || r.lex.is(next, "finite")) && r.lex.is(r.words[i-1], "determiner") && r.lex.is(r.words[i-2], "preposition")
}
