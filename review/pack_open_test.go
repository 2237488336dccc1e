package review_test

import (
	"context"
	"io"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/admin"
	"github.com/tuar-dev/tuar/review/baselining"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/comment"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/decisionfile"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/evidence"
	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/noting"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/packet"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/review/reminder"
	"github.com/tuar-dev/tuar/review/roster"
	"github.com/tuar-dev/tuar/review/rostering"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/store"
)

func openPack(t testing.TB, path string) *review.Pack {
	t.Helper()
	p, err := review.OpenPack(t.Context(), store.Files{}, path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Close() })
	return p
}

// TestAPackShowsWhatTheWorkspaceShows holds what is seen in a pack to what is seen in the workspace it was made of.
func TestAPackShowsWhatTheWorkspaceShows(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ctx := t.Context()
	p, kept := openPack(t, o.path), o.open("", settings.Credentials{})
	w := p.Workspace
	if !p.Result.OK || p.Wrong() != "" || p.Campaign != o.id {
		t.Fatalf("%+v", p.Result)
	}
	lines, err := w.Journal(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if real, _ := kept.Journal(ctx); !reflect.DeepEqual(lines, real) || !p.AsOf.Equal(real[len(real)-1].Time.Time) {
		t.Errorf("%d lines as of %v, want %d", len(lines), p.AsOf, len(real))
	}
	packed, real := mustSheet(t, w, o.id), mustSheet(t, kept, o.id)
	if !reflect.DeepEqual(packed.Rows, real.Rows) || !reflect.DeepEqual(packed.Closing, real.Closing) {
		t.Error("the sheets differ")
	}
	view, err := w.Access(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if real, _ := kept.Access(ctx); view.Population != real.Population || len(view.Rows) != len(real.Rows) {
		t.Errorf("access of %s, %d rows; want %s, %d", view.Population, len(view.Rows), real.Population, len(real.Rows))
	}
	plan, err := w.PlanRemediation(ctx, o.id, false)
	if err != nil {
		t.Fatal(err)
	}
	if n := plan.Tally()[remediation.Confirmed] + plan.Tally()[remediation.Corroborated]; n == 0 || n != len(plan.Changes) || plan.Runnable() != 0 {
		t.Errorf("%d of %d changes are confirmed, %d could be sent", n, len(plan.Changes), plan.Runnable())
	}
	checks, err := w.CheckJournal(ctx)
	if err != nil || len(checks) != 2 || !checks[0].OK || !checks[1].OK {
		t.Errorf("%+v, %v", checks, err)
	}
	overview, err := w.Overview(ctx)
	if err != nil || overview.Connection != review.Packed || len(overview.Attention) > 0 || len(overview.Campaigns) != 1 {
		t.Errorf("%+v, %v", overview, err)
	}
	if _, err := w.ListElevations(ctx); err != nil {
		t.Error(err)
	}
}

// TestNothingIsDoneInAPack calls every method of a workspace in a pack. Each is known here to read or to act, and each
// that acts must be refused for that reason; a method that is new must be put on one of the lists.
func TestNothingIsDoneInAPack(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	before, err := os.ReadFile(o.path)
	if err != nil {
		t.Fatal(err)
	}
	p := openPack(t, o.path)
	item := mustSheet(t, p.Workspace, o.id).Rows[0].Item
	choice := campaign.Choice{Item: item, Verdict: campaign.Certify}
	rows := []byte("item,decision\n" + item + ",certify\n")
	file := filepath.Join(t.TempDir(), "decisions.csv")
	if err := os.WriteFile(file, rows, 0o600); err != nil {
		t.Fatal(err)
	}
	acts := map[string][]any{
		"PreviewImport": {o.id, rows, decisionfile.KeepReasons}, "PreviewImportFile": {o.id, file, decisionfile.KeepReasons},
		"RecordImport": {&decisionfile.Import{Campaign: o.id, Changes: []decisionfile.Change{{Line: 2, Kind: decisionfile.New, Choice: choice}}}},
		"Actor":        {}, "ApplyRemediation": {o.id, remediation.ApplyOptions{}}, "ApproveElevation": {"e", time.Hour},
		"ChangeSettings": {func(*settings.Settings) error { return nil }}, "CloseCampaign": {o.id, "done"},
		"CompressStore": {time.Hour, nil}, "StoreUsage": {time.Hour}, "Reconcile": {nil}, "ReadAuditLog": {nil, "", nil},
		"CheckSecrets": {}, "Connect": {review.ConnectRequest{Credentials: settings.Credentials{Region: "us", ClientID: "a", Secret: "b"}}},
		"Decide": {o.id, []campaign.Choice{choice}}, "Delegate": {o.id, campaign.Handing{Items: []string{item}, To: sam, Reason: "on leave"}},
		"AddPerson": {admin.Addition{Email: sam}}, "AddAlias": {rita, sam}, "DeclareDistinct": {rita, sam, "two people"}, "WithdrawKey": {"SHA256:x", "lost key"},
		"DenyElevation": {"e", "no"}, "Disconnect": {}, "DoneByHand": {o.id, false, []string{item}, ""}, "EndElevation": {"e", ""},
		"ExtendElevation": {"e", time.Hour, ""}, "IAm": {rita},
		"NewCampaign":  {campaign.Plan{Name: "x", Scope: "all", Due: p.AsOf, Reviewers: []string{rita}}},
		"EditCampaign": {o.id, campaign.Plan{Name: "x", Scope: "all", Due: p.AsOf, Reviewers: []string{rita}}}, "MoveDue": {o.id, p.AsOf, "holidays"},
		"ReopenAssignment": {o.id, rita, "a mistake"}, "VoidCampaign": {o.id, "wrong scope"}, "FallBack": {o.id},
		"OpenCampaign": {o.id, true}, "PackEvidence": {o.id, evidence.PackOptions{Path: filepath.Join(t.TempDir(), "again.zip")}},
		"WritePack":       {io.Discard, o.id, evidence.PackOptions{}},
		"ApproveProposal": {"p-1"}, "DeclineProposal": {"p-1", "not needed"}, "WithdrawProposal": {"p-1", "not needed"}, "SeeLoosened": {},
		"AcceptSettings": {}, "RestoreSettings": {}, "Reap": {nil}, "RetryMethods": {}, "SaveResumeItem": {o.id, item}, "SaveFilter": {"mine", "role:owner"}, "ChangeDecisions": {o.id, nil}, "RemoveWebhook": {}, "RequestElevation": {elevation.Request{}},
		"SetWebhook": {order.HookTarget{URL: "https://example.com", Secret: "s"}}, "Assignment": {o.id}, "SignOff": {o.id, "seen"},
		"SignWith": {"agent", nil}, "Signer": {"agent", nil}, "Sync": {review.SyncOptions{}}, "Undo": {o.id, []string{item}}, "ConfirmLapse": {o.id, []string{item}, "over"}, "Postpone": {o.id, campaign.Delay{Items: []string{item}, Until: "2031-12-31", Reason: "on leave"}},
		"VerifyRemediation": {o.id, false, nil},
		"ArchiveEvidence":   {evidence.ArchiveOptions{}}, "ImportReview": {campaign.ImportedData{Name: "Q2"}},
		"InitShare": {"https://git.example.com/record", false}, "JoinShare": {"https://git.example.com/record", false}, "SyncShare": {false},
		"ReadRoster": {file, roster.Options{}}, "ImportRoster": {&rostering.Preview{Reading: &roster.Reading{Roster: roster.Roster{Lines: []roster.Line{{Email: sam}}}}}},
		"Comment": {o.id, item, comment.Draft{Text: "why?"}}, "Answer": {o.id, "", comment.Draft{}}, "DecideWith": {o.id, []campaign.Choice{{Item: item, Verdict: campaign.Certify}}, comment.Draft{Text: "why?"}}, "DismissHint": {item, "dormant", "not needed", "2027-01-01"}, "RestoreHint": {item, "dormant", ""}, "SetNote": {item, noting.Change{}}, "ClearNote": {item, "not needed"},
		"ProposeBaseline": {""}, "SaveBaseline": {&baselining.Proposal{}},
		"LeaveShare": {}, "SeeIncidents": {}, "RefusedFiles": {}, "Witness": {}, "Exchange": {},
		"PreviewAnswers": {"", []string{file}, campaign.AcceptOptions{}}, "AcceptAnswers": {&packet.HandedIn{}},
		"PreviewHanded": {[]campaign.Handed{}, campaign.AcceptOptions{}}, "RecordHanded": {[]*campaign.Acceptance{}, campaign.AcceptOptions{}, func() error { return nil }},
		"PreviewReminders": {o.id, reminder.Choice{}}, "Remind": {reminder.Batch{}, reminder.How{}}, "RemindDue": {},
		"AddPlan": {settings.Plan{}}, "RemovePlan": {"x"}, "RunPlans": {}, "Watch": {false, nil}, "FallBackDue": {},
		"PlanPackets": {o.id, packet.Options{}}, "MakePackets": {&packet.Plan{}}, "MayMakePackets": {o.id}, "RecordPackets": {[]campaign.PacketMade{}},
		"Admit":  {func([]record.Line, func([]record.Line) error) ([]record.Line, error) { return nil, nil }},
		"Append": {func() ([]record.Entry, error) { return nil, nil }}, "ChangeConnection": {func(*settings.Connection) {}},
		"ChangeSettingsAs": {"a", func(*settings.Settings) error { return nil }}, "Credentials": {}, "Record": {},
		"Sign": {func() (record.Entry, error) {
			return record.Entry{Data: campaign.ClosedData{}}, nil
		}}, "Source": {}, "GrantRight": {rita, "manager", ""}, "RevokeRight": {rita, "manager", ""}, "ShareDesk": {"mia@desk-7", true, "one terminal"}, "WhoAmI": {},
	}
	reads := map[string]bool{}
	for _, name := range strings.Fields(`Access Comments WaitingQuestions SaveAttachment AuditLog AuditLogUntil CheckAuditLog Timeline Charges FindItem ListNotes NotesOn Baseline DiffBaseline Differences CompareRoles Explain Permissions Roles WhatIf WhoCan Campaign CampaignFirmly CampaignPlan ListCampaigns DistinctPeople ListPeople ListPlans PreviewPlan PreviewSetting BarsDismissal ListDismissals Person ListRights Owners Standing CheckJournal CheckPopulations CheckRosters DiffRosters LatestRoster ListRosters Roster Rosters Diff Elevation ElevationHistory
		ListElevations Export ExportFile FindHead FindItems FindRole Handoff InspectElevation Journal JournalName Machine May GrantMethods Leftover PreviewRules RequestContext Meanwhile MayUndo MethodsOff Name Next NextInWorkspace
		Overview Pack Packets ResumeItem PlanRemediation PlanRemediationWith PreviewCampaign PreviewDelegate Reconciliation ReadPlan Sample SavedFilters StillHeld Unshown Sentences Settings SettingsCopy Sheet SigningKey Timer Trace Trail
		VerifyEvidence CompareCampaigns TraceElevation ExportJournal ExportJournalFile HasUnsent Import ListImports OSCAL OSCALFile Progress ReadBaselineFile ShareStatus Trend WriteTrend Base KnownPeople People Refused Rights Writers Warnings WebhookFrom WritePlan WriteSample WriteTable CheckEvidence Why
		Accepted Attachments Heads ClientID Clocks Connection Holds InTime InTimeFor Latest LatestIfAny LatestName Length Lines Now Packed Population MayAct SourceOf
		Populations Propose Proposals Loosened Read Register OnSettings SawClock Syncs SystemActor TakeLock Torn Writer View Inspect Prepare`) {
		reads[name] = true
	}
	w := reflect.ValueOf(p.Workspace)
	for i := range w.NumMethod() {
		name, method := w.Type().Method(i).Name, w.Method(i)
		args, known := acts[name]
		if !known {
			if !reads[name] {
				t.Errorf("whether %s acts is not known here", name)
			}
			continue
		}
		in := []reflect.Value{reflect.ValueOf(context.Context(t.Context()))}
		for _, a := range args {
			if a == nil {
				in = append(in, reflect.Zero(method.Type().In(len(in))))
				continue
			}
			in = append(in, reflect.ValueOf(a))
		}
		out := method.Call(in)
		err, _ := out[len(out)-1].Interface().(error)
		if fault.KindOf(err) != fault.Refused || !strings.Contains(err.Error(), core.ReadOnly) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if after, err := os.ReadFile(o.path); err != nil || string(after) != string(before) {
		t.Error("the pack is another one now")
	}
}

// TestPacksThatDoNotCheckOut are opened as far as they can be, with what is wrong.
func TestPacksThatDoNotCheckOut(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	writer := ""
	for path := range contentOf(t, o.path).files {
		if strings.HasPrefix(path, "journal/") {
			writer = max(writer, path)
		}
	}
	for name, c := range map[string]struct {
		do    func(*content)
		wrong string // "" it cannot be opened
	}{
		"a cell":   {edited(pack.TablePath("decisions", "csv"), "certify", "revoke!"), "manifest: tables/decisions.csv has the SHA-256"},
		"a line":   {edited(writer, `"decision":"certify"`, `"decision":"abstain"`), "manifest: " + writer},
		"no index": {func(c *content) { delete(c.files, pack.IndexPath) }, "archive: pack.json is missing"},
		"no journal": {func(c *content) {
			maps.DeleteFunc(c.files, func(path string, _ []byte) bool { return strings.HasPrefix(path, "journal/") })
		}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			bad := contentOf(t, o.path)
			c.do(bad)
			p, err := review.OpenPack(t.Context(), store.Files{}, bad.write())
			if c.wrong == "" {
				wantKind(t, err, fault.Damaged)
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			defer p.Close()
			overview, err := p.Workspace.Overview(t.Context())
			if err != nil || !strings.HasPrefix(p.Wrong(), c.wrong) || len(overview.Attention) == 0 || !strings.Contains(overview.Attention[0].Text, c.wrong) {
				t.Errorf("%q, %+v, %v", p.Wrong(), overview.Attention, err)
			}
			if lines, err := p.Workspace.Journal(t.Context()); err != nil || len(lines) == 0 {
				t.Errorf("%d lines, %v", len(lines), err)
			}
		})
	}
	path := filepath.Join(t.TempDir(), "no.zip")
	if err := os.WriteFile(path, []byte("no zip"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := review.OpenPack(t.Context(), store.Files{}, path)
	wantKind(t, err, fault.Damaged)
	_, err = review.OpenPack(t.Context(), store.Files{}, path+"x")
	wantKind(t, err, fault.BadInput)
}
