package dialogue

import (
	"cmp"
	"slices"

	"github.com/lyhord/lyhord/dictation"
)

// What the guidelines require and the account leaves out is asked for, one question at a time, the weightiest first.

const (
	maxPut       = 2 // how often one question is put
	maxQuestions = 6 // how many different questions a visit is worth
)

// asking is one question, about one activity, several alike, or words that may be about any of several.
type asking struct {
	code  dictation.QuestionCode
	acts  []string
	quote string // the words asked about, where it is about words
}

// each gives the questions that one asking puts: one for each activity, or one about words.
func (a asking) each() []dictation.Question {
	if a.code == dictation.AskTrouble {
		return []dictation.Question{{Code: a.code, Quote: &a.quote}}
	}
	var out []dictation.Question
	for _, id := range a.acts {
		out = append(out, dictation.Question{Code: a.code, Activity: pointer(id)})
	}
	return out
}

// asking gives the question that waits.
func (s State) asking() asking {
	return asking{s.Asked.Code, s.About, deref(s.Asked.Quote)}
}

// waitsFor reports whether it is this question that waits.
func (s State) waitsFor(a asking) bool {
	switch {
	case s.Asked == nil || a.code != s.Asked.Code:
		return false
	case a.code == dictation.AskTrouble:
		return a.quote == deref(s.Asked.Quote)
	}
	return slices.Contains(a.acts, s.About[0])
}

// missing lists what is still worth asking, the weightiest first.
func (s State) missing(sc Scene) []asking {
	var out []asking
	var unsure []string // what became of these is asked first
	for _, q := range dictation.Questions(sc.input(""), s.Draft) {
		if s.settled(q) || s.times(q) >= maxPut {
			continue
		}
		if q.Code == dictation.AskTrouble {
			if acts := s.undeviating(sc); len(acts) > 0 && !s.placed(sc, *q.Quote) {
				out = append(out, asking{q.Code, acts, *q.Quote})
			}
			continue
		}
		id := *q.Activity
		if p := sc.planned(id); p == nil || p.Outcome != "" || slices.Contains(unsure, id) {
			continue
		}
		if q.Code == dictation.AskOutcome {
			unsure = append(unsure, id)
		}
		k := slices.IndexFunc(out, func(a asking) bool {
			return a.code == q.Code && a.code != dictation.AskTrouble && s.alike(a.acts[0], id, q.Code) && !(a.code == dictation.AskOutcome && (sc.names(a.quote, a.acts[0]) || sc.names(a.quote, id)))
		})
		if k < 0 {
			out = append(out, asking{q.Code, []string{id}, deref(q.Quote)})
		} else {
			out[k].acts = append(out[k].acts, id)
		}
	}
	slices.SortStableFunc(out, func(a, b asking) int { return cmp.Compare(s.worth(a), s.worth(b)) })
	if s.questions() >= maxQuestions {
		return slices.DeleteFunc(out, func(a asking) bool { return !s.wasPut(a) })
	}
	return out
}

// undeviating lists the activities that words of trouble may be about: those that nothing is known of, then those that were done.
func (s State) undeviating(sc Scene) []string {
	left := sc.left(s)
	for _, a := range sc.Visit {
		if e := entryOf(s.Draft, a.ID); a.Outcome == "" && e != nil && !e.Outcome.Deviates() {
			left = append(left, a.ID)
		}
	}
	return left
}

// placed reports whether it is known what words of trouble are about: they name what was answered, or something deviates in the same words.
func (s State) placed(sc Scene, words string) bool {
	return s.accounted(words) || slices.ContainsFunc(titled(lows(split(words)), sc.visitTopics()), func(id string) bool { return entryOf(s.Draft, id) != nil })
}

// alike reports whether two activities can be asked about in one question: both unanswered, or told of in the same words.
func (s State) alike(a, b string, code dictation.QuestionCode) bool {
	x, y := entryOf(s.Draft, a), entryOf(s.Draft, b)
	if code == dictation.AskUnanswered || x == nil || y == nil {
		return x == nil && y == nil
	}
	return x.Outcome == y.Outcome && x.Quote == y.Quote && deref(x.Reason) == deref(y.Reason)
}

// worth orders the questions: what became of it, why and what instead, activity by activity; what words of trouble were about; what was not mentioned;
// what follows.
func (s State) worth(a asking) int {
	e := entryOf(s.Draft, a.acts[0])
	switch {
	case a.code == dictation.AskUnanswered:
		return 1
	case a.code == dictation.AskFollowUp, a.code == dictation.AskMeasure && e != nil && e.Outcome == dictation.Partial:
		return 2
	}
	return 0
}

func (s State) settled(q dictation.Question) bool {
	return slices.ContainsFunc(s.Settled, func(x dictation.Question) bool {
		return sameQuestion(x, q) || x.Code == q.Code && q.Code == dictation.AskTrouble && overlap(deref(x.Quote), deref(q.Quote))
	})
}

// outcomeSettled reports whether the worker was asked if the activity was done, and answered or left it as it is.
func (s State) outcomeSettled(id string) bool {
	return s.settled(dictation.Question{Code: dictation.AskOutcome, Activity: &id})
}

// times counts how often a question was put.
func (s State) times(q dictation.Question) int {
	n := 0
	for _, p := range s.Put {
		if sameQuestion(p, q) {
			n++
		}
	}
	return n
}

func (s State) wasPut(a asking) bool {
	return s.times(a.each()[0]) > 0
}

// questions counts the different questions that were put; several activities asked about at once count as one.
func (s State) questions() int {
	var seen []string
	for _, p := range s.Put {
		key := string(p.Code) + deref(p.Quote)
		if e := entryOf(s.Draft, deref(p.Activity)); e != nil && p.Code != dictation.AskUnanswered {
			key += e.Quote
		}
		if !slices.Contains(seen, key) {
			seen = append(seen, key)
		}
	}
	return len(seen)
}

func sameQuestion(a, b dictation.Question) bool {
	if a.Code == dictation.AskTrouble {
		return a.Code == b.Code && deref(a.Quote) == deref(b.Quote)
	}
	return a.Code == b.Code && a.Activity != nil && b.Activity != nil && *a.Activity == *b.Activity
}

// ask makes a question the one that waits.
func (s *State) ask(a asking) {
	s.Stage, s.About = Asking, a.acts
	s.Asked = &dictation.Question{Code: a.code}
	if len(a.acts) == 1 && a.code != dictation.AskTrouble {
		s.Asked.Activity = &a.acts[0]
	}
	if a.quote != "" {
		s.Asked.Quote = &a.quote
	}
	s.Put = append(s.Put, a.each()...)
}

// settle closes the waiting question, answered or left open.
func (s *State) settle() {
	if s.Asked == nil {
		return
	}
	s.Settled = append(s.Settled, s.asking().each()...)
	s.stopAsking()
}

// stopAsking lets no question wait.
func (s *State) stopAsking() {
	s.Asked, s.About = nil, nil
	if s.Stage == Asking {
		s.Stage = Listening
	}
}

// stillOpen reports whether the waiting question still lacks its answer.
func (s State) stillOpen(sc Scene) bool {
	if s.Asked == nil {
		return false
	}
	return slices.ContainsFunc(dictation.Questions(sc.input(""), s.Draft), func(q dictation.Question) bool {
		if q.Code != s.Asked.Code || s.settled(q) {
			return false
		}
		return sameQuestion(q, *s.Asked) || q.Activity != nil && slices.Contains(s.About, *q.Activity)
	})
}
