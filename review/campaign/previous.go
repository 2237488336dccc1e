package campaign

import (
	"context"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/fault"
)

// previousKey tells states of a closed campaign apart: lines from another machine may still come in.
type previousKey struct {
	campaign string
	revision int
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
			keys = append(keys, previousKey{c.ID, c.Revision()})
		}
	}
	return keys
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
	if err := l.core.Read(ctx, func() error {
		c, ok := l.book.Get(key.campaign)
		if !ok {
			return fault.New(fault.Damaged, "the record lost campaign %s", key.campaign)
		}
		name, rules, title, marks, roster = c.Population, c.Rules, c.Name, c.Marks, c.Roster
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
			r.Decision, r.ToRole, r.Reason, r.Reviewer, r.DecidedAt = string(d.Verdict), d.ToRoleName, d.Reason, d.Decider(), d.At
		}
	}
	past := access.NewPast(key.campaign, title, known, access.Unread(p)...)
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
