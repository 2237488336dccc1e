package timer

import (
	"path/filepath"
	"strings"
	"unicode/utf16"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/timer"
)

// taskScheduler returns a Windows task. It is described in XML: what `schtasks /create /sc minute` makes does not run
// on battery, and its /tr holds no more than 261 characters.
func taskScheduler() filed {
	path := func(j job) string { return filepath.Join(j.home, j.name+".xml") } // where tuar keeps its own
	return filed{
		kind: timer.TaskScheduler,
		files: func(j job) ([]timer.File, error) {
			for _, a := range j.args {
				if strings.Count(a, "%") > 1 || strings.Contains(a, "$(") {
					return nil, fault.New(fault.BadInput, "the Task Scheduler would replace a part of %s, as if it were a variable",
						a).
						WithHint("name another folder with --home, or put tuar into another one")
				}
			}
			return []timer.File{{Path: path(j), Text: `<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>` + escaped(j.about) + `</Description>
  </RegistrationInfo>
  <Triggers>
    <TimeTrigger>
      <StartBoundary>2020-01-01T00:00:00</StartBoundary>
      <Repetition>
        <Interval>PT1M</Interval>
      </Repetition>
    </TimeTrigger>
  </Triggers>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <ExecutionTimeLimit>PT5M</ExecutionTimeLimit>
  </Settings>
  <Actions>
    <Exec>
      <Command>` + escaped(`"`+j.args[0]+`"`) + `</Command>
      <Arguments>` + escaped(windowsArguments(j.args[1:])) + `</Arguments>
    </Exec>
  </Actions>
</Task>
`}}, nil
		},
		bytes: inUTF16,
		start: func(j job) [][]string {
			return [][]string{{"schtasks", "/create", "/f", "/tn", j.name, "/xml", path(j)}}
		},
		stop: func(j job) [][]string { return [][]string{{"schtasks", "/delete", "/f", "/tn", j.name}} },
		asks: func(j job) []string { return []string{"schtasks", "/query", "/tn", j.name} },
		notes: []string{
			"it runs while you are logged in; what came due meanwhile is ended at the next login",
			"Windows may show a console window for a moment whenever it runs",
		},
	}
}

// inUTF16 returns a text as schtasks reads it: with a byte order mark, the low byte first, and line breaks of Windows.
func inUTF16(text string) []byte {
	units := utf16.Encode([]rune("\ufeff" + strings.ReplaceAll(text, "\n", "\r\n")))
	out := make([]byte, 0, 2*len(units))
	for _, u := range units {
		out = append(out, byte(u), byte(u>>8))
	}
	return out
}

// windowsArguments returns a command line that Windows' programs split into these arguments: a backslash counts as such
// unless a quote follows.
func windowsArguments(args []string) string {
	words := make([]string, len(args))
	for i, a := range args {
		if a != "" && !strings.ContainsAny(a, " \t\"") {
			words[i] = a
			continue
		}
		var b strings.Builder
		b.WriteByte('"')
		slashes := 0
		for _, r := range a {
			switch r {
			case '\\':
				slashes++
			case '"':
				b.WriteString(strings.Repeat(`\`, slashes+1)) // each once more, and one for the quote
				slashes = 0
			default:
				slashes = 0
			}
			b.WriteRune(r)
		}
		b.WriteString(strings.Repeat(`\`, slashes))
		b.WriteByte('"')
		words[i] = b.String()
	}
	return strings.Join(words, " ")
}
