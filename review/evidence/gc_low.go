package evidence

import (
	"runtime/debug"
	"sync"
)

// lowGCUsers counts the use cases that keep memory low now, and holds the collector's target from before the first.
var lowGCUsers struct {
	sync.Mutex
	count, before int
}

// lowGC halves the garbage collector's target until the returned func is called. Writing or checking a large pack makes
// much garbage beside a record that stays in memory.
func lowGC() (done func()) {
	const percent = 50
	lowGCUsers.Lock()
	defer lowGCUsers.Unlock()
	if lowGCUsers.count++; lowGCUsers.count == 1 {
		lowGCUsers.before = debug.SetGCPercent(percent)
	}
	return func() {
		lowGCUsers.Lock()
		defer lowGCUsers.Unlock()
		if lowGCUsers.count--; lowGCUsers.count == 0 {
			debug.SetGCPercent(lowGCUsers.before)
		}
	}
}
