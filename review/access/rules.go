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
}

// DefaultRules returns the rules of a workspace that chose none.
func DefaultRules() Rules {
	return Rules{
		DormantDays: 90, PendingDays: 14, StaleHours: 48,
		PrivilegedScopes: []string{
			"*", "user.write", "apikey.write", "role.write", "sso.write", "organizations.write",
			"workspace.write", "*.admin",
		},
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
	for _, p := range r.PrivilegedScopes {
		if _, err := path.Match(p, ""); err != nil {
			return fault.New(fault.BadInput, "the privileged scope %q is not a pattern: %w", p, err)
		}
	}
	return nil
}

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
