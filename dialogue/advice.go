package dialogue

import (
	"slices"
	"strings"

	"github.com/lyhord/lyhord/dictation"
)

// Advice on the wording is given once, beside whatever else is replied; the worker takes it, or keeps the words.

// withAdvice adds to a reply the advice that was not given before.
func (t *turn) withAdvice(r Reply) Reply {
	s := t.s
	var fresh []dictation.Advice
	for _, a := range dictation.Advise(t.sc.input(s.free()), s.Draft) {
		if a.Code == dictation.LintThirdParty && has(lows(split(a.Quote)), "urgentover") {
			continue // the ambulance is nobody's private matter
		}
		if a.Quote != "" && !slices.Contains(s.Heeded, a.Lint) && s.grounded(a.Quote) {
			fresh = append(fresh, a)
			s.Heeded = append(s.Heeded, a.Lint)
		}
	}
	if len(fresh) > 0 {
		s.Offered = append(slices.Clone(s.Offered), fresh...)
	}
	s.Offered = slices.DeleteFunc(slices.Clone(s.Offered), func(a dictation.Advice) bool { return !s.grounded(a.Quote) })
	if len(fresh) == 0 && !t.advised || len(s.Offered) == 0 {
		return r
	}
	first := s.Offered[0]
	r.Advice = fresh
	if t.advised {
		r.Advice = s.Offered
	}
	r.Text += "\nOm orden ”" + first.Quote + "”: " + withStop(first.Why)
	if first.Rewording != nil {
		r.Text += " Förslag: ”" + *first.Rewording + "”. Säg ändra eller behåll."
		r.Choices = append(slices.Clone(r.Choices), choiceChange, choiceKeep)
	}
	r.Speech += " Jag har ett råd om orden på skärmen."
	return r
}

// takeAdvice puts the rewordings in place of the words that the advice is about.
func (t *turn) takeAdvice() Reply {
	s, sc := t.s, t.sc
	t.advised = true
	k := slices.IndexFunc(s.Offered, func(a dictation.Advice) bool { return a.Rewording != nil && s.grounded(a.Quote) })
	if k < 0 {
		s.Offered = s.Offered[1:]
		return t.waitingSilently(say(Unclear, noRewording))
	}
	a := s.Offered[k]
	s.Offered = slices.Delete(slices.Clone(s.Offered), k, k+1)
	s.keep()
	old := cloneDraft(s.Draft)
	for i := range s.Account {
		if strings.Contains(s.Account[i], a.Quote) {
			s.reword(i, a.Quote, clean(*a.Rewording))
			break
		}
	}
	s.Draft.Lint = slices.DeleteFunc(s.Draft.Lint, func(l dictation.Lint) bool { return l == a.Lint })
	s.reread(sc, nil)
	s.changed(sc, old)
	if len(s.Account) == 0 {
		s.stopAsking()
		return say(Question, cleared)
	}
	return t.goOn("Ändrat till: " + withStop(*a.Rewording))
}

// reword puts other words in place of a quotation, in the line and in what was cut from it.
func (s *State) reword(i int, quote, words string) {
	s.setLine(i, strings.Replace(s.Account[i], quote, words, 1))
	requote(&s.Draft, func(q string) string { return strings.Replace(q, quote, words, 1) })
}

// keepAdvice leaves the words as they are.
func (t *turn) keepAdvice() Reply {
	t.advised = true
	t.s.Offered = t.s.Offered[1:]
	if t.s.Asked == nil && t.read {
		return t.readOut(kept)
	}
	return t.goOn(kept)
}
