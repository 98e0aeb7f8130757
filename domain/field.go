package domain

import (
	"fmt"
	"reflect"
	"strings"
	"sync"
	"time"
)

// Field returns the value of d's field with the given json name as a string, bool, int64 or time.Time. It panics when there is no
// such field, or it is of another kind: indexes are declared in code, and a test reads each.
func Field(d Document, name string) any {
	v := reflect.ValueOf(d).Elem()
	index, ok := fieldsOf(v.Type())[name]
	if !ok {
		panic(fmt.Sprintf("%s has no field %q", v.Type(), name))
	}
	return scalar(v.FieldByIndex(index))
}

// PositionOf returns d's place in the order of i.
func PositionOf(i *Index, d Document) *Position {
	return &Position{Order: Field(d, i.Order), ID: d.Key().ID}
}

// Scalar returns an index value of any named kind as the plain string, bool, int64 or time.Time that stores compare.
func Scalar(v any) any { return scalar(reflect.ValueOf(v)) }

func scalar(v reflect.Value) any {
	if t, ok := v.Interface().(time.Time); ok {
		return t
	}
	switch v.Kind() {
	case reflect.String:
		return v.String()
	case reflect.Bool:
		return v.Bool()
	case reflect.Int64, reflect.Int:
		return v.Int()
	}
	panic(fmt.Sprintf("%s can't be indexed", v.Type()))
}

var fieldCache sync.Map // reflect.Type → map[string][]int

// fieldsOf returns the path of each field of t by its json name, those of embedded structs included.
func fieldsOf(t reflect.Type) map[string][]int {
	if m, ok := fieldCache.Load(t); ok {
		return m.(map[string][]int)
	}
	m := map[string][]int{}
	for _, f := range reflect.VisibleFields(t) {
		if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "" {
			m[name] = f.Index
		}
	}
	fieldCache.Store(t, m)
	return m
}
