package review

import (
	"context"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/remediation"
)

// MethodsOff are the ways to change access that are not tried at present, because Torq answered that it has no such call.
func (w *Workspace) MethodsOff(ctx context.Context) ([]remediation.Off, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	s, err := w.fold(ctx)
	if err != nil {
		return nil, err
	}
	return s.ledger.Off(w.Now()), nil
}

// RetryMethods has them tried again, and returns those that were not.
func (w *Workspace) RetryMethods(ctx context.Context) ([]remediation.Off, error) {
	actor, err := w.Actor(ctx)
	if err != nil {
		return nil, err
	}
	var off []remediation.Off
	_, err = w.append(ctx, func(s *state) ([]record.Entry, error) {
		if off = s.ledger.Off(w.Now()); len(off) == 0 {
			return nil, nil
		}
		return []record.Entry{{Type: remediation.TypeMethodsRetried, Actor: actor, Data: remediation.MethodsRetriedData{}}}, nil
	})
	return off, fault.Wrap(err, "trying the methods again")
}
