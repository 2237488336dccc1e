package access

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/roster"
)

// Kind classifies items.
type Kind string

// The kinds of items.
const (
	User    Kind = "user"    // a person's role
	Key     Kind = "key"     // an API key's role
	Mapping Kind = "mapping" // an SSO claim mapping: it says who gets a role at the next sign-in
	Role    Kind = "role"    // what a custom role allows
)

// Kinds returns all kinds that this version knows, in the order in which people expect them.
func Kinds() []Kind { return []Kind{User, Key, Mapping, Role} }

// AccountKinds returns the kinds that campaigns had before they named theirs: those that hold a role themselves.
func AccountKinds() []Kind { return []Kind{User, Key} }

// KindOf returns what an item is, by its name. A kind unknown to this version is returned as it is named there.
func KindOf(item string) Kind {
	kind, _, _ := strings.Cut(item, "/")
	return Kind(kind)
}

// Known reports whether this version knows what an item of the kind is.
func (k Kind) Known() bool {
	switch k {
	case User, Key, Mapping, Role:
		return true
	}
	return false
}

// Plural returns what people call items of the kind.
func (k Kind) Plural() string {
	switch k {
	case User:
		return "users"
	case Key:
		return "API keys"
	case Mapping:
		return "SSO claim mappings"
	case Role:
		return "custom roles"
	}
	return "items of the kind " + string(k)
}

// HoldsRole reports whether items of the kind hold their role themselves: a person or an API key.
func (k Kind) HoldsRole() bool { return k == User || k == Key }

// Row holds one item and everything the population says about it.
type Row struct {
	Item        string // user/<id>, key/<client_id>, mapping/<id> or role/<id>
	Kind        Kind
	Email       string // the person's; of a key its owner's, empty for a service key; of a mapping by e-mail address that address
	Name        string // the key's or role's name, the claim of a mapping ("groups = soc-team"); empty for a person
	KeyType     string // the key's type as Torq says it, empty for a person
	RoleID      string
	Role        string   // the role's name, or its ID if Torq lists no such role
	RoleKnown   bool     // Torq lists the role
	Permissions []string // the role's scopes
	Privileged  bool
	Custom      bool // a custom role
	Status      string
	SSO         bool
	CreatedAt   *time.Time
	LastLoginAt *time.Time      // last sign-in, of a key last use; nil: never, as far as Torq says
	Rostered    bool            // there is a roster, on which the holder can be looked for
	Roster      *roster.Line    // the holder's; nil if there is none
	Standing    roster.Standing // of that line at the time of the population
	Claim       *Claim          // of a mapping; nil otherwise
	Holders     *Holders        // of a role; nil otherwise
	Charge      *Charge         // who is responsible for it; nil where that is not asked, or nothing is known
	Since       *Since          // of a role that was certified before; nil otherwise
	Hints       []Hint          // most serious first
	Dismissed   []Dismissed     // hints that do not count
	Risk        int             // by which rows are ordered, higher first; 0 without hints
}

// Flagged reports whether any hint applies.
func (r Row) Flagged() bool { return len(r.Hints) > 0 }

// HintNames returns the short names of the row's hints.
func (r Row) HintNames() []string {
	names := make([]string, len(r.Hints))
	for i, h := range r.Hints {
		names[i] = h.Name
	}
	return names
}

// HintsExplained returns the row's hints, each with its fact, rule and source.
func (r *Row) HintsExplained() []string {
	texts := make([]string, len(r.Hints))
	for i, h := range r.Hints {
		texts[i] = h.Explained()
	}
	return texts
}

// Has reports whether the hint of that short name applies.
func (r Row) Has(hint string) bool {
	return slices.ContainsFunc(r.Hints, func(h Hint) bool { return h.Name == hint })
}

// MustReview reports whether the next review includes the row whatever its scope: its access was taken outside the
// rules.
func (r Row) MustReview() bool {
	return slices.ContainsFunc(r.Hints, func(h Hint) bool {
		return h.Name == BreakGlass || h.Name == OutOfBand || h.Name == Drifted
	})
}

// Title returns the name of the row for people: the e-mail address, or the kind of the item and its name.
func (r Row) Title() string {
	switch r.Kind {
	case Key:
		return "key " + cmp.Or(r.Name, strings.TrimPrefix(r.Item, "key/"))
	case User:
		return cmp.Or(r.Email, r.Item)
	case Mapping:
		return "mapping " + cmp.Or(r.Name, strings.TrimPrefix(r.Item, "mapping/"))
	case Role:
		return "role " + cmp.Or(r.Name, strings.TrimPrefix(r.Item, "role/"))
	}
	return r.Item
}

// Account says in a phrase what kind of account or other item the row is.
func (r Row) Account() string {
	kind := string(r.Kind) + ", which this version of tuar does not know"
	switch r.Kind {
	case Key:
		kind = r.keyType()
	case User:
		kind = "local account"
		if r.SSO {
			kind = "SSO account"
		}
	case Mapping:
		kind = r.Claim.told()
	case Role:
		kind = "custom role, " + r.Holders.String()
	}
	if r.Status == population.StatusInvited {
		kind += ", invitation not accepted"
	}
	return kind
}

func (r Row) keyType() string {
	switch {
	case r.KeyType == population.KeyPrivate:
		return "private API key of " + cmp.Or(r.Email, "unknown owner")
	case r.Email != "":
		return "service API key of " + r.Email
	}
	return "service API key"
}

// RoleTold returns the name of the role, and whether it is custom or privileged.
func (r Row) RoleTold() string {
	role := r.Role
	if r.Custom {
		role += " (custom)"
	}
	if r.Privileged {
		role += ", privileged"
	}
	return role
}

// personKey identifies a person, or an item by its name, across a change of ID; without a name, by the ID alone.
func personKey(r Row) string {
	switch r.Kind {
	case User:
		if r.Email != "" {
			return "user/" + person.Key(r.Email)
		}
	case Key:
		if r.Name != "" {
			return "key/" + person.Key(r.Email) + "/" + r.Name
		}
	case Mapping, Role:
		if r.Name != "" {
			return string(r.Kind) + "/" + r.Name
		}
	}
	return r.Item
}
