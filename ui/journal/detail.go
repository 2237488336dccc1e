package journal

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/ui/widget"
)

// detail draws everything that a line says.
func detail(pane widget.Pane, e entry) []string {
	p := &widget.Facts{Theme: pane.Theme, Width: pane.Width}
	th := p.Theme
	p.Add("type", e.Type, th.Title)
	p.Add("says", e.summary, th.Text)
	if e.refused != "" {
		p.Add("effect", "none: "+e.refused, th.Bad)
	} else if e.before {
		p.Add("effect", "from before rights, so it needed none", th.Text)
	}
	p.Add("time", e.Time.String(), th.Text)
	p.Add("actor", fmt.Sprintf("%s (%s)", e.Actor, e.known), th.Text)
	p.Add("writer", fmt.Sprintf("%s, line %d", e.Writer, e.Seq), th.Text)
	p.Add("id", e.ID, th.Text)
	if e.Type == campaign.TypeSignedOff || e.Type == campaign.TypeClosed {
		p.Add("head code", record.HeadCode(e.Hash), th.Text)
	}
	p.Add("hash", e.Hash, th.Dim)
	p.Add("prev", e.Prev, th.Dim)
	p.Line(th.Dim.Render(th.Fit(" data", p.Width)))
	for line := range strings.SplitSeq(pretty(e.Data), "\n") {
		text := strings.TrimLeft(line, " ")
		indent := min(1+len(line)-len(text), p.Width/2)
		for _, part := range th.Block(text, max(p.Width-indent, 1)) {
			p.Line(strings.Repeat(" ", indent) + part)
		}
	}
	return p.Lines()
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
