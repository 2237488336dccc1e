// Package timer has the operating system run `tuar watch --once` every minute: a systemd user timer, a launchd agent,
// the Task Scheduler of Windows, or a line for cron. What it would do is worked out without doing it, on any platform,
// so that it can be shown before; doing it is writing files and running the system's own programs.
package timer

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/timer"
	"github.com/tuar-dev/tuar/store/userpath"
)

// Timer implements review.Timer for one workspace.
type Timer struct {
	home, workspace string
	machine         machine
}

// For returns the timer of a workspace below home, an absolute path.
func For(home, workspace string) *Timer { return &Timer{home, workspace, thisMachine()} }

// machine describes what decides how a timer is made.
type machine struct {
	os     string // as runtime.GOOS has it
	user   string // the person's own folder; empty if there is none
	config string // the folder of what is configured, as XDG has it
	uid    string
	proc   string // where what runs can be read; empty where it cannot
}

func thisMachine() machine {
	user, _ := os.UserHomeDir() // without one there is no place for files, which Plan says
	config := os.Getenv("XDG_CONFIG_HOME")
	if !filepath.IsAbs(config) && user != "" {
		config = filepath.Join(user, ".config")
	}
	m := machine{os: runtime.GOOS, user: user, config: config, uid: strconv.Itoa(os.Getuid())}
	if m.os == "linux" {
		m.proc = "/proc"
	}
	return m
}

// job describes what a timer runs.
type job struct {
	name  string   // of the timer, the same for the same workspace in all versions, so that a timer of an earlier one is found
	home  string   // the folder of the workspaces
	args  []string // the program, an absolute path, and its arguments
	about string   // what it is for, for people
}

// scheduler is one kind of timer.
type scheduler interface {
	// plan has no side effects.
	plan(job) (timer.Plan, error)
	install(ctx context.Context, j job, plan timer.Plan) error
	// remove reports whether there was one.
	remove(ctx context.Context, j job) (bool, error)
	status(ctx context.Context, j job) (timer.Status, error)
}

func (m machine) scheduler(kind string) scheduler {
	switch kind {
	case timer.Systemd:
		return m.systemd()
	case timer.Launchd:
		return m.launchd()
	case timer.TaskScheduler:
		return taskScheduler()
	}
	return cron{m.proc}
}

// kinds returns the kinds that a machine can have, the best first.
func (m machine) kinds() []string {
	switch m.os {
	case "windows":
		return []string{timer.TaskScheduler}
	case "darwin":
		return []string{timer.Launchd, timer.Cron}
	}
	return []string{timer.Systemd, timer.Cron}
}

// choose returns the first kind that works here.
func (m machine) choose(ctx context.Context) (string, error) {
	var why []string
	for _, kind := range m.kinds() {
		err := missing(ctx, kind)
		if err == nil {
			return kind, nil
		}
		why = append(why, kind+": "+err.Error())
	}
	return "", fault.New(fault.Refused, "nothing here can run tuar every minute: %s", strings.Join(why, "; ")).
		WithHint("keep the app open, or have something else run: %s", fault.Watch.With())
}

// circumstances returns notes on a timer of that kind that depend on the machine as it is now.
func (m machine) circumstances(ctx context.Context, kind string) []string {
	var notes []string
	switch {
	case kind == timer.Systemd:
		notes = append(notes, lingering(ctx, m.uid))
		if err := missing(ctx, kind); err != nil {
			notes = append(notes, "it cannot be installed from here: "+err.Error())
		}
	case kind == timer.Cron && slices.Contains(m.kinds(), timer.Systemd) && hasProgram("systemctl"):
		if err := busOf(ctx); err != nil {
			notes = append(notes, "not a systemd timer: "+err.Error())
		}
	}
	if why := noDaemon(m.proc); kind == timer.Cron && why != "" {
		notes = append(notes, why)
	}
	return notes
}

// missing returns a fault if this machine lacks a requirement of that kind of timer, as far as can be told without
// installing it.
func missing(ctx context.Context, kind string) error {
	if kind == timer.Systemd { // the program may exist without a running instance
		return busOf(ctx)
	}
	program := map[string]string{timer.Launchd: "launchctl", timer.TaskScheduler: "schtasks", timer.Cron: "crontab"}[kind]
	if hasProgram(program) {
		return nil
	}
	return fault.New(fault.Refused, "there is no program %s here", program)
}

// job describes what the timer is to run.
func (t *Timer) job() (job, error) {
	program, err := program()
	if err == nil {
		err = userpath.Check(program)
	}
	if err != nil {
		return job{}, err
	}
	return jobOf(program, t.home, t.workspace), nil
}

func jobOf(program, home, workspace string) job {
	sum := sha256.Sum256([]byte(home))
	return job{
		name:  "tuar-reap-" + workspace + "-" + hex.EncodeToString(sum[:])[:8],
		home:  home,
		args:  []string{program, "--home", home, "--workspace", workspace, "watch", "--once", "--quiet"},
		about: "Does what is due in the Torq workspace " + workspace + " (tuar)",
	}
}

// earlier matches the command of timers that earlier versions installed, in the form of any kind.
var earlier = regexp.MustCompile(`\belevate\b(\W|string)+reap\b`)

// unlike says that an installed timer has another text than this tuar would write.
func unlike(what, text string) string {
	if earlier.MatchString(text) {
		return what + " is of an earlier tuar: it only ends elevations; install it again: " + fault.Schedule.With().String()
	}
	return what + " is not what this tuar would write; it may run another one: install it again: " + fault.Schedule.With().String()
}

// Plan returns the plan that Install would carry out.
func (t *Timer) Plan(ctx context.Context, kind string) (timer.Plan, error) {
	j, err := t.job()
	if err != nil {
		return timer.Plan{}, err
	}
	if kind == "" {
		if kind, err = t.machine.choose(ctx); err != nil {
			return timer.Plan{}, err
		}
	}
	plan, err := t.machine.scheduler(kind).plan(j)
	if err == nil {
		plan.Notes = append(plan.Notes, t.machine.circumstances(ctx, kind)...)
	}
	if err == nil && temporary(j.args[0]) {
		plan.Notes = append(plan.Notes,
			"this tuar lies in a folder for temporary files; the timer does nothing once it is gone")
	}
	return plan, err
}

// Install carries out the plan, or refuses if the plan is outdated. It removes timers of other kinds, so that there is
// only one.
func (t *Timer) Install(ctx context.Context, plan timer.Plan) error {
	if !slices.Contains(t.machine.kinds(), plan.Kind) {
		return fault.New(fault.Refused, "a %s timer cannot be installed on this machine, which has %s", plan.Kind,
			joinOr(t.machine.kinds()))
	}
	now, err := t.Plan(ctx, plan.Kind)
	if err != nil {
		return err
	}
	if !reflect.DeepEqual(now.Files, plan.Files) || !reflect.DeepEqual(now.Commands, plan.Commands) {
		return fault.New(fault.Refused, "the timer would not be the one that was shown").
			WithHint("look at it again with: %s", fault.Schedule.With("--dry-run"))
	}
	if _, err := t.Remove(ctx); err != nil {
		return err
	}
	j, err := t.job()
	if err != nil {
		return err
	}
	return t.machine.scheduler(plan.Kind).install(ctx, j, plan)
}

// Remove takes the timer away and returns the kinds there were.
func (t *Timer) Remove(ctx context.Context) ([]string, error) {
	j, err := t.job()
	if err != nil {
		return nil, err
	}
	var removed []string
	var problems []error
	for _, kind := range t.machine.kinds() {
		was, err := t.machine.scheduler(kind).remove(ctx, j)
		if err != nil {
			problems = append(problems, fault.Wrap(err, "removing the %s timer", kind))
		}
		if was {
			removed = append(removed, kind)
		}
	}
	return removed, errors.Join(problems...)
}

// Status reports whether a timer is installed and runs.
func (t *Timer) Status(ctx context.Context) (timer.Status, error) {
	j, err := t.job()
	if err != nil {
		return timer.Status{}, err
	}
	for _, kind := range t.machine.kinds() {
		status, err := t.machine.scheduler(kind).status(ctx, j)
		if err != nil || status.Installed {
			status.Kind = kind
			if kind == timer.Systemd && status.Running {
				status.Detail = strings.TrimPrefix(status.Detail+"; "+lingering(ctx, t.machine.uid), "; ")
			}
			return status, err
		}
	}
	return timer.Status{}, nil
}
