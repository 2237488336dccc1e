package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

func (s *session) manCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "man",
		Short:   "Print the manual page",
		Example: "tuar man | man -l -",
		Args:    takes(0, 0, ""),
		RunE: func(c *cobra.Command, _ []string) error {
			_, err := fmt.Fprint(s.out, manual(c.Root(), s.Build))
			return err
		},
	}
}

// manual returns the manual page of the program, in the macros of man(7): all help texts on one page.
func manual(root *cobra.Command, build Build) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	day, _, _ := strings.Cut(build.Date, "T")
	line(".TH TUAR 1 %q %q", day, "tuar "+build.Version)
	line(".SH NAME\ntuar \\- %s", roff(root.Short))
	line(".SH SYNOPSIS\n.B tuar\n[COMMAND] [ARGUMENTS] [FLAGS]\n.SH DESCRIPTION\n%s", roff(root.Long))
	line(".SH OPTIONS\n.EX\n%s.EE", roff(root.PersistentFlags().FlagUsagesWrapped(76)))
	line(".SH COMMANDS")
	var commands func(*cobra.Command)
	commands = func(c *cobra.Command) {
		for _, sub := range c.Commands() {
			switch {
			case !sub.IsAvailableCommand():
			case sub.HasAvailableSubCommands():
				commands(sub)
			default:
				about := sub.Long
				if about == "" {
					about = sub.Short + "."
				}
				line(".SS %q\n%s", roff(strings.TrimSuffix(sub.UseLine(), " [flags]")), roff(about))
				for _, block := range []string{sub.Example, sub.LocalNonPersistentFlags().FlagUsagesWrapped(76)} {
					if block != "" {
						line(".PP\n.EX\n%s\n.EE", strings.TrimSuffix(roff(block), "\n"))
					}
				}
			}
		}
	}
	commands(root)
	line(".SH EXIT STATUS\n.EX\n%s\n.EE", roff(strings.Join(exitCodes, "\n")))
	return b.String()
}

// roff returns a text as man shows it letter by letter; an empty line begins a paragraph.
func roff(text string) string {
	lines := strings.Split(strings.NewReplacer(`\`, `\e`, "-", `\-`, `"`, `\(dq`).Replace(text), "\n")
	for i, l := range lines {
		switch {
		case l == "" && i < len(lines)-1:
			lines[i] = ".PP"
		case strings.HasPrefix(l, "."), strings.HasPrefix(l, "'"):
			lines[i] = `\&` + l
		}
	}
	return strings.Join(lines, "\n")
}
