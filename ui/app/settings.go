package app

import (
	"cmp"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/screen"
)

// What the dialogs of the settings tell the root.
type (
	// settingsRead are the settings, to choose one from.
	settingsRead struct {
		settings settings.Settings
		webhook  string // where it comes from
	}
	// settingPicked is a setting to be changed, among all there are.
	settingPicked struct {
		settings.Setting
		among settings.Settings
	}
	// settingGiven is the setting with the value that the user entered.
	settingGiven settings.Setting
	// settingWeighed is that setting with its effect on the hints of the last population.
	settingWeighed struct {
		settingGiven
		was     string
		effects []campaign.HintEffect
	}
)

// readSettings reads the settings.
func (m *model) readSettings() tea.Cmd {
	return func() tea.Msg {
		settings, err := m.workspace.Settings(m.env.Context)
		if err != nil {
			return screen.Failed{Err: err}
		}
		return settingsRead{settings, m.workspace.WebhookFrom(settings)}
	}
}

// chooseSetting lists the settings.
func (m *model) chooseSetting(read settingsRead) {
	m.noMouse = m.mouseless || !m.mouseKept && read.settings.MouseOff()
	entries := []overlay.Entry{
		{Name: "people and rights", Note: "who is who, and who may do what", Action: screen.Navigate{Section: screen.Home, Page: screen.People}},
		{Name: "proposals", Note: "changes that wait for a second owner, or were made", Action: screen.Navigate{Section: screen.Home, Page: screen.Guards}},
	}
	for _, one := range read.settings.All() {
		entries = append(entries, overlay.Entry{Name: one.Key, Note: cmp.Or(one.Value, "none"), Action: settingPicked{one, read.settings}})
	}
	entries = append(entries, overlay.Entry{
		Name: "webhook", Note: read.webhook, Action: screen.Notify{Text: "the webhook is set outside the app, with: " + fault.SetWebhook.With().String()},
	})
	m.overlays.Push(overlay.NewChoice("Settings", entries))
}

// askSetting asks for another value, below what the setting is for, what it can be and where its value comes from. The
// rules for elevations have forms.
func (m *model) askSetting(picked settingPicked) tea.Cmd {
	if picked.Key == rulesKey {
		return m.readRules(picked)
	}
	about := picked.About()
	m.overlays.Push(&overlay.Prompt{
		Title: "Settings", Value: picked.Value, Hint: "none",
		Label: fmt.Sprintf("%s: %s. Allowed: %s. %s", picked.Key, about.Does, about.Allowed, source(picked)),
		Check: func(text string) error {
			s := picked.among
			if err := s.Set(picked.Key, text); err != nil {
				return err
			}
			return s.Check()
		},
		Action: func(text string) tea.Msg {
			if picked.Key == settings.NoMouseKey {
				return settingGiven{Key: picked.Key, Value: text}
			}
			return screen.Identify{Then: m.weigh(settingGiven{Key: picked.Key, Value: text}, picked.Value)}
		},
	})
	return nil
}

// source says where the value of a setting comes from.
func source(picked settingPicked) string {
	usual := cmp.Or(picked.Usual(), "none")
	switch {
	case picked.Key == settings.NoMouseKey:
		return "It is kept on this machine, not in the record; mouse in the configuration is stronger."
	case picked.Value == picked.Usual():
		return "It has the usual value."
	}
	return "The value is from the record; usual is: " + usual + "."
}

// weigh finds out what a setting changes about the hints. One that changes none is set at once.
func (m *model) weigh(given settingGiven, was string) tea.Cmd {
	return func() tea.Msg {
		effects, err := m.workspace.PreviewSetting(m.env.Context, given.Key, given.Value)
		switch {
		case err != nil:
			return screen.Failed{Err: err}
		case len(effects) == 0:
			return given
		}
		return settingWeighed{given, was, effects}
	}
}

// askWeighed shows the effect of a setting before it is changed.
func (m *model) askWeighed(weighed settingWeighed) {
	details := make([]string, len(weighed.effects))
	for i, e := range weighed.effects {
		details[i] = e.String()
	}
	m.overlays.Push(&overlay.Confirm{
		Title:    "Settings",
		Question: fmt.Sprintf("%s: %s → %s. On the last population:", weighed.Key, cmp.Or(weighed.was, "none"), cmp.Or(weighed.Value, "none")),
		Details:  details, Yes: "change it", Action: weighed.settingGiven,
	})
}

// set changes a setting, says so, and shows them all again.
func (m *model) set(given settingGiven) tea.Cmd {
	return func() tea.Msg {
		made, err := m.workspace.ChangeSettings(m.env.Context, func(s *settings.Settings) error { return s.Set(given.Key, given.Value) })
		if err != nil {
			return screen.Failed{Err: err}
		}
		text := []string{given.Key + " is so already"}
		for i, c := range made.Changed {
			told := fmt.Sprintf("%s is %s now", c.Key, cmp.Or(c.New, "none"))
			if c.Key == rulesKey {
				told = "the rules for elevations are changed"
			}
			text = append(text[:i], told)
		}
		for _, p := range made.Proposed {
			text = []string{fmt.Sprintf("proposed in %s, to %s: it loosens a guard, and another owner must approve it", p.ID, p.Change)}
		}
		say := screen.Send(screen.Notify{Text: strings.Join(text, "; "), Level: screen.Good})
		return tea.BatchMsg{say, screen.Send(screen.Recorded{}), m.readSettings()}
	}
}
