package demo

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
)

// History runs a review a quarter ago, and then lets the quarter pass.
func (d *World) History(ctx context.Context) error {
	reviewers := []string{d.Admin(), d.colleague()}
	left := d.holder("Playbook Author")
	first, err := d.Open(ctx, d.Admin())
	if err != nil {
		return err
	}
	if err := d.employ(ctx, first); err != nil {
		return err
	}
	w, id, err := d.openedCampaign(ctx, reviewers)
	if err != nil {
		return err
	}
	if _, err := w.ShareDesk(ctx, "", true, "the demo plays several people on one machine"); err != nil {
		return err
	}
	if err := d.rules(ctx); err != nil {
		return err
	}
	if err := errors.Join(d.appoint(ctx, w), d.charge(ctx, w)); err != nil {
		return err
	}
	for _, reviewer := range reviewers {
		d.clock.pass(26 * time.Hour)
		theirs, err := d.Open(ctx, reviewer)
		if err != nil {
			return err
		}
		if err := d.decideAs(ctx, theirs, id, -1, left); err != nil {
			return err
		}
		if _, err := theirs.SignOff(ctx, id, ""); err != nil {
			return err
		}
	}
	d.clock.pass(24 * time.Hour)
	if _, err := w.CloseCampaign(ctx, id, ""); err != nil {
		return err
	}
	for range 2 {
		d.clock.pass(7 * 24 * time.Hour)
		d.torq.Advance(d.clock.Now().Sub(d.torq.Now()))
		if err := d.checkMappings(ctx); err != nil {
			return err
		}
	}
	d.torq.AdvanceQuarter()
	d.passed = true
	if err := reconfigure(d.torq.Workspace); err != nil {
		return err
	}
	d.clock.pass(d.torq.Now().Sub(d.clock.Now()))
	return d.events(ctx)
}

// Present begins this quarter's review, with the first rows decided, one active elevation and one request.
func (d *World) Present(ctx context.Context) error {
	d.clock.pass(quarter)
	w, id, err := d.openedCampaign(ctx, []string{d.Admin(), d.colleague()})
	if err != nil {
		return err
	}
	if err := d.decideAs(ctx, w, id, 18, ""); err != nil {
		return err
	}
	return errors.Join(d.talk(ctx, w, id), d.lent(ctx))
}

// openedCampaign syncs and opens a campaign over everything, due in two weeks.
func (d *World) openedCampaign(ctx context.Context, reviewers []string) (*review.Workspace, string, error) {
	now := d.clock.Now()
	return d.opened(ctx, campaign.Plan{
		Name: campaignName(now), Due: now.UTC().Truncate(24*time.Hour).AddDate(0, 0, 14), Reviewers: reviewers,
		Instructions: "Certify what is needed for today's work. When in doubt, ask the person's manager, or abstain and say why.",
	})
}

// opened syncs and opens a campaign.
func (d *World) opened(ctx context.Context, plan campaign.Plan) (*review.Workspace, string, error) {
	w, err := d.Open(ctx, d.Admin())
	if err != nil {
		return nil, "", err
	}
	if _, err := w.Sync(ctx, review.SyncOptions{}); err != nil {
		return nil, "", err
	}
	made, err := w.NewCampaign(ctx, plan)
	if err != nil {
		return nil, "", err
	}
	_, err = w.OpenCampaign(ctx, made.ID, false)
	return w, made.ID, err
}

// decideAs decides rows assigned to the actor, at most that many; all of them if most is negative. Rows with a hint
// are decided one by one, the others together. The row of the address left is not decided.
func (d *World) decideAs(ctx context.Context, w *review.Workspace, id string, most int, left string) error {
	sheet, err := w.Sheet(ctx, id)
	if err != nil {
		return err
	}
	leavers := d.torq.Leavers()
	var together []campaign.Choice
	for _, row := range sheet.Rows {
		if row.Reviewer != sheet.Actor.Email || row.Own || left != "" && row.Kind == access.User && row.Email == left {
			continue
		}
		if most == 0 {
			break
		}
		most--
		choice := opinion(sheet, row, leavers)
		if most < 0 && !row.Flagged() {
			together = append(together, choice)
			continue
		}
		choice.DwellMS = 2000 + int64(len(row.Item)*37+len(row.Email)*211+len(row.Hints)*1700)
		d.clock.pass(time.Duration(choice.DwellMS) * time.Millisecond)
		if _, err := w.Decide(ctx, id, []campaign.Choice{choice}); err != nil {
			return err
		}
	}
	if len(together) == 0 {
		return nil
	}
	_, err = w.Decide(ctx, id, together)
	return err
}

// opinion returns what the demo's reviewers decide on a row.
func opinion(sheet *campaign.Sheet, row campaign.SheetRow, leavers []string) campaign.Choice {
	c := campaign.Choice{Item: row.Item, Verdict: campaign.Certify}
	smaller, exchange := smallerRole(sheet, row)
	switch {
	case row.Kind == access.User && slices.Contains(leavers, row.Email), row.HasLeft():
		c.Verdict, c.Reason = campaign.Revoke, "left the company"
	case row.Has(access.Shadowed):
		c.Verdict, c.Reason = campaign.Revoke, "has no effect, an earlier mapping comes first"
	case row.Has(access.UnusedRole):
		c.Verdict, c.Reason = campaign.Revoke, "no one holds it"
	case row.Has(access.NeverMatched):
		c.Verdict, c.Reason = campaign.Abstain, "asked who made it"
	case row.Has(access.KeyNeverUsed):
		c.Verdict, c.Reason = campaign.Revoke, "not used"
	case row.Has(access.Pending), row.Has(access.RoleUnknown):
		c.Verdict, c.Reason = campaign.Abstain, "asked their manager"
	case row.Kind == access.User && row.Role == "Contributor" && row.Has(access.Dormant) && sheet.PreviousName == "":
		c.Until, c.Reason = sheet.OpenedAt.AddDate(0, 1, 0).Format(time.DateOnly), "hands over to a colleague until then"
	case row.Privileged && row.Has(access.Dormant) && smaller != "":
		c.Verdict, c.ToRole, c.Reason = exchange, smaller, "role too strong for the work done"
	case row.Flagged():
		c.Reason = "needed for current duties"
	}
	return c
}

// smallerRole returns the ID of the role Viewer and the verdict of giving it instead of the row's role; both are empty
// if that is not possible.
func smallerRole(sheet *campaign.Sheet, row campaign.SheetRow) (string, campaign.Verdict) {
	for _, role := range sheet.Roles {
		if role.Name != "Viewer" || role.ID == row.RoleID {
			continue
		}
		if verdict, _ := campaign.Exchange(sheet.Rules, row.Row, role); verdict != "" {
			return role.ID, verdict
		}
	}
	return "", ""
}
