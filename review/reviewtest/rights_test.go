package reviewtest_test

import (
	"testing"

	"github.com/tuar-dev/tuar/review/reviewtest"
	"github.com/tuar-dev/tuar/review/rights"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

func TestGrant(t *testing.T) {
	world := reviewtest.New(t, torqtest.Options{})
	ann, ben := "ann@example.com", "ben@example.com"
	w := world.Open(ann)
	reviewtest.Grant(t, w, ben, rights.Owner, rights.Manager)
	reviewtest.Grant(t, world.Open("cat@example.com"), "dan@example.com", rights.Auditor)
	reviewtest.Grant(t, w, ben, rights.Manager)
	if n := len(world.Lines(rights.TypeGranted)); n != 3 {
		t.Errorf("%d rights granted, not 3", n)
	}
	refused, err := w.Refused(t.Context())
	if err != nil || len(refused) > 0 {
		t.Errorf("refused: %v, %v", refused, err)
	}
	if !w.Rights().Has(ann, rights.Owner) || !w.Rights().Has(ben, rights.Owner) || !w.Rights().Has("dan@example.com", rights.Auditor) {
		t.Errorf("rights: %+v", w.Rights().List())
	}
}
