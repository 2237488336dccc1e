package review

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/person"
)

// mostSuggestions bounds for how many unknown names of one call the nearest known one is looked for.
const mostSuggestions = 5

// FindItems turns what people call items (an item id, an e-mail address, a key's name) into item ids, in their order.
// Names that are unknown or could be several items are all reported at once, as *campaign.Rejected.
func (w *Workspace) FindItems(ctx context.Context, id string, names []string) ([]string, error) {
	j, err := w.join(ctx, id)
	if err != nil {
		return nil, err
	}
	w.mu.Lock()
	c, err := w.find(ctx, id)
	if err != nil {
		w.mu.Unlock()
		return nil, err
	}
	id, items := c.ID, slices.Clone(c.Items)
	w.mu.Unlock()
	known := newItemNames(id, items, j.basis.Rows)
	var rejected campaign.Rejected
	out := make([]string, len(names))
	for i, name := range names {
		if out[i], err = known.find(name); err != nil {
			rejected.Problems = append(rejected.Problems, campaign.Problem{Index: i, Item: name, Err: err})
		}
	}
	if len(rejected.Problems) > 0 {
		return nil, &rejected
	}
	return out, nil
}

// itemNames finds the items of a campaign by what people call them.
type itemNames struct {
	campaign string
	byName   map[string][]string
	unknown  int // names so far that are of no item
}

func newItemNames(campaignID string, items []string, rows map[string]access.Row) *itemNames {
	return &itemNames{campaign: campaignID, byName: nameItems(items, rows)}
}

// find is the one item of that name, or a BadInput fault.
func (n *itemNames) find(name string) (string, error) {
	found, ok := n.byName[name]
	if !ok {
		found = n.byName[person.Key(name)]
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		err := fault.New(fault.BadInput, "campaign %s has no item %q", n.campaign, name)
		if n.unknown++; n.unknown <= mostSuggestions {
			err = err.WithHint("%s", core.Suggest(name, slices.Collect(maps.Keys(n.byName))))
		}
		return "", err
	}
	return "", fault.New(fault.BadInput, "%q could be any of %s", name, strings.Join(found, ", ")).WithHint("name the item by its id")
}

// nameItems are the items by everything they are called.
func nameItems(items []string, rows map[string]access.Row) map[string][]string {
	byName := make(map[string][]string, 2*len(items))
	for _, item := range items {
		r := rows[item]
		name := ""
		switch r.Kind {
		case access.User:
			name = person.Key(r.Email)
		case access.Key: // its owner's address is not its own
			name = person.Key(r.Name)
		}
		if name != "" {
			byName[name] = append(byName[name], item)
		}
	}
	for _, item := range items { // an item's id is never another's name
		byName[item] = []string{item}
	}
	return byName
}

// FindRole turns a role's name or ID into its ID, among the roles of the campaign's population.
func (w *Workspace) FindRole(ctx context.Context, id, name string) (string, error) {
	j, err := w.join(ctx, id)
	if err != nil {
		return "", err
	}
	return core.FindRole(j.basis.Roles, name)
}
