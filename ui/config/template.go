package config

import (
	"fmt"
	"strings"
)

// Template returns a file in which everything is as usual and commented out, with what is allowed.
func Template() string {
	var b strings.Builder
	b.WriteString("# How tuar looks on this machine, and which keys it has: see tuar help configuration.\n" +
		"# Take the # away from a line to choose another value.\n")
	for _, f := range fields {
		value := f.usual
		if value != "true" && value != "false" {
			value = fmt.Sprintf("%q", value)
		}
		fmt.Fprintf(&b, "\n# %s\n# allowed: %s\n# %s = %s\n", f.does, f.allowed, f.key, value)
	}
	b.WriteString("\n# other keys for actions, by name\n# [keys]\n# certify = \"y\"\n# duplicate = [\"ctrl+y\", \"alt+y\"]\n" +
		"\n# own colours for parts of the theme: #rrggbb, or 0 to 255 of the terminal's own\n# [colours]\n# accent = \"#005faf\"\n")
	return b.String()
}
