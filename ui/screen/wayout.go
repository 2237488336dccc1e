package screen

import (
	"regexp"

	"github.com/tuar-dev/tuar/review/fault"
)

// WayOut is what to do about an error, in words of the app: where the domain names a command of the command line, and the
// app does the same, the key that does it.
func WayOut(err error) string {
	return commands.ReplaceAllStringFunc(fault.HintOf(err), func(clause string) string {
		parts := commands.FindStringSubmatch(clause)
		for _, k := range instead {
			if k.command.MatchString(parts[2]) {
				return parts[1] + k.key
			}
		}
		return clause
	})
}

// commands are those that a hint tells to use: what leads to it, and from there to the end of the clause.
var commands = regexp.MustCompile(`(\bwith:? )((?:tuar |--)[a-z][^;]*)`)

var instead = []struct {
	command *regexp.Regexp
	key     string
}{
	{regexp.MustCompile(`^tuar connect$`), "c on Home"},
	{regexp.MustCompile(`^tuar sync( |$)`), "S on Home"},
	{regexp.MustCompile(`^tuar campaign open `), "enter in Reviews"},
	{regexp.MustCompile(`^tuar campaign close `), "C in Reviews"},
	{regexp.MustCompile(`^tuar campaign delegate `), "h in Reviews"},
	{regexp.MustCompile(`^tuar remediate plan `), "p in Reviews"},
	{regexp.MustCompile(`^tuar export `), "e in Reviews"},
	{regexp.MustCompile(`^tuar journal verify$`), "v in Journal"},
	{regexp.MustCompile(`^--as EMAIL`), "i on Home"},
}
