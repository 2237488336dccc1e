package fault_test

import (
	"testing"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/scrub"
)

func TestAWayIsACommand(t *testing.T) {
	for want, way := range map[string]fault.Way{
		"":                                   {},
		"tuar sync":                          fault.Sync.With(),
		"tuar sync --allow-drop":             fault.Sync.With("--allow-drop"),
		"tuar review q4":                     fault.Review.On("q4"),
		"tuar campaign assign q4 --to EMAIL": fault.Delegate.On("q4", "--to", "EMAIL"),
		"--as EMAIL":                         fault.Identify.With(),
		"--reason TEXT":                      fault.Again("--reason TEXT"),
	} {
		if got := way.String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestAHintKeepsItsWays(t *testing.T) {
	err := fault.Wrap(fault.New(fault.Refused, "no").WithHint("see %d things; then: %s, or: %s", 2, fault.Review.On("q4"), fault.Sync.With()), "trying")
	hint := fault.Advice(err)
	if got := hint.String(); got != "see 2 things; then: tuar review q4, or: tuar sync" || got != fault.HintOf(err) {
		t.Errorf("%q", got)
	}
	if got := hint.Way(); got != fault.Review.On("q4") {
		t.Errorf("the first way is %+v", got)
	}
	if got := fault.NewHint("ask the owner").Way(); got != (fault.Way{}) {
		t.Errorf("a hint without a way has %+v", got)
	}
	scrub.Know("wAy-teSt-5d20c1")
	if got := fault.NewHint("%s; %s", fault.Sync.With(), "wAy-teSt-5d20c1").String(); scrub.Holds(got) {
		t.Errorf("%q", got)
	}
}
