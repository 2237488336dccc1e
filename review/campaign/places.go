package campaign

import (
	"context"
	"regexp"

	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/settings"
)

// Places keeps where reviews were left on this installation, and the filters that were saved there.
type Places struct{ core *core.Core }

// NewPlaces makes the places.
func NewPlaces(c *core.Core) *Places { return &Places{c} }

// ResumeItem returns the item at which the review of a campaign was left on this installation, or "".
func (p *Places) ResumeItem(ctx context.Context, id string) string {
	c, err := p.core.Connection(ctx)
	if err != nil {
		return "" // a forgotten place costs a key press
	}
	return c.Places[id]
}

// SaveResumeItem keeps the item at which the review of a campaign is resumed on this installation.
func (p *Places) SaveResumeItem(ctx context.Context, id, item string) error {
	return p.core.ChangeConnection(ctx, func(c *settings.Connection) {
		if c.Places == nil {
			c.Places = map[string]string{}
		}
		c.Places[id] = item
	})
}

var filterName = regexp.MustCompile(`^[\pL\pN][\pL\pN._-]{0,39}$`)

// mostFilter bounds a saved filter, in bytes.
const mostFilter = 1000

// SavedFilters returns the filters that were saved on this installation, by name.
func (p *Places) SavedFilters(ctx context.Context) (map[string]string, error) {
	c, err := p.core.Connection(ctx)
	return c.Filters, err
}

// SaveFilter keeps a filter on this installation under a name, in place of an earlier one of that name; an empty text
// deletes it. A name that is none and a text that is too long are BadInput faults.
func (p *Places) SaveFilter(ctx context.Context, name, text string) error {
	switch {
	case !filterName.MatchString(name):
		return fault.New(fault.BadInput, "%q is no name for a filter", name).WithHint("up to 40 letters, digits, hyphens, dots and underscores")
	case len(text) > mostFilter:
		return fault.New(fault.BadInput, "a saved filter has at most %d bytes", mostFilter)
	}
	return p.core.ChangeConnection(ctx, func(c *settings.Connection) {
		if c.Filters == nil {
			c.Filters = map[string]string{}
		}
		if c.Filters[name] = text; text == "" {
			delete(c.Filters, name)
		}
	})
}
