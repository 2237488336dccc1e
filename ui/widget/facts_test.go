package widget

import (
	"strings"
	"testing"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/tuar-dev/tuar/ui/theme"
)

func TestTheWidestLabelMakesTheColumn(t *testing.T) {
	for _, c := range []struct {
		name         string
		width        int
		signs, brief bool
		want         string
	}{
		{"beside a list", 60, false, false, "" +
			" role                    Owner\n" +
			" key-stronger-than-owner grants more than its owner has\n" +
			" reason                  as before"},
		{"with signs", 64, true, false, "" +
			"   role                    Owner\n" +
			" ! key-stronger-than-owner grants more than its owner has\n" +
			"   reason                  as before"},
		{"in a narrow pane", 40, false, false, "" +
			" role   Owner\n" +
			" key-stronger-than-owner\n" +
			"        grants more than its owner has\n" +
			" reason as before"},
		{"below a list", 60, true, true, "" +
			"   role                    Owner\n" +
			" ! key-stronger-than-owner grants more than its owner has\n" +
			"   reason                  as before"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := &Facts{Theme: theme.New(true, false), Width: c.width, Signs: c.signs, Brief: c.brief}
			f.Add("role", "Owner", lipgloss.NewStyle())
			f.Flag("key-stronger-than-owner", "grants more than its owner has")
			f.Add("empty", "", lipgloss.NewStyle())
			f.Add("reason", "as before", lipgloss.NewStyle())
			var got []string
			for _, line := range f.Lines() {
				got = append(got, strings.TrimRight(ansi.Strip(line), " "))
			}
			if got := strings.Join(got, "\n"); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}
