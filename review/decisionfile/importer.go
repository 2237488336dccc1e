package decisionfile

import (
	"context"
	"errors"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
)

// Importer records the decisions of files in campaigns.
type Importer struct {
	core      *core.Core
	lookup    *campaign.Lookup
	campaigns *campaign.Service
	files     Files
}

// Files reads what a person named.
type Files interface {
	// Read returns the bytes of a file, at most limit of them.
	Read(ctx context.Context, path string, limit int64) ([]byte, error)
}

// NewImporter makes the use cases of files of decisions.
func NewImporter(c *core.Core, lookup *campaign.Lookup, campaigns *campaign.Service, files Files) *Importer {
	return &Importer{core: c, lookup: lookup, campaigns: campaigns, files: files}
}

// MaxFile bounds the size of a file of decisions, in bytes.
const MaxFile = 32 << 20

// PreviewImport returns the changes that a CSV file of decisions would make to a campaign. It records nothing. If rows
// cannot be accepted, the error is a *campaign.Rejected that names them by their lines.
func (i *Importer) PreviewImport(ctx context.Context, id string, data []byte, reasons Reasons) (*Import, error) {
	rows, err := Read(data)
	if err != nil {
		return nil, err
	}
	actor, err := i.core.Actor(ctx)
	if err != nil {
		return nil, err
	}
	var found *Import
	err = i.lookup.Inspect(ctx, id, func(c *campaign.Campaign, v *campaign.View) (err error) {
		found, err = Compare(rows, Against{
			Campaign: c, Basis: v.Basis, Reasons: reasons, People: i.core.People(),
			Item: campaign.NewItemNames(c, v.Basis.Rows).Find,
			Role: func(name string) (string, error) { return core.FindRole(v.Basis.Roles, name) },
			Judge: func(choices []campaign.Choice) error {
				_, err := c.Decide(v.Basis, actor, choices, "")
				return err
			},
		})
		return err
	})
	return found, err
}

// PreviewImportFile previews the import of a file that a person named.
func (i *Importer) PreviewImportFile(ctx context.Context, id, path string, reasons Reasons) (*Import, error) {
	data, err := i.files.Read(ctx, path, MaxFile)
	if err != nil {
		return nil, err
	}
	found, err := i.PreviewImport(ctx, id, data, reasons)
	return found, wrapRejected(err, path)
}

// wrapRejected says which file an error is about. The problems of rows, which name their lines, stay as they are.
func wrapRejected(err error, path string) error {
	if rows := (*campaign.Rejected)(nil); errors.As(err, &rows) {
		return err
	}
	return fault.Wrap(err, "%s", path)
}

// RecordImport records what was previewed: all of it or, if a decision was made about one of the items since, nothing.
// It returns the decisions now in force, in the order of the file.
func (i *Importer) RecordImport(ctx context.Context, found *Import) ([]campaign.Decision, error) {
	changes, err := found.Chosen()
	if err != nil || len(changes) == 0 {
		return nil, err
	}
	choices, items := make([]campaign.Choice, len(changes)), make([]string, len(changes))
	for n, one := range changes {
		choices[n], items[n] = one.Choice, one.Choice.Item
	}
	batch := core.RandomHex(8)
	return i.campaigns.ChangeDecisions(ctx, found.Campaign,
		func(c *campaign.Campaign, basis campaign.Basis, actor record.Actor) ([]record.Entry, []string, error) {
			for _, one := range changes {
				if c.Decision(one.Choice.Item).Line != one.Was.Line {
					return nil, nil, fault.New(fault.Refused, "another person decided on %s meanwhile; nothing was recorded",
						one.About.Title()).
						WithHint("look at the changes again")
				}
			}
			entries, err := c.Decide(basis, actor, choices, batch)
			return entries, items, err
		})
}
