package cli

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/decisionfile"
)

func (s *session) campaignImportCommand() *cobra.Command {
	var o decisionfile.BaselineOptions
	var columns []string
	var dates string
	var dryRun bool
	c := &cobra.Command{
		Use:   "import FILE --name NAME [flags]",
		Short: "Import an earlier review from a spreadsheet, as the baseline",
		Long: `import records an earlier review that was made without tuar: who was decided on, by whom, when and why, as a CSV file states it. It
guesses which column is which by the names in the first line and shows what it guessed; --column says it. All rows are recorded or
none, and every row that cannot be read is named. It asks before it records.

What is imported is marked so wherever it shows: reviewers see "imported: certified by …" as the last decision on a person's role,
lists and exports say imported, and evidence says that it was stated and not measured. It is no campaign and counts for no control.
An import with the name of an earlier one replaces it.`,
		Example: `tuar campaign import q2.csv --name "Q2 2026 (spreadsheet)"
tuar campaign import q2.csv --name "Q2 2026 (spreadsheet)" --column email="User ID" --reviewer p.lang@example.com --on 2026-06-30
tuar campaign import q2.csv --name "Q2 2026 (spreadsheet)" --dates day-first --dry-run`,
		Args: takes(1, 1, "one file"),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, args []string) (answer, error) {
			if !dryRun {
				if err := s.canConfirm(); err != nil {
					return answer{}, err
				}
			}
			o.Columns = map[string]string{}
			for _, one := range columns {
				field, column, ok := strings.Cut(one, "=")
				if !ok {
					return answer{}, usagef("--column takes FIELD=COLUMN, not %q", one).WithHint(`for example --column email="User ID"`)
				}
				o.Columns[strings.ToLower(strings.TrimSpace(field))] = column
			}
			switch dates {
			case "":
			case "day-first", "month-first":
				first := dates == "day-first"
				o.DayFirst = &first
			default:
				return answer{}, usagef("--dates takes day-first or month-first, not %q", dates)
			}
			if o.On != "" {
				if _, err := time.Parse(campaign.DateLayout, o.On); err != nil {
					return answer{}, usagef("--on takes a date as YYYY-MM-DD, not %q", o.On)
				}
			}
			return s.campaignImport(ctx, w, args[0], o, dryRun)
		}),
	}
	c.Flags().StringVar(&o.Name, "name", "", "what the review is called")
	c.Flags().StringArrayVar(&columns, "column", nil, "`FIELD=COLUMN`: the column of email, role, decision, reviewer, date or reason; repeatable")
	c.Flags().StringVar(&o.Reviewer, "reviewer", "", "who decided, as an `email` address, where the file has no column for it")
	c.Flags().StringVar(&o.On, "on", "", "on which `date` it was decided, where the file has no column for it")
	c.Flags().StringVar(&dates, "dates", "", "how 3/4/2026 reads: day-first or month-first")
	c.Flags().BoolVar(&dryRun, "dry-run", false, "only show what would be recorded")
	_ = c.MarkFlagRequired("name")
	complete(c, "dates", "day-first", "month-first")
	return c
}

// campaignImport shows what a file states, asks, and records it.
func (s *session) campaignImport(ctx context.Context, w *review.Workspace, path string, o decisionfile.BaselineOptions, dryRun bool) (answer, error) {
	b, err := w.ReadBaselineFile(ctx, path, o)
	if err != nil {
		return answer{}, err
	}
	all, err := w.ListImports(ctx)
	if err != nil {
		return answer{}, err
	}
	replaces := ""
	for _, i := range all {
		if strings.EqualFold(i.Name, b.Name) {
			replaces = i.Import
		}
	}
	if !s.json {
		p := s.printer(s.out)
		if s.interactive() {
			p = s.aside()
		}
		p.baseline(b, o, replaces)
	}
	if dryRun {
		return answer{importedJSON{Name: b.Name, Decisions: len(b.Rows), Undecided: b.Undecided, DryRun: true, State: "imported"}, func(p *printer) {
			p.linef("nothing was recorded: this was a dry run")
		}}, nil
	}
	if err := s.confirm(ctx, "Record "+count(len(b.Rows), "decision")+" as imported?"); err != nil {
		return answer{}, err
	}
	made, err := w.ImportReview(ctx, b.ImportedData)
	if err != nil {
		return answer{}, err
	}
	return answer{importedJSON{made.Import, made.Name, "imported", len(made.Rows), b.Undecided, false}, func(p *printer) {
		p.hang(p.good("imported:"), "%s, %s; see it with: tuar campaign show %s", made.Import, count(len(made.Rows), "decision"), made.Import)
	}}, nil
}

// importedJSON is an import for programs.
type importedJSON struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	State     string `json:"state"`
	Decisions int    `json:"decisions"`
	Undecided int    `json:"undecided"` // rows that were left out
	DryRun    bool   `json:"dry_run"`
}

// baseline writes what a file states: which columns are read, how many decisions, and the first of them.
func (p *printer) baseline(b *decisionfile.Baseline, o decisionfile.BaselineOptions, replaces string) {
	p.linef("%s", p.bold(b.Name+": "+b.Summary()))
	for _, c := range b.Columns {
		p.fact(c.Field, "column %q", c.Column)
	}
	for _, given := range []struct{ field, text string }{{"reviewer", o.Reviewer}, {"date", o.On}} {
		if given.text != "" {
			p.fact(given.field, "%s, where the file has none", given.text)
		}
	}
	if len(b.Ignored) > 0 {
		p.fact("not read", "%s", strings.Join(b.Ignored, ", "))
	}
	summary := (&campaign.Imported{ImportedData: b.ImportedData}).Summary()
	p.fact("decisions", "%s", summary.Tally())
	lines := make([]string, len(b.Rows))
	for i, r := range b.Rows {
		lines[i] = importedLine(r)
	}
	p.list(lines, 5)
	if replaces != "" {
		p.hang(p.warn("replaces:"), "%s, which has the same name", replaces)
	}
}

// importedLine returns a row of an import as a line of text.
func importedLine(r campaign.ImportedRow) string {
	text := fmt.Sprintf("%s %s", r.Email, r.Decision.Past())
	if r.Role != "" {
		text = fmt.Sprintf("%s (%s) %s", r.Email, r.Role, r.Decision.Past())
	}
	text += " by " + r.Reviewer + " on " + r.On
	if r.Reason != "" {
		text += ": " + r.Reason
	}
	return text
}

// shownImport is an import for programs.
type shownImport struct {
	campaign.Summary
	File      string                 `json:"file"`
	SHA256    string                 `json:"sha256"`
	By        string                 `json:"imported_by"`
	At        string                 `json:"imported_at"`
	Decisions []campaign.ImportedRow `json:"decisions"`
}

// importedReview answers with an import.
func importedReview(i *campaign.Imported) answer {
	return answer{shownImport{i.Summary(), i.File, i.SHA256, i.By, *stamp(&i.At), i.Rows}, func(p *printer) {
		s := i.Summary()
		p.linef("%s %s", p.bold(i.Name), p.dim(i.Import))
		p.fact("state", "imported: stated by a file, not measured by tuar; it counts for no control")
		p.fact("file", "%s, sha256 %s", i.File, i.SHA256)
		p.fact("imported", "by %s on %s", i.By, moment(i.At))
		p.fact("decided", "%s: %s", count(len(i.Rows), "item"), s.Tally())
		p.fact("reviewers", "%s", strings.Join(s.Reviewers, ", "))
		p.gap()
		lines := make([]string, len(i.Rows))
		for n, r := range i.Rows {
			lines[n] = importedLine(r)
		}
		p.list(lines, mostImported)
	}}
}
