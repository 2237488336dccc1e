package packet

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/record"
)

// Differs returns how the answers differ from the line that accepted them and the lines that came with it, as a phrase;
// empty if these say what the answers say.
func (a *Answers) Differs(accepted campaign.Answers, population string, lines []record.Line) string {
	if a.Campaign != accepted.Campaign || a.Population != population || a.Packet != accepted.Packet || a.Reviewer != accepted.Reviewer ||
		a.Name != accepted.Name || !a.FinishedAt.Equal(accepted.FinishedAt.Time) {
		return "they are of another campaign, population, packet or reviewer, or have another name or time"
	}
	left := map[string]Decision{}
	for _, d := range a.Decisions {
		if slices.Contains(accepted.Left, d.Item) {
			continue
		}
		left[d.Item] = d
	}
	if len(left) != len(a.Decisions)-len(accepted.Left) {
		return "they do not decide all items that the line left out"
	}
	for _, l := range lines {
		switch l.Type {
		case campaign.TypeDecided:
			is, _ := record.Glance[campaign.Decided](l)
			d, there := left[is.Item]
			if !there || d.Decision != is.Decision || d.ToRole != is.ToRole || strings.TrimSpace(d.Reason) != is.Reason || d.DwellMS != is.DwellMS || d.Bulk != is.Bulk || is.Carried {
				return fmt.Sprintf("line %d decides on %s otherwise", l.Seq, is.Item)
			}
			delete(left, is.Item)
		case campaign.TypeUndone:
			is, _ := record.Glance[campaign.Undone](l)
			if slices.ContainsFunc(a.Decisions, func(d Decision) bool { return d.Item == is.Item }) {
				return fmt.Sprintf("line %d takes a decision on %s back, and they decide on it", l.Seq, is.Item)
			}
		case campaign.TypeSignedOff:
			if is, _ := record.Glance[campaign.SignedOff](l); strings.TrimSpace(a.Statement) != is.Statement {
				return fmt.Sprintf("line %d has another statement", l.Seq)
			}
		}
	}
	if len(left) > 0 {
		return fmt.Sprintf("%d of their decisions are in no line", len(left))
	}
	return ""
}
