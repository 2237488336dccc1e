package campaign

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/person"
)

// mostSuggestions bounds the number of unknown names in one call for which the nearest known name is searched.
const mostSuggestions = 5

// FindItems turns names of items (an item id, an e-mail address, the name of a key or role, the claim of a mapping) into item ids, in their order. Names
// that are unknown or could be several items are all reported at once, as *Rejected.
func (l *Lookup) FindItems(ctx context.Context, id string, names []string) ([]string, error) {
	v, err := l.View(ctx, id)
	if err != nil {
		return nil, err
	}
	var known *ItemNames
	if err := l.read(ctx, v.Campaign, func(c *Campaign) { known = NewItemNames(c, v.Basis.Rows) }); err != nil {
		return nil, err
	}
	var rejected Rejected
	out := make([]string, len(names))
	for i, name := range names {
		if out[i], err = known.Find(name); err != nil {
			rejected.Problems = append(rejected.Problems, Problem{Index: i, Item: name, Err: err})
		}
	}
	if len(rejected.Problems) > 0 {
		return nil, &rejected
	}
	return out, nil
}

// ItemNames finds the items of a campaign by what people call them.
type ItemNames struct {
	campaign string
	byName   map[string][]string
	unknown  int // names so far that are of no item
}

// NewItemNames knows the items of a campaign with these rows.
func NewItemNames(c *Campaign, rows map[string]access.Row) *ItemNames {
	return &ItemNames{campaign: c.ID, byName: nameItems(c.Items, rows)}
}

// Find returns the one item of that name, or a BadInput fault.
func (n *ItemNames) Find(name string) (string, error) {
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

// nameItems returns the items by each of their names.
func nameItems(items []string, rows map[string]access.Row) map[string][]string {
	byName := make(map[string][]string, 2*len(items))
	for _, item := range items {
		r := rows[item]
		name := ""
		switch r.Kind {
		case access.User:
			name = person.Key(r.Email)
		case access.Key, access.Mapping, access.Role: // the address of an owner is not theirs
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
func (l *Lookup) FindRole(ctx context.Context, id, name string) (string, error) {
	v, err := l.View(ctx, id)
	if err != nil {
		return "", err
	}
	return core.FindRole(v.Basis.Roles, name)
}
