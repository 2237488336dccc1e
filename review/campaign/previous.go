package campaign

import (
	"context"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/fault"
)

// previousKey tells states of a closed campaign apart: lines from another machine may still come in.
type previousKey struct {
	campaign string
	revision int
	removed  removals
}

// removals tells states of what was carried out of a campaign apart.
type removals struct {
	items int
	last  time.Time
}

// memory returns what the closed campaigns knew of every row, the one closed last first.
func (l *Lookup) memory(ctx context.Context) (access.Memory, error) {
	var keys []previousKey
	if err := l.core.Read(ctx, func() error { keys = l.previousKeys(l.book.Closed()); return nil }); err != nil {
		return nil, err
	}
	l.views.Lock()
	defer l.views.Unlock()
	return l.loadMemory(ctx, keys)
}

// previousKeys returns those of closed campaigns whose populations are here: a pack holds few.
func (l *Lookup) previousKeys(closed []*Campaign) []previousKey {
	var keys []previousKey
	for _, c := range closed {
		if l.core.Holds(c.Population) {
			removed := l.removedBy(c)
			keys = append(keys, previousKey{c.ID, c.Revision(), removals{len(removed.at), removed.last}})
		}
	}
	return keys
}

// removed holds what was carried out of a campaign's decisions to revoke, as of a revision of the changes.
type removed struct {
	revisions [2]int // of the campaign and of the changes
	at        map[string]time.Time
	last      time.Time
}

// removedBy returns when the decisions of a campaign to revoke were carried out, by item. Use it within core.Read.
func (l *Lookup) removedBy(c *Campaign) removed {
	revisions := [2]int{c.Revision(), l.changes.Revision()}
	l.views.removing.Lock()
	defer l.views.removing.Unlock()
	if known, ok := l.views.removed[c.ID]; ok && known.revisions == revisions {
		return known
	}
	found := removed{revisions: revisions, at: map[string]time.Time{}}
	for _, item := range c.Items {
		if c.Decision(item).Verdict != Revoke {
			continue
		}
		if at, ok := l.changes.RemovedAt(c, item); ok {
			found.at[item] = at
			if at.After(found.last) {
				found.last = at
			}
		}
	}
	if l.views.removed == nil {
		l.views.removed = map[string]removed{}
	}
	l.views.removed[c.ID] = found
	return found
}

// loadMemory returns what those closed campaigns knew. The caller holds the lock of the views.
func (l *Lookup) loadMemory(ctx context.Context, keys []previousKey) (access.Memory, error) {
	memory := make(access.Memory, 0, len(keys))
	for _, key := range keys {
		past, err := l.loadPrevious(ctx, key)
		if err != nil {
			return nil, err
		}
		memory = append(memory, past)
	}
	return memory, nil
}

// loadPrevious returns what one closed campaign knew. The caller holds the lock of the views.
func (l *Lookup) loadPrevious(ctx context.Context, key previousKey) (*access.Past, error) {
	if past, ok := l.views.previous[key]; ok {
		return past, nil
	}
	var name, title, roster string
	var rules access.Rules
	var marks access.Marks
	var decisions map[string]Decision
	var gone map[string]time.Time
	if err := l.core.Read(ctx, func() error {
		c, ok := l.book.Get(key.campaign)
		if !ok {
			return fault.New(fault.Damaged, "the record lost campaign %s", key.campaign)
		}
		name, rules, title, marks, roster = c.Population, c.Rules, c.Name, c.Marks, c.Roster
		gone = l.removedBy(c).at
		decisions = make(map[string]Decision, len(c.Items))
		for _, item := range c.Items {
			decisions[item] = c.Decision(item)
		}
		return nil
	}); err != nil {
		return nil, err
	}
	p, err := l.core.Population(ctx, name)
	if err != nil {
		return nil, err
	}
	people, err := l.core.Roster(ctx, roster)
	if err != nil {
		return nil, err
	}
	rows := access.Rows(p, rules, p.TakenAt, nil, marks, people)
	known := make([]access.PreviousRow, len(rows))
	for i, row := range rows {
		known[i].Row = row
		if d, ok := decisions[row.Item]; ok {
			r := &known[i]
			r.Decision, r.ToRole, r.Reason, r.Reviewer, r.DecidedAt = string(d.Verdict), d.To(), d.Reason, d.Decider(), d.At
			r.Carried = d.Carried
			r.Until = d.Until
		}
	}
	past := access.NewPast(key.campaign, title, known, access.Unread(p)...)
	past.Removed = gone
	if l.views.previous == nil {
		l.views.previous = map[previousKey]*access.Past{}
	}
	for kept := range l.views.previous {
		if kept.campaign == key.campaign { // as it was before a line from another machine came in
			delete(l.views.previous, kept)
		}
	}
	l.views.previous[key] = past
	return past, nil
}
