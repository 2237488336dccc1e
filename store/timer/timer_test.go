package timer

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/timer"
)

// The life of each kind of timer, against programs that stand for the system's (see fake_test.go).
func TestInstalledAndRemoved(t *testing.T) {
	for _, c := range []struct {
		kind, system    string
		programs        []string
		installs, stops []string // NAME, FILE, HOME stand for what differs
	}{
		{
			timer.Systemd, "linux",
			[]string{"systemctl"},
			[]string{"systemctl --user daemon-reload", "systemctl --user enable --now NAME.timer"},
			[]string{
				"systemctl --user disable --now NAME.timer", "systemctl --user is-active NAME.timer",
				"systemctl --user daemon-reload",
			},
		},
		{
			timer.Launchd, "darwin",
			[]string{"launchctl"},
			[]string{"launchctl bootstrap gui/501 FILE"},
			[]string{"launchctl bootout gui/501/LABEL", "launchctl print gui/501/LABEL"},
		},
		{
			timer.TaskScheduler, "windows",
			[]string{"schtasks"},
			[]string{"schtasks /create /f /tn NAME /xml FILE"},
			[]string{"schtasks /delete /f /tn NAME", "schtasks /query /tn NAME"},
		},
		{
			timer.Cron, "linux",
			[]string{"crontab"},
			[]string{"crontab -l", "crontab -l", "crontab -"},
			[]string{"crontab -l", "crontab -"},
		},
	} {
		t.Run(c.kind, func(t *testing.T) {
			o, ctx := newOffice(t, c.system, c.programs...), t.Context()
			if s, err := o.timer.Status(ctx); err != nil || s.Installed || s.Running {
				t.Fatalf("before: %+v, %v", s, err)
			}
			o.calls()
			plan, err := o.timer.Plan(ctx, c.kind)
			if err != nil || len(o.calls()) > 0 {
				t.Fatalf("the plan: %v", err)
			}
			j, _ := o.timer.job()
			names := []string{"NAME", j.name, "LABEL", strings.Replace("dev."+j.name, "tuar-reap", "tuar.reap", 1)}
			if len(plan.Files) > 0 {
				names = append(names, "FILE", plan.Files[0].Path)
			}
			filled := func(calls []string) []string {
				out := make([]string, len(calls))
				for i, call := range calls {
					out[i] = strings.NewReplacer(names...).Replace(call)
				}
				return out
			}
			if err := o.timer.Install(ctx, plan); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(filled(c.installs), o.calls()); diff != "" {
				t.Error("installing calls", diff)
			}
			if s, err := o.timer.Status(ctx); err != nil || !s.Installed || !s.Running || s.Kind != c.kind {
				t.Errorf("installed: %+v, %v", s, err)
			}
			if err := o.timer.Install(ctx, plan); err != nil { // again, in its place
				t.Error(err)
			}
			if c.kind == timer.Cron && strings.Count(o.table(), "tuar-reap") != 1 {
				t.Errorf("the table is %s", o.table())
			}
			o.calls()
			kinds, err := o.timer.Remove(ctx)
			if err != nil || !slices.Equal(kinds, []string{c.kind}) {
				t.Fatalf("removed %v, %v", kinds, err)
			}
			if diff := cmp.Diff(filled(c.stops), o.calls()); diff != "" {
				t.Error("removing calls", diff)
			}
			for _, f := range plan.Files {
				if _, err := os.Stat(f.Path); err == nil {
					t.Error("there is still", f.Path)
				}
			}
			if kinds, err := o.timer.Remove(ctx); err != nil || len(kinds) > 0 {
				t.Errorf("there was none, and removed %v, %v", kinds, err)
			}
		})
	}
}

func TestTheKindIsWhatTheMachineHas(t *testing.T) {
	for _, c := range []struct {
		system, failing, want string
		programs              []string
	}{
		{"linux", "", timer.Systemd, []string{"systemctl", "crontab"}},
		{"linux", "systemctl", timer.Cron, []string{"systemctl", "crontab"}}, // no user manager answers
		{"freebsd", "", timer.Cron, []string{"crontab"}},
		{"darwin", "", timer.Launchd, []string{"launchctl", "crontab"}},
		{"windows", "", timer.TaskScheduler, []string{"schtasks"}},
		{"linux", "", "", nil},
	} {
		o := newOffice(t, c.system, c.programs...)
		if c.failing != "" {
			o.failing(c.failing)
		}
		plan, err := o.timer.Plan(t.Context(), "")
		if plan.Kind != c.want || (c.want == "") != (fault.KindOf(err) == fault.Refused) {
			t.Errorf("%s with %v: %q, %v; want %q", c.system, c.programs, plan.Kind, err, c.want)
		}
	}
}

// The lines of others in cron's table stay, and a table that cannot be read is not replaced.
func TestCronLeavesOtherLinesAlone(t *testing.T) {
	o := newOffice(t, "linux", "crontab")
	const others = "# mine\n0 5 * * * backup # tuar-reap-other\n@daily last-line-without-end"
	o.write("table", others)
	if err := o.install(t.Context(), timer.Cron); err != nil {
		t.Fatal(err)
	}
	if got := o.table(); !strings.HasPrefix(got, others+"\n* * * * * ") || !strings.HasSuffix(got, "\n") {
		t.Errorf("the table is %q", got)
	}
	if _, err := o.timer.Remove(t.Context()); err != nil || o.table() != others+"\n" {
		t.Errorf("the table is %q, %v", o.table(), err)
	}
	o.failing("crontab -l")
	if err := o.install(t.Context(), timer.Cron); fault.KindOf(err) != fault.Failed ||
		!strings.Contains(err.Error(), "broken on purpose") {
		t.Errorf("a table that cannot be read: %v", err)
	}
	if o.table() != others+"\n" {
		t.Errorf("the table is %q", o.table())
	}
}

// What is written and does not start is said, and so is what is not what this tuar would write.
func TestATimerThatDoesNotRun(t *testing.T) {
	o, ctx := newOffice(t, "linux", "systemctl"), t.Context()
	o.failing("enable")
	if err := o.install(ctx, timer.Systemd); err == nil || !strings.Contains(err.Error(), "whose files are written") {
		t.Errorf("installing: %v", err)
	}
	if s, err := o.timer.Status(ctx); err != nil || !s.Installed || s.Running || !strings.Contains(s.Detail, "inactive") {
		t.Errorf("%+v, %v", s, err)
	}
	o.failing("nothing fails")
	plan, _ := o.timer.Plan(ctx, timer.Systemd)
	if err := o.timer.Install(ctx, plan); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(plan.Files[0].Path, []byte("[Service]\nExecStart=/old/tuar\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if s, err := o.timer.Status(ctx); err != nil || !s.Running || !strings.Contains(s.Detail, "install it again") {
		t.Errorf("%+v, %v", s, err)
	}
	o.failing("disable")
	if kinds, err := o.timer.Remove(ctx); err == nil || !slices.Equal(kinds, []string{timer.Systemd}) ||
		!strings.Contains(err.Error(), "it still runs") {
		t.Errorf("removed %v, %v", kinds, err)
	}
	plan.Commands[0] += " --else"
	if err := o.timer.Install(ctx, plan); fault.KindOf(err) != fault.Refused {
		t.Errorf("what was not shown: %v", err)
	}
	if err := o.timer.Install(ctx, timer.Plan{Kind: timer.Launchd}); fault.KindOf(err) != fault.Refused {
		t.Errorf("another system's: %v", err)
	}
}

// TestRealCrontab writes into the real table of cron of whoever runs it, and restores it; so only where that is asked
// for.
func TestRealCrontab(t *testing.T) {
	if os.Getenv("TUAR_TEST_CRONTAB") == "" {
		t.Skip("TUAR_TEST_CRONTAB is not set: a test does not change your own crontab")
	}
	ctx := t.Context()
	before, err := table(ctx)
	if err != nil {
		t.Fatal(err)
	}
	own := &Timer{home: t.TempDir() + "/100% d ito", workspace: "prod", machine: thisMachine()}
	j, err := own.job()
	if err != nil {
		t.Fatal(err)
	}
	if err := (cron{}).install(ctx, j, timer.Plan{}); err != nil {
		t.Fatal(err)
	}
	line, _ := cronLine(j)
	out, err := exec.Command("crontab", "-l").Output()
	if err != nil || !strings.Contains(string(out), line) {
		t.Errorf("crontab lists %s, %v", out, err)
	}
	if was, err := (cron{}).remove(ctx, j); err != nil || !was {
		t.Errorf("removed %v, %v", was, err)
	}
	if after, err := table(ctx); err != nil || after != before {
		t.Errorf("the table is %q, was %q, %v", after, before, err)
	}
}
