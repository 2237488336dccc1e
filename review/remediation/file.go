package remediation

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/record"
)

// ParsePlan reads the file of a plan. It returns a BadInput fault if the data is no plan.
func ParsePlan(data []byte) (*Plan, error) {
	var p Plan
	if _, err := record.CheckNames(data, &p); err != nil {
		return nil, fault.New(fault.BadInput, "it is not a plan: %w", err)
	}
	err := json.Unmarshal(bytes.TrimPrefix(data, []byte("\ufeff")), &p)
	switch {
	case err != nil:
		return nil, fault.New(fault.BadInput, "it is not a plan: %w", err)
	case p.V != 1 || p.Campaign == "":
		return nil, fault.New(fault.BadInput, "it is not a plan that this tuar can read").
			WithHint("make one with: %s", fault.PlanRemediation.With("CAMPAIGN -o FILE"))
	}
	return &p, nil
}

// Holds returns nil if applying the fresh plan has exactly the effect of p, else a Refused fault that names the
// differences. A change of p that tuar has made since is no difference.
func (p *Plan) Holds(fresh *Plan) error {
	if p.Campaign != fresh.Campaign || p.Undo != fresh.Undo {
		return fault.New(fault.BadInput, "the plan is for campaign %s, undo %t, not for %s, undo %t", p.Campaign, p.Undo, fresh.Campaign, fresh.Undo)
	}
	var moved []string
	for i := range p.Changes {
		was := &p.Changes[i]
		now := fresh.Find(was.Item)
		switch {
		case now == nil:
			moved = append(moved, was.Item+" is not a change of this campaign")
		case was.Kind != now.Kind || !person.Same(was.Email, now.Email) && was.Email != now.Email || was.Name != now.Name:
			moved = append(moved, fmt.Sprintf("%s is %s, and the plan says %s", was.Item, now.Title(), was.Title()))
		case was.State != Returned && now.State == Returned && now.runnable:
			moved = append(moved, now.Title()+" came back since")
		case was.intends() && now.State == Undone:
			moved = append(moved, "the change of "+now.Title()+" was taken back by an undo")
		case was.intends() && !now.runnable && now.SentAt == nil && now.State != ByPerson:
			moved = append(moved, fmt.Sprintf("%s would no longer be changed (%s)", now.Title(), whyNot(now)))
		case was.intends() && (was.Action != now.Action || was.FromRoleID != now.FromRoleID || was.ToRoleID != now.ToRoleID || !sameSet(was.ToScopes, now.ToScopes)):
			moved = append(moved, now.Title()+" would be changed in another way")
		case !was.intends() && now.runnable:
			moved = append(moved, now.Title()+" would be changed now, and was not to be")
		}
	}
	for i := range fresh.Changes {
		if now := &fresh.Changes[i]; now.runnable && p.Find(now.Item) == nil {
			moved = append(moved, now.Title()+" is not in the plan")
		}
	}
	if len(moved) == 0 {
		return nil
	}
	if len(moved) > 5 {
		moved = append(moved[:5], fmt.Sprintf("and %d more", len(moved)-5))
	}
	return fault.New(fault.Refused, "access changed since the plan was made: %s", strings.Join(moved, "; ")).
		WithHint("make a new plan with: %s", fault.PlanRemediation.On(p.Campaign))
}

// intends reports whether a plan read from a file would have made the change.
func (c *Change) intends() bool {
	return c.Blocked == "" && c.Method != order.Manual && (c.State == Planned || c.State == Failed || c.State == Returned)
}

func whyNot(c *Change) string {
	switch {
	case c.Blocked != "":
		return c.Blocked
	case c.Detail != "":
		return c.Detail
	}
	return "it is " + string(c.State)
}

// Line returns the plan as the record keeps it.
func (p *Plan) Line(id string) PlannedData {
	d := PlannedData{Campaign: p.Campaign, Plan: id, Undo: p.Undo, Population: p.Population, Changes: []Step{}}
	for i := range p.Changes {
		c := &p.Changes[i]
		if c.runnable || c.Blocked != "" || c.State == ByPerson {
			d.Changes = append(d.Changes, Step{c.Item, c.Kind, c.Email, c.Action, c.FromRoleID, c.FromRole, c.ToRoleID, c.ToRole, c.Method, c.Blocked, c.about.Round, c.ToScopes})
		}
	}
	return d
}

// Summary returns one line on which changes are confirmed and which are not.
func (p *Plan) Summary() string {
	t, f := p.Tally(), p.Figures()
	if len(p.Changes) == 0 {
		return "nothing to change"
	}
	var rest []string
	for _, s := range []State{Planned, Sent, ByPerson, Failed, Returned, Blocked, Undone} {
		if t[s] > 0 {
			rest = append(rest, fmt.Sprintf("%d %s", t[s], s))
		}
	}
	text := fmt.Sprintf("%d of %d changes proven", f.Proven, f.Decided)
	if f.Corroborated > 0 {
		text += fmt.Sprintf(" (%d by the audit log too)", f.Corroborated)
	}
	if f.Withdrawn > 0 {
		rest = append(rest, fmt.Sprintf("%d carried out without a decision in force", f.Withdrawn))
	}
	if f.Superseded > 0 {
		rest = append(rest, fmt.Sprintf("%d decided by a newer campaign, which do not count here", f.Superseded))
	}
	if len(rest) > 0 {
		text += "; " + strings.Join(rest, ", ")
	}
	return text
}
