package remediation

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/population"
)

// house is an office with claim mappings and custom roles. Ann and Dan own it: Ann has a local account, Dan signs in by SSO.
func house() *population.Population {
	yes := true
	p := office()
	p.Roles = append(p.Roles,
		population.Role{ID: "night", Name: "Night Shift", Description: "at night", Scopes: []string{"case.read", "case.write"}, Custom: &yes},
		population.Role{ID: "spare", Name: "Spare", Scopes: []string{"case.read", "event.read"}, Custom: &yes})
	p.Roles[1].Custom = &yes // Service Desk
	p.Users[3].Status, p.Users[3].SSO = population.StatusVerified, true
	p.Users = append(p.Users,
		population.User{ID: "5", Email: "eve@example.com", RoleID: "night", Status: population.StatusVerified, SSO: true},
		population.User{ID: "6", Email: "fay@example.com", RoleID: "do", Status: population.StatusVerified, SSO: true})
	p.Keys = append(p.Keys, population.APIKey{ClientID: "k3", Name: "pager", Type: population.KeyService, RoleID: "spare"})
	p.Mappings = []population.Mapping{
		{ID: "m1", ClaimName: "email", ClaimValue: "fay@example.com", RoleID: "do", Rank: 1},
		{ID: "m2", ClaimName: "groups", ClaimValue: "owners", RoleID: "boss", Rank: 2},
		{ID: "m3", ClaimName: "groups", ClaimValue: "night", RoleID: "night", Rank: 3},
		{ID: "m4", ClaimName: "email", ClaimValue: "eve@example.com", RoleID: "night", Rank: 4},
		{ID: "m5", ClaimName: "groups", ClaimValue: "everyone", RoleID: "see", Rank: 5},
	}
	p.Sort()
	return p
}

// rule makes a case as decide does. "keep a b" reduces a custom role to these permissions.
func rule(p *population.Population, decisions map[string]string) *Case {
	plain := map[string]string{}
	for item, d := range decisions {
		if !strings.HasPrefix(d, "keep ") {
			plain[item] = d
		}
	}
	c, rows := decide(p, plain), map[string]access.Row{}
	for i := range c.Rows {
		r := &c.Rows[i]
		rows[r.Item] = r.Row
		if kept, ok := strings.CutPrefix(decisions[r.Item], "keep "); ok {
			r.Decision.Verdict, r.Decision.Scopes = campaign.Reduce, strings.Fields(kept)
		}
	}
	c.Mappings, c.Accounts = places(rows), map[string]bool{}
	for _, u := range p.Users {
		c.Accounts[u.ID] = true
	}
	return c
}

func TestWhatAPlanBlocksOfMappingsAndRoles(t *testing.T) {
	tests := map[string]struct {
		decisions map[string]string
		since     func(*population.Population, *World)
		item      string
		blocked   string // in the reason; empty: it is not
	}{
		"a mapping":                  {map[string]string{"mapping/m3": "revoke"}, nil, "mapping/m3", ""},
		"a mapping to a lesser role": {map[string]string{"mapping/m3": "see"}, nil, "mapping/m3", ""},
		"a mapping to Viewer":        {map[string]string{"mapping/m1": "see"}, nil, "mapping/m1", ""},
		"a role in use":              {map[string]string{"role/night": "revoke"}, nil, "role/night", "eve@example.com, the claim mapping groups = night, the claim mapping email = eve@example.com"},
		"a role whose holders go": {
			map[string]string{"role/night": "revoke", "user/5": "revoke", "mapping/m3": "revoke", "mapping/m4": "see"}, nil, "role/night", "",
		},
		"a role that a key has":          {map[string]string{"role/spare": "revoke"}, nil, "role/spare", "the API key pager"},
		"a role whose key goes":          {map[string]string{"role/spare": "revoke", "key/k3": "revoke"}, nil, "role/spare", ""},
		"a role whose key goes by hand":  {map[string]string{"role/spare": "revoke", "key/k3": "revoke"}, func(_ *population.Population, w *World) { w.Methods = []order.Method{order.Manual} }, "role/spare", "the API key pager"},
		"a reduced role":                 {map[string]string{"role/night": "keep case.read"}, nil, "role/night", ""},
		"the role of the key in use":     {map[string]string{"role/spare": "keep case.read"}, func(_ *population.Population, w *World) { w.ClientID = "K3" }, "role/spare", "the role of the API key in use"},
		"one's own role":                 {map[string]string{"role/night": "keep case.read"}, func(_ *population.Population, w *World) { w.Actor = "Eve@example.com" }, "role/night", "your own access"},
		"one's own mapping":              {map[string]string{"mapping/m4": "revoke"}, func(_ *population.Population, w *World) { w.Actor = "eve@example.com" }, "mapping/m4", "your own access"},
		"the mapping of the key's owner": {map[string]string{"mapping/m1": "revoke"}, func(p *population.Population, w *World) { p.Keys[0].OwnerEmail, w.ClientID = "fay@example.com", "k1" }, "mapping/m1", "your own access"},
		"what may be one's own mapping":  {map[string]string{"mapping/m2": "see"}, func(_ *population.Population, w *World) { w.Actor = "dan@example.com" }, "mapping/m2", "may have it by this mapping"},
		"all the same":                   {map[string]string{"mapping/m2": "see"}, func(_ *population.Population, w *World) { w.Actor, w.Words.LeavesUnknown = "dan@example.com", true }, "mapping/m2", ""},
		"owners by a group, and a local": {map[string]string{"mapping/m2": "revoke"}, nil, "mapping/m2", ""},
		"owners by a group only":         {map[string]string{"mapping/m2": "revoke"}, func(p *population.Population, _ *World) { p.Users[0].SSO, p.Users[1].RoleID = true, "see" }, "mapping/m2", "not known for certain who can manage"},
		"the local owner goes too":       {map[string]string{"mapping/m2": "revoke", "user/1": "revoke", "role/desk": "keep"}, func(p *population.Population, _ *World) { p.Users[1].RoleID = "see" }, "user/1", "not known"},
		"owners by a group, as said": {map[string]string{"mapping/m2": "revoke"}, func(p *population.Population, w *World) {
			p.Users[0].SSO, p.Users[1].RoleID, w.Words.LeavesUnknown = true, "see", true
		}, "mapping/m2", ""},
		"managing beside an owner":        {map[string]string{"role/desk": "keep"}, nil, "role/desk", "does not say which permissions"},
		"no permission that it lacked":    {map[string]string{"role/night": "keep case.read user.write"}, nil, "role/night", "did not grant: user.write"},
		"no reduction that takes nothing": {map[string]string{"role/night": "keep case.read case.write"}, nil, "role/night", "keeps all its permissions"},
		"a mapping with another role":     {map[string]string{"mapping/m3": "revoke"}, func(p *population.Population, _ *World) { p.Mappings[2].RoleID = "do" }, "mapping/m3", "--including-changed"},
		"another role, as said":           {map[string]string{"mapping/m3": "revoke"}, func(p *population.Population, w *World) { p.Mappings[2].RoleID, w.Words.IncludingChanged = "do", true }, "mapping/m3", ""},
		"another claim": {map[string]string{"mapping/m3": "revoke"}, func(p *population.Population, w *World) {
			p.Mappings[2].ClaimValue, w.Words.IncludingChanged = "day", true
		}, "mapping/m3", "another claim"},
		"another place": {map[string]string{"mapping/m5": "revoke"}, func(p *population.Population, _ *World) { p.Mappings[4].Rank = 0; p.Sort() }, "mapping/m5", "counts before 4 claim mappings now"},
		"a new mapping before it": {map[string]string{"mapping/m5": "revoke"}, func(p *population.Population, _ *World) {
			p.Mappings = append(p.Mappings, population.Mapping{ID: "m9", Rank: -3})
			p.Sort()
		}, "mapping/m5", ""},
		"a role that grew": {map[string]string{"role/night": "keep case.read"}, func(p *population.Population, _ *World) { grow(p, "night", "user.read") }, "role/night", "it also grants user.read (--including-changed"},
		"a role that grew, as said": {map[string]string{"role/night": "keep case.read"}, func(p *population.Population, w *World) {
			grow(p, "night", "user.read")
			w.Words.IncludingChanged = true
		}, "role/night", ""},
		"a role that would get more": {map[string]string{"role/night": "keep case.write"}, func(p *population.Population, w *World) {
			shrink(p, "night", "case.write")
			grow(p, "night", "x.y")
			w.Words.IncludingChanged = true
		}, "role/night", "no longer grants case.write"},
		"mappings that cannot be listed":   {map[string]string{"mapping/m3": "revoke"}, gapIn("claim-mappings"), "mapping/m3", "may not list SSO claim mappings"},
		"custom roles that cannot be read": {map[string]string{"role/night": "keep case.read"}, gapIn("custom-roles"), "role/night", "may not list custom roles"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c := rule(house(), tt.decisions)
			p := house()
			w := world(p)
			if tt.since != nil {
				tt.since(p, &w)
			}
			got := c.Plan(newLedger(), w, false).Find(tt.item)
			if got == nil || (got.Blocked == "") != (tt.blocked == "") || !strings.Contains(got.Blocked, tt.blocked) {
				t.Errorf("%+v", got)
			}
		})
	}
}

func grow(p *population.Population, id, scope string) {
	i := slices.IndexFunc(p.Roles, func(r population.Role) bool { return r.ID == id })
	p.Roles[i].Scopes = append(slices.Clone(p.Roles[i].Scopes), scope)
}

func shrink(p *population.Population, id, scope string) {
	i := slices.IndexFunc(p.Roles, func(r population.Role) bool { return r.ID == id })
	p.Roles[i].Scopes = slices.DeleteFunc(slices.Clone(p.Roles[i].Scopes), func(s string) bool { return s == scope })
}

func gapIn(resource string) func(*population.Population, *World) {
	return func(p *population.Population, _ *World) {
		p.Gaps = append(p.Gaps, population.Gap{Resource: resource, Reason: population.GapForbidden})
	}
}

// The only managers of users lose it by a smaller role: never, not even on request.
func TestTheLastManagersKeepTheirRole(t *testing.T) {
	p := house()
	p.Users[0].RoleID, p.Users[3].RoleID = "see", "see"
	grow(p, "desk", "user.read")
	for kept, want := range map[string]string{"keep user.read": "would not let them any more", "keep user.write": ""} {
		w := world(p)
		w.Words.LeavesUnknown = true
		got := rule(p, map[string]string{"role/desk": kept}).Plan(newLedger(), w, false).Find("role/desk")
		if (got.Blocked == "") != (want == "") || !strings.Contains(got.Blocked, want) {
			t.Errorf("%s: %q", kept, got.Blocked)
		}
	}
}

func TestWhatAListingShowsOfMappingsAndRoles(t *testing.T) {
	tests := map[string]struct {
		decisions map[string]string
		since     func(*population.Population)
		item      string
		want      presence
		as        string
	}{
		"a mapping as it was":  {map[string]string{"mapping/m3": "revoke"}, nil, "mapping/m3", before, "mapping/m3"},
		"a mapping gone":       {map[string]string{"mapping/m3": "revoke"}, func(p *population.Population) { p.Mappings = slices.Delete(p.Mappings, 2, 3) }, "mapping/m3", after, ""},
		"a mapping made again": {map[string]string{"mapping/m3": "revoke"}, func(p *population.Population) { p.Mappings[2].ID = "m8" }, "mapping/m3", changed, "mapping/m8"},
		"a mapping re-pointed": {map[string]string{"mapping/m1": "see"}, func(p *population.Population) { p.Mappings[0].RoleID = "see" }, "mapping/m1", after, "mapping/m1"},
		"a smaller role": {map[string]string{"role/night": "keep case.read"}, func(p *population.Population) {
			shrink(p, "night", "case.write")
			shrink(p, "night", "playbook.execute")
		}, "role/night", after, "role/night"},
		"an even smaller role": {map[string]string{"role/night": "keep case.read"}, func(p *population.Population) { shrink(p, "night", "case.write"); shrink(p, "night", "case.read") }, "role/night", after, "role/night"},
		"another role now":     {map[string]string{"role/night": "keep case.read"}, func(p *population.Population) { shrink(p, "night", "case.write"); grow(p, "night", "x.y") }, "role/night", changed, "role/night"},
		"a role gone": {map[string]string{"role/night": "revoke"}, func(p *population.Population) {
			p.Roles = slices.DeleteFunc(p.Roles, func(r population.Role) bool { return r.ID == "night" })
		}, "role/night", after, ""},
		"a role made again": {map[string]string{"role/night": "revoke"}, func(p *population.Population) {
			p.Roles[slices.IndexFunc(p.Roles, func(r population.Role) bool { return r.ID == "night" })].ID = "dark"
		}, "role/night", changed, "role/dark"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c, p := rule(house(), tt.decisions), house()
			if tt.since != nil {
				tt.since(p)
			}
			changes := c.desiredChanges(newLedger(), false)
			got := c.index(p).observe(&changes[0])
			if got.presence != tt.want || got.as != tt.as {
				t.Errorf("%+v", got)
			}
		})
	}
}

// The sentences say whom a change touches for certain and possibly, and what counts for them then.
func TestWhatAMappingAndARoleDo(t *testing.T) {
	for item, tt := range map[string]struct {
		decision string
		want     []string
	}{
		"mapping/m1": {"revoke", []string{"no longer", "fay@example.com for certain", "the first of these counts that fay@example.com matches: groups = owners (rank 2, Owner), groups = night", "locks people out"}},
		"mapping/m2": {"see", []string{"gives Viewer instead of Owner to all who sign in with groups = owners", "possibly dan@example.com"}},
		"mapping/m3": {"revoke", []string{"possibly eve@example.com", "groups = everyone (rank 5, Viewer)"}},
		"mapping/m4": {"revoke", []string{"eve@example.com possibly: 2 claim mappings by group count before it"}},
		"mapping/m5": {"revoke", []string{"none holds Viewer by SSO", "no later mapping counts"}},
		"role/night": {"keep case.read", []string{"takes away case.write", "for certain, and at once: eve@example.com", "next sign-in on, those with: groups = night, email = eve@example.com", "then grants case.read"}},
		"role/spare": {"revoke", []string{"deletes the custom role", "the API keys pager"}},
	} {
		p := house()
		c := rule(p, map[string]string{item: tt.decision})
		effect, _ := NewOutlook(p).of(&c.desiredChanges(newLedger(), false)[0], false)
		text := strings.Join(effect, "\n")
		for _, want := range tt.want {
			if !strings.Contains(text, want) {
				t.Errorf("%s lacks %q:\n%s", item, want, text)
			}
		}
	}
}

// Where the campaign decides that the mapping by a person's address goes, their role is not changed by that mapping.
func TestTheMethodMappingHeedsDecisionsAboutMappings(t *testing.T) {
	for name, decisions := range map[string]map[string]string{
		"mapping": {"user/6": "see"},
		"manual":  {"user/6": "see", "mapping/m1": "revoke"},
	} {
		p := house()
		w := world(p)
		w.Methods = []order.Method{order.Mapping, order.Manual}
		if got := rule(p, decisions).Plan(newLedger(), w, false).Find("user/6"); string(got.Method) != name {
			t.Errorf("%s: %s", name, got.Method)
		}
	}
}

// Whatever is decided about mappings and roles, a plan that is followed deletes no role that is held, gives no permission,
// and leaves a manager of users who does not hang on what it changes; and looking at one change again agrees with the plan.
func TestPlansOfMappingsAndRoles(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := house()
		for i := range p.Users {
			p.Users[i].SSO = rapid.Bool().Draw(t, "sso")
			p.Users[i].RoleID = rapid.SampledFrom(p.Roles).Draw(t, "role").ID
		}
		for i := range p.Mappings {
			p.Mappings[i].RoleID = rapid.SampledFrom(p.Roles).Draw(t, "mapped").ID
		}
		decisions := map[string]string{}
		draw := func(item string, from ...string) { decisions[item] = rapid.SampledFrom(from).Draw(t, item) }
		for _, u := range p.Users {
			draw("user/"+u.ID, "", "", "revoke")
		}
		for _, k := range p.Keys {
			draw("key/"+k.ClientID, "", "revoke")
		}
		for _, m := range p.Mappings {
			draw("mapping/"+m.ID, "", "revoke", "see")
		}
		draw("role/desk", "", "revoke")
		draw("role/night", "", "revoke", "keep case.read")
		draw("role/spare", "", "revoke", "keep case.read")
		c, w := rule(p, decisions), world(p)
		w.Actor = rapid.SampledFrom([]string{"rita@example.com", "eve@example.com"}).Draw(t, "actor")
		planner, plan := c.Planner(newLedger(), w, false)
		after := *p
		after.Users, after.Keys, after.Mappings = slices.Clone(p.Users), slices.Clone(p.Keys), slices.Clone(p.Mappings)
		var lost []population.Mapping
		for i := range plan.Changes {
			ch := &plan.Changes[i]
			if now, _ := planner.Refresh(ch.Item, w.Methods, w.Now); now.Runnable() != ch.Runnable() || now.Blocked != ch.Blocked {
				t.Fatalf("%s: %q, and looked at again %q", ch.Item, ch.Blocked, now.Blocked)
			}
			if !ch.Runnable() {
				continue
			}
			id := ch.ID()
			switch ch.Action {
			case order.Remove:
				after.Users = slices.DeleteFunc(after.Users, func(u population.User) bool { return u.ID == id })
			case order.DeleteKey:
				after.Keys = slices.DeleteFunc(after.Keys, func(k population.APIKey) bool { return k.ClientID == id })
			case order.DeleteMapping, order.ChangeMapping:
				at := slices.IndexFunc(after.Mappings, func(m population.Mapping) bool { return m.ID == id })
				lost = append(lost, after.Mappings[at])
				if after.Mappings[at].RoleID = ch.ToRoleID; ch.Action == order.DeleteMapping {
					after.Mappings = slices.Delete(after.Mappings, at, at+1)
				}
			case order.DeleteRole:
				held := slices.ContainsFunc(after.Users, func(u population.User) bool { return u.RoleID == id }) ||
					slices.ContainsFunc(after.Keys, func(k population.APIKey) bool { return k.RoleID == id }) ||
					slices.ContainsFunc(after.Mappings, func(m population.Mapping) bool { return m.RoleID == id })
				if held {
					t.Fatalf("the role %s is deleted, and held", id)
				}
			case order.ChangeScopes:
				if r, _ := p.Role(id); len(access.Gains(r.Scopes, ch.ToScopes)) > 0 {
					t.Fatalf("the role %s gets %v", id, ch.ToScopes)
				}
			case order.ChangeRole, order.Invite, order.AddMapping, order.AddRole, order.Unknown, order.Test, order.Notice:
				fallthrough
			default:
				t.Fatalf("%s %s", ch.Action, ch.Item)
			}
		}
		manages := func(role string) bool { r, _ := p.Role(role); return slices.Contains(r.Scopes, "user.write") }
		some := func(users []population.User, keeps func(population.User) bool) bool {
			return slices.ContainsFunc(users, func(u population.User) bool { return manages(u.RoleID) && keeps(u) })
		}
		hangs := func(u population.User) bool { // on a mapping that the plan takes
			own := u.SSO && u.Email == p.Mappings[0].ClaimValue // whose mapping counts before all others
			return u.SSO && slices.ContainsFunc(lost, func(m population.Mapping) bool {
				return m.RoleID == u.RoleID && (m.ID == "m1" && own || m.ClaimName != "email" && !own || m.ID == "m4" && m.ClaimValue == u.Email)
			})
		}
		any := func(population.User) bool { return true }
		if some(p.Users, any) && !some(after.Users, func(u population.User) bool { return !hangs(u) }) && (len(lost) > 0 || len(after.Users) < len(p.Users)) {
			if !some(after.Users, any) || slices.ContainsFunc(lost, func(m population.Mapping) bool { return manages(m.RoleID) }) {
				t.Fatalf("none is left for certain who manages users: lost %v, users %s", lost, fmt.Sprint(after.Users))
			}
		}
	})
}
