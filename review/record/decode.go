package record

import (
	"errors"
	"fmt"
	"reflect"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Decode reads the data of a line as D. It is the one way in which the record is read: names count letter by letter,
// none is unknown or repeated, none that D needs is missing, and every value has the right type. A binding may stand
// beside D. The error is a sentence.
func Decode[D any](l Line) (D, error) {
	if data, ok := decodeFlat[D](l.Data); ok {
		return data, nil
	}
	return decodeSlowly[D](l)
}

// decodeSlowly reads the data of any line, and says what is wrong with it.
func decodeSlowly[D any](l Line) (data D, err error) {
	if err = l.checkData(dataShapeOf(reflect.TypeFor[D]())); err == nil {
		err = jsonv2.Unmarshal(l.Data, &data)
	}
	if err != nil {
		var none D
		return none, fmt.Errorf("line %d of %s, %s, does not say what it must: %w", l.Seq, l.Writer, l.Type, err)
	}
	return data, nil
}

// Check returns an error if the data of a line is not what lines of its type must say; nil for a type without a shape.
// It is for lines that no one decodes, since they have no effect.
func (s Shapes) Check(l Line) error {
	shape, known := s[l.Type]
	if !known {
		return nil
	}
	if err := l.checkData(shape); err != nil {
		return fmt.Errorf("line %d of %s, %s, does not say what it must: %w", l.Seq, l.Writer, l.Type, err)
	}
	return nil
}

func (l Line) checkData(shape *Shape) error {
	if !wellFormed(l.Data) {
		return errors.New("the whole is no JSON")
	}
	return shape.Check(l.Data)
}

// wellFormed reports whether it is one JSON value. Lines that were parsed are; a repeated name is told by the shape.
func wellFormed(data []byte) bool {
	s := scan{b: data}
	return s.isWhole() || jsontext.Value(data).IsValid(jsontext.AllowDuplicateNames(true))
}

// Glance reads only the fields of D from a line's data. It is for folded lines, which Decode has checked; ok is false
// if the line has another type of value under a name of D.
func Glance[D any](l Line) (data D, ok bool) {
	if err := jsonv2.Unmarshal(l.Data, &data); err != nil {
		var none D
		return none, false
	}
	return data, true
}
