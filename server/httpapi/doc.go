// Package httpapi is how Lyhörd is reached: routes, GraphQL over HTTP and over sockets, and the embedded pages.
//
//	/graphql              GraphQL: GET (queries), POST, and sockets of graphql-transport-ws
//	/graphiql             the page to try it with, and its assets
//	/healthz              200 while the process lives
//	/readyz               200 while it can serve, else 503
//	/demo/                sign-in without a password; only where the server runs as a demo
//
// Read api.go first. overhttp.go is one request and one answer; oversocket.go begins a socket, socket.go is its life and end, guard.go
// holds its client to the protocol, registry.go knows all that are open.
//
// # Who asks
//
// A request says it in its Authorization header: "Bearer" and a token. A socket says it in the payload of connection_init, as
// {"authorization": "Bearer …", "lang": "sv"}, since pages can't set a socket's headers. Without a token it is nobody that asks, and the
// domain decides what nobody may. A token that is refused is never taken for none: 401, or close code 4403.
//
// # Close codes
//
// A socket that is closed by the server says why. Clients that follow graphql-ws connect again after those marked with an asterisk.
//
//	1000   the client closed it
//	1001 * a ping was not answered
//	1002   what came is no websocket
//	1003   a binary message
//	1009   a message above [Config.MaxMessage]
//	1011   a fault of ours
//	1012 * the server restarts ([API.Drain])
//	1013 * the actor has too many sockets ([Config.MaxSockets])
//	4400   a message that the protocol does not know
//	4401   an operation before connection_init
//	4403 * the token in connection_init is refused, or has expired since
//	4406   the client does not offer graphql-transport-ws
//	4408 * no connection_init within [Config.InitTimeout]
//	4409   an operation under an id that is in use
//	4429   a second connection_init
//
// A listener that does not take what it is sent within [Config.WriteTimeout] loses its connection without a close code, since none
// would reach it. An operation above [Config.MaxOperations] is answered with an error message of code RATE_LIMITED; the socket stays.
package httpapi
