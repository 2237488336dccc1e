package access

import (
	"fmt"
	"strings"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/ui/fields"
	"github.com/tuar-dev/tuar/ui/widget"
)

// mostEvents bounds how many events of the audit log the details of a row show.
const mostEvents = 5

// detail draws everything that is known of a row.
func (s *Screen) detail(pane widget.Pane, r row) []string {
	th, width := pane.Theme, pane.Width
	taken := s.view.TakenAt
	p := &widget.Facts{Theme: th, Width: width}
	p.Line(th.Title.Render(th.Fit(" "+r.Title(), width)))
	p.Add("role", r.Role+about(r.Row), th.Text)
	switch r.Kind {
	case access.Key:
		p.Add("key", fields.Status(&r.Row), th.Text)
		if r.Email != "" {
			p.Add("owner", r.Email, th.Text)
		}
	case access.User:
		how := ", signs in with a local account"
		if r.SSO {
			how = ", signs in through SSO"
		}
		p.Add("status", fields.Status(&r.Row)+how, th.Text)
	case access.Mapping, access.Role: // their facts follow
	}
	for _, f := range r.Facts() {
		p.Add(f.Label, f.Text, th.Text)
	}
	if r.Kind.HoldsRole() {
		p.Add("created", day(r.CreatedAt, taken), th.Text)
		word := "signed in"
		if r.Kind == access.Key {
			word = "used"
		}
		if r.LastLoginAt == nil {
			p.Add(word, "never, as far as Torq says", th.Text)
		} else {
			p.Add(word, day(r.LastLoginAt, taken), th.Text)
		}
	}
	if on := r.Employment(); on != "" {
		p.Add("roster", on, th.Text)
	}
	if who := r.Responsibility(); who != "" {
		p.Add("responsible", who, th.Text)
	}
	if what := r.Noted().Purpose; what != "" {
		p.Add("purpose", what, th.Text)
	}
	for _, d := range r.Dismissed {
		p.Add("", d.Name+": "+d.String(), th.Dim)
	}
	for _, h := range r.Hints {
		p.Add(th.Alert, h.Name+": "+h.Fact, th.Warn)
		if basis := h.Basis(); basis != "" {
			p.Add("", basis, th.Dim)
		}
	}
	if advised := s.view.Advice(&r.Row); advised != "" {
		p.Add("advice", advised, th.Text)
	}
	was, decided := s.view.Before(r.Row)
	label := "came about"
	told := s.log.Of(&r.Row)
	for _, line := range told.Told(was.DecidedAt, s.view.RoleName, mostEvents) {
		p.Add(label, line, th.Text)
		label = ""
	}
	if decided && was.Decision != "" {
		p.Add("last time", decision(was)+", in "+was.In, th.Info)
	}
	if r.Kind == access.User && r.SSO {
		for _, m := range s.view.Mappings {
			if m.RoleID == r.RoleID {
				p.Add("mapping", fmt.Sprintf("%s = %s gives this role at sign-in", m.ClaimName, m.ClaimValue), th.Text)
			}
		}
	}
	if len(r.Permissions) > 0 {
		p.Add("may", fmt.Sprintf("(%d) %s", len(r.Permissions), strings.Join(r.Permissions, ", ")), th.Dim)
	}
	return p.Lines()
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

func decision(was access.PreviousRow) string {
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
