package review

import (
	"fmt"

	"github.com/tuar-dev/tuar/review/baselining"
	"github.com/tuar-dev/tuar/review/fault"
)

// drift adds what differs from the baseline in something privileged, or why that is not known.
func (o *Overview) drift(found *baselining.Outcome, err error) {
	a := Attention{Kind: NeedsBaseline, Hint: fault.NewHint("%s; if it ought to be so: %s", fault.DiffBaseline.With(), fault.SaveBaseline.With())}
	switch {
	case err != nil && fault.KindOf(err) == fault.NotConnected: // there is no population yet, which is said elsewhere
		return
	case err != nil:
		a.Text, a.Hint = "access cannot be compared with the baseline: "+err.Error(), fault.NewHint("%s", fault.Advice(err))
	case found == nil:
		return
	default:
		alarming := found.Alarming()
		if len(alarming) == 0 {
			return
		}
		a.Text = fmt.Sprintf("%s %s", alarming[0].Title(), alarming[0].Fact)
		if n := len(alarming) - 1; n > 0 {
			a.Text += fmt.Sprintf("; %d more privileged differences from the baseline of %s", n, found.SavedAt.UTC().Format("2 Jan 2006"))
		}
	}
	o.Attention = append(o.Attention, a)
}
