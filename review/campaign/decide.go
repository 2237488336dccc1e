package campaign

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/reason"
	"github.com/tuar-dev/tuar/review/record"
)

// Choice is a decision to be recorded.
type Choice struct {
	Item    string
	Verdict Verdict
	ToRole  string   // role ID, for Reduce and Move
	Scopes  []string // for Reduce of a custom role, in place of ToRole: the permissions that it keeps
	Reason  string
	DwellMS int64
	Bulk    int  // how many rows were decided by the same act; 0 if by the act that records it
	Carried bool // carried forward from the previous campaign
	// Stage is SecondStage to decide in the place of a second reviewer. Else the stage is that of the actor, or the first.
	Stage Stage
	Until string // YYYY-MM-DD, for Certify: the last day for which it holds; empty if it has none
}

// Basis holds the facts that choices are checked against: the frozen population of the campaign, and the previous
// campaign.
type Basis struct {
	Rows  map[string]access.Row // by item
	Roles []population.Role
	Now   time.Time       // of the act; zero if no choice depends on it
	Carry map[string]bool // items certified last time, unchanged since and of low risk: they may be carried forward
}

// Decide turns choices made in one act into entries for the journal, or returns the problems with each as *Rejected.
// batch names the act.
func (c *Campaign) Decide(basis Basis, actor record.Actor, choices []Choice, batch string) ([]record.Entry, error) {
	if err := c.mayReview(actor); err != nil {
		return nil, err
	}
	if len(choices) == 0 {
		return nil, fault.New(fault.BadInput, "no item was named to decide on")
	}
	var rejected Rejected
	entries := make([]record.Entry, 0, len(choices))
	seen := make(map[string]bool, len(choices))
	for i, choice := range choices {
		bulk := cmp.Or(choice.Bulk, len(choices))
		err := c.check(basis, actor, choice, bulk)
		if err == nil && seen[choice.Item] {
			err = fault.New(fault.BadInput, "%s is decided twice in one go", choice.Item)
		}
		seen[choice.Item] = true
		if err != nil {
			rejected.Problems = append(rejected.Problems, Problem{i, choice.Item, err})
			continue
		}
		data := Decided{
			Campaign: c.ID, Item: choice.Item, Decision: choice.Verdict, Reason: strings.TrimSpace(choice.Reason),
			DwellMS: choice.DwellMS, Bulk: bulk, Carried: choice.Carried,
			Hints: basis.Rows[choice.Item].HintNames(), Batch: batch, Until: choice.Until,
		}
		if data.Stage = c.stageFor(choice, actor); data.Stage == SecondStage {
			data.Of = c.In(choice.Item, FirstStage).Line.Hash
		}
		if len(choice.Scopes) > 0 {
			data.Scopes = slices.Sorted(slices.Values(choice.Scopes))
		} else if choice.Verdict == Reduce || choice.Verdict == Move {
			data.ToRole, data.ToRoleName = choice.ToRole, roleName(basis.Roles, choice.ToRole)
		}
		if choice.Verdict == Move {
			data.Gains = basis.gains(choice)
		}
		entries = append(entries, record.Entry{Type: TypeDecided, Actor: actor, Data: data})
	}
	if len(rejected.Problems) > 0 {
		return nil, &rejected
	}
	return entries, nil
}

func (c *Campaign) mayReview(actor record.Actor) error {
	if c.State != Open {
		return c.notOpen()
	}
	if !c.IsReviewer(actor.Email) && !c.manages(c.base.Held(actor.Email), actor.Email) {
		return fault.New(fault.Refused, "%s does not review in %s", actor.Email, c.ID).
			WithHint("its reviewers are %s; hand over items with: %s", strings.Join(c.Reviewers, ", "), fault.Delegate.On(c.ID, "--to", actor.Email, "--reason TEXT"))
	}
	return nil
}

func (c *Campaign) notOpen() error {
	if c.State == Draft {
		return fault.New(fault.Refused, "campaign %s is still a draft", c.ID).
			WithHint("open it with: %s", fault.OpenCampaign.On(c.ID))
	}
	return fault.New(fault.Refused, "campaign %s is %s; nothing in it changes any more", c.ID, c.State)
}

func (c *Campaign) check(basis Basis, actor record.Actor, choice Choice, bulk int) error {
	row, known := basis.Rows[choice.Item]
	if !known || !c.Contains(choice.Item) {
		return fault.New(fault.BadInput, "campaign %s has no item %s", c.ID, choice.Item).
			WithHint("list them with: %s", fault.Export.On(c.ID, "--format csv"))
	}
	title, stage := row.Title(), c.stageFor(choice, actor)
	switch {
	case c.isOf(row, actor.Email):
		return fault.New(fault.Refused, "%s is your own access%s; you cannot decide on it", title, c.people.Like(row.Email, actor.Email).Aside(row.Email, actor.Email)).
			WithHint("hand it to another person with: %s", fault.Delegate.On(c.ID, choice.Item, "--to EMAIL --reason TEXT"))
	case c.lockedIn(choice.Item, stage):
		return fault.New(fault.Refused, "%s is in the assignment that %s signed off; it does not change any more", title, c.reviewerIn(choice.Item, stage))
	case utf8.RuneCountInString(choice.Reason) > reason.Most:
		return fault.New(fault.BadInput, "the reason for %s is longer than %d characters", title, reason.Most)
	}
	if !slices.Contains(Verdicts, choice.Verdict) {
		return fault.New(fault.BadInput, "%q is not a decision", choice.Verdict).WithHint("decisions are certify, reduce, move, revoke and abstain")
	}
	if err := c.checkStage(title, choice, stage, actor); err != nil {
		return err
	}
	if err := c.checkPlace(title, choice, stage, actor); err != nil {
		return err
	}
	if err := c.checkAdvice(row, choice, bulk); err != nil {
		return err
	}
	if err := checkUntil(title, choice, basis.Now); err != nil {
		return err
	}
	switch {
	case choice.Carried:
		return checkCarried(basis, row, choice.Verdict)
	case len(choice.Scopes) > 0 || row.Kind == access.Role && (choice.Verdict == Reduce || choice.Verdict == Move):
		return checkScopes(row, choice)
	case choice.Verdict == Reduce || choice.Verdict == Move:
		return c.checkExchange(basis, row, choice)
	case lacksReason(row, choice, bulk):
		return fault.New(fault.Refused, "%s is %s; certifying it together with others needs a reason of at least three letters or digits",
			title, strings.Join(row.HintNames(), ", "))
	}
	return nil
}

// isOf reports whether deciding on the row may be deciding on that person's own access.
func (c *Campaign) isOf(row access.Row, email string) bool {
	return c.people.Like(row.Email, email) != person.None
}

// stageFor returns the stage that a choice of the actor is about.
func (c *Campaign) stageFor(choice Choice, actor record.Actor) Stage {
	if choice.Stage == SecondStage {
		return SecondStage
	}
	return c.StageOf(choice.Item, actor.Email)
}

// checkStage refuses a choice in the second stage that comes before the first one, or is made by the same person.
func (c *Campaign) checkStage(title string, choice Choice, stage Stage, actor record.Actor) error {
	_, staged := c.second[choice.Item]
	first, second := c.In(choice.Item, FirstStage), c.In(choice.Item, SecondStage)
	switch {
	case stage == SecondStage && !staged:
		return fault.New(fault.BadInput, "%s has no second stage", title)
	case stage == SecondStage && first.Verdict == Undecided:
		return fault.New(fault.Refused, "%s is not decided yet by %s; the second stage comes after the first", title, c.Reviewer(choice.Item))
	case stage == SecondStage && (c.people.Same(first.Reviewer, actor.Email) || c.people.Same(c.Reviewer(choice.Item), actor.Email)),
		stage == FirstStage && second.Verdict != Undecided && c.people.Same(second.Reviewer, actor.Email):
		return fault.New(fault.Refused, "%s needs the decisions of two different people", title)
	case stage == SecondStage && choice.Carried:
		return fault.New(fault.BadInput, "%s is in its second stage; nothing is carried forward there", title)
	}
	return nil
}

// checkPlace refuses a choice about an item that is assigned to another reviewer, unless the actor manages the campaign
// and gives a reason.
func (c *Campaign) checkPlace(title string, choice Choice, stage Stage, actor record.Actor) error {
	to := c.reviewerIn(choice.Item, stage)
	if c.people.Same(to, actor.Email) {
		return nil
	}
	if !c.manages(c.base.Held(actor.Email), actor.Email) {
		return fault.New(fault.Refused, "%s is assigned to %s", title, to).
			WithHint("they can decide it, or hand it over with: %s", fault.Delegate.On(c.ID, choice.Item, "--to EMAIL --reason TEXT"))
	}
	_, err := reason.Check(fmt.Sprintf("%s is assigned to %s: deciding it in their place", title, to), choice.Reason)
	return err
}

func checkCarried(basis Basis, row access.Row, verdict Verdict) error {
	switch {
	case verdict != Certify:
		return fault.New(fault.BadInput, "%s cannot be carried forward with %s; only certifying is", row.Title(), verdict)
	case row.Flagged() || row.Privileged:
		return fault.New(fault.Refused, "%s is %s; it cannot be carried forward unseen", row.Title(), strings.Join(row.HintNames(), ", "))
	case !basis.Carry[row.Item]:
		return fault.New(fault.Refused, "%s was not certified last time, or has changed since; it cannot be carried forward unseen", row.Title())
	}
	return nil
}

func roleName(roles []population.Role, id string) string {
	for _, r := range roles {
		if r.ID == id {
			return r.Name
		}
	}
	return ""
}
