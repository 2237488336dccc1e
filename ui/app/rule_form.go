package app

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/scope"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
)

// The fields of the form of a rule.
const (
	ruleRole = iota
	ruleLongest
	ruleApprovals
	ruleApprovers
	ruleMay
	ruleRequesters
	ruleReason
	ruleTicket
	ruleGlass
	ruleAuto
)

// The choices of the form of a rule.
const (
	no         = "no"
	yes        = "yes"
	privileged = "privileged too"
)

// ruleForm makes the form of a rule.
func ruleForm(picked rulePicked) *overlay.Form {
	rules := picked.among.Elevation.Rules
	was := settings.ElevationRule{Longest: settings.Duration(8 * time.Hour), Approvals: 1}
	title, from := "New rule", "It begins with the usual values."
	if picked.at != newRule {
		was = rules[picked.at]
		title, from = "Rule for "+roleOf(was), "The values are from the record."
		if picked.Value == picked.Usual() {
			from = "It is the usual rule; the record holds no other."
		}
	}
	f := &overlay.Form{
		Label: "By this rule people get a role for a time. " + from + " Nothing is set before you have seen the effect.",
		Fields: widget.Form{Title: title, Fields: []widget.Field{
			ruleRole:       widget.Text("role", "a role, or * for all others", was.Role),
			ruleLongest:    widget.Text("longest", "8h", was.Longest.String()),
			ruleApprovals:  widget.Text("approvals", "1", strconv.Itoa(was.Approvals)),
			ruleApprovers:  widget.Text("approvers", "all with the right approver or owner", strings.Join(was.Approvers, ", ")),
			ruleMay:        widget.Text("may request", "anyone", was.MayRequest),
			ruleRequesters: widget.Text("requesters", "anyone", strings.Join(was.Requesters, ", ")),
			ruleReason:     widget.Text("reasons match", "any reason", was.Reason),
			ruleTicket:     widget.Choose("ticket needed", []string{no, yes}, answer(was.Ticket)),
			ruleGlass:      widget.Text("break-glass", "off", strings.Join(was.BreakGlass, ", ")),
			ruleAuto:       widget.Choose("auto approve", []string{no, yes, privileged}, automatically(was)),
		}},
	}
	people, roles := known(picked)
	for field, complete := range map[int]func() []string{ruleRole: roles, ruleApprovers: people, ruleRequesters: people, ruleGlass: people} {
		f.Fields.Fields[field].Complete = complete
	}
	for field, rule := range ruleRules {
		f.Fields.Fields[field].Rule = rule
		if f.Fields.Fields[field].Input != nil {
			f.Fields.Fields[field].Notes = func(th *theme.Theme, width int) []string { return ruleNotes(th, f, field, width) }
		}
	}
	before := values(f)
	f.Check = func(v []string) (int, error) { return checkRule(v, was, picked) }
	f.Action = func(v []string) tea.Msg {
		given := rulesGiven{rulesRead: picked.rulesRead, rules: slices.Clone(rules), form: f}
		rule := ruleOf(v, was)
		if picked.at == newRule {
			given.rules = append(given.rules, rule)
		} else {
			given.rules[picked.at] = rule
		}
		for i, field := range f.Fields.Fields {
			if v[i] != before[i] {
				given.changes = append(given.changes, fmt.Sprintf("%s: %s → %s", field.Label, cmp.Or(before[i], "none"), cmp.Or(v[i], "none")))
			}
		}
		return screen.Identify{Then: screen.Send(given)}
	}
	f.Anew = rulePicked{rulesRead: picked.rulesRead, at: picked.at, anew: true}
	return f
}

// ruleRules says what is right in each field.
var ruleRules = map[int]string{
	ruleRole:       "needed: the name of a role or its ID; * for all roles without a rule of their own",
	ruleLongest:    "30m, 2h, 1h30m or 3d, at most " + settings.Duration(settings.LongestEver).String() + "; extensions included",
	ruleApprovals:  "a number from 1 to 100; 0 only with auto approve",
	ruleApprovers:  "e-mail addresses with commas between; empty: all with the right approver or owner",
	ruleMay:        `a scope over people, such as role == "Operator"; empty: anyone`,
	ruleRequesters: "e-mail addresses with commas between; empty: anyone",
	ruleReason:     "a regular expression that the reason must match; empty: any reason",
	ruleTicket:     "whether a request must name a ticket",
	ruleGlass:      "e-mail addresses that get the role without approval; empty: nobody; not for *",
	ruleAuto:       "yes: no approval, unless the role is privileged; privileged too: never one; not for *",
}

// ruleNotes draws what is wrong in a field that is not empty.
func ruleNotes(th *theme.Theme, f *overlay.Form, field, width int) []string {
	text := strings.TrimSpace(f.Fields.Value(field))
	if text == "" {
		return nil
	}
	if err := checkRuleField(field, text); err != nil {
		return widget.Block(th, th.Error, th.Alert+" "+err.Error(), width)
	}
	return nil
}

// checkRuleField says what is wrong with the text of one field by itself.
func checkRuleField(field int, text string) error {
	switch field {
	case ruleRole:
		if text == "" {
			return errors.New("the role is missing")
		}
	case ruleLongest:
		d, err := settings.ParseDuration(text)
		if err == nil && d > settings.LongestEver {
			err = fmt.Errorf("it can be at most %s", settings.Duration(settings.LongestEver))
		}
		return err
	case ruleApprovals:
		if n, err := strconv.Atoi(text); err != nil || n < 0 || n > 100 {
			return errors.New("it is a number from 0 to 100")
		}
	case ruleMay:
		_, err := scope.ParseAs("may request", text)
		return err
	case ruleReason:
		_, err := regexp.Compile(text)
		return err
	case ruleApprovers, ruleRequesters, ruleGlass:
		for _, email := range addresses(text) {
			if err := person.Check(email); err != nil {
				return err
			}
		}
	}
	return nil
}

// checkRule says what is wrong with the rule, and in which field.
func checkRule(v []string, was settings.ElevationRule, picked rulePicked) (int, error) {
	for field, text := range v {
		if err := checkRuleField(field, text); err != nil {
			return field, err
		}
	}
	rule := ruleOf(v, was)
	switch {
	case rule.Approvals == 0 && !rule.AutoApprove:
		return ruleApprovals, errors.New("it needs at least one approval, or auto approve")
	case len(rule.Approvers) > 0 && rule.Approvals > len(rule.Approvers):
		return ruleApprovers, fmt.Errorf("%d approvals need as many approvers", rule.Approvals)
	case rule.Role == settings.AnyRole && len(rule.BreakGlass) > 0:
		return ruleGlass, errors.New("break-glass needs a rule for one role")
	case rule.Role == settings.AnyRole && rule.AutoApprovePrivileged:
		return ruleAuto, errors.New("a rule for one role only can approve privileged roles automatically")
	}
	after := picked.among.Clone()
	if picked.at == newRule {
		after.Elevation.Rules = append(after.Elevation.Rules, rule)
	} else {
		after.Elevation.Rules[picked.at] = rule
	}
	return ruleRole, after.Check()
}

// ruleOf returns the rule that the form says. What the form does not have stays as it was.
func ruleOf(v []string, was settings.ElevationRule) settings.ElevationRule {
	r := was
	if v[ruleRole] != was.Role {
		r.Role, r.RoleID = v[ruleRole], "" // the ID is found by the name
	}
	if longest, err := settings.ParseDuration(v[ruleLongest]); err == nil && v[ruleLongest] != was.Longest.String() {
		r.Longest = settings.Duration(longest)
	}
	if n, err := strconv.Atoi(v[ruleApprovals]); err == nil {
		r.Approvals = n
	}
	r.Approvers, r.Requesters, r.BreakGlass = addresses(v[ruleApprovers]), addresses(v[ruleRequesters]), addresses(v[ruleGlass])
	r.NoBreakGlass = was.NoBreakGlass && len(r.BreakGlass) == 0
	r.MayRequest, r.Reason, r.Ticket = v[ruleMay], v[ruleReason], v[ruleTicket] == yes
	r.AutoApprove, r.AutoApprovePrivileged = v[ruleAuto] != no, v[ruleAuto] == privileged
	return r
}

// addresses returns the e-mail addresses of a text; nil for none.
func addresses(text string) []string {
	var list []string
	return append(list, strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ';' || r == ' ' })...)
}

func values(f *overlay.Form) []string {
	v := make([]string, len(f.Fields.Fields))
	for i := range v {
		v[i] = strings.TrimSpace(f.Fields.Value(i))
	}
	return v
}

func answer(is bool) string {
	if is {
		return yes
	}
	return no
}

func automatically(r settings.ElevationRule) string {
	if r.AutoApprovePrivileged {
		return privileged
	}
	return answer(r.AutoApprove)
}

// known returns what the forms of the rules complete: people, and roles.
func known(picked rulePicked) (people, roles func() []string) {
	var emails, names []string
	if p := picked.latest; p != nil {
		for i := range p.Users {
			emails = append(emails, p.Users[i].Email)
		}
		for i := range p.Roles {
			names = append(names, p.Roles[i].Name)
		}
	}
	return func() []string { return emails }, func() []string { return names }
}
