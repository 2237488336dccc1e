package people

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/rights"
	"github.com/tuar-dev/tuar/ui/keymap"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
)

// headLines is the number of lines above the list.
const headLines = 1

// View draws exactly height lines of exactly width cells.
func (p *Page) View(th *theme.Theme, width, height int) string {
	if p.form != nil {
		return p.form.View(th, width, height, func(width int, _ bool) []string {
			lines := widget.Block(th, th.Dim, p.form.means, max(1, width-2))
			for i := range lines {
				lines[i] = " " + lines[i]
			}
			return append([]string{""}, lines...)
		})
	}
	lines := []string{p.head(th, width)}
	if p.err != nil {
		lines = append(lines, th.Error.Render(th.Fit(" "+th.Alert+" "+p.err.Error(), width)))
	}
	if p.read {
		lines = append(lines, p.list.View(th, width, height-len(lines)))
	} else if p.err == nil {
		lines = append(lines, th.Dim.Render(th.Fit(" reading the record…", width)))
	}
	return widget.Clip(strings.Join(lines, "\n"), width, height)
}

// head says who the current user is and what they may do.
func (p *Page) head(th *theme.Theme, width int) string {
	text := "reading the record…"
	if p.nobody != nil {
		text = p.nobody.Error() + "; " + screen.WayOut(p.nobody)
	}
	if p.me.Email != "" {
		may := list(p.me.Rights)
		switch {
		case may == "" && p.begun:
			may = "no right: what a campaign or a rule names you for"
		case may == "":
			may = "rights count from the first act on record"
		}
		text = "you are " + p.me.Email + " (" + p.me.Known + ") · " + may
	}
	return th.Title.Render(th.Fit(" "+text, width))
}

// Keys returns the key table as it is now.
func (p *Page) Keys() []screen.Group {
	if p.form != nil {
		return []screen.Group{{Title: "People", Keys: screen.FormKeys(&p.form.Form, p.form.saves)}}
	}
	groups := p.list.Keys()
	if p.list.Typing() {
		return groups
	}
	r, on := p.list.Current()
	unless, some := "", ""
	if p.me.Email != "" && p.begun && !slices.Contains(p.me.Rights, rights.Owner) {
		unless = "only an owner changes people and rights"
	}
	if some = unless; some == "" && !on {
		some = "there is no person in the list"
	}
	give, take := some, some
	if give == "" && len(fitting(r.Rights)) == 0 {
		give = "no other right can be added to the one they have: take that away first"
	}
	if take == "" && len(r.Rights) == 0 {
		take = "they have no right to take"
	}
	acts := []screen.Binding{
		p.opens("r", "give a right", give, p.grant),
		p.opens("x", "take a right", take, p.revoke),
		p.opens("n", "add a person", unless, p.add),
		p.opens("a", "one more address", some, p.alias),
		p.opens("t", "two persons", some, p.distinct),
	}
	if !p.list.Backs() {
		acts = append([]screen.Binding{keymap.Line("esc", "back", p.leave)}, acts...)
	}
	return append([]screen.Group{{Title: "People", Keys: acts}}, groups...)
}

// opens returns a key that opens a form.
func (p *Page) opens(key, does, disabled string, do func() tea.Cmd) screen.Binding {
	return screen.Binding{Binding: keymap.Key(key, does), Disabled: disabled, Acts: true, Asks: true, Do: do}
}

func (p *Page) leave() tea.Cmd { return screen.Send(screen.Left{Page: p}) }
