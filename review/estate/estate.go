// Package estate is several workspaces of one company, looked at together. It fans out: what is read is joined, and what
// is written goes through the use case of the one workspace that it is about, so that rights, refusals and the record are
// as they are in one workspace. Each workspace keeps its own record.
package estate

import (
	"context"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/export"
	"github.com/tuar-dev/tuar/review/fault"
)

// Estate is several open workspaces, in the order in which a person named them.
type Estate struct {
	Workspaces []*review.Workspace
	Files      export.Files // writes what is handed to a person
}

// Of returns the workspace of that local name.
func (e *Estate) Of(name string) (*review.Workspace, bool) {
	i := slices.IndexFunc(e.Workspaces, func(w *review.Workspace) bool { return w.Name() == name })
	if i < 0 {
		return nil, false
	}
	return e.Workspaces[i], true
}

// Names returns the local names of the workspaces.
func (e *Estate) Names() []string {
	names := make([]string, len(e.Workspaces))
	for i, w := range e.Workspaces {
		names[i] = w.Name()
	}
	return names
}

// Join returns the name of something in a workspace, such as an item or the id of a campaign, where there are several:
// WORKSPACE:NAME. No name of a workspace has a colon.
func Join(workspace, name string) string { return workspace + ":" + name }

// Split takes apart what Join returned; the workspace is empty if none of the estate is named.
func (e *Estate) Split(joined string) (workspace, name string) {
	if workspace, name, ok := strings.Cut(joined, ":"); ok {
		if _, known := e.Of(workspace); known {
			return workspace, name
		}
	}
	return "", joined
}

// Member is a campaign in one of the workspaces.
type Member struct {
	Workspace *review.Workspace
	Campaign  campaign.Summary
}

// name returns the local name of the workspace.
func (m Member) name() string { return m.Workspace.Name() }

// Find returns the campaigns that id names, one in each workspace that has one. If the first of them is of a series, the
// others are those of that series, where there are any. It is a BadInput fault if no workspace has one.
func (e *Estate) Find(ctx context.Context, id string) ([]Member, error) {
	var members []Member
	var none error
	series := ""
	for _, w := range e.Workspaces {
		c, err := w.Campaign(ctx, id)
		if series != "" && (err != nil || c.Series != series) {
			if other, ok, failed := ofSeries(ctx, w, series); failed != nil {
				return nil, fault.Wrap(failed, "workspace %s", w.Name())
			} else if ok {
				c, err = other, nil
			}
		}
		switch {
		case fault.KindOf(err) == fault.BadInput:
			if none == nil {
				none = err
			}
			continue
		case err != nil:
			return nil, fault.Wrap(err, "workspace %s", w.Name())
		}
		if len(members) == 0 {
			series = c.Series
		}
		members = append(members, Member{w, c})
	}
	if len(members) == 0 {
		return nil, none
	}
	return members, nil
}

// ofSeries returns the newest campaign of a series in a workspace.
func ofSeries(ctx context.Context, w *review.Workspace, series string) (campaign.Summary, bool, error) {
	all, err := w.ListCampaigns(ctx)
	if i := slices.IndexFunc(all, func(c campaign.Summary) bool { return c.Series == series }); i >= 0 {
		return all[i], true, err
	}
	return campaign.Summary{}, false, err
}
