package review

import (
	"context"
	"maps"
	"sync"

	"github.com/tuar-dev/tuar/review/audit"
	"github.com/tuar-dev/tuar/review/baseline"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/comment"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/dismissal"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/note"
	"github.com/tuar-dev/tuar/review/people"
	"github.com/tuar-dev/tuar/review/reconcile"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/review/rights"
	"github.com/tuar-dev/tuar/review/roster"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/review/share"
)

// Events returns all types of lines. A line of another type is from a newer tuar and has no effect here.
var Events = sync.OnceValue(func() record.Events {
	all := record.Events{}
	for _, some := range []record.Events{core.Events, campaign.Events, remediation.Events, elevation.Events, reconcile.Events, settings.Events, people.Events, rights.Events, roster.Events, baseline.Events, note.Events, dismissal.Events, audit.Events, comment.Events, share.Events} {
		maps.Copy(all, some)
	}
	return all
})

// Sentences returns a function that describes a line in a sentence, with the names of items in the last population.
func (w *Workspace) Sentences(ctx context.Context) func(record.Line) string {
	names := map[string]string{}
	if view, err := w.Access(ctx); err == nil {
		for i := range view.Rows {
			names[view.Rows[i].Item] = view.Rows[i].Title()
		}
	}
	return func(l record.Line) string {
		return Events().Sentence(l, func(item string) string { return names[item] }).String()
	}
}
