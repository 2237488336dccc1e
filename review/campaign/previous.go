package review

import (
	"context"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
)

// memory is what the closed campaigns knew of every row, the one closed last first.
func (w *Workspace) memory(ctx context.Context) (access.Memory, error) {
	w.mu.Lock()
	s, err := w.fold(ctx)
	if err != nil {
		w.mu.Unlock()
		return nil, err
	}
	keys := w.pastKeys(s.book.Closed())
	w.mu.Unlock()
	w.cache.mu.Lock()
	defer w.cache.mu.Unlock()
	return w.loadMemory(ctx, keys)
}

// pastKeys are those of closed campaigns whose populations are here: a pack holds few.
func (w *Workspace) pastKeys(closed []*campaign.Campaign) []pastKey {
	var keys []pastKey
	for _, c := range closed {
		if w.Holds(c.Population) {
			keys = append(keys, pastKey{c.ID, c.Revision()})
		}
	}
	return keys
}

// loadMemory is what those closed campaigns knew, for who holds the cache.
func (w *Workspace) loadMemory(ctx context.Context, keys []pastKey) (access.Memory, error) {
	memory := make(access.Memory, 0, len(keys))
	for _, key := range keys {
		past, err := w.loadPast(ctx, key)
		if err != nil {
			return nil, err
		}
		memory = append(memory, past)
	}
	return memory, nil
}

// loadPast is what one closed campaign knew.
func (w *Workspace) loadPast(ctx context.Context, key pastKey) (*access.Past, error) {
	if past, ok := w.cache.pasts[key]; ok {
		return past, nil
	}
	w.mu.Lock()
	c, ok := w.state.book.Get(key.campaign)
	if !ok {
		w.mu.Unlock()
		return nil, fault.New(fault.Damaged, "the record lost campaign %s", key.campaign)
	}
	name, rules, title, marks := c.Population, c.Rules, c.Name, c.Marks
	decisions := make(map[string]campaign.Decision, len(c.Items))
	for _, item := range c.Items {
		decisions[item] = c.Decision(item)
	}
	w.mu.Unlock()

	p, err := w.Population(ctx, name)
	if err != nil {
		return nil, err
	}
	rows := access.Rows(p, rules, p.TakenAt, nil, marks)
	known := make([]access.LastRow, len(rows))
	for i, row := range rows {
		known[i].Row = row
		if d, ok := decisions[row.Item]; ok {
			r := &known[i]
			r.Decision, r.ToRole, r.Reason, r.Reviewer, r.DecidedAt = string(d.Verdict), d.ToRoleName, d.Reason, d.Reviewer, d.At
		}
	}
	var unread []access.Kind
	if p.HasGap("api-keys") {
		unread = append(unread, access.Key)
	}
	past := access.NewPast(key.campaign, title, known, unread...)
	if w.cache.pasts == nil {
		w.cache.pasts = map[pastKey]*access.Past{}
	}
	for kept := range w.cache.pasts {
		if kept.campaign == key.campaign { // as it was before a line from another machine came in
			delete(w.cache.pasts, kept)
		}
	}
	w.cache.pasts[key] = past
	return past, nil
}
