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

// New makes the default theme for a dark or light background, with Unicode signs or plain ones (see DetectUnicode).
func New(dark, unicode bool) *Theme { return palettes[0].Theme(dark, unicode) }
