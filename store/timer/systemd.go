package timer

import (
	"path/filepath"
	"strings"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/timer"
)

// systemd returns a service and a timer of the person's own systemd.
func (m machine) systemd() filed {
	dir := filepath.Join(m.config, "systemd", "user")
	unit := func(j job) string { return j.name + ".timer" }
	return filed{
		kind: timer.Systemd,
		files: func(j job) ([]timer.File, error) {
			if m.config == "" {
				return nil, errNoHome()
			}
			line, err := execStart(j.args)
			if err != nil {
				return nil, err
			}
			about := strings.ReplaceAll(j.about, "%", "%%")
			return []timer.File{
				{Path: filepath.Join(dir, j.name+".service"), Text: `[Unit]
Description=` + about + `

[Service]
Type=oneshot
ExecStart=` + line + `
TimeoutStartSec=5min
`},
				{Path: filepath.Join(dir, unit(j)), Text: `[Unit]
Description=` + about + `, every minute

[Timer]
OnCalendar=minutely
Persistent=true
AccuracySec=1s

[Install]
WantedBy=timers.target
`},
			}, nil
		},
		start: func(j job) [][]string {
			return [][]string{{"systemctl", "--user", "daemon-reload"}, {"systemctl", "--user", "enable", "--now", unit(j)}}
		},
		stop:  func(j job) [][]string { return [][]string{{"systemctl", "--user", "disable", "--now", unit(j)}} },
		after: [][]string{{"systemctl", "--user", "daemon-reload"}},
		asks:  func(j job) []string { return []string{"systemctl", "--user", "is-active", unit(j)} },
		ready: busOf,
	}
}

// execStart returns a command for ExecStart= of a service: each word in double quotes, with what systemd would replace
// escaped. In the program itself it replaces no variables, and there no dollar must be doubled.
func execStart(args []string) (string, error) {
	words := make([]string, len(args))
	for i, a := range args {
		if strings.ContainsAny(a, "\n\r") {
			return "", fault.New(fault.BadInput, "%q holds a line break, which no timer can run", a)
		}
		a = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "%", "%%").Replace(a)
		if i > 0 {
			a = strings.ReplaceAll(a, "$", "$$")
		}
		words[i] = `"` + a + `"`
	}
	return strings.Join(words, " "), nil
}
