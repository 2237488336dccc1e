package demo

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/comment"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/noting"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/roster"
)

// lately is how long all takes besides the quarter: the review before it with the checks that follow, and the last days.
const lately = 24 * 24 * time.Hour

// employ imports the roster as the personnel system exports it now.
func (d *World) employ(ctx context.Context, w *review.Workspace) error {
	folder, err := os.MkdirTemp("", "tuar-demo-roster-")
	if err != nil {
		return fault.New(fault.Failed, "there is no room for the roster: %w", err)
	}
	defer os.RemoveAll(folder)
	path, err := d.writeRoster(folder)
	if err != nil {
		return err
	}
	read, err := w.ReadRoster(ctx, path, roster.Options{})
	if err != nil {
		return err
	}
	_, err = w.ImportRoster(ctx, read)
	return err
}

// charge notes who is responsible for some API keys. One of them is to be reviewed every month, and was not.
func (d *World) charge(ctx context.Context, w *review.Workspace) error {
	for _, n := range []struct{ key, owner, purpose, every string }{
		{"access-report", d.titled(auditorTitle), "lists who has access, for the auditors", "1y"},
		{"dashboard", d.titled(managerTitle), "shows open cases on the wall of the SOC", "1mo"},
		{"tuar access review", d.Admin(), "reads and changes access for these reviews", ""},
	} {
		item, err := w.FindItem(ctx, n.key)
		if err != nil {
			return err
		}
		if _, _, err := w.SetNote(ctx, item, noting.Change{Owner: &n.owner, Purpose: &n.purpose, Every: &n.every}); err != nil {
			return err
		}
	}
	return nil
}

// checkMappings reviews the claim mappings alone, as the company does each week: what did not change is carried forward.
func (d *World) checkMappings(ctx context.Context) error {
	w, id, err := d.opened(ctx, campaign.Plan{
		Name: "Claim mappings " + d.clock.Now().Format("2 Jan 2006"), Kinds: []access.Kind{access.Mapping}, Reviewers: []string{d.Admin()},
		Due: d.clock.Now().UTC().Truncate(24*time.Hour).AddDate(0, 0, 7),
	})
	if err != nil {
		return err
	}
	sheet, err := w.Sheet(ctx, id)
	if err != nil {
		return err
	}
	var choices []campaign.Choice
	for _, row := range sheet.Rows {
		switch {
		case row.Own:
		case row.Carry:
			choices = append(choices, campaign.Choice{Item: row.Item, Verdict: campaign.Certify, Reason: "as last time", Carried: true})
		default:
			choices = append(choices, opinion(sheet, row, nil))
		}
	}
	if _, err := w.Decide(ctx, id, choices); err != nil {
		return err
	}
	if _, err := w.SignOff(ctx, id, ""); err != nil {
		return err
	}
	_, err = w.CloseCampaign(ctx, id, "")
	return err
}

// events lets happen what the next review should find: the last days before it.
func (d *World) events(ctx context.Context) error {
	w, err := d.Open(ctx, d.Admin())
	if err != nil {
		return err
	}
	if err := d.employ(ctx, w); err != nil {
		return err
	}
	if _, err := w.Sync(ctx, review.SyncOptions{}); err != nil {
		return err
	}
	p, err := w.ProposeBaseline(ctx, "")
	if err != nil {
		return err
	}
	if _, err := w.SaveBaseline(ctx, p); err != nil {
		return err
	}
	if err := d.drift(ctx); err != nil {
		return err
	}
	desk, err := d.local(ctx, w, "Service Desk")
	if err != nil {
		return err
	}
	imitated := imitate(d.titled(managerTitle))
	err = errors.Join(
		d.torq.SetRoleBy(desk, desk, "Owner"), // who may write users may do so
		d.torq.Invite(imitated, "Viewer"),
		d.torq.SignIn(imitated),
	)
	rest := time.Since(d.clock.Now())
	d.torq.Advance(rest)
	d.clock.pass(rest)
	return err
}

// imitate returns the address with its first a, e or o replaced by the Cyrillic letter that looks like it.
func imitate(email string) string {
	at := strings.IndexAny(email, "aeo") // each has an o, in example.com
	return email[:at] + map[byte]string{'a': "\u0430", 'e': "\u0435", 'o': "\u043e"}[email[at]] + email[at+1:]
}

// drift runs an elevation in which an owner gives the person another role, so that it does not end with the one they had.
func (d *World) drift(ctx context.Context) error {
	who, err := d.borrowers(ctx)
	if err != nil {
		return err
	}
	row, err := d.ask(ctx, who[1], elevation.Request{Role: "Contributor", For: time.Hour, Reason: "repair the ticket integration", Ticket: "OPS-4690"})
	if err != nil {
		return err
	}
	approver, err := d.Open(ctx, d.approver())
	if err != nil {
		return err
	}
	if given, err := approver.ApproveElevation(ctx, row.ID, 0); err != nil || given.Pending != nil {
		return errors.Join(err, given.Pending)
	}
	d.torq.Advance(25 * time.Minute)
	d.clock.pass(25 * time.Minute)
	if err := d.torq.SetRole(who[1], "Creator"); err != nil {
		return err
	}
	if approver, err = d.Open(ctx, d.approver()); err != nil { // with a new budget of requests to Torq
		return err
	}
	_, err = approver.EndElevation(ctx, row.ID, "the integration works again")
	return err
}

// holder returns the e-mail address of the first user at work who holds a role.
func (d *World) holder(role string) string {
	for _, p := range d.torq.People() {
		if held, ok := d.torq.RoleOf(p.Email); ok && held == role && p.Left.IsZero() && !p.Contractor {
			return p.Email
		}
	}
	return ""
}

// local returns the e-mail address of the first user with a role who does not sign in by SSO.
func (d *World) local(ctx context.Context, w *review.Workspace, role string) (string, error) {
	view, err := w.Access(ctx)
	if err != nil {
		return "", err
	}
	i := slices.IndexFunc(view.Rows, func(r access.Row) bool {
		return r.Kind == access.User && r.Role == role && !r.SSO && r.Status == population.StatusVerified && !r.HasLeft()
	})
	if i < 0 {
		return "", fault.New(fault.Failed, "no user of the simulated workspace with the role %s signs in without SSO", role)
	}
	return view.Rows[i].Email, nil
}

// talk leaves a question for the admin on a row, another row postponed, and a hint dismissed.
func (d *World) talk(ctx context.Context, w *review.Workspace, id string) error {
	sheet, err := w.Sheet(ctx, id)
	if err != nil {
		return err
	}
	find := func(fits func(campaign.SheetRow) bool) string {
		if i := slices.IndexFunc(sheet.Rows, fits); i >= 0 {
			return sheet.Rows[i].Item
		}
		return ""
	}
	open := func(r campaign.SheetRow, by string) bool {
		return r.Reviewer == by && !r.Own && r.Decision.Verdict == campaign.Undecided
	}
	asked := find(func(r campaign.SheetRow) bool { return r.Kind == access.Key && open(r, d.colleague()) })
	later := find(func(r campaign.SheetRow) bool { return r.Has(access.OffRoster) && open(r, d.Admin()) })
	known := find(func(r campaign.SheetRow) bool { return r.Has(access.External) && r.Kind == access.User && !r.Own })
	colleague, err := d.Open(ctx, d.colleague())
	if err != nil {
		return err
	}
	now := d.clock.Now().UTC()
	day := func(n int) string { return now.AddDate(0, 0, n).Format(time.DateOnly) }
	if _, err = colleague.Comment(ctx, id, asked, comment.Draft{
		Text: "Is this key still used after the move to the new SIEM?", Ask: d.Admin(),
	}); err != nil {
		return err
	}
	if _, err = w.Postpone(ctx, id, campaign.Delay{
		Items: []string{later}, Until: day(4), Ask: d.titled(managerTitle), Reason: "asked who works under this address",
	}); err != nil {
		return err
	}
	_, err = w.DismissHint(ctx, known, access.External, "the contract with the company was checked this month", day(60))
	return err
}
