package theme

import "github.com/tuar-dev/tuar/ui/safetext"

// Signs are the one-cell marks that carry meaning where colour may be missing.
type Signs struct {
	Yes, No, Alert, Open string // decided well, decided against, look here, still to do
	Cursor, Mark         string // the row under the cursor, a marked row
	Folded, Unfolded     string // in front of a group
	Down, Up, Arrow      string
	Dot, Ring            string // connected, not connected
	Full, Empty          string // the cells of a bar
	Horizontal, Vertical string // rules, and the corners of boxes
	TopLeft, TopRight    string
	BottomLeft           string
	BottomRight          string
	TeeDown, TeeUp       string // where a vertical rule meets a horizontal one
}

// signsOf takes the plain twins from safetext, so that a sign looks the same whether a screen writes it as text or
// draws it from here.
func signsOf(c safetext.Charset) Signs {
	return Signs{
		Yes: c.Clean("✓"), No: c.Clean("✗"), Alert: "!", Open: c.Clean("·"),
		Cursor: c.Clean("▸"), Mark: c.Clean("●"),
		Folded: c.Clean("▸"), Unfolded: c.Clean("▾"),
		Down: c.Clean("↓"), Up: c.Clean("↑"), Arrow: c.Clean("→"),
		Dot: c.Clean("●"), Ring: c.Clean("○"),
		Full: c.Clean("█"), Empty: c.Clean("░"),
		Horizontal: c.Clean("─"), Vertical: c.Clean("│"),
		TopLeft: c.Clean("╭"), TopRight: c.Clean("╮"), BottomLeft: c.Clean("╰"), BottomRight: c.Clean("╯"),
		TeeDown: c.Clean("┬"), TeeUp: c.Clean("┴"),
	}
}
