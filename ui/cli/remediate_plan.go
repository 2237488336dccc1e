package cli

import (
	"strings"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/remediation"
)

// plan writes the changes as a table, then the details of each.
func (p *printer) plan(plan *remediation.Plan) {
	rows := make([][]string, len(plan.Changes))
	for i := range plan.Changes {
		c := &plan.Changes[i]
		to := c.ToRole
		if n := len(c.ToScopes); n > 0 {
			to = count(n, "permission")
		}
		rows[i] = []string{string(c.State), c.Title(), action(c), c.FromRole, to, string(c.Method)}
	}
	if len(rows) > 0 {
		p.table([]column{{name: "STATE", keep: true}, {name: "WHO"}, {name: "ACTION", keep: true}, {name: "FROM"}, {name: "TO"}, {name: "METHOD", keep: true}}, rows)
	}
	for i := range plan.Changes {
		p.changeDetails(&plan.Changes[i])
	}
	if len(plan.Changes) > 0 {
		p.gap()
	}
	for _, note := range plan.Notes {
		p.hang(p.warn("note:"), "%s", note)
	}
	what := plan.Name
	if plan.Undo {
		what += ", undo"
	}
	p.linef("%s: %s", what, plan.Summary())
}

// action describes the effect of a change, with the decision if that adds information.
func action(c *remediation.Change) string {
	if c.Decision == campaign.Move && c.Action == order.ChangeRole {
		return "change-role (move)"
	}
	return string(c.Action)
}

// changeDetails writes the facts about a change that are not in its row, if any.
func (p *printer) changeDetails(c *remediation.Change) {
	var lines []string
	if c.Blocked != "" {
		lines = append(lines, "not done: "+c.Blocked)
	}
	if c.Detail != "" {
		lines = append(lines, c.Detail)
	}
	switch {
	case c.Proven():
		lines = append(lines, c.Comeback...)
	case c.Blocked == "" && c.State != remediation.Undone:
		lines = append(lines, c.Effect[min(1, len(c.Effect)):]...)
		if c.Method == order.Mapping {
			lines = append(lines, c.Effect[:1]...)
		}
		lines = append(lines, c.Comeback...)
		if c.State == remediation.ByPerson || c.State == remediation.Failed && len(c.Steps) > 0 {
			lines = append(lines, "by hand: "+strings.Join(c.Steps, "; "))
		}
	}
	if len(lines) == 0 {
		return
	}
	p.gap()
	p.linef("%s", p.bold(c.Title()))
	for _, l := range lines {
		p.text("  ", l)
	}
}

// state returns a state with its colour.
func (p *printer) state(s remediation.State) styledText {
	switch s {
	case remediation.Confirmed, remediation.Corroborated, remediation.Sent:
		return p.good(string(s) + ":")
	case remediation.Failed, remediation.Returned, remediation.Blocked:
		return p.bad(string(s) + ":")
	case remediation.Planned, remediation.ByPerson, remediation.Undone:
	}
	return p.warn(string(s) + ":")
}
