package advice_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/advice"
	"github.com/tuar-dev/tuar/review/population"
)

var taken = time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)

var roles = []population.Role{
	{ID: "r-own", Name: "Owner", Scopes: []string{"*"}},
	{ID: "r-adm", Name: "Admin", Scopes: []string{"user.write", "secret.read"}},
	{ID: "r-edit", Name: "Contributor", Scopes: []string{"playbook.get", "playbook.write"}},
	{ID: "r-view", Name: "Viewer", Scopes: []string{"playbook.get"}},
	{ID: "r-sec", Name: "Secrets A", Scopes: []string{"user.write", "a.read", "b.read"}},
	{ID: "r-a", Name: "A", Scopes: []string{"a.read"}},
	{ID: "r-b", Name: "B", Scopes: []string{"b.read"}},
}

func ago(days int) *time.Time {
	t := taken.AddDate(0, 0, -days)
	return &t
}

// row returns a person with that role who signed in a day before, and these hints.
func row(role int, hints ...string) access.Row {
	r := roles[role]
	one := access.Row{
		Item: "user/u", Kind: access.User, Email: "u@example.com", RoleID: r.ID, Role: r.Name, RoleKnown: true, Permissions: r.Scopes,
		CreatedAt: ago(400), LastLoginAt: ago(1),
	}
	for _, name := range hints {
		one.Hints = append(one.Hints, access.Hint{Name: name, Why: "why " + name})
		one.Privileged = one.Privileged || name == access.Privileged
	}
	return one
}

func with(r access.Row, change func(*access.Row)) access.Row {
	change(&r)
	return r
}

func certified(r access.Row) *access.PreviousRow {
	return &access.PreviousRow{Row: r, Decision: "certify", In: "Q3", DecidedAt: taken.AddDate(0, -3, 0)}
}

func TestRules(t *testing.T) {
	const own, adm, edit, view, sec = 0, 1, 2, 3, 4
	unused := func(r *access.Row) { r.LastLoginAt = nil }
	dormant := func(days int) func(*access.Row) { return func(r *access.Row) { r.LastLoginAt = ago(days) } }
	key := func(kind string) func(*access.Row) {
		return func(r *access.Row) { r.Item, r.Kind, r.KeyType = "key/k", access.Key, kind }
	}
	tests := map[string]struct {
		row  access.Row
		last *access.PreviousRow
		want string // rule: sentence
	}{
		"left": {row(view, access.Left, access.New), nil, "left: revoke: why left"},
		"the owner of a private key left": {
			with(row(view, access.Left), key(population.KeyPrivate)), nil, "left: revoke: why left",
		},
		"the owner of a service key left":   {with(row(view, access.Left), key("service")), nil, "left: look closer: why left"},
		"contract ended":                    {row(view, access.ContractEnded, access.External), nil, "contract-ended: revoke: why contract-ended"},
		"pending":                           {with(row(view, access.Pending), unused), nil, "pending-invitation: revoke: why pending-invitation"},
		"never signed in, for long":         {with(row(view, access.NeverLoggedIn), unused), nil, "never-signed-in: revoke: why never-logged-in"},
		"never signed in, not long":         {with(row(view, access.NeverLoggedIn), func(r *access.Row) { unused(r); r.CreatedAt = ago(89) }), nil, "never-logged-in: look closer: why never-logged-in"},
		"never signed in, from not known":   {with(row(view, access.NeverLoggedIn), func(r *access.Row) { unused(r); r.CreatedAt = nil }), nil, "never-logged-in: look closer: why never-logged-in"},
		"key never used, old":               {with(with(row(view, access.KeyNeverUsed), key("service")), unused), nil, "key-never-used-old: revoke: why key-never-used"},
		"key never used, not old":           {with(row(view, access.KeyNeverUsed), func(r *access.Row) { key("service")(r); unused(r); r.CreatedAt = ago(1) }), nil, "key-never-used: look closer: why key-never-used"},
		"dormant":                           {with(row(view, access.Dormant), dormant(179)), nil, "dormant: look closer: why dormant"},
		"dormant for twice the limit":       {with(row(view, access.Dormant), dormant(180)), nil, "dormant-twice: revoke: why dormant"},
		"dormant and privileged":            {with(row(own, access.Dormant, access.Privileged), dormant(100)), nil, "dormant-privileged: reduce to Contributor: why dormant; why privileged"},
		"dormant and privileged, no lesser": {with(row(adm, access.Privileged, access.Dormant), dormant(100)), nil, "dormant-privileged-no-lesser-role: revoke: why dormant; why privileged"},
		"dormant and privileged, several":   {with(row(sec, access.Privileged, access.Dormant), dormant(100)), nil, "dormant-privileged-several-roles: look closer: why dormant; why privileged"},
		"dormant, privileged and left":      {with(row(own, access.Dormant, access.Privileged, access.Left), dormant(100)), nil, "left: revoke: why left"},
		"raised out of band":                {row(own, access.Privileged, access.OutOfBand), certified(row(own)), "out-of-band: look closer: why out-of-band"},
		"break-glass":                       {row(edit, access.BreakGlass), nil, "break-glass: look closer: why break-glass"},
		"came back":                         {row(edit, access.CameBack), nil, "came-back: look closer: why came-back"},
		"role not known":                    {row(edit, access.RoleUnknown), nil, "role-unknown: look closer: why role-unknown"},
		"a hint that this version has not":  {row(edit, "z-hint", "a-hint"), nil, "a-hint: look closer: why a-hint"},
		"privileged, in use and certified":  {row(own, access.Privileged), certified(row(own)), "privileged: look closer: why privileged"},
		"a mapping by a leaver's address": {
			with(row(view, access.Left), func(r *access.Row) { r.Item, r.Kind = "mapping/m", access.Mapping }), nil, "left: revoke: why left",
		},
		"a shadowed mapping":      {row(view, "shadowed"), nil, "shadowed: revoke: why shadowed"},
		"a mapping never matched": {row(view, "never-matched"), nil, "never-matched: revoke: why never-matched"},
		"an unused role":          {row(view, "unused-role"), nil, "unused-role: revoke: why unused-role"},
		"a role that grew":        {row(view, "role-grew"), nil, "role-grew: look closer: why role-grew"},
		"an unchanged mapping": {
			with(with(row(edit), unused), func(r *access.Row) { r.Kind = access.Mapping }), certified(row(edit)),
			"unchanged: certify: certified in Q3 on 30 Aug 2026, unchanged since and without hints",
		},
		"certified until a day":              {row(edit), with2(certified(row(edit)), func(p *access.PreviousRow) { p.Until = "2027-01-01" }), ": "},
		"unchanged":                          {row(edit), certified(row(edit)), "unchanged: certify: certified in Q3 on 30 Aug 2026, unchanged since and without hints"},
		"certified with another role":        {row(edit), certified(row(view)), ": "},
		"certified by what a file states":    {row(edit), with2(certified(row(edit)), func(p *access.PreviousRow) { p.Imported = true }), ": "},
		"unchanged, never used":              {with(row(edit), unused), certified(row(edit)), ": "},
		"revoked last time, and no hint now": {row(edit), with2(certified(row(edit)), func(p *access.PreviousRow) { p.Decision = "revoke" }), ": "},
		"nothing known":                      {row(edit), nil, ": "},
	}
	seen := map[string]bool{}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			a := advice.New(roles, access.DefaultRules(), taken)
			got := a.On(&tt.row, tt.last)
			if text := got.Rule + ": " + got.Sentence(&tt.row, tt.last); text != tt.want {
				t.Errorf("\n got %s\nwant %s", text, tt.want)
			}
			seen[got.Rule+"/"+string(got.Kind)] = true
		})
	}
	for _, r := range advice.Rules {
		if r.Name != "the hint's name" && !seen[r.Name+"/"+string(r.Kind)] {
			t.Errorf("no example of the rule %q that advises %q", r.Name, r.Kind)
		}
	}
}

func with2(p *access.PreviousRow, change func(*access.PreviousRow)) *access.PreviousRow {
	change(p)
	return p
}

// TestMoreHintsAreNeverMilder: the same facts give the same advice in any order, and a worse fact never a milder one.
func TestMoreHintsAreNeverMilder(t *testing.T) {
	order := []advice.Kind{advice.Certify, advice.None, advice.Look, advice.Reduce, advice.Revoke}
	names := append(access.HintNames(), "of-another-version")
	rapid.Check(t, func(t *rapid.T) {
		a := advice.New(roles, access.DefaultRules(), taken)
		r := row(rapid.IntRange(0, len(roles)-1).Draw(t, "role"), rapid.SliceOfNDistinct(rapid.SampledFrom(names), 0, 6, rapid.ID[string]).Draw(t, "hints")...)
		if rapid.Bool().Draw(t, "key") {
			r.Item, r.Kind, r.KeyType = "key/k", access.Key, rapid.SampledFrom([]string{population.KeyPrivate, "service"}).Draw(t, "type")
		}
		days := rapid.IntRange(0, 400)
		r.CreatedAt, r.LastLoginAt = ago(days.Draw(t, "created")), ago(days.Draw(t, "used"))
		last := certified(row(rapid.IntRange(0, len(roles)-1).Draw(t, "last role")))
		if rapid.Bool().Draw(t, "never decided") {
			last = nil
		}
		got := a.On(&r, last)
		if again := advice.New(roles, access.DefaultRules(), taken).On(&r, last); again != got {
			t.Fatalf("%+v, then %+v", got, again)
		}
		mixed := r
		mixed.Hints = rapid.Permutation(r.Hints).Draw(t, "order")
		if other := a.On(&mixed, last); other != got {
			t.Fatalf("%+v with the hints in another order: %+v", got, other)
		}
		worse := r
		name := rapid.SampledFrom(names).Draw(t, "one more")
		worse.Hints = append(slices.Clone(r.Hints), access.Hint{Name: name, Why: "why"})
		switch rapid.SampledFrom([]string{"hint", "older", "unused"}).Draw(t, "worse") {
		case "older":
			worse.LastLoginAt, worse.CreatedAt = ago(900), ago(900)
		case "unused":
			worse.LastLoginAt, worse.CreatedAt = ago(900), r.CreatedAt
		}
		if now := a.On(&worse, last); slices.Index(order, now.Kind) < slices.Index(order, got.Kind) {
			t.Fatalf("%s becomes %s with %s", got, now, name)
		}
		if got.Kind == advice.Reduce && (got.To == "" || got.ToName == "") {
			t.Fatal("it reduces to no role")
		}
	})
}

func TestFollowed(t *testing.T) {
	reduce := advice.Advice{Kind: advice.Reduce, To: "r-view"}
	for name, tt := range map[string]struct {
		advice           advice.Advice
		decision, role   string
		judges, followed bool
	}{
		"revoked as advised":        {advice.Advice{Kind: advice.Revoke}, "revoke", "", true, true},
		"certified against advice":  {advice.Advice{Kind: advice.Revoke}, "certify", "", true, false},
		"reduced as advised":        {reduce, "reduce", "r-view", true, true},
		"reduced to another role":   {reduce, "reduce", "r-edit", true, false},
		"abstained":                 {reduce, "abstain", "", false, false},
		"looked closer":             {advice.Advice{Kind: advice.Look}, "certify", "", false, false},
		"no advice":                 {advice.Advice{}, "certify", "", false, false},
		"undecided":                 {advice.Advice{Kind: advice.Certify}, "undecided", "", false, false},
		"certified as was advised":  {advice.Advice{Kind: advice.Certify}, "certify", "", true, true},
		"a kind that is not known":  {advice.Advice{Kind: "burn"}, "burn", "", false, true},
		"a decision of other tuars": {advice.Advice{Kind: advice.Revoke}, "burn", "", true, false},
	} {
		if j, f := tt.advice.Judges(tt.decision), tt.advice.FollowedBy(tt.decision, tt.role); j != tt.judges || f != tt.followed {
			t.Errorf("%s: %v, %v", name, j, f)
		}
	}
}

func BenchmarkAdvice100k(b *testing.B) {
	rows := make([]access.Row, 100_000)
	for i := range rows {
		rows[i] = row(i%len(roles), access.HintNames()[i%20:i%20+i%3]...)
		rows[i].Item = fmt.Sprint("user/", i)
	}
	for b.Loop() {
		a := advice.New(roles, access.DefaultRules(), taken)
		for i := range rows {
			a.On(&rows[i], nil)
		}
	}
}
