package sheet

import (
	"cmp"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/theme"
)

// shown are the rows in sight that do not pass.
func (w *window) shownBut(pass func(*row) bool) []*row {
	return slices.DeleteFunc(w.list.Visible(), pass)
}

func TestFilterNarrowsAsItIsTyped(t *testing.T) {
	o := newOffice(t)
	w := o.window(o.me)
	w.Press("/")
	if !w.Typing() {
		t.Fatal("letters should be text")
	}
	w.Press("k", "e", "y", " ", "o", "w", "n", "e", "r")
	w.Sees("/ key owner", " of 182")
	isKey := func(r *row) bool { return strings.HasPrefix(r.Title(), "key ") && strings.Contains(r.words, "owner") }
	if but := w.shownBut(isKey); len(but) > 0 || len(w.list.Visible()) == 0 {
		t.Errorf("%d shown, %d of them should not be", len(w.list.Visible()), len(but))
	}
	first := w.current()
	w.Press("down", "up", "enter", "c") // the arrows move while typing; after enter c decides
	if w.Typing() || first.undecided() {
		t.Error("enter should leave the line and keep the filter")
	}
	w.Sees("/ key owner")
	w.Press("esc")
	if w.list.Narrowed() || w.left {
		t.Error("esc should show everything again and stay")
	}
	w.Press("/")
	w.Send(tea.PasteMsg{Content: "nobody\nhas this"})
	w.Sees("nothing matches")
	w.Press("esc")
	if w.list.Narrowed() || w.Typing() {
		t.Error("esc should end the typing and the filter")
	}
}

func TestEscUndoesOneThingAtATime(t *testing.T) {
	o := newOffice(t)
	w := o.window(o.me)
	w.Press("/", "o", "w", "n", "enter", "space", "down", "enter")
	for _, step := range []func() bool{
		func() bool { return !w.list.Alone() && w.list.MarkedCount() == 1 },
		func() bool { return w.list.MarkedCount() == 0 && w.list.Narrowed() },
		func() bool { return !w.list.Narrowed() && !w.left },
		func() bool { return w.left },
	} {
		w.Press("esc")
		if !step() {
			t.Fatalf("details %v, %d marked, narrowed %v, left %v", w.list.Alone(), w.list.MarkedCount(), w.list.Narrowed(), w.left)
		}
	}
}

func TestHintsAndUndecidedOnly(t *testing.T) {
	o := newOffice(t)
	w := o.window(o.me)
	w.Press("f")
	w.Sees("undecided only", "182 rows", access.Dormant, access.Pending)
	w.Write(access.Dormant)
	w.Press("enter")
	w.Sees("only dormant")
	if but := w.shownBut(func(r *row) bool { return r.Has(access.Dormant) }); len(but) > 0 || len(w.list.Visible()) == 0 {
		t.Errorf("%d shown, %d without the hint", len(w.list.Visible()), len(but))
	}
	done := w.current()
	w.Press("c", "f")
	w.Write("undecided")
	w.Press("enter")
	w.Sees("181 of 182 · only undecided")
	if slices.Contains(w.list.Visible(), done) {
		t.Error("a decided row is shown")
	}
	w.Press("f", "enter")
	if w.list.Narrowed() {
		t.Error("everything should be shown again")
	}
}

func TestOrders(t *testing.T) {
	o := newOffice(t)
	w := o.window(o.me)
	w.list.SetFolded(campaign.CarryGroup, false)
	at := w.goTo(func(r *row) bool { return r.Carry })
	for _, c := range []struct {
		order order
		key   func(*row) string
	}{
		{byRole, func(r *row) string { return r.Role }},
		{byPerson, func(r *row) string {
			whose := map[access.Kind]string{
				access.Key: "service keys without an owner", access.Mapping: "SSO claim mappings", access.Role: "custom roles",
			}
			return cmp.Or(r.Email, whose[r.Kind])
		}},
	} {
		w.Press("o")
		w.Sees("Order and grouping", "by "+string(c.order))
		w.Write("by " + string(c.order))
		w.Press("enter")
		rows := w.list.Visible()
		if len(rows) != 182 || !slices.IsSortedFunc(rows, func(a, b *row) int {
			return cmp.Compare(strings.ToLower(c.key(a)), strings.ToLower(c.key(b)))
		}) {
			t.Errorf("by %s: %d rows, not in order", c.order, len(rows))
		}
		if w.current() != at {
			t.Errorf("by %s: the cursor went to %s", c.order, w.current().Title())
		}
	}
	w.Press("o", "up", "up", "enter")
	if rows := w.list.Visible(); rows[0].Risk < rows[len(rows)-1].Risk || w.current() != at {
		t.Error("not by risk again")
	}
}

func TestMyShareOrAll(t *testing.T) {
	o := newOffice(t, second, "third@example.com")
	w := o.window("third@example.com")
	if but := w.shownBut(func(r *row) bool { return r.Reviewer == "third@example.com" }); len(but) > 0 {
		t.Errorf("%d rows of others in the assignment", len(but))
	}
	w.Sees("your assignment", "0 of 91")
	w.Press("c")
	w.Sees("1 of 91")
	w.Press("m")
	w.Hears("all assignments")
	w.Sees("all assignments", "1 of 182", "assigned to")
	others := w.goTo(func(r *row) bool { return r.Reviewer == second && r.undecided() })
	w.Press("c") // a reviewer who does not manage the campaign
	w.Hears("this row is assigned to " + second)
	if !others.undecided() {
		t.Errorf("%s is decided", others.Title())
	}
	w.Press("m")
	w.Sees("your assignment", "1 of 91")

	outside := o.window("outside@example.com")
	outside.Sees("all assignments")
	outside.Press("m")
	outside.Hears("nothing here is assigned to you")
	outside.Press("c")
	outside.Hears("this row is assigned to")
}

func TestNextUndecided(t *testing.T) {
	o := newOffice(t)
	w := o.window(o.me)
	open := slices.DeleteFunc(w.list.Visible(), func(r *row) bool { return !w.isOpen(r) })
	w.Press("w")
	if w.current() != open[1] {
		t.Errorf("on %s, want %s", w.current().Title(), open[1].Title())
	}
	last := open[len(open)-1]
	for _, r := range open {
		if r != last {
			w.list.To(r.Item)
			w.Press("space")
		}
	}
	w.Press("r", "w")
	if w.current() != last {
		t.Errorf("on %s, want %s", w.current().Title(), last.Title())
	}
	w.Said = nil
	w.Press("w")
	w.Hears("the last one")
	w.Press("r", "w")
	w.Hears("nothing shown is left", "folded")
}

func TestTheReviewIsResumedWhereItWasLeft(t *testing.T) {
	o := newOffice(t)
	w := o.window(o.me)
	w.Press("j", "j")
	left := w.current().Item
	w.Send(screen.Tick{})
	if again := o.window(o.me); again.current().Item != left {
		t.Errorf("resumed at %s", again.current().Title())
	}
	w.list.SetFolded(campaign.CarryGroup, false)
	folded := w.goTo(func(r *row) bool { return r.Carry }).Item
	w.Press("esc")
	again := o.window(o.me)
	if again.current().Item != folded {
		t.Errorf("resumed at %s, want the row in the group that starts folded", again.current().Title())
	}
	if again.remember() != nil {
		t.Error("the place is written again though nothing moved")
	}
}

func TestDetailsTakeTheScreenAndLeaveClicksAlone(t *testing.T) {
	o := newOffice(t)
	w := o.window(o.me)
	w.Width = 200
	r := w.goTo(func(r *row) bool { return r.Privileged })
	w.Press("enter")
	w.Sees(r.Title(), "may", "user.write")
	if strings.Contains(w.Frame(), "new or raised") {
		t.Error("the list is still there")
	}
	w.Send(tea.MouseClickMsg{X: 5, Y: 6})
	if w.current() != r {
		t.Error("a click on the details moved the list behind")
	}
	w.Press("esc")
	w.Frame()
	w.Send(tea.MouseClickMsg{X: 190, Y: 6})
	if w.current() != r {
		t.Error("a click beside the list moved it")
	}
	w.Send(tea.MouseClickMsg{X: 5, Y: 6})
	if w.current() != w.list.Visible()[2] {
		t.Error("a click on a row should move there")
	}
	w.Send(tea.MouseWheelMsg{Button: tea.MouseWheelDown})
	if w.current() != w.list.Visible()[4] {
		t.Error("the wheel should move")
	}
}

func TestTheLineAboveTheListSaysWhatIsInTheWindowNow(t *testing.T) {
	o := newOffice(t)
	w := o.window(o.me)
	w.Draw(theme.New(true, true), 80, 16)
	w.Press("G")
	if frame := w.Draw(theme.New(true, true), 80, 16); !strings.Contains(frame, "–72 of 72") {
		t.Errorf("the last row of 72 is in sight:\n%s", frame)
	}
}

func TestTimeInFrontAddsUpOverVisits(t *testing.T) {
	o := newOffice(t)
	w := o.window(o.me)
	w.wait(2 * time.Second)
	w.Press("j")
	w.wait(5 * time.Second)
	w.Press("k")
	w.wait(time.Second)
	w.Press("space", "space", "r") // both at once, from the row below
	lines := o.journal()
	if len(lines) != 2 || lines[0].DwellMS != 3000 || lines[1].DwellMS != 5000 || lines[0].Bulk != 2 || lines[1].Bulk != 2 {
		t.Errorf("recorded %+v", lines)
	}
}

// TestAFilterShowsWhatItWasAskedFor asks for a field that no column shows, among rows that are folded away.
func TestAFilterShowsWhatItWasAskedFor(t *testing.T) {
	o := newOffice(t)
	w := o.window(o.me)
	carried := w.list.GroupRows(campaign.CarryGroup)[0]
	w.Press("/")
	w.Type("id:" + carried.Item)
	w.Press("enter")
	if rows := w.list.Visible(); len(rows) != 1 || rows[0] != carried {
		t.Fatalf("the filter shows %d rows", len(rows))
	}
	w.Sees("filter", "id "+carried.Item[:12])
	w.Press("esc")
	if !w.list.Folded(campaign.CarryGroup) {
		t.Error("the group is not folded as it was")
	}
}
