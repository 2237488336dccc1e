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
	for _, part := range []struct {
		n    int
		what string
	}{{c.Certified, "certified"}, {c.Reduced, "reduced"}, {c.Revoked, "revoked"}, {c.Abstained, "abstained"}} {
		if part.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", part.n, part.what))
		}
	}
	return strings.Join(parts, " · ")
}

// Widths of what stands right of a reviewer.
const (
	barWidth  = 6
	doneWidth = 8
	signWidth = 16
)

// shares writes a line per reviewer: how far they are, and whether they signed off.
func (p *paper) shares(c campaign.Summary, d detail) {
	th := p.th
	for i, s := range d.shares {
		name := ""
		if i == 0 {
			name = "reviewers"
		}
		right := th.Dim.Render(th.FitRight(fmt.Sprintf("%d items", s.items), doneWidth+signWidth))
		if c.State != campaign.Draft {
			sign := ""
			if s.signed != nil {
				sign = " ✓ signed " + s.signed.At.UTC().Format("2 Jan")
			}
			right = widget.Progress(th, s.decided, s.items, barWidth) +
				th.FitRight(fmt.Sprintf("%d/%d", s.decided, s.items), doneWidth) + th.Good.Render(th.Fit(sign, signWidth))
		}
		who := p.width - label - 2 - ansi.StringWidth(right)
		line := " " + th.Dim.Render(th.Fit(name, label)) + th.Fit(s.reviewer, max(who, 10)) + " " + right
		p.lines = append(p.lines, widget.Line(line, p.width))
	}
	if d.own > 0 && c.State != campaign.Closed {
		p.fact("", fmt.Sprintf("%s %d in their own holder's share: hand over with h", th.Alert, d.own), th.Warn)
	}
}
