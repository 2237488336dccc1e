package settings

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/settings"
)

// alone returns the settings of a workspace folder that one account has for itself.
func alone(folder string) File { return In(folder, folder) }

func TestSettingsAreTheUsualOnesBeforeAnythingIsSaved(t *testing.T) {
	f := alone(filepath.Join(t.TempDir(), "prod"))
	s, err := f.Load(t.Context())
	if err != nil || s.SeenFromBefore || !slices.Equal(s.All(), settings.Default().All()) {
		t.Errorf("%+v, %v", s, err)
	}
	if _, found, err := f.Connection(t.Context()); found || err != nil {
		t.Errorf("a connection: %v, %v", found, err)
	}
}

func TestSettingsComeBackAsTheyWereSaved(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "prod")
	f := alone(folder)
	s := settings.Default()
	s.Owners = []string{"lead@example.com"}
	s.Connection = settings.Connection{ClientID: "key-1", Actor: "rita@example.com"}
	if err := f.Save(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	got, err := f.Load(t.Context())
	if err != nil || !got.SeenFromBefore || !slices.Equal(got.All(), s.All()) || got.Connection.ClientID != "key-1" ||
		got.Connection.Actor != "rita@example.com" {
		t.Errorf("%+v, %v", got, err)
	}
	text, err := os.ReadFile(filepath.Join(folder, "workspace.json"))
	if err != nil || strings.Contains(string(text), "key-1") || strings.Contains(string(text), "rita@") {
		t.Errorf("what belongs to this installation is in the shared file: %s, %v", text, err)
	}
	for _, name := range []string{"workspace.json", "connection.json"} {
		info, err := os.Stat(filepath.Join(folder, name))
		if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
	}
}

func TestSettingsThatSayTheSameAreNotWrittenAgain(t *testing.T) {
	folder := t.TempDir()
	f := alone(folder)
	if err := f.Save(t.Context(), settings.Default()); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, "workspace.json")
	before, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Save(t.Context(), settings.Default()); err != nil {
		t.Fatal(err)
	}
	if after, err := os.Stat(path); err != nil || !os.SameFile(before, after) {
		t.Errorf("the file is another one, %v", err)
	}
}

func TestSettingsThatCannotBe(t *testing.T) {
	for name, c := range map[string]struct {
		file, text string
		kind       fault.Kind
		says       string
	}{
		"no JSON":       {"workspace.json", `{"owners":`, fault.Damaged, "workspace.json"},
		"another kind":  {"workspace.json", `{"rules":{"dormant_days":"many"}}`, fault.BadInput, "dormant_days"},
		"not an object": {"workspace.json", `[1]`, fault.BadInput, "workspace.json"},
		"UTF-16":        {"workspace.json", "\xff\xfe{\x00}\x00", fault.BadInput, "UTF-16"},
		"beyond reason": {
			"workspace.json", `{"rules":{"dormant_days":-1}}`, fault.BadInput,
			"at least one day for dormant",
		},
		"named twice":      {"workspace.json", `{"owners":[],"owners":["a@example.com"]}`, fault.BadInput, "owners"},
		"connection":       {"connection.json", `{"client_id":7}`, fault.BadInput, "client_id"},
		"connection, torn": {"connection.json", `{"client_id":"k`, fault.Damaged, "connection.json"},
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			if err := os.WriteFile(filepath.Join(folder, c.file), []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := alone(folder).Load(t.Context())
			if fault.KindOf(err) != c.kind || !strings.Contains(err.Error(), c.says) {
				t.Errorf("kind %d: %v", fault.KindOf(err), err)
			}
		})
	}
}

func TestSettingsKeepNamesTheyDoNotKnowInMind(t *testing.T) {
	folder := t.TempDir()
	text := "\ufeff" + `{"owners":["a@example.com"],"of_tomorrow":1}`
	if err := os.WriteFile(filepath.Join(folder, "workspace.json"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := alone(folder).Load(t.Context())
	if err != nil || !slices.Contains(s.Unknown, "of_tomorrow") || !slices.Equal(s.Owners, []string{"a@example.com"}) {
		t.Errorf("%v, %v, %v", s.Owners, s.Unknown, err)
	}
	if s.Rules.DormantDays != settings.Default().Rules.DormantDays {
		t.Errorf("what the file leaves out is %d", s.Rules.DormantDays)
	}
}

func TestSettingsThatAreWrongOrLateAreNotSaved(t *testing.T) {
	f := alone(t.TempDir())
	wrong := settings.Default()
	wrong.Rules.DormantDays = -1
	if err := f.Save(t.Context(), wrong); fault.KindOf(err) != fault.BadInput {
		t.Errorf("wrong settings: %v", err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := f.Save(ended, settings.Default()); err == nil {
		t.Error("saved though nobody waits for it")
	}
	if s, err := f.Load(t.Context()); err != nil || s.SeenFromBefore {
		t.Errorf("something was saved: %v", err)
	}
}
