package torq

import (
	"context"
	"time"

	"github.com/tuar-dev/tuar/review"
)

// mostEntries bounds what is read of the audit log.
const mostEntries = 20_000

// Audit reads the audit log's entries from that time on, oldest first, at most 20,000.
func (c *Client) Audit(ctx context.Context, since time.Time) ([]review.AuditEntry, error) {
	var entries []review.AuditEntry
	for e, err := range c.AuditLog(ctx, AuditQuery{Start: since, OldestFirst: true}) {
		if err != nil {
			return nil, err
		}
		if e.At == nil {
			continue // without a time it proves nothing
		}
		var extra struct {
			NewRoleID any `json:"new_role_id"`
		}
		entry := review.AuditEntry{
			ID: e.ID, At: *e.At, Actor: e.Email, Action: e.Action, ResourceID: e.ResourceID, ResourceName: e.ResourceName,
		}
		if len(e.Extra) > 0 && decodeJSON(e.Extra, &extra) == nil {
			entry.NewRoleID, _ = extra.NewRoleID.(string)
		}
		if entries = append(entries, entry); len(entries) == mostEntries {
			break
		}
	}
	return entries, nil
}
