package guide_test

import (
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/admin"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/people"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/review/rights"
	"github.com/tuar-dev/tuar/review/settings"
)

// acts are those of the guide, by name.
var acts = map[string]act{
	"carry out a campaign": {
		kind: rights.Apply, line: remediation.TypePlanned, alters: true,
		do: func(o *office, w *review.Workspace, _ string) error {
			_, err := w.ApplyRemediation(o.Context(), o.closed, remediation.ApplyOptions{})
			return err
		},
		forge: func(o *office, _ string) any {
			step := remediation.Step{Item: o.item, Kind: access.User, Action: order.Remove, Method: order.API}
			return remediation.PlannedData{Campaign: o.closed, Plan: "forged", Changes: []remediation.Step{step}}
		},
	},
	"declare a change done by hand": {
		kind: rights.Apply, line: remediation.TypeByHand,
		do: func(o *office, w *review.Workspace, _ string) error {
			_, err := w.DoneByHand(o.Context(), o.closed, false, []string{o.item}, "")
			return err
		},
		forge: func(o *office, _ string) any {
			return remediation.ByHandData{About: remediation.About{Campaign: o.closed, Item: o.item}, Action: order.Remove}
		},
	},
	"have methods tried again": {
		kind: rights.Apply, line: remediation.TypeMethodsRetried,
		do: func(o *office, w *review.Workspace, _ string) error {
			_, err := w.RetryMethods(o.Context())
			return err
		},
		forge: func(*office, string) any { return remediation.MethodsRetriedData{} },
	},
	"take a change back": {
		kind: rights.Undo, line: remediation.TypeUndoDecided, alters: true,
		do: func(o *office, w *review.Workspace, why string) error {
			_, err := w.ApplyRemediation(o.Context(), o.applied, remediation.ApplyOptions{Undo: true, Reason: why})
			return err
		},
		forge: func(o *office, why string) any {
			return remediation.UndoDecidedData{About: remediation.About{Campaign: o.applied, Item: o.undoable, Undo: true}, Reason: why}
		},
	},
	"ask for a role": {
		kind: rights.Request, line: elevation.TypeRequested,
		do: func(o *office, w *review.Workspace, why string) error {
			_, err := w.RequestElevation(o.Context(), elevation.Request{User: o.who["concerned"], Role: "Owner", For: time.Hour, Reason: why})
			return err
		},
		forge: func(o *office, why string) any {
			data := o.request
			data.Elevation, data.Reason = "el-forged", why
			return data
		},
	},
	"approve an elevation": {
		kind: rights.Approve, line: elevation.TypeApproved, alters: true, ownSake: "concerned",
		do: func(o *office, w *review.Workspace, _ string) error {
			_, err := w.ApproveElevation(o.Context(), o.request.Elevation, 0)
			return err
		},
		forge: func(o *office, _ string) any {
			return elevation.ApprovedData{Elevation: o.request.Elevation, Seconds: o.request.Seconds}
		},
	},
	"deny an elevation": {
		kind: rights.Approve, line: elevation.TypeDenied,
		do: func(o *office, w *review.Workspace, why string) error {
			_, err := w.DenyElevation(o.Context(), o.request.Elevation, why)
			return err
		},
		forge: func(o *office, why string) any {
			return elevation.DeniedData{Elevation: o.request.Elevation, Reason: why}
		},
	},
	"end or withdraw an elevation": {
		kind: rights.Request, line: elevation.TypeStopped,
		do: func(o *office, w *review.Workspace, why string) error {
			_, err := w.EndElevation(o.Context(), o.request.Elevation, why)
			return err
		},
		forge: func(o *office, why string) any {
			return elevation.StoppedData{Elevation: o.request.Elevation, Why: elevation.StoppedWithdrawn, Reason: why}
		},
	},
	"change a setting": {
		kind: rights.Settings, line: settings.TypeChanged,
		do: func(o *office, w *review.Workspace, _ string) error {
			_, err := w.ChangeSettings(o.Context(), func(s *settings.Settings) error { return s.Set("rules.dormant_days", "45") })
			return err
		},
		forge: func(*office, string) any { return settings.Changed{Key: "rules.dormant_days", Old: "90", New: "45"} },
	},
	"grant a right": {
		kind: rights.Rights, line: rights.TypeGranted, ownSake: "concerned",
		do: func(o *office, w *review.Workspace, _ string) error {
			_, _, err := w.GrantRight(o.Context(), o.who["concerned"], "manager", "")
			return err
		},
		forge: func(o *office, _ string) any {
			return rights.Granted{Email: o.who["concerned"], Right: rights.Manager}
		},
	},
	"revoke a right": {
		kind: rights.Rights, line: rights.TypeRevoked,
		do: func(o *office, w *review.Workspace, _ string) error {
			_, err := w.RevokeRight(o.Context(), o.who["approver"], "approver", "")
			return err
		},
		forge: func(o *office, _ string) any {
			return rights.Revoked{Email: o.who["approver"], Right: rights.Approver}
		},
	},
	"add a person": {
		kind: rights.Rights, line: people.TypeAdded,
		do: func(o *office, w *review.Workspace, _ string) error {
			_, err := w.AddPerson(o.Context(), admin.Addition{Email: "new@example.com"})
			return err
		},
		forge: func(*office, string) any { return people.Added{Email: "new@example.com"} },
	},
}
