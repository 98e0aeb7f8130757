package graph

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/errcode"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/lyhord/lyhord/domain"
)

// The limits of one operation. The app's largest uses a tenth of each; introspection by GraphiQL needs the depth.
const (
	maxQuery      = 32 << 10 // bytes; blanks and comments are no tokens, but are kept with a parsed query
	maxTokens     = 1_000    // validation compares every field with every other
	maxFields     = 2_000    // with fragments put in
	maxDepth      = 15
	maxAliases    = 30
	maxComplexity = 20_000 // fields, each counted as often as its list is expected to hold it
)

// weights tell how many times a list is expected to hold what is asked of each.
func weights() ComplexityRoot {
	var c ComplexityRoot
	c.Query.Deviations = func(child int, first int64, _ *string, _ *domain.DeviationState) int {
		return 1 + int(min(max(first, 1), 100))*child
	}
	c.Query.Today = func(child int, _ *domain.Day) int { return 1 + 50*child }
	c.Brukare.Visits = func(child int, from, to *domain.Day) int { return 1 + 5*days(from, to)*child }
	c.Visit.Activities = func(child int) int { return 1 + 8*child }
	c.Visit.Notes = func(child int) int { return 10 + 2*child }
	c.Conversation.Turns = func(child int) int { return 1 + 40*child }
	c.Plan.Activities = func(child int) int { return 1 + 12*child }
	c.Query.Digest = func(child int, _ string, _, _ domain.Day) int { return 1_000 + child } // it reads as much as a list of visits
	c.Digest.Activities = func(child int) int { return 1 + 15*child }
	c.Digest.Observations = func(child int) int { return 1 + 5*child }
	c.Digest.Contacts = func(child int) int { return 1 + 5*child }
	c.Digest.WholeVisit = func(child int) int { return 1 + 5*child }
	c.Digest.Unacknowledged = func(child int) int { return 1 + 20*child }
	c.Digest.QuietDays = func(child int) int { return 1 + 20*child }
	c.ActivityDigest.Reasons = func(child int) int { return 1 + 3*child }
	c.ActivityDigest.Measures = func(child int) int { return 1 + 5*child }
	c.ActivityDigest.FollowUps = func(child int) int { return 1 + 5*child }
	c.ActivityDigest.Spread = func(child int) int { return 1 + 5*child }
	c.ReasonDigest.Latest = func(child int) int { return 1 + 3*child }
	c.ExtraDigest.Latest = func(child int) int { return 1 + 10*child }
	c.ObservationDigest.Latest = func(child int) int { return 1 + 5*child }
	c.ContactDigest.Latest = func(child int) int { return 1 + 5*child }
	return c
}

// days returns how many days of visits are asked for, the week ahead when that is not said.
func days(from, to *domain.Day) int {
	if from == nil || to == nil {
		return ahead + 1
	}
	n := 1
	for d := *from; d < *to && n < maxDays; d = d.Add(1) {
		n++
	}
	return n
}

// maxDays is more than a use case gives.
const maxDays = 100

// shape refuses operations that are too deep, ask for too much under other names, or ask for the schema where that is off.
type shape struct{ introspection bool }

var _ interface {
	graphql.HandlerExtension
	graphql.OperationParameterMutator
	graphql.OperationContextMutator
} = shape{}

// ExtensionName implements [graphql.HandlerExtension].
func (shape) ExtensionName() string { return "OperationShape" }

// Validate implements [graphql.HandlerExtension].
func (shape) Validate(graphql.ExecutableSchema) error { return nil }

// MutateOperationParameters implements [graphql.OperationParameterMutator].
func (shape) MutateOperationParameters(_ context.Context, p *graphql.RawParams) *gqlerror.Error {
	if len(p.Query) > maxQuery {
		return refuse("operation has %d bytes, at most %d", len(p.Query), maxQuery)
	}
	return nil
}

// MutateOperationContext implements [graphql.OperationContextMutator].
func (s shape) MutateOperationContext(_ context.Context, oc *graphql.OperationContext) *gqlerror.Error {
	m := measurer{}.set(oc.Operation.SelectionSet)
	switch {
	case m.deferred:
		return refuse("@defer is not supported here")
	case m.schema && !s.introspection:
		return refuse("introspection is off here; the schema is published as schema.graphqls")
	case m.depth > maxDepth:
		return refuse("operation is nested %d deep, at most %d", m.depth, maxDepth)
	case m.aliases > maxAliases:
		return refuse("operation has %d aliases, at most %d", m.aliases, maxAliases)
	case m.fields > maxFields:
		return refuse("operation has more than %d fields", maxFields)
	}
	return nil
}

func refuse(format string, args ...any) *gqlerror.Error {
	err := gqlerror.Errorf(format, args...)
	errcode.Set(err, errcode.ValidationFailed)
	return err
}

// measure is what the limits are about, of a part of an operation.
type measure struct {
	depth, aliases, fields int
	schema                 bool // asks for the schema
	deferred               bool // asks for a part to come later, which no transport here can send
}

// add takes in what stands beside.
func (m *measure) add(o measure) {
	m.depth = max(m.depth, o.depth)
	m.aliases = min(m.aliases+o.aliases, maxAliases+1) // no more is needed to refuse, and fragments of fragments grow without end
	m.fields = min(m.fields+o.fields, maxFields+1)
	m.schema = m.schema || o.schema
	m.deferred = m.deferred || o.deferred
}

// measurer measures, each fragment once. Validation has refused fragments that hold themselves.
type measurer map[string]measure

func (ms measurer) set(set ast.SelectionSet) measure {
	var m measure
	for _, s := range set {
		switch s := s.(type) {
		case *ast.Field:
			m.add(ms.field(s))
		case *ast.InlineFragment:
			m.add(ms.set(s.SelectionSet))
			m.add(measure{deferred: s.Directives.ForName("defer") != nil})
		case *ast.FragmentSpread:
			m.add(ms.fragment(s.Definition))
			m.add(measure{deferred: s.Directives.ForName("defer") != nil})
		}
	}
	return m
}

func (ms measurer) field(f *ast.Field) measure {
	m := ms.set(f.SelectionSet)
	m.depth++
	m.add(measure{fields: 1, schema: f.Name == "__schema" || f.Name == "__type"})
	if f.Alias != f.Name {
		m.add(measure{aliases: 1})
	}
	return m
}

func (ms measurer) fragment(d *ast.FragmentDefinition) measure {
	m, known := ms[d.Name]
	if !known {
		m = ms.set(d.SelectionSet)
		ms[d.Name] = m
	}
	return m
}
