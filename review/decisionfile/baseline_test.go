package decisionfile

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
)

var q2 = time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)

func TestReadBaseline(t *testing.T) {
	file := "\ufeffUser email;Access Level;Review result;Reviewed By;Date of review;Comments;Department\r\n" +
		"ann@example.com;Owner;Approved;rita@example.com;30.06.2026;on call;IT\r\n" +
		"bob@example.com;Viewer;Removed;rita@example.com;13/06/2026;'=left;HR\r\n" +
		"eve@example.com;Viewer;;;;;\r\n"
	b, err := ReadBaseline([]byte(file), BaselineOptions{Name: " Q2 "}, q2)
	if err != nil {
		t.Fatal(err)
	}
	want := []campaign.ImportedRow{
		{Line: 2, Email: "ann@example.com", Role: "Owner", Decision: campaign.Certify, Reviewer: "rita@example.com", On: "2026-06-30", Reason: "on call"},
		{Line: 3, Email: "bob@example.com", Role: "Viewer", Decision: campaign.Revoke, Reviewer: "rita@example.com", On: "2026-06-13", Reason: "=left"},
	}
	if diff := cmp.Diff(want, b.Rows); diff != "" {
		t.Error(diff)
	}
	columns := []ColumnOf{{"email", "User email"}, {"role", "Access Level"}, {"decision", "Review result"}, {"reviewer", "Reviewed By"}, {"date", "Date of review"}, {"reason", "Comments"}}
	if diff := cmp.Diff(columns, b.Columns); diff != "" {
		t.Error(diff)
	}
	if b.Undecided != 1 || b.Name != "Q2" || len(b.SHA256) != 64 || !cmp.Equal(b.Ignored, []string{"Department"}) {
		t.Errorf("%+v", b)
	}
}

// An export in the columns of Entra is read without a word.
func TestReadBaselineKnowsEntra(t *testing.T) {
	file := "AccessReviewId,PrincipalName,PrincipalUPN,ReviewDate,ReviewResult,Justification,ReviewerUPN,ResourceDisplayName\n" +
		"q2,key x,ann@example.com,2026-06-30T10:00:00Z,Approve,needed,rita@example.com,Torq prod: Owner\n"
	b, err := ReadBaseline([]byte(file), BaselineOptions{Name: "Q2"}, q2)
	if err != nil {
		t.Fatal(err)
	}
	if r := b.Rows[0]; r.Email != "ann@example.com" || r.Reviewer != "rita@example.com" || r.On != "2026-06-30" || r.Decision != campaign.Certify {
		t.Errorf("%+v", r)
	}
}

// Every bad row is named by its line, and none is read.
func TestReadBaselineNamesEveryBadRow(t *testing.T) {
	file := "email,decision,reviewer,date\n" +
		"ann@example.com,certify,rita@example.com,2026-06-30\n" +
		"bob,certify,rita@example.com,2026-06-30\n" +
		"c@example.com,maybe,rita@example.com,2026-06-30\n" +
		"d@example.com,revoke,,2026-06-30\n" +
		"e@example.com,revoke,rita@example.com,3/4/2026\n" +
		"f@example.com,revoke,rita@example.com,2026-07-02\n" +
		"ANN@example.com,revoke,rita@example.com,2026-06-30\n" +
		"g@example.com,revoke,rita@example.com,31.02.2026\n" +
		"h@example.com,revoke,rita@example.com,2026-06-30,more\n"
	_, err := ReadBaseline([]byte(file), BaselineOptions{Name: "Q2"}, q2)
	var bad *campaign.Rejected
	if !errors.As(err, &bad) || len(bad.Problems) != 8 {
		t.Fatalf("%v", err)
	}
	for i, says := range []string{
		"line 3: \"bob\" is no e-mail", "line 4: \"maybe\" is no decision", "line 5: it does not say who", "line 6: \"3/4/2026\" can be two", "line 7: 2026-07-02 has not come",
		"line 8: ANN@example.com is decided on in line 2", "line 9: \"31.02.2026\" is no date", "line 10: it has more cells",
	} {
		if p := bad.Problems[i]; !strings.HasPrefix(p.Err.Error(), says) || fault.KindOf(p.Err) != fault.BadInput {
			t.Errorf("%v, want %q", p.Err, says)
		}
	}
}

func TestBaselineOptions(t *testing.T) {
	const file = "Login,Verdict?,When\nann@example.com,yes,3/4/2026\n"
	dayFirst, monthFirst := true, false
	for on, o := range map[string]BaselineOptions{
		"2026-04-03": {Columns: map[string]string{"decision": "Verdict", "date": "when"}, DayFirst: &dayFirst},
		"2026-03-04": {Columns: map[string]string{"decision": "verdict?", "date": "When"}, DayFirst: &monthFirst},
		"2026-06-30": {Columns: map[string]string{"decision": "Verdict?"}, On: "2026-06-30"},
	} {
		o.Name, o.Reviewer = "Q2", "rita@example.com"
		b, err := ReadBaseline([]byte(file), o, q2)
		if err != nil || b.Rows[0].On != on || b.Rows[0].Reviewer != o.Reviewer {
			t.Errorf("%s: %+v, %v", on, b, err)
		}
	}
	for says, o := range map[string]BaselineOptions{
		"needs a name":                          {},
		"no column of the file is the reviewer": {Name: "Q2"},
		"no column of the file is the date":     {Name: "Q2", Reviewer: "r@example.com"},
		"is no field":                           {Name: "Q2", Columns: map[string]string{"mail": "Login"}},
		"line 1 has no column":                  {Name: "Q2", Columns: map[string]string{"email": "Loginn"}},
	} {
		_, err := ReadBaseline([]byte("Login,Verdict,When\nann@example.com,yes,2026-01-01\n"), o, q2)
		if err == nil || !strings.Contains(err.Error(), says) || fault.KindOf(err) != fault.BadInput {
			t.Errorf("%v, want %q", err, says)
		}
	}
}

// FuzzReadBaseline holds any file to the same: bad input, or rows of people, each once, with a decision, a reviewer and a
// day that has come.
func FuzzReadBaseline(f *testing.F) {
	for _, seed := range []string{
		"email,decision,reviewer,date\nann@example.com,certify,rita@example.com,2026-06-30\n", "User;Result;Approver;Date\r\na@b;ok;c@d;1.2.2026\r\n",
		"email,decision,reviewer,date\n\"a\n@b\",no,x,13/1/2026\n", "", "email,decision\n\x00,\xff\n", "sep=;\remail;decision;reviewer;date\ra@b;deny;c;Jan 2, 2026\r",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := ReadBaseline(data, BaselineOptions{Name: "Q2"}, q2)
		if err != nil {
			if fault.KindOf(err) != fault.BadInput {
				t.Fatalf("%v is no bad input", err)
			}
			return
		}
		seen := map[string]bool{}
		for _, r := range b.Rows {
			on, err := time.Parse(campaign.DateLayout, r.On)
			if seen[strings.ToLower(r.Email)] || !strings.Contains(r.Email, "@") || r.Reviewer == "" || err != nil || on.After(q2) || r.Line < 2 {
				t.Errorf("it reads %+v", r)
			}
			if !r.Decision.Known() || r.Decision == campaign.Undecided {
				t.Errorf("it reads the decision %q", r.Decision)
			}
			seen[strings.ToLower(r.Email)] = true
		}
	})
}
