package torq

import (
	"context"
	"iter"
	"net/url"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/tuar-dev/tuar/review/audit"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
)

// auditWire is an entry as Torq sends it.
type auditWire struct {
	ID           string         `json:"id"`
	Timestamp    jsontext.Value `json:"timestamp"`
	Email        string         `json:"email"`
	ActorName    string         `json:"actor_name"`
	ActorType    string         `json:"actor_type"`
	Action       string         `json:"action"`
	ResourceID   string         `json:"resource_id"`
	ResourceName string         `json:"resource_name"`
	ExtraData    jsontext.Value `json:"extra_data"`
	AccountID    string         `json:"account_id"`
	AccountName  string         `json:"account_name"`
}

func (a auditWire) id() string { return a.ID }

// auditList asks for the newest entries first, back to start, with as many on a page as Torq gives. Without a start
// Torq gives those of the last 24 hours.
func auditList(start time.Time) list {
	query := url.Values{"order": {"desc"}}
	if !start.IsZero() {
		query.Set("start_time", start.UTC().Format(time.RFC3339Nano))
	}
	return list{resource: "audit-log", path: "/audit_logs", key: "audit_logs", query: query, pageSize: 500}
}

// auditEntries reads the audit log page by page, as far as the caller goes. It ends with an error if a page cannot be
// read: one that Torq forbids is a NotConnected fault, for only Owners may read the log.
func (c *Client) auditEntries(ctx context.Context, start time.Time) iter.Seq2[audit.Entry, error] {
	return func(yield func(audit.Entry, error) bool) {
		l := auditList(start)
		seen := map[string]bool{}
		pages := 0
		for token := ""; ; pages++ {
			var proof listing[auditWire]
			part, next, err := readPage(ctx, c, l, token, &proof)
			switch {
			case err != nil:
			case proof.gap != nil && proof.gap.Reason == population.GapForbidden:
				err = fault.New(fault.NotConnected, "this API key may not read the audit log%s", proof.message).
					WithHint("Torq shows the audit log to keys with the role Owner")
			case proof.gap != nil:
				err = fault.New(fault.Unreachable, "Torq answered %d to %s: this API offers no audit log", proof.gap.Status,
					name(l.path, l.query))
			case seen[next]:
				err = repeated(l)
			case next != "" && pages >= mostPages:
				err = fault.New(fault.Unreachable, "Torq's answer to %s did not end after %d pages", name(l.path, l.query),
					mostPages)
			}
			if err != nil {
				yield(audit.Entry{}, err)
				return
			}
			for i := range part {
				raw := part[i].raw()
				if !yield(raw.Entry(), nil) {
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

// Account returns the Torq workspace of the key, as the newest entry of the audit log names it: nil if the key may not
// read the log, the API does not offer it, or no entry of the last 90 days names one.
func (c *Client) Account(ctx context.Context) (*population.Account, error) {
	l := auditList(c.now().Add(-lookBack))
	l.pageSize = 1
	var proof listing[auditWire]
	found, _, err := readPage(ctx, c, l, "", &proof)
	if err != nil || len(found) == 0 || found[0].AccountID == "" {
		return nil, err
	}
	return &population.Account{ID: found[0].AccountID, Name: found[0].AccountName}, nil
}

// raw returns the entry as it is kept.
func (a *auditWire) raw() audit.Raw {
	r := audit.Raw{
		ID: a.ID, Email: a.Email, ActorName: a.ActorName, ActorType: a.ActorType, Action: a.Action,
		ResourceID: a.ResourceID, ResourceName: a.ResourceName,
	}
	if decodeJSON(a.Timestamp, &r.Timestamp) != nil {
		r.Timestamp = ""
	}
	return r.Keep(a.extra())
}

// extra returns the members of extra_data that are texts, numbers or flags, as texts.
func (a *auditWire) extra() map[string]string {
	var members map[string]jsontext.Value
	if len(a.ExtraData) == 0 || decodeJSON(a.ExtraData, &members) != nil {
		return nil
	}
	texts := make(map[string]string, len(members))
	for name, value := range members {
		switch value.Kind() {
		case '"':
			var text string
			if decodeJSON(value, &text) == nil {
				texts[name] = text
			}
		case '0', 't', 'f':
			texts[name] = value.String()
		default: // lists and objects say nothing that is needed
		}
	}
	return texts
}

// AuditPages reads the audit log between two times page by page, the newest entries first, as far as the caller goes. A
// log that the key may not read, or that the API does not offer, is one page that says so. It ends with an error if a page
// cannot be read, or its token came before.
func (c *Client) AuditPages(ctx context.Context, from, to time.Time) iter.Seq2[audit.Page, error] {
	return func(yield func(audit.Page, error) bool) {
		l := auditList(from)
		if !to.IsZero() {
			l.query.Set("end_time", to.UTC().Format(time.RFC3339Nano))
		}
		ctx, cancel := c.limitReading(ctx, "reading the audit log")
		defer cancel()
		seen := map[string]bool{}
		for token := ""; ; {
			var proof listing[auditWire]
			part, next, err := readPage(ctx, c, l, token, &proof)
			switch {
			case err != nil:
			case seen[next]:
				err = repeated(l)
			case next != "" && len(seen) >= mostPages:
				err = fault.New(fault.Unreachable, "Torq's answer to %s did not end after %d pages", name(l.path, l.query),
					mostPages)
			}
			if err != nil {
				yield(audit.Page{}, err)
				return
			}
			call := proof.calls[0]
			page := audit.Page{Call: audit.Call{
				Path: call.Path, Query: call.Query, Status: call.Status, At: record.Time{Time: call.At}, Rows: call.Rows,
				SHA256: call.SHA256,
			}}
			if proof.gap != nil {
				page.Gap = proof.gap.Reason
			}
			for i := range part {
				page.Entries = append(page.Entries, part[i].raw())
			}
			if !yield(page, nil) || next == "" {
				return
			}
			seen[next], token = true, next
		}
	}
}
