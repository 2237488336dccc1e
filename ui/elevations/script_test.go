package elevations

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/ui/screen"
)

func TestFromTheRequestToTheEnd(t *testing.T) {
	s := start(t)
	borrower := s.me
	s.Sees("No elevations yet", "Press n")
	for _, key := range []string{"a", "d", "e", "x", "m"} {
		if s.Disabled(key) == "" {
			t.Errorf("%s works without an elevation", key)
		}
	}
	s.Press("n")
	s.Sees("Ask for a role", "what it means", "Nothing ends it while tuar is closed", "tuar schedule install", borrower, "holds Operator now")
	s.Press("enter")
	s.Sees("Which role?", "8h at most, 1 approval", "it is held already")
	s.Send(tea.PasteMsg{Content: "owner"})
	s.Press("enter")
	s.Sees("8h at most, 1 approval by an approver or owner", "Owner instead of Operator may also")
	s.Press("down", "2")
	s.Write("incident 4711")
	s.Press("down")
	s.Write("OPS-1")
	s.Press("ctrl+s")
	s.Hears("waits for approval")
	s.Sees("waiting for approval (1)", "incident 4711", "OPS-1", "Owner instead of Operator", "(self-", "declared), ", "not by you: you asked for it")
	if !strings.Contains(s.Disabled("a"), "another person") || !strings.Contains(s.Disabled("d"), "x withdraws") || s.Disabled("x") != "" || s.Disabled("m") == "" {
		t.Errorf("a %q, d %q, x %q, m %q", s.Disabled("a"), s.Disabled("d"), s.Disabled("x"), s.Disabled("m"))
	}
	s.holds(borrower, "Operator")

	s.sit("m.cho@example.com")
	s.Press("a")
	s.Sees("Approve Owner for "+borrower+" for 1h?", "it replaces Operator; it may also", "asked by "+borrower+" (self-declared)", "you are m.cho@example.com", "as asked: 1h", "that is no shorter")
	s.Press("enter") // stands on not now
	if got := s.only(); got.State != elevation.Requested {
		t.Fatalf("approved without a choice: %s", got.State)
	}
	s.Press("a", "4")
	s.Sees("that is no shorter")
	s.Press("2")
	s.Hears("holds Owner until")
	s.Sees("active (1)", "29 min left", "m.cho@example.com (self-declared)", "if Torq still lists Owner then, tuar restores Operator", "active: Torq's")
	s.holds(borrower, "Owner")

	s.Pass(29*time.Minute + 30*time.Second)
	s.Sees("29 s left")
	s.Press("m")
	s.Sees("meanwhile")

	s.sit(borrower)
	s.Press("x")
	s.Sees("Give Owner back now?", "Operator is restored and checked in Torq")
	s.Press("n")
	s.holds(borrower, "Owner")
	s.Press("x", "y")
	s.Hears("has ended")
	s.Sees("ended (1)", "a new listing shows Operator")
	s.holds(borrower, "Operator")
	for _, key := range []string{"a", "d", "e", "x"} {
		if s.Disabled(key) == "" {
			t.Errorf("%s works on what has ended", key)
		}
	}
}

func TestTheFormSaysWhatIsWrong(t *testing.T) {
	s := start(t)
	s.Press("n", "ctrl+s")
	s.Sees("choose a role first")
	s.Press("enter")
	s.Send(tea.PasteMsg{Content: "operator"})
	s.Press("enter", "esc") // held already: it cannot be chosen
	s.Press("enter")
	s.Send(tea.PasteMsg{Content: "owner"})
	s.Press("enter")
	s.Write("nobody@example.org")
	s.Sees("holds no role here, by the last sync")
	s.Write("")
	s.Press("down", "o")
	s.Write("9h")
	s.Sees("the rule allows 8h at most")
	s.Write("soon")
	s.Sees(`"soon" is not a duration`)
	s.Press("ctrl+o", "right")
	s.Sees("3 ● 2h")
	s.Press("ctrl+s")
	s.Sees("a reason is needed")
	s.Write("maintenance")
	s.Press("down", "down")
	s.Write("yesterday")
	s.Sees("the start is not a time")
	s.Write("2h")
	s.Sees("in 1 h 59 min")
	s.Press("ctrl+s")
	s.Hears("waits for approval")
	if got := s.only(); got.StartsAt == nil || got.Seconds != 2*60*60 || got.Reason != "maintenance" {
		t.Errorf("asked for %+v", got)
	}
}

func TestAFormThatWasLeftIsOfferedAgain(t *testing.T) {
	s := start(t)
	s.Press("n", "enter")
	s.Send(tea.PasteMsg{Content: "contributor"})
	s.Press("enter")
	s.Write("m.cho")
	s.Sees("m.cho@example.com")
	s.Press("tab", "down", "down")
	s.Sees("needed")
	s.Write("publish the fix")
	s.Press("esc")
	s.Misses("publish the fix")
	s.Press("n")
	s.Sees("as you left it", "m.cho@example.com", "publish the fix")
	s.Press("ctrl+r")
	s.Misses("as you left it", "publish the fix")
	s.Press("esc", "n")
	s.Misses("as you left it") // nothing was typed into it
}

func TestBreakGlassIsLoudAndAskedTwice(t *testing.T) {
	s := start(t)
	s.Press("n", "enter")
	s.Send(tea.PasteMsg{Content: "owner"})
	s.Press("enter", "down", "down", "down", "down", "down", "space")
	s.Sees("off for Owner")
	s.Press("esc")
	_, err := s.Open("nobody@example.com").ChangeSettings(t.Context(), func(set *settings.Settings) error {
		set.Elevation.Rules = append(set.Elevation.Rules, settings.ElevationRule{
			Role: "Owner", Longest: settings.Duration(8 * time.Hour), Approvals: 1, BreakGlass: []string{s.me},
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	s.Press("n", "enter")
	s.Send(tea.PasteMsg{Content: "owner"})
	s.Press("enter", "down", "1")
	s.Write("the site is down")
	s.Press("down", "down", "down", "space")
	s.Sees("ON: no approval", "BREAK-GLASS: no approval.")
	s.Press("ctrl+s")
	s.Sees("Give you Owner for 30m without approval?")
	s.Press("enter") // stands on back
	s.Misses("Should you have Owner")
	s.Sees("BREAK-GLASS: no approval.")
	s.Press("ctrl+s", "y")
	s.Sees("Take Owner now without approval?")
	s.Press("enter")
	s.holds(s.me, "Operator")
	s.Press("ctrl+s", "y", "y")
	s.Hears("holds Owner until")
	s.Sees("active !", "BREAK-GLASS: not approved", "by no approval: break-glass")
	s.holds(s.me, "Owner")
}

func TestDenyTakeAwayExtend(t *testing.T) {
	s := start(t)
	borrower := s.me
	s.asks("owner", "first")
	s.sit("m.cho@example.com")
	s.Press("d", "enter")
	s.Sees("needs a reason of at least")
	s.Write("not now")
	s.Press("enter")
	s.Hears("is denied: denied by m.cho@example.com: not now")

	s.sit(borrower)
	s.asks("owner", "second")
	s.sit("m.cho@example.com")
	s.Press("a", "y")
	s.Hears("holds Owner until")
	s.Press("e")
	s.Sees("Owner by:", "the rule allows 8h at most", "by 2h, until")
	s.Press("3")
	s.Sees("Extend by 1h", "What for?")
	s.Write("it takes longer")
	s.Press("enter")
	s.Hears("1 h 59 min left")
	s.Sees("extended until")
	s.Press("x")
	s.Sees("Take Owner away from")
	s.Write("enough")
	s.Press("enter")
	s.Hears("has ended")
	s.holds(borrower, "Operator")
	s.Press("f")
	s.Sees("denied", "ended", "everything")
	s.Press("down", "enter")
	s.Sees("1 of 2 · only")
	s.Press("esc", "/")
	s.Send(tea.PasteMsg{Content: "second owner"})
	s.Press("enter")
	s.Sees("1 of 2 · / second owner")
}

func TestDriftIsShownAndNothingOverwritten(t *testing.T) {
	s := start(t)
	borrower := s.me
	s.asks("owner", "first")
	s.sit("m.cho@example.com")
	s.Press("a", "y")
	s.holds(borrower, "Owner")
	if err := s.Torq.SetRole(borrower, "Viewer"); err != nil {
		t.Fatal(err)
	}
	s.Pass(time.Hour)
	s.Press("R")
	s.Sees("! drifted: another person changed the role", "tuar left Owner, Torq lists Viewer; nothing was")
	s.holds(borrower, "Viewer")
}

func TestOverdueIsInWordsAndSaysWhatIsInTheWay(t *testing.T) {
	s := start(t)
	s.asks("owner", "first")
	s.sit("m.cho@example.com")
	s.Press("a", "y")
	s.Torq.Close()
	s.Pass(75 * time.Minute)
	s.Press("R")
	s.Sees("OVERDUE", "15 min over", "roles that are due cannot be given or taken back", "tuar goes on trying to give Operator back")
}

func TestGoStandsOnTheElevation(t *testing.T) {
	s := start(t)
	s.asks("owner", "first")
	id := s.only().ID
	s.asks("contributor", "second")
	s.Send(screen.Navigate{Section: screen.Elevations, Elevation: id})
	s.Sees("Owner for "+s.me, id)
	s.Press("enter")
	s.Sees("history")
	s.Press("j", "k", "G", "g", "esc")
	s.Sees("waiting for approval (2)")
}
