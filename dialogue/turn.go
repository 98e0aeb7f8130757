package dialogue

import (
	"slices"
	"strings"

	"github.com/lyhord/lyhord/dictation"
)

// turn is one utterance on its way to its reply.
type turn struct {
	sc    Scene
	s     *State
	text  string
	words []string // all words, fillers left out
	old   dictation.Draft
	read  bool // the note as it is was read out before this turn
	yes   bool // a bare yes would be one to the note that was just read out

	about    []string // what the question that waited before was about
	away     bool     // the words before were to somebody else
	advised  bool     // advice was answered, so that the next may come
	toldLeft bool     // what is left was just told
	lost     bool     // something told was not understood
	fixed    bool     // something was corrected
	instead  *Reply   // what a correction replies in place of the next question
}

// Say takes one turn of the worker's and returns the state after it, with what is answered. It accepts any text.
func (s State) Say(sc Scene, utterance string) (State, Reply) {
	n := s.clone()
	if len(n.About) == 0 {
		n.stopAsking()
	}
	t := &turn{sc: sc, s: &n, text: clean(utterance), old: cloneDraft(n.Draft), read: n.Read, yes: n.Stage == Reviewing, about: n.About}
	t.words = without("filler", lows(split(t.text)))
	r := t.reply()
	n.clash = nil
	return n.filled(), r.filled()
}

// reply settles what kind of turn it is, the weightiest kind first.
func (t *turn) reply() Reply {
	s := t.s
	if t.urgent() {
		return t.callForHelp()
	}
	if s.Stage == Signed {
		return say(Closed, closedText)
	}
	if s.Stage == Reviewing {
		s.Stage = Listening // whatever else is said, a later yes is no longer one to the note
	}
	t.away, s.Away = s.Away, false
	if len(t.words) == 0 {
		return t.miss(silenceText(s.Misses))
	}
	if r, ok := t.command(); ok {
		return r
	}
	if r, ok := t.courtesy(); ok {
		return r
	}
	return t.content()
}

// command is what is said to Lyhörd alone.
func (t *turn) command() (Reply, bool) {
	s, w := t.s, t.words
	switch {
	case t.away && (whole("yes", w) || whole("no", w)):
		return t.waiting(say(Unclear, stillHere)), true
	case t.asks(dictation.AskTrouble) && len(t.sc.chosen(s.About, t.text)) > 0:
		t.answerTrouble(t.text)
		return t.took(false), true
	case t.asks(dictation.AskTrouble) && (whole("nothingmeant", w) || whole("no", w)):
		return t.nothing(), true
	case t.yes && (whole("sign", w) || whole("yes", w)), t.read && whole("sign", w):
		return t.sign(), true
	case whole("sign", w):
		return t.summary(), true
	case len(s.Offered) > 0 && whole("take", w):
		return t.takeAdvice(), true
	case len(s.Offered) > 0 && whole("keep", w):
		return t.keepAdvice(), true
	case whole("take", w):
		return t.deny(), true
	case whole("keep", w):
		return t.goOn(""), true
	case whole("restart", w):
		return t.restart(), true
	case whole("undo", w):
		return t.undo(), true
	case begins("strike", w) > 0:
		return t.strike(), true
	case whole("help", w) || has(w, "help") && len(w) <= 8:
		return t.help(), true
	case whole("again", w):
		return t.again(), true
	case s.Asked != nil && whole("skip", w):
		return t.leaveOpen(skipped), true
	case whole("skip", w):
		return t.summary(), true
	case s.Asked != nil && whole("dontknow", w):
		return t.leaveOpen(unknown), true
	case s.Asked != nil && whole("nothing", w):
		return t.nothing(), true
	case whole("summary", w):
		return t.summary(), true
	case whole("yes", w):
		return t.affirm(), true
	case whole("no", w):
		return t.deny(), true
	}
	return Reply{}, false
}

// affirm takes a yes that is not one to the note.
func (t *turn) affirm() Reply {
	switch s := t.s; {
	case t.asks(dictation.AskUnanswered), t.asks(dictation.AskOutcome):
		t.answerOutcome(t.text)
		return t.goOn("")
	case t.asks(dictation.AskFollowUp):
		return t.putAgain(Question, whenAndWho)
	case t.asks(dictation.AskTrouble):
		return t.putAgain(Question, ofWhat)
	case s.Asked != nil:
		return t.putAgain(Question, tellMore)
	case t.read:
		return t.onlySign()
	case len(s.Account) == 0:
		return t.waiting(say(Unclear, listening(t.sc)))
	}
	r := say(Unclear, join(silenceText(0), readIt))
	r.Choices = []string{choiceSummary}
	return r
}

// deny takes a no.
func (t *turn) deny() Reply {
	switch s := t.s; {
	case t.asks(dictation.AskUnanswered), t.asks(dictation.AskOutcome):
		t.answerOutcome(t.text)
		return t.goOn("")
	case s.Asked != nil:
		return t.leaveOpen(skipped)
	case t.yes || t.read:
		r := say(Question, whatIsWrong(t.sc, *s))
		r.Choices = []string{choiceUndo, choiceSummary}
		return r
	}
	return t.summary()
}

// nothing takes "ingenting" as the answer to a question.
func (t *turn) nothing() Reply {
	switch t.s.Asked.Code {
	case dictation.AskUnanswered:
		t.answerOutcome("inte gjort")
		return t.leaveOpen(skipped)
	case dictation.AskOutcome:
		t.giveOutcome(t.text, t.verdictOf(dictation.Entry{Outcome: dictation.NotPerformed, Quote: t.text}))
		return t.goOn("")
	case dictation.AskTrouble:
		t.s.tied(*t.s.Asked)
		return t.leaveOpen(skipped)
	case dictation.AskMeasure:
		t.give(t.text, t.wholeLine(t.text, dictation.AskMeasure, heard{}))
		return t.goOn("")
	}
	return t.leaveOpen(skipped)
}

// asks reports whether a question of the code waits.
func (t *turn) asks(code dictation.QuestionCode) bool {
	return t.s.Asked != nil && t.s.Asked.Code == code
}

// leaveOpen lets the worker leave the question open, and goes on.
func (t *turn) leaveOpen(lead string) Reply {
	t.s.settle()
	return t.goOn(lead)
}

// courtesy is what belongs to talk and not to the note. A waiting question stays.
func (t *turn) courtesy() (Reply, bool) {
	w := t.words
	switch {
	case whole("greeting", w):
		return t.waiting(say(Unclear, greetBack(t.sc))), true
	case whole("okay", w) && (t.yes || t.read):
		return t.onlySign(), true
	case whole("thanks", w) && (t.yes || t.read):
		return t.onlySign(), true
	case has(w, "selftalk") && len(w) <= 12 && len(t.sc.hear(t.text).Entries) == 0 && !strings.Contains(t.text, "?"):
		return t.waiting(say(Unclear, heardYou)), true
	case whole("thanks", w), whole("okay", w):
		return t.waiting(say(Unclear, thanksBack)), true
	case whole("swearing", w):
		return t.waiting(say(Unclear, swearBack)), true
	case t.aside():
		t.s.Away = true
		return t.waitingSilently(say(Unclear, waitingText)), true
	}
	return Reply{}, false
}

// aside reports whether the words are said to somebody else in the room.
func (t *turn) aside() bool {
	w := t.words
	if len(w) > 8 || has(w, "toapp") {
		return false
	}
	name := strings.ToLower(firstName(t.sc))
	toName := w[0] == name || w[len(w)-1] == name
	if has(w, "toyou") && !slices.Contains(w, pronoun(t.sc)) {
		return true
	}
	return has(w, "aside") && (toName || t.sc.hear(t.text).silent())
}

// content is an account, an answer, a correction, a question, or several of these.
func (t *turn) content() Reply {
	told, asked := t.parts()
	done := false
	for _, line := range told {
		line, end := cutTail(withoutOrder(line))
		done = done || end
		if line != "" {
			t.statement(line)
		}
	}
	if len(asked) > 0 {
		return t.answerQuestions(asked)
	}
	if t.lost {
		return t.miss(unclearText(*t.s))
	}
	return t.took(done)
}

// took replies to what was told.
func (t *turn) took(done bool) Reply {
	t.s.Misses = 0
	if t.instead != nil {
		return *t.instead
	}
	if done {
		return t.summary()
	}
	return t.goOn(t.noted())
}

// statement takes what was told, as the answer to the waiting question, a correction, or a part of the account.
func (t *turn) statement(line string) {
	s, words := t.s, without("filler", lows(split(line)))
	switch {
	case len(words) == 0:
	case t.asks(dictation.AskTrouble) && t.answerTrouble(line):
	case t.onlyName(words), t.unsure(words):
	case t.rename(line, words), t.replaceReason(line, words), t.retime(line, words):
		t.fixed = true
	case t.answer(line):
	case t.tick(line):
	case begins("correction", words) > 0 && t.overrule(line):
		t.fixed = true
	case whole("yes", words), whole("no", words), whole("okay", words), whole("greeting", words), whole("thanks", words), whole("swearing", words):
	case t.sc.hear(line).tells() || t.tells(words):
		s.tell(t.sc, line)
	default:
		t.lost = true
	}
}

// tick takes a list of names and verdicts.
func (t *turn) tick(line string) bool {
	h := t.ticked(line)
	if len(h.Entries) == 0 {
		return false
	}
	t.s.correct(t.sc, line, h, nil)
	return true
}

// onlyName takes the name of one activity and no more ("promenaden då"): it tells nothing yet, so that it is asked how it went.
func (t *turn) onlyName(words []string) bool {
	if len(words) > 3 {
		return false
	}
	ids := t.sc.topics(words, t.sc.visitTopics())
	rest := slices.DeleteFunc(slices.Clone(words), func(w string) bool {
		return len(ids) > 0 && anyAlike(strings.Fields(strings.ToLower(t.sc.title(ids[0]))), w) || w == "då" || w == "och" || w == "men" || w == "eller"
	})
	if len(ids) != 1 || len(rest) > 0 || t.sc.planned(ids[0]).Outcome != "" || entryOf(t.s.Draft, ids[0]) != nil {
		return false
	}
	q := asking{code: dictation.AskUnanswered, acts: ids}
	if t.s.times(dictation.Question{Code: q.code, Activity: &ids[0]}) >= maxPut {
		return false
	}
	r := t.question(q, "")
	t.instead = &r
	return true
}

// unsure takes "jag vet inte om hon fick frukost": the activity is left open, and nothing of it is kept.
func (t *turn) unsure(words []string) bool {
	if begins("unsure", words) == 0 || len(words) > 10 {
		return false
	}
	ids := titled(words, t.sc.visitTopics())
	for _, id := range ids {
		for _, code := range []dictation.QuestionCode{dictation.AskUnanswered, dictation.AskOutcome} {
			t.s.Settled = append(t.s.Settled, dictation.Question{Code: code, Activity: pointer(id)})
		}
	}
	if len(ids) > 0 {
		r := t.goOn(unknown)
		t.instead = &r
	}
	return len(ids) > 0
}

// tells reports whether words that nothing was heard in are still an account: enough of them are Swedish.
func (t *turn) tells(words []string) bool {
	return len(dictation.Circumstances(strings.Join(words, " "))) > 0 || len(words) >= 3 && swedish(words) && !slices.ContainsFunc(words, func(w string) bool { return is("noise", w) })
}

// withoutOrder takes "skriv att" off the beginning of what was told.
func withoutOrder(line string) string {
	ws := split(line)
	if n := begins("dictate", lows(ws)); n > 0 && n < len(ws) {
		return line[ws[n].start:]
	}
	return line
}

// cutTail takes "det var allt" off the end of what was told.
func cutTail(line string) (string, bool) {
	ws := split(line)
	words := lows(ws)
	for i := range words {
		for _, p := range theLexicon().lists["tail"] {
			if p.matchAt(words, i) == len(words) && i > 0 {
				return strings.TrimRight(line[:ws[i].start], " ,.;"), true
			}
		}
	}
	return line, false
}

// goOn puts the next question, or reads the note out where none is left.
func (t *turn) goOn(lead string) Reply {
	s := t.s
	s.Misses = 0
	if s.Asked != nil && !s.stillOpen(t.sc) {
		s.stopAsking()
	}
	s.stopAsking()
	if len(s.Account) == 0 {
		return t.waiting(say(Unclear, join(lead, listening(t.sc))))
	}
	next := s.missing(t.sc)
	if len(next) == 0 {
		return t.readOut(lead)
	}
	return t.question(next[0], lead)
}

// question puts a question after a lead.
func (t *turn) question(a asking, lead string) Reply {
	again := t.s.wasPut(a)
	t.s.ask(a)
	near := !again && (t.named(a.acts) && t.onlyDeviation(a.acts) || slices.Equal(t.about, a.acts) && !t.namedAny())
	text, speech := questionText(t.sc, *t.s, a, again, near)
	if t.toldLeft && a.code == dictation.AskUnanswered {
		text, speech = blevDe(a), blevDe(a)
	}
	r := Reply{Kind: Question, Text: join(lead, text), Speech: join(short(lead), speech), Asks: t.s.Asked, Choices: questionChoices(t.sc, *t.s, a)}
	return t.withAdvice(r)
}

// named reports whether the reply names these activities, since this turn made something else of them.
func (t *turn) named(acts []string) bool {
	return !slices.ContainsFunc(acts, func(id string) bool {
		was, is := entryOf(t.old, id), entryOf(t.s.Draft, id)
		return is == nil || was != nil && was.Outcome == is.Outcome
	})
}

// namedAny reports whether this turn made something else of any activity, so that the reply names it.
func (t *turn) namedAny() bool {
	return slices.ContainsFunc(t.sc.Visit, func(a Planned) bool { return t.named([]string{a.ID}) })
}

// onlyDeviation reports whether nothing but these activities deviated this turn.
func (t *turn) onlyDeviation(acts []string) bool {
	return !slices.ContainsFunc(t.s.Draft.Entries, func(e dictation.Entry) bool {
		return e.Activity != nil && e.Outcome.Deviates() && !slices.Contains(acts, *e.Activity) && t.named([]string{*e.Activity})
	})
}

// putAgain puts the waiting question once more with a hint, or leaves it open when it was put often enough.
func (t *turn) putAgain(kind ReplyKind, hint string) Reply {
	s := t.s
	for _, a := range s.missing(t.sc) {
		if s.waitsFor(a) && (a.code == dictation.AskTrouble || slices.Equal(a.acts, s.About)) {
			s.ask(a)
			return Reply{Kind: kind, Text: hint, Speech: hint, Asks: s.Asked, Choices: questionChoices(t.sc, *s, a)}
		}
	}
	return t.leaveOpen(leftOpen)
}

// waiting adds to a reply the question that waits, or that Lyhörd listens.
func (t *turn) waiting(r Reply) Reply {
	s := t.s
	if s.Asked == nil {
		if t.yes {
			r = t.waitingSilently(r)
		}
		return r
	}
	for _, a := range s.missing(t.sc) {
		if s.waitsFor(a) {
			s.ask(a)
			text, speech := questionText(t.sc, *s, a, false, false)
			if t.toldLeft && a.code == dictation.AskUnanswered {
				text, speech = blevDe(a), blevDe(a)
			}
			r.Text, r.Speech = join(r.Text, text), join(r.Speech, speech)
			break
		}
	}
	r.Asks, r.Choices = s.Asked, questionChoices(t.sc, *s, s.asking())
	return r
}

// again says the last thing once more, since the worker asks for that.
func (t *turn) again() Reply {
	s := t.s
	switch {
	case s.Asked != nil:
		a := s.asking()
		text, speech := questionText(t.sc, *s, a, false, false)
		return Reply{Kind: Question, Text: text, Speech: speech, Asks: s.Asked, Choices: questionChoices(t.sc, *s, a)}
	case len(s.Account) > 0:
		return t.readOut("")
	}
	return say(Unclear, listening(t.sc))
}

// waitingSilently keeps what waits without putting it once more.
func (t *turn) waitingSilently(r Reply) Reply {
	if s := t.s; s.Asked != nil {
		r.Asks, r.Choices = s.Asked, questionChoices(t.sc, *s, s.asking())
	} else if s.Read {
		r.Choices = []string{choiceSign, choiceSummary}
	}
	return r
}

// miss replies to what was not understood, with more help each time.
func (t *turn) miss(text string) Reply {
	s := t.s
	s.Misses++
	r := say(Unclear, text)
	switch s.Misses {
	case 1:
		r = t.waiting(r)
	case 2:
		r = t.waitingSilently(say(Unclear, exampleText(t.sc, *s)))
	default:
		r = t.waitingSilently(r)
	}
	if s.Misses >= 3 {
		r.Text, r.Speech = chooseText, chooseText
		if len(r.Choices) == 0 {
			r.Choices = []string{choiceAll, choiceLeft, choiceSummary}
		}
	}
	return r
}

// filled gives lists instead of nils, so that a state is the same before and after JSON.
func (s State) filled() State {
	s.Account, s.Given, s.About, s.Put = full(s.Account), full(s.Given), full(s.About), full(s.Put)
	s.Settled, s.Focus, s.Heeded, s.Offered, s.Past = full(s.Settled), full(s.Focus), full(s.Heeded), full(s.Offered), full(s.Past)
	s.Draft = filledDraft(s.Draft)
	for i := range s.Past {
		p := &s.Past[i]
		p.Account, p.Given, p.Settled, p.Focus, p.Draft = full(p.Account), full(p.Given), full(p.Settled), full(p.Focus), filledDraft(p.Draft)
	}
	return s
}

func filledDraft(d dictation.Draft) dictation.Draft {
	d.Entries, d.Observations, d.Contacts, d.Lint, d.Loose = full(d.Entries), full(d.Observations), full(d.Contacts), full(d.Lint), full(d.Loose)
	return d
}

func (r Reply) filled() Reply {
	r.Choices, r.References, r.Advice = full(r.Choices), full(r.References), full(r.Advice)
	return r
}

func full[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// help tells what can be said now.
func (t *turn) help() Reply {
	r := say(Unclear, helpText(t.sc, *t.s))
	r = t.waitingSilently(r)
	if len(r.Choices) == 0 {
		r.Choices = []string{choiceAll, choiceLeft, choiceSummary}
	}
	return r
}
