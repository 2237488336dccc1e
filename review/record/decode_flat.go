package record

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// flat reads data of one type that holds nothing but texts, whole numbers, flags and lists of texts, as the lines do of
// which there are most. It checks and decodes in one walk. Where it cannot it says so, and Decode reads the data slowly;
// what it does read is what Decode reads.
type flat struct {
	fields []flatField // by name
	last   []string    // the text that each field had last: most lines repeat those of the line before
}

type flatField struct {
	name     string
	index    int
	required bool
}

var flats sync.Map // reflect.Type → *sync.Pool of *flat, or nil for a type that is not flat

// flatOf returns what reads data of that type, to be put back into its pool; nil if the type is not flat.
func flatOf(t reflect.Type) (*flat, *sync.Pool) {
	known, ok := flats.Load(t)
	if !ok {
		known = (*sync.Pool)(nil)
		if fields, is := flatFields(t); is {
			known = &sync.Pool{New: func() any { return &flat{fields: fields, last: make([]string, len(fields))} }}
		}
		flats.Store(t, known)
	}
	pool := known.(*sync.Pool)
	if pool == nil {
		return nil, nil
	}
	return pool.Get().(*flat), pool
}

// flatFields returns the fields of a flat type, in the order of their names.
func flatFields(t reflect.Type) (fields []flatField, is bool) {
	if t.Kind() != reflect.Struct {
		return nil, false
	}
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "-" {
			continue
		}
		if name == "" || f.Anonymous || !f.IsExported() || !isASCII([]byte(name)) || !isFlat(f.Type) {
			return nil, false
		}
		if options != "" && options != "omitempty" && options != "omitzero" {
			return nil, false
		}
		fields = append(fields, flatField{name, i, options == ""})
	}
	slices.SortFunc(fields, func(a, b flatField) int { return strings.Compare(a.name, b.name) })
	return fields, true
}

// isFlat reports whether values of the type are read as they stand.
func isFlat(t reflect.Type) bool {
	if readsItself(t) || readsItself(reflect.PointerTo(t)) {
		return false
	}
	switch t.Kind() {
	case reflect.String, reflect.Bool, reflect.Int, reflect.Int64:
		return true
	case reflect.Slice:
		return t.Elem() == reflect.TypeFor[string]()
	default:
		return false
	}
}

// readsItself reports whether a type has a method of its own by which it is read.
func readsItself(t reflect.Type) bool {
	for _, name := range []string{"UnmarshalJSON", "UnmarshalText", "UnmarshalJSONFrom"} {
		if _, has := t.MethodByName(name); has {
			return true
		}
	}
	return false
}

// read sets the fields of a struct. It returns false for data that is not canonical, has an escaped text or another
// name, or lacks one: it may be good all the same.
func (f *flat) read(data []byte, into reflect.Value) bool {
	s := scan{b: data}
	s.literal("{")
	next := 0
	for n := 0; !s.failed() && (n > 0 || !s.isNext('}')); n++ {
		from, to := s.plain()
		if s.literal(":"); s.failed() {
			return false
		}
		name := data[from:to]
		for next < len(f.fields) && f.fields[next].name != string(name) {
			if f.fields[next].required {
				return false
			}
			next++ // names are in order, in the data as in the fields
		}
		if next == len(f.fields) || !f.set(next, &s, into.Field(f.fields[next].index)) {
			return false
		}
		next++
		if s.isNext('}') {
			break
		}
		s.literal(",")
	}
	s.literal("}")
	for ; next < len(f.fields); next++ {
		if f.fields[next].required {
			return false
		}
	}
	return s.at == len(data)
}

// set reads the next value into a field.
func (f *flat) set(field int, s *scan, into reflect.Value) bool {
	switch into.Kind() {
	case reflect.String:
		from, to := s.plain()
		if s.failed() {
			return false
		}
		if text := s.b[from:to]; f.last[field] != string(text) {
			f.last[field] = string(text)
		}
		into.SetString(f.last[field])
	case reflect.Bool:
		is := s.isNext('t')
		if s.literal(strconv.FormatBool(is)); s.failed() {
			return false
		}
		into.SetBool(is)
	case reflect.Slice:
		list, ok := s.texts()
		if !ok {
			return false
		}
		into.Set(reflect.ValueOf(list).Convert(into.Type()))
	default:
		from := s.at
		if s.integer(); s.failed() {
			return false
		}
		n, err := strconv.ParseInt(string(s.b[from:s.at]), 10, 64)
		if err != nil || into.OverflowInt(n) {
			return false
		}
		into.SetInt(n)
	}
	return true
}

// texts walks over a list of texts without escapes, and returns them.
func (s *scan) texts() (list []string, ok bool) {
	list = []string{}
	s.literal("[")
	for n := 0; !s.failed() && (n > 0 || !s.isNext(']')); n++ {
		from, to := s.plain()
		if s.failed() {
			return nil, false
		}
		list = append(list, string(s.b[from:to]))
		if s.isNext(']') {
			break
		}
		s.literal(",")
	}
	s.literal("]")
	return list, !s.failed()
}

// decodeFlat reads the data of a line if its type is flat, and it is written as tuar writes nearly all of it.
func decodeFlat[D any](data []byte) (d D, ok bool) {
	f, pool := flatOf(reflect.TypeFor[D]())
	if f == nil {
		return d, false
	}
	defer pool.Put(f)
	if !f.read(data, reflect.ValueOf(&d).Elem()) {
		var none D
		return none, false
	}
	return d, true
}
