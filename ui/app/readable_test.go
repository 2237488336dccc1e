package app

import (
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/charmbracelet/x/ansi"
)

// TestALargerWindowShowsMore draws every section in windows of many sizes: each word that can be read in one can be read
// in every window that is at least as wide and as high. The header, the footer and the line of keys may differ.
func TestALargerWindowShowsMore(t *testing.T) {
	sizes := [][2]int{{60, 16}, {80, 24}, {100, 30}, {120, 35}, {130, 40}, {160, 45}, {200, 50}}
	furtherDown := map[string]string{}
	for _, word := range strings.Fields("revoking removes the user from their workspace next has gives them") {
		furtherDown[word] = "details beside a list of 160 cells are narrow, and this text is further down; enter shows it"
	}
	hashes := map[string]string{"hex": "an ID or a hash breaks in details that are narrower than it is"}
	o := newOffice(t, true)
	o.year()
	for _, c := range []struct {
		name     string
		keys     []string
		excepted map[string]string // words, with the reason why a larger window may lack them
	}{
		{"home", nil, nil},
		{"access", []string{"2"}, nil},
		{"reviews", []string{"3"}, map[string]string{"q4": "the ID is the title of the details below the list; those beside it have the name"}},
		{"review", []string{"3", "enter"}, furtherDown},
		{"elevations", []string{"4"}, nil},
		{"evidence", []string{"5"}, nil},
		{"journal", []string{"6"}, hashes},
	} {
		t.Run(c.name, func(t *testing.T) {
			o.t = t
			o.open()
			o.start(60, 16)
			o.press(c.keys...)
			frames := make([]string, len(sizes))
			for i, size := range sizes {
				frames[i] = ansi.Strip(o.app.frame(size[0], size[1]))
			}
			for i := range sizes {
				for j := i + 1; j < len(sizes); j++ {
					larger := strings.Join(strings.Fields(frames[j]), " ")
					var lost []string
					for word := range wholeWords(frames[i]) {
						if c.excepted[kind(word)] == "" && !strings.Contains(larger, word) {
							lost = append(lost, word)
						}
					}
					if len(lost) > 0 {
						t.Errorf("what can be read at %v is lost at %v: %q\n%s", sizes[i], sizes[j], lost, frames[j])
					}
				}
			}
		})
	}
}

// kind returns the key of a word in a table of exceptions: those with random parts have one for all.
func kind(word string) string {
	switch {
	case random.MatchString(word):
		return "hex"
	case suffix.MatchString(word):
		return word[:2]
	}
	return word
}

// hidden matches what tells how much is not shown.
var hidden = regexp.MustCompile(`\d+–\d+ of \d+|and \d+ more|\d+ more lines?; enter shows all`)

// wholeWords returns the words of a frame that stand there whole, without its header, footer and line of keys.
func wholeWords(frame string) map[string]bool {
	lines, words := strings.Split(hidden.ReplaceAllString(frame, ""), "\n"), map[string]bool{}
	for _, line := range lines[1 : len(lines)-2] {
		for _, word := range strings.Fields(line) {
			if strings.Contains(word, "…") {
				continue // cut
			}
			word = strings.TrimFunc(word, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
			if word != "" {
				words[word] = true
			}
		}
	}
	return words
}
