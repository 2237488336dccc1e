package torq

import (
	"context"
	"iter"
	"net/url"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/population"
)

// AuditQuery says which entries of the audit log to read.
type AuditQuery struct {
	Start, End  time.Time // zero: as Torq has it; both zero: the last 24 hours
	OldestFirst bool
}

// AuditEntry is an entry of the audit log. Action is text for people, such as "User role updated".
type AuditEntry struct {
	ID           string
	At           *time.Time // nil if it could not be read
	Email        string     // of who did it; for an API key, of its creator
	ActorName    string
	ActorType    string // web_app or api_key
	Action       string
	ResourceID   string
	ResourceName string
	Extra        []byte // JSON as it came, nil if there was none
}

// auditWire is an entry as it is sent.
type auditWire struct {
	ID           string         `json:"id"`
	Timestamp    stamp          `json:"timestamp"`
	Email        string         `json:"email"`
	ActorName    string         `json:"actor_name"`
	ActorType    string         `json:"actor_type"`
	Action       string         `json:"action"`
	ResourceID   string         `json:"resource_id"`
	ResourceName string         `json:"resource_name"`
	ExtraData    jsontext.Value `json:"extra_data"`
}

func (a auditWire) id() string { return a.ID }

// auditList asks for as many entries a page as Torq gives.
func auditList(q AuditQuery) list {
	query := url.Values{"order": {"desc"}}
	if q.OldestFirst {
		query.Set("order", "asc")
	}
	if !q.Start.IsZero() {
		query.Set("start_time", q.Start.UTC().Format(time.RFC3339Nano))
	}
	if !q.End.IsZero() {
		query.Set("end_time", q.End.UTC().Format(time.RFC3339Nano))
	}
	return list{resource: "audit-log", path: "/audit_logs", key: "audit_logs", query: query, pageSize: 500}
}

// AuditLog reads the audit log page by page, as far as the caller goes. It ends with an error if a page cannot be read:
// Refused by a rule of Torq is a NotConnected fault, for only Owners may read the log.
func (c *Client) AuditLog(ctx context.Context, q AuditQuery) iter.Seq2[AuditEntry, error] {
	return func(yield func(AuditEntry, error) bool) {
		l := auditList(q)
		seen := map[string]bool{}
		pages := 0
		for token := ""; ; pages++ {
			var proof listing[auditWire]
			part, next, err := readPage(ctx, c, l, token, &proof)
			switch {
			case err != nil:
			case proof.gap != nil && proof.gap.Reason == population.GapForbidden:
				err = fault.New(fault.NotConnected, "this API key may not read the audit log%s", proof.says).
					WithHint("Torq shows the audit log to keys with the role Owner")
			case proof.gap != nil:
				err = fault.New(fault.Unreachable, "Torq answered %d to %s: this API offers no audit log", proof.gap.Status, name(l.path, l.query))
			case seen[next]:
				err = repeated(l)
			case next != "" && pages >= mostPages:
				err = fault.New(fault.Unreachable, "Torq's answer to %s did not end after %d pages", name(l.path, l.query), mostPages)
			}
			if err != nil {
				yield(AuditEntry{}, err)
				return
			}
			for _, a := range part {
				if !yield(a.entry(), nil) {
					return
				}
			}
			if next == "" {
				return
			}
			seen[next], token = true, next
		}
	}
}

func (a auditWire) entry() AuditEntry {
	var n notes
	return AuditEntry{
		ID: a.ID, At: a.Timestamp.time(&n, "timestamp", "entry", a.ID), Email: a.Email, ActorName: a.ActorName, ActorType: a.ActorType,
		Action: a.Action, ResourceID: a.ResourceID, ResourceName: a.ResourceName, Extra: a.ExtraData,
	}
}
