package store_test

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/store"
)

type clock struct{}

func (clock) Now() time.Time { return time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC) }

func open(t *testing.T, home string) *store.Store {
	t.Helper()
	s, err := store.Open(home, "prod", clock{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// fill writes one of everything and returns the population's name.
func fill(t *testing.T, s *store.Store) string {
	t.Helper()
	ctx := context.Background()
	name, err := s.Populations.Save(ctx, &population.Population{V: 1, Workspace: "prod", TakenAt: clock{}.Now()})
	if err != nil {
		t.Fatal(err)
	}
	settings := settings.Default()
	settings.Region, settings.Connection.ClientID = "eu", "client-1"
	if err := s.Settings.Save(ctx, settings); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Journal.Append(ctx, func([]record.Line) ([]record.Entry, error) {
		return []record.Entry{{Type: "test", Data: struct{}{}}}, nil
	}); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestOnlyTheOwnerCanReadAnything(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no modes; files inherit the protection of the profile")
	}
	home := filepath.Join(t.TempDir(), "home")
	fill(t, open(t, home))
	n := 0
	err := filepath.WalkDir(home, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		want := fs.FileMode(0o600)
		if d.IsDir() {
			want = 0o700
		}
		if info.Mode().Perm() != want {
			t.Errorf("%s has mode %o, want %o", path, info.Mode().Perm(), want)
		}
		n++
		return nil
	})
	if err != nil || n < 8 {
		t.Errorf("walked %d entries: %v", n, err)
	}
}

func TestReadingMakesNothing(t *testing.T) {
	home := filepath.Join(t.TempDir(), "home")
	s := open(t, home)
	settings, err := s.Settings.Load(t.Context())
	if err != nil || settings.SeenFromBefore || settings.Region != "us" {
		t.Errorf("settings %+v, %v", settings, err)
	}
	if lines, err := s.Journal.Lines(t.Context()); err != nil || len(lines) != 0 {
		t.Errorf("lines %v, %v", lines, err)
	}
	if _, err := os.Stat(home); !os.IsNotExist(err) {
		t.Errorf("the home folder was made: %v", err)
	}
}

func TestWhatWasSavedIsLoaded(t *testing.T) {
	home := t.TempDir()
	name := fill(t, open(t, home))
	s := open(t, home)
	if p, err := s.Populations.Load(t.Context(), name); err != nil || p.Workspace != "prod" {
		t.Errorf("population %+v, %v", p, err)
	}
	if set, err := s.Settings.Load(t.Context()); err != nil || set.Region != "eu" ||
		set.Connection.ClientID != "client-1" || !set.SeenFromBefore {
		t.Errorf("settings %+v, %v", set, err)
	}
	shared, err := os.ReadFile(filepath.Join(home, "prod", "workspace.json"))
	if err != nil || strings.Contains(string(shared), "client-1") {
		t.Errorf("workspace.json is for sharing and holds the client ID: %s, %v", shared, err)
	}
}

func TestAPopulationThatWasChangedIsDamaged(t *testing.T) {
	home := t.TempDir()
	s := open(t, home)
	name := fill(t, s)
	path := filepath.Join(home, "prod", "populations", name+".json")
	if err := os.WriteFile(path, []byte(`{"v":1}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Populations.Load(t.Context(), name); fault.KindOf(err) != fault.Damaged {
		t.Errorf("got %v", err)
	}
	if _, err := s.Populations.Load(t.Context(), strings.Repeat("0", 64)); fault.KindOf(err) != fault.Damaged {
		t.Errorf("missing: %v", err)
	}
	for _, other := range []string{"../../etc/passwd", ""} {
		if _, err := s.Populations.Load(t.Context(), other); fault.KindOf(err) != fault.BadInput {
			t.Errorf("%q: %v", other, err)
		}
	}
}

func TestSettingsThatMakeNoSenseAreRefused(t *testing.T) {
	home := t.TempDir()
	s := open(t, home)
	fill(t, s)
	path := filepath.Join(home, "prod", "workspace.json")
	for content, want := range map[string]fault.Kind{
		`{"v":1,"region":`:                     fault.Damaged,
		`{"v":1,"rules":{"dormant_days":-1}}`:  fault.BadInput,
		`{"v":1,"rules":{"dormant_days":"x"}}`: fault.BadInput,
		`{"v":1,"region":"mars"}`:              fault.BadInput,
		`{"v":2}`:                              fault.BadInput,
		`{"v":1,"new_in_next_version":true}`:   0,
	} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Settings.Load(t.Context()); fault.KindOf(err) != want || err != nil &&
			!strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v", content, err)
		}
	}
}

func TestWorkspaceNames(t *testing.T) {
	for _, name := range []string{"prod", "eu-1", "a.b_c"} {
		if _, err := store.Open(t.TempDir(), name, clock{}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, name := range []string{
		"", "..", "a/b", "Prod", strings.Repeat("x", 64), "-x", "a\x00", "a.", "nul", "com1.x",
		"installation.json",
	} {
		if _, err := store.Open(t.TempDir(), name, clock{}); fault.KindOf(err) != fault.BadInput {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func TestAReadOnlyFolderIsSaid(t *testing.T) {
	if os.Geteuid() == 0 || runtime.GOOS == "windows" {
		t.Skip("root may write anywhere, and Windows has no read-only folders")
	}
	home := t.TempDir()
	if err := os.Chmod(home, 0o500); err != nil {
		t.Fatal(err)
	}
	_, err := open(t, home).Journal.Append(t.Context(), func([]record.Line) ([]record.Entry, error) { return nil, nil })
	if fault.KindOf(err) != fault.Failed || !strings.Contains(err.Error(), "permission denied") {
		t.Errorf("got %v", err)
	}
}

func TestAFileInTheWayIsSaid(t *testing.T) {
	home := filepath.Join(t.TempDir(), "home")
	if err := os.WriteFile(home, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s := open(t, home)
	_, append := s.Journal.Append(t.Context(), func([]record.Line) ([]record.Entry, error) { return nil, nil })
	_, save := s.Populations.Save(t.Context(), &population.Population{V: 1})
	for _, err := range []error{append, save, s.Settings.Save(t.Context(), settings.Default())} {
		if fault.KindOf(err) != fault.Failed || !strings.Contains(err.Error(), home) || runtime.GOOS != "windows" &&
			!strings.Contains(fault.HintOf(err), "move it away") {
			t.Errorf("got %v (%s)", err, fault.HintOf(err))
		}
	}
}

func TestADamagedPopulationIsMendedBySavingItAgain(t *testing.T) {
	home := t.TempDir()
	s := open(t, home)
	name := fill(t, s)
	path := filepath.Join(home, "prod", "populations", name+".json")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if again := fill(t, s); again != name {
		t.Errorf("the same population was named %s and %s", name, again)
	}
	if _, err := s.Populations.Load(t.Context(), name); err != nil {
		t.Error(err)
	}
}

func BenchmarkLoadPopulation100kUsers(b *testing.B) {
	s, err := store.Open(b.TempDir(), "prod", clock{})
	if err != nil {
		b.Fatal(err)
	}
	now := clock{}.Now()
	p := &population.Population{V: 1, Workspace: "prod", TakenAt: now}
	for i := range 100_000 {
		p.Users = append(p.Users, population.User{
			ID: fmt.Sprintf("74e19393-3e94-48d2-8b60-%012d", i), Email: fmt.Sprintf("person.%d@example.com", i),
			RoleID: "0b5e7f60-0000-4000-8000-000000000001", Status: population.StatusVerified, SSO: true, CreatedAt: &now,
			LastLoginAt: &now,
		})
	}
	name, err := s.Populations.Save(b.Context(), p)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := s.Populations.Load(b.Context(), name); err != nil {
			b.Fatal(err)
		}
	}
}
