package cli

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/scope"
	"github.com/tuar-dev/tuar/ui/widget"
	"github.com/tuar-dev/tuar/ui/words"
)

func (s *session) campaignNewCommand() *cobra.Command {
	var n newCampaign
	c := &cobra.Command{
		Use:   "new --name NAME [flags]",
		Short: "Make a campaign, and see what it would hold",
		Long: `new makes the draft of a campaign and says how many items it would hold. Opening it freezes the population; until then it
can be looked at and thrown away.

A --scope is "all" or an expression over these names:

` + scopeNames() + `
Items are assigned in this order: by the first --assign whose expression selects the item and whose reviewer does not hold
it; then among the reviewers by --split: evenly in turn (round-robin), all holders of a role together (role), or to the
manager of the holder (manager). --fallback is the reviewer for items on which none of these may decide, or for which no
manager is known.
`,
		Example: `tuar campaign new --name "Q4 access review" --due 14d
tuar campaign new --name "Privileged" --scope 'privileged || kind == "key"' --reviewer a@example.com --reviewer b@example.com
tuar campaign new --name "Q4" --assign 'role == "Owner"=p.lang@example.com' --reviewer a@example.com --fallback b@example.com
tuar campaign new --name "Q1 access review" --from q4 --open`,
		Args: takes(0, 0, ""),
		RunE: func(c *cobra.Command, args []string) error {
			if s.several {
				return s.campaignNewSeveral(c.Context(), n)
			}
			return s.run(func(ctx context.Context, w *review.Workspace, _ []string) (answer, error) {
				return s.campaignNew(ctx, w, n)
			})(c, args)
		},
	}
	n.planFlags(c)
	c.Flags().StringVar(&n.plan.CopiedFrom, "from", "", "duplicate this `campaign`; other flags override what it says")
	c.Flags().BoolVar(&n.open, "open", false, "open it at once; cannot be undone")
	c.Flags().BoolVar(&n.allowStale, "allow-stale", false, "with --open: although the last sync is old or failed")
	return c
}

// planFlags adds the flags of what a campaign plans.
func (n *newCampaign) planFlags(c *cobra.Command) {
	c.Flags().StringVar(&n.plan.Name, "name", "", "what it is called")
	c.Flags().StringVar(&n.plan.Scope, "scope", "", "what is reviewed: an `expression` (default \"all\")")
	c.Flags().StringSliceVar(&n.kinds, "kinds", nil, "of which `kinds` of items: user, key, mapping (SSO claim mappings), role (custom roles); separated by commas (default all)")
	c.Flags().StringVar(&n.due, "due", "", "until when, as a `date` (2026-12-31) or from now (14d, 2w) (default 14d)")
	c.Flags().StringArrayVar(&n.plan.Reviewers, "reviewer", nil, "who decides, as an `email` address; repeatable (default: you)")
	c.Flags().StringVar((*string)(&n.plan.Split), "split", "", "how items are assigned: round-robin, role or manager (default round-robin)")
	c.Flags().StringArrayVar(&n.assign, "assign", nil, "a `rule` that comes before the split, as EXPRESSION=EMAIL; repeatable, the first that fits counts")
	c.Flags().StringVar((*string)(&n.plan.Apply), "apply", "", "from when on decisions may be carried out: at-close, at-signoff (each assignment after its sign-off) or at-once (default at-close)")
	c.Flags().StringVar(&n.plan.Instructions, "instructions", "", "a `text` for the reviewers")
	n.stageFlags(c)
	complete(c, "apply", string(campaign.AtClose), string(campaign.AtSignoff), string(campaign.AtOnce))
	complete(c, "kinds", kindNames()...)
	complete(c, "split", string(campaign.RoundRobin), string(campaign.ByRole), string(campaign.ByManager))
}

// newCampaign holds the flags of campaign new.
type newCampaign struct {
	plan             campaign.Plan
	due              string
	kinds            []string
	second           []string // SCOPE=EMAIL
	assign           []string // rules of assignment
	open, allowStale bool
}

func (s *session) campaignNew(ctx context.Context, w *review.Workspace, n newCampaign) (answer, error) {
	if err := s.checkNew(&n); err != nil {
		return answer{}, err
	}
	preview, err := n.prepare(ctx, w)
	if err != nil {
		return answer{}, err
	}
	s.aside().preview(preview, w.Now())
	if n.open {
		if err := s.confirm(ctx, "Open "+n.plan.Name+" with "+count(preview.Items, "item")+"?"); err != nil {
			return answer{}, err
		}
	}
	made, err := w.NewCampaign(ctx, n.plan)
	if err != nil {
		return answer{}, err
	}
	p := s.aside()
	p.hang(p.good("made:"), "%s, a draft with %s, due %s", made.ID, count(made.Items, "item"), made.Due)
	if n.open {
		if made, err = w.OpenCampaign(ctx, made.ID, n.allowStale); err != nil {
			return answer{}, err
		}
		p.hang(p.good("opened:"), "%s", made.ID)
	}
	return answer{made, func(p *printer) {
		if n.open {
			p.step(w.Next(ctx, made.ID))
			return
		}
		p.next("tuar campaign open " + made.ID)
	}}, nil
}

// checkNew checks the flags by themselves, and whether opening can be confirmed.
func (s *session) checkNew(n *newCampaign) (err error) {
	if err := n.check(); err != nil {
		return err
	}
	if n.plan.Assign, err = parseRules(n.assign); err != nil || !n.open {
		return err
	}
	return s.canConfirm()
}

// prepare completes the plan for a workspace, and returns what the campaign would hold there, or why it cannot be.
func (n *newCampaign) prepare(ctx context.Context, w *review.Workspace) (campaign.Preview, error) {
	if err := n.complete(ctx, w, time.Now()); err != nil {
		return campaign.Preview{}, err
	}
	preview, err := w.PreviewCampaign(ctx, n.plan)
	if err == nil && n.open {
		err = n.canOpen(preview)
	}
	if err == nil {
		err = nameItems(ctx, w, preview.OwnAccess)
	}
	if err == nil {
		err = nameItems(ctx, w, preview.SecondAlone)
	}
	return preview, err
}

// check checks the flags by themselves.
func (n *newCampaign) check() error {
	if err := n.stages(); err != nil {
		return err
	}
	if strings.TrimSpace(n.plan.Name) == "" {
		return usagef("the campaign needs a name").WithHint(`for example: tuar campaign new --name "Q4 access review"; or fill in the form of the app: tuar`)
	}
	n.plan.Kinds = nil
	for _, kind := range n.kinds {
		n.plan.Kinds = append(n.plan.Kinds, access.Kind(kind))
	}
	if n.plan.Split != "" && !slices.Contains(campaign.Splits, n.plan.Split) {
		return usagef("%q is not a way to assign items", n.plan.Split).WithHint("use round-robin, role or manager")
	}
	if n.plan.Fallback != "" {
		if err := checkEmail(n.plan.Fallback); err != nil {
			return err
		}
	}
	for i, reviewer := range n.plan.Reviewers {
		if err := checkEmail(reviewer); err != nil {
			return err
		}
		if person.In(n.plan.Reviewers[:i], reviewer) {
			return usagef("reviewer %s is named twice", reviewer)
		}
	}
	return nil
}

// parseRules reads rules of assignment. A single empty one stands for none.
func parseRules(texts []string) (rules []campaign.AssignRule, err error) {
	if len(texts) == 1 && texts[0] == "" {
		return nil, nil
	}
	for _, text := range texts {
		r, err := campaign.ParseAssignRule(text)
		if err != nil {
			return nil, err
		}
		rules = append(rules, r)
	}
	return rules, nil
}

// canOpen returns the reason why the campaign could not be opened, so that no draft is left behind.
func (n newCampaign) canOpen(v campaign.Preview) error {
	switch {
	case v.Stale != "" && !n.allowStale:
		return fault.New(fault.Refused, "%s", v.Stale).WithHint("take a new one with: tuar sync; or open on the old one with: --allow-stale")
	case v.Items == 0:
		return fault.New(fault.Refused, "the scope %s selects nothing from the last population", n.plan.Scope).WithHint("give another --scope")
	case len(v.SecondAlone) > 0:
		return fault.New(fault.Refused, "%s", secondMissing(len(v.SecondAlone))).
			WithHint("name another second reviewer with --second SCOPE=EMAIL, or a --fallback reviewer")
	}
	return nil
}

// complete fills in values that the flags omit, from the duplicated campaign or else by default.
func (n *newCampaign) complete(ctx context.Context, w *review.Workspace, now time.Time) error {
	if n.plan.CopiedFrom != "" {
		from, err := w.Campaign(ctx, n.plan.CopiedFrom)
		if err != nil {
			return err
		}
		old, err := w.CampaignPlan(ctx, from.ID)
		if err != nil {
			return err
		}
		n.plan.CopiedFrom = from.ID
		n.plan.Scope = cmp.Or(n.plan.Scope, old.Scope)
		if len(n.kinds) == 0 {
			n.plan.Kinds = old.Kinds
		}
		n.plan.Instructions = cmp.Or(n.plan.Instructions, old.Instructions)
		n.plan.Split, n.plan.Apply = cmp.Or(n.plan.Split, old.Split), cmp.Or(n.plan.Apply, old.Apply)
		n.copyStages(old)
		if len(n.plan.Reviewers) == 0 {
			n.plan.Reviewers = old.Reviewers
		}
		if len(n.assign) == 0 {
			n.plan.Assign = old.Assign
		}
		n.plan.Fallback = cmp.Or(n.plan.Fallback, old.Fallback)
	}
	n.plan.Scope = cmp.Or(n.plan.Scope, scope.All)
	n.plan.Split = cmp.Or(n.plan.Split, campaign.RoundRobin)
	actor, err := w.Actor(ctx) // creating a campaign needs a known user
	if err != nil {
		return err
	}
	if len(n.plan.Reviewers) == 0 {
		n.plan.Reviewers = []string{actor.Email}
	}
	due, err := campaign.ParseDue(cmp.Or(n.due, "14d"), now)
	n.plan.Due = due
	return err
}

// nameItems replaces the ids of items by their names in the last population.
func nameItems(ctx context.Context, w *review.Workspace, items []string) error {
	view, err := w.Access(ctx)
	if err != nil {
		return err
	}
	for i, item := range items {
		if at := slices.IndexFunc(view.Rows, func(r access.Row) bool { return r.Item == item }); at >= 0 {
			items[i] = view.Rows[at].Title()
		}
	}
	return nil
}

// preview writes what a campaign would hold.
func (p *printer) preview(v campaign.Preview, now time.Time) {
	p.fact("in scope", "%s: %s, %s, %s, %s; %d privileged, %d with a hint", count(v.Items, "item"), count(v.Users, "user"), count(v.Keys, "API key"),
		count(v.Mappings, "claim mapping"), count(v.Roles, "custom role"), v.Privileged, v.Flagged)
	for _, kind := range v.LeftOut {
		p.fact("left out", "%s, as --kinds says", kind.Plural())
	}
	p.fact("as of", "%s", moment(v.TakenAt))
	if !v.RosterAt.IsZero() {
		p.fact("roster", "of %s, %s", moment(v.RosterAt), widget.Ago(v.RosterAt, now))
	}
	for _, assignment := range v.Assignments {
		p.fact("assignment", "%s", words.Assigned(assignment))
	}
	p.stages(v)
	if len(v.OwnAccess) > 0 {
		p.hang(p.warn("note:"), "no reviewer may decide on %s, since it is their own access: %s",
			count(len(v.OwnAccess), "item"), strings.Join(v.OwnAccess, ", "))
		p.hang("     ", "name a second reviewer, or a --fallback, or hand them over later with: tuar campaign assign")
	}
	for _, kind := range v.UnreadKinds {
		p.linef("%s this key could not read %s, so none is in scope", p.warn("note:"), kind.Plural())
	}
	for _, doubt := range v.Doubts {
		p.hang(p.warn("note:"), "%s", doubt)
	}
	if v.Items == 0 {
		p.hang(p.warn("note:"), "the scope selects nothing; as it is, the campaign cannot be opened")
	}
	if v.Stale != "" {
		p.hang(p.warn("note:"), "%s; opening needs a new sync, or --allow-stale", v.Stale)
	}
}
