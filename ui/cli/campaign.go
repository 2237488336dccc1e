package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/ui/fields"
	"github.com/tuar-dev/tuar/ui/widget"
	"github.com/tuar-dev/tuar/ui/words"
)

func (s *session) campaignCommand() *cobra.Command {
	return s.family("campaign", `tuar campaign new --name "Q4 access review" --due 14d
tuar campaign list
tuar campaign open q4`,
		"Make, open, follow and close campaigns", s.campaignNewCommand(), s.campaignListCommand(), s.campaignShowCommand(),
		s.campaignEditCommand(), s.campaignOpenCommand(), s.campaignAssignCommand(), s.campaignFallbackCommand(), s.campaignDueCommand(),
		s.campaignReopenCommand(), s.campaignVoidCommand(), s.campaignRemindCommand(), s.campaignPlanCommand(), s.campaignCloseCommand(),
		s.campaignImportCommand(), s.campaignCompareCommand())
}

func (s *session) campaignListCommand() *cobra.Command {
	var query string
	c := &cobra.Command{
		Use:   "list",
		Short: "List the campaigns, the newest first, then earlier reviews that were imported",
		Example: `tuar campaign list
tuar campaign list --filter 'state:open reviewer:me'
tuar campaign list --json | jq -r '.[] | select(.state == "open") | .id'`,
		Args: takes(0, 0, ""),
		RunE: s.eachList(func(ctx context.Context, w *review.Workspace, _ []string) (answer, error) {
			list, err := w.ListCampaigns(ctx)
			if err != nil {
				return answer{}, err
			}
			imports, err := w.ListImports(ctx)
			for _, i := range imports {
				list = append(list, i.Summary())
			}
			if err == nil {
				list, err = filtered(ctx, w, query, fields.Campaigns, list)
			}
			return answered(orEmpty(list), func(p *printer) {
				if len(list) == 0 && query != "" {
					p.linef("no campaign passes the filter")
					return
				}
				if len(list) == 0 {
					p.linef("there is no campaign yet")
					p.next(`tuar campaign new --name "…"`)
					return
				}
				p.campaigns(list)
			}, err)
		}),
	}
	filterFlag(c, &query, fields.Campaigns(nil))
	return c
}

func (s *session) campaignShowCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "show CAMPAIGN",
		Short: "Say how a campaign stands, reviewer by reviewer",
		Long:  "show says how a campaign stands. A campaign is named by its id, the beginning of it, or its name; so is an earlier review that was imported.",
		Example: `tuar campaign show q4
tuar campaign show q4 --json`,
		Args:              takes(1, 1, "one campaign"),
		ValidArgsFunction: s.campaignArgument(),
		RunE: s.each(func(ctx context.Context, w *review.Workspace, args []string) (answer, error) {
			shown, err := show(ctx, w, args[0])
			if fault.KindOf(err) == fault.BadInput {
				if made, none := w.Import(ctx, args[0]); none == nil {
					return importedReview(made), nil
				}
			}
			return answered(shown, func(p *printer) {
				p.campaign(shown, w.Now())
				p.step(w.Next(ctx, shown.ID))
			}, err)
		}),
	}
}

// shownCampaign is a campaign with its reviewers' progress.
type shownCampaign struct {
	campaign.Summary
	Instructions string                     `json:"instructions"`
	CopiedFrom   string                     `json:"copied_from"`
	AllowedStale string                     `json:"allowed_stale"`
	Assignments  []shareProgress            `json:"shares"`
	Second       []campaign.Second          `json:"second,omitempty"`    // of a draft
	Statement    string                     `json:"statement"`           // with which it was closed
	ClosedBy     string                     `json:"closed_by,omitempty"` // empty as long as it is not
	Known        string                     `json:"known,omitempty"`     // how that person is known, in words
	DueMoves     []campaign.MovedDue        `json:"due_moves,omitempty"`
	Superseded   []campaign.SignedStatement `json:"superseded,omitempty"` // sign-offs of assignments that were reopened
	Reassigned   []reassignment             `json:"reassignments,omitempty"`
	AssignedBy   string                     `json:"assigned_by,omitempty"` // rules of assignment; empty if reviewers got items by the split alone
}

// shareProgress is the progress of a reviewer.
type shareProgress struct {
	Reviewer  string  `json:"reviewer"`
	Rule      string  `json:"rule,omitempty"` // of a draft: by which the reviewer would get the items; see campaign.Assignment
	Items     int     `json:"items"`
	Decided   int     `json:"decided"`
	PerHour   int     `json:"per_hour,omitempty"`  // rows decided in an hour of activity; 0 if that is not known
	LastAt    *string `json:"last_at"`             // of the last decision or sign-off
	Late      int     `json:"days_late,omitempty"` // since the due date, without a sign-off
	SignedAt  *string `json:"signed_at"`
	Statement string  `json:"statement"`
	Known     string  `json:"known,omitempty"` // how the person who signed off is known, in words

	Reminders []shownReminder `json:"reminders,omitempty"`
}

// shownReminder is a reminder for a reviewer, on record. By webhook it was accepted by that; else it was made.
type shownReminder struct {
	At     *string                 `json:"at"`
	Kind   campaign.ReminderKind   `json:"kind"`
	Left   int                     `json:"left"`
	Method campaign.ReminderMethod `json:"method"`
	By     string                  `json:"by"`
}

// reassignment is rows that were handed over from one reviewer to another.
type reassignment struct {
	From   string  `json:"from"`
	To     string  `json:"to"`
	Rows   int     `json:"rows"`
	Until  string  `json:"until,omitempty"` // YYYY-MM-DD, the last day
	Back   bool    `json:"back,omitempty"`  // they went back after that day
	By     string  `json:"by"`
	At     *string `json:"at"`
	Reason string  `json:"reason"`
}

func show(ctx context.Context, w *review.Workspace, id string) (shownCampaign, error) {
	summary, err := w.Campaign(ctx, id)
	if err != nil {
		return shownCampaign{}, err
	}
	plan, err := w.CampaignPlan(ctx, summary.ID)
	if err != nil {
		return shownCampaign{}, err
	}
	out := shownCampaign{Summary: summary, Instructions: plan.Instructions, CopiedFrom: plan.CopiedFrom, Assignments: []shareProgress{}, AssignedBy: plan.AssignedBy()}
	if summary.State == campaign.Draft {
		out.Second, out.Summary.Disagreement = plan.Second, plan.Disagreement
		preview, err := w.PreviewCampaign(ctx, plan)
		if fault.KindOf(err) == fault.NotConnected {
			return out, nil // without a sync there are no assignments
		}
		for _, assignment := range preview.Assignments {
			out.Assignments = append(out.Assignments, shareProgress{Reviewer: assignment.Reviewer, Rule: assignment.Rule, Items: len(assignment.Items)})
		}
		return out, err
	}
	sheet, err := w.Sheet(ctx, summary.ID)
	if err != nil && summary.State == campaign.Closed && fault.KindOf(err) == fault.Refused {
		return out, nil // it was withdrawn as a draft
	}
	if err != nil {
		return shownCampaign{}, err
	}
	out.AllowedStale, out.DueMoves = sheet.AllowedStale, campaign.Moved(sheet.DueMoves)
	out.Superseded = campaign.Statements(sheet.Superseded, nil, nil)
	for _, h := range sheet.Handovers {
		if h.From != "" {
			out.Reassigned = append(out.Reassigned, reassignment{h.From, h.To, h.Items, h.Until, h.Back, h.By, stamp(&h.At), h.Reason})
		}
	}
	if sheet.Closing != nil {
		out.Statement, out.ClosedBy, out.Known = sheet.Closing.Statement, sheet.Closing.By, sheet.Closing.Known.String()
	}
	progress, err := w.Progress(ctx, summary.ID)
	for _, one := range progress {
		out.Assignments = append(out.Assignments, progressOf(sheet, one))
	}
	return out, err
}

func progressOf(sheet *campaign.Sheet, one campaign.Progress) shareProgress {
	out := shareProgress{Reviewer: one.Reviewer, Items: one.Items, Decided: one.Decided, PerHour: one.PerHour, LastAt: stamp(&one.LastAt), Late: one.Late}
	if s := one.Signed; s != nil {
		out.SignedAt, out.Statement, out.Known = stamp(&s.At), s.Statement, s.Known.String()
	}
	for _, r := range sheet.Reminders {
		if sheet.People.Same(r.To, one.Reviewer) {
			out.Reminders = append(out.Reminders, shownReminder{stamp(&r.At), r.Kind, r.Left, r.Method, r.By})
		}
	}
	return out
}

// campaign writes how a campaign stands.
func (p *printer) campaign(c shownCampaign, now time.Time) {
	p.linef("%s %s", p.bold(c.Name), p.dim(c.ID))
	state := styledText(p.clean(c.State))
	if c.Overdue {
		state += ", " + p.bad("overdue")
	}
	p.fact("state", "%s, due %s", state, c.Due)
	for _, m := range c.DueMoves {
		p.fact("due date", "%s", m.String())
	}
	p.fact("scope", "%s", c.Scope)
	if c.Apply != campaign.AtClose {
		p.fact("carried out", "%s: what was decided may be carried out before the campaign is closed", c.Apply)
	}
	if c.SecondRows > 0 {
		p.fact("second stage", "%s; if both disagree: %s", count(c.SecondRows, "row"), c.Disagreement.Words())
	}
	for _, one := range c.Second {
		p.fact("second stage", "%s: rows of %s", one.Reviewer, one.Scope)
	}
	p.undecidedRule(c.UndecidedRule, c.Fallback)
	if c.Population != "" {
		p.fact("population", "%s", population.Short(c.Population))
	}
	if c.Roster != "" {
		p.fact("roster", "%.12s, imported %s, which is %s", c.Roster, moment(c.RosterAt), widget.Ago(c.RosterAt, now))
	}
	if c.AllowedStale != "" {
		p.fact("opened although", "%s", c.AllowedStale)
	}
	if c.State == campaign.Draft {
		p.fact("items", "%d, if it were opened now", c.Items)
	} else {
		p.fact("decided", "%d of %d: %s", c.Decided, c.Items, c.Tally())
	}
	if c.CopiedFrom != "" {
		p.fact("copied from", "%s", c.CopiedFrom)
	}
	if c.Statement != "" {
		p.fact("closed with", "%s", c.Statement)
	}
	if c.ClosedBy != "" {
		p.fact("closed by", "%s (%s)", c.ClosedBy, c.Known)
	}
	for _, s := range c.Superseded {
		p.fact("reopened", "the sign-off of %s is %s", s.By, s.Standing())
	}
	if c.AssignedBy != "" {
		p.fact("assigned by", "%s", c.AssignedBy)
	}
	for _, h := range c.Reassigned {
		p.reassigned(h)
	}
	if c.Instructions != "" {
		p.linef("%s", p.dim("instructions"))
		p.text("  ", c.Instructions)
	}
	if len(c.Assignments) > 0 {
		p.gap()
		p.assignments(byReviewer(c.Assignments))
	}
}

// byReviewer adds up the assignments that a reviewer of a draft would get by several rules.
func byReviewer(assignments []shareProgress) (sums []shareProgress) {
	for _, a := range assignments {
		same := func(b shareProgress) bool { return person.Same(a.Reviewer, b.Reviewer) }
		if i := slices.IndexFunc(sums, same); i >= 0 {
			sums[i].Items += a.Items
		} else {
			sums = append(sums, a)
		}
	}
	return sums
}

func (p *printer) reassigned(h reassignment) {
	if h.Back {
		p.fact("went back", "%s from %s to %s", words.Count(h.Rows, "row"), h.From, h.To)
		return
	}
	until := ""
	if h.Until != "" {
		until = " until " + h.Until
	}
	p.fact("reassigned", "%s from %s to %s%s by %s: %s", words.Count(h.Rows, "row"), h.From, h.To, until, h.By, h.Reason)
}

func (p *printer) assignments(assignments []shareProgress) {
	rows := make([][]string, len(assignments))
	for i, assignment := range assignments {
		signed, last, pace := "not yet", "never", "-"
		if assignment.SignedAt != nil {
			signed, _, _ = strings.Cut(*assignment.SignedAt, "T")
		} else if assignment.Late > 0 {
			signed = words.Count(assignment.Late, "day") + " late"
		}
		if assignment.LastAt != nil {
			last, _, _ = strings.Cut(*assignment.LastAt, "T")
		}
		if assignment.PerHour > 0 {
			pace = fmt.Sprint(assignment.PerHour)
		}
		rows[i] = []string{
			assignment.Reviewer, fmt.Sprint(assignment.Items), fmt.Sprint(assignment.Decided), pace, last, signed,
			assignment.remindedText(), assignment.Known, assignment.Statement,
		}
	}
	columns := []column{
		{name: "reviewer"},
		{name: "items", right: true},
		{name: "decided", right: true},
		{name: "per hour", right: true},
		{name: "last"},
		{name: "signed off", keep: true},
		{name: "reminded"},
		{name: "known by"},
		{name: "statement"},
	}
	if at := 6; !slices.ContainsFunc(assignments, func(a shareProgress) bool { return len(a.Reminders) > 0 }) {
		columns = slices.Delete(columns, at, at+1)
		for i := range rows {
			rows[i] = slices.Delete(rows[i], at, at+1)
		}
	}
	p.table(columns, rows)
}

// remindedText returns how often the reviewer was reminded, and the day and the method of the last time.
func (a shareProgress) remindedText() string {
	if len(a.Reminders) == 0 {
		return ""
	}
	last := a.Reminders[len(a.Reminders)-1]
	on, _, _ := strings.Cut(*last.At, "T")
	return fmt.Sprintf("%d, last %s by %s", len(a.Reminders), on, last.Method)
}

// onlyOpen returns the id of the only open campaign.
func onlyOpen(ctx context.Context, w *review.Workspace) (string, error) {
	list, err := w.ListCampaigns(ctx)
	if err != nil {
		return "", err
	}
	var open []string
	for _, c := range list {
		if c.State == campaign.Open {
			open = append(open, c.ID)
		}
	}
	switch len(open) {
	case 1:
		return open[0], nil
	case 0:
		return "", fault.New(fault.Refused, "no campaign is open").WithHint("see them with: tuar campaign list; make one with: tuar campaign new")
	}
	return "", usagef("%d campaigns are open", len(open)).WithHint("name one of %s", strings.Join(slices.Sorted(slices.Values(open)), ", "))
}
