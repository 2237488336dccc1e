package review_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/settings"
)

// standings are those of all checks but the ones that pass.
func standings(t *testing.T, w *review.Workspace, id string) map[string]pack.Result {
	t.Helper()
	r, err := w.CheckEvidence(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if r.Passed+r.Weak+r.Failed+r.NotApplicable != len(r.Checks) {
		t.Errorf("%s of %d", r.Tally(), len(r.Checks))
	}
	got := map[string]pack.Result{}
	for _, c := range r.Checks {
		if c.Fact == "" || c.Asks == "" || len(c.Refs) == 0 || (c.Advice == "") != (c.Result == pack.Pass || c.Result == pack.NotApplicable) {
			t.Errorf("%s says too little: %+v", c.Name, c)
		}
		for _, item := range c.Items {
			if r.Titles[item] == "" {
				t.Errorf("%s names %s, which nobody knows", c.Name, item)
			}
		}
		if c.Result != pack.Pass {
			got[c.Name] = c.Result
		}
	}
	return got
}

// What a campaign lacks shows, and goes as it is done.
func TestSelfCheckFollowsACampaign(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	owner := d.synced(lead)
	d.pass(time.Hour)
	c := d.opened(owner, "all", rita, sam)
	start := standings(t, owner, c.ID)
	for _, name := range []string{"all-decided", "shares-signed-off", "management-sign-off"} {
		if start[name] != pack.Fail {
			t.Errorf("at the start %s is %q", name, start[name])
		}
	}
	for _, name := range []string{
		"who-when-why", "privileged-justified", "no-self-review", "independent-reviewers", "decisions-consistent", "not-by-granter",
		"not-rubber-stamped", "reviewers-known", "revocations-proven", "revocations-prompt",
	} {
		if start[name] != pack.NotApplicable {
			t.Errorf("at the start, when nothing is decided, %s is %q", name, start[name])
		}
	}

	for _, who := range []string{rita, sam} {
		w := d.open(who, settings.Credentials{})
		sheet, err := w.Sheet(t.Context(), c.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range sheet.Rows {
			if r.Reviewer != who {
				continue
			}
			choice := campaign.Choice{Item: r.Item, Verdict: campaign.Certify, Reason: "needed", DwellMS: 5000}
			if _, err := w.Decide(t.Context(), c.ID, []campaign.Choice{choice}); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := w.SignOff(t.Context(), c.ID, ""); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := owner.CloseCampaign(t.Context(), c.ID, ""); err != nil {
		t.Fatal(err)
	}
	want := map[string]pack.Result{
		"population-source":      pack.Fail,          // the Torq of a test is simulated
		"audit-reconciled":       pack.Weak,          // the first population has none before it
		"system-accounts-owned":  pack.Weak,          // no note names who is responsible for a service key
		"leavers":                pack.NotApplicable, // there is no roster
		"third-parties-reviewed": pack.NotApplicable, // nor a domain of the company
		"reviewers-known":        pack.Weak,
		"cadence":                pack.NotApplicable, // it is the first
		"management-sign-off":    pack.Weak,          // with the usual words
		"revocations-proven":     pack.NotApplicable, // there is none
		"revocations-prompt":     pack.NotApplicable,
		"break-glass-reviewed":   pack.NotApplicable, // no elevation
		"elevation-rules-kept":   pack.NotApplicable,
		"elevations-ended":       pack.NotApplicable,
		"tamper-evident":         pack.Weak,
	}
	if diff := cmp.Diff(want, standings(t, owner, c.ID)); diff != "" {
		t.Error(diff)
	}

	one, err := owner.CheckEvidence(t.Context(), c.ID)
	if err != nil {
		t.Fatal(err)
	}
	d.pass(1000 * time.Hour)
	other, err := d.open("", settings.Credentials{}).CheckEvidence(t.Context(), "Q4 review")
	if err != nil {
		t.Fatal(err)
	}
	if a, b := encoded(t, one), encoded(t, other); a != b {
		t.Error("another time and another process see something else")
	}
}

func encoded(t *testing.T, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// One person who makes, decides and closes everything in one stroke, and what is left undone, is written down.
func TestSelfCheckOfAPoorCampaign(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	w := d.open(lead, creds(d.server.LimitedKey()))
	if _, err := w.Sync(t.Context(), review.SyncOptions{}); err != nil {
		t.Fatal(err)
	}
	c := d.opened(w, `role == "Operator" or role == "Owner"`, lead)
	sheet, err := w.Sheet(t.Context(), c.ID)
	if err != nil {
		t.Fatal(err)
	}
	var choices []campaign.Choice
	for i, r := range sheet.Rows {
		choice := campaign.Choice{Item: r.Item, Verdict: campaign.Certify, Reason: "fine"}
		if i == 0 {
			choice.Verdict = campaign.Revoke
		}
		choices = append(choices, choice)
	}
	if _, err := w.Decide(t.Context(), c.ID, choices); err != nil {
		t.Fatal(err)
	}
	d.pass(400 * 24 * time.Hour)
	if _, err := w.CloseCampaign(t.Context(), c.ID, ""); err != nil {
		t.Fatal(err)
	}
	got := standings(t, w, c.ID)
	for _, name := range []string{"keys-in-scope", "independent-reviewers", "not-rubber-stamped", "shares-signed-off", "on-time", "revocations-proven"} {
		if got[name] != pack.Fail {
			t.Errorf("%s is %q", name, got[name])
		}
	}
	for _, name := range []string{"population-complete", "audit-reconciled", "people-in-scope", "not-by-granter", "management-sign-off"} {
		if got[name] != pack.Weak {
			t.Errorf("%s is %q", name, got[name])
		}
	}
	if t.Failed() {
		t.Log(strings.Join(slices.Sorted(maps.Keys(got)), " "))
	}
}
