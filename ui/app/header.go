package app

import (
	"fmt"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/ui/safetext"
	"github.com/tuar-dev/tuar/ui/widget"
)

// span is the position of a tab in the header, in cells.
type span struct{ from, to int }

// header returns the first line and the positions of its tabs: the workspace, the tabs, and the state of the
// connection. If space is short it drops the words first, then the names of the other tabs. Without a rule below, it
// also shows active elevations.
func (m *model) header(width int, ruled bool) (string, []span) {
	lefts, rights := m.lefts(), m.rights()
	if !ruled && m.working == nil {
		if _, lent, style := m.lentNow(m.env.Now()); lent != "" {
			lent = m.th.Clean(lent)
			alone := state{lent, style}
			rights = [4]state{{lent + m.th.Clean(" · ") + rights[0].text, style}, {lent + m.th.Clean(" · ") + rights[1].text, style}, alone, alone}
		}
	}
	type try struct{ left, right int }
	tries := []try{{0, 0}, {0, 1}, {1, 1}, {0, 2}, {1, 2}, {2, 2}, {3, 2}, {3, 3}}
	for _, short := range []bool{false, true} {
		tabs, spans := m.tabLine(short)
		for _, t := range tries {
			if t.left == len(lefts)-1 && !short && m.among != nil { // of several it must be seen which one it is
				continue
			}
			left, right := lefts[t.left], rights[t.right].text
			if room := width - ansi.StringWidth(left+tabs+right) - 1; room >= 1 {
				return m.head(left, tabs, rights[t.right], room), shift(spans, ansi.StringWidth(left))
			}
		}
	}
	tabs, spans := m.tabLine(true)
	return widget.Line(tabs, width), spans
}

func (m *model) head(left, tabs string, right state, room int) string {
	return m.th.Title.Render(left) + tabs + safetext.Spaces(room) + right.style.Render(right.text) + " "
}

// lefts returns the variants of the left part, with the workspace, longest first.
func (m *model) lefts() []string {
	where := m.th.Clean(m.workspace.Name())
	name := " tuar "
	if m.demo && where != "demo" {
		name = " tuar demo "
	}
	const long = 24
	if ansi.StringWidth(where) > long {
		where = strings.TrimRight(m.th.Fit(where, long), " ")
	}
	if m.among != nil {
		where += fmt.Sprintf(" %d/%d @", m.among.at+1, len(m.among.models))
	}
	full := where
	if region := m.standing.now.Region; region != "" {
		full += m.th.Clean(" · " + region)
	}
	return []string{name + " " + full + "  ", name + " " + where + " ", name, ""}
}

// state is the state of the connection, or the work in progress.
type state struct {
	text  string
	style lipgloss.Style
}

// rights returns the variants of the right part, with the state of the connection, longest first.
func (m *model) rights() [4]state {
	th := m.th
	if w := m.working; w != nil {
		text := th.Clean(w.What)
		how := ""
		if w.Total > 0 {
			how = fmt.Sprintf(" %d of %d", w.Done, w.Total)
		}
		dots := th.Clean("… ")
		return [4]state{{dots + text + how, th.Info}, {dots + text, th.Info}, {strings.TrimRight(dots+how[min(len(how), 1):], " "), th.Info}, {"", th.Info}}
	}
	sign, word, style := th.Ring, "reading…", th.Dim
	if m.standing.known {
		switch m.standing.now.Connection {
		case review.Packed:
			only := state{th.Clean("pack · read-only"), th.Accent}
			return [4]state{only, only, only, only}
		case review.ConnectedOK:
			sign, word, style = th.Dot, "connected", th.Good
		case review.Syncing:
			sign, word, style = th.Dot, "syncing", th.Info
		case review.NotConnected:
			sign, word, style = th.Ring, "not connected", th.Warn
		default:
			sign, word, style = th.Alert, "error", th.Bad
		}
	}
	word = sign + " " + th.Clean(word)
	full, short := word, word
	if last := m.standing.now.LastSync; last != nil {
		ago := "synced " + widget.Ago(last.At, m.env.Now())
		full += th.Clean(" · " + ago)
		if m.standing.now.Connection == review.ConnectedOK {
			short = sign + " " + ago
		}
	}
	return [4]state{{full, style}, {short, style}, {word, style}, {sign, style}}
}

// tabLine draws the tabs; short leaves out the names of those that are not in front.
func (m *model) tabLine(short bool) (string, []span) {
	var b strings.Builder
	spans := make([]span, len(m.tabs))
	at := 0
	for i, t := range m.tabs {
		text, style := fmt.Sprintf(" %d %s ", i+1, t.section), m.th.TabInactive
		switch {
		case i == m.front:
			text, style = fmt.Sprintf("[%d %s]", i+1, t.section), m.th.TabActive
		case short:
			text = fmt.Sprintf(" %d ", i+1)
		}
		spans[i] = span{at, at + len(text)}
		at += len(text)
		b.WriteString(style.Render(text))
	}
	return b.String(), spans
}

func shift(spans []span, by int) []span {
	for i := range spans {
		spans[i].from += by
		spans[i].to += by
	}
	return spans
}
