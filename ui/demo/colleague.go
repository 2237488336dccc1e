package demo

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/store/child"
)

// Elsewhere returns the home of the colleague's store, as on another machine.
func (d *World) Elsewhere() string { return filepath.Join(d.folder, "elsewhere", "home") }

// hub returns the folder of the repository that the two machines share.
func (d *World) hub() string { return filepath.Join(d.folder, "elsewhere", "record.git") }

// makeHub makes the empty repository that the machines share. It is a Failed fault if there is no program git here.
func (d *World) makeHub(ctx context.Context) error {
	if _, err := exec.LookPath("git"); err != nil {
		return fault.New(fault.Failed, "there is no program git here, so the demo does not show how machines share a record")
	}
	if err := os.MkdirAll(filepath.Dir(d.hub()), 0o700); err != nil {
		return fault.New(fault.Failed, "there is no room for a shared repository: %w", err)
	}
	out, err := child.Command(ctx, "git", "init", "--quiet", "--bare", "--initial-branch=main", d.hub()).CombinedOutput()
	if err != nil {
		return fault.New(fault.Failed, "the shared repository cannot be made: %s: %w", out, err)
	}
	return nil
}

// Colleague lets the colleague on the other machine do one thing more: take part in the record, then decide one row after
// the other, and at last sign off. What they do comes in through the shared repository. done is true when nothing is left.
func (d *World) Colleague(ctx context.Context) (done bool, err error) {
	d.busy.Lock()
	defer d.busy.Unlock()
	if ctx.Err() != nil {
		return true, nil
	}
	if d.far == nil {
		return false, d.join(ctx)
	}
	id, err := d.underReview(ctx)
	if err != nil || id == "" {
		return true, err
	}
	sheet, err := d.far.Sheet(ctx, id)
	if err != nil {
		return true, err
	}
	leavers, decided := d.torq.Leavers(), 0
	for _, row := range sheet.Rows {
		if decided == atOnce || row.Reviewer != sheet.Actor.Email || row.Own || row.Decision.Verdict != campaign.Undecided {
			continue
		}
		choice := opinion(sheet, row, leavers)
		choice.DwellMS = 2000 + int64(len(row.Email)*211+len(row.Hints)*1700)
		if _, err := d.far.Decide(ctx, id, []campaign.Choice{choice}); err != nil {
			return true, err
		}
		decided++
	}
	_, err = d.far.SyncShare(ctx, false)
	return decided == 0, err
}

// atOnce is how many rows the colleague decides before they come in.
const atOnce = 2

// join shares the record, and has the colleague's machine take part.
func (d *World) join(ctx context.Context) error {
	if err := d.makeHub(ctx); err != nil {
		return err
	}
	here, err := d.Open(ctx, d.Admin())
	if err == nil {
		_, err = here.InitShare(ctx, d.hub(), false)
	}
	var far *review.Workspace
	if err == nil {
		far, err = d.OpenElsewhere(ctx, d.colleague())
	}
	if err == nil {
		_, err = far.JoinShare(ctx, d.hub(), false)
	}
	if err == nil {
		d.far = far
	}
	return err
}

// underReview returns the campaign that is open; empty if none is.
func (d *World) underReview(ctx context.Context) (id string, err error) {
	all, err := d.far.ListCampaigns(ctx)
	for _, c := range all {
		if c.State == campaign.Open {
			id = c.ID
		}
	}
	return id, err
}
