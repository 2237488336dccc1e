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

// holder is what the one who has the lock writes beside it, for others to read.
type holder struct {
	PID     int       `json:"pid"`
	Host    string    `json:"host"`
	Command string    `json:"command"`
	Since   time.Time `json:"since"`
}

// lingering is how long the lock is held before its holder says who it is: others wait much longer before they ask,
// and nearly everybody is done sooner and need not write another file.
const lingering = 100 * time.Millisecond

// sign says who has the lock once it is held for a while, until withdrawn. It helps people only: failing at it is no
// reason not to work.
func (l *Lock) sign() (withdraw func()) {
	since := time.Now().UTC()
	var mu sync.Mutex
	var withdrawn, signed bool
	timer := time.AfterFunc(lingering, func() {
		mu.Lock()
		defer mu.Unlock()
		if withdrawn {
			return
		}
		host, _ := os.Hostname()
		data, _ := json.Marshal(holder{os.Getpid(), host, command(os.Args), since})
		signed = os.WriteFile(l.signature(), data, 0o600) == nil
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

// holder names who has the lock, as far as they said.
func (l *Lock) holder() string {
	data, err := disk.ReadFile(l.signature(), 64<<10)
	var h holder
	if err != nil || json.Unmarshal(data, &h) != nil {
		return "another process, which does not say who it is"
	}
	return fmt.Sprintf("%q (process %d on %s), since %s UTC", h.Command, h.PID, h.Host, h.Since.Format(time.DateTime))
}

// command is the command line, short enough for a sentence.
func command(args []string) string {
	const most = 60
	line := []rune(strings.Join(append([]string{filepath.Base(args[0])}, args[1:]...), " "))
	if len(line) > most {
		return string(line[:most-1]) + "…"
	}
	return string(line)
}
