package graph

import (
	"context"

	"github.com/lyhord/lyhord/domain"
)

// ahead is how many days of visits follow the first when no last day is asked for.
const ahead = 7

// period returns the days asked for, with today and a week ahead for what was left out.
func (r *Resolver) period(from, to *domain.Day) (first, last domain.Day) {
	first = r.service.Today()
	if from != nil {
		first = *from
	}
	if to != nil {
		return first, *to
	}
	return first, first.Add(ahead)
}

// text returns what a nullable argument holds, empty for null.
func text[S ~string](s *S) S {
	if s == nil {
		return ""
	}
	return *s
}

// activityOf returns the planned activity that a deviation is about, as the visit has it.
func activityOf(ctx context.Context, d *domain.Deviation) (*domain.VisitActivity, error) {
	if d.Activity == "" {
		return nil, nil
	}
	v, err := orNone(ctx, load(ctx).visit, d.Visit)
	if v == nil || err != nil {
		return nil, err
	}
	return v.Activity(d.Activity), nil
}

// connection makes a Relay connection of a page. Pages are read forward alone: there is a page before whenever there was a cursor.
func connection(page *domain.DeviationPage, hasPrevious bool) *DeviationConnection {
	if page == nil {
		return nil
	}
	c := &DeviationConnection{Nodes: page.Deviations, PageInfo: &PageInfo{HasNextPage: page.HasNext, HasPreviousPage: hasPrevious}}
	for _, d := range page.Deviations {
		c.Edges = append(c.Edges, &DeviationEdge{Cursor: domain.DeviationCursor(d), Node: d})
	}
	if len(c.Edges) > 0 {
		c.PageInfo.StartCursor = &c.Edges[0].Cursor
	}
	if page.End != "" {
		c.PageInfo.EndCursor = &page.End
	}
	return c
}
