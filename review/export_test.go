package review

import (
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/remediation"
)

// HoldTurns changes for a test how long a turn is held between two changes, and while a person is asked. It changes them for the
// whole process: the test cannot run beside others.
func HoldTurns(t *testing.T, between, asking time.Duration) {
	before := lockTimes
	lockTimes = remediation.LockTimes{Hold: between, Ask: asking}
	t.Cleanup(func() { lockTimes = before })
}
