package review

import (
	"context"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
)

// last is what the campaign closed last knew of every row of its population; nil if none was.
func (w *Workspace) last(ctx context.Context) (*access.Last, error) {
	w.mu.Lock()
	s, err := w.fold(ctx)
	if err != nil {
		w.mu.Unlock()
		return nil, err
	}
	var key lastKey
	if c := s.book.LastClosed(); c != nil && w.cfg.Pack.holds(c.Population) {
		key = s.lastKey(c.ID)
	}
	w.mu.Unlock()
	w.cache.mu.Lock()
	defer w.cache.mu.Unlock()
	return w.loadLast(ctx, key)
}

// loadLast is what that closed campaign knew, for who holds the cache. The two used last are remembered: the one that an
// open campaign is compared with, and the newest.
func (w *Workspace) loadLast(ctx context.Context, key lastKey) (*access.Last, error) {
	if key == (lastKey{}) {
		return nil, nil
	}
	if last, ok := w.cache.lasts[key]; ok {
		return last, nil
	}
	w.mu.Lock()
	c, ok := w.state.book.Get(key.campaign)
	if !ok {
		w.mu.Unlock()
		return nil, nil
	}
	name, rules, openedAt, previous, title, marks := c.Population, c.Rules, c.OpenedAt, c.Previous, c.Name, c.Marks
	decisions := make(map[string]campaign.Decision, len(c.Items))
	for _, item := range c.Items {
		decisions[item] = c.Decision(item)
	}
	w.mu.Unlock()

	p, err := w.loadPopulation(ctx, name)
	if err != nil {
		return nil, err
	}
	last := &access.Last{Campaign: key.campaign, Name: title}
	if p.HasGap("api-keys") {
		last.Unread = []access.Kind{access.Key}
	}
	for _, row := range access.Rows(p, rules, openedAt, nil, marks) {
		r := access.LastRow{Row: row}
		if d, ok := decisions[row.Item]; ok {
			r.Decision, r.ToRole, r.Reason, r.Reviewer, r.DecidedAt = string(d.Verdict), d.ToRoleName, d.Reason, d.Reviewer, d.At
		}
		last.Rows = append(last.Rows, r)
	}
	if last.Earlier, err = w.seenBefore(ctx, previous); err != nil {
		return nil, err
	}
	last.Find(access.Row{}) // makes its index now, while nobody else reads it
	if len(w.cache.lasts) >= 2 {
		clear(w.cache.lasts)
	}
	if w.cache.lasts == nil {
		w.cache.lasts = map[lastKey]*access.Last{}
	}
	w.cache.lasts[key] = last
	return last, nil
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
	if !w.cfg.Pack.holds(name) {
		return nil, nil // a pack holds the campaign before it, and none before that
	}
	p, err := w.cfg.Populations.Load(ctx, name)
	if err != nil {
		return nil, err
	}
	return access.Seen(access.Rows(p, rules, openedAt, nil, nil), title), nil
}
