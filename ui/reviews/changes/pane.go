package changes

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
	"github.com/tuar-dev/tuar/ui/words"
)

// paneTitle is who or what the pane is about.
func (m *Model) paneTitle() string {
	if c, ok := m.table.Current(); ok {
		return c.Title()
	}
	return "the plan"
}

// ways are the methods in a pane.
var ways = map[order.Method]string{
	order.API:     "by Torq's API",
	order.Mapping: "by an SSO claim mapping, which takes effect at the next sign-in",
	order.Webhook: "by a Torq workflow, ordered by its webhook; its answer is a promise",
	order.Manual:  "by hand, in Torq's console",
}

// pane tells everything about the current change, in height lines. Where it is brief, the list above tells the rest.
func (m *Model) pane(th *theme.Theme, width, height int, brief bool) string {
	p := widget.Facts{Theme: th, Width: width, Label: labelWidth}
	if c, ok := m.table.Current(); ok {
		if !brief {
			p.Lines = append(p.Lines, " "+th.Title.Render(th.Fit(c.Title(), max(1, width-1))))
			p.Add("change", strings.TrimSuffix(m.does(c)+", "+ways[methodOf(c)], ", "), th.Text)
		}
		m.about(&p, c)
	} else {
		m.whole(&p)
	}
	if rest := len(p.Lines) - height + 1; rest > 1 && height > 0 {
		more := words.Count(rest, "more line") + "; enter shows all"
		if m.details {
			m.scroll = min(m.scroll, rest)
			p.Lines = p.Lines[m.scroll:]
			more = fmt.Sprintf("%s above, %s below; pgup and pgdown scroll", words.Count(m.scroll, "line"), words.Count(rest-m.scroll, "line"))
		}
		p.Lines = append(p.Lines[:min(height-1, len(p.Lines))], " "+th.Dim.Render(th.Fit(more, max(1, width-1))))
	}
	return strings.Join(p.Lines, "\n")
}

// scrolls moves the text of the details, where it is longer than the screen, and says whether the key is for that.
func (m *Model) scrolls(msg tea.KeyPressMsg) bool {
	const some = 5
	switch {
	case !m.details:
		return false
	case msg.String() == "pgdown":
		m.scroll += some
	case msg.String() == "pgup":
		m.scroll = max(0, m.scroll-some)
	default:
		m.scroll = 0 // another change, or another view
		return false
	}
	return true
}

// about tells what is known of a change, what matters most first.
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

// labelWidth is the room for a label at the left.
const labelWidth = 11

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
		return fmt.Sprintf("%s, %s%s", t.UTC().Format("2 Jan 2006 15:04 UTC"), widget.Ago(*t, m.desk.Now()), suffix)
	}
	by := ""
	if c.By != "" {
		by = ", by " + c.By
	}
	p.Add(word, at(c.SentAt, by), p.Theme.Text)
	p.Add("listing", at(c.ConfirmedAt, ""), p.Theme.Text)
	p.Add("audit log", at(c.CorroboratedAt, ""), p.Theme.Text)
}

// whole tells about the plan.
func (m *Model) whole(p *widget.Facts) {
	if len(m.plan.Changes) > 0 {
		p.Add("", "enter folds or unfolds a group; space marks changes to tick off together.", p.Theme.Text)
	}
	p.Add("listing", "taken "+widget.Ago(m.plan.TakenAt, m.desk.Now()), p.Theme.Text)
	for i, note := range m.notes() {
		p.Add(first("note", i), note, p.Theme.Warn)
	}
}
