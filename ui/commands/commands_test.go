package commands

import (
	"encoding/json"
	"testing"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/comment"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/record"
)

func TestCommandsOfLines(t *testing.T) {
	for _, c := range []struct {
		kind string
		data any
		want string
	}{
		{campaign.TypeDecided, campaign.Decided{Campaign: "q4", Item: "user/1", Decision: campaign.Certify}, "tuar decide q4 --certify user/1"},
		{campaign.TypeDecided, campaign.Decided{Campaign: "q4", Item: "user/1", Decision: campaign.Revoke, Reason: "it's over"}, `tuar decide q4 --revoke user/1 --reason 'it'\''s over'`},
		{
			campaign.TypeDecided,
			campaign.Decided{Campaign: "q4", Item: "user/1", Decision: campaign.Reduce, ToRole: "r1", ToRoleName: "Key Manager"},
			"tuar decide q4 --reduce 'Key Manager' user/1",
		},
		{
			campaign.TypeDecided,
			campaign.Decided{Campaign: "q4", Item: "role/1", Decision: campaign.Reduce, Scopes: []string{"a.read", "b.read"}},
			"tuar decide q4 --reduce-to a.read,b.read role/1",
		},
		{campaign.TypeUndone, campaign.Undone{Campaign: "q4", Item: "user/1"}, "tuar decide q4 --undo user/1"},
		{
			elevation.TypeRequested,
			elevation.RequestedData{Role: "Owner", Email: "a@example.com", Seconds: 5400, Reason: "x; rm -rf $HOME"},
			"tuar elevate request --role Owner --user a@example.com --for 1h30m --reason 'x; rm -rf $HOME'",
		},
		{elevation.TypeApproved, elevation.ApprovedData{Elevation: "el-1", Seconds: 1800}, "tuar elevate approve el-1 --for 30m"},
		{comment.TypeMade, comment.Made{Campaign: "q4", Item: "user/1", Text: "why?", Ask: "b@example.com"}, "tuar comment q4 user/1 --ask b@example.com 'why?'"},
		{core.TypeSynced, core.Synced{}, "tuar sync"},
		{core.TypeIntroduced, struct{}{}, ""},
	} {
		data, err := json.Marshal(c.data)
		if err != nil {
			t.Fatal(err)
		}
		if got := Of(record.Line{Type: c.kind, Data: data}); got != c.want {
			t.Errorf("%s: %s, want %s", c.kind, got, c.want)
		}
	}
}
