package remediating

import (
	"slices"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

func TestPlannedAppliedAndProven(t *testing.T) {
	o := newOffice(t, decided{revoked: 3, reduced: 2, keys: 1})
	w := o.admin()
	w.sees("0 of 6 proven by a fresh listing, 6 to do", "to do (6)", "remove", "→ Viewer", "delete key", "API")

	w.press("x")
	w.sees("Make 6 changes in Torq?", "3 people are removed", "2 roles are changed", "1 API key is deleted, which cannot be undone")
	w.press("enter") // stands on cancel
	if n := o.lines(remediation.TypeSending); n != 0 {
		t.Fatalf("%d changes were made without a yes", n)
	}

	var unwritten []int
	w.onMove = func() {
		unwritten = append(unwritten, w.Unwritten())
		if len(unwritten) != 2 {
			return
		}
		w.sees("making the changes in Torq: 2 of 6", "2 sent but not proven", "4 to do", "sent, not proven (2)")
		for _, c := range w.plan.Changes {
			if c.State == remediation.Sent && stateOf(&c).word != "sent" {
				t.Errorf("what was sent is shown as %q", stateOf(&c).word)
			}
		}
		for _, key := range []string{"x", "v", "d", "z"} {
			if !strings.Contains(w.barred(key), "making the changes") {
				t.Errorf("%s works while changes are made", key)
			}
		}
	}
	w.press("x", "y")
	if want := []int{5, 4, 3, 2, 1, 1}; !slices.Equal(unwritten, want) {
		t.Errorf("on the way to the record: %d, want %d", unwritten, want)
	}
	if w.Unwritten() != 0 || w.job != nil {
		t.Error("it is still under way")
	}
	w.hears("6 of 6 proven by a fresh listing")
	w.sees("6 of 6 proven", "proven (6)")
	if len(w.progress) == 0 {
		t.Error("nobody was told how far the reading was")
	}
	for _, r := range o.revoked {
		if slices.Contains(o.torq.Users(), r.Email) {
			t.Errorf("%s still has access", r.Email)
		}
	}
	if why := w.barred("x"); !strings.Contains(why, "nothing is left") {
		t.Errorf("x: %q", why)
	}
	w.press("x")
	w.hears("nothing is left that could be sent")
}

func TestALargePartIsAppliedOnlyWithItsNumber(t *testing.T) {
	o := newOffice(t, decided{revoked: 35, reduced: 2, sso: true})
	w := o.admin()
	w.press("x")
	w.sees("type 37 to make 37 changes", "are more than 20 %")
	w.press("y", "3", "enter")
	if n := o.lines(remediation.TypeSending); n != 0 {
		t.Fatalf("%d changes were made without the number", n)
	}
	w.press("7", "enter")
	if n := o.lines(remediation.TypeSending); n != 37 {
		t.Errorf("%d changes were made: %s", n, w.frame())
	}
}

func TestEscStopsBetweenTwoChanges(t *testing.T) {
	o := newOffice(t, decided{revoked: 4})
	w := o.admin()
	w.onMove = func() {
		w.onMove = nil
		w.queue = append(w.queue, w.back())
		w.sees("stopping after the change under way")
	}
	w.press("x", "y")
	w.hears("stopping; the change under way", "stopped; 0 of 4 proven by a fresh listing, 3 to do, 1 sent but not proven")
	if n := o.lines(remediation.TypeSent); n != 1 || w.left || w.job != nil {
		t.Fatalf("%d were sent, left %v", n, w.left)
	}
	w.press("x", "y")
	w.hears("4 of 4 proven")
	if n := o.lines(remediation.TypeSending); n != 4 {
		t.Errorf("%d calls for 4 changes", n)
	}
	w.press("esc")
	if !w.left {
		t.Error("esc does not leave")
	}
}

func TestEscStopsReading(t *testing.T) {
	o := newOffice(t, decided{revoked: 1})
	w := o.admin()
	w.onRead = func() {
		w.sees("reading Torq…; esc stops")
		if w.Unwritten() > 0 {
			t.Error("reading is nothing to wait for")
		}
		w.back()
		w.sees("stopping…")
	}
	w.press("v")
	w.hears("stopped; 0 of 1 proven")
	if w.job != nil || w.left {
		t.Error("it is still under way, or was left")
	}

	w.onMove = func() {
		w.onRead = func() {
			w.sees("reading Torq to prove the changes")
			w.back()
		}
	}
	w.press("x", "y")
	w.hears("stopped; 0 of 1 proven by a fresh listing, 1 sent but not proven")
	w.onMove = nil
	w.press("v")
	w.hears("1 of 1 proven")
}

func TestWhatIsNotOfferedEndsInAChecklistThatReadingTicksOff(t *testing.T) {
	o := newOffice(t, decided{revoked: 2, reduced: 2})
	o.notOffered()
	w := o.admin()
	w.press("x", "y")
	w.sees("0 of 4 proven by a fresh listing, 4 by hand", "by hand (4)")
	gone, ticked := o.revoked[0].Email, o.revoked[1].Email
	w.to(gone)
	w.sees("waits for somebody", "1. in Torq, open Settings, then Users, and find", "2. open the menu")

	if err := o.torq.RemoveUser(gone); err != nil {
		t.Fatal(err)
	}
	w.press("v")
	w.hears("1 of 4 proven by a fresh listing, 3 by hand")

	w.to(ticked)
	w.press("d")
	w.sees("Did you make 1 change in Torq's console?", ticked+": remove")
	w.press("enter")
	w.sees("ticked off", "somebody says it is done, not proven", "by "+o.torq.Admin())
	if c := w.to(ticked); c.Proven() {
		t.Error("somebody's word is no proof")
	}
	w.press("d")
	w.hears("it is ticked off already")
	if err := o.torq.RemoveUser(ticked); err != nil {
		t.Fatal(err)
	}
	w.press("v")
	w.hears("2 of 4 proven by a fresh listing, 2 by hand")
	w.to(ticked)
	w.press("d")
	w.hears("it is proven already")
}

func TestTickingOffManyIsOneQuestion(t *testing.T) {
	o := newOffice(t, decided{revoked: 3})
	o.notOffered()
	w := o.admin()
	w.press("d")
	w.hears("it need not be done by hand")
	w.press("x", "y", "g", "j", "space", "space", "d")
	w.sees("2 marked", "Did you make 2 changes in Torq's console?")
	w.press("n")
	if n := o.lines(remediation.TypeByHand); n != 0 {
		t.Fatalf("%d lines without a yes", n)
	}
	w.press("d", "y")
	if n := o.lines(remediation.TypeByHand); n != 2 || w.table.MarkedCount() != 0 {
		t.Errorf("%d lines, %d marked", n, w.table.MarkedCount())
	}
	w.sees("0 of 3 proven by a fresh listing, 2 sent but not proven, 1 by hand")
}

func TestAccessThatCameBackIsOnTop(t *testing.T) {
	o := newOffice(t, decided{revoked: 2})
	w := o.admin()
	w.press("x", "y")
	back := o.revoked[1].Email
	if err := o.torq.Invite(back, "Operator"); err != nil {
		t.Fatal(err)
	}
	w.press("v")
	w.hears("1 of 2 proven by a fresh listing, 1 came back")
	w.press("g", "j")
	if c, ok := w.table.Current(); !ok || c.Email != back {
		t.Fatalf("it is not on top:\n%s", w.frame())
	}
	w.sees("failed or came back (1)", "the access is there again", "with the role Operator")
}

func TestARefusalIsShownAsFailed(t *testing.T) {
	o := newOffice(t, decided{revoked: 2})
	o.torq.Refuse(torqtest.DeleteUsers, 403)
	w := o.admin()
	w.press("x", "y")
	w.hears("failed: ", "Torq refused")
	w.sees("0 of 2 proven by a fresh listing, 1 failed, 1 to do", "failed or came back (1)")
	w.press("g", "j")
	w.sees("not done; x tries again")
	w.press("d", "y") // somebody with the rights did it in the console
	w.sees("ticked off")
}

func TestAListThatBecameTooShortIsForASyncToAskAbout(t *testing.T) {
	o := newOffice(t, decided{revoked: 1})
	w := o.admin()
	for _, email := range o.torq.Users() {
		if email != o.torq.Admin() {
			if err := o.torq.RemoveUser(email); err != nil {
				t.Fatal(err)
			}
		}
	}
	w.press("v")
	if w.synced != 1 {
		t.Errorf("%d syncs asked for; said %q", w.synced, w.said)
	}
}

func TestTheWorldMovedSinceThePlanWasShown(t *testing.T) {
	o := newOffice(t, decided{revoked: 2})
	w := o.admin()
	w.press("x")
	if err := o.torq.SetRole(o.revoked[0].Email, "Owner"); err != nil {
		t.Fatal(err)
	}
	w.press("y")
	w.hears("failed: ", "the world moved")
	w.sees("1 to do, 1 blocked", "blocked (1)")
	if n := o.lines(remediation.TypeSending); n != 0 {
		t.Errorf("%d changes were made", n)
	}
}
