package campaign

import (
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review/access"
)

func TestACustomRoleIsReducedToAPartOfItsPermissions(t *testing.T) {
	desk := access.Row{Item: "role/desk", Kind: access.Role, Name: "Desk", RoleID: "desk", Permissions: []string{"case.read", "case.write", "user.write"}}
	ann := access.Row{Item: "user/ann", Kind: access.User, Email: "ann@example.com", RoleID: "desk", Permissions: desk.Permissions}
	for name, tt := range map[string]struct {
		row    access.Row
		choice Choice
		want   string // is in the error; empty: none
	}{
		"a part":                 {desk, Choice{Verdict: Reduce, Scopes: []string{"user.write", "case.read"}}, ""},
		"all":                    {desk, Choice{Verdict: Reduce, Scopes: []string{"case.read", "user.write", "case.write"}}, "keeps all 3 permissions"},
		"none":                   {desk, Choice{Verdict: Reduce}, "reduced to fewer permissions"},
		"another role":           {desk, Choice{Verdict: Reduce, ToRole: "viewer"}, "reduced to fewer permissions"},
		"moved":                  {desk, Choice{Verdict: Move, Scopes: []string{"case.read"}}, "reduced to fewer permissions"},
		"certified":              {desk, Choice{Verdict: Certify, Scopes: []string{"case.read"}}, "reduced to fewer permissions"},
		"what it does not grant": {desk, Choice{Verdict: Reduce, Scopes: []string{"event.read"}}, `does not grant "event.read"`},
		"twice":                  {desk, Choice{Verdict: Reduce, Scopes: []string{"case.read", "case.read"}}, "named twice"},
		"a person":               {ann, Choice{Verdict: Reduce, Scopes: []string{"case.read"}}, "is no custom role"},
		"permissions not listed": {access.Row{Item: "role/x", Kind: access.Role}, Choice{Verdict: Reduce, Scopes: []string{"a"}}, "Torq lists no permissions"},
	} {
		err := checkScopes(tt.row, tt.choice)
		if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A line from another machine, or written by hand, is held against the same rules as far as it can be.
func TestLinesThatReduceACustomRole(t *testing.T) {
	for name, tt := range map[string]struct {
		d    Decided
		want string
	}{
		"in order":     {Decided{Item: "role/x", Decision: Reduce, Scopes: []string{"a", "b"}}, ""},
		"none":         {Decided{Item: "user/x", Decision: Reduce, ToRole: "r"}, ""},
		"out of order": {Decided{Item: "role/x", Decision: Reduce, Scopes: []string{"b", "a"}}, "not in order"},
		"twice":        {Decided{Item: "role/x", Decision: Reduce, Scopes: []string{"a", "a"}}, "not in order"},
		"empty":        {Decided{Item: "role/x", Decision: Reduce, Scopes: []string{""}}, "not in order"},
		"of a user":    {Decided{Item: "user/x", Decision: Reduce, Scopes: []string{"a"}}, "only the reduction of a custom role"},
		"certified":    {Decided{Item: "role/x", Decision: Certify, Scopes: []string{"a"}}, "only the reduction of a custom role"},
		"to a role":    {Decided{Item: "role/x", Decision: Reduce, ToRole: "r", Scopes: []string{"a"}}, "only the reduction of a custom role"},
	} {
		if got := tt.d.refusesScopes(); tt.want == "" && got != "" || !strings.Contains(got, tt.want) {
			t.Errorf("%s: %q", name, got)
		}
	}
}
