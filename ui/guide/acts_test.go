package guide_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/admin"
	"github.com/tuar-dev/tuar/review/baseline"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/packet"
	"github.com/tuar-dev/tuar/review/people"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/review/reminder"
	"github.com/tuar-dev/tuar/review/rights"
	"github.com/tuar-dev/tuar/review/settings"
)

// acts are those of the guide, by name.
var acts = map[string]act{
	"make a campaign": {
		kind: rights.Campaign, line: campaign.TypeCreated,
		do: func(o *office, w *review.Workspace, _ string) error {
			_, err := w.NewCampaign(o.Context(), o.plan("New"))
			return err
		},
		forge: func(o *office, _ string) any {
			return campaign.Created{Campaign: "forged", Name: "Forged", Scope: "all", Due: "2027-01-31", Reviewers: []string{o.who["reviewer"]}, Split: campaign.RoundRobin}
		},
	},
	"import an earlier review": {
		kind: rights.Campaign, line: campaign.TypeImported,
		do: func(o *office, w *review.Workspace, _ string) error {
			_, err := w.ImportReview(o.Context(), o.earlier())
			return err
		},
		forge: func(o *office, _ string) any { return o.earlier() },
	},
	"save a baseline": {
		kind: rights.Campaign, line: baseline.TypeSaved,
		do: func(o *office, w *review.Workspace, _ string) error {
			p, err := w.ProposeBaseline(o.Context(), "")
			if err != nil {
				return err
			}
			_, err = w.SaveBaseline(o.Context(), p)
			return err
		},
		forge: func(*office, string) any { return baseline.Saved{Baseline: strings.Repeat("a", 64)} },
	},
	"edit a draft": {
		kind: rights.Campaign, line: campaign.TypeEdited,
		do: func(o *office, w *review.Workspace, _ string) error {
			_, err := w.EditCampaign(o.Context(), o.draft, o.plan("Renamed"))
			return err
		},
		forge: func(o *office, _ string) any {
			edited := campaign.Edited{}
			edited.Campaign, edited.Name, edited.Scope, edited.Due = o.draft, "Renamed", "all", "2027-01-31"
			edited.Reviewers, edited.Split = []string{o.who["reviewer"]}, campaign.RoundRobin
			return edited
		},
	},
	"open a campaign": {
		kind: rights.Campaign, line: campaign.TypeOpened,
		do: func(o *office, w *review.Workspace, _ string) error {
			_, err := w.OpenCampaign(o.Context(), o.draft, false)
			return err
		},
		forge: func(o *office, _ string) any {
			return campaign.Opened{
				Campaign: o.draft, Population: o.population, Rules: access.DefaultRules(),
				Assignments: []campaign.Assignment{{Reviewer: o.who["reviewer"], Items: []string{o.item}}}, Holders: map[string]string{o.item: o.who["concerned"]},
			}
		},
	},
	"move the due date": {
		kind: rights.Campaign, line: campaign.TypeDueMoved,
		do: func(o *office, w *review.Workspace, why string) error {
			_, err := w.MoveDue(o.Context(), o.open, o.Clock.Now().AddDate(0, 1, 0), why)
			return err
		},
		forge: func(o *office, why string) any {
			return campaign.DueMoved{Campaign: o.open, Due: "2027-01-31", Reason: why}
		},
	},
	"assign an item to another reviewer": {
		kind: rights.Campaign, line: campaign.TypeDelegated,
		do: func(o *office, w *review.Workspace, why string) error {
			_, err := w.Delegate(o.Context(), o.open, campaign.Handing{Items: []string{o.item}, To: o.who["maker"], Reason: why})
			return err
		},
		forge: func(o *office, why string) any {
			return campaign.Delegated{Campaign: o.open, To: o.who["maker"], Items: []string{o.item}, Reason: why}
		},
	},
	"decide on an item": {
		kind: rights.Decide, line: campaign.TypeDecided, ownSake: "concerned",
		do: func(o *office, w *review.Workspace, why string) error {
			_, err := w.Decide(o.Context(), o.open, []campaign.Choice{{Item: o.item, Verdict: campaign.Certify, Reason: why}})
			return err
		},
		forge: func(o *office, why string) any {
			return campaign.Decided{Campaign: o.open, Item: o.item, Decision: campaign.Certify, Reason: why, Bulk: 1, Hints: []string{}, Batch: "forged"}
		},
	},
	"postpone an item": {
		kind: rights.Decide, line: campaign.TypePostponed, ownSake: "concerned",
		do: func(o *office, w *review.Workspace, why string) error {
			_, err := w.Postpone(o.Context(), o.open, campaign.Delay{Items: []string{o.item}, Until: "2031-12-31", Reason: why})
			return err
		},
		forge: func(o *office, why string) any {
			return campaign.Postponed{Campaign: o.open, Item: o.item, Until: "2031-12-31", Reason: why, Bulk: 1, Batch: "forged"}
		},
	},
	"take back a decision": {
		kind: rights.Decide, line: campaign.TypeUndone, by: "reviewer",
		do: func(o *office, w *review.Workspace, _ string) error {
			_, err := w.Undo(o.Context(), o.open, []string{o.decided})
			return err
		},
		forge: func(o *office, _ string) any {
			return campaign.Undone{Campaign: o.open, Item: o.decided, Line: o.decision, Batch: "forged", Bulk: 1}
		},
	},
	"sign off an assignment": {
		kind: rights.SignOff, line: campaign.TypeSignedOff, by: "reviewer",
		do: func(o *office, w *review.Workspace, _ string) error {
			_, err := w.SignOff(o.Context(), o.open, "done")
			return err
		},
		forge: func(o *office, _ string) any {
			return campaign.SignedOff{Campaign: o.open, Statement: "done", Decided: 1, Undecided: 1, Seal: campaign.Seal{Population: o.population}}
		},
	},
	"close a campaign": {
		kind: rights.Close, line: campaign.TypeClosed,
		do: func(o *office, w *review.Workspace, _ string) error {
			_, err := w.CloseCampaign(o.Context(), o.open, "done, with one item undecided")
			return err
		},
		forge: func(o *office, _ string) any {
			return campaign.ClosedData{Campaign: o.open, Statement: "done", Undecided: []string{o.item}, Unsigned: []string{o.who["reviewer"]}, Seal: campaign.Seal{Population: o.population}}
		},
	},
	"remind reviewers": {
		kind: rights.Campaign, line: campaign.TypeReminded,
		do: func(o *office, w *review.Workspace, _ string) error {
			batch, err := w.PreviewReminders(o.Context(), o.open, reminder.Choice{Again: true})
			if err != nil {
				return err
			}
			made, err := w.Remind(o.Context(), batch, reminder.How{Method: campaign.RemindByText})
			for _, m := range made {
				err = errors.Join(err, m.Err)
			}
			return err
		},
		forge: func(o *office, _ string) any {
			return campaign.Reminded{Campaign: o.open, To: o.who["reviewer"], Kind: campaign.RemindOpen, Method: campaign.RemindByText}
		},
	},
	"make a packet": {
		kind: rights.Campaign, line: campaign.TypePacketMade,
		do: func(o *office, w *review.Workspace, _ string) error {
			return w.RecordPackets(o.Context(), []campaign.PacketMade{o.packet()})
		},
		forge: func(o *office, _ string) any { return o.packet() },
	},
	"accept answers to a packet": {
		kind: rights.Campaign, line: campaign.TypeAnswersAccepted,
		do: func(o *office, w *review.Workspace, _ string) error {
			in, err := w.PreviewAnswers(o.Context(), "", []string{o.answers()}, campaign.AcceptOptions{})
			if err != nil {
				return err
			}
			return w.AcceptAnswers(o.Context(), in)
		},
		forge: func(o *office, _ string) any {
			return campaign.AnswersAccepted{Campaign: o.open, Reviewer: o.who["reviewer"], Packet: sentPacket, File: o.population, Name: "R.", Lines: 1}
		},
	},
	"reopen a signed-off assignment": {
		kind: rights.Reopen, line: campaign.TypeReopened,
		do: func(o *office, w *review.Workspace, why string) error {
			_, err := w.ReopenAssignment(o.Context(), o.signed, o.who["reviewer"], why)
			return err
		},
		forge: func(o *office, why string) any {
			return campaign.ReopenedData{Campaign: o.signed, Reviewer: o.who["reviewer"], Reason: why}
		},
	},
	"void a campaign": {
		kind: rights.Reopen, line: campaign.TypeVoided,
		do: func(o *office, w *review.Workspace, why string) error {
			_, err := w.VoidCampaign(o.Context(), o.open, why)
			return err
		},
		forge: func(o *office, why string) any { return campaign.VoidedData{Campaign: o.open, Reason: why} },
	},
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
		kind: rights.Undo, line: remediation.TypeUndoDecided, alters: true, ownSake: "taken",
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

// sentPacket is the hash of a packet for the reviewer of the open campaign that is on record.
var sentPacket = strings.Repeat("0a", 32)

// answers returns a file of answers to that packet.
func (o *office) answers() string {
	a := packet.Answers{
		Version: 1, Packet: sentPacket, Campaign: o.open, Population: o.population, Reviewer: o.who["reviewer"], Name: "R.", Statement: "done", FinishedAt: o.Clock.Now().UTC(),
		Decisions: []packet.Decision{{Item: o.item, Decision: campaign.Certify, Bulk: 1}},
	}
	data, err := a.Encode()
	if err != nil {
		o.Fatal(err)
	}
	path := filepath.Join(o.TempDir(), "answers.json")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		o.Fatal(err)
	}
	return path
}

// packet returns a packet for the reviewer of the open campaign.
func (o *office) packet() campaign.PacketMade {
	return campaign.PacketMade{Campaign: o.open, Reviewer: o.who["reviewer"], Packet: o.population, Items: []string{o.item}, Format: "html"}
}

// earlier returns an earlier review, as a file states it.
func (o *office) earlier() campaign.ImportedData {
	rows := []campaign.ImportedRow{{Line: 2, Email: o.who["concerned"], Decision: campaign.Certify, Reviewer: o.who["reviewer"], On: "2026-06-30"}}
	return campaign.ImportedData{Import: "forged", Name: "Q2 (spreadsheet)", File: "q2.csv", SHA256: o.population, Rows: rows}
}
