//go:build !windows

package share

import (
	"os/exec"
	"syscall"
)

// detach keeps a program and those it starts from the terminal, and ends them together.
func detach(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM) }
}
