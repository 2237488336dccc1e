package review

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/population"
)

// AccessView is everyone's access as of the last sync.
type AccessView struct {
	Population string
	TakenAt    time.Time
	Rows       []access.Row // by item
	Roles      []population.Role
	Mappings   []population.Mapping
	Gaps       []population.Gap
	Last       *access.Last // what the last closed campaign knew; nil if there is none
}

// Access joins the last population into rows with hints as of now.
func (w *Workspace) Access(ctx context.Context) (AccessView, error) {
	name, err := w.lastPopulationName(ctx)
	if err != nil {
		return AccessView{}, err
	}
	if name == "" {
		return AccessView{}, errNoPopulation()
	}
	p, err := w.population(ctx, name)
	if err != nil {
		return AccessView{}, err
	}
	settings, err := w.cfg.Settings.Load(ctx)
	if err != nil {
		return AccessView{}, err
	}
	last, err := w.last(ctx, w.previousCampaign())
	if err != nil {
		return AccessView{}, err
	}
	rows := access.Rows(p, settings.Rules, w.cfg.Clock.Now(), last)
	return AccessView{
		Population: name, TakenAt: p.TakenAt, Rows: rows, Roles: p.Roles, Mappings: p.Mappings, Gaps: p.Gaps, Last: last,
	}, nil
}

// previousCampaign is the id of the campaign closed last, or "".
func (w *Workspace) previousCampaign() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if c := w.state.book.LastClosed(); c != nil {
		return c.ID
	}
	return ""
}

// Diff compares two populations, named by unambiguous beginnings of their hashes. Without names it compares the last
// two; with one name, that one with the last.
func (w *Workspace) Diff(ctx context.Context, before, after string) (access.Diff, error) {
	w.mu.Lock()
	s, err := w.fold(ctx)
	if err != nil {
		w.mu.Unlock()
		return access.Diff{}, err
	}
	names := make([]string, len(s.syncs))
	for i, sync := range s.syncs {
		names[i] = sync.Population
	}
	w.mu.Unlock()
	names = slices.Compact(names)
	switch {
	case len(names) == 0:
		return access.Diff{}, errNoPopulation()
	case before == "" && len(names) == 1:
		return access.Diff{}, nil
	case before == "":
		before, after = names[len(names)-2], names[len(names)-1]
	}
	after = cmp.Or(after, names[len(names)-1])
	var pair [2]*population.Population
	for i, want := range []string{before, after} {
		name, err := pick("population", want, names)
		if err != nil {
			return access.Diff{}, err
		}
		if pair[i], err = w.cfg.Populations.Load(ctx, name); err != nil {
			return access.Diff{}, err
		}
	}
	return access.Compare(pair[0], pair[1]), nil
}

// pick finds the one of names that is want or begins with it.
func pick(what, want string, names []string) (string, error) {
	var found []string
	for _, n := range names {
		if n == want {
			return n, nil
		}
		if want != "" && strings.HasPrefix(n, want) && !slices.Contains(found, n) {
			found = append(found, n)
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		return "", fault.New(fault.BadInput, "%s %q could be any of %s", what, want, strings.Join(found, ", "))
	case len(names) == 0:
		return "", fault.New(fault.BadInput, "there is no %s %q; there is none at all yet", what, want)
	}
	return "", fault.New(fault.BadInput, "there is no %s %q", what, want).WithHint("%s", suggest(want, names))
}

// last is what the closed campaign of that id knew of every row of its population; nil for "".
func (w *Workspace) last(ctx context.Context, id string) (*access.Last, error) {
	if id == "" {
		return nil, nil
	}
	w.mu.Lock()
	c, ok := w.state.book.Get(id)
	if !ok {
		w.mu.Unlock()
		return nil, nil
	}
	name, rules, openedAt, previous, title := c.Population, c.Rules, c.OpenedAt, c.Previous, c.Name
	decisions := make(map[string]campaign.Decision, len(c.Items))
	for _, item := range c.Items {
		decisions[item] = c.Decision(item)
	}
	w.mu.Unlock()

	p, err := w.cfg.Populations.Load(ctx, name)
	if err != nil {
		return nil, err
	}
	last := &access.Last{Campaign: id, Name: title}
	for _, row := range access.Rows(p, rules, openedAt, nil) {
		d, ok := decisions[row.Item]
		r := access.LastRow{Row: row}
		if ok {
			r.Decision, r.ToRole, r.Reason, r.Reviewer, r.DecidedAt = string(d.Verdict), d.ToRoleName, d.Reason, d.Reviewer, d.At
		}
		last.Rows = append(last.Rows, r)
	}
	last.Earlier, err = w.seenBefore(ctx, previous)
	return last, err
}

// seenBefore is who was in the population of that campaign.
func (w *Workspace) seenBefore(ctx context.Context, id string) (map[string]string, error) {
	w.mu.Lock()
	c, ok := w.state.book.Get(id)
	if !ok {
		w.mu.Unlock()
		return nil, nil
	}
	name, rules, openedAt, title := c.Population, c.Rules, c.OpenedAt, c.Name
	w.mu.Unlock()
	p, err := w.cfg.Populations.Load(ctx, name)
	if err != nil {
		return nil, err
	}
	return access.Seen(access.Rows(p, rules, openedAt, nil), title), nil
}
