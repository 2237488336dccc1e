package access

import (
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/reviewtest"
	"github.com/tuar-dev/tuar/torq/torqtest"
	"github.com/tuar-dev/tuar/ui/reviews/form"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/uitest"
)

const lead = "p.lang@example.com"

// on opens the section with the cursor on a person.
func on(t *testing.T) (w *reviewtest.World, by *review.Workspace, win *uitest.Window, email string) {
	t.Helper()
	t.Parallel()
	w = reviewtest.New(t, torqtest.Options{})
	by = w.Open(lead)
	w.Sync(by)
	email = w.Holder("Operator", true, 0)
	win = uitest.Open(w, func(env *screen.Env) screen.Screen { return New(env, by) })
	win.Send(screen.Changed{})
	win.Press("/")
	win.Type(email)
	win.Press("enter")
	return w, by, win, email
}

func TestARowIsExplained(t *testing.T) {
	_, _, win, email := on(t)
	win.Press("X")
	win.Sees("Can now: Operator", "At the next sign-in", "none in any campaign", email)
	win.Press("L") // on the first line, the account
	win.Sees("Suppose", email+" (Operator) is removed", "Loses")
	win.Press("esc")
	win.Sees("Can now: Operator")
	win.Press("esc")
	win.Misses("Can now: Operator")
	win.Press("W")
	win.Type("user.write")
	win.Press("enter")
	win.Sees("Who can user.write", "Through their role")
	win.Press("esc", "=")
	win.Type("Owner")
	win.Press("enter")
	win.Sees("Only Operator", "Only Owner", "Held: Operator")
}

func TestARowIsTakenAwayByACampaignOfItsOwn(t *testing.T) {
	w, by, win, email := on(t)
	var drafted string
	win.Root = func(msg tea.Msg) (tea.Cmd, bool) {
		if d, ok := msg.(form.Drafted); ok {
			drafted = d.Campaign.ID
			return win.Screen.Update(d), true
		}
		return nil, false
	}
	win.Press("r")
	win.Sees("Take away: "+email, "1 item", lead)
	win.Press("ctrl+s")
	c, err := by.Campaign(w.Context(), drafted)
	if err != nil || c.Items != 1 {
		t.Fatalf("%+v, %v", c, err)
	}
	win.Misses("carried out") // the form is left

	// Another row joins the draft.
	win.Press("esc", "/")
	win.Type("Owner")
	win.Press("enter", "+")
	win.Type("Take away")
	win.Press("enter")
	win.Sees("2 items")
	win.Press("ctrl+s")
	if c, err := by.Campaign(w.Context(), drafted); err != nil || c.Items != 2 {
		t.Fatalf("%+v, %v", c, err)
	}
	win.Press("+")
	win.Type("Take away")
	win.Press("enter")
	win.Hears("has it already")
}

func TestARoleIsAskedForFromARow(t *testing.T) {
	_, _, win, email := on(t)
	win.Press("n")
	win.Sees("Ask for a role", email)
}

func TestARowIsCopied(t *testing.T) {
	_, _, win, _ := on(t)
	win.Press("Y")
	win.Sees("row as Markdown", "user/")
	win.Press("enter")
	win.Hears("clipboard: the item")
}
