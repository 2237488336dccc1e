package changes

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
	w.Sees("0 of 6 proven by a fresh listing, 6 to do", "to do (6)", "remove", "→ Viewer", "delete key", "API")

	w.Press("x")
	w.Sees("Make 6 changes in Torq?", "3 people are removed", "2 roles are changed", "1 API key is deleted, which cannot be undone")
	w.Press("enter") // stands on cancel
	if n := len(o.Lines(remediation.TypeSending)); n != 0 {
		t.Fatalf("%d changes were made without a yes", n)
	}

	var unwritten []int
	w.onMove = func() {
		unwritten = append(unwritten, w.Unwritten())
		if len(unwritten) != 2 {
			return
		}
		w.Sees("making the changes in Torq: 2 of 6", "2 sent but not proven", "4 to do", "sent, not proven (2)")
		for _, c := range w.plan.Changes {
			if c.State == remediation.Sent && stateOf(&c).word != "sent" {
				t.Errorf("what was sent is shown as %q", stateOf(&c).word)
			}
		}
		for _, key := range []string{"x", "v", "d", "Z"} {
			if !strings.Contains(w.Disabled(key), "making the changes") {
				t.Errorf("%s works while changes are made", key)
			}
		}
	}
	w.Press("x", "y")
	if want := []int{5, 4, 3, 2, 1, 1}; !slices.Equal(unwritten, want) {
		t.Errorf("on the way to the record: %d, want %d", unwritten, want)
	}
	if w.Unwritten() != 0 || w.job != nil {
		t.Error("it is still under way")
	}
	w.Hears("6 of 6 proven by a fresh listing")
	w.Sees("6 of 6 proven", "proven (6)")
	if len(w.progress) == 0 {
		t.Error("nobody was told how far the reading was")
	}
	for _, r := range o.revoked {
		if slices.Contains(o.Torq.Users(), r.Email) {
			t.Errorf("%s still has access", r.Email)
		}
	}
	if why := w.Disabled("x"); !strings.Contains(why, "nothing is left") {
		t.Errorf("x: %q", why)
	}
	w.Press("x")
	w.Hears("nothing is left that could be sent")
}

func TestALargePartIsAppliedOnlyWithItsNumber(t *testing.T) {
	o := newOffice(t, decided{revoked: 35, reduced: 2, sso: true})
	w := o.admin()
	w.Press("x")
	w.Sees("type 37 to make 37 changes", "are more than 20 %")
	w.Press("y", "3", "enter")
	if n := len(o.Lines(remediation.TypeSending)); n != 0 {
		t.Fatalf("%d changes were made without the number", n)
	}
	w.Press("7", "enter")
	if n := len(o.Lines(remediation.TypeSending)); n != 37 {
		t.Errorf("%d changes were made: %s", n, w.Frame())
	}
}

func TestEscStopsBetweenTwoChanges(t *testing.T) {
	o := newOffice(t, decided{revoked: 4})
	w := o.admin()
	w.onMove = func() {
		w.onMove = nil
		w.Later(w.esc())
		w.Sees("stopping after the change under way")
	}
	w.Press("x", "y")
	w.Hears("stopping; the change under way", "stopped; 0 of 4 proven by a fresh listing, 3 to do, 1 sent but not proven")
	if n := len(o.Lines(remediation.TypeSent)); n != 1 || w.left || w.job != nil {
		t.Fatalf("%d were sent, left %v", n, w.left)
	}
	w.Press("x", "y")
	w.Hears("4 of 4 proven")
	if n := len(o.Lines(remediation.TypeSending)); n != 4 {
		t.Errorf("%d calls for 4 changes", n)
	}
	w.Press("esc")
	if !w.left {
		t.Error("esc does not leave")
	}
}

func TestEscStopsReading(t *testing.T) {
	o := newOffice(t, decided{revoked: 1})
	w := o.admin()
	w.onRead = func() {
		w.Sees("reading Torq…; esc stops")
		if w.Unwritten() > 0 {
			t.Error("reading is nothing to wait for")
		}
		w.esc()
		w.Sees("stopping…")
	}
	w.Press("v")
	w.Hears("stopped; 0 of 1 proven")
	if w.job != nil || w.left {
		t.Error("it is still under way, or was left")
	}

	w.onMove = func() {
		w.onRead = func() {
			w.Sees("reading Torq to prove the changes")
			w.esc()
		}
	}
	w.Press("x", "y")
	w.Hears("stopped; 0 of 1 proven by a fresh listing, 1 sent but not proven")
	w.onMove = nil
	w.Press("v")
	w.Hears("1 of 1 proven")
}

func TestWhatIsNotOfferedEndsInAChecklistThatReadingTicksOff(t *testing.T) {
	o := newOffice(t, decided{revoked: 2, reduced: 2})
	o.NotOffered()
	w := o.admin()
	w.Press("x", "y")
	w.Sees("0 of 4 proven by a fresh listing, 4 by hand", "by hand (4)")
	gone, ticked := o.revoked[0].Email, o.revoked[1].Email
	w.to(gone)
	w.Sees("waits for a person", "1. in Torq, open Settings, then Users, and find", "2. open the menu")

	if err := o.Torq.RemoveUser(gone); err != nil {
		t.Fatal(err)
	}
	w.Press("v")
	w.Hears("1 of 4 proven by a fresh listing, 3 by hand")

	w.to(ticked)
	w.Press("d")
	w.Sees("Did you make 1 change in Torq's console?", ticked+": remove")
	w.Press("enter")
	w.Sees("ticked off", "reported as done, not confirmed", "by "+o.Torq.Admin())
	if c := w.to(ticked); c.Proven() {
		t.Error("somebody's word is no proof")
	}
	w.Press("d")
	w.Hears("it is ticked off already")
	if err := o.Torq.RemoveUser(ticked); err != nil {
		t.Fatal(err)
	}
	w.Press("v")
	w.Hears("2 of 4 proven by a fresh listing, 2 by hand")
	w.to(ticked)
	w.Press("d")
	w.Hears("it is proven already")
}

func TestTickingOffManyIsOneQuestion(t *testing.T) {
	o := newOffice(t, decided{revoked: 3})
	o.NotOffered()
	w := o.admin()
	w.Press("d")
	w.Hears("it need not be done by hand")
	w.Press("x", "y", "g", "j", "space", "space", "d")
	w.Sees("2 marked", "Did you make 2 changes in Torq's console?")
	w.Press("n")
	if n := len(o.Lines(remediation.TypeByHand)); n != 0 {
		t.Fatalf("%d lines without a yes", n)
	}
	w.Press("d", "y")
	if n := len(o.Lines(remediation.TypeByHand)); n != 2 || w.list.MarkedCount() != 0 {
		t.Errorf("%d lines, %d marked", n, w.list.MarkedCount())
	}
	w.Sees("0 of 3 proven by a fresh listing, 2 sent but not proven, 1 by hand")
}

func TestAccessThatCameBackIsOnTop(t *testing.T) {
	o := newOffice(t, decided{revoked: 2})
	w := o.admin()
	w.Press("x", "y")
	back := o.revoked[1].Email
	if err := o.Torq.Invite(back, "Operator"); err != nil {
		t.Fatal(err)
	}
	w.Press("v")
	w.Hears("1 of 2 proven by a fresh listing, 1 came back")
	w.Press("g", "j")
	if c, ok := w.list.Current(); !ok || c.Email != back {
		t.Fatalf("it is not on top:\n%s", w.Frame())
	}
	w.Sees("failed or came back (1)", "the access is there again", "with the role Operator")
}

func TestARefusalIsShownAsFailed(t *testing.T) {
	o := newOffice(t, decided{revoked: 2})
	o.Torq.Refuse(torqtest.DeleteUsers, 403)
	w := o.admin()
	w.Press("x", "y")
	w.Hears("failed: ", "Torq refused")
	w.Sees("0 of 2 proven by a fresh listing, 1 failed, 1 to do", "failed or came back (1)")
	w.Press("g", "j")
	w.Sees("not done; x tries again")
	w.Press("d", "y") // somebody with the rights did it in the console
	w.Sees("ticked off")
}

func TestAListThatBecameTooShortIsForASyncToAskAbout(t *testing.T) {
	o := newOffice(t, decided{revoked: 1})
	w := o.admin()
	for _, email := range o.Torq.Users() {
		if email != o.Torq.Admin() {
			if err := o.Torq.RemoveUser(email); err != nil {
				t.Fatal(err)
			}
		}
	}
	w.Press("v")
	if w.synced != 1 {
		t.Errorf("%d syncs asked for; said %q", w.synced, w.Said)
	}
}

func TestTheWorldMovedSinceThePlanWasShown(t *testing.T) {
	o := newOffice(t, decided{revoked: 2})
	w := o.admin()
	w.Press("x")
	if err := o.Torq.SetRole(o.revoked[0].Email, "Owner"); err != nil {
		t.Fatal(err)
	}
	w.Press("y")
	w.Hears("failed: ", "access changed since")
	w.Sees("1 to do, 1 blocked", "blocked (1)")
	if n := len(o.Lines(remediation.TypeSending)); n != 0 {
		t.Errorf("%d changes were made", n)
	}
}
