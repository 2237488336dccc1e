// Package dialog holds the conversations about a whole campaign: opening it, signing off an assignment, handing items
// over, closing it, exporting the result. Each is a command that reads the data it needs and returns messages of
// package screen, so that any screen can start it.
package dialog

import (
	"context"
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/decisionfile"
	"github.com/tuar-dev/tuar/review/export"
	"github.com/tuar-dev/tuar/review/packet"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/reminder"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/screen"
)

// Service holds the methods of a workspace that the dialogs use.
type Service interface {
	Actor(context.Context) (record.Actor, error)
	SigningKey(context.Context) (string, error)
	Campaign(ctx context.Context, id string) (campaign.Summary, error)
	CampaignPlan(ctx context.Context, id string) (campaign.Plan, error)
	PreviewCampaign(context.Context, campaign.Plan) (campaign.Preview, error)
	Sheet(ctx context.Context, id string) (*campaign.Sheet, error)
	Assignment(ctx context.Context, id string) (campaign.AssignmentSummary, error)
	Leftover(ctx context.Context, id string) (campaign.Leftover, error)
	OpenCampaign(ctx context.Context, id string, allowStale bool) (campaign.Summary, error)
	Delegate(ctx context.Context, id string, h campaign.Handing) ([]string, error)
	SignOff(ctx context.Context, id, statement string) (campaign.Signoff, error)
	CloseCampaign(ctx context.Context, id, statement string) (campaign.Summary, error)
	MoveDue(ctx context.Context, id string, due time.Time, why string) (campaign.Summary, error)
	ReopenAssignment(ctx context.Context, id, reviewer, why string) (campaign.Superseded, error)
	VoidCampaign(ctx context.Context, id, why string) (campaign.Summary, error)
	PreviewImportFile(ctx context.Context, id, path string, reasons decisionfile.Reasons) (*decisionfile.Import, error)
	RecordImport(context.Context, *decisionfile.Import) ([]campaign.Decision, error)
	PreviewReminders(ctx context.Context, id string, choice reminder.Choice) (reminder.Batch, error)
	Remind(ctx context.Context, batch reminder.Batch, how reminder.How) ([]reminder.Made, error)
	PlanPackets(ctx context.Context, id string, o packet.Options) (*packet.Plan, error)
	MakePackets(ctx context.Context, plan *packet.Plan) error
	PreviewAnswers(ctx context.Context, id string, paths []string, o campaign.AcceptOptions) (*packet.HandedIn, error)
	AcceptAnswers(ctx context.Context, in *packet.HandedIn) error
	ExportFile(ctx context.Context, id string, format export.Format, path string, overwrite bool) error
}

// Dialogs starts the conversations.
type Dialogs struct {
	env     *screen.Env
	service Service
}

// New makes the dialogs.
func New(env *screen.Env, service Service) *Dialogs { return &Dialogs{env, service} }

// ask shows a dialog.
func ask(d overlay.Dialog) tea.Msg { return screen.OpenDialog{Dialog: d} }

// as asks something in the name of the current user, and first asks for that name if it is not known yet.
func (d *Dialogs) as(then tea.Cmd) tea.Cmd {
	return d.env.Asks(screen.Send(screen.Identify{Then: then}))
}

// recorded returns the messages that tell the user what was recorded.
func recorded(more tea.Msg, format string, args ...any) tea.Msg {
	said := screen.Notify{Text: fmt.Sprintf(format, args...), Level: screen.Good}
	batch := tea.BatchMsg{screen.Send(screen.Recorded{}), screen.Send(said)}
	if more != nil {
		batch = append(batch, screen.Send(more))
	}
	return batch
}

// refused shows why nothing was done.
func refused(err error) tea.Msg { return screen.Failed{Err: err} }
