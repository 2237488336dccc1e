package home

import (
	"context"
	"slices"
	"time"

	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
)

// mostLatest bounds how many lines of the record are shown.
const mostLatest = 40

// written is a line of the record as it is shown.
type written struct {
	at    time.Time
	actor string
	says  string
}

// readLatest returns the last lines of the record, the newest first; none if it cannot be read, which the root reports.
func readLatest(ctx context.Context, service Record) []written {
	lines, err := service.Journal(ctx)
	if err != nil {
		return nil
	}
	standing, err := service.Standing(ctx)
	if err != nil {
		return nil
	}
	say, latest := service.Sentences(ctx), []written(nil)
	for _, l := range slices.Backward(lines[max(0, len(lines)-mostLatest):]) {
		w := written{at: l.Time.Time, actor: l.Actor, says: say(l)}
		if standing.Refused(l) != "" {
			w.says = "refused: " + w.says
		}
		latest = append(latest, w)
	}
	return latest
}

// journal shows the last lines of the record in the room that is left over.
func (s *Screen) journal(th *theme.Theme) block {
	return block{
		title: "last lines of the journal", want: len(s.latest), least: min(len(s.latest), 3), last: true,
		draw: func(width, height int) ([]string, []int) {
			const when, who = 13, 28
			var lines []string
			for _, w := range s.latest[:min(height, len(s.latest))] {
				lines = append(lines, th.Dim.Render("   "+th.Fit(widget.Clock(w.at, s.env.Now()), when))+
					th.Fit(w.actor, who-1)+" "+th.Fit(w.says, max(width-3-when-who, 1)))
			}
			return lines, nil
		},
	}
}
