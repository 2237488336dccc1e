package sheet

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/estate"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/words"
)

// The functions below are about rows of several workspaces in one queue. With one workspace the sheet is its own part.

// placed is the wish to see the rows of one workspace alone.
type placed struct{ workspace string }

// part is how far the shown rows of one workspace are.
type part struct {
	workspace      string
	decided, total int
}

// from returns the sheet of the row's own campaign.
func (m *Model) from(r *row) *campaign.Sheet { return m.sheet.Of(&r.SheetRow) }

// countParts counts the shown rows of each workspace.
func (m *Model) countParts(rows []*row) {
	m.parts = nil
	for _, r := range rows {
		if r.Workspace == "" {
			return
		}
		i := slices.IndexFunc(m.parts, func(p part) bool { return p.workspace == r.Workspace })
		if i < 0 {
			i, m.parts = len(m.parts), append(m.parts, part{workspace: r.Workspace})
		}
		m.parts[i].total++
		if r.done() {
			m.parts[i].decided++
		}
	}
	slices.SortFunc(m.parts, func(a, b part) int { return strings.Compare(a.workspace, b.workspace) })
}

// countPart counts a decided row in or out.
func (m *Model) countPart(r *row, n int) {
	for i := range m.parts {
		if m.parts[i].workspace == r.Workspace {
			m.parts[i].decided += n
		}
	}
}

// partsText says how far each workspace is.
func (m *Model) partsText() string {
	var b strings.Builder
	for _, p := range m.parts {
		fmt.Fprintf(&b, " · %s %d/%d", p.workspace, p.decided, p.total)
	}
	return b.String()
}

// workspaceEntries returns the choices to see one workspace alone.
func (m *Model) workspaceEntries() (entries []overlay.Entry) {
	for _, p := range m.parts {
		entries = append(entries, overlay.Entry{
			Name: "workspace " + p.workspace, Note: words.Count(p.total, "row"), Action: screen.For(m, placed{p.workspace}),
		})
	}
	return entries
}

// persons are the rows of each person who has rows in more than one workspace, by their key in the joined ledger.
type persons map[string][]*row

func personsOf(sheet *campaign.Sheet, rows []*row) persons {
	if sheet.Parts == nil {
		return nil
	}
	all := persons{}
	for _, r := range rows {
		if r.Email != "" {
			key := sheet.People.Key(r.Email)
			all[key] = append(all[key], r)
		}
	}
	for key, of := range all {
		if !slices.ContainsFunc(of, func(r *row) bool { return r.Workspace != of[0].Workspace }) {
			delete(all, key)
		}
	}
	return all
}

// personKey returns the function that gives all addresses of one person the same key.
func (m *Model) personKey() func(email string) string {
	if m.joined {
		return m.sheet.People.Key
	}
	return strings.ToLower
}

// elsewhere says what the person of the row has in other workspaces, and what was decided about it.
func (m *Model) elsewhere(r *row) string {
	if r.Email == "" {
		return ""
	}
	var parts []string
	for _, other := range m.persons[m.sheet.People.Key(r.Email)] {
		if other.Workspace == r.Workspace {
			continue
		}
		text := other.Workspace + ": " + other.Role
		if other.Kind != access.User {
			text = other.Workspace + ": " + other.Title() + ", " + other.Role
		} else if !strings.EqualFold(other.Email, r.Email) {
			text += " as " + other.Email
		}
		if v := other.Decision.Verdict; v != campaign.Undecided {
			text += " (" + other.verdict() + ")"
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, "; ")
}

// to makes a way to another section one to the row's own workspace and campaign.
func (m *Model) to(way screen.Navigate, r *row) screen.Navigate {
	if m.joined {
		way.Workspace, way.Campaign, way.Item = r.Workspace, m.from(r).Summary.ID, strings.TrimPrefix(r.Item, estate.Join(r.Workspace, ""))
	}
	return way
}

// byPart divides rows by their workspace, named there as in their own record.
func byPart(rows []campaign.SheetRow) map[string][]campaign.SheetRow {
	parts := map[string][]campaign.SheetRow{}
	for _, r := range rows {
		prefix := estate.Join(r.Workspace, "")
		r.Item, r.Decision.Item = strings.TrimPrefix(r.Item, prefix), strings.TrimPrefix(r.Decision.Item, prefix)
		parts[r.Workspace] = append(parts[r.Workspace], r)
	}
	return parts
}

// related returns the items of rows with everything else of the same people in their workspace.
func (m *Model) related(rows []campaign.SheetRow) (items []string) {
	if !m.joined {
		return m.sheet.Related(plain(rows))
	}
	for workspace, of := range byPart(rows) {
		for _, item := range m.sheet.Parts[workspace].Related(plain(of)) {
			items = append(items, estate.Join(workspace, item))
		}
	}
	slices.Sort(items)
	return items
}

func plain(rows []campaign.SheetRow) []access.Row {
	out := make([]access.Row, len(rows))
	for i := range rows {
		out[i] = rows[i].Row
	}
	return out
}

// contradictions returns the sentences about contradictions among rows, each about an item that passes.
func (m *Model) contradictions(rows []campaign.SheetRow, passes func(item string) bool) (lines []string) {
	if !m.joined {
		return campaign.ContradictionSentences(m.sheet.Contradictions(rows), passes)
	}
	for workspace, of := range byPart(rows) {
		found := m.sheet.Parts[workspace].Contradictions(of)
		for _, line := range campaign.ContradictionSentences(found, func(item string) bool { return passes(estate.Join(workspace, item)) }) {
			lines = append(lines, workspace+": "+line)
		}
	}
	slices.Sort(lines)
	return lines
}
