package form

import (
	"fmt"
	"strings"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
	"github.com/tuar-dev/tuar/ui/words"
)

// secondsText returns second stages as they are typed: "privileged=a@example.com; kind == "key"=b@example.com".
func secondsText(all []campaign.Second) string {
	parts := make([]string, len(all))
	for i, one := range all {
		parts[i] = one.String()
	}
	return strings.Join(parts, "; ")
}

// seconds returns the second stages as typed, and what is wrong with the first that cannot be read.
func (m *Model) seconds() (all []campaign.Second, wrong error) {
	for text := range strings.SplitSeq(m.form.Value(second), ";") {
		if strings.TrimSpace(text) == "" {
			continue
		}
		one, err := campaign.ParseSecond(text)
		if err != nil && wrong == nil {
			wrong = err
		}
		all = append(all, one)
	}
	return all, wrong
}

// stages puts into the plan what the form says of second stages and undecided rows. A second stage that cannot be read is
// left out; saving refuses it.
func (m *Model) stages(p *campaign.Plan) {
	p.Second, p.Disagreement = nil, ""
	if all, wrong := m.seconds(); wrong == nil && len(all) > 0 {
		p.Second, p.Disagreement = all, campaign.Disagreement(m.form.Value(disagreement))
	}
	p.Undecided, p.Fallback = campaign.UndecidedRule(m.form.Value(undecided)), strings.TrimSpace(m.form.Value(fallback))
}

func (m *Model) secondNotes(th *theme.Theme, width int) []string {
	all, wrong := m.seconds()
	p := m.count.preview
	switch {
	case wrong != nil:
		return widget.Block(th, th.Warn, th.Alert+" "+wrong.Error(), width)
	case len(all) == 0:
		return widget.Block(th, th.Dim, "every row is decided once", width)
	case !m.count.known || m.count.err != nil:
		return nil
	}
	var parts []string
	for _, one := range p.Second {
		parts = append(parts, fmt.Sprintf("%s %d", one.Reviewer, len(one.Items)))
	}
	lines := widget.Block(th, th.Dim, "after the first reviewer: "+strings.Join(parts, " · "), width)
	if n := len(p.SecondAlone); n > 0 {
		lines = append(lines, widget.Block(th, th.Warn, th.Alert+" "+words.Count(n, "item has no second reviewer who may decide", "items have no second reviewer who may decide")+". Add another one.", width)...)
	}
	return lines
}

func (m *Model) disagreementNotes(th *theme.Theme, width int) []string {
	text := map[campaign.Disagreement]string{
		campaign.AnyRevokeWins:    "of two decisions, the one that takes more away counts",
		campaign.AllMustAgree:     "nothing counts until both decide the same",
		campaign.LastStageDecides: "what the second reviewer decides counts",
	}[campaign.Disagreement(m.form.Value(disagreement))]
	if m.form.Value(second) == "" {
		text = "only with a second stage"
	}
	return widget.Block(th, th.Dim, text, width)
}

func (m *Model) undecidedNotes(th *theme.Theme, width int) []string {
	rule, to := campaign.UndecidedRule(m.form.Value(undecided)), m.form.Value(fallback)
	switch {
	case rule == campaign.ToFallback && to == "":
		return widget.Block(th, th.Warn, th.Alert+" name the fallback reviewer below", width)
	case rule == campaign.RevokeUndecided:
		return widget.Block(th, th.Warn, rule.Words(to), width)
	}
	return widget.Block(th, th.Dim, rule.Words(to), width)
}
