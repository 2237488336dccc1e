package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/ui/cli/manual"
	"github.com/tuar-dev/tuar/ui/guide"
	"github.com/tuar-dev/tuar/ui/safetext"
)

// help writes what a command is for and how it is used.
func (s *session) help(c *cobra.Command, _ []string) {
	_ = s.resolve() // help is given whatever else is wrong
	p := s.printer(s.out)
	width := 100
	if p.width > 0 {
		width = min(p.width, width)
	}
	long := c.Long
	if long == "" {
		long = c.Short
	}
	for paragraph := range strings.SplitSeq(long, "\n\n") {
		if strings.HasPrefix(paragraph, "  ") {
			p.linef("%s", styledText(paragraph)) // a list that is laid out already
		} else {
			p.text("", strings.ReplaceAll(paragraph, "\n", " "))
		}
		p.gap()
	}
	p.linef("%s", p.bold("usage"))
	if c.Runnable() && (c == c.Root() || !c.HasAvailableSubCommands()) {
		p.linef("  %s", strings.TrimSuffix(c.UseLine(), " [flags]"))
	}
	if c.HasAvailableSubCommands() {
		p.linef("  %s COMMAND", c.CommandPath())
	}
	if c.Example != "" {
		p.gap()
		p.linef("%s", p.bold("examples"))
		for line := range strings.SplitSeq(c.Example, "\n") {
			if strings.HasPrefix(line, "#") {
				p.linef("  %s", p.dim(line))
			} else {
				p.linef("  %s", line)
			}
		}
	}
	p.commands(c)
	p.flags("flags", c.LocalNonPersistentFlags().FlagUsagesWrapped(width))
	p.flags("global flags", manual.Globals(c).FlagUsagesWrapped(width))
	if c == c.Root() {
		p.gap()
		p.linef("%s", p.bold("topics: tuar help TOPIC"))
		for _, t := range guide.Topics {
			p.linef("  %s %s", safetext.Fit(t.Name, 13), t.Short)
		}
		p.gap()
		p.linef("%s", p.bold("exit codes"))
		for _, line := range exitCodes {
			p.linef("  %s", line)
		}
	}
}

// exitCodes are the exit codes as the help of tuar lists them.
var exitCodes = []string{
	" 0  done", " 1  failed", " 2  wrong usage or bad input", " 3  not connected, or credentials refused",
	" 4  Torq cannot be reached or fails", " 5  the record or a pack does not check out", " 6  refused by a rule",
	"10  check: a campaign is overdue", "11  check: a revocation is not proven or was undone, or access came back",
	"12  check: an elevation is past its end", "13  check: the last sync is too old",
	"14  check: a planned campaign was not opened on its day",
	"15  check: a guard was loosened, and no other person has seen it",
	"16  check: access differs from the baseline in something privileged",
}

func (p *printer) flags(title, usages string) {
	if usages == "" {
		return
	}
	p.gap()
	p.linef("%s", p.bold(title))
	fmt.Fprint(p.w, usages)
}

// commands lists the subcommands by group.
func (p *printer) commands(c *cobra.Command) {
	groups := []*cobra.Group{{Title: "commands"}}
	if len(c.Groups()) > 0 {
		groups = append(slices.Clone(c.Groups()), &cobra.Group{Title: "more"})
	}
	for _, g := range groups {
		titled := false
		for _, sub := range c.Commands() {
			if sub.Hidden || sub.GroupID != g.ID || sub.Name() == "help" {
				continue
			}
			if !titled {
				p.gap()
				p.linef("%s", p.bold(g.Title))
				titled = true
			}
			p.linef("  %s %s", safetext.Fit(sub.Name(), 11), sub.Short)
		}
	}
}

func (s *session) helpCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "help [COMMAND|TOPIC]", Short: "Say how a command is used, or show a guide",
		RunE: func(c *cobra.Command, args []string) error {
			about, rest := find(c.Root(), args)
			if len(rest) > 0 && about == c.Root() {
				return unknownTopic(c, rest[0])
			} else if len(rest) > 0 {
				return unknownCommand(about, rest)
			}
			return about.Help()
		},
	}
	c.AddCommand(s.helpJSONCommand())
	for _, t := range guide.Topics {
		c.AddCommand(s.guideCommand(t))
	}
	return c
}

// find returns the command that the words name, and the words that name none below it.
func find(root *cobra.Command, words []string) (*cobra.Command, []string) {
	about := root
	for i, word := range words {
		at := slices.IndexFunc(about.Commands(), func(c *cobra.Command) bool { return c.Name() == word || c.HasAlias(word) })
		if at < 0 {
			return about, words[i:]
		}
		about = about.Commands()[at]
	}
	return about, nil
}

// unknownTopic returns the fault of a word that is neither a command nor a topic, with the nearest that is one.
func unknownTopic(help *cobra.Command, word string) error {
	var known []string
	for _, c := range slices.Concat(help.Root().Commands(), help.Commands()) {
		if !c.Hidden {
			known = append(known, c.Name())
		}
	}
	return usagef("there is no command or topic %q", word).
		WithHint("%s", didYouMean(word, known, "see the commands and topics with: tuar help"))
}
