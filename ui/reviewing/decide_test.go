package reviewing

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
		next := w.table.Visible()[slices.Index(w.table.Visible(), r)+1]
		w.wait(3 * time.Second)
		w.press(c.keys...)
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
	w.sees("4 of 169")
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
	w.press("d")
	w.sees("Reduce "+r.Title()+" from Owner", "permissions", "not now: "+r.Title()+" has it already")
	w.write("Owner")
	w.press("enter")
	w.sees("not now")
	w.press("esc")
	if !r.undecided() || len(o.journal()) > 0 {
		t.Error("something was recorded")
	}
}

func TestReasonBeforeAndAfterADecision(t *testing.T) {
	o := newOffice(t)
	w := o.window(o.me)
	r := w.current()
	w.press("n")
	w.sees("Reason for "+r.Title(), "with the decision to come", "on-call")
	w.write("asked the manager")
	w.press("enter")
	w.sees("asked the manager (kept for the decision to come)")
	w.hears("goes into the record")
	if len(o.journal()) > 0 {
		t.Fatal("a reason alone was recorded")
	}
	w.press("r")
	w.table.To(r.Item)
	w.sees("revoked", "asked the manager")
	w.press("n")
	w.sees("Recorded anew as: revoke.")
	w.write("left the company")
	w.press("enter")
	if lines := o.journal(); len(lines) != 2 || lines[0].Reason != "asked the manager" || lines[1].Reason != "left the company" || lines[1].Decision != campaign.Revoke {
		t.Errorf("the record holds %+v", lines)
	}
	w.press("n") // on the next row: its own reason, not the last one's
	if strings.Contains(w.frame(), "> left the company") {
		t.Errorf("the reason of another row is proposed:\n%s", w.frame())
	}
}

func TestAReasonGivenBeforeOutlivesADecisionOnMany(t *testing.T) {
	o := newOffice(t)
	w := o.window(o.me)
	noted, other := w.table.Visible()[0], w.table.Visible()[1]
	w.press("n")
	w.write("its own reason")
	w.press("enter", "space", "space", "c")
	w.sees("Certify 2 rows", "1 is privileged or flagged")
	w.write("the reason for all")
	w.press("enter")
	if noted.Decision.Reason != "its own reason" || other.Decision.Reason != "the reason for all" {
		t.Errorf("recorded %q and %q", noted.Decision.Reason, other.Decision.Reason)
	}
}

func TestAReasonRecordedAnewKeepsTheMarks(t *testing.T) {
	o := newOffice(t)
	w := o.window(o.me)
	r := w.current()
	w.press("c", "space", "space")
	w.table.To(r.Item)
	w.press("n")
	w.write("why")
	w.press("enter")
	if r.Decision.Reason != "why" || w.table.MarkedCount() != 2 {
		t.Errorf("reason %q, %d marked", r.Decision.Reason, w.table.MarkedCount())
	}
}

func TestManyAtOnceNeedAReasonWhereSomeAreFlagged(t *testing.T) {
	o := newOffice(t)
	w := o.window(o.me)
	w.press("space", "space", "space")
	w.sees("3 rows marked")
	w.press("c")
	w.sees("Certify 3 rows", "3 are privileged or flagged")
	w.press("enter")
	w.sees("a reason is needed")
	w.press("esc")
	if len(o.journal()) > 0 || w.table.MarkedCount() != 3 {
		t.Fatal("esc should leave the rows as they are")
	}
	w.press("c", "alt+2", "enter") // a ready answer
	w.hears("recorded: certify 3 rows in one act", "u takes it back")
	lines := o.journal()
	if len(lines) != 3 || w.table.MarkedCount() != 0 {
		t.Fatalf("%d lines, %d marked", len(lines), w.table.MarkedCount())
	}
	for _, l := range lines {
		if l.Bulk != 3 || l.Reason != "on-call" || l.Batch != lines[0].Batch {
			t.Errorf("recorded %+v", l)
		}
	}

	w.press("down", "space", "space", "r") // below the next heading; taking away needs none
	if lines := o.journal(); len(lines) != 5 || lines[4].Decision != campaign.Revoke || lines[4].Bulk != 2 {
		t.Errorf("the record holds %+v", lines)
	}
	w.press("u")
	w.hears("took back: revoke 2 rows, in one act: key experiment, k.mueller@example.com")
	w.press("u")
	w.hears("took back: certify 3 rows, in one act")
	w.sees("0 of 169")
	w.press("u")
	w.hears("nothing of yours to undo")
}

// TestEveryActSaysWhatWasRecorded decides, takes back and decides again: each is a line of its own on record, and is named.
func TestEveryActSaysWhatWasRecorded(t *testing.T) {
	o := newOffice(t)
	w := o.window(o.me)
	first, second := w.table.Visible()[0], w.table.Visible()[1]
	w.press("r")
	w.hears("recorded: revoke " + first.Title())
	w.press("c")
	w.hears("recorded: certify " + second.Title())
	w.press("u")
	w.hears("took back: certify " + second.Title())
	w.press("u")
	w.hears("took back: revoke " + first.Title())
	w.press("U")
	w.hears("recorded again: revoke " + first.Title())
	w.press("U")
	w.hears("recorded again: certify " + second.Title())
	w.press("U")
	w.hears("nothing was taken back here")
	if got := verdicts(o.journal()); got != "revoke certify undone undone revoke certify" {
		t.Errorf("recorded %s", got)
	}
	w.press("u", "a") // what is decided anew cannot be redone over
	w.press("U")
	w.hears("nothing was taken back here")
}

func TestUndoOfASingleDecisionGoesBackToIt(t *testing.T) {
	o := newOffice(t)
	w := o.window(o.me)
	r := w.current()
	w.press("c")
	w.table.To(r.Item)
	w.press("r", "u")
	if w.current() != r || r.Decision.Verdict != campaign.Certify {
		t.Errorf("on %s, %s; want the decision before", w.current().Title(), r.Decision.Verdict)
	}
	w.press("u")
	if w.current() != r || !r.undecided() {
		t.Errorf("on %s, %s; want no decision", w.current().Title(), r.Decision.Verdict)
	}
}

func TestMarkAllLeavesOutWhatNeedsALook(t *testing.T) {
	o := newOffice(t)
	w := o.window(o.me)
	w.table.ToggleFold(carryGroup)
	done := w.goTo(w.plain)
	w.press("c", "A")
	w.hears("left out", "decided, flagged, privileged or your own")
	if w.table.MarkedCount() == 0 {
		t.Fatal("nothing is marked")
	}
	for _, r := range w.table.Visible() {
		safe := !r.Flagged() && !r.Privileged && !r.Own && r != done
		if w.table.IsMarked(r.Item) != safe {
			t.Errorf("%s (%v): marked %v", r.Title(), r.HintNames(), !safe)
		}
	}
	w.press("M")
	if w.table.MarkedCount() > 0 {
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
	for w.press("G"); ; w.press("k") { // the last heading but one
		if group, heading := w.table.CurrentGroup(); heading && group == carryGroup {
			break
		}
	}
	w.sees("were certified", "no rule flags them", "instructions", "Ask the manager")
	w.press("r")
	w.hears("this is a heading")
	w.press("c")
	w.sees("Certify 109 rows again, unchanged since Summer review?", rows[0].Title())
	w.press("enter") // stands on cancel
	if len(o.journal()) > 0 {
		t.Fatal("recorded without a yes")
	}
	w.press("c")
	w.sees("read to the end first")
	w.press("y", "enter")
	if len(o.journal()) > 0 {
		t.Fatal("recorded unread")
	}
	for range 30 {
		w.press("pgdown")
		w.sees("Carry forward")
	}
	w.press("y")
	w.hears("recorded: certify 109 rows in one act", ", 106 more")
	lines := o.journal()
	if len(lines) != len(rows) {
		t.Fatalf("%d lines for %d rows", len(lines), len(rows))
	}
	for _, l := range lines {
		if !l.Carried || l.Bulk != 109 || l.Reason != "carried forward from Summer review: needed in summer" || l.Decision != campaign.Certify {
			t.Fatalf("recorded %+v", l)
		}
	}
	w.press("c")
	w.hears("decided already")
}

func TestOwnAccessIsBarred(t *testing.T) {
	o := newOffice(t)
	w := o.window(o.me)
	own := w.goTo(func(r *row) bool { return r.Own })
	for _, key := range []string{"c", "r", "d", "a", "n"} {
		w.press(key)
		w.hears(own.Title() + ": this is your own access")
	}
	w.press("space", "up", "up", "space", "c")
	w.hears("this is your own access")
	if len(o.journal()) > 0 || !w.stack.Empty() {
		t.Error("own access was decided on")
	}
}

func TestAfterSignOffNothingChanges(t *testing.T) {
	o := newOffice(t)
	w := o.window(o.me)
	decided, open := w.table.Visible()[0], w.table.Visible()[1]
	w.press("c", "s", "enter", "y")
	w.hears("you signed off your share")
	w.press("enter") // the head code was read
	for _, item := range []string{decided.Item, open.Item} {
		w.table.To(item)
		w.press("r")
		w.hears("signed off this share; nothing in it changes any more")
	}
	w.sees("left open")
	w.press("h")
	w.hears("nothing in it changes any more")
	w.press("u")
	w.hears("failed: ")
	if len(o.journal()) != 1 {
		t.Error("the record grew")
	}
}

func TestAClosedCampaignIsReadOnly(t *testing.T) {
	o := newOffice(t)
	if _, err := o.workspace(o.me).CloseCampaign(t.Context(), o.campaign, ""); err != nil {
		t.Fatal(err)
	}
	w := o.window(o.me)
	for _, key := range []string{"c", "r", "d", "a", "n", "u", "A", "s", "h"} {
		if w.barredKey(key) == "" {
			t.Errorf("%s is not barred", key)
		}
	}
	if w.barredKey("e") != "" || w.barredKey("/") != "" {
		t.Error("a closed campaign can be read and exported")
	}
	w.press("c", "a")
	w.hears("the campaign is closed")
	w.sees("closed", "left open")
}

func TestTheFirstDecisionAsksWhoItIs(t *testing.T) {
	o := newOffice(t)
	w := o.window("")
	if slices.ContainsFunc(w.rows, func(r *row) bool { return r.Own }) {
		t.Fatal("nobody has access of their own")
	}
	loads := w.loads
	w.handle(screen.Identify{}) // cancelled: what is read meanwhile must not be dropped
	if w.loads != loads {
		t.Error("a question that was cancelled counts as a load")
	}
	if err := w.desk.Workspace.IAm(t.Context(), o.me); err != nil {
		t.Fatal(err)
	}
	w.press("c")
	if len(o.journal()) > 0 || !slices.ContainsFunc(w.rows, func(r *row) bool { return r.Own }) {
		t.Error("the rows should be read again before anything is decided")
	}
	w.press("c")
	if len(o.journal()) != 1 {
		t.Error("now it counts")
	}
}
