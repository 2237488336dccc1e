package cli

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/share"
	"github.com/tuar-dev/tuar/ui/widget"
)

func (s *session) statusCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "status",
		Short: "Say how the workspace stands and what needs attention",
		Long: `status says how the workspace stands: the connection and where its credentials come from, the last sync, the campaigns,
the elevations that go on, and what needs attention. It reads this machine only and asks Torq nothing.`,
		Example: `tuar status
tuar status --json | jq -r '.attention[].text'`,
		Args: takes(0, 0, ""),
		RunE: s.each(s.status, shortOfTime),
	}
}

func (s *session) status(ctx context.Context, w *review.Workspace, _ []string) (answer, error) {
	o, err := w.Overview(ctx)
	if err == nil {
		s.opened = nil // its warnings are part of the answer
	}
	return answered(statusOf(o), func(p *printer) { p.overview(o, time.Now()) }, err)
}

// shortOfTime shortens the wait for a locked keyring: a status must not wait for a user.
func shortOfTime(o *OpenOptions) { o.ShortOfTime, o.Waiting = true, nil }

// statusJSON is the state of the workspace for programs. Scripts rely on the names.
type statusJSON struct {
	Workspace   string                 `json:"workspace"`
	Region      string                 `json:"region"`
	Owners      []string               `json:"owners"`
	Connection  review.ConnectionState `json:"connection"`
	Reason      string                 `json:"reason"`
	Credentials string                 `json:"credentials"`
	ClientID    string                 `json:"client_id"`
	Since       *string                `json:"since"`
	LastSync    *lastSyncJSON          `json:"last_sync"`
	Campaigns   []campaign.Summary     `json:"campaigns"`
	Elevations  []elevation.Row        `json:"elevations"`
	Share       *share.Status          `json:"share,omitempty"` // if the record is shared
	Attention   []attentionJSON        `json:"attention"`
	Warnings    []string               `json:"warnings"`
}

type lastSyncJSON struct {
	At         *string `json:"at"`
	Population string  `json:"population"`
	Users      int     `json:"users"`
	Roles      int     `json:"roles"`
	Keys       int     `json:"api_keys"`
	Mappings   int     `json:"claim_mappings"`
}

type attentionJSON struct {
	Kind string `json:"kind"`
	Text string `json:"text"`
	Hint string `json:"hint"`
}

func statusOf(o review.Overview) statusJSON {
	out := statusJSON{
		Workspace: o.Workspace, Region: o.Region, Owners: orEmpty(o.Owners), Connection: o.Connection, Reason: o.Reason,
		Credentials: o.Credentials, ClientID: o.ClientID, Since: stamp(&o.Since), Campaigns: orEmpty(o.Campaigns),
		Elevations: orEmpty(o.Elevations), Share: o.Share, Attention: []attentionJSON{}, Warnings: orEmpty(o.Warnings),
	}
	if l := o.LastSync; l != nil {
		out.LastSync = &lastSyncJSON{stamp(&l.At), l.Population, l.Users, l.Roles, l.Keys, l.Mappings}
	}
	for _, a := range o.Attention {
		out.Attention = append(out.Attention, attentionJSON{a.Kind, a.Text, a.Hint.String()})
	}
	return out
}

// orEmpty returns a list that JSON writes as [] when there is nothing in it.
func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// overview writes how the workspace stands.
func (p *printer) overview(o review.Overview, now time.Time) {
	p.fact("workspace", "%s, region %s", p.bold(o.Workspace), o.Region)
	switch o.Connection {
	case review.ConnectedOK:
		p.fact("connection", "%s", p.good(o.Connection))
	case review.InError:
		p.fact("connection", "%s: %s", p.bad(o.Connection), o.Reason)
	default:
		p.fact("connection", "%s", p.warn(o.Connection))
	}
	credentials := o.Credentials
	if o.ClientID != "" {
		credentials += ", client ID " + o.ClientID
	}
	if !o.Since.IsZero() {
		credentials += ", since " + day(o.Since)
	}
	p.fact("credentials", "%s", credentials)
	if len(o.Owners) > 0 {
		p.fact("owners", "%s", strings.Join(o.Owners, ", "))
	}
	if l := o.LastSync; l == nil {
		p.fact("last sync", "%s", "never")
	} else {
		p.fact("last sync", "%s, %s: %s, %s, %s, %s", widget.Ago(l.At, now), moment(l.At), count(l.Users, "user"),
			count(l.Roles, "role"), count(l.Keys, "API key"), count(l.Mappings, "claim mapping"))
		p.fact("population", "%s", population.Short(l.Population))
	}
	if o.Share != nil {
		p.fact("shared", "%s", o.Share.Summary(func(t time.Time) string { return widget.Ago(t, now) }))
	}
	if len(o.Campaigns) > 0 {
		p.gap()
		p.campaigns(o.Campaigns)
	}
	if len(o.Elevations) > 0 {
		p.gap()
		p.elevations(o.Elevations, now)
	}
	if len(o.Attention) > 0 {
		p.gap()
		p.linef("%s", p.bold("needs attention"))
		p.attention(o.Attention)
	}
	for _, warning := range o.Warnings {
		p.hang(p.warn("warning:"), "%s", warning)
	}
}

func (p *printer) attention(list []review.Attention) {
	for _, a := range list {
		p.linef("  %s %s", p.warn("!"), a.Text)
		p.linef("    %s", p.dim(a.Hint))
	}
}

// campaigns writes campaigns as a table.
func (p *printer) campaigns(list []campaign.Summary) {
	rows := make([][]string, len(list))
	for i, c := range list {
		state := string(c.State)
		if c.Overdue {
			state = "overdue"
		}
		rows[i] = []string{
			c.ID, c.Name, state, c.Due, strconv.Itoa(c.Items), strconv.Itoa(c.Decided), strconv.Itoa(c.Revoked), strings.Join(c.Reviewers, " "),
		}
	}
	p.table([]column{
		{name: "campaign", keep: true},
		{name: "name"},
		{name: "state", keep: true},
		{name: "due", keep: true},
		{name: "items", right: true},
		{name: "decided", right: true},
		{name: "revoked", right: true},
		{name: "reviewers"},
	}, rows)
}
