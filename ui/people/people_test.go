package people

import (
	"slices"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/reviewtest"
	"github.com/tuar-dev/tuar/review/rights"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/torq/torqtest"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/uitest"
)

const lang = "p.lang@example.com" // the first who acts, hence the owner

// begun makes a workspace with a first campaign, so that rights count.
func begun(t *testing.T) (*reviewtest.World, *review.Workspace) {
	t.Helper()
	t.Parallel()
	w := reviewtest.New(t, torqtest.Options{})
	owner := w.Open(lang)
	w.Sync(owner)
	w.Campaign(owner, campaign.Plan{Name: "Autumn", Reviewers: []string{lang}})
	return w, owner
}

// opened shows the people to somebody.
func opened(w *reviewtest.World, by *review.Workspace) *uitest.Window {
	w.Helper()
	win := uitest.Open(w, func(env *screen.Env) screen.Screen { return New(env, by) })
	win.Send(screen.Changed{})
	return win
}

// filtered leaves one person in the list.
func filtered(win *uitest.Window, email string) {
	win.Press("esc", "/")
	win.Type(email)
	win.Press("enter")
}

func rightsOf(t *testing.T, w *review.Workspace, email string) (held []rights.Right) {
	t.Helper()
	list, err := w.ListRights(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range list {
		if g.Email == email {
			held = append(held, g.Right)
		}
	}
	return held
}

func TestPeopleSaysWhoYouAreAndWhatEachMayDo(t *testing.T) {
	w, owner := begun(t)
	reviewtest.Grant(t, owner, "m.cho@example.com", rights.Auditor)
	win := opened(w, owner)
	win.Sees("you are "+lang, "owner", lang+" (you)", "m.cho@example.com", "auditor")
	filtered(win, "m.cho")
	win.Sees("auditor, by "+lang, "none enrolled")
}

func TestARightIsGivenAndTakenAfterAQuestion(t *testing.T) {
	w, owner := begun(t)
	win := opened(w, owner)
	filtered(win, "m.cho")
	win.Press("r", "left") // the right before the last one: approver
	win.Press("ctrl+s")
	win.Sees("Make m.cho@example.com approver?", "stands on record")
	win.Press("n")
	if held := rightsOf(t, owner, "m.cho@example.com"); held != nil {
		t.Fatalf("after a no: %v", held)
	}
	win.Press("ctrl+s", "y")
	win.Hears("m.cho@example.com is approver now")
	if held := rightsOf(t, owner, "m.cho@example.com"); len(held) != 1 || held[0] != rights.Approver {
		t.Fatalf("after a yes: %v", held)
	}
	win.Press("x", "ctrl+s", "y")
	win.Hears("m.cho@example.com is not approver any more")
	if held := rightsOf(t, owner, "m.cho@example.com"); held != nil {
		t.Errorf("after it was taken: %v", held)
	}
}

func TestOnlyRightsThatFitAreOffered(t *testing.T) {
	for _, c := range []struct{ held, want []rights.Right }{
		{nil, rights.All},
		{[]rights.Right{rights.Auditor}, nil},
		{[]rights.Right{rights.Approver}, []rights.Right{rights.Owner, rights.Manager}},
		{[]rights.Right{rights.Owner, rights.Manager, rights.Approver}, nil},
	} {
		if got := fitting(c.held); !slices.Equal(got, c.want) {
			t.Errorf("beside %v: %v, want %v", c.held, got, c.want)
		}
	}
	w, owner := begun(t)
	reviewtest.Grant(t, owner, "m.cho@example.com", rights.Auditor)
	win := opened(w, owner)
	filtered(win, "m.cho")
	if why := win.Disabled("r"); !strings.Contains(why, "take that away first") {
		t.Errorf("a further right of an auditor: %q", why)
	}
}

func TestTheLastOwnerStaysAndTheFormSaysWhy(t *testing.T) {
	w, owner := begun(t)
	win := opened(w, owner)
	filtered(win, lang)
	win.Press("x", "ctrl+s", "y")
	win.Sees("Take a right from "+lang, "last owner")
	if held := rightsOf(t, owner, lang); len(held) != 1 {
		t.Errorf("rights of the last owner: %v", held)
	}
}

func TestWhoIsNoOwnerChangesNothing(t *testing.T) {
	w, _ := begun(t)
	win := opened(w, w.Open("m.cho@example.com"))
	lines := len(w.Lines())
	win.Sees("you are m.cho@example.com", "no right")
	for _, key := range []string{"r", "x", "n", "a", "t"} {
		win.Press(key)
		win.Hears("only an owner changes people and rights")
	}
	if n := len(w.Lines()); n != lines {
		t.Errorf("%d lines were written", n-lines)
	}
}

func TestPeopleAreAddedWithTheirAddresses(t *testing.T) {
	w, owner := begun(t)
	win := opened(w, owner)
	filtered(win, "m.cho")
	win.Press("n")
	win.Write("no address")
	win.Press("ctrl+s")
	win.Sees("no address", "Add a person")
	win.Write("guest@partner.example")
	win.Press("down")
	win.Write("g.uest@partner.example")
	win.Press("ctrl+s", "y")
	win.Hears("guest@partner.example is among the people")
	win.Press("esc")
	filtered(win, "guest")
	win.Sees("g.uest@partner.example", "added")
	win.Press("a")
	win.Write("guest@example.net")
	win.Press("ctrl+s", "y")
	win.Hears("are one person")
	win.Press("t")
	win.Write("guest@example.com")
	win.Press("down")
	win.Write(".")
	win.Press("ctrl+s")
	win.Sees("is another person than", "!")
	win.Write("works at the partner, seen in person")
	win.Press("ctrl+s", "y")
	win.Hears("are two persons")
}

func TestEveryPageFitsEverySize(t *testing.T) {
	w, owner := begun(t)
	people := opened(w, owner)
	people.Look(t, "people", nil, lang, "owner")
	people.Press("r")
	people.Look(t, "form", nil, "right", "owner", "reason")
	guards := uitest.Open(w, func(env *screen.Env) screen.Screen { return NewGuards(env, owner) })
	guards.Send(screen.Changed{})
	guards.Look(t, "guards", nil, "no change waits for a second owner")
}

// loosen asks for a larger threshold, which loosens a guard.
func loosen(t *testing.T, by *review.Workspace) {
	t.Helper()
	if _, err := by.ChangeSettings(t.Context(), func(s *settings.Settings) error { return s.Set("remediation.count_percent", "60") }); err != nil {
		t.Fatal(err)
	}
}

func TestAProposalIsApprovedByAnotherOwner(t *testing.T) {
	w, owner := begun(t)
	reviewtest.Grant(t, owner, "m.cho@example.com", rights.Owner)
	loosen(t, owner)
	own := uitest.Open(w, func(env *screen.Env) screen.Screen { return NewGuards(env, owner) })
	own.Send(screen.Changed{})
	own.Sees("change remediation.count_percent from", "waits", "before", "after")
	own.Press("a")
	own.Sees("It loosens a guard, and takes effect at once.")
	own.Press("y")
	own.Hears("failed: " + lang + " made the proposal")
	other := uitest.Open(w, func(env *screen.Env) screen.Screen { return NewGuards(env, w.Open("m.cho@example.com")) })
	other.Send(screen.Changed{})
	other.Press("a", "y")
	other.Hears("approved: ")
	other.Sees("accepted")
	chosen, err := owner.Settings(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got, err := chosen.Get("remediation.count_percent"); err != nil || got != "60" {
		t.Errorf("it is %q, %v", got, err)
	}
}

func TestAProposalIsDeclinedWithAReason(t *testing.T) {
	w, owner := begun(t)
	reviewtest.Grant(t, owner, "m.cho@example.com", rights.Owner)
	loosen(t, owner)
	win := uitest.Open(w, func(env *screen.Env) screen.Screen { return NewGuards(env, w.Open("m.cho@example.com")) })
	win.Send(screen.Changed{})
	win.Press("d")
	win.Type(".")
	win.Press("enter")
	win.Sees("Decline", "!")
	win.Type(" half of all is too much")
	win.Press("enter")
	win.Hears("declined: ")
	win.Sees("declined", "half of all is too much")
}

func TestALoosenedGuardIsSeenBySomebodyElse(t *testing.T) {
	w, owner := begun(t)
	loosen(t, owner)
	own := uitest.Open(w, func(env *screen.Env) screen.Screen { return NewGuards(env, owner) })
	own.Send(screen.Changed{})
	own.Sees("made, not seen")
	own.Press("s", "y")
	own.Hears("failed: ")
	reviewtest.Grant(t, owner, "m.cho@example.com", rights.Manager)
	win := uitest.Open(w, func(env *screen.Env) screen.Screen { return NewGuards(env, w.Open("m.cho@example.com")) })
	win.Send(screen.Changed{})
	win.Press("s", "y")
	win.Hears("seen: remediation.count_percent")
	win.Sees("made, seen", "by m.cho@example.com")
}
