package demo

import (
	"context"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/rights"
)

// The titles of those who have a right besides the two owners.
const (
	managerTitle  = "Head of Security Operations"
	approverTitle = "Head of Identity and Access"
	auditorTitle  = "Head of Risk and Compliance"
)

// appoint gives colleagues their rights: a manager, an approver, an auditor, and a second owner. The second owner comes
// last, since from then on it takes both to loosen a guard, and states that they have seen what was loosened before.
func (d *World) appoint(ctx context.Context, w *review.Workspace) error {
	for _, one := range []struct {
		email string
		right rights.Right
		why   string
	}{
		{d.titled(managerTitle), rights.Manager, "runs the reviews of each quarter"},
		{d.titled(approverTitle), rights.Approver, "answers for who gets which role"},
		{d.titled(auditorTitle), rights.Auditor, "reads the evidence, changes nothing"},
		{d.colleague(), rights.Owner, "answers for the workspace together with " + d.Admin()},
	} {
		if one.email == "" {
			return fault.New(fault.Failed, "no person of the simulated workspace can be %s", one.right)
		}
		if _, _, err := w.GrantRight(ctx, one.email, string(one.right), one.why); err != nil {
			return err
		}
	}
	second, err := d.Open(ctx, d.colleague())
	if err != nil {
		return err
	}
	_, err = second.SeeLoosened(ctx)
	return err
}

// approver returns the e-mail address of the person who approves elevations.
func (d *World) approver() string { return d.titled(approverTitle) }

// titled returns the e-mail address of the person with that title; empty if there is none.
func (d *World) titled(title string) string {
	for _, p := range d.torq.People() {
		if p.Title == title {
			return p.Email
		}
	}
	return ""
}
