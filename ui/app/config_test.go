package app

import (
	"context"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"github.com/tuar-dev/tuar/ui/config"
	"github.com/tuar-dev/tuar/ui/theme"
)

// configured opens the app with a configuration.
func (o *office) configured(text string) {
	o.t.Helper()
	c, faults := config.Read("config.toml", []byte(text), func(string) string { return "" })
	app := Options{Config: c, Faults: faults}.model(context.Background(), o.Workspace)
	app.env.Now = o.clock.Now
	app.env.Send = o.env.Send
	o.app, o.env = app, app.env
}

func TestTheConfigurationHolds(t *testing.T) {
	o := newOffice(t, true)
	o.sync()
	o.configured("theme = \"high-contrast light\"\nstart = \"access\"\nmouse = false\n[keys]\nfilter = \"ctrl+g\"")
	o.start(100, 30)
	if frame := o.frame(); !strings.Contains(frame, "ctrl+g filter") {
		t.Errorf("Access is not in front with its keys:\n%s", frame)
	}
	if !o.app.noMouse || o.app.dark || o.app.style.palette.Name != "high-contrast" {
		t.Errorf("mouse left alone %v, dark %v, theme %s", o.app.noMouse, o.app.dark, o.app.style.palette)
	}
	o.send(tea.ColorProfileMsg{Profile: colorprofile.ANSI})
	if o.app.style.palette.Name != "high-contrast" {
		t.Error("a terminal with 16 colours takes the chosen theme away")
	}
}

func TestABrokenConfigurationIsToldAndStopsNothing(t *testing.T) {
	o := newOffice(t, true)
	o.sync()
	o.configured("thme = \"light\"\nzz = 1\nstart = \"access\"")
	o.start(140, 30)
	if frame := o.frame(); !strings.Contains(frame, "config.toml:1:1: there is no \"thme\"; did you mean theme? (1 more)") || !strings.Contains(frame, "Access") {
		t.Errorf("the fault is not told beside the data:\n%s", frame)
	}
}

func TestATerminalOf16ColoursHasItsTheme(t *testing.T) {
	o := newOffice(t, true)
	o.start(80, 24)
	o.send(tea.ColorProfileMsg{Profile: colorprofile.ANSI256})
	if o.app.style.palette.Name == theme.Plain {
		t.Error("256 colours are taken for 16")
	}
	o.send(tea.ColorProfileMsg{Profile: colorprofile.ANSI})
	if o.app.style.palette.Name != theme.Plain {
		t.Errorf("the theme is %s", o.app.style.palette)
	}
}

func TestWithReducedMotionMessagesStay(t *testing.T) {
	for text, stays := range map[string]bool{"": false, "reduced_motion = true": true} {
		o := newOffice(t, true)
		o.configured(text)
		o.start(80, 24)
		o.app.refuse("look here")
		o.clock.Advance(2 * statusFor)
		o.app.ticked(o.clock.Now())
		if got := o.app.status.text != ""; got != stays {
			t.Errorf("%q: the message stays: %v", text, got)
		}
		o.press("j")
		if o.app.status.text != "" {
			t.Errorf("%q: a key does not take the message away", text)
		}
	}
}
