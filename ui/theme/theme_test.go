package theme_test

import (
	"fmt"
	"image/color"
	"strings"
	"testing"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/lucasb-eyer/go-colorful"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/ui/theme"
)

// texts are the styles that text is written in, by name.
func texts(th *theme.Theme) map[string]lipgloss.Style {
	return map[string]lipgloss.Style{
		"text": th.Text, "dim": th.Dim, "accent": th.Accent, "title": th.Title, "good": th.Good, "warn": th.Warn, "bad": th.Bad, "info": th.Info,
		"inactive tab": th.TabInactive, "active tab": th.TabActive, "header": th.Header, "group": th.Group, "badge": th.Badge,
		"key name": th.KeyName, "key text": th.KeyText, "error": th.Error, "button": th.Button, "active button": th.ButtonActive,
		"backdrop": th.Backdrop,
	}
}

// TestTextStandsOut holds all text of every theme against usual backgrounds and against the selected row, in every number
// of colours. The 16 colours belong to the terminal: they are held against the usual table and its black and white.
func TestTextStandsOut(t *testing.T) {
	papers := map[bool][]string{true: {"#000000", "#1e1e1e", "#1a1b26", "#1d1f21"}, false: {"#ffffff", "#fafafa", "#f5f5f5"}}
	for _, name := range theme.Palettes() {
		choice, err := theme.Parse(name)
		if err != nil {
			t.Fatal(err)
		}
		least, own := theme.Readable, name == theme.Plain
		if name == "high-contrast" {
			least = 7
		}
		for dark, papers := range papers {
			th := choice.Palette.Theme(dark, true)
			if own {
				papers = papers[:1]
			}
			grounds := map[string]color.Color{}
			for _, paper := range papers {
				grounds[paper] = lipgloss.Color(paper)
			}
			if !own {
				grounds["selected"] = th.Selected.GetBackground()
			}
			for ground, paper := range grounds {
				for role, style := range texts(th) {
					ink := style.GetForeground()
					if _, none := ink.(lipgloss.NoColor); none {
						continue // the terminal's own, on its own
					}
					if got := theme.Contrast(ink, paper); got < least {
						t.Errorf("%s, dark %v: %s on %s has contrast %.2f, want %.1f", name, dark, role, ground, got, least)
					}
					if got := theme.Contrast(ansi.Convert256(ink), ansi.Convert256(paper)); got < theme.Readable {
						t.Errorf("%s, dark %v, 256 colours: %s on %s has contrast %.2f", name, dark, role, ground, got)
					}
				}
				if border := th.Border.GetForeground(); !own && ground != "selected" && theme.Contrast(border, paper) < 3 {
					t.Errorf("%s, dark %v: lines on %s have contrast %.2f, want 3", name, dark, ground, theme.Contrast(border, paper))
				}
			}
		}
	}
}

// TestColourBlindSafe looks at good, warn and bad as people see them who lack one of the three cones (Machado, Oliveira and
// Fernandes 2009), and wants them to differ by more than a glance can miss.
func TestColourBlindSafe(t *testing.T) {
	eyes := map[string][9]float64{
		"all":   {1, 0, 0, 0, 1, 0, 0, 0, 1},
		"red":   {0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998},
		"green": {0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881},
		"blue":  {1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900},
	}
	choice, err := theme.Parse("colour-blind-safe")
	if err != nil {
		t.Fatal(err)
	}
	for _, dark := range []bool{true, false} {
		th := choice.Palette.Theme(dark, true)
		tones := map[string]lipgloss.Style{"good": th.Good, "warn": th.Warn, "bad": th.Bad}
		for without, m := range eyes {
			seen := map[string]colorful.Color{}
			for name, style := range tones {
				c, _ := colorful.MakeColor(style.GetForeground())
				r, g, b := c.LinearRgb()
				seen[name] = colorful.LinearRgb(m[0]*r+m[1]*g+m[2]*b, m[3]*r+m[4]*g+m[5]*b, m[6]*r+m[7]*g+m[8]*b).Clamped()
			}
			for _, pair := range [][2]string{{"good", "bad"}, {"good", "warn"}, {"warn", "bad"}} {
				if d := 100 * seen[pair[0]].DistanceCIEDE2000(seen[pair[1]]); d < 15 {
					t.Errorf("dark %v, without %s: %s and %s differ by %.1f", dark, without, pair[0], pair[1], d)
				}
			}
		}
	}
}

func TestParse(t *testing.T) {
	for text, want := range map[string][2]string{
		"": {"default", ""}, "light": {"default", "light"}, "High-Contrast": {"high-contrast", ""}, "high-contrast dark": {"high-contrast", "dark"},
		"color-blind-safe light": {"colour-blind-safe", "light"}, "16-colors": {"16-colours", ""}, "dark auto": {"default", ""},
	} {
		c, err := theme.Parse(text)
		if err != nil || c.Palette.Name != want[0] || c.Background != want[1] {
			t.Errorf("%q: %s %s %v", text, c.Palette.Name, c.Background, err)
		}
	}
	for text, hint := range map[string]string{"high-contarst": "did you mean high-contrast?", "solarized": "allowed: default", "darc": "did you mean dark?"} {
		c, err := theme.Parse(text)
		if err == nil || !strings.Contains(fault.HintOf(err), hint) || c.Palette.Name != "default" {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestOwnColours(t *testing.T) {
	choice, _ := theme.Parse("default")
	own, err := choice.Palette.Own("good", "#00ff00")
	if err != nil {
		t.Fatal(err)
	}
	for _, dark := range []bool{true, false} {
		if got := own.Theme(dark, true).Good.GetForeground(); theme.Contrast(got, lipgloss.Color("#00ff00")) != 1 {
			t.Errorf("good is %v", got)
		}
	}
	if weak := own.Weak(); len(weak) != 1 || !strings.Contains(weak[0], "good #00ff00") || !strings.Contains(weak[0], "light background") {
		t.Errorf("weak are %q", weak)
	}
	if weak := choice.Palette.Weak(); len(weak) > 0 {
		t.Errorf("the default is weak: %q", weak)
	}
	for _, bad := range [][2]string{{"good", "green"}, {"good", "#12"}, {"good", "256"}, {"good", "#1234567"}, {"good", "007"}, {"great", "1"}, {"good", ""}} {
		if _, err := choice.Palette.Own(bad[0], bad[1]); err == nil {
			t.Errorf("%v is taken", bad)
		}
	}
}

func TestSelectionAndTabsStandWithoutColour(t *testing.T) {
	plain, err := theme.Parse(theme.Plain)
	if err != nil {
		t.Fatal(err)
	}
	for _, th := range []*theme.Theme{theme.New(true, true), plain.Palette.Theme(true, true)} {
		for name, style := range map[string]lipgloss.Style{
			"selected": th.Selected, "active tab": th.TabActive, "active button": th.ButtonActive, "error": th.Error, "key": th.KeyName,
		} {
			if !style.GetBold() && !style.GetReverse() && !style.GetUnderline() {
				t.Errorf("%s is told by colour alone", name)
			}
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
