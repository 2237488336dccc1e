package reviewing

import (
	"strings"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/person"
)

// contradicted says which of the decisions that were just made contradict another about the same person.
func (m *Model) contradicted(made []campaign.Decision) string {
	if len(made) != 1 {
		return "" // what many decisions come to is said at the sign-off
	}
	about, ok := m.byID[made[0].Item]
	if !ok || about.Email == "" {
		return ""
	}
	var same []review.SheetRow
	for _, r := range m.rows {
		if person.Same(r.Email, about.Email) {
			same = append(same, r.SheetRow)
		}
	}
	return strings.Join(review.Contradictions(same)[about.Item], "; ")
}
