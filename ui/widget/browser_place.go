package widget

import "github.com/tuar-dev/tuar/ui/theme"

// Beside is the width from which on details can stand beside a list. There the list keeps what it shows alone: as long
// as its texts need more room, the details stay below it.
const Beside = 130

// The sizes of a list and of the details beside it or below it, in cells and lines.
const (
	always    = 200 // the details stand beside any list
	usualList = 80  // a list beside details is not narrower
	leastPane = 39
	mostPane  = 76
	keptLines = 13 // a list above details has its titles and twelve rows, or all it has
)

// stands reports whether the details stand beside the list, and finds the width of the list then.
func (b *Browser[R]) stands(th *theme.Theme, width, height int) bool {
	stood := b.besides > 0 && b.drawnWidth == width // it does not change from row to row
	b.drawnWidth, b.besides = width, 0
	if width < Beside {
		return false
	}
	b.window = height
	b.Table.scroll()
	b.measure(th)
	list := max(b.whole, usualList)
	if list > width-1-leastPane {
		if !stood && width < always {
			return false
		}
		list = width - 1 - leastPane
	}
	b.besides = width - 1 - min(width-1-list, mostPane)
	return true
}

// rowsAbove returns how many lines a list of n lines gets where its details stand below it: all of height if there is
// no room for them.
func rowsAbove(height, n int) int { return min(height, n+1, max(height*3/5, keptLines)) }
