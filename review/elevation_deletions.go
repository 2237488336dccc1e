package review

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/remediation"
)

// readDeletions asks the audit log about holders of lent roles whom the latest listing lacks. Where it tells nothing, or may not be
// read, a second listing tells.
func (r *reaping) readDeletions(ctx context.Context) error {
	r.deleted = map[string]string{}
	r.w.mu.Lock()
	unlisted := r.w.state.elevations.Unlisted(r.latest)
	r.w.mu.Unlock()
	if len(unlisted) == 0 {
		return nil
	}
	var since time.Time
	for _, at := range unlisted {
		if since.IsZero() || at.Before(since) {
			since = at
		}
	}
	log, err := r.source.Audit(ctx, since.Add(-remediation.Slack), r.progress)
	switch kind := fault.KindOf(err); {
	case kind == fault.NotConnected || kind == fault.Unreachable || kind == fault.Refused:
		return nil
	case err != nil:
		return err
	}
	for _, e := range log.Entries {
		if since, gone := unlisted[e.ResourceID]; gone && strings.EqualFold(e.Action, "User deleted") && !e.At.Before(since.Add(-remediation.Slack)) {
			r.deleted[e.ResourceID] = fmt.Sprintf("the user was removed by %s on %s, by Torq's audit log", e.Actor, e.At.UTC().Format("2 Jan 2006 15:04 UTC"))
		}
	}
	return nil
}
