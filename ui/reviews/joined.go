package reviews

import (
	"context"
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/estate"
	"github.com/tuar-dev/tuar/review/export"
	"github.com/tuar-dev/tuar/ui/reviews/changes"
	"github.com/tuar-dev/tuar/ui/reviews/dialog"
	"github.com/tuar-dev/tuar/ui/reviews/sheet"
	"github.com/tuar-dev/tuar/ui/screen"
)

// isJoined reports whether the campaign was made together with those of other workspaces that are open.
func (s *Screen) isJoined(c campaign.Summary) bool { return s.estate != nil && c.Series != "" }

// mayBeJoined reports whether the campaign of that id may be one of a series; it is not known to be one alone.
func (s *Screen) mayBeJoined(id string) bool {
	i := slices.IndexFunc(s.all, func(c campaign.Summary) bool { return c.ID == id })
	return s.estate != nil && (i < 0 || s.all[i].Series != "")
}

// reviewJoined opens the sheets of the campaigns of that name in all workspaces as one queue.
func (s *Screen) reviewJoined(id string) tea.Cmd {
	s.pages.Remove(func(p screen.Screen) bool {
		_, carries := p.(*changes.Model)
		return !carries
	})
	page, writing := s.pages.Writing(func(p screen.Screen) bool {
		m, is := p.(*sheet.Model)
		return is && m.Campaign() == id
	})
	if !writing {
		queue := s.estate.Queue(id)
		page = sheet.NewJoined(s.env, queue, joint{s, queue}, id)
	}
	return s.open(page, id)
}

// joint is the conversations about the campaigns of a queue.
type joint struct {
	*Screen
	queue *estate.Queue
}

// places returns the campaigns of the queue, each with its workspace.
func (j joint) places(ctx context.Context) ([]dialog.Place, error) {
	members, err := j.queue.Members(ctx)
	if err != nil {
		return nil, err
	}
	places := make([]dialog.Place, len(members))
	for i, m := range members {
		places[i] = dialog.Place{Workspace: m.Workspace.Name(), Campaign: m.Campaign.ID, Service: m.Workspace}
	}
	return places, nil
}

// SignOff signs off the assignments in all workspaces: one summary, one statement, one line in each record.
func (j joint) SignOff(string) tea.Cmd { return j.dialogs.SignOffEach(j.places) }

// Export writes the results of all workspaces to one file.
func (j joint) Export(id string) tea.Cmd {
	return j.dialogs.ExportAs(func(ctx context.Context) (campaign.Summary, error) { return j.queue.Campaign(ctx, id) },
		func(ctx context.Context, _ string, format export.Format, path string, replace bool) error {
			return j.estate.ExportFile(ctx, id, format, path, replace)
		})
}

// Import says that decisions are read from a file in one workspace.
func (j joint) Import(string) tea.Cmd {
	return screen.Send(screen.Notify{Text: "decisions are read from a file in one workspace: press esc, then i on the campaign of that workspace", Level: screen.Info})
}

// HandOver gives items of one workspace to another reviewer.
func (j joint) HandOver(_ string, items []string) tea.Cmd {
	var there []string
	workspace := ""
	for _, item := range items {
		name, rest := j.estate.Split(item)
		if workspace != "" && name != workspace {
			return screen.Send(screen.Notify{Text: "these rows are of several workspaces; hand over those of one at a time", Level: screen.Warn})
		}
		workspace, there = name, append(there, rest)
	}
	return j.env.Asks(func() tea.Msg {
		places, err := j.places(j.env.Context)
		if err != nil {
			return screen.Failed{Err: err}
		}
		i := slices.IndexFunc(places, func(p dialog.Place) bool { return p.Workspace == workspace })
		if i < 0 {
			return screen.Notify{Text: fmt.Sprintf("%s has no campaign here", workspace), Level: screen.Warn}
		}
		return screen.Run(dialog.New(j.env, places[i].Service).HandOver(places[i].Campaign, there))
	})
}
