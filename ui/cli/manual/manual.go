// Package manual makes manual pages of a tree of commands, one for each, in the macros of man(7).
package manual

import (
	"fmt"
	"iter"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// About is what all pages of a program share.
type About struct {
	Version string // "tuar 1.2.3"
	Day     string // YYYY-MM-DD; may be empty
	Exit    []Fact // code and meaning
	Env     []Fact // variable and meaning
	Files   []Fact // path and content
}

// Fact is a name and what it means.
type Fact struct{ Name, Text string }

// Page is the manual page of one command.
type Page struct {
	Name string // "tuar-campaign-new", in section 1
	Text string
}

// Pages returns the pages of a command and of all below it that people use. Help and its topics have none: they are read
// with the program itself.
func Pages(root *cobra.Command, about About) iter.Seq[Page] {
	return func(yield func(Page) bool) { pages(root, about, yield) }
}

func pages(c *cobra.Command, about About, yield func(Page) bool) bool {
	if !yield(Page{nameOf(c), Text(c, about)}) {
		return false
	}
	for _, sub := range verbs(c) {
		if !pages(sub, about, yield) {
			return false
		}
	}
	return true
}

// verbs returns the commands below one that have pages.
func verbs(c *cobra.Command) (list []*cobra.Command) {
	for _, sub := range c.Commands() {
		if sub.IsAvailableCommand() && sub.Name() != "help" {
			list = append(list, sub)
		}
	}
	return list
}

func nameOf(c *cobra.Command) string { return strings.ReplaceAll(c.CommandPath(), " ", "-") }

// Text returns the page of a command.
func Text(c *cobra.Command, about About) string {
	p := &page{}
	p.line(".TH %q 1 %q %q", strings.ToUpper(nameOf(c)), about.Day, about.Version)
	p.line(".nh") // names such as key-outlives-owner are not parted
	p.line(".SH NAME\n%s \\- %s", letters(nameOf(c)), letters(lowered(c.Short)))
	p.line(".SH SYNOPSIS")
	if alone(c) {
		p.line(".B %s\n%s", letters(c.CommandPath()), letters(argumentsOf(c)))
	}
	if len(verbs(c)) > 0 {
		if alone(c) {
			p.line(".br")
		}
		p.line(".B %s\nCOMMAND", letters(c.CommandPath()))
	}
	p.line(".SH DESCRIPTION")
	if about := c.Long; about != "" {
		p.text(about)
	} else {
		p.text(c.Short + ".")
	}
	if below := verbs(c); len(below) > 0 {
		p.line(".SH COMMANDS")
		for _, sub := range below {
			p.line(".TP\n.BR %s (1)\n%s", letters(nameOf(sub)), letters(sub.Short))
		}
	}
	p.flags("OPTIONS", c.LocalNonPersistentFlags())
	p.flags("GLOBAL OPTIONS", Globals(c))
	if c.Example != "" {
		p.line(".SH EXAMPLES")
		p.block(c.Example)
	}
	p.facts("EXIT STATUS", about.Exit)
	p.facts("ENVIRONMENT", about.Env)
	p.facts("FILES", about.Files)
	p.seeAlso(c)
	return p.String()
}

// alone reports whether a command does something without one of the commands below it.
func alone(c *cobra.Command) bool {
	return len(verbs(c)) == 0 || !c.HasParent() || strings.Contains(c.Use, " ")
}

// argumentsOf returns what a command takes after its name.
func argumentsOf(c *cobra.Command) string {
	_, rest, _ := strings.Cut(strings.TrimSuffix(c.UseLine(), " [flags]"), c.CommandPath())
	return strings.TrimSpace(strings.TrimSpace(rest) + " [FLAGS]")
}

// lowered returns a sentence with a small first letter, for the line NAME; a word of capitals stays.
func lowered(text string) string {
	if len(text) < 2 || text[1] >= 'A' && text[1] <= 'Z' {
		return text
	}
	return strings.ToLower(text[:1]) + text[1:]
}

type page struct{ strings.Builder }

func (p *page) line(format string, args ...any) { fmt.Fprintf(&p.Builder, format+"\n", args...) }

// text writes paragraphs. Lines that are set in are laid out already and stay as they are.
func (p *page) text(text string) {
	var run []string
	first := true
	end := func() {
		if len(run) > 0 && !first {
			p.line(".PP")
		}
		first = first && len(run) == 0
		switch {
		case len(run) == 0:
		case strings.HasPrefix(run[0], "  "):
			p.block(strings.Join(run, "\n"))
		default:
			p.line("%s", letters(strings.Join(run, "\n")))
		}
		run = nil
	}
	for line := range strings.SplitSeq(text, "\n") {
		if line == "" || len(run) > 0 && strings.HasPrefix(line, "  ") != strings.HasPrefix(run[0], "  ") {
			end()
		}
		if line != "" {
			run = append(run, line)
		}
	}
	end()
}

// block writes lines as they are.
func (p *page) block(text string) { p.line(".EX\n%s\n.EE", letters(strings.TrimRight(text, "\n"))) }

// Globals returns the flags of all commands, without those for which the command has a flag of its own.
func Globals(c *cobra.Command) *pflag.FlagSet {
	global, own := pflag.NewFlagSet("", pflag.ContinueOnError), c.LocalNonPersistentFlags()
	c.Root().PersistentFlags().VisitAll(func(f *pflag.Flag) {
		if own.Lookup(f.Name) == nil {
			global.AddFlag(f)
		}
	})
	return global
}

func (p *page) flags(title string, flags *pflag.FlagSet) {
	if !flags.HasAvailableFlags() {
		return
	}
	p.line(".SH %s", title)
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		value, usage := pflag.UnquoteUsage(f)
		name := `\fB` + letters("--"+f.Name) + `\fR`
		if f.Shorthand != "" {
			name = `\fB` + letters("-"+f.Shorthand) + `\fR, ` + name
		}
		switch {
		case value != "" && f.NoOptDefVal != "":
			name += `[=\fI` + letters(value) + `\fR]`
		case value != "":
			name += ` \fI` + letters(value) + `\fR`
		}
		p.line(".TP\n%s\n%s", name, letters(usage))
	})
}

func (p *page) facts(title string, facts []Fact) {
	if len(facts) == 0 {
		return
	}
	p.line(".SH %s", title)
	for _, f := range facts {
		p.line(".TP\n\\fB%s\\fR\n%s", letters(f.Name), letters(f.Text))
	}
}

// seeAlso names the page above and those beside.
func (p *page) seeAlso(c *cobra.Command) {
	above := c.Parent()
	if above == nil {
		return
	}
	p.line(".SH SEE ALSO\n.BR %s (1)", letters(nameOf(above)))
	for _, beside := range verbs(above) {
		if beside != c && above.HasParent() {
			p.line(".BR %s (1)", letters(nameOf(beside)))
		}
	}
}

// letters returns a text as man shows it letter by letter: nothing in it is a macro or an escape.
func letters(text string) string {
	lines := strings.Split(strings.NewReplacer(`\`, `\e`, "-", `\-`, "'", `\(aq`, "`", `\(ga`, "^", `\(ha`, "~", `\(ti`).Replace(text), "\n")
	for i, l := range lines {
		if strings.HasPrefix(l, ".") {
			lines[i] = `\&` + l
		}
	}
	return strings.Join(lines, "\n")
}
