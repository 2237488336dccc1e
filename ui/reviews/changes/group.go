package changes

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/ui/widget"
)

// group is a heading with the states under it.
type group struct {
	id, label string
	states    []remediation.State
}

// groups lists all headings; those that need attention come first.
var groups = []group{
	{"wrong", "failed or came back", []remediation.State{remediation.Failed, remediation.Returned}},
	{"todo", "to do", []remediation.State{remediation.Planned}},
	{"blocked", "blocked", []remediation.State{remediation.Blocked}},
	{"hand", "by hand", []remediation.State{remediation.ByPerson}},
	{"sent", "sent, not proven", []remediation.State{remediation.Sent}},
	{"proven", "proven", []remediation.State{remediation.Confirmed, remediation.Corroborated}},
	{"undone", "taken back", []remediation.State{remediation.Undone}},
}

func (g *group) of(plan *remediation.Plan) []*remediation.Change {
	var found []*remediation.Change
	for i := range plan.Changes {
		if c := &plan.Changes[i]; slices.Contains(g.states, c.State) {
			found = append(found, c)
		}
	}
	return found
}

// groupChanges puts the changes under headings. Within each they stand by name.
func groupChanges(plan *remediation.Plan) []widget.Group[*remediation.Change] {
	var out []widget.Group[*remediation.Change]
	for _, g := range groups {
		rows := g.of(plan)
		if len(rows) == 0 {
			continue
		}
		slices.SortStableFunc(rows, func(a, b *remediation.Change) int {
			return strings.Compare(strings.ToLower(a.Title()), strings.ToLower(b.Title()))
		})
		out = append(out, widget.Group[*remediation.Change]{ID: g.id, Label: g.label, Rows: rows})
	}
	return out
}

// summary returns one line on which changes are confirmed and which are not.
func summary(plan *remediation.Plan) string {
	switch {
	case len(plan.Changes) == 0 && plan.Undo:
		return "nothing was carried out, so there is nothing to take back"
	case len(plan.Changes) == 0:
		return "the campaign revoked and reduced nothing"
	}
	t := plan.Tally()
	f := plan.Figures()
	parts := []string{fmt.Sprintf("%d of %d proven by a fresh listing", f.Proven, f.Decided)}
	for _, s := range []struct {
		state remediation.State
		words string
	}{
		{remediation.Returned, "came back"},
		{remediation.Failed, "failed"},
		{remediation.Planned, "to do"},
		{remediation.Sent, "sent but not proven"},
		{remediation.ByPerson, "by hand"},
		{remediation.Blocked, "blocked"},
		{remediation.Undone, "taken back"},
	} {
		if n := t[s.state]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, s.words))
		}
	}
	if f.Corroborated > 0 {
		parts = append(parts, fmt.Sprintf("%d in the audit log", f.Corroborated))
	}
	if f.Withdrawn > 0 {
		parts = append(parts, fmt.Sprintf("%d carried out without a decision in force", f.Withdrawn))
	}
	if f.Superseded > 0 {
		parts = append(parts, fmt.Sprintf("%d decided by a newer campaign", f.Superseded))
	}
	return strings.Join(parts, ", ")
}
