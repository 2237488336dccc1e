package plain

import (
	"context"
	"fmt"
	"strings"

	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/reason"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/ui/words"
)

// changes plans, makes and checks the changes in Torq that a campaign decided, or those that take them back.
type changes struct {
	t       *talk
	me      identity
	service changesService
	id      string
	undo    bool

	plan *remediation.Plan
}

type changesService interface {
	PlanRemediation(ctx context.Context, id string, undo bool) (*remediation.Plan, error)
	ApplyRemediation(ctx context.Context, id string, o remediation.ApplyOptions) (*remediation.Plan, error)
	VerifyRemediation(ctx context.Context, id string, undo bool, progress population.Progress) (*remediation.Plan, error)
	DoneByHand(ctx context.Context, id string, undo bool, items []string, reason string) (*remediation.Plan, error)
	MayUndo(ctx context.Context, id string) error
}

func (c *changes) open() error {
	if err := c.me.known(); err != nil {
		return err
	}
	if err := c.read(); err != nil {
		return err
	}
	if err := c.tell(); err != nil {
		return err
	}
	return c.t.menu("What next?", func() ([]choice, error) {
		c.t.say("%s.", c.plan.Summary())
		apply := "make the changes in Torq"
		if c.undo {
			apply = "take the changes back in Torq"
		}
		return []choice{
			{"l", "list the changes", c.tell},
			{"i", "details of a change", c.details},
			{"x", apply, c.apply},
			{"v", "read Torq and check what is proven", c.verify},
			{"d", "changes that you made by hand", c.byHand},
			{"y", "plan again", c.again},
		}, nil
	})
}

func (c *changes) read() (err error) {
	c.plan, err = c.service.PlanRemediation(c.t.ctx, c.id, c.undo)
	return err
}

func (c *changes) again() error {
	if err := c.read(); err != nil {
		return err
	}
	return c.tell()
}

// does says what a change is, in words.
func does(c *remediation.Change) string {
	line := c.Title() + ": " + strings.ReplaceAll(string(c.Action), "-", " ")
	if c.FromRole != "" {
		line += " from " + c.FromRole
	}
	switch {
	case len(c.ToScopes) > 0:
		line += " to " + words.Count(len(c.ToScopes), "permission")
	case c.ToRole != "":
		line += " to " + c.ToRole
	}
	return line + ", " + stateOf(c)
}

func stateOf(c *remediation.Change) string {
	switch {
	case c.Blocked != "":
		return "blocked: " + c.Blocked
	case c.State == remediation.Sent && c.Method == order.Manual:
		return "ticked off, not proven yet"
	}
	return states[c.State]
}

var states = map[remediation.State]string{
	remediation.Planned:      "to do",
	remediation.Sent:         "sent, not proven yet",
	remediation.Confirmed:    "proven by Torq's current list",
	remediation.Corroborated: "proven by Torq's current list and its audit log",
	remediation.ByPerson:     "to do by hand in Torq's console",
	remediation.Failed:       "failed",
	remediation.Returned:     "the access came back",
	remediation.Blocked:      "blocked",
	remediation.Undone:       "taken back",
}

func (c *changes) lines() []string {
	lines := make([]string, len(c.plan.Changes))
	for i := range c.plan.Changes {
		lines[i] = does(&c.plan.Changes[i])
	}
	return lines
}

// tell says every change and what is to be known about the plan.
func (c *changes) tell() error {
	c.t.say("Plan of %s: %s.", c.plan.Name, words.Count(len(c.plan.Changes), "change"))
	lines := c.lines()
	for i := range lines {
		lines[i] = fmt.Sprintf("%d: %s", i+1, lines[i])
	}
	if err := c.t.pages(lines); err != nil {
		return err
	}
	for _, n := range c.plan.Notes {
		c.t.fact("Note", n)
	}
	return nil
}

func (c *changes) details() error {
	t := c.t
	at, err := t.pick("change", c.lines())
	if err != nil {
		return err
	}
	one := &c.plan.Changes[at]
	t.say("%s", does(one))
	t.fact("Decision", string(one.Decision))
	t.fact("Method", string(one.Method))
	t.fact("Last word", one.Detail)
	for _, list := range []struct {
		name  string
		texts []string
	}{{"Effect", one.Effect}, {"Changed since the decision", one.Changed}, {"May come back", one.Comeback}, {"By hand", one.Steps}} {
		for _, text := range list.texts {
			t.fact(list.name, text)
		}
	}
	return nil
}

// apply makes exactly the changes of the plan that was said, after a yes, or after their number where they are a large part
// of all access.
func (c *changes) apply() error {
	t := c.t
	n := c.plan.Runnable()
	if n == 0 {
		t.say("Nothing is left that could be sent to Torq. %s.", c.plan.Summary())
		return nil
	}
	o := remediation.ApplyOptions{Undo: c.undo, Exactly: c.plan}
	if c.undo {
		if err := c.service.MayUndo(t.ctx, c.id); err != nil {
			return err
		}
		var err error
		if o.Reason, err = c.why(); err != nil {
			return err
		}
	}
	for i := range c.plan.Changes {
		if one := &c.plan.Changes[i]; one.Runnable() {
			t.say("Will be made: %s", does(one))
		}
	}
	t.remarks(words.Changes(c.plan))
	t.remarks(c.plan.Notes)
	if c.plan.CountNeeded > 0 {
		if err := t.number(fmt.Sprintf("Make %s in Torq? To do so, type how many changes:", words.Count(n, "change")), c.plan.CountNeeded); err != nil {
			return err
		}
		o.Count = c.plan.CountNeeded
	} else if err := t.confirm("Make %s in Torq?", words.Count(n, "change")); err != nil {
		return err
	}
	o.Changed = func(one remediation.Change) { t.say("%s", does(&one)) }
	plan, err := c.service.ApplyRemediation(t.ctx, c.id, o)
	if plan != nil {
		c.plan = plan
	}
	if err != nil {
		return err
	}
	return c.tell() // what is proven by now
}

// why asks why changes are taken back.
func (c *changes) why() (string, error) {
	return c.t.ask(question{text: "Why is it taken back? The reason goes on record:", check: func(text string) error {
		_, err := reason.Check("taking back", text)
		return err
	}})
}

func (c *changes) verify() error {
	plan, err := c.service.VerifyRemediation(c.t.ctx, c.id, c.undo, nil)
	if err != nil {
		return err
	}
	c.plan = plan
	return c.tell()
}

// byHand records the person's word that changes were made in Torq's console.
func (c *changes) byHand() error {
	t := c.t
	for i, line := range c.lines() {
		t.say("%d: %s", i+1, line)
	}
	var chosen []int
	_, err := t.ask(question{text: "Numbers of the changes that you made in Torq's console:", check: func(text string) (err error) {
		chosen, err = numbers(text, len(c.plan.Changes))
		return err
	}})
	if err != nil {
		return err
	}
	items := make([]string, len(chosen))
	for i, at := range chosen {
		items[i] = c.plan.Changes[at].Item
		t.say("%s", does(&c.plan.Changes[at]))
	}
	why := ""
	if c.undo {
		if err := c.service.MayUndo(t.ctx, c.id); err != nil {
			return err
		}
		if why, err = c.why(); err != nil {
			return err
		}
	}
	t.say("The record keeps your word; proof is the next listing.")
	if err := t.confirm("Did you make %s?", words.Count(len(items), "change")); err != nil {
		return err
	}
	plan, err := c.service.DoneByHand(t.ctx, c.id, c.undo, items, why)
	if err != nil {
		return err
	}
	c.plan = plan
	t.say("Recorded.")
	return nil
}
