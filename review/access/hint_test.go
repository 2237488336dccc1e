package access_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/population"
)

var now = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

func ago(d time.Duration) *time.Time {
	t := now.Add(-d)
	return &t
}

const day = 24 * time.Hour

var roles = []population.Role{
	{ID: "r-view", Name: "Viewer", Scopes: []string{"playbook.get"}},
	{ID: "r-edit", Name: "Contributor", Scopes: []string{"playbook.get", "playbook.write"}},
	{ID: "r-own", Name: "Owner", Scopes: []string{"*"}},
	{ID: "r-desk", Name: "Help desk", Scopes: []string{"playbook.get", "user.write"}},
	{ID: "r-none", Name: "Interact Only"},
}

// user returns a user without hints; change may give the user one.
func user(change func(*population.User)) population.User {
	u := population.User{
		ID: "ann", Email: "ann@example.com", RoleID: "r-view", Status: population.StatusVerified,
		CreatedAt: ago(400 * day), LastLoginAt: ago(day),
	}
	if change != nil {
		change(&u)
	}
	return u
}

func key(change func(*population.APIKey)) population.APIKey {
	k := population.APIKey{
		ClientID: "k1", Name: "deploy", Type: population.KeyService, RoleID: "r-view", CreatedAt: ago(400 * day), LastUsedAt: ago(day),
	}
	change(&k)
	return k
}

func TestHintsOfUsers(t *testing.T) {
	tests := map[string]struct {
		change func(*population.User)
		want   []string
	}{
		"nothing to remark":                 {nil, nil},
		"privileged by a pattern, not name": {func(u *population.User) { u.RoleID = "r-desk" }, []string{access.Privileged}},
		"privileged by everything":          {func(u *population.User) { u.RoleID = "r-own" }, []string{access.Privileged}},
		"a day short of dormant":            {func(u *population.User) { u.LastLoginAt = ago(90*day - 1) }, nil},
		"exactly 90 days":                   {func(u *population.User) { u.LastLoginAt = ago(90 * day) }, []string{access.Dormant}},
		"sign-in in the future":             {func(u *population.User) { u.LastLoginAt = ago(-day) }, nil},
		"never signed in":                   {func(u *population.User) { u.LastLoginAt = nil }, []string{access.NeverLoggedIn}},
		"a status nobody knows":             {func(u *population.User) { u.LastLoginAt, u.Status = nil, "FROZEN" }, []string{access.NeverLoggedIn}},
		"invited just under 14 days ago": {func(u *population.User) {
			u.Status, u.LastLoginAt, u.CreatedAt = population.StatusInvited, nil, ago(14*day-1)
		}, nil},
		"invited exactly 14 days ago": {func(u *population.User) {
			u.Status, u.LastLoginAt, u.CreatedAt = population.StatusInvited, nil, ago(14*day)
		}, []string{access.Pending}},
		"invited, nobody knows when": {func(u *population.User) {
			u.Status, u.LastLoginAt, u.CreatedAt = population.StatusInvited, nil, nil
		}, nil},
		"a role Torq does not list":    {func(u *population.User) { u.RoleID = "r-gone" }, []string{access.RoleUnknown}},
		"a role that lists no scopes":  {func(u *population.User) { u.RoleID = "r-none" }, []string{access.RoleUnknown}},
		"the most serious comes first": {func(u *population.User) { u.RoleID, u.LastLoginAt = "r-own", ago(91*day) }, []string{access.Privileged, access.Dormant}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			p := &population.Population{Roles: roles, Users: []population.User{user(tt.change)}}
			row := access.Rows(p, access.DefaultRules(), now, nil, nil, nil)[0]
			if got := row.HintNames(); !slices.Equal(got, tt.want) {
				t.Errorf("hints %v, want %v", got, tt.want)
			}
			if row.Privileged != row.Has(access.Privileged) {
				t.Errorf("Privileged is %v, the hint says %v", row.Privileged, row.Has(access.Privileged))
			}
			if (row.Risk == 0) == row.Flagged() {
				t.Errorf("risk %d with hints %v", row.Risk, row.HintNames())
			}
		})
	}
}

func TestHintsOfKeys(t *testing.T) {
	owned := func(role string) func(*population.APIKey) {
		return func(k *population.APIKey) {
			k.RoleID, k.Type, k.OwnerEmail = role, population.KeyPrivate, "ANN@example.com"
		}
	}
	tests := map[string]struct {
		change func(*population.APIKey)
		owner  string // role of ann
		want   []string
	}{
		"nothing to remark":                 {func(*population.APIKey) {}, "r-view", nil},
		"never used":                        {func(k *population.APIKey) { k.LastUsedAt = nil }, "r-view", []string{access.KeyNeverUsed}},
		"unused for 90 days":                {func(k *population.APIKey) { k.LastUsedAt = ago(90 * day) }, "r-view", []string{access.Dormant}},
		"as strong as its owner":            {owned("r-edit"), "r-edit", nil},
		"stronger than its owner":           {owned("r-edit"), "r-view", []string{access.KeyStronger}},
		"its owner may do everything":       {owned("r-edit"), "r-own", nil},
		"everything, its owner less":        {owned("r-own"), "r-edit", []string{access.KeyStronger, access.Privileged}},
		"its owner's role is not known":     {owned("r-edit"), "r-gone", nil},
		"its own role is not known":         {owned("r-gone"), "r-view", []string{access.RoleUnknown}},
		"its owner's role may do nothing":   {owned("r-view"), "r-none", []string{access.KeyStronger}},
		"its owner is not in the workspace": {func(k *population.APIKey) { k.OwnerEmail = "bob@example.com" }, "r-view", []string{access.KeyStronger}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			p := &population.Population{
				Roles: roles, Keys: []population.APIKey{key(tt.change)},
				Users: []population.User{user(func(u *population.User) { u.RoleID = tt.owner })},
			}
			row := access.Rows(p, access.DefaultRules(), now, nil, nil, nil)[0]
			if got := row.HintNames(); !slices.Equal(got, tt.want) {
				t.Errorf("hints %v, want %v", got, tt.want)
			}
		})
	}
}

// A key that may not list roles must not make everybody look as if they had lost theirs.
func TestRoleUnknownSaysWhy(t *testing.T) {
	p := &population.Population{Users: []population.User{user(nil)}, Gaps: []population.Gap{{Resource: "roles", Reason: population.GapForbidden, Status: 403}}}
	row := access.Rows(p, access.DefaultRules(), now, nil, nil, nil)[0]
	if !row.Has(access.RoleUnknown) || !strings.Contains(row.Hints[0].Why, "cannot list roles") {
		t.Errorf("hints %v", row.Hints)
	}
	if row.Role != "r-view" || row.RoleKnown {
		t.Errorf("role %q, known %v", row.Role, row.RoleKnown)
	}
}

func TestHintNamesAreOrderedAndComplete(t *testing.T) {
	want := []string{
		access.BreakGlass, access.OutOfBand, access.Drifted, access.CameBack, access.NotCarriedOut, access.Left, access.ContractEnded, access.SelfRaised,
		access.LookAlike, access.Raised, access.RoleGrew, access.Elevated, access.KeyOutlivesOwner, access.KeyStronger, access.Privileged, access.CertifiedUntil,
		access.ManyOwners, access.NotInBaseline, access.Unexplained, access.BroadMapping, access.NoOwner, access.UndecidedLast, access.New, access.OffRoster,
		access.PeerOutlier, access.ChangedPost, access.RoleUnknown, access.NotStarted, access.WasElevated, access.Dormant,
		access.CarriedOften, access.Inactive, access.ReviewDue, access.Shadowed, access.IdleRole, access.KeyNeverUsed, access.NeverLoggedIn, access.NeverMatched,
		access.External, access.EmailMapping, access.Pending, access.UnusedRole,
	}
	if diff := cmp.Diff(want, access.HintNames()); diff != "" {
		t.Error(diff)
	}
}

// Every hint says its rule, its fact, and what the fact is taken from and when.
func TestHintsExplainThemselves(t *testing.T) {
	p := &population.Population{
		Roles: roles,
		Users: []population.User{user(func(u *population.User) { u.RoleID, u.LastLoginAt = "r-own", ago(118*day) })},
	}
	marks := access.Marks{"user/ann": {{Name: access.BreakGlass, Why: "took Owner"}, {Name: "one that comes later", Why: "it says"}}}
	var got [][4]string
	for _, h := range access.Rows(p, access.DefaultRules(), now, nil, marks, nil)[0].Hints {
		got = append(got, [4]string{h.Name, h.Rule, h.Fact, h.Source})
	}
	want := [][4]string{
		{"break-glass", "took a role without approval since the last review", "took Owner", "record of elevations"},
		{"privileged", "the role grants one of *, user.write, apikey.write, role.write and 4 more", "the role grants *", "population of 2026-11-24"},
		{"dormant", "no sign-in, or no use of a key, for 90 days", "last sign-in 2026-07-29, 118 days before 24 Nov", "population of 2026-11-24"},
		{"one that comes later", "", "it says", ""},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// A campaign of an earlier version has the hints that it had, whatever was added since.
func TestTheFirstEditionRaisesWhatItRaised(t *testing.T) {
	later := []string{access.PeerOutlier, access.ManyOwners, access.LookAlike, access.NotCarriedOut, access.UndecidedLast, access.CarriedOften}
	p := &population.Population{Roles: roles}
	for i, email := range []string{"a@example.com", "b@example.com", "c@example.com", "d@example.com", "e@example.com", "\u0430@example.com"} {
		p.Users = append(p.Users, user(func(u *population.User) { u.ID, u.Email, u.RoleID = string(rune('a'+i)), email, "r-own" }))
	}
	last := past("Q3", p, decides(map[string]string{"user/a": "undecided", "user/b": "revoke"}))
	last.Removed = nil
	newest, first := access.DefaultRules(), access.DefaultRules()
	first.Edition = access.FirstEdition
	seen := map[string]bool{}
	for _, r := range access.Rows(p, newest, now, access.Memory{last}, nil, nil) {
		for _, name := range r.HintNames() {
			seen[name] = true
		}
	}
	for _, name := range []string{access.ManyOwners, access.LookAlike, access.NotCarriedOut, access.UndecidedLast} {
		if !seen[name] {
			t.Errorf("nothing has %s today", name)
		}
	}
	for _, r := range access.Rows(p, first, now, access.Memory{last}, nil, nil) {
		for _, name := range r.HintNames() {
			if slices.Contains(later, name) {
				t.Errorf("%s has %s", r.Item, name)
			}
		}
		if r.Item == "user/b" && !r.Has(access.CameBack) {
			t.Error("what was revoked did not come back, as it did then")
		}
	}
}
