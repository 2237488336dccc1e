package reviews

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"charm.land/lipgloss/v2"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/ui/fields"
	"github.com/tuar-dev/tuar/ui/filter"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
)

// newTable makes the list of campaigns; now returns the time and me the current user.
func newTable(now func() time.Time, me func() string) *widget.Table[campaign.Summary] {
	type row = campaign.Summary
	t := widget.NewTable(func(c row) string { return c.ID }, nil,
		widget.Column[row]{Title: "campaign", Least: 18, Most: 24, Cell: func(c row) string { return c.Name }},
		widget.Column[row]{Title: "state", Cut: widget.Whole, Cell: func(c row) string { return string(c.State) }, Style: stateStyle},
		widget.Column[row]{
			Title: "due", Cut: widget.Whole, Drop: 1, Cell: func(c row) string { return due(c, now()) },
			Style: func(th *theme.Theme, c row) lipgloss.Style {
				if c.Overdue {
					return th.Warn
				}
				return th.Text
			},
		},
		widget.Column[row]{
			Title: "progress", Cut: widget.Whole, Drop: 4, Cell: bar,
			Style: func(th *theme.Theme, _ row) lipgloss.Style { return th.BarFull },
		},
		widget.Column[row]{Title: "decided", Cut: widget.Whole, Drop: 2, Right: true, Cell: decided},
		widget.Column[row]{Title: "revoked", Cut: widget.Whole, Drop: 5, Right: true, Cell: func(c row) string {
			if c.State == campaign.Draft {
				return ""
			}
			return fmt.Sprint(c.Revoked)
		}},
		widget.Column[row]{Title: "mine", Cut: widget.Whole, Drop: 3, Cell: func(c row) string { return myAssignment(c, me()) }},
	)
	t.Fields = filter.Over(fields.Campaigns(me), func(c row) *campaign.Summary { return &c })
	return t
}

// due says when a campaign is due; of a closed one it is the date.
func due(c campaign.Summary, now time.Time) string {
	if c.Ended() {
		return c.Due
	}
	return widget.Due(c.Due, now)
}

func stateStyle(th *theme.Theme, c campaign.Summary) lipgloss.Style {
	switch c.State {
	case campaign.Open:
		return th.Good
	case campaign.Closed, campaign.Void:
		return th.Dim
	case campaign.Draft:
	}
	return th.Info
}

const barCells = 10

// bar returns the progress as text; a draft has none.
func bar(c campaign.Summary) string {
	if c.State == campaign.Draft || c.Items == 0 {
		return ""
	}
	full := barCells * c.Decided / c.Items
	if c.Decided > 0 {
		full = max(full, 1)
	}
	return strings.Repeat("█", full) + strings.Repeat("░", barCells-full)
}

func decided(c campaign.Summary) string {
	if c.State == campaign.Draft {
		return ""
	}
	return fmt.Sprintf("%d/%d", c.Decided, c.Items)
}

// myAssignment describes the state of the user's own assignment; empty if they do not review in the campaign.
func myAssignment(c campaign.Summary, me string) string {
	is := func(email string) bool { return person.Same(email, me) }
	switch {
	case me == "" || !slices.ContainsFunc(c.Reviewers, is):
		return ""
	case slices.ContainsFunc(c.SignedOff, is):
		return "✓ signed"
	case c.State == campaign.Open:
		return "to sign"
	case c.State == campaign.Closed:
		return "unsigned"
	}
	return ""
}
