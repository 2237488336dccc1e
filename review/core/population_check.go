package core

import (
	"context"
	"maps"
	"slices"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
)

// PopulationCheck is the result of checking one population that the record rests on.
type PopulationCheck struct {
	Population string `json:"population"`
	OK         bool   `json:"ok"`
	Detail     string `json:"detail,omitempty"` // what is wrong
}

// CheckPopulations checks every population that a line of the record names: it must exist, match its name and be valid.
// In an evidence pack it checks only those that the pack holds.
func (c *Core) CheckPopulations(ctx context.Context) ([]PopulationCheck, error) {
	lines, err := c.cfg.Journal.Lines(ctx)
	if err != nil {
		return nil, err
	}
	named := map[string]bool{}
	for i := range lines {
		d, _ := record.Glance[struct {
			Population string `json:"population"`
			Before     any    `json:"before"`
			Earlier    any    `json:"earlier"`
		}](lines[i])
		for _, name := range []any{d.Population, d.Before, d.Earlier} {
			if text, ok := name.(string); ok && text != "" && c.Holds(text) {
				named[text] = true
			}
		}
	}
	checks := []PopulationCheck{}
	for _, name := range slices.Sorted(maps.Keys(named)) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		check := PopulationCheck{Population: name, OK: true}
		switch _, err := c.cfg.Populations.Load(ctx, name); fault.KindOf(err) {
		case fault.Damaged, fault.BadInput:
			check.OK, check.Detail = false, err.Error()
		default:
			if err != nil {
				return nil, err
			}
		}
		checks = append(checks, check)
	}
	return checks, nil
}
