package sheet

import (
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/words"
)

// leaveOut asks which permissions of a custom role go. Choosing one marks it or takes the mark away.
type leaveOut struct {
	decide
	at int // of the entry that was chosen
}

// askScopes asks which permissions a custom role keeps. It keeps all until some are marked to go.
func (m *Model) askScopes(d decide) tea.Cmd {
	if len(d.rows) > 1 {
		return say(screen.Warn, "custom roles are reduced one by one: each has its own permissions; esc takes the marks away")
	}
	if len(d.rows[0].Permissions) < 2 {
		return say(screen.Warn, d.rows[0].Title()+" has no permission that it could do without; revoke it, or certify it")
	}
	d.scopes = slices.Clone(d.rows[0].Permissions)
	return m.chooseScopes(leaveOut{d, 1})
}

// chooseScopes shows the permissions of a custom role, those to go marked.
func (m *Model) chooseScopes(l leaveOut) tea.Cmd {
	r := l.rows[0]
	done := overlay.Entry{Name: fmt.Sprintf("Reduce: keep %d of %s", len(l.scopes), words.Count(len(r.Permissions), "permission")), Action: screen.For(m, l.decide)}
	switch len(l.scopes) {
	case len(r.Permissions):
		done.Disabled = "mark what goes, with enter"
	case 0:
		done.Disabled = "a role without permissions is revoked"
	}
	entries := []overlay.Entry{done}
	for i, permission := range r.Permissions {
		next := leaveOut{l.decide, i + 1}
		next.scopes = slices.DeleteFunc(slices.Clone(l.scopes), func(kept string) bool { return kept == permission })
		mark := "keeps  "
		if len(next.scopes) == len(l.scopes) {
			mark, next.scopes = "goes   ", append(next.scopes, permission)
			slices.Sort(next.scopes)
		}
		note := ""
		if m.from(r).Rules.PrivilegedBy([]string{permission}) != "" {
			note = "privileged"
		}
		entries = append(entries, overlay.Entry{Name: mark + permission, Note: note, Action: screen.For(m, next)})
	}
	return m.env.OpenDialog(overlay.NewChoice("Reduce "+r.Title(), entries).At(l.at))
}
