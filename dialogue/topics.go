package dialogue

import (
	"slices"
	"strings"

	"github.com/lyhord/lyhord/dictation"
)

// topic is something that a question can be about: an activity by its title.
type topic struct {
	id, title string
}

func (sc Scene) visitTopics() []topic {
	var out []topic
	for _, a := range sc.Visit {
		out = append(out, topic{a.ID, a.Title})
	}
	return out
}

// allTopics lists the activities of the plan, the visit and the earlier visits, each once.
func (sc Scene) allTopics() []topic {
	var out []topic
	add := func(id, title string) {
		if !slices.ContainsFunc(out, func(t topic) bool { return t.id == id }) {
			out = append(out, topic{id, title})
		}
	}
	for _, p := range sc.Plan {
		add(p.ID, p.Title)
	}
	for _, a := range sc.Visit {
		add(a.ID, a.Title)
	}
	for _, d := range sc.Deeds {
		add(d.Activity, d.Title)
	}
	return out
}

// topics finds the activities that words name: by the words of their titles, or else as a dictation would name them ("tabletterna").
func (sc Scene) topics(words []string, among []topic) []string {
	if out := titled(words, among); len(out) > 0 {
		return out
	}
	return sc.topicsHeard(words, among)
}

// titled finds the activities that words name by the words of their titles: those that most words name.
func titled(words []string, among []topic) []string {
	best, out := 0, []string(nil)
	for _, t := range among {
		n := 0
		for _, w := range strings.Fields(strings.ToLower(t.title)) {
			w = strings.Trim(w, ",.;:()")
			if !is("idle", w) && !is("doing", w) && !is("generic", w) && slices.ContainsFunc(words, func(x string) bool { return !is("idle", x) && alike(x, w) }) {
				n++
			}
		}
		if n > best {
			best, out = n, nil
		}
		if n > 0 && n == best {
			out = append(out, t.id)
		}
	}
	return out
}

// names reports whether a line names an activity of the visit by its title.
func (sc Scene) names(line, id string) bool {
	return slices.Contains(titled(lows(split(line)), sc.visitTopics()), id)
}

// topicsHeard asks dictation what the words name, one at a time.
func (sc Scene) topicsHeard(words []string, among []topic) []string {
	in := dictation.Input{At: sc.Now, Brukare: sc.Brukare, Activities: []dictation.Activity{{ID: decoy, Title: "Qvxzq"}}}
	for _, t := range among {
		in.Activities = append(in.Activities, dictation.Activity{ID: t.id, Title: t.title})
	}
	var out []string
	take := func(text string) {
		in.Text = text
		d := dictation.Structure(in)
		if entryOf(d, decoy) != nil {
			return
		}
		for _, e := range d.Entries {
			if e.Activity != nil && !slices.Contains(out, *e.Activity) {
				out = append(out, *e.Activity)
			}
		}
	}
	for i, w := range words {
		if i > maxTopicWords {
			break
		}
		if is("idle", w) || is("common", w) && !is("meal", w) || len(w) < 3 {
			continue
		}
		take(w + " gick bra")
	}
	if len(out) == 0 && len(words) > 1 && len(words) <= maxTopicWords {
		take(strings.Join(without("asking", words), " "))
	}
	return out
}

// maxTopicWords is how far into a line topics are looked for one word at a time.
const maxTopicWords = 40
