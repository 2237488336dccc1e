package campaign

import (
	"cmp"
	"context"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/advice"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/scope"
	"github.com/tuar-dev/tuar/review/settings"
)

// Preview describes the campaign that opening would create now.
type Preview struct {
	Items       int
	Users       int
	Keys        int
	Mappings    int
	Roles       int
	LeftOut     []access.Kind // that the plan leaves out
	UnreadKinds []access.Kind // of the plan that the key could not read
	Privileged  int
	Flagged     int
	OwnAccess   []string // items assigned to their own holder because there is no other reviewer
	Assignments []Assignment
	Reviewers   []string // of the assignments and second stages, each person once
	Population  string
	TakenAt     time.Time
	Unread      []string  // resources the key could not read, and which are therefore in no scope
	RosterAt    time.Time // when the roster was imported; zero without one
	Stale       string    // why opening now would need AllowStale; empty if it does not
	Doubts      []string  // what in the plan may not be what was meant, each as a sentence; see doubts

	Second       []Assignment // the second stages, by their reviewer
	SecondAlone  []string     // items that a scope selects for a second stage, and on which no other person may decide
	Disagreement Disagreement
	Undecided    UndecidedRule // nothing if empty
	Fallback     string
}

// PreviewCampaign counts what the plan's scope selects from the last population. The plan needs no name yet.
func (s *Service) PreviewCampaign(ctx context.Context, plan Plan) (Preview, error) {
	if err := plan.completeKinds(); err != nil {
		return Preview{}, err
	}
	rows, view, err := s.inScope(ctx, plan)
	if err != nil {
		return Preview{}, err
	}
	stale, err := s.stale(ctx)
	if err != nil {
		return Preview{}, err
	}
	p := Preview{Items: len(rows), Population: view.Population, TakenAt: view.TakenAt, Stale: stale}
	if view.People != nil {
		p.RosterAt = view.People.ImportedAt
	}
	if err := plan.checkStages(); err != nil {
		return Preview{}, err
	}
	pairs, err := s.assign(ctx, rows, plan, view)
	if err != nil {
		return Preview{}, err
	}
	p.Assignments, p.Second, p.SecondAlone = pairs.first, pairs.second, pairs.alone
	if p.Doubts, err = s.doubts(ctx, plan, pairs.first, view); err != nil {
		return Preview{}, err
	}
	p.Disagreement, p.Undecided, p.Fallback = plan.Disagreement, plan.Undecided, plan.Fallback
	for _, g := range view.Gaps {
		p.Unread = append(p.Unread, g.Resource)
	}
	p.LeftOut = plan.LeavesOut()
	p.UnreadKinds = slices.DeleteFunc(access.Unread(&population.Population{Gaps: view.Gaps}), func(k access.Kind) bool { return !slices.Contains(plan.Kinds, k) })
	byItem := make(map[string]access.Row, len(rows))
	for _, r := range rows {
		byItem[r.Item] = r
		switch r.Kind {
		case access.User:
			p.Users++
		case access.Key:
			p.Keys++
		case access.Mapping:
			p.Mappings++
		case access.Role:
			p.Roles++
		}
		if r.Privileged {
			p.Privileged++
		}
		if r.Flagged() {
			p.Flagged++
		}
	}
	return p, s.core.Read(ctx, func() error {
		for _, one := range slices.Concat(p.Assignments, p.Second) {
			if !s.core.People().In(p.Reviewers, one.Reviewer) {
				p.Reviewers = append(p.Reviewers, one.Reviewer)
			}
		}
		for _, one := range p.Assignments {
			for _, item := range one.Items {
				if s.core.People().Like(byItem[item].Email, one.Reviewer) != person.None {
					p.OwnAccess = append(p.OwnAccess, item)
				}
			}
		}
		return nil
	})
}

// assign divides rows of the view as the plan says.
func (s *Service) assign(ctx context.Context, rows []access.Row, plan Plan, view AccessView) (pairs *pairing, err error) {
	manager, err := s.managing(ctx, plan, view)
	if err != nil {
		return nil, err
	}
	err = s.core.Read(ctx, func() error { pairs, err = s.pairs(rows, plan, view, manager); return err })
	return pairs, err
}

// pairs divides rows of the view, and gives them second reviewers. Use it within core.Read or core.Append.
func (s *Service) pairs(rows []access.Row, plan Plan, view AccessView, manager func(access.Row) string) (*pairing, error) {
	first, err := Assign(s.core.People(), rows, plan, view.TakenAt, view.advise(), manager)
	if err != nil {
		return nil, err
	}
	return pair(s.core.People(), rows, first, plan, view.TakenAt, view.advise())
}

// managing returns the manager of a row's holder if that person may review, for a plan that assigns by manager. It is to
// be called within core.Read or core.Append.
func (s *Service) managing(ctx context.Context, plan Plan, view AccessView) (func(access.Row) string, error) {
	if plan.Split != ByManager {
		return nil, nil
	}
	if view.People == nil {
		return nil, fault.New(fault.Refused, "items cannot be assigned by manager: this workspace has no roster").
			WithHint("import one with: %s; or use round-robin or role", fault.ImportRoster.With("FILE.csv"))
	}
	verified, err := s.verified(ctx)
	if err != nil {
		return nil, err
	}
	return func(row access.Row) string {
		email := row.OfRoster().Manager
		if email == "" {
			return ""
		}
		_, listed := s.core.People().Find(email)
		if !listed && !verified[s.core.People().Key(email)] && !s.inDomains(email) || isAuditor(s.core.Rights(), email) {
			return ""
		}
		return email
	}, nil
}

// inScope returns the rows of the last population that the plan's kinds and scope select.
func (s *Service) inScope(ctx context.Context, plan Plan) ([]access.Row, AccessView, error) {
	if _, err := scope.Parse(plan.Scope); err != nil {
		return nil, AccessView{}, err
	}
	view, err := s.lookup.lastingAccess(ctx)
	if err != nil {
		return nil, AccessView{}, err
	}
	rows, err := plan.selects(view.Rows, view.TakenAt, view.advise())
	return rows, view, err
}

// selects returns the rows of the plan's kinds in its scope, and those that the next review must include in any case.
func (p Plan) selects(rows []access.Row, now time.Time, advise scope.Advise) ([]access.Row, error) {
	parsed, err := scope.Parse(p.Scope)
	if err != nil {
		return nil, err
	}
	in, err := parsed.Advised(advise).Select(p.ofKinds(rows), now)
	if err != nil {
		return nil, err
	}
	chosen := make(map[string]bool, len(in))
	for i := range in {
		chosen[in[i].Item] = true
	}
	added := false
	for i := range rows {
		if rows[i].MustReview() && !chosen[rows[i].Item] {
			in, added = append(in, rows[i]), true
		}
	}
	if added {
		slices.SortFunc(in, func(a, b access.Row) int { return strings.Compare(a.Item, b.Item) })
	}
	return in, nil
}

// stale returns the reason why the last population is not fit to open a campaign on; empty if it is fit.
func (s *Service) stale(ctx context.Context) (string, error) {
	chosen, err := s.core.Settings(ctx)
	if err != nil {
		return "", err
	}
	limit := time.Duration(chosen.Rules.StaleHours) * time.Hour
	why := ""
	err = s.core.Read(ctx, func() error {
		syncs := s.core.Syncs()
		switch last := syncs.Last(); {
		case syncs.Failure != nil:
			why = "the last sync failed: " + syncs.Failure.Reason
		case last != nil && s.core.Now().Sub(last.At) > limit:
			why = "the population is from " + last.At.UTC().Format("2 Jan 2006 15:04 UTC") + ", older than " + settings.WholeHours(limit)
		}
		return nil
	})
	return why, err
}

// NewCampaign records a draft. The summary previews the number of items. A campaign of a series has the series as its id,
// if no other campaign has it.
func (s *Service) NewCampaign(ctx context.Context, plan Plan) (Summary, error) {
	actor, err := s.core.Actor(ctx)
	if err != nil {
		return Summary{}, err
	}
	if err := s.checkPlan(ctx, &plan); err != nil {
		return Summary{}, err
	}
	id := cmp.Or(plan.Series, Slug(plan.Name)+"-"+core.RandomHex(2))
	_, err = s.core.Append(ctx, func() ([]record.Entry, error) {
		for _, taken := s.book.Get(id); taken; _, taken = s.book.Get(id) {
			id = Slug(plan.Name) + "-" + core.RandomHex(4)
		}
		return []record.Entry{{Type: TypeCreated, Actor: actor, Data: plan.data(id)}}, nil
	})
	if err != nil {
		return Summary{}, err
	}
	return s.Campaign(ctx, id)
}

// checkPlan completes a plan, and refuses one that cannot be.
func (s *Service) checkPlan(ctx context.Context, plan *Plan) error {
	if err := plan.check(); err != nil {
		return err
	}
	if err := s.core.Read(ctx, func() error {
		for i, r := range plan.Reviewers {
			if s.core.People().In(plan.Reviewers[:i], r) {
				return fault.New(fault.BadInput, "reviewer %s is named twice", r)
			}
		}
		return s.mayReview(plan.named())
	}); err != nil {
		return err
	}
	if _, _, err := s.inScope(ctx, *plan); err != nil {
		return err
	}
	return s.knowsNamed(ctx, *plan)
}

// mayReview refuses reviewers who are auditors. Use it within core.Read or core.Append.
func (s *Service) mayReview(reviewers []string) error {
	for _, r := range reviewers {
		if isAuditor(s.core.Rights(), r) {
			return fault.New(fault.Refused, "%s is an auditor; an auditor cannot review", r)
		}
	}
	return nil
}

// seriesForm is the form of the key of a series, as NewSeries makes it.
var seriesForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// NewSeries returns a key for the campaigns of several workspaces that are made under that name.
func NewSeries(name string) string { return Slug(name) + "-" + core.RandomHex(4) }

func (plan *Plan) check() error {
	plan.Name, plan.Instructions = strings.TrimSpace(plan.Name), strings.TrimSpace(plan.Instructions)
	name, instructions := utf8.RuneCountInString(plan.Name), utf8.RuneCountInString(plan.Instructions)
	switch {
	case name > 200 || instructions > 4000:
		return fault.New(fault.BadInput, "the campaign's name may have 200 characters and its instructions 4000, not %d and %d", name, instructions)
	case plan.Name == "":
		return fault.New(fault.BadInput, "the campaign needs a name").WithHint("for example: %s", fault.Again(`--name "Q4 access review"`))
	case len(plan.Reviewers) == 0:
		return fault.New(fault.BadInput, "the campaign needs a reviewer").WithHint("name one or more with %s", fault.Again("--reviewer EMAIL"))
	case plan.Due.IsZero():
		return fault.New(fault.BadInput, "the campaign needs a due date").
			WithHint("for example: %s, or %s", fault.Again("--due 2026-12-31"), fault.Again("--due 14d"))
	}
	if plan.Apply == "" {
		plan.Apply = AtClose
	}
	if plan.Series != "" && !seriesForm.MatchString(plan.Series) {
		return fault.New(fault.BadInput, "%q cannot be the key of a series: use small letters, digits and dashes", plan.Series)
	}
	if !slices.Contains(Applies, plan.Apply) {
		return fault.New(fault.BadInput, "%q does not say when decisions may be carried out", plan.Apply).WithHint("use at-close, at-signoff or at-once")
	}
	if plan.Lapse != "" && !slices.Contains(LapseRules, plan.Lapse) {
		return fault.New(fault.BadInput, "%q does not say what becomes of access that was certified until a day", plan.Lapse).WithHint("use nothing or revoke")
	}
	if plan.Split == "" {
		plan.Split = RoundRobin
	}
	for _, r := range plan.Reviewers {
		if err := person.Check(r); err != nil {
			return err
		}
	}
	if plan.Scope == "" {
		plan.Scope = scope.All
	}
	if err := plan.completeKinds(); err != nil {
		return err
	}
	if err := plan.checkAssigning(); err != nil {
		return err
	}
	return plan.checkStages()
}

// OpenCampaign freezes the last population under the draft. A population that is stale, or a connection in error, is
// refused unless allowStale is set, which the record keeps with the reason. The population is reconciled with Torq's
// audit log first, if the key may read that.
func (s *Service) OpenCampaign(ctx context.Context, id string, allowStale bool) (Summary, error) {
	actor, err := s.core.Actor(ctx)
	if err != nil {
		return Summary{}, err
	}
	plan, id, err := s.plan(ctx, id)
	if err != nil {
		return Summary{}, err
	}
	stale, err := s.stale(ctx)
	if err != nil {
		return Summary{}, err
	}
	if stale != "" && !allowStale {
		return Summary{}, fault.New(fault.Refused, "%s", stale).
			WithHint("take a new one with: %s; or open on the old one with: %s", fault.Sync.With(), fault.Again("--allow-stale"))
	}
	marks, before, err := s.hints.Reconcile(ctx)
	if err != nil {
		return Summary{}, err
	}
	view, err := s.lookup.access(ctx, func(string) (access.Marks, error) { return marks, nil })
	if err != nil {
		return Summary{}, err
	}
	rows, err := plan.selects(view.Rows, view.TakenAt, view.advise())
	if err != nil {
		return Summary{}, err
	}
	if len(rows) == 0 {
		return Summary{}, fault.New(fault.Refused, "the scope %s selects nothing from the last population", plan.Scope).
			WithHint("make a campaign with another scope")
	}
	chosen, err := s.core.Settings(ctx)
	if err != nil {
		return Summary{}, err
	}
	chosen.Rules.PrivilegedScopes = append([]string{}, chosen.Rules.PrivilegedScopes...) // the record has no null
	data := Opened{
		Campaign: id, Population: view.Population, Kinds: plan.Kinds, Rules: chosen.Rules, AllowedStale: stale, Apply: plan.Apply,
		Marked: Marked(view.Marks), Hints: access.NewestEdition, Holders: holdersOf(rows),
		Disagreement: plan.Disagreement, Undecided: plan.Undecided, Fallback: plan.Fallback, Lapse: plan.Lapse,
		AdviceRules: advice.Version, Advised: view.advised(rows),
	}
	if view.People != nil {
		data.Roster = view.People.Name
	}
	if len(view.Memory) > 0 {
		data.Previous = view.Memory[0].Campaign
	}
	if err := s.knowsNamed(ctx, plan); err != nil {
		return Summary{}, err
	}
	manager, err := s.managing(ctx, plan, view)
	if err != nil {
		return Summary{}, err
	}
	if len(plan.Assign) > 0 || plan.Fallback != "" || plan.Split == ByManager {
		data.Split, data.Assign, data.Fallback = plan.Split, plan.Assign, plan.Fallback
	}
	_, err = s.core.Append(ctx, func() ([]record.Entry, error) {
		if err := s.mayReview(plan.named()); err != nil {
			return nil, err
		}
		pairs, err := s.pairs(rows, plan, view, manager)
		if err != nil {
			return nil, err
		}
		if err := pairs.refuses(); err != nil {
			return nil, err
		}
		data.Assignments, data.Second = pairs.first, pairs.second
		c, _ := s.book.Get(id)
		if c.State != Draft {
			return nil, fault.New(fault.Refused, "campaign %s is %s already", id, c.State)
		}
		data.Settings = s.core.Base().Rules.InForce()
		if err := c.mayManage(actor); err != nil {
			return nil, err
		}
		return append(before, record.Entry{Type: TypeOpened, Actor: actor, Data: data}), nil
	})
	if err != nil {
		return Summary{}, err
	}
	return s.Campaign(ctx, id)
}

// holdersOf returns the addresses of those whose access the rows are, by item.
func holdersOf(rows []access.Row) map[string]string {
	holders := make(map[string]string, len(rows))
	for i := range rows {
		if rows[i].Email != "" {
			holders[rows[i].Item] = rows[i].Email
		}
	}
	return holders
}
