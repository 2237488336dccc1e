package core

import (
	"context"
	"slices"
	"sync"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/population"
)

// populations remembers the few that screens ask for again and again.
type populations struct {
	sync.Mutex
	kept []named // the one used last comes first
}

// keptPopulations is the number of populations kept in memory: the newest, the one under review, and the one it is
// compared with.
const keptPopulations = 3

type named struct {
	name string
	*population.Population
}

// Population loads a population by name.
func (c *Core) Population(ctx context.Context, name string) (*population.Population, error) {
	c.populations.Lock()
	defer c.populations.Unlock()
	kept := c.populations.kept
	i := slices.IndexFunc(kept, func(n named) bool { return n.name == name })
	if i < 0 {
		p, err := c.cfg.Populations.Load(ctx, name)
		if err != nil {
			return nil, err
		}
		c.populations.kept = slices.Insert(kept[:min(len(kept), keptPopulations-1)], 0, named{name, p})
		return p, nil
	}
	found := kept[i]
	c.populations.kept = slices.Insert(slices.Delete(kept, i, i+1), 0, found)
	return found.Population, nil
}

// Attachments returns where files are kept that lines name.
func (c *Core) Attachments() Attachments { return c.cfg.Attachments }

// Populations returns where population files are kept.
func (c *Core) Populations() Populations { return c.cfg.Populations }

// LatestName returns the name of the newest population, empty before the first.
func (c *Core) LatestName(ctx context.Context) (name string, err error) {
	err = c.Read(ctx, func() error {
		for _, sync := range slices.Backward(c.base.Syncs.All) {
			if c.Holds(sync.Population) {
				name = sync.Population
				return nil
			}
		}
		return nil
	})
	return name, err
}

// Latest returns the newest population and its name. Before the first it is a NotConnected fault.
func (c *Core) Latest(ctx context.Context) (name string, p *population.Population, err error) {
	if name, err = c.LatestName(ctx); err != nil {
		return "", nil, err
	}
	if name == "" {
		return "", nil, ErrNoPopulation()
	}
	p, err = c.Population(ctx, name)
	return name, p, err
}

// LatestIfAny returns the newest population, or nil before the first.
func (c *Core) LatestIfAny(ctx context.Context) (*population.Population, error) {
	name, err := c.LatestName(ctx)
	if err != nil || name == "" {
		return nil, err
	}
	return c.Population(ctx, name)
}

// Holds reports whether a population can be read: outside of an evidence pack all that the record names are there.
func (c *Core) Holds(population string) bool {
	return c.cfg.Pack == nil || c.cfg.Pack.Holds(population)
}

// ErrNoPopulation answers a question about access before the first sync.
func ErrNoPopulation() error {
	return fault.New(fault.NotConnected, "nothing has been read from Torq yet").
		WithHint("connect with: %s; then read everyone's access with: %s", fault.Connect.With(), fault.Sync.With())
}
