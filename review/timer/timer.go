// Package timer describes a timer: the operating system's job that runs `tuar watch --once` every minute.
package timer

// The kinds of timers.
const (
	Systemd       = "systemd"
	Launchd       = "launchd"
	TaskScheduler = "task-scheduler"
	Cron          = "cron"
)

// Kinds lists all kinds of timers.
var Kinds = []string{Systemd, Launchd, TaskScheduler, Cron}

// Plan describes the installation of a timer: files to write and commands to run after that.
type Plan struct {
	Kind     string   `json:"kind"` // one of Kinds
	Files    []File   `json:"files"`
	Commands []string `json:"commands"` // as one would type them
	Notes    []string `json:"notes"`    // limitations, such as that it does not run while the user is logged out
}

// File is a file of a timer.
type File struct {
	Path string `json:"path"`
	Text string `json:"text"`
}

// Status reports whether a timer is there and runs.
type Status struct {
	Kind      string `json:"kind"`
	Installed bool   `json:"installed"`
	Running   bool   `json:"running"`
	Detail    string `json:"detail"`
}
