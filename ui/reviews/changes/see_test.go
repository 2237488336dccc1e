package changes

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/torq/torqtest"
	"github.com/tuar-dev/tuar/ui/keymap"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/theme"
)

func TestTheUndoPlanSaysWhatCannotBeUndone(t *testing.T) {
	o := newOffice(t, decided{revoked: 1, reduced: 1, keys: 1})
	w := o.admin()
	w.Press("Z")
	w.Hears("nothing was carried out, so there is nothing to take back")
	w.Press("Z", "x", "y")
	w.Said = nil
	w.Press("Z")
	w.Hears("2 changes to take back", "1 deleted API key cannot be restored")
	w.Sees("undo of the remediation", "invite as ", "Viewer → ", "blocked (1)", "restore key", "2 to do, 1 blocked")
	w.Press("x")
	w.Sees("Take back Autumn review", "Why is it taken back?")
	w.Press("enter")
	w.Sees("a reason is needed")
	w.Write("the wrong list")
	w.Press("enter")
	w.Sees("Take back Autumn review", "1 person is invited again", "1 role is changed")
	w.Press("y")
	w.Sees("2 of 3 proven by a fresh listing, 1 blocked")
	w.Press("esc")
	w.Sees("· remediation", "taken back (2)", "1 of 3 proven by a fresh listing, 2 taken back")
	if w.left {
		t.Error("esc leaves before it leads back from the undo plan")
	}
}

func TestThePlanGoesToAFile(t *testing.T) {
	o := newOffice(t, decided{revoked: 2})
	w := o.admin()
	path := filepath.Join(t.TempDir(), "plan.json")
	w.Press("w")
	w.Sees("Write the plan with 2 changes to", o.campaign+".plan.json")
	w.Write(path)
	w.Press("enter")
	w.Hears("the plan with 2 changes written to " + path)
	plan, err := o.Open("").ReadPlan(t.Context(), path)
	if err != nil || len(plan.Changes) != 2 {
		t.Fatalf("%v, %v", plan, err)
	}
	if err := os.WriteFile(path, []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	w.Press("w")
	w.Write(path)
	w.Press("enter")
	w.Sees("is there already. Replace")
	w.Press("n")
	if data, err := os.ReadFile(path); err != nil || string(data) != "{}" {
		t.Errorf("%q, %v", data, err)
	}
}

func TestNarrowingAndBack(t *testing.T) {
	o := newOffice(t, decided{revoked: 2, reduced: 1})
	w := o.admin()
	w.Press("/")
	w.Send(screen.Tick{})
	if !w.Typing() {
		t.Fatal("letters are not text")
	}
	for _, k := range "viewer" {
		w.Press(string(k))
	}
	w.Press("enter")
	if rows := w.list.Visible(); len(rows) != 1 || rows[0].Action != order.ChangeRole {
		t.Errorf("%d changes for viewer", len(rows))
	}
	w.Press("esc")
	if rows := w.list.Visible(); len(rows) != 3 {
		t.Errorf("%d changes after esc", len(rows))
	}
	if err := o.Torq.RemoveUser(o.revoked[0].Email); err != nil {
		t.Fatal(err)
	}
	w.Press("v", "f")
	w.Sees("everything", "3 changes", "proven", "1 change")
	w.Press("G", "enter")
	w.Press("f")
	for range 2 {
		w.Send(keymap.Press("down"))
	}
	w.Press("enter")
	if rows := w.list.Visible(); len(rows) != 1 || !rows[0].Proven() {
		t.Fatalf("%d changes are shown as proven:\n%s", len(rows), w.Frame())
	}
	w.Sees("only proven")
	w.Press("enter", "esc", "esc")
	if w.left || len(w.list.Visible()) != 3 {
		t.Error("esc should show everything again")
	}
}

func TestACampaignThatIsOpenCannotBeCarriedOut(t *testing.T) {
	o := newOffice(t, decided{})
	w := o.admin()
	w.Sees("the campaign revoked and reduced nothing")
	w.Model.campaign = "no-such-campaign"
	w.Press("ctrl+r")
	w.Sees("ctrl+r reads again, esc goes back")
	for _, key := range []string{"x", "v", "d", "Z", "w"} {
		if w.Disabled(key) == "" {
			t.Errorf("%s works without a plan", key)
		}
		w.Press(key)
	}
	w.Press("esc")
	if !w.left {
		t.Error("esc does not leave")
	}
}

func TestWhatIsRecordedNeedsAName(t *testing.T) {
	o := newOffice(t, decided{revoked: 1})
	o.NotOffered()
	w := o.window("")
	w.Silent = true
	w.Press("x")
	if w.Identified != 1 || !w.Stack.Empty() {
		t.Fatalf("asked %d times; the stack is empty: %v", w.Identified, w.Stack.Empty())
	}
	w.Press("v") // tells what Torq says, which is nobody's word
	if w.Identified != 1 {
		t.Error("reading Torq needs no name")
	}
	if err := w.workspace.IAm(t.Context(), o.Torq.Admin()); err != nil {
		t.Fatal(err)
	}
	w.Silent = false
	w.Press("x", "y")
	w.Silent = true
	w.Press("d", "y")
	if w.Identified != 3 || len(o.Lines(remediation.TypeByHand)) != 0 {
		t.Errorf("asked %d times, %d lines", w.Identified, len(o.Lines(remediation.TypeByHand)))
	}
	w.Silent = false
	w.Press("d", "y")
	if len(o.Lines(remediation.TypeByHand)) != 1 {
		t.Error("it was not recorded")
	}
}

func TestWhatTheLastReadingSaidOutlivesReadingTheRecordAgain(t *testing.T) {
	o := newOffice(t, decided{revoked: 1})
	o.Torq.Break(torqtest.AuditLogsPath, torqtest.Always, torqtest.Status(403))
	w := o.admin()
	w.Press("x", "y", "ctrl+r", "g")
	w.Sees("1 of 1 proven by a fresh listing", "the audit log could not be read")
	o.Torq.Mend()
	w.Press("v", "g")
	w.Sees("1 in the audit log")
	if strings.Contains(w.Frame(), "could not be read") {
		t.Error("a note of an earlier reading stays")
	}
}

// Where the details are longer than the screen, all of them can be scrolled to.
func TestLongDetailsScroll(t *testing.T) {
	w := newOffice(t, decided{revoked: 2, reduced: 1, sso: true}).admin()
	w.Press("j", "enter")
	th := theme.New(true, true)
	top := ansi.Strip(w.View(th, 40, 10))
	if !strings.Contains(top, " 1–") {
		t.Fatalf("not cut:\n%s", top)
	}
	for range 9 {
		w.Press("pgdown")
		w.View(th, 40, 10)
	}
	if end := ansi.Strip(w.View(th, 40, 10)); !strings.Contains(end, "id ") {
		t.Errorf("not at the end:\n%s", end)
	}
	for range 9 {
		w.Press("pgup")
	}
	if again := ansi.Strip(w.View(th, 40, 10)); again != top {
		t.Errorf("not at the top:\n%s", again)
	}
}

// What was decided on other facts has a question of its own, which names it.
func TestWhatWasDecidedOnOtherFactsIsAsked(t *testing.T) {
	o := newOffice(t, decided{revoked: 2})
	w := o.admin()
	if why := w.Disabled("i"); why != "nothing was decided on other facts" {
		t.Errorf("barred: %q", why)
	}
	email := w.plan.Changes[0].Email
	if err := o.Torq.Workspace.SetRole(email, "Owner"); err != nil {
		t.Fatal(err)
	}
	w.Press("v")
	w.Sees("blocked (1)")
	w.Press("i")
	w.Sees("Decided on other facts", email, "Include 1 change", "it is Owner now")
	w.Press("n", "x")
	w.Sees("Make 1 change in Torq?")
	w.Press("n", "i", "y")
	w.Press("x")
	w.Sees("Make 2 changes in Torq?", "2 people are removed")
	w.Press("y")
	w.Sees("2 of 2 proven by a fresh listing")
}
