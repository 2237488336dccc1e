package safetext

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Cut says where a text is cut that is too long for its place. An ellipsis stands for what is missing.
type Cut int

// The ways to cut.
const (
	Words  Cut = iota // at the end, between two words, unless that loses more than half of the room
	Middle            // in the middle, so that both ends stay
	End               // at the end
)

// Measure returns the clean text and its width in cells. Of a text far wider than most it returns the beginning, which
// is wider than most as well.
func (c Charset) Measure(s string, most int) (string, int) {
	s = c.Clean(head(s, most))
	return s, width(s)
}

// width returns the number of cells of clean text.
func width(s string) int {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return ansi.StringWidth(s)
		}
	}
	return len(s)
}

// Shorten returns clean text of that many cells exactly room cells wide: cut, or padded with blanks, on the left where
// it stands to the right.
func (c Charset) Shorten(s string, cells, room int, how Cut, right bool) string {
	if room <= 0 {
		return ""
	}
	if cells > room {
		s = c.shorter(s, cells, room, how)
		cells = width(s)
	}
	switch {
	case cells == room:
		return s
	case right:
		return Spaces(room-cells) + s
	}
	return s + Spaces(room-cells)
}

func (c Charset) shorter(s string, cells, room int, how Cut) string {
	const ends = 5 // a shorter text shows nothing on both sides of an ellipsis
	if how == Middle && room >= ends {
		left := room / 2
		return ansi.Truncate(s, left, "") + c.Ellipsis() + ansi.TruncateLeft(s, cells-(room-left-1), "")
	}
	short := ansi.Truncate(s, room, c.Ellipsis())
	if how != Words {
		return short
	}
	kept := strings.TrimSuffix(short, c.Ellipsis())
	if strings.HasPrefix(s[min(len(kept), len(s)):], " ") { // cut between two words already
		return strings.TrimRight(kept, " ,;") + c.Ellipsis()
	}
	if at := strings.LastIndexByte(kept, ' '); at > 0 && width(kept[:at]) >= room/2 {
		return strings.TrimRight(kept[:at], " ,;") + c.Ellipsis()
	}
	return short
}
