package app

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/widget"
)

// savedFilters returns the filters that were saved on this machine for the workspace; of a pack there are none.
func savedFilters(ctx context.Context, w *review.Workspace) widget.Filters {
	if w.Pack() != nil {
		return widget.Filters{}
	}
	return widget.Filters{
		All: func() map[string]string {
			all, err := w.SavedFilters(ctx)
			if err != nil {
				return nil // the file is one with the connection, and the app says what is wrong with it
			}
			return all
		},
		Keep: func(name, text string) tea.Cmd {
			return func() tea.Msg {
				if err := w.SaveFilter(ctx, name, text); err != nil {
					return screen.Failed{Err: err}
				}
				if text == "" {
					return screen.Notify{Text: "deleted: @" + name, Level: screen.Good}
				}
				return screen.Notify{Text: "saved: / and @" + name + " show it again", Level: screen.Good}
			}
		},
	}
}
