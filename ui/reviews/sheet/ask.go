package sheet

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/advice"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/reason"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/words"
)

// What the dialogs of this screen answer.
type (
	reordered struct{ order order }
	hinted    struct {
		hint   string
		open   bool
		advice advice.Kind
	}
	reread struct{}
)

// askReason asks for the reason of the current row.
func (m *Model) askReason() tea.Cmd {
	r, ok := m.list.Current()
	if !ok {
		return nil
	}
	if why := m.barred(r); why != "" {
		return say(screen.Warn, r.Title()+": "+why)
	}
	if r.pending {
		return say(screen.Info, "the decision is still being written; try again in a moment")
	}
	label := "Goes into the record with the decision to come."
	if !r.undecided() {
		label = fmt.Sprintf("Recorded anew as: %s.", r.Decision.Verdict)
	}
	return m.env.OpenDialog(&overlay.Prompt{
		Title: "Reason for " + r.Title(), Label: label, Value: cmp.Or(r.note, r.Decision.Reason), Canned: m.sheet.CannedReasons,
		Action: func(text string) tea.Msg { return screen.For(m, reasoned{r.Item, text}) },
	})
}

// askBulkReason asks for the reason that certifying risky rows together needs.
func (m *Model) askBulkReason(d decide) tea.Cmd {
	return m.env.OpenDialog(&overlay.Prompt{
		Title: "Certify " + words.Count(len(d.rows), "row"),
		Label: fmt.Sprintf("%s privileged or flagged. Certifying them together needs a reason, which goes into the record with the number %d.%s",
			are(needReason(d.rows)), len(d.rows), words.AdviceAgainst(sheetRows(d.rows))),
		Canned: m.sheet.CannedReasons,
		Check: func(text string) error {
			if !reason.Given(text) {
				return errors.New("a reason of three letters or more is needed; esc leaves the rows as they are")
			}
			return nil
		},
		Action: func(text string) tea.Msg {
			d.reason = text
			return screen.For(m, d)
		},
	})
}

func sheetRows(rows []*row) []*campaign.SheetRow {
	all := make([]*campaign.SheetRow, len(rows))
	for i, r := range rows {
		all[i] = &r.SheetRow
	}
	return all
}

// assignedToOthers returns the reviewers to whom rows are assigned, other than the current user.
func (m *Model) assignedToOthers(rows []*row) (reviewers []string) {
	for _, r := range rows {
		if !r.Mine && !slices.Contains(reviewers, r.Reviewer) {
			reviewers = append(reviewers, r.Reviewer)
		}
	}
	return reviewers
}

// askInPlace says that rows are assigned to others, and asks for the reason to decide in their place.
func (m *Model) askInPlace(d decide, others []string) tea.Cmd {
	what := "This row is"
	if len(d.rows) > 1 {
		what = fmt.Sprintf("Some of these %d rows are", len(d.rows))
	}
	value := d.reason
	if len(d.rows) == 1 {
		value = cmp.Or(d.rows[0].note, value)
	}
	return m.env.OpenDialog(&overlay.Prompt{
		Title: "Decide in the place of " + strings.Join(others, ", "),
		Label: fmt.Sprintf("%s assigned to %s. Why do you decide (%s)? The record and the sign-off will say that it was you.", what,
			strings.Join(others, ", "), d.verdict),
		Value: value, Canned: m.sheet.CannedReasons, Check: func(text string) error { _, err := reason.Check("this", text); return err },
		Action: func(text string) tea.Msg {
			d.reason, d.inPlace = text, true
			return screen.For(m, d)
		},
	})
}

func are(n int) string {
	if n == 1 {
		return "1 is"
	}
	return fmt.Sprintf("%d are", n)
}

// askCarry asks before rows are carried forward.
func (m *Model) askCarry(d decide) tea.Cmd {
	names := make([]string, len(d.rows))
	for i, r := range d.rows {
		names[i] = r.Title() + ", " + r.Role
	}
	return m.env.OpenDialog(&overlay.Confirm{
		Title:    "Carry forward",
		Question: fmt.Sprintf("Certify %s again, unchanged since %s?", words.Count(len(d.rows), "row"), lastCampaign(d.rows)),
		Details:  names, Yes: "certify " + fmt.Sprint(len(d.rows)), Danger: true, Action: screen.For(m, d),
	})
}

// lastCampaign names the campaign that decided last on all of the rows.
func lastCampaign(rows []*row) string {
	for _, r := range rows[1:] {
		if r.Previous.Campaign != rows[0].Previous.Campaign {
			return "they were certified last"
		}
	}
	return rows[0].Previous.In
}

// askHint asks which rows to show, by hint.
func (m *Model) askHint() tea.Cmd {
	counts, advised := map[string]int{}, map[advice.Kind]int{}
	open := 0
	for _, r := range m.rows {
		if !m.shows(r) {
			continue
		}
		if r.undecided() {
			open++
		}
		advised[r.Advice.Kind]++
		for _, h := range r.Hints {
			counts[h.Name]++
		}
	}
	entries := []overlay.Entry{
		{Name: "everything", Action: screen.For(m, hinted{})},
		{Name: "undecided only", Note: words.Count(open, "row"), Action: screen.For(m, hinted{open: true})},
	}
	for _, kind := range slices.Backward(advice.Kinds) {
		if n := advised[kind]; n > 0 {
			entries = append(entries, overlay.Entry{Name: "advice: " + kind.Words(), Note: words.Count(n, "row"), Action: screen.For(m, hinted{advice: kind})})
		}
	}
	for _, name := range access.HintNames() {
		if n := counts[name]; n > 0 {
			entries = append(entries, overlay.Entry{Name: name, Note: words.Count(n, "row"), Action: screen.For(m, hinted{hint: name})})
		}
	}
	return m.env.OpenDialog(overlay.NewChoice("Show", append(entries, m.workspaceEntries()...)))
}

// askOrder asks how to order and group the rows.
func (m *Model) askOrder() tea.Cmd {
	notes := map[order]string{
		byRisk:   "what needs a closer look first; unchanged low-risk rows folded at the end",
		byRole:   "everyone with the same role together",
		byPerson: "each person with their API keys",

		byReviewer: "the assignment of each reviewer together",
	}
	entries := make([]overlay.Entry, len(orders))
	for i, o := range orders {
		entries[i] = overlay.Entry{Name: "by " + string(o), Note: notes[o], Action: screen.For(m, reordered{o})}
	}
	choice := overlay.NewChoice("Order and grouping", entries)
	choice.Select(slices.Index(orders, m.order))
	return m.env.OpenDialog(choice)
}

// signOff closes the reviewer's assignment.
func (m *Model) signOff() tea.Cmd {
	if m.writing() {
		return say(screen.Info, "decisions are still being written; try again in a moment")
	}
	return m.dialogs.SignOff(m.campaign)
}

func (m *Model) export() tea.Cmd { return m.dialogs.Export(m.campaign) }

// importFile records decisions from a file.
func (m *Model) importFile() tea.Cmd {
	if m.writing() {
		return say(screen.Info, "decisions are still being written; try again in a moment")
	}
	return m.dialogs.Import(m.campaign)
}

// handOver gives the marked rows, or the current one, to another reviewer.
func (m *Model) handOver() tea.Cmd {
	var items []string
	for _, r := range m.list.MarkedOrCurrent() {
		if r.Locked {
			return say(screen.Warn, r.Title()+": "+m.barred(r))
		}
		items = append(items, r.Item)
	}
	if len(items) == 0 {
		return say(screen.Info, "move to a row to hand it over")
	}
	return m.dialogs.HandOver(m.campaign, items)
}
