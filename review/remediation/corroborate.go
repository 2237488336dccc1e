package remediation

import (
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/record"
)

// Found is an entry of the audit log that may name a change.
type Found struct {
	ID, Actor, Action        string
	At                       time.Time
	ResourceID, ResourceName string
	NewRoleID                string
}

// words are how the audit log calls each action.
var words = map[Action]string{
	Remove: "User deleted", ChangeRole: "User role updated", DeleteKey: "API key deleted", Invite: "User invited",
}

// Entry is how the audit log calls an action.
func Entry(a Action) string { return words[a] }

// Slack is how far Torq's clock may be behind ours.
const Slack = 5 * time.Minute

// Corroborate finds entries of the audit log for confirmed changes that have none yet. since is when the campaign's
// population was taken: what happened before is no proof.
func (c *Case) Corroborate(l *Ledger, since time.Time, log []Found, actor record.Actor) []record.Entry {
	var entries []record.Entry
	for _, undo := range []bool{false, true} {
		for _, w := range c.wishes(l, undo) {
			about := About{c.Campaign, w.Item, undo}
			t := l.Track(about)
			if !t.InForce() || t.Corroborated != nil {
				continue
			}
			from := since.Add(-Slack)
			if undo && len(t.Attempts) > 0 {
				from = t.Attempts[0].At.Add(-Slack)
			}
			for i := len(log) - 1; i >= 0; i-- { // the newest
				if f := log[i]; f.At.After(from) && f.names(&w) {
					entries = append(entries, record.Entry{Type: TypeCorroborated, Actor: actor, Data: CorroboratedData{
						about, f.ID, f.Action, f.Actor, record.Time{Time: f.At}.String(),
					}})
					break
				}
			}
		}
	}
	return entries
}

// names says whether the entry is about the change.
func (f *Found) names(c *Change) bool {
	if !strings.EqualFold(f.Action, words[c.Action]) || f.NewRoleID != "" && c.ToRoleID != "" && f.NewRoleID != c.ToRoleID {
		return false
	}
	_, id, _ := strings.Cut(c.Item, "/")
	return f.ResourceID == id || c.Kind == access.User && person.Same(f.ResourceName, c.Email)
}

// Awaiting says how many confirmed changes no entry of the audit log names yet.
func (c *Case) Awaiting(l *Ledger) int {
	n := 0
	for _, undo := range []bool{false, true} {
		for _, w := range c.wishes(l, undo) {
			if t := l.Track(About{c.Campaign, w.Item, undo}); t.InForce() && t.Corroborated == nil {
				n++
			}
		}
	}
	return n
}
