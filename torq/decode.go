package torq

import (
	"bytes"
	"io"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// shapeError is JSON that is not the list asked for. Its text says what it is.
type shapeError struct{ text string }

func (e *shapeError) Error() string { return e.text }

// decodeList decodes an answer: an object with the list under its key and, if more follows, a next_page_token. An empty
// object is an empty list, because protobuf's JSON leaves empty fields out; an object with other keys only is not,
// because it may be anything. Every item must have an ID.
func decodeList[T item](data []byte, key string) (items []T, next string, err error) {
	d := jsontext.NewDecoder(bytes.NewBuffer(data))
	if kind := d.PeekKind(); kind != '{' && kind != 0 {
		return nil, "", &shapeError{kind.String() + " instead of an object"}
	}
	if _, err := d.ReadToken(); err != nil {
		return nil, "", err
	}
	found, other := false, false
	for d.PeekKind() == '"' {
		name, err := d.ReadToken()
		if err != nil {
			return nil, "", err
		}
		switch name.String() {
		case key:
			found = true
			items, err = decodeItems[T](d, len(data), key)
		case "next_page_token":
			err = json.UnmarshalDecode(d, &next)
		default:
			err = d.SkipValue()
		}
		if err != nil {
			return nil, "", err
		}
		other = true
	}
	if _, err := d.ReadToken(); err != nil {
		return nil, "", err
	}
	if _, err := d.ReadToken(); err != io.EOF {
		return nil, "", &shapeError{"an object and something after it"}
	}
	if other && !found {
		return nil, "", &shapeError{"an object that has no list " + key}
	}
	return items, next, nil
}

// decodeItems decodes the list itself, in an answer of that size in bytes.
func decodeItems[T item](d *jsontext.Decoder, size int, key string) ([]T, error) {
	switch kind := d.PeekKind(); kind {
	case '[', 0:
	case 'n': // as some gateways write an empty list
		return nil, d.SkipValue()
	default:
		return nil, &shapeError{"a list " + key + " that is " + kind.String()}
	}
	if _, err := d.ReadToken(); err != nil {
		return nil, err
	}
	var items []T
	for d.PeekKind() != ']' {
		begin := d.InputOffset()
		items = append(items, *new(T))
		one := &items[len(items)-1]
		if err := json.UnmarshalDecode(d, one); err != nil {
			return nil, err
		}
		if (*one).id() == "" {
			return nil, &shapeError{"a row without ID in the list " + key}
		}
		if len(items) == 1 { // the others will be about as long
			items = slices.Grow(items, min(size/int(d.InputOffset()-begin)+8, 10_000))
		}
	}
	_, err := d.ReadToken()
	return items, err
}
