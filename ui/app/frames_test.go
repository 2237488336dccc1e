package app

import (
	"fmt"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/exp/golden"
)

// TestFrames keeps what a person sees on the way through the sections, on a small and on a large terminal.
func TestFrames(t *testing.T) {
	walks := map[string][]string{
		"home":            nil,
		"home-palette":    {":"},
		"home-help":       {"?"},
		"access":          {"2"},
		"access-details":  {"2", "/", "u", ".", "m", "e", "n", "enter", "enter"},
		"access-risk":     {"2", "o", "o", "j"},
		"access-hints":    {"2", "f"},
		"access-changes":  {"2", "D"},
		"access-nobody":   {"2", "/", "z", "z", "z"},
		"evidence":        {"5"},
		"journal":         {"6"},
		"journal-details": {"6", "G", "k", "enter"},
		"journal-verify":  {"6", "v"},
	}
	o := newOffice(t, true)
	o.year()
	for name, keys := range walks {
		for _, size := range []tea.WindowSizeMsg{{Width: 80, Height: 24}, {Width: 160, Height: 45}} {
			t.Run(fmt.Sprintf("%s-%dx%d", name, size.Width, size.Height), func(t *testing.T) {
				o.open()
				o.start(size.Width, size.Height)
				o.press(keys...)
				golden.RequireEqual(t, o.frame())
			})
		}
	}
}

// TestFirstFrames keeps what somebody sees who starts with nothing.
func TestFirstFrames(t *testing.T) {
	for _, size := range []tea.WindowSizeMsg{{Width: 80, Height: 24}, {Width: 160, Height: 45}, {Width: 60, Height: 16}} {
		t.Run(fmt.Sprintf("%dx%d", size.Width, size.Height), func(t *testing.T) {
			o := newOffice(t, false)
			o.app.Update(size)
			keep := func(name string) {
				t.Run(name, func(t *testing.T) { golden.RequireEqual(t, o.frame()) })
			}
			keep("nothing-read")
			o.start(size.Width, size.Height)
			keep("connect-unasked")
			o.closeDialogs()
			keep("not-connected")
			for _, section := range []string{"2", "4", "5", "6"} {
				o.press(section)
				keep("empty-" + section)
			}
			o.press("1", "c")
			key := o.torq.LimitedKey()
			o.press("enter")
			o.write(key.ClientID)
			o.press("enter")
			o.write("wrong")
			o.press("enter")
			keep("refused")
			o.press("ctrl+u")
			o.write(key.Secret)
			o.press("enter")
			keep("connected")
			o.press("enter")
			keep("synced")
		})
	}
}
