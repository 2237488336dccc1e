package reviews

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/ui/widget"
	"github.com/tuar-dev/tuar/ui/words"
)

// detail draws what is known of a campaign.
func (s *Screen) detail(pane widget.Pane, c campaign.Summary) []string {
	th, now := pane.Theme, s.env.Now()
	p := &widget.Facts{Theme: th, Width: pane.Width}
	d, known := s.details[c.ID]
	p.Line(th.Title.Render(th.Fit(" "+c.Name, p.Width)))
	dueLook := th.Text
	if c.Overdue {
		dueLook = th.Warn
	}
	when := c.Due
	if !c.Ended() {
		when += ", " + widget.Due(c.Due, now)
	}
	p.Add("due", when, dueLook)
	p.Add("scope", c.Scope, th.Text)
	p.Add("items", counts(c), th.Text)
	switch {
	case !known:
		p.Line(th.Dim.Render(th.Fit(" reading"+th.Ellipsis(), p.Width)))
		return p.Lines()
	case d.err != nil:
		p.Add("", th.Alert+" "+d.err.Error(), th.Bad)
		return p.Lines()
	}
	if c.Population != "" {
		p.Add("population", fmt.Sprintf("%s, taken %s", population.Short(c.Population), widget.Ago(d.taken, now)), th.Text)
	}
	if d.stale != "" {
		p.Add("", th.Alert+" "+staleWords(c)+d.stale, th.Warn)
	}
	assignments(p, c, d)
	if n := len(d.reminders); n > 0 {
		last := d.reminders[n-1]
		p.Add("reminded", fmt.Sprintf("%s, last %s: %s by %s", words.Count(n, "time"), widget.Ago(last.At, now), last.To, last.Method), th.Text)
	}
	p.Add("owner", c.Owner, th.Text)
	if c.Apply == campaign.AtSignoff || c.Apply == campaign.AtOnce {
		p.Add("carried out", string(c.Apply)+", before it is closed; p shows the changes", th.Text)
	}
	p.Add("compared", d.compared, th.Text)
	p.Add("instructions", d.plan.Instructions, th.Text)
	p.Add("like", d.plan.CopiedFrom, th.Text)
	if d.closing != nil {
		p.Add("closed", fmt.Sprintf("%s by %s: %s", d.closing.At.Format(campaign.DateLayout), d.closing.By, d.closing.Statement), th.Text)
	}
	return p.Lines()
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

// assignments writes a line per reviewer: how far they are, and whether they signed off.
func assignments(p *widget.Facts, c campaign.Summary, d detail) {
	const (
		signed = " ✓ signed"
		bar    = 6
		roomy  = 20 // for the name, from which on there is a bar
	)
	th := p.Theme
	done, sign := make([]string, len(d.assignments)), 0
	most := 0
	for i, s := range d.assignments {
		done[i] = fmt.Sprintf("%d/%d", s.decided, s.items)
		if c.State == campaign.Draft {
			done[i] = fmt.Sprintf("%d items", s.items)
		}
		most = max(most, len(done[i]))
		if s.signed {
			sign = ansi.StringWidth(signed)
		}
	}
	for i, s := range d.assignments {
		name, text := "", ""
		if i == 0 {
			name = "reviewers"
		}
		if s.signed {
			text = signed
		}
		p.Beside(name, func(width int) string {
			right := " " + th.FitRight(done[i], most) + th.Good.Render(th.Fit(text, sign))
			who := width - ansi.StringWidth(right)
			if who-bar-1 >= roomy && c.State != campaign.Draft {
				right = " " + widget.Progress(th, s.decided, s.items, bar) + right
				who -= bar + 1
			}
			return widget.Line(th.Fit(s.reviewer, max(who, 1))+right, width)
		})
	}
	if d.own > 0 && !c.Ended() {
		p.Add("", fmt.Sprintf("%s %d assigned to their own holders: hand over with h", th.Alert, d.own), th.Warn)
	}
}
