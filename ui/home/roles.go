package home

import (
	"fmt"
	"strings"

	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
	"github.com/tuar-dev/tuar/ui/words"
)

// whoHasWhat shows how many people hold each role; what does not fit is counted in the last line.
func (s *Screen) whoHasWhat(th *theme.Theme) block {
	title := "who has what"
	if len(s.roles) == 0 {
		empty := "reading…"
		if s.standing.LastSync == nil {
			empty = "nothing has been read from Torq yet"
		}
		return block{title: title, want: 1, least: 1, draw: func(width, _ int) ([]string, []int) {
			return []string{th.Dim.Render(th.Fit("   "+empty, width))}, nil
		}}
	}
	bars := make([]widget.Bar, len(s.roles))
	for i, h := range s.roles {
		var notes []string
		if h.privileged {
			notes = append(notes, "privileged")
		}
		if h.keys > 0 {
			notes = append(notes, words.Count(h.keys, "key"))
		}
		bars[i] = widget.Bar{Label: h.role, Value: h.people, Note: strings.Join(notes, ", ")}
	}
	title = fmt.Sprintf("who has what: people by role (%d)", len(bars))
	return block{
		title: title, want: len(bars), least: min(len(bars), 3),
		draw: func(width, height int) ([]string, []int) {
			chart := strings.Split(widget.BarChart(th, bars, max(width-4, 1), min(height, len(bars))), "\n")
			for i := range chart {
				chart[i] = widget.Line("   "+chart[i], width)
			}
			return chart, nil
		},
	}
}
