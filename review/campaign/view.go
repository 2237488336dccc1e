package review

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/remediation"
)

// cache keeps what was made of populations: that is costly and does not change.
type cache struct {
	mu     sync.Mutex
	pasts  map[pastKey]*access.Past
	joined *joined
}

// pastKey tells states of a closed campaign apart: lines from another machine may still come in.
type pastKey struct {
	campaign string
	revision int
}

// joined is a campaign's population as it looked when the campaign was opened, with the one before beside it.
type joined struct {
	opening opening
	basis   campaign.Basis
	memory  access.Memory
	outlook *remediation.Outlook
	takenAt time.Time
	// accounts are the IDs of all users in the population, of any address.
	accounts map[string]bool
}

// opening tells what a joined was made of. Of two machines that opened the same draft, the first in fold order counts,
// and which that is may change as lines come in.
type opening struct {
	campaign, population string
	at                   time.Time
	memory               string // of which campaigns, and in which state
}

// join joins the campaign that id names, once.
func (w *Workspace) join(ctx context.Context, id string) (*joined, error) {
	w.mu.Lock()
	c, err := w.find(ctx, id)
	if err != nil {
		w.mu.Unlock()
		return nil, err
	}
	if c.Population == "" {
		defer w.mu.Unlock()
		return nil, errDraft(c.ID)
	}
	keys := w.pastKeys(w.state.book.ClosedBefore(c))
	o := opening{c.ID, c.Population, c.OpenedAt, fmt.Sprint(keys)}
	rules, marks := c.Rules, c.Marks
	w.mu.Unlock()

	w.cache.mu.Lock()
	defer w.cache.mu.Unlock()
	if j := w.cache.joined; j != nil && j.opening == o {
		return j, nil
	}
	p, err := w.Population(ctx, o.population)
	if err != nil {
		return nil, err
	}
	memory, err := w.loadMemory(ctx, keys)
	if err != nil {
		return nil, err
	}
	rows := access.Rows(p, rules, p.TakenAt, memory, marks)
	j := &joined{opening: o, memory: memory, outlook: remediation.NewOutlook(p), takenAt: p.TakenAt, basis: campaign.Basis{
		Rows: make(map[string]access.Row, len(rows)), Roles: p.Roles, Carry: map[string]bool{},
	}}
	for _, r := range rows {
		j.basis.Rows[r.Item] = r
	}
	j.accounts = make(map[string]bool, len(p.Users))
	for _, u := range p.Users {
		j.accounts[u.ID] = true
	}
	for _, r := range rows {
		if was, ok := j.before(r); ok && unchanged(was, r) {
			j.basis.Carry[r.Item] = true
		}
	}
	w.cache.joined = j
	return j, nil
}

// before is the row as it was at the last decision about it.
func (j *joined) before(r access.Row) (access.LastRow, bool) {
	return j.memory.Find(r, func(item string) bool {
		_, here := j.basis.Rows[item]
		return here
	})
}

// unchanged says whether a row is of low risk and as it was when it was certified last time.
func unchanged(was access.LastRow, is access.Row) bool {
	return was.Decision == string(campaign.Certify) && was.Item == is.Item && was.RoleID == is.RoleID && was.RoleKnown &&
		!is.Flagged() && !is.Privileged
}
