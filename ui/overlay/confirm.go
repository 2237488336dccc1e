package overlay

import (
	"fmt"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/ui/theme"
)

// Confirm asks before something is done.
type Confirm struct {
	Title    string
	Question string   // "Revoke the access of 3 people?"
	Details  []string // below the question; all of it scrolls where it does not fit
	Yes, No  string   // verbs on the buttons; "yes" and "cancel" when empty
	Danger   bool     // starts on No, so that enter alone does nothing
	Count    int      // above 0: the number has to be typed, nothing else confirms
	Action   tea.Msg  // what Yes does

	text  Scroll // the question and the details
	moved bool   // the other button than the one it started on
	typed string // digits
}

// Heading implements Dialog.
func (c *Confirm) Heading() string { return c.Title }

// Keys implements Dialog.
func (c *Confirm) Keys() []key.Binding {
	if !c.text.Read() {
		return []key.Binding{hint("↓", "read on"), hint("n", c.refusal())}
	}
	if c.Count > 0 {
		return []key.Binding{hint("0–9", "type the number"), hint("enter", c.verb())}
	}
	return []key.Binding{hint("y", c.verb()), hint("n", c.refusal()), hint("←/→", "choose"), hint("enter", c.chosen())}
}

// hint returns a binding for showing only.
func hint(name, does string) key.Binding {
	return key.NewBinding(key.WithKeys(name), key.WithHelp(name, does))
}

func (c *Confirm) verb() string    { return or(c.Yes, "yes") }
func (c *Confirm) refusal() string { return or(c.No, "cancel") }

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// chosen is the verb of the button that enter presses.
func (c *Confirm) chosen() string {
	if c.onYes() {
		return c.verb()
	}
	return c.refusal()
}

// onYes reports whether enter would confirm.
func (c *Confirm) onYes() bool { return c.Danger == c.moved }

// Update implements Dialog. Nothing is confirmed before all of it has been in sight.
func (c *Confirm) Update(msg tea.Msg) (Result, tea.Cmd) {
	press, ok := msg.(tea.KeyPressMsg)
	switch {
	case c.text.Update(msg), !ok:
	case c.Count > 0:
		return c.count(press), nil
	default:
		switch press.String() {
		case "y", "Y":
			return c.confirm(), nil
		case "n", "N":
			return Result{Closed: true}, nil
		case "left", "right", "tab", "shift+tab", "h", "l":
			c.moved = !c.moved
		case "enter":
			if c.onYes() {
				return c.confirm(), nil
			}
			return Result{Closed: c.text.Read()}, nil
		}
	}
	return Result{}, nil
}

func (c *Confirm) confirm() Result {
	if !c.text.Read() {
		return Result{}
	}
	return Done(c.Action)
}

func (c *Confirm) count(press tea.KeyPressMsg) Result {
	switch s := press.String(); {
	case s == "enter" && c.typed == fmt.Sprint(c.Count):
		return c.confirm()
	case s == "backspace" && c.typed != "":
		c.typed = c.typed[:len(c.typed)-1]
	case len(s) == 1 && s >= "0" && s <= "9" && len(c.typed) < 9:
		c.typed += s
	}
	return Result{}
}

// View implements Dialog.
func (c *Confirm) View(th *theme.Theme, width, height int) string {
	lines := th.Block(c.Question, width)
	style := th.Title
	if c.Danger {
		style = th.Error
		lines = th.Block(th.Alert+" "+c.Question, width)
	}
	for i := range lines {
		lines[i] = style.Render(lines[i])
	}
	if len(c.Details) > 0 {
		lines = append(lines, "")
	}
	for _, text := range c.Details {
		lines = append(lines, th.Block(text, width)...)
	}
	shown := c.text.View(lines, height-1)
	if len(shown) < height-1 {
		shown = append(shown[:len(shown):len(shown)], "")
	}
	answer := c.answer(th)
	if !c.text.Read() {
		answer = c.text.More(th, width)
	}
	return strings.Join(append(shown[:len(shown):len(shown)], answer), "\n")
}

func (c *Confirm) answer(th *theme.Theme) string {
	if c.Count > 0 {
		return fmt.Sprintf("type %d to %s: %s", c.Count, th.Clean(c.verb()), th.TabActive.Render(c.typed+" "))
	}
	yes, no := th.Clean(c.verb()), th.Clean(c.refusal())
	if c.onYes() {
		return th.ButtonActive.Render(th.Cursor+" "+yes+" ") + "  " + th.Button.Render("  "+no+" ")
	}
	return th.Button.Render("  "+yes+" ") + "  " + th.ButtonActive.Render(th.Cursor+" "+no+" ")
}
