package review

import (
	"testing"
	"time"
)

// HoldTurns changes for a test how long a turn is held between two changes, and while somebody is asked.
func HoldTurns(t *testing.T, between, asking time.Duration) {
	hold, ask := longestHold, longestAsk
	longestHold, longestAsk = between, asking
	t.Cleanup(func() { longestHold, longestAsk = hold, ask })
}
