package graph

import (
	"context"
	"fmt"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/errcode"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// The limits of one operation. The app's largest uses a tenth of each; introspection by GraphiQL needs the depth.
const (
	maxTokens     = 4_000
	maxComplexity = 1_000
	maxDepth      = 15
	maxAliases    = 30
)

// shape refuses operations that are too deep, ask for too much under other names, or ask for the schema where that is off.
type shape struct{ introspection bool }

var _ interface {
	graphql.HandlerExtension
	graphql.OperationContextMutator
} = shape{}

// ExtensionName implements [graphql.HandlerExtension].
func (shape) ExtensionName() string { return "OperationShape" }

// Validate implements [graphql.HandlerExtension].
func (shape) Validate(graphql.ExecutableSchema) error { return nil }

// MutateOperationContext implements [graphql.OperationContextMutator].
func (s shape) MutateOperationContext(_ context.Context, oc *graphql.OperationContext) *gqlerror.Error {
	m := measure{}
	m.walk(oc.Operation.SelectionSet, 1)
	switch {
	case m.schema && !s.introspection:
		return refuse("introspection is off here; the schema is published as schema.graphqls")
	case m.depth > maxDepth:
		return refuse("operation is nested %d deep, at most %d", m.depth, maxDepth)
	case m.aliases > maxAliases:
		return refuse("operation has %d aliases, at most %d", m.aliases, maxAliases)
	}
	return nil
}

func refuse(format string, args ...any) *gqlerror.Error {
	err := gqlerror.Errorf("%s", fmt.Sprintf(format, args...))
	errcode.Set(err, errcode.ValidationFailed)
	return err
}

// measure counts what the limits are about. Validation has refused fragments that hold themselves.
type measure struct {
	depth, aliases, fields int
	schema                 bool
}

func (m *measure) walk(set ast.SelectionSet, depth int) {
	if m.depth = max(m.depth, depth); m.depth > maxDepth || m.fields > maxTokens {
		return
	}
	for _, s := range set {
		switch s := s.(type) {
		case *ast.Field:
			m.fields++
			m.schema = m.schema || s.Name == "__schema" || s.Name == "__type"
			if s.Alias != "" && s.Alias != s.Name {
				m.aliases++
			}
			if len(s.SelectionSet) > 0 {
				m.walk(s.SelectionSet, depth+1)
			}
		case *ast.InlineFragment:
			m.walk(s.SelectionSet, depth)
		case *ast.FragmentSpread:
			m.walk(s.Definition.SelectionSet, depth)
		}
	}
}
