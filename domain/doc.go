// Package domain is what Lyhörd means: the things of social documentation, their rules, who may do what, and the use cases. It does
// no I/O and knows no framework; what it needs from outside it owns as ports ([Store], [Clock], [IDs]).
//
// The way in is a [Session]: [Service.As] gives one for an actor, and every use case is a method of it. Each finds out anew who the
// actor is, asks the policy, loads, admits what was loaded, applies a rule, and leaves a [Record] of what was done, seen or refused.
//
// Read next:
//
//   - policy.go: THE authorization, as a table of actions and roles; session.go: how it is asked.
//   - command.go: how a command becomes one transaction, and how the same command again gives the same answer.
//   - visit.go, plan.go, journal.go, deviation.go, people.go: one aggregate and its rules a file.
//   - conversation.go, conversing.go, scene.go: a talk about a visit, which package dialogue leads; what it knows, and how a yes signs.
//   - visiting.go, noting.go, telling.go, planning.go: the use cases of the visit, the note, the deviation, the plan;
//     deed.go: how a check-off, by hand or in a note, becomes a deviation that somebody is told of.
//   - digest.go, digestof.go: what a period comes to, for the monthly review; how it is read, and the pure function that makes it.
//   - inbox.go, live.go: how a deviation reaches its kontaktman, and goes on reaching after a lost connection.
//   - store.go: the store port, whose comments are its contract; storetest checks it.
//
// Words are those of the field: docs/glossary.md holds them all. Texts that are stored are NFC, times are UTC to the millisecond, days and
// clock times are Swedish ([Stockholm]).
package domain
