package review

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/remediation"
)

// longestReason bounds the reason for an undo, in characters.
const longestReason = 2000

// mayUndo returns the reason for taking back what a campaign decided, or why the actor may not do so.
func (w *Workspace) mayUndo(ctx context.Context, c *remediation.Case, actor record.Actor, reason string) (string, error) {
	chosen, err := w.Settings(ctx)
	if err != nil {
		return "", err
	}
	if err := c.MayUndo(actor.Email, chosen.Owners); err != nil {
		return "", err
	}
	switch reason = strings.TrimSpace(reason); {
	case reason == "":
		return "", fault.New(fault.BadInput, "to take back what was decided needs a reason").
			WithHint("add: %s", fault.Again("--reason TEXT"))
	case utf8.RuneCountInString(reason) > longestReason:
		return "", fault.New(fault.BadInput, "the reason is longer than %d characters", longestReason)
	}
	return reason, nil
}

// MayUndo says why the actor can not take back what that campaign decided; nil if they can.
func (w *Workspace) MayUndo(ctx context.Context, id string) error {
	actor, err := w.Actor(ctx)
	if err != nil {
		return err
	}
	c, _, err := w.caseOf(ctx, id)
	if err != nil {
		return err
	}
	_, err = w.mayUndo(ctx, c, actor, "a reason")
	return err
}
