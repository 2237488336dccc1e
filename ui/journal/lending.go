package journal

import (
	"fmt"
	"strings"

	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/ui/elevations/tell"
)

// lending says in a phrase what a line about an elevation says; false for any other line.
func lending(l record.Line) (string, bool) {
	about := func(id, format string, args ...any) string {
		return strings.TrimSuffix(id+": "+fmt.Sprintf(format, args...), ": ")
	}
	switch l.Type {
	case elevation.TypeRequested:
		return of(l, func(d elevation.RequestedData) string {
			how := ""
			if d.Auto != "" {
				how = " (approved by " + d.Auto + ")"
			}
			return about(d.Elevation, "%s for %s for %s%s: %s", d.Role, d.Email, tell.For(d.Seconds), how, d.Reason)
		}), true
	case elevation.TypeApproved:
		return of(l, func(d elevation.ApprovedData) string {
			return about(d.Elevation, "for %s at most", tell.For(d.Seconds))
		}), true
	case elevation.TypeDenied:
		return of(l, func(d elevation.DeniedData) string { return about(d.Elevation, "%s", d.Reason) }), true
	case elevation.TypeExtended:
		return of(l, func(d elevation.ExtendedData) string {
			return about(d.Elevation, "until %s: %s", d.EndsAt.UTC().Format("2 Jan 15:04 UTC"), d.Reason)
		}), true
	case elevation.TypeStopped:
		return of(l, func(d elevation.StoppedData) string { return about(d.Elevation, "%s: %s", d.Why, d.Reason) }), true
	case elevation.TypeSending:
		return of(l, func(d elevation.SendingData) string {
			return about(strings.Join(d.Elevations, " "), "%s for %s: %s instead of %s, by %s", d.Purpose, d.Email, d.ToRole, d.FromRole, d.Method)
		}), true
	case elevation.TypeSent:
		return of(l, func(d elevation.SentData) string { return about("attempt "+d.Attempt, "%s: %s", d.Outcome, d.Detail) }), true
	case elevation.TypeActive:
		return of(l, func(d elevation.ActiveData) string { return about(d.Elevation, "a listing shows %s", d.Role) }), true
	case elevation.TypeEnded:
		return of(l, func(d elevation.EndedData) string { return about(d.Elevation, "%s: %s", d.How, d.Detail) }), true
	case elevation.TypeDrifted:
		return of(l, func(d elevation.DriftedData) string {
			return about(d.Elevation, "a listing shows %s where tuar left %s", d.Role, d.ExpectedRole)
		}), true
	case elevation.TypeMissing:
		return of(l, func(d elevation.SeenData) string {
			return about(d.Elevation, "a listing lacks the user; one does not prove that they are gone")
		}), true
	case elevation.TypeListed:
		return of(l, func(d elevation.SeenData) string { return about(d.Elevation, "a listing shows the user again") }), true
	case elevation.TypeReopened:
		return of(l, func(d elevation.SeenData) string {
			return about(d.Elevation, "goes on: a listing shows the user again, with %s", d.Role)
		}), true
	case elevation.TypeNoticed:
		return of(l, func(d elevation.NoticedData) string {
			return about(d.Elevation, "told the workflow that it ends at %s: %s", d.EndsAt.UTC().Format("2 Jan 15:04 UTC"), d.Outcome)
		}), true
	case elevation.TypeRaised:
		return of(l, func(d elevation.RaisedData) string {
			return fmt.Sprintf("%s: %s to %s, with no elevation on record", d.Email, d.FromRole, d.ToRole)
		}), true
	}
	return "", false
}
