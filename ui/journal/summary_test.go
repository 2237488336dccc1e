package journal

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/reconcile"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/review/settings"
)

func line(t *testing.T, kind string, data any) record.Line {
	t.Helper()
	raw, err := json.Marshal(data)
	if err != nil {
		t.Fatal(err)
	}
	return record.Line{Type: kind, Data: raw}
}

func TestEveryTypeHasItsPhrase(t *testing.T) {
	titles := map[string]string{"user/1": "d.ito@example.com"}
	for _, c := range []struct {
		kind string
		data any
		want string
	}{
		{review.TypeConnected, review.Connected{Region: "eu", ClientID: "abc"}, "connected with key abc, region eu"},
		{review.TypeDisconnected, review.Disconnected{ClientID: "abc"}, "forgot key abc"},
		{review.TypeSynced, review.Synced{Users: 140, Roles: 13, Keys: 30, Added: 1}, "read 140 people, 13 roles, 30 API keys: 1 new, 0 gone, 0 changed"},
		{reconcile.TypeReconciled, reconcile.Outcome{Reason: "no"}, "audit log not reconciled: no"},
		{reconcile.TypeReconciled, reconcile.Outcome{From: record.Time{Time: time.Unix(1, 0)}, Entries: 9, Listed: 3, Derived: 2, SSO: 1}, "audit log, 9 entries: 2 of 3 people explained, 1 by SSO, 0 unexplained"},
		{review.TypeSyncFailed, review.SyncFailed{Reason: "Torq did not answer"}, "Torq did not answer"},
		{settings.TypeAdopted, settings.Adopted{Settings: make([]settings.Setting, 28)}, "28 settings, as workspace.json had them: the record keeps them from here on"},
		{campaign.TypeCreated, campaign.Created{Name: "Q4", Due: "2026-11-30", Scope: "all"}, "Q4, due 2026-11-30, scope all"},
		{campaign.TypeOpened, campaign.Opened{Campaign: "q4", Shares: []campaign.Share{{Items: []string{"a", "b"}}, {Items: []string{"c"}}}}, "q4: 3 items for 2 reviewers"},
		{campaign.TypeDelegated, campaign.Delegated{Campaign: "q4", To: "m.cho@example.com", Items: []string{"a"}}, "q4: 1 items to m.cho@example.com"},
		{campaign.TypeDecided, campaign.Decided{Item: "user/1", Decision: campaign.Reduce, ToRole: "7", ToRoleName: "Viewer", Reason: "left"}, "reduce d.ito@example.com to Viewer: left"},
		{campaign.TypeDecided, campaign.Decided{Item: "user/2", Decision: campaign.Certify}, "certify user/2"},
		{campaign.TypeUndone, campaign.Undone{Campaign: "q4", Item: "user/1"}, "d.ito@example.com in q4"},
		{campaign.TypeSignedOff, campaign.SignedOff{Campaign: "q4", Decided: 9, Undecided: 1}, "q4: 9 decided, 1 undecided"},
		{campaign.TypeClosed, campaign.ClosedData{Campaign: "q4", Undecided: []string{"a"}}, "q4: 1 undecided"},
		{elevation.TypeRequested, elevation.RequestedData{Elevation: "el-1", Email: "d.ito@example.com", Role: "Owner", Seconds: 3600, Reason: "incident", Auto: "break-glass"}, "el-1: Owner for d.ito@example.com for 1h (approved by break-glass): incident"},
		{elevation.TypeApproved, elevation.ApprovedData{Elevation: "el-1", Seconds: 1800}, "el-1: for 30m at most"},
		{elevation.TypeDenied, elevation.DeniedData{Elevation: "el-1", Reason: "no"}, "el-1: no"},
		{elevation.TypeStopped, elevation.StoppedData{Elevation: "el-1", Why: elevation.StoppedDone}, "el-1: done"},
		{elevation.TypeSending, elevation.SendingData{Elevations: []string{"el-1"}, Purpose: elevation.Grant, Email: "d.ito@example.com", ToRole: "Owner", FromRole: "Viewer", Method: "api"}, "el-1: lend for d.ito@example.com: Owner instead of Viewer, by api"},
		{elevation.TypeSent, elevation.SentData{Attempt: "a1", Outcome: "accepted"}, "attempt a1: accepted"},
		{elevation.TypeActive, elevation.ActiveData{Seen: elevation.Seen{Elevation: "el-1", Role: "Owner"}}, "el-1: a listing shows Owner"},
		{elevation.TypeEnded, elevation.EndedData{Seen: elevation.Seen{Elevation: "el-1"}, How: elevation.Restored}, "el-1: restored"},
		{elevation.TypeDrifted, elevation.DriftedData{Seen: elevation.Seen{Elevation: "el-1", Role: "Viewer"}, ExpectedRole: "Owner"}, "el-1: a listing shows Viewer where tuar left Owner"},
		{elevation.TypeRaised, elevation.RaisedData{Email: "d.ito@example.com", FromRole: "Viewer", ToRole: "Owner"}, "d.ito@example.com: Viewer to Owner, with no elevation on record"},
		{remediation.TypePlanned, remediation.PlannedData{Campaign: "q4", Changes: make([]remediation.Step, 2)}, "q4: a plan of 2 changes"},
		{remediation.TypeSending, remediation.SendingData{About: remediation.About{Item: "user/1"}, Action: "remove", Method: "api"}, "d.ito@example.com: asking to remove, by api"},
		{remediation.TypeSent, remediation.SentData{About: remediation.About{Item: "user/1", Undo: true}, Outcome: order.Accepted}, "d.ito@example.com, undo: accepted"},
		{remediation.TypeByHand, remediation.ByHandData{About: remediation.About{Item: "user/2"}, Action: "remove"}, "user/2: said to be done by hand (remove)"},
		{remediation.TypeConfirmed, remediation.ConfirmedData{About: remediation.About{Item: "user/1"}}, "d.ito@example.com: a listing shows the change"},
		{remediation.TypeCorroborated, remediation.CorroboratedData{About: remediation.About{Item: "user/1"}, Action: "User deleted", Actor: "m.cho@example.com"}, "d.ito@example.com: Torq's audit log: User deleted by m.cho@example.com"},
		{remediation.TypeReturned, remediation.ReturnedData{About: remediation.About{Item: "user/1"}, Role: "Owner"}, "d.ito@example.com: a listing shows access again, the role Owner"},
		{remediation.TypeNotOffered, remediation.NotOfferedData{Method: "api", Action: "remove", Subject: "user/1", Call: "DELETE /users/1", Status: 404}, "no remove by api: DELETE /users/1 was answered with 404, about user/1"},
		{remediation.TypeMethodsRetried, remediation.MethodsRetriedData{}, "methods that Torq did not offer are tried again"},
		{"something.else", map[string]int{"n": 1}, `{"n":1}`},
		{review.TypeSynced, []int{1}, `[1]`},
	} {
		if got := summarise(line(t, c.kind, c.data), titles); got != c.want {
			t.Errorf("%s: %q, want %q", c.kind, got, c.want)
		}
	}
}
