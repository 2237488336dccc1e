package core

import (
	"context"
	"slices"
	"strings"
	"sync"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/people"
	"github.com/tuar-dev/tuar/review/roster"
)

// rosters remembers the few that are asked for again and again: the newest, and those of the campaigns looked at.
type rosters struct {
	sync.Mutex
	kept []keptRoster // the one used last comes first
}

const keptRosters = 4

type keptRoster struct {
	*roster.Index
	aliases string // that it was made with
}

// Rosters returns the ledger of the rosters, to be used within Read or Append.
func (c *Core) Rosters() *roster.Ledger { return c.base.Rosters }

// LatestRoster returns the newest roster on record, nil before the first.
func (c *Core) LatestRoster(ctx context.Context) (*roster.Index, error) {
	name := ""
	if err := c.Read(ctx, func() error {
		if last := c.base.Rosters.Last(); last != nil {
			name = last.Roster
		}
		return nil
	}); err != nil || name == "" {
		return nil, err
	}
	return c.Roster(ctx, name)
}

// Roster returns the roster of that name; nil for an empty name, and in a pack that does not hold it. It finds people by the further addresses that the
// record knows, too.
func (c *Core) Roster(ctx context.Context, name string) (*roster.Index, error) {
	if name == "" {
		return nil, nil
	}
	var aliases [][]string
	if err := c.Read(ctx, func() error { aliases = AliasesOf(&c.base.People); return nil }); err != nil {
		return nil, err
	}
	text := joined(aliases)
	c.rosters.Lock()
	defer c.rosters.Unlock()
	kept := c.rosters.kept
	if i := slices.IndexFunc(kept, func(k keptRoster) bool { return k.Name == name && k.aliases == text }); i >= 0 {
		found := kept[i]
		c.rosters.kept = slices.Insert(slices.Delete(kept, i, i+1), 0, found)
		return found.Index, nil
	}
	data, err := c.cfg.Populations.Roster(ctx, name)
	if c.Packed() && fault.KindOf(err) == fault.Refused {
		return nil, nil // the pack holds the roster of its campaign and no other
	}
	if err != nil {
		return nil, err
	}
	r, err := roster.Decode(data, name)
	if err != nil {
		return nil, err
	}
	x := roster.NewIndex(name, r, aliases)
	c.rosters.kept = slices.Insert(kept[:min(len(kept), keptRosters-1)], 0, keptRoster{x, text})
	return x, nil
}

// RosterCheck is the result of checking one roster that the record names.
type RosterCheck struct {
	Roster string `json:"roster"`
	OK     bool   `json:"ok"`
	Detail string `json:"detail,omitempty"` // what is wrong
}

// CheckRosters checks every roster that the record names: it must exist, match its name and be valid. In an evidence pack
// it checks only the one that the pack holds.
func (c *Core) CheckRosters(ctx context.Context) ([]RosterCheck, error) {
	var names []string
	if err := c.Read(ctx, func() error {
		for _, e := range c.base.Rosters.All {
			names = append(names, e.Roster)
		}
		return nil
	}); err != nil {
		return nil, err
	}
	slices.Sort(names)
	checks := []RosterCheck{}
	for _, name := range slices.Compact(names) {
		data, err := c.cfg.Populations.Roster(ctx, name)
		if c.Packed() && fault.KindOf(err) == fault.Refused {
			continue
		}
		if err == nil {
			_, err = roster.Decode(data, name)
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		check := RosterCheck{Roster: name, OK: err == nil}
		if err != nil {
			check.Detail = err.Error()
		}
		checks = append(checks, check)
	}
	return checks, nil
}

// AliasesOf returns the addresses of each person of whom the record knows several.
func AliasesOf(l *people.Ledger) (aliases [][]string) {
	for _, p := range l.List() {
		if len(p.Also) > 0 {
			aliases = append(aliases, append([]string{p.Email}, p.Also...))
		}
	}
	return aliases
}

func joined(aliases [][]string) string {
	var b strings.Builder
	for _, one := range aliases {
		b.WriteString(strings.Join(one, " "))
		b.WriteByte('\n')
	}
	return b.String()
}
