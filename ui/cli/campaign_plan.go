package cli

import (
	"context"
	"fmt"
	"regexp"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/calendar"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/settings"
)

func (s *session) campaignPlanCommand() *cobra.Command {
	c := s.family("plan", `tuar campaign plan add --every quarter --due 14d --like q4
tuar campaign plan list`,
		"Plan campaigns that recur", s.planAddCommand(), s.planListCommand(), s.planRemoveCommand())
	c.Long = `plan has tuar make a campaign like another one in every period: as a draft, or opened at once. Plans are the setting
campaigns.plans, which only an owner changes, and the record keeps them. tuar watch makes the campaigns, one for each period,
whichever machine is first; tuar schedule install has this machine do that every minute. Where a campaign was not opened on
its day, tuar check says so and exits with 14.`
	return c
}

func (s *session) planAddCommand() *cobra.Command {
	var plan settings.Plan
	var every, opens, due string
	var draft bool
	c := &cobra.Command{
		Use:   "add --every PERIOD --like CAMPAIGN [flags]",
		Short: "Show a plan, ask, and add it",
		Long: `add plans a campaign for every month, quarter, half-year or year, with the scope, the reviewers and the rules of another one
as they are when it is made. Its name is that of the period and of the plan, such as "Q1 2027 access review". It opens on the
first day from Monday to Friday of each period (holidays are not known), or on a date such as 2027-01-15 and on the same day
of each later period. All days are in UTC. The current period has one only if its day is still to come, or today.`,
		Example: `tuar campaign plan add --every quarter --opens first-working-day --due 14d --like q4 --open
tuar campaign plan add --name "key review" --every year --opens 2027-03-15 --due 3w --like keys`,
		Args: takes(0, 0, ""),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, _ []string) (answer, error) {
			var err error
			if plan.Due, err = dueDays(due); err != nil {
				return answer{}, err
			}
			plan.Every, plan.Opens = calendar.Every(every), calendar.Opening(opens)
			return s.planAdd(ctx, w, plan)
		}),
	}
	c.Flags().StringVar(&plan.Name, "name", "access review", "what its campaigns are called, after the period")
	c.Flags().StringVar(&every, "every", "", "the `period`: month, quarter, half-year or year; needed")
	c.Flags().StringVar(&opens, "opens", string(calendar.FirstWorkingDay), "the `day` of each period: first-working-day, or the first date")
	c.Flags().StringVar(&due, "due", "14d", "due so long after opening, in `days` or weeks (14d, 2w)")
	c.Flags().StringVar(&plan.Like, "like", "", "the `campaign` to copy; needed")
	c.Flags().BoolVar(&plan.Open, "open", false, "open each campaign on its day")
	c.Flags().BoolVar(&draft, "draft", false, "make a draft, which a person opens (default)")
	c.MarkFlagsMutuallyExclusive("open", "draft")
	lengths := make([]string, len(calendar.Lengths))
	for i, e := range calendar.Lengths {
		lengths[i] = string(e)
	}
	complete(c, "every", lengths...)
	complete(c, "opens", string(calendar.FirstWorkingDay))
	return c
}

var daysForm = regexp.MustCompile(`^([0-9]{1,3})([dw])$`)

// dueDays reads a number of days such as 14d or 2w.
func dueDays(text string) (int, error) {
	m := daysForm.FindStringSubmatch(text)
	if m == nil {
		return 0, usagef("%q is no number of days", text).WithHint("write it such as 14d or 2w")
	}
	n, err := strconv.Atoi(m[1])
	if m[2] == "w" {
		n *= 7
	}
	return n, err
}

// planRow is a plan, for programs.
type planRow struct {
	Name  string           `json:"name"`
	Every calendar.Every   `json:"every"`
	Opens calendar.Opening `json:"opens"`
	From  string           `json:"from"`
	Due   int              `json:"due_days"`
	Like  string           `json:"like"`
	Open  bool             `json:"open"`

	Next     string `json:"next"` // the name of the next campaign
	NextDay  string `json:"next_opens"`
	Last     string `json:"last"` // the name of the last one that was to be made; empty for none
	LastDay  string `json:"last_opens"`
	LastID   string `json:"last_id"`
	LastSays string `json:"last_state"` // of the campaign; missing if it is not made
}

func planOf(r campaign.PlanRow) planRow {
	row := planRow{
		Name: r.Name, Every: r.Every, Opens: r.Opens, From: r.From, Due: r.Due, Like: r.Like, Open: r.Open,
		Next: r.Next.Title, NextDay: r.Next.Opens.Format(campaign.DateLayout),
	}
	if r.Last != nil {
		row.Last, row.LastDay, row.LastID, row.LastSays = r.Last.Title, r.Last.Opens.Format(campaign.DateLayout), r.Last.ID, string(r.Last.State)
		if r.Last.State == "" {
			row.LastID, row.LastSays = "", "missing"
		}
	}
	return row
}

func (s *session) planAdd(ctx context.Context, w *review.Workspace, plan settings.Plan) (answer, error) {
	if plan.Every == "" {
		return answer{}, usagef("the plan needs a period").WithHint("name it with --every %s", settings.Periods())
	}
	row, preview, err := w.PreviewPlan(ctx, plan)
	if err != nil {
		return answer{}, err
	}
	p := s.aside()
	p.recurring(row)
	p.fact("now", "%s with %s, if it were opened now", count(preview.Items, "item"), count(len(preview.Reviewers), "reviewer"))
	if err := s.confirm(ctx, "Add this plan?"); err != nil {
		return answer{}, err
	}
	made, err := w.AddPlan(ctx, row.Plan)
	if err != nil {
		return answer{}, err
	}
	return answered(planOf(row), func(p *printer) {
		for _, one := range made.Proposed {
			p.proposed(one)
		}
		if len(made.Changed) > 0 {
			p.hang(p.good("planned:"), "%s opens on %s", row.Next.Title, day(row.Next.Opens))
			p.next("tuar schedule install")
		}
	}, nil)
}

// recurring describes a plan of campaigns that recur.
func (p *printer) recurring(r campaign.PlanRow) {
	p.linef("%s", p.bold(r.Name))
	what := "made as a draft, which a person opens"
	if r.Open {
		what = "opened"
	}
	p.fact("every", "%s, on %s, %s; due %s later", r.Every, openingText(r.Plan), what, count(r.Due, "day"))
	p.fact("like", "%s", r.Like)
	if r.Last != nil {
		state := string(r.Last.State)
		switch {
		case r.Last.Withdrawn:
			state = "withdrawn"
		case state == "":
			state = "not made yet"
		}
		p.fact("last", "%s on %s: %s", r.Last.Title, day(r.Last.Opens), state)
	}
	p.fact("next", "%s on %s", r.Next.Title, r.Next.Opens.Format("Monday, 2 January 2006"))
}

// openingText says on which day of a period its campaign opens.
func openingText(plan settings.Plan) string {
	if plan.Opens == calendar.FirstWorkingDay {
		return "the first working day"
	}
	return fmt.Sprintf("the day of %s, as from %s", plan.Every, plan.Opens)
}

func (s *session) planListCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "List the plans, each with its last and its next campaign",
		Example: "tuar campaign plan list",
		Args:    takes(0, 0, ""),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, _ []string) (answer, error) {
			plans, err := w.ListPlans(ctx)
			rows := make([]planRow, len(plans))
			for i, r := range plans {
				rows[i] = planOf(r)
			}
			return answered(rows, func(p *printer) {
				for i, r := range plans {
					if i > 0 {
						p.gap()
					}
					p.recurring(r)
				}
				if len(plans) == 0 {
					p.linef("there is no plan yet")
					p.next("tuar campaign plan add --every quarter --like CAMPAIGN")
				}
			}, err)
		}),
	}
}

func (s *session) planRemoveCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "remove NAME",
		Short: "Remove a plan; the campaigns that it made stay",
		Long: `remove takes a plan out of the settings. The campaigns that it made stay as they are. It loosens a guard: where there are two
owners or more, it takes effect when another owner approves it.`,
		Example: `tuar campaign plan remove "access review"`,
		Args:    takes(1, 1, "the name of one plan"),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, args []string) (answer, error) {
			if err := s.confirm(ctx, "Remove the plan "+args[0]+"?"); err != nil {
				return answer{}, err
			}
			made, err := w.RemovePlan(ctx, args[0])
			changed, err := changedSettings(made, err)
			return answered(changed.json, func(p *printer) {
				for _, one := range made.Proposed {
					p.proposed(one)
				}
				if len(made.Changed) > 0 {
					p.hang(p.good("removed:"), "the plan %s; its campaigns stay", args[0])
				}
			}, err)
		}),
	}
}
