package sqlite

import (
	"fmt"
	"reflect"
	"strconv"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/lyhord/lyhord/domain"
)

// milliseconds is RFC 3339 to the millisecond. Like [time.Time.UnixMilli] it rounds down, so that a body and its columns agree.
const milliseconds = "2006-01-02T15:04:05.000Z07:00"

// codec is how documents are written and read. Integers among the unknown fields stay integers: as floating point they would
// lose their last digits.
var codec = json.JoinOptions(
	json.WithMarshalers(json.MarshalToFunc(writeTime)),
	json.WithUnmarshalers(json.UnmarshalFromFunc(readInteger)),
)

func writeTime(e *jsontext.Encoder, t time.Time) error {
	b := append(e.AvailableBuffer(), '"')
	b = t.UTC().AppendFormat(b, milliseconds)
	return e.WriteValue(append(b, '"'))
}

func readInteger(d *jsontext.Decoder, v *any) error {
	if d.PeekKind() != '0' {
		return json.SkipFunc
	}
	number, err := d.ReadValue()
	if err != nil {
		return err
	}
	if i, err := strconv.ParseInt(string(number), 10, 64); err == nil {
		*v = i
		return nil
	}
	*v, err = strconv.ParseFloat(string(number), 64)
	return err
}

func encode(d domain.Document) ([]byte, error) {
	b, err := json.Marshal(d, codec)
	if err != nil {
		return nil, fmt.Errorf("sqlite: encode %s %s: %w", d.Collection().Name, d.Key().ID, err)
	}
	return b, nil
}

// decode reads body into d, over whatever d held before.
func decode(body []byte, d domain.Document) error {
	reflect.ValueOf(d).Elem().SetZero()
	if err := json.Unmarshal(body, d, codec); err != nil {
		return fmt.Errorf("sqlite: decode a document of %s: %w", d.Collection().Name, err)
	}
	return nil
}

// value makes v, of any kind that can be indexed, what its column holds: text or an integer, a time as milliseconds.
func value(v any) any {
	switch v := domain.Scalar(v).(type) {
	case time.Time:
		return v.UnixMilli()
	case bool:
		if v {
			return int64(1)
		}
		return int64(0)
	default:
		return v
	}
}
