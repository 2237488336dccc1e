//go:build !windows

package share

import (
	"os/exec"
	"syscall"
)

// detach keeps a program and those it starts from the terminal, and ends them together: gently when its context ends, and
// for good when end is called after it has ended.
func detach(cmd *exec.Cmd) (end func()) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM) }
	return func() {
		if cmd.Process != nil {
			_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) // mostly none is left
		}
	}
}
