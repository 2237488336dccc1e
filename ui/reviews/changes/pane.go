package changes

import (
	"fmt"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/ui/widget"
)

// ways are the methods in a pane.
var ways = map[order.Method]string{
	order.API:     "by Torq's API",
	order.Mapping: "by an SSO claim mapping, which takes effect at the next sign-in",
	order.Webhook: "by a Torq workflow, ordered by its webhook; its answer is a promise",
	order.Manual:  "by hand, in Torq's console",
}

// pane draws everything about a change. Below the list, it leaves out what the list shows.
func (m *Model) pane(pane widget.Pane, c *remediation.Change) []string {
	th := pane.Theme
	p := &widget.Facts{Theme: th, Width: pane.Width}
	if !pane.Below {
		p.Line(" " + th.Title.Render(th.Fit(c.Title(), max(1, p.Width-1))))
		p.Add("change", strings.TrimSuffix(m.does(c)+", "+ways[methodOf(c)], ", "), th.Text)
	}
	m.about(p, c)
	return p.Lines()
}

// about adds the facts about a change, the most important first.
func (m *Model) about(p *widget.Facts, c *remediation.Change) {
	th, s := p.Theme, stateOf(c)
	p.Add("state", s.sign+" "+s.means, s.look(th))
	p.Add("blocked", c.Blocked, th.Warn)
	p.Add("", c.Detail, th.Text)
	for i, step := range c.Steps {
		p.Add(first("by hand", i), fmt.Sprintf("%d. %s", i+1, step), th.Text)
	}
	if c.Blocked == "" {
		for i, text := range c.Effect {
			p.Add(first("effect", i), text, th.Text)
		}
	}
	for i, text := range c.Comeback {
		p.Add(first("comes back", i), text, th.Warn)
	}
	m.times(p, c)
	p.Add("id", c.Item, th.Dim)
}

func first(label string, i int) string {
	if i > 0 {
		return ""
	}
	return label
}

func (m *Model) times(p *widget.Facts, c *remediation.Change) {
	word := "sent"
	if c.Method == order.Manual {
		word = "ticked off"
	}
	at := func(t *time.Time, suffix string) string {
		if t == nil {
			return ""
		}
		return fmt.Sprintf("%s, %s%s", t.UTC().Format("2 Jan 2006 15:04 UTC"), widget.Ago(*t, m.env.Now()), suffix)
	}
	by := ""
	if c.By != "" {
		by = ", by " + c.By
	}
	p.Add(word, at(c.SentAt, by), p.Theme.Text)
	p.Add("listing", at(c.ConfirmedAt, ""), p.Theme.Text)
	p.Add("audit log", at(c.CorroboratedAt, ""), p.Theme.Text)
}

// whole draws what is to be known of the plan.
func (m *Model) whole(pane widget.Pane) []string {
	th := pane.Theme
	p := &widget.Facts{Theme: th, Width: pane.Width}
	p.Add("", "enter folds or unfolds a group; space marks changes to tick off together.", th.Text)
	p.Add("listing", "taken "+widget.Ago(m.plan.TakenAt, m.env.Now()), th.Text)
	for i, note := range m.notes() {
		p.Add(first("note", i), note, th.Warn)
	}
	return p.Lines()
}
