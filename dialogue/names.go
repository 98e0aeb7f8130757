package dialogue

import (
	"strings"
	"unicode/utf8"
)

// How activities and people are named in running text.

// spoken gives an activity's title as it is said in a sentence: "Dusch och hårtvätt" is "duschen och hårtvätten", "Ta ut soporna" is "att ta ut
// soporna". A title that it can't inflect is only made lower case.
func spoken(title string) string {
	words := strings.Fields(title)
	if len(words) == 0 {
		return "aktiviteten"
	}
	for i, w := range words {
		if second := strings.ToLower(w); utf8.RuneCountInString(w) < 2 || w[1:2] == second[1:2] {
			words[i] = fold(w) // "TV" stays
		}
	}
	if is("doing", words[0]) {
		return "att " + strings.Join(words, " ")
	}
	noun := true
	for i, w := range words {
		if noun {
			words[i] = definite(w)
		}
		noun = w == "och" || strings.HasSuffix(w, ",")
	}
	return strings.Join(words, " ")
}

// definite gives the definite form of a noun, or the word as it is.
func definite(w string) string {
	bare := strings.TrimRight(w, ",.;:")
	tail := w[len(bare):]
	forms := theLexicon().forms["definite"]
	for i := range bare {
		if f, ok := forms[bare[i:]]; ok && (i == 0 || i >= 3) {
			return bare[:i] + f + tail
		}
	}
	for _, r := range []struct{ end, add string }{
		{"ning", "en"}, {"ing", "en"}, {"else", "n"}, {"het", "en"}, {"tion", "en"}, {"vård", "en"}, {"ande", "t"}, {"ende", "t"}, {"or", "na"}, {"ar", "na"}, {"arm", "et"}, {"skap", "en"},
	} {
		if strings.HasSuffix(bare, r.end) {
			return bare + r.add + tail
		}
	}
	return w
}

// agree inflects a participle after what a name is: "duschen är gjord", "samtalet är gjort", "stödstrumporna är gjorda".
func agree(name, participle string) string {
	first, rest, _ := strings.Cut(name, " ")
	stem := strings.TrimSuffix(participle, "d")
	switch {
	case first == "att" || first == "det":
		return stem + "t"
	case strings.Contains(" "+rest+" ", " och ") || strings.HasSuffix(first, "rna") || strings.HasSuffix(first, "inköpen") || strings.HasSuffix(first, "läkemedlen"):
		return participle + "a"
	case strings.HasSuffix(first, "et") || strings.HasSuffix(first, "at") && !strings.HasSuffix(first, "mat") || strings.HasSuffix(first, "andet"):
		return stem + "t"
	}
	return participle
}

// firstName is what the brukare is called.
func firstName(sc Scene) string {
	if f := strings.Fields(sc.Brukare.Name); len(f) > 0 {
		return f[0]
	}
	return "brukaren"
}

// pronoun is the brukare's, as a subject.
func pronoun(sc Scene) string {
	if sc.Brukare.Pronoun == "" {
		return "hen"
	}
	return sc.Brukare.Pronoun
}

// named gives the names of activities in running text.
func (sc Scene) named(ids []string) []string {
	var out []string
	for _, id := range ids {
		out = append(out, sc.name(id))
	}
	return out
}

func (sc Scene) name(id string) string { return spoken(sc.title(id)) }

func (sc Scene) title(id string) string {
	for _, a := range sc.Visit {
		if a.ID == id {
			return a.Title
		}
	}
	return id
}

// planned returns the visit's activity of that id, or nil.
func (sc Scene) planned(id string) *Planned {
	for i := range sc.Visit {
		if sc.Visit[i].ID == id {
			return &sc.Visit[i]
		}
	}
	return nil
}
