package export_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/export"
	"github.com/tuar-dev/tuar/review/record"
)

var update = flag.Bool("update", false, "write the golden files anew")

// table returns a small result with one row of each sort.
func table() *export.Table {
	at := func(d int) *time.Time {
		t := time.Date(2026, 11, d, 9, 30, 0, 500, time.FixedZone("CET", 3600))
		return &t
	}
	ann := access.Row{
		Item: "user/1", Kind: access.User, Email: "ann@example.com", RoleID: "r1", Role: "Owner", Permissions: []string{"user.write", "*"}, Privileged: true,
		Status: "VERIFIED", SSO: true, CreatedAt: at(1), LastLoginAt: at(2), Hints: []access.Hint{{Name: access.Privileged, Why: "the role may *"}},
	}
	key := access.Row{Item: "key/k1", Kind: access.Key, Email: "bob@example.com", Name: `=HYPERLINK("http://evil.example")`, RoleID: "r2", Role: "Editor"}
	decided := campaign.Decision{
		Item: "user/1", Verdict: campaign.Reduce, ToRole: "r3", ToRoleName: "Viewer", Reason: "left | <b>the</b>\nteam", Reviewer: "rita@example.com",
		Assurance: record.ByAPIKey, Known: record.Known{Assurance: record.ByAPIKey}, At: *at(20), DwellMS: 4200, Bulk: 3, Line: campaign.Ref{Writer: "w1", Seq: 17, Hash: strings.Repeat("c", 64)},
	}
	population := strings.Repeat("a", 64)
	signed := record.Time{Time: time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)}
	return &export.Table{
		Campaign: "q4-0001", Name: "Q4 *2026*", State: campaign.Closed, Due: "2026-11-30", Scope: "inactive_days < 60 | `x`", Population: population, TakenAt: time.Date(2026, 11, 19, 8, 0, 0, 0, time.UTC),
		Signoffs: []campaign.SignedStatement{{By: "rita@example.com", Part: "share", Assurance: record.ByAPIKey, Known: record.Known{Assurance: record.ByAPIKey}, At: signed, Text: "I have\nreviewed"}},
		Rows: []export.Row{
			{Row: key, Decision: campaign.Decision{Item: "key/k1", Verdict: campaign.Undecided}, Share: "sam@example.com"},
			{Row: ann, Decision: decided, Share: "sam@example.com", Previous: &access.PreviousRow{Row: ann, Decision: "certify", Reason: "on call"}},
		},
	}
}

func write(t testing.TB, table *export.Table, f export.Format) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := table.Write(&b, f); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// unmarked returns CSV without the byte order mark that must stand before it.
func unmarked(t testing.TB, file []byte) []byte {
	t.Helper()
	rest, ok := bytes.CutPrefix(file, []byte("\xef\xbb\xbf"))
	if !ok {
		t.Fatalf("no byte order mark before %.20q", file)
	}
	return rest
}

func TestGolden(t *testing.T) {
	for _, f := range []export.Format{export.CSV, export.JSON, export.HTML, export.Markdown} {
		t.Run(string(f), func(t *testing.T) {
			got := write(t, table(), f)
			path := filepath.Join("testdata", "table."+string(f))
			if *update {
				if err := os.WriteFile(path, got, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(strings.ReplaceAll(string(want), "\r\n", "\n"), string(got)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// The names of JSON and CSV are a contract with scripts.
func TestNamesScriptsRelyOn(t *testing.T) {
	var got struct {
		Campaign   string           `json:"campaign"`
		Population string           `json:"population"`
		Decisions  []map[string]any `json:"decisions"`
	}
	if err := json.Unmarshal(write(t, table(), export.JSON), &got); err != nil {
		t.Fatal(err)
	}
	names := []string{
		"item", "kind", "email", "role", "permissions", "status", "sso", "created_at", "last_login_at", "hints", "decision", "to_role", "reason", "reviewer",
		"assurance", "decided_at", "dwell_ms", "bulk_size", "previous_decision", "campaign", "population", "journal_seq", "journal_hash",
	}
	header, err := csv.NewReader(bytes.NewReader(unmarked(t, write(t, table(), export.CSV)))).Read()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if _, ok := got.Decisions[0][name]; !ok {
			t.Errorf("JSON has no %s", name)
		}
		if !strings.Contains(","+strings.Join(header, ",")+",", ","+name+",") {
			t.Errorf("CSV has no %s", name)
		}
	}
	if got.Campaign != "q4-0001" || len(got.Population) != 64 || len(got.Decisions) != 2 {
		t.Errorf("%+v", got)
	}
	undecided := got.Decisions[0]
	if undecided["decision"] != "undecided" || undecided["reviewer"] != "sam@example.com" || undecided["decided_at"] != "" {
		t.Errorf("an undecided item: %v", undecided)
	}
	for name, value := range undecided {
		if value == nil {
			t.Errorf("%s is null", name)
		}
	}
}

func TestParseFormat(t *testing.T) {
	if f, err := export.ParseFormat(" CSV "); err != nil || f != export.CSV {
		t.Errorf("%q, %v", f, err)
	}
	if _, err := export.ParseFormat("pdf"); err == nil {
		t.Error("pdf is not a format")
	}
}
