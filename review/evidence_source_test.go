package review_test

import (
	"encoding/csv"
	"errors"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/evidence"
	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/reviewtest"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/torq"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

// Wherever a pack was made from, its report, its tables, verify and check.py say the same of it.
func TestWhereAPackCameFrom(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		simulated, secure bool
		source            string
		verify            string // what verify says of it
		ok                bool   // verify and check.py find no fault
		result            pack.Result
		alert             string // on every page of the report
	}{
		"Torq":       {false, true, "Torq", `Torq; Torq workspace "acme-security (`, true, pack.Weak, ""}, // a test is no release
		"a fake":     {false, false, "made from 127.0.0.1: not Torq", "made from 127.0.0.1: not Torq", false, pack.Fail, "Not from Torq: made from 127.0.0.1"},
		"simulation": {true, false, "simulated: made from 127.0.0.1: not Torq", "simulated: made from 127.0.0.1: not Torq", true, pack.Fail, "Simulated: made from 127.0.0.1: not Torq"},
	} {
		t.Run(name, func(t *testing.T) {
			world := reviewtest.New(t, torqtest.Options{})
			config := world.Config(lead, reviewtest.Credentials(world.Torq.OwnerKey()))
			config.Tool.Simulated = tt.simulated
			if tt.secure {
				transport := must(world.Torq.Secure())
				config.Dial = dialing(transport, world)
			}
			w := review.New(config)
			world.Sync(w)
			id := world.Campaign(w, campaign.Plan{Name: "Q4", Scope: "all", Reviewers: []string{lead}})
			path, _ := packed(t, w, id)

			result := verified(t, path, evidence.VerifyOptions{})
			names, said := failed(result)
			if result.OK != tt.ok || !strings.HasPrefix(said["source"], tt.verify) || !tt.ok && !slices.Equal(names, []string{"source"}) {
				t.Errorf("verify: %v, %v", names, said["source"])
			}
			out, ok := ranCheck(t, path)
			if ok != tt.ok || !strings.Contains(out, "source: "+tt.source) {
				t.Errorf("check.py: %s", out)
			}
			if strings.Contains(out, "all checks passed, of a simulated pack") != tt.simulated {
				t.Errorf("check.py ends with: %s", out)
			}
			if got := standings(t, w, id)["population-source"]; got != tt.result {
				t.Errorf("the self-check says %s", got)
			}

			c := contentOf(t, path)
			report := string(c.files[pack.ReportPath])
			if (tt.alert != "") != strings.Contains(report, `<p class="mark" role="alert">`+tt.alert+"</p>") {
				t.Error("the pages of the report say another thing")
			}
			if strings.Contains(report, "ZgotmplZ") || (tt.alert != "") != strings.Contains(report, `@top-center { content: "`) {
				t.Error("the margin of the printed pages says another thing")
			}
			if n := strings.Count(report, `class="wrong"`); tt.alert != "" && n != 1+len(pack.TableNames) || tt.alert == "" && n > 0 {
				t.Errorf("the cover and the tables of the report say it %d times", n)
			}
			if !strings.Contains(report, "<dt>Torq workspace</dt><dd>acme-security (") {
				t.Error("the cover does not name the Torq workspace")
			}
			if tt.secure != strings.Contains(report, "https://api.torq.io:443, certificate SHA-256 ") {
				t.Error("the report does not name the certificate")
			}
			for _, table := range pack.TableNames {
				rows := must(csv.NewReader(strings.NewReader(string(c.files[pack.TablePath(table, "csv")]))).ReadAll())
				for n, row := range rows {
					if last := row[len(row)-1]; n == 0 && last != "source" || n > 0 && last != tt.source {
						t.Fatalf("row %d of %s ends with %q", n, table, last)
					}
				}
			}
		})
	}
}

// dialing makes clients of the world's Torq under Torq's own names.
func dialing(transport http.RoundTripper, world *reviewtest.World) func(settings.Credentials) (core.Source, error) {
	return func(c settings.Credentials) (core.Source, error) {
		return torq.New(torq.Config{
			Region: c.Region, ClientID: c.ClientID, Secret: c.Secret, UserAgent: "tuar/test", Now: world.Clock.Now, Transport: transport,
		})
	}
}

// ranCheck unpacks a pack and runs its check.py.
func ranCheck(t *testing.T, path string) (said string, ok bool) {
	t.Helper()
	if _, err := exec.LookPath("python3"); err != nil {
		t.Skip("there is no python3")
	}
	folder := t.TempDir()
	for name, data := range contentOf(t, path).files {
		to := filepath.Join(folder, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(to), 0o700), os.WriteFile(to, data, 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	c := exec.CommandContext(t.Context(), "python3", "-I", filepath.Join(folder, pack.CheckPath))
	out, err := c.CombinedOutput()
	return string(out), err == nil
}
