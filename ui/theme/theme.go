// Package theme defines the look of the screens: one value with the styles and signs, made for a light or dark
// background and for a terminal with or without Unicode.
//
// The theme is handed to every View and kept nowhere else, so a background that changes needs no propagation. Colours
// are truecolor; the program brings them down to what the terminal can show. They repeat the information of a sign, a
// word, bold or underline, so that nothing is lost without colour.
package theme

import (
	"charm.land/lipgloss/v2"

	"github.com/tuar-dev/tuar/ui/safetext"
)

// Theme is the look of everything. It brings Clean, Fit, FitRight and Block of the terminal's charset along: text from
// outside goes through one of them before it goes through a style.
type Theme struct {
	safetext.Charset
	Signs

	Text, Dim, Accent, Title lipgloss.Style
	Good, Warn, Bad, Info    lipgloss.Style

	TabActive, TabInactive lipgloss.Style
	Selected               lipgloss.Style // the row under the cursor; cells inherit from it
	Header                 lipgloss.Style // column titles
	Group                  lipgloss.Style // group headings in a table
	Badge                  lipgloss.Style // a short word standing out, such as a count or "read-only"
	Border                 lipgloss.Style // rules and boxes
	KeyName, KeyText       lipgloss.Style // "c" and "certify" in the footer
	Error                  lipgloss.Style // the error line; put Alert in front
	BarFull, BarEmpty      lipgloss.Style
	Button, ButtonActive   lipgloss.Style
	Backdrop               lipgloss.Style // the screen behind a dialog
}

// New makes the theme for a dark or light background, with Unicode signs or plain ones (see DetectUnicode).
func New(dark, unicode bool) *Theme {
	charset := safetext.Unicode
	if !unicode {
		charset = safetext.ASCII
	}
	pick := lipgloss.LightDark(dark)
	color := func(light, dark string) lipgloss.Style {
		return lipgloss.NewStyle().Foreground(pick(lipgloss.Color(light), lipgloss.Color(dark)))
	}
	var (
		plain  = lipgloss.NewStyle()
		dim    = color("#5f5f5f", "#a8a8a8")
		accent = color("#005faf", "#5fd7d7")
		bad    = color("#a8181b", "#ff7b85")
		chosen = plain.Bold(true).Background(pick(lipgloss.Color("#e0e0e0"), lipgloss.Color("#303030")))
	)
	return &Theme{
		Charset: charset,
		Signs:   signsOf(charset),

		Text: plain, Dim: dim, Accent: accent, Title: accent.Bold(true),
		Good: color("#256d1b", "#9ece6a"), Warn: color("#6f5200", "#d7d75f"), Bad: bad, Info: color("#00607f", "#7dcfff"),

		TabActive: plain.Bold(true).Reverse(true), TabInactive: dim,
		Selected: chosen,
		Header:   dim.Bold(true),
		Group:    accent,
		Badge:    plain.Reverse(true),
		Border:   color("#9aa1ad", "#59617a"),
		KeyName:  plain.Bold(true), KeyText: dim,
		Error:   bad.Bold(true),
		BarFull: accent, BarEmpty: color("#b9bfca", "#4a5166"),
		Button: dim, ButtonActive: plain.Bold(true).Reverse(true),
		Backdrop: color("#8a909c", "#6b7280"),
	}
}
