package review_test

import (
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
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
