package domain

import (
	"errors"
	"fmt"
)

// Code classifies an error. Clients act on the code, people read the text.
type Code string

// The codes, as they stand in extensions.code of a GraphQL error.
const (
	Invalid         Code = "INVALID"         // the input breaks a rule; Field says where
	Unauthenticated Code = "UNAUTHENTICATED" // nobody is signed in, or no longer
	Forbidden       Code = "FORBIDDEN"       // the actor may see the thing but not do this
	NotFound        Code = "NOT_FOUND"       // it does not exist, or the actor may not know that it does
	Conflict        Code = "CONFLICT"        // it contradicts what has already happened
	RateLimited     Code = "RATE_LIMITED"    // too much, too fast
	Unavailable     Code = "UNAVAILABLE"     // a dependency does not answer; the same command may be sent again
	Internal        Code = "INTERNAL"        // a fault of ours; logged under a reference
)

// Text is a message to staff, in Swedish and English.
type Text struct{ Sv, En string }

// Error is every error that leaves the domain on purpose. What is not an *Error is treated as [Internal].
type Error struct {
	Code    Code
	Text    Text
	Field   string         // the input field at fault, as the API names it
	Details map[string]any // what a client needs to act, e.g. the unanswered activities
	Err     error          // the cause, for the log only
}

// Error returns the English text with its code, for logs.
func (e *Error) Error() string {
	s := string(e.Code) + ": " + e.Text.En
	if e.Field != "" {
		s += " (" + e.Field + ")"
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// CodeOf returns the code of err: empty for nil, [Internal] for an error that is not an [*Error].
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return Internal
}

// ErrRetry, returned or wrapped by the function given to [Store.Update], asks for it to be run again from the start.
var ErrRetry = errors.New("run the update again")

func invalid(field, sv, en string) *Error {
	return &Error{Code: Invalid, Field: field, Text: Text{sv, en}}
}

func conflict(sv, en string) *Error { return &Error{Code: Conflict, Text: Text{sv, en}} }

func notFound() *Error {
	return &Error{Code: NotFound, Text: Text{"Det du söker finns inte, eller så har du inte tillgång till det.", "What you are looking for does not exist, or is not open to you."}}
}

func forbidden() *Error {
	return &Error{Code: Forbidden, Text: Text{"Din roll ger inte rätt att göra detta.", "Your role does not allow this."}}
}

func unauthenticated() *Error {
	return &Error{Code: Unauthenticated, Text: Text{"Logga in först.", "Sign in first."}}
}

// NotFoundError is what a store returns for a document that is not there. Returns NOT_FOUND.
func NotFoundError(k Key) error {
	e := notFound()
	e.Err = fmt.Errorf("no document %s", k.ID)
	return e
}

// StaleError is what a store returns when a document has another version than the one to be replaced. Returns CONFLICT.
func StaleError(k Key) error {
	e := conflict("Någon annan har ändrat detta. Läs om och försök igen.", "Somebody else has changed this. Read it again and retry.")
	e.Err = fmt.Errorf("%w: %s", errStale, k.ID)
	return e
}

// errStale marks the conflict of a document that has changed since it was read.
var errStale = errors.New("stale version")

// DuplicateError is what a store returns for an insert whose key or unique index entry is taken. Returns CONFLICT.
func DuplicateError(k Key) error {
	e := conflict("Detta finns redan.", "This exists already.")
	e.Err = fmt.Errorf("%w: %s", errTaken, k.ID)
	return e
}

// errTaken marks the conflict of a key that is taken.
var errTaken = errors.New("duplicate key")

// UnavailableError is what a store returns when its server does not answer. Returns UNAVAILABLE.
func UnavailableError(err error) error {
	return &Error{Code: Unavailable, Err: err, Text: Text{"Tjänsten svarar inte just nu. Försök igen om en stund, inget har gått förlorat.", "The service does not answer just now. Try again in a while, nothing is lost."}}
}
