package app

import (
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/ui/screen"
)

func TestThePaletteLeadsEverywhere(t *testing.T) {
	o := ready(t)
	o.campaign("Q4 2026 access review", o.clock.Now().AddDate(0, 0, 7))
	view, err := o.Access(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	person := view.Rows[len(view.Rows)/2]
	role := view.Roles[0].Name
	for _, to := range []struct {
		text    string
		section screen.Section
		shows   string
	}{
		{"q4 review", screen.Reviews, "of 182"},
		{person.Title(), screen.Access, "▸ "},
		{"all who have " + role, screen.Access, `role:"` + role + `"`},
		{"journal", screen.Journal, ""},
		{"help: explain filters", screen.Home, "tuar help filter"},
		{"setting " + settings.NoMouseKey, screen.Home, settings.NoMouseKey + ": "},
	} {
		o.closeDialogs()
		o.press("1", ":")
		o.write(to.text)
		o.press("enter")
		o.wants(to.section)
		o.shows(to.shows)
	}
	o.closeDialogs()
	o.press("1", ":")
	o.write(person.Title())
	o.press("enter")
	start := person.Title()[:10] // the end may be cut
	for line := range strings.SplitSeq(o.frame(), "\n") {
		if strings.Contains(line, "▸ ") && strings.Contains(line, start) {
			return
		}
	}
	t.Errorf("the cursor is not on %s:\n%s", person.Title(), o.frame())
}

func TestAnActOfAnotherSectionIsOnlyShown(t *testing.T) {
	o := ready(t)
	o.press("2", "1", ":")
	o.write("take away")
	o.press("enter")
	o.wants(screen.Access)
	o.shows("press r here to take away")
	if !o.app.overlays.Empty() || o.app.screen().Typing() {
		t.Errorf("something began:\n%s", o.frame())
	}
}

func TestThePaletteRemembers(t *testing.T) {
	o := ready(t)
	o.press(":")
	o.write("journal")
	o.press("enter", "1", ":")
	for line := range strings.SplitSeq(o.frame(), "\n") {
		if strings.Contains(line, "▸") && strings.Contains(line, "│") {
			if !strings.Contains(line, "Journal") {
				t.Errorf("first is %q", line)
			}
			return
		}
	}
	t.Error("no palette")
}
