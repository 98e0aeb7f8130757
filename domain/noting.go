package domain

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/lyhord/lyhord/dictation"
)

// The use cases of a journal note: dictate, review, sign.

// The headings (sökord) that a note gets when its writer gives none.
const (
	HeadingPerformed    = "Planerad och utförd insats"
	HeadingNotPerformed = "Planerad ej utförd insats"
)

// DictateInput is the command to understand a dictation.
type DictateInput struct {
	CommandID  CommandID `json:",omitzero"`
	VisitID    VisitID   `json:",omitzero"`
	Transcript string    `json:",omitzero"` // at most [MaxTranscript] characters
}

// Dictate understands a transcript about a visit and keeps the draft for the actor to review. Nothing of it is in the journal until
// [Session.SignNote]. Returns CONFLICT for a visit that is not begun or is cancelled.
func (s *Session) Dictate(ctx context.Context, in DictateInput) (*Draft, error) {
	id, err := mutate(ctx, s, Dictate, in.CommandID, string(in.VisitID), in, func(ctx context.Context, r Reader, w *principal) (DraftID, *work, error) {
		transcript, err := needText("transcript", in.Transcript, MaxTranscript)
		if err != nil {
			return "", nil, err
		}
		v, err := s.visit(ctx, r, w, in.VisitID, nil)
		if err != nil {
			return "", nil, err
		}
		if err := v.noteworthy(); err != nil {
			return "", nil, err
		}
		b, err := w.brukare(ctx, r, v.Brukare)
		if err != nil {
			return "", nil, err
		}
		d := newDraft(v, b, transcript, w)
		d.ID = DraftID(s.service.ids())
		k := &work{brukare: v.Brukare, subject: string(v.ID)}
		k.insert(d)
		return d.ID, k, nil
	})
	if err != nil {
		return nil, err
	}
	d := &Draft{Head: Head[DraftID]{Tenant: s.actor.Tenant, ID: id}}
	return d, s.service.store.Get(ctx, d)
}

func newDraft(v *Visit, b *Brukare, transcript string, w *principal) *Draft {
	in := dictation.Input{
		At: w.now.In(Stockholm), Text: transcript, Brukare: dictation.Brukare{Name: b.Name, Pronoun: b.Pronoun},
	}
	for _, a := range v.Activities {
		in.Activities = append(in.Activities, dictation.Activity{ID: string(a.ID), Title: a.Title})
	}
	out := dictation.Structure(in)
	return &Draft{
		Head: Head[DraftID]{Tenant: v.Tenant}, Visit: v.ID, Brukare: v.Brukare, Unit: v.Unit, By: w.staffID(), At: w.now,
		Transcript: transcript, Entries: out.Entries, Observations: out.Observations, Contacts: out.Contacts, Lint: out.Lint,
		Questions: dictation.Questions(in, out),
	}
}

// SignNoteInput is the command to sign a reviewed note.
type SignNoteInput struct {
	CommandID     CommandID                `json:",omitzero"`
	VisitID       VisitID                  `json:",omitzero"`
	Version       *int64                   `json:",omitzero"` // the visit's version that the client has seen; nil does not check
	DraftID       DraftID                  `json:",omitzero"` // the draft that was reviewed; empty when the note was typed
	Heading       string                   `json:",omitzero"` // empty: by whether something deviated
	Text          string                   `json:",omitzero"` // empty: the draft's transcript
	EventAt       *time.Time               `json:",omitzero"` // nil: when the visit began
	Entries       []NoteEntryInput         `json:",omitzero"`
	Observations  []dictation.Observation  `json:",omitzero"`
	Contacts      []dictation.Contact      `json:",omitzero"`
	Circumstances []dictation.Circumstance `json:",omitzero"`
}

// NoteEntryInput is what the note says of one activity, or of an unplanned task (EXTRA, without ActivityID).
type NoteEntryInput struct {
	ActivityID ActivityID           `json:",omitzero"`
	Outcome    dictation.Outcome    `json:",omitzero"`
	ReasonCode dictation.ReasonCode `json:",omitzero"`
	Reason     string               `json:",omitzero"`
	Measure    string               `json:",omitzero"`
	FollowUp   string               `json:",omitzero"`
	Time       ClockTime            `json:",omitzero"`
	Quote      string               `json:",omitzero"`
}

// Signed is the result of [Session.SignNote].
type Signed struct {
	NoteID     NoteID
	VisitID    VisitID
	Note       *JournalNote `json:"-"`
	CheckOffs  []*CheckOff
	Deviations []*Deviation
}

// SignNote makes the journal note, the check-offs of its entries and the deviations that come of them, all at once. An activity that
// was checked off before must have the same outcome. A fall, not being met, or food left untouched is reported as a deviation of the
// whole visit when no entry's deviation says it. A draft is signed once. Returns INVALID, with the entry's place in the field, for what can't stand in a note.
func (s *Session) SignNote(ctx context.Context, in SignNoteInput) (*Signed, error) {
	out, err := mutate(ctx, s, SignNote, in.CommandID, string(in.VisitID), in, func(ctx context.Context, r Reader, w *principal) (*Signed, *work, error) {
		d, err := s.deedAt(ctx, r, w, in.VisitID, in.Version)
		if err != nil {
			return nil, nil, err
		}
		out, err := d.sign(ctx, in, "")
		return out, d.work, err
	})
	if err != nil {
		return nil, err
	}
	return out, s.loadNote(ctx, out)
}

// loadNote reads the note that was signed.
func (s *Session) loadNote(ctx context.Context, out *Signed) error {
	out.Note = &JournalNote{Head: Head[NoteID]{Tenant: s.actor.Tenant, ID: out.NoteID}}
	return s.service.store.Get(ctx, out.Note)
}

// sign signs a note at the visit, with all that comes of it. transcript is what it was made of, where that is no draft.
func (d *deed) sign(ctx context.Context, in SignNoteInput, transcript string) (*Signed, error) {
	if err := d.visit.noteworthy(); err != nil {
		return nil, err
	}
	n, err := d.session.newNote(ctx, d.from, d.by, d.visit, in, transcript)
	if err != nil {
		return nil, err
	}
	d.subject = string(n.ID)
	p := &signing{deed: d, note: n, out: &Signed{NoteID: n.ID, VisitID: d.visit.ID}}
	if err := p.enter(ctx, in); err != nil {
		return nil, err
	}
	d.insert(n)
	return p.out, nil
}

// newNote makes the note without its entries.
func (s *Session) newNote(ctx context.Context, r Reader, w *principal, v *Visit, in SignNoteInput, transcript string) (*JournalNote, error) {
	n := &JournalNote{
		Head: Head[NoteID]{Tenant: v.Tenant, ID: NoteID(s.service.ids())}, Brukare: v.Brukare, Unit: v.Unit, Visit: v.ID,
		WrittenAt: w.now, Author: w.staffID(), AuthorName: w.name, AuthorTitle: w.title, Transcript: transcript,
		Heading: in.Heading, Text: in.Text, Observations: slices.Clone(in.Observations), Contacts: slices.Clone(in.Contacts),
	}
	if err := s.takeDraft(ctx, r, v, n, in.DraftID); err != nil {
		return nil, err
	}
	var err error
	if n.Text, err = needText("text", n.Text, MaxNoteText); err != nil {
		return nil, err
	}
	if n.Heading, err = cleanText("heading", n.Heading, maxName); err != nil {
		return nil, err
	}
	if n.EventAt, err = eventTime(in.EventAt, v, w.now); err != nil {
		return nil, err
	}
	return n, cleanFindings(n)
}

// takeDraft ties the note to its draft. The note takes the draft's id, so that a draft can't be signed twice.
func (s *Session) takeDraft(ctx context.Context, r Reader, v *Visit, n *JournalNote, id DraftID) error {
	if id == "" {
		return nil
	}
	if err := checkID("draftId", id); err != nil {
		return err
	}
	d := &Draft{Head: Head[DraftID]{Tenant: v.Tenant, ID: id}}
	err := r.Get(ctx, d)
	if CodeOf(err) == NotFound || err == nil && (d.Visit != v.ID || d.By != n.Author) {
		e := notFound()
		e.Field = "draftId"
		return e
	}
	n.ID, n.Draft, n.Transcript = NoteID(id), id, d.Transcript
	if n.Text == "" {
		n.Text = d.Transcript
	}
	return err
}

// eventTime returns when it happened: as said, or when the visit began. Returns INVALID for what is still to come, or more than a
// month ago.
func eventTime(said *time.Time, v *Visit, now time.Time) (time.Time, error) {
	switch {
	case said == nil && v.StartedAt != nil:
		return *v.StartedAt, nil
	case said == nil:
		return now, nil
	case said.After(now.Add(5 * time.Minute)), now.Sub(*said) > 31*24*time.Hour:
		return now, invalid("eventAt", "Tidpunkten ligger i framtiden eller mer än en månad bakåt.", "The time lies ahead, or more than a month back.")
	}
	return said.UTC().Truncate(time.Millisecond), nil
}

func cleanFindings(n *JournalNote) error {
	if len(n.Observations) > maxItems || len(n.Contacts) > maxItems {
		return invalid("observations", "Anteckningen har för många delar.", "The note has too many parts.")
	}
	for i := range n.Observations {
		q := &n.Observations[i].Quote
		if err := cleanTexts(maxShortText, map[string]*string{fmt.Sprintf("observations.%d.quote", i): q}); err != nil {
			return err
		}
	}
	for i := range n.Contacts {
		c := &n.Contacts[i]
		if err := cleanTexts(maxShortText, map[string]*string{fmt.Sprintf("contacts.%d.quote", i): &c.Quote}); err != nil {
			return err
		}
		if c.Name == nil {
			continue
		}
		name, err := cleanText(fmt.Sprintf("contacts.%d.name", i), *c.Name, maxName)
		if err != nil {
			return err
		}
		c.Name = &name
	}
	return nil
}

// signing is a note on its way into the journal, and what comes of it.
type signing struct {
	*deed
	note *JournalNote
	out  *Signed
}

// enter puts the entries into the note, checks their activities off, and reports what deviates.
func (p *signing) enter(ctx context.Context, in SignNoteInput) error {
	if len(in.Entries) > maxItems {
		return invalid("entries", "Anteckningen har för många delar.", "The note has too many parts.")
	}
	said := circumstancesOf(p.note, in)
	answered := map[ActivityID]bool{}
	for i, e := range in.Entries {
		field := fmt.Sprintf("entries.%d.", i)
		if answered[e.ActivityID] {
			return invalid(field+"activityId", "Aktiviteten är besvarad två gånger.", "The activity is answered twice.")
		}
		answered[e.ActivityID] = e.ActivityID != ""
		if err := p.enterOne(ctx, e, said); err != nil {
			return within(field, err)
		}
	}
	if len(p.out.CheckOffs) > 0 {
		p.replace(p.visit)
	}
	// The first words are for those who must act before they have read the note.
	whole, err := p.reportWhole(ctx, firstWords(p.note.Text, 200), said)
	if err != nil {
		return err
	}
	if whole != nil {
		p.out.Deviations = append(p.out.Deviations, whole)
	}
	if p.note.Heading == "" {
		p.note.Heading = HeadingPerformed
		if slices.ContainsFunc(p.note.Entries, func(e NoteEntry) bool { return e.Outcome.Deviates() }) {
			p.note.Heading = HeadingNotPerformed
		}
	}
	return nil
}

// circumstancesOf returns what the writer says, and what the note's own words, observations and entries say.
func circumstancesOf(n *JournalNote, in SignNoteInput) []dictation.Circumstance {
	out := slices.Concat(in.Circumstances, dictation.Circumstances(n.Text))
	for _, e := range in.Entries {
		c := CheckOff{Reason: e.Reason, Measure: e.Measure, FollowUp: e.FollowUp}
		out = append(out, c.circumstances()...)
	}
	if slices.ContainsFunc(n.Observations, func(o dictation.Observation) bool { return o.Kind == dictation.ObservedFall }) {
		out = append(out, dictation.Fall)
	}
	return out
}

// calming returns those circumstances that take urgency from every deviation of a visit. What makes urgent is told once.
func calming(said []dictation.Circumstance) []dictation.Circumstance {
	if slices.Contains(said, dictation.KnownAway) {
		return []dictation.Circumstance{dictation.KnownAway}
	}
	return nil
}

// enterOne puts one entry into the note. An activity that was checked off by hand keeps its check-off: the note says more of it.
func (p *signing) enterOne(ctx context.Context, e NoteEntryInput, said []dictation.Circumstance) (err error) {
	if e.Quote, err = cleanText("quote", e.Quote, maxShortText); err != nil {
		return err
	}
	if e.Outcome == dictation.Extra {
		return p.enterExtra(e)
	}
	c, err := p.session.newCheckOff(p.by, CheckOffInput{
		ActivityID: e.ActivityID, Outcome: e.Outcome, ReasonCode: e.ReasonCode, Reason: e.Reason, Measure: e.Measure,
		FollowUp: e.FollowUp, Time: e.Time,
	})
	if err != nil {
		return err
	}
	a := p.visit.Activity(e.ActivityID)
	fresh := a == nil || a.CheckOff == nil || a.CheckOff.Outcome != c.Outcome
	if fresh {
		if _, err := p.visit.Record(*c); err != nil {
			return err
		}
	}
	dev, err := p.deviationOf(ctx, a, fresh, slices.Concat(calming(said), c.circumstances()))
	if err != nil {
		return err
	}
	if !fresh && a.CheckOff.addFrom(c) && dev != nil {
		dev.ReasonCode, dev.Reason, dev.Measure, dev.FollowUp = a.CheckOff.ReasonCode, a.CheckOff.Reason, a.CheckOff.Measure, a.CheckOff.FollowUp
		p.replace(dev)
	}
	a.CheckOff.Note = cmp.Or(a.CheckOff.Note, p.note.ID)
	p.out.CheckOffs = append(p.out.CheckOffs, a.CheckOff)
	if dev != nil {
		p.out.Deviations = append(p.out.Deviations, dev)
	}
	p.note.Entries = append(p.note.Entries, NoteEntry{
		Activity: a.ID, Title: a.Title, Outcome: c.Outcome, ReasonCode: c.ReasonCode, Reason: c.Reason, Measure: c.Measure,
		FollowUp: c.FollowUp, DoneAt: c.DoneAt, Quote: e.Quote,
	})
	return nil
}

// enterExtra puts an unplanned task into the note.
func (p *signing) enterExtra(e NoteEntryInput) error {
	if e.ActivityID != "" {
		return invalid("outcome", "En planerad aktivitet är inte en extra insats.", "A planned activity is no extra task.")
	}
	err := cleanTexts(maxShortText, map[string]*string{"reason": &e.Reason, "measure": &e.Measure, "followUp": &e.FollowUp})
	if err != nil {
		return err
	}
	doneAt, err := e.Time.before("time", p.by.now)
	p.note.Entries = append(p.note.Entries, NoteEntry{
		Outcome: e.Outcome, Reason: e.Reason, Measure: e.Measure, FollowUp: e.FollowUp, DoneAt: doneAt, Quote: e.Quote,
	})
	return err
}

// firstWords returns the beginning of a text, at most n characters.
func firstWords(s string, n int) string {
	r := []rune(s)
	return string(r[:min(len(r), n)])
}

// within puts an error's field below the part of the input it belongs to.
func within(prefix string, err error) error {
	e, ok := err.(*Error)
	if !ok {
		return err // not the entry's fault
	}
	c := *e
	c.Field = prefix + e.Field
	if e.Field == "" {
		c.Field = prefix + "outcome"
	}
	return &c
}

// Notes returns the signed notes of a visit, the oldest first.
func (s *Session) Notes(ctx context.Context, id VisitID) ([]*JournalNote, error) {
	return read(ctx, s, ReadNote, string(id), func(ctx context.Context, w *principal) ([]*JournalNote, []seen, error) {
		v, err := s.visit(ctx, s.service.store, w, id, nil)
		if err != nil {
			return nil, nil, err
		}
		ns, err := find[JournalNote](ctx, s.service.store, Query{Index: noteByVisit, Tenant: w.actor.Tenant, Equal: []any{id}, Limit: maxItems})
		if ns == nil {
			ns = []*JournalNote{} // none, which is not the same as none to be seen
		}
		var shown []seen
		for _, n := range ns {
			shown = append(shown, seen{v.Brukare, string(n.ID)})
		}
		return ns, shown, err
	})
}
