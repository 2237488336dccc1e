package review

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/reconcile"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/scope"
)

// Preview is what a campaign would hold if it were opened now.
type Preview struct {
	Items      int
	Users      int
	Keys       int
	Privileged int
	Flagged    int
	OwnAccess  []string // items that stand in their own holder's share because there is nobody else
	Shares     []campaign.Share
	Population string
	TakenAt    time.Time
	Unread     []string // resources the key could not read, and which are therefore in no scope
	Stale      string   // why opening now would need AllowStale; empty if it does not
}

// PreviewCampaign counts what the plan's scope selects from the last population. The plan needs no name yet.
func (w *Workspace) PreviewCampaign(ctx context.Context, plan campaign.Plan) (Preview, error) {
	rows, view, err := w.inScope(ctx, plan.Scope)
	if err != nil {
		return Preview{}, err
	}
	stale, err := w.stale(ctx)
	if err != nil {
		return Preview{}, err
	}
	p := Preview{
		Items: len(rows), Population: view.Population, TakenAt: view.TakenAt, Stale: stale,
		Shares: campaign.Shares(rows, plan.Reviewers, plan.Split),
	}
	for _, g := range view.Gaps {
		p.Unread = append(p.Unread, g.Resource)
	}
	byItem := make(map[string]access.Row, len(rows))
	for _, r := range rows {
		byItem[r.Item] = r
		switch r.Kind {
		case access.User:
			p.Users++
		case access.Key:
			p.Keys++
		}
		if r.Privileged {
			p.Privileged++
		}
		if r.Flagged() {
			p.Flagged++
		}
	}
	for _, share := range p.Shares {
		for _, item := range share.Items {
			if byItem[item].BelongsTo(share.Reviewer) {
				p.OwnAccess = append(p.OwnAccess, item)
			}
		}
	}
	return p, nil
}

func (w *Workspace) inScope(ctx context.Context, source string) ([]access.Row, AccessView, error) {
	return w.inScopeWith(ctx, source, nil)
}

// inScopeWith is inScope with a reconciliation that is not on record yet.
func (w *Workspace) inScopeWith(ctx context.Context, source string, found *reconcile.Outcome) ([]access.Row, AccessView, error) {
	if _, err := scope.Parse(source); err != nil {
		return nil, AccessView{}, err
	}
	view, err := w.access(ctx, found, true)
	if err != nil {
		return nil, AccessView{}, err
	}
	rows, err := selected(source, view.Rows, view.TakenAt)
	return rows, view, err
}

// selected are the rows in the scope, and those that must be looked at in whatever review comes next.
func selected(source string, rows []access.Row, now time.Time) ([]access.Row, error) {
	s, err := scope.Parse(source)
	if err != nil {
		return nil, err
	}
	in, err := s.Select(rows, now)
	if err != nil {
		return nil, err
	}
	chosen := make(map[string]bool, len(in))
	for i := range in {
		chosen[in[i].Item] = true
	}
	added := false
	for i := range rows {
		if rows[i].Compelling() && !chosen[rows[i].Item] {
			in, added = append(in, rows[i]), true
		}
	}
	if added {
		slices.SortFunc(in, func(a, b access.Row) int { return strings.Compare(a.Item, b.Item) })
	}
	return in, nil
}

// stale says why the last population is not fit to open a campaign on; empty if it is.
func (w *Workspace) stale(ctx context.Context) (string, error) {
	chosen, err := w.Settings(ctx)
	if err != nil {
		return "", err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	s, err := w.fold(ctx)
	if err != nil {
		return "", err
	}
	last := s.syncs.Last()
	limit := time.Duration(chosen.Rules.StaleHours) * time.Hour
	switch {
	case s.syncs.Failure != nil:
		return "the last sync failed: " + s.syncs.Failure.Reason, nil
	case last != nil && w.Now().Sub(last.At) > limit:
		return "the population is from " + last.At.UTC().Format("2 Jan 2006 15:04 UTC") + ", older than " + wholeHours(limit), nil
	}
	return "", nil
}

// NewCampaign records a draft. The summary previews the number of items.
func (w *Workspace) NewCampaign(ctx context.Context, plan campaign.Plan) (campaign.Summary, error) {
	actor, err := w.Actor(ctx)
	if err != nil {
		return campaign.Summary{}, err
	}
	if err := checkPlan(&plan); err != nil {
		return campaign.Summary{}, err
	}
	if _, _, err := w.inScope(ctx, plan.Scope); err != nil {
		return campaign.Summary{}, err
	}
	id := campaign.Slug(plan.Name) + "-" + core.RandomHex(2)
	_, err = w.append(ctx, func(s *state) ([]record.Entry, error) {
		for _, taken := s.book.Get(id); taken; _, taken = s.book.Get(id) {
			id = campaign.Slug(plan.Name) + "-" + core.RandomHex(4)
		}
		data := campaign.Created{
			Campaign: id, Name: plan.Name, Scope: plan.Scope, Due: plan.Due.Format(campaign.DateLayout),
			Instructions: plan.Instructions, Reviewers: plan.Reviewers, Split: plan.Split, Apply: plan.Apply, CopiedFrom: plan.CopiedFrom,
		}
		return []record.Entry{{Type: campaign.TypeCreated, Actor: actor, Data: data}}, nil
	})
	if err != nil {
		return campaign.Summary{}, err
	}
	return w.Campaign(ctx, id)
}

func checkPlan(plan *campaign.Plan) error {
	plan.Name, plan.Instructions = strings.TrimSpace(plan.Name), strings.TrimSpace(plan.Instructions)
	name, instructions := utf8.RuneCountInString(plan.Name), utf8.RuneCountInString(plan.Instructions)
	switch {
	case name > 200 || instructions > 4000:
		return fault.New(fault.BadInput, "the campaign's name may have 200 characters and its instructions 4000, not %d and %d", name, instructions)
	case plan.Name == "":
		return fault.New(fault.BadInput, "the campaign needs a name").WithHint(`for example: --name "Q4 access review"`)
	case len(plan.Reviewers) == 0:
		return fault.New(fault.BadInput, "the campaign needs a reviewer").WithHint("name one or more with --reviewer EMAIL")
	case plan.Due.IsZero():
		return fault.New(fault.BadInput, "the campaign needs a due date").WithHint("for example: --due 2026-12-31, or --due 14d")
	}
	if plan.Apply == "" {
		plan.Apply = campaign.AtClose
	}
	if !slices.Contains(campaign.Applies, plan.Apply) {
		return fault.New(fault.BadInput, "%q does not say when decisions may be carried out", plan.Apply).WithHint("use at-close, at-signoff or at-once")
	}
	if plan.Split == "" {
		plan.Split = campaign.RoundRobin
	}
	if plan.Split != campaign.RoundRobin && plan.Split != campaign.ByRole {
		return fault.New(fault.BadInput, "%q is not a way to share items", plan.Split).WithHint("use round-robin or role")
	}
	for i, r := range plan.Reviewers {
		if err := person.Check(r); err != nil {
			return err
		}
		if person.In(plan.Reviewers[:i], r) {
			return fault.New(fault.BadInput, "reviewer %s is named twice", r)
		}
	}
	if plan.Scope == "" {
		plan.Scope = scope.All
	}
	return nil
}

// OpenCampaign freezes the last population under the draft. A population that is stale, or a connection in error, is
// refused unless allowStale is set, which the record keeps with the reason. The population is reconciled with Torq's audit
// log first, if the key may read that.
func (w *Workspace) OpenCampaign(ctx context.Context, id string, allowStale bool) (campaign.Summary, error) {
	actor, err := w.Actor(ctx)
	if err != nil {
		return campaign.Summary{}, err
	}
	plan, id, err := w.plan(ctx, id)
	if err != nil {
		return campaign.Summary{}, err
	}
	stale, err := w.stale(ctx)
	if err != nil {
		return campaign.Summary{}, err
	}
	if stale != "" && !allowStale {
		return campaign.Summary{}, fault.New(fault.Refused, "%s", stale).
			WithHint("take a new one with: tuar sync; or open on the old one with: --allow-stale")
	}
	found, err := w.reconcileForOpening(ctx)
	if err != nil {
		return campaign.Summary{}, err
	}
	rows, view, err := w.inScopeWith(ctx, plan.Scope, found)
	if err != nil {
		return campaign.Summary{}, err
	}
	if len(rows) == 0 {
		return campaign.Summary{}, fault.New(fault.Refused, "the scope %s selects nothing from the last population", plan.Scope).
			WithHint("make a campaign with another scope")
	}
	chosen, err := w.Settings(ctx)
	if err != nil {
		return campaign.Summary{}, err
	}
	chosen.Rules.PrivilegedScopes = append([]string{}, chosen.Rules.PrivilegedScopes...) // the record has no null
	data := campaign.Opened{
		Campaign: id, Population: view.Population, Rules: chosen.Rules, AllowedStale: stale, Apply: plan.Apply,
		Shares: campaign.Shares(rows, plan.Reviewers, plan.Split), Marked: campaign.Marked(view.Marks),
	}
	if len(view.Memory) > 0 {
		data.Previous = view.Memory[0].Campaign
	}
	var before []record.Entry
	if found != nil {
		before = append(before, w.reconciled(ctx, *found))
	}
	_, err = w.append(ctx, func(s *state) ([]record.Entry, error) {
		c, _ := s.book.Get(id)
		if c.State != campaign.Draft {
			return nil, fault.New(fault.Refused, "campaign %s is %s already", id, c.State)
		}
		return append(before, record.Entry{Type: campaign.TypeOpened, Actor: actor, Data: data}), nil
	})
	if err != nil {
		return campaign.Summary{}, err
	}
	return w.Campaign(ctx, id)
}

// plan is the plan of the campaign that id names, and its full id.
func (w *Workspace) plan(ctx context.Context, id string) (campaign.Plan, string, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	c, err := w.find(ctx, id)
	if err != nil {
		return campaign.Plan{}, "", err
	}
	return c.Plan, c.ID, nil
}

// CampaignPlan is the plan of a campaign, to look at or to duplicate.
func (w *Workspace) CampaignPlan(ctx context.Context, id string) (campaign.Plan, error) {
	plan, _, err := w.plan(ctx, id)
	return plan, err
}

// find is the campaign that id names: its id, an unambiguous beginning of it, or its exact name. The caller holds the
// lock and keeps the result no longer than the lock.
func (w *Workspace) find(ctx context.Context, id string) (*campaign.Campaign, error) {
	s, err := w.fold(ctx)
	if err != nil {
		return nil, err
	}
	return findIn(s.book, id)
}

// findIn is find in a book that is at hand.
func findIn(book *campaign.Book, id string) (*campaign.Campaign, error) {
	var ids, named []string
	for _, c := range book.All() {
		ids = append(ids, c.ID)
		if strings.EqualFold(c.Name, id) {
			named = append(named, c.ID)
		}
	}
	switch {
	case slices.Contains(ids, id): // an id is never another's name
	case len(named) == 1:
		id = named[0]
	case len(named) > 1:
		return nil, fault.New(fault.BadInput, "%d campaigns are named %q: %s", len(named), id, strings.Join(named, ", ")).
			WithHint("name it by its id")
	}
	full, err := core.Resolve("campaign", id, ids)
	if err != nil {
		return nil, err
	}
	c, _ := book.Get(full)
	return c, nil
}

// Campaigns are all campaigns in one row each, the newest first.
func (w *Workspace) Campaigns(ctx context.Context) ([]campaign.Summary, error) {
	w.mu.Lock()
	s, err := w.fold(ctx)
	if err != nil {
		w.mu.Unlock()
		return nil, err
	}
	out := []campaign.Summary{}
	for _, c := range slices.Backward(s.book.All()) {
		out = append(out, c.Summarise(w.Now()))
	}
	w.mu.Unlock()
	w.previewDrafts(ctx, out)
	return out, nil
}

// Campaign is one campaign in one row.
func (w *Workspace) Campaign(ctx context.Context, id string) (campaign.Summary, error) {
	w.mu.Lock()
	c, err := w.find(ctx, id)
	if err != nil {
		w.mu.Unlock()
		return campaign.Summary{}, err
	}
	s := c.Summarise(w.Now())
	w.mu.Unlock()
	one := []campaign.Summary{s}
	w.previewDrafts(ctx, one)
	return one[0], nil
}

// previewDrafts fills in what each draft would hold if it were opened now, as far as that can be told.
func (w *Workspace) previewDrafts(ctx context.Context, all []campaign.Summary) {
	if !slices.ContainsFunc(all, func(s campaign.Summary) bool { return s.State == campaign.Draft }) {
		return
	}
	view, err := w.access(ctx, nil, true)
	if err != nil {
		return
	}
	for i := range all {
		if all[i].State != campaign.Draft {
			continue
		}
		if rows, err := selected(all[i].Scope, view.Rows, w.Now()); err == nil {
			all[i].Items, all[i].Population = len(rows), view.Population
		}
	}
}
