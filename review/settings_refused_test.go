package review_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/settings"
)

// A value that this tuar cannot follow, of a newer one or of none, takes nothing from the rest of the record.
func TestASettingThatCannotBeFollowed(t *testing.T) {
	t.Parallel()
	for key, tc := range map[string]struct {
		value string
		acts  string // what depends on it
	}{
		"rules.dormant_days":        {"soon", "campaign"},
		"rules.pending_days":        {"-4", "campaign"},
		"rules.stale_hours":         {"9007199254740992", "campaign"},
		"rules.privileged_scopes":   {`["[user"]`, "campaign"},
		"owners":                    {"nobody", "campaign"},
		"remediation.methods":       {"api, teleport", "elevation"},
		"elevation.rules":           {`[{"role":"*","Longest":"8h","approvals":1}]`, "elevation"},
		"elevation.open_for":        {"400d", "elevation"},
		"region":                    {"mars", "sync"},
		"remediation.count_percent": {"1e3", ""},
		"elevation.notice":          {"never", ""},
	} {
		t.Run(key, func(t *testing.T) {
			d := newDeskOf(t, 25)
			w := d.synced(d.server.Admin())
			set(t, w, "rules.dormant_days", "61")
			was := must(must(w.Settings(t.Context())).Get(key))
			d.write(record.Entry{Type: settings.TypeChanged, Actor: record.Actor{Email: d.server.Admin(), Assurance: record.Declared}, Data: settings.Changed{Key: key, Old: was, New: tc.value}})

			w = d.open(d.server.Admin(), creds(d.server.OwnerKey()))
			s := must(w.Settings(t.Context()))
			if got := must(s.Get(key)); got != was || s.Check() != nil || len(s.Refused) != 1 || s.Refused[0].Key != key || !strings.HasPrefix(s.Refused[0].By, "journal/") {
				t.Errorf("%s is %q, was %q: %+v", key, got, was, s.Refused)
			}
			if _, err := w.CheckJournal(t.Context()); err != nil {
				t.Error(err)
			}
			told := false
			for _, a := range must(w.Overview(t.Context())).Attention {
				told = told || a.Kind == review.NeedsSettings && strings.Contains(a.Text, key)
			}
			if !told {
				t.Error("nothing is said of it")
			}
			env := creds(d.server.OwnerKey())
			env.Region = ""
			if key == "region" {
				w = d.open(d.server.Admin(), env)
			}
			_, made := w.NewCampaign(t.Context(), campaign.Plan{Name: "Q4", Scope: "all", Due: d.clock.Now().AddDate(0, 0, 14), Reviewers: []string{rita, sam}})
			rows := must(w.Access(t.Context())).Rows
			i := slices.IndexFunc(rows, func(r access.Row) bool {
				return r.Kind == access.User && r.Role == "Operator" && r.Status == population.StatusVerified
			})
			_, lent := acted(w.RequestElevation(t.Context(), elevation.Request{User: rows[i].Email, Role: "Contributor", For: time.Hour, Reason: "fix it"}))
			_, read := w.Sync(t.Context(), review.SyncOptions{})
			for act, err := range map[string]error{"campaign": made, "elevation": lent, "sync": read} {
				doubted := err != nil && strings.Contains(err.Error(), "a setting that is in doubt")
				if doubted != (act == tc.acts) || doubted && (fault.KindOf(err) != fault.Refused || !strings.Contains(err.Error(), key)) {
					t.Errorf("%s: %v", act, err)
				}
			}

			// It is mended by setting it, also to what it was.
			set(t, w, "rules.pending_days", "15")
			set(t, w, key, was)
			if s := must(d.open(rita, settings.Credentials{}).Settings(t.Context())); len(s.Refused) > 0 || must(s.Get(key)) != was {
				t.Errorf("%+v", s.Refused)
			}
		})
	}
}

// operator is somebody who has the role Operator.
func operator(t *testing.T, w *review.Workspace) string {
	t.Helper()
	rows := must(w.Access(t.Context())).Rows
	i := slices.IndexFunc(rows, func(r access.Row) bool {
		return r.Kind == access.User && r.Role == "Operator" && r.Status == population.StatusVerified
	})
	return rows[i].Email
}

func set(t *testing.T, w *review.Workspace, key, value string) {
	t.Helper()
	if _, err := w.ChangeSettings(t.Context(), func(s *settings.Settings) error { return s.Set(key, value) }); err != nil {
		t.Fatal(key, value, err)
	}
}

// A crash between the line and the copy leaves the copy behind. The next who writes anything mends it.
func TestACopyThatIsBehindIsWrittenAnew(t *testing.T) {
	t.Parallel()
	d := newDeskOf(t, 25)
	w := d.synced(rita)
	path := filepath.Join(d.home, "default", "workspace.json")
	set(t, w, "rules.dormant_days", "61")
	before := must(os.ReadFile(path))
	set(t, w, "rules.dormant_days", "62")
	after := must(os.ReadFile(path))
	if err := os.WriteFile(path, before, 0o600); err != nil {
		t.Fatal(err)
	}
	must(d.open(rita, settings.Credentials{}).Overview(t.Context()))
	if !bytes.Equal(must(os.ReadFile(path)), before) {
		t.Error("reading wrote it")
	}
	must(d.open(rita, creds(d.server.OwnerKey())).Sync(t.Context(), review.SyncOptions{}))
	if now := must(os.ReadFile(path)); !bytes.Equal(now, after) {
		t.Errorf("it is still\n%s", now)
	}
}

// Names count letter by letter in workspace.json and wherever settings are edited, and unknown ones are never taken
// over.
func TestNamesInSettings(t *testing.T) {
	t.Parallel()
	d := newDeskOf(t, 25)
	w := d.synced(rita)
	set(t, w, "rules.dormant_days", "61")
	path := filepath.Join(d.home, "default", "workspace.json")
	good := must(os.ReadFile(path))
	for from, to := range map[string]string{
		`"dormant_days": 61`: `"dormant_days": 61, "Dormant_days": 999`,
		`"stale_hours"`:      `"stale_hour` + "\u017f" + `"`,
		`"region": "us"`:     `"region": "us", "region": "eu"`,
		`"approvals"`:        `"Approvals"`,
	} {
		text := bytes.Replace(good, []byte(from), []byte(to), 1)
		if bytes.Equal(text, good) {
			t.Fatal(from)
		}
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := d.open(rita, settings.Credentials{}).AcceptSettings(t.Context())
		if fault.KindOf(err) != fault.BadInput || !strings.Contains(err.Error(), "line ") {
			t.Errorf("%s: %v", to, err)
		}
		if _, err := settings.Parse(text); fault.KindOf(err) != fault.BadInput {
			t.Errorf("%s: %v", to, err)
		}
	}
	text := bytes.Replace(good, []byte(`"region"`), []byte(`"approvels": 2, "region"`), 1)
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := d.open(rita, settings.Credentials{}).AcceptSettings(t.Context()); fault.KindOf(err) != fault.BadInput || !strings.Contains(err.Error(), "approvels") {
		t.Error(err)
	}
}

// Rules that were put in later, as if they had been adopted first, have no effect.
func TestSettingsAdoptedTwice(t *testing.T) {
	t.Parallel()
	d := newDeskOf(t, 25)
	admin := d.server.Admin()
	w := d.synced(admin)
	set(t, w, "rules.dormant_days", "61")
	s := settings.Default()
	if err := s.Set("elevation.rules", `[{"role":"*","longest":"30d","approvals":0,"auto_approve":true}]`); err != nil {
		t.Fatal(err)
	}
	_, raw, err := record.Make(record.Entry{Type: settings.TypeAdopted, Actor: record.Actor{Email: sam, Assurance: record.Declared}, Data: settings.Adopted{Settings: s.All()}},
		"x", "older", "", 1, d.clock.Now().AddDate(-1, 0, 0))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(d.home, "default", "journal", "older.jsonl"), append(raw, '\n'), 0o600); err != nil {
		t.Fatal(err)
	}
	w = d.open(admin, creds(d.server.OwnerKey()))
	_, err = acted(w.RequestElevation(t.Context(), elevation.Request{User: operator(t, w), Role: "Owner", For: 29 * 24 * time.Hour, Reason: "fix it"}))
	if fault.KindOf(err) != fault.Refused || !strings.Contains(err.Error(), "8h at most") {
		t.Error(err)
	}
	if s := must(w.Settings(t.Context())); len(s.Refused) > 0 || s.Elevation.Rules[0].AutoApprove || s.Rules.DormantDays != 61 {
		t.Errorf("%+v", s)
	}
	if refused := must(w.Refused(t.Context())); len(refused) != 1 || refused[0].Line.Writer != "older" {
		t.Errorf("%+v", refused)
	}
}
