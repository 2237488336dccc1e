package demo

import (
	"context"
	"slices"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/settings"
)

// lendAndEnd runs an elevation with the commands of tuar: requested by one person, approved by another, and ended.
func (d *World) lendAndEnd(ctx context.Context, run Run) error {
	who, err := d.borrowers(ctx)
	if err != nil {
		return err
	}
	if err := run("elevate", "request", "--role", "Contributor", "--for", "1h", "--reason", "publish the fix", "--ticket", "OPS-4711", "--as", who[0]); err != nil {
		return err
	}
	id, err := d.newestElevation(ctx)
	if err != nil {
		return err
	}
	return run.all(
		[]string{"elevate", "approve", id, "--for", "30m", "--as", d.approver()},
		[]string{"elevate", "list"},
		[]string{"elevate", "end", id, "--reason", "published", "--as", who[0]},
		[]string{"elevate", "list"},
	)
}

func (d *World) newestElevation(ctx context.Context) (string, error) {
	w, err := d.Open(ctx, d.Admin())
	if err != nil {
		return "", err
	}
	rows, err := w.ListElevations(ctx)
	if err != nil {
		return "", err
	}
	return rows[0].ID, nil // it is on record since the command before
}

// rules sets the rules of the company: Owner for two hours, and without approval only for two heads. What was
// carried forward twice in a row is to be looked at.
func (d *World) rules(ctx context.Context) error {
	admin, err := d.Open(ctx, d.Admin())
	if err != nil {
		return err
	}
	_, err = admin.ChangeSettings(ctx, func(s *settings.Settings) error {
		owner := settings.ElevationRule{
			Role: "Owner", Longest: settings.Duration(2 * time.Hour), Approvals: 1, Ticket: true, BreakGlass: []string{d.colleague(), d.approver()},
		}
		s.Rules.CarriedTimes = 1
		s.Elevation.Rules = append([]settings.ElevationRule{owner}, s.Elevation.Rules...)
		return nil
	})
	return err
}

// lent leaves one elevation active, taken without approval, with some 40 minutes left, and another one waiting for approval.
func (d *World) lent(ctx context.Context) error {
	who, err := d.borrowers(ctx)
	if err != nil {
		return err
	}
	_, err = d.ask(ctx, d.approver(), elevation.Request{
		Role: "Owner", For: 42 * time.Minute, Reason: "SSO is down, no owner can sign in", Ticket: "INC-2207", BreakGlass: true,
	})
	if err != nil {
		return err
	}
	_, err = d.ask(ctx, who[1], elevation.Request{Role: "Owner", For: 2 * time.Hour, Reason: "rotate the SSO certificate", Ticket: "OPS-4718"})
	return err
}

func (d *World) ask(ctx context.Context, who string, what elevation.Request) (elevation.Row, error) {
	w, err := d.Open(ctx, who)
	if err != nil {
		return elevation.Row{}, err
	}
	asked, err := w.RequestElevation(ctx, what)
	return asked.Row, err
}

// borrowers returns two employees who hold the role Operator.
func (d *World) borrowers(ctx context.Context) ([]string, error) {
	w, err := d.Open(ctx, d.Admin())
	if err != nil {
		return nil, err
	}
	view, err := w.Access(ctx)
	if err != nil {
		return nil, err
	}
	var who []string
	for _, r := range view.Rows {
		if r.Kind == access.User && r.Role == "Operator" && r.Status == population.StatusVerified && !r.SSO && !slices.Contains(d.torq.Leavers(), r.Email) {
			who = append(who, r.Email)
		}
	}
	if len(who) < 2 {
		return nil, fault.New(fault.Failed, "the simulated workspace has no user to give a role")
	}
	return who[:2], nil
}
