package form

import (
	"strings"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
	"github.com/tuar-dev/tuar/ui/words"
)

// rulesText writes rules as they are typed: with "; " between.
func rulesText(all []campaign.AssignRule) string {
	texts := make([]string, len(all))
	for i, r := range all {
		texts[i] = r.String()
	}
	return strings.Join(texts, "; ")
}

// typedRules reads the rules as typed. A ; in quotes belongs to the expression.
func (m *Model) typedRules() (all []campaign.AssignRule, err error) {
	for _, text := range splitRules(m.form.Value(rules)) {
		r, err := campaign.ParseAssignRule(text)
		if err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, nil
}

// splitRules splits at each ; outside of quotes, and leaves out what is blank.
func splitRules(text string) (parts []string) {
	var quote rune
	from := 0
	add := func(part string) {
		if strings.TrimSpace(part) != "" {
			parts = append(parts, part)
		}
	}
	escaped := false
	for i, r := range text {
		switch {
		case escaped:
			escaped = false
		case quote != 0 && r == '\\':
			escaped = true
		case quote != 0 && r == quote:
			quote = 0
		case quote == 0 && (r == '"' || r == '\''):
			quote = r
		case quote == 0 && r == ';':
			add(text[from:i])
			from = i + 1
		}
	}
	add(text[from:])
	return parts
}

// ruleNotes says what is wrong with the rules, or what each gives to whom.
func (m *Model) ruleNotes(th *theme.Theme, width int) []string {
	if _, err := m.typedRules(); err != nil {
		return mistake(th, err, width)
	}
	return m.given(th, width, func(rule string) bool {
		return rule != "" && rule != campaign.RuleManager && rule != campaign.RuleFallback
	})
}

// fallbackNotes counts what falls to the fallback.
func (m *Model) fallbackNotes(th *theme.Theme, width int) []string {
	return m.given(th, width, func(rule string) bool { return rule == campaign.RuleFallback })
}

// given says what is given out by rules of a kind.
func (m *Model) given(th *theme.Theme, width int, of func(rule string) bool) (lines []string) {
	if !m.count.known || m.count.err != nil {
		return nil
	}
	for _, a := range m.count.preview.Assignments {
		if of(a.Rule) {
			lines = append(lines, widget.Block(th, th.Dim, words.Assigned(a), width)...)
		}
	}
	return lines
}
