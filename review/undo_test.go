package review_test

import (
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/review/reviewtest"
	"github.com/tuar-dev/tuar/review/rights"
)

const because = "the wrong list was reviewed"

// control is how a check of the evidence comes out.
func (a *aftermath) control(name string) pack.Control {
	a.t.Helper()
	checks, err := a.w.CheckEvidence(a.t.Context(), a.id)
	if err != nil {
		a.t.Fatal(err)
	}
	for _, c := range checks.Checks {
		if c.Name == name {
			return c
		}
	}
	a.t.Fatalf("no check %s", name)
	return pack.Control{}
}

// To give back what was taken away is a decision of those who answer for it, with a reason, and it is an alarm until a
// newer campaign decided about it.
func TestUndoingIsADecision(t *testing.T) {
	t.Parallel()
	a := newDesk(t).aftermath(2, 1, false)
	ctx := t.Context()
	a.tally(a.apply(0, remediation.ApplyOptions{}), map[remediation.State]int{remediation.Corroborated: 3})
	reviewtest.Grant(t, a.w, lead, rights.Owner)
	a.server.Forget()
	for name, c := range map[string]struct {
		who, reason string
		want        fault.Kind
	}{"a reviewer": {sam, because, fault.Refused}, "without a reason": {lead, " ", fault.BadInput}} {
		w := a.open(c.who, creds(a.server.OwnerKey()))
		if _, err := w.ApplyRemediation(ctx, a.id, remediation.ApplyOptions{Undo: true, Reason: c.reason}); fault.KindOf(err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := w.DoneByHand(ctx, a.id, true, []string{a.revoked[0].Item}, c.reason); fault.KindOf(err) != c.want {
			t.Errorf("%s, by hand: %v", name, err)
		}
	}
	a.once(0)
	w := a.open(lead, creds(a.server.OwnerKey()))
	plan, err := w.ApplyRemediation(ctx, a.id, remediation.ApplyOptions{Undo: true, Reason: because})
	check(t, err)
	a.tally(plan, map[remediation.State]int{remediation.Corroborated: 3})
	lines, err := a.w.Journal(ctx)
	check(t, err)
	n := 0
	for _, l := range lines {
		if l.Type == remediation.TypeUndoDecided {
			d, err := record.Decode[remediation.UndoDecidedData](l)
			if check(t, err); d.Reason == because && d.Undo && l.Actor == lead {
				n++
			}
		}
	}
	if n != 3 {
		t.Errorf("%d lines of the decision", n)
	}
	for _, c := range a.plan(false).Changes {
		if c.State != remediation.Undone || !strings.Contains(c.Detail, lead) || !strings.Contains(c.Detail, because) {
			t.Errorf("%s is %s: %s", c.Item, c.State, c.Detail)
		}
	}
	if text := a.attention(); !strings.Contains(text, "3 of 3 changes that were decided were taken back") {
		t.Errorf("check: %q", text)
	}
	if c := a.control("revocations-proven"); c.Result != pack.Fail {
		t.Errorf("evidence: %+v", c)
	}
	for _, r := range a.facts(a.id) {
		if r["undo"] == "false" && !strings.Contains(r["detail"], because) {
			t.Errorf("evidence: %v", r)
		}
	}
	// A newer campaign decides about all of them, also about who has a new account now.
	_, err = a.w.Sync(ctx, review.SyncOptions{})
	check(t, err)
	view, err := a.w.Access(ctx)
	check(t, err)
	var choices []campaign.Choice
	for _, taken := range append(a.revoked, a.reduced...) {
		for _, r := range view.Rows {
			if r.Email == taken.Email && r.Kind == taken.Kind {
				choices = append(choices, campaign.Choice{Item: r.Item, Verdict: campaign.Certify, Reason: "it is right now"})
			}
		}
	}
	a.later("Again", choices[0])
	if text := a.attention(); !strings.Contains(text, "2 of 2 changes that were decided were taken back") {
		t.Errorf("check after one decision: %q", text)
	}
	a.later("And again", choices[1:]...)
	if text := a.attention(); text != "" {
		t.Errorf("all is decided, and yet: %q", text)
	}
	if c := a.control("revocations-proven"); c.Result == pack.Fail {
		t.Errorf("evidence: %+v", c)
	}
	a.checks()
}

// Nobody gives their own access back, however their address is written.
func TestNobodyRestoresTheirOwnAccess(t *testing.T) {
	t.Parallel()
	a := newDesk(t).aftermath(1, 1, false)
	ctx := t.Context()
	a.tally(a.apply(0, remediation.ApplyOptions{}), map[remediation.State]int{remediation.Corroborated: 2})
	own := a.revoked[0]
	reviewtest.Grant(t, a.w, lead, rights.Owner) // two owners, who can give the right to a third
	local, domain, _ := strings.Cut(own.Email, "@")
	for _, as := range []string{own.Email, strings.ToUpper(own.Email), local + "+x@" + domain, strings.Replace(own.Email, "a", "\u0430", 1)} {
		reviewtest.Grant(t, a.w, as, rights.Owner)
		w := a.open(as, creds(a.server.OwnerKey()))
		plan, err := w.PlanRemediation(ctx, a.id, true)
		check(t, err)
		if c := plan.Find(own.Item); c.State != remediation.Blocked || !strings.Contains(c.Blocked, "own access") {
			t.Errorf("%s: %s, %q", as, c.State, c.Blocked)
		}
		if _, err := w.DoneByHand(ctx, a.id, true, []string{own.Item}, because); fault.KindOf(err) != fault.Refused {
			t.Errorf("%s, by hand: %v", as, err)
		}
	}
}

// early opens a campaign whose decisions are carried out at once.
func (d *desk) early(w *review.Workspace) *aftermath {
	d.t.Helper()
	a := &aftermath{desk: d, w: w}
	draft, err := w.NewCampaign(d.t.Context(), campaign.Plan{Name: "Q4", Scope: `kind == "user"`, Due: d.clock.Now().AddDate(0, 0, 14), Reviewers: []string{rita}, Apply: campaign.AtOnce})
	check(d.t, err)
	_, err = w.OpenCampaign(d.t.Context(), draft.ID, false)
	check(d.t, err)
	a.id = draft.ID
	return a
}

// A decision made anew after an undo is carried out as any other.
func TestADecisionAfterAnUndo(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx := t.Context()
	a := d.early(d.synced(rita))
	view, err := a.w.Access(ctx)
	check(t, err)
	var item, lesser string
	for _, r := range view.Rows {
		if r.Role == "Viewer" {
			lesser = r.RoleID
		}
		if r.Role == "Contributor" && !r.SSO && r.Status == "VERIFIED" && strings.HasPrefix(r.Item, "user/") {
			item = r.Item
		}
	}
	reduce := campaign.Choice{Item: item, Verdict: campaign.Reduce, ToRole: lesser, Reason: "less is enough"}
	for round := range 3 {
		decided(t, a.w, a.id, reduce)
		if c := a.plan(false).Find(item); c == nil || !c.Runnable() {
			t.Fatalf("round %d: %+v", round, c)
		}
		a.tally(a.apply(0, remediation.ApplyOptions{}), map[remediation.State]int{remediation.Corroborated: 1})
		if _, err := a.w.Decide(ctx, a.id, []campaign.Choice{{Item: item, Verdict: campaign.Certify}}); fault.KindOf(err) != fault.Refused {
			t.Errorf("round %d: decided otherwise: %v", round, err)
		}
		if text := a.attention(); text != "" {
			t.Errorf("round %d: %q", round, text)
		}
		plan := a.apply(0, remediation.ApplyOptions{Undo: true, Reason: because})
		a.tally(plan, map[remediation.State]int{remediation.Corroborated: 1})
		a.tally(a.plan(false), map[remediation.State]int{remediation.Undone: 1})
		if text := a.attention(); !strings.Contains(text, "1 of 1 changes that were decided were taken back") {
			t.Errorf("round %d: %q", round, text)
		}
		a.clock.Advance(time.Hour)
	}
	decided(t, a.w, a.id, campaign.Choice{Item: item, Verdict: campaign.Certify, Reason: "it is right"})
	if text := a.attention(); text != "" {
		t.Errorf("certified after the undo: %q", text)
	}
	a.checks()
}

// A decision that another machine takes back after it was carried out leaves the change in the plan.
func TestADecisionTakenBackElsewhere(t *testing.T) {
	t.Parallel()
	for _, how := range []string{"undone", "replaced"} {
		t.Run(how, func(t *testing.T) {
			d := newDesk(t)
			ctx := t.Context()
			a := d.early(d.synced(rita))
			sheet, err := a.w.Sheet(ctx, a.id)
			check(t, err)
			gone := row(t, sheet, func(r campaign.SheetRow) bool { return r.Role == "Contributor" && !r.SSO && r.Status == "VERIFIED" })
			decided(t, a.w, a.id, campaign.Choice{Item: gone.Item, Verdict: campaign.Revoke, Reason: "left"})
			a.tally(a.apply(0, remediation.ApplyOptions{}), map[remediation.State]int{remediation.Corroborated: 1})
			sheet, err = a.w.Sheet(ctx, a.id)
			check(t, err)
			line := row(t, sheet, func(r campaign.SheetRow) bool { return r.Item == gone.Item }).Decision.Line.Hash
			by := record.Actor{Email: rita, Assurance: record.Declared}
			if how == "undone" {
				d.write(record.Entry{Type: campaign.TypeUndone, Actor: by, Data: campaign.Undone{Campaign: a.id, Item: gone.Item, Line: line}})
			} else {
				d.write(record.Entry{Type: campaign.TypeDecided, Actor: by, Data: campaign.Decided{Campaign: a.id, Item: gone.Item, Decision: campaign.Certify, Bulk: 1, Hints: []string{}, Batch: "far"}})
			}
			c := a.plan(false).Find(gone.Item)
			if c == nil || !c.Proven() || !strings.Contains(c.Detail, "the decision was") {
				t.Fatalf("%+v", c)
			}
			if text := a.attention(); !strings.Contains(text, "their decision was taken back") {
				t.Errorf("check: %q", text)
			}
			if rows := a.facts(a.id); len(rows) != 1 || !strings.Contains(rows[0]["detail"], "the decision was") {
				t.Errorf("evidence: %v", rows)
			}
			_, err = a.w.CloseCampaign(ctx, a.id, "")
			check(t, err)
			if c := a.control("revocations-proven"); c.Result != pack.Fail {
				t.Errorf("evidence: %+v", c)
			}
			a.tally(a.apply(0, remediation.ApplyOptions{Undo: true, Reason: because}), map[remediation.State]int{remediation.Corroborated: 1})
			if c := a.plan(false).Find(gone.Item); c == nil || c.State != remediation.Undone {
				t.Errorf("%+v", c)
			}
		})
	}
}
