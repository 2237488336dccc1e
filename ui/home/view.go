package home

import (
	"strings"

	"github.com/tuar-dev/tuar/ui/safetext"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
)

// block is a part of the page. It gets at least its least lines, at most those it wants, and one more for its title.
type block struct {
	title       string // none: no title line
	want, least int
	last        bool                                                    // gets only what the others leave over
	draw        func(width, height int) (lines []string, targets []int) // the target on each line; nil if there is none
}

// View draws exactly height lines of exactly width cells.
func (s *Screen) View(th *theme.Theme, width, height int) string {
	s.drawn = map[int]int{}
	if page, ok := s.pages.Front(); ok {
		return page.View(th, width, height)
	}
	switch {
	case s.problem != nil && s.standing == nil:
		return widget.Clip(th.Error.Render(strings.Join(th.Block(" "+th.Alert+" "+s.problem.Error(), width), "\n")),
			width, height)
	case s.standing == nil:
		return widget.Clip(th.Dim.Render(th.Fit(" reading the record…", width)), width, height)
	}
	left := width
	if width >= widget.Beside {
		left = width * 3 / 5
	}
	blocks := []block{s.connection(th, left), s.attention(th, left, width >= widget.Beside)}
	if len(s.standing.Elevations) > 0 {
		blocks = append(blocks, s.elevations(th))
	}
	blocks = append(blocks, s.campaigns(th))
	if width < widget.Beside {
		return widget.Clip(s.stack(th, append(blocks, s.whoHasWhat(th)), left, height), width, height)
	}
	beside := []block{s.whoHasWhat(th)}
	if rows, _, _ := s.timed(); len(rows) > 0 {
		beside = append(beside, s.timeline(th))
	}
	blocks = append(blocks, s.burndowns(th)...)
	if len(s.latest) > 0 {
		blocks = append(blocks, s.journal(th))
	}
	page := s.stack(th, blocks, left, height)
	drawn := s.drawn
	side := s.stack(th, beside, width-left-1, height)
	s.drawn = drawn
	return widget.Split(th, page, side, left, width-left-1, height)
}

// stack draws the blocks one under the other and notes on which lines their targets stand.
func (s *Screen) stack(th *theme.Theme, blocks []block, width, height int) string {
	var page []string
	for i, n := range assignment(blocks, height) {
		b := blocks[i]
		if n == 0 {
			continue
		}
		if b.title != "" {
			page = append(page, widget.Rule(th, b.title, width))
			n--
		}
		lines, targets := b.draw(width, n)
		for y, target := range targets {
			s.drawn[len(page)+y] = target
		}
		page = append(page, lines...)
		for range n - len(lines) {
			page = append(page, safetext.Spaces(width))
		}
	}
	return strings.Join(page, "\n")
}

// assignment divides the height among the blocks: first what each needs at least, then line by line in turn, then a
// blank line before the next title where there is room for all of them; in the same way what is left over among those
// that come last.
func assignment(blocks []block, height int) []int {
	got := make([]int, len(blocks))
	for _, last := range []bool{false, true} {
		height -= divide(blocks, got, height, last)
		for i := range blocks[:len(blocks)-1] {
			if blocks[i].last == last && got[i] > 0 && height > 0 {
				got[i]++
				height--
			}
		}
	}
	return got
}

// divide gives lines to the blocks that come last, or to the others, and returns how many it gave.
func divide(blocks []block, got []int, height int, last bool) (given int) {
	give := func(i, n int) { got[i] += n; height -= n; given += n }
	for i, b := range blocks {
		if b.last != last {
			continue
		}
		n := b.least
		if b.title != "" {
			n++
		}
		if n <= height {
			give(i, n)
		}
	}
	for more := true; more && height > 0; {
		more = false
		for i, b := range blocks {
			full := b.want
			if b.title != "" {
				full++
			}
			if b.last == last && got[i] > 0 && got[i] < full && height > 0 {
				give(i, 1)
				more = true
			}
		}
	}
	return given
}

// window returns the part of n lines to show in height so that the cursor, counted like the lines, is in it.
func window(n, cursor, height int) (top, end int) {
	top = max(0, min(cursor-height+1, n-height))
	if cursor < 0 || cursor >= n {
		top = 0
	}
	return top, min(top+height, n)
}
