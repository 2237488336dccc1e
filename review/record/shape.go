package record

import (
	"bytes"
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// Shape describes a JSON value. It is made from the Go type that holds the value, so that readers of the record in any
// language share one table of shapes. Names are compared byte by byte; required names must be present, and others are
// not allowed.
type Shape struct {
	kind    string  // text, integer, flag, time, moment, any, list, map or object
	of      *Shape  // what a list or map holds
	members members // of an object
}

// The kinds of values that hold no others.
const (
	text    = "text"
	integer = "integer"
	flag    = "flag"
	instant = "time"   // as Time is written
	moment  = "moment" // RFC 3339
	anyKind = "any"
)

type member struct {
	name     string
	optional bool
	*Shape
}

type members struct {
	all    []member // by name
	byName map[string]int
}

// Shapes maps line types to the shapes of their data.
type Shapes map[string]*Shape

var shapes sync.Map // reflect.Type, or key of one for the data of lines → *Shape

// ShapeOf returns the shape of values of that type.
func ShapeOf[D any]() *Shape { return shapeOf(reflect.TypeFor[D]()) }

func shapeOf(t reflect.Type) *Shape {
	if known, ok := shapes.Load(t); ok {
		return known.(*Shape)
	}
	s := newShape(t)
	shapes.Store(t, s)
	return s
}

func newShape(t reflect.Type) *Shape {
	switch {
	case t.Kind() == reflect.Pointer:
		return shapeOf(t.Elem())
	case t == reflect.TypeFor[Time]():
		return &Shape{kind: instant}
	case t == reflect.TypeFor[Seen]():
		return &Shape{kind: "map", of: shapeOf(reflect.TypeFor[seenHead]())}
	case t == reflect.TypeFor[time.Time]():
		return &Shape{kind: moment}
	case t == reflect.TypeFor[json.RawMessage](): // of a line: an object whose shape its type tells
		return &Shape{kind: "map", of: &Shape{kind: anyKind}}
	case t.Kind() == reflect.String, reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]()):
		return &Shape{kind: text}
	}
	switch t.Kind() {
	case reflect.Bool:
		return &Shape{kind: flag}
	case reflect.Int, reflect.Int64, reflect.Int32:
		return &Shape{kind: integer}
	case reflect.Slice:
		return &Shape{kind: "list", of: shapeOf(t.Elem())}
	case reflect.Map:
		return &Shape{kind: "map", of: shapeOf(t.Elem())}
	case reflect.Struct:
		s := &Shape{kind: "object"}
		s.members.add(t)
		s.members = named(s.members.all)
		return s
	}
	panic(fmt.Sprintf("the record has no values of the type %s", t))
}

// maxMembers limits the number of members of an object.
const maxMembers = 64

func (m *members) add(t reflect.Type) {
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case name == "-":
		case name == "" && f.Anonymous:
			m.add(f.Type)
		default:
			m.all = append(m.all, member{name, strings.Contains(options, "omit"), shapeOf(f.Type)})
		}
	}
	if len(m.all) > maxMembers {
		panic(fmt.Sprintf("%s has more than %d members", t, maxMembers))
	}
}

// MarshalJSON writes the shape for other programs: the name of a kind; a list around what it holds; an object with its
// members, whose names end with "?" where they may be missing; or an object whose only name is "*" for any names.
func (s *Shape) MarshalJSON() ([]byte, error) {
	switch s.kind {
	case "list":
		return json.Marshal([]*Shape{s.of})
	case "map":
		return json.Marshal(map[string]*Shape{"*": s.of})
	case "object":
		all := map[string]*Shape{}
		for _, m := range s.members.all {
			name := m.name
			if m.optional {
				name += "?"
			}
			all[name] = m.Shape
		}
		return json.Marshal(all)
	}
	return json.Marshal(s.kind)
}

// Check returns why the value does not have the shape, as a sentence; nil if it has. The value must be JSON without an
// error of syntax.
func (s *Shape) Check(value []byte) error {
	l := walker{b: value}
	if wrong := l.value(s); wrong != nil {
		return wrong
	}
	return nil
}

// shapeError reports a wrong value and its place.
type shapeError struct {
	at   []string // from the inside out
	what string   // follows the place
}

func (m *shapeError) Error() string {
	var place strings.Builder
	for _, part := range slices.Backward(m.at) {
		if place.Len() > 0 && !strings.HasPrefix(part, "[") {
			place.WriteByte('.')
		}
		place.WriteString(part)
	}
	if place.Len() == 0 {
		return "the whole " + m.what
	}
	return place.String() + " " + m.what
}

func (m *shapeError) within(part string) *shapeError {
	m.at = append(m.at, part)
	return m
}

// walker walks over JSON that is known to be well-formed.
type walker struct {
	b  []byte
	at int
}

var kindWords = map[string]string{
	text: "a text", integer: "a whole number", flag: "true or false", instant: "a time such as " + timeLayout,
	moment: "a time of RFC 3339",
	"list": "a list", "map": "an object", "object": "an object",
}

// value checks the next value.
func (l *walker) value(s *Shape) *shapeError {
	l.blank()
	if s.kind == "list" && bytes.HasPrefix(l.b[l.at:], []byte("null")) {
		l.at += len("null") // as an empty list in Go may be written
		return nil
	}
	is := l.kind()
	switch {
	case s.kind == anyKind:
	case s.kind == "list" && is == "list":
		return l.list(s.of)
	case s.kind == "map" && is == "object":
		return l.named(func(string) (*Shape, *shapeError) { return s.of, nil })
	case s.kind == "object" && is == "object":
		return l.object(s)
	case s.kind == integer && is == "number":
		if raw := l.raw(); bytes.ContainsAny(raw, ".eE") {
			return &shapeError{what: fmt.Sprintf("is %s; it must be a whole number", raw)}
		}
		return nil
	case s.kind == instant && is == text:
		if raw := l.raw(); !isTime(raw) {
			return &shapeError{what: fmt.Sprintf("is %s; it must be %s", raw, kindWords[instant])}
		}
		return nil
	case s.kind == moment && is == text:
		raw := l.raw()
		if t, err := time.Parse(time.RFC3339, string(bytes.Trim(raw, `"`))); err != nil || t.Year() < 1 {
			return &shapeError{what: fmt.Sprintf("is %s; it must be %s", raw, kindWords[moment])}
		}
		return nil
	case s.kind != is:
		return &shapeError{what: fmt.Sprintf("is %s; it must be %s", foundWords[is], kindWords[s.kind])}
	}
	l.raw()
	return nil
}

func isTime(raw []byte) bool {
	_, ok := parseTime(bytes.Trim(raw, `"`))
	return ok
}

var foundWords = map[string]string{
	text: "a text", "number": "a number", flag: "true or false", "null": "null", "list": "a list",
	"object": "an object",
}

// kind returns what begins here.
func (l *walker) kind() string {
	switch l.b[l.at] {
	case '"':
		return text
	case '{':
		return "object"
	case '[':
		return "list"
	case 't', 'f':
		return flag
	case 'n':
		return "null"
	}
	return "number"
}

func (l *walker) list(of *Shape) *shapeError {
	l.at++
	for n := 0; !l.ends(']'); n++ {
		if wrong := l.value(of); wrong != nil {
			return wrong.within("[" + strconv.Itoa(n) + "]")
		}
	}
	return nil
}

func (l *walker) object(s *Shape) *shapeError {
	var seen uint64
	wrong := l.named(func(name string) (*Shape, *shapeError) {
		i, known := s.members.byName[name]
		switch {
		case !known:
			return nil, &shapeError{what: "is a name that must not stand there"}
		case seen&(1<<i) != 0:
			return nil, &shapeError{what: "stands there twice"}
		}
		seen |= 1 << i
		return s.members.all[i].Shape, nil
	})
	if wrong != nil {
		return wrong
	}
	for i, m := range s.members.all {
		if !m.optional && seen&(1<<i) == 0 {
			return (&shapeError{what: "is missing"}).within(m.name)
		}
	}
	return nil
}

// named checks the members of an object; of returns the required shape of a member.
func (l *walker) named(of func(name string) (*Shape, *shapeError)) *shapeError {
	l.at++
	for !l.ends('}') {
		raw := l.raw()
		name := string(raw[1 : len(raw)-1])
		if strings.Contains(name, `\`) {
			name, _ = unquote(raw)
		}
		l.blank()
		l.at++ // the colon
		s, wrong := of(name)
		if wrong == nil {
			wrong = l.value(s)
		}
		if wrong != nil {
			return wrong.within(quotedUnlessPlain(name))
		}
	}
	return nil
}

func unquote(raw []byte) (string, error) {
	b, err := jsontext.AppendUnquote(nil, raw)
	return string(b), err
}

func quotedUnlessPlain(name string) string {
	if name != "" && strings.Trim(name, "abcdefghijklmnopqrstuvwxyz_0123456789") == "" {
		return name
	}
	return strconv.QuoteToASCII(name)
}

// blank walks over white space.
func (l *walker) blank() {
	for l.at < len(l.b) && bytes.IndexByte([]byte(" \t\r\n"), l.b[l.at]) >= 0 {
		l.at++
	}
}

// ends walks over the comma before the next value, or over that end.
func (l *walker) ends(with byte) bool {
	l.blank()
	if l.b[l.at] == ',' {
		l.at++
		l.blank()
	}
	if l.b[l.at] != with {
		return false
	}
	l.at++
	return true
}

// raw skips the next value of any kind and returns it.
func (l *walker) raw() []byte {
	from, depth := l.at, 0
	for {
		switch c := l.b[l.at]; {
		case c == '"':
			for l.at++; l.b[l.at] != '"'; l.at++ {
				if l.b[l.at] == '\\' {
					l.at++
				}
			}
			l.at++
		case c == '{' || c == '[':
			depth++
			l.at++
		case c == '}' || c == ']':
			depth--
			l.at++
		case depth > 0:
			l.at++
			continue
		default: // a number, true, false or null
			for l.at < len(l.b) && bytes.IndexByte([]byte(",]} \t\r\n"), l.b[l.at]) < 0 {
				l.at++
			}
		}
		if depth == 0 {
			return l.b[from:l.at]
		}
	}
}
