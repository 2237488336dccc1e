package cli

import (
	"context"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/export"
)

func (s *session) exportCommand() *cobra.Command {
	var name, columns, path string
	var force bool
	c := &cobra.Command{
		Use:   "export CAMPAIGN [flags]",
		Short: "Write the result of a campaign to a file",
		Long: `export writes one row for each item of a campaign, undecided ones too, with the decision, its reason, who made it, and where
in the record it stands. Cells that a spreadsheet would take for a formula are defused. A CSV file begins with a byte order mark,
by which spreadsheets know UTF-8; what goes into a pipe has none.

With several workspaces all rows go into one file, with the workspace in the first column.

--columns writes CSV in the columns of others: entra has those of Microsoft Entra's review history, grc those that platforms for
audits, such as Vanta and Drata, ask for. What each column holds: tuar help exports.`,
		Example: `tuar export q4 -o q4.csv
tuar --workspace prod,dev export q4 -o q4.xlsx
tuar export q4 --columns entra -o q4-entra.csv
tuar export q4 --columns grc -o q4-upload.csv
tuar export q4 --format json | jq '.decisions[] | select(.decision == "revoke")'`,
		Args:              takes(1, 1, "one campaign"),
		ValidArgsFunction: s.campaignArgument(campaign.Open, campaign.Closed),
		RunE: func(c *cobra.Command, args []string) error {
			format, err := s.exportFormat(name, columns, path)
			if err != nil {
				return err
			}
			shown := path == "" || path == "-"
			if _, onTerminal := terminal(s.out); shown && onTerminal && format == export.XLSX {
				return usagef("a workbook cannot be shown on a terminal").WithHint("name a file: -o %s.xlsx", filepath.Base(args[0]))
			}
			one := func(ctx context.Context, w *review.Workspace, args []string) (answer, error) {
				return s.export(ctx, w, args[0], format, path, force)
			}
			switch {
			case !s.several:
				return s.run(one)(c, args)
			case shown:
				return s.exportSeveral(c.Context(), args[0], format, "", force)
			}
			return s.exportSeveral(c.Context(), args[0], format, path, force)
		},
	}
	c.Flags().StringVar(&name, "format", "", "csv, json, xlsx, html or md (default: as the file's name ends)")
	c.Flags().StringVar(&columns, "columns", "", "columns of others, as CSV: entra or grc")
	c.Flags().StringVarP(&path, "output", "o", "-", "`file` to write; - is stdout")
	c.Flags().BoolVar(&force, "force", false, "replace the file if there is one")
	complete(c, "format", "csv", "json", "xlsx", "html", "md")
	complete(c, "columns", "entra", "grc")
	return c
}

// export writes the result of a campaign of one workspace.
func (s *session) export(ctx context.Context, w *review.Workspace, id string, format export.Format, path string, force bool) (answer, error) {
	if path == "" || path == "-" {
		t, err := w.Export(ctx, id)
		if err != nil {
			return answer{}, err
		}
		return answer{}, t.Write(s.exported(), format)
	}
	if err := w.ExportFile(ctx, id, format, path, force); err != nil {
		return answer{}, err
	}
	summary, err := w.Campaign(ctx, id)
	return exportedTo(path, summary.ID, format, err)
}

// exportSeveral writes the results of several workspaces as one, to standard output if the path is empty.
func (s *session) exportSeveral(ctx context.Context, id string, format export.Format, path string, force bool) error {
	e, err := s.estate(ctx)
	if err != nil {
		return err
	}
	if path != "" {
		a, err := exportedTo(path, id, format, e.ExportFile(ctx, id, format, path, force))
		return s.give(a, err)
	}
	joined, err := e.Export(ctx, id)
	if err != nil {
		return err
	}
	return joined.Write(s.exported(), format)
}

// exportedTo returns the answer to an export to a file.
func exportedTo(path, campaign string, format export.Format, err error) (answer, error) {
	return answered(map[string]string{"campaign": campaign, "format": string(format), "file": path}, func(p *printer) {
		p.linef("written: %s", path)
	}, err)
}

// exportFormat returns the format asked for: by name, by --json, or by the ending of the file; with the columns of
// others, if they are named.
func (s *session) exportFormat(name, columns, path string) (export.Format, error) {
	if columns == "" {
		return s.plainFormat(name, path)
	}
	if name == "" && (path == "-" || path == "") && !s.json {
		name = string(export.CSV)
	}
	format, err := s.plainFormat(name, path)
	if err != nil {
		return "", err
	}
	return format.WithColumns(columns)
}

func (s *session) plainFormat(name, path string) (export.Format, error) {
	ending := strings.TrimPrefix(strings.ToLower(filepath.Ext(path)), ".")
	switch {
	case name != "":
		return export.ParseFormat(name)
	case path == "-" || path == "":
		if s.json {
			return export.JSON, nil
		}
		return "", usagef("say in which format to write").WithHint("--format csv, json, xlsx, html or md; or name a file that ends so with -o")
	case ending == "markdown":
		return export.Markdown, nil
	case ending == "htm":
		return export.HTML, nil
	}
	format, err := export.ParseFormat(ending)
	if err != nil {
		return "", usagef("the name %q does not say in which format to write", path).WithHint("add --format csv, json, xlsx, html or md")
	}
	return format, nil
}
