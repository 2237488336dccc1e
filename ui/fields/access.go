// Package fields lists what filters can ask of the rows that tuar shows, by name. The lists of the app and the commands
// with --filter have the same.
package fields

import (
	"math"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/ui/filter"
)

// Access returns the fields of a row of access.
func Access() []filter.Field[*access.Row] {
	type row = *access.Row
	return []filter.Field[row]{
		{Name: "who", Says: "e-mail address, or kind and name", Column: "who or what", Text: func(r row) string { return r.Title() }},
		{Name: "role", Says: "role", Text: func(r row) string { return r.Role }},
		{Name: "hint", Says: "short names of the hints", Column: "hints", Text: func(r row) string { return strings.Join(r.HintNames(), ", ") }},
		{Name: "status", Says: "status of a person, type of a key", Text: Status},
		{Name: "sign-in", Says: "SSO or local", Text: SignIn},
		{
			Name: "last", Says: "day of the last sign-in or use, or never", Column: "idle", Text: func(r row) string { return day(r.LastLoginAt, "never") },
			Number: func(r row) int64 { return number(r.LastLoginAt) },
		},
		{Name: "email", Says: "e-mail address of the person or owner", Hidden: true, Text: func(r row) string { return r.Email }},
		{Name: "kind", Says: "user, key, mapping or role", Hidden: true, Text: func(r row) string { return string(r.Kind) }},
		{Name: "roster", Says: "what the roster says of the person", Hidden: true, Text: func(r row) string { return r.Employment() }},
		{
			Name: "created", Says: "day on which it was created", Hidden: true, Text: func(r row) string { return day(r.CreatedAt, "") },
			Number: func(r row) int64 { return number(r.CreatedAt) },
		},
		{Name: "id", Says: "item", Hidden: true, Text: func(r row) string { return r.Item }},
		{Name: "flagged", Says: "it has a hint", Is: func(r row) bool { return r.Flagged() }},
		{Name: "privileged", Says: "its role is privileged", Is: func(r row) bool { return r.Privileged }},
	}
}

// Status returns a person's status, a key's type, or what another item is, as a word.
func Status(r *access.Row) string {
	switch {
	case r.Kind == access.Key && r.KeyType == population.KeyService:
		return "service key"
	case r.Kind == access.Key && r.KeyType == population.KeyPrivate:
		return "private key"
	case r.Kind == access.Key:
		return "key"
	case r.Kind == access.Mapping:
		return "mapping"
	case r.Kind == access.Role:
		return "custom role"
	case r.Status == population.StatusVerified:
		return "verified"
	case r.Status == population.StatusInvited:
		return "invited"
	}
	return strings.ToLower(strings.ReplaceAll(r.Status, "_", " "))
}

// SignIn tells how a person signs in; empty for other items.
func SignIn(r *access.Row) string {
	switch {
	case r.Kind != access.User:
		return ""
	case r.SSO:
		return "SSO"
	}
	return "local"
}

// day returns the day of t in UTC, or that word where there is none.
func day(t *time.Time, none string) string {
	if t == nil || t.IsZero() {
		return none
	}
	return t.UTC().Format(time.DateOnly)
}

// number returns the second of t; what never was comes first.
func number(t *time.Time) int64 {
	if t == nil {
		return math.MinInt64
	}
	return t.Unix()
}
