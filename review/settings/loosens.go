package settings

import (
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/record"
)

// Loosens reports whether the change of a setting from one value to another loosens a guard. Where it cannot tell, such
// as for a key or a value that it does not know, it reports true.
func Loosens(key, old, now string) bool {
	if old == now {
		return false
	}
	loosens, known := guards[key]
	if !known && strings.HasPrefix(key, assuranceKey) {
		loosens, known = weaker, true
	}
	return !known || loosens(old, now)
}

// guards maps each setting to what reports whether a change of its value loosens a guard.
var guards = map[string]func(old, now string) bool{
	"region":         never, // which Torq is asked; each population names its workspace
	"canned_reasons": never,
	WebhookKey:       never, // where this installation sends orders
	NoMouseKey:       never, // in records of earlier versions

	OwnersKey: never,     // rights are what counts
	"domains": moreTexts, // people of these domains may get an assignment

	"rules.dormant_days":      larger,
	"rules.pending_days":      larger,
	"rules.stale_hours":       larger,
	"rules.privileged_scopes": fewerTexts,
	"rules.peer_percent":      smaller,
	"rules.peer_group":        larger,
	"rules.owner_limit":       larger,
	"rules.carried_times":     larger,

	"remediation.methods":       moreTexts, // one more way in which tuar changes access
	"remediation.count_percent": larger,

	"evidence.keep_answers": turnedOff, // of Torq, as proof of what was read

	"campaigns.plans":     fewerPlans, // a review less
	"campaigns.reminders": never,

	"elevation.rules":             looserRules,
	"elevation.open_for":          longer,
	"elevation.notice":            never,
	"elevation.notice_by_webhook": turnedOff,
}

func never(string, string) bool { return false }

func larger(old, now string) bool {
	was, err := strconv.Atoi(old)
	is, wrong := strconv.Atoi(now)
	return err != nil || wrong != nil || is > was
}

func smaller(old, now string) bool { return larger(now, old) }

func longer(old, now string) bool {
	var was, is Duration
	return was.UnmarshalText([]byte(old)) != nil || is.UnmarshalText([]byte(now)) != nil || is > was
}

func turnedOff(_, now string) bool { return now != "true" }

// weaker reports whether an assurance, empty for none, is weaker than the one before.
func weaker(old, now string) bool {
	return now == "" && old != "" || now != "" && (!slices.Contains(record.Assurances, record.Assurance(now)) || !record.Assurance(now).AtLeast(record.Assurance(old)))
}

// moreTexts reports whether one list has a text that the other lacks.
func moreTexts(old, now string) bool {
	was, is := textsOf(old), textsOf(now)
	return slices.ContainsFunc(is, func(text string) bool { return !slices.Contains(was, text) })
}

func fewerTexts(old, now string) bool { return moreTexts(now, old) }

func textsOf(value string) []string {
	var texts []string
	if err := setValue(reflect.ValueOf(&texts).Elem(), "", value); err != nil {
		return []string{value}
	}
	return texts
}

// looserRules reports whether any role can be had more easily under the rules for elevations now than before.
func looserRules(old, now string) bool {
	var was, is Elevation
	if strictly([]byte(old), &was.Rules) != nil || strictly([]byte(now), &is.Rules) != nil {
		return true
	}
	roles := slices.Concat(was.Rules, is.Rules, []ElevationRule{{Role: AnyRole}})
	return slices.ContainsFunc(roles, func(role ElevationRule) bool {
		return is.LoosensFor(was, role.ID(), role.Role)
	})
}

// LoosensFor reports whether a role can be had more easily by these rules than by those before.
func (e Elevation) LoosensFor(before Elevation, id, name string) bool {
	was, could := before.For(id, name)
	now, can := e.For(id, name)
	return can && (!could || was.loosened(now))
}

// loosened reports whether a rule lets more happen than r.
func (r ElevationRule) loosened(now ElevationRule) bool {
	before, after := membersOf(r), membersOf(now)
	for name := range after {
		if _, was := before[name]; !was {
			before[name] = nil
		}
	}
	for name, was := range before {
		loosens, known := ruleGuards[name]
		if !reflect.DeepEqual(was, after[name]) && (!known || loosens(r, now)) {
			return true
		}
	}
	return false
}

func membersOf(r ElevationRule) (m map[string]any) {
	data, _ := json.Marshal(r) // of texts, numbers and lists
	_ = json.Unmarshal(data, &m)
	return m
}

// ruleGuards maps each part of a rule, by its JSON name, to what reports whether a change of it loosens the rule. A part
// that is missing here loosens with any change.
var ruleGuards = map[string]func(old, now ElevationRule) bool{
	"role":        func(ElevationRule, ElevationRule) bool { return false }, // the rules of one role are compared
	"role_id":     func(ElevationRule, ElevationRule) bool { return false },
	"may_request": func(old, _ ElevationRule) bool { return old.MayRequest != "" },
	"requesters":  func(old, now ElevationRule) bool { return morePeople(old.Requesters, now.Requesters) },
	"approvers": func(old, now ElevationRule) bool { // without names it is a right
		return len(old.Approvers) == 0 || morePeople(old.Approvers, now.Approvers)
	},
	"longest":        func(old, now ElevationRule) bool { return time.Duration(now.Longest) > time.Duration(old.Longest) },
	"approvals":      func(old, now ElevationRule) bool { return now.Approvals < old.Approvals },
	"auto_approve":   func(_, now ElevationRule) bool { return now.AutoApprove },
	"reason_pattern": func(old, _ ElevationRule) bool { return old.Reason != "" },
	"ticket_needed":  func(_, now ElevationRule) bool { return !now.Ticket },
	"no_break_glass": func(ElevationRule, ElevationRule) bool { return false }, // break_glass is what counts
	"break_glass": func(old, now ElevationRule) bool {
		return slices.ContainsFunc(now.BreakGlass, func(who string) bool { return !person.In(old.BreakGlass, who) })
	},
	"auto_approve_privileged": func(_, now ElevationRule) bool { return now.AutoApprovePrivileged },
}

// morePeople reports whether a list of people has somebody whom the list before lacked. An empty list stands for all.
func morePeople(old, now []string) bool {
	if len(old) == 0 {
		return false
	}
	return len(now) == 0 || slices.ContainsFunc(now, func(who string) bool { return !person.In(old, who) })
}
