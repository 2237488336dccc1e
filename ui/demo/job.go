package demo

import (
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/packet"
)

// Run runs a command of tuar in the demo.
type Run func(args ...string) error

// all runs commands one after the other, until one fails.
func (run Run) all(commands ...[]string) error {
	for _, args := range commands {
		if err := run(args...); err != nil {
			return err
		}
	}
	return nil
}

// WholeJob runs a review from start to end and an elevation, with the commands of tuar. The exports go into that
// folder. The colleague works on another machine, with which the record is shared; note tells why not.
func (d *World) WholeJob(ctx context.Context, folder string, run Run, note func(text string)) error {
	d.clock.pass(quarter)
	key, admin, colleague, guest := d.torq.AdminKey(), d.Admin(), d.colleague(), d.guest()
	name := campaignName(d.clock.Now())
	people, err := d.writeRoster(folder)
	if err != nil {
		return err
	}
	if err := run.all(
		[]string{"connect", "--region", region, "--client-id", key.ClientID, "--secret-stdin", "--owner", admin},
		[]string{"sync"},
		[]string{"rights", "list"},
		[]string{"roster", "import", people, "--yes"},
		[]string{"access", "list", "--hint", "left"},
		[]string{"access", "list", "--hint", "came-back"},
		[]string{"access", "list", "--hint", "not-in-baseline"},
		[]string{
			"campaign", "new", "--name", name, "--due", "14d", "--reviewer", admin, "--reviewer", colleague, "--reviewer", guest,
			"--assign", fmt.Sprintf("email == %q=%s", admin, colleague),
		}, // the guest's answers come in through admin, so no row of theirs is among them
		[]string{"campaign", "open", name, "--yes"},
	); err != nil {
		return err
	}
	shared := d.makeHub(ctx)
	if shared == nil {
		if err := run.all([]string{"share", "init", d.hub(), "--yes"}, []string{"--home", d.Elsewhere(), "share", "join", d.hub(), "--as", colleague}); err != nil {
			return err
		}
	} else {
		note(shared.Error())
	}
	if leavers := d.torq.Leavers(); len(leavers) > 0 {
		if err := run("decide", name, leavers[0], "--revoke", "--reason", "left the company"); err != nil {
			return err
		}
	}
	if err := d.reviewInPacket(ctx, run, name, guest, folder); err != nil {
		return err
	}
	for _, reviewer := range []string{admin, colleague} {
		where := run
		if shared == nil && reviewer == colleague { // on their own machine
			where = func(args ...string) error { return run(append([]string{"--home", d.Elsewhere()}, args...)...) }
		}
		if err := d.reviewAs(ctx, where, name, reviewer, folder); err != nil {
			return err
		}
	}
	if shared == nil {
		if err := run.all([]string{"share", "sync"}, []string{"share", "status"}); err != nil {
			return err
		}
	}
	if err := run.all(
		[]string{"campaign", "close", name, "--yes"},
		[]string{"remediate", "plan", name, "-o", filepath.Join(folder, "plan.json")},
		[]string{"remediate", "apply", name, "--plan", filepath.Join(folder, "plan.json"), "--yes", "--manual-ok"},
		[]string{"remediate", "verify", name},
	); err != nil {
		return err
	}
	if err := d.lendAndEnd(ctx, run); err != nil {
		return err
	}
	return run.all(
		[]string{"export", name, "-o", filepath.Join(folder, "review.csv")},
		[]string{"export", name, "-o", filepath.Join(folder, "review.json")},
		[]string{"export", name, "-o", filepath.Join(folder, "review.md")},
		[]string{"evidence", "pack", name, "-o", filepath.Join(folder, "evidence.zip")},
		[]string{"journal", "verify"},
		[]string{"status"},
	)
}

// reviewAs fills in a file of decisions for a reviewer, reads it, and signs off.
func (d *World) reviewAs(ctx context.Context, run Run, name, reviewer, folder string) error {
	path := filepath.Join(folder, "decisions-"+strings.Split(reviewer, "@")[0]+".csv")
	if err := d.fillIn(ctx, name, reviewer, path); err != nil {
		return err
	}
	if err := run("decide", name, "--from", path, "--as", reviewer); err != nil {
		return err
	}
	return run("signoff", name, "--as", reviewer, "--yes")
}

// reviewInPacket makes a packet for a reviewer who has no tuar, answers it as they would, and accepts the answers.
func (d *World) reviewInPacket(ctx context.Context, run Run, name, reviewer, folder string) error {
	if err := run("packet", "make", name, "--reviewer", reviewer, "-o", folder, "--yes"); err != nil {
		return err
	}
	w, err := d.Open(ctx, reviewer)
	if err != nil {
		return err
	}
	sheet, err := w.Sheet(ctx, name)
	if err != nil {
		return err
	}
	made, err := w.Packets(ctx, name)
	if err != nil {
		return err
	}
	answers := packet.Answers{
		Version: packet.Version, Packet: made[len(made)-1].Packet, Campaign: sheet.Summary.ID, Population: sheet.Population, Reviewer: reviewer, Name: reviewer,
		Statement: packet.Statement, FinishedAt: d.clock.Now(),
	}
	for _, c := range d.opinions(sheet, reviewer) {
		answers.Decisions = append(answers.Decisions, packet.Decision{Item: c.Item, Decision: c.Verdict, ToRole: c.ToRole, Reason: c.Reason, DwellMS: 3000, Bulk: 1})
	}
	data, err := answers.Encode()
	if err != nil {
		return err
	}
	path := filepath.Join(folder, packet.FileName(sheet.Summary.ID, reviewer))
	if err := os.WriteFile(path, data, 0o600); err != nil {
		return fault.New(fault.Failed, "the answers cannot be written: %w", err)
	}
	return run("packet", "accept", path, "--yes")
}

// opinions returns what a reviewer decides on the rows that are assigned to them.
func (d *World) opinions(sheet *campaign.Sheet, reviewer string) (choices []campaign.Choice) {
	leavers := d.torq.Leavers()
	for _, row := range sheet.Rows {
		if row.Reviewer != reviewer || row.Own {
			continue
		}
		c := opinion(sheet, row, leavers)
		if c.Verdict == campaign.Certify && row.Carry {
			c.Reason = "as last time"
		}
		choices = append(choices, c)
	}
	return choices
}

func (d *World) fillIn(ctx context.Context, name, reviewer, path string) error {
	w, err := d.Open(ctx, reviewer)
	if err != nil {
		return err
	}
	sheet, err := w.Sheet(ctx, name)
	if err != nil {
		return err
	}
	records := [][]string{{"item", "decision", "to_role", "reason"}}
	for _, c := range d.opinions(sheet, reviewer) {
		records = append(records, []string{c.Item, string(c.Verdict), c.ToRole, c.Reason})
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fault.New(fault.Failed, "the file of decisions cannot be written: %w", err)
	}
	defer file.Close()
	return csv.NewWriter(file).WriteAll(records)
}
