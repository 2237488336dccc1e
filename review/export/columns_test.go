package export_test

import (
	"bytes"
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/export"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/remediation"
)

// inColumns writes the table with the columns of others and returns its header, and its rows by their columns.
func inColumns(t *testing.T, table *export.Table, f export.Format) (header []string, rows []map[string]string) {
	t.Helper()
	records, err := csv.NewReader(bytes.NewReader(unmarked(t, write(t, table, f)))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, record := range records[1:] {
		row := map[string]string{}
		for i, name := range records[0] {
			row[name] = record[i]
		}
		rows = append(rows, row)
	}
	return records[0], rows
}

// has compares some cells of a row.
func has(t *testing.T, row, want map[string]string) {
	t.Helper()
	for name, text := range want {
		if got, ok := row[name]; !ok || got != text {
			t.Errorf("%s is %q, want %q", name, got, text)
		}
	}
}

// proven returns the table with the change of its decided row proven.
func proven() *export.Table {
	sent, shown := time.Date(2026, 12, 1, 8, 0, 0, 0, time.UTC), time.Date(2026, 12, 1, 8, 5, 0, 0, time.UTC)
	t := table()
	t.Workspace, t.Owner = "prod", "meg@example.com"
	t.Rows[1].Change = &remediation.Change{State: remediation.Confirmed, By: "adi@example.com", SentAt: &sent, ConfirmedAt: &shown}
	return t
}

func TestEntraColumns(t *testing.T) {
	_, rows := inColumns(t, proven(), export.Entra)
	has(t, rows[0], map[string]string{
		"AccessReviewId": "q4-0001", "PrincipalType": "service principal", "PrincipalId": "k1", "PrincipalUPN": "bob@example.com",
		"PrincipalName": `key =HYPERLINK("http://evil.example")`, "ReviewResult": "Not reviewed", "ReviewerUPN": "", "ReviewDate": "", "SubmissionResult": "",
	})
	has(t, rows[1], map[string]string{
		"ReviewName": "Q4 *2026*", "ReviewStatus": "Completed", "OwnerUPN": "meg@example.com", "ResourceDisplayName": "Torq prod: Owner", "ResourceId": "r1",
		"PrincipalType": "user", "PrincipalUPN": "ann@example.com", "ReviewResult": "Deny", "ReviewerEmailAddress": "rita@example.com",
		"AppliedByUPN": "adi@example.com", "AppliedDate": "2026-12-01T08:05:00Z", "SubmissionResult": "Applied", "AccessRecommendation": "No Info",
	})
	if why := rows[1]["Justification"]; !strings.HasPrefix(why, "reduce to Viewer: left | <b>the</b>") {
		t.Errorf("the justification is %q", why)
	}
}

// A change is applied only if it is proven, whatever was sent.
func TestOnlyProofIsApplied(t *testing.T) {
	for state, is := range map[remediation.State]bool{
		remediation.Sent: false, remediation.Failed: false, remediation.Returned: false, remediation.ByPerson: false, remediation.Corroborated: true,
	} {
		table := proven()
		table.Rows[1].Change.State = state
		_, entra := inColumns(t, table, export.Entra)
		_, grc := inColumns(t, table, export.GRC)
		want := []string{"Not applied", "", "", "not proven", "", ""}
		if is {
			want = []string{"Applied", "2026-12-01T08:05:00Z", "adi@example.com", "proven", "2026-12-01T08:05:00Z", "adi@example.com"}
		}
		got := []string{
			entra[1]["SubmissionResult"], entra[1]["AppliedDate"], entra[1]["AppliedByUPN"],
			grc[1]["remediation"], grc[1]["remediated_on"], grc[1]["remediated_by"],
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", state, diff)
		}
	}
}

func TestGRCColumns(t *testing.T) {
	_, rows := inColumns(t, proven(), export.GRC)
	has(t, rows[0], map[string]string{
		"account_type": "API key", "decision": "undecided", "reviewer": "", "assigned_to": "sam@example.com", "remediation": "none", "privileged": "no",
	})
	has(t, rows[1], map[string]string{
		"user": "ann@example.com", "system": "Torq prod", "role": "Owner", "decision": "reduce", "new_role": "Viewer", "reviewer": "rita@example.com",
		"privileged": "yes", "remediated_by": "adi@example.com", "review": "Q4 *2026*", "due": "2026-11-30", "source_id": "user/1",
	})
}

// The guide describes the columns that there are, in their order.
func TestTheGuideHasEveryColumn(t *testing.T) {
	guide, err := os.ReadFile("../../ui/guide/exports.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range export.InColumns {
		_, section, found := strings.Cut(string(guide), "## --columns "+string(f)+"\n")
		section, _, _ = strings.Cut(section, "\n## ")
		var described []string
		for line := range strings.Lines(section) {
			if name, _, ok := strings.Cut(strings.TrimPrefix(line, "| "), " |"); ok && strings.HasPrefix(line, "| ") && name != "column" {
				described = append(described, name)
			}
		}
		header, _ := inColumns(t, table(), f)
		if diff := cmp.Diff(header, described); !found || diff != "" {
			t.Errorf("%s: %s", f, diff)
		}
	}
}

func TestEveryVerdictIsInEntrasWords(t *testing.T) {
	want := map[campaign.Verdict]string{
		campaign.Certify: "Approve", campaign.Revoke: "Deny", campaign.Reduce: "Deny", campaign.Move: "Deny", campaign.Abstain: "Don't know", campaign.Undecided: "Not reviewed",
	}
	for _, v := range slices.Concat(campaign.Verdicts, []campaign.Verdict{campaign.Undecided}) {
		table := table()
		table.Rows[1].Decision = campaign.Decision{Verdict: v}
		_, rows := inColumns(t, table, export.Entra)
		if rows[1]["ReviewResult"] != want[v] || want[v] == "" {
			t.Errorf("%s is %q", v, rows[1]["ReviewResult"])
		}
	}
}

func TestWithColumns(t *testing.T) {
	if f, err := export.CSV.WithColumns(" Entra "); err != nil || f != export.Entra || f.Ending() != "csv" {
		t.Errorf("%q, %v", f, err)
	}
	for name, f := range map[string]export.Format{"entraa": export.CSV, "grc": export.JSON, "csv": export.CSV, "": export.CSV} {
		if _, err := f.WithColumns(name); fault.KindOf(err) != fault.BadInput || fault.HintOf(err) == "" {
			t.Errorf("%s with the columns %q: %v", f, name, err)
		}
	}
}
