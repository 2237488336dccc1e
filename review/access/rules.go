// Package access joins a population into rows, one per item to decide, says by which rules a row deserves a closer look
// (hints), and compares two populations.
package access

import (
	"fmt"
	"path"

	"github.com/tuar-dev/tuar/review/fault"
)

// Rules holds the thresholds by which hints are raised. The record keeps those a campaign was opened with.
type Rules struct {
	DormantDays      int      `json:"dormant_days"`      // days without sign-in
	PendingDays      int      `json:"pending_days"`      // days an invitation may stay open
	StaleHours       int      `json:"stale_hours"`       // age from which a population is stale
	PrivilegedScopes []string `json:"privileged_scopes"` // patterns as in path.Match; a role that may do any of them is privileged

	// The thresholds below are missing in campaigns of earlier versions, and the hints that need them are not raised there.
	PeerPercent  int `json:"peer_percent,omitempty"`  // share of a group up to which a role is unusual in it
	PeerGroup    int `json:"peer_group,omitempty"`    // people of a group from which its share says something
	OwnerLimit   int `json:"owner_limit,omitempty"`   // people who may hold the most privileged role
	CarriedTimes int `json:"carried_times,omitempty"` // campaigns in a row in which a row may be carried forward

	// Edition tells which hints are raised: the zero edition is the newest.
	Edition Edition `json:"-"`
}

// Edition numbers the sets of hints that versions of tuar raised. A campaign keeps the one it was opened with, so that no
// row of it needs a reason later that it did not need before.
type Edition int

// The editions.
const (
	FirstEdition  Edition = 1 // of campaigns that name none
	SecondEdition Edition = 2
	NewestEdition         = SecondEdition
)

// raises reports whether hints that came with that edition are raised.
func (r Rules) raises(since Edition) bool { return r.Edition == 0 || r.Edition >= since }

// DefaultRules returns the rules of a workspace that chose none.
func DefaultRules() Rules {
	return Rules{
		DormantDays: 90, PendingDays: 14, StaleHours: 48,
		PrivilegedScopes: []string{
			"*", "user.write", "apikey.write", "role.write", "sso.write", "organizations.write",
			"workspace.write", "*.admin",
		},
		PeerPercent: 10, PeerGroup: 8, OwnerLimit: 4, CarriedTimes: 2,
	}
}

// Check returns a BadInput fault if a rule is out of range.
func (r Rules) Check() error {
	if r.DormantDays < 1 || r.PendingDays < 1 || r.StaleHours < 1 {
		return fault.New(fault.BadInput, "the rules need at least one day for dormant and pending and one hour for stale, not %d, %d and %d",
			r.DormantDays, r.PendingDays, r.StaleHours)
	}
	const mostDays, mostHours = 10 * 366, 24 * 366
	if r.DormantDays > mostDays || r.PendingDays > mostDays || r.StaleHours > mostHours {
		return fault.New(fault.BadInput, "the rules allow at most %d days for dormant and pending and %d hours for stale, not %d, %d and %d",
			mostDays, mostHours, r.DormantDays, r.PendingDays, r.StaleHours)
	}
	for _, one := range []struct {
		key        string
		value, max int
	}{
		{"peer_percent", r.PeerPercent, 100},
		{"peer_group", r.PeerGroup, mostCounted},
		{"owner_limit", r.OwnerLimit, mostCounted},
		{"carried_times", r.CarriedTimes, mostCounted},
	} {
		if one.value < 1 || one.value > one.max {
			return fault.New(fault.BadInput, "rules.%s is %d; it must be between 1 and %d", one.key, one.value, one.max)
		}
	}
	for _, p := range r.PrivilegedScopes {
		if _, err := path.Match(p, ""); err != nil {
			return fault.New(fault.BadInput, "the privileged scope %q is not a pattern: %w", p, err)
		}
	}
	return nil
}

// mostCounted bounds the thresholds that count people or campaigns. So large a one switches a hint off.
const mostCounted = 100_000

// privilegedBy returns the first scope that makes a role with these scopes privileged.
func (r Rules) privilegedBy(scopes []string) (scope string, ok bool) {
	for _, scope := range scopes {
		for _, pattern := range r.PrivilegedScopes {
			if pattern == "*" {
				if scope == "*" {
					return scope, true
				}
				continue
			}
			if match, err := path.Match(pattern, scope); err == nil && match {
				return scope, true
			}
		}
	}
	return "", false
}

func days(n int) string {
	if n == 1 {
		return "1 day"
	}
	return fmt.Sprintf("%d days", n)
}
