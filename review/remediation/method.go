package remediation

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/tuar-dev/tuar/review/order"
)

// MethodAction is a method for an action.
type MethodAction struct {
	Method order.Method
	Action order.Action
}

// For how long a way is not tried again once Torq did not offer it. APIs grow; and while a role is lent that must be
// taken back, trying too often is the lesser fault.
const (
	NotOfferedTTL          = 30 * 24 * time.Hour
	ElevationNotOfferedTTL = 15 * time.Minute
)

// methodMemory is what is known of the ways: which ones worked, and for whom Torq answered that it has no such call.
type methodMemory struct {
	proven  map[MethodAction]bool
	refused map[MethodAction]map[string]refusal // by subject
}

// refusal is the newest answer about one subject that says there is no such call.
type refusal struct {
	at     time.Time
	call   string
	status int
}

func newMethodMemory() methodMemory {
	return methodMemory{map[MethodAction]bool{}, map[MethodAction]map[string]refusal{}}
}

// refuse notes that Torq answered about a subject, such as user/1, that it has no such call.
func (m *methodMemory) refuse(w MethodAction, subject string, r refusal) {
	if m.refused[w] == nil {
		m.refused[w] = map[string]refusal{}
	}
	m.refused[w][subject] = r
}

// refusedWithin are the refusals of a way that are not older than within, newest first. A way that worked once has none: whoever
// it does not work for is the exception.
func (m *methodMemory) refusedWithin(w MethodAction, now time.Time, within time.Duration) []refusal {
	if m.proven[w] {
		return nil
	}
	var out []refusal
	for _, r := range m.refused[w] {
		if now.Sub(r.at) <= within {
			out = append(out, r)
		}
	}
	slices.SortFunc(out, func(a, b refusal) int { return b.at.Compare(a.at) })
	return out
}

// refusalsNeeded is how many different subjects a way must be refused for before it counts as not offered: one may be a fault of
// that one's.
const refusalsNeeded = 2

// Offers says whether the way may be tried: it has worked here, or Torq has not lately answered for two different subjects
// that it has no such call.
func (l *Ledger) Offers(w MethodAction, now time.Time) bool {
	return len(l.methods.refusedWithin(w, now, NotOfferedTTL)) < refusalsNeeded
}

// OffersElevation is Offers for elevations, which forget sooner.
func (l *Ledger) OffersElevation(w MethodAction, now time.Time) bool {
	return len(l.methods.refusedWithin(w, now, ElevationNotOfferedTTL)) < refusalsNeeded
}

// Untried are the methods without those that Torq lately answered about this very subject to have no such call for, which
// are the tried ones.
func (l *Ledger) Untried(methods []order.Method, a order.Action, subject string, now time.Time) (untried, tried []order.Method) {
	for _, m := range methods {
		if r, ok := l.methods.refused[MethodAction{m, a}][subject]; ok && now.Sub(r.at) <= ElevationNotOfferedTTL {
			tried = append(tried, m)
			continue
		}
		untried = append(untried, m)
	}
	return untried, tried
}

// Prove notes that a listing showed what was asked for by this way. From then on it is never taken as not offered.
func (l *Ledger) Prove(w MethodAction) { l.methods.proven[w] = true }

// forget lets a method be tried anew: what it did not offer may be another's now.
func (l *Ledger) forget(m order.Method) {
	maps.DeleteFunc(l.methods.refused, func(w MethodAction, _ map[string]refusal) bool { return w.Method == m })
	maps.DeleteFunc(l.methods.proven, func(w MethodAction, _ bool) bool { return w.Method == m })
}

// Off is a way that is not tried at present.
type Off struct {
	MethodAction
	Call   string // the last one that was answered so
	Status int    // of HTTP
	At     time.Time
	Until  time.Time // when it is tried again
}

// String is the sentence about it.
func (o Off) String() string {
	return fmt.Sprintf("the method %s is not tried for %s until %s: Torq answered that it has no such call (%s, %d, on %s)",
		o.Method, o.Action, o.Until.UTC().Format("2 Jan"), o.Call, o.Status, o.At.UTC().Format("2 Jan"))
}

// Off are the ways that are not tried at present because Torq did not offer them, in order of action.
func (l *Ledger) Off(now time.Time) []Off {
	var out []Off
	for w := range l.methods.refused {
		if last := l.methods.refusedWithin(w, now, NotOfferedTTL); len(last) >= refusalsNeeded {
			out = append(out, Off{w, last[0].call, last[0].status, last[0].at, last[refusalsNeeded-1].at.Add(NotOfferedTTL)})
		}
	}
	slices.SortFunc(out, func(a, b Off) int {
		return cmp.Or(cmp.Compare(a.Action, b.Action), cmp.Compare(a.Method, b.Method))
	})
	return out
}
