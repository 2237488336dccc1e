package widget

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/ui/theme"
)

// mostOffered bounds how many completions stand below a field.
const mostOffered = 4

// completion is the list below a text of which one knows how it can go on.
type completion struct {
	chosen int    // of those offered, from 1 on; 0 for none
	typed  string // the text for which it was chosen
}

// token returns where the last word of a text begins: behind the last comma, semicolon, equals sign or blank.
func token(text string) int { return strings.LastIndexAny(text, ",;= \t") + 1 }

// offered returns what the word being typed can become: first what begins with it, then what contains it. It is empty when the
// word is one of the known ones, and in little room as long as nothing was typed.
func (f *Form) offered() []string {
	it := f.Fields[f.At]
	if it.Complete == nil || it.Input == nil {
		return nil
	}
	if f.cramped && f.complete.chosen == 0 && token(it.Input.Value()) == len(it.Input.Value()) {
		return nil
	}
	word := strings.ToLower(it.Input.Value()[token(it.Input.Value()):])
	var begins, contains []string
	for _, known := range it.Complete() {
		switch low := strings.ToLower(known); {
		case low == word:
			return nil
		case strings.HasPrefix(low, word):
			begins = append(begins, known)
		case strings.Contains(low, word):
			contains = append(contains, known)
		}
	}
	all := slices.Concat(begins, contains)
	return all[:min(len(all), mostOffered)]
}

// take handles a key where completions are offered, and reports whether it used it. ctrl+n and ctrl+p choose one of them; tab
// and enter take it, or the first as soon as something was typed.
func (f *Form) take(press tea.KeyPressMsg) bool {
	all := f.offered()
	if len(all) == 0 {
		return false
	}
	it := f.Fields[f.At]
	value := it.Input.Value()
	if f.complete.typed != value {
		f.complete = completion{typed: value}
	}
	switch chosen := &f.complete.chosen; press.String() {
	case "ctrl+n":
		*chosen = *chosen%len(all) + 1
		return true
	case "ctrl+p":
		*chosen = (max(*chosen, 1)+len(all)-2)%len(all) + 1
		return true
	case "tab", "enter":
		if *chosen == 0 && token(value) == len(value) {
			return false // nothing was begun: the key does what it does elsewhere
		}
		it.Input.SetValue(value[:token(value)] + all[max(min(*chosen, len(all)), 1)-1])
		return true
	}
	return false
}

// offers draws the completions below the field with the focus.
func (f *Form) offers(th *theme.Theme, width int) (lines []string) {
	value := ""
	if in := f.Fields[f.At].Input; in != nil {
		value = in.Value()
	}
	chosen := 0
	if f.complete.typed == value {
		chosen = f.complete.chosen
	}
	if chosen == 0 && token(value) < len(value) {
		chosen = 1
	}
	for i, one := range f.offered() {
		style, sign := th.Dim, "  "
		if i+1 == chosen {
			style, sign = th.KeyName, th.Cursor+" "
		}
		lines = append(lines, style.Render(th.Fit(sign+one, width)))
	}
	return lines
}
