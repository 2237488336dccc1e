package settings

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestLoosens(t *testing.T) {
	const usual = `{"role":"*","longest":"8h","approvals":1}`
	seen := map[string]bool{}
	for _, c := range []struct {
		key, old, now string
		loosens       bool
	}{
		{"region", "us", "eu", false},
		{"owners", "a@example.com", "a@example.com, b@example.com", false},
		{"canned_reasons", "left", "left, moved", false},
		{"webhook", "none", "set 2026-11-30T00:00:00Z", false},
		{"no_mouse", "false", "true", false},
		{"domains", "", "example.com", true},
		{"domains", "example.com, example.org", "example.org", false},

		{"rules.dormant_days", "90", "91", true},
		{"rules.dormant_days", "90", "89", false},
		{"rules.dormant_days", "90", "many", true},
		{"rules.pending_days", "14", "30", true},
		{"rules.pending_days", "14", "13", false},
		{"rules.stale_hours", "48", "72", true},
		{"rules.stale_hours", "48", "24", false},
		{"rules.peer_percent", "10", "5", true},
		{"rules.peer_percent", "10", "20", false},
		{"rules.peer_group", "8", "9", true},
		{"rules.peer_group", "8", "7", false},
		{"rules.owner_limit", "4", "5", true},
		{"rules.owner_limit", "4", "3", false},
		{"rules.carried_times", "2", "3", true},
		{"rules.carried_times", "2", "1", false},
		{"rules.privileged_scopes", "*, user.write", "*", true},
		{"rules.privileged_scopes", "*, user.write", "user.write, *", false},
		{"rules.privileged_scopes", "*", "*, role.write", false},
		{"rules.privileged_scopes", "*", "", true},
		{"rules.privileged_scopes", "*", `["*"`, true},

		{"remediation.methods", "manual", "manual, api", true},
		{"remediation.methods", "api, manual", "manual, api", false},
		{"remediation.methods", "api, manual", "manual", false},
		{"remediation.count_percent", "20", "21", true},
		{"remediation.count_percent", "20", "0", false},

		{"evidence.keep_answers", "true", "false", true},
		{"evidence.keep_answers", "false", "true", false},

		{"campaigns.plans", "[]", `[{"name":"review"}]`, false},
		{"campaigns.plans", `[{"name":"review"}]`, "[]", true},
		{"campaigns.plans", `[{"name":"review","every":"month"}]`, `[{"every":"quarter","name":"review"}]`, true},
		{"campaigns.plans", `[{"name":"review","every":"month"}]`, `[{"name":"keys"},{"every":"month","name":"review"}]`, false},
		{"campaigns.plans", "[]", "[", true},
		{"campaigns.reminders", "due", "", false},

		{"elevation.open_for", "24h", "2d", true},
		{"elevation.open_for", "24h", "1h", false},
		{"elevation.open_for", "24h", "long", true},
		{"elevation.notice", "10m", "0s", false},
		{"elevation.notice_by_webhook", "true", "false", true},
		{"elevation.notice_by_webhook", "false", "true", false},

		{"required_assurance.signoff", "ssh", "os", true},
		{"required_assurance.signoff", "ssh", "", true},
		{"required_assurance.signoff", "os", "finger", true},
		{"required_assurance.signoff", "", "declared", false},
		{"required_assurance.signoff", "", "os", false},
		{"required_assurance.signoff", "api-key", "ssh", false},

		{"elevation.rules", "[" + usual + "]", "[]", false},
		{"elevation.rules", "[]", "[" + usual + "]", true},
		{"elevation.rules", "[" + usual + "]", `[{"role":"*","longest":"9h","approvals":1}]`, true},
		{"elevation.rules", "[" + usual + "]", `[{"role":"*","longest":"7h","approvals":2}]`, false},
		{"elevation.rules", "[" + usual + "]", `[{"role":"*","longest":"8h","approvals":0}]`, true},
		{"elevation.rules", "[" + usual + "]", `[{"role":"*","longest":"8h","approvals":1,"auto_approve":true}]`, true},
		{"elevation.rules", `[{"role":"*","longest":"8h","approvals":1,"auto_approve":true}]`, "[" + usual + "]", false},
		{"elevation.rules", "[" + usual + "]", `[{"role":"*","longest":"8h","approvals":1,"approvers":["a@x.com"]}]`, true}, // without a right
		{"elevation.rules", `[{"role":"*","longest":"8h","approvals":1,"approvers":["a@x.com"]}]`, `[{"role":"*","longest":"8h","approvals":1,"approvers":["A@x.com"]}]`, false},
		{"elevation.rules", `[{"role":"*","longest":"8h","approvals":1,"approvers":["a@x.com"]}]`, `[{"role":"*","longest":"8h","approvals":1,"approvers":["a@x.com","b@x.com"]}]`, true},
		{"elevation.rules", `[{"role":"*","longest":"8h","approvals":1,"requesters":["a@x.com"]}]`, "[" + usual + "]", true},
		{"elevation.rules", `[{"role":"*","longest":"8h","approvals":1,"ticket_needed":true}]`, "[" + usual + "]", true},
		{"elevation.rules", "[" + usual + "]", `[{"role":"*","longest":"8h","approvals":1,"ticket_needed":true,"reason_pattern":"INC","no_break_glass":true}]`, false},
		{"elevation.rules", `[{"role":"*","longest":"8h","approvals":1,"reason_pattern":"INC"}]`, `[{"role":"*","longest":"8h","approvals":1,"reason_pattern":"INC-"}]`, true},
		{"elevation.rules", `[{"role":"*","longest":"8h","approvals":1,"no_break_glass":true}]`, "[" + usual + "]", false},
		{"elevation.rules", `[{"role":"Owner","role_id":"r1","longest":"8h","approvals":1}]`, `[{"role":"Owner","role_id":"r1","longest":"8h","approvals":1,"break_glass":["a@x.com"]}]`, true},
		{"elevation.rules", `[{"role":"Owner","role_id":"r1","longest":"8h","approvals":1,"break_glass":["a@x.com"]}]`, `[{"role":"Owner","role_id":"r1","longest":"8h","approvals":1}]`, false},
		{"elevation.rules", `[{"role":"Owner","role_id":"r1","longest":"8h","approvals":1,"may_request":"sso"}]`, `[{"role":"Owner","role_id":"r1","longest":"8h","approvals":1}]`, true},
		{"elevation.rules", `[{"role":"Owner","role_id":"r1","longest":"8h","approvals":1}]`, `[{"role":"Owner","role_id":"r1","longest":"8h","approvals":1,"may_request":"sso"}]`, false},
		{"elevation.rules", `[{"role":"Owner","longest":"8h","approvals":1}]`, `[{"role":"Owner","role_id":"r1","longest":"8h","approvals":1}]`, false}, // its ID was found
		// A role of its own, and what falls back to the rule for all others.
		{"elevation.rules", "[" + usual + "]", "[" + usual + `,{"role":"Owner","longest":"1h","approvals":2}]`, false},
		{"elevation.rules", "[" + usual + `,{"role":"Owner","longest":"1h","approvals":2}]`, "[" + usual + "]", true},
		{"elevation.rules", `[{"role":"Owner","longest":"1h","approvals":2}]`, `[{"role":"owner","longest":"1h","approvals":2}]`, false},
		{"elevation.rules", `[{"role":"Owner","longest":"1h","approvals":2}]`, `[{"role":"Viewer","longest":"1h","approvals":2}]`, true},
		{"elevation.rules", "[" + usual + "]", "what is this", true},
		{"elevation.rules", "[" + usual + "]", `[{"role":"*","longest":"8h","approvals":1,"of_tomorrow":1}]`, true},

		{"of_tomorrow", "1", "2", true},
		{"of_tomorrow", "1", "1", false},
		{"rules", "{}", "[]", true},
	} {
		seen[c.key] = true
		if got := Loosens(c.key, c.old, c.now); got != c.loosens {
			t.Errorf("%s from %q to %q: %v", c.key, c.old, c.now, got)
		}
	}
	for _, one := range Default().All() {
		if _, known := guards[one.Key]; !known && !strings.HasPrefix(one.Key, assuranceKey) {
			t.Errorf("whether a change of %s loosens a guard is not known here", one.Key)
		}
		if !seen[one.Key] && !strings.HasPrefix(one.Key, assuranceKey) {
			t.Errorf("%s has no case in this test", one.Key)
		}
	}
}

// A part of a rule for elevations that is new must be put into ruleGuards.
func TestEachPartOfARuleIsAGuard(t *testing.T) {
	rule := reflect.TypeFor[ElevationRule]()
	for i := range rule.NumField() {
		if name, _ := jsonName(rule.Field(i)); ruleGuards[name] == nil {
			t.Errorf("whether a change of %s loosens a rule is not known here", name)
		}
	}
}

// Where a change does not loosen a guard, and the change back does not either, nothing about the guard changed.
func TestRulesLoosenOneWayOrTheOther(t *testing.T) {
	people := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"a@x.com", "b@x.com", "c@x.com"}), 0, 3, rapid.ID[string])
	rule := rapid.Custom(func(t *rapid.T) ElevationRule {
		return ElevationRule{
			Role: AnyRole, Requesters: people.Draw(t, "requesters"), Approvers: people.Draw(t, "approvers"),
			Longest: Duration(rapid.Int64Range(1, 9).Draw(t, "longest")), Approvals: rapid.IntRange(0, 3).Draw(t, "approvals"),
			AutoApprove: rapid.Bool().Draw(t, "auto"), Ticket: rapid.Bool().Draw(t, "ticket"), BreakGlass: people.Draw(t, "glass"),
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := rule.Draw(t, "a"), rule.Draw(t, "b")
		slices.Sort(a.Requesters)
		slices.Sort(b.Requesters)
		slices.Sort(a.Approvers)
		slices.Sort(b.Approvers)
		slices.Sort(a.BreakGlass)
		slices.Sort(b.BreakGlass)
		if !a.loosened(b) && !b.loosened(a) && !reflect.DeepEqual(membersOf(a), membersOf(b)) {
			t.Errorf("%+v and %+v loosen neither way", a, b)
		}
		if a.loosened(a) {
			t.Errorf("%+v loosens itself", a)
		}
	})
}
