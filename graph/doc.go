// Package graph is how Lyhörd is asked: the GraphQL schema bound to the domain.
//
// schema.graphqls at the root is the contract; `make generate` turns it into generated.go and models_gen.go, which are never edited.
// resolvers.go holds a few lines a field: each calls one method of [domain.Session] and decides nothing. Beside it: graph.go makes the
// handler with its limits (limits.go), actor.go carries who asks, errors.go turns an error into an answer, loaders.go reads what
// many fields of one answer ask for at once, stream.go feeds subscriptions, scalars.go reads and writes DateTime, Date and ClockTime.
//
// Transports are not here: see server/httpapi.
package graph
