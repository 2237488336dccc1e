package remediation

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/population"
)

// Outlook describes the effect of changes on one population, and what may bring the access back.
type Outlook struct {
	hanging map[string][]string // on a person, by e-mail address: sentences about their API keys
	roles   map[string]string
	scopes  map[string][]string  // of roles, by ID
	members map[string]bool      // by person: who is in the population
	group   []population.Mapping // those that are not by e-mail address, in order of rank
	own     map[string]ownMapping
	p       *population.Population
	ranked  func() *ranked
	holding func() map[string]*holding // by the ID of the role
}

// ownMapping is the first claim mapping of a person's e-mail address.
type ownMapping struct {
	population.Mapping
	after int // mappings by group before it
}

// NewOutlook returns the outlook on a population.
func NewOutlook(p *population.Population) *Outlook {
	o := &Outlook{hanging: map[string][]string{}, roles: make(map[string]string, len(p.Roles)), scopes: make(map[string][]string, len(p.Roles)), own: map[string]ownMapping{}, p: p}
	o.ranked, o.holding = sync.OnceValue(o.rankedOf), sync.OnceValue(o.holdingOf)
	for _, r := range p.Roles {
		o.roles[r.ID], o.scopes[r.ID] = r.Name, r.Scopes
	}
	o.members = make(map[string]bool, len(p.Users))
	for _, u := range p.Users {
		o.members[person.Key(u.Email)] = true
	}
	for _, k := range p.Keys {
		if k.OwnerEmail == "" {
			continue
		}
		email := person.Key(k.OwnerEmail)
		name := cmp.Or(k.Name, k.ClientID)
		text := fmt.Sprintf("the API key %s was created by this person and goes on working", name)
		if k.Type == population.KeyPrivate {
			text = fmt.Sprintf("this person owns the private API key %s; Torq does not say what becomes of it", name)
		}
		o.hanging[email] = append(o.hanging[email], text)
	}
	o.mapAll(p.Mappings)
	return o
}

// mapAll takes in the claim mappings, which are in order of rank.
func (o *Outlook) mapAll(mappings []population.Mapping) {
	for _, m := range mappings {
		if !isEmail(m) {
			o.group = append(o.group, m)
			continue
		}
		email := person.Key(m.ClaimValue)
		if _, known := o.own[email]; !known {
			o.own[email] = ownMapping{m, len(o.group)}
		}
	}
}

// Revoking returns sentences on the effect of revoking a row, and on what will bring the access back.
func (o *Outlook) Revoking(r access.Row) []string {
	switch r.Kind {
	case access.Key:
		return ofDeletedKey
	case access.User:
		effect, comeback := o.ofRemoval(r.Email, r.SSO)
		return append(slices.Clip(effect), comeback...)
	case access.Mapping:
		return o.ofMapping(r.Item, "")
	case access.Role:
		return o.ofDeletedRole(r.RoleID)
	}
	return []string{"this version of tuar does not know this kind of item, and changes nothing about it"}
}

var (
	ofDeletedKey = []string{"deletes the key; whatever uses it stops working, and it cannot be restored"}
	ofRemoval    = []string{"removes the user from the workspace"}
)

func (o *Outlook) ofRemoval(email string, sso bool) (effect, comeback []string) {
	effect = ofRemoval
	if keys := o.hanging[person.Key(email)]; len(keys) > 0 {
		effect = append(slices.Clip(effect), keys...)
	}
	return effect, o.comeback(email, "", sso)
}

// of returns sentences on the effect of a change, and on what may bring the access back.
func (o *Outlook) of(c *Change, sso bool) (effect, comeback []string) {
	switch c.Action {
	case order.Remove:
		return o.ofRemoval(c.Email, sso)
	case order.DeleteKey:
		return ofDeletedKey, nil
	case order.Invite:
		return []string{fmt.Sprintf("invites %s with the role %s; they must accept, and API keys do not come back with them", c.Email, c.ToRole)}, nil
	case order.DeleteMapping, order.ChangeMapping:
		return o.ofMapping(c.Item, c.ToRoleID), nil
	case order.AddMapping:
		return []string{
			fmt.Sprintf("makes the claim mapping %s = %s with the role %s anew, under another ID, and puts it at rank %d",
				c.claim.Name, c.claim.Value, c.ToRole, c.claim.Rank),
			"from their next sign-in on it counts again for all who sign in with the claim and match no mapping before it",
		}, nil
	case order.DeleteRole:
		return o.ofDeletedRole(c.ID()), nil
	case order.ChangeScopes:
		return o.ofScopes(c.ID(), c.scopes, c.ToScopes), nil
	case order.AddRole:
		return []string{
			fmt.Sprintf("makes the custom role %s anew, under another ID, with %s", c.Name, strings.Join(c.ToScopes, ", ")),
			"none holds it after that: Torq deletes a role only when no user has it",
		}, nil
	case order.Unknown, order.Test, order.Notice:
		return nil, nil
	case order.ChangeRole:
	}
	if c.Kind == access.Key {
		return []string{fmt.Sprintf("an API key keeps its role for life: a new one with the role %s must replace it", c.ToRole)}, nil
	}
	effect = []string{fmt.Sprintf("changes the role from %s to %s", c.FromRole, c.ToRole)}
	if c.Method == order.Mapping {
		effect = []string{fmt.Sprintf("an SSO claim mapping gives %s from the next sign-in on; until then %s stays", c.ToRole, c.FromRole)}
	}
	if len(c.Gains) > 0 {
		effect = append(effect, c.ToRole+" also grants "+strings.Join(c.Gains, ", "))
	}
	return effect, o.comeback(c.Email, c.ToRoleID, sso)
}

// AtSignIn returns sentences on the effect of the claim mappings at the next sign-in of a user who holds that role for
// a limited time. It returns none for users without SSO, or if the role stays.
func (o *Outlook) AtSignIn(email, roleID string, sso bool) []string {
	return slices.DeleteFunc(o.comeback(email, roleID, sso), func(text string) bool { return strings.HasPrefix(text, prevention) })
}

// prevention begins the sentences of advice on how to keep access from coming back. They do not apply to an elevation.
const prevention = "to prevent it, "

// comeback returns sentences on the effect of the claim mappings at the next sign-in of a user who is left with a role,
// or none. The first mapping in order of rank that matches counts. One by e-mail address matches for certain; whether
// one by group does, only the identity provider knows.
func (o *Outlook) comeback(email, left string, sso bool) []string {
	if !sso {
		return nil
	}
	own, named := o.own[person.Key(email)]
	before := len(o.group)
	if named {
		before = own.after
	}
	out := o.groups(before, left)
	switch {
	case !named && len(out) > 0:
		out = append(out, prevention+"take the person out of the group in the identity provider")
	case !named || own.RoleID == left:
	case before == 0:
		out = append(out, fmt.Sprintf("the claim mapping email = %s brings back %s at the next sign-in", own.ClaimValue, o.role(own.RoleID)))
	default:
		out = append(out, fmt.Sprintf("failing that, the claim mapping email = %s brings back %s", own.ClaimValue, o.role(own.RoleID)))
	}
	if named && own.RoleID != left {
		out = append(out, prevention+"change the claim mapping "+own.ID+" in Torq's SSO settings")
	}
	return out
}

// groups returns sentences on the first n mappings by group that give another role than the one left; it names two.
func (o *Outlook) groups(n int, left string) []string {
	var out []string
	others := 0
	for _, m := range o.group[:n] {
		switch {
		case m.RoleID == left:
		case len(out) < 2:
			out = append(out, fmt.Sprintf("if their sign-in has %s = %s, the next one gives them %s", m.ClaimName, m.ClaimValue, o.role(m.RoleID)))
		default:
			others++
		}
	}
	switch {
	case others == 1:
		out = append(out, "1 more claim mapping may do the same")
	case others > 1:
		out = append(out, fmt.Sprintf("%d more claim mappings may do the same", others))
	}
	return out
}

func (o *Outlook) role(id string) string { return cmp.Or(o.roles[id], id) }

// steps returns the clicks in Torq's console that make a change.
func steps(c *Change) []string {
	users := "in Torq, open Settings, then Users, and find " + c.Email
	keys := "in Torq, click your avatar, then API Keys, and find " + cmp.Or(c.Name, c.Item)
	switch c.Action {
	case order.Remove:
		return []string{users, "open the menu at the end of the row, choose Delete, and confirm"}
	case order.DeleteKey:
		return []string{keys, "open the menu at the end of the row, choose Delete, and confirm"}
	case order.Invite:
		return []string{"in Torq, open Settings, then Users, and click Invite", "enter " + c.Email + ", choose the role " + c.ToRole + ", and send"}
	case order.DeleteMapping, order.ChangeMapping, order.AddMapping:
		return mappingSteps(c)
	case order.DeleteRole, order.ChangeScopes, order.AddRole:
		return roleSteps(c)
	case order.Unknown, order.Test, order.Notice:
		return nil
	case order.ChangeRole:
	}
	if c.Kind == access.Key {
		return []string{"in Torq, click your avatar, then API Keys, and create a service key with the role " + c.ToRole, "put it where " + cmp.Or(c.Name, c.Item) + " is used", "delete the old key"}
	}
	return []string{users, "change the role to " + c.ToRole + ", and save"}
}

// Outlook predicts the effect of decisions about the items of a population; see campaign.Changes.
func (l *Ledger) Outlook(p *population.Population) campaign.Outlook { return NewOutlook(p) }

// CarriedOut reports whether the decision in force on the item was carried out and not taken back since; see
// campaign.Changes.
func (l *Ledger) CarriedOut(c *campaign.Campaign, item string) bool {
	about := l.About(c.ID, item, c.Decision(item))
	return l.Track(about).CarriedOut() && !l.Track(about.Back()).CarriedOut()
}

// RemovedAt returns when a list of Torq first showed that the access was gone which the decision in force on the item
// revokes; see campaign.Changes.
func (l *Ledger) RemovedAt(c *campaign.Campaign, item string) (time.Time, bool) {
	about := l.About(c.ID, item, c.Decision(item))
	t := l.Track(about)
	if t.Confirmed == nil || l.Track(about.Back()).CarriedOut() {
		return time.Time{}, false
	}
	return t.Confirmed.ListedAt, true
}

// Revision returns another number whenever lines said that changes were carried out; see campaign.Changes.
func (l *Ledger) Revision() int { return l.folds<<32 | l.revision }
