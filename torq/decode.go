package torq

import (
	"bytes"
	"errors"
	"io"
	"reflect"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// shapeError reports JSON that is not the list asked for. Its text says what it is.
type shapeError struct{ text string }

func (e *shapeError) Error() string { return e.text }

// decodeList decodes an answer: an object with the list under its key and, if more follows, a next_page_token.
// Protobuf's JSON leaves empty fields out, so an empty object, or one with only a next_page_token, is an empty list. An
// object with other fields and no list is an error, because it may be anything. Every item must have an ID.
func decodeList[T item](data []byte, key string) (items []T, next string, err error) {
	d := jsontext.NewDecoder(bytes.NewBuffer(data))
	if kind := d.PeekKind(); kind != '{' && kind != 0 {
		return nil, "", &shapeError{kind.String() + " instead of an object"}
	}
	if _, err := d.ReadToken(); err != nil {
		return nil, "", err
	}
	list, other := false, false
	for d.PeekKind() == '"' {
		name, err := d.ReadToken()
		if err != nil {
			return nil, "", err
		}
		switch name.String() {
		case key:
			list = true
			items, err = decodeItems[T](d, len(data), key)
		case "next_page_token":
			list = true
			err = json.UnmarshalDecode(d, &next)
		default:
			other = true
			err = d.SkipValue()
		}
		if err != nil {
			return nil, "", err
		}
	}
	if _, err := d.ReadToken(); err != nil {
		return nil, "", err
	}
	if _, err := d.ReadToken(); !errors.Is(err, io.EOF) {
		return nil, "", &shapeError{"an object and something after it"}
	}
	if other && !list {
		return nil, "", &shapeError{"an object that has no list " + key}
	}
	return items, next, nil
}

// An item takes more memory than its JSON. Rows that hold next to nothing would take many times as much: they are no
// rows of Torq, and not believed.
const (
	mostGrowth = 4         // times the size of the answer, strings aside
	spareRoom  = 256 << 10 // bytes, for answers of a few rows
)

// decodeItems decodes the list itself, in an answer of size bytes.
func decodeItems[T item](d *jsontext.Decoder, size int, key string) ([]T, error) {
	switch kind := d.PeekKind(); kind {
	case '[', 0:
	case 'n': // as some gateways write an empty list
		return nil, d.SkipValue()
	default:
		return nil, &shapeError{"a list " + key + " that is " + kind.String()}
	}
	raw, err := d.ReadValue()
	if err != nil {
		return nil, err
	}
	n, err := count(raw)
	if err != nil {
		return nil, err
	}
	room := mostGrowth*size + spareRoom
	tooMany := &shapeError{"more rows in the list " + key + " than its size can hold"}
	if room -= n * int(reflect.TypeFor[T]().Size()); room < 0 {
		return nil, tooMany
	}
	items := make([]T, n)
	rows := jsontext.NewDecoder(bytes.NewBuffer(raw))
	if _, err := rows.ReadToken(); err != nil {
		return nil, err
	}
	for i := range items {
		if err := json.UnmarshalDecode(rows, &items[i]); err != nil {
			return nil, err
		}
		if items[i].id() == "" {
			return nil, &shapeError{"a row without ID in the list " + key}
		}
		if h, ok := any(&items[i]).(heavy); ok {
			if room -= h.more(); room < 0 {
				return nil, tooMany
			}
		}
	}
	return items, nil
}

// count returns the number of elements of a JSON array.
func count(raw jsontext.Value) (n int, err error) {
	d := jsontext.NewDecoder(bytes.NewBuffer(raw))
	if _, err := d.ReadToken(); err != nil {
		return 0, err
	}
	for ; d.PeekKind() != ']'; n++ {
		if err := d.SkipValue(); err != nil {
			return 0, err
		}
	}
	return n, nil
}
