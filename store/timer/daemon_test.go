package timer

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review/timer"
)

// A line in a table that no cron reads ends nothing: that is said where it can be known, before and after.
func TestACronThatDoesNotRunIsNamed(t *testing.T) {
	for name, c := range map[string]struct {
		processes map[string][2]string // by ID: comm and cmdline
		asleep    bool
	}{
		"Debian": {map[string][2]string{
			"1":  {"systemd", "/sbin/init"},
			"70": {"cron", "/usr/sbin/cron\x00-f"},
		}, false},
		"cronie": {map[string][2]string{"1": {"init", "/sbin/init"}, "70": {"crond", "crond"}}, false},
		"BusyBox": {map[string][2]string{
			"1":  {"busybox", "/bin/busybox\x00init"},
			"70": {"busybox", "busybox\x00crond\x00-f"},
		}, false},
		"none": {map[string][2]string{
			"1": {"systemd", "/sbin/init"}, "70": {"crontab", "crontab\x00-e"},
			"self": {"cron", "cron"},
		}, true},
		"BusyBox without crond": {
			map[string][2]string{"1": {"init", "init"}, "70": {"busybox", "busybox\x00sh\x00crond"}},
			true,
		},
		"others are hidden": {map[string][2]string{"70": {"tuar", "tuar"}}, false},
	} {
		o, ctx := newOffice(t, "linux", "crontab"), t.Context()
		proc := t.TempDir()
		for id, p := range c.processes {
			for file, text := range map[string]string{"comm": p[0] + "\n", "cmdline": p[1] + "\x00"} {
				if err := os.MkdirAll(filepath.Join(proc, id), 0o700); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(filepath.Join(proc, id, file), []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
		}
		o.timer.machine.proc = proc
		plan, err := o.timer.Plan(ctx, timer.Cron)
		if err != nil || strings.Contains(strings.Join(plan.Notes, "\n"), "no cron runs") != c.asleep {
			t.Errorf("%s: %q, %v", name, plan.Notes, err)
		}
		if err := o.install(ctx, timer.Cron); err != nil {
			t.Fatal(err)
		}
		s, err := o.timer.Status(ctx)
		if err != nil || !s.Installed || s.Running == c.asleep || strings.Contains(s.Detail, "no cron runs") != c.asleep {
			t.Errorf("%s: %+v, %v", name, s, err)
		}
	}
}

// The status of a systemd timer says what becomes of it while the person is logged out, as the plan does.
func TestTheStatusSaysWhetherTheUserLingers(t *testing.T) {
	for said, want := range map[string]string{
		"0 Linger=no":  "loginctl enable-linger",
		"0 Linger=yes": "also while you are logged out",
	} {
		o, ctx := newOffice(t, "linux", "systemctl", "loginctl"), t.Context()
		if err := o.install(ctx, timer.Systemd); err != nil {
			t.Fatal(err)
		}
		o.write("says loginctl", said)
		if s, err := o.timer.Status(ctx); err != nil || !s.Running || !strings.Contains(s.Detail, want) {
			t.Errorf("%s: %+v, %v", said, s, err)
		}
	}
}
