package remediation

import (
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/order"
)

func TestOutstanding(t *testing.T) {
	done := []Change{{State: Confirmed}, {State: Corroborated}, {State: Undone}, {State: Blocked, standing: AsSuperseded}}
	for name, c := range map[string]struct {
		change       Change
		kind, others fault.Kind
		says         string
	}{
		"nothing":            {Change{State: Confirmed}, 0, 0, ""},
		"failed":             {Change{State: Failed}, fault.Failed, fault.Failed, "1 failed"},
		"came back":          {Change{State: Returned}, fault.Failed, fault.Failed, "1 failed or came back"},
		"not proven":         {Change{State: Sent, Method: order.API}, fault.Failed, fault.Failed, "1 was sent and is not proven"},
		"not made":           {Change{State: Planned}, fault.Failed, fault.Failed, "1 was not made"},
		"blocked":            {Change{State: Blocked, Blocked: "no"}, fault.Refused, fault.Refused, "1 is blocked"},
		"by hand":            {Change{State: ByPerson}, fault.Failed, 0, "1 is left to be done by hand"},
		"ticked off":         {Change{State: Sent, Method: order.Manual}, fault.Failed, 0, "1 is left to be done by hand"},
		"a workflow":         {Change{State: Sent, Method: order.Webhook}, fault.Failed, 0, "1 waits"},
		"at the next signin": {Change{State: Sent, Method: order.Mapping}, fault.Failed, 0, "1 waits"},
	} {
		p := &Plan{Changes: append(done[:len(done):len(done)], c.change)}
		err, others := p.Outstanding(false), p.Outstanding(true)
		if fault.KindOf(err) != c.kind || fault.KindOf(others) != c.others || err != nil && !strings.Contains(err.Error(), "of 4 changes "+c.says) {
			t.Errorf("%s: %v; with what waits for others aside: %v", name, err, others)
		}
	}
	mixed := &Plan{Changes: []Change{{State: Blocked}, {State: ByPerson}, {State: ByPerson}}}
	if err := mixed.Outstanding(false); fault.KindOf(err) != fault.Failed || !strings.Contains(err.Error(), "2 are left to be done by hand, 1 is blocked") {
		t.Errorf("mixed: %v", err)
	}
	if err := mixed.Outstanding(true); fault.KindOf(err) != fault.Refused {
		t.Errorf("mixed, by hand aside: %v", err)
	}
}
