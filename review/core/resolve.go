package core

import (
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/spelling"
)

// Resolve finds the one of names, which are in lower case, that is want or begins with it.
func Resolve(what, want string, names []string) (string, error) {
	want = strings.ToLower(want)
	var found []string
	for _, n := range names {
		if n == want {
			return n, nil
		}
		if want != "" && strings.HasPrefix(n, want) && !slices.Contains(found, n) {
			found = append(found, n)
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		return "", fault.New(fault.BadInput, "%s %q could be any of %s", what, want, strings.Join(found, ", "))
	case len(names) == 0:
		return "", fault.New(fault.BadInput, "there is no %s %q; there is none at all yet", what, want)
	}
	return "", fault.New(fault.BadInput, "there is no %s %q", what, want).WithHint("%s", Suggest(want, names))
}

// FindRole turns a role's name or ID into its ID.
func FindRole(roles []population.Role, name string) (string, error) {
	var found, names []string
	for _, r := range roles {
		if r.ID == name {
			return r.ID, nil
		}
		if strings.EqualFold(r.Name, name) {
			found = append(found, r.ID)
		}
		names = append(names, r.Name)
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return "", fault.New(fault.BadInput, "there is no role %q", name).WithHint("%s", Suggest(name, names))
	}
	return "", fault.New(fault.BadInput, "%d roles are named %q", len(found), name).WithHint("name the role by its ID: %s", strings.Join(found, ", "))
}

// Suggest returns the hint for an unknown name: the most similar names, or a few of those that exist.
func Suggest(want string, names []string) string {
	names = slices.Compact(slices.Sorted(slices.Values(names)))
	if len(names) == 0 {
		return ""
	}
	alike := slices.DeleteFunc(slices.Clone(names), func(n string) bool { return !near(strings.ToLower(want), strings.ToLower(n)) })
	slices.SortStableFunc(alike, func(a, b string) int { return apart(want, a) - apart(want, b) })
	switch {
	case want != "" && len(alike) > 0:
		return "did you mean " + strings.Join(alike[:min(3, len(alike))], " or ") + "?"
	case len(names) > 8:
		return "there are " + strings.Join(names[:8], ", ") + " and more"
	}
	return "there are " + strings.Join(names, ", ")
}

// near reports whether a name holds what was typed, is spelt much like it, or begins with something spelt much like it: the ID
// of a campaign is rarely typed to its end.
func near(typed, name string) bool {
	return strings.Contains(name, typed) || spelling.Distance(typed, name) <= 1+len(typed)/3 ||
		len(typed) > 3 && len(name) > len(typed) && spelling.Distance(typed, name[:len(typed)]) <= len(typed)/4
}

// apart returns how many letters part what was typed from a name; 0 if the name holds it.
func apart(typed, name string) int {
	if strings.Contains(strings.ToLower(name), strings.ToLower(typed)) {
		return 0
	}
	return spelling.Distance(typed, name)
}
