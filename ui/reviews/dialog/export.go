package dialog

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/export"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/words"
)

// Export asks for a format and a file, and writes the result of the campaign there. A file that is there already is
// replaced only after another question.
func (d *Dialogs) Export(id string) tea.Cmd {
	return d.ExportAs(func(ctx context.Context) (campaign.Summary, error) { return d.service.Campaign(ctx, id) }, d.service.ExportFile)
}

// ExportFile writes the result of a campaign to a file.
type ExportFile func(ctx context.Context, id string, format export.Format, path string, overwrite bool) error

// ExportAs asks as Export does about the campaign that find returns, and has write do it.
func (d *Dialogs) ExportAs(find func(context.Context) (campaign.Summary, error), write ExportFile) tea.Cmd {
	return d.env.Asks(func() tea.Msg {
		c, err := find(d.env.Context)
		if err != nil {
			return refused(err)
		}
		notes := map[export.Format]string{
			export.CSV:      "a row per item, for spreadsheets",
			export.JSON:     "everything as it came, for programs",
			export.XLSX:     "a workbook, with dates and filters",
			export.HTML:     "a page for browsers, to read or print",
			export.Markdown: "a page to read as text",
			export.Entra:    "CSV in the columns of Microsoft Entra",
			export.GRC:      "CSV to upload to Vanta, Drata and others",
		}
		var entries []overlay.Entry
		for _, f := range slices.Concat(export.Formats, export.InColumns) {
			entries = append(entries, overlay.Entry{Name: string(f), Note: notes[f], Action: screen.OpenDialog{Dialog: d.path(c, f, write)}})
		}
		return ask(overlay.NewChoice("Export "+c.Name, entries))
	})
}

func (d *Dialogs) path(c campaign.Summary, f export.Format, write ExportFile) *overlay.Prompt {
	name := c.ID
	if slices.Contains(export.InColumns, f) {
		name += "-" + string(f)
	}
	return File{
		Title: "Export", What: words.Count(c.Items, "item"), Of: c.Name, Name: name + "." + f.Ending(),
		Write: func(path string, replace bool) error {
			return write(d.env.Context, c.ID, f, path, replace)
		},
	}.Prompt()
}
