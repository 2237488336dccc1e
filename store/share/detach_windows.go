package share

import (
	"os/exec"
	"syscall"
)

// detach keeps a program from opening a window and from the console.
func detach(cmd *exec.Cmd) (end func()) {
	cmd.SysProcAttr = &syscall.SysProcAttr{HideWindow: true, CreationFlags: 0x08000000} // CREATE_NO_WINDOW
	return func() {}
}
