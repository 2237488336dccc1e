package journal

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"charm.land/lipgloss/v2"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/ui/theme"
)

// detail is everything the line under the cursor says.
func (s *Screen) detail(th *theme.Theme, width int) []string {
	e, ok := s.table.Current()
	if !ok {
		return []string{th.Dim.Render(th.Fit(" no line", width))}
	}
	var lines []string
	add := func(style lipgloss.Style, name, text string) {
		for i, line := range th.Block(text, max(width-11, 1)) {
			if i > 0 {
				name = ""
			}
			lines = append(lines, th.Dim.Render(th.Fit(" "+name, 10))+" "+style.Render(line))
		}
	}
	add(th.Title, "type", e.Type)
	add(th.Text, "says", e.summary)
	add(th.Text, "time", e.Time.String())
	add(th.Text, "actor", fmt.Sprintf("%s (%s)", e.Actor, e.Assurance))
	add(th.Text, "writer", fmt.Sprintf("%s, line %d", e.Writer, e.Seq))
	add(th.Text, "id", e.ID)
	if e.Type == campaign.TypeSignedOff || e.Type == campaign.TypeClosed {
		add(th.Text, "head code", record.HeadCode(e.Hash))
	}
	add(th.Dim, "hash", e.Hash)
	add(th.Dim, "prev", e.Prev)
	lines = append(lines, th.Dim.Render(th.Fit(" data", width)))
	for line := range strings.SplitSeq(pretty(e.Data), "\n") {
		text := strings.TrimLeft(line, " ")
		indent := min(1+len(line)-len(text), width/2)
		for _, part := range th.Block(text, max(width-indent, 1)) {
			lines = append(lines, strings.Repeat(" ", indent)+part)
		}
	}
	return lines
}

// pretty indents data, unless it is too long to be read anyway: opening a campaign records every item.
func pretty(data []byte) string {
	const most = 16 << 10
	if len(data) > most {
		return fmt.Sprintf("%s\n(%d more bytes)", data[:most], len(data)-most)
	}
	var b bytes.Buffer
	if err := json.Indent(&b, data, "", "  "); err != nil {
		return string(data)
	}
	return b.String()
}
