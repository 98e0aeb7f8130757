package dialogue

import (
	"strings"
)

// Open begins a conversation: it reads out what the plan says for now, and what to know first. Where activities are checked off already, it
// takes up what is left.
func Open(sc Scene) (State, Reply) {
	s := State{Stage: Listening}
	left := sc.left(s)
	r := Reply{Kind: Greeting, Text: greeting(sc, left), Speech: greetingSpeech(sc, left), Choices: []string{choiceAll, choiceKnow}}
	if len(left) == 0 {
		r.Choices = nil
	}
	for _, id := range left {
		if how := sc.planned(id).How; how != "" {
			r.References = append(r.References, Reference{ToPlan, id, how})
		}
	}
	if sc.Important != "" {
		r.References = append(r.References, Reference{Kind: ToPlan, Quote: sc.Important})
	}
	return s.filled(), r.filled()
}

// left lists the activities that nothing is known of.
func (sc Scene) left(s State) []string {
	var out []string
	for _, a := range sc.Visit {
		if a.Outcome == "" && entryOf(s.Draft, a.ID) == nil {
			out = append(out, a.ID)
		}
	}
	return out
}

// byHand lists the activities that were checked off by hand, as done or not.
func (sc Scene) byHand(deviating bool) []string {
	var out []string
	for _, a := range sc.Visit {
		if a.Outcome != "" && a.Outcome.Deviates() == deviating {
			out = append(out, a.ID)
		}
	}
	return out
}

func greeting(sc Scene, left []string) string {
	var b strings.Builder
	b.WriteString(greetingSpeech(sc, left))
	for _, id := range left {
		if p := sc.planned(id); p.How != "" {
			b.WriteString("\n– " + p.Title + ": " + p.How)
		}
	}
	if len(left) > 0 {
		b.WriteString("\n" + howToBegin)
	}
	return b.String()
}
