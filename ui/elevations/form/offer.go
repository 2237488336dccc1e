package form

import (
	"fmt"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/theme"
)

// common lists the lengths that keys 1 to 4 stand for if the rule allows them.
var common = []time.Duration{30 * time.Minute, time.Hour, 2 * time.Hour, 4 * time.Hour}

// offers returns the lengths that the keys stand for: the common ones up to the rule's longest, which is included if it
// is shorter.
func (m *Model) offers() []time.Duration {
	r, ok := m.chosen()
	longest := time.Duration(r.Rule.Longest)
	if !ok || r.Disabled != "" || longest >= common[len(common)-1] {
		return common
	}
	within := slices.DeleteFunc(slices.Clone(common), func(d time.Duration) bool { return d > longest })
	if len(within) == 0 && longest > 15*time.Minute {
		within = append(within, 15*time.Minute)
	}
	if !slices.Contains(within, longest) {
		within = append(within, longest)
	}
	return within
}

// choice is the dialog of the roles, on its way to the screen until it was drawn.
type choice struct {
	*overlay.Choice
	form *Model
}

// View implements overlay.Dialog.
func (c choice) View(th *theme.Theme, width, height int) string {
	c.form.coming = nil // from now on keys reach it by themselves
	return c.Choice.View(th, width, height)
}

// choose shows the roles. What is typed meanwhile, and the key that asked for them if it is a letter, goes into the
// filter.
func (m *Model) choose(typed tea.Msg) tea.Cmd {
	if m.lend == nil {
		return nil
	}
	if m.coming != nil {
		if typed != nil {
			m.coming.Update(typed)
		}
		return nil
	}
	entries := make([]overlay.Entry, len(m.lend.Roles))
	_, holds, known := m.person()
	at := 0
	for i, r := range m.lend.Roles {
		entries[i] = overlay.Entry{Name: r.Name, Note: rule(r), Disabled: r.Disabled, Action: screen.For(m, picked{r.ID})}
		if known && r.ID == holds.ID {
			entries[i].Disabled = "it is held already"
		}
		if r.ID == m.roleID {
			at = i
		}
	}
	m.coming = overlay.NewChoice("Which role?", entries)
	m.coming.Select(at)
	if typed != nil {
		m.coming.Update(typed)
	}
	return m.env.OpenDialog(choice{m.coming, m})
}

// rule describes the rule for a role in a phrase.
func rule(r elevation.RequestableRole) string {
	if r.Rule.Ticket {
		return terms(r) + ", for a ticket"
	}
	return terms(r)
}

// terms returns the longest length and the number of approvals of a rule.
func terms(r elevation.RequestableRole) string {
	switch text := fmt.Sprintf("%s at most, ", r.Rule.Longest); {
	case r.Automatic:
		return text + "no approval needed"
	case r.Rule.Approvals <= 1:
		return text + "1 approval"
	default:
		return text + fmt.Sprintf("%d approvals", r.Rule.Approvals)
	}
}

// askTwice asks for a second confirmation that the elevation needs no approval.
func (m *Model) askTwice() tea.Cmd {
	r, _ := m.chosen()
	u, holds, _ := m.person()
	who := u.Email
	if person.Same(who, m.lend.Actor.Email) {
		who = "you"
	}
	length, _ := m.duration()
	again := screen.OpenDialog{Dialog: &overlay.Confirm{
		Title: "BREAK-GLASS", Question: fmt.Sprintf("Take %s now without approval?", r.Name), Danger: true,
		Details: []string{"The record keeps your name and the reason; all users see them.", "The next review has to look at it."},
		Yes:     "take it", No: "do not", Action: confirmed{m},
	}}
	return m.env.OpenDialog(&overlay.Confirm{
		Title: "BREAK-GLASS", Question: fmt.Sprintf("Give %s %s for %s without approval?", who, r.Name, settings.Duration(length)), Danger: true,
		Details: []string{"It is given at once, instead of " + holds.Name + ".", "If it can wait, ask for approval."},
		Yes:     "without approval", No: "back to the form", Action: again,
	})
}

// parseStart parses the start of an elevation: empty for as soon as it is approved, a time of day (the next one), a day
// and a time, or a duration from now. Times are in the user's time zone.
func parseStart(text string, now time.Time) (time.Time, error) {
	text = strings.TrimSpace(strings.ToLower(text))
	if text == "" || text == "now" {
		return time.Time{}, nil
	}
	if clock, err := time.ParseInLocation("15:04", text, now.Location()); err == nil {
		at := time.Date(now.Year(), now.Month(), now.Day(), clock.Hour(), clock.Minute(), 0, 0, now.Location())
		if !at.After(now) {
			at = at.AddDate(0, 0, 1)
		}
		return at, nil
	}
	for _, layout := range []string{"2006-01-02 15:04", "2006-01-02t15:04"} {
		if at, err := time.ParseInLocation(layout, text, now.Location()); err == nil {
			if at.Before(now) {
				return time.Time{}, fault.New(fault.BadInput, "that time has passed")
			}
			return at, nil
		}
	}
	if d, err := settings.ParseDuration(strings.TrimPrefix(text, "in ")); err == nil {
		return now.Add(d), nil
	}
	return time.Time{}, fault.New(fault.BadInput, "the start is not a time").WithHint("write it such as 15:30, 2026-12-31 09:00 or 2h")
}
