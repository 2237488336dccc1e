package timer

import (
	"encoding/xml"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/timer"
)

// awkward is a job whose paths hold what each format takes for something else.
func awkward(kind string) job {
	if kind == timer.TaskScheduler {
		return jobOf(`C:\Program Files\100% tuar & Co\tuar.exe`, `C:\Users\d. ito\it's\`, "prod")
	}
	return jobOf("/opt/100% tuar & Co/tuar", `/home/d ito/it's $HOME "here"`, "prod")
}

// elsewhere is a machine that every kind can be planned for.
func elsewhere(os string) machine {
	return machine{os: os, user: "/home/d ito", config: "/home/d ito/.config", uid: "501"}
}

// TestPlans holds what each kind of timer is made of, on any platform.
func TestPlans(t *testing.T) {
	for _, kind := range timer.Kinds {
		t.Run(kind, func(t *testing.T) {
			plan, err := elsewhere("linux").scheduler(kind).plan(awkward(kind))
			if err != nil {
				t.Fatal(err)
			}
			var b strings.Builder
			for _, f := range plan.Files {
				b.WriteString("== " + filepath.ToSlash(f.Path) + "\n" + f.Text)
			}
			for _, c := range plan.Commands {
				b.WriteString("$ " + filepath.ToSlash(c) + "\n")
			}
			if filepath.Separator == '/' || kind != timer.TaskScheduler {
				want, err := os.ReadFile(filepath.Join("testdata", t.Name()+".golden"))
				if got := b.String(); err != nil || got != strings.ReplaceAll(string(want), "\r\n", "\n") {
					t.Errorf("%v; it is made of:\n%s", err, got)
				}
			}
			for _, f := range plan.Files {
				if strings.HasPrefix(f.Text, "<?xml") {
					wellFormed(t, f.Text)
				}
			}
		})
	}
}

func wellFormed(t *testing.T, text string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(text))
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

// What a format cannot say is refused, and not written in a way that does something else.
func TestWhatNoTimerCanRun(t *testing.T) {
	for kind, home := range map[string]string{
		timer.Systemd: "/home/a\nExecStart=/bin/sh", timer.Cron: "/home/a\n* * * * * sh",
		timer.TaskScheduler: `C:\%TEMP%\tuar`,
	} {
		if _, err := elsewhere("linux").scheduler(kind).plan(jobOf("/usr/bin/tuar", home,
			"prod")); fault.KindOf(err) != fault.BadInput {
			t.Errorf("%s: %v", kind, err)
		}
	}
	for _, kind := range []string{timer.Systemd, timer.Launchd} {
		if _, err := (machine{os: "linux"}).scheduler(kind).plan(awkward(kind)); fault.KindOf(err) != fault.Refused {
			t.Errorf("%s without a home: %v", kind, err)
		}
	}
}

func TestWindowsArguments(t *testing.T) {
	for want, args := range map[string][]string{
		`a b`: {"a", "b"}, `"a b"`: {"a b"}, `""`: {""}, `"C:\a b\\"`: {`C:\a b\`}, `C:\a\`: {`C:\a\`},
		`"say \"so\" \\\"x\\\\"`: {`say "so" \"x\\`},
	} {
		if got := windowsArguments(args); got != want {
			t.Errorf("%q is %s, want %s", args, got, want)
		}
	}
}

// The shell takes the line apart as it was put together, once cron has taken the backslash before the percent sign
// away.
func TestAShellReadsTheCronLine(t *testing.T) {
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("there is no sh here")
	}
	j := awkward(timer.Cron)
	line, err := cronLine(j)
	if err != nil {
		t.Fatal(err)
	}
	command := strings.ReplaceAll(strings.TrimPrefix(line, "* * * * * "), `\%`, "%")
	out, err := exec.Command(sh, "-c", `printf '%s\n' `+command).CombinedOutput()
	if err != nil || strings.TrimSuffix(string(out), "\n") != strings.Join(j.args, "\n") {
		t.Errorf("%s: %s, %v", command, out, err)
	}
}

// The real systemd reads the units, and finds the program: systemd-analyze says so without anything being installed.
func TestSystemdReadsTheUnits(t *testing.T) {
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("there is no systemd-analyze here")
	}
	dir := filepath.Join(t.TempDir(), `100% of $HOME`)
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(dir, "tuar")
	if err := os.WriteFile(program, []byte("#!/bin/sh\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	verify := func(program string) string {
		plan, err := elsewhere("linux").scheduler(timer.Systemd).plan(jobOf(program, dir, "prod"))
		if err != nil {
			t.Fatal(err)
		}
		args := []string{"--user", "verify"}
		for _, f := range plan.Files {
			at := filepath.Join(dir, filepath.Base(f.Path))
			if err := os.WriteFile(at, []byte(f.Text), 0o600); err != nil {
				t.Fatal(err)
			}
			args = append(args, at)
		}
		cmd := exec.Command(analyze, args...)
		cmd.Env = append(os.Environ(), "XDG_RUNTIME_DIR="+dir)
		out, _ := cmd.CombinedOutput()
		return string(out)
	}
	if said := verify(program); said != "" {
		t.Errorf("systemd-analyze: %s", said)
	}
	if said := verify(program + " no more"); !strings.Contains(said, "no more") {
		t.Errorf("systemd-analyze finds a program that is not there: %s", said)
	}
}
