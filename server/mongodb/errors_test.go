package mongodb

import (
	"context"
	"errors"
	"fmt"
	"net"
	"testing"

	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/x/mongo/driver/topology"

	"github.com/lyhord/lyhord/domain"
)

func TestTranslate(t *testing.T) {
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	expired, cancel := limit(t.Context(), 0)
	defer cancel()
	labeled := func(labels ...string) error { return mongo.CommandError{Labels: labels} }
	coded := func(code int32) error { return mongo.CommandError{Code: code} }
	away := topology.ServerSelectionError{Wrapped: context.DeadlineExceeded}
	for name, c := range map[string]struct {
		err   error
		ctx   context.Context
		code  domain.Code
		again bool
	}{
		"a write conflict by its label":           {mongo.CommandError{Code: 112, Labels: []string{transientLabel}}, nil, domain.Unavailable, true},
		"a write conflict by its code":            {coded(112), nil, domain.Unavailable, true},
		"a write conflict among write errors":     {mongo.WriteException{WriteErrors: mongo.WriteErrors{{Code: 112}}}, nil, domain.Unavailable, true},
		"a label on a write exception":            {mongo.WriteException{Labels: []string{transientLabel}}, nil, domain.Unavailable, true},
		"a label inside an error of the domain":   {domain.UnavailableError(fmt.Errorf("find: %w", labeled(transientLabel))), nil, domain.Unavailable, true},
		"a broken connection in a transaction":    {labeled("NetworkError", transientLabel), nil, domain.Unavailable, true},
		"a broken connection":                     {labeled("NetworkError"), nil, domain.Unavailable, false},
		"an error of the network":                 {&net.OpError{Op: "dial", Err: errors.New("refused")}, nil, domain.Unavailable, false},
		"no server":                               {away, nil, domain.Unavailable, false},
		"no server for a transaction":             {mongo.CommandError{Labels: []string{transientLabel}, Wrapped: away}, nil, domain.Unavailable, false},
		"not the primary":                         {coded(10107), nil, domain.Unavailable, false},
		"the primary has stepped down":            {coded(189), nil, domain.Unavailable, false},
		"a time limit on the server":              {coded(50), nil, domain.Unavailable, false},
		"no majority":                             {mongo.WriteException{WriteConcernError: &mongo.WriteConcernError{Code: 64}}, nil, domain.Unavailable, false},
		"a client that was closed":                {mongo.ErrClientDisconnected, nil, domain.Unavailable, false},
		"our own time limit":                      {labeled("NetworkError"), expired, domain.Unavailable, false},
		"the caller has given up":                 {labeled("NetworkError", transientLabel), cancelled, domain.Internal, true},
		"a command that the server does not take": {coded(2), nil, domain.Internal, false},
		"no right to":                             {coded(13), nil, domain.Internal, false},
		"a document that does not fit its struct": {&codecError{errors.New("x")}, nil, domain.Internal, false},
		"an argument that the driver refuses":     {mongo.ErrNilDocument, nil, domain.Internal, false},
		"an error of the domain":                  {domain.NotFoundError(domain.Key{}), nil, domain.NotFound, false},
	} {
		t.Run(name, func(t *testing.T) {
			ctx := c.ctx
			if ctx == nil {
				ctx = t.Context()
			}
			got := translate(ctx, c.err)
			if domain.CodeOf(got) != c.code {
				t.Errorf("got %v, want %s", got, c.code)
			}
			if isTransient(c.err) != c.again {
				t.Errorf("run again: %v, want %v", !c.again, c.again)
			}
			if c.ctx == cancelled && got != context.Canceled {
				t.Errorf("got %v, want the context's error", got)
			}
			if c.ctx == nil && isTransient(got) != c.again {
				t.Errorf("%v has lost what asks for another run", got)
			}
		})
	}
}
