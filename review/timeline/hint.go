package timeline

import (
	"fmt"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/audit"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/population"
)

// AddHints adds what the log gives reason to ask about the users and custom roles of a population. It says nothing that
// rests on entries of a time which was not read without a break.
func (l *Log) AddHints(p *population.Population, rules access.Rules, into access.Marks) {
	if l == nil {
		return
	}
	roles := make(map[string]population.Role, len(p.Roles))
	privileged := map[string]bool{}
	for _, r := range p.Roles {
		roles[r.ID] = r
		privileged[r.ID] = rules.PrivilegedBy(r.Scopes) != ""
	}
	mapped := map[string]bool{}
	for _, m := range p.Mappings {
		mapped[m.RoleID] = true
	}
	since := p.TakenAt.AddDate(0, 0, -rules.DormantDays)
	covered := l.Covers(since)
	holders, used := map[string]int{}, map[string]bool{}
	for i := range p.Users {
		u := &p.Users[i]
		last, acted := l.LastActivity(u.Email)
		acted = acted && !last.At.Before(since)
		holders[u.RoleID]++
		used[u.RoleID] = used[u.RoleID] || acted || u.CreatedAt == nil || u.CreatedAt.After(since)
		if e, ok := l.selfRaised(u, roles, privileged); ok && (!u.SSO || !mapped[u.RoleID]) {
			into.Add("user/"+u.ID, access.Hint{Name: access.SelfRaised, Why: "gave themselves the role on " + e.At.UTC().Format(dayLayout)})
		}
		if covered && !acted && privileged[u.RoleID] && u.LastLoginAt != nil && !u.LastLoginAt.Before(since) &&
			u.CreatedAt != nil && u.CreatedAt.Before(since) && !l.given(u, since) {
			into.Add("user/"+u.ID, access.Hint{Name: access.Inactive, Why: fmt.Sprintf("signed in on %s, and the log has nothing else by them for %d days",
				u.LastLoginAt.UTC().Format(dayLayout), rules.DormantDays)})
		}
	}
	for _, r := range p.Roles {
		if covered && r.Custom != nil && *r.Custom && privileged[r.ID] && holders[r.ID] > 0 && !used[r.ID] {
			into.Add("role/"+r.ID, access.Hint{Name: access.IdleRole, Why: fmt.Sprintf("none of its holders (%d) did anything in the log for %d days",
				holders[r.ID], rules.DormantDays)})
		}
	}
}

// given reports whether the user got a role after that time: then they had little time to use it.
func (l *Log) given(u *population.User, since time.Time) bool {
	for _, i := range l.about[u.ID] {
		if e := &l.entries[i]; e.Is(audit.RoleUpdated) && e.At.After(since) {
			return true
		}
	}
	return false
}

// selfRaised returns the last entry that gave the user their role, if they did so in person and it may do more than the one
// before.
func (l *Log) selfRaised(u *population.User, roles map[string]population.Role, privileged map[string]bool) (audit.Entry, bool) {
	about := l.about[u.ID]
	for i := len(about) - 1; i >= 0; i-- {
		e := &l.entries[about[i]]
		if !e.Is(audit.RoleUpdated) {
			continue
		}
		before, known := roles[e.OldRoleID]
		more := known && len(access.Gains(before.Scopes, roles[u.RoleID].Scopes)) > 0 || !known && privileged[u.RoleID]
		return *e, e.NewRoleID == u.RoleID && !e.ByKey && u.Email != "" && person.Same(e.Actor, u.Email) && more
	}
	return audit.Entry{}, false
}
