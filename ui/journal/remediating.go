package journal

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/remediation"
)

// remediating says in a phrase what a line about a change says; false for any other line.
func remediating(l record.Line, titles map[string]string) (string, bool) {
	about := func(a remediation.About, format string, args ...any) string {
		undo := ""
		if a.Undo {
			undo = ", undo"
		}
		return strings.TrimSuffix(cmp.Or(titles[a.Item], a.Item)+undo+": "+fmt.Sprintf(format, args...), ": ")
	}
	switch l.Type {
	case remediation.TypePlanned:
		return of(l, func(d remediation.PlannedData) string {
			return fmt.Sprintf("%s: a plan of %d changes", d.Campaign, len(d.Changes))
		}), true
	case remediation.TypeSending:
		return of(l, func(d remediation.SendingData) string {
			return about(d.About, "asking to %s, by %s", d.Action, d.Method)
		}), true
	case remediation.TypeSent:
		return of(l, func(d remediation.SentData) string { return about(d.About, "%s: %s", d.Outcome, d.Detail) }), true
	case remediation.TypeUndoDecided:
		return of(l, func(d remediation.UndoDecidedData) string {
			return about(d.About, "decided to take it back: %s", d.Reason)
		}), true
	case remediation.TypeByHand:
		return of(l, func(d remediation.ByHandData) string { return about(d.About, "said to be done by hand (%s)", d.Action) }), true
	case remediation.TypeConfirmed:
		return of(l, func(d remediation.ConfirmedData) string {
			return about(d.About, "a listing shows the change: %s", d.Note)
		}), true
	case remediation.TypeCorroborated:
		return of(l, func(d remediation.CorroboratedData) string {
			return about(d.About, "Torq's audit log: %s by %s", d.Action, d.Actor)
		}), true
	case remediation.TypeByOther:
		return of(l, func(d remediation.CorroboratedData) string {
			return about(d.About, "Torq's audit log: changed by %s (%s), not by the API key that was to do it", d.Actor, d.Action)
		}), true
	case remediation.TypeReturned:
		return of(l, func(d remediation.ReturnedData) string {
			return about(d.About, "a listing shows access again, the role %s", d.Role)
		}), true
	case remediation.TypeNotOffered:
		return of(l, func(d remediation.NotOfferedData) string {
			text := fmt.Sprintf("no %s by %s: %s was answered with %d", d.Action, d.Method, d.Call, d.Status)
			if d.Subject != "" {
				text += ", about " + d.Subject
			}
			return text
		}), true
	case remediation.TypeMethodsRetried:
		return "methods that Torq did not offer are tried again", true
	}
	return "", false
}
