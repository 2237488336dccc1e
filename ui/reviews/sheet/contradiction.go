package sheet

import (
	"fmt"
	"strings"

	"github.com/tuar-dev/tuar/review/campaign"
)

// contradicted says which of the decisions that were just made contradict another decision, a key or a claim mapping.
func (m *Model) contradicted(made []campaign.Decision) string {
	isMade := make(map[string]bool, len(made))
	rows := make([]campaign.SheetRow, 0, len(made))
	for _, d := range made {
		if r, ok := m.byID[d.Item]; ok {
			isMade[d.Item], rows = true, append(rows, r.SheetRow)
		}
	}
	var about []campaign.SheetRow
	for _, item := range m.related(rows) {
		about = append(about, m.byID[item].SheetRow)
	}
	lines := m.contradictions(about, func(item string) bool { return isMade[item] })
	if len(made) > 1 && len(lines) > 1 {
		return fmt.Sprintf("%d contradictions, which s lists; the first: %s", len(lines), lines[0])
	}
	return strings.Join(lines, "; ")
}
