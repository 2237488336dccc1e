package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/auditing"
	"github.com/tuar-dev/tuar/review/timeline"
)

func (s *session) accessTimelineCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "timeline ITEM",
		Short: "Say from Torq's audit log how an access came about",
		Long: `timeline says who invited a person and when, who changed their role, who created an API key, a mapping or a role, and what a person
did last beyond signing in: as far as Torq's audit log was read at the syncs. It works offline. Without a key that may read the log
(one with the role Owner) there is nothing to tell.

ITEM is an item, such as user/<id>, or the e-mail address or key's name that one row has.`,
		Example: `tuar access timeline d.ito@example.com
tuar access timeline key/3f0c --json`,
		Args: takes(1, 1, "an item"), ValidArgsFunction: s.itemArgument(),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, args []string) (answer, error) {
			told, view, err := w.Timeline(ctx, args[0])
			if err != nil {
				return answer{}, err
			}
			role := view.RoleName
			return answered(timelineOf(told, role), func(p *printer) {
				p.linef("%s, %s", told.Row.Title(), told.Row.RoleTold())
				for _, e := range told.Events {
					p.hang(p.dim(moment(e.At)), "%s", e.Text(role))
				}
				if activity := told.Activity(); activity != "" {
					p.fact("last did", "%s", activity)
				}
				for _, note := range told.Notes(role) {
					p.hang(p.warn("note:"), "%s", note)
				}
			}, nil)
		}),
	}
}

// timelineJSON is a timeline for programs. Scripts rely on the names.
type timelineJSON struct {
	Item         string              `json:"item"`
	Email        string              `json:"email"`
	Role         string              `json:"role"`
	GrantedBy    string              `json:"granted_by"`
	GrantedAt    *string             `json:"granted_at"`
	LastActivity *string             `json:"last_activity"`
	Since        *string             `json:"known_since"`
	Until        *string             `json:"known_until"`
	Whole        bool                `json:"whole"` // the log reaches back to where the access begins
	Events       []timelineEventJSON `json:"events"`
	Notes        []string            `json:"notes"`
}

type timelineEventJSON struct {
	At       *string       `json:"at"`
	Kind     timeline.Kind `json:"kind"`
	Action   string        `json:"action"`
	By       string        `json:"by"`
	ByKey    bool          `json:"by_api_key"`
	FromRole string        `json:"from_role"`
	ToRole   string        `json:"to_role"`
	Entry    string        `json:"entry"`
}

func timelineOf(t auditing.RowTimeline, role func(string) string) timelineJSON {
	out := timelineJSON{
		Item: t.Row.Item, Email: t.Row.Email, Role: t.Row.Role, Since: stamp(&t.Since), Until: stamp(&t.Until), Whole: t.Whole,
		Events: []timelineEventJSON{}, Notes: orEmpty(t.Notes(role)),
	}
	if g := t.Grant; g != nil {
		out.GrantedBy, out.GrantedAt = g.By, stamp(&g.At)
	}
	if t.Last != nil {
		out.LastActivity = stamp(&t.Last.At)
	}
	for _, e := range t.Events {
		out.Events = append(out.Events, timelineEventJSON{stamp(&e.At), e.Kind, e.Action, e.By, e.ByKey, role(e.FromRole), role(e.ToRole), e.Entry})
	}
	return out
}
