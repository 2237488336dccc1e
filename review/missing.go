package review

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/remediation"
)

// base is the newest sync whose list of that kind ("user/" and "key/", or "mapping/") lacked nothing that is not
// explained, or that somebody said to believe; nil before the first.
func (s *state) base(kinds ...string) *Synced {
	for i := len(s.syncs) - 1; i >= 0; i-- {
		if sync := &s.syncs[i]; sync.DropOK || !lacks(sync.Missing, kinds...) {
			return sync
		}
	}
	return nil
}

// missingIn are the items that the listing of that name lacks and nothing explains, as of its last sync.
func (s *state) missingIn(name string) []string {
	for i := len(s.syncs) - 1; i >= 0; i-- {
		if sync := &s.syncs[i]; sync.Population == name {
			if sync.DropOK {
				return nil
			}
			return sync.Missing
		}
	}
	return nil
}

func lacks(missing []string, kinds ...string) bool {
	return slices.ContainsFunc(missing, func(item string) bool {
		return slices.ContainsFunc(kinds, func(k string) bool { return strings.HasPrefix(item, k) })
	})
}

// missing are the items that a new listing lacks and nothing explains: not what tuar or a person on its behalf was to
// remove, nor the audit log. why says why the audit log explains nothing, if it could not be read.
func (w *Workspace) missing(ctx context.Context, source Source, after *population.Population) (items, titles []string, why string, err error) {
	w.mu.Lock()
	people, mappings := w.state.base("user/", "key/"), w.state.base("mapping/")
	w.mu.Unlock()
	var since *population.Population
	for _, of := range []struct {
		base  *Synced
		kinds []string
	}{{people, []string{"user/", "key/"}}, {mappings, []string{"mapping/"}}} {
		if of.base == nil {
			continue
		}
		before, err := w.population(ctx, of.base.Population)
		if err != nil {
			return nil, nil, "", err
		}
		for _, item := range population.Missing(before, after) {
			if lacks([]string{item}, of.kinds...) && !w.askedToGo(item, before) {
				items, titles = append(items, item), append(titles, before.Title(item))
				if since == nil || before.TakenAt.Before(since.TakenAt) {
					since = before
				}
			}
		}
	}
	if len(items) == 0 {
		return nil, nil, "", nil
	}
	log, err := source.Audit(ctx, since.Began().Add(-remediation.Slack), nil)
	if err != nil {
		if ctx.Err() != nil {
			return nil, nil, "", ctx.Err()
		}
		return items, titles, "the audit log could not be read: " + err.Error(), nil
	}
	for i := len(items) - 1; i >= 0; i-- {
		if slices.ContainsFunc(log.Entries, func(e AuditEntry) bool { return e.deletes(items[i]) }) {
			items, titles = slices.Delete(items, i, i+1), slices.Delete(titles, i, i+1)
		}
	}
	return items, titles, "the audit log has no entry about it, and may lag by up to five minutes", nil
}

// deletes says whether the entry tells that the item was deleted.
func (e *AuditEntry) deletes(item string) bool {
	kind, id, _ := strings.Cut(item, "/")
	if id == "" || e.ResourceID != id {
		return false
	}
	switch kind {
	case "user":
		return strings.EqualFold(e.Action, remediation.Entry(remediation.Remove))
	case "key":
		return strings.EqualFold(e.Action, remediation.Entry(remediation.DeleteKey))
	}
	return strings.Contains(strings.ToLower(e.Action), "delete") || strings.Contains(strings.ToLower(e.Action), "remove")
}

// askedToGo says whether tuar asked Torq to remove an item that is in that listing, or somebody said that they did.
func (w *Workspace) askedToGo(item string, listed *population.Population) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.state.ledger.AskedToGo(item, listed.TakenAt)
}

// missingText is the sentence about items that a listing lacks.
func missingText(titles []string, why string) string {
	what := fmt.Sprintf("%d that Torq listed before are", len(titles))
	if len(titles) == 1 {
		what = "1 that Torq listed before is"
	}
	named := titles
	if len(named) > 5 {
		named = append(slices.Clone(named[:5]), fmt.Sprintf("and %d more", len(titles)-5))
	}
	return fmt.Sprintf("%s not in this listing, and nothing explains it (%s): %s; nothing is taken as proven by it. Sync again in a few minutes; if they really left, say so with: tuar sync --allow-drop",
		what, why, strings.Join(named, ", "))
}
