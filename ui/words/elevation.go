package words

import (
	"fmt"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/ui/widget"
)

// Fate says in a sentence where an elevation stands now.
func Fate(r elevation.Row, now time.Time) string {
	switch r.State {
	case elevation.Requested:
		return fmt.Sprintf("%s for %s waits for approval", r.Role, r.Email)
	case elevation.Approved:
		return fmt.Sprintf("%s for %s is approved: %s", r.Role, r.Email, r.Detail)
	case elevation.Active:
		return fmt.Sprintf("%s holds %s until %s, %s left", r.Email, r.Role, widget.Clock(*r.EndsAt, now), widget.Left(*r.EndsAt, now))
	case elevation.Overdue:
		return fmt.Sprintf("OVERDUE: %s still holds %s; that was to end %s: %s", r.Email, r.Role, widget.Clock(*r.EndsAt, now), r.Detail)
	case elevation.Drifted:
		return fmt.Sprintf("%s drifted: %s", r.Email, r.Detail)
	case elevation.Ended:
		return fmt.Sprintf("%s for %s has ended: %s", r.Role, r.Email, Ending(r))
	case elevation.Denied, elevation.Withdrawn, elevation.Expired, elevation.Failed:
	}
	return strings.TrimSuffix(fmt.Sprintf("%s for %s is %s: %s", r.Role, r.Email, r.State, r.Detail), ": ")
}

// Ending describes the end of an elevation in a phrase; empty before the end.
func Ending(r elevation.Row) string {
	switch r.How {
	case elevation.Restored:
		return "a new listing shows " + r.PriorRole + " again"
	case elevation.HeldOn:
		return "another elevation goes on"
	case elevation.TakenBack:
		return r.PriorRole + " was there again already"
	case elevation.Gone:
		return "the user is not in the workspace any more"
	case elevation.HadIt:
		return "the role was held already; nothing changed"
	case elevation.NotGranted:
		return "it could not be given"
	}
	return ""
}

// Assured returns a person with how they are known.
func Assured(email string, known record.Known) string { return email + " (" + known.String() + ")" }

// Approvers names those whose approval the elevation waits for.
func Approvers(r elevation.Row) string {
	if len(r.Approvers) == 0 {
		return "but no other person can approve it now"
	}
	return "by " + strings.Join(r.Approvers, " or ")
}

// Length returns the requested and the approved length, as one if they are equal. The length of a waiting request is
// marked as such.
func Length(r elevation.Row) string {
	switch {
	case r.Granted == r.Seconds || r.Granted == 0:
		return For(r.Seconds)
	case r.State == elevation.Requested:
		return fmt.Sprintf("%s; the approvals so far would grant %s", For(r.Seconds), For(r.Granted))
	}
	return fmt.Sprintf("%s asked; approved: %s", For(r.Seconds), For(r.Granted))
}

// For formats a number of seconds, such as "2h".
func For(seconds int64) string {
	return (settings.Duration(seconds) * settings.Duration(time.Second)).String()
}
