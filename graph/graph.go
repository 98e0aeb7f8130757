package graph

import (
	"context"
	"log/slog"
	"reflect"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler"
	"github.com/99designs/gqlgen/graphql/handler/extension"
	"github.com/99designs/gqlgen/graphql/handler/lru"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/lyhord/lyhord/domain"
)

// Options are the choices of a handler.
type Options struct {
	Introspection bool // whether clients may ask for the schema
	Log           *slog.Logger
}

// Resolver is the root of the resolvers.
type Resolver struct {
	service *domain.Service
	log     *slog.Logger
}

// session is the way to the data for whoever asks in ctx.
func (r *Resolver) session(ctx context.Context) *domain.Session { return r.service.As(actorIn(ctx)) }

// parsedQueries is how many parsed and validated operations are kept: apps send the same few.
const parsedQueries = 1000

// New returns the handler of the schema over the service, without transports.
func New(service *domain.Service, o Options) *handler.Server {
	r := &Resolver{service, o.Log}
	h := handler.New(NewExecutableSchema(Config{Resolvers: r, Complexity: weights()}))
	h.SetQueryCache(lru.New[*ast.QueryDocument](parsedQueries))
	h.SetErrorPresenter(func(ctx context.Context, err error) *gqlerror.Error { return presentAndLog(ctx, o.Log, err) })
	h.SetRecoverFunc(func(ctx context.Context, v any) error { return recovered(v) })
	h.AroundResponses(func(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
		return next(withLoaders(ctx, r))
	})
	h.AroundFields(emptyIsNull)
	h.SetParserTokenLimit(maxTokens)
	h.Use(shape{introspection: o.Introspection}) // before the complexity, whose count trusts that fragments are few
	h.Use(extension.FixedComplexityLimit(maxComplexity))
	h.Use(extension.Introspection{}) // shape decides
	h.SetDisableSuggestion(!o.Introspection)
	return h
}

// emptyIsNull lets a nullable field say null where the domain has an empty text, which there means none.
func emptyIsNull(ctx context.Context, next graphql.Resolver) (any, error) {
	res, err := next(ctx)
	if err != nil || res == nil {
		return res, err
	}
	if f := graphql.GetFieldContext(ctx); f.Field.Definition == nil || f.Field.Definition.Type.NonNull {
		return res, nil
	}
	v := reflect.Indirect(reflect.ValueOf(res))
	if v.Kind() == reflect.String && v.Len() == 0 {
		return nil, nil
	}
	return res, nil
}
