package cli

import (
	"context"
	"io"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/decisionfile"
	"github.com/tuar-dev/tuar/review/fault"
)

// decideFrom shows the changes in a file of decisions, asks for confirmation in an interactive session, and records
// them.
func (s *session) decideFrom(ctx context.Context, w *review.Workspace, id string, d decideFlags) (answer, error) {
	found, err := s.previewImport(ctx, w, id, d)
	if err != nil {
		return answer{}, err
	}
	chosen, refused := found.Chosen()
	if !s.json {
		p := s.printer(s.out)
		if s.interactive() {
			p = s.aside()
		}
		p.imported(found)
	}
	switch {
	case refused != nil:
		return answer{}, refused
	case d.dryRun:
		return previewed(found, chosen), nil
	case len(chosen) > 0 && s.interactive():
		if err := s.confirm(ctx, "Record "+count(len(chosen), "decision")+"?"); err != nil {
			return answer{}, err
		}
	}
	decided, err := w.RecordImport(ctx, found)
	if err != nil {
		return answer{}, err
	}
	return s.decided(ctx, w, id, decided, "recorded", importJSON(found, chosen))
}

func (s *session) previewImport(ctx context.Context, w *review.Workspace, id string, d decideFlags) (*decisionfile.Import, error) {
	if d.from != "-" {
		return w.PreviewImportFile(ctx, id, d.from, d.reasons())
	}
	data, err := io.ReadAll(io.LimitReader(s.In, decisionfile.MaxFile+1))
	switch {
	case err != nil:
		return nil, err
	case len(data) > decisionfile.MaxFile:
		return nil, fault.New(fault.BadInput, "stdin holds more than %d MiB of decisions", decisionfile.MaxFile>>20)
	}
	return w.PreviewImport(ctx, id, data, d.reasons())
}

// reasons returns the treatment of rows that differ only in the reason.
func (d decideFlags) reasons() decisionfile.Reasons {
	switch {
	case d.changeReasons:
		return decisionfile.ChangeReasons
	case d.keepReasons:
		return decisionfile.KeepReasons
	}
	return decisionfile.AskReasons
}

// previewed says that a dry run recorded nothing.
func previewed(found *decisionfile.Import, chosen []decisionfile.Change) answer {
	out := importJSON(found, chosen)
	out["campaign"], out["decided"], out["dry_run"] = found.Campaign, []decisionJSON{}, true
	return answer{out, func(p *printer) { p.linef("nothing was recorded: this was a dry run") }}
}

// importJSON counts what a file would change, for programs, and names the rows.
func importJSON(found *decisionfile.Import, chosen []decisionfile.Change) map[string]any {
	type change struct {
		Line      int               `json:"line"`
		Item      string            `json:"item"`
		Change    decisionfile.Kind `json:"change"`
		Was       campaign.Verdict  `json:"was"`
		Decision  campaign.Verdict  `json:"decision"`
		ToRole    string            `json:"to_role"`
		WasReason string            `json:"was_reason"`
		Reason    string            `json:"reason"`
	}
	changes := make([]change, len(found.Changes))
	for i, c := range found.Changes {
		changes[i] = change{c.Line, c.Choice.Item, c.Kind, c.Was.Verdict, c.Choice.Verdict, c.ToRole, c.Was.Reason, c.Choice.Reason}
	}
	return map[string]any{
		"new": found.Count(decisionfile.New), "changed": found.Count(decisionfile.Changed), "only_reason": found.Count(decisionfile.OnlyReason),
		"unchanged": found.Unchanged, "undecided": found.Undecided, "superseded": found.Superseded, "changes": changes,
		"skipped": found.Unchanged + found.Undecided + found.Superseded + len(found.Changes) - len(chosen),
	}
}

// imported writes the changes that a file of decisions would make.
func (p *printer) imported(found *decisionfile.Import) {
	p.linef("%s", p.bold(found.Summary()))
	var lines []string
	for _, c := range found.Changes {
		lines = append(lines, c.String())
	}
	p.list(lines, mostImported)
	if found.Superseded > 0 {
		p.linef("%s left alone: decided anew since the file was exported", count(found.Superseded, "row"))
	}
}

// mostImported bounds how many changes are listed before the question.
const mostImported = 60

// checkFile checks the flags about a file.
func (d decideFlags) checkFile(items []string) error {
	given := map[string]bool{"--change-reasons": d.changeReasons, "--keep-reasons": d.keepReasons, "--dry-run": d.dryRun}
	for _, name := range []string{"--change-reasons", "--keep-reasons", "--dry-run"} {
		if d.from == "" && given[name] {
			return usagef("%s is about a file of decisions", name).WithHint("name one with --from FILE")
		}
	}
	switch {
	case d.from == "":
		return nil
	case len(items) > 0:
		return usagef("with --from the items come from the file, not from the arguments")
	case d.reason != "":
		return usagef("with --from the reasons come from the file, from the column reason")
	case d.changeReasons && d.keepReasons:
		return usagef("--change-reasons and --keep-reasons say opposite things")
	}
	return nil
}
