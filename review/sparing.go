package review

import (
	"runtime/debug"
	"sync"
)

// spared is how many use cases keep memory low now, and the setting of the garbage collector before the first of them.
var spared struct {
	sync.Mutex
	by, before int
}

// sparing makes the garbage collector keep memory low at a little more time, until what it returns is called. What makes or
// checks a large pack goes through much that is soon garbage, on top of a record that stays.
func sparing() (done func()) {
	const percent = 50
	spared.Lock()
	defer spared.Unlock()
	if spared.by++; spared.by == 1 {
		spared.before = debug.SetGCPercent(percent)
	}
	return func() {
		spared.Lock()
		defer spared.Unlock()
		if spared.by--; spared.by == 0 {
			debug.SetGCPercent(spared.before)
		}
	}
}
