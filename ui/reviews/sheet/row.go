package sheet

import (
	"slices"
	"strings"
	"time"

	"charm.land/lipgloss/v2"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/ui/fields"
	"github.com/tuar-dev/tuar/ui/filter"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
)

// row is one item on the screen. Decisions are put into it when they are on disk.
type row struct {
	campaign.SheetRow
	pending bool          // an act on it is under way
	note    string        // a reason given before the decision
	seen    time.Duration // how long it has been in front of the reviewer before now

	title, words string // by which it is ordered and found, in lower case
}

func newRow(r campaign.SheetRow) row {
	words := []string{r.Title(), r.Email, r.Name, r.Role, strings.Join(r.HintNames(), ", ")}
	return row{SheetRow: r, title: strings.ToLower(r.Title()), words: strings.ToLower(strings.Join(words, "\n"))}
}

// undecided reports whether the actor's part of the row is not decided: its only stage, or the one in which they decide.
func (r *row) undecided() bool { return !fields.Decided(&r.SheetRow) }

// sign says in one cell what was decided.
func (r *row) sign() string {
	if r.pending {
		return "…"
	}
	if r.half() && !r.undecided() {
		return "~"
	}
	switch r.Decision.Verdict {
	case campaign.Certify:
		return "✓"
	case campaign.Revoke:
		return "✗"
	case campaign.Reduce:
		return "↓"
	case campaign.Move:
		return "→"
	case campaign.Abstain:
		return "-"
	case campaign.Undecided:
		if r.Flagged() {
			return "!"
		}
		return "·"
	}
	return "?"
}

// assigned says who reviews the row, who did at opening if that was another, and until when.
func (r *row) assigned() string {
	text := r.Reviewer
	if r.ReassignedFrom != "" {
		text += ", at opening " + r.ReassignedFrom
	}
	if r.Until != "" {
		text += ", until " + r.Until
	}
	return text
}

// verdict says in a word what was decided, or why it cannot be.
func (r *row) verdict() string {
	switch {
	case r.pending:
		return "saving"
	case r.half():
		return r.stageWord()
	case r.Waits():
		return "waits"
	case r.Decision.Verdict == campaign.Move:
		return "move to " + r.Decision.To()
	case r.Decision.Verdict == campaign.Reduce:
		return "to " + r.Decision.To()
	case r.Decision.Verdict != campaign.Undecided:
		return string(r.Decision.Verdict)
	case r.Later:
		return r.Postponed.Until.Format("to 2 Jan")
	case r.Locked:
		return "left open"
	case r.Own:
		return "own access"
	}
	return ""
}

func (r *row) look(th *theme.Theme) lipgloss.Style {
	switch r.Decision.Verdict {
	case campaign.Certify:
		return th.Good
	case campaign.Revoke:
		return th.Bad
	case campaign.Reduce, campaign.Move:
		return th.Info
	case campaign.Undecided:
		if r.Flagged() && !r.pending {
			return th.Warn
		}
	case campaign.Abstain:
	}
	return th.Dim
}

// why returns the reason of the decision, of a postponement or of the note before a decision.
func (r *row) why() string {
	if r.undecided() && r.Postponed != nil && r.note == "" {
		if r.Later {
			return strings.TrimPrefix("asks "+r.Postponed.Ask+": ", "asks : ") + r.Postponed.Reason
		}
		return r.Postponed.Until.Format("back since 2 Jan: ") + r.Postponed.Reason
	}
	if r.undecided() && r.Decision.Verdict == campaign.Undecided {
		return r.note
	}
	if d := r.shown(); d.Until != "" {
		return strings.TrimSuffix("until "+d.Until+": "+d.Reason, ": ")
	}
	return r.shown().Reason
}

// newTable makes the list; joined adds the column of the workspace.
func newTable(joined bool) *widget.Table[*row] {
	var t *widget.Table[*row]
	hints := func(r *row) string {
		text := strings.Join(r.HintNames(), ", ")
		if found := t.Query().Named(r); found != "" {
			return strings.TrimSuffix(found+" · "+text, " · ")
		}
		return text
	}
	dim := func(th *theme.Theme, _ *row) lipgloss.Style { return th.Dim }
	look := func(th *theme.Theme, r *row) lipgloss.Style { return r.look(th) }
	columns := []widget.Column[*row]{
		{Cut: widget.Whole, Cell: (*row).sign, Style: look},
		{Title: "workspace", Cut: widget.Whole, Cell: func(r *row) string { return r.Workspace }},
		{Title: "who", Least: 16, Most: 24, Cut: widget.Middle, Cell: func(r *row) string { return r.Title() }},
		{Title: "role", Least: 10, Most: 14, Drop: 2, Cell: func(r *row) string { return r.Role }},
		{Title: "decision", Least: 8, Most: 10, Cell: (*row).verdict, Style: look},
		{Title: "hints", Least: 18, Most: 28, Drop: 1, Cell: hints, Style: dim},
		{Title: "reason", Least: 12, Most: 28, Drop: 3, Cell: (*row).why, Style: dim},
		{Title: "advice", Cut: widget.Whole, Drop: 4, Cell: func(r *row) string { return r.Advice.String() }, Style: dim},
	}
	if !joined {
		columns = slices.Delete(columns, 1, 2)
	}
	t = widget.NewTable(func(r *row) string { return r.Item }, func(r *row) string { return r.words }, columns...)
	t.Fields = filter.Over(fields.Review(), func(r *row) *campaign.SheetRow { return &r.SheetRow })
	if !joined {
		t.Fields = slices.DeleteFunc(t.Fields, func(f filter.Field[*row]) bool { return f.Name == "workspace" })
	}
	t.Empty = "nothing matches; esc shows everything again"
	return t
}
