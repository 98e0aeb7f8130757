package graph

import (
	"context"

	"golang.org/x/text/language"

	"github.com/lyhord/lyhord/domain"
)

type actorKey struct{}
type languageKey struct{}

// WithActor returns a context in which the actor asks.
func WithActor(ctx context.Context, a domain.Actor) context.Context {
	return context.WithValue(ctx, actorKey{}, a)
}

func actorIn(ctx context.Context) domain.Actor {
	a, _ := ctx.Value(actorKey{}).(domain.Actor)
	return a
}

var languages = language.NewMatcher([]language.Tag{language.Swedish, language.English})

// WithLanguage returns a context whose errors are told in the language that an Accept-Language header prefers: Swedish, unless it asks
// for English.
func WithLanguage(ctx context.Context, acceptLanguage string) context.Context {
	if acceptLanguage == "" {
		return ctx
	}
	_, i := language.MatchStrings(languages, acceptLanguage)
	return context.WithValue(ctx, languageKey{}, i == 1)
}

// say returns the text in the language of ctx.
func say(ctx context.Context, t domain.Text) string {
	if english, _ := ctx.Value(languageKey{}).(bool); english {
		return t.En
	}
	return t.Sv
}
