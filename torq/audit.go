package torq

import (
	"context"
	"slices"
	"time"

	"github.com/tuar-dev/tuar/review/audit"
	"github.com/tuar-dev/tuar/review/population"
)

// mostEntries bounds how many entries of the audit log are read.
const mostEntries = 20_000

// lookBack is the time before the requested start in which an older entry is searched. Such an entry shows that the log
// reaches back to the start.
const lookBack = 90 * 24 * time.Hour

// Audit reads the audit log back to that time, the newest 20,000 entries at most.
func (c *Client) Audit(ctx context.Context, since time.Time, progress population.Progress) (audit.Log, error) {
	var log audit.Log
	seen, looked := map[string]bool{}, 0
	ctx, cancel := c.limitReading(ctx, "reading the audit log")
	defer cancel()
	for e, err := range c.auditEntries(ctx, since.Add(-lookBack)) {
		if err != nil {
			return audit.Log{}, err
		}
		if looked++; looked > 2*mostEntries {
			log.Cut = true
			break
		}
		if e.At.IsZero() || e.ID != "" && seen[e.ID] {
			continue // without a time it proves nothing; and pages shift when entries come in meanwhile
		}
		if e.At.Before(since) {
			log.From = since
			break
		}
		if len(log.Entries) == mostEntries {
			log.Cut = true
			break
		}
		seen[e.ID] = true
		log.Entries = append(log.Entries, e)
		if n := len(log.Entries); progress != nil && n%100 == 0 {
			progress("audit log", n, 0)
		}
	}
	slices.Reverse(log.Entries)
	slices.SortStableFunc(log.Entries, func(a, b audit.Entry) int { return a.At.Compare(b.At) })
	if log.From.IsZero() && len(log.Entries) > 0 {
		log.From = log.Entries[0].At
	}
	return log, nil
}
