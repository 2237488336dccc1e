package record

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// CheckNames refuses names in a JSON file that people may edit which not every program reads alike: a name that occurs
// twice, one that differs from a known name only in how it is written (Region, or ſ for s), or text that is not UTF-8.
// It returns the names that into, which the file is read into, does not have. It accepts a file that is no JSON.
func CheckNames(data []byte, into any) (unknown []string, err error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff")) // which some editors put in front
	d := jsontext.NewDecoder(bytes.NewReader(data))
	if _, err := d.ReadValue(); err != nil {
		var syntax *jsontext.SyntacticError
		switch {
		case errors.As(err, &syntax) && errors.Is(err, jsontext.ErrDuplicateName):
			return nil, fmt.Errorf("line %d: %s stands there twice", lineAt(data, syntax.ByteOffset),
				quotedUnlessPlain(syntax.JSONPointer.LastToken()))
		case errors.As(err, &syntax) && syntax.Err != nil && (strings.Contains(syntax.Err.Error(), "UTF-8") ||
			strings.Contains(syntax.Err.Error(), "surrogate")):
			return nil, fmt.Errorf("line %d: there is text that is no UTF-8, or half a character",
				lineAt(data, syntax.ByteOffset))
		}
		return nil, nil
	}
	if _, err := d.ReadToken(); !errors.Is(err, io.EOF) {
		return nil, nil
	}
	n := nameCheck{data: data}
	n.value(walker{b: data}, shapeOf(reflect.TypeOf(into)))
	return n.unknown, n.err
}

func lineAt(data []byte, offset int64) int {
	return 1 + bytes.Count(data[:min(offset, int64(len(data)))], []byte("\n"))
}

// nameCheck collects what is found about the names in a file.
type nameCheck struct {
	data    []byte
	unknown []string
	err     error // the first fault
}

// value checks the names in the next value, whatever else is wrong with it, and returns where it ends.
func (n *nameCheck) value(l walker, s *Shape) walker {
	l.blank()
	switch is := l.kind(); {
	case s.kind == "list" && is == "list":
		for l.at++; !l.ends(']'); {
			l = n.value(l, s.of)
		}
	case s.kind == "object" && is == "object":
		for l.at++; !l.ends('}'); {
			at := l.at
			name, _ := unquote(l.raw())
			l.blank()
			l.at++ // the colon
			i, known := s.members.byName[name]
			if known {
				l = n.value(l, s.members.all[i].Shape)
				continue
			}
			n.stranger(name, at, s)
			l.blank()
			l.raw()
		}
	case s.kind == "map" && is == "object":
		for l.at++; !l.ends('}'); {
			l.raw()
			l.blank()
			l.at++
			l = n.value(l, s.of)
		}
	default:
		l.raw()
	}
	return l
}

func (n *nameCheck) stranger(name string, at int, s *Shape) {
	n.unknown = append(n.unknown, name)
	for _, m := range s.members.all {
		if n.err == nil && strings.EqualFold(m.name, name) {
			n.err = fmt.Errorf("line %d: it has the name %s; names count letter by letter, and there is one %s",
				lineAt(n.data, int64(at)), quotedUnlessPlain(name), m.name)
		}
	}
}
