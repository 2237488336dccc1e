package campaign

import (
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/fault"
)

// To returns what the item is reduced or moved to, in words: a role, or of a custom role how many permissions it keeps.
// Empty for other decisions.
func (d Decision) To() string {
	if n := len(d.Scopes); n > 0 {
		return some(n, "permission", "permissions")
	}
	return d.ToRoleName
}

// checkScopes returns an error unless the choice reduces a custom role to a part of the permissions that it grants. A
// reviewer who holds the role may decide on it: it is not theirs alone, and the details name them among its users. On a mapping
// by their own e-mail address they may not decide: its row has their address, as that of their account has.
func checkScopes(row access.Row, choice Choice) error {
	const example = "--reduce-to 'user.read,playbook.get'"
	switch {
	case row.Kind != access.Role:
		return fault.New(fault.BadInput, "%s is no custom role: it is reduced to another role, not to permissions", row.Title()).
			WithHint("name the role with: %s", fault.Again("--reduce ROLE"))
	case choice.Verdict != Reduce || choice.ToRole != "" || len(choice.Scopes) == 0:
		return fault.New(fault.BadInput, "%s is a custom role: it is reduced to fewer permissions, not to another role", row.Title()).
			WithHint("name those that it keeps with: %s", fault.Again(example))
	case len(row.Permissions) == 0:
		return fault.New(fault.Refused, "Torq lists no permissions of %s, so it is not known what can be left out", row.Title())
	}
	for i, scope := range choice.Scopes {
		if !slices.Contains(row.Permissions, scope) {
			return fault.New(fault.BadInput, "%s does not grant %q", row.Title(), scope).
				WithHint("it grants %s", strings.Join(row.Permissions, ", "))
		}
		if slices.Contains(choice.Scopes[:i], scope) {
			return fault.New(fault.BadInput, "the permission %s is named twice", scope)
		}
	}
	if len(choice.Scopes) == len(row.Permissions) {
		return fault.New(fault.BadInput, "%s keeps all %d permissions: that is no reduction", row.Title(), len(row.Permissions))
	}
	return nil
}

// refusesScopes returns why a decision that names permissions to keep has no effect. What the role granted is in the
// population; remediation compares with it.
func (d Decided) refusesScopes() string {
	switch {
	case len(d.Scopes) == 0:
		return ""
	case access.KindOf(d.Item) != access.Role || d.Decision != Reduce || d.ToRole != "":
		return "only the reduction of a custom role names permissions that are kept, and it names no other role"
	case !slices.IsSorted(d.Scopes) || len(slices.Compact(slices.Clone(d.Scopes))) < len(d.Scopes) || d.Scopes[0] == "":
		return "the permissions that " + d.Item + " keeps are not in order, each once"
	}
	return ""
}
