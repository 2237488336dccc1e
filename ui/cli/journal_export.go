package cli

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
)

func (s *session) journalExportCommand() *cobra.Command {
	var format, since, path string
	var force bool
	c := &cobra.Command{
		Use:   "export [flags]",
		Short: "Write the record as events for a SIEM",
		Long: `export writes the lines of the record as events of the Open Cybersecurity Schema Framework (OCSF), one JSON object a line, the
oldest first. The hash of the line is the event's metadata.uid, so that an event that arrives twice is known. A line without
effect has the status Failure and says why. What each type of line becomes stands in review/ocsf/OCSF.md of the source.`,
		Example: `tuar journal export --format ocsf -o journal.ndjson
tuar journal export --format ocsf --since 2026-11-01 | jq 'select(.severity_id >= 3)'`,
		Args: takes(0, 0, ""),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, _ []string) (answer, error) {
			if format != "ocsf" {
				return answer{}, usagef("%q is not a format of the record", format).WithHint("%s", didYouMean(format, []string{"ocsf"}, "the format is ocsf"))
			}
			var from time.Time
			if since != "" {
				var err error
				if from, err = time.Parse(campaign.DateLayout, since); err != nil {
					return answer{}, usagef("--since takes a date as YYYY-MM-DD, not %q", since)
				}
			}
			if path == "" || path == "-" {
				_, err := w.ExportJournal(ctx, from, s.out)
				return answer{}, err
			}
			n, err := w.ExportJournalFile(ctx, from, path, force)
			return answered(map[string]any{"file": path, "format": format, "events": n}, func(p *printer) {
				p.linef("written: %s, %s", path, count(n, "event"))
			}, err)
		}),
	}
	c.Flags().StringVar(&format, "format", "ocsf", "ocsf")
	c.Flags().StringVar(&since, "since", "", "only lines from that `date` on, UTC, as YYYY-MM-DD")
	c.Flags().StringVarP(&path, "output", "o", "-", "`file` to write; - is stdout")
	c.Flags().BoolVar(&force, "force", false, "replace the file if there is one")
	complete(c, "format", "ocsf")
	return c
}
