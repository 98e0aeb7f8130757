package dialogue

import (
	"reflect"
	"slices"
	"strings"

	"github.com/lyhord/lyhord/dictation"
)

// heard is what a text was understood as.
type heard struct {
	dictation.Draft
	rest string // the words that answer for everything not mentioned: "resten enligt plan"
}

// decoy stands among the activities as one that no text names: what is said of it was said of everything.
const decoy = "\x00decoy"

// input is a text as dictation takes it.
func (sc Scene) input(text string, acts ...string) dictation.Input {
	in := dictation.Input{At: sc.Now, Brukare: sc.Brukare, Text: text}
	for _, a := range sc.Visit {
		if len(acts) == 0 || slices.Contains(acts, a.ID) {
			in.Activities = append(in.Activities, dictation.Activity{ID: a.ID, Title: a.Title})
		}
	}
	return in
}

// hear understands a text by itself. What was checked off by hand is not touched by "resten enligt plan".
func (sc Scene) hear(text string, acts ...string) heard {
	if strings.TrimSpace(text) == "" {
		return heard{}
	}
	in := sc.input(text, acts...)
	in.Activities = append(in.Activities, dictation.Activity{ID: decoy, Title: "Qvxzq"})
	h := heard{Draft: oneLine(dictation.Structure(in))}
	for i := range h.Entries {
		reasoned(&h.Entries[i])
	}
	if e := h.entry(decoy); e != nil {
		h.rest = e.Quote
		h.evenOut(sc, in)
	}
	if none := has(lows(split(h.rest)), "noneof"); none {
		for i := range h.Entries {
			if h.byRest(h.Entries[i]) && h.Entries[i].Outcome == dictation.Performed {
				h.Entries[i].Outcome = dictation.NotPerformed
			}
		}
	}
	h.Entries = slices.DeleteFunc(h.Entries, func(e dictation.Entry) bool {
		if e.Activity == nil {
			return e.Quote == ""
		}
		p := sc.planned(*e.Activity)
		return p == nil || p.Outcome != "" && h.byRest(e) && len(sc.topics(lows(split(e.Quote)), []topic{{p.ID, p.Title}})) == 0
	})
	return h
}

// evenOut lets words about everything hold for each activity as for the decoy, which nothing else is said of: as surely, and for all that the text does
// not name.
func (h *heard) evenOut(sc Scene, in dictation.Input) {
	all := *h.entry(decoy)
	if all.Outcome != dictation.Performed || all.Confidence < stillUnsure {
		return
	}
	for _, a := range in.Activities {
		e := h.entry(a.ID)
		switch {
		case e == nil && !sc.names(in.Text, a.ID):
			x := all
			x.Activity = pointer(a.ID)
			h.Entries = append(h.Entries, x)
		case e != nil && h.byRest(*e) && e.Outcome == all.Outcome:
			e.Confidence = max(e.Confidence, all.Confidence)
		}
	}
}

// reasoned takes the words that show the outcome for the cause too, where they tell it: "disken hann jag inte".
func reasoned(e *dictation.Entry) {
	if !e.Outcome.Deviates() || e.Reason != nil || e.Quote == "" {
		return
	}
	if e.ReasonCode == nil && e.Outcome != dictation.Declined && has(lows(split(e.Quote)), "notime") {
		e.ReasonCode = pointer(dictation.StaffTime)
	}
	if e.ReasonCode == nil && e.Outcome == dictation.Declined {
		e.ReasonCode = pointer(dictation.Unwilling)
	}
	if c := code(*e); c != "" && c != dictation.Unwilling && c != dictation.OtherReason {
		e.Reason = pointer(e.Quote)
	}
}

// oneLine cuts quotations that reach over lines down to one of them, since other lines may come to stand between.
func oneLine(d dictation.Draft) dictation.Draft {
	requote(&d, longestLine)
	for i := range d.Lint {
		d.Lint[i].Quote = longestLine(d.Lint[i].Quote)
	}
	return d
}

// requote puts another text in place of each quotation of a draft but those of its remarks, which are of the words as they stood.
func requote(d *dictation.Draft, with func(string) string) {
	for i := range d.Entries {
		e := &d.Entries[i]
		e.Quote = with(e.Quote)
		for _, q := range []**string{&e.Reason, &e.Measure, &e.FollowUp} {
			if *q != nil {
				*q = pointer(with(**q)) // the text may be shared with an earlier state
			}
		}
	}
	for i := range d.Observations {
		d.Observations[i].Quote = with(d.Observations[i].Quote)
	}
	for i := range d.Contacts {
		d.Contacts[i].Quote = with(d.Contacts[i].Quote)
	}
	for i := range d.Loose {
		d.Loose[i] = with(d.Loose[i])
	}
}

func longestLine(s string) string {
	if !strings.Contains(s, "\n") {
		return s
	}
	best := ""
	for line := range strings.SplitSeq(s, "\n") {
		if len(line) > len(best) {
			best = line
		}
	}
	return best
}

// byRest reports whether the entry comes of words about everything.
func (h heard) byRest(e dictation.Entry) bool { return h.rest != "" && e.Quote == h.rest }

// hearAfter understands a text that goes on after a context which is not part of it. Everything that it returns stands in the text. Since the context
// tells what the text is about, none of it is loose.
func (sc Scene) hearAfter(context, text string, acts ...string) heard {
	h := sc.hear(context+text, acts...)
	in := func(q string) (string, bool) { return after(context, text, q) }
	keep := func(q *string) *string {
		if q == nil {
			return nil
		}
		if s, ok := in(*q); ok {
			return &s
		}
		return nil
	}
	for i := range h.Entries {
		e := &h.Entries[i]
		e.Quote, _ = in(e.Quote)
		e.Reason, e.Measure, e.FollowUp = keep(e.Reason), keep(e.Measure), keep(e.FollowUp)
	}
	var obs []dictation.Observation
	for _, o := range h.Observations {
		if q, ok := in(o.Quote); ok {
			obs = append(obs, dictation.Observation{Kind: o.Kind, Quote: q})
		}
	}
	var con []dictation.Contact
	for _, c := range h.Contacts {
		if q, ok := in(c.Quote); ok {
			con = append(con, dictation.Contact{Role: c.Role, Name: c.Name, Quote: q})
		}
	}
	var lint []dictation.Lint
	for _, l := range h.Lint {
		if q, ok := in(l.Quote); ok {
			lint = append(lint, dictation.Lint{Code: l.Code, Quote: q})
		}
	}
	h.Observations, h.Contacts, h.Lint, h.Loose = obs, con, lint, nil
	h.rest, _ = in(h.rest)
	return h
}

// after cuts the quotation, which stands in context+text, down to what of it stands in the text.
func after(context, text, quote string) (string, bool) {
	if quote == "" {
		return "", false
	}
	if strings.Contains(text, quote) {
		return quote, true
	}
	i := strings.LastIndex(context+text, quote)
	if i < 0 || i+len(quote) <= len(context) {
		return "", false
	}
	s := strings.TrimLeft(text[:i+len(quote)-len(context)], " ,.;:\n")
	return s, s != ""
}

// entry returns what is said of the activity, or nil.
func (h heard) entry(id string) *dictation.Entry { return entryOf(h.Draft, id) }

func entryOf(d dictation.Draft, id string) *dictation.Entry {
	for i := range d.Entries {
		if a := d.Entries[i].Activity; a != nil && *a == id {
			return &d.Entries[i]
		}
	}
	return nil
}

// silent reports whether nothing was heard that a note could hold.
func (h heard) silent() bool {
	return len(h.Entries)+len(h.Observations)+len(h.Contacts)+len(h.Lint) == 0
}

// tells reports whether something was heard that belongs in the account.
func (h heard) tells() bool { return !h.silent() || len(h.Loose) > 0 }

// sameEntry reports whether two entries say the same, however sure it is.
func sameEntry(a, b *dictation.Entry) bool {
	if a == nil || b == nil {
		return a == b
	}
	x, y := *a, *b
	x.Confidence, y.Confidence = 0, 0
	return reflect.DeepEqual(x, y)
}

func pointer[T any](v T) *T { return &v }

// deref gives what is pointed at, or nothing.
func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
