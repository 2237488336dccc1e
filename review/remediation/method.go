package remediation

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/record"
)

// MethodAction is a method used for an action.
type MethodAction struct {
	Method order.Method
	Action order.Action
}

// A method that Torq did not offer is tried again after NotOfferedTTL, since APIs grow. Elevations try sooner: a
// granted role must be taken back.
const (
	NotOfferedTTL          = 30 * 24 * time.Hour
	ElevationNotOfferedTTL = 15 * time.Minute
)

// methodMemory remembers which methods worked for an action, and about which subjects Torq answered that it has no such
// call.
type methodMemory struct {
	proven  map[MethodAction]bool
	refused map[MethodAction]map[string]refusal // by subject
}

// refusal is the newest answer about one subject that Torq has no such call.
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

// refusedWithin returns the refusals that are not older than within, newest first; none for a method that has ever
// worked for the action.
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

// refusalsNeeded is the number of subjects about which Torq must answer so before a method counts as not offered: a
// single one may be an exception.
const refusalsNeeded = 2

// Offers reports whether the method may be tried for the action: it has worked here, or Torq has not lately answered
// about two different subjects that it has no such call.
func (l *Ledger) Offers(w MethodAction, now time.Time) bool {
	return len(l.methods.refusedWithin(w, now, NotOfferedTTL)) < refusalsNeeded
}

// OffersElevation reports the same for elevations, which try again sooner.
func (l *Ledger) OffersElevation(w MethodAction, now time.Time) bool {
	return len(l.methods.refusedWithin(w, now, ElevationNotOfferedTTL)) < refusalsNeeded
}

// Untried splits the methods: tried are those for which Torq lately answered, about this very subject, that it has no
// such call.
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

// Prove notes that the method worked for the action, as a listing showed. From then on it always counts as offered.
func (l *Ledger) Prove(w MethodAction) { l.methods.proven[w] = true }

// forget lets a method be tried anew, for example after the webhook was replaced.
func (l *Ledger) forget(m order.Method) {
	maps.DeleteFunc(l.methods.refused, func(w MethodAction, _ map[string]refusal) bool { return w.Method == m })
	maps.DeleteFunc(l.methods.proven, func(w MethodAction, _ bool) bool { return w.Method == m })
}

// Off is a method that is not tried for an action at present.
type Off struct {
	MethodAction
	Call   string // the last one that was answered so
	Status int    // of HTTP
	At     time.Time
	Until  time.Time // when it is tried again
}

// String returns the sentence about it.
func (o Off) String() string {
	return fmt.Sprintf("the method %s is not tried for %s until %s: Torq answered that it has no such call (%s, %d, on %s)",
		o.Method, o.Action, o.Until.UTC().Format("2 Jan"), o.Call, o.Status, o.At.UTC().Format("2 Jan"))
}

// Off returns the methods that are not tried at present because Torq did not offer them, ordered by action.
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

// MethodsOff returns the methods that are not tried at present, because Torq answered that it has no such call.
func (s *Service) MethodsOff(ctx context.Context) (off []Off, err error) {
	err = s.core.Read(ctx, func() error { off = s.ledger.Off(s.core.Now()); return nil })
	return off, err
}

// RetryMethods has them tried again, and returns those that were off.
func (s *Service) RetryMethods(ctx context.Context) (off []Off, err error) {
	actor, err := s.core.Actor(ctx)
	if err != nil {
		return nil, err
	}
	_, err = s.core.Append(ctx, func() ([]record.Entry, error) {
		if off = s.ledger.Off(s.core.Now()); len(off) == 0 {
			return nil, nil
		}
		return []record.Entry{{Type: TypeMethodsRetried, Actor: actor, Data: MethodsRetriedData{}}}, nil
	})
	return off, fault.Wrap(err, "trying the methods again")
}
