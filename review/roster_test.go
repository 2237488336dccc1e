package review_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/evidence"
	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/reviewtest"
	"github.com/tuar-dev/tuar/review/rights"
	"github.com/tuar-dev/tuar/review/roster"
	"github.com/tuar-dev/tuar/store"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

// rostered is a workspace with a roster of its users: one has left, one is a contractor past the end, one is not on it, and
// the first reviewer has a second address, which is a user's.
type rostered struct {
	*reviewtest.World
	lead                      *review.Workspace
	left, ended, off, another string
	reviewer                  string
}

const rosterLead = "lead@example.com"

func newRostered(t *testing.T) *rostered {
	w := &rostered{World: reviewtest.New(t, torqtest.Options{Users: 30})}
	w.lead = w.Open(rosterLead)
	w.Sync(w.lead)
	view := must(w.lead.Access(t.Context()))
	var users []string
	for _, r := range view.Rows {
		if r.Kind == access.User && strings.HasSuffix(r.Email, "@example.com") && r.Email == strings.ToLower(r.Email) {
			users = append(users, r.Email)
		}
	}
	w.left, w.ended, w.off, w.another, w.reviewer = users[0], users[1], users[2], users[3], users[4]
	w.importRoster(t, "Security")
	return w
}

// importRoster imports the roster, with everyone in that department.
func (w *rostered) importRoster(t *testing.T, department string) string {
	t.Helper()
	day := w.Clock.Now().UTC().AddDate(0, 0, -3).Format("2006-01-02")
	var b strings.Builder
	b.WriteString("Email,Other emails,Name,Start date,End date,Type,Vendor,Department,Manager\n")
	for _, r := range must(w.lead.Access(t.Context())).Rows {
		also, end, kind, company := "", "", "employee", ""
		switch {
		case r.Kind != access.User || r.Email == w.off || r.Email == w.another || !strings.HasSuffix(r.Email, "@example.com"):
			continue
		case r.Email == w.left:
			end = day
		case r.Email == w.ended:
			end, kind, company = day, "contractor", "ACME"
		case r.Email == w.reviewer:
			also = w.another
		}
		fmt.Fprintf(&b, "%s,%s,,2020-01-02,%s,%s,%s,%s,%s\n", r.Email, also, end, kind, company, department, rosterLead)
	}
	path := filepath.Join(t.TempDir(), "people.csv")
	check(t, os.WriteFile(path, []byte(b.String()), 0o600))
	p := must(w.lead.ReadRoster(t.Context(), path, roster.Options{}))
	if len(p.Bad) > 0 {
		t.Fatalf("%+v", p.Bad)
	}
	return must(w.lead.ImportRoster(t.Context(), p))
}

func (w *rostered) row(t *testing.T, email string) access.Row {
	t.Helper()
	rows := must(w.lead.Access(t.Context())).Rows
	i := slices.IndexFunc(rows, func(r access.Row) bool { return r.Email == email && r.Kind == access.User })
	if i < 0 {
		t.Fatalf("there is no %s", email)
	}
	return rows[i]
}

// TestRosterInAReview holds what a roster does from its import to the evidence.
func TestRosterInAReview(t *testing.T) {
	t.Parallel()
	w := newRostered(t)
	for email, hint := range map[string]string{w.left: access.Left, w.ended: access.ContractEnded, w.off: access.OffRoster} {
		if r := w.row(t, email); !r.Has(hint) {
			t.Errorf("%s has the hints %v, and not %s", email, r.HintNames(), hint)
		}
	}
	if r := w.row(t, w.another); !r.OnRoster() || r.Has(access.OffRoster) {
		t.Errorf("a further address is not found: %+v", r)
	}
	first := must(w.lead.ListRosters(t.Context()))[0].Roster
	id := w.Campaign(w.lead, campaign.Plan{
		Name: "Q4", Scope: `kind == "user" && (left || !on_roster || email == "` + w.another + `" || department == "Security")`,
		Reviewers: []string{w.reviewer},
	})
	w.Pass(26 * time.Hour)
	second := w.importRoster(t, "Platform")
	if first == second {
		t.Fatal("a later import has the same name")
	}
	shown := must(w.lead.Campaign(t.Context(), id))
	if shown.Roster != first || shown.RosterAt.IsZero() {
		t.Errorf("the campaign rests on the roster %.12s of %s, not on %.12s", shown.Roster, shown.RosterAt, first)
	}
	by := w.Open(w.reviewer)
	sheet := must(by.Sheet(t.Context(), id))
	var own campaign.SheetRow
	for _, r := range sheet.Rows {
		if r.Email == w.another {
			own = r
		}
		if r.OnRoster() && r.OfRoster().Department != "Security" {
			t.Errorf("a later roster shows in %+v", r.OfRoster())
		}
	}
	_, err := by.Decide(t.Context(), id, []campaign.Choice{{Item: own.Item, Verdict: campaign.Certify, Reason: "needed for work"}})
	if fault.KindOf(err) != fault.Refused || !strings.Contains(err.Error(), "the roster lists") {
		t.Errorf("own access by a second address of the roster: %v", err)
	}
	w.Decide(by, id, func(r campaign.SheetRow) campaign.Choice {
		switch {
		case r.Own:
			return campaign.Choice{}
		case r.Email == w.ended:
			return campaign.Choice{Item: r.Item, Verdict: campaign.Revoke, Reason: "contract ended"}
		}
		return campaign.Choice{Item: r.Item, Verdict: campaign.Certify, Reason: "needed for work", DwellMS: 4000}
	})
	path := filepath.Join(t.TempDir(), "pack.zip")
	must(w.lead.PackEvidence(t.Context(), id, evidence.PackOptions{Path: path}))
	w.wantEvidence(t, path, first)
	opened := openPack(t, path)
	if got := must(opened.Workspace.Campaign(t.Context(), id)); got.Roster != first {
		t.Errorf("in the pack the campaign rests on %q", got.Roster)
	}
	if checks := must(opened.Workspace.CheckRosters(t.Context())); len(checks) != 1 || !checks[0].OK {
		t.Errorf("in the pack: %+v", checks)
	}
}

// wantEvidence holds what a pack says of the roster: verify and check.py agree, the control fails and names who was kept, and
// a doctored pack is found.
func (w *rostered) wantEvidence(t *testing.T, path, name string) {
	t.Helper()
	result := must(review.VerifyEvidence(t.Context(), store.Files{}, path, evidence.VerifyOptions{}))
	if !result.OK {
		t.Errorf("%+v", result.Checks)
	}
	stockTools(t, path)
	c := contentOf(t, path)
	if _, there := c.files[pack.RosterPath(name)]; !there || count(rowsOf(t, c.files, "not_reviewed"), is("what", "leavers")) > 0 {
		t.Error("the pack has no roster, or says that leavers were not checked")
	}
	kept := rowsOf(t, c.files, "exceptions")
	kept = slices.DeleteFunc(kept, func(r map[string]string) bool { return r["kind"] != "leaver-kept" })
	if len(kept) != 1 || !strings.Contains(kept[0]["fact"], w.left) {
		t.Errorf("kept, though they left: %v", kept)
	}
	report := string(c.files[pack.ReportPath])
	if !strings.Contains(report, "Leavers no longer have access") || !strings.Contains(report, "by the roster of") {
		t.Error("the report does not say how leavers were checked")
	}
	python, err := exec.LookPath("python3")
	if err != nil {
		return
	}
	for what, do := range map[string]struct {
		change func(*content)
		want   string
	}{
		"a leaver":       {edited(pack.TablePath("population", "csv"), ",left,employee", ",employed,employee"), "FAIL  population, derived anew"},
		"the exception":  {edited(pack.TablePath("exceptions", "csv"), "leaver-kept", "late"), "FAIL  exceptions, derived anew"},
		"the roster":     {edited(pack.RosterPath(name), "employee", "service"), "FAIL  roster " + name},
		"another roster": {func(c *content) { c.files[pack.RosterPath(strings.Repeat("a", 64))] = []byte("{}") }, "FAIL  the pack has the roster of its campaign"},
	} {
		c := contentOf(t, path)
		relisted(do.change)(c)
		if out, _ := runCheckPy(t, python, t.TempDir(), c); !strings.Contains(out, do.want) {
			t.Errorf("%s: check.py says %s", what, out)
		}
		if got := must(review.VerifyEvidence(t.Context(), store.Files{}, c.write(), evidence.VerifyOptions{})); got.OK {
			t.Errorf("%s: verify finds nothing", what)
		}
	}
}

// TestRosterGivesNoRight holds that an address on a roster's line neither acts for another one nor gets a right, and that
// only those in charge import rosters.
func TestRosterGivesNoRight(t *testing.T) {
	t.Parallel()
	w := newRostered(t)
	_, _, err := w.lead.GrantRight(t.Context(), w.reviewer, string(rights.Manager), "")
	check(t, err)
	check(t, w.lead.Read(t.Context(), func() error {
		if w.lead.Rights().Has(w.another, rights.Manager) {
			t.Error("a second address on the roster has the right of the first")
		}
		return nil
	}))
	for who, may := range map[string]bool{w.another: false, w.off: false, w.reviewer: true} {
		by := w.Open(who)
		path := filepath.Join(t.TempDir(), "people.csv")
		check(t, os.WriteFile(path, []byte("email,name\n"+who+",Me\n"), 0o600))
		before := len(must(by.ListRosters(t.Context())))
		_, err := by.ImportRoster(t.Context(), must(by.ReadRoster(t.Context(), path, roster.Options{})))
		if (err == nil) != may || !may && fault.KindOf(err) != fault.Refused {
			t.Errorf("%s imports a roster: %v", who, err)
		}
		if !may {
			check(t, by.Record(t.Context(), record.Entry{Type: roster.TypeImported, Actor: record.Actor{Email: rosterLead, Assurance: record.Declared}, Data: roster.Imported{}}))
			if after := len(must(by.ListRosters(t.Context()))); after != before {
				t.Errorf("a line without a roster has effect")
			}
		}
	}
}
