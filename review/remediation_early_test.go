package review_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/evidence"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/review/settings"
)

// What a campaign decided is carried out from the moment that it allows, by the same plan and with the same proof.
func TestTakingAwayBeforeTheCampaignCloses(t *testing.T) {
	t.Parallel()
	for _, when := range append([]campaign.Apply{""}, campaign.Applies...) {
		t.Run(string(when), func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			ctx := t.Context()
			w := d.synced(rita)
			asSam := d.open(sam, settings.Credentials{})
			draft, err := w.NewCampaign(ctx, campaign.Plan{Name: "Q4", Scope: `kind == "user"`, Due: d.clock.Now().AddDate(0, 0, 14), Reviewers: []string{rita, sam}, Apply: when})
			if err != nil {
				t.Fatal(err)
			}
			opened, err := w.OpenCampaign(ctx, draft.ID, false)
			if err != nil || when != "" && opened.Apply != when || when == "" && opened.Apply != campaign.AtClose {
				t.Fatalf("%+v, %v", opened, err)
			}
			sheet, err := w.Sheet(ctx, opened.ID)
			if err != nil {
				t.Fatal(err)
			}
			itemOf := func(reviewer string) string {
				return row(t, sheet, func(r campaign.SheetRow) bool {
					return r.Reviewer == reviewer && r.Kind == access.User && r.Status == population.StatusVerified && r.Role == "Contributor"
				}).Item
			}
			mine, theirs := itemOf(rita), itemOf(sam)
			decided(t, w, opened.ID, campaign.Choice{Item: mine, Verdict: campaign.Revoke, Reason: "left"})
			decided(t, asSam, opened.ID, campaign.Choice{Item: theirs, Verdict: campaign.Revoke, Reason: "left"})
			a := &aftermath{desk: d, w: w, id: opened.ID}
			// runnable wants that many changes that may be carried out now.
			runnable := func(n int) {
				t.Helper()
				plan, err := w.PlanRemediation(ctx, opened.ID, false)
				switch {
				case n < 0 && fault.KindOf(err) == fault.Refused && strings.Contains(err.Error(), "still open"):
				case n < 0:
					t.Errorf("planned: %v", err)
				case err != nil || plan.Runnable() != n:
					t.Errorf("%d changes may be carried out, want %d (%v)", plan.Runnable(), n, err)
				}
			}
			early := when == campaign.AtSignoff || when == campaign.AtOnce
			switch when {
			case campaign.AtOnce:
				runnable(2)
			case campaign.AtSignoff:
				runnable(0)
			case campaign.AtClose, "":
				runnable(-1)
			}
			if _, err := w.SignOff(ctx, opened.ID, ""); err != nil {
				t.Fatal(err)
			}
			done := 0
			if early {
				if done = 1; when == campaign.AtOnce {
					done = 2
				}
				runnable(done)
				a.tally(a.apply(0, remediation.ApplyOptions{}), map[remediation.State]int{remediation.Corroborated: done})
				_, err := asSam.Undo(ctx, opened.ID, []string{theirs})
				if wantRefused := when == campaign.AtOnce; wantRefused != (fault.KindOf(err) == fault.Refused) {
					t.Errorf("taking back a decision: %v", err)
				}
				if when == campaign.AtSignoff {
					decided(t, asSam, opened.ID, campaign.Choice{Item: theirs, Verdict: campaign.Revoke, Reason: "left"})
				}
				table, err := w.Export(ctx, opened.ID)
				if err != nil {
					t.Fatal(err)
				}
				for _, r := range table.Rows {
					if r.Item == mine && (r.Change == nil || r.Change.State != remediation.Corroborated) {
						t.Errorf("exported: %s is %+v", r.Item, r.Change)
					}
				}
			} else {
				runnable(-1)
			}
			pack := filepath.Join(t.TempDir(), "open.zip")
			if _, err := w.PackEvidence(ctx, opened.ID, evidence.PackOptions{Path: pack}); err != nil {
				t.Fatal(err)
			}
			if result, err := w.VerifyEvidence(ctx, pack, evidence.VerifyOptions{}); err != nil || !result.OK {
				t.Errorf("%+v, %v", result, err)
			}
			if _, err := w.CloseCampaign(ctx, opened.ID, ""); err != nil {
				t.Fatal(err)
			}
			runnable(2 - done)
			a.tally(a.apply(0, remediation.ApplyOptions{}), map[remediation.State]int{remediation.Corroborated: 2})
			if text := a.attention(); strings.Contains(text, "not proven") {
				t.Errorf("all is proven, and yet: %s", text)
			}
		})
	}
}

// While a change is confirmed, a reviewer decides otherwise: nothing is sent on account of the decision before. What
// was carried out and taken back can be decided again.
func TestDecisionsChangeWhileTheyAreCarriedOut(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx := t.Context()
	w := d.synced(rita)
	draft, err := w.NewCampaign(ctx, campaign.Plan{Name: "Q4", Scope: `kind == "user"`, Due: d.clock.Now().AddDate(0, 0, 14), Reviewers: []string{rita}, Apply: campaign.AtOnce})
	check(t, err)
	opened, err := w.OpenCampaign(ctx, draft.ID, false)
	check(t, err)
	sheet, err := w.Sheet(ctx, opened.ID)
	check(t, err)
	var left []campaign.SheetRow
	for _, r := range sheet.Rows {
		if r.Kind == access.User && r.Status == population.StatusVerified && r.Role == "Contributor" && len(left) < 3 {
			left = append(left, r)
			decided(t, w, opened.ID, campaign.Choice{Item: r.Item, Verdict: campaign.Revoke, Reason: "left"})
		}
	}
	other := d.open(rita, creds(d.server.OwnerKey()))
	plan, err := w.ApplyRemediation(ctx, opened.ID, remediation.ApplyOptions{KeepGoing: true, Confirm: func(*remediation.Plan) (int, error) {
		decided(t, other, opened.ID, campaign.Choice{Item: left[1].Item, Verdict: campaign.Certify, Reason: "no, stays"})
		_, err := other.Undo(ctx, opened.ID, []string{left[2].Item})
		return 0, err
	}})
	wantKind(t, err, fault.Refused)
	for _, r := range left[1:] {
		if _, stays := d.server.RoleOf(r.Email); !stays {
			t.Errorf("%s was removed, and it was decided otherwise", r.Email)
		}
	}
	if len(plan.Changes) != 1 || plan.Changes[0].State != remediation.Corroborated {
		t.Errorf("%+v", plan.Changes)
	}
	_, err = w.ApplyRemediation(ctx, opened.ID, remediation.ApplyOptions{Undo: true, Reason: "decided again"})
	check(t, err)
	decided(t, w, opened.ID, campaign.Choice{Item: left[0].Item, Verdict: campaign.Certify, Reason: "stays after all"})
	decided(t, w, opened.ID, campaign.Choice{Item: left[0].Item, Verdict: campaign.Revoke, Reason: "left indeed"})
	plan, err = w.PlanRemediation(ctx, opened.ID, false)
	check(t, err)
	if c := plan.Changes[0]; c.State != remediation.Blocked || !strings.Contains(c.Blocked, "is here again as user/") {
		t.Errorf("revoked again, and %s: %s", c.State, c.Blocked)
	}
}
