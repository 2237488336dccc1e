package review_test

import (
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/evidence"
	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/store"
)

// companyDomain is the domain of everybody in the simulated company.
const companyDomain = "example.com"

// accounts returns a pack of a campaign over all users and no API key, opened while a role is held for a time, in a
// workspace whose company has one domain.
func accounts(t *testing.T) string {
	l := newLent(t)
	must(l.w.ChangeSettings(t.Context(), func(s *settings.Settings) error {
		s.Domains = []string{companyDomain}
		return nil
	}))
	id := l.opened(l.w, `kind == "user"`, rita, sam).ID
	for _, r := range must(l.w.Sheet(t.Context(), id)).Rows {
		if strings.HasSuffix(r.Email, "@vendor.example.org") {
			w := l.desk.open(r.Reviewer, settings.Credentials{})
			must(w.Decide(t.Context(), id, []campaign.Choice{{Item: r.Item, Verdict: campaign.Certify, Reason: "pilot until March", DwellMS: 4000}}))
		}
	}
	path := filepath.Join(t.TempDir(), "pack.zip")
	must(l.w.PackEvidence(t.Context(), id, evidence.PackOptions{Path: path}))
	return path
}

// A pack lists external accounts, privileged accounts that are not in use, the roles, and what was not reviewed; tuar and
// check.py derive the same.
func TestPackTellsWhatAccessThereIs(t *testing.T) {
	t.Parallel()
	path := accounts(t)
	result, err := review.VerifyEvidence(t.Context(), store.Files{}, path, evidence.VerifyOptions{})
	if check(t, err); !result.OK {
		t.Errorf("%+v", result.Checks)
	}
	stockTools(t, path)
	tables := map[string][]map[string]string{}
	c := contentOf(t, path)
	for _, name := range pack.TableNames {
		tables[name] = rowsOf(t, c.files, name)
	}
	external := is("external", "true")
	if n := count(tables["population"], external); n == 0 || n != count(tables["population"], func(r map[string]string) bool {
		return r["email"] != "" && !strings.HasSuffix(r["email"], "@"+companyDomain)
	}) {
		t.Errorf("%d external accounts", n)
	}
	if kept := tables["exceptions"][slices.IndexFunc(tables["exceptions"], is("kind", "external-kept"))]; !strings.Contains(kept["fact"], "pilot until March") {
		t.Errorf("%v", kept)
	}
	unused := func(r map[string]string) bool { return r["privileged"] == "true" && r["activity"] != pack.Active }
	if count(tables["population"], unused) == 0 {
		t.Error("no privileged account is not in use")
	}
	holders := map[string]int{}
	for _, r := range tables["population"] {
		holders[r["role_id"]]++
	}
	for _, r := range tables["roles"] {
		delete(holders, r["role_id"])
		if r["listed"] == "true" && (r["permissions_sha256"] == "" || r["description"] == "") {
			t.Errorf("%v", r)
		}
	}
	if len(holders) > 0 {
		t.Errorf("no row has the roles %v", holders)
	}
	for what, n := range map[string]int{
		"API keys": count(tables["population"], is("kind", "key")), "temporary roles": 1, "groups": 0, "other workspaces": 0,
		"SSO claim mappings": 9, "leavers": 0,
	} {
		i := slices.IndexFunc(tables["not_reviewed"], is("what", what))
		if i < 0 || n > 0 && tables["not_reviewed"][i]["count"] != strconv.Itoa(n) {
			t.Errorf("%s, %d: %v", what, n, tables["not_reviewed"])
		}
	}
}

// check.py finds every doctored cell of these tables.
func TestCheckPyFindsDoctoredAccounts(t *testing.T) {
	t.Parallel()
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("there is no python3")
	}
	path := accounts(t)
	for name, tt := range map[string]struct{ table, from, to string }{
		"an external account":     {"population", "@vendor.example.org,true", "@vendor.example.org,false"},
		"one that was decided on": {"decisions", "@vendor.example.org,true", "@vendor.example.org,false"},
		"an account not in use":   {"population", ",dormant,", ",active,"},
		"the number of keys":      {"not_reviewed", "API keys,", "API keys,1"},
		"the reason":              {"not_reviewed", `scope kind`, `scope all of kind`},
		"a role that is harmless": {"roles", ",true,user.write,", ",false,,"},
	} {
		t.Run(name, func(t *testing.T) {
			c := contentOf(t, path)
			relisted(edited(pack.TablePath(tt.table, "csv"), tt.from, tt.to))(c)
			out, _ := runCheckPy(t, python, t.TempDir(), c)
			if !strings.Contains(out, "FAIL  "+tt.table+", derived anew") {
				t.Error(out)
			}
		})
	}
}

// past returns a pack of a campaign after elevations that ended late, were taken without approval and were changed outside
// of tuar, under a rule that the requester and approver had loosened.
func past(t *testing.T) (path, approver string) {
	d := newDesk(t)
	ctx, w := t.Context(), d.synced(lead)
	email, _ := d.borrower(w, "Operator")
	l := &lent{desk: d, w: w, email: email}
	must(w.ChangeSettings(ctx, func(s *settings.Settings) error {
		s.Elevation.Rules = append(s.Elevation.Rules, settings.ElevationRule{
			Role: "Owner", Longest: settings.Duration(9 * time.Hour), Approvals: 1, BreakGlass: []string{lead, email},
		})
		return nil
	}))
	row := l.give("Owner", time.Hour)
	must(acted(l.open(l.colleague(), creds(l.server.OwnerKey())).ExtendElevation(ctx, row.ID, time.Hour, "not done yet")))
	l.pass(5 * time.Hour)
	_ = l.reaps(0)
	fire := must(acted(w.RequestElevation(ctx, elevation.Request{User: email, Role: "Owner", For: time.Hour, Reason: "fire", BreakGlass: true})))
	l.pass(59 * time.Minute)
	must(acted(w.EndElevation(ctx, fire.ID, "it is out")))
	l.give("Creator", time.Hour)
	check(t, l.server.SetRole(email, "Contributor"))
	l.pass(2 * time.Hour)
	_ = l.reaps(0)
	id := l.opened(w, "all", rita, sam).ID
	for _, r := range must(w.Sheet(ctx, id)).Rows {
		if r.Email == email {
			must(d.open(r.Reviewer, settings.Credentials{}).Decide(ctx, id, []campaign.Choice{{Item: r.Item, Verdict: campaign.Certify, Reason: "needed", DwellMS: 4000}}))
		}
	}
	path = filepath.Join(t.TempDir(), "pack.zip")
	must(w.PackEvidence(ctx, id, evidence.PackOptions{Path: path}))
	return path, l.colleague()
}

// The table of elevations says by how long one ended late, whether a review after a break-glass is on record, what
// changed a role outside of tuar, and who loosened the rule before; check.py derives the same, and finds what is doctored.
func TestPackTellsHowElevationsWent(t *testing.T) {
	t.Parallel()
	path, approver := past(t)
	result, err := review.VerifyEvidence(t.Context(), store.Files{}, path, evidence.VerifyOptions{})
	if check(t, err); !result.OK {
		t.Errorf("%+v", result.Checks)
	}
	stockTools(t, path)
	c := contentOf(t, path)
	of := map[string]map[string]string{}
	for _, r := range rowsOf(t, c.files, "elevations") {
		of[r["role"]+" "+r["approved_by"]] = r
	}
	late, glass, drifted := of["Owner "+approver], of["Owner break-glass"], of["Creator "+approver]
	seconds, _ := strconv.Atoi(late["late_seconds"])
	if seconds < 3*3600 || seconds > 3*3600+60 || late["extensions"] != "1" || late["extension_reasons"] != "not done yet" || late["rule_loosened_by_requester_at"] == "" {
		t.Errorf("ended late: %v", late)
	}
	if glass["after_review"] != "on record" || glass["after_review_decision"] != "certify" || glass["after_review_campaign"] == "" || glass["late_seconds"] != "0" {
		t.Errorf("break-glass: %v", glass)
	}
	if drifted["drifted_to"] != "Contributor" || drifted["drifted_at"] == "" || drifted["rule_loosened_by_requester_at"] != "" {
		t.Errorf("drifted: %v", drifted)
	}
	kinds := map[string]int{}
	for _, r := range rowsOf(t, c.files, "exceptions") {
		kinds[r["kind"]]++
	}
	for kind, n := range map[string]int{"elevation-late": 2, "break-glass": 1, "elevation-drifted": 1, "elevation-own-rule": 2} {
		if kinds[kind] != n {
			t.Errorf("%d exceptions of the kind %s, want %d", kinds[kind], kind, n)
		}
	}
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("there is no python3")
	}
	for _, doctored := range []struct{ from, to string }{
		{"a review afterwards is on record", "a review afterwards is not on record"}, {"as Owner was to end", "as Viewer was to end"},
	} {
		c := contentOf(t, path)
		relisted(edited(pack.TablePath("exceptions", "csv"), doctored.from, doctored.to))(c)
		if out, _ := runCheckPy(t, python, t.TempDir(), c); !strings.Contains(out, "FAIL  exceptions") {
			t.Errorf("%v: %s", doctored, out)
		}
	}
	for _, doctored := range []struct{ from, to string }{
		{"," + late["late_seconds"] + ",restored", ",0,restored"},
		{",on record,", ",not on record,"},
		{"," + late["rule_loosened_by_requester_at"] + ",", ",,"},
		{",Contributor,", ",Creator,"},
	} {
		c := contentOf(t, path)
		relisted(edited(pack.TablePath("elevations", "csv"), doctored.from, doctored.to))(c)
		if out, _ := runCheckPy(t, python, t.TempDir(), c); !strings.Contains(out, "FAIL  elevations, derived anew") {
			t.Errorf("%v: %s", doctored, out)
		}
	}
}
