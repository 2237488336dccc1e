package timer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// These programs stand for systemctl, launchctl, schtasks and crontab, which a machine that tests may lack, and must
// not be changed by a test: the test's own program under their names. They write down how they were called, and
// remember what real ones would.
const fakeDir = "TUAR_TIMER_TEST"

func TestMain(m *testing.M) {
	if dir := os.Getenv(fakeDir); dir != "" {
		os.Exit(fake(dir, strings.TrimSuffix(filepath.Base(os.Args[0]), ".exe"), os.Args[1:]))
	}
	os.Exit(m.Run())
}

func fake(dir, name string, args []string) int {
	called := name + " " + strings.Join(args, " ")
	log, err := os.OpenFile(filepath.Join(dir, "log"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		panic(err)
	}
	fmt.Fprintln(log, called)
	if failing, err := os.ReadFile(filepath.Join(dir, "failing")); err == nil &&
		strings.Contains(called, string(failing)) {
		fmt.Fprintln(os.Stderr, "broken on purpose")
		return 1
	}
	// the status, and what it says on which stream
	if said, err := os.ReadFile(filepath.Join(dir, "says "+name)); err == nil {
		code, text, _ := strings.Cut(string(said), " ")
		if code == "0" {
			fmt.Println(text)
			return 0
		}
		fmt.Fprintln(os.Stderr, text)
		return 1
	}
	running := filepath.Join(dir, "running")
	does := func(words ...string) bool {
		return slices.ContainsFunc(args, func(a string) bool { return slices.Contains(words, a) })
	}
	switch {
	case name == "crontab" && args[0] == "-l":
		table, err := os.ReadFile(filepath.Join(dir, "table"))
		if errors.Is(err, fs.ErrNotExist) {
			fmt.Fprintln(os.Stderr, "no crontab for d.ito")
			return 1
		}
		os.Stdout.Write(table)
	case name == "crontab":
		table, _ := io.ReadAll(os.Stdin)
		_ = os.WriteFile(filepath.Join(dir, "table"), table, 0o600)
	case does("enable", "bootstrap", "/create"):
		_ = os.WriteFile(running, nil, 0o600)
	case does("is-active", "print", "/query", "disable", "bootout", "/delete"):
		if _, err := os.Stat(running); err != nil {
			fmt.Fprintln(os.Stderr, "inactive")
			return 3
		}
		if does("disable", "bootout", "/delete") {
			_ = os.Remove(running)
		}
	}
	return 0
}

// office is a machine whose programs are fakes.
type office struct {
	t     *testing.T
	dir   string
	timer *Timer
}

func newOffice(t *testing.T, system string, programs ...string) *office {
	t.Helper()
	own, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	o := &office{t: t, dir: t.TempDir()}
	bin := t.TempDir()
	for _, name := range programs {
		if runtime.GOOS == "windows" {
			name += ".exe"
		}
		place(t, own, filepath.Join(bin, name))
	}
	t.Setenv("PATH", bin)
	t.Setenv(fakeDir, o.dir)
	t.Setenv("GORACE", "atexit_sleep_ms=0") // else each fake takes a second, where the test looks for races
	user := filepath.Join(t.TempDir(), "d ito")
	m := machine{os: system, user: user, config: filepath.Join(user, ".config"), uid: "501"}
	o.timer = &Timer{home: filepath.Join(user, "data"), workspace: "prod", machine: m}
	return o
}

// place puts the program there: as a link, else as a copy.
func place(t *testing.T, program, at string) {
	t.Helper()
	if os.Link(program, at) == nil {
		return
	}
	data, err := os.ReadFile(program)
	if err == nil {
		err = os.WriteFile(at, data, 0o700)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// calls are those since the last time, but for those that only ask what there is.
func (o *office) calls() []string {
	path := filepath.Join(o.dir, "log")
	data, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		o.t.Fatal(err)
	}
	_ = os.Remove(path)
	calls := strings.FieldsFunc(string(data), func(r rune) bool { return r == '\n' })
	return slices.DeleteFunc(calls, func(call string) bool {
		return strings.HasPrefix(call, "systemctl --user show ") || strings.HasPrefix(call, "loginctl show-user ")
	})
}

func (o *office) failing(what string) { o.write("failing", what) }

func (o *office) write(name, text string) {
	o.t.Helper()
	if err := os.WriteFile(filepath.Join(o.dir, name), []byte(text), 0o600); err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) table() string {
	data, _ := os.ReadFile(filepath.Join(o.dir, "table"))
	return string(data)
}

func (o *office) install(ctx context.Context, kind string) error {
	o.t.Helper()
	plan, err := o.timer.Plan(ctx, kind)
	if err != nil {
		o.t.Fatal(err)
	}
	return o.timer.Install(ctx, plan)
}
