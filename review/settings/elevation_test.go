package settings_test

import (
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/settings"
)

func TestDurations(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"30m": 30 * time.Minute, "2h": 2 * time.Hour, "1h30m": 90 * time.Minute, " 3D ": 72 * time.Hour, "90s": 90 * time.Second, "1h 5m": 65 * time.Minute,
	} {
		if got, err := settings.ParseDuration(text); err != nil || got != want {
			t.Errorf("%q: %v, %v; want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "0", "0s", "-1h", "2", "ever", "1y", "99999d", "0.1ms", "9999999999h", "1e3h"} {
		if got, err := settings.ParseDuration(text); fault.KindOf(err) != fault.BadInput {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	for d, want := range map[time.Duration]string{
		time.Hour: "1h", 90 * time.Minute: "90m", 150 * time.Minute: "2h30m", 24 * time.Hour: "24h", 72 * time.Hour: "3d", 45 * time.Second: "45s",
		time.Minute + 5*time.Second: "1m5s", 0: "0s",
	} {
		if got := settings.Duration(d).String(); got != want {
			t.Errorf("%v is written %q, want %q", d, got, want)
		}
	}
}

func TestDurationsAreReadAsTheyAreWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := settings.Duration(time.Duration(rapid.IntRange(0, 40*24*3600).Draw(t, "seconds")) * time.Second)
		data, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		var back settings.Duration
		if err := json.Unmarshal(data, &back); err != nil || back != d {
			t.Errorf("%s is read as %s, %v", data, back, err)
		}
	})
}

func FuzzParseDuration(f *testing.F) {
	for _, seed := range []string{"30m", "2h", "3d", "1h30m", "0", "-5m", "9223372036854775807ns", "ٱ"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if d, err := settings.ParseDuration(text); err == nil && (d < time.Second || d%time.Second != 0) {
			t.Errorf("%q is read as %v", text, d)
		}
	})
}

func TestRulesAreChecked(t *testing.T) {
	good := settings.ElevationRule{Role: "Owner", Longest: settings.Duration(time.Hour), Approvals: 1}
	tests := map[string]func(*settings.Elevation){
		"no time to wait":         func(r *settings.Elevation) { r.OpenFor = 0 },
		"no role":                 func(r *settings.Elevation) { r.Rules[0].Role = "" },
		"no length":               func(r *settings.Elevation) { r.Rules[0].Longest = 0 },
		"a year":                  func(r *settings.Elevation) { r.Rules[0].Longest = settings.Duration(365 * 24 * time.Hour) },
		"nobody approves":         func(r *settings.Elevation) { r.Rules[0].Approvals = 0 },
		"more approvals than may": func(r *settings.Elevation) { r.Rules[0].Approvers, r.Rules[0].Approvals = []string{"a@example.com"}, 2 },
		"not a pattern":           func(r *settings.Elevation) { r.Rules[0].Reason = "(" },
		"two rules for the same": func(r *settings.Elevation) {
			r.Rules = append(r.Rules, settings.ElevationRule{Role: "OWNER", Longest: good.Longest, Approvals: 1})
		},
		"any role has an ID": func(r *settings.Elevation) { r.Rules[0].Role, r.Rules[0].RoleID = "*", "id" },
		"two rules for one role": func(r *settings.Elevation) {
			r.Rules[0].RoleID = "id"
			r.Rules = append(r.Rules, settings.ElevationRule{Role: "Root", RoleID: "id", Longest: good.Longest, Approvals: 1})
		},
		"privileged, and not without approval": func(r *settings.Elevation) { r.Rules[0].AutoApprovePrivileged = true },
		"any privileged role without approval": func(r *settings.Elevation) {
			r.Rules[0].Role, r.Rules[0].AutoApprove, r.Rules[0].AutoApprovePrivileged = "*", true, true
		},
		"break-glass for any role": func(r *settings.Elevation) { r.Rules[0].Role, r.Rules[0].BreakGlass = "*", []string{"a@example.com"} },
		"break-glass, and none": func(r *settings.Elevation) {
			r.Rules[0].BreakGlass, r.Rules[0].NoBreakGlass = []string{"a@example.com"}, true
		},
		"an invisible approver":    func(r *settings.Elevation) { r.Rules[0].Approvers = []string{"\u200b"} },
		"a notice before the past": func(r *settings.Elevation) { r.Notice = -1 },
	}
	for name, spoil := range tests {
		r := settings.DefaultElevation()
		r.Rules = []settings.ElevationRule{good}
		if err := r.Check(); err != nil {
			t.Fatal(err)
		}
		if spoil(&r); fault.KindOf(r.Check()) != fault.BadInput {
			t.Errorf("%s: %v", name, r.Check())
		}
	}
	if err := settings.DefaultElevation().Check(); err != nil {
		t.Error(err)
	}
}

func TestTheRuleOfARole(t *testing.T) {
	rules := settings.Elevation{Rules: []settings.ElevationRule{{Role: "*", Approvals: 1}, {Role: "owner", Approvals: 2}, {Role: "id-7", Approvals: 3}}}
	for _, tt := range []struct {
		id, name string
		want     int
	}{{"id-1", "Owner", 2}, {"id-7", "Viewer", 3}, {"id-2", "Viewer", 1}} {
		if got, ok := rules.For(tt.id, tt.name); !ok || got.Approvals != tt.want {
			t.Errorf("%v: %+v", tt, got)
		}
	}
	rules.Rules = rules.Rules[1:]
	if _, ok := rules.For("id-2", "Viewer"); ok {
		t.Error("a role without a rule may be lent")
	}
}

// TestARuleFollowsItsRole checks that a rule keeps its role when the role is renamed, and that a new role with the old
// name does not get it.
func TestARuleFollowsItsRole(t *testing.T) {
	rule := func(name, id string, approvals int) settings.ElevationRule {
		return settings.ElevationRule{Role: name, RoleID: id, Approvals: approvals}
	}
	now := settings.Elevation{Rules: []settings.ElevationRule{rule("owner", "", 2), rule("*", "", 1)}}
	roles := []population.Role{{ID: "id-1", Name: "Owner"}, {ID: "id-2", Name: "Viewer"}}
	if err := now.Follow(settings.Elevation{}, roles); err != nil {
		t.Fatal(err)
	}
	if got := now.Rules[0]; got.Role != "Owner" || got.RoleID != "id-1" || now.Rules[1].RoleID != "" {
		t.Errorf("%+v", now.Rules)
	}
	for _, tt := range []struct {
		id, name string
		want     int
	}{{"id-1", "Root", 2}, {"id-3", "Owner", 1}} {
		if got, _ := now.For(tt.id, tt.name); got.Approvals != tt.want {
			t.Errorf("%v: %+v", tt, got)
		}
	}
	renamed := []population.Role{{ID: "id-1", Name: "Root"}, {ID: "id-3", Name: "Owner"}}
	for name, tt := range map[string]struct {
		rule settings.ElevationRule
		want string // ID; empty: refused
	}{
		"unchanged":             {rule("Owner", "id-1", 3), "id-1"},
		"its present name":      {rule("Root", "id-1", 2), "id-1"},
		"another role":          {rule("owner", "", 2), "id-3"},
		"by ID":                 {rule("id-1", "", 2), "id-1"},
		"the ID of another one": {rule("Owner", "id-2", 2), ""},
		"no such role":          {rule("Ownr", "", 2), ""},
	} {
		next := settings.Elevation{Rules: []settings.ElevationRule{tt.rule}}
		err := next.Follow(now, renamed)
		if (err == nil) != (tt.want != "") || err == nil && next.Rules[0].RoleID != tt.want {
			t.Errorf("%s: %+v, %v", name, next.Rules, err)
		}
	}
	next := settings.Elevation{Rules: []settings.ElevationRule{rule("gone", "", 2)}}
	if err := next.Follow(next, renamed); err != nil {
		t.Errorf("a rule of an earlier version, which nobody changed: %v", err)
	}
	if err := next.Follow(settings.Elevation{}, append(renamed, population.Role{ID: "a", Name: "Gone"}, population.Role{ID: "b", Name: "gone"})); fault.KindOf(err) != fault.BadInput {
		t.Errorf("two roles of that name: %v", err)
	}
}
