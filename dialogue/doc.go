// Package dialogue is the conversation about a visit: a care worker tells how it went, typed or spoken, Lyhörd asks for what the guidelines want and
// is missing, answers questions about the plan and the last days, reads the note out and has it signed.
//
// It is deterministic: rules and word lists, no network, no clock, no randomness. A [Scene] holds what the conversation stands on, a [State]
// what was said so far; both come from the caller, at every turn.
//
// # How a turn goes
//
// [Open] begins. Each [State.Say] takes an utterance through these steps, the weightiest first:
//
//   - urgent.go: where a life may be in danger, 112 is all that is answered.
//   - turn.go: a command ("signera", "ångra", "hoppa över", "läs upp"), a yes or a no, or what belongs to talk alone (a greeting, a sigh, words to the
//     person in the room). None of these is kept in the account.
//   - parts.go: what is left is split into what is told and what is asked.
//   - given.go: what is told is the answer to the question that waits, where it can be one;
//   - doubt.go: where package dictation was not sure of an outcome, or could tie words of trouble to no activity, the answer settles it;
//   - correct.go: or else a correction ("nej, frukosten åt hon upp"), where the last word counts; one of a name, a time or a cause is heard first of all;
//   - account.go: or else a part of the account, which package dictation makes a draft of.
//   - answer.go, with when.go, topics.go and retell.go: what is asked is answered from plan and journal, with references.
//   - ask.go: the next question is chosen, the weightiest first; advice.go adds advice on the wording;
//   - review.go: where nothing is missing, the note is read out. A yes to that, and to nothing else, signs it.
//
// hear.go is how package dictation is asked; phrases.go is what Lyhörd says; lexicon/ is the worker's words beside the account.
//
// # What can be relied on
//
// Every quotation in a draft stands letter for letter in a line of [State.Account]. No activity is answered twice. Nothing is signed that was not read
// out as it is. A doubt that the worker settled, or left open, is not put again. No question is put a third time, unless the worker asks what was
// said. Any text is accepted, in any order.
package dialogue
