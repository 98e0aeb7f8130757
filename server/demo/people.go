package demo

import (
	"slices"

	"github.com/lyhord/lyhord/domain"
)

// Person is somebody whom a visitor of the demo can be.
type Person struct {
	ID    string           `json:"person"`
	Kind  domain.ActorKind `json:"kind"`
	Name  string           `json:"name"`
	Title string           `json:"title"` // yrkestitel, relation, or brukare
	Unit  string           `json:"unit"`  // the name of the first unit; empty for a närstående
	Hint  string           `json:"hint"`  // what to try as that person
}

// People returns everybody whom a visitor can be, staff first. It panics when the data files, which are compiled in, can't be read.
func People() []Person {
	c, err := read()
	if err != nil {
		panic(err)
	}
	var out []Person
	for _, e := range c.Staff {
		out = append(out, Person{string(e.ID), domain.ActorStaff, e.Name, e.Title, c.unitName(e.Units[0]), e.Hint})
	}
	for _, n := range c.Narstaende {
		out = append(out, Person{string(n.ID), domain.ActorNarstaende, n.Name, n.Relation, "", n.Hint})
	}
	for _, b := range c.brukare {
		out = append(out, Person{string(b.ID), domain.ActorBrukare, b.Name, "brukare", c.unitName(b.Unit), b.Hint})
	}
	return out
}

func (c *cast) unitName(id domain.UnitID) string {
	i := slices.IndexFunc(c.Units, func(u unit) bool { return u.ID == id })
	return c.Units[i].Name
}
