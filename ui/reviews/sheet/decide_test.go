package sheet

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/ui/screen"
)

func TestEachDecisionMovesOnToTheNextOpenRow(t *testing.T) {
	o := newOffice(t)
	w := o.window(o.me)
	for _, c := range []struct {
		keys    []string
		verdict campaign.Verdict
		shown   string
	}{
		{[]string{"c"}, campaign.Certify, "✓"},
		{[]string{"r"}, campaign.Revoke, "✗"},
		{[]string{"a"}, campaign.Abstain, "-"},
		{[]string{"d", "enter"}, campaign.Reduce, "↓"},
	} {
		r := w.current()
		next := w.list.Visible()[slices.Index(w.list.Visible(), r)+1]
		w.wait(3 * time.Second)
		w.Press(c.keys...)
		if r.Decision.Verdict != c.verdict || r.sign() != c.shown || r.Decision.Reviewer != o.me {
			t.Errorf("%s: %+v shown as %q", c.verdict, r.Decision, r.sign())
		}
		if w.current() != next {
			t.Errorf("%s: the cursor went to %s, want %s", c.verdict, w.current().Title(), next.Title())
		}
		if c.verdict == campaign.Reduce && (r.Decision.ToRoleName == "" || r.verdict() != "to "+r.Decision.ToRoleName) {
			t.Errorf("reduced to %q, shown as %q", r.Decision.ToRoleName, r.verdict())
		}
	}
	w.Sees("4 of 182")
	for i, l := range o.journal() {
		if l.Type != campaign.TypeDecided || l.Bulk != 1 || l.DwellMS != 3000 {
			t.Errorf("line %d: %+v", i, l)
		}
	}
}

func TestARoleThatIsNotSmallerCannotBeChosen(t *testing.T) {
	o := newOffice(t)
	w := o.window(o.me)
	r := w.current()
	w.Press("d")
	w.Sees("Reduce "+r.Title()+" from Owner", "permissions", "not now: "+r.Title()+" has it already")
	w.Write("Owner")
	w.Press("enter")
	w.Sees("not now")
	w.Press("esc")
	if !r.undecided() || len(o.journal()) > 0 {
		t.Error("something was recorded")
	}
}

func TestReasonBeforeAndAfterADecision(t *testing.T) {
	o := newOffice(t)
	w := o.window(o.me)
	r := w.current()
	w.Press("n")
	w.Sees("Reason for "+r.Title(), "with the decision to come", "on-call")
	w.Write("asked the manager")
	w.Press("enter")
	w.Sees("asked the manager (kept for the decision to come)")
	w.Hears("goes into the record")
	if len(o.journal()) > 0 {
		t.Fatal("a reason alone was recorded")
	}
	w.Press("r")
	w.list.To(r.Item)
	w.Sees("revoked", "asked the manager")
	w.Press("n")
	w.Sees("Recorded anew as: revoke.")
	w.Write("left the company")
	w.Press("enter")
	if lines := o.journal(); len(lines) != 2 || lines[0].Reason != "asked the manager" || lines[1].Reason != "left the company" || lines[1].Decision != campaign.Revoke {
		t.Errorf("the record holds %+v", lines)
	}
	w.Press("j", "n") // after a move: the reason of the row under the cursor, not the last one's
	if strings.Contains(w.Frame(), "> left the company") {
		t.Errorf("the reason of another row is proposed:\n%s", w.Frame())
	}
}

func TestAReasonGivenBeforeOutlivesADecisionOnMany(t *testing.T) {
	o := newOffice(t)
	w := o.window(o.me)
	noted, other := w.list.Visible()[0], w.list.Visible()[1]
	w.Press("n")
	w.Write("its own reason")
	w.Press("enter", "space", "space", "c")
	w.Sees("Certify 2 rows", "1 is privileged or flagged")
	w.Write("the reason for all")
	w.Press("enter")
	if noted.Decision.Reason != "its own reason" || other.Decision.Reason != "the reason for all" {
		t.Errorf("recorded %q and %q", noted.Decision.Reason, other.Decision.Reason)
	}
}

func TestAReasonRecordedAnewKeepsTheMarks(t *testing.T) {
	o := newOffice(t)
	w := o.window(o.me)
	r := w.current()
	w.Press("c", "space", "space")
	w.list.To(r.Item)
	w.Press("n")
	w.Write("why")
	w.Press("enter")
	if r.Decision.Reason != "why" || w.list.MarkedCount() != 2 {
		t.Errorf("reason %q, %d marked", r.Decision.Reason, w.list.MarkedCount())
	}
}

func TestManyAtOnceNeedAReasonWhereSomeAreFlagged(t *testing.T) {
	o := newOffice(t)
	w := o.window(o.me)
	w.Press("space", "space", "space")
	w.Sees("3 rows marked")
	w.Press("c")
	w.Sees("Certify 3 rows", "3 are privileged or flagged")
	w.Press("enter")
	w.Sees("a reason of three letters or more is needed")
	w.Press("esc")
	if len(o.journal()) > 0 || w.list.MarkedCount() != 3 {
		t.Fatal("esc should leave the rows as they are")
	}
	w.Press("c", "alt+2", "enter") // a ready answer
	w.Hears("recorded: certify 3 rows in one act", "u takes it back")
	lines := o.journal()
	if len(lines) != 3 || w.list.MarkedCount() != 0 {
		t.Fatalf("%d lines, %d marked", len(lines), w.list.MarkedCount())
	}
	for _, l := range lines {
		if l.Bulk != 3 || l.Reason != "on-call" || l.Batch != lines[0].Batch {
			t.Errorf("recorded %+v", l)
		}
	}

	w.Press("down", "space", "space", "r") // below the next heading; taking away needs none
	if lines := o.journal(); len(lines) != 5 || lines[4].Decision != campaign.Revoke || lines[4].Bulk != 2 {
		t.Errorf("the record holds %+v", lines)
	}
	w.Press("u")
	w.Hears("took back: revoke 2 rows, in one act: key experiment, key vulnerability-feed")
	w.Press("u")
	w.Hears("took back: certify 3 rows, in one act")
	w.Sees("0 of 182")
	w.Press("u")
	w.Hears("nothing of yours to undo")
}

// TestEveryActSaysWhatWasRecorded decides, takes back and decides again: each is a line of its own on record, and is
// named.
func TestEveryActSaysWhatWasRecorded(t *testing.T) {
	o := newOffice(t)
	w := o.window(o.me)
	first, second := w.list.Visible()[0], w.list.Visible()[1]
	w.Press("r")
	w.Hears("recorded: revoke " + first.Title())
	w.Press("c")
	w.Hears("recorded: certify " + second.Title())
	w.Press("u")
	w.Hears("took back: certify " + second.Title())
	w.Press("u")
	w.Hears("took back: revoke " + first.Title())
	w.Press("U")
	w.Hears("recorded again: revoke " + first.Title())
	w.Press("U")
	w.Hears("recorded again: certify " + second.Title())
	w.Press("U")
	w.Hears("nothing was taken back here")
	if got := verdicts(o.journal()); got != "revoke certify undone undone revoke certify" {
		t.Errorf("recorded %s", got)
	}
	w.Press("u", "a") // what is decided anew cannot be redone over
	w.Press("U")
	w.Hears("nothing was taken back here")
}

func TestUndoOfASingleDecisionGoesBackToIt(t *testing.T) {
	o := newOffice(t)
	w := o.window(o.me)
	r := w.current()
	w.Press("c")
	w.list.To(r.Item)
	w.Press("r", "u")
	if w.current() != r || r.Decision.Verdict != campaign.Certify {
		t.Errorf("on %s, %s; want the decision before", w.current().Title(), r.Decision.Verdict)
	}
	w.Press("u")
	if w.current() != r || !r.undecided() {
		t.Errorf("on %s, %s; want no decision", w.current().Title(), r.Decision.Verdict)
	}
}

func TestMarkAllLeavesOutWhatNeedsALook(t *testing.T) {
	o := newOffice(t)
	w := o.window(o.me)
	w.list.ToggleFold(campaign.CarryGroup)
	done := w.goTo(w.plain)
	w.Press("c", "A")
	w.Hears("left out", "decided, flagged, privileged or your own")
	if w.list.MarkedCount() == 0 {
		t.Fatal("nothing is marked")
	}
	for _, r := range w.list.Visible() {
		safe := !r.Flagged() && !r.Privileged && !r.Own && r != done
		if w.list.IsMarked(r.Item) != safe {
			t.Errorf("%s (%v): marked %v", r.Title(), r.HintNames(), !safe)
		}
	}
	w.Press("M")
	if w.list.MarkedCount() > 0 {
		t.Error("U leaves marks")
	}
}

func TestCarryForwardAsksAndWritesALineForEachRow(t *testing.T) {
	o := newOffice(t)
	w := o.window(o.me)
	var rows []*row
	for _, r := range w.rows {
		if r.Carry {
			if r.Flagged() || r.Privileged {
				t.Errorf("%s (%v) could be carried forward", r.Title(), r.HintNames())
			}
			rows = append(rows, r)
		}
	}
	for w.Press("G"); ; w.Press("k") { // the last heading but one
		if group, heading := w.list.CurrentGroup(); heading && group == campaign.CarryGroup {
			break
		}
	}
	w.Sees("were certified", "no rule flags them", "instructions", "Ask the manager")
	w.Press("r")
	w.Hears("this is a heading")
	w.Press("c")
	w.Sees("Certify 110 rows again, unchanged since Summer review?", rows[0].Title())
	w.Press("enter") // stands on cancel
	if len(o.journal()) > 0 {
		t.Fatal("recorded without a yes")
	}
	w.Press("c")
	w.Sees("read to the end first")
	w.Press("y", "enter")
	if len(o.journal()) > 0 {
		t.Fatal("recorded unread")
	}
	for range 30 {
		w.Press("pgdown")
		w.Sees("Carry forward")
	}
	w.Press("y")
	w.Hears("recorded: certify 110 rows in one act", ", 107 more")
	lines := o.journal()
	if len(lines) != len(rows) {
		t.Fatalf("%d lines for %d rows", len(lines), len(rows))
	}
	for _, l := range lines {
		if !l.Carried || l.Bulk != 110 || l.Reason != "carried forward from Summer review: needed in summer" || l.Decision != campaign.Certify {
			t.Fatalf("recorded %+v", l)
		}
	}
	w.Press("c")
	w.Hears("decided already")
}

func TestOwnAccessIsBarred(t *testing.T) {
	o := newOffice(t)
	w := o.window(o.me)
	own := w.goTo(func(r *row) bool { return r.Own })
	for _, key := range []string{"c", "r", "d", "a", "n"} {
		w.Press(key)
		w.Hears(own.Title() + ": this is your own access")
	}
	w.Press("space", "up", "up", "space", "c")
	w.Hears("this is your own access")
	if len(o.journal()) > 0 || !w.Stack.Empty() {
		t.Error("own access was decided on")
	}
}

func TestAfterSignOffNothingChanges(t *testing.T) {
	o := newOffice(t)
	w := o.window(o.me)
	decided, open := w.list.Visible()[0], w.list.Visible()[1]
	w.Press("c", "s", "enter", "y")
	w.Hears("you signed off your assignment")
	w.Press("enter") // the head code was read
	for _, item := range []string{decided.Item, open.Item} {
		w.list.To(item)
		w.Press("r")
		w.Hears("signed off this assignment; nothing in it changes any more")
	}
	w.Sees("left open")
	w.Press("h")
	w.Hears("nothing in it changes any more")
	w.Press("u")
	w.Hears("failed: ")
	if len(o.journal()) != 1 {
		t.Error("the record grew")
	}
}

func TestAClosedCampaignIsReadOnly(t *testing.T) {
	o := newOffice(t)
	if _, err := o.Open(o.me).CloseCampaign(t.Context(), o.campaign, ""); err != nil {
		t.Fatal(err)
	}
	w := o.window(o.me)
	for _, key := range []string{"c", "r", "d", "a", "n", "u", "A", "s", "h"} {
		if w.Disabled(key) == "" {
			t.Errorf("%s is not barred", key)
		}
	}
	if w.Disabled("e") != "" || w.Disabled("/") != "" {
		t.Error("a closed campaign can be read and exported")
	}
	w.Press("c", "a")
	w.Hears("the campaign is closed")
	w.Sees("closed", "left open")
}

func TestTheFirstDecisionAsksWhoItIs(t *testing.T) {
	o := newOffice(t)
	w := o.window("")
	if slices.ContainsFunc(w.rows, func(r *row) bool { return r.Own }) {
		t.Fatal("nobody has access of their own")
	}
	reads := w.newest
	w.Send(screen.Identify{}) // cancelled: what is read meanwhile must not be dropped
	if w.newest != reads {
		t.Error("a question that was cancelled counts as a load")
	}
	if err := w.workspace.IAm(t.Context(), o.me); err != nil {
		t.Fatal(err)
	}
	w.Press("c")
	if len(o.journal()) > 0 || !slices.ContainsFunc(w.rows, func(r *row) bool { return r.Own }) {
		t.Error("the rows should be read again before anything is decided")
	}
	w.Press("c")
	if len(o.journal()) != 1 {
		t.Error("now it counts")
	}
}
