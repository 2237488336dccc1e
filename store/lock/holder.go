package lock

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/tuar-dev/tuar/store/disk"
)

// holder describes the holder of the lock. It is written beside the lock for others to read.
type holder struct {
	PID     int       `json:"pid"`
	Host    string    `json:"host"`
	Command string    `json:"command"`
	Since   time.Time `json:"since"`
}

// signAfter is the time after which the holder of the lock is written down. Other processes wait much longer before
// they read it, and most holders finish sooner and write no file.
const signAfter = 100 * time.Millisecond

// sign writes down the holder of the lock after a while, until withdrawn. The file is only information for users, so
// errors are ignored.
func (l *Lock) sign() (withdraw func()) {
	since := time.Now().UTC()
	var mu sync.Mutex
	var withdrawn, signed bool
	timer := time.AfterFunc(signAfter, func() {
		mu.Lock()
		defer mu.Unlock()
		if withdrawn {
			return
		}
		host, _ := os.Hostname()
		data, _ := json.Marshal(holder{os.Getpid(), host, command(os.Args), since})
		_ = os.Remove(l.signature()) // left by a process that was killed, perhaps of another account
		signed = os.WriteFile(l.signature(), data, disk.FileMode(filepath.Dir(l.path))) == nil
	})
	return func() {
		timer.Stop()
		mu.Lock()
		defer mu.Unlock()
		if withdrawn = true; signed {
			_ = os.Remove(l.signature())
		}
	}
}

func (l *Lock) signature() string { return l.path + ".holder" }

// holder names the holder of the lock, as far as it is written down.
func (l *Lock) holder() string {
	data, err := disk.ReadFile(l.signature(), 64<<10)
	var h holder
	if err != nil || json.Unmarshal(data, &h) != nil {
		return "another process, which does not say who it is"
	}
	return fmt.Sprintf("%q (process %d on %s), since %s UTC", h.Command, h.PID, h.Host, h.Since.Format(time.DateTime))
}

// command returns the command line, short enough for a sentence.
func command(args []string) string {
	const most = 60
	line := []rune(strings.Join(append([]string{filepath.Base(args[0])}, args[1:]...), " "))
	if len(line) > most {
		return string(line[:most-1]) + "…"
	}
	return string(line)
}
