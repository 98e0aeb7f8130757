package storetest

import (
	"fmt"
	"math/big"
	"reflect"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/lyhord/lyhord/domain"
)

// filled returns a document of c in which every field that is stored holds something, each something else.
func filled(c *domain.Collection, tenant domain.TenantID, id string) domain.Document {
	d := c.New()
	f := filler{}
	f.fill(reflect.ValueOf(d).Elem())
	head := reflect.ValueOf(d).Elem().FieldByName("Head")
	head.FieldByName("ID").SetString(id)
	head.FieldByName("Tenant").SetString(string(tenant))
	*d.Revision() = 0
	return d
}

// filler fills values; n tells them apart.
type filler struct{ n int }

func (f *filler) fill(v reflect.Value) {
	f.n++
	switch v.Interface().(type) {
	case time.Time:
		v.Set(reflect.ValueOf(noon.Add(time.Duration(f.n) * 1001 * time.Millisecond)))
		return
	case domain.Extra:
		v.Set(reflect.ValueOf(unknown(f.n)))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprintf("Åsa \"Öberg\" <%d>\n\t\\ é – 🙂", f.n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(1<<53 + int64(f.n))
	case reflect.Float64:
		v.SetFloat(float64(f.n) + 0.1)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		f.fill(v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		f.fill(v.Index(0))
		f.fill(v.Index(1))
	case reflect.Struct:
		for i := range v.NumField() {
			if field := v.Type().Field(i); field.IsExported() && field.Tag.Get("json") != "-" { // others are not stored
				f.fill(v.Field(i))
			}
		}
	default:
		panic(fmt.Sprintf("the suite can't fill a %s", v.Type()))
	}
}

// unknown returns fields such as a newer version may have written.
func unknown(n int) domain.Extra {
	return domain.Extra{
		"nyttFält":  fmt.Sprintf("okänt åäö %d", n),
		"whole":     int64(n),
		"large":     int64(1<<53 + 1), // more than a float64 can hold
		"fraction":  0.1,
		"negative":  -2.5e-7,
		"truth":     true,
		"lie":       false,
		"nothing":   nil,
		"emptyList": []any{},
		"emptyMap":  map[string]any{},
		"list":      []any{"ett", int64(2), 3.5, nil, []any{"inre", false}, map[string]any{"djup": []any{int64(4)}}},
		"nested":    map[string]any{"a": map[string]any{"b": []any{map[string]any{"c": "d"}}}, "when": "2026-11-21T12:00:00.123456+01:00"},
	}
}

// same are the ways in which documents may differ and still be the same: nil for empty, and the type of a number that no field
// gives a type.
var same = cmp.Options{
	cmpopts.EquateEmpty(),
	cmp.Exporter(func(reflect.Type) bool { return true }), // what is not stored comes back as nothing
	cmp.FilterValues(
		func(x, y any) bool { return exact(x) != nil && exact(y) != nil },
		cmp.Comparer(func(x, y any) bool { return exact(x).Cmp(exact(y)) == 0 }),
	),
}

// exact returns a number as an exact fraction, nil for anything else.
func exact(v any) *big.Rat {
	switch v := v.(type) {
	case float64:
		return new(big.Rat).SetFloat64(v)
	case int, int32, int64:
		return new(big.Rat).SetInt64(reflect.ValueOf(v).Int())
	}
	return nil
}

// wantSame stops the case when got is not what is wanted.
func wantSame(t interface {
	Helper()
	Fatalf(format string, args ...any)
}, want, got any) {
	t.Helper()
	if diff := cmp.Diff(want, got, same); diff != "" {
		t.Fatalf("not the same (-want +got):\n%s", diff)
	}
}

// blank returns an empty document with d's key.
func blank(d domain.Document) domain.Document {
	b := d.Collection().New()
	head, from := reflect.ValueOf(b).Elem().FieldByName("Head"), reflect.ValueOf(d).Elem().FieldByName("Head")
	head.FieldByName("ID").Set(from.FieldByName("ID"))
	head.FieldByName("Tenant").Set(from.FieldByName("Tenant"))
	return b
}
