package app

// The smallest terminal that is drawn in.
const (
	leastWidth  = 40
	leastHeight = 10
)

// places holds the position of each part, computed from the size of the terminal alone: header, a rule if there is room
// for it, the screen, the footer. An urgent message takes the place of the rule at any size.
type places struct {
	width, height int
	rule          bool
	top           int // first line of the screen
	body          int // lines of the screen
	footer        int // lines of the footer
}

func layoutFor(width, height, footer int, loud bool) places {
	const roomy = 20
	l := places{width: width, height: height, rule: height >= roomy || loud, top: 1, footer: max(footer, 1)}
	if l.rule {
		l.top = 2
	}
	l.body = height - l.top - l.footer
	return l
}

func tooSmall(width, height int) bool { return width < leastWidth || height < leastHeight }
