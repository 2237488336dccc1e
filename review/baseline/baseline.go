// Package baseline holds the access that ought to be: which roles the people of a department may hold, which further
// ones a person has, and the API keys, SSO claim mappings and custom roles there are. It is a text file of one entry a
// line, made to be read and compared line by line, and is compared with a population.
package baseline

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/person"
)

// Baseline is the access that ought to be. Its entries are in the order of Sort.
type Baseline struct {
	Workspace string
	Entries   []Entry
}

// Kind classifies entries.
type Kind int

// The kinds, in the order in which they stand in a file.
const (
	OfDepartment Kind = iota // the roles that the people of a department, with a title or with any, may hold
	OfPerson                 // the roles that a person may hold besides
	OfKey                    // an API key and its role
	OfMapping                // an SSO claim mapping and its role
	OfRole                   // a custom role and what it grants
)

// Entry is one line of a baseline. Roles are named by their names.
type Entry struct {
	Kind  Kind
	Name  string   // the department, the person's address, the name of the key or role, the claim of the mapping
	Title string   // of a department: the job; empty for all
	Owner string   // of a key: its owner's address; may be empty
	List  []string // the roles, one for a key and a mapping; of a custom role its permissions; sorted
	Line  int      // of the file that was read; 0 otherwise
}

// key identifies what an entry is about.
func (e *Entry) key() [4]string {
	name, owner := e.Name, person.Key(e.Owner)
	if e.Kind == OfPerson {
		name = person.Key(name)
	}
	return [4]string{words[e.Kind], name, e.Title, owner}
}

// Sort puts entries and their lists into their one order.
func (b *Baseline) Sort() {
	for i := range b.Entries {
		e := &b.Entries[i]
		slices.Sort(e.List)
		e.List = slices.Compact(e.List)
	}
	slices.SortFunc(b.Entries, func(x, y Entry) int {
		return cmp.Or(cmp.Compare(x.Kind, y.Kind), cmp.Compare(strings.ToLower(x.Name), strings.ToLower(y.Name)), cmp.Compare(x.Name, y.Name),
			cmp.Compare(x.Title, y.Title), cmp.Compare(x.Owner, y.Owner))
	})
}

// Name returns the name under which these bytes are a baseline: their SHA-256 in lower-case hex.
func Name(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// isName reports whether a text can be such a name.
func isName(name string) bool {
	raw, err := hex.DecodeString(name)
	return err == nil && len(raw) == sha256.Size && hex.EncodeToString(raw) == name
}
