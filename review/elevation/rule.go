package elevation

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/person"
)

// Rule says how a role may be lent.
type Rule struct {
	Role         string   `json:"role"`                     // its name or ID; AnyRole for all that have no rule of their own
	Requesters   []string `json:"requesters,omitempty"`     // e-mail addresses of who may ask; empty: anybody
	Approvers    []string `json:"approvers,omitempty"`      // of who may approve; empty: anybody but the requester and the user
	Longest      Duration `json:"longest"`                  // how long it may be lent, extensions included
	Approvals    int      `json:"approvals"`                // people who must approve, at least one unless AutoApprove
	AutoApprove  bool     `json:"auto_approve,omitempty"`   // nobody must
	Reason       string   `json:"reason_pattern,omitempty"` // a regular expression the reason must match
	Ticket       bool     `json:"ticket_needed,omitempty"`
	NoBreakGlass bool     `json:"no_break_glass,omitempty"`
}

// AnyRole stands for all roles that have no rule of their own.
const AnyRole = "*"

// Rules are how a workspace lends roles.
type Rules struct {
	Rules []Rule `json:"rules"`
	// OpenFor is for how long a request waits for approval, and an approval to be used.
	OpenFor Duration `json:"open_for"`
	// Notice is how long before its end an elevation is said to end soon.
	Notice Duration `json:"notice"`
	// NoticeByWebhook has the workspace's workflow told so too.
	NoticeByWebhook bool `json:"notice_by_webhook"`
}

// DefaultRules let anybody ask for any role for eight hours at most, with the approval of one other person.
func DefaultRules() Rules {
	return Rules{
		Rules:   []Rule{{Role: AnyRole, Longest: Duration(8 * time.Hour), Approvals: 1}},
		OpenFor: Duration(24 * time.Hour), Notice: Duration(10 * time.Minute),
	}
}

// longestEver bounds what any rule may allow: what is needed for longer is no elevation.
const longestEver = 30 * 24 * time.Hour

// mostApprovals is how many people a rule can ask for.
const mostApprovals = 100

// Check says what is wrong with the rules, as a BadInput fault.
func (r Rules) Check() error {
	if r.OpenFor <= 0 || r.Notice < 0 {
		return fault.New(fault.BadInput, "elevations: open_for must be longer than nothing, and notice not negative")
	}
	if time.Duration(r.OpenFor) > longestEver || time.Duration(r.Notice) > longestEver {
		return fault.New(fault.BadInput, "elevations: open_for and notice can be at most %s", Duration(longestEver))
	}
	seen := map[string]bool{}
	for _, rule := range r.Rules {
		name := strings.ToLower(rule.Role)
		_, err := regexp.Compile(rule.Reason)
		switch {
		case rule.Role == "":
			return fault.New(fault.BadInput, "elevations: a rule names no role; %q stands for all that have no rule of their own", AnyRole)
		case seen[name]:
			return fault.New(fault.BadInput, "elevations: there are two rules for the role %s", rule.Role)
		case rule.Longest <= 0 || time.Duration(rule.Longest) > longestEver:
			return fault.New(fault.BadInput, "elevations: the rule for %s allows %s; it must be more than nothing and at most %s", rule.Role, rule.Longest, Duration(longestEver))
		case rule.Approvals < 1 && !rule.AutoApprove:
			return fault.New(fault.BadInput, "elevations: the rule for %s needs at least one approval, or auto_approve", rule.Role)
		case rule.Approvals < 0 || rule.Approvals > mostApprovals:
			return fault.New(fault.BadInput, "elevations: the rule for %s needs %d approvals; it can be between 0 and %d", rule.Role, rule.Approvals, mostApprovals)
		case len(rule.Approvers) > 0 && rule.Approvals > len(rule.Approvers):
			return fault.New(fault.BadInput, "elevations: the rule for %s needs %d approvals, and names %d approvers", rule.Role, rule.Approvals, len(rule.Approvers))
		case err != nil:
			return fault.New(fault.BadInput, "elevations: the reason_pattern for %s is not a regular expression: %w", rule.Role, err)
		}
		seen[name] = true
	}
	return nil
}

// For is the rule for a role. A role without one may not be lent.
func (r Rules) For(id, name string) (Rule, bool) {
	any := -1
	for i, rule := range r.Rules {
		switch {
		case rule.Role == id || strings.EqualFold(rule.Role, name):
			return rule, true
		case rule.Role == AnyRole:
			any = i
		}
	}
	if any < 0 {
		return Rule{}, false
	}
	return r.Rules[any], true
}

// allows says whether the rule lets somebody ask so, as a Refused fault if not.
func (r Rule) allows(requester, role string, seconds int64, reason, ticket string, breakGlass bool) error {
	fits, _ := regexp.MatchString(r.Reason, reason) // was checked
	longest := int64(time.Duration(r.Longest) / time.Second)
	switch {
	case len(r.Requesters) > 0 && !person.In(r.Requesters, requester):
		return fault.New(fault.Refused, "%s may not ask for the role %s; the rules name who may", requester, role)
	case seconds > longest:
		return fault.New(fault.Refused, "the role %s is lent for %s at most, not for %s", role, r.Longest, Duration(seconds)*Duration(time.Second))
	case strings.TrimSpace(reason) == "":
		return fault.New(fault.BadInput, "a reason is needed: it is what the approver and the auditor read").WithHint("give one with --reason TEXT")
	case !fits:
		return fault.New(fault.Refused, "the reason for the role %s must match %s", role, r.Reason)
	case r.Ticket && strings.TrimSpace(ticket) == "":
		return fault.New(fault.Refused, "the role %s is lent for a ticket only", role).WithHint("name it with --ticket")
	case breakGlass && r.NoBreakGlass:
		return fault.New(fault.Refused, "the role %s is never lent without approval; its rule forbids break-glass", role)
	}
	return nil
}

// Duration is a time.Duration that is written as people write it: "90m", "2h", "3d".
type Duration time.Duration

// String is the duration as people write it.
func (d Duration) String() string {
	v := time.Duration(d)
	switch {
	case v >= 48*time.Hour && v%(24*time.Hour) == 0:
		return fmt.Sprintf("%dd", v/(24*time.Hour))
	case v >= time.Hour && v%time.Hour == 0:
		return fmt.Sprintf("%dh", v/time.Hour)
	case v >= time.Minute && v%time.Minute == 0 && v < 2*time.Hour:
		return fmt.Sprintf("%dm", v/time.Minute)
	}
	return strings.TrimSuffix(v.Round(time.Second).String(), "m0s") + suffix(v)
}

func suffix(v time.Duration) string {
	if strings.HasSuffix(v.Round(time.Second).String(), "m0s") {
		return "m"
	}
	return ""
}

// MarshalText writes it as people do.
func (d Duration) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what ParseDuration reads, and 0.
func (d *Duration) UnmarshalText(text []byte) error {
	if string(text) == "0" || string(text) == "0s" {
		*d = 0
		return nil
	}
	parsed, err := ParseDuration(string(text))
	if err != nil {
		return err
	}
	*d = Duration(parsed)
	return nil
}

var days = regexp.MustCompile(`^([0-9]{1,4})d$`)

// ParseDuration reads how long a role is to be lent: "30m", "2h", "1h30m", "3d". One that is not longer than nothing, or
// is longer than anybody means, is a BadInput fault.
func ParseDuration(text string) (time.Duration, error) {
	text = strings.ToLower(strings.ReplaceAll(strings.TrimSpace(text), " ", ""))
	var d time.Duration
	var err error
	if m := days.FindStringSubmatch(text); m != nil {
		d, err = time.ParseDuration(m[1] + "h")
		d *= 24
	} else {
		d, err = time.ParseDuration(text)
	}
	switch {
	case err != nil:
		return 0, fault.New(fault.BadInput, "%q is not a duration", text).WithHint("write it such as 30m, 2h, 1h30m or 3d")
	case d < time.Second:
		return 0, fault.New(fault.BadInput, "a role cannot be lent for %s", text).WithHint("write it such as 30m, 2h, 1h30m or 3d")
	case d > 10*365*24*time.Hour:
		return 0, fault.New(fault.BadInput, "%s is longer than any role is lent", text)
	}
	return d.Truncate(time.Second), nil
}
