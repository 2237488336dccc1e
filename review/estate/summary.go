package estate

import (
	"context"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/people"
)

// together separates the names of the workspaces of a joined campaign.
const together = "+"

// ListCampaigns returns the campaigns of all workspaces, the newest of each workspace first: for each series with more
// than one a joined line, and below it its campaigns. IDs are those of Join, in a joined line with the names of all its
// workspaces. What a workspace could not tell is in the error; the others are there.
func (e *Estate) ListCampaigns(ctx context.Context) ([]campaign.Summary, error) {
	var all []Member
	var failed error
	known := make(map[string]*people.Ledger, len(e.Workspaces))
	for _, w := range e.Workspaces {
		list, err := w.ListCampaigns(ctx)
		if err == nil {
			known[w.Name()], err = w.KnownPeople(ctx)
		}
		if err != nil && failed == nil {
			failed = fault.Wrap(err, "workspace %s", w.Name())
		}
		for _, c := range list {
			all = append(all, Member{w, c})
		}
	}
	ledgers := make([]*people.Ledger, 0, len(known))
	for _, l := range known {
		ledgers = append(ledgers, l)
	}
	joined := people.Join(ledgers...)
	bySeries := map[string][]Member{}
	for _, m := range all {
		if m.Campaign.Series != "" {
			bySeries[m.Campaign.Series] = append(bySeries[m.Campaign.Series], m)
		}
	}
	out, told := []campaign.Summary{}, map[string]bool{}
	for _, m := range all {
		members := bySeries[m.Campaign.Series]
		switch {
		case len(members) < 2:
			out = append(out, alone(m))
		case !told[m.Campaign.Series]:
			told[m.Campaign.Series] = true
			out = append(out, Sum(members, joined))
			for _, one := range members {
				out = append(out, alone(one))
			}
		}
	}
	return out, failed
}

// alone returns the line of one campaign among those of several workspaces.
func alone(m Member) campaign.Summary {
	c := m.Campaign
	c.ID, c.Workspace = Join(m.name(), c.ID), m.name()
	return c
}

// Sum returns the line that adds campaigns of several workspaces up. It is open while one of them is, and signed off by
// those who signed off wherever they review. People are compared by the ledger.
func Sum(members []Member, known *people.Ledger) campaign.Summary {
	first := members[0].Campaign
	sum := campaign.Summary{
		Name: first.Name, Series: first.Series, Scope: first.Scope, Kinds: first.Kinds, Owner: first.Owner, Due: first.Due, Apply: first.Apply, State: first.State,
		Reviewers: []string{}, SignedOff: []string{},
	}
	var names []string
	for _, m := range members {
		c := m.Campaign
		names = append(names, m.name())
		sum.Items, sum.Decided, sum.Certified, sum.Reduced = sum.Items+c.Items, sum.Decided+c.Decided, sum.Certified+c.Certified, sum.Reduced+c.Reduced
		sum.Moved, sum.Revoked, sum.Abstained, sum.Counted = sum.Moved+c.Moved, sum.Revoked+c.Revoked, sum.Abstained+c.Abstained, sum.Counted+c.Counted
		sum.SecondRows, sum.Disagreements, sum.Revision = sum.SecondRows+c.SecondRows, sum.Disagreements+c.Disagreements, sum.Revision+c.Revision
		sum.Overdue = sum.Overdue || c.Overdue
		if rank(c.State) < rank(sum.State) {
			sum.State = c.State
		}
		if c.Due < sum.Due {
			sum.Due = c.Due
		}
		for _, r := range c.Reviewers {
			if !known.In(sum.Reviewers, r) {
				sum.Reviewers = append(sum.Reviewers, r)
			}
		}
	}
	for _, r := range sum.Reviewers {
		if !slices.ContainsFunc(members, func(m Member) bool { return known.In(m.Campaign.Reviewers, r) && !known.In(m.Campaign.SignedOff, r) }) {
			sum.SignedOff = append(sum.SignedOff, r)
		}
	}
	sum.Workspace = strings.Join(names, ", ")
	sum.ID = Join(strings.Join(names, together), first.ID)
	return sum
}

// rank orders states by how much is still to do.
func rank(s campaign.State) int {
	return slices.Index([]campaign.State{campaign.Open, campaign.Draft, campaign.Closed, campaign.Void}, s)
}

// Campaigns returns what an id of ListCampaigns stands for: one campaign, or several that are joined.
func (e *Estate) Campaigns(ctx context.Context, id string) ([]Member, error) {
	names, of, ok := strings.Cut(id, ":")
	if !ok {
		return e.Find(ctx, id)
	}
	var members []Member
	for name := range strings.SplitSeq(names, together) {
		w, known := e.Of(name)
		if !known {
			return nil, fault.New(fault.BadInput, "no workspace %s is open here", name)
		}
		members = append(members, Member{Workspace: w})
	}
	some := &Estate{Workspaces: make([]*review.Workspace, len(members))}
	for i, m := range members {
		some.Workspaces[i] = m.Workspace
	}
	return some.Find(ctx, of)
}
