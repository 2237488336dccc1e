package campaign

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
)

// Choice is a decision that somebody wants to record.
type Choice struct {
	Item    string
	Verdict Verdict
	ToRole  string // role ID, for Reduce
	Reason  string
	DwellMS int64
	Carried bool // carried forward from the previous campaign
}

// Problem is why one choice cannot be recorded; Index is its place among the choices.
type Problem struct {
	Index int
	Item  string
	Err   error
}

// Rejected is returned when any choice of an act cannot be recorded; then none is.
type Rejected struct{ Problems []Problem }

func (r *Rejected) Error() string {
	texts := make([]string, len(r.Problems))
	for i, p := range r.Problems {
		texts[i] = p.Err.Error()
	}
	return strings.Join(texts, "\n")
}

// Unwrap makes the faults of the problems reachable; the one that decides the kind comes first: bad input before refusals.
func (r *Rejected) Unwrap() []error {
	errs := make([]error, len(r.Problems))
	for i, p := range r.Problems {
		errs[i] = p.Err
	}
	slices.SortStableFunc(errs, func(a, b error) int { return int(fault.KindOf(a)) - int(fault.KindOf(b)) })
	return errs
}

// Basis is what choices are judged by: the frozen population of the campaign, and the campaign before.
type Basis struct {
	Rows  map[string]access.Row // by item
	Roles []population.Role
	Carry map[string]bool // items certified last time, unchanged since and of low risk: they may be carried forward
}

// Decide turns choices made in one act into entries for the journal, or says what is wrong with each as *Rejected.
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
		err := c.check(basis, actor, choice, len(choices))
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
			DwellMS: choice.DwellMS, Bulk: len(choices), Carried: choice.Carried,
			Hints: basis.Rows[choice.Item].HintNames(), Batch: batch,
		}
		if choice.Verdict == Reduce {
			data.ToRole, data.ToRoleName = choice.ToRole, roleName(basis.Roles, choice.ToRole)
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
	if !c.IsReviewer(actor.Email) {
		return fault.New(fault.Refused, "%s does not review in %s", actor.Email, c.ID).
			WithHint("its reviewers are %s; hand over a share with: tuar campaign delegate %s --to %s", strings.Join(c.Reviewers, ", "), c.ID, actor.Email)
	}
	return nil
}

func (c *Campaign) notOpen() error {
	if c.State == Draft {
		return fault.New(fault.Refused, "campaign %s is still a draft", c.ID).WithHint("open it with: tuar campaign open %s", c.ID)
	}
	return fault.New(fault.Refused, "campaign %s is closed; nothing in it changes any more", c.ID)
}

func (c *Campaign) check(basis Basis, actor record.Actor, choice Choice, bulk int) error {
	row, known := basis.Rows[choice.Item]
	if !known || !c.Contains(choice.Item) {
		return fault.New(fault.BadInput, "campaign %s has no item %s", c.ID, choice.Item).WithHint("list them with: tuar export %s --format csv", c.ID)
	}
	title := row.Title()
	switch {
	case row.BelongsTo(actor.Email):
		return fault.New(fault.Refused, "%s is your own access; nobody decides on their own", title).
			WithHint("hand it to somebody else with: tuar campaign delegate %s %s --to EMAIL", c.ID, choice.Item)
	case c.Locked(choice.Item):
		return fault.New(fault.Refused, "%s is in the share that %s signed off; it does not change any more", title, c.Reviewer(choice.Item))
	}
	switch {
	case !slices.Contains(verdicts, choice.Verdict):
		return fault.New(fault.BadInput, "%q is not a decision", choice.Verdict).WithHint("decisions are certify, reduce, revoke and abstain")
	case choice.Carried:
		return checkCarried(basis, row, choice.Verdict)
	case choice.Verdict == Reduce:
		return checkReduce(c, basis, row, choice.ToRole)
	case choice.Verdict == Certify && bulk > 1 && (row.Privileged || row.Flagged()) && strings.TrimSpace(choice.Reason) == "":
		return fault.New(fault.Refused, "%s is %s; certifying it together with others needs a reason", title, strings.Join(row.HintNames(), ", "))
	}
	return nil
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

func checkReduce(c *Campaign, basis Basis, row access.Row, to string) error {
	i := slices.IndexFunc(basis.Roles, func(r population.Role) bool { return r.ID == to })
	switch {
	case i < 0:
		return fault.New(fault.BadInput, "there is no role %q to reduce %s to", to, row.Title())
	case to == row.RoleID:
		return fault.New(fault.BadInput, "%s already has the role %s", row.Title(), row.Role)
	case !access.Smaller(c.Rules, row.Permissions, basis.Roles[i].Scopes):
		return fault.New(fault.Refused, "%s is not smaller than %s, the role of %s", basis.Roles[i].Name, row.Role, row.Title()).
			WithHint("a review only takes away; grant a stronger role in Torq")
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

// Undo turns the wish to take back the decisions on these items into entries. Only whoever decided takes it back, and
// only before the share is signed off. Without items the actor's last act is taken back, as a whole.
func (c *Campaign) Undo(actor record.Actor, items []string) ([]record.Entry, error) {
	if err := c.mayReview(actor); err != nil {
		return nil, err
	}
	if len(items) == 0 {
		if items = c.lastAct(actor.Email); len(items) == 0 {
			return nil, fault.New(fault.Refused, "there is nothing of yours to undo in %s", c.ID)
		}
	}
	var rejected Rejected
	var entries []record.Entry
	seen := make(map[string]bool, len(items))
	for i, item := range items {
		if seen[item] {
			continue
		}
		seen[item] = true
		d := c.Decision(item)
		if err := c.checkUndo(d, actor); err != nil {
			rejected.Problems = append(rejected.Problems, Problem{i, item, err})
			continue
		}
		entries = append(entries, record.Entry{Type: TypeUndone, Actor: actor, Data: Undone{Campaign: c.ID, Item: item, Line: d.Line.Hash}})
	}
	if len(rejected.Problems) > 0 {
		return nil, &rejected
	}
	return entries, nil
}

func (c *Campaign) checkUndo(d Decision, actor record.Actor) error {
	switch {
	case d.Verdict == Undecided:
		return fault.New(fault.BadInput, "nothing has been decided about %s", d.Item)
	case c.Locked(d.Item):
		return fault.New(fault.Refused, "%s is in the share that %s signed off; it does not change any more", d.Item, c.Reviewer(d.Item))
	case !strings.EqualFold(d.Reviewer, actor.Email):
		return fault.New(fault.Refused, "%s was decided by %s, who alone can take it back", d.Item, d.Reviewer)
	}
	return nil
}

// lastAct returns the items of the actor's newest act that is still in force and not signed off.
func (c *Campaign) lastAct(email string) []string {
	var items []string
	var act Decision
	for _, m := range slices.Backward(c.made) {
		if len(items) > 0 && m.batch != act.Batch {
			continue
		}
		d := c.Decision(m.item)
		if d.Line.Hash != m.hash || !strings.EqualFold(d.Reviewer, email) || c.Locked(m.item) {
			continue
		}
		act, items = d, append(items, m.item)
		if len(items) == act.Bulk {
			break
		}
	}
	slices.Reverse(items)
	return items
}

// Delegate turns the wish to move items into another reviewer's share into an entry. Without items it moves those that
// their reviewer cannot decide because it is their own access.
func (c *Campaign) Delegate(basis Basis, actor record.Actor, items []string, to, reason string) (record.Entry, error) {
	if c.State != Open {
		return record.Entry{}, c.notOpen()
	}
	if !strings.EqualFold(actor.Email, c.Owner) && !c.IsReviewer(actor.Email) {
		return record.Entry{}, fault.New(fault.Refused, "only %s, who opened it, and its reviewers can hand over items of %s", c.Owner, c.ID)
	}
	if len(items) == 0 {
		if items = c.ownAccess(basis); len(items) == 0 {
			return record.Entry{}, fault.New(fault.BadInput, "name the items to hand over; no reviewer of %s holds their own access", c.ID)
		}
	}
	if _, signed := c.Signoff(to); signed {
		return record.Entry{}, fault.New(fault.Refused, "%s has signed off already and cannot take more items", to)
	}
	for _, item := range items {
		row, ok := basis.Rows[item]
		switch {
		case !ok || !c.Contains(item):
			return record.Entry{}, fault.New(fault.BadInput, "campaign %s has no item %s", c.ID, item)
		case c.Locked(item):
			return record.Entry{}, fault.New(fault.Refused, "%s is signed off; it does not change any more", row.Title())
		case row.BelongsTo(to):
			return record.Entry{}, fault.New(fault.Refused, "%s is %s's own access; nobody decides on their own", row.Title(), to)
		}
	}
	return record.Entry{Type: TypeDelegated, Actor: actor, Data: Delegated{Campaign: c.ID, To: to, Items: items, Reason: reason}}, nil
}

// ownAccess returns the items that stand in their own holder's share.
func (c *Campaign) ownAccess(basis Basis) []string {
	var items []string
	for _, item := range c.Items {
		if basis.Rows[item].BelongsTo(c.Reviewer(item)) && !c.Locked(item) {
			items = append(items, item)
		}
	}
	return items
}

// Statement is what a reviewer signs unless they write their own.
func Statement(decided, undecided int) string {
	s := fmt.Sprintf("I have reviewed the access in my share of this campaign and made %d decisions to the best of my knowledge.", decided)
	if undecided > 0 {
		s += fmt.Sprintf(" I leave %d items undecided.", undecided)
	}
	return s
}

// SignOff turns the wish to close the actor's share into an entry.
func (c *Campaign) SignOff(actor record.Actor, statement string) (record.Entry, error) {
	if err := c.mayReview(actor); err != nil {
		return record.Entry{}, err
	}
	if s, signed := c.Signoff(actor.Email); signed {
		return record.Entry{}, fault.New(fault.Refused, "%s signed off %s already, on %s", actor.Email, c.ID, s.At.Format(DateLayout))
	}
	data := SignedOff{Campaign: c.ID}
	for _, item := range c.Share(actor.Email) {
		if c.Decision(item).Verdict == Undecided {
			data.Undecided++
		} else {
			data.Decided++
		}
	}
	data.Statement = strings.TrimSpace(statement)
	if data.Statement == "" {
		data.Statement = Statement(data.Decided, data.Undecided)
	}
	return record.Entry{Type: TypeSignedOff, Actor: actor, Data: data}, nil
}

// Close turns the wish to close the campaign into an entry that names what was left.
func (c *Campaign) Close(actor record.Actor, statement string) (record.Entry, error) {
	if c.State == Closed {
		return record.Entry{}, c.notOpen()
	}
	data := ClosedData{Campaign: c.ID, Statement: strings.TrimSpace(statement), Undecided: c.Left(), Unsigned: c.Unsigned()}
	if data.Statement == "" {
		data.Statement = fmt.Sprintf("I close this campaign with %d of %d items decided.", len(c.Items)-len(data.Undecided), len(c.Items))
		if c.State == Draft {
			data.Statement = "I withdraw this campaign; it was never opened."
		}
	}
	return record.Entry{Type: TypeClosed, Actor: actor, Data: data}, nil
}

// Left are the items nobody has decided, in order.
func (c *Campaign) Left() []string {
	left := []string{}
	for _, item := range c.Items {
		if c.Decision(item).Verdict == Undecided {
			left = append(left, item)
		}
	}
	return left
}

// Unsigned are the reviewers with a share who have not signed off.
func (c *Campaign) Unsigned() []string {
	unsigned := []string{}
	for _, r := range c.Reviewers {
		if _, signed := c.Signoff(r); !signed && len(c.Share(r)) > 0 {
			unsigned = append(unsigned, r)
		}
	}
	return unsigned
}
