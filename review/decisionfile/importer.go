package review

import (
	"context"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/decisionfile"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
)

// MaxDecisionFile is how large a file of decisions may be, in bytes.
const MaxDecisionFile = 32 << 20

// PreviewImport says what a file of decisions in CSV would change in a campaign. It records nothing. Every row that cannot
// be taken is named by its line, as *campaign.Rejected.
func (w *Workspace) PreviewImport(ctx context.Context, id string, data []byte, reasons decisionfile.Reasons) (*decisionfile.Import, error) {
	rows, err := decisionfile.Read(data)
	if err != nil {
		return nil, err
	}
	actor, err := w.Actor(ctx)
	if err != nil {
		return nil, err
	}
	j, err := w.join(ctx, id)
	if err != nil {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	c, err := w.find(ctx, j.opening.campaign)
	if err != nil {
		return nil, err
	}
	return decisionfile.Compare(rows, decisionfile.Against{
		Campaign: c, Basis: j.basis, Reasons: reasons,
		Item: newItemNames(c.ID, c.Items, j.basis.Rows).find,
		Role: func(name string) (string, error) { return core.FindRole(j.basis.Roles, name) },
		Judge: func(choices []campaign.Choice) error {
			_, err := c.Decide(j.basis, actor, choices, "")
			return err
		},
	})
}

// PreviewImportFile is PreviewImport of a file that a person named.
func (w *Workspace) PreviewImportFile(ctx context.Context, id, path string, reasons decisionfile.Reasons) (*decisionfile.Import, error) {
	data, err := w.cfg.Files.Read(ctx, path, MaxDecisionFile)
	if err != nil {
		return nil, err
	}
	found, err := w.PreviewImport(ctx, id, data, reasons)
	return found, wrapRejected(err, path)
}

// wrapRejected says which file an error is about. The problems of rows, which name their lines, stay as they are.
func wrapRejected(err error, path string) error {
	if _, rows := err.(*campaign.Rejected); rows { //nolint:errorlint // a wrapped one says more already
		return err
	}
	return fault.Wrap(err, "%s", path)
}

// RecordImport records what was previewed: all of it or, if a decision was made about one of the items since, nothing. It
// returns the decisions now in force, in the order of the file.
func (w *Workspace) RecordImport(ctx context.Context, found *decisionfile.Import) ([]campaign.Decision, error) {
	changes, err := found.Chosen()
	if err != nil || len(changes) == 0 {
		return nil, err
	}
	choices, items := make([]campaign.Choice, len(changes)), make([]string, len(changes))
	for i, one := range changes {
		choices[i], items[i] = one.Choice, one.Choice.Item
	}
	batch := core.RandomHex(8)
	return w.change(ctx, found.Campaign, func(c *campaign.Campaign, basis campaign.Basis, actor record.Actor) ([]record.Entry, []string, error) {
		for _, one := range changes {
			if c.Decision(one.Choice.Item).Line != one.Was.Line {
				return nil, nil, fault.New(fault.Refused, "somebody else decided on %s meanwhile; nothing was recorded", one.About.Title()).
					WithHint("look at the changes again")
			}
		}
		entries, err := c.Decide(basis, actor, choices, batch)
		return entries, items, err
	})
}
