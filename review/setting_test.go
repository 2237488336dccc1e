package review_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/settings"
)

func TestSettingsByKey(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ key, value, want, refused string }{
		{key: "rules.dormant_days", value: "60", want: "60"},
		{key: "rules.dormant_days", value: "sixty", refused: `rules.dormant_days is a whole number, not "sixty"`},
		{key: "rules.dormant_days", value: "60.5", refused: "a whole number"},
		{key: "rules.dormant_days", value: "null", want: "0"},
		{key: "remediation.methods", value: "webhook, manual", want: "webhook, manual"},
		{key: "remediation.methods", value: `["webhook","manual"]`, want: "webhook, manual"},
		{key: "remediation.methods", value: "", want: ""},
		{key: "remediation.methods", value: `["webhook"`, refused: "ends before it is complete"},
		{key: "canned_reasons", value: `["left, at last"," "]`, want: `["left, at last"," "]`},
		{key: "owners", value: "a@example.com,b@example.com", want: "a@example.com, b@example.com"},
		{key: "region", value: "eu", want: "eu"},
		{key: "dormant_days", value: "60", refused: `no setting "dormant_days"`},
		{key: "rules", value: "{}", refused: `no setting "rules"`},
		{key: "connection.client_id", value: "x", refused: "no setting"},
	} {
		s := settings.Default()
		err := s.Set(tc.key, tc.value)
		got, getErr := s.Get(tc.key)
		switch {
		case tc.refused != "":
			if fault.KindOf(err) != fault.BadInput || !strings.Contains(err.Error(), tc.refused) || !reflect.DeepEqual(s, settings.Default()) {
				t.Errorf("%s = %s: %v", tc.key, tc.value, err)
			}
		case err != nil || getErr != nil || got != tc.want:
			t.Errorf("%s = %s: got %q, %v, %v", tc.key, tc.value, got, err, getErr)
		}
	}
	if _, err := settings.Default().Get("something else"); !strings.Contains(fault.HintOf(err), "rules.dormant_days, rules.pending_days") {
		t.Errorf("the hint names no keys: %s", fault.HintOf(err))
	}
	if _, err := settings.Default().Get("rule"); fault.HintOf(err) != "did you mean elevation.rules?" {
		t.Errorf("the hint names no key like it: %s", fault.HintOf(err))
	}
}

// Whatever a setting is, what Get says is what Set takes.
func TestASettingIsWhatItSays(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := settings.Default()
		s.CannedReasons = rapid.SliceOf(rapid.String()).Draw(t, "reasons")
		s.Rules.DormantDays = rapid.Int().Draw(t, "days")
		again := settings.Default()
		for _, one := range s.All() {
			if err := again.Set(one.Key, one.Value); err != nil {
				t.Fatalf("%s = %s: %v", one.Key, one.Value, err)
			}
		}
		got, _ := json.Marshal(again)
		want, _ := json.Marshal(s)
		if string(got) != string(want) {
			t.Errorf("%s became %s", want, got)
		}
	})
}

func TestSettingsThatCannotBe(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"{\n\"region\": us}":                              "line 2 is not JSON",
		"{\n\"rules\": {\n\"dormant_days\": \"many\"}}":   "line 3: rules.dormant_days is a whole number",
		`{"dormant_days": 60}`:                            `unknown field "dormant_days"`,
		`{"region": "mars"}`:                              "one of us, eu",
		`{"rules": {"dormant_days": 0}}`:                  "at least one day",
		`{"remediation": {"methods": ["magic"]}}`:         `"magic" is not a method`,
		`{"remediation": {"methods": ["api", "api"]}}`:    "named twice",
		`{"remediation": {"count_percent": 101}}`:         "between 0 and 100",
		`{"owners": ["nobody"]}`:                          "not an e-mail address",
		`{} {}`:                                           "more after its end",
		``:                                                "ends before it is complete",
		`{"v": 2}`:                                        "format 2",
		`{"rules": {"privileged_scopes": ["[user"]}}`:     "not a pattern",
		"{\"region\": \"us\",\n\"remediation\":\n\n[]\n}": "line 4",
	} {
		_, err := settings.Parse([]byte(text))
		if fault.KindOf(err) != fault.BadInput || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
	s, err := settings.Parse([]byte(`{"rules": {"dormant_days": 60}}`))
	if err != nil || s.Rules.DormantDays != 60 || s.Rules.PendingDays != settings.Default().Rules.PendingDays {
		t.Errorf("%+v, %v", s, err)
	}
}

func TestChangedSettingsAreRecorded(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	w := d.synced(rita)
	changed, err := w.ChangeSettings(t.Context(), func(s *settings.Settings) error {
		s.Remediation.Methods = []order.Method{order.Manual}
		return s.Set("rules.dormant_days", "60")
	})
	if err != nil || len(changed.Changed) != 2 {
		t.Fatalf("%v, %v", changed, err)
	}
	lines, err := w.Journal(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, l := range lines[len(lines)-2:] {
		got = append(got, l.Type+" "+l.Actor+" "+string(l.Data))
	}
	want := `settings.changed rita@example.com {"key":"rules.dormant_days","new":"60","old":"90"}
settings.changed rita@example.com {"key":"remediation.methods","new":"manual","old":"api, mapping, webhook, manual"}`
	if strings.Join(got, "\n") != want {
		t.Errorf("recorded:\n%s", strings.Join(got, "\n"))
	}
	for _, change := range []func(*settings.Settings) error{
		func(*settings.Settings) error { return nil },
		func(s *settings.Settings) error { return s.Set("rules.dormant_days", "60") },
		func(s *settings.Settings) error { return s.Set("rules.dormant_days", "0") }, // which cannot be
		func(s *settings.Settings) error { s.Region = "eu"; return fault.New(fault.Failed, "no") },
	} {
		if changed, _ := w.ChangeSettings(t.Context(), change); len(changed.Changed) > 0 {
			t.Errorf("changed: %v", changed)
		}
	}
	after, err := w.Journal(t.Context())
	if err != nil || len(after) != len(lines) {
		t.Errorf("%d lines were %d, %v", len(after), len(lines), err)
	}
	if s, err := w.Settings(t.Context()); err != nil || s.Rules.DormantDays != 60 || s.Region != "us" {
		t.Errorf("%+v, %v", s, err)
	}
}
