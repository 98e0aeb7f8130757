package graph

import (
	"context"
	"io"
	"strconv"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"github.com/lyhord/lyhord/domain"
)

// instant is how a DateTime is written: UTC, with milliseconds.
const instant = "2006-01-02T15:04:05.000Z"

// MarshalDateTime writes an instant in UTC.
func MarshalDateTime(t time.Time) graphql.ContextMarshaler { return quoted(t.UTC().Format(instant)) }

// UnmarshalDateTime reads an RFC 3339 instant with any offset. Returns INVALID.
func UnmarshalDateTime(ctx context.Context, v any) (time.Time, error) {
	s, _ := v.(string)
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return t, inputError(ctx, "Skriv tidpunkten som 2026-11-21T08:30:00Z.", "Write the instant as 2026-11-21T08:30:00Z.")
	}
	return t.UTC(), nil
}

// MarshalDate writes a day.
func MarshalDate(d domain.Day) graphql.ContextMarshaler { return quoted(string(d)) }

// UnmarshalDate reads a day. Returns INVALID.
func UnmarshalDate(ctx context.Context, v any) (domain.Day, error) {
	s, _ := v.(string)
	return domain.ParseDay(fieldOf(ctx), s)
}

// MarshalClockTime writes a clock time.
func MarshalClockTime(c domain.ClockTime) graphql.ContextMarshaler { return quoted(string(c)) }

// UnmarshalClockTime reads a clock time; whether it can be is for the use case to say.
func UnmarshalClockTime(ctx context.Context, v any) (domain.ClockTime, error) {
	s, ok := v.(string)
	if _, err := time.Parse("15:04", s); !ok || err != nil || len(s) != 5 {
		return "", inputError(ctx, "Skriv klockslaget som TT:MM.", "Write the clock time as HH:MM.")
	}
	return domain.ClockTime(s), nil
}

func quoted(s string) graphql.ContextMarshaler {
	return graphql.ContextWriterFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, strconv.Quote(s))
		return err
	})
}

func inputError(ctx context.Context, sv, en string) error {
	return &domain.Error{Code: domain.Invalid, Field: fieldOf(ctx), Text: domain.Text{Sv: sv, En: en}}
}

// fieldOf names the input field that is being read.
func fieldOf(ctx context.Context) string {
	if p := graphql.GetPathContext(ctx); p != nil && p.Field != nil {
		return *p.Field
	}
	return ""
}
