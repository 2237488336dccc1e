package sheet

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/ui/screen"
)

var errRead = errors.New("line 3 of journal/a.jsonl does not check out")

func verdicts(lines []line) string {
	words := make([]string, len(lines))
	for i, l := range lines {
		words[i] = string(l.Decision)
		if l.Type == campaign.TypeUndone {
			words[i] = "undone"
		}
	}
	return strings.Join(words, " ")
}

func TestKeysFasterThanTheDiskAreWrittenInOrder(t *testing.T) {
	o := newOffice(t)
	w := o.window(o.me)
	rows := w.list.Visible()
	w.Held = true
	w.Press("c", "r", "a", "u", "c")
	if len(o.journal()) > 0 || !rows[0].pending || !rows[2].pending {
		t.Fatal("nothing is written yet")
	}
	w.Sees("saving", "0 of 182")
	w.Press("s")
	w.Release()
	w.Hears("still being written", "took back: abstain ")
	lines := o.journal()
	if got, want := verdicts(lines), "certify revoke abstain certify undone"; got != want && got != "certify revoke abstain undone certify" {
		t.Errorf("recorded %s, want %s", got, want)
	}
	for i, want := range []string{rows[0].Item, rows[1].Item, rows[2].Item, rows[2].Item, rows[3].Item} {
		if lines[i].Item != want {
			t.Errorf("line %d is about %s, want %s", i, lines[i].Item, want)
		}
	}
	if slices.ContainsFunc(w.rows, func(r *row) bool { return r.pending }) {
		t.Error("something is shown as being written")
	}
	w.Sees("3 of 182")
}

func TestOwnDecisionsDoNotReadTheSheetAgain(t *testing.T) {
	o := newOffice(t)
	w := o.window(o.me)
	reads := w.newest
	w.Press("c", "r", "u", "a", "space", "space", "r")
	w.Held = true
	w.Press("c", "c", "c")
	w.Release()
	if w.newest != reads {
		t.Error("the sheet was read again")
	}
	if s, err := w.workspace.Campaign(t.Context(), o.campaign); err != nil || w.known != s.Revision {
		t.Errorf("at revision %d, the record at %d, %v", w.known, s.Revision, err)
	}
}

func TestTwoWindowsSeeEachOther(t *testing.T) {
	o := newOffice(t, second, "third@example.com")
	a, b := o.window(o.me), o.window("third@example.com") // an owner, who may decide on any row with a reason
	b.Press("m")
	reads := b.newest
	r := a.rows[slices.IndexFunc(a.rows, func(r *row) bool { return r.Reviewer == "third@example.com" })] // who may decide it anew
	a.list.SetFolded(campaign.CarryGroup, false)
	a.list.To(r.Item)
	a.Press("c")
	a.Sees("Decide in the place of third@example.com", "This row is assigned to third@example.com")
	a.Press("alt+2", "enter")
	b.Send(screen.Changed{})
	if reads.Forget(); b.newest != reads {
		t.Error("not read once")
	}
	seen := b.byID[r.Item]
	if seen.Decision.Verdict != campaign.Certify || seen.Decision.Reviewer != o.me || seen.Decision.InPlaceOf != "third@example.com" {
		t.Errorf("the other window shows %+v", seen.Decision)
	}
	b.list.To(r.Item)
	b.Sees("1 of 182", "certified just now by "+o.me)
	b.Send(screen.Changed{})
	if b.newest != reads {
		t.Error("read again though nothing is new")
	}

	b.Press("r") // the later decision is in force
	a.Send(screen.Changed{})
	if got := a.byID[r.Item].Decision; got.Verdict != campaign.Revoke || got.Reviewer != "third@example.com" {
		t.Errorf("the first window shows %+v", got)
	}
	a.Press("u") // one's own last act: it is not in force any more
	a.Hears("failed: ")
	b.Press("u")
	a.Send(screen.Changed{})
	if got := a.byID[r.Item].Decision.Verdict; got != campaign.Certify {
		t.Errorf("after the undo %s is in force", got)
	}
	if got := verdicts(o.journal()); got != "certify revoke undone" {
		t.Errorf("recorded %s", got)
	}
}

// A sheet that was asked for before a decision must neither hide it nor what somebody else wrote meanwhile.
func TestASheetReadMeanwhileIsReadAgain(t *testing.T) {
	o := newOffice(t, second, "third@example.com")
	a, b := o.window(second), o.window("third@example.com")
	theirs := b.current()
	b.Press("r")

	stale := a.load()() // read, and on its way
	r := a.current()
	a.Held = true
	a.Press("c")
	a.RunUntil(func() bool { return !a.writing() })
	a.Send(stale)
	if a.byID[r.Item].undecided() {
		t.Error("the sheet from before hides the decision")
	}
	a.Release()
	if a.byID[r.Item].undecided() || a.byID[theirs.Item].undecided() {
		t.Errorf("own decision %q, the other's %q", a.byID[r.Item].Decision.Verdict, a.byID[theirs.Item].Decision.Verdict)
	}

	a.Held = true
	a.Press("c")
	a.Send(screen.Changed{})
	a.Press("ctrl+r") // waits for the decision
	reads := a.newest
	a.Release()
	if reads.Forget(); a.newest != reads {
		t.Error("not read once after the decision")
	}
	s, err := a.workspace.Campaign(t.Context(), o.campaign)
	if err != nil || a.known != s.Revision || a.decided != 2 {
		t.Errorf("at revision %d of %d, %d decided, %v", a.known, s.Revision, a.decided, err)
	}
}

func TestARefusedDecisionClearsWhatWaitsAndShowsWhatIs(t *testing.T) {
	o := newOffice(t, second)
	a, b := o.window(second), o.window(second)
	r := a.current()
	if _, err := b.workspace.SignOff(t.Context(), o.campaign, "done"); err != nil {
		t.Fatal(err)
	}
	reads := a.newest
	a.Held = true
	a.Press("c", "r", "a")
	a.Release()
	a.Hears("failed: ", "signed off")
	if len(o.journal()) > 0 || a.writing() || slices.ContainsFunc(a.rows, func(r *row) bool { return r.pending }) {
		t.Error("something waits or was written")
	}
	if reads.Forget(); a.newest != reads || !a.byID[r.Item].Locked {
		t.Errorf("read once: %v, locked %v", a.newest == reads, a.byID[r.Item].Locked)
	}
	if a.current().Item != r.Item {
		t.Errorf("the cursor is on %s, want where it failed", a.current().Title())
	}
	a.Sees("left open")
}

func TestARowDecidedWhileItsDialogWasOpenIsTheOneShown(t *testing.T) {
	o := newOffice(t, second, "third@example.com")
	a, b := o.window(second), o.window("third@example.com")
	r := a.current()
	a.Press("d")
	b.Press("c")
	a.Send(screen.Changed{}) // new rows behind the dialog
	a.Held = true
	a.Press("enter")
	a.RunUntil(a.writing)
	if fresh := a.byID[r.Item]; fresh == r || !fresh.pending {
		t.Errorf("the row in the list is not shown as being written: new %v", fresh != r)
	}
	a.Release()
	if got := a.byID[r.Item].Decision.Verdict; got != campaign.Reduce {
		t.Errorf("it is %s", got)
	}
}

func TestWhatCannotBeReadTakesNoDecision(t *testing.T) {
	o := newOffice(t)
	w := o.window(o.me)
	w.Send(loaded{made: w.made, err: errRead})
	w.Hears("failed: " + errRead.Error())
	w.Sees(errRead.Error(), "ctrl+r reads again")
	w.Press("c", "A", "/")
	if len(o.journal()) > 0 || w.list.MarkedCount() > 0 || w.Typing() {
		t.Error("keys work on rows nobody sees")
	}
	if w.Disabled("c") == "" {
		t.Error("the help offers decisions")
	}
	w.Press("ctrl+r")
	w.Sees("new or raised")
	w.wait(time.Second)
	w.Press("c")
	if len(o.journal()) != 1 {
		t.Error("it should work again")
	}
}
