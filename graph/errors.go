package graph

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"runtime/debug"

	"github.com/99designs/gqlgen/graphql"
	"github.com/google/uuid"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vikstrous/dataloadgen"

	"github.com/lyhord/lyhord/domain"
)

// internalText is all that a client learns of a fault of ours, beside the reference.
var internalText = domain.Text{
	Sv: "Något gick fel hos oss. Inget av det du skickade har sparats till hälften; försök igen.",
	En: "Something went wrong on our side. Nothing you sent was half saved; try again.",
}

// Present turns an error into the answer's form: extensions.code as in [domain.Code], extensions.field for a bad input, what the error's
// Details hold, and for INTERNAL a reference and nothing of the cause.
func Present(ctx context.Context, err error) *gqlerror.Error {
	out := &gqlerror.Error{Extensions: map[string]any{}}
	var g *gqlerror.Error
	if errors.As(err, &g) {
		out.Path, out.Locations, out.Rule = g.Path, g.Locations, g.Rule
	}
	if out.Path == nil {
		out.Path = graphql.GetPath(ctx)
	}
	var e *domain.Error
	switch {
	case errors.As(err, &e):
		maps.Copy(out.Extensions, e.Details)
		if e.Field != "" {
			out.Extensions["field"] = e.Field
		}
		out.Message, out.Extensions["code"] = say(ctx, e.Text), e.Code
	case errors.Is(err, dataloadgen.ErrNotFound):
		e := domain.NotFoundError(domain.Key{}).(*domain.Error)
		out.Message, out.Extensions["code"] = say(ctx, e.Text), e.Code
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		e := domain.UnavailableError(err).(*domain.Error)
		out.Message, out.Extensions["code"] = say(ctx, e.Text), e.Code
	case g != nil && g.Unwrap() == nil && graphql.GetFieldContext(ctx) == nil:
		// The operation itself is at fault: it does not parse, does not fit the schema, or is too large.
		out.Message, out.Extensions["code"] = g.Message, domain.Invalid
	default:
		out.Message, out.Extensions["code"] = say(ctx, internalText), domain.Internal
		out.Extensions["reference"] = uuid.NewString()
	}
	return out
}

// presentAndLog presents err, and logs what the client is not told.
func presentAndLog(ctx context.Context, log *slog.Logger, err error) *gqlerror.Error {
	out := Present(ctx, err)
	switch out.Extensions["code"] {
	case domain.Internal:
		log.ErrorContext(ctx, "internal error", "reference", out.Extensions["reference"], "path", out.Path.String(), "error", err)
	case domain.Unavailable:
		log.WarnContext(ctx, "unavailable", "path", out.Path.String(), "error", err)
	}
	return out
}

// recovered is the error of a panic, with where it came from for the log.
func recovered(v any) error { return fmt.Errorf("panic: %v\n%s", v, debug.Stack()) }
