package reviewing

import (
	"cmp"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/theme"
)

// shown are the rows in sight that do not pass.
func (w *window) shownBut(pass func(*row) bool) []*row {
	return slices.DeleteFunc(w.table.Visible(), pass)
}

func TestFilterNarrowsAsItIsTyped(t *testing.T) {
	o := newOffice(t)
	w := o.window(o.me)
	w.press("/")
	if !w.Typing() {
		t.Fatal("letters should be text")
	}
	w.press("k", "e", "y", " ", "o", "w", "n", "e", "r")
	w.sees("/key owner", " of 169")
	isKey := func(r *row) bool { return strings.HasPrefix(r.Title(), "key ") && strings.Contains(r.words, "owner") }
	if but := w.shownBut(isKey); len(but) > 0 || len(w.table.Visible()) == 0 {
		t.Errorf("%d shown, %d of them should not be", len(w.table.Visible()), len(but))
	}
	first := w.current()
	w.press("down", "up", "enter", "c") // the arrows move while typing; after enter c decides
	if w.Typing() || first.undecided() {
		t.Error("enter should leave the line and keep the filter")
	}
	w.sees("/key owner")
	w.press("esc")
	if w.narrowed() || w.left {
		t.Error("esc should show everything again and stay")
	}
	w.press("/")
	w.send(tea.PasteMsg{Content: "nobody\nhas this"})
	w.sees("nothing matches")
	w.press("esc")
	if w.narrowed() || w.Typing() {
		t.Error("esc should end the typing and the filter")
	}
}

func TestEscUndoesOneThingAtATime(t *testing.T) {
	o := newOffice(t)
	w := o.window(o.me)
	w.press("/", "o", "w", "n", "enter", "space", "down", "enter")
	for _, step := range []func() bool{
		func() bool { return !w.details && w.table.MarkedCount() == 1 },
		func() bool { return w.table.MarkedCount() == 0 && w.narrowed() },
		func() bool { return !w.narrowed() && !w.left },
		func() bool { return w.left },
	} {
		w.press("esc")
		if !step() {
			t.Fatalf("details %v, %d marked, narrowed %v, left %v", w.details, w.table.MarkedCount(), w.narrowed(), w.left)
		}
	}
}

func TestHintsAndUndecidedOnly(t *testing.T) {
	o := newOffice(t)
	w := o.window(o.me)
	w.press("f")
	w.sees("undecided only", "169 rows", access.Dormant, access.Pending)
	w.write(access.Dormant)
	w.press("enter")
	w.sees("hint dormant")
	if but := w.shownBut(func(r *row) bool { return r.Has(access.Dormant) }); len(but) > 0 || len(w.table.Visible()) == 0 {
		t.Errorf("%d shown, %d without the hint", len(w.table.Visible()), len(but))
	}
	done := w.current()
	w.press("c", "f")
	w.write("undecided")
	w.press("enter")
	w.sees("undecided only", "168 of 169 match")
	if slices.Contains(w.table.Visible(), done) {
		t.Error("a decided row is shown")
	}
	w.press("f", "enter")
	if w.narrowed() {
		t.Error("everything should be shown again")
	}
}

func TestOrders(t *testing.T) {
	o := newOffice(t)
	w := o.window(o.me)
	w.table.SetFolded(carryGroup, false)
	at := w.goTo(func(r *row) bool { return r.Carry })
	for _, c := range []struct {
		order order
		key   func(*row) string
	}{
		{byRole, func(r *row) string { return r.Role }},
		{byPerson, func(r *row) string { return cmp.Or(r.Email, "service keys without an owner") }},
	} {
		w.press("o")
		w.sees("Order and grouping", "by "+string(c.order))
		w.write("by " + string(c.order))
		w.press("enter")
		rows := w.table.Visible()
		if len(rows) != 169 || !slices.IsSortedFunc(rows, func(a, b *row) int {
			return cmp.Compare(strings.ToLower(c.key(a)), strings.ToLower(c.key(b)))
		}) {
			t.Errorf("by %s: %d rows, not in order", c.order, len(rows))
		}
		if w.current() != at {
			t.Errorf("by %s: the cursor went to %s", c.order, w.current().Title())
		}
	}
	w.press("o", "up", "up", "enter")
	if rows := w.table.Visible(); rows[0].Risk < rows[len(rows)-1].Risk || w.current() != at {
		t.Error("not by risk again")
	}
}

func TestMyShareOrAll(t *testing.T) {
	o := newOffice(t, second, "third@example.com")
	w := o.window(second)
	if but := w.shownBut(func(r *row) bool { return r.Reviewer == second }); len(but) > 0 {
		t.Errorf("%d rows of others in the share", len(but))
	}
	w.sees("your share", "0 of 85")
	w.press("c")
	w.sees("1 of 85")
	w.press("m")
	w.hears("everyone's share")
	w.sees("all shares", "1 of 169", "share of")
	others := w.goTo(func(r *row) bool { return r.Reviewer != second && w.isOpen(r) })
	w.press("c") // any reviewer may decide on any row
	if others.undecided() {
		t.Errorf("%s is undecided", others.Title())
	}
	w.press("m")
	w.sees("your share", "1 of 85")

	outside := o.window(o.me)
	outside.sees("all shares")
	outside.press("m")
	outside.hears("none of this is your share")
	outside.press("c")
	outside.hears("failed: ", "does not review")
}

func TestNextUndecided(t *testing.T) {
	o := newOffice(t)
	w := o.window(o.me)
	open := slices.DeleteFunc(w.table.Visible(), func(r *row) bool { return !w.isOpen(r) })
	w.press("w")
	if w.current() != open[1] {
		t.Errorf("on %s, want %s", w.current().Title(), open[1].Title())
	}
	last := open[len(open)-1]
	for _, r := range open {
		if r != last {
			w.table.To(r.Item)
			w.press("space")
		}
	}
	w.press("r", "w")
	if w.current() != last {
		t.Errorf("on %s, want %s", w.current().Title(), last.Title())
	}
	w.said = nil
	w.press("w")
	w.hears("the last one")
	w.press("r", "w")
	w.hears("nothing shown is left", "folded")
}

func TestTheReviewIsResumedWhereItWasLeft(t *testing.T) {
	o := newOffice(t)
	w := o.window(o.me)
	w.press("j", "j")
	left := w.current().Item
	w.send(screen.Tick{})
	if again := o.window(o.me); again.current().Item != left {
		t.Errorf("resumed at %s", again.current().Title())
	}
	w.table.SetFolded(carryGroup, false)
	folded := w.goTo(func(r *row) bool { return r.Carry }).Item
	w.press("esc")
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
	r := w.goTo(func(r *row) bool { return r.Privileged })
	w.press("enter")
	w.sees(r.Title(), "may", "user.write")
	if strings.Contains(w.frame(), "new or raised") {
		t.Error("the list is still there")
	}
	w.send(tea.MouseClickMsg{X: 5, Y: 6})
	if w.current() != r {
		t.Error("a click on the details moved the list behind")
	}
	w.press("esc")
	w.frame()
	w.send(tea.MouseClickMsg{X: 120, Y: 6})
	if w.current() != r {
		t.Error("a click beside the list moved it")
	}
	w.send(tea.MouseClickMsg{X: 5, Y: 5})
	if w.current() != w.table.Visible()[2] {
		t.Error("a click on a row should move there")
	}
	w.send(tea.MouseWheelMsg{Button: tea.MouseWheelDown})
	if w.current() != w.table.Visible()[4] {
		t.Error("the wheel should move")
	}
}

func TestTheLineAboveTheListSaysWhatIsInTheWindowNow(t *testing.T) {
	o := newOffice(t)
	w := o.window(o.me)
	w.draw(theme.New(true, true), 80, 16)
	w.press("G")
	if frame := w.draw(theme.New(true, true), 80, 16); !strings.Contains(frame, "–60 of 60") {
		t.Errorf("the last row of 60 is in sight:\n%s", frame)
	}
}

func TestTimeInFrontAddsUpOverVisits(t *testing.T) {
	o := newOffice(t)
	w := o.window(o.me)
	w.wait(2 * time.Second)
	w.press("j")
	w.wait(5 * time.Second)
	w.press("k")
	w.wait(time.Second)
	w.press("space", "space", "r") // both at once, from the row below
	lines := o.journal()
	if len(lines) != 2 || lines[0].DwellMS != 3000 || lines[1].DwellMS != 5000 || lines[0].Bulk != 2 || lines[1].Bulk != 2 {
		t.Errorf("recorded %+v", lines)
	}
}

// TestAFilterSaysWhyItMatched looks for what no column shows, among rows that are folded away.
func TestAFilterSaysWhyItMatched(t *testing.T) {
	o := newOffice(t)
	w := o.window(o.me)
	carried := w.table.GroupRows(carryGroup)[0]
	w.press("/")
	for _, r := range carried.Item {
		w.press(string(r))
	}
	w.press("enter")
	if rows := w.table.Visible(); len(rows) != 1 || rows[0] != carried {
		t.Fatalf("the filter shows %d rows", len(rows))
	}
	w.sees("found by", "id "+carried.Item[:12])
	w.press("esc")
	if !w.table.Folded(carryGroup) {
		t.Error("the group is not folded as it was")
	}
}
