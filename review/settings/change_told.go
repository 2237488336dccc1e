package settings

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
)

// mostTold bounds, in characters, how much of a value a sentence holds.
const mostTold = 120

// change returns what changed, in a phrase. Of two lists it names what was added, changed and removed; values that are no
// lists are told as they are, as far as they are short.
func (d Changed) change() string {
	old, isList := entries(d.Old)
	now, areList := entries(d.New)
	if !isList || !areList {
		return "changed from " + cmp.Or(brief(d.Old), "nothing") + " to " + cmp.Or(brief(d.New), "nothing")
	}
	var added, changed, removed []string
	for _, e := range now {
		switch at := slices.IndexFunc(old, func(o entry) bool { return o.name == e.name }); {
		case at < 0:
			added = append(added, e.name)
		case old[at].text != e.text:
			changed = append(changed, e.name)
		}
	}
	for _, e := range old {
		if !slices.ContainsFunc(now, func(n entry) bool { return n.name == e.name }) {
			removed = append(removed, e.name)
		}
	}
	var parts []string
	for _, part := range []struct {
		act   string
		names []string
	}{{"added ", added}, {"changed ", changed}, {"removed ", removed}} {
		if len(part.names) > 0 {
			parts = append(parts, part.act+brief(strings.Join(part.names, ", ")))
		}
	}
	return cmp.Or(strings.Join(parts, "; "), "changed the order")
}

// entry is one entry of a setting that is a list.
type entry struct{ name, text string }

// entries returns the entries of a value that is a JSON array of objects, by their names, or false.
func entries(value string) ([]entry, bool) {
	if value == "" {
		return nil, true
	}
	var list []json.RawMessage
	if json.Unmarshal([]byte(value), &list) != nil {
		return nil, false
	}
	out := make([]entry, len(list))
	for i, text := range list {
		var object map[string]any
		if json.Unmarshal(text, &object) != nil {
			return nil, false
		}
		out[i] = entry{nameOf(object), string(text)}
	}
	return out, true
}

// nameOf returns what people call an entry: its name, else the role it is about, else what it says of its members.
func nameOf(object map[string]any) string {
	for _, key := range []string{"name", "role", "email", "id"} {
		if text, ok := object[key].(string); ok && text != "" {
			return text
		}
	}
	text, err := json.Marshal(object)
	if err != nil {
		return "an entry"
	}
	return brief(string(text))
}

// brief returns the text, cut at its end if it is long.
func brief(text string) string {
	if r := []rune(text); len(r) > mostTold {
		return string(r[:mostTold]) + "…"
	}
	return text
}
