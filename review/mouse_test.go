package review_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/settings"
)

// Whether the app leaves the mouse to the terminal is a choice of the installation. It needs no right and no line, and an
// earlier record's choice for all counts until then.
func TestTheMouseIsAChoiceOfThisInstallation(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	first := d.synced(lead)
	d.write(record.Entry{Type: settings.TypeChanged, Actor: record.Actor{Email: lead, Assurance: record.Declared}, Data: settings.Changed{Key: settings.NoMouseKey, Old: "false", New: "true"}})
	w := d.open(sam, settings.Credentials{}) // who has no right
	if s := must(w.Settings(t.Context())); !s.MouseOff() || valueOf(t, w, settings.NoMouseKey) != "true" {
		t.Errorf("the earlier record's choice does not count: %+v", s)
	}
	before := len(must(w.Journal(t.Context())))
	for _, value := range []string{"false", "true", "false"} {
		made := change(t, w, settings.NoMouseKey, value)
		if len(made.Changed) != 1 || made.Changed[0].New != value || valueOf(t, w, settings.NoMouseKey) != value {
			t.Errorf("%s: %+v", value, made)
		}
	}
	if again := change(t, w, settings.NoMouseKey, "false"); len(again.Changed) > 0 {
		t.Errorf("%+v", again)
	}
	if after := len(must(w.Journal(t.Context()))); after != before || len(refusals(t, w)) > 0 {
		t.Errorf("%d lines more, %q", after-before, refusals(t, w))
	}
	change(t, first, "rules.dormant_days", "60")
	text := string(must(os.ReadFile(filepath.Join(d.home, "default", "workspace.json"))))
	if s := must(settings.Parse([]byte(text))); !s.NoMouse {
		t.Errorf("the copy lost what the record says: %s", text)
	}

	// An editor shows the choice, and a change of it is one here as well.
	_, err := w.ChangeSettings(t.Context(), func(s *settings.Settings) error {
		given := s.Shown()
		given.NoMouse = true
		*s = s.Edited(given)
		return nil
	})
	if err != nil || valueOf(t, w, settings.NoMouseKey) != "true" || len(must(w.Journal(t.Context()))) != before+1 {
		t.Errorf("%v", err)
	}
	if got := must(w.SettingsCopy(t.Context())); len(got.Differs) > 0 {
		t.Errorf("%+v", got)
	}
}
