package graph

import (
	"context"
	"iter"
	"log/slog"

	"github.com/99designs/gqlgen/graphql/handler/transport"
)

// stream feeds a subscription from a watch. It ends when the subscriber leaves, or with the watch's error as the last message. The
// watch goes on only when the subscriber has taken what it gave: whoever is slow waits for nobody but itself.
func stream[T any](ctx context.Context, log *slog.Logger, watch iter.Seq2[T, error]) <-chan T {
	out := make(chan T)
	go func() {
		defer close(out)
		defer func() {
			if v := recover(); v != nil {
				transport.AddSubscriptionError(ctx, presentAndLog(ctx, log, recovered(v)))
			}
		}()
		for x, err := range watch {
			if err != nil {
				if ctx.Err() == nil { // else nobody is there to be told, and gqlgen reads the errors already
					transport.AddSubscriptionError(ctx, presentAndLog(ctx, log, err))
				}
				return
			}
			select {
			case out <- x:
			case <-ctx.Done():
				return
			}
		}
	}()
	return out
}
