package review_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/attached"
	"github.com/tuar-dev/tuar/review/audit"
	"github.com/tuar-dev/tuar/review/baseline"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/comment"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/dismissal"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/note"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/people"
	"github.com/tuar-dev/tuar/review/reconcile"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/review/rights"
	"github.com/tuar-dev/tuar/review/roster"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/review/share"
)

// Every type of line has a case here: one that is added without a sentence worth reading fails.
func TestEveryTypeOfLineSaysItself(t *testing.T) {
	t.Parallel()
	names := func(item string) string { return map[string]string{"user/1": "d.ito@example.com"}[item] }
	about := remediation.About{Campaign: "q4", Item: "user/1"}
	seen := elevation.Seen{Elevation: "el-1", Role: "Viewer"}
	at := record.Time{Time: time.Date(2026, 11, 23, 14, 32, 5, 0, time.UTC)}
	said := map[string]bool{}
	for _, c := range []struct {
		kind string
		data any
		want string
	}{
		{comment.TypeMade, comment.Made{Campaign: "q4", Item: "user/1", Text: "still needed?", Ask: "m.cho@example.com"}, "asked m.cho@example.com about d.ito@example.com: still needed? (q4)"},
		{comment.TypeAnswered, comment.Answered{Campaign: "q4", Item: "user/1", Text: "yes", From: "m.cho@example.com", Attached: make([]attached.File, 1)}, "wrote down the answer of m.cho@example.com about d.ito@example.com, with a file: yes (q4)"},
		{dismissal.TypeDismissed, dismissal.Dismissed{Item: "user/1", Hint: "dormant", Until: "2027-01-31", Reason: "on leave"}, "dismissed dormant on d.ito@example.com until 2027-01-31: on leave"},
		{dismissal.TypeRestored, dismissal.Restored{Item: "user/1", Hint: "dormant", Reason: "back"}, "restored dormant on d.ito@example.com: back"},
		{note.TypeSet, note.Set{Item: "user/1", Owner: "m.cho@example.com", Purpose: "backs up", Every: "6mo"}, "noted on d.ito@example.com: owner m.cho@example.com, review every 6 months: backs up"},
		{note.TypeCleared, note.Cleared{Item: "user/1", Reason: "it is gone"}, "cleared the note on d.ito@example.com: it is gone"},
		{core.TypeConnected, core.Connected{Region: "eu", ClientID: "abc"}, "connected with API key abc, region eu"},
		{core.TypeDisconnected, core.Disconnected{ClientID: "abc"}, "forgot API key abc"},
		{core.TypeSynced, core.Synced{Users: 140, Roles: 13, Keys: 30, Added: 1}, "read 140 people, 13 roles, 30 API keys: 1 new, 0 gone, 0 changed"},
		{core.TypeSyncFailed, core.SyncFailed{Reason: "Torq did not answer"}, "sync failed: Torq did not answer"},
		{settings.TypeChanged, settings.Changed{Key: "owners", New: "2"}, "owners: changed from nothing to 2"},
		{settings.TypeAdopted, settings.Adopted{Settings: make([]settings.Setting, 28)}, "took 28 settings from workspace.json; the record keeps them from here on"},
		{reconcile.TypeReconciled, reconcile.Outcome{Reason: "no"}, "audit log not reconciled: no"},
		{reconcile.TypeReconciled, reconcile.Outcome{From: at, Entries: 9, Listed: 3, Derived: 2, SSO: 1}, "checked 3 people against 9 audit log entries: 2 invited on record, 1 came by SSO, 0 older than the log, 0 with no invitation on record"},
		{campaign.TypeCreated, campaign.Created{Campaign: "q4", Name: "Q4", Due: "2026-11-30", Scope: "all"}, "created q4: Q4, due 2026-11-30, scope all"},
		{campaign.TypeOpened, campaign.Opened{Campaign: "q4", Assignments: []campaign.Assignment{{Reviewer: "m.cho@example.com", Items: []string{"a", "b"}}, {Reviewer: "p.lang@example.com", Items: []string{"c"}}}}, "opened q4 with 3 items for 2 reviewers"},
		{campaign.TypeEdited, campaign.Edited{Created: campaign.Created{Campaign: "q4", Name: "Q4", Due: "2026-12-04", Scope: "privileged"}}, "edited q4: Q4, due 2026-12-04, scope privileged"},
		{campaign.TypeDueMoved, campaign.DueMoved{Campaign: "q4", Due: "2026-12-18", Was: "2026-11-30", Reason: "holidays"}, "moved the due date of q4 from 2026-11-30 to 2026-12-18: holidays"},
		{campaign.TypeReopened, campaign.ReopenedData{Campaign: "q4", Reviewer: "m.cho@example.com", Reason: "wrong row"}, "reopened the assignment of m.cho@example.com in q4: wrong row"},
		{campaign.TypeImported, campaign.ImportedData{Import: "q2-1a2b", Name: "Q2", File: "q2.csv", Rows: make([]campaign.ImportedRow, 2)}, "imported q2-1a2b: Q2, 2 decisions stated by q2.csv"},
		{campaign.TypeReminded, campaign.Reminded{Campaign: "q4", To: "m.cho@example.com", Kind: campaign.RemindSoon, Left: 3, Method: campaign.RemindByEML}, "made a reminder (eml) for m.cho@example.com: due-soon, 3 undecided (q4)"},
		{campaign.TypeReminded, campaign.Reminded{Campaign: "q4", To: "m.cho@example.com", Kind: campaign.RemindToday, Left: 3, Method: campaign.RemindByWebhook}, "gave the webhook a reminder for m.cho@example.com, and it was accepted: due-today, 3 undecided (q4)"},
		{campaign.TypePacketMade, campaign.PacketMade{Campaign: "q4", Reviewer: "m.cho@example.com", Items: []string{"a", "b"}, Format: "html"}, "made a packet of q4 for m.cho@example.com with 2 items: html"},
		{campaign.TypeAnswersAccepted, campaign.AnswersAccepted{Campaign: "q4", Reviewer: "m.cho@example.com", Lines: 3}, "accepted answers of m.cho@example.com to a packet of q4, with 3 lines"},
		{campaign.TypeOpened, campaign.Opened{
			Campaign: "q4", Assignments: []campaign.Assignment{{Items: []string{"a", "b"}}}, Second: []campaign.Assignment{{Items: []string{"a"}}},
			Disagreement: campaign.AnyRevokeWins, Undecided: campaign.RevokeUndecided,
		}, "opened q4 with 2 items for 1 reviewer, 1 with a second stage (any-revoke-wins), undecided rows: revoke"},
		{campaign.TypeDecided, campaign.Decided{Campaign: "q4", Item: "user/2", Decision: campaign.Certify, Until: "2026-12-31"}, "certify user/2 until 2026-12-31 (q4)"},
		{campaign.TypeLapsed, campaign.LapsedData{Campaign: "q4", Item: "user/1", Reason: "project is over"}, "revoke d.ito@example.com, since its certificate is over: project is over (q4)"},
		{campaign.TypePostponed, campaign.Postponed{Campaign: "q4", Item: "user/1", Until: "2026-12-04", Ask: "m.cho@example.com", Reason: "on leave"}, "postponed d.ito@example.com to 2026-12-04, to ask m.cho@example.com: on leave (q4)"},
		{campaign.TypeDecided, campaign.Decided{Campaign: "q4", Item: "user/2", Decision: campaign.Certify, Stage: campaign.SecondStage}, "certify user/2 in the second stage (q4)"},
		{campaign.TypeClosed, campaign.ClosedData{Campaign: "q4", Undecided: []string{"a", "b"}, Counted: []string{"a"}}, "closed q4 with 2 undecided, 1 of them counted as revoked"},
		{campaign.TypeFellBack, campaign.FellBack{Campaign: "q4", To: "f.bek@example.com", Items: []string{"a"}}, "handed 1 undecided item of q4 to the fallback reviewer f.bek@example.com"},
		{campaign.TypeReturned, campaign.Returned{Campaign: "q4", To: "m.cho@example.com", Items: []string{"a", "b"}}, "gave 2 items of q4 back to m.cho@example.com, since their time with another reviewer has passed"},
		{campaign.TypeVoided, campaign.VoidedData{Campaign: "q4", Reason: "wrong scope"}, "voided q4: wrong scope"},
		{campaign.TypeDelegated, campaign.Delegated{Campaign: "q4", To: "m.cho@example.com", Items: []string{"a"}, Reason: "leave"}, "assigned 1 item of q4 to m.cho@example.com: leave"},
		{campaign.TypeDecided, campaign.Decided{Campaign: "q4", Item: "user/1", Decision: campaign.Reduce, ToRole: "7", ToRoleName: "Viewer", Reason: "left"}, "reduce d.ito@example.com to Viewer: left (q4)"},
		{campaign.TypeDecided, campaign.Decided{Campaign: "q4", Item: "user/2", Decision: campaign.Certify}, "certify user/2 (q4)"},
		{campaign.TypeUndone, campaign.Undone{Campaign: "q4", Item: "user/1"}, "took back the decision about d.ito@example.com (q4)"},
		{campaign.TypeSignedOff, campaign.SignedOff{Campaign: "q4", Decided: 9, Undecided: 1}, "signed off q4 with 9 decided, 1 undecided"},
		{campaign.TypeClosed, campaign.ClosedData{Campaign: "q4", Undecided: []string{"a"}}, "closed q4 with 1 undecided"},
		{remediation.TypePlanned, remediation.PlannedData{Campaign: "q4", Undo: true, Changes: make([]remediation.Step, 2)}, "confirmed an undo plan for q4, changes: 2"},
		{remediation.TypeSending, remediation.SendingData{About: about, Action: "remove", Method: "api"}, "asking to remove d.ito@example.com, by api (q4)"},
		{remediation.TypeSent, remediation.SentData{About: about.Back(), Outcome: order.Refused, Detail: "403"}, "undo: result for d.ito@example.com: refused: 403 (q4)"},
		{remediation.TypeByHand, remediation.ByHandData{About: about, Action: "remove"}, "marked as done by hand: remove d.ito@example.com (q4)"},
		{remediation.TypeUndoDecided, remediation.UndoDecidedData{About: about.Back(), Reason: "needed"}, "undo: decided to undo the change for d.ito@example.com: needed (q4)"},
		{remediation.TypeConfirmed, remediation.ConfirmedData{About: about}, "Torq's current list confirms the change for d.ito@example.com (q4)"},
		{remediation.TypeCorroborated, remediation.CorroboratedData{About: about, Action: "User deleted", Actor: "m.cho@example.com"}, "the audit log confirms the change for d.ito@example.com: User deleted by m.cho@example.com (q4)"},
		{remediation.TypeByOther, remediation.ByOtherData{CorroboratedData: remediation.CorroboratedData{About: about, Action: "User deleted", Actor: "m.cho@example.com"}}, "the audit log names m.cho@example.com for the change for d.ito@example.com (User deleted), not the API key that was to do it (q4)"},
		{remediation.TypeReturned, remediation.ReturnedData{About: about, Role: "Owner"}, "access came back for d.ito@example.com, with the role Owner (q4)"},
		{remediation.TypeNotOffered, remediation.NotOfferedData{Method: "api", Action: "remove", Subject: "user/1", Call: "DELETE /users/1", Status: 404}, "Torq offers no way to remove d.ito@example.com, by api: DELETE /users/1 was answered with 404"},
		{remediation.TypeMethodsRetried, remediation.MethodsRetriedData{}, "asked to try the methods again that Torq did not offer"},
		{elevation.TypeRequested, elevation.RequestedData{Elevation: "el-1", Email: "d.ito@example.com", Role: "Owner", Seconds: 3600, Reason: "incident", Auto: elevation.AutoByBreakGlass}, "el-1: requested Owner for d.ito@example.com, for 1h, without approval (break-glass): incident"},
		{elevation.TypeApproved, elevation.ApprovedData{Elevation: "el-1", Seconds: 1800}, "el-1: approved for up to 30m"},
		{elevation.TypeDenied, elevation.DeniedData{Elevation: "el-1", Reason: "no"}, "el-1: denied: no"},
		{elevation.TypeExtended, elevation.ExtendedData{Elevation: "el-1", EndsAt: at}, "el-1: extended until 23 Nov 2026 14:32:05 UTC"},
		{elevation.TypeStopped, elevation.StoppedData{Elevation: "el-1", Why: elevation.StoppedDone}, "el-1: ended it (done)"},
		{elevation.TypeSending, elevation.SendingData{Elevations: []string{"el-1", "el-2"}, Purpose: elevation.Grant, Email: "d.ito@example.com", ToRole: "Owner", FromRole: "Viewer", Method: "api"}, "el-1 el-2: grant: asking to change d.ito@example.com from Viewer to Owner, by api"},
		{elevation.TypeSent, elevation.SentData{Attempt: "a1", Outcome: "accepted"}, "attempt a1: result: accepted"},
		{elevation.TypeActive, elevation.ActiveData{Seen: seen}, "el-1: active: Torq's current list shows Viewer"},
		{elevation.TypeEnded, elevation.EndedData{Seen: seen, How: elevation.Restored}, "el-1: ended, restored"},
		{elevation.TypeDrifted, elevation.DriftedData{Seen: seen, ExpectedRole: "Owner"}, "el-1: drifted: Torq's current list shows Viewer where tuar set Owner; nothing was overwritten"},
		{elevation.TypeMissing, elevation.MissingData{Seen: seen}, "el-1: Torq's current list lacks the user; one list does not prove that they are gone"},
		{elevation.TypeListed, elevation.ListedData{Seen: seen}, "el-1: Torq's current list shows the user again"},
		{elevation.TypeReopened, elevation.ReopenedData{Seen: seen}, "el-1: reopened: Torq's current list shows the user with Viewer, which must be ended"},
		{elevation.TypeNoticed, elevation.NoticedData{Elevation: "el-1", EndsAt: at, Outcome: "accepted"}, "el-1: told the workflow that it ends at 23 Nov 2026 14:32:05 UTC, result: accepted"},
		{elevation.TypeRaised, elevation.RaisedData{Email: "d.ito@example.com", FromRole: "Viewer", ToRole: "Owner"}, "d.ito@example.com: role raised from Viewer to Owner, with no elevation on record"},
		{people.TypeAdded, people.Added{Email: "d.ito@example.com", Also: []string{"d.ito@example.org"}, Note: "on call"}, "added d.ito@example.com, who also has d.ito@example.org: on call"},
		{people.TypeAlias, people.Alias{Email: "d.ito@example.com", Also: "ito@example.com"}, "stated that d.ito@example.com and ito@example.com are one person"},
		{people.TypeDistinct, people.Distinct{A: "d.ito@example.com", B: "dito@example.com", Reason: "brothers"}, "stated that d.ito@example.com and dito@example.com are two persons: brothers"},
		{people.TypeKey, people.KeyData{Email: "d.ito@example.com", Fingerprint: "SHA256:x"}, "enrolled the SSH key SHA256:x for d.ito@example.com"},
		{people.TypeKeyWithdrawn, people.KeyWithdrawn{Fingerprint: "SHA256:x", Reason: "lost"}, "withdrew the SSH key SHA256:x: lost"},
		{people.TypeAccount, people.AccountData{Email: "d.ito@example.com", Account: "ito", Host: "desk-1"}, "enrolled the OS account ito@desk-1 for d.ito@example.com"},
		{people.TypeDesk, people.Desk{Account: "soc", Host: "desk-1", Shared: true, Reason: "shift"}, "made soc@desk-1 a shared desk: shift"},
		{audit.TypeRead, audit.Read{ClientID: "k1", Gap: "forbidden"}, "could not read Torq's audit log: API key k1: forbidden"},
		{
			audit.TypeRead,
			audit.Read{From: at, To: record.Time{Time: at.Add(time.Hour)}, Entries: 3},
			"read Torq's audit log from 23 Nov 2026 14:32 to 23 Nov 2026 15:32 UTC: 3 new entries",
		},
		{baseline.TypeSaved, baseline.Saved{Baseline: "b4", Entries: 3, Accepted: 2}, "saved the baseline b4 of 3 entries, which accepts 2 differences from the one before"},
		{roster.TypeImported, roster.Imported{Roster: "r", Lines: 12, People: 11}, "imported a roster of 12 lines, 11 people"},
		{rights.TypeAdopted, rights.Adopted{Owners: []string{"a@example.com", "b@example.com"}}, "rights count from here on; owner: a@example.com, b@example.com"},
		{rights.TypeGranted, rights.Granted{Email: "d.ito@example.com", Right: rights.Manager, Reason: "Q4"}, "made d.ito@example.com manager: Q4"},
		{rights.TypeRevoked, rights.Revoked{Email: "d.ito@example.com", Right: rights.Manager}, "took the right manager from d.ito@example.com"},
		{rights.TypeProposed, rights.Proposed{Proposal: "p-1", Change: rights.Change{Key: "remediation.count_percent", Old: "20", New: "50"}, Reason: "many leavers"}, "p-1: proposed to change remediation.count_percent from 20 to 50: many leavers"},
		{rights.TypeProposed, rights.Proposed{Proposal: "p-2", Change: rights.Granting(rights.Owner, "d.ito@example.com")}, "p-2: proposed to make d.ito@example.com owner"},
		{rights.TypeProposed, rights.Proposed{Proposal: "p-3", Change: rights.Revoking(rights.Owner, "d.ito@example.com")}, "p-3: proposed to take the right owner from d.ito@example.com"},
		{rights.TypeWithdrawn, rights.Withdrawn{Proposal: "p-1"}, "p-1: withdrew the proposal"},
		{rights.TypeDeclined, rights.Declined{Proposal: "p-1", Reason: "too many"}, "p-1: declined the proposal: too many"},
		{rights.TypeSeen, rights.SeenData{Changes: []string{"a"}}, "has seen that a guard was loosened"},
		{rights.TypeSeen, rights.SeenData{Changes: []string{"a", "b"}}, "has seen that 2 guards were loosened"},
		{settings.TypeChanged, settings.Changed{Key: "region", Old: "us", New: "eu", Proposal: "p-1"}, "region: changed from us to eu, as proposed in p-1"},
		{core.TypeIntroduced, core.Machine{Host: "desk-1", Account: "ito", Version: "1.2", Platform: "linux/amd64"}, "writes from ito@desk-1 with tuar 1.2 on linux/amd64"},
		{share.TypeRefused, share.RefusedData{File: "journal/desk-2.jsonl", Line: 7, Why: "its hash is not its own"}, "in the shared repository, journal/desk-2.jsonl, line 7: its hash is not its own; it was not taken"},
		{share.TypeMended, share.MendedData{What: "the shared repository had lost 3 lines of desk-2; they were sent again"}, "the shared repository had lost 3 lines of desk-2; they were sent again"},
		{remediation.TypeClaimed, remediation.ClaimedData{Campaign: "q4", Until: at}, "carries out the changes of q4 alone, until 14:32:05 UTC at the latest"},
		{elevation.TypeClaimed, elevation.ClaimedData{Users: []string{"1", "2"}, Until: at}, "changes the temporary roles of d.ito@example.com, user/2 alone, until 14:32:05 UTC at the latest"},
		{"something.else", map[string]int{"n": 1}, `{"n":1}`},
		{core.TypeSynced, []int{1}, `[1]`},
	} {
		said[c.kind] = true
		raw, err := json.Marshal(c.data)
		if err != nil {
			t.Fatal(err)
		}
		if got := review.Events().Sentence(record.Line{Type: c.kind, Data: raw}, names).String(); got != c.want {
			t.Errorf("%s: %q, want %q", c.kind, got, c.want)
		}
	}
	for kind := range review.Events() {
		if !said[kind] {
			t.Errorf("%s has no case in this test", kind)
		}
	}
}
