package cli

import (
	"context"
	"encoding/csv"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
)

// wholeJob does a review from start to end, and lends a role, with the commands of tuar, printing each.
func (d *demo) wholeJob(ctx context.Context) error {
	d.clock.pass(quarter)
	folder, err := d.exports()
	if err != nil {
		return fault.New(fault.Failed, "there is no folder for the exports: %w", err)
	}
	err = d.steps(ctx, folder)
	if err == nil {
		err = d.out.failure()
	}
	if err != nil { // it ended halfway: nothing is left behind
		return errors.Join(err, os.RemoveAll(folder))
	}
	if d.json {
		return d.writeJSON(map[string]string{"exports": folder})
	}
	p := d.printer(d.out)
	p.gap()
	p.hang(p.good("done:"), "the exports are in %s", folder)
	if d.kept {
		p.linef("      the record is in %s; look at it with: tuar --home %s --workspace demo journal list", d.folder, d.folder)
	}
	return nil
}

func (d *demo) steps(ctx context.Context, folder string) error {
	key, admin, colleague := d.sim.Credentials(), d.sim.Admin(), d.sim.Colleague()
	name := quarterName(d.clock.Now())
	for _, args := range [][]string{
		{"connect", "--region", key.Region, "--client-id", key.ClientID, "--secret-stdin", "--owner", admin},
		{"sync"},
		{"access", "list", "--hint", "came-back"},
		{"campaign", "new", "--name", name, "--due", "14d", "--reviewer", admin, "--reviewer", colleague},
		{"campaign", "open", name, "--yes"},
	} {
		if err := d.run(ctx, args...); err != nil {
			return err
		}
	}
	if leavers := d.sim.Leavers(); len(leavers) > 0 {
		if err := d.run(ctx, "decide", name, leavers[0], "--revoke", "--reason", "left the company"); err != nil {
			return err
		}
	}
	for _, reviewer := range []string{admin, colleague} {
		if err := d.reviewAs(ctx, name, reviewer, folder); err != nil {
			return err
		}
	}
	for _, args := range [][]string{
		{"campaign", "close", name, "--yes"},
		{"remediate", "plan", name, "-o", filepath.Join(folder, "plan.json")},
		{"remediate", "apply", name, "--plan", filepath.Join(folder, "plan.json"), "--yes", "--manual-ok"},
		{"remediate", "verify", name},
	} {
		if err := d.run(ctx, args...); err != nil {
			return err
		}
	}
	if err := d.lendAndEnd(ctx); err != nil {
		return err
	}
	for _, args := range [][]string{
		{"export", name, "-o", filepath.Join(folder, "review.csv")},
		{"export", name, "-o", filepath.Join(folder, "review.json")},
		{"export", name, "-o", filepath.Join(folder, "review.md")},
		{"evidence", "pack", name, "-o", filepath.Join(folder, "evidence.zip")},
		{"journal", "verify"},
		{"status"},
	} {
		if err := d.run(ctx, args...); err != nil {
			return err
		}
	}
	return nil
}

// reviewAs fills in a file of decisions for a reviewer's share, reads it, and signs off.
func (d *demo) reviewAs(ctx context.Context, name, reviewer, folder string) error {
	path := filepath.Join(folder, "decisions-"+strings.Split(reviewer, "@")[0]+".csv")
	if err := d.fillIn(ctx, name, reviewer, path); err != nil {
		return err
	}
	if err := d.run(ctx, "decide", name, "--from", path, "--as", reviewer); err != nil {
		return err
	}
	return d.run(ctx, "signoff", name, "--as", reviewer, "--yes")
}

func (d *demo) fillIn(ctx context.Context, name, reviewer, path string) error {
	w, err := d.workspaceOf(ctx, reviewer)
	if err != nil {
		return err
	}
	sheet, err := w.Sheet(ctx, name)
	if err != nil {
		return err
	}
	leavers := d.sim.Leavers()
	records := [][]string{{"item", "email", "decision", "to_role", "reason"}}
	for _, row := range sheet.Rows {
		if row.Reviewer != reviewer || row.Own {
			continue
		}
		c := opinion(sheet, row, leavers)
		if c.Verdict == campaign.Certify && row.Carry {
			c.Reason = "as last time"
		}
		records = append(records, []string{c.Item, row.Email, string(c.Verdict), c.ToRole, c.Reason})
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fault.New(fault.Failed, "the file of decisions cannot be written: %w", err)
	}
	defer file.Close()
	return csv.NewWriter(file).WriteAll(records)
}

// run prints a command and runs it as a person would.
func (d *demo) run(ctx context.Context, args ...string) error {
	p := d.aside()
	p.gap()
	p.linef("%s", p.bold("$ tuar "+quoted(args)))
	inner := d.inner()
	inner.Args, inner.In, inner.Out, inner.Err = args, strings.NewReader(d.sim.Credentials().Secret+"\n"), d.beside(), d.err
	if d.json {
		inner.Args = append(slices.Clone(args), "--json")
	}
	code := Run(ctx, inner)
	if err := d.out.failure(); err != nil {
		return err
	}
	if code != 0 {
		return exit(code)
	}
	return ctx.Err()
}

// quoted writes arguments as one would type them.
func quoted(args []string) string {
	out := make([]string, len(args))
	for i, a := range args {
		if strings.ContainsAny(a, " '\"$&|<>()") {
			a = `"` + a + `"`
		}
		out[i] = a
	}
	return strings.Join(out, " ")
}
