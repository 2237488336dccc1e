package timer

import (
	"encoding/xml"
	"path/filepath"
	"strings"

	"github.com/tuar-dev/tuar/review/timer"
)

// launchd returns an agent of the user's own launchd on macOS.
func (m machine) launchd() filed {
	dir := filepath.Join(m.user, "Library", "LaunchAgents")
	label := func(j job) string { return "dev." + strings.ReplaceAll(j.name, "tuar-reap", "tuar.reap") }
	path := func(j job) string { return filepath.Join(dir, label(j)+".plist") }
	domain := "gui/" + m.uid
	return filed{
		kind: timer.Launchd,
		files: func(j job) ([]timer.File, error) {
			if m.user == "" {
				return nil, errNoHome()
			}
			var words strings.Builder
			for _, a := range j.args {
				words.WriteString("    <string>" + escaped(a) + "</string>\n")
			}
			return []timer.File{{Path: path(j), Text: `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>` + escaped(label(j)) + `</string>
  <key>ProgramArguments</key>
  <array>
` + words.String() + `  </array>
  <key>StartInterval</key>
  <integer>60</integer>
  <key>RunAtLoad</key>
  <true/>
</dict>
</plist>
`}}, nil
		},
		start: func(j job) [][]string { return [][]string{{"launchctl", "bootstrap", domain, path(j)}} },
		stop:  func(j job) [][]string { return [][]string{{"launchctl", "bootout", domain + "/" + label(j)}} },
		asks:  func(j job) []string { return []string{"launchctl", "print", domain + "/" + label(j)} },
		notes: []string{
			"it runs while you are logged in; what came due meanwhile is ended at the next login",
			"macOS may ask once whether tuar may use the keychain; allow it always, or the timer can end nothing",
		},
	}
}

// escaped returns a text escaped for XML.
func escaped(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a builder takes everything
	return b.String()
}
