package archive

import (
	"fmt"
	"strings"
)

// retention returns the statement of what is kept, until when and where. It says nothing that is not known.
func (x Index) retention() string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("# Retention statement\n")
	line("Archive of the access reviews of the workspace %s (%s), from %s to %s, as of %s.\n", quoted(x.Workspace), quoted(x.Region), x.From, x.To, x.AsOf)
	if day, _, _ := strings.Cut(x.AsOf, "T"); day <= x.To {
		line("The period was not over when the record ended: what came later is not in here.\n")
	}
	line("## What is in this archive\n")
	for _, p := range x.Packs {
		state := "closed " + p.ClosedAt
		if p.ClosedAt == "" {
			state = string(p.State)
		}
		line("- `%s`: %s, opened %s, %s, %d of %d items decided", p.Path, quoted(p.Name), p.OpenedAt, state, p.Decided, p.Items)
	}
	line("- `tables/elevations.csv` and `.json`: the temporary roles of the period, %d in number", x.Elevations)
	line("- in each pack: the whole journals of the workspace up to the last line, and the populations that its campaign and its elevations rest on\n")
	line("Each campaign that was open at some time in the period is here. Drafts are not, nor are populations that no campaign and no")
	line("elevation rests on.\n")
	line("## Until when it is kept\n")
	if x.Retention.Until == "" {
		line("Not stated: who made this archive did not say until when it is kept.\n")
	} else {
		line("Until %s, as stated by the person who made this archive. Nothing in the file enforces that.\n", x.Retention.Until)
	}
	line("## Where it is kept\n")
	if x.Retention.Where == "" {
		line("Not stated: who made this archive did not say where it is kept.\n")
	} else {
		line("As stated by the person who made this archive: %s\n", quoted(x.Retention.Where))
	}
	line("## What tuar keeps\n")
	line("tuar has no command that deletes journals, populations or answers, and deletes none by itself. They are files in the folder of the")
	line("workspace on the machines that use it: who may write there can delete them. This archive shows what was there when it was made.")
	return b.String()
}

// quoted returns a text from outside, so that it cannot be taken for Markdown.
func quoted(text string) string {
	return "“" + strings.NewReplacer("\n", " ", "\r", " ", "`", "'", "<", "‹", "[", "(", "]", ")", "*", "∗", "_", "\\_", "|", "/").Replace(text) + "”"
}
