package baseline

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/person"
)

// MaxBytes bounds the size of a baseline's file.
const MaxBytes = 8 << 20

// words name the kinds in a file.
var words = [...]string{OfDepartment: "department", OfPerson: "person", OfKey: "key", OfMapping: "mapping", OfRole: "role"}

// titles introduce the entries of each kind.
var titles = [...]string{
	OfDepartment: "Departments: the roles that their people may hold, with this title or with any",
	OfPerson:     "People: the roles that they may hold besides; privileged ones stand here",
	OfKey:        "API keys: name, owner, role",
	OfMapping:    "SSO claim mappings: who signs in with this claim gets the role",
	OfRole:       "Custom roles: what they grant",
}

// line is an entry as it stands in a file.
type line struct {
	Department  *string  `json:"department,omitempty"`
	Title       string   `json:"title,omitempty"`
	Person      *string  `json:"person,omitempty"`
	Key         *string  `json:"key,omitempty"`
	Owner       string   `json:"owner,omitempty"`
	Mapping     *string  `json:"mapping,omitempty"`
	CustomRole  *string  `json:"custom_role,omitempty"`
	Roles       []string `json:"roles,omitempty"`
	Permissions []string `json:"permissions,omitempty"`
}

// head is the first line that is no comment.
type head struct {
	Baseline  int    `json:"baseline"` // version of this format, 1
	Workspace string `json:"workspace"`
}

// Encode returns the file of the baseline: the same entries give the same bytes.
func Encode(b *Baseline) ([]byte, error) {
	b.Sort()
	var out bytes.Buffer
	out.WriteString("# The access that ought to be. One entry a line; lines with # are comments. See: tuar help baseline\n")
	if err := write(&out, head{1, b.Workspace}); err != nil {
		return nil, err
	}
	for i := range b.Entries {
		e := &b.Entries[i]
		if i == 0 || b.Entries[i-1].Kind != e.Kind {
			fmt.Fprintf(&out, "\n# %s\n", titles[e.Kind])
		}
		l := line{Title: e.Title, Owner: e.Owner}
		switch e.Kind {
		case OfDepartment:
			l.Department, l.Roles = &e.Name, e.List
		case OfPerson:
			l.Person, l.Roles = &e.Name, e.List
		case OfKey:
			l.Key, l.Roles = &e.Name, e.List
		case OfMapping:
			l.Mapping, l.Roles = &e.Name, e.List
		case OfRole:
			l.CustomRole, l.Permissions = &e.Name, e.List
		}
		if err := write(&out, l); err != nil {
			return nil, err
		}
	}
	return out.Bytes(), nil
}

func write(out *bytes.Buffer, v any) error {
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return fault.New(fault.Failed, "encoding the baseline: %w", err)
	}
	return nil
}

// Parse reads the file of a baseline. Every mistake is a BadInput fault that names the line.
func Parse(data []byte) (*Baseline, error) {
	if len(data) > MaxBytes {
		return nil, fault.New(fault.BadInput, "the file has %d bytes; a baseline has %d at most", len(data), MaxBytes)
	}
	b, begun := &Baseline{}, false
	seen := map[[4]string]int{}
	n := 0
	for raw := range strings.Lines(string(data)) {
		n++
		text := strings.TrimSpace(raw)
		if n == 1 {
			text = strings.TrimPrefix(text, "\ufeff")
		}
		bad := func(format string, args ...any) error {
			return fault.New(fault.BadInput, "line %d: %s", n, fmt.Sprintf(format, args...))
		}
		switch {
		case !utf8.ValidString(raw):
			return nil, bad("it is not UTF-8")
		case text == "" || strings.HasPrefix(text, "#"):
			continue
		}
		if !begun {
			var h head
			if err := strictly(text, &h); err != nil {
				return nil, bad("the first entry must be {\"baseline\":1,\"workspace\":\"…\"}: %v", err)
			}
			if h.Baseline != 1 {
				return nil, bad("it has format %d; this tuar reads format 1", h.Baseline)
			}
			b.Workspace, begun = h.Workspace, true
			continue
		}
		var l line
		if err := strictly(text, &l); err != nil {
			return nil, bad("%v", err)
		}
		e, why := l.entry()
		if why != "" {
			return nil, bad("%s", why)
		}
		e.Line = n
		if first := seen[e.key()]; first > 0 {
			return nil, bad("line %d is about the same %s", first, words[e.Kind])
		}
		seen[e.key()] = n
		b.Entries = append(b.Entries, e)
	}
	if !begun {
		return nil, fault.New(fault.BadInput, "the file is no baseline: it has no line {\"baseline\":1,\"workspace\":\"…\"}")
	}
	b.Sort()
	return b, nil
}

// strictly decodes one JSON object with known names alone, each once and spelt as it is written.
func strictly(text string, into any) error {
	if err := onceEach(text); err != nil {
		return err
	}
	dec := json.NewDecoder(strings.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return fmt.Errorf("it cannot be read: %w", err)
	}
	return nil
}

// onceEach checks that a text is one JSON object in which no name comes twice, and none has a capital.
func onceEach(text string) error {
	dec := json.NewDecoder(strings.NewReader(text))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return fmt.Errorf("an entry is one object in braces")
	}
	seen := map[string]bool{}
	for dec.More() {
		t, err := dec.Token()
		if err != nil {
			return fmt.Errorf("it cannot be read: %w", err)
		}
		name, _ := t.(string)
		if seen[name] {
			return fmt.Errorf("%q comes twice", name)
		}
		if name != strings.ToLower(name) {
			return fmt.Errorf("%q is not a name here", name)
		}
		seen[name] = true
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return fmt.Errorf("it cannot be read: %w", err)
		}
		if string(value) == "null" {
			return fmt.Errorf("%q has no value", name)
		}
	}
	if _, err := dec.Token(); err != nil {
		return fmt.Errorf("it cannot be read: %w", err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return fmt.Errorf("more stands behind the entry")
	}
	return nil
}

// entry returns the entry, or why it is none.
func (l *line) entry() (e Entry, why string) {
	names := []*string{OfDepartment: l.Department, OfPerson: l.Person, OfKey: l.Key, OfMapping: l.Mapping, OfRole: l.CustomRole}
	found := 0
	for kind, name := range names {
		if name != nil {
			found++
			e.Kind, e.Name = Kind(kind), *name
		}
	}
	switch {
	case found != 1:
		return e, "an entry is about one of: department, person, key, mapping, custom_role"
	case strings.TrimSpace(e.Name) == "" && e.Kind != OfKey:
		return e, "the " + words[e.Kind] + " is empty"
	case e.Kind == OfPerson && person.Key(e.Name) == "":
		return e, "the person is no address"
	case l.Title != "" && e.Kind != OfDepartment:
		return e, "only a department has a title"
	case l.Owner != "" && e.Kind != OfKey:
		return e, "only a key has an owner"
	case l.Roles != nil && e.Kind == OfRole:
		return e, "a custom role has permissions and no roles"
	case l.Permissions != nil && e.Kind != OfRole:
		return e, "only a custom role has permissions"
	}
	e.Title, e.Owner = l.Title, l.Owner
	if e.List = l.Roles; e.Kind == OfRole {
		e.List = l.Permissions
	}
	if len(e.List) == 0 && e.Kind != OfRole || slices.Contains(e.List, "") {
		return e, "a role or permission is missing"
	}
	return e, ""
}
