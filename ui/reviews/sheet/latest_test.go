package sheet

import (
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review/campaign"
)

func TestADigitGivesTheRowJustDecidedAReadyReason(t *testing.T) {
	o := newOffice(t)
	w := o.window(o.me)
	r := w.current()
	canned := w.sheet.CannedReasons
	w.Press("r", "2")
	next := w.current()
	lines := o.journal()
	if len(lines) != 2 || lines[1].Item != r.Item || lines[1].Decision != campaign.Revoke || lines[1].Reason != canned[1] {
		t.Fatalf("the record holds %+v", lines)
	}
	if r.Decision.Reason != canned[1] || next == r || !next.undecided() {
		t.Errorf("%s has the reason %q; the cursor is on %s", r.Title(), r.Decision.Reason, next.Title())
	}
	w.Press("1") // the root's, for sections: the choice is over
	w.Press("c", "j", "1")
	if n := len(o.journal()); n != 3 {
		t.Errorf("%d lines after a digit that follows a move", n)
	}
	w.Press("u")
	if r := w.current(); !r.undecided() {
		t.Errorf("%s is still decided", r.Title())
	}
}

func TestADigitWithoutAReasonDoesNothingAfterADecision(t *testing.T) {
	o := newOffice(t)
	w := o.window(o.me)
	w.Press("c", "9")
	w.Hears("there is no ready reason with that number")
	w.Press("1")
	if lines := o.journal(); len(lines) != 2 || lines[1].Reason != w.sheet.CannedReasons[0] {
		t.Errorf("the record holds %+v", lines)
	}
}

func TestAReasonIsTypedForTheRowJustDecided(t *testing.T) {
	o := newOffice(t)
	w := o.window(o.me)
	r := w.current()
	w.Press("d", "enter", "n")
	w.Sees("Reason for "+r.Title(), "Recorded anew as: reduce.")
	w.Write("does less now")
	w.Press("enter")
	lines := o.journal()
	if len(lines) != 2 || lines[1].Item != r.Item || lines[1].Reason != "does less now" || lines[1].ToRole != lines[0].ToRole {
		t.Errorf("the record holds %+v", lines)
	}
}

func TestADotRepeatsTheDecision(t *testing.T) {
	o := newOffice(t)
	w := o.window(o.me)
	w.Press(".")
	w.Hears("nothing was decided here yet")
	w.Press("r", "3")
	r := w.current()
	w.Press(".")
	if lines := o.journal(); len(lines) != 3 || lines[2].Item != r.Item || lines[2].Decision != campaign.Revoke ||
		!strings.Contains(lines[2].Reason, w.sheet.CannedReasons[2]) {
		t.Errorf("the record holds %+v", lines)
	}
}
