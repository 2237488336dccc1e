package widget_test

import (
	"testing"

	"charm.land/bubbles/v2/key"
	"charm.land/lipgloss/v2"
	"pgregory.net/rapid"

	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
)

// TestEveryWidgetHasTheSizeAskedFor draws all widgets from wild text into all sizes.
func TestEveryWidgetHasTheSizeAskedFor(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		th := theme.New(rapid.Bool().Draw(t, "dark"), rapid.Bool().Draw(t, "unicode"))
		width, height := rapid.IntRange(0, 90).Draw(t, "width"), rapid.IntRange(0, 20).Draw(t, "height")
		wild := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", "山田 🚀", "a\nb\x1b[2J\tc", "long enough to be cut somewhere"}))
		text, title := wild.Draw(t, "text"), wild.Draw(t, "title")
		body := lipgloss.NewStyle().Bold(true).Render(th.Clean(text)) + "\n" + th.Bad.Render(th.Clean(title)) + "\r\nthird"

		exact(t, widget.Clip(body, width, height), width, height)
		exact(t, widget.Line(body, width), width, 1)
		exact(t, widget.Box(th, title, body, width, height), width, height)
		exact(t, widget.Rule(th, title, width), width, 1)
		exact(t, widget.KeyLine(th, []key.Binding{bind("c", text), bind(title, "x"), bind("?", "help")}, width), width, 1)

		value, total := rapid.IntRange(-3, 200).Draw(t, "value"), rapid.IntRange(-3, 200).Draw(t, "total")
		exact(t, widget.Progress(th, value, total, width), width, 1)
		bars := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) widget.Bar {
			return widget.Bar{Label: wild.Draw(t, "label"), Value: rapid.IntRange(-2, 1<<40).Draw(t, "value"), Note: wild.Draw(t, "note")}
		}), 0, 30).Draw(t, "bars")
		exact(t, widget.BarChart(th, bars, width, height), width, height)

		left := rapid.IntRange(0, width).Draw(t, "left")
		exact(t, widget.Split(th, body, body, left, width-left, height), width+1, height)
	})
}

func bind(name, does string) key.Binding {
	return key.NewBinding(key.WithKeys("x"), key.WithHelp(name, does))
}
