package review_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/remediation"
)

// later closes another campaign over these items, which decides that about each.
func (a *aftermath) later(name string, choices ...campaign.Choice) string {
	a.t.Helper()
	a.clock.Advance(time.Hour)
	ctx := a.t.Context()
	if _, err := a.w.Sync(ctx, review.SyncOptions{}); err != nil {
		a.t.Fatal(err)
	}
	draft, err := a.w.NewCampaign(ctx, campaign.Plan{Name: name, Scope: `kind == "user"`, Due: a.clock.Now().AddDate(0, 0, 14), Reviewers: []string{rita}})
	if err != nil {
		a.t.Fatal(err)
	}
	if _, err := a.w.OpenCampaign(ctx, draft.ID, false); err != nil {
		a.t.Fatal(err)
	}
	decided(a.t, a.w, draft.ID, choices...)
	if _, err := a.w.CloseCampaign(ctx, draft.ID, ""); err != nil {
		a.t.Fatal(err)
	}
	return draft.ID
}

// What a newer campaign decided otherwise is not carried out any more: the plan, apply, check and the evidence say so.
func TestTheNewestDecisionWins(t *testing.T) {
	t.Parallel()
	a := newDesk(t).aftermath(5, 1, false)
	ctx := t.Context()
	viewer := ""
	for _, c := range a.plan(false).Changes {
		if c.Action == order.ChangeRole {
			viewer = c.ToRoleID
		}
	}
	certified, reduced, abstained, again, alone, moved := a.revoked[0].Item, a.revoked[1].Item, a.revoked[2].Item, a.revoked[3].Item, a.revoked[4].Item, a.reduced[0].Item
	a.later("Recheck",
		campaign.Choice{Item: certified, Verdict: campaign.Certify, Reason: "needed after all"},
		campaign.Choice{Item: reduced, Verdict: campaign.Reduce, ToRole: viewer, Reason: "less is enough"},
		campaign.Choice{Item: abstained, Verdict: campaign.Abstain, Reason: "cannot tell"},
		campaign.Choice{Item: again, Verdict: campaign.Revoke, Reason: "left"},
		campaign.Choice{Item: moved, Verdict: campaign.Revoke, Reason: "left"})
	want := map[string]string{certified: "certified since in Recheck by rita@example.com", reduced: "reduced to Viewer since in Recheck", moved: "revoked since in Recheck"}
	check := func(plan *remediation.Plan) {
		t.Helper()
		for _, c := range plan.Changes {
			if text, blocked := want[c.Item]; blocked != (c.State == remediation.Blocked) || !strings.Contains(c.Blocked, text) || blocked && c.Runnable() {
				t.Errorf("%s is %s: %q", c.Item, c.State, c.Blocked)
			}
		}
	}
	check(a.plan(false))
	// The older campaign is asked for what it alone decided; what both decided is the newer one's.
	if text := a.attention(); !strings.Contains(text, "Recheck: 3 of 3 changes") {
		t.Errorf("check: %q", text)
	}
	a.server.Forget()
	plan, err := a.w.ApplyRemediation(ctx, a.id, remediation.ApplyOptions{})
	if err != nil {
		t.Fatal(err)
	}
	check(plan)
	a.once(3)
	for _, item := range []string{abstained, again, alone} {
		if c := plan.Find(item); !c.Proven() {
			t.Errorf("%s is %s, %s", item, c.State, c.Blocked)
		}
	}
	facts := a.facts(a.id)
	for _, r := range facts {
		if text, blocked := want[r["item"]]; blocked != (r["state"] == "blocked") || !strings.Contains(r["detail"], text) {
			t.Errorf("evidence: %s is %s: %s", r["item"], r["state"], r["detail"])
		}
	}
}

// plan is where everything stands.
func (a *aftermath) plan(undo bool) *remediation.Plan {
	a.t.Helper()
	plan, err := a.w.PlanRemediation(a.t.Context(), a.id, undo)
	if err != nil {
		a.t.Fatal(err)
	}
	return plan
}

// facts are the rows of the changes table in the evidence.
func (a *aftermath) facts(id string) []map[string]string {
	a.t.Helper()
	path := filepath.Join(a.t.TempDir(), "changes.json")
	if err := a.w.WriteTable(a.t.Context(), id, "changes", "json", path, false); err != nil {
		a.t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		a.t.Fatal(err)
	}
	var rows []map[string]any
	if err := json.Unmarshal(data, &rows); err != nil {
		a.t.Fatal(err)
	}
	out := make([]map[string]string, len(rows))
	for i, r := range rows {
		out[i] = map[string]string{}
		for k, v := range r {
			out[i][k] = fmt.Sprint(v)
		}
	}
	return out
}
