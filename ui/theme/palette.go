package theme

import (
	"cmp"
	"fmt"
	"image/color"
	"slices"
	"strconv"
	"strings"

	"charm.land/lipgloss/v2"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/spelling"
	"github.com/tuar-dev/tuar/ui/safetext"
)

// tones are the colours of one palette on one background, as lipgloss.Color reads them; empty is the terminal's own.
type tones struct {
	dim, accent, good, warn, bad, info string
	border, faint                      string // lines and boxes; what a bar lacks: no text
	selected                           string // the background of the row under the cursor; empty reverses it
}

// Palette is a set of colours under the name by which users choose it.
type Palette struct {
	Name, Does  string
	light, dark tones
}

// palettes are the themes that tuar has. Each text colour has a contrast of at least 4.5:1 on its background and on the
// selected row, of "high-contrast" 7:1. Of "colour-blind-safe", good, warn and bad also differ for people who see no red,
// no green or no blue.
var palettes = []Palette{
	{
		"default", "soft colours",
		tones{"#5a5a5a", "#005faf", "#1f6417", "#6b4f00", "#a8181b", "#005a77", "#7d8491", "#8a909c", "#e0e0e0"},
		tones{"#b2b2b2", "#5fd7d7", "#9ece6a", "#d7d75f", "#ff8f97", "#7dcfff", "#7b849c", "#6b7280", "#303030"},
	},
	{
		"high-contrast", "strong colours, text at 7:1 or more",
		tones{"#333333", "#00317a", "#0b3d05", "#4a3300", "#7a0009", "#003a52", "#4a4a4a", "#5c5c5c", "#e6e6e6"},
		tones{"#e4e4e4", "#87ffff", "#b8ff87", "#ffff87", "#ffc0c4", "#a8e0ff", "#b8b8b8", "#a0a0a0", "#262626"},
	},
	{
		"colour-blind-safe", "blue for good, yellow for caution, purple red for bad",
		tones{"#5a5a5a", "#4b3a8c", "#115f8d", "#695e2c", "#4f0030", "#0b5563", "#7d8491", "#8a909c", "#e0e0e0"},
		tones{"#b2b2b2", "#c9b8ff", "#49b3fb", "#fce348", "#f0879a", "#9adbe8", "#7b849c", "#6b7280", "#303030"},
	},
	{
		Plain, "the 16 colours of your terminal",
		tones{"", "4", "2", "5", "1", "4", "", "", ""},
		tones{"", "14", "10", "11", "9", "14", "", "", ""},
	},
}

// Plain is the theme of terminals that have 16 colours only.
const Plain = "16-colours"

// Roles are the names by which users give a theme their own colours.
var Roles = []string{"dim", "accent", "good", "warn", "bad", "info", "border", "faint", "selected"}

func (t *tones) role(name string) *string {
	fields := []*string{&t.dim, &t.accent, &t.good, &t.warn, &t.bad, &t.info, &t.border, &t.faint, &t.selected}
	if i := slices.Index(Roles, name); i >= 0 {
		return fields[i]
	}
	return nil
}

// Sixteen returns the palette named Plain.
func Sixteen() Palette { return palettes[len(palettes)-1] }

// Palettes returns the names of all themes.
func Palettes() []string {
	names := make([]string, len(palettes))
	for i, p := range palettes {
		names[i] = p.Name
	}
	return names
}

// Choice is a theme as a user wants it.
type Choice struct {
	Palette    Palette
	Named      bool   // the user named the palette
	Background string // dark or light; empty asks the terminal
}

// Parse reads a choice such as "light", "high-contrast" or "high-contrast dark". Else it is a BadInput fault that says what
// is allowed, beside the default.
func Parse(text string) (Choice, error) {
	chosen := Choice{Palette: palettes[0]}
	for _, word := range strings.Fields(strings.ToLower(text)) {
		i := slices.IndexFunc(palettes, func(p Palette) bool {
			return word == p.Name || word == strings.Replace(p.Name, "colour", "color", 1)
		})
		switch {
		case word == "dark" || word == "light":
			chosen.Background = word
		case word == "auto":
			chosen.Background = ""
		case i >= 0:
			chosen.Palette, chosen.Named = palettes[i], true
		default:
			known := append(Palettes(), "dark", "light", "auto")
			hint := "allowed: " + strings.Join(known[:len(palettes)], ", ") + "; with dark, light or auto behind it"
			if near := spelling.Nearest(word, known); near != "" {
				hint = "did you mean " + near + "?"
			}
			return Choice{Palette: palettes[0]}, fault.New(fault.BadInput, "there is no theme %q", word).WithHint("%s", hint)
		}
	}
	return chosen, nil
}

// Own returns the palette with a user's own colour for a role, on both backgrounds. A colour is #rrggbb, or a number from 0
// to 255 of the terminal's table; else, or for another role, it is a BadInput fault.
func (p Palette) Own(role, colour string) (Palette, error) {
	if !slices.Contains(Roles, role) {
		return p, fault.New(fault.BadInput, "there is no role %q of a colour", role).WithHint("allowed: %s", strings.Join(Roles, ", "))
	}
	if !isColour(colour) {
		return p, fault.New(fault.BadInput, "%q is no colour", colour).WithHint("write #rrggbb, or a number from 0 to 255 of the terminal's own colours")
	}
	*p.light.role(role), *p.dark.role(role) = colour, colour
	return p, nil
}

func isColour(text string) bool {
	if hex, ok := strings.CutPrefix(text, "#"); ok {
		_, err := strconv.ParseUint(hex, 16, 32)
		return err == nil && len(hex) == 6
	}
	n, err := strconv.ParseUint(text, 10, 8)
	return err == nil && text == strconv.FormatUint(n, 10)
}

// Theme makes the theme of the palette, of the default one for the zero value, for a dark or light background, with Unicode signs or plain ones.
func (p Palette) Theme(dark, unicode bool) *Theme {
	charset := safetext.Unicode
	if !unicode {
		charset = safetext.ASCII
	}
	if p.Name == "" {
		p = palettes[0]
	}
	tones := p.light
	if dark {
		tones = p.dark
	}
	plain := lipgloss.NewStyle()
	tone := func(colour string) lipgloss.Style {
		if colour == "" {
			return plain
		}
		return plain.Foreground(lipgloss.Color(colour))
	}
	chosen := plain.Bold(true).Reverse(true)
	if tones.selected != "" {
		chosen = plain.Bold(true).Background(lipgloss.Color(tones.selected))
	}
	dim, accent, bad := tone(tones.dim), tone(tones.accent), tone(tones.bad)
	return &Theme{
		Charset: charset,
		Signs:   signsOf(charset),

		Text: plain, Dim: dim, Accent: accent, Title: accent.Bold(true),
		Good: tone(tones.good), Warn: tone(tones.warn), Bad: bad, Info: tone(tones.info),

		TabActive: plain.Bold(true).Reverse(true), TabInactive: dim,
		Selected: chosen,
		Header:   dim.Bold(true),
		Group:    accent,
		Badge:    plain.Reverse(true),
		Border:   tone(tones.border),
		KeyName:  plain.Bold(true), KeyText: dim,
		Error:   bad.Bold(true),
		BarFull: accent, BarEmpty: tone(tones.faint),
		Button: dim, ButtonActive: plain.Bold(true).Reverse(true),
		Backdrop: dim,
	}
}

// Weak returns the roles of text whose colour is hard to read: below 4.5:1 on one of the backgrounds, with the contrast.
func (p Palette) Weak() []string {
	var weak []string
	for _, on := range []struct {
		background string
		tones      tones
		paper      color.Color
	}{{"light", p.light, color.White}, {"dark", p.dark, color.Black}} {
		for _, role := range Roles[:6] {
			colour := *on.tones.role(role)
			if colour == "" {
				continue
			}
			if c := Contrast(lipgloss.Color(colour), on.paper); c < Readable {
				weak = append(weak, fmt.Sprintf("%s %s has a contrast of %.1f:1 on a %s background; %.1f:1 can be read well", role, colour, c, on.background, Readable))
			}
		}
	}
	return weak
}

// String returns the palette's name.
func (p Palette) String() string { return cmp.Or(p.Name, palettes[0].Name) }
