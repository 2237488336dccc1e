package widget

import (
	"maps"
	"testing"

	tea "charm.land/bubbletea/v2"
)

func TestFiltersAreSavedChosenAndDeleted(t *testing.T) {
	kept := map[string]string{"other": "role:owner"} // of a list with other fields
	b := fielded(t)
	b.Filters = Filters{
		All: func() map[string]string { return kept },
		Keep: func(name, text string) tea.Cmd {
			if kept[name] = text; text == "" {
				delete(kept, name)
			}
			return nil
		},
	}
	ctrl := func(letter rune) tea.KeyPressMsg { return tea.KeyPressMsg{Code: letter, Mod: tea.ModCtrl} }
	b.press(typed("/")...)
	b.shows("first:", "!@other")
	b.press(typed("first:b -short")...)
	b.press(ctrl('s'))
	b.shows(" save this filter as @")
	b.press(typed("bees")...)
	b.press(enter)
	if want := map[string]string{"other": "role:owner", "bees": "first:b -short"}; !maps.Equal(kept, want) {
		t.Fatalf("kept: %v", kept)
	}
	b.shows("1 of 4 · / first:b -short")

	b.press(esc)
	b.press(typed("/")...)
	b.shows(" tab  @bees  first:", "anna")
	b.press(typed("@b")...)
	b.press(tab)
	b.shows(" / @bees", "1 of 4", "bertha", "!anna")
	b.press(enter)
	b.shows("1 of 4 · / first:b -short")

	b.press(esc)
	b.press(typed("/@bees")...)
	b.press(ctrl('x'))
	b.shows("anna", "!@bees")
	if _, still := kept["bees"]; still || len(kept) != 1 {
		t.Errorf("kept: %v", kept)
	}
	b.press(typed("@bees")...) // a word now
	b.shows("0 of 4")
}
