package dialogue

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/lyhord/lyhord/dictation"
)

// What plan and journal say, retold with the words it rests on.

const noneText = "Det står inget om det i planen eller i de senaste anteckningarna."

func othersText(sc Scene) string {
	return "Här har jag bara uppgifter om " + firstName(sc) + ". Om någon annan frågar du den personens kontaktman eller din chef."
}

func medicalText(sc Scene) string {
	return "Det kan jag inte svara på. Ring sjuksköterskan. Är det akut, ring 112."
}

func dateText(t time.Time) string {
	return fmt.Sprintf("den %d %s", t.Day(), months[t.Month()-1])
}

// planField tells one field of the activities' lines in the plan.
func (sc Scene) planField(ids []string, head string, field func(PlanLine) string) answer {
	var a answer
	for _, l := range sc.Plan {
		if f := field(l); slices.Contains(ids, l.ID) && f != "" {
			text := head + " " + spoken(l.Title) + ": ”" + strings.TrimRight(f, ".") + "”."
			a = a.and(answer{text, text, []Reference{{ToPlan, l.ID, f}}})
		}
	}
	if a.text == "" {
		return plain(noneText)
	}
	return a
}

// planText finds what the plan says about the words: the sentences that hold them, or else how the activities named are done.
func (sc Scene) planText(words []string, ids []string) (answer, bool) {
	content := contentOf(sc, words)
	if titles := split(sc.titlesOf(ids)); len(titles) > 0 { // what names the activity says nothing of what is asked about it
		content = slices.DeleteFunc(content, func(w string) bool { return anyAlike(lows(titles), w) })
	}
	type hit struct {
		id, title, text string
		score           int
	}
	var hits []hit
	best := 0
	look := func(id, title, text string, own bool) {
		for _, s := range sentencesOf(text) {
			n := 0
			in := lows(split(s))
			for _, w := range content {
				if anyAlike(in, w) {
					n += 2
				}
			}
			if n > 0 && own {
				n++
			}
			if n > best {
				best, hits = n, nil
			}
			if n > 0 && n == best {
				hits = append(hits, hit{id, title, s, n})
			}
		}
	}
	for _, l := range sc.Plan {
		for _, f := range []string{l.How, l.OwnPart, l.When, l.Goal, l.Who} {
			look(l.ID, l.Title, f, slices.Contains(ids, l.ID))
		}
	}
	look("", "", sc.Important, false)
	var a answer
	for _, h := range hits[:min(2, len(hits))] {
		head := "I planen står det"
		if h.title != "" {
			head += " om " + spoken(h.title)
		}
		text := head + ": ”" + strings.TrimRight(h.text, ".") + "”."
		a = a.and(answer{text, text, []Reference{{ToPlan, h.id, h.text}}})
	}
	if len(hits) > 0 {
		return a, true
	}
	for _, l := range sc.Plan {
		if how := firstOf(l.How, l.OwnPart, l.When, l.Goal); slices.Contains(ids, l.ID) && how != "" && len(a.refs) < 2 {
			text := "I planen står det om " + spoken(l.Title) + ": ”" + strings.TrimRight(how, ".") + "”."
			a = a.and(answer{text, text, []Reference{{ToPlan, l.ID, how}}})
		}
	}
	return a, a.text != ""
}

// contentOf keeps the words that a question is about.
func contentOf(sc Scene, words []string) []string {
	return slices.DeleteFunc(slices.Clone(words), func(w string) bool {
		return is("idle", w) || is("asking", w) || len(w) < 3 || strings.Contains(strings.ToLower(sc.Brukare.Name), w)
	})
}

// sentencesOf cuts a text at its full stops.
func sentencesOf(text string) []string {
	var out []string
	from := 0
	ws := split(text)
	for i, w := range ws {
		if w.stop && i > 0 {
			out = append(out, strings.TrimSpace(text[from:w.start]))
			from = w.start
		}
	}
	if s := strings.TrimSpace(text[from:]); s != "" {
		out = append(out, s)
	}
	return out
}

// notesText finds what the latest notes say about the words.
func (sc Scene) notesText(words []string) (answer, bool) {
	content := contentOf(sc, words)
	var a answer
	for _, n := range sc.Notes {
		for _, s := range sentencesOf(n.Text) {
			in := lows(split(s))
			if len(a.refs) < 2 && slices.ContainsFunc(content, func(w string) bool { return anyAlike(in, w) }) {
				a = a.and(sc.quoteNote(n, s))
			}
		}
	}
	return a, a.text != ""
}

// quoteNote tells words of a note, with the day.
func (sc Scene) quoteNote(n Note, words string) answer {
	text := capital(dayName(sc.Now, n.At)) + " skrev " + byName(n.Author) + ": ”" + strings.TrimRight(words, ".") + "”."
	return answer{text, text, []Reference{{ToNote, n.ID, words}}}
}

func byName(name string) string {
	if f := strings.Fields(name); len(f) > 0 {
		return f[0]
	}
	return "personalen"
}

// deedText tells what became of an activity.
func (sc Scene) deedText(d Deed) string {
	name := spoken(d.Title)
	text := map[dictation.Outcome]string{
		dictation.Declined: name + " avböjdes", dictation.Partial: name + " gjordes delvis", dictation.NotPerformed: name + " blev inte av",
	}[d.Outcome]
	if text == "" {
		text = name + " blev " + agree(name, "gjord")
	}
	if d.Reason != "" && d.Outcome.Deviates() {
		text += ": ”" + strings.TrimRight(d.Reason, ".") + "”"
	}
	return text
}

// reference tells where a deed stands. Its words are the reason, or else what names it.
func (sc Scene) reference(d Deed) Reference {
	if d.Note == "" {
		return Reference{ToVisit, d.Visit, firstOf(d.Reason, d.Measure, d.Title)}
	}
	for _, n := range sc.Notes {
		if n.ID != d.Note {
			continue
		}
		for _, q := range []string{d.Reason, d.Measure, d.FollowUp} {
			if q != "" && strings.Contains(n.Text, q) {
				return Reference{ToNote, n.ID, q}
			}
		}
		for _, s := range sentencesOf(n.Text) {
			if len(sc.topics(lows(split(s)), []topic{{d.Activity, d.Title}})) > 0 {
				return Reference{ToNote, n.ID, s}
			}
		}
		if s := sentencesOf(n.Text); len(s) > 0 {
			return Reference{ToNote, n.ID, s[0]}
		}
	}
	return Reference{ToNote, d.Note, firstOf(d.Reason, d.Measure, d.Title)}
}

func firstOf(list ...string) string {
	for _, s := range list {
		if s != "" {
			return s
		}
	}
	return ""
}

// deeds tells the deeds of a time that are of a kind: what deviated first.
func (sc Scene) deeds(p period, of func(Deed) bool) answer {
	var odd, done []string
	var refs []Reference
	for _, d := range sc.Deeds {
		switch text := sc.deedText(d); {
		case !p.holds(d.At) || !of(d):
		case d.Outcome.Deviates() && !slices.Contains(odd, text):
			odd, refs = append(odd, text), append(refs, sc.reference(d))
		case !d.Outcome.Deviates() && !slices.Contains(done, spoken(d.Title)):
			done, refs = append(done, spoken(d.Title)), append(refs, sc.reference(d))
		}
	}
	a := answer{refs: refs}
	if len(odd) > 0 {
		a.text = p.name + ": " + list(odd) + "."
	}
	switch {
	case len(done) == 1:
		a.text = join(a.text, headed(p, odd)+done[0]+" blev "+agree(done[0], "gjord")+".")
	case len(done) > 1:
		a.text = join(a.text, headed(p, odd)+list(done)+" blev gjorda.")
	}
	a.speech = a.text
	if len(done) > 3 {
		a.speech = p.name + ": " + firstOf(list(odd), "inga avvikelser") + ". Det andra blev gjort."
	}
	return a
}

// noticed tells the observations of a time that are of some kinds.
func (sc Scene) noticed(p period, kinds ...dictation.ObservationKind) answer {
	var a answer
	for _, n := range sc.Notes {
		if !p.holds(n.At) {
			continue
		}
		for _, o := range n.Observations {
			if len(a.refs) < 3 && slices.Contains(kinds, o.Kind) {
				a = a.and(sc.quoteNote(n, o.Quote))
			}
		}
	}
	return a
}

// recent is the time looked at where none is asked for.
func (sc Scene) recent() period {
	return period{midnight(sc.Now, -14), sc.Now.Add(time.Hour), "De senaste två veckorna"}
}

// observed tells whether something was noticed.
func (sc Scene) observed(p period, dated bool, what string, kinds ...dictation.ObservationKind) answer {
	if !dated {
		p = sc.recent()
	}
	if a := sc.noticed(p, kinds...); a.text != "" {
		return a
	}
	return plain("Det står inget om " + what + " " + fold(p.name) + ".")
}

// mood tells what was noticed of the person lately. How the person is now only the worker can see.
func (sc Scene) mood(p period, dated bool) answer {
	if !dated {
		p = sc.recent()
	}
	a := sc.noticed(p, dictation.ObservedHealth, dictation.ObservedMood, dictation.ObservedCognition, dictation.ObservedMobility, dictation.ObservedFall,
		dictation.ObservedFoodFluid, dictation.ObservedProgress)
	if a.text != "" {
		a.text, a.speech = "Hur det är nu ser du bäst. "+a.text, "Hur det är nu ser du bäst. "+a.speech
	} else {
		return plain("Det står inget om hur " + pronoun(sc) + " mår " + fold(p.name) + ".")
	}
	a.speech = firstSentences(a.speech, 2)
	return a
}

// firstSentences keeps what is read aloud short.
func firstSentences(s string, n int) string {
	all := sentencesOf(s)
	return strings.Join(all[:min(n, len(all))], " ")
}

// contacts tells who was told or called.
func (sc Scene) contacts(p period, dated bool, words []string) answer {
	if !dated {
		p = sc.recent()
	}
	var a answer
	asked := contentOf(sc, words)
	for _, role := range []bool{true, false} {
		for _, n := range sc.Notes {
			for _, c := range n.Contacts {
				said := slices.ContainsFunc(asked, func(w string) bool { return anyAlike(lows(split(c.Quote)), w) && !has([]string{w}, "q_contact") })
				if p.holds(n.At) && len(a.refs) < 2 && said == role {
					a = a.and(sc.quoteNote(n, c.Quote))
				}
			}
		}
		if a.text != "" {
			return a
		}
	}
	return plain("Det står inget om någon kontakt " + fold(p.name) + ".")
}

// last tells when something was done last, and what became of it since.
func (sc Scene) last(ids []string) answer {
	var since []Deed
	for _, d := range sc.Deeds {
		if !slices.Contains(ids, d.Activity) {
			continue
		}
		if d.Outcome != dictation.Performed && d.Outcome != dictation.Partial {
			since = append(since, d)
			continue
		}
		text := capital(spoken(d.Title)) + ": senast " + dayAndTime(sc.Now, d.At) + "."
		if d.Outcome == dictation.Partial {
			text = capital(spoken(d.Title)) + " gjordes delvis " + dayAndTime(sc.Now, d.At) + "."
		}
		a := answer{text, capital(spoken(d.Title)) + ": senast " + dayName(sc.Now, d.At) + ".", []Reference{sc.reference(d)}}
		return a.and(sc.since(since))
	}
	if len(since) > 0 {
		return plain("Jag ser inte att det har gjorts de senaste veckorna.").and(sc.since(since))
	}
	if a, ok := sc.notesText(strings.Fields(strings.ToLower(sc.titlesOf(ids)))); ok {
		return a
	}
	return plain(noneText)
}

func (sc Scene) titlesOf(ids []string) string {
	var out []string
	for _, t := range sc.allTopics() {
		if slices.Contains(ids, t.id) {
			out = append(out, t.title)
		}
	}
	return strings.Join(out, " ")
}

// since tells the deviations after the last time.
func (sc Scene) since(deeds []Deed) answer {
	var a answer
	for _, d := range deeds[:min(2, len(deeds))] {
		text := sc.onDay(d)
		a = a.and(answer{text, text, []Reference{sc.reference(d)}})
	}
	return a
}

// onDay tells a deed with its day first: "I måndags avböjdes duschen: …".
func (sc Scene) onDay(d Deed) string {
	name := spoken(d.Title)
	day := capital(dayName(sc.Now, d.At))
	reason := ""
	if d.Reason != "" {
		reason = ": ”" + strings.TrimRight(d.Reason, ".") + "”"
	}
	switch d.Outcome {
	case dictation.Declined:
		return day + " avböjdes " + name + reason + "."
	case dictation.Partial:
		return day + " gjordes " + name + " delvis" + reason + "."
	case dictation.NotPerformed:
		return day + " blev " + name + " inte av" + reason + "."
	}
	return day + " blev " + name + " " + agree(name, "gjord") + "."
}

// done tells whether something was done in a time, or else when last.
func (sc Scene) done(ids []string, p period, dated bool) answer {
	if !dated {
		return sc.last(ids)
	}
	if a := sc.deeds(p, func(d Deed) bool { return slices.Contains(ids, d.Activity) }); a.text != "" {
		return a
	}
	return plain("Det står inget om det " + fold(p.name) + ".").and(sc.lastIfAny(ids))
}

func (sc Scene) lastIfAny(ids []string) answer {
	if a := sc.last(ids); a.text != noneText {
		return a
	}
	return answer{}
}

// why tells the cause of a deviation, or else what an activity is for.
func (sc Scene) why(ids []string, p period, dated bool, words []string) answer {
	for _, d := range sc.Deeds {
		if !d.Outcome.Deviates() || len(ids) > 0 && !slices.Contains(ids, d.Activity) || dated && !p.holds(d.At) {
			continue
		}
		if len(ids) == 0 && !dated {
			break
		}
		text := sc.onDay(d)
		if d.Reason == "" {
			text += " Ingen orsak är angiven."
		}
		a := answer{text, text, []Reference{sc.reference(d)}}
		if d.Measure != "" {
			a.text += " Åtgärd: ”" + strings.TrimRight(d.Measure, ".") + "”."
		}
		return a
	}
	if len(ids) > 0 && !slices.Contains(words, "inte") {
		return sc.planField(ids, "Målet med", func(l PlanLine) string { return l.Goal })
	}
	return plain(noneText)
}

// who tells who was here, or who did something; or who answers for it by the plan.
func (sc Scene) who(ids []string, p period, dated bool, words []string) answer {
	if has(words, "q_willdo") && len(ids) > 0 {
		return sc.planField(ids, "Ansvar för", func(l PlanLine) string { return l.Who })
	}
	if !has(words, "q_waswho") && len(ids) == 0 {
		if a, ok := sc.planText(words, nil); ok {
			return a
		}
		if a, ok := sc.notesText(words); ok {
			return a
		}
		return plain(noneText)
	}
	for _, d := range sc.Deeds {
		if dated && !p.holds(d.At) || len(ids) > 0 && !slices.Contains(ids, d.Activity) || d.By == "" {
			continue
		}
		ref := sc.reference(d)
		return answer{d.By + " var här " + dayAndTime(sc.Now, d.At) + ".", byName(d.By) + " var här " + dayName(sc.Now, d.At) + ".", []Reference{ref}}
	}
	for _, n := range sc.Notes {
		if s := sentencesOf(n.Text); (!dated || p.holds(n.At)) && n.Author != "" && len(ids) == 0 && len(s) > 0 {
			return answer{n.Author + " skrev " + dayAndTime(sc.Now, n.At) + ".", byName(n.Author) + " skrev " + dayName(sc.Now, n.At) + ".", []Reference{{ToNote, n.ID, s[0]}}}
		}
	}
	return plain(noneText)
}

// story tells what happened in a time: what deviated, what was done, and what was written.
func (sc Scene) story(p period, dated bool, ids []string) answer {
	if !dated {
		p = sc.latest()
	}
	a := sc.deeds(p, func(d Deed) bool { return len(ids) == 0 || slices.Contains(ids, d.Activity) })
	a = a.and(sc.written(p, ids))
	if a.text == "" {
		return plain("Det står inget från " + fold(p.name) + " i de senaste anteckningarna.")
	}
	a.speech = firstSentences(a.speech, 2)
	return a
}

func headed(p period, odd []string) string {
	if len(odd) > 0 {
		return "Som planerat: "
	}
	return p.name + ": "
}

// written tells what was noticed, in the notes of a time.
func (sc Scene) written(p period, ids []string) answer {
	var a answer
	if len(ids) > 0 {
		return a
	}
	for _, n := range sc.Notes {
		if !p.holds(n.At) {
			continue
		}
		for _, o := range n.Observations {
			if len(a.refs) < 3 {
				a = a.and(sc.quoteNote(n, o.Quote))
			}
		}
		if s := sentencesOf(n.Text); len(n.Observations) == 0 && len(s) > 0 && len(a.refs) < 3 && !sc.hasDeed(n.ID) {
			a = a.and(sc.quoteNote(n, s[0]))
		}
	}
	return a
}

func (sc Scene) hasDeed(note string) bool {
	return slices.ContainsFunc(sc.Deeds, func(d Deed) bool { return d.Note == note })
}

// latest is the day that something was last told of.
func (sc Scene) latest() period {
	var t time.Time
	for _, d := range sc.Deeds {
		if d.At.After(t) {
			t = d.At
		}
	}
	for _, n := range sc.Notes {
		if n.At.After(t) {
			t = n.At
		}
	}
	if t.IsZero() {
		return sc.recent()
	}
	t = t.In(sc.Now.Location())
	return period{midnight(t, 0), midnight(t, 1), capital(dayName(sc.Now, t))}
}
