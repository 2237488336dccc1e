package campaign

import (
	"context"

	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/settings"
)

// Places keeps where reviews were left on this installation.
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
