package words

import (
	"fmt"

	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/remediation"
)

// Changes returns lines that count what applying the plan will and will not do.
func Changes(plan *remediation.Plan) []string {
	actions := map[order.Action]int{}
	back := 0
	for i := range plan.Changes {
		c := &plan.Changes[i]
		if !c.Runnable() {
			continue
		}
		actions[c.Action]++
		if len(c.Comeback) > 0 {
			back++
		}
	}
	t := plan.Tally()
	var lines []string
	add := func(n int, one, many string) {
		switch {
		case n == 1:
			lines = append(lines, "1 "+one)
		case n > 1:
			lines = append(lines, fmt.Sprintf("%d %s", n, many))
		}
	}
	add(actions[order.Remove], "person is removed from the workspace", "people are removed from the workspace")
	add(actions[order.ChangeRole], "role is changed", "roles are changed")
	add(actions[order.DeleteKey], "API key is deleted, which cannot be undone", "API keys are deleted, which cannot be undone")
	add(actions[order.DeleteMapping], "claim mapping is deleted", "claim mappings are deleted")
	add(actions[order.ChangeMapping], "claim mapping gives another role", "claim mappings give another role")
	add(actions[order.DeleteRole], "custom role is deleted", "custom roles are deleted")
	add(actions[order.ChangeScopes], "custom role gets other permissions", "custom roles get other permissions")
	add(actions[order.AddMapping], "claim mapping is made again", "claim mappings are made again")
	add(actions[order.AddRole], "custom role is made again", "custom roles are made again")
	add(actions[order.Invite], "person is invited again", "people are invited again")
	const fleeting = "of the changes may not last: the next sign-in can bring them back"
	add(back, fleeting, fleeting)
	add(t[remediation.ByPerson], "more is to be done by hand", "more are to be done by hand")
	add(t[remediation.Blocked], "is blocked and stays as it is", "are blocked and stay as they are")
	return lines
}
