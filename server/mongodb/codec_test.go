package mongodb

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/lyhord/lyhord/domain"
)

// rich fills a value with text, times, numbers, lists of two, and unknown fields in every struct that keeps them.
func rich(v reflect.Value) {
	switch v.Interface().(type) {
	case time.Time:
		v.Set(reflect.ValueOf(time.Date(2026, 3, 29, 1, 59, 59, 999_000_000, time.UTC)))
		return
	case domain.Extra:
		v.Set(reflect.ValueOf(domain.Extra{
			"färg": "Å Ä Ö", "antal": int64(1 << 60), "andel": 0.5, "ja": true, "inget": nil, "då": time.Date(1999, 1, 2, 3, 4, 5, 6e6, time.UTC),
			"djupt": map[string]any{"lista": []any{"å", int64(7), map[string]any{"x": int64(1)}}},
		}))
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() && f.Tag.Get("json") != "-" {
				rich(v.Field(i))
			}
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		rich(v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		rich(v.Index(0))
		rich(v.Index(1))
	case reflect.String:
		v.SetString("Åsa Öberg på Ängsvägen 👋 \u0000")
	case reflect.Int64, reflect.Int:
		v.SetInt(1 << 40)
	case reflect.Float64:
		v.SetFloat(0.1)
	case reflect.Bool:
		v.SetBool(true)
	default:
		panic("no sample of " + v.Type().String())
	}
}

// roundTrip writes doc and reads it into another.
func roundTrip(t *testing.T, doc, into domain.Document) {
	t.Helper()
	raw, err := encode(doc)
	if err != nil {
		t.Fatal(err)
	}
	if err := raw.Validate(); err != nil {
		t.Fatal(err)
	}
	if got := raw.Lookup("_id").StringValue(); got != idOf(doc.Key()) {
		t.Errorf("_id %q, want %q", got, idOf(doc.Key()))
	}
	if err := decode(dropID(raw), into); err != nil {
		t.Fatal(err)
	}
}

func TestCodecRoundTrip(t *testing.T) {
	for _, c := range domain.Collections() {
		t.Run(c.Name, func(t *testing.T) {
			doc, got := c.New(), c.New()
			rich(reflect.ValueOf(doc).Elem())
			roundTrip(t, doc, got)
			unexported := cmp.Exporter(func(reflect.Type) bool { return true }) // which are not stored
			if diff := cmp.Diff(doc, got, unexported); diff != "" {
				t.Errorf("full (-want +got):\n%s", diff)
			}
			empty := c.New()
			roundTrip(t, empty, got) // got is full: nothing of it may stay
			roundTrip(t, got, empty)
			if diff := cmp.Diff(c.New(), got, cmpopts.EquateEmpty(), unexported); diff != "" {
				t.Errorf("empty (-want +got):\n%s", diff)
			}
		})
	}
}

func TestCodecTimesAndText(t *testing.T) {
	stockholm := time.Date(2026, 7, 1, 12, 0, 0, 123_456_789, domain.Stockholm)
	text := strings.Repeat("åäö", 64<<10/6)
	var got domain.JournalNote
	roundTrip(t, &domain.JournalNote{EventAt: stockholm, Text: text}, &got)
	if want := time.Date(2026, 7, 1, 10, 0, 0, 123_000_000, time.UTC); got.EventAt != want {
		t.Errorf("got %v, want %v", got.EventAt, want)
	}
	if !got.WrittenAt.IsZero() {
		t.Errorf("no time came back as %v", got.WrittenAt)
	}
	if got.Text != text {
		t.Errorf("a text of %d bytes came back with %d", len(text), len(got.Text))
	}
}

func TestCodecKeepsWhatOthersWrote(t *testing.T) {
	var v domain.Visit
	stored, err := bson.Marshal(bson.D{{Key: "id", Value: "v"}, {Key: "nytt", Value: bson.D{{Key: "tal", Value: int32(3)}}},
		{Key: "activities", Value: bson.A{bson.D{{Key: "id", Value: "a"}, {Key: "ton", Value: bson.A{int32(1), "två"}}}}}})
	if err != nil {
		t.Fatal(err)
	}
	if err := decode(stored, &v); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(domain.Extra{"nytt": map[string]any{"tal": int64(3)}}, v.Extra); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(domain.Extra{"ton": []any{int64(1), "två"}}, v.Activities[0].Extra); diff != "" {
		t.Error(diff)
	}
}

func TestKeysOfTenantsAreApart(t *testing.T) {
	ids := map[string]domain.Key{}
	for _, k := range []domain.Key{{Tenant: "a", ID: "b/c"}, {Tenant: "a/b", ID: "c"}, {Tenant: "a%2Fb", ID: "c"}, {Tenant: "a%", ID: "2Fb/c"}} {
		if other, taken := ids[idOf(k)]; taken {
			t.Errorf("%v and %v are both %s", k, other, idOf(k))
		}
		ids[idOf(k)] = k
	}
}
