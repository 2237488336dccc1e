package changes

import (
	"cmp"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/words"
)

// noneChanged returns the reason why no change that was decided on other facts can be included.
func (m *Model) noneChanged(idle string) string {
	if idle == "" && m.plan.ChangedSince == 0 {
		return "nothing was decided on other facts"
	}
	return idle
}

// askChanged asks whether to make also the changes that were decided on other facts, which it names. The answer is for
// the next time that changes are made.
func (m *Model) askChanged() tea.Cmd {
	var details []string
	for i := range m.plan.Changes {
		if c := &m.plan.Changes[i]; c.NeedsYes() {
			details = append(details, fmt.Sprintf("%s (%s): %s", c.Title(), m.does(c), strings.Join(c.Changed, "; ")))
		}
	}
	if len(details) == 0 {
		return say(screen.Info, cmp.Or(m.noneChanged(""), "nothing was decided on other facts"))
	}
	return m.env.OpenDialog(&overlay.Confirm{
		Title: "Decided on other facts", Question: "Include " + words.Count(len(details), "change") + " all the same? x makes them with the others.",
		Details: details, Yes: "include " + fmt.Sprint(len(details)), Danger: true,
		Action: m.want(func() tea.Cmd {
			m.accepted.IncludingChanged = true
			return m.read(nil)
		}),
	})
}
