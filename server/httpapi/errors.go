package httpapi

import (
	"errors"
	"net/http"

	"github.com/lyhord/lyhord/domain"
)

// refusal is a request that is answered before it reaches the schema.
type refusal struct {
	*domain.Error
	status int
}

func refuse(status int, code domain.Code, sv, en string) *refusal {
	return &refusal{&domain.Error{Code: code, Text: domain.Text{Sv: sv, En: en}}, status}
}

// What is refused. No text repeats what was sent.
var (
	errOrigin    = refuse(http.StatusForbidden, domain.Forbidden, "Sidan får inte anropa den här servern.", "This page's origin may not call this server.")
	errAccept    = refuse(http.StatusNotAcceptable, domain.Invalid, "Svaret kan inte ges i den form som efterfrågas.", "Accept must allow application/graphql-response+json or application/json.")
	errMethod    = refuse(http.StatusMethodNotAllowed, domain.Invalid, "Använd GET eller POST.", "Use GET or POST.")
	errMediaType = refuse(http.StatusUnsupportedMediaType, domain.Invalid, "Innehållet måste vara application/json i UTF-8.", "Content-Type must be application/json in UTF-8.")
	errTooLarge  = refuse(http.StatusRequestEntityTooLarge, domain.Invalid, "Det som skickades är för stort.", "The request is too large.")
	errUnread    = refuse(http.StatusBadRequest, domain.Invalid, "Anropet kom inte fram i sin helhet.", "The request did not arrive in full.")
	errParams    = refuse(http.StatusBadRequest, domain.Invalid, "Anropet har inte rätt form.", "The request must hold a query (text) and may hold operationName (text), variables and extensions (objects), as JSON.")
	errGetQuery  = refuse(http.StatusMethodNotAllowed, domain.Invalid, "GET är bara för frågor. Använd POST.", "GET is for queries alone. Use POST.")
	errSubscribe = refuse(http.StatusBadRequest, domain.Invalid, "Prenumerationer går över websocket.", "Subscriptions go over a websocket, as graphql-transport-ws.")
	errDraining  = refuse(http.StatusServiceUnavailable, domain.Unavailable, "Servern startar om. Försök igen.", "The server is restarting. Try again.")
	errHandshake = refuse(http.StatusBadRequest, domain.Invalid, "Uppkopplingen kunde inte bli en websocket.", "The websocket handshake is not valid.")

	errNotBearer error = &domain.Error{Code: domain.Unauthenticated, Text: domain.Text{
		Sv: "Inloggningen har inte rätt form.", En: "Authorization must be of the form Bearer and a token.",
	}}
	errSockets          = errors.New("too many sockets")
	errOperations error = &domain.Error{Code: domain.RateLimited, Text: domain.Text{
		Sv: "För många frågor pågår på samma gång. Avsluta någon först.", En: "Too many operations at once. Complete one first.",
	}}
)

// fault is what a client learns of a panic.
func fault(reference string) error {
	return &domain.Error{Code: domain.Internal, Details: map[string]any{"reference": reference}, Text: domain.Text{
		Sv: "Något gick fel hos oss. Försök igen.", En: "Something went wrong on our side. Try again.",
	}}
}
