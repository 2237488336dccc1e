package cli

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/ui/fields"
	"github.com/tuar-dev/tuar/ui/widget"
	"github.com/tuar-dev/tuar/ui/words"
)

// recent bounds the number of past elevations that list shows without --all.
const recent = 10

func (s *session) elevateListCommand() *cobra.Command {
	var state, user, query string
	var all bool
	c := &cobra.Command{
		Use:     "list [flags]",
		Short:   "List current and recent elevations",
		Long:    "list shows the elevations that are requested, approved, active or overdue, and the last ten that have ended. It reads this machine only.",
		Example: "tuar elevate list\ntuar elevate list --state active --json\ntuar elevate list --filter 'who:me role:owner'",
		Args:    takes(0, 0, ""),
		RunE: s.eachList(func(ctx context.Context, w *review.Workspace, _ []string) (answer, error) {
			if state != "" && !slices.Contains(elevation.States, elevation.State(state)) {
				return answer{}, usagef("%q is no state of an elevation", state).WithHint("one of %s", strings.Join(stateNames(), ", "))
			}
			rows, err := w.ListElevations(ctx)
			if err != nil {
				return answer{}, err
			}
			known, err := w.KnownPeople(ctx)
			if err != nil {
				return answer{}, err
			}
			rows = slices.DeleteFunc(rows, func(r elevation.Row) bool {
				return state != "" && string(r.State) != state || user != "" && !known.Same(r.Email, user)
			})
			if rows, err = filtered(ctx, w, query, fields.Elevations, rows); err != nil {
				return answer{}, err
			}
			left := 0
			if !all && state == "" && query == "" {
				rows, left = latest(rows)
			}
			return answer{orEmpty(rows), func(p *printer) {
				if len(rows) == 0 {
					none := "no elevations yet"
					if state != "" || user != "" {
						none = "no elevation fits"
					}
					p.linef("%s", none)
					p.next("tuar elevate request --role ROLE --for 1h --reason …")
					return
				}
				p.elevations(rows, time.Now())
				if left > 0 {
					p.linef("%s more: tuar elevate list --all", count(left, "elevation"))
				}
			}}, nil
		}),
	}
	c.Flags().StringVar(&state, "state", "", "only those in this `state`")
	c.Flags().StringVar(&user, "user", "", "only those of this person, an `email` address")
	c.Flags().BoolVar(&all, "all", false, "also those that ended earlier")
	filterFlag(c, &query, fields.Elevations(nil))
	complete(c, "state", stateNames()...)
	s.completeUsers(c)
	return c
}

func stateNames() []string {
	names := make([]string, len(elevation.States))
	for i, state := range elevation.States {
		names[i] = string(state)
	}
	return names
}

// latest returns the live rows and the newest of the others, and the number of rows left out.
func latest(rows []elevation.Row) (shown []elevation.Row, left int) {
	live := 0
	for _, r := range rows {
		if r.State.Live() {
			live++
		}
	}
	most := min(len(rows), live+recent) // the live ones come first
	return rows[:most], len(rows) - most
}

// elevations writes elevations as a table.
func (p *printer) elevations(list []elevation.Row, now time.Time) {
	columns := []column{
		{name: "id", keep: true},
		{name: "who", least: 12},
		{name: "from"},
		{name: "role"},
		{name: "state", keep: true},
		{name: "when", keep: true},
		{name: "reason"},
	}
	people := p.width == 0 || p.width >= 140 || p.shape.chosen()
	if people {
		columns = append(columns, column{name: "asked by"}, column{name: "approved by"})
	}
	rows := make([][]string, len(list))
	for i, r := range list {
		ends := cmp.Or(r.EndsAt, r.StartsAt, &r.Until)
		columns[5].order = append(columns[5].order, ends.UTC().Format(time.RFC3339Nano))
		rows[i] = []string{r.ID, r.Email, r.PriorRole, r.Role, string(r.State), whenOf(r, now), r.Reason}
		if people {
			rows[i] = append(rows[i], r.RequestedBy, r.ApprovedBy)
		}
	}
	p.table(columns, rows)
}

// whenOf returns the relevant time of an elevation in its current state.
func whenOf(r elevation.Row, now time.Time) string {
	switch {
	case r.State == elevation.Requested:
		return "for " + lengthOf(r) + ", expires in " + widget.Left(r.Until, now)
	case r.State == elevation.Approved && r.StartsAt != nil && r.StartsAt.After(now):
		return "starts in " + widget.Left(*r.StartsAt, now)
	case r.State == elevation.Approved:
		return "for " + lengthOf(r)
	case r.State == elevation.Active && r.EndsAt != nil && r.EndsAt.After(now):
		return "ends in " + widget.Left(*r.EndsAt, now)
	case r.State == elevation.Active:
		return "ending now"
	case r.State == elevation.Overdue && r.EndsAt != nil:
		return "past its end for " + widget.Left(now, *r.EndsAt)
	case r.EndedAt != nil:
		return widget.Ago(*r.EndedAt, now)
	}
	return ""
}

// lengthOf returns the granted length of an elevation, or the requested one before any approval.
func lengthOf(r elevation.Row) string {
	return fmt.Sprint(settings.Duration(cmp.Or(r.Granted, r.Seconds)) * settings.Duration(time.Second))
}

// elevationLine says in a line or two how an elevation stands.
func (p *printer) elevationLine(r elevation.Row, now time.Time) {
	p.hang(p.elevationState(r.State), "%s, %s", r.ID, sentenceOf(r, now))
	if r.Detail != "" {
		p.hang("  ", "%s", r.Detail)
	}
}

// elevationState returns a state with its colour.
func (p *printer) elevationState(s elevation.State) styledText {
	text := string(s) + ":"
	switch s {
	case elevation.Active, elevation.Ended:
		return p.good(text)
	case elevation.Overdue, elevation.Drifted, elevation.Failed:
		return p.bad(text)
	case elevation.Requested, elevation.Approved, elevation.Denied, elevation.Withdrawn, elevation.Expired:
	}
	return p.warn(text)
}

// sentenceOf describes the state of an elevation, as far as it is known.
func sentenceOf(r elevation.Row, now time.Time) string {
	until := ""
	if r.EndsAt != nil {
		until = moment(*r.EndsAt)
	}
	switch r.State {
	case elevation.Active:
		return fmt.Sprintf("%s holds %s until %s (%s); then %s again", r.Email, r.Role, until, whenOf(r, now), r.PriorRole)
	case elevation.Overdue:
		return fmt.Sprintf("%s may still hold %s, granted until %s", r.Email, r.Role, until)
	case elevation.Approved:
		return fmt.Sprintf("%s is to have %s until %s, and no listing shows it yet", r.Email, r.Role, until)
	case elevation.Ended:
		return endingWords[r.How](r)
	case elevation.Drifted:
		return fmt.Sprintf("%s had %s for a time, and another person changed the role meanwhile", r.Email, r.Role)
	case elevation.Failed:
		return fmt.Sprintf("%s was not given %s", r.Email, r.Role)
	case elevation.Requested:
		return fmt.Sprintf("%s asks for %s instead of %s for %s: %s", r.RequestedBy, forWhom(r), r.PriorRole, words.For(r.Seconds), r.Reason)
	case elevation.Denied, elevation.Withdrawn, elevation.Expired:
	}
	return fmt.Sprintf("%s for %s", r.Role, r.Email)
}

// endingWords say how an elevation ended.
var endingWords = map[elevation.How]func(elevation.Row) string{
	elevation.Restored: func(r elevation.Row) string {
		return fmt.Sprintf("%s holds %s again, a listing shows it", r.Email, r.PriorRole)
	},
	elevation.HeldOn:    func(r elevation.Row) string { return fmt.Sprintf("%s had %s", r.Email, r.Role) },
	elevation.TakenBack: func(r elevation.Row) string { return fmt.Sprintf("%s had %s", r.Email, r.Role) },
	elevation.Gone:      func(r elevation.Row) string { return fmt.Sprintf("%s had %s", r.Email, r.Role) },
	elevation.HadIt:     func(r elevation.Row) string { return fmt.Sprintf("%s got nothing", r.Email) },
}

// forWhom returns the role, and its recipient if that is not the requester.
func forWhom(r elevation.Row) string {
	if person.Same(r.RequestedBy, r.Email) {
		return r.Role
	}
	return r.Role + " for " + r.Email
}
