package remediation

import (
	"fmt"
	"slices"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/population"
)

// Contradictions returns the contradictions between decisions, API keys and claim mappings. outside are the rows of the
// population that the campaign does not review.
func (o *Outlook) Contradictions(decided []campaign.SheetRow, outside []access.Row) []campaign.Contradiction {
	o = o.after(decided)
	people := map[string][]*campaign.SheetRow{} // by e-mail address
	holders := map[string]int{}                 // users and API keys that are certified, by the ID of their role
	for i := range decided {
		if d := &decided[i]; d.Kind.HoldsRole() && d.Decision.Verdict == campaign.Certify {
			holders[d.RoleID]++
		}
	}
	for i := range decided {
		if d := &decided[i]; d.Kind == access.User && d.Email != "" {
			people[person.Key(d.Email)] = append(people[person.Key(d.Email)], d)
		}
	}
	var found []campaign.Contradiction
	add := func(text string, items ...string) {
		slices.Sort(items)
		found = append(found, campaign.Contradiction{Items: items, Text: text})
	}
	for i := range decided {
		d := &decided[i]
		switch {
		case d.Kind == access.User:
			found = append(found, o.againstMappings(d)...)
		case d.Kind == access.Role && d.Decision.Verdict == campaign.Revoke && holders[d.RoleID] > 0:
			found = append(found, campaign.Contradiction{
				Items: []string{d.Item},
				Text:  fmt.Sprintf("%s is revoked, but %d who hold it are certified: it is not deleted while any of them does", d.Title(), holders[d.RoleID]),
			})
		case d.Kind != access.Key || d.Email == "":
		default:
			for _, owner := range people[person.Key(d.Email)] {
				if text := o.ownerAndKey(owner, d); text != "" {
					add(text, owner.Item, d.Item)
				}
			}
			if acts(&d.Row) && d.Decision.Verdict == campaign.Certify && !o.members[person.Key(d.Email)] {
				found = append(found, campaign.Contradiction{
					Items: []string{d.Item}, Possible: true,
					Text: fmt.Sprintf("%s (%s) is certified, but its owner %s is not in the workspace any more", d.Title(), d.Role, d.Email),
				})
			}
		}
	}
	for i := range outside {
		key := &outside[i]
		if key.Kind != access.Key || key.Email == "" || !acts(key) {
			continue
		}
		for _, owner := range people[person.Key(key.Email)] {
			if owner.Decision.Verdict == campaign.Revoke {
				add(fmt.Sprintf("%s is revoked, but their %s (%s) is not reviewed here and is not taken away", owner.Title(), key.Title(), key.Role), owner.Item)
			}
		}
	}
	return found
}

// after returns the outlook with the claim mappings as the decisions about them leave them.
func (o *Outlook) after(decided []campaign.SheetRow) *Outlook {
	role := map[string]string{} // by item: what the mapping gives then; empty if it is revoked
	for i := range decided {
		d := &decided[i]
		switch {
		case d.Kind != access.Mapping:
		case d.Decision.Verdict == campaign.Revoke:
			role[d.Item] = ""
		case d.Decision.Verdict == campaign.Reduce, d.Decision.Verdict == campaign.Move:
			role[d.Item] = d.Decision.ToRole
		}
	}
	if len(role) == 0 {
		return o
	}
	left := make([]population.Mapping, 0, len(o.p.Mappings))
	for _, m := range o.p.Mappings {
		to, changed := role["mapping/"+m.ID]
		if changed && to == "" {
			continue
		}
		if changed {
			m.RoleID = to
		}
		left = append(left, m)
	}
	then := *o
	then.own, then.group = map[string]ownMapping{}, nil
	then.mapAll(left)
	return &then
}

// acts reports whether a key acts for its owner. A service key acts for itself, not for its creator.
func acts(key *access.Row) bool { return key.KeyType != population.KeyService }

// ownerAndKey describes how the decisions about a person and their key contradict each other; empty if they do not.
func (o *Outlook) ownerAndKey(owner, key *campaign.SheetRow) string {
	title, role := key.Title(), key.Role
	switch of, about := owner.Decision, key.Decision.Verdict; {
	case of.Verdict == campaign.Revoke && about == campaign.Certify && acts(&key.Row):
		return fmt.Sprintf("%s is revoked, but their %s (%s) is certified and keeps working", owner.Title(), title, role)
	case of.Verdict == campaign.Revoke && about == campaign.Certify:
		return fmt.Sprintf("%s is revoked, but the service %s (%s), which they made, is certified and keeps working", owner.Title(), title, role)
	case of.Verdict == campaign.Certify && about == campaign.Revoke && acts(&key.Row):
		return fmt.Sprintf("%s is certified, but their %s (%s) is revoked", owner.Title(), title, role)
	case (of.Verdict == campaign.Reduce || of.Verdict == campaign.Move) && about == campaign.Certify && acts(&key.Row) && key.RoleID != of.ToRole:
		left, known := o.scopes[of.ToRole]
		if known && key.RoleKnown && !slices.ContainsFunc(key.Permissions, func(s string) bool { return !slices.Contains(left, s) }) {
			return ""
		}
		return fmt.Sprintf("%s is %s to %s, but their %s is certified as %s", owner.Title(), of.Verdict.Past(), o.role(of.ToRole), title, role)
	}
	return ""
}

// againstMappings returns contradictions with the claim mappings that give a person another role than the decision
// leaves them.
func (o *Outlook) againstMappings(d *campaign.SheetRow) []campaign.Contradiction {
	left, so := "", ""
	switch d.Decision.Verdict {
	case campaign.Revoke:
		so = "is revoked"
	case campaign.Reduce, campaign.Move:
		left, so = d.Decision.ToRole, fmt.Sprintf("is %s to %s", d.Decision.Verdict.Past(), o.role(d.Decision.ToRole))
	case campaign.Certify:
		left, so = d.RoleID, "is certified as "+d.Role
	case campaign.Undecided, campaign.Abstain:
		return nil
	}
	if so == "" {
		return nil // a verdict this tuar does not know says nothing
	}
	var found []campaign.Contradiction
	add := func(possible bool, format string, args ...any) {
		found = append(found, campaign.Contradiction{
			Items: []string{d.Item}, Text: d.Title() + " " + so + ", but " + fmt.Sprintf(format, args...), Possible: possible,
		})
	}
	own, named := o.own[person.Key(d.Email)]
	before := len(o.group)
	if named {
		before = own.after
	}
	first := slices.IndexFunc(o.group[:before], func(m population.Mapping) bool { return m.RoleID != left })
	if first >= 0 && d.SSO && d.Decision.Verdict != campaign.Certify { // who signed in and is certified had the role that the groups gave
		m, others := o.group[first], 0
		for _, other := range o.group[first+1 : before] {
			if other.RoleID != left {
				others++
			}
		}
		more := ""
		switch {
		case others == 1:
			more = "; 1 more claim mapping may do the same"
		case others > 1:
			more = fmt.Sprintf("; %d more claim mappings may do the same", others)
		}
		add(true, "if their sign-in has %s = %s, the next one gives them %s%s", m.ClaimName, m.ClaimValue, o.role(m.RoleID), more)
	}
	if named && own.RoleID != left {
		mapping := fmt.Sprintf("the claim mapping email = %s gives them %s", own.ClaimValue, o.role(own.RoleID))
		switch {
		case !d.SSO:
			add(true, "%s if they sign in by SSO", mapping)
		case before > 0:
			add(true, "%s at the next sign-in, unless one by group comes first", mapping)
		default:
			add(false, "%s at the next sign-in", mapping)
		}
	}
	return found
}
