package home

import (
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/ui/safetext"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
)

// timed returns the elevations that have a begin and an end, and the time they span, now included.
func (s *Screen) timed() (rows []*elevation.Row, from, to time.Time) {
	from = s.env.Now()
	to = from
	for i := range s.standing.Elevations {
		r := &s.standing.Elevations[i]
		if r.StartsAt == nil || r.EndsAt == nil || !r.EndsAt.After(*r.StartsAt) {
			continue
		}
		rows = append(rows, r)
		if r.StartsAt.Before(from) {
			from = *r.StartsAt
		}
		if r.EndsAt.After(to) {
			to = *r.EndsAt
		}
	}
	return rows, from, to
}

// timeline draws the elevations along one axis of time: full cells are over, empty cells are to come. The clock times of
// the axis stand under it, that of now under the place of now.
func (s *Screen) timeline(th *theme.Theme) block {
	rows, from, to := s.timed()
	return block{
		title: "elevations in time", want: len(rows) + 1, least: min(len(rows)+1, 3), last: true,
		draw: func(width, height int) ([]string, []int) {
			now, label := s.env.Now(), width*2/5
			room := max(width-label-5, 1)
			place := func(t time.Time) int {
				return min(int(int64(room)*int64(t.Sub(from)/time.Second)/max(int64(to.Sub(from)/time.Second), 1)), room)
			}
			var lines []string
			for _, r := range rows[:min(len(rows), max(height-1, 0))] {
				begin := min(place(*r.StartsAt), room-1)
				end := max(place(*r.EndsAt), begin+1)
				over := min(max(place(now), begin), end)
				lines = append(lines, widget.Line("   "+th.Fit(r.Email+" "+r.Role, label)+" "+safetext.Spaces(begin)+
					th.BarFull.Render(strings.Repeat(th.Full, over-begin))+
					th.BarEmpty.Render(strings.Repeat(th.Empty, end-over)), width))
			}
			return append(lines, widget.Line("   "+safetext.Spaces(label+1)+th.Dim.Render(s.axis(place, from, to, room)), width)), nil
		},
	}
}

// axis returns the times under the timeline: of its begin, of now and of its end, as far as there is room.
func (s *Screen) axis(place func(time.Time) int, from, to time.Time, room int) string {
	now := s.env.Now()
	first, mid, end := widget.Clock(from, now), "now "+widget.Clock(now, now), widget.Clock(to, now)
	line := first
	if at := place(now); at > len(first) && at+len(mid)+1 < room-len(end) {
		line += safetext.Spaces(at-len(first)) + mid
	} else if place(now) == 0 {
		line = mid
	}
	if rest := room - ansi.StringWidth(line) - len(end); rest > 0 {
		line += safetext.Spaces(rest) + end
	}
	return line
}
