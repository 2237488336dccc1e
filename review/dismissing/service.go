// Package dismissing holds the use cases of dismissed hints: to dismiss one for a time, to restore it, and to list them.
package dismissing

import (
	"context"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/dismissal"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/record"
)

// Service dismisses and restores hints.
type Service struct {
	core   *core.Core
	lookup *campaign.Lookup
}

// NewService returns the service.
func NewService(c *core.Core, lookup *campaign.Lookup) *Service { return &Service{c, lookup} }

// Row is a dismissed hint, for people and programs.
type Row struct {
	Item   string `json:"item"`
	Name   string `json:"name"` // as people call it; the item where the last population lacks it
	Hint   string `json:"hint"`
	State  string `json:"state"` // in-force, over, or worse: the hint counts again
	Until  string `json:"until"`
	Reason string `json:"reason"`
	By     string `json:"by"`
	Fact   string `json:"fact"` // as it was then
}

// DismissHint records that a hint on an item of the last population does not count up to the end of a day. An item without
// that hint, a hint that cannot be dismissed, and the actor's own access are refused.
func (s *Service) DismissHint(ctx context.Context, item, hint, reason, until string) (dismissal.Dismissed, error) {
	actor, err := s.core.Actor(ctx)
	if err != nil {
		return dismissal.Dismissed{}, err
	}
	view, err := s.lookup.Access(ctx)
	if err != nil {
		return dismissal.Dismissed{}, err
	}
	i := slices.IndexFunc(view.Rows, func(r access.Row) bool { return r.Item == item })
	if i < 0 {
		return dismissal.Dismissed{}, fault.New(fault.BadInput, "the last population has no item %s", item)
	}
	row := &view.Rows[i]
	found, ok := shown(row, hint)
	if !ok {
		wrong := fault.New(fault.BadInput, "%s has no hint %q", row.Title(), hint)
		if has := row.HintNames(); len(has) > 0 {
			wrong = wrong.WithHint("%s", core.Suggest(hint, has))
		}
		return dismissal.Dismissed{}, wrong
	}
	d := dismissal.Dismissed{
		Item: item, Hint: hint, Holder: row.Email, RoleID: row.RoleID, Permissions: access.PermissionsHash(row.Permissions),
		Size: found.Size, Fact: found.Fact, Reason: strings.TrimSpace(reason), Until: until,
	}
	return d, s.append(ctx, dismissal.TypeDismissed, actor, d, func() string {
		return d.Refuses(s.core.People(), actor.Email, s.core.Now())
	})
}

// BarsDismissal returns why the actor cannot dismiss hints on access of that holder, or restore them; empty if they can.
func (s *Service) BarsDismissal(ctx context.Context, holder string) (string, error) {
	actor, err := s.core.Actor(ctx)
	if err != nil {
		return "", err
	}
	why := ""
	err = s.core.Read(ctx, func() error {
		base := s.core.Base()
		switch need := base.Dismissals.Needs()[dismissal.TypeDismissed]; {
		case base.Held(actor.Email).Refuses(actor.Email, need) != "":
			why = "only owners and managers dismiss and restore hints; ask one of them, or decide with a reason"
		case s.core.People().Like(holder, actor.Email) != person.None:
			why = "this is your own access; another owner or manager dismisses hints on it"
		}
		return nil
	})
	return why, err
}

// shown returns the hint of that name on a row, dismissed or not.
func shown(row *access.Row, hint string) (access.Hint, bool) {
	for _, h := range row.Hints {
		if h.Name == hint {
			return h, true
		}
	}
	for _, d := range row.Dismissed {
		if d.Name == hint {
			return d.Hint, true
		}
	}
	return access.Hint{}, false
}

// RestoreHint lets a dismissed hint count again. One that is not dismissed is refused.
func (s *Service) RestoreHint(ctx context.Context, item, hint, reason string) error {
	actor, err := s.core.Actor(ctx)
	if err != nil {
		return err
	}
	d := dismissal.Restored{Item: item, Hint: hint, Reason: strings.TrimSpace(reason)}
	return s.append(ctx, dismissal.TypeRestored, actor, d, func() string {
		if s.core.Base().Dismissals.Of(item, hint) == nil {
			return hint + " is not dismissed on " + item
		}
		return ""
	})
}

// append records a line unless the author lacks the right or refuses says why not.
func (s *Service) append(ctx context.Context, kind string, actor record.Actor, data any, refuses func() string) error {
	_, err := s.core.Append(ctx, func() ([]record.Entry, error) {
		base := s.core.Base()
		if why := base.Held(actor.Email).Refuses(actor.Email, base.Dismissals.Needs()[kind]); why != "" {
			return nil, fault.New(fault.Refused, "%s", why).WithHint("see the rights with: %s", fault.ListRights.With())
		}
		if why := refuses(); why != "" {
			return nil, fault.New(fault.Refused, "%s", why)
		}
		return []record.Entry{{Type: kind, Actor: actor, Data: data}}, nil
	})
	return err
}

// ListDismissals returns the dismissed hints that were not restored, by item.
func (s *Service) ListDismissals(ctx context.Context) ([]Row, error) {
	view, err := s.lookup.Access(ctx)
	if err != nil {
		return nil, err
	}
	byItem := make(map[string]*access.Row, len(view.Rows))
	for i := range view.Rows {
		byItem[view.Rows[i].Item] = &view.Rows[i]
	}
	rows := []Row{}
	err = s.core.Read(ctx, func() error {
		all := s.core.Base().Dismissals.InForce()
		for _, made := range all {
			for _, d := range made {
				row := Row{Item: d.Item, Name: d.Item, Hint: d.Hint, State: "in-force", Until: d.Until, Reason: d.Reason, By: d.By, Fact: d.Fact}
				if r := byItem[d.Item]; r != nil {
					row.Name = r.Title()
					if r.Has(d.Hint) {
						row.State = "worse"
					}
				}
				if d.Over(s.core.Now()) {
					row.State = "over"
				}
				rows = append(rows, row)
			}
		}
		slices.SortFunc(rows, func(a, b Row) int { return strings.Compare(a.Item+a.Hint, b.Item+b.Hint) })
		return nil
	})
	return rows, err
}
