package timer

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/timer"
	"github.com/tuar-dev/tuar/store/atomicfile"
	"github.com/tuar-dev/tuar/store/disk"
)

// filed is a kind of timer that is made by files and commands.
type filed struct {
	kind  string
	files func(job) ([]timer.File, error)
	bytes func(text string) []byte // as they are on disk
	start func(job) [][]string
	stop  func(job) [][]string // may fail where it does not run
	after [][]string           // when the files are gone
	asks  func(job) []string   // succeeds while it runs
	notes []string
	ready func(context.Context) error // why it cannot be started or stopped now; nil where that is not known before
}

func (f filed) plan(j job) (timer.Plan, error) {
	files, err := f.files(j)
	if err != nil {
		return timer.Plan{}, err
	}
	plan := timer.Plan{Kind: f.kind, Files: files, Notes: append([]string{}, f.notes...)}
	for _, args := range f.start(j) {
		plan.Commands = append(plan.Commands, commandLine(args))
	}
	return plan, nil
}

// errNoHome returns the error for a machine without a home directory.
func errNoHome() error {
	return fault.New(fault.Refused, "there is no folder for the files of a timer: you have no home folder")
}

func (f filed) install(ctx context.Context, j job, plan timer.Plan) error {
	if f.ready != nil {
		if err := f.ready(ctx); err != nil {
			return err // before anything is written
		}
	}
	for _, file := range plan.Files {
		if err := disk.MakeFolder(filepath.Dir(file.Path)); err != nil {
			return disk.Fault(err, "making room for the timer")
		}
		if err := atomicfile.Write(file.Path, 0o600, atomicfile.Bytes(f.onDisk(file.Text))); err != nil {
			return disk.Fault(err, "writing the timer")
		}
	}
	for _, args := range f.start(j) {
		if _, err := run(ctx, "", args...); err != nil {
			return fault.Wrap(err, "starting the timer, whose files are written")
		}
	}
	return nil
}

func (f filed) onDisk(text string) []byte {
	if f.bytes != nil {
		return f.bytes(text)
	}
	return []byte(text)
}

func (f filed) remove(ctx context.Context, j job) (bool, error) {
	plan, err := f.plan(j)
	if err != nil || !installed(plan) {
		return false, nil // there is no place for one
	}
	if f.ready != nil {
		if err := f.ready(ctx); err != nil {
			return false, err
		}
	}
	for _, args := range f.stop(j) {
		_, err = run(ctx, "", args...)
	}
	if f.runs(ctx, j) {
		return true, fault.Wrap(err, "it still runs")
	}
	for _, file := range plan.Files {
		if err := os.Remove(file.Path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return true, disk.Fault(err, "removing %s", file.Path)
		}
	}
	for _, args := range f.after {
		if _, err := run(ctx, "", args...); err != nil {
			return true, err
		}
	}
	return true, nil
}

// installed reports whether any of its files is there.
func installed(plan timer.Plan) bool {
	for _, file := range plan.Files {
		if _, err := os.Lstat(file.Path); err == nil {
			return true
		}
	}
	return false
}

func (f filed) runs(ctx context.Context, j job) bool {
	_, err := run(ctx, "", f.asks(j)...)
	return err == nil
}

func (f filed) status(ctx context.Context, j job) (timer.Status, error) {
	plan, err := f.plan(j)
	if err != nil || !installed(plan) {
		return timer.Status{}, nil // there is no place for one
	}
	s := timer.Status{Installed: true}
	if f.ready != nil {
		if err := f.ready(ctx); err != nil {
			s.Detail = "whether it runs is not known: " + err.Error()
			return s, nil
		}
	}
	_, err = run(ctx, "", f.asks(j)...)
	s.Running = err == nil
	if err != nil {
		s.Detail = err.Error()
	}
	for _, file := range plan.Files {
		if data, err := disk.ReadFile(file.Path, disk.MaxFile); err != nil || string(data) != string(f.onDisk(file.Text)) {
			s.Detail = unlike(file.Path, strings.ReplaceAll(string(data), "\x00", "")) // also where it is in UTF-16
			break
		}
	}
	return s, nil
}
