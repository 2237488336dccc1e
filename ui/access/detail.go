package access

import (
	"fmt"
	"strings"

	"charm.land/lipgloss/v2"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/ui/theme"
)

// detail is everything that is known of the row under the cursor.
func (s *Screen) detail(th *theme.Theme, width int) []string {
	r, ok := s.table.Current()
	if !ok {
		return []string{th.Dim.Render(th.Fit(" no row", width))}
	}
	taken := s.view.TakenAt
	p := &page{th: th, width: width}
	p.lines = append(p.lines, th.Title.Render(th.Fit(" "+r.Title(), width)))
	p.add(th.Text, "role", r.Role+about(r.Row))
	switch r.Kind {
	case access.Key:
		p.add(th.Text, "key", status(r.Row))
		if r.Email != "" {
			p.add(th.Text, "owner", r.Email)
		}
	case access.User:
		how := ", signs in with a local account"
		if r.SSO {
			how = ", signs in through SSO"
		}
		p.add(th.Text, "status", status(r.Row)+how)
	}
	p.add(th.Text, "created", day(r.CreatedAt, taken))
	word := "signed in"
	if r.Kind == access.Key {
		word = "used"
	}
	if r.LastLoginAt == nil {
		p.add(th.Text, word, "never, as far as Torq says")
	} else {
		p.add(th.Text, word, day(r.LastLoginAt, taken))
	}
	for _, h := range r.Hints {
		p.add(th.Warn, th.Alert, h.Name+": "+h.Why)
	}
	if was, ok := s.view.Before(r.Row); ok && was.Decision != "" {
		p.add(th.Info, "last time", decision(was)+", in "+was.In)
	}
	if r.Kind == access.User && r.SSO {
		for _, m := range s.view.Mappings {
			if m.RoleID == r.RoleID {
				p.add(th.Text, "mapping", fmt.Sprintf("%s = %s gives this role at sign-in", m.ClaimName, m.ClaimValue))
			}
		}
	}
	if len(r.Permissions) > 0 {
		p.add(th.Dim, "may", fmt.Sprintf("(%d) %s", len(r.Permissions), strings.Join(r.Permissions, ", ")))
	}
	return p.lines
}

// page collects lines of a name and a text.
type page struct {
	th    *theme.Theme
	width int
	lines []string
}

func (p *page) add(style lipgloss.Style, name, text string) {
	const names = 11
	for _, line := range p.th.Block(text, max(p.width-names-2, 1)) {
		p.lines = append(p.lines, p.th.Dim.Render(" "+p.th.Fit(name, names))+style.Render(line))
		name = ""
	}
}

func about(r access.Row) string {
	var words []string
	if r.Custom {
		words = append(words, "custom")
	}
	if r.Privileged {
		words = append(words, "privileged")
	}
	if len(words) == 0 {
		return ""
	}
	return " (" + strings.Join(words, ", ") + ")"
}

func decision(was access.LastRow) string {
	text := campaign.Verdict(was.Decision).Past()
	if was.ToRole != "" {
		text += " to " + was.ToRole
	}
	text += " by " + was.Reviewer + " on " + was.DecidedAt.Format("2 Jan 2006")
	if was.Reason != "" {
		text += ": " + was.Reason
	}
	return text
}
