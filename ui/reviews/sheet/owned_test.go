package sheet

import (
	"testing"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
)

// R revokes a person with their private keys and mappings after a yes, each on a line of its own; r alone says what is left.
func TestAPersonIsRevokedWithWhatHangsOnThem(t *testing.T) {
	o := newOffice(t)
	w := o.window(o.me)
	w.Press("o", "down", "down", "enter") // by person: nothing is folded
	person := w.goTo(func(r *row) bool { return r.Kind == access.User && !r.Own && len(w.owned(r)) > 0 && w.barred(r) == "" })
	owned := w.owned(person)
	w.Press("R")
	w.Sees("Revoke with keys and mappings", owned[0].Title())
	w.Press("esc")
	if !person.undecided() {
		t.Fatal("it was decided without a yes")
	}
	w.Press("r")
	w.Hears("R revokes them together")
	w.list.To(person.Item)
	w.Press("R", "y")
	for _, r := range append([]*row{person}, owned...) {
		if r.Decision.Verdict != campaign.Revoke {
			t.Errorf("%s: %+v", r.Title(), r.Decision)
		}
	}
	if n := len(o.journal()); n != 1+len(owned) {
		t.Errorf("%d lines", n)
	}
	w.list.To(person.Item)
	w.Press("R")
	w.Hears("no undecided API key or mapping here hangs on them")
}
