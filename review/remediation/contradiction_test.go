package remediation

import (
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/population"
)

func TestContradictions(t *testing.T) {
	roles := []population.Role{
		{ID: "o", Name: "Owner", Scopes: []string{"a.read", "a.write"}},
		{ID: "v", Name: "Viewer", Scopes: []string{"a.read"}},
		{ID: "c", Name: "Creator", Scopes: []string{"a.read", "b.read"}},
	}
	const ann = "ann@example.com"
	byEmail := population.Mapping{ID: "1", ClaimName: "email", ClaimValue: "Ann@Example.com", RoleID: "o"}
	group := func(value, role string) population.Mapping {
		return population.Mapping{ID: value, ClaimName: "groups", ClaimValue: value, RoleID: role}
	}
	user := func(v campaign.Verdict, to string) campaign.SheetRow {
		return campaign.SheetRow{
			Row:      access.Row{Item: "user/1", Kind: access.User, Email: ann, RoleID: "v", Role: "Viewer", SSO: true},
			Decision: campaign.Decision{Item: "user/1", Verdict: v, ToRole: to},
		}
	}
	local := user(campaign.Revoke, "")
	local.SSO = false
	key := func(v campaign.Verdict, kind string) campaign.SheetRow {
		return campaign.SheetRow{
			Row: access.Row{
				Item: "key/1", Kind: access.Key, Email: "ANN@example.com", Name: "ci", KeyType: kind, RoleID: "o", Role: "Owner", RoleKnown: true,
				Permissions: []string{"a.read", "a.write"},
			},
			Decision: campaign.Decision{Item: "key/1", Verdict: v},
		}
	}
	mapping := func(v campaign.Verdict, to string) campaign.SheetRow {
		return campaign.SheetRow{
			Row:      access.Row{Item: "mapping/1", Kind: access.Mapping, Email: ann, RoleID: "o", Role: "Owner"},
			Decision: campaign.Decision{Item: "mapping/1", Verdict: v, ToRole: to},
		}
	}
	role := campaign.SheetRow{
		Row:      access.Row{Item: "role/v", Kind: access.Role, Name: "Viewer", RoleID: "v", Role: "Viewer"},
		Decision: campaign.Decision{Item: "role/v", Verdict: campaign.Revoke},
	}
	private, service := population.KeyPrivate, population.KeyService
	for name, one := range map[string]struct {
		decided  []campaign.SheetRow
		outside  []access.Row
		mappings []population.Mapping
		gone     bool   // the person is not in the population
		says     string // the sentences, certain ones first
	}{
		"revoked, key certified":         {decided: []campaign.SheetRow{key(campaign.Certify, private), user(campaign.Revoke, "")}, says: "ann@example.com is revoked, but their key ci (Owner) is certified and keeps working"},
		"revoked, key of no known type":  {decided: []campaign.SheetRow{key(campaign.Certify, ""), user(campaign.Revoke, "")}, says: "ann@example.com is revoked, but their key ci (Owner) is certified and keeps working"},
		"revoked, service key certified": {decided: []campaign.SheetRow{key(campaign.Certify, service), user(campaign.Revoke, "")}, says: "ann@example.com is revoked, but the service key ci (Owner), which they made, is certified and keeps working"},
		"certified, key revoked":         {decided: []campaign.SheetRow{user(campaign.Certify, ""), key(campaign.Revoke, private)}, says: "ann@example.com is certified, but their key ci (Owner) is revoked"},
		"certified, service key revoked": {decided: []campaign.SheetRow{user(campaign.Certify, ""), key(campaign.Revoke, service)}},
		"reduced, key certified":         {decided: []campaign.SheetRow{user(campaign.Reduce, "v"), key(campaign.Certify, private)}, says: "ann@example.com is reduced to Viewer, but their key ci is certified as Owner"},
		"moved, key may no more":         {decided: []campaign.SheetRow{user(campaign.Move, "o"), key(campaign.Certify, private)}},
		"both revoked":                   {decided: []campaign.SheetRow{user(campaign.Revoke, ""), key(campaign.Revoke, private)}},
		"revoked, their mapping too": {
			decided: []campaign.SheetRow{user(campaign.Revoke, ""), mapping(campaign.Revoke, "")}, mappings: []population.Mapping{byEmail},
		},
		"reduced, their mapping too": {
			decided: []campaign.SheetRow{user(campaign.Reduce, "v"), mapping(campaign.Reduce, "v")}, mappings: []population.Mapping{byEmail},
		},
		"reduced, their mapping to another": {
			decided: []campaign.SheetRow{user(campaign.Reduce, "v"), mapping(campaign.Reduce, "c")}, mappings: []population.Mapping{byEmail},
			says: "ann@example.com is reduced to Viewer, but the claim mapping email = Ann@Example.com gives them Creator at the next sign-in",
		},
		"a role revoked, its holder certified": {
			decided: []campaign.SheetRow{user(campaign.Certify, ""), role},
			says:    "role Viewer is revoked, but 1 who hold it are certified: it is not deleted while any of them does",
		},
		"both certified":  {decided: []campaign.SheetRow{user(campaign.Certify, ""), key(campaign.Certify, private)}},
		"key undecided":   {decided: []campaign.SheetRow{user(campaign.Revoke, ""), key(campaign.Undecided, private)}},
		"owner undecided": {decided: []campaign.SheetRow{user(campaign.Undecided, ""), key(campaign.Certify, private)}},
		"abstained":       {decided: []campaign.SheetRow{user(campaign.Abstain, ""), key(campaign.Certify, private)}, mappings: []population.Mapping{byEmail}},
		"revoked, key not reviewed": {
			decided: []campaign.SheetRow{user(campaign.Revoke, "")}, outside: []access.Row{key("", private).Row},
			says: "ann@example.com is revoked, but their key ci (Owner) is not reviewed here and is not taken away",
		},
		"revoked, service key not reviewed":   {decided: []campaign.SheetRow{user(campaign.Revoke, "")}, outside: []access.Row{key("", service).Row}},
		"certified, key not reviewed":         {decided: []campaign.SheetRow{user(campaign.Certify, "")}, outside: []access.Row{key("", private).Row}},
		"key certified, owner gone":           {decided: []campaign.SheetRow{key(campaign.Certify, private)}, gone: true, says: "possibly: key ci (Owner) is certified, but its owner ANN@example.com is not in the workspace any more"},
		"service key certified, owner gone":   {decided: []campaign.SheetRow{key(campaign.Certify, service)}, gone: true},
		"key certified, owner not reviewed":   {decided: []campaign.SheetRow{key(campaign.Certify, private)}, outside: []access.Row{user("", "").Row}},
		"revoked, named by a mapping":         {decided: []campaign.SheetRow{user(campaign.Revoke, "")}, mappings: []population.Mapping{byEmail, group("soc", "v")}, says: "ann@example.com is revoked, but the claim mapping email = Ann@Example.com gives them Owner at the next sign-in"},
		"reduced, named by a mapping":         {decided: []campaign.SheetRow{user(campaign.Reduce, "v")}, mappings: []population.Mapping{byEmail}, says: "ann@example.com is reduced to Viewer, but the claim mapping email = Ann@Example.com gives them Owner at the next sign-in"},
		"moved to what the mapping gives":     {decided: []campaign.SheetRow{user(campaign.Move, "o")}, mappings: []population.Mapping{byEmail}},
		"certified, named for something else": {decided: []campaign.SheetRow{user(campaign.Certify, "")}, mappings: []population.Mapping{byEmail}, says: "ann@example.com is certified as Viewer, but the claim mapping email = Ann@Example.com gives them Owner at the next sign-in"},
		"certified, groups may differ":        {decided: []campaign.SheetRow{user(campaign.Certify, "")}, mappings: []population.Mapping{group("soc", "o")}},
		"revoked, a group may name them": {
			decided: []campaign.SheetRow{user(campaign.Revoke, "")}, mappings: []population.Mapping{group("soc", "c"), group("ops", "v"), byEmail},
			says: "possibly: ann@example.com is revoked, but if their sign-in has groups = soc, the next one gives them Creator; 1 more claim mapping may do the same\n" +
				"possibly: ann@example.com is revoked, but the claim mapping email = Ann@Example.com gives them Owner at the next sign-in, unless one by group comes first",
		},
		"revoked, a local account": {decided: []campaign.SheetRow{local}, mappings: []population.Mapping{group("soc", "c"), byEmail}, says: "possibly: ann@example.com is revoked, but the claim mapping email = Ann@Example.com gives them Owner if they sign in by SSO"},
		"certain comes first": {
			decided: []campaign.SheetRow{user(campaign.Revoke, ""), key(campaign.Certify, private)}, mappings: []population.Mapping{group("soc", "v")},
			says: "ann@example.com is revoked, but their key ci (Owner) is certified and keeps working\n" +
				"possibly: ann@example.com is revoked, but if their sign-in has groups = soc, the next one gives them Viewer",
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := &population.Population{Roles: roles, Mappings: one.mappings, Users: []population.User{{ID: "1", Email: ann}}}
			if one.gone {
				p.Users = nil
			}
			o := NewOutlook(p)
			found := o.Contradictions(one.decided, one.outside)
			got := strings.Join(campaign.ContradictionSentences(found, func(string) bool { return true }), "\n")
			if got != one.says {
				t.Errorf("says %q, want %q", got, one.says)
			}
			if lines := campaign.ContradictionSentences(found, func(string) bool { return false }); len(lines) > 0 {
				t.Errorf("says %q about nothing", lines)
			}
		})
	}
}
