package review

import (
	"context"
	"io"
	"time"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/export"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/remediation"
)

// Export is the result of a campaign that was opened, whatever its state.
func (w *Workspace) Export(ctx context.Context, id string) (*export.Table, error) {
	sheet, err := w.Sheet(ctx, id)
	if err != nil {
		return nil, err
	}
	s := sheet.Summary
	changes, err := w.changesOf(ctx, s)
	if err != nil {
		return nil, err
	}
	t := &export.Table{
		Campaign: s.ID, Name: s.Name, State: s.State, Due: s.Due, Scope: s.Scope, Population: sheet.Population,
		TakenAt: sheet.TakenAt.UTC().Truncate(time.Second), Signoffs: campaign.Statements(sheet.Signoffs, sheet.Closing),
		Rows: make([]export.Row, len(sheet.Rows)),
	}
	for i, r := range sheet.Rows {
		t.Rows[i] = export.Row{Row: r.Row, Decision: r.Decision, Share: r.Reviewer, Previous: r.Last, Change: changes[r.Item]}
	}
	return t, nil
}

// changesOf are the changes a campaign asks for, by item; none before they may be carried out.
func (w *Workspace) changesOf(ctx context.Context, s campaign.Summary) (map[string]*remediation.Change, error) {
	plan, err := w.PlanRemediation(ctx, s.ID, false)
	if s.State != campaign.Closed && fault.KindOf(err) == fault.Refused {
		return nil, nil // nothing may be carried out yet
	}
	if err != nil {
		return nil, err
	}
	changes := make(map[string]*remediation.Change, len(plan.Changes))
	for i := range plan.Changes {
		changes[plan.Changes[i].Item] = &plan.Changes[i]
	}
	return changes, nil
}

// ExportFile writes the result of a campaign to a file a person named. It replaces a file only if overwrite is set.
func (w *Workspace) ExportFile(ctx context.Context, id string, format export.Format, path string, overwrite bool) error {
	t, err := w.Export(ctx, id)
	if err != nil {
		return err
	}
	return w.cfg.Files.Write(ctx, path, overwrite, func(out io.Writer) error { return t.Write(out, format) })
}

// ReadFile reads a file a person named, at most limit bytes.
func (w *Workspace) ReadFile(ctx context.Context, path string, limit int64) ([]byte, error) {
	return w.cfg.Files.Read(ctx, path, limit)
}
