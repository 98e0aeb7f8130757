package mongodb

import (
	"bytes"
	"cmp"
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// view is what a command sees of a collection: the committed documents, and those of its transaction over them.
type view struct{ committed, own table }

func (f *fakeData) view(in string, tx *fakeTx) view {
	if tx == nil {
		return view{committed: f.tables[in]}
	}
	return view{tx.tables[in], tx.own[in]}
}

func (v view) has(id string) bool {
	_, own := v.own[id]
	_, committed := v.committed[id]
	return own || committed
}

func (v view) match(filter bson.Raw) (found []bson.Raw) {
	fits := compile(filter)
	for id, s := range v.committed {
		if _, over := v.own[id]; !over && fits(s.doc) {
			found = append(found, s.doc)
		}
	}
	for _, s := range v.own {
		if fits(s.doc) {
			found = append(found, s.doc)
		}
	}
	return found
}

// scans refuses what would not be read by an index: the hint must name one, and the filter must fix all of its fields but the last
// two, and the tenant.
func (f *fakeData) scans(in string, hint bson.RawValue, filter bson.Raw) (refused bson.D) {
	name, _ := hint.StringValueOK()
	keys := f.indexes[in][name]
	if keys == nil {
		return failure(2, "hint provided does not correspond to an existing index: "+name)
	}
	if filter.Lookup("tenant").Type != bson.TypeString {
		return failure(2, "the filter does not name its tenant")
	}
	for _, k := range keys[:max(1, len(keys)-2)] {
		if v, err := filter.LookupErr(k.Key); err != nil || v.Type == bson.TypeEmbeddedDocument && name != primaryKey {
			return failure(2, "the filter does not fix "+k.Key+" of the index "+name)
		}
	}
	return nil
}

// compile makes a filter a function.
func compile(filter bson.Raw) func(doc bson.Raw) bool {
	var all []func(bson.Raw) bool
	elements, _ := filter.Elements()
	for _, e := range elements {
		all = append(all, compileField(e.Key(), e.Value()))
	}
	return func(doc bson.Raw) bool {
		return !slices.ContainsFunc(all, func(fits func(bson.Raw) bool) bool { return !fits(doc) })
	}
}

func compileField(field string, want bson.RawValue) func(bson.Raw) bool {
	if field == "$and" || field == "$nor" {
		var parts []func(bson.Raw) bool
		values, _ := want.Array().Values()
		for _, v := range values {
			parts = append(parts, compile(v.Document()))
		}
		return func(doc bson.Raw) bool {
			return !slices.ContainsFunc(parts, func(fits func(bson.Raw) bool) bool { return fits(doc) == (field == "$nor") })
		}
	}
	operators, is := want.DocumentOK()
	if !is {
		return func(doc bson.Raw) bool { return operate("$eq", doc.Lookup(field), want) }
	}
	elements, _ := operators.Elements()
	return func(doc bson.Raw) bool {
		have := doc.Lookup(field)
		return !slices.ContainsFunc(elements, func(e bson.RawElement) bool { return !operate(e.Key(), have, e.Value()) })
	}
}

func operate(operator string, have, want bson.RawValue) bool {
	if operator == "$in" {
		values, _ := want.Array().Values()
		return slices.ContainsFunc(values, func(v bson.RawValue) bool { return operate("$eq", have, v) })
	}
	if have.Type != want.Type {
		return false
	}
	c := compare(have, want)
	switch operator {
	case "$eq":
		return c == 0
	case "$gte":
		return c >= 0
	case "$lt":
		return c < 0
	case "$lte":
		return c <= 0
	}
	panic("the fake server does not know " + operator)
}

// compare orders two values of the same type, of those that an index may hold.
func compare(a, b bson.RawValue) int {
	switch a.Type {
	case bson.TypeInt64:
		return cmp.Compare(a.Int64(), b.Int64())
	case bson.TypeDateTime:
		return cmp.Compare(a.DateTime(), b.DateTime())
	case bson.TypeString:
		return cmp.Compare(a.StringValue(), b.StringValue())
	}
	return bytes.Compare(a.Value, b.Value)
}

func compareBy(order, a, b bson.Raw) int {
	elements, _ := order.Elements()
	for _, e := range elements {
		if c := compare(a.Lookup(e.Key()), b.Lookup(e.Key())); c != 0 {
			return c * int(e.Value().AsInt64())
		}
	}
	return 0
}

func dropID(doc bson.Raw) bson.Raw {
	var d bson.D
	_ = bson.Unmarshal(doc, &d)
	raw, _ := bson.Marshal(slices.DeleteFunc(d, func(e bson.E) bool { return e.Key == "_id" }))
	return raw
}
