package dialogue

import (
	"reflect"
	"slices"
	"strings"

	"github.com/lyhord/lyhord/dictation"
)

// The worker's own questions, about the plan, the last days and the note at hand. Each claim rests on a reference; where there is none, it says so.

// answer is what a question gets.
type answer struct {
	text, speech string
	refs         []Reference
}

func plain(text string) answer { return answer{text: text, speech: text} }

// answerQuestions answers what was asked, and puts the waiting question again.
func (t *turn) answerQuestions(asked []string) Reply {
	s := t.s
	r := Reply{Kind: Answer}
	for _, q := range asked[:min(2, len(asked))] {
		a := t.find(q)
		r.Text, r.Speech = join(r.Text, a.text), join(r.Speech, a.speech)
		for _, ref := range a.refs {
			if !slices.Contains(r.References, ref) {
				r.References = append(r.References, ref)
			}
		}
	}
	s.Misses = 0
	if len(s.Account) > 0 && !s.Read && !sameDraft(t.old, s.Draft) {
		lead := firstOf(t.noted(), allNoted)
		r.Text, r.Speech = join(lead, r.Text), join(short(lead), r.Speech)
		return t.thenAsk(r)
	}
	if s.Asked != nil {
		return t.waiting(r)
	}
	if t.read {
		r.Text, r.Choices = join(r.Text, signOnly), []string{choiceSign, choiceSummary}
	}
	return r
}

// thenAsk puts the next question after an answer.
func (t *turn) thenAsk(r Reply) Reply {
	s := t.s
	s.stopAsking()
	next := s.missing(t.sc)
	if len(next) == 0 {
		r.Text, r.Speech, r.Choices = join(r.Text, readIt), join(r.Speech, readIt), []string{choiceSummary}
		return r
	}
	q := t.question(next[0], "")
	r.Text, r.Speech, r.Asks, r.Choices, r.Advice = join(r.Text, q.Text), join(r.Speech, q.Speech), q.Asks, q.Choices, q.Advice
	return r
}

// find answers one question. The order matters: what must not be answered comes first, the general search last.
func (t *turn) find(q string) answer {
	sc, w := t.sc, lows(split(q))
	for len(w) > 1 && is("lead", w[0]) {
		w = w[1:]
	}
	p, dated := periodIn(sc.Now, w)
	ids := sc.topics(w, sc.allTopics())
	switch {
	case t.aboutOthers(q, w):
		return plain(othersText(sc))
	case has(w, "q_tolerate"):
		if a, ok := sc.planText([]string{"tål", "allergi", "allergisk", "intolerans", "överkänslig"}, nil); ok {
			return a
		}
		return plain(medicalText(sc))
	case has(w, "medical"):
		return plain(medicalText(sc))
	case has(w, "q_written"):
		return t.written()
	case has(w, "q_left"):
		return t.left()
	case has(w, "q_whyask"):
		return plain(whyIAsk)
	case has(w, "q_name"):
		return plain(capital(pronoun(sc)) + " heter " + sc.Brukare.Name + ".")
	case has(w, "q_clock"):
		return plain("Klockan är " + clockText(sc.Now.Format("15:04")) + ".")
	case has(w, "q_date"):
		return plain("I dag är det " + weekdays[sc.Now.Weekday()] + " " + dateText(sc.Now) + ".")
	case has(w, "q_why"):
		return sc.why(ids, p, dated, w)
	case has(w, "q_fall"):
		return sc.observed(p, dated, "fall", dictation.ObservedFall)
	case has(w, "q_contact"):
		return sc.contacts(p, dated, w)
	case has(w, "q_goal") && len(ids) > 0:
		return sc.planField(ids, "Målet med", func(l PlanLine) string { return l.Goal })
	case has(w, "q_own") && len(ids) > 0:
		return sc.planField(ids, "Egen del i", func(l PlanLine) string { return l.OwnPart })
	case has(w, "q_who"):
		return sc.who(ids, p, dated, w)
	case has(w, "q_last") && len(ids) > 0:
		return sc.last(ids)
	case has(w, "q_eaten"):
		return t.eaten(p, dated)
	case len(ids) > 0 && (w[0] == "har" || w[0] == "blev" || w[0] == "fick" || w[0] == "när" && (dated || !has(w, "q_when"))):
		return sc.done(ids, p, dated)
	case has(w, "q_when") && len(ids) > 0 && !dated:
		return sc.planField(ids, "När det gäller", func(l PlanLine) string { return l.When })
	case has(w, "q_know"):
		return t.know(w)
	case has(w, "q_now") && len(ids) == 0:
		return t.now()
	case has(w, "q_mood") && len(ids) == 0:
		if a, ok := sc.notesText(w); ok && !dated {
			return a
		}
		return sc.mood(p, dated)
	case dated && (p.name != "I dag" || has(w, "q_happened")), has(w, "q_happened") && len(ids) == 0:
		return sc.story(p, dated, ids)
	}
	if a, ok := sc.planText(w, ids); ok {
		return a
	}
	if a, ok := sc.notesText(w); ok {
		return a
	}
	if dated || has(w, "q_happened") {
		return sc.story(p, dated, ids)
	}
	if has(w, "health") {
		return plain(medicalText(sc))
	}
	return plain(noneText)
}

// aboutOthers reports whether a question is about somebody else who receives support: said so, or by a first name that nothing here holds.
func (t *turn) aboutOthers(q string, w []string) bool {
	if has(w, "others") {
		return true
	}
	known := strings.ToLower(t.sc.Brukare.Name + " " + t.sc.everything())
	return slices.ContainsFunc(w, func(x string) bool {
		x = strings.TrimSuffix(x, "s")
		return is("names", x) && !strings.Contains(known, x)
	})
}

// everything is all that may be known here, as one text.
func (sc Scene) everything() string {
	var b strings.Builder
	add := func(s ...string) { b.WriteString(strings.Join(s, " ") + "\n") }
	add(sc.Important)
	for _, l := range sc.Plan {
		add(l.Title, l.How, l.When, l.Who, l.OwnPart, l.Goal)
	}
	for _, d := range sc.Deeds {
		add(d.By, d.Reason, d.Measure, d.FollowUp)
	}
	for _, n := range sc.Notes {
		add(n.Author, n.Text)
	}
	return b.String()
}

// written tells what the note holds so far.
func (t *turn) written() answer {
	s := *t.s
	if len(s.Account) == 0 {
		return plain("Du har inte berättat något än.")
	}
	text := summaryText(t.sc, s)
	text = strings.TrimSuffix(strings.TrimPrefix(text, "Så här blir anteckningen.\n"), "\n"+rightNow)
	return answer{text: "Hittills står det:\n" + text, speech: strings.TrimSuffix(summarySpeech(t.sc, s), " "+rightNow)}
}

// left tells what is not answered yet.
func (t *turn) left() answer {
	left := t.sc.left(*t.s)
	if len(left) == 0 {
		return plain("Allt som var planerat är besvarat.")
	}
	t.toldLeft = true
	a := plain("Kvar är " + list(t.sc.named(left)) + ".")
	a.refs = t.sc.hows(left)
	return a
}

// now tells what is planned for the visit and not answered yet, and how it is done.
func (t *turn) now() answer {
	sc := t.sc
	left := sc.left(*t.s)
	if len(left) == 0 {
		return plain("Allt som var planerat är besvarat.")
	}
	var lines []string
	for _, id := range left {
		p := sc.planned(id)
		line := "– " + p.Title
		if p.How != "" {
			line += ": " + p.How
		}
		lines = append(lines, line)
	}
	return answer{text: "Nu är det " + list(sc.named(left)) + ".\n" + strings.Join(lines, "\n"), speech: "Nu är det " + list(sc.named(left)) + ".", refs: sc.hows(left)}
}

// hows refers to how the visit's activities are done.
func (sc Scene) hows(ids []string) []Reference {
	var out []Reference
	for _, id := range ids {
		if p := sc.planned(id); p.How != "" {
			out = append(out, Reference{ToPlan, id, p.How})
		}
	}
	return out
}

// know tells what the plan says to know first.
func (t *turn) know(w []string) answer {
	if a, ok := t.sc.planText(w, nil); ok && len(without("idle", w)) > 1 {
		return a
	}
	if has(w, "door") {
		return plain(noneText)
	}
	if t.sc.Important == "" {
		return plain("Planen har inget särskilt att veta först.")
	}
	text := "Att veta först: " + withStop(t.sc.Important)
	return answer{text, text, []Reference{{Kind: ToPlan, Quote: t.sc.Important}}}
}

// eaten tells of meals: today, or the time asked about.
func (t *turn) eaten(p period, dated bool) answer {
	sc := t.sc
	if !dated {
		p, _ = periodIn(sc.Now, []string{"idag"})
	}
	meal := func(title string) bool {
		return slices.ContainsFunc(strings.Fields(strings.ToLower(title)), func(w string) bool { return is("meal", strings.Trim(w, ",.")) })
	}
	var a answer
	var names []string
	for _, x := range sc.Visit {
		if e := entryOf(t.s.Draft, x.ID); p.holds(sc.Now) && meal(x.Title) && e != nil {
			names = append(names, "du har sagt att "+outcomeText(sc, []string{x.ID}, e.Outcome))
		} else if p.holds(sc.Now) && meal(x.Title) && x.Outcome != "" {
			names = append(names, sc.name(x.ID)+" är "+agree(sc.name(x.ID), "avprickad"))
		}
	}
	if len(names) > 0 {
		a = plain(capital(list(names)) + ".")
	}
	b := sc.deeds(p, func(d Deed) bool { return meal(d.Title) })
	c := sc.noticed(p, dictation.ObservedFoodFluid)
	a = a.and(b).and(c)
	if a.text == "" {
		return plain("Det står inget om mat eller dryck " + fold(p.name) + ".")
	}
	return a
}

// and puts one answer after another.
func (a answer) and(b answer) answer {
	return answer{join(a.text, b.text), join(a.speech, b.speech), slices.Concat(a.refs, b.refs)}
}

func sameDraft(a, b dictation.Draft) bool {
	return reflect.DeepEqual(filledDraft(a), filledDraft(b))
}
