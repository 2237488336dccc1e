package core

import (
	"context"

	"github.com/tuar-dev/tuar/review/record"
)

// Admit adds lines of other writers to the record, under its lock. choose gets the lines there are, and fits, which folds
// all lines of a record: the error is a *record.Damage that names the first line which contradicts those before it. What
// choose returns is written.
func (c *Core) Admit(
	ctx context.Context, choose func(here []record.Line, fits func(all []record.Line) error) ([]record.Line, error),
) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	err := c.cfg.Journal.Take(ctx, func(here []record.Line) ([]record.Line, error) {
		return choose(here, func(all []record.Line) error {
			err := c.fold.Apply(record.Order(all))
			if err != nil {
				c.fold.Reset()
			}
			return err
		})
	})
	if err != nil {
		return err
	}
	return c.catchUp(ctx)
}
