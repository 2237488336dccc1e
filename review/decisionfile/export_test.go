package decisionfile_test

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/decisionfile"
	"github.com/tuar-dev/tuar/review/export"
)

// An export fills every column that an import reads.
func TestReadTakesEveryColumnOfAnExport(t *testing.T) {
	table := export.Table{Campaign: "q4-0001", Population: "abc", Rows: []export.Row{{
		Row: access.Row{Item: "key/k1", Kind: access.Key, Email: "ann@example.com", Name: "=build", Role: "Owner", RoleID: "r1"},
		Decision: campaign.Decision{
			Item: "key/k1", Verdict: campaign.Reduce, ToRole: "r3", ToRoleName: "Viewer", Reason: "left the\nteam", Line: campaign.Ref{Hash: "f00d"},
		},
	}, {
		Row:      access.Row{Item: "role/r9", Kind: access.Role, Name: "Desk", Role: "Desk", RoleID: "r9", Permissions: []string{"a.read", "a.write", "b.read"}},
		Decision: campaign.Decision{Item: "role/r9", Verdict: campaign.Reduce, Scopes: []string{"a.read", "b.read"}},
	}}}
	var file bytes.Buffer
	if err := table.Write(&file, export.CSV); err != nil {
		t.Fatal(err)
	}
	got, err := decisionfile.Read(file.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	want := []decisionfile.Row{{
		Line: 2, Item: "key/k1", Email: "ann@example.com", Kind: "key", Name: "=build", Role: "Owner", RoleID: "r1", Campaign: "q4-0001",
		Population: "abc", Verdict: campaign.Reduce, ToRole: "Viewer", ToRoleID: "r3", Reason: "left the\nteam", Exported: true, Hash: "f00d",
	}, {
		Line: 3, Item: "role/r9", Kind: "role", Name: "Desk", Role: "Desk", RoleID: "r9", Campaign: "q4-0001",
		Population: "abc", Verdict: campaign.Reduce, ToScopes: "a.read b.read", Exported: true,
	}}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(decisionfile.Row{})); diff != "" {
		t.Error(diff)
	}
}
