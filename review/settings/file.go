package settings

import (
	"encoding/json"
	"slices"
	"strings"
)

// Over returns the settings of a file, with those of the record for names that the file omits. An omitted name must not
// reset a rule to its default, because the default is more permissive.
func (s Settings) Over(record Settings) Settings {
	said, kept := s.members(), record.members()
	for _, name := range NamesIn([]byte(record.Text())) { // an object comes before what is in it
		if !slices.Contains(s.Names, name) {
			put(said, kept, strings.Split(name, "."))
		}
	}
	data, _ := json.Marshal(said)
	merged := Settings{Connection: record.Connection, SeenFromBefore: record.SeenFromBefore}
	_ = json.Unmarshal(data, &merged) // of members that were settings a moment ago
	return merged
}

// members returns the settings as JSON members.
func (s Settings) members() (m map[string]any) {
	d := json.NewDecoder(strings.NewReader(s.Text()))
	d.UseNumber()
	_ = d.Decode(&m) // what was just written
	return m
}

// put copies the value under a path of names from one object to another.
func put(to, from map[string]any, path []string) {
	if len(path) == 1 {
		to[path[0]] = from[path[0]]
		return
	}
	inner, _ := from[path[0]].(map[string]any)
	if room, ok := to[path[0]].(map[string]any); ok {
		put(room, inner, path[1:])
	}
}

// NamesIn returns the names in a JSON object and in the objects in it, such as "elevation.rules", sorted; none of what
// is no JSON object. It does not look into lists.
func NamesIn(data []byte) []string {
	var members map[string]json.RawMessage
	if json.Unmarshal(data, &members) != nil {
		return nil
	}
	var names []string
	for name, value := range members {
		names = append(names, name)
		for _, inner := range NamesIn(value) {
			names = append(names, name+"."+inner)
		}
	}
	slices.Sort(names)
	return names
}
