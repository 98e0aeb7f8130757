// Package dictation turns what a care worker says after a visit into a draft of the visit's journal notes: which planned activities were done, which deviated
// from the plan and why, what was done instead and what follows, and what was noticed about the person.
//
// It never invents. Every text in a draft is a stretch of the transcript, cut by byte offset; what the transcript does not say is left out, and [Questions] asks
// for it. The worker reviews, corrects and signs.
//
// # How a dictation is read
//
// The input is Swedish speech as a recogniser wrote it: few stops, fillers, corrections, split and misheard words. A lexicon and rules hear what they can; a model that
// was trained on examples weighs what they heard. [Structure] takes a dictation through these steps, a file each:
//
//   - text.go cuts the transcript into words with their offsets.
//   - spelling.go joins split words ("av böjde") and puts misheard ones right ("duchen"), against the lexicon and the plan's own words.
//   - lexicon.go finds the lexicon's phrases. The lexicon itself is plain text in lexicon/, one concept a file; its README tells the format. What words mean stands there;
//     the Go files hold grammar only.
//   - spoken.go puts the forms of speech into writing ("å", "hann ja inte") and settles which words are verbs.
//   - read.go puts these steps together. segment.go cuts the words into clauses by rule: it looks for finite verbs, since stops cannot be trusted, and boundary.go finds
//     where the clause of a verb begins. cut.go cuts them anew, by what was learnt.
//   - For each of the two ways of cutting, link.go links each clause to the planned activities that it names; stance.go judges what each clause says (refusals,
//     negations, offers, contrasts, corrections, other days, "resten enligt plan") and outcome.go lets them speak in order; reason.go finds the cause of each deviation,
//     follow.go measure (åtgärd) and follow-up, clock.go the clock times; extra.go, observe.go, contact.go and lint.go what their names say. These are the verdicts of
//     the rules.
//   - sense.go tells what each clause says by itself, from single clauses that it was trained on.
//   - traits.go and weigh.go put before the model what bears on each question: words, concepts, senses, neighbours, and the verdicts of both readings.
//   - model.go answers: what became of each activity and how sure that is, the words of cause, measure and follow-up, observations, contacts, remarks.
//   - structure.go is the door.
//
// study.go makes lessons of examples; learn/ holds the models; train/ is the command that writes weights.gz from lessons/, which weights.go reads.
//
// [Questions] (questions.go) lists what a good note would also say, and what is not sure. [Advise] (advice.go) helps to word it. [Circumstances] (circumstance.go) lists what makes a deviation urgent.
//
// # What can be relied on
//
// All functions are pure: no I/O, no clock, no randomness; the same input gives the same draft. They accept any text and take time linear in its length. No activity
// is answered twice. The examples in testdata, and the floors in score_test.go, hold the quality; package scoring tells what the figures mean.
package dictation
