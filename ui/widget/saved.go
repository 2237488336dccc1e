package widget

import (
	"maps"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/ui/filter"
	"github.com/tuar-dev/tuar/ui/keymap"
	"github.com/tuar-dev/tuar/ui/theme"
)

// Filters are the filters that were saved on this machine. In a list @NAME stands for one.
type Filters struct {
	All  func() map[string]string
	Keep func(name, text string) tea.Cmd // under that name; an empty text deletes it
}

// readSaved reads the saved filters; there are none where nothing keeps them.
func (b *Browser[R]) readSaved() {
	b.saved = nil
	if b.Filters.All != nil {
		b.saved = maps.Clone(b.Filters.All())
	}
}

// meant returns the filter for which the text stands: the saved one that it names, else itself.
func (b *Browser[R]) meant(text string) string {
	if name, ok := b.named(text); ok {
		return b.saved[name]
	}
	return text
}

// named returns the name of the saved filter that the text names.
func (b *Browser[R]) named(text string) (name string, ok bool) {
	name, at := strings.CutPrefix(text, "@")
	_, is := b.saved[name]
	return name, at && is
}

// savedOffers offers the saved filters that begin as the text does, if they can ask the rows of this list.
func (b *Browser[R]) savedOffers(text string) (offers []filter.Offer) {
	for _, name := range slices.Sorted(maps.Keys(b.saved)) {
		if strings.HasPrefix("@"+name, text) && filter.New(b.Fields, b.saved[name]).Err() == nil {
			offers = append(offers, filter.Offer{Shown: "@" + name, Text: "@" + name})
		}
	}
	return offers
}

// savedKeys returns the keys of the line of the filter that save it and delete a saved one.
func (b *Browser[R]) savedKeys() []keymap.Binding {
	if b.Filters.Keep == nil {
		return nil
	}
	save := keymap.Line("ctrl+s", "save", b.does(func() { b.naming = NewInput("a name, such as my-owners") }))
	name, is := b.named(b.filter.Value())
	switch {
	case is:
		save.Disabled = "it is saved as " + name
	case b.query == "":
		save.Disabled = "type a filter first"
	}
	if !is {
		return []keymap.Binding{save}
	}
	return []keymap.Binding{save, keymap.Line("ctrl+x", "delete @"+name, func() tea.Cmd {
		delete(b.saved, name)
		b.filter.SetValue("")
		moved := b.watch(func() { b.Search("") })
		b.offer()
		return tea.Batch(b.Filters.Keep(name, ""), moved)
	})}
}

// namingKeys returns the keys while a name for the filter is typed.
func (b *Browser[R]) namingKeys() []keymap.Group {
	return []keymap.Group{{Title: "Save filter", Keys: []keymap.Binding{
		keymap.Line("enter", "save", func() tea.Cmd {
			name := strings.TrimPrefix(b.naming.Value(), "@")
			if b.naming = nil; name == "" {
				return nil
			}
			b.filter = nil
			return b.Filters.Keep(name, b.query)
		}),
		keymap.Line("esc", "back", b.does(func() { b.naming = nil })),
	}}}
}

// namingLine draws the line in which the name is typed.
func (b *Browser[R]) namingLine(th *theme.Theme, width int) string {
	return b.naming.View(th, " save this filter as @", width)
}
