package review

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/settings"
)

// StepState says what became of a step of a watch.
type StepState string

// The states of steps.
const (
	StepDone    StepState = "done"
	StepNothing StepState = "nothing" // nothing was due
	StepOff     StepState = "off"     // it is not set up, or not this person's to do
	StepWaits   StepState = "waits"   // it failed a short while ago, and is tried again later
	StepFailed  StepState = "failed"
)

// WatchStep is one thing that a watch does when it is due.
type WatchStep struct {
	Name  string // elevations, share, sync, campaigns, reminders or fallback
	State StepState
	Text  string // what was done, or why not, as a sentence
	Err   error  // why it failed; nil if it did not
}

// shareWithin bounds the time that a watch waits for the shared repository.
const shareWithin = time.Minute

// Watch does what is due, one step after the other: it ends elevations that have expired, takes and sends what is new in
// the shared record unless noShare is set, syncs with Torq when the last sync is too old, makes and opens planned campaigns, gives
// reminders to the webhook, and hands undecided rows to the fallback reviewers of campaigns that are overdue. A step that fails does not keep the next ones back. tell, if not nil, gets each step as soon as it
// is done. The error is that of the context, or a Refused fault in a pack.
func (w *Workspace) Watch(ctx context.Context, noShare bool, tell func(WatchStep)) ([]WatchStep, error) {
	if err := w.MayAct(); err != nil {
		return nil, err
	}
	steps := make([]WatchStep, 0, 6)
	for _, one := range []struct {
		name string
		do   func(context.Context) (StepState, string, error)
	}{
		{"elevations", w.watchElevations},
		{"share", func(ctx context.Context) (StepState, string, error) {
			if noShare {
				return StepOff, "left alone in this run", nil
			}
			return w.watchShare(ctx)
		}},
		{"sync", w.watchSync},
		{"campaigns", w.watchPlans},
		{"reminders", w.watchReminders},
		{"fallback", w.watchFallback},
	} {
		state, text, err := one.do(ctx)
		if ctx.Err() != nil {
			return steps, ctx.Err()
		}
		if err != nil {
			state = StepFailed
			if text != "" {
				text += "; "
			}
			text += oneLine(err)
		}
		steps = append(steps, WatchStep{one.name, state, text, err})
		if tell != nil {
			tell(steps[len(steps)-1])
		}
	}
	return steps, nil
}

// oneLine returns the text of an error, which may be of several, on one line.
func oneLine(err error) string { return strings.ReplaceAll(err.Error(), "\n", "; ") }

func (w *Workspace) watchElevations(ctx context.Context) (StepState, string, error) {
	reaped, err := w.Reap(ctx, nil)
	err = errors.Join(err, reaped.Pending)
	if len(reaped.Rows) == 0 {
		return StepNothing, "no elevation is due", err
	}
	lines := make([]string, len(reaped.Rows))
	for i, row := range reaped.Rows {
		lines[i] = fmt.Sprintf("%s as %s is %s", row.Email, row.Role, row.State)
	}
	return StepDone, strings.Join(lines, "; "), err
}

func (w *Workspace) watchShare(ctx context.Context) (StepState, string, error) {
	status, err := w.ShareStatus(ctx)
	if err != nil {
		return StepFailed, "", err
	}
	if status == nil {
		return StepOff, "the record is not shared with other machines", nil
	}
	ctx, cancel := context.WithTimeout(ctx, shareWithin)
	defer cancel()
	out, err := w.SyncShare(ctx, false)
	switch {
	case err != nil:
		return StepFailed, "", err
	case len(out.Refused) > 0:
		err = fault.New(fault.Damaged, "in the shared repository %s", out.Refused[0]).WithHint("see: %s", fault.ShareStatus.With())
	}
	if out.Taken+out.Sent+out.Populations == 0 {
		return StepNothing, "nothing is new, here or in the shared repository", err
	}
	return StepDone, fmt.Sprintf("%d lines taken, %d sent, %d populations carried", out.Taken, out.Sent, out.Populations), err
}

// retryAfter is the time after a failed sync in which a watch does not try again.
const retryAfter = 15 * time.Minute

func (w *Workspace) watchSync(ctx context.Context) (StepState, string, error) {
	chosen, err := w.Settings(ctx)
	if err != nil {
		return StepFailed, "", err
	}
	if _, source, err := w.Credentials(ctx); source == core.FromNowhere && fault.KindOf(err) == fault.NotConnected {
		return StepOff, "this machine is not connected to Torq", nil
	}
	limit, state, text := time.Duration(chosen.Rules.StaleHours)*time.Hour, StepNothing, ""
	if err := w.Read(ctx, func() error {
		now, last, failure := w.Now(), w.Syncs().Last(), w.Syncs().Failure
		switch {
		case failure != nil && now.Sub(failure.At).Abs() < retryAfter:
			state, text = StepWaits, "the last sync failed, and is tried again after "+failure.At.Add(retryAfter).UTC().Format("15:04 UTC")+": "+failure.Reason
		case last == nil || failure != nil || now.Sub(last.At) > limit || last.At.Sub(now) > clockSlack:
			state = StepDone
		default:
			text = "the last sync is not older than " + settings.WholeHours(limit)
		}
		return nil
	}); err != nil || state != StepDone {
		return state, text, err
	}
	result, err := w.Sync(ctx, SyncOptions{})
	return StepDone, map[bool]string{true: fmt.Sprintf("%d users and %d API keys were read: %d new, %d gone, %d changed",
		result.Users, result.Keys, result.Added, result.Removed, result.Changed)}[err == nil], err
}

func (w *Workspace) watchPlans(ctx context.Context) (StepState, string, error) {
	done, off, err := w.RunPlans(ctx)
	switch {
	case off != "":
		return StepOff, off, err
	case len(done) == 0:
		return StepNothing, map[bool]string{true: "no planned campaign is due"}[err == nil], err
	}
	lines := make([]string, len(done))
	for i, p := range done {
		lines[i] = p.Title + " is opened (" + p.ID + ")"
		if p.State == campaign.Draft {
			lines[i] = p.Title + " is made, a draft (" + p.ID + ")"
		}
	}
	return StepDone, strings.Join(lines, "; "), err
}

func (w *Workspace) watchReminders(ctx context.Context) (StepState, string, error) {
	made, off, err := w.RemindDue(ctx)
	accepted := 0
	for _, m := range made {
		if m.Err == nil {
			accepted++
		}
	}
	switch {
	case accepted > 0:
		return StepDone, fmt.Sprintf("the webhook accepted %d of %d reminders", accepted, len(made)), err
	case off != "":
		return StepOff, off, err
	}
	return StepNothing, map[bool]string{true: "no reminder is due"}[err == nil], err
}

func (w *Workspace) watchFallback(ctx context.Context) (StepState, string, error) {
	rows, err := w.FallBackDue(ctx)
	if len(rows) == 0 {
		return StepNothing, map[bool]string{true: "no undecided row is due for a fallback reviewer"}[err == nil], err
	}
	var lines []string
	for _, id := range slices.Sorted(maps.Keys(rows)) {
		lines = append(lines, fmt.Sprintf("%d undecided rows of %s are with the fallback reviewer now", rows[id], id))
	}
	return StepDone, strings.Join(lines, "; "), err
}
