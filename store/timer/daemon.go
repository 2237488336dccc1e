package timer

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/tuar-dev/tuar/store/disk"
)

// daemons are the names under which crons run; that of BusyBox may run as an argument of busybox.
var daemons = []string{"cron", "crond", "fcron", "bcron-sched", "systemd-cron"}

// noDaemon says that no cron runs here, and how to start one. It is empty where one runs, and where that cannot be
// known: it reads the running processes from proc, a folder as Linux has it, which may hide those of others.
func noDaemon(proc string) string {
	if proc == "" {
		return ""
	}
	if _, err := disk.ReadFile(filepath.Join(proc, "1", "comm"), disk.MaxFile); err != nil {
		return ""
	}
	processes, err := os.ReadDir(proc)
	if err != nil {
		return ""
	}
	for _, p := range processes {
		if _, err := strconv.Atoi(p.Name()); err == nil && isDaemon(filepath.Join(proc, p.Name())) {
			return ""
		}
	}
	return "no cron runs on this machine, so nothing runs the line: start it, with crond (BusyBox), rc-service crond start (OpenRC) or systemctl enable --now cron"
}

// isDaemon reports whether the process in that folder is a cron. A process that has ended meanwhile is not.
func isDaemon(process string) bool {
	comm, err := disk.ReadFile(filepath.Join(process, "comm"), disk.MaxFile)
	if err != nil {
		return false
	}
	if slices.Contains(daemons, strings.TrimSpace(string(comm))) {
		return true
	}
	args, err := disk.ReadFile(filepath.Join(process, "cmdline"), disk.MaxFile)
	words := strings.Split(string(args), "\x00")
	return err == nil && len(words) > 1 && filepath.Base(words[0]) == "busybox" && words[1] == "crond"
}
