package fields

import (
	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/advice"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/ui/filter"
)

// Review returns the fields of a row of a campaign: those of its access, and what the campaign knows of it.
func Review() []filter.Field[*campaign.SheetRow] {
	type row = *campaign.SheetRow
	all := filter.Over(Access(), func(r row) *access.Row { return &r.Row })
	for i := range all {
		switch all[i].Name {
		case "who": // the titles of the review
			all[i].Column = "who"
		case "status", "sign-in", "last":
			all[i].Hidden = true
		}
	}
	return append(
		all,
		filter.Field[row]{Name: "decision", Says: "certify, revoke, reduce, move, abstain or undecided", Text: func(r row) string { return string(r.Decision.Verdict) }},
		filter.Field[row]{Name: "reason", Says: "reason of the decision", Text: func(r row) string { return r.Decision.Reason }},
		filter.Field[row]{Name: "advice", Says: "what the campaign advises", Text: func(r row) string {
			if r.Advice.Kind == advice.None {
				return ""
			}
			return string(r.Advice.Kind)
		}},
		filter.Field[row]{
			Name: "reviewer", Says: "e-mail address of the reviewer, or me", Hidden: true,
			Text: func(r row) string { return r.Reviewer }, Mine: func(r row) bool { return r.Mine },
		},
		filter.Field[row]{Name: "workspace", Says: "workspace, where several are reviewed together", Text: func(r row) string { return r.Workspace }},
		filter.Field[row]{Name: "decided", Says: "it is decided", Is: Decided},
		filter.Field[row]{Name: "postponed", Says: "it is postponed", Is: func(r row) bool { return r.Later }},
		filter.Field[row]{Name: "own-access", Says: "it is the user's own access", Is: func(r row) bool { return r.Own }},
	)
}

// Decided reports whether the actor's part of the row is decided: its only stage, or the one in which they decide.
func Decided(r *campaign.SheetRow) bool {
	if r.Decision.Stages == nil {
		return r.Decision.Verdict != campaign.Undecided
	}
	return r.Part().Decision.Verdict != campaign.Undecided
}
