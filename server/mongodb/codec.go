package mongodb

import (
	"bytes"
	"encoding/binary"
	"reflect"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/lyhord/lyhord/domain"
)

// registry makes what a document holds beyond its struct plain Go values: maps, lists, times in UTC, and whole numbers of one width,
// so that they compare.
var registry = newRegistry()

func newRegistry() *bson.Registry {
	r := bson.NewRegistry()
	r.RegisterTypeMapEntry(bson.TypeArray, reflect.TypeFor[[]any]())
	r.RegisterTypeMapEntry(bson.TypeInt32, reflect.TypeFor[int64]())
	r.RegisterTypeMapEntry(bson.TypeDateTime, reflect.TypeFor[time.Time]())
	return r
}

// codecError is a document that does not fit BSON, or a stored one that does not fit its struct.
type codecError struct{ err error }

func (e *codecError) Error() string { return "codec: " + e.err.Error() }
func (e *codecError) Unwrap() error { return e.err }

// encode returns doc as it is stored: its json fields after an _id.
func encode(doc domain.Document) (bson.Raw, error) {
	var fields bytes.Buffer
	e := bson.NewEncoder(bson.NewDocumentWriter(&fields))
	e.SetRegistry(registry)
	e.UseJSONStructTags()
	e.NilSliceAsEmpty()
	if err := e.Encode(doc); err != nil {
		return nil, &codecError{err}
	}
	id, err := bson.Marshal(bson.D{{Key: "_id", Value: idOf(doc.Key())}})
	if err != nil {
		return nil, &codecError{err}
	}
	return join(id, fields.Bytes()), nil
}

// join returns a document with the elements of a and then of b. A BSON document is its length, its elements and a zero.
func join(a, b []byte) bson.Raw {
	const length = 4
	raw := append(a[:len(a)-1:len(a)-1], b[length:]...)
	binary.LittleEndian.PutUint32(raw, uint32(len(raw)))
	return raw
}

// decode reads a stored document, which must come without its _id, into doc, and leaves nothing of what doc was before.
func decode(raw bson.Raw, doc domain.Document) error {
	reflect.ValueOf(doc).Elem().SetZero()
	d := bson.NewDecoder(bson.NewDocumentReader(bytes.NewReader(raw)))
	d.SetRegistry(registry)
	d.UseJSONStructTags()
	d.DefaultDocumentMap()
	if err := d.Decode(doc); err != nil {
		return &codecError{err}
	}
	return nil
}

// tenantEscape keeps the tenant's part of an _id free of the slash that ends it: no two keys have the same _id.
var tenantEscape = strings.NewReplacer("%", "%25", "/", "%2F")

// idOf returns the _id of the document with that key.
func idOf(k domain.Key) string { return tenantEscape.Replace(string(k.Tenant)) + "/" + k.ID }
