package review

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/audit"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/population"
)

// compared lists the lists in which a new listing is compared with an earlier one, by the prefix of their items.
var compared = []struct{ kind, resource string }{{"user/", "users"}, {"key/", "api-keys"}, {"mapping/", "claim-mappings"}}

// base returns the newest listing in which that list was read without unexplained gaps, or that a user accepted; nil
// before the first.
func (w *Workspace) base(ctx context.Context, kind, resource string) (*population.Population, error) {
	var syncs []core.Synced
	if err := w.Read(ctx, func() error { syncs = w.Syncs().All; return nil }); err != nil {
		return nil, err
	}
	for i := len(syncs) - 1; i >= 0; i-- {
		sync := &syncs[i]
		if !sync.DropOK && lacks(sync.Missing, kind) || slices.Contains(sync.Unread, resource) {
			continue
		}
		p, err := w.Population(ctx, sync.Population)
		if err != nil {
			return nil, cannotCompare(err)
		}
		if !p.HasGap(resource) {
			return p, nil
		}
	}
	return nil, nil
}

// longMissing reports whether the gaps of a new listing do not prevent changes in Torq: few, who were missing from
// every listing for a while. Such a listing still confirms no removal.
func longMissing(syncs []core.Synced, items []string, p *population.Population) bool {
	if people := len(p.Users) + len(p.Keys); len(items) > max(1, people/10) {
		return false
	}
	for _, item := range items {
		since := p.TakenAt
		for i := len(syncs) - 1; i >= 0; i-- {
			if syncs[i].DropOK || !slices.Contains(syncs[i].Missing, item) {
				break
			}
			since = syncs[i].At
		}
		if p.TakenAt.Sub(since) < longAbsence {
			return false
		}
	}
	return true
}

// longAbsence is the time for which users must be missing from all listings before the access of others is changed all
// the same.
const longAbsence = time.Hour

func lacks(missing []string, kinds ...string) bool {
	return slices.ContainsFunc(missing, func(item string) bool {
		return slices.ContainsFunc(kinds, func(k string) bool { return strings.HasPrefix(item, k) })
	})
}

// missing returns the unexplained gaps of a new listing: not what tuar or a person on its behalf was to remove, nor the
// audit log. why is the reason if the audit log could not be read.
func (w *Workspace) missing(ctx context.Context, source core.Auditor, after *population.Population) (items, titles []string, why string, err error) {
	listed := map[string]time.Time{} // by item: when it was listed for the last time
	var since time.Time
	for _, list := range compared {
		before, err := w.base(ctx, list.kind, list.resource)
		if err != nil {
			return nil, nil, "", err
		}
		if before == nil {
			continue
		}
		if err := w.Read(ctx, func() error {
			asked := w.askedToGo(before)
			for _, item := range population.Missing(before, after) {
				if lacks([]string{item}, list.kind) && !asked(item) {
					items, titles = append(items, item), append(titles, before.Title(item))
					if listed[item] = before.Began(); since.IsZero() || before.Began().Before(since) {
						since = before.Began()
					}
				}
			}
			return nil
		}); err != nil {
			return nil, nil, "", err
		}
	}
	if len(items) == 0 {
		return nil, nil, "", nil
	}
	log, err := source.Audit(ctx, since.Add(-audit.Lag), nil)
	if err != nil {
		if ctx.Err() != nil {
			return nil, nil, "", ctx.Err()
		}
		return items, titles, "the audit log could not be read: " + err.Error(), nil
	}
	ahead, _ := source.Skew()
	for i := len(items) - 1; i >= 0; i-- {
		from, to := listed[items[i]].Add(-audit.Lag), after.TakenAt.Add(core.MostSkew)
		if slices.ContainsFunc(log.Entries, func(e audit.Entry) bool {
			at := e.At.Add(-ahead)
			return e.Deletes(items[i]) && !at.Before(from) && !at.After(to)
		}) {
			items, titles = slices.Delete(items, i, i+1), slices.Delete(titles, i, i+1)
		}
	}
	return items, titles, "the audit log has no entry about it, and may lag by up to five minutes", nil
}

// askedToGo returns a function that reports whether tuar asked Torq to remove an item of that listing, or a person
// declared that they removed it. It is used within Read.
func (w *Workspace) askedToGo(listed *population.Population) func(item string) bool {
	now := w.Now()
	return func(item string) bool { return w.changes.AskedToGo(item, listed.TakenAt, now) }
}

// missingText returns the sentence about items that a listing lacks. long says that they have been missing for a while.
func missingText(titles []string, why string, long bool) string {
	what := fmt.Sprintf("%d that Torq listed before are", len(titles))
	if len(titles) == 1 {
		what = "1 that Torq listed before is"
	}
	named := titles
	if len(named) > 5 {
		named = append(slices.Clone(named[:5]), fmt.Sprintf("and %d more", len(titles)-5))
	}
	consequence := "nothing is taken as proven by it. Sync again in a few minutes; if they really left, say so with: tuar sync --allow-drop"
	if long {
		consequence = "they have been missing for an hour or more, so access can be changed, but no removal is taken as proven. If they really left, say so with: tuar sync --allow-drop"
	}
	return fmt.Sprintf("%s not in this listing, and nothing explains it (%s): %s; %s", what, why, strings.Join(named, ", "), consequence)
}
