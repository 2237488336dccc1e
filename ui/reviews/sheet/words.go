package sheet

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/ui/words"
)

// The functions below write the status line after an act: what was recorded, and about which people.

// named returns the decision about a row as a phrase.
func (m *Model) named(d campaign.Decision) string {
	who := d.Item
	if r, ok := m.byID[d.Item]; ok {
		who = r.Title()
	}
	if to := d.To(); to != "" {
		return fmt.Sprintf("%s %s to %s", d.Verdict, who, to)
	}
	if d.Until != "" {
		return fmt.Sprintf("%s %s until %s", d.Verdict, who, d.Until)
	}
	return fmt.Sprintf("%s %s", d.Verdict, who)
}

// people returns the people that decisions are about, the first of them by name.
func (m *Model) people(ds []campaign.Decision) string {
	const most = 3
	var names []string
	for _, d := range ds[:min(len(ds), most)] {
		name := d.Item
		if r, ok := m.byID[d.Item]; ok {
			name = r.Title()
		}
		names = append(names, name)
	}
	if more := len(ds) - most; more > 0 {
		names = append(names, fmt.Sprintf("%d more", more))
	}
	return strings.Join(names, ", ")
}

// recorded describes what an act recorded.
func (m *Model) recorded(msg done) string {
	word := cmp.Or(msg.act.anew, "recorded")
	if n := len(msg.decisions); n > 1 {
		return fmt.Sprintf("%s: %s %s in one act, which the record keeps; u takes it back: %s", word, msg.act.choices[0].Verdict, words.Count(n, "row"), m.people(msg.decisions))
	}
	text := word + ": " + m.named(msg.decisions[0])
	if reason := msg.decisions[0].Reason; reason != "" {
		text += fmt.Sprintf(", because: %s", reason)
	}
	if r, ok := m.byID[msg.decisions[0].Item]; ok && r.Decision.Stages != nil {
		text += "; " + r.Decision.Ruling.Words()
	}
	return text + m.hanging(msg.decisions[0])
}

// tookBack describes the decisions that were taken back, and those now in force.
func (m *Model) tookBack(before, after []campaign.Decision) string {
	if n := len(before); n > 1 {
		return fmt.Sprintf("took back: %s, in one act: %s", m.verdicts(before), m.people(before))
	}
	text := "took back: " + m.named(before[0])
	if after[0].Verdict != campaign.Undecided {
		text += ", so " + m.named(after[0]) + " stands"
	}
	return text
}

// verdicts counts decisions by verdict: "certify 3 rows, revoke 1 row".
func (m *Model) verdicts(ds []campaign.Decision) string {
	var order []campaign.Verdict
	n := map[campaign.Verdict]int{}
	for _, d := range ds {
		if n[d.Verdict]++; n[d.Verdict] == 1 {
			order = append(order, d.Verdict)
		}
	}
	slices.Sort(order)
	text := ""
	for i, v := range order {
		if i > 0 {
			text += ", "
		}
		text += fmt.Sprintf("%s %s", v, words.Count(n[v], "row"))
	}
	return text
}

// again returns the choices that lead to the same decisions.
func again(ds []campaign.Decision) []campaign.Choice {
	choices := make([]campaign.Choice, len(ds))
	for i, d := range ds {
		choices[i] = campaign.Choice{Item: d.Item, Verdict: d.Verdict, ToRole: d.ToRole, Reason: d.Reason, Carried: d.Carried, Until: d.Until}
	}
	return choices
}
