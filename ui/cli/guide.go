package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/ui/guide"
)

// guideCommand returns the command that prints a text of the guide.
func (s *session) guideCommand(t guide.Topic) *cobra.Command {
	return &cobra.Command{
		Use: t.Name, Short: t.Short, Args: takes(0, 0, ""),
		RunE: func(*cobra.Command, []string) error {
			text := guide.Text(t.Name)
			if t.Name == "keys" {
				text = s.configuration(whole).Keys.Guide(text)
			}
			s.printer(s.out).guide(text)
			return nil
		},
	}
}

// guide writes a text of the guide, with its tables fitted to the terminal.
func (p *printer) guide(text string) {
	for i, b := range guide.Blocks(text) {
		if i > 0 {
			p.gap()
		}
		switch {
		case b.Heading != "":
			p.linef("%s", p.bold(b.Heading))
		case b.Code != "":
			for line := range strings.SplitSeq(b.Code, "\n") { // whole, to be copied
				p.linef("    %s", line)
			}
		case len(b.Items) > 0:
			for i, item := range b.Items {
				mark := "-"
				if b.Ordered > 0 {
					mark = fmt.Sprintf("%d.", b.Ordered+i)
				}
				p.item(mark, item)
			}
		case len(b.Table) > 0:
			columns := make([]column, len(b.Table[0]))
			for i, name := range b.Table[0] {
				columns[i] = column{name: name, keep: i > 0, least: 24}
			}
			p.table(columns, b.Table[1:])
		default:
			p.text("", b.Text)
		}
	}
}

// item writes an item of a list beside its mark, wrapped as a paragraph is.
func (p *printer) item(mark, text string) {
	width := 100
	if p.width > 0 {
		width = min(width, p.width)
	}
	indent := strings.Repeat(" ", len(mark))
	for i, line := range p.charset.Block(text, width-len(mark)-1) {
		if i > 0 {
			mark = indent
		}
		p.linef("%s %s", mark, strings.TrimRight(line, " "))
	}
}
