package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/evidence"
	"github.com/tuar-dev/tuar/review/evidence/archive"
)

func (s *session) evidenceArchiveCommand() *cobra.Command {
	var o evidence.ArchiveOptions
	var key, from, to string
	var year int
	c := &cobra.Command{
		Use:   "archive --year YEAR -o FILE.zip [flags]",
		Short: "Write the evidence of a period to one ZIP file",
		Long: `archive writes one ZIP file with the evidence pack of every campaign that was open in a period, as tuar evidence pack writes it, the
temporary roles of the period as a table, and RETENTION.md, which says what is kept, until when and where. --keep-until and --kept-at
go into that statement as your words; without them it says that they are not stated. tuar does not enforce them.

One manifest covers all of it, and --sign-with signs that. Check it with tuar evidence verify, or without tuar with sha256sum and
check.py, which runs the check.py of every pack. The same journals and words give the same bytes. It works offline.`,
		Example: `tuar evidence archive --year 2026 -o evidence-2026.zip
tuar evidence archive --from 2026-07-01 --to 2026-12-31 -o second-half.zip --sign-with ~/.ssh/id_ed25519
tuar evidence archive --year 2026 -o evidence-2026.zip --keep-until 2033-12-31 --kept-at "bucket audit-archive, object lock"`,
		Args: takes(0, 0, ""),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, _ []string) (answer, error) {
			switch {
			case o.Path == "" || o.Path == "-":
				return answer{}, usagef("say which file to write").WithHint("tuar evidence archive --year 2026 -o evidence-2026.zip")
			case year != 0 && (from != "" || to != ""):
				return answer{}, usagef("--year is a period of its own: leave --from and --to out, or --year")
			case year != 0:
				from, to = fmt.Sprintf("%04d-01-01", year), fmt.Sprintf("%04d-12-31", year)
			case from == "" || to == "":
				return answer{}, usagef("say of which period").WithHint("--year 2026, or --from 2026-07-01 --to 2026-12-31")
			}
			var err error
			if o.Period, err = archive.NewPeriod(from, to); err != nil {
				return answer{}, err
			}
			if key != "" {
				if o.Sign, err = w.Signer(ctx, key, s.askPassphrase); err != nil {
					return answer{}, err
				}
			}
			made, err := w.ArchiveEvidence(ctx, o)
			return answered(made, func(p *printer) { p.archived(made, o.Retention) }, err)
		}),
	}
	c.Flags().IntVar(&year, "year", 0, "the whole `year`, such as 2026")
	c.Flags().StringVar(&from, "from", "", "first `day` of the period, such as 2026-07-01 (UTC)")
	c.Flags().StringVar(&to, "to", "", "last `day` of the period")
	c.Flags().StringVar(&o.Retention.Until, "keep-until", "", "until which `day` the archive is kept, for RETENTION.md")
	c.Flags().StringVar(&o.Retention.Where, "kept-at", "", "`where` the archive is kept, for RETENTION.md")
	c.Flags().StringVarP(&o.Path, "output", "o", "", "`file` to write")
	c.Flags().BoolVar(&o.Overwrite, "force", false, "replace the file if there is one")
	signWithFlag(c, &key)
	return c
}

// archived writes what is in an archive, and remarks on it.
func (p *printer) archived(r evidence.ArchiveResult, kept archive.Retention) {
	p.hang(p.good("written:"), "%s, %s, %s, sha256 %s", r.File, count(r.Files, "file"), size(r.Bytes), r.SHA256)
	p.linef("  %s to %s: %s, %s", r.From, r.To, count(len(r.Packs), "campaign"), count(r.Elevations, "elevation"))
	open := 0
	for _, c := range r.Packs {
		p.linef("  %s: %s, %s, %d of %d decided", c.Path, c.Name, c.State, c.Decided, c.Items)
		if !c.Final {
			open++
		}
	}
	if r.Signed {
		p.linef("  signed with the SSH key %s", r.Key)
	}
	if open > 0 {
		p.hang(p.warn("not final:"), "%s not closed; what the archive shows of it may change", count(open, "campaign"))
	}
	if kept.Until == "" || kept.Where == "" {
		p.hang("note:", "RETENTION.md says that it is not stated until when or where the archive is kept; state it with --keep-until and --kept-at")
	}
	p.linef("check it with: tuar evidence verify %s; or without tuar: unzip it, then there: sha256sum -c MANIFEST.sha256 && python3 check.py", r.File)
}
