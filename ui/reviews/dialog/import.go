package dialog

import (
	"errors"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/decisionfile"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/words"
)

// Import asks for a file of decisions, shows what it would change in the campaign, and records that after a yes.
func (d *Dialogs) Import(id string) tea.Cmd {
	return d.as(func() tea.Msg {
		c, err := d.service.Campaign(d.env.Context, id)
		if err != nil {
			return refused(err)
		}
		return ask((&importing{d, c}).prompt(""))
	})
}

// importing is a file of decisions on its way into a campaign.
type importing struct {
	*Dialogs
	campaign campaign.Summary
}

func (m *importing) prompt(path string) *overlay.Prompt {
	return &overlay.Prompt{
		Title: "Import decisions", Label: "File with decisions on " + m.campaign.Name + ": an export that was filled in (CSV), or answers to a packet (JSON, XLSX)", Value: path,
		Check: func(path string) error {
			if path == "" {
				return fault.New(fault.BadInput, "a file name is needed")
			}
			return nil
		},
		Action: func(path string) tea.Msg {
			if isAnswers(path) {
				return m.answers(path, campaign.AcceptOptions{})
			}
			return m.preview(path, decisionfile.AskReasons)
		},
	}
}

// preview shows what the file would change. Where reasons alone differ it asks about them first.
func (m *importing) preview(path string, reasons decisionfile.Reasons) screen.Run {
	return func() tea.Msg {
		found, err := m.service.PreviewImportFile(m.env.Context, m.campaign.ID, path, reasons)
		if err != nil {
			return m.cannot(path, err)
		}
		if n := found.Count(decisionfile.OnlyReason); n > 0 && reasons == decisionfile.AskReasons {
			return ask(overlay.NewChoice(fmt.Sprintf("In %s only the reason differs", words.Count(n, "item")), []overlay.Entry{
				{Name: "keep the recorded reasons", Note: "spreadsheets rewrite numbers and dates", Action: m.preview(path, decisionfile.KeepReasons)},
				{Name: "record the reasons of the file", Note: "they are shown before", Action: m.preview(path, decisionfile.ChangeReasons)},
			}))
		}
		chosen, err := found.Chosen()
		switch {
		case err != nil:
			return m.cannot(path, err)
		case len(chosen) == 0:
			return screen.Notify{Text: "nothing to record: " + found.Summary(), Level: screen.Info}
		}
		details := []string{found.Summary()}
		for _, c := range chosen {
			details = append(details, c.String())
		}
		return ask(&overlay.Confirm{
			Title: "Import decisions", Question: fmt.Sprintf("Record %s in %s?", decisions(len(chosen)), m.campaign.Name),
			Details: details, Yes: "record", Danger: true, Action: m.record(found),
		})
	}
}

// cannot explains why the file cannot be imported, row by row.
func (m *importing) cannot(path string, err error) tea.Msg {
	var rejected *campaign.Rejected
	if !errors.As(err, &rejected) {
		return refused(err)
	}
	lines := make([]string, len(rejected.Problems))
	for i, p := range rejected.Problems {
		lines[i] = p.Err.Error()
	}
	return ask(&overlay.Confirm{
		Title: "Import decisions", Question: fmt.Sprintf("Nothing was recorded: %d of the rows cannot be taken.", len(lines)),
		Details: lines, Yes: "name a file", No: "close", Danger: true, Action: screen.OpenDialog{Dialog: m.prompt(path)},
	})
}

func (m *importing) record(found *decisionfile.Import) screen.Run {
	return func() tea.Msg {
		made, err := m.service.RecordImport(m.env.Context, found)
		if err != nil {
			return refused(err)
		}
		sheet, err := m.service.Sheet(m.env.Context, m.campaign.ID)
		if err != nil {
			return refused(err)
		}
		among := make(map[string]bool, len(made))
		for _, d := range made {
			among[d.Item] = true
		}
		if lines := campaign.ContradictionSentences(sheet.Contradictions(sheet.Rows), func(item string) bool { return among[item] }); len(lines) > 0 {
			text := strings.Join(lines, "\n")
			return recorded(ask(&overlay.Notice{Title: "Contradictions", Text: text}), "recorded: %s in %s; u in the review takes them back", decisions(len(made)), m.campaign.Name)
		}
		return recorded(nil, "recorded: %s in %s; u in the review takes them back", decisions(len(made)), m.campaign.Name)
	}
}

// decisions returns n with its word.
func decisions(n int) string {
	if n == 1 {
		return "1 decision"
	}
	return fmt.Sprintf("%d decisions", n)
}
