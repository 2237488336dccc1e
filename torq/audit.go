package torq

import (
	"context"
	"slices"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/population"
)

// mostEntries bounds what is read of the audit log.
const mostEntries = 20_000

// lookBack is how far before the time that was asked for an entry is looked for, which shows that the log reaches back
// to that time.
const lookBack = 90 * 24 * time.Hour

// Audit reads the audit log back to that time, the newest 20,000 entries at most.
func (c *Client) Audit(ctx context.Context, since time.Time, progress population.Progress) (review.AuditLog, error) {
	var log review.AuditLog
	seen, looked := map[string]bool{}, 0
	ctx, cancel := c.bounded(ctx, "reading the audit log")
	defer cancel()
	for e, err := range c.AuditLog(ctx, AuditQuery{Start: since.Add(-lookBack)}) {
		if err != nil {
			return review.AuditLog{}, err
		}
		if looked++; looked > 2*mostEntries {
			log.Cut = true
			break
		}
		if e.At == nil || e.ID != "" && seen[e.ID] {
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
		log.Entries = append(log.Entries, e.about())
		if n := len(log.Entries); progress != nil && n%100 == 0 {
			progress("audit log", n, 0)
		}
	}
	slices.Reverse(log.Entries)
	slices.SortStableFunc(log.Entries, func(a, b review.AuditEntry) int { return a.At.Compare(b.At) })
	if log.From.IsZero() && len(log.Entries) > 0 {
		log.From = log.Entries[0].At
	}
	return log, nil
}

// about is the entry with what it says of the role that was given. Which names Torq uses for that is not documented.
func (e *AuditEntry) about() review.AuditEntry {
	entry := review.AuditEntry{
		ID: e.ID, At: *e.At, Actor: e.Email, ByKey: e.ActorType == "api_key", ByPerson: e.ActorType == "web_app", Action: e.Action, ResourceID: e.ResourceID, ResourceName: e.ResourceName,
	}
	var extra struct {
		NewRoleID any `json:"new_role_id"`
		RoleID    any `json:"role_id"`
	}
	if len(e.Extra) == 0 || decodeJSON(e.Extra, &extra) != nil {
		return entry
	}
	var ok bool
	if entry.NewRoleID, ok = extra.NewRoleID.(string); !ok && e.Action == "User invited" {
		entry.NewRoleID, _ = extra.RoleID.(string)
	}
	return entry
}
