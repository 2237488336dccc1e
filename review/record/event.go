package record

import (
	"reflect"
	"strings"
)

// Event is the data of a line, which can say what it records.
type Event interface {
	// Sentence holds what a line says, without its time and its author.
	Sentence(names Names) Sentence
}

// Names returns what people call an item, such as the e-mail address of user/1; empty if it does not know the item.
type Names func(item string) string

// Of returns the name of an item, or the item where there is none.
func (n Names) Of(item string) string {
	if n != nil {
		if name := n(item); name != "" {
			return name
		}
	}
	return item
}

// Sentence holds what a line says, without its time and its author.
type Sentence struct {
	About    string // the elevation or setting that Text does not name; may be empty
	Text     string // a phrase that can follow the author's name: "took back the decision about user/1"
	Detail   string // a reason or an answer, as it was given; may be empty
	Campaign string // of a line about one item
}

// String returns the sentence as one line of text.
func (s Sentence) String() string {
	parts := make([]string, 0, 3)
	for _, part := range []string{s.About, s.Text, s.Detail} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	text := strings.Join(parts, ": ")
	if s.Campaign != "" {
		text += " (" + s.Campaign + ")"
	}
	return text
}

// EventType holds the common properties of all lines of a type.
type EventType struct {
	Shape    func() *Shape // of their data
	sentence func(Line, Names) (Sentence, bool)
}

// EventOf returns the type of the lines whose data is a D.
func EventOf[D Event]() EventType {
	return EventType{func() *Shape { return dataShapeOf(reflect.TypeFor[D]()) }, func(l Line, names Names) (Sentence, bool) {
		data, ok := Glance[D](l)
		if !ok {
			return Sentence{}, false
		}
		return data.Sentence(names), true
	}}
}

// Events are types of lines by their names. A line whose type is missing is from a newer tuar.
type Events map[string]EventType

// Sentence holds what a line says, without its time and its author.
func (e Events) Sentence(l Line, names Names) Sentence {
	if is, known := e[l.Type]; known {
		if s, ok := is.sentence(l, names); ok {
			return s
		}
	}
	return Sentence{Text: string(l.Data)}
}

// Shapes returns the required form of the data of each type of line, for other programs.
func (e Events) Shapes() Shapes {
	all := make(Shapes, len(e))
	for name, is := range e {
		all[name] = is.Shape()
	}
	return all
}
