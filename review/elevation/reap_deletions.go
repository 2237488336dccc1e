package elevation

import (
	"context"
	"fmt"
	"time"

	"github.com/tuar-dev/tuar/review/audit"
	"github.com/tuar-dev/tuar/review/fault"
)

// readDeletions searches the audit log for holders of granted roles who are missing from the latest listing. If it has
// no entry, or cannot be read, a second listing decides.
func (r *reaping) readDeletions(ctx context.Context) error {
	r.deleted = map[string]string{}
	var unlisted map[string]time.Time
	if err := r.core.Read(ctx, func() error { unlisted = r.book.Unlisted(r.latest); return nil }); err != nil {
		return err
	}
	if len(unlisted) == 0 {
		return nil
	}
	var since time.Time
	for _, at := range unlisted {
		if since.IsZero() || at.Before(since) {
			since = at
		}
	}
	log, err := r.source.Audit(ctx, since.Add(-audit.Lag), r.progress)
	switch kind := fault.KindOf(err); {
	case kind == fault.NotConnected || kind == fault.Unreachable || kind == fault.Refused:
		return nil
	case err != nil:
		return err
	}
	for _, e := range log.Entries {
		if since, gone := unlisted[e.ResourceID]; gone && e.Is(audit.UserDeleted) && !e.At.Before(since.Add(-audit.Lag)) {
			r.deleted[e.ResourceID] = fmt.Sprintf("the user was removed by %s on %s, by Torq's audit log", e.Actor, e.At.UTC().Format("2 Jan 2006 15:04 UTC"))
		}
	}
	return nil
}
