package remediation

import (
	"fmt"
	"strings"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/order"
)

// Outstanding returns nil if listings show all changes, else a fault that counts the others: Refused if all of them are
// blocked, else Failed. It ignores superseded changes, for which the newer campaign answers. With others set it also
// ignores changes that wait for others: a person in Torq's console, a workflow that promised, a next sign-in.
func (p *Plan) Outstanding(others bool) error {
	var failed, unproven, open, blocked, byHand, promised int
	for i := range p.Changes {
		switch c := &p.Changes[i]; {
		case c.Proven(), c.State == Undone, c.standing == AsSuperseded:
		case c.State == Failed, c.State == Returned:
			failed++
		case c.State == Blocked:
			blocked++
		case c.State == ByPerson, c.State == Sent && c.Method == order.Manual:
			byHand++
		case c.State == Sent && (c.Method == order.Webhook || c.Method == order.Mapping):
			promised++
		case c.State == Sent:
			unproven++
		default:
			open++
		}
	}
	if others {
		byHand, promised = 0, 0
	}
	var parts []string
	add := func(n int, one, many string) {
		switch {
		case n == 1:
			parts = append(parts, "1 "+one)
		case n > 1:
			parts = append(parts, fmt.Sprintf("%d %s", n, many))
		}
	}
	add(failed, "failed or came back", "failed or came back")
	add(unproven, "was sent and is not proven", "were sent and are not proven")
	add(open, "was not made", "were not made")
	add(byHand, "is left to be done by hand", "are left to be done by hand")
	add(promised, "waits for a workflow or a sign-in", "wait for a workflow or a sign-in")
	add(blocked, "is blocked", "are blocked")
	if len(parts) == 0 {
		return nil
	}
	kind := fault.Failed
	if failed+unproven+open+byHand+promised == 0 {
		kind = fault.Refused
	}
	f := fault.New(kind, "not everything is done; of %d changes %s", p.Figures().Decided, strings.Join(parts, ", "))
	if failed+unproven+open+blocked == 0 {
		return f.WithHint("where a checklist is expected: %s; what others did is proven by: %s", fault.Again("--manual-ok"), fault.VerifyRemediation.On(p.Campaign))
	}
	return f
}
