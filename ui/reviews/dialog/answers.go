package dialog

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/screen"
)

// isAnswers reports whether a file is one that a reviewer without tuar sent back, by its name.
func isAnswers(path string) bool {
	return slices.Contains([]string{".json", ".xlsx"}, strings.ToLower(filepath.Ext(path)))
}

// answers shows what accepting the file of answers would record, and records it after a yes. What it may not be, it asks
// about first.
func (m *importing) answers(path string, o campaign.AcceptOptions) screen.Run {
	return func() tea.Msg {
		in, err := m.service.PreviewAnswers(m.env.Context, m.campaign.ID, []string{path}, o)
		var rejected *campaign.Rejected
		if in == nil || len(in.Acceptances) == 0 || errors.As(err, &rejected) {
			return m.cannot(path, err)
		}
		a := in.Acceptances[0]
		if err != nil {
			return m.allow(path, o, a, err)
		}
		if a.Again != nil {
			return screen.Notify{Text: "these answers were accepted already, by " + a.Again.By + "; nothing was recorded", Level: screen.Info}
		}
		return ask(&overlay.Confirm{
			Title: "Accept answers", Question: fmt.Sprintf("Record this as %s's own, relayed by you?", a.Handed.Reviewer),
			Details: told(a), Yes: "record", Danger: true, Action: screen.Run(func() tea.Msg {
				if err := m.service.AcceptAnswers(m.env.Context, in); err != nil {
					return refused(err)
				}
				text := "no sign-off"
				if a.SignsOff {
					text = "the sign-off"
				}
				return recorded(nil, "accepted: %s and %s of %s in %s", decisions(len(a.Choices)), text, a.Handed.Reviewer, m.campaign.Name)
			}),
		})
	}
}

// allow asks whether answers are accepted that the usual rules refuse; if no word helps, it shows why they are refused.
func (m *importing) allow(path string, o campaign.AcceptOptions, a *campaign.Acceptance, err error) tea.Msg {
	question := err.Error()
	var yes string
	switch {
	case a.Earlier != nil && !o.Replace:
		o.Replace, yes = true, "take these in their place"
	case len(a.Changed) > 0 && !o.SkipChanged:
		o.SkipChanged, yes = true, "take the others"
	case len(a.Undecided) > 0 && !o.Partial:
		o.Partial, yes = true, "take them without a sign-off"
	default:
		return refused(err)
	}
	details := slices.Clone(a.Differs)
	for _, row := range a.Changed {
		details = append(details, row.Why)
	}
	return ask(&overlay.Confirm{Title: "Accept answers", Question: question, Details: details, Yes: yes, Danger: true, Action: m.answers(path, o)})
}

// told returns what answers decide, a line for each thing to know.
func told(a *campaign.Acceptance) []string {
	h := a.Handed
	lines := []string{
		fmt.Sprintf("%s; name typed: %s, finished %s by the reviewer's clock", campaign.Tally(a.Counts()), h.Name, h.FinishedAt.UTC().Format("2 Jan 2006 15:04 UTC")),
	}
	if a.Clock != "" {
		lines = append(lines, a.Clock)
	}
	if a.Looked > 0 {
		lines = append(lines, "rows were looked at for "+a.Looked.Round(time.Second).String()+" together")
	}
	if a.SignsOff {
		lines = append(lines, "sign-off: "+strings.TrimSpace(h.Statement))
	} else {
		lines = append(lines, "no sign-off: "+a.Unsigned)
	}
	for _, c := range a.Choices {
		switch c.Verdict {
		case campaign.Revoke, campaign.Reduce, campaign.Move:
			lines = append(lines, strings.TrimSuffix(fmt.Sprintf("%s %s: %s", c.Verdict, a.Titles[c.Item], c.Reason), ": "))
		case campaign.Certify, campaign.Abstain, campaign.Undecided:
		}
	}
	return lines
}
