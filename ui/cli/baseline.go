package cli

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/baseline"
	"github.com/tuar-dev/tuar/review/baselining"
)

func (s *session) baselineCommand() *cobra.Command {
	c := s.family("baseline", `tuar baseline save
tuar baseline check`,
		"Keep the access that ought to be, and see what differs", s.baselineSaveCommand(), s.baselineDiffCommand(), s.baselineCheckCommand())
	c.Long = `baseline keeps the access that ought to be: by department and title where the roster has them, else by person. Drift is then seen
between reviews. See: tuar help baseline`
	return c
}

// baselineJSON is a saved baseline for programs.
type baselineJSON struct {
	Baseline    string                `json:"baseline"`
	Entries     int                   `json:"entries"`
	Accepted    []baseline.Difference `json:"accepted"`    // differences from the one before that are none any more
	Differences []baseline.Difference `json:"differences"` // that remain
	Left        []string              `json:"left"`        // who left and has no place in it
	DryRun      bool                  `json:"dry_run"`
}

func (s *session) baselineSaveCommand() *cobra.Command {
	var out, from string
	var force, dryRun bool
	c := &cobra.Command{
		Use:   "save [flags]",
		Short: "Save the access there is now, or a file, as the baseline",
		Long: `save makes the baseline of the access as of the last sync, or takes the one in a file that was edited, shows what it accepts, asks,
and records it. From then on it counts. -o writes it to a file as well, to be reviewed and kept. See: tuar help baseline`,
		Example: `tuar baseline save -o baseline.txt
tuar baseline save --from baseline.txt
tuar baseline save --dry-run`,
		Args: takes(0, 0, ""),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, _ []string) (answer, error) {
			if !dryRun {
				if err := s.canConfirm(); err != nil {
					return answer{}, err
				}
			}
			p, err := w.ProposeBaseline(ctx, from)
			if err != nil {
				return answer{}, err
			}
			if out != "" {
				if err := s.Files.Vacant(out, force); err != nil {
					return answer{}, err
				}
			}
			result := baselineJSON{Entries: p.Entries, Accepted: orEmpty(p.Accepted()), Differences: orEmpty(p.After), Left: orEmpty(p.Left), DryRun: dryRun}
			if !s.json {
				s.aside().proposal(p)
			}
			if !dryRun {
				if err := s.confirm(ctx, "Save this baseline?"); err != nil {
					return answer{}, err
				}
				if result.Baseline, err = w.SaveBaseline(ctx, p); err != nil {
					return answer{}, err
				}
			}
			if out != "" {
				write := func(to io.Writer) error { _, err := io.Copy(to, bytes.NewReader(p.Data)); return err }
				if err := s.Files.Write(ctx, out, force, write); err != nil {
					return answer{}, err
				}
			}
			return answer{result, func(p *printer) {
				if dryRun {
					p.linef("nothing was recorded: this was a dry run")
				} else {
					p.hang(p.good("saved:"), "baseline %.12s, %d entries", result.Baseline, result.Entries)
				}
				if out != "" {
					p.linef("written: %s", out)
				}
			}}, nil
		}),
	}
	c.Flags().StringVarP(&out, "output", "o", "", "write the baseline to this `file` as well")
	c.Flags().StringVar(&from, "from", "", "take the baseline in this `file`")
	c.Flags().BoolVar(&force, "force", false, "replace the file of -o if there is one")
	c.Flags().BoolVar(&dryRun, "dry-run", false, "only show what would be recorded")
	return c
}

// mostShown bounds how many differences are written where they are beside the point.
const mostShown = 12

// proposal writes what a baseline would accept, and what would still differ.
func (p *printer) proposal(b *baselining.Proposal) {
	p.linef("%s", p.bold(fmt.Sprintf("a baseline of %d entries", b.Entries)))
	switch {
	case b.Before == nil:
		p.fact("before", "this is the first baseline")
	case len(b.Accepted()) == 0:
		p.fact("accepts", "nothing that differs from the one of %s", moment(b.Before.SavedAt))
	default:
		p.fact("accepts", "%s from the one of %s:", count(len(b.Accepted()), "difference"), moment(b.Before.SavedAt))
		p.offBaseline(b.Accepted(), mostShown)
	}
	if len(b.After) > 0 {
		p.fact("differs", "%s would remain:", count(len(b.After), "difference"))
		p.offBaseline(b.After, mostShown)
	}
	if len(b.Left) > 0 {
		p.fact("left out", "%s of people who left have no place in it:", count(len(b.Left), "account"))
		p.list(b.Left, mostShown)
	}
}

// offBaseline writes what differs from a baseline, at most so many.
func (p *printer) offBaseline(found []baseline.Difference, most int) {
	lines := make([]string, len(found))
	for i, d := range found {
		lines[i] = d.Title() + " (" + string(d.Change) + "): " + d.Fact
		if d.Privileged {
			lines[i] = "privileged: " + lines[i]
		}
	}
	p.list(lines, most)
}

func (s *session) baselineDiffCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "diff [FILE]",
		Short: "Say how access differs from the baseline",
		Long: `diff compares the access as of the last sync with the baseline that was saved last, or with the one in a file: what is added, changed
and gone, privileged access first. See: tuar help baseline`,
		Example: `tuar baseline diff
tuar baseline diff access.json --json`,
		Args: takes(0, 1, "one file"),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, args []string) (answer, error) {
			o, err := w.DiffBaseline(ctx, argument(args))
			if err != nil {
				return answer{}, err
			}
			return answer{orEmpty(o.Differences), func(p *printer) { p.drift(o) }}, nil
		}),
	}
}

// argument returns the only argument, or nothing.
func argument(args []string) string {
	if len(args) == 0 {
		return ""
	}
	return args[0]
}

// drift writes how access differs from a baseline.
func (p *printer) drift(o *baselining.Outcome) {
	about := "the file"
	if o.Baseline != "" {
		about = "the baseline " + o.Baseline[:12] + " of " + moment(o.SavedAt) + ", by " + o.By
	}
	if len(o.Differences) > 0 {
		rows := make([][]string, len(o.Differences))
		for i, d := range o.Differences {
			privileged := ""
			if d.Privileged {
				privileged = "privileged"
			}
			rows[i] = []string{d.Title(), string(d.Change), privileged, d.Fact}
		}
		p.table([]column{{name: "what", least: 24}, {name: "change", keep: true}, {name: "", keep: true}, {name: "fact", least: 20}}, rows)
		p.gap()
	}
	p.linef("%s; access as of %s, compared with %s", count(len(o.Differences), "difference"), moment(o.TakenAt), about)
}

func (s *session) baselineCheckCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "check [FILE]",
		Short: "For cron and CI: exit 16 when something privileged differs",
		Long: `check exits with 16 when access differs from the baseline in something privileged, and with 0 otherwise. It compares with the
baseline that was saved last, or with the one in a file. See: tuar help baseline`,
		Example: "tuar baseline check || echo 'access differs from the baseline'",
		Args:    takes(0, 1, "one file"),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, args []string) (answer, error) {
			o, err := w.DiffBaseline(ctx, argument(args))
			if err != nil {
				return answer{}, err
			}
			alarming, code := o.Alarming(), exit(0)
			if len(alarming) > 0 {
				code = exitDrifted
			}
			return answer{
				map[string]any{"ok": code == 0, "code": int(code), "differences": len(o.Differences), "privileged": orEmpty(alarming)},
				func(p *printer) {
					p.offBaseline(alarming, len(alarming))
					p.linef("%s, %d of them privileged", count(len(o.Differences), "difference"), len(alarming))
				},
			}, code.orNil()
		}, shortOfTime),
	}
}
