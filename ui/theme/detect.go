package theme

import (
	"runtime"
	"strings"
)

// DetectUnicode reports from the environment whether the terminal shows more than ASCII: os.Getenv, or Getenv of
// tea.EnvMsg. The Linux console and a dumb terminal lack the signs whatever the locale says. Then the locale decides;
// where none is set, the marks of terminals that are UTF-8 without being asked.
func DetectUnicode(getenv func(string) string) bool {
	switch getenv("TERM") {
	case "linux", "dumb":
		return false
	}
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if locale := strings.ToLower(getenv(name)); locale != "" {
			return strings.Contains(locale, "utf-8") || strings.Contains(locale, "utf8")
		}
	}
	return runtime.GOOS == "windows" || getenv("COLORTERM") != "" || getenv("TERM_PROGRAM") != "" || getenv("WT_SESSION") != ""
}
