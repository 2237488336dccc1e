package cli

import (
	"context"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/estate"
	"github.com/tuar-dev/tuar/review/evidence"
)

func (s *session) evidenceCommand() *cobra.Command {
	return s.family("evidence", `tuar evidence pack q4 -o q4.zip
tuar evidence verify q4.zip`,
		"Hand the result to an auditor, checkable without tuar", s.evidencePackCommand(), s.evidenceVerifyCommand(), s.evidenceCheckCommand(), s.evidenceReconcileCommand(),
		s.evidenceOpenCommand(), s.evidenceTraceCommand(), s.evidenceSampleCommand(), s.evidenceOSCALCommand(), s.evidenceTrendCommand(),
		s.evidenceArchiveCommand())
}

func (s *session) evidencePackCommand() *cobra.Command {
	var o evidence.PackOptions
	var key string
	c := &cobra.Command{
		Use:   "pack CAMPAIGN [flags]",
		Short: "Write the evidence of a campaign to a ZIP file",
		Long: `pack writes one ZIP file with the tables (population, decisions, changes, elevations, exceptions), a report for reading and a
workbook, the whole journals and the population files they rest on, and how to check all of it with sha256sum and Python.

The journals are whole, since a chain cannot be cut: lines of other campaigns are in them. The same journals give the same
bytes, whenever and wherever they are packed. It works offline.

--company and --logo put your company on the head of the report; they go into pack.json, so that a check makes the same
report. With several workspaces the file holds the pack of each, as it would be alone, with a list and a cover; tuar evidence verify
and the check.py in it check all of them.

--pdf prints the report with a browser of this machine (Chromium, Chrome or Edge); without one, the pack is made all the same.`,
		Example: `tuar evidence pack q4 -o q4-evidence.zip
tuar --workspace prod,dev evidence pack q4 -o q4-evidence.zip`,
		Args:              takes(1, 1, "one campaign"),
		ValidArgsFunction: s.campaignArgument(campaign.Open, campaign.Closed),
		RunE: func(c *cobra.Command, args []string) error {
			if o.Path == "" || o.Path == "-" {
				return usagef("say which file to write").WithHint("tuar evidence pack %s -o %s-evidence.zip", args[0], filepath.Base(args[0]))
			}
			if s.several {
				return s.packSeveral(c.Context(), args[0], o, key)
			}
			return s.run(func(ctx context.Context, w *review.Workspace, args []string) (answer, error) {
				if key != "" {
					var err error
					if o.Sign, err = w.Signer(ctx, key, s.askPassphrase); err != nil {
						return answer{}, err
					}
				}
				packed, err := w.PackEvidence(ctx, args[0], o)
				return answered(packed, func(p *printer) { p.packed(packed) }, err)
			})(c, args)
		},
	}
	c.Flags().StringVarP(&o.Path, "output", "o", "", "`file` to write")
	c.Flags().BoolVar(&o.Overwrite, "force", false, "replace the file if there is one")
	c.Flags().StringVar(&o.Company, "company", "", "`name` of the company, for the head of the report")
	c.Flags().StringVar(&o.Logo, "logo", "", "PNG or SVG `file` with the company's logo, for the head of the report")
	c.Flags().BoolVar(&o.PDF, "pdf", false, "also print the report to a PDF beside the pack, with Chromium, Chrome or Edge")
	signWithFlag(c, &key)
	return c
}

// packSeveral writes the packs of several workspaces to one file.
func (s *session) packSeveral(ctx context.Context, id string, o evidence.PackOptions, key string) error {
	e, err := s.estate(ctx)
	if err != nil {
		return err
	}
	if key != "" {
		if o.Sign, err = e.Workspaces[0].Signer(ctx, key, s.askPassphrase); err != nil {
			return err
		}
	}
	made, err := e.PackEvidence(ctx, id, o)
	a, err := answered(made, func(p *printer) { p.packedSeveral(made) }, err)
	return s.give(a, err)
}

// packedSeveral writes what is in a file of several packs.
func (p *printer) packedSeveral(r estate.PackResult) {
	p.hang(p.good("written:"), "%s, %s, %s, sha256 %s", r.File, count(r.Files, "file"), size(r.Bytes), r.SHA256)
	for _, one := range r.Packs {
		p.linef("  %s: %s, %s, %d of %d decided", one.Path, one.Name, one.State, one.Decided, one.Items)
		if !one.Final {
			p.hang(p.warn("not final:"), "the campaign of %s is still open; what its pack shows may change", one.Workspace)
		}
	}
	if r.Signed {
		p.linef("  signed with the SSH key %s", r.Key)
	}
	p.linef("check it with: tuar evidence verify %s; or without tuar: unzip it, then there: sha256sum -c MANIFEST.sha256 && python3 check.py", r.File)
}

// packed writes the file of a pack, its size and heads, and remarks on it.
func (p *printer) packed(r evidence.PackResult) {
	p.hang(p.good("written:"), "%s, %s, %d bytes, sha256 %s", r.File, count(r.Files, "file"), r.Bytes, r.SHA256)
	for _, h := range r.Heads {
		p.linef("  journal %s: %s, head %s", h.Writer, count(int(h.Lines), "line"), h.Head)
	}
	if r.Signed {
		p.linef("  signed with the SSH key %s", r.Key)
	}
	if r.PDF != "" {
		p.linef("  report as PDF: %s, printed by %s; it is not in the pack, since no two browsers print alike", r.PDF, r.PDFBy)
	}
	if r.NoPDF != "" {
		p.hang(p.warn("no PDF:"), "%s. To print it yourself: unzip the pack, open report.html in a browser, and print it to PDF", strings.TrimSuffix(r.NoPDF, "."))
	}
	if !r.Final {
		p.hang(p.warn("not final:"), "the campaign is still open; what the pack shows may change")
	}
	if n := len(r.Others); n > 0 {
		p.hang("note:", "journals go in whole, so the lines of %s are in the pack too", count(n, "other campaign"))
	}
	p.linef("check it without tuar: unzip it, then there: sha256sum -c MANIFEST.sha256 && python3 check.py")
}
