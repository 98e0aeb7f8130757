package domain

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"unicode/utf8"

	"github.com/lyhord/lyhord/dialogue"
	"github.com/lyhord/lyhord/dictation"
)

// The use cases of a conversation: begin or take up, say, read, follow. What is said and answered is package dialogue's matter; here is whose
// it is, what it stands on, and that a yes signs the note.

// StartConversationInput is the command to begin a conversation about a visit.
type StartConversationInput struct {
	CommandID CommandID `json:",omitzero"`
	VisitID   VisitID   `json:",omitzero"`
}

// StartConversation begins the actor's conversation about a visit, with Lyhörd's greeting. While one is open it is that one: there is
// nothing to lose by starting again. Returns CONFLICT for a visit that is not begun or is cancelled.
func (s *Session) StartConversation(ctx context.Context, in StartConversationInput) (*Conversation, error) {
	id, err := s.startConversation(ctx, in)
	if errors.Is(err, errTaken) { // another phone of the actor's was first; theirs is open now
		id, err = s.startConversation(ctx, in)
	}
	if err != nil {
		return nil, err
	}
	w, err := s.authorize(ctx, ReadConversation)
	if err != nil {
		return nil, err
	}
	c, err := s.conversation(ctx, s.service.store, w, id) // with the rights of now: more may have been said since the command was first done
	if err != nil {
		return nil, s.refuse(ctx, StartConversation, string(id), err)
	}
	return c, s.loadTurns(ctx, c)
}

func (s *Session) startConversation(ctx context.Context, in StartConversationInput) (ConversationID, error) {
	return mutate(ctx, s, StartConversation, in.CommandID, string(in.VisitID), in, func(ctx context.Context, r Reader, w *principal) (ConversationID, *work, error) {
		v, err := s.visit(ctx, r, w, in.VisitID, nil)
		if err != nil {
			return "", nil, err
		}
		if err := v.noteworthy(); err != nil {
			return "", nil, err
		}
		before, err := latestConversation(ctx, r, v, w.staffID())
		if err != nil {
			return "", nil, err
		}
		if before.open() {
			return before.ID, &work{brukare: v.Brukare, subject: string(before.ID)}, nil
		}
		sc, err := s.sceneOf(ctx, r, w, v)
		if err != nil {
			return "", nil, err
		}
		c := newConversation(v, w.staffID(), before.Number+1, w.now)
		state, reply := dialogue.Open(sc.Scene)
		c.State = state
		k := &work{brukare: v.Brukare, subject: string(c.ID)}
		k.insert(c.replied(reply, w.now))
		k.insert(c)
		s.recordReferred(k, w, sc, reply)
		return c.ID, k, nil
	})
}

// latestConversation returns the worker's latest conversation about the visit; before the first, one that is signed and has the number 0.
func latestConversation(ctx context.Context, r Reader, v *Visit, by StaffID) (*Conversation, error) {
	cs, err := find[Conversation](ctx, r, Query{
		Index: conversationByVisit, Tenant: v.Tenant, Equal: []any{v.ID, by}, Descending: true, Limit: 1,
	})
	if err != nil || len(cs) == 0 {
		return &Conversation{State: dialogue.State{Stage: dialogue.Signed}}, err
	}
	return cs[0], nil
}

// recordReferred records what a reply refers to as read, with the work: the answer leaves after it is durable.
func (s *Session) recordReferred(k *work, w *principal, sc *scene, reply dialogue.Reply) {
	for _, x := range sc.referred(reply) {
		rec := s.record(x.action, w.now, k.brukare, x.subject)
		rec.Count = 1
		k.insert(rec)
	}
}

// SayInput is the command to say something in a conversation.
type SayInput struct {
	CommandID      CommandID      `json:",omitzero"`
	ConversationID ConversationID `json:",omitzero"`
	Text           string         `json:",omitzero"` // at most [MaxTranscript] characters; empty is silence
}

// Said is the result of [Session.Say].
type Said struct {
	ConversationID ConversationID
	Seq            int64   // the number of the worker's turn; the reply has the next
	Turns          []*Turn `json:"-"` // the two
	Signed         *Signed // nil unless the turn signed the note
}

// Say takes one turn of the worker's in the own conversation, and keeps it with the reply. Where the reply to it is that the note is signed, it is:
// the note, its check-offs and its deviations in the same transaction. A note that can't be signed, as when a colleague has just checked an
// activity off otherwise, is answered with why; it is not signed, and stays as it was. Returns INVALID when the account grows longer than a
// note can be, CONFLICT when the visit is cancelled or the conversation has no more room.
func (s *Session) Say(ctx context.Context, in SayInput) (*Said, error) {
	out, err := mutate(ctx, s, Say, in.CommandID, string(in.ConversationID), in, func(ctx context.Context, r Reader, w *principal) (*Said, *work, error) {
		text, err := cleanText("text", in.Text, MaxTranscript)
		if err != nil {
			return nil, nil, err
		}
		c, err := s.conversation(ctx, r, w, in.ConversationID)
		if err != nil {
			return nil, nil, err
		}
		d, err := s.deedAt(ctx, r, w.reaching(SignNote), c.Visit, nil)
		if err != nil {
			return nil, nil, err
		}
		if err := d.visit.noteworthy(); err != nil {
			return nil, nil, err
		}
		x := &exchange{deed: d, talk: c, out: &Said{ConversationID: c.ID, Seq: c.Last + 1}}
		err = x.take(ctx, text)
		return x.out, x.work, err
	})
	if err != nil {
		return nil, err
	}
	if out.Signed != nil {
		if err := s.loadNote(ctx, out.Signed); err != nil {
			return nil, err
		}
	}
	return out, s.loadSaid(ctx, out)
}

// exchange is a turn of the worker's on its way to its reply, and what comes of it.
type exchange struct {
	*deed
	talk *Conversation
	out  *Said
}

// take adds the turn and the reply to the conversation.
func (x *exchange) take(ctx context.Context, text string) error {
	sc, err := x.session.sceneOf(ctx, x.from, x.by, x.visit)
	if err != nil {
		return err
	}
	state, reply := x.talk.State.Say(sc.Scene, text)
	if reply.Sign {
		if state, reply, err = x.sign(ctx, state, reply); err != nil {
			return err
		}
	}
	tooLong := utf8.RuneCountInString(state.Signable().Text) > MaxNoteText
	switch {
	case tooLong && reply.Kind == dialogue.Urgent: // help is told to be called all the same; the words stand in the turn
		stage, away := state.Stage, state.Away
		state = x.talk.State
		state.Stage, state.Away = stage, away
	case tooLong:
		return invalid("text", "Det blir för långt för en anteckning. Signera först, och börja sedan en ny.", "This grows too long for one note. Sign first, then begin another.")
	}
	readOut := state.Read && !x.talk.State.Read // which is so once, since nothing can be changed any more
	if x.talk.full() && !readOut && x.out.Signed == nil {
		return conflict("Samtalet har blivit för långt. Signera det, eller börja ett nytt.", "The conversation has grown too long. Sign it, or start another.")
	}
	x.subject, x.talk.State = string(x.talk.ID), state
	x.insert(x.talk.heard(text, x.by.now))
	x.insert(x.talk.replied(reply, x.by.now))
	x.replace(x.talk)
	x.session.recordReferred(x.work, x.by, sc, reply)
	return nil
}

// sign signs the note that the worker said yes to. Where that is refused, the conversation stays as it was before the yes, and the reply says
// why: the worker can only hear, and is not helped by an error.
func (x *exchange) sign(ctx context.Context, after dialogue.State, yes dialogue.Reply) (dialogue.State, dialogue.Reply, error) {
	in := noteOf(x.visit.ID, after.Signable())
	d := *x.deed
	d.work = &work{brukare: x.brukare}
	signed, err := d.sign(ctx, in, strings.Join(after.Account, "\n"))
	var e *Error
	if errors.As(err, &e) && (e.Code == Conflict || e.Code == Invalid || e.Code == NotFound) {
		return x.talk.State, unsigned(x.visit, in, e), nil
	}
	if err != nil {
		return after, yes, err
	}
	x.work, x.out.Signed, x.talk.Note = d.work, signed, signed.NoteID
	x.insert(x.session.record(SignNote, x.by.now, x.brukare, string(signed.NoteID)))
	return after, yes, nil
}

// noteOf is the command that signs what a conversation amounts to. Findings that are more or longer than a note holds are cut, since a
// worker who listens can't shorten them: the whole stands in the text.
func noteOf(v VisitID, n dialogue.Signable) SignNoteInput {
	in := SignNoteInput{VisitID: v, Text: n.Text, Observations: first(n.Observations, maxItems), Contacts: first(n.Contacts, maxItems)}
	for _, e := range n.Entries {
		in.Entries = append(in.Entries, entryOf(e))
	}
	for i := range in.Observations {
		in.Observations[i].Quote = firstWords(in.Observations[i].Quote, maxShortText)
	}
	for i := range in.Contacts {
		c := &in.Contacts[i]
		c.Quote = firstWords(c.Quote, maxShortText)
		if c.Name != nil {
			c.Name = new(firstWords(*c.Name, maxName))
		}
	}
	return in
}

// entryOf makes an entry of what was understood. A quotation may be long, since speech has no full stops: its beginning will do, and the
// whole stands in the text. What went as planned has no reason, whatever was said of it.
func entryOf(e dictation.Entry) NoteEntryInput {
	short := func(s *string) string {
		if s == nil {
			return ""
		}
		return firstWords(*s, maxShortText)
	}
	out := NoteEntryInput{
		ActivityID: ActivityID(short(e.Activity)), Outcome: e.Outcome, Reason: short(e.Reason), Measure: short(e.Measure),
		FollowUp: short(e.FollowUp), Time: ClockTime(short(e.Time)), Quote: firstWords(e.Quote, maxShortText),
	}
	if e.ReasonCode != nil {
		out.ReasonCode = *e.ReasonCode
	}
	if e.Outcome == dictation.Performed {
		out.Reason, out.ReasonCode = "", ""
	}
	return out
}

// OutcomeWord is an outcome as it is told to a worker.
func OutcomeWord(o dictation.Outcome) string {
	return map[dictation.Outcome]string{
		dictation.Performed: "utförd", dictation.Partial: "delvis utförd", dictation.Declined: "avböjd", dictation.NotPerformed: "ej utförd",
		dictation.Extra: "utöver planen",
	}[o]
}

// unsigned is the reply to a yes that could not be heeded: why, and what to do about it. Its choices are understood by package dialogue.
func unsigned(v *Visit, in SignNoteInput, e *Error) dialogue.Reply {
	r := dialogue.Reply{Kind: dialogue.Question, Choices: []string{"Läs upp", "Signera"}}
	why, then := e.Text.Sv, "Säg signera när det är rättat."
	var i int
	if n, _ := fmt.Sscanf(e.Field, "entries.%d.", &i); n == 1 && i < len(in.Entries) {
		if a := v.Activity(in.Entries[i].ActivityID); a != nil {
			strike := "Stryk " + strings.ToLower(a.Title)
			if o, ok := e.Details["outcome"].(dictation.Outcome); ok {
				why, then = "redan avprickad som "+OutcomeWord(o)+".", "Ångra avprickningen, eller säg "+strings.ToLower(strike)+". "+then
			}
			why, r.Choices = a.Title+": "+why, append([]string{strike}, r.Choices...)
		}
	}
	r.Speech = "Jag kunde inte signera. " + why
	r.Text = r.Speech + " " + then
	return r
}

// conversation loads and admits one conversation.
func (s *Session) conversation(ctx context.Context, r Reader, w *principal, id ConversationID) (*Conversation, error) {
	if err := checkID("conversationId", id); err != nil {
		return nil, err
	}
	c := &Conversation{Head: Head[ConversationID]{Tenant: w.actor.Tenant, ID: id}}
	if err := r.Get(ctx, c); err != nil {
		return nil, err
	}
	return c, s.admit(ctx, r, w, c.place())
}

// loadTurns reads all turns of a conversation.
func (s *Session) loadTurns(ctx context.Context, c *Conversation) (err error) {
	c.Turns, err = find[Turn](ctx, s.service.store, Query{Index: turnBySeq, Tenant: c.Tenant, Equal: []any{c.ID}, Limit: maxTurns + 2})
	return err
}

// loadSaid reads the two turns of an exchange.
func (s *Session) loadSaid(ctx context.Context, out *Said) (err error) {
	out.Turns, err = find[Turn](ctx, s.service.store, Query{
		Index: turnBySeq, Tenant: s.actor.Tenant, Equal: []any{out.ConversationID}, From: out.Seq, Limit: 2,
	})
	return err
}

// Conversation returns one of the actor's own conversations with its turns, to be gone on with. Returns NOT_FOUND.
func (s *Session) Conversation(ctx context.Context, id ConversationID) (*Conversation, error) {
	return read(ctx, s, ReadConversation, string(id), func(ctx context.Context, w *principal) (*Conversation, []seen, error) {
		c, err := s.conversation(ctx, s.service.store, w, id)
		if err != nil {
			return nil, nil, err
		}
		return c, []seen{{c.Brukare, string(c.ID)}}, s.loadTurns(ctx, c)
	})
}

// WatchConversation yields the turns of one of the actor's own conversations: those after the given number first, then each as it is
// taken, on whatever phone; nil means only what comes from now on. They come in order, none twice and none left out. Returns INVALID when after
// lies ahead of the conversation.
func (s *Session) WatchConversation(ctx context.Context, id ConversationID, after *int64) iter.Seq2[*Turn, error] {
	cursor, err := s.startOfTurns(ctx, id, after)
	if err != nil {
		return failed[*Turn](err)
	}
	return watch(ctx, s.service, conversationTopic(s.actor.Tenant, id), func() ([]*Turn, bool, error) {
		ts, err := s.newTurns(ctx, id, cursor)
		if n := len(ts); n > 0 && err == nil {
			cursor = ts[n-1].Seq
		}
		return ts, len(ts) == watchBatch, err
	})
}

// startOfTurns returns the number after which a watch begins.
func (s *Session) startOfTurns(ctx context.Context, id ConversationID, after *int64) (int64, error) {
	_, c, err := s.watched(ctx, id)
	switch {
	case err != nil:
		return 0, err
	case after == nil:
		return c.Last, nil
	case *after < 0 || *after > c.Last:
		return 0, invalid("after", "Numret ligger före samtalet. Börja om från 0.", "The number lies ahead of the conversation. Begin again from 0.")
	}
	return *after, nil
}

// watched loads the conversation that is watched, with the rights of now.
func (s *Session) watched(ctx context.Context, id ConversationID) (*principal, *Conversation, error) {
	w, err := s.authorize(ctx, WatchConversation)
	if err != nil {
		return nil, nil, err
	}
	c, err := s.conversation(ctx, s.service.store, w, id)
	if err != nil {
		return nil, nil, s.refuse(ctx, WatchConversation, string(id), err)
	}
	return w, c, nil
}

// newTurns reads what came after the cursor, with the rights of now, and records that it was shown.
func (s *Session) newTurns(ctx context.Context, id ConversationID, cursor int64) ([]*Turn, error) {
	w, c, err := s.watched(ctx, id)
	if err != nil || c.Last <= cursor {
		return nil, err
	}
	ts, err := find[Turn](ctx, s.service.store, Query{
		Index: turnBySeq, Tenant: c.Tenant, Equal: []any{id}, From: cursor + 1, Limit: watchBatch,
	})
	if err != nil {
		return nil, err
	}
	return ts, s.recordSeen(ctx, WatchConversation, w.now, string(id), []seen{{c.Brukare, string(id)}})
}
