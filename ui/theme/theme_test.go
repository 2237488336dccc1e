package theme_test

import (
	"fmt"
	"image/color"
	"math"
	"testing"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/tuar-dev/tuar/ui/theme"
)

// tones are the styles text is written in, by name.
func tones(th *theme.Theme) map[string]lipgloss.Style {
	return map[string]lipgloss.Style{
		"dim": th.Dim, "accent": th.Accent, "good": th.Good, "warn": th.Warn, "bad": th.Bad, "info": th.Info,
	}
}

// TestTextStandsOut holds every tone, in every profile, against the background and against the selected row. Of the 16
// colours less is asked: the table has pure blue where terminals draw a lighter one.
func TestTextStandsOut(t *testing.T) {
	for _, dark := range []bool{true, false} {
		th := theme.New(dark, true)
		paper := color.Color(color.White)
		if dark {
			paper = color.Black
		}
		for _, profile := range []struct {
			colors  int
			convert func(color.Color) color.Color
			least   float64
		}{
			{1 << 24, func(c color.Color) color.Color { return c }, 4.5},
			{256, func(c color.Color) color.Color { return ansi.Convert256(c) }, 4.5},
			{16, func(c color.Color) color.Color { return ansi.Convert16(c) }, 2.4},
		} {
			chosen := profile.convert(th.Selected.GetBackground())
			for name, style := range tones(th) {
				ink := profile.convert(style.GetForeground())
				if got := contrast(ink, paper); got < profile.least {
					t.Errorf("dark %v, %d colours: %s has contrast %.1f, want %.1f", dark, profile.colors, name, got, profile.least)
				}
				if got := contrast(ink, chosen); got < profile.least-1 {
					t.Errorf("dark %v, %d colours: %s on the selected row has contrast %.1f (%v on %v)",
						dark, profile.colors, name, got, ink, chosen)
				}
			}
		}
	}
}

// contrast is the WCAG contrast ratio of two colours, 1 to 21.
func contrast(a, b color.Color) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func luminance(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	linear := func(v uint32) float64 {
		f := float64(v) / 0xffff
		if f <= 0.03928 {
			return f / 12.92
		}
		return math.Pow((f+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}

func TestSelectionAndTabsStandWithoutColour(t *testing.T) {
	th := theme.New(true, true)
	for name, style := range map[string]lipgloss.Style{
		"selected": th.Selected, "active tab": th.TabActive, "active button": th.ButtonActive, "error": th.Error, "key": th.KeyName,
	} {
		if !style.GetBold() && !style.GetReverse() && !style.GetUnderline() {
			t.Errorf("%s is told by colour alone", name)
		}
	}
}

func TestEverySignIsOneCell(t *testing.T) {
	for _, unicode := range []bool{true, false} {
		th := theme.New(true, unicode)
		signs := fmt.Sprint(th.Yes, th.No, th.Alert, th.Open, th.Cursor, th.Mark, th.Folded, th.Unfolded, th.Down, th.Up,
			th.Dot, th.Ring, th.Full, th.Empty, th.Horizontal, th.Vertical, th.TopLeft, th.TopRight, th.BottomLeft,
			th.BottomRight, th.TeeDown, th.TeeUp)
		if got := ansi.StringWidth(signs); got != 22 {
			t.Errorf("unicode %v: 22 signs take %d cells: %s", unicode, got, signs)
		}
		for _, r := range signs {
			if !unicode && r > '~' {
				t.Errorf("%c is not plain", r)
			}
		}
	}
}

func TestDetectUnicode(t *testing.T) {
	for _, c := range []struct {
		env  map[string]string
		want bool
	}{
		{map[string]string{"TERM": "xterm-256color", "LANG": "en_US.UTF-8"}, true},
		{map[string]string{"LANG": "C.utf8"}, true},
		{map[string]string{"LC_ALL": "C", "LANG": "en_US.UTF-8"}, false},
		{map[string]string{"LC_CTYPE": "de_DE.UTF-8", "LANG": "C"}, true},
		{map[string]string{"LANG": "de_DE.ISO-8859-1", "COLORTERM": "truecolor"}, false},
		{map[string]string{"COLORTERM": "truecolor"}, true},
		{map[string]string{"TERM": "linux", "LANG": "en_US.UTF-8"}, false},
		{map[string]string{"TERM": "dumb", "LANG": "en_US.UTF-8"}, false},
	} {
		if got := theme.DetectUnicode(func(k string) string { return c.env[k] }); got != c.want {
			t.Errorf("%v: %v, want %v", c.env, got, c.want)
		}
	}
}
