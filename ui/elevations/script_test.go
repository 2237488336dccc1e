package elevations

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/ui/screen"
)

func TestFromTheRequestToTheEnd(t *testing.T) {
	s := start(t)
	borrower := s.me
	s.sees("No role was ever lent here", "Press n")
	for _, key := range []string{"a", "d", "e", "x", "m"} {
		if s.barred(key) == "" {
			t.Errorf("%s works without an elevation", key)
		}
	}
	s.press("n")
	s.sees("Ask for a role", "what it means", "Nothing ends it while tuar is closed", "tuar elevate schedule install", borrower, "holds Operator now")
	s.press("enter")
	s.sees("Which role?", "8h at most, 1 approval", "it is held already")
	s.send(tea.PasteMsg{Content: "owner"})
	s.press("enter")
	s.sees("8h at most, 1 approval by anybody else", "Owner instead of Operator may also")
	s.press("down", "2")
	s.write("incident 4711")
	s.press("down")
	s.write("OPS-1")
	s.press("ctrl+s")
	s.hears("waits for approval")
	s.sees("waiting for approval (1)", "incident 4711", "OPS-1", "Owner instead of Operator", "(declared, not", "not by you: you asked for it")
	if !strings.Contains(s.barred("a"), "somebody else") || !strings.Contains(s.barred("d"), "x withdraws") || s.barred("x") != "" || s.barred("m") == "" {
		t.Errorf("a %q, d %q, x %q, m %q", s.barred("a"), s.barred("d"), s.barred("x"), s.barred("m"))
	}
	s.holds(borrower, "Operator")

	s.sit("m.cho@example.com")
	s.press("a")
	s.sees("May "+borrower+" have Owner for 1h?", "it replaces Operator; it may also", "asked by "+borrower+" (declared, not proven)", "you are m.cho@example.com", "as asked: 1h", "that is no shorter")
	s.press("enter") // stands on not now
	if got := s.only(); got.State != elevation.Requested {
		t.Fatalf("approved without a choice: %s", got.State)
	}
	s.press("a", "4")
	s.sees("that is no shorter")
	s.press("2")
	s.hears("holds Owner until")
	s.sees("lent now (1)", "29 min left", "m.cho@example.com (declared, not proven)", "if Torq still lists Owner then, Operator is given", "a listing shows the")
	s.holds(borrower, "Owner")

	s.pass(29*time.Minute + 30*time.Second)
	s.sees("29 s left")
	s.press("m")
	s.sees("meanwhile")

	s.sit(borrower)
	s.press("x")
	s.sees("Give Owner back now?", "Operator is given back, and a new listing proves it")
	s.press("n")
	s.holds(borrower, "Owner")
	s.press("x", "y")
	s.hears("has ended")
	s.sees("ended (1)", "a new listing shows Operator")
	s.holds(borrower, "Operator")
	for _, key := range []string{"a", "d", "e", "x"} {
		if s.barred(key) == "" {
			t.Errorf("%s works on what has ended", key)
		}
	}
}

func TestTheFormSaysWhatIsWrong(t *testing.T) {
	s := start(t)
	s.press("n", "ctrl+s")
	s.sees("choose a role first")
	s.press("enter")
	s.send(tea.PasteMsg{Content: "operator"})
	s.press("enter", "esc") // held already: it cannot be chosen
	s.press("enter")
	s.send(tea.PasteMsg{Content: "owner"})
	s.press("enter")
	s.write("nobody@example.org")
	s.sees("holds no role here, by the last sync")
	s.write("")
	s.press("down", "o")
	s.write("9h")
	s.sees("the rule lends it for 8h at most")
	s.write("soon")
	s.sees(`"soon" is not a duration`)
	s.press("ctrl+o", "right")
	s.sees("3 ● 2h")
	s.press("ctrl+s")
	s.sees("a reason is needed")
	s.write("maintenance")
	s.press("down", "down")
	s.write("yesterday")
	s.sees("the start is not a time")
	s.write("2h")
	s.sees("in 1 h 59 min")
	s.press("ctrl+s")
	s.hears("waits for approval")
	if got := s.only(); got.StartsAt == nil || got.Seconds != 2*60*60 || got.Reason != "maintenance" {
		t.Errorf("asked for %+v", got)
	}
}

func TestBreakGlassIsLoudAndAskedTwice(t *testing.T) {
	s := start(t)
	s.press("n", "enter")
	s.send(tea.PasteMsg{Content: "owner"})
	s.press("enter", "down", "1")
	s.write("the site is down")
	s.press("down", "down", "down", "space")
	s.sees("ON: nobody approves", "BREAK-GLASS: nobody approves. It is given at once")
	s.press("ctrl+s")
	s.sees("Should you have Owner for 30m with nobody's approval?")
	s.press("enter") // stands on back
	if !s.stack.Empty() || s.form == nil {
		t.Fatal("not back in the form")
	}
	s.press("ctrl+s", "y")
	s.sees("Really take Owner now, past the rules?")
	s.press("enter")
	s.holds(s.me, "Operator")
	s.press("ctrl+s", "y", "y")
	s.hears("holds Owner until")
	s.sees("active !", "BREAK-GLASS: nobody approved it", "by nobody: break-glass")
	s.holds(s.me, "Owner")
}

func TestDenyTakeAwayExtend(t *testing.T) {
	s := start(t)
	borrower := s.me
	s.asks("owner", "first")
	s.sit("m.cho@example.com")
	s.press("d", "enter")
	s.sees("a reason is needed")
	s.write("not now")
	s.press("enter")
	s.hears("is denied: denied by m.cho@example.com: not now")

	s.sit(borrower)
	s.asks("owner", "second")
	s.sit("m.cho@example.com")
	s.press("a", "y")
	s.hears("holds Owner until")
	s.press("e")
	s.sees("By how much longer", "the rule lends it for 8h at most", "by 2h, until")
	s.press("3")
	s.sees("Extend by 1h", "What for?")
	s.write("it takes longer")
	s.press("enter")
	s.hears("1 h 59 min left")
	s.sees("extended until")
	s.press("x")
	s.sees("Take Owner away from")
	s.write("enough")
	s.press("enter")
	s.hears("has ended")
	s.holds(borrower, "Operator")
	s.press("f")
	s.sees("denied", "ended", "everything")
	s.press("down", "enter")
	s.sees("1 of 2 · only")
	s.press("esc", "/")
	s.send(tea.PasteMsg{Content: "second owner"})
	s.press("enter")
	s.sees("1 of 2 · / second owner")
}

func TestDriftIsShownAndNothingOverwritten(t *testing.T) {
	s := start(t)
	borrower := s.me
	s.asks("owner", "first")
	s.sit("m.cho@example.com")
	s.press("a", "y")
	s.holds(borrower, "Owner")
	if err := s.server.SetRole(borrower, "Viewer"); err != nil {
		t.Fatal(err)
	}
	s.pass(time.Hour)
	s.press("R")
	s.sees("! drifted: somebody changed the role in Torq", "tuar left Owner, Torq lists Viewer; nothing was")
	s.holds(borrower, "Viewer")
}

func TestOverdueIsInWordsAndSaysWhatIsInTheWay(t *testing.T) {
	s := start(t)
	s.asks("owner", "first")
	s.sit("m.cho@example.com")
	s.press("a", "y")
	s.server.Close()
	s.pass(75 * time.Minute)
	s.press("R")
	s.sees("OVERDUE", "15 min over", "roles that are due cannot be given or taken back", "tuar goes on trying to give Operator back")
}

func TestGoStandsOnTheElevation(t *testing.T) {
	s := start(t)
	s.asks("owner", "first")
	id := s.only().ID
	s.asks("contributor", "second")
	s.send(screen.Go{Section: screen.Elevations, Elevation: id})
	if r, _ := s.table.Current(); r.ID != id {
		t.Errorf("on %s, want %s", r.ID, id)
	}
	s.press("enter")
	s.sees("history")
	s.press("j", "k", "G", "g", "esc")
	if s.details {
		t.Error("esc does not lead back to the list")
	}
}
