package compare

import (
	"context"
	"maps"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/fault"
)

// Comparer compares campaigns of a workspace.
type Comparer struct {
	core   *core.Core
	lookup *campaign.Lookup
}

// NewComparer makes the comparison of campaigns.
func NewComparer(c *core.Core, lookup *campaign.Lookup) *Comparer {
	return &Comparer{core: c, lookup: lookup}
}

// CompareCampaigns compares two campaigns that were opened. Without before it takes the campaign that was closed last when
// after was opened: a Refused fault if there was none.
func (x *Comparer) CompareCampaigns(ctx context.Context, before, after string) (Comparison, error) {
	to, previous, err := x.side(ctx, after)
	if err != nil {
		return Comparison{}, err
	}
	if before == "" {
		if before = previous; before == "" {
			return Comparison{}, fault.New(fault.Refused, "no campaign was closed when %s was opened, so there is none to compare it with", to.Name).
				WithHint("name the other campaign before it")
		}
	}
	from, _, err := x.side(ctx, before)
	if err != nil {
		return Comparison{}, err
	}
	return Of(from, to), nil
}

// side returns what a campaign knows, and the campaign before it.
func (x *Comparer) side(ctx context.Context, id string) (side Side, previous string, err error) {
	var name string
	if err := x.lookup.Inspect(ctx, id, func(c *campaign.Campaign, v *campaign.View) error {
		side = Side{ID: c.ID, Name: c.Name, Listed: map[string]access.Row{}, Decisions: make(map[string]campaign.Decision, len(c.Items))}
		maps.Copy(side.Listed, v.Basis.Rows)
		for _, item := range c.Items {
			side.Decisions[item] = c.Decision(item)
		}
		name, previous = c.Population, c.Previous
		return nil
	}); err != nil {
		return Side{}, "", err
	}
	p, err := x.core.Population(ctx, name)
	if err != nil {
		return Side{}, "", err
	}
	side.KeysRead = !p.HasGap("api-keys")
	return side, previous, nil
}
