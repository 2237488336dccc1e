package export

import (
	"context"
	"io"
	"time"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/comment"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/review/timeline"
)

// Exporter writes the results of campaigns.
type Exporter struct {
	workspace string
	campaigns *campaign.Service
	plans     Plans
	log       AuditLog
	talk      Talk
	files     Files
}

// Plans provides the state of the changes of a campaign.
type Plans interface {
	PlanRemediation(ctx context.Context, id string, undo bool) (*remediation.Plan, error)
}

// AuditLog provides what is kept of Torq's audit log; nil if nothing is.
type AuditLog interface {
	AuditLog(ctx context.Context) (*timeline.Log, error)
}

// Talk provides what was said on the rows of a campaign, the oldest first, each answer after its question.
type Talk interface {
	Comments(ctx context.Context, id string) ([]comment.Row, error)
}

// Files writes what is handed to a person.
type Files interface {
	// Write makes the file with what write produces, whole or not at all. It replaces one only if overwrite is set.
	Write(ctx context.Context, path string, overwrite bool, write func(io.Writer) error) error
}

// NewExporter makes the use cases of exports of a workspace.
func NewExporter(workspace string, campaigns *campaign.Service, plans Plans, log AuditLog, talk Talk, files Files) *Exporter {
	return &Exporter{workspace: workspace, campaigns: campaigns, plans: plans, log: log, talk: talk, files: files}
}

// Export returns the result of a campaign that was opened, whatever its state.
func (e *Exporter) Export(ctx context.Context, id string) (*Table, error) {
	sheet, err := e.campaigns.Sheet(ctx, id)
	if err != nil {
		return nil, err
	}
	s := sheet.Summary
	changes, err := e.changesOf(ctx, s)
	if err != nil {
		return nil, err
	}
	log, err := e.log.AuditLog(ctx)
	if err != nil {
		return nil, err
	}
	said, err := e.talk.Comments(ctx, s.ID)
	if err != nil {
		return nil, err
	}
	t := &Table{
		Campaign: s.ID, Name: s.Name, State: s.State, Due: s.Due, Scope: s.Scope, AssignedBy: sheet.AssignedBy, Population: sheet.Population, Roster: s.Roster, RosterAt: s.RosterAt,
		TakenAt: sheet.TakenAt.UTC().Truncate(time.Second), Signoffs: campaign.Statements(sheet.Superseded, sheet.Signoffs, sheet.Closing), DueMoves: campaign.Moved(sheet.DueMoves),
		Rows: make([]Row, len(sheet.Rows)), Workspace: e.workspace, Owner: s.Owner, CreatedAt: sheet.CreatedAt, OpenedAt: sheet.OpenedAt,
	}
	t.Ruled, t.Advises = s.Ruled(), sheet.AdviceRules > 0
	t.Dated, t.Logged = sheet.Dated, log != nil
	if sheet.Closing != nil {
		t.ClosedAt = &sheet.Closing.At
	}
	for i, r := range sheet.Rows {
		t.Rows[i] = Row{Row: r.Row, Decision: r.Decision, Advice: r.Advice, BackOn: r.BackOn, Share: r.Reviewer, First: r.ReassignedFrom, Previous: r.Previous, Change: changes[r.Item]}
		if t.Logged {
			t.Rows[i].Timeline = log.Of(&t.Rows[i].Row)
		}
	}
	for _, one := range said {
		if t.Comments == nil {
			t.Comments = map[string][]comment.Row{}
		}
		t.Comments[one.Item] = append(t.Comments[one.Item], one)
	}
	return t, nil
}

// changesOf returns the changes a campaign asks for, by item; none before they may be carried out.
func (e *Exporter) changesOf(ctx context.Context, s campaign.Summary) (map[string]*remediation.Change, error) {
	plan, err := e.plans.PlanRemediation(ctx, s.ID, false)
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

// ExportFile writes the result of a campaign to a file that the user named. It replaces a file only if overwrite is
// set.
func (e *Exporter) ExportFile(ctx context.Context, id string, format Format, path string, overwrite bool) error {
	t, err := e.Export(ctx, id)
	if err != nil {
		return err
	}
	return e.files.Write(ctx, path, overwrite, func(out io.Writer) error { return t.Write(out, format) })
}
