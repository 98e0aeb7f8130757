package dictation

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// contacted gives the words that name who was told or called, or is to be.
func (j *judge) contacted() []tagged {
	var out []tagged
	for i := range j.sayings {
		if i+1 < len(j.sayings) && j.sayings[i+1].startsWith("retract") && j.isContact(i+1) {
			continue // "jag ringde sköterskan, nej förlåt, det var doktorn jag ringde"
		}
		if !j.isContact(i) {
			continue
		}
		named := j.reached(&j.sayings[i])
		if k := j.pronounContact(i); k >= 0 {
			named = j.sayings[k].heard("contact")[:1]
		}
		for _, m := range named {
			out = append(out, tagged{span{m.from, m.to}, slices.Index(contactParts, ContactRole(m.concept))})
		}
	}
	return out
}

// isContact reports whether clause i tells of a contact that staff took, or will take.
func (j *judge) isContact(i int) bool {
	s := &j.sayings[i]
	return (s.has("contacted") && !j.personCalls(s) || j.emergency(s)) && (len(j.reached(s)) > 0 || j.pronounContact(i) >= 0)
}

// pronounContact gives the clause right before i that names whom its pronoun means, or -1: "hon bad att få prata med diakonen så jag ringde honom".
func (j *judge) pronounContact(i int) int {
	s := &j.sayings[i]
	if i == 0 || s.lead != leadSo && s.lead != leadAnd || !j.staffActs(s) || len(s.heard("contact")) > 0 || len(j.sayings[i-1].heard("contact")) == 0 {
		return -1
	}
	if j.wordIn(s, "henne", "honom", "dem", "dom") {
		return i - 1
	}
	return -1
}

// personCalls reports whether the person is the subject: "Rune pratade med sin pappa" is no contact of staff.
func (r *reading) personCalls(s *saying) bool {
	if s.first < 0 || r.lex.is(r.words[s.first], "auxiliary") {
		return false
	}
	before := s.first > s.body && r.lex.is(r.words[s.first-1], "person")
	after := s.first+1 < s.to && r.lex.is(r.words[s.first+1], "person") && r.lex.is(r.words[s.first+1], "subject")
	return (before || after) && !r.passive(s)
}

func (r *reading) passive(s *saying) bool {
	verb := r.words[s.first].norm // "maken informerades", "skyddet byttes"
	return strings.HasSuffix(verb, "des") || strings.HasSuffix(verb, "tes")
}

// emergency reports whether the clause names an emergency service; that it came says that it was called.
func (j *judge) emergency(s *saying) bool {
	return slices.ContainsFunc(s.heard("contact"), func(m match) bool { return m.concept == string(ContactEmergency) })
}

// reached lists the persons that the clause's contact was with. What follows "att" or "om" is only what it was about, and a relative
// who stands as subject of an active verb is the one who called.
func (r *reading) reached(s *saying) []match {
	var out []match
	end := r.topicStart(s)
	for _, m := range widest(s.heard("contact")) {
		if m.from < end && !r.calls(s, m) && !overlaps(out, m) && !(len(out) > 0 && r.isWorkplace(m)) {
			out = append(out, m)
		}
	}
	return out
}

// isWorkplace reports whether the match only tells where the one before it works: "sköterskan på vårdcentralen".
func (r *reading) isWorkplace(m match) bool {
	switch r.words[m.from-1].norm {
	case "på", "från", "vid", "hos":
		return true
	}
	return false
}

func overlaps(ms []match, m match) bool {
	return slices.ContainsFunc(ms, func(o match) bool { return o.from < m.to && m.from < o.to })
}

// topicStart finds where the clause begins to tell what the contact was about.
func (r *reading) topicStart(s *saying) int {
	for i := max(s.body+1, s.first); i < s.to; i++ {
		switch r.words[i].norm {
		case "att", "om", "angående", "gällande":
			if len(s.heard("contact")) > 0 && s.heard("contact")[0].from < i {
				return i
			}
		}
	}
	return s.to
}

// calls reports whether the person named by m is the subject of an active verb.
func (r *reading) calls(s *saying, m match) bool {
	if m.concept == string(ContactEmergency) || s.first < 0 || m.from > s.first {
		return false
	}
	if r.lex.is(r.words[s.first], "auxiliary") {
		return r.words[s.first].norm == "har" && !r.staffActs(s) || r.words[s.first].norm == "ska" && !r.staffActs(s)
	}
	return !r.passive(s) && !r.staffActs(s)
}

// sameName reports whether two contacts of a role may be one person: a name left out the second time is the same.
func sameName(a, b *string) bool { return a == nil || b == nil || *a == *b }

// nameAfter takes the word after the title for a name when it is a capitalised word, or one that the lexicon does not know.
func (j *judge) nameAfter(m match, end int) *string {
	if m.to >= end || m.concept == string(ContactEmergency) {
		return nil
	}
	w := j.words[m.to]
	unknown := w.sep == sepNone && len(w.syms) == 0
	if w.sep == sepSentence || utf8.RuneCountInString(w.norm) < 2 || !w.upper && !unknown && !j.lex.is(w, "name") {
		return nil
	}
	name := j.cut(m.to, m.to+1)
	return &name
}
