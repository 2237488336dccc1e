package review

import (
	"fmt"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/person"
)

// Contradictions are decisions that contradict each other, in sentences by the items they are about: a person is revoked and
// keeps what their private API key may do, or a person is certified and loses the key.
func Contradictions(rows []SheetRow) map[string][]string {
	people := map[string]*SheetRow{}
	for i := range rows {
		if rows[i].Kind == access.User {
			people[person.Key(rows[i].Email)] = &rows[i]
		}
	}
	found := map[string][]string{}
	for i := range rows {
		key := &rows[i]
		if key.Kind != access.Key || key.Email == "" {
			continue
		}
		owner, known := people[person.Key(key.Email)]
		if !known {
			continue
		}
		var text string
		switch {
		case owner.Decision.Verdict == campaign.Revoke && key.Decision.Verdict == campaign.Certify:
			text = fmt.Sprintf("%s is revoked, but their %s (%s) is certified and keeps working", owner.Title(), key.Title(), key.Role)
		case owner.Decision.Verdict == campaign.Certify && key.Decision.Verdict == campaign.Revoke:
			text = fmt.Sprintf("%s is certified, but their %s (%s) is revoked", owner.Title(), key.Title(), key.Role)
		default:
			continue
		}
		found[key.Item], found[owner.Item] = append(found[key.Item], text), append(found[owner.Item], text)
	}
	return found
}
