package pack

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/tabular"
)

// LeftOut is a part of the access to Torq that the campaign did not review, and the reason.
type LeftOut struct {
	What  string // a noun in the plural
	Count int
	Known bool // whether Count is known
	Why   string
}

// leftOutFields are the columns of the table of what was not reviewed.
var leftOutFields = tabular.Fields[LeftOut]{
	tabular.TextOf("what", func(l LeftOut) string { return l.What }),
	tabular.NumberOf("count", func(l LeftOut) int { return l.Count }).OnlyIf(func(l LeftOut) bool { return l.Known }),
	tabular.TextOf("why", func(l LeftOut) string { return l.Why }),
}

// String returns what was not reviewed, with its number where that is known: "users (12)", "groups".
func (l LeftOut) String() string {
	if !l.Known {
		return l.What
	}
	return fmt.Sprintf("%s (%d)", l.What, l.Count)
}

// unread names the parts of a population that gaps can keep tuar from reading. The audit log gives no access.
var unread = map[string]string{
	"users": "users", "api-keys": "API keys", "roles": "roles and their permissions", "claim-mappings": "SSO claim mappings",
	"custom-roles": "definitions of custom roles", "audit-log": "",
}

// beyond is what no campaign reviews, since tuar does not read it.
var beyond = []LeftOut{
	{What: "groups", Why: "tuar does not read Torq's groups and their members: Torq's public API does not list them"},
	{What: "groups of the identity provider", Why: "only the identity provider knows who is in them"},
	{What: "people before their first sign-in", Why: "Torq lists people who were invited or signed in; it does not know who else could sign in by SSO"},
	{What: "organisation roles", Why: "tuar reads the roles of one workspace: Torq's public API does not list roles in the organisation"},
}

// noRoster is what no campaign without a roster tells.
var noRoster = LeftOut{What: "leavers", Why: "leavers were not checked: the record has no roster of employees"}

// leftOut returns what the campaign did not review, from its own figures.
func (s *Summary) leftOut(f *Facts) (all []LeftOut) {
	add := func(n int, what, format string, args ...any) {
		if n > 0 {
			all = append(all, LeftOut{what, n, true, fmt.Sprintf(format, args...)})
		}
	}
	outside := func(k access.Kind) string {
		if len(f.Campaign.Kinds) > 0 && !slices.Contains(f.Campaign.Kinds, k) {
			return "the campaign leaves out this kind of item"
		}
		return "not items of the campaign, which has the scope " + f.Campaign.Scope
	}
	mapping, custom := outside(access.Mapping), outside(access.Role)
	if len(f.Campaign.Kinds) == 0 {
		mapping = "not items of the campaign; the self-check compares them with the decisions about people"
		custom = "not items of the campaign: the review covers who has a role, not what the role allows"
	}
	add(s.Users.Out(), "users", "%s", outside(access.User))
	add(s.Keys.Out(), "API keys", "%s", outside(access.Key))
	add(s.Lent, "temporary roles", "held by an elevation at the opening: the review covers the role that the person has when it ends; see the table elevations")
	add(s.Mappings.Out(), "SSO claim mappings", "%s", mapping)
	add(s.Custom.Out(), "definitions of custom roles", "%s", custom)
	add(len(f.Population.Roles)-s.Custom.All-s.Unknown, "definitions of preset roles", "Torq defines them: the review covers who has a role, not what the role allows")
	add(s.Unknown, "definitions of roles", "Torq did not say whether they are custom: the review covers who has a role, not what the role allows")
	for _, g := range f.Population.Gaps {
		what, named := unread[g.Resource]
		if !named {
			what = g.Resource
		}
		if what != "" {
			all = append(all, LeftOut{What: what, Why: fmt.Sprintf("the API key could not read them: %s (HTTP %d)", g.Reason, g.Status)})
		}
	}
	of := "one workspace"
	if a := f.Population.Account; a != nil {
		of = "the workspace " + a.String()
	}
	all = append(all, beyond...)
	if f.Roster == nil {
		all = append(all, noRoster)
	}
	return append(all, LeftOut{What: "other workspaces", Why: "the API key reads " + of + "; each further workspace needs a campaign of its own"})
}

// lent counts the items of users who held a role by an elevation when the campaign was opened.
func (f *Facts) lent() (n int) {
	for _, u := range f.Population.Users {
		if f.Campaign.Contains("user/"+u.ID) && lentRole(f.Campaign.Marks["user/"+u.ID], u) {
			n++
		}
	}
	return n
}

// lentRole reports whether the role that a listing shows of a user is one that ends.
func lentRole(marks []access.Hint, u population.User) bool {
	for _, h := range marks {
		if h.Base != "" && h.Held == u.RoleID {
			return true
		}
	}
	return false
}

// leftOutInWords returns what was not reviewed in one phrase, for a cover.
func (s *Summary) leftOutInWords() string {
	parts := make([]string, len(s.NotReviewed))
	for i, l := range s.NotReviewed {
		parts[i] = l.String()
	}
	return strings.Join(parts, ", ") + "; the table not_reviewed has the reasons"
}
