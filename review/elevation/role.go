package elevation

import (
	"time"

	"github.com/tuar-dev/tuar/review/order"
)

// userRole holds the changes that tuar made to the role of one user.
type userRole struct {
	baseRole, baseRoleName string    // the role to be restored in the end
	basis                  string    // the population that shows the user with it
	heldRole, heldRoleName string    // the role that was certainly there last
	attempts               []Attempt // since then, oldest first
}

// Attempt is one call to change the role of a user. Outcome is empty while it is under way, or if the process died.
type Attempt struct {
	SendingData
	At         time.Time
	By         string
	Outcome    order.Outcome
	Detail     string
	Status     int
	lastWordAt time.Time // when the last word on it was recorded
}

// unsettled reports whether a listing must still show the effect of the attempt.
func (a *Attempt) unsettled() bool {
	switch a.Outcome {
	case "", order.Unclear, order.Missing, order.Accepted:
		return true
	case order.Gone, order.NotOffered, order.Refused, order.NoEffect, order.NotSent:
	}
	return false
}

func (h *userRole) begin(a Attempt) {
	a.lastWordAt = a.At
	h.attempts = append(h.attempts, a)
}

// recordOutcome notes an outcome. The first certain one counts, but a listing overrides Torq's answer.
func (h *userRole) recordOutcome(d SentData, outcome order.Outcome, at time.Time) {
	for i := range h.attempts {
		a := &h.attempts[i]
		if a.Attempt == d.Attempt && (a.unsettled() && a.Outcome != order.Accepted || d.Population != "") {
			a.Outcome, a.Detail, a.Status, a.lastWordAt = outcome, d.Detail, d.Status, at
		}
	}
}

// last returns the newest attempt, or nil.
func (h *userRole) last() *Attempt {
	if len(h.attempts) == 0 {
		return nil
	}
	return &h.attempts[len(h.attempts)-1]
}

// unsettled reports whether the effect of any attempt is not known.
func (h *userRole) unsettled() bool {
	for i := range h.attempts {
		if h.attempts[i].unsettled() {
			return true
		}
	}
	return false
}

// mayBe reports whether tuar may have left the user with that role.
func (h *userRole) mayBe(roleID string) bool {
	return roleID == h.heldRole || h.asked(roleID)
}

// freeRetries is the number of attempts without an answer that are repeated without waiting: taking a role back in time
// matters more than the calls.
const freeRetries = 5

// retryAfter returns the time to wait after failed attempts: a Torq that refuses or fails for hours must not be asked
// every minute, with a listing each time.
func (h *userRole) retryAfter() time.Duration {
	tried, lost := 0, 0
	for i := range h.attempts {
		switch a := &h.attempts[i]; {
		case a.Outcome == order.Refused || a.Outcome == order.NotOffered || a.Outcome == order.NoEffect && a.Status/100 == 2:
			tried++
		case a.Outcome == order.NotSent || a.Outcome == order.NoEffect:
			lost++
		}
	}
	tried += max(0, lost-freeRetries)
	if tried == 0 {
		return 0
	}
	return min(time.Minute<<min(tried-1, 10), 15*time.Minute)
}

// promised returns the attempt that a workflow may still carry out; nil if there is none.
func (h *userRole) promised(now time.Time) *Attempt {
	for i := range h.attempts {
		if a := &h.attempts[i]; a.unsettled() && now.Before(a.Expires.Time) {
			return a
		}
	}
	return nil
}

// asked reports whether Torq was asked for that role and may have given it.
func (h *userRole) asked(roleID string) bool {
	for i := range h.attempts {
		if a := &h.attempts[i]; a.unsettled() && a.ToRoleID == roleID {
			return true
		}
	}
	return false
}

// Awaited returns the roles asked for by calls whose effect no listing shows yet, by user ID.
func (b *Book) Awaited() map[string]string {
	out := map[string]string{}
	for id, h := range b.holders {
		for i := range h.attempts {
			if h.attempts[i].unsettled() {
				out[id] = h.attempts[i].ToRoleID
			}
		}
	}
	return out
}

// lastWordAt returns the time of the last line about an attempt.
func (h *userRole) lastWordAt() time.Time {
	if a := h.last(); a != nil {
		return a.lastWordAt
	}
	return time.Time{}
}
