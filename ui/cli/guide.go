package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/ui/guide"
)

// guideCommand returns the command that prints a text of the guide.
func (s *session) guideCommand(use, short, text string) *cobra.Command {
	return &cobra.Command{
		Use: use, Short: short, Args: takes(0, 0, ""),
		RunE: func(*cobra.Command, []string) error {
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
				p.hang(styledText(mark), "%s", item)
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
