package graph

import (
	"context"
	"errors"
	"time"

	"github.com/vikstrous/dataloadgen"

	"github.com/lyhord/lyhord/domain"
)

// loaders read what the fields of one answer ask for at the same time, together: a list of deviations reads its visits once. They
// remember nothing, so that what a mutation has changed is seen by the next.
type loaders struct {
	visit   *dataloadgen.Loader[domain.VisitID, *domain.Visit]
	brukare *dataloadgen.Loader[domain.BrukareID, *domain.Brukare]
	staff   *dataloadgen.Loader[domain.StaffID, *domain.StaffName]
}

// gatherFor is how long a loader waits for more of the same.
const gatherFor = 200 * time.Microsecond

type loadersKey struct{}

func withLoaders(ctx context.Context, r *Resolver) context.Context {
	s := r.session(ctx)
	return context.WithValue(ctx, loadersKey{}, &loaders{
		visit:   dataloadgen.NewMappedLoader(s.Visits, dataloadgen.WithWait(gatherFor), dataloadgen.WithoutCache()),
		brukare: dataloadgen.NewMappedLoader(s.ManyBrukare, dataloadgen.WithWait(gatherFor), dataloadgen.WithoutCache()),
		staff:   dataloadgen.NewMappedLoader(s.StaffNames, dataloadgen.WithWait(gatherFor), dataloadgen.WithoutCache()),
	})
}

func load(ctx context.Context) *loaders { return ctx.Value(loadersKey{}).(*loaders) }

// orNone loads one thing that a field refers to: nil when there is no id, or it is out of the actor's reach.
func orNone[K ~string, V any](ctx context.Context, l *dataloadgen.Loader[K, *V], id K) (*V, error) {
	if id == "" {
		return nil, nil
	}
	v, err := l.Load(ctx, id)
	if errors.Is(err, dataloadgen.ErrNotFound) || domain.CodeOf(err) == domain.Forbidden {
		return nil, nil
	}
	return v, err
}
