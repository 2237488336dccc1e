package settings

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"io"
	"reflect"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/spelling"
)

// Setting is one choice of a workspace.
type Setting struct {
	Key   string `json:"key"`   // where it stands in workspace.json: names with dots between
	Value string `json:"value"` // a text as it is; texts with ", " between, if no text has a comma; all else as JSON
}

// All returns the settings one by one, in the order of the struct.
func (s Settings) All() []Setting {
	s = s.Shown()
	var all []Setting
	walk(reflect.ValueOf(&s).Elem(), "", func(key string, v reflect.Value) {
		if key == formatKey {
			return
		}
		all = append(all, Setting{key, valueText(v)})
	})
	return all
}

// Recorded returns the settings that the record keeps, one by one: all but a choice of the mouse, unless an earlier
// version recorded one.
func (s Settings) Recorded() []Setting {
	s.Connection.NoMouse = nil
	return slices.DeleteFunc(s.All(), func(one Setting) bool { return one.Key == NoMouseKey && !s.NoMouse })
}

// formatKey is the key of the file's format, which is not a setting.
const formatKey = "v"

// walk visits the fields of a struct in order, except those that JSON omits. New fields need no change here.
func walk(v reflect.Value, prefix string, visit func(key string, v reflect.Value)) {
	for i := range v.NumField() {
		name, ok := jsonName(v.Type().Field(i))
		switch field := v.Field(i); {
		case !ok:
		case field.Kind() == reflect.Struct && !field.Type().Implements(marshaler):
			walk(field, prefix+name+".", visit)
		default:
			visit(prefix+name, field)
		}
	}
}

var marshaler = reflect.TypeFor[json.Marshaler]()

func jsonName(f reflect.StructField) (name string, ok bool) {
	name, _, _ = strings.Cut(f.Tag.Get("json"), ",")
	return name, name != "-" && name != ""
}

func isTexts(t reflect.Type) bool {
	return t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.String
}

func valueText(v reflect.Value) string {
	switch {
	case v.Kind() == reflect.String:
		return v.String()
	case isTexts(v.Type()):
		texts := make([]string, v.Len())
		plain := true
		for i := range texts {
			texts[i] = v.Index(i).String()
			plain = plain && texts[i] != "" && strings.TrimSpace(texts[i]) == texts[i] && !strings.HasPrefix(texts[i], "[") && !strings.Contains(texts[i], ",")
		}
		if plain {
			return strings.Join(texts, ", ")
		}
	case v.Kind() == reflect.Slice && v.IsNil():
		return "[]"
	}
	data, err := json.Marshal(v.Interface())
	if err != nil {
		return err.Error() // no setting is of a kind that has no JSON
	}
	var text string
	if json.Unmarshal(data, &text) == nil {
		return text
	}
	return string(data)
}

// Get returns the value of a setting. An unknown key is a BadInput fault.
func (s Settings) Get(key string) (string, error) {
	for _, one := range s.All() {
		if one.Key == key {
			return one.Value, nil
		}
	}
	return "", s.unknown(key)
}

// Set changes a setting to a value as Get returns it; texts may also be a JSON list. Whether the whole may be so, Check
// says.
func (s *Settings) Set(key, value string) error {
	if key != NoMouseKey {
		return s.record(key, value)
	}
	var mouseOff bool
	if err := setValue(reflect.ValueOf(&mouseOff).Elem(), key, value); err != nil {
		return err
	}
	s.Connection.NoMouse = &mouseOff
	return nil
}

// record changes a setting as Set does, and takes a choice of the mouse as one for all installations.
func (s *Settings) record(key, value string) error {
	found, err := false, error(nil)
	walk(reflect.ValueOf(s).Elem(), "", func(k string, v reflect.Value) {
		if k == key && key != formatKey {
			found, err = true, setValue(v, key, value)
		}
	})
	switch {
	case !found:
		return s.unknown(key)
	case err == nil:
		s.accept(key)
	}
	return err
}

func setValue(v reflect.Value, key, value string) error {
	switch {
	case v.Kind() == reflect.String:
		v.SetString(value)
		return nil
	case isTexts(v.Type()) && !strings.HasPrefix(strings.TrimSpace(value), "["):
		list := reflect.MakeSlice(v.Type(), 0, 0)
		for text := range strings.SplitSeq(value, ",") {
			if text = strings.TrimSpace(text); text != "" {
				list = reflect.Append(list, reflect.ValueOf(text).Convert(v.Type().Elem()))
			}
		}
		v.Set(list)
		return nil
	}
	given := reflect.New(v.Type())
	err := strictly([]byte(value), given.Interface())
	if text, quoteErr := json.Marshal(value); err != nil && quoteErr == nil && strictly(text, given.Interface()) == nil {
		err = nil // what JSON writes as a text, such as 24h
	}
	switch {
	case err != nil && v.Kind() != reflect.Slice:
		return fault.New(fault.BadInput, "%s is %s, not %q", key, kindText(v.Type()), value)
	case err != nil:
		return fault.New(fault.BadInput, "%s is %s; %q is not: %w", key, kindText(v.Type()), value, err)
	}
	v.Set(given.Elem())
	return nil
}

func kindText(t reflect.Type) string {
	switch {
	case reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]()):
		return "a text such as it shows"
	case t.Kind() == reflect.Bool:
		return "true or false"
	case t.Kind() >= reflect.Int && t.Kind() <= reflect.Uint64:
		return "a whole number"
	case isTexts(t):
		return "a list of texts: with commas between, or as JSON"
	case t.Kind() == reflect.Slice:
		return "a list, as JSON"
	}
	return "JSON"
}

func (s Settings) unknown(key string) error {
	all := s.All()
	keys := make([]string, len(all))
	for i, one := range all {
		keys[i] = one.Key
	}
	unknown := fault.New(fault.BadInput, "there is no setting %q", key)
	alike := slices.DeleteFunc(slices.Clone(keys), func(k string) bool {
		_, last, _ := strings.Cut(k, ".")
		return min(spelling.Distance(key, k), spelling.Distance(key, last)) > 1+len(key)/3
	})
	if len(alike) > 0 {
		return unknown.WithHint("did you mean %s?", strings.Join(alike[:min(3, len(alike))], " or "))
	}
	return unknown.WithHint("there are: %s", strings.Join(keys, ", "))
}

// Parse reads settings as workspace.json holds them, strictly: what is not known is a BadInput fault, as is what
// cannot be; it says where. What is left out has its usual value.
func Parse(data []byte) (Settings, error) {
	s := Default()
	if err := strictly(data, &s); err != nil {
		return Settings{}, err
	}
	return s, s.Check()
}

// strictly decodes one JSON value that holds nothing unknown.
func strictly(data []byte, into any) error {
	if _, err := record.CheckNames(data, into); err != nil {
		return fault.New(fault.BadInput, "%w", err)
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff")) // which some editors put in front
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	err := d.Decode(into)
	var syntax *json.SyntaxError
	var mistyped *json.UnmarshalTypeError
	switch rest := len(bytes.TrimSpace(data[min(d.InputOffset(), int64(len(data))):])); {
	case err == nil && rest > 0:
		return fault.New(fault.BadInput, "line %d: there is more after its end", lineOf(data, d.InputOffset()+1))
	case err == nil:
		return nil
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return fault.New(fault.BadInput, "it ends before it is complete")
	case errors.As(err, &syntax):
		return fault.New(fault.BadInput, "line %d is not JSON: %w", lineOf(data, syntax.Offset), err)
	case errors.As(err, &mistyped) && mistyped.Field != "":
		return fault.New(fault.BadInput, "line %d: %s is %s, not a %s", lineOf(data, mistyped.Offset), mistyped.Field, kindText(mistyped.Type), mistyped.Value)
	}
	return fault.New(fault.BadInput, "%s", strings.TrimPrefix(err.Error(), "json: "))
}

// lineOf returns the number of the line that the byte before offset is in.
func lineOf(data []byte, offset int64) int {
	return 1 + bytes.Count(data[:max(0, min(offset-1, int64(len(data))))], []byte("\n"))
}
