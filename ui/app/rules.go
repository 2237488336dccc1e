package app

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/screen"
)

// rulesKey is the setting that holds the rules for elevations.
const rulesKey = "elevation.rules"

// newRule is the place of a rule that is not in the list yet.
const newRule = -1

// What the dialogs of the rules for elevations tell the root.
type (
	// rulesRead are the rules, to choose one from, with the newest listing; it is nil before the first sync.
	rulesRead struct {
		settingPicked
		latest *population.Population
	}
	// rulePicked is the rule to be changed; newRule for another one.
	rulePicked struct {
		rulesRead
		at   int
		anew bool // what was typed before is dropped
	}
	// ruleDropping asks which rule is deleted.
	ruleDropping rulesRead
	// rulesGiven are the rules with the change that the user wants; form is nil for a deletion.
	rulesGiven struct {
		rulesRead
		rules   []settings.ElevationRule
		changes []string // in words
		form    *overlay.Form
	}
	// rulesWeighed are those rules with their effect, or why they cannot be set.
	rulesWeighed struct {
		rulesGiven
		value   string // of the setting
		effects []elevation.RuleEffect
		err     error
	}
)

// ruleDraft is the form of a rule as it was left, and the rules that it was made from.
type ruleDraft struct {
	form *overlay.Form
	was  string
}

// readRules reads the roles and people that the forms of the rules complete.
func (m *model) readRules(picked settingPicked) tea.Cmd {
	return m.env.Asks(func() tea.Msg {
		latest, err := m.workspace.LatestIfAny(m.env.Context)
		if err != nil {
			return screen.Failed{Err: err}
		}
		return rulesRead{picked, latest}
	})
}

// chooseRule lists the rules.
func (m *model) chooseRule(read rulesRead) {
	rules := read.among.Elevation.Rules
	var entries []overlay.Entry
	for i, r := range rules {
		entries = append(entries, overlay.Entry{Name: roleOf(r), Note: ruleNote(r), Action: rulePicked{rulesRead: read, at: i}})
	}
	entries = append(entries, overlay.Entry{Name: "new rule", Note: "for one role, or for all others", Action: rulePicked{rulesRead: read, at: newRule}})
	drop := overlay.Entry{Name: "delete a rule", Note: "the rule for all others holds then, if there is one", Action: ruleDropping(read)}
	if len(rules) == 0 {
		drop.Disabled = "there is no rule; no role can be requested"
	}
	m.overlays.Push(overlay.NewChoice("Rules for elevations", append(entries, drop)))
}

// roleOf returns the role of a rule in words.
func roleOf(r settings.ElevationRule) string {
	if r.Role == settings.AnyRole {
		return "all other roles"
	}
	return r.Role
}

// ruleNote returns the most important of a rule in a line.
func ruleNote(r settings.ElevationRule) string {
	parts := []string{"up to " + r.Longest.String()}
	switch {
	case r.AutoApprove:
		parts = append(parts, "approved automatically")
	case r.Approvals == 1:
		parts = append(parts, "1 approval")
	default:
		parts = append(parts, fmt.Sprintf("%d approvals", r.Approvals))
	}
	if len(r.Approvers) > 0 {
		parts = append(parts, "by "+strings.Join(r.Approvers, ", "))
	}
	return strings.Join(parts, ", ")
}

// askRule shows the form of a rule, as it was left last if the rules are the same since.
func (m *model) askRule(picked rulePicked) {
	name := ""
	if picked.at != newRule {
		name = picked.among.Elevation.Rules[picked.at].ID()
	}
	draft, left := m.drafts[name]
	if !left || picked.anew || draft.was != picked.Value || !draft.form.Fields.Touched() {
		draft = ruleDraft{ruleForm(picked), picked.Value}
		m.drafts[name] = draft
	} else {
		draft.form.Fields.At, draft.form.Fields.Kept = 0, true
		draft.form.Fields.Accept()
	}
	m.overlays.Push(draft.form)
}

// chooseDropped lists the rules to delete one.
func (m *model) chooseDropped(read ruleDropping) {
	var entries []overlay.Entry
	rules := read.among.Elevation.Rules
	for i, r := range rules {
		entries = append(entries, overlay.Entry{Name: roleOf(r), Note: ruleNote(r), Action: screen.Identify{Then: screen.Send(rulesGiven{
			rulesRead: rulesRead(read), rules: slices.Delete(slices.Clone(rules), i, i+1),
			changes: []string{"deleted: the rule for " + roleOf(r)},
		})}})
	}
	m.overlays.Push(overlay.NewChoice("Delete a rule", entries))
}

// weighRules finds out what changed rules mean. Rules that someone changed meanwhile are not replaced.
func (m *model) weighRules(given rulesGiven) tea.Cmd {
	return m.env.Asks(func() tea.Msg {
		weighed := rulesWeighed{rulesGiven: given}
		value, err := json.Marshal(append([]settings.ElevationRule{}, given.rules...))
		weighed.value, weighed.err = string(value), err
		now, err := m.workspace.Settings(m.env.Context)
		if err == nil {
			var holds string
			if holds, err = now.Get(rulesKey); err == nil && holds != given.Value {
				err = fault.New(fault.Refused, "the rules were changed meanwhile; leave the form and open them again")
			}
		}
		if weighed.err == nil {
			weighed.err = err
		}
		if weighed.err == nil {
			weighed.effects, weighed.err = m.workspace.PreviewRules(m.env.Context, given.rules)
		}
		return weighed
	})
}

// askRules shows the effect of changed rules before they are set, or in the form why they cannot be.
func (m *model) askRules(weighed rulesWeighed) {
	switch {
	case weighed.err != nil && weighed.form == nil:
		m.fail(weighed.err)
		return
	case weighed.err != nil:
		weighed.form.Fields.Refuse(weighed.form.Fields.At, weighed.err, screen.WayOut(weighed.err))
		m.overlays.Push(weighed.form)
		return
	}
	details := slices.Clone(weighed.changes)
	for _, e := range weighed.effects {
		details = append(details, effectLines(e)...)
	}
	if len(weighed.rules) == 0 {
		details = append(details, "Without rules no role can be requested.")
	}
	if settings.Loosens(rulesKey, weighed.Value, weighed.value) {
		details = append(details, "It loosens a guard: if there is another owner, one of them must approve it.")
	}
	m.overlays.Push(&overlay.Confirm{
		Title: "Rules for elevations", Question: "Change the rules?", Details: details, Yes: "change them",
		Action: settingGiven{Key: rulesKey, Value: weighed.value},
	})
}

// effectLines tells what a rule means for people.
func effectLines(e elevation.RuleEffect) []string {
	lines := []string{fmt.Sprintf("%s: %d verified users may request it.", roleOf(e.Rule), e.Requesters)}
	switch {
	case e.Automatic:
		return append(lines, "No approval is needed.")
	case len(e.Approvers) == 0:
		return append(lines, "No verified user can approve it now: name approvers, or give a user the right approver.")
	}
	return append(lines, "Can approve: "+strings.Join(e.Approvers, ", ")+". No person approves for themselves.")
}
