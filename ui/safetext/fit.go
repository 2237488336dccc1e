package safetext

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// Fit calls Unicode.Fit.
func Fit(s string, width int) string { return Unicode.Fit(s, width) }

// Fit returns s clean and exactly width cells wide: cut with an ellipsis, or padded with spaces on the right.
func (c Charset) Fit(s string, width int) string {
	s, w := c.cut(s, width)
	return s + Spaces(width-w)
}

// FitRight is like Fit, with the padding on the left, for numbers.
func (c Charset) FitRight(s string, width int) string {
	s, w := c.cut(s, width)
	return Spaces(width-w) + s
}

// cut returns s clean and at most width cells wide, and its width.
func (c Charset) cut(s string, width int) (string, int) {
	if width <= 0 {
		return "", 0
	}
	s = c.Clean(head(s, width))
	w := ansi.StringWidth(s)
	if w > width {
		s = ansi.Truncate(s, width, c.Ellipsis())
		w = ansi.StringWidth(s)
	}
	return s, w
}

// head returns the beginning of s that can matter in width cells, so that a name of a megabyte costs no more than its
// beginning. It replaces the rest by enough blanks for the text to count as too long.
func head(s string, width int) string {
	end := 32 * (width + 1)
	if len(s) <= end {
		return s
	}
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end] + Spaces(width+1)
}

// Ellipsis returns the character, one cell wide, that marks truncated text.
func (c Charset) Ellipsis() string {
	if c == ASCII {
		return twins['…']
	}
	return "…"
}

// Block returns s clean and wrapped at words into lines of exactly width cells, at least one. A line break in s breaks
// the line and stays visible as its mark, so that no text can pretend to be the next line of the screen.
func (c Charset) Block(s string, width int) []string {
	if width <= 0 {
		return []string{""}
	}
	var lines []string
	for part := range strings.SplitAfterSeq(strings.ReplaceAll(s, "\r\n", "\n"), "\n") {
		if part == "" && lines != nil {
			continue
		}
		for line := range strings.SplitSeq(Wrap(c.Clean(part), width), "\n") {
			lines = append(lines, c.Fit(line, width))
		}
	}
	return lines
}

const blank = "                                                                                                                                                                "

// Spaces returns n spaces, none if n is negative.
func Spaces(n int) string {
	if n <= 0 {
		return ""
	}
	if n <= len(blank) {
		return blank[:n]
	}
	return strings.Repeat(" ", n)
}
