package record

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// Stamp is an SSH signature in a line.
type Stamp struct {
	Signed   string `json:"signed"`   // the text that was signed; see package signature
	Armoured string `json:"armoured"` // the signature: ssh-keygen -Y verify checks it over the text
	Key      string `json:"key"`      // the key's fingerprint
}

// FileStamp is an SSH signature over a file that the record names. With the file's hash in it, it is checked without the
// file.
type FileStamp struct {
	Armoured string `json:"armoured"` // as ssh-keygen -Y sign -n tuar writes it
	Key      string `json:"key"`      // the key's fingerprint
	SHA512   string `json:"sha512"`   // of the file, which is what the signature is over
}

// Binding is what the data of a line of any type may hold besides: it binds the line to the record and to its author.
type Binding struct {
	Heads     []Head `json:"heads,omitempty"` // of all journals, before this line
	Signature *Stamp `json:"signature,omitempty"`
	// KeyOwner owns the private API key that was in use at a shared desk, where it is not the author's.
	KeyOwner string `json:"key_owner,omitempty"`
	// Answers is the SHA-256 of the file of answers that says what a relayed line says.
	Answers string `json:"answers,omitempty"`
}

var bindingType = reflect.TypeFor[Binding]()

// Encoded returns the data of the line in canonical form, with its binding.
func (e Entry) Encoded() (json.RawMessage, error) {
	data, err := json.Marshal(e.Data)
	if err != nil {
		return nil, fmt.Errorf("encoding the data of a %s line: %w", e.Type, err)
	}
	bound := e.Binding
	bound.KeyOwner, bound.Answers = e.Actor.KeyOwner, e.Actor.Answers
	if besides, _ := json.Marshal(bound); len(besides) > len("{}") { // of texts and numbers
		gap := ","
		if string(data) == "{}" {
			gap = ""
		}
		data = slices.Concat(data[:len(data)-1], []byte(gap), besides[1:])
	}
	if data, err = Canonical(data); err != nil {
		return nil, fmt.Errorf("encoding the data of a %s line: %w", e.Type, err)
	}
	return data, nil
}

// Bound returns the binding of a line.
func (l *Line) Bound() (b Binding) {
	b, _ = Glance[Binding](*l)
	return b
}

// dataShapeOf returns the shape of the data of lines whose data is a D: that of D, with a binding.
func dataShapeOf(t reflect.Type) *Shape {
	type key struct{ reflect.Type }
	if known, ok := shapes.Load(key{t}); ok {
		return known.(*Shape)
	}
	s := *shapeOf(t)
	if s.kind == "object" {
		all := slices.Clone(s.members.all)
		for _, m := range shapeOf(bindingType).members.all {
			if _, has := s.members.byName[m.name]; !has {
				all = append(all, m)
			}
		}
		s.members = named(all)
	}
	shapes.Store(key{t}, &s)
	return &s
}

// named returns the members in the order of their names.
func named(all []member) members {
	slices.SortFunc(all, func(a, b member) int { return strings.Compare(a.name, b.name) })
	m := members{all: all, byName: make(map[string]int, len(all))}
	for i, one := range all {
		m.byName[one.name] = i
	}
	return m
}
