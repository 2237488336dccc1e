package sheet

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/ui/keymap"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/screen"
)

// ready returns a digit for each ready reason, right after a row was decided: it records the decision anew with that
// reason. Any other key ends this, and the digits mean sections again. Digits without a reason do nothing meanwhile.
func (m *Model) ready(closed string) []screen.Binding {
	if m.last == nil || closed != "" {
		return nil
	}
	const digits, cells = "123456789", 26
	last := *m.last
	texts := m.sheet.CannedReasons[:min(len(m.sheet.CannedReasons), len(digits))]
	keys := make([]screen.Binding, len(texts))
	for i, text := range texts {
		keys[i] = screen.Binding{
			Binding: keymap.Key(digits[i:i+1], ansi.Truncate(text, cells, "...")), Name: "ready-reason", Acts: true,
			Do: func() tea.Cmd { return m.because(last, text) },
		}
	}
	if rest := strings.Split(digits[len(texts):], ""); len(rest) > 0 {
		none := "there is no ready reason with that number; any other key ends the choice"
		keys = append(keys, screen.Binding{Binding: keymap.Key(rest[0], "ready reason", rest[1:]...), Name: "ready-reason", Disabled: none})
	}
	return keys
}

// because queues a decision anew with a reason. The first one may still be on its way to the record.
func (m *Model) because(c campaign.Choice, reason string) tea.Cmd {
	r, ok := m.byID[c.Item]
	if !ok {
		return say(screen.Warn, c.Item+" is not in this campaign any more")
	}
	if why := m.barred(r); why != "" {
		return say(screen.Warn, r.Title()+": "+why)
	}
	c.Reason, r.pending = reason, true
	m.repeats = &c
	m.acts, m.undone = append(m.acts, act{choices: []campaign.Choice{c}}), nil
	return m.next()
}

// askReasonOf asks for the reason of the row that was decided just now.
func (m *Model) askReasonOf(c campaign.Choice) tea.Cmd {
	r, ok := m.byID[c.Item]
	if !ok {
		return m.askReason()
	}
	return m.env.OpenDialog(&overlay.Prompt{
		Title: "Reason for " + r.Title(), Label: fmt.Sprintf("Recorded anew as: %s.", c.Verdict), Value: c.Reason,
		Canned: m.sheet.CannedReasons,
		Action: func(text string) tea.Msg { return screen.For(m, explained{c, text}) },
	})
}

// explained is a reason given for a decision made just now.
type explained struct {
	choice campaign.Choice
	reason string
}

// repeat decides on the marked rows, or the current one, as on the row decided last. What depends on the row is asked:
// the smaller role and the last day.
func (m *Model) repeat() tea.Cmd {
	switch c := m.repeats; {
	case c == nil:
		return say(screen.Info, "nothing was decided here yet that could be repeated")
	case c.Until != "":
		return m.askUntil()
	default:
		return m.wantFor(c.Verdict, c.Reason)
	}
}
