package form

import (
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
)

// kindsText returns kinds as they are typed; all of them if there are none.
func kindsText(all []access.Kind) string {
	if len(all) == 0 {
		all = access.Kinds()
	}
	texts := make([]string, len(all))
	for i, k := range all {
		texts[i] = string(k)
	}
	return strings.Join(texts, ", ")
}

// typedKinds returns the kinds as typed, each once; a plural counts as its kind. One that is not known is returned as it is.
func (m *Model) typedKinds() (all []access.Kind) {
	for word := range strings.FieldsFuncSeq(m.form.Value(kinds), func(r rune) bool { return strings.ContainsRune(",; \t", r) }) {
		k := access.Kind(strings.ToLower(word))
		if one := access.Kind(strings.TrimSuffix(string(k), "s")); one.Known() {
			k = one
		}
		if !slices.Contains(all, k) {
			all = append(all, k)
		}
	}
	return all
}

// kindNotes says which kinds are left out, or which one is not known.
func (m *Model) kindNotes(th *theme.Theme, width int) []string {
	typed := m.typedKinds()
	if i := slices.IndexFunc(typed, func(k access.Kind) bool { return !k.Known() }); i >= 0 {
		text := th.Alert + " " + string(typed[i]) + " is no kind of item; kinds are " + kindsText(nil)
		return widget.Block(th, th.Warn, text, width)
	}
	if len(typed) == 0 {
		return nil
	}
	var left []string
	for _, k := range (campaign.Plan{Kinds: typed}).LeavesOut() {
		left = append(left, k.Plural())
	}
	if len(left) == 0 {
		return nil
	}
	return widget.Block(th, th.Dim, "left out: "+strings.Join(left, ", ")+"; evidence says so", width)
}

// lapseNotes says what becomes of access that is certified until a day.
func (m *Model) lapseNotes(th *theme.Theme, width int) []string {
	return widget.Block(th, th.Dim, campaign.LapseRule(m.form.Value(lapse)).Words(), width)
}
