package changes

import (
	"strings"
	"time"

	"charm.land/lipgloss/v2"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/ui/filter"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
	"github.com/tuar-dev/tuar/ui/words"
)

// state describes the display of a state: a sign of one cell, a word for the list, and its meaning.
type state struct {
	sign, word, means string
	look              func(*theme.Theme) lipgloss.Style
}

func good(th *theme.Theme) lipgloss.Style { return th.Good }
func info(th *theme.Theme) lipgloss.Style { return th.Info }
func warn(th *theme.Theme) lipgloss.Style { return th.Warn }
func bad(th *theme.Theme) lipgloss.Style  { return th.Bad }
func dim(th *theme.Theme) lipgloss.Style  { return th.Dim }
func text(th *theme.Theme) lipgloss.Style { return th.Text }

var states = map[remediation.State]state{
	remediation.Planned:      {"·", "to do", "not done yet; x makes the change in Torq", text},
	remediation.Sent:         {"…", "sent", "sent, not proven: no listing shows it yet", info},
	remediation.Confirmed:    {"✓", "confirmed", "proven: a fresh listing shows it", good},
	remediation.Corroborated: {"✓", "corroborated", "proven: a fresh listing shows it, and Torq's audit log names it", good},
	remediation.ByPerson:     {"○", "by hand", "waits for a person to do it in Torq's console; d marks it as done, v checks", warn},
	remediation.Failed:       {"✗", "failed", "not done; x tries again, d ticks it off if it was done by hand", bad},
	remediation.Returned:     {"!", "came back", "it was proven, and the access is there again", bad},
	remediation.Blocked:      {"-", "blocked", "will not be done", warn},
	remediation.Undone:       {"<", "taken back", "an undo took it back", dim},
}

// tickedOff is the display of Sent for a change that a person reported as made by hand.
var tickedOff = state{"…", "ticked off", "reported as done, not confirmed: Torq's list does not show it yet", info}

func stateOf(c *remediation.Change) state {
	if c.State == remediation.Sent && c.Method == order.Manual {
		return tickedOff
	}
	return states[c.State]
}

// does describes the action in words.
func (m *Model) does(c *remediation.Change) string {
	switch c.Action {
	case order.ChangeRole, order.ChangeMapping:
		if c.Decision == campaign.Move && !m.plan.Undo {
			return "move " + c.FromRole + " → " + c.ToRole
		}
		return c.FromRole + " → " + c.ToRole
	case order.DeleteKey:
		if m.plan.Undo {
			return "restore key"
		}
		return "delete key"
	case order.Invite:
		return "invite as " + c.ToRole
	case order.Remove:
		return "remove"
	case order.DeleteMapping:
		return "delete mapping"
	case order.AddMapping:
		return "make mapping again"
	case order.DeleteRole:
		return "delete role"
	case order.AddRole:
		return "make role again"
	case order.ChangeScopes:
		if m.plan.Undo {
			return "give permissions back"
		}
		return "keep " + words.Count(len(c.ToScopes), "permission")
	case order.Unknown, order.Test, order.Notice:
	}
	return "not known"
}

// methods are the methods in words.
var methods = map[order.Method]string{
	order.API: "API", order.Mapping: "mapping", order.Webhook: "webhook", order.Manual: "by hand",
}

// methodOf returns the method by which the change is or was made; empty if it is blocked.
func methodOf(c *remediation.Change) order.Method {
	if c.State == remediation.Blocked {
		return ""
	}
	return c.Method
}

// last returns the time at which the state of the change last changed.
func last(c *remediation.Change) *time.Time {
	if c.ConfirmedAt != nil {
		return c.ConfirmedAt
	}
	return c.SentAt
}

// words returns the text in which the filter looks for words.
func (m *Model) words(c *remediation.Change) string {
	return strings.Join([]string{stateOf(c).word, c.Email, c.Name, m.does(c), methods[methodOf(c)]}, "\n")
}

func (m *Model) newTable() *widget.Table[*remediation.Change] {
	look := func(th *theme.Theme, c *remediation.Change) lipgloss.Style { return stateOf(c).look(th) }
	faint := func(th *theme.Theme, _ *remediation.Change) lipgloss.Style { return th.Dim }
	type change = *remediation.Change
	t := widget.NewTable(
		func(c change) string { return c.Item }, m.words,
		widget.Column[change]{Cut: widget.Whole, Cell: func(c change) string { return stateOf(c).sign }, Style: look},
		widget.Column[change]{Cut: widget.Whole, Cell: func(c change) string { return stateOf(c).word }, Style: look},
		widget.Column[change]{Least: 18, Most: 34, Cut: widget.Middle, Cell: change.Title},
		widget.Column[change]{Least: 18, Most: 30, Cell: m.does},
		widget.Column[change]{Cut: widget.Whole, Drop: 1, Cell: func(c change) string { return methods[methodOf(c)] }, Style: faint},
		widget.Column[change]{Cut: widget.Whole, Drop: 2, Style: faint, Cell: func(c change) string {
			if at := last(c); at != nil {
				return widget.Ago(*at, m.env.Now())
			}
			return ""
		}},
	)
	t.Fields = []filter.Field[change]{
		{Name: "state", Says: "to do, sent, confirmed and so on", Text: func(c change) string { return stateOf(c).word }},
		{Name: "who", Says: "e-mail address, or kind and name", Text: change.Title},
		{Name: "change", Says: "what is done", Text: m.does},
		{Name: "method", Says: "API, mapping, webhook or by hand", Text: func(c change) string { return methods[methodOf(c)] }},
		{Name: "by", Says: "who sent it", Hidden: true, Text: func(c change) string { return c.By }},
		{Name: "kind", Says: "user, key, mapping or role", Hidden: true, Text: func(c change) string { return string(c.Kind) }},
		{Name: "id", Says: "item", Hidden: true, Text: func(c change) string { return c.Item }},
	}
	t.Header, t.Empty = false, "nothing matches; esc shows everything again"
	return t
}
