package reach_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/reach"
)

// after returns the model of what is left, made by writing all lists anew.
func (m model) after(c reach.Change) model {
	p := &population.Population{Roles: m.p.Roles}
	for _, u := range m.p.Users {
		if to, given := c.Give[u.ID]; given {
			u.RoleID = to
		}
		if !slices.Contains(c.Remove, u.ID) {
			p.Users = append(p.Users, u)
		}
	}
	for _, k := range m.p.Keys {
		if !slices.Contains(c.Keys, k.ClientID) {
			p.Keys = append(p.Keys, k)
		}
	}
	for _, one := range m.p.Mappings {
		if !slices.Contains(c.Mappings, one.ID) {
			p.Mappings = append(p.Mappings, one)
		}
	}
	return model{p: p, person: m.person}
}

// holders returns who has a permission: people, and service keys each for itself.
func (m model) holders(permission string) map[string]bool {
	found := map[string]bool{}
	for _, u := range m.p.Users {
		if slices.Contains(m.role(u.RoleID).Scopes, permission) {
			found[m.person[strings.ToLower(u.Email)]] = true
		}
	}
	for _, k := range m.p.Keys {
		if !slices.Contains(m.role(k.RoleID).Scopes, permission) {
			continue
		}
		if k.Type == population.KeyPrivate && k.OwnerEmail != "" {
			found[m.person[strings.ToLower(k.OwnerEmail)]] = true
		} else {
			found["the key "+k.ClientID] = true
		}
	}
	return found
}

func TestWhatIfAgreesWithTryingEverything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := small(t)
		c := reach.Change{Give: map[string]string{}}
		for _, u := range m.p.Users {
			switch rapid.IntRange(0, 3).Draw(t, "what becomes of "+u.Email) {
			case 0:
				c.Remove = append(c.Remove, u.ID)
			case 1:
				c.Give[u.ID] = rapid.SampledFrom(m.p.Roles).Draw(t, "new role").ID
			}
		}
		for _, k := range m.p.Keys {
			if rapid.Bool().Draw(t, "delete "+k.ClientID) {
				c.Keys = append(c.Keys, k.ClientID)
			}
		}
		for _, one := range m.p.Mappings {
			if rapid.IntRange(0, 2).Draw(t, "delete "+one.ID) == 0 {
				c.Mappings = append(c.Mappings, one.ID)
			}
		}
		after := m.after(c)
		got := m.world().WhatIf(&c)

		people, lost := map[string]string{}, map[string]bool{}
		for who := range m.everyone() {
			was, is := m.open(who), after.open(who)
			var loses, gains, remains []string
			for s, ways := range was {
				closed, stays := false, false
				for way := range ways {
					closed = closed || !is[s][way]
					stays = stays || is[s][way]
				}
				lost[s] = lost[s] || closed
				switch {
				case len(is[s]) == 0:
					loses = append(loses, s)
				case closed && stays:
					remains = append(remains, s)
				}
			}
			for s := range is {
				if was[s] == nil {
					gains = append(gains, s)
				}
			}
			slices.Sort(loses)
			slices.Sort(gains)
			slices.Sort(remains)
			if len(loses)+len(gains)+len(remains) > 0 {
				people[who] = fmt.Sprint(loses, gains, remains)
			}
		}
		has := map[string]string{}
		for _, a := range got.Affected {
			var remains []string
			for _, r := range a.Remains {
				remains = append(remains, r.Permission)
			}
			has[m.person[strings.ToLower(a.Email)]] = fmt.Sprint(a.Loses, a.Gains, remains)
		}
		if diff := cmp.Diff(people, has); diff != "" {
			t.Fatalf("who loses what (-model +got):\n%s", diff)
		}
		for _, k := range m.p.Keys {
			for _, s := range m.role(k.RoleID).Scopes {
				lost[s] = lost[s] || slices.Contains(c.Keys, k.ClientID)
			}
		}
		var nothing []string
		last := map[string]bool{}
		for s := range lost {
			if was, is := m.holders(s), after.holders(s); lost[s] && len(was) > 0 && len(is) == 0 {
				nothing = append(nothing, s)
			} else if lost[s] && len(was) > 1 && len(is) == 1 {
				for who := range is {
					last[who+" "+s] = true
				}
			}
		}
		slices.Sort(nothing)
		if diff := cmp.Diff(nothing, got.Nothing); diff != "" {
			t.Fatalf("what none has any more (-model +got):\n%s", diff)
		}
		lasts := map[string]bool{}
		for _, l := range got.Last {
			for _, s := range l.Permissions {
				who := l.Holder
				if one, ok := m.person[strings.ToLower(who)]; ok {
					who = one
				}
				lasts[who+" "+s] = true
			}
		}
		if diff := cmp.Diff(last, lasts); diff != "" {
			t.Fatalf("the last holders (-model +got):\n%s", diff)
		}
		returns, possible := []string{}, map[string]int{}
		for _, u := range m.p.Users {
			to, given := c.Give[u.ID]
			gone := slices.Contains(c.Remove, u.ID)
			if !gone && !given {
				continue
			}
			for id, certain := range after.decides(u.Email) {
				_, named := after.byEmail(id)
				i := slices.IndexFunc(m.p.Mappings, func(one population.Mapping) bool { return one.ID == id })
				switch {
				case !gone && m.p.Mappings[i].RoleID == to:
				case named:
					returns = append(returns, fmt.Sprintf("%s by %s %t", strings.ToLower(u.Email), id, certain && u.SSO))
				case u.SSO:
					possible["mapping/"+id]++
				}
			}
		}
		slices.Sort(returns)
		if diff := cmp.Diff(returns, signIns(got.Returns)); diff != "" {
			t.Fatalf("what comes back (-model +got):\n%s", diff)
		}
		counts := map[string]int{}
		for _, p := range got.Possible {
			counts[p.Item] = p.Accounts
		}
		if diff := cmp.Diff(possible, counts); diff != "" {
			t.Fatalf("what may come back (-model +got):\n%s", diff)
		}
	})
}

// everyone returns all persons.
func (m model) everyone() map[string]bool {
	all := map[string]bool{}
	for _, who := range m.person {
		all[who] = true
	}
	return all
}
