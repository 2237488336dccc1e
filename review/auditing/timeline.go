package auditing

import (
	"context"
	"slices"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/timeline"
)

// Rows finds rows of the last population.
type Rows interface {
	Access(ctx context.Context) (campaign.AccessView, error)
	// FindItem turns an item, e-mail address or key's name into the item.
	FindItem(ctx context.Context, name string) (string, error)
}

// RowTimeline is how a row came about, by the audit log.
type RowTimeline struct {
	timeline.Timeline
	Row access.Row
}

// Timeline returns how the access of an item of the last population came about, as far as the log is kept, and that
// population.
func (s *Service) Timeline(ctx context.Context, name string) (RowTimeline, campaign.AccessView, error) {
	fail := func(err error) (RowTimeline, campaign.AccessView, error) {
		return RowTimeline{}, campaign.AccessView{}, err
	}
	view, err := s.rows.Access(ctx)
	if err != nil {
		return fail(err)
	}
	item, err := s.rows.FindItem(ctx, name)
	if err != nil {
		return fail(err)
	}
	i := slices.IndexFunc(view.Rows, func(r access.Row) bool { return r.Item == item })
	if i < 0 {
		return fail(fault.New(fault.BadInput, "the last population has no item %q", item))
	}
	log, err := s.AuditLog(ctx)
	if err != nil {
		return fail(err)
	}
	return RowTimeline{log.Of(&view.Rows[i]), view.Rows[i]}, view, nil
}
