package sheet

import (
	"fmt"
	"strings"
	"time"

	"charm.land/lipgloss/v2"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/ui/widget"
	"github.com/tuar-dev/tuar/ui/words"
)

// pane draws everything that is known of a row.
func (m *Model) pane(pane widget.Pane, r *row) []string {
	if pane.Below {
		return m.brief(pane, r)
	}
	p := newPaper(pane)
	p.title(r.Title())
	p.field("filter", m.list.Query().Named(r))
	m.facts(&p, r)
	p.gap()
	m.hints(&p, r)
	m.dismissed(&p, r)
	p.field("advice", r.Advised())
	m.history(&p, r)
	m.cameAbout(&p, r)
	p.field("revoking", strings.Join(m.sheet.Revoking(&r.SheetRow), "; "))
	p.gap()
	m.standing(&p, r)
	m.talk(&p, r)
	m.rules(&p, r)
	if pane.Alone || len(p.Lines()) < pane.Height {
		p.gap()
		p.field("may", m.permissions(r))
	}
	return p.Lines()
}

// brief draws the most important facts in one line each, if there is room for a few lines only.
func (m *Model) brief(pane widget.Pane, r *row) []string {
	p := newPaper(pane)
	p.field("filter", m.list.Query().Named(r))
	m.talk(&p, r)
	m.hints(&p, r)
	m.dismissed(&p, r)
	p.field("advice", r.Advised())
	m.facts(&p, r)
	m.standing(&p, r)
	m.history(&p, r)
	m.cameAbout(&p, r)
	p.field("revoking", strings.Join(m.sheet.Revoking(&r.SheetRow), "; "))
	return p.Lines()
}

// heading draws the details of a heading.
func (m *Model) heading(pane widget.Pane) []string {
	p := newPaper(pane)
	if group, _ := m.list.CurrentGroup(); group == campaign.CarryGroup {
		p.text("These rows have the role they had when they were certified last, and no rule flags them.")
		p.text("c here certifies them again, one line each in the record, with the reason of last time. enter shows them one by one.")
	} else {
		p.text("enter folds or unfolds this group; space and A mark rows.")
	}
	if m.sheet.Instructions != "" {
		p.gap()
		p.field("instructions", m.sheet.Instructions)
	}
	return p.Lines()
}

func (m *Model) facts(p *paper, r *row) {
	taken := m.from(r).TakenAt
	p.field("workspace", r.Workspace)
	p.field("elsewhere", m.elsewhere(r))
	p.field("role", r.RoleTold())
	if !r.Kind.HoldsRole() {
		p.field("kind", r.Account())
		for _, f := range r.Facts() {
			p.field(f.Label, f.Text)
		}
		if on := r.Employment(); on != "" {
			p.field("roster", on)
		}
		return
	}
	p.field("account", r.Account()+", created "+before(r.CreatedAt, taken))
	word := "last sign-in"
	if r.Kind == access.Key {
		word = "last use"
	}
	p.field(word, before(r.LastLoginAt, taken))
	if on := r.Employment(); on != "" {
		p.field("roster", on)
	}
	p.field("responsible", r.Responsibility())
	p.field("purpose", r.Noted().Purpose)
}

// permissions returns what the role of a row grants; of a custom role under review by the things that it is about, with ! at
// those that are privileged.
func (m *Model) permissions(r *row) string {
	if r.Kind != access.Role {
		return strings.Join(r.Permissions, " · ")
	}
	groups := m.from(r).Rules.Grouped(r.Permissions)
	texts := make([]string, len(groups))
	for i, g := range groups {
		texts[i] = g.String()
	}
	return strings.Join(texts, " · ")
}

// before returns the time between an event and the snapshot under review.
func before(t *time.Time, taken time.Time) string {
	if t == nil {
		return "not known to Torq"
	}
	return fmt.Sprintf("%s the snapshot of %s (%s)", widget.Before(*t, taken), taken.UTC().Format("2 Jan"), t.UTC().Format(campaign.DateLayout))
}

func (m *Model) hints(p *paper, r *row) {
	for _, h := range r.Hints {
		if p.Brief {
			p.Flag(h.Name, h.Why)
		} else {
			p.Flag(h.Name, h.Fact)
		}
	}
}

// dismissed adds the hints that do not count.
func (m *Model) dismissed(p *paper, r *row) {
	for _, d := range r.Dismissed {
		p.field(d.Name, d.String())
	}
}

// rules adds the rule of each hint, and what its fact was taken from.
func (m *Model) rules(p *paper, r *row) {
	if r.Flagged() {
		p.gap()
	}
	for _, h := range r.Hints {
		p.field(h.Name, h.Basis())
	}
}

func (m *Model) history(p *paper, r *row) {
	p.field("last time", r.LastTime(m.from(r).PreviousName))
}

// later adds when a postponed row comes back, and why it was postponed.
func (m *Model) later(p *paper, r *row) {
	if r.Postponed != nil && r.undecided() {
		p.field("postponed", r.Postponed.String(m.env.Now()))
	}
}

// standing adds the decision, the reviewer and the assurance of their identity, or else the reviewer who is to decide.
func (m *Model) standing(p *paper, r *row) {
	m.later(p, r)
	switch d := r.Decision; {
	case r.pending:
		p.field("decision", "being written to the record")
	case d.Stages != nil:
		m.stages(p, r)
		if why := m.barred(r); why != "" && r.undecided() {
			p.field("decision", "none of yours; "+why)
		} else if r.undecided() && r.note != "" {
			p.field("reason", r.note+" (kept for the decision to come)")
		}
	case d.Ruling == campaign.AtClosing:
		p.field("decision", "counts as revoked: "+campaign.CountedReason)
	case r.undecided():
		if why := m.barred(r); why != "" {
			p.field("decision", "none; "+why)
		} else if r.note != "" {
			p.field("reason", r.note+" (kept for the decision to come)")
		}
		if m.shared() && !m.mine || r.ReassignedFrom != "" {
			p.field("assigned to", r.assigned())
		}
	default:
		text := d.Verdict.Past()
		if to := d.To(); to != "" {
			text += " to " + to
		}
		if d.Until != "" {
			text += " until " + d.Until
		}
		text += " " + widget.Ago(d.At, m.env.Now()) + " by " + words.Assured(d.Reviewer, d.Known)
		if d.Bulk > 1 {
			text += fmt.Sprintf(", one of %d at once", d.Bulk)
		}
		if d.Carried {
			text += ", carried forward"
		}
		p.field("decision", text)
		p.field("also grants", strings.Join(d.Gains, ", "))
		p.field("keeps", strings.Join(d.Scopes, ", "))
		p.field("reason", d.Reason)
	}
}

// paper collects labelled texts and sentences about a row.
type paper struct{ widget.Facts }

func newPaper(pane widget.Pane) paper {
	return paper{widget.Facts{Theme: pane.Theme, Width: pane.Width, Signs: true, Brief: pane.Below}}
}

func (p *paper) title(s string) { p.Line("  " + p.Theme.Title.Render(p.Theme.Fit(s, p.Width-2))) }

func (p *paper) gap() { p.Line("") }

func (p *paper) text(s string) {
	for _, line := range p.Theme.Block(s, max(1, p.Width-3)) {
		p.Line("  " + line)
	}
}

// field writes a label and its text; nothing if there is no text.
func (p *paper) field(label, text string) { p.Add(label, text, lipgloss.NewStyle()) }
