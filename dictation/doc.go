// Package dictation turns what a care worker says after a visit into a draft of the visit's journal notes: which planned activities were done, which deviated
// from the plan and why, what was done instead and what follows, and what was noticed about the person.
//
// It never invents. Every text in a draft is a stretch of the transcript, cut by byte offset; what the transcript does not say is left out, and [Questions] asks
// for it. The worker reviews, corrects and signs.
//
// # How a dictation is read
//
// The input is Swedish speech as a recogniser wrote it: few stops, fillers, corrections, split and misheard words. [Structure] takes it through these steps, a file
// each:
//
//   - text.go cuts the transcript into words with their offsets.
//   - spelling.go joins split words ("av böjde") and puts misheard ones right ("duchen"), against the lexicon and the plan's own words.
//   - lexicon.go finds the lexicon's phrases. The lexicon itself is plain text in lexicon/, one concept a file; its README tells the format. What words mean stands there;
//     the Go files hold grammar only.
//   - spoken.go puts the forms of speech into writing ("å", "hann ja inte") and settles which words are verbs.
//   - segment.go cuts the words into clauses. It looks for finite verbs, since stops cannot be trusted; boundary.go finds where the clause of a verb begins.
//   - link.go links each clause to the planned activities that it names.
//   - read.go puts these steps together and gives every clause with all that was heard in it.
//   - stance.go judges what each clause says: refusals, negations, offers, contrasts, corrections, other days, "resten enligt plan"; outcome.go lets them speak in
//     order, and the last word count.
//   - reason.go finds the cause of each deviation, and its code.
//   - follow.go finds the measure (åtgärd) and the follow-up (uppföljning) of each.
//   - clock.go reads clock times ("fem i halv tio").
//   - extra.go finds unplanned tasks; observe.go, contact.go and lint.go what their names say.
//   - structure.go assembles the draft.
//
// [Questions] (questions.go) lists what a good note would also say. [Circumstances] (circumstance.go) lists what makes a deviation urgent.
//
// # What can be relied on
//
// All functions are pure: no I/O, no clock, no randomness; the same input gives the same draft. They accept any text and take time linear in its length. No activity
// is answered twice. The examples in testdata, and the floors in score_test.go, hold the quality; package scoring tells what the figures mean.
package dictation
