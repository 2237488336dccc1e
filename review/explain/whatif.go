package explain

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/reach"
)

// Wish is a change in the words of a person.
type Wish struct {
	Remove   []string // accounts by address, or items: user/…, key/… or mapping/…
	Roles    []string // A=B: the account A, or all who hold the role A, get the role B
	Keys     []string // that are deleted, by client ID or name
	Mappings []string // that are deleted, by ID or claim, such as groups=soc
}

// WhatIf is what a change would mean.
type WhatIf struct {
	At
	Change []string // what is supposed, in words
	reach.Effect
	Keys  []reach.Path // of the accounts that are removed, and not deleted
	Other []string     // addresses of the other accounts of the people whose account is removed
}

// WhatIf says what a change would mean. It changes nothing. A name that means nothing, or several things, is a BadInput
// fault.
func (s *Service) WhatIf(ctx context.Context, wish Wish) (*WhatIf, error) {
	v, err := s.world(ctx)
	if err != nil {
		return nil, err
	}
	r := resolver{v: v, change: reach.Change{Give: map[string]string{}}}
	for _, step := range []struct {
		names []string
		take  func(string) error
	}{{wish.Remove, r.remove}, {wish.Roles, r.give}, {wish.Keys, r.deleteKey}, {wish.Mappings, r.deleteMapping}} {
		for _, name := range step.names {
			if err := step.take(name); err != nil {
				return nil, err
			}
		}
	}
	if r.change.Empty() && len(r.says) == 0 {
		return nil, fault.New(fault.BadInput, "nothing is supposed to change").
			WithHint("say what: %s, %s, %s or %s", fault.Again("--remove EMAIL"), fault.Again("--role A=B"), fault.Again("--delete-key KEY"), fault.Again("--delete-mapping ID"))
	}
	w := &WhatIf{At: v.At, Change: r.says, Effect: v.World.WhatIf(&r.change)}
	for _, id := range r.change.Remove {
		i := slices.IndexFunc(v.of.Users, func(u population.User) bool { return u.ID == id })
		of := v.Of(v.of.Users[i].Email)
		for _, p := range of.Paths {
			if p.Kind == reach.ByKey && !slices.Contains(r.change.Keys, strings.TrimPrefix(p.Item, "key/")) {
				w.Keys = append(w.Keys, p)
			}
		}
		for _, u := range of.Accounts {
			if !slices.Contains(r.change.Remove, u.ID) {
				w.Other = append(w.Other, u.Email)
			}
		}
	}
	return w, nil
}

// resolver finds what the words of a wish mean.
type resolver struct {
	v      view
	change reach.Change
	says   []string
}

func (r *resolver) say(format string, args ...any) {
	r.says = append(r.says, fmt.Sprintf(format, args...))
}

func (r *resolver) role(id string) string {
	if role, ok := r.v.Role(id); ok {
		return role.Name
	}
	return id
}

// users returns the accounts that an address or an item names.
func (r *resolver) users(name string) (found []*population.User) {
	for i := range r.v.of.Users {
		if u := &r.v.of.Users[i]; "user/"+u.ID == name || person.Same(u.Email, name) {
			found = append(found, u)
		}
	}
	return found
}

func (r *resolver) noUser(name string) error {
	emails := make([]string, len(r.v.of.Users))
	for i := range r.v.of.Users {
		emails[i] = r.v.of.Users[i].Email
	}
	return fault.New(fault.BadInput, "there is no account %q", name).WithHint("%s", core.Suggest(name, emails))
}

func (r *resolver) remove(name string) error {
	switch {
	case strings.HasPrefix(name, "key/"):
		return r.deleteKey(name)
	case strings.HasPrefix(name, "mapping/"):
		return r.deleteMapping(name)
	}
	found := r.users(name)
	if len(found) == 0 {
		return r.noUser(name)
	}
	for _, u := range found {
		r.change.Remove = append(r.change.Remove, u.ID)
		r.say("%s (%s) is removed", u.Email, r.role(u.RoleID))
	}
	return nil
}

func (r *resolver) give(text string) error {
	from, to, ok := strings.Cut(text, "=")
	from, to = strings.TrimSpace(from), strings.TrimSpace(to)
	if !ok || from == "" || to == "" {
		return fault.New(fault.BadInput, "a change of role is A=B, not %q", text).WithHint("for example: %s", fault.Again("--role Owner=Contributor"))
	}
	roleID, err := core.FindRole(r.v.of.Roles, to)
	if err != nil {
		return err
	}
	if strings.Contains(from, "@") || strings.HasPrefix(from, "user/") {
		found := r.users(from)
		if len(found) == 0 {
			return r.noUser(from)
		}
		for _, u := range found {
			r.change.Give[u.ID] = roleID
			r.say("%s gets %s instead of %s", u.Email, r.role(roleID), r.role(u.RoleID))
		}
		return nil
	}
	old, err := core.FindRole(r.v.of.Roles, from)
	if err != nil {
		return err
	}
	n := 0
	for _, u := range r.v.of.Users {
		if u.RoleID == old {
			r.change.Give[u.ID] = roleID
			n++
		}
	}
	r.say("everyone with %s gets %s: %s", r.role(old), r.role(roleID), accounts(n))
	return nil
}

func accounts(n int) string {
	if n == 1 {
		return "1 account"
	}
	return fmt.Sprintf("%d accounts", n)
}

func (r *resolver) deleteKey(name string) error {
	var found []*population.APIKey
	var names []string
	for i := range r.v.of.Keys {
		k := &r.v.of.Keys[i]
		if id := strings.TrimPrefix(name, "key/"); k.ClientID == id || k.Name == name {
			found = append(found, k)
		}
		names = append(names, k.Name, k.ClientID)
	}
	switch {
	case len(found) == 0:
		return fault.New(fault.BadInput, "there is no API key %q", name).WithHint("%s", core.Suggest(name, names))
	case len(found) > 1:
		return fault.New(fault.BadInput, "%d API keys are called %q", len(found), name).WithHint("name one by its client ID, such as %s", found[0].ClientID)
	}
	k := found[0]
	r.change.Keys = append(r.change.Keys, k.ClientID)
	r.say("the API key %s (%s) is deleted", nameOf(k), r.role(k.RoleID))
	return nil
}

func nameOf(k *population.APIKey) string {
	if k.Name != "" {
		return k.Name
	}
	return k.ClientID
}

func (r *resolver) deleteMapping(name string) error {
	id := strings.TrimPrefix(name, "mapping/")
	claim, value, _ := strings.Cut(name, "=")
	claim, value = strings.TrimSpace(claim), strings.TrimSpace(value)
	found := 0
	var names []string
	for _, m := range r.v.of.Mappings {
		if m.ID == id || m.ClaimName == claim && m.ClaimValue == value {
			found++
			r.change.Mappings = append(r.change.Mappings, m.ID)
			r.say("the claim mapping %s = %s (%s) is deleted", m.ClaimName, m.ClaimValue, r.role(m.RoleID))
		}
		names = append(names, m.ID, m.ClaimName+"="+m.ClaimValue)
	}
	if found == 0 {
		return fault.New(fault.BadInput, "there is no claim mapping %q", name).WithHint("%s", core.Suggest(name, names))
	}
	return nil
}
