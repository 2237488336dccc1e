package campaigns

import (
	"fmt"
	"strings"
	"time"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
)

// paper collects the lines of the details.
type paper struct {
	th    *theme.Theme
	width int
	lines []string
}

const label = 14 // cells of the names on the left

// fact writes a label with a text that may take several lines; nothing without a text.
func (p *paper) fact(name, text string, style lipgloss.Style) {
	if text == "" {
		return
	}
	for i, line := range p.th.Block(text, max(p.width-label-2, 1)) {
		if i > 0 {
			name = ""
		}
		p.lines = append(p.lines, " "+p.th.Dim.Render(p.th.Fit(name, label))+style.Render(line))
	}
}

func (p *paper) describe(c campaign.Summary, d detail, known bool, now time.Time) {
	th := p.th
	p.lines = append(p.lines, th.Title.Render(th.Fit(" "+c.Name, p.width)))
	dueLook := th.Text
	if c.Overdue {
		dueLook = th.Warn
	}
	when := c.Due
	if c.State != campaign.Closed {
		when += ", " + widget.Due(c.Due, now)
	}
	p.fact("due", when, dueLook)
	p.fact("scope", c.Scope, th.Text)
	p.fact("items", counts(c), th.Text)
	switch {
	case !known:
		p.lines = append(p.lines, th.Dim.Render(th.Fit(" reading"+th.Ellipsis(), p.width)))
		return
	case d.err != nil:
		p.fact("", th.Alert+" "+d.err.Error(), th.Bad)
		return
	}
	if c.Population != "" {
		p.fact("population", fmt.Sprintf("%s, taken %s", population.Short(c.Population), widget.Ago(d.taken, now)), th.Text)
	}
	if d.stale != "" {
		p.fact("", th.Alert+" "+staleWords(c)+d.stale, th.Warn)
	}
	p.shares(c, d)
	p.fact("owner", c.Owner, th.Text)
	if c.Apply == campaign.AtSignoff || c.Apply == campaign.AtOnce {
		p.fact("carried out", string(c.Apply)+", before it is closed; p shows the changes", th.Text)
	}
	p.fact("compared", d.compared, th.Text)
	p.fact("instructions", d.plan.Instructions, th.Text)
	p.fact("like", d.plan.CopiedFrom, th.Text)
	if d.closing != nil {
		p.fact("closed", fmt.Sprintf("%s by %s: %s", d.closing.At.Format(campaign.DateLayout), d.closing.By, d.closing.Statement), th.Text)
	}
}

func staleWords(c campaign.Summary) string {
	if c.State == campaign.Draft {
		return "sync before opening: "
	}
	return "opened all the same: "
}

func counts(c campaign.Summary) string {
	if c.State == campaign.Draft {
		return fmt.Sprintf("%d, if it were opened now", c.Items)
	}
	parts := []string{fmt.Sprintf("%d of %d decided", c.Decided, c.Items)}
	for _, part := range strings.Split(c.Tally(), ", ") {
		if !strings.HasPrefix(part, "0 ") {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, " · ")
}

// shares writes a line per reviewer: how far they are, and whether they signed off.
func (p *paper) shares(c campaign.Summary, d detail) {
	const (
		signed = " ✓ signed"
		bar    = 6
		roomy  = 20 // for the name, from which on there is a bar
	)
	th := p.th
	done, sign := make([]string, len(d.shares)), 0
	most := 0
	for i, s := range d.shares {
		done[i] = fmt.Sprintf("%d/%d", s.decided, s.items)
		if c.State == campaign.Draft {
			done[i] = fmt.Sprintf("%d items", s.items)
		}
		most = max(most, len(done[i]))
		if s.signed {
			sign = ansi.StringWidth(signed)
		}
	}
	for i, s := range d.shares {
		name, text := "", ""
		if i == 0 {
			name = "reviewers"
		}
		if s.signed {
			text = signed
		}
		right := " " + th.FitRight(done[i], most) + th.Good.Render(th.Fit(text, sign))
		who := p.width - label - 2 - ansi.StringWidth(right)
		if who-bar-1 >= roomy && c.State != campaign.Draft {
			right = " " + widget.Progress(th, s.decided, s.items, bar) + right
			who -= bar + 1
		}
		line := " " + th.Dim.Render(th.Fit(name, label)) + th.Fit(s.reviewer, max(who, 1)) + right
		p.lines = append(p.lines, widget.Line(line, p.width))
	}
	if d.own > 0 && c.State != campaign.Closed {
		p.fact("", fmt.Sprintf("%s %d in their own holder's share: hand over with h", th.Alert, d.own), th.Warn)
	}
}
