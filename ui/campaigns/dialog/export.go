package dialog

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/export"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/screen"
)

// Export asks for a format and a file, and writes the result of the campaign there. A file that is there already is
// replaced only after another question.
func Export(desk *screen.Desk, id string) tea.Cmd {
	return func() tea.Msg {
		c, err := desk.Workspace.Campaign(desk.Context, id)
		if err != nil {
			return refused(err)
		}
		notes := map[export.Format]string{
			export.CSV:      "a row per item, for spreadsheets",
			export.JSON:     "everything as it came, for programs",
			export.Markdown: "a page to read",
		}
		var entries []overlay.Entry
		for _, f := range export.Formats {
			entries = append(entries, overlay.Entry{Name: string(f), Note: notes[f], Action: screen.Ask{Dialog: path(desk, c, f)}})
		}
		return ask(overlay.NewChoice("Export "+c.Name, entries))
	}
}

func path(desk *screen.Desk, c campaign.Summary, f export.Format) *overlay.Prompt {
	return &overlay.Prompt{
		Title: "Export", Label: fmt.Sprintf("Write %s of %s to", items(c.Items), c.Name), Value: c.ID + "." + string(f),
		Check: func(path string) error {
			if path == "" {
				return fault.New(fault.BadInput, "a file name is needed")
			}
			return nil
		},
		Action: func(path string) tea.Msg { return write(desk, c, f, path, false) },
	}
}

func write(desk *screen.Desk, c campaign.Summary, f export.Format, path string, replace bool) Do {
	return func() tea.Msg {
		err := desk.Workspace.ExportFile(desk.Context, c.ID, f, path, replace)
		switch {
		case !replace && taken(err):
			return ask(&overlay.Confirm{
				Title: "Export", Question: path + " is there already. Replace it?", Yes: "replace", Danger: true,
				Action: write(desk, c, f, path, true),
			})
		case err != nil:
			return refused(err)
		}
		where := path
		if full, err := filepath.Abs(path); err == nil {
			where = full
		}
		return screen.Say{Text: fmt.Sprintf("%s written to %s", items(c.Items), where), Level: screen.Good}
	}
}

// taken says that the file was not written because there is one of that name. Of the names that cannot be written to,
// it is the one with nothing wrong on the disk behind it.
func taken(err error) bool {
	return fault.KindOf(err) == fault.BadInput && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrPermission)
}
