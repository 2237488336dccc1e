package app

import (
	"cmp"
	"context"
	"strconv"
	"strings"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/ui/guide"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/screen"
)

// paletteSource reads commands for the palette.
type paletteSource func(context.Context) ([]overlay.Command, error)

// sources returns what the palette reads when it opens. Each is read on its own, so that the small ones come at once.
func (m *model) sources() []paletteSource {
	w := m.workspace
	held := ""
	if m.pack() != nil {
		held = core.ReadOnly
	}
	return []paletteSource{
		func(ctx context.Context) ([]overlay.Command, error) { return campaigns(ctx, w) },
		func(ctx context.Context) ([]overlay.Command, error) { return allSettings(ctx, w, held) },
		guides,
		func(ctx context.Context) ([]overlay.Command, error) { return allElevations(ctx, w) },
		func(ctx context.Context) ([]overlay.Command, error) { return holders(ctx, w) },
	}
}

// campaigns leads into the review of each campaign.
func campaigns(ctx context.Context, w interface {
	ListCampaigns(context.Context) ([]campaign.Summary, error)
},
) ([]overlay.Command, error) {
	all, err := w.ListCampaigns(ctx)
	commands := make([]overlay.Command, len(all))
	for i, c := range all {
		commands[i] = overlay.NewCommand("campaign/"+c.ID, overlay.Entry{
			Name: c.Name, Note: "campaign, " + string(c.State) + ", due " + c.Due,
			Action: screen.Navigate{Section: screen.Reviews, Campaign: c.ID},
		})
	}
	return commands, err
}

// allSettings leads to the question for each setting; held says why none can be changed.
func allSettings(ctx context.Context, w interface {
	Settings(context.Context) (settings.Settings, error)
}, held string,
) ([]overlay.Command, error) {
	s, err := w.Settings(ctx)
	if err != nil {
		return nil, err
	}
	var commands []overlay.Command
	for _, one := range s.All() {
		commands = append(commands, overlay.NewCommand("setting/"+one.Key, overlay.Entry{
			Name: one.Key, Note: "setting, now " + cmp.Or(one.Value, "none"), Disabled: held, Action: settingPicked{one, s},
		}))
	}
	return commands, nil
}

// allElevations leads to each elevation.
func allElevations(ctx context.Context, w interface {
	ListElevations(context.Context) ([]elevation.Row, error)
},
) ([]overlay.Command, error) {
	all, err := w.ListElevations(ctx)
	commands := make([]overlay.Command, len(all))
	for i, e := range all {
		commands[i] = overlay.NewCommand("elevation/"+e.ID, overlay.Entry{
			Name: e.ID, Note: "elevation, " + string(e.State) + ", " + e.Email + " as " + e.Role,
			Action: screen.Navigate{Section: screen.Elevations, Elevation: e.ID},
		})
	}
	return commands, err
}

// holders leads to each role, with those who have it, and to each row of Access.
func holders(ctx context.Context, w interface {
	Access(context.Context) (campaign.AccessView, error)
},
) ([]overlay.Command, error) {
	view, err := w.Access(ctx)
	if err != nil {
		return nil, err
	}
	commands := make([]overlay.Command, 0, len(view.Roles)+len(view.Rows))
	for _, r := range view.Roles {
		commands = append(commands, overlay.NewCommand("holders/"+r.ID, overlay.Entry{
			Name: r.Name, Note: "role, with all who have it",
			Action: screen.Navigate{Section: screen.Access, Filter: "role:" + strconv.Quote(r.Name)},
		}))
	}
	for _, r := range view.Rows {
		kind := "person"
		if r.Kind != access.User {
			kind = string(r.Kind)
		}
		note := kind
		if r.Role != "" {
			note += ", " + r.Role
		}
		if r.Name != "" && r.Kind == access.User {
			note += ", " + r.Name
		}
		commands = append(commands, overlay.NewCommand(r.Item, overlay.Entry{
			Name: r.Title(), Note: note, Action: screen.Navigate{Section: screen.Access, Item: r.Item},
		}))
	}
	return commands, nil
}

// guides shows each text of the guide.
func guides(context.Context) ([]overlay.Command, error) {
	commands := make([]overlay.Command, len(guide.Topics))
	for i, t := range guide.Topics {
		commands[i] = overlay.NewCommand("help/"+t.Name, overlay.Entry{
			Name: t.Name, Note: "help: " + t.Short,
			Action: screen.OpenDialog{Dialog: &overlay.Notice{Title: "tuar help " + t.Name, Text: readable(guide.Text(t.Name))}},
		})
	}
	return commands, nil
}

// readable returns a guide as plain text, to be wrapped.
func readable(markdown string) string {
	var parts []string
	for _, b := range guide.Blocks(markdown) {
		lines := []string{b.Heading + b.Text + b.Code}
		for _, item := range b.Items {
			lines = append(lines, "- "+item)
		}
		for _, cells := range b.Table {
			lines = append(lines, strings.Join(cells, " | "))
		}
		parts = append(parts, strings.TrimPrefix(strings.Join(lines, "\n"), "\n"))
	}
	return strings.Join(parts, "\n\n")
}
