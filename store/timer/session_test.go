package timer

import (
	"os"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/timer"
)

// A crontab of BusyBox fails to open a table that is not there yet; any other failure to read it is one.
func TestATableThatIsNotThereYet(t *testing.T) {
	for said, none := range map[string]bool{
		"no crontab for root": true,
		"crontab: can't open 'root': No such file or directory": true,
		"crontab: can't open 'root': Permission denied":         false,
		"crontab: must be suid to work properly":                false,
		"crontab: user alice not found":                         false,
	} {
		o, ctx := newOffice(t, "linux", "crontab"), t.Context()
		o.write("says crontab", "1 "+said)
		s, err := o.timer.Status(ctx)
		if (err == nil) != none || s.Installed || err != nil && !strings.Contains(err.Error(), said) {
			t.Errorf("%q: %+v, %v", said, s, err)
		}
	}
}

// A systemd that this session has no bus to is named as that, with the way out, before anything is written.
func TestSystemdWithoutABus(t *testing.T) {
	for _, said := range []string{
		"Failed to connect to bus: No medium found",
		"Failed to connect to user scope bus via local transport: $DBUS_SESSION_BUS_ADDRESS and $XDG_RUNTIME_DIR not defined (consider using --machine=<user>@.host --user to connect to bus of other user)",
		"Failed to get D-Bus connection: Operation not permitted",
		"System has not been booted with systemd as init system (PID 1). Can't operate.",
	} {
		o, ctx := newOffice(t, "linux", "systemctl", "crontab"), t.Context()
		o.write("says systemctl", "1 "+said)
		plan, err := o.timer.Plan(ctx, "")
		if err != nil || plan.Kind != timer.Cron || !strings.Contains(strings.Join(plan.Notes, "\n"),
			"no bus to your own systemd") {
			t.Errorf("%q: %+v, %v", said, plan, err)
		}
		asked, err := o.timer.Plan(ctx, timer.Systemd)
		if err != nil || !strings.Contains(strings.Join(asked.Notes, "\n"), "it cannot be installed from here") {
			t.Errorf("%q: %+v, %v", said, asked.Notes, err)
		}
		err = o.timer.Install(ctx, asked)
		if fault.KindOf(err) != fault.Refused || !strings.Contains(err.Error(), "no bus") ||
			!strings.Contains(fault.HintOf(err), "XDG_RUNTIME_DIR") {
			t.Errorf("%q: %v, hint %q", said, err, fault.HintOf(err))
		}
		for _, f := range asked.Files {
			if _, err := os.Stat(f.Path); err == nil {
				t.Errorf("%s is written and does not run", f.Path)
			}
		}
	}
	o := newOffice(t, "linux", "systemctl")
	o.write("says systemctl", "1 Failed to connect to bus: No medium found")
	if _, err := o.timer.Plan(t.Context(), ""); fault.KindOf(err) != fault.Refused ||
		!strings.Contains(err.Error(), "no bus") || !strings.Contains(err.Error(), "crontab") {
		t.Errorf("neither systemd nor cron: %v", err)
	}
}

// Without a bus nothing tells whether an installed timer runs, and it is not half removed.
func TestAnInstalledTimerWithoutABus(t *testing.T) {
	o, ctx := newOffice(t, "linux", "systemctl"), t.Context()
	if err := o.install(ctx, timer.Systemd); err != nil {
		t.Fatal(err)
	}
	plan, _ := o.timer.Plan(ctx, timer.Systemd)
	o.write("says systemctl", "1 Failed to connect to bus: No medium found")
	if s, err := o.timer.Status(ctx); err != nil || !s.Installed || s.Running || !strings.Contains(s.Detail, "not known") {
		t.Errorf("%+v, %v", s, err)
	}
	if _, err := o.timer.Remove(ctx); fault.KindOf(err) != fault.Refused {
		t.Errorf("removed: %v", err)
	}
	if _, err := os.Stat(plan.Files[0].Path); err != nil {
		t.Errorf("half removed: %v", err)
	}
}

func TestWhetherTheUserLingersIsSaid(t *testing.T) {
	for said, want := range map[string]string{
		"0 Linger=no":  "loginctl enable-linger",
		"0 Linger=yes": "also while you are logged out",
		"1 Failed to look up user 501: No such process": "loginctl enable-linger",
	} {
		o := newOffice(t, "linux", "systemctl", "loginctl")
		o.write("says loginctl", said)
		plan, err := o.timer.Plan(t.Context(), timer.Systemd)
		if err != nil || !strings.Contains(strings.Join(plan.Notes, "\n"), want) {
			t.Errorf("%s: %q, %v", said, plan.Notes, err)
		}
	}
}
