package pack

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/rights"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/review/tabular"
)

// elevated is an elevation with what the rest of the record says about it.
type elevated struct {
	elevation.Row
	ownRule      *looserRule        // the last loosening of its rule before the request, by who asked for it or is to have it
	approverRule *looserRule        // likewise, by a person who approved it
	review       *campaign.Decision // of the holder's access, after a break-glass; nil if none is on record
	reviewedIn   string             // the campaign of that decision
}

// afterReview says whether a review after a break-glass is on record; empty for another elevation.
func (e *elevated) afterReview() string {
	switch {
	case !e.BreakGlass || !Granted(e.State):
		return ""
	case e.review == nil:
		return "not on record"
	}
	return "on record"
}

// elevationFields lists the columns of the table of elevations: all elevations and requests of the workspace, as of the
// last line of the record.
var elevationFields = tabular.Fields[*elevated]{
	tabular.TextOf("id", func(e *elevated) string { return e.ID }),
	tabular.TextOf("email", func(e *elevated) string { return e.Email }),
	tabular.TextOf("role", func(e *elevated) string { return e.Role }),
	tabular.TextOf("prior_role", func(e *elevated) string { return e.PriorRole }),
	tabular.TextOf("state", func(e *elevated) string { return string(e.State) }),
	tabular.TextOf("requested_by", func(e *elevated) string { return e.RequestedBy }),
	tabular.TimeOf("requested_at", func(e *elevated) *time.Time { return &e.RequestedAt }),
	tabular.NumberOf("approvals_needed", func(e *elevated) int { return e.Needed }),
	tabular.TextOf("approved_by", func(e *elevated) string { return e.ApprovedBy }),
	tabular.TimeOf("approved_at", func(e *elevated) *time.Time { return &e.Proof.ApprovedAt }),
	tabular.TextOf("assurance", func(e *elevated) string { return string(e.Assurance) }),
	tabular.TextOf("keys", (*elevated).keys),
	tabular.TimeOf("starts_at", func(e *elevated) *time.Time { return e.StartsAt }),
	tabular.TimeOf("active_at", func(e *elevated) *time.Time { return e.ActiveAt }),
	tabular.TimeOf("ends_at", func(e *elevated) *time.Time { return e.EndsAt }),
	tabular.TimeOf("due_at", func(e *elevated) *time.Time { return &e.Proof.DueAt }),
	tabular.TimeOf("ended_at", func(e *elevated) *time.Time { return e.EndedAt }),
	tabular.NumberOf("late_seconds", func(e *elevated) int64 { return int64(*e.Proof.Late / time.Second) }).
		OnlyIf(func(e *elevated) bool { return e.Proof.Late != nil }),
	tabular.TextOf("how", func(e *elevated) string { return string(e.How) }),
	tabular.TextOf("reason", func(e *elevated) string { return e.Reason }),
	tabular.TextOf("ticket", func(e *elevated) string { return e.Ticket }),
	tabular.NumberOf("extensions", func(e *elevated) int { return len(e.Proof.Extensions) }),
	tabular.TextOf("extension_reasons", (*elevated).extensionReasons),
	tabular.BoolOf("break_glass", func(e *elevated) bool { return e.BreakGlass }),
	tabular.TextOf("after_review", (*elevated).afterReview),
	tabular.TextOf("after_review_campaign", func(e *elevated) string { return e.reviewedIn }),
	tabular.TextOf("after_review_decision", func(e *elevated) string { return string(valueOf(e.review).Verdict) }),
	tabular.TextOf("after_review_by", func(e *elevated) string { return valueOf(e.review).Reviewer }),
	tabular.TimeOf("after_review_at", func(e *elevated) *time.Time { at := valueOf(e.review).At; return &at }),
	tabular.TimeOf("drifted_at", func(e *elevated) *time.Time { at := valueOf(e.Proof.Drift).ListedAt.Time; return &at }),
	tabular.TextOf("drifted_to", func(e *elevated) string { return valueOf(e.Proof.Drift).Role }),
	tabular.TimeOf("rule_loosened_by_requester_at", func(e *elevated) *time.Time { at := valueOf(e.ownRule).At; return &at }),
	tabular.TimeOf("rule_loosened_by_approver_at", func(e *elevated) *time.Time { at := valueOf(e.approverRule).At; return &at }),
	tabular.TextOf("detail", func(e *elevated) string { return e.Detail }),
}

// ElevationTable returns the table of the elevations that are to be kept, without the column source. It does not keep the
// facts.
func (f *Facts) ElevationTable(keep func(*elevation.Row) bool) *tabular.Table {
	var rows []*elevated
	for _, e := range f.elevations() {
		if keep(&e.Row) {
			rows = append(rows, e)
		}
	}
	return tabular.Of("elevations", elevationFields, rows)
}

// keys returns the fingerprints of the SSH keys with which the request and the approvals were signed.
func (e *elevated) keys() string {
	var keys []string
	if e.Proof.Known.Key != "" {
		keys = append(keys, e.Proof.Known.Key)
	}
	for _, a := range e.Proof.Approvals {
		if a.Known.Key != "" {
			keys = append(keys, a.Known.Key)
		}
	}
	return strings.Join(keys, " ")
}

func (e *elevated) extensionReasons() string {
	var reasons []string
	for _, x := range e.Proof.Extensions {
		if x.Reason != "" {
			reasons = append(reasons, x.Reason)
		}
	}
	return strings.Join(reasons, "; ")
}

// elevations returns all elevations with what the rest of the record says about them.
func (f *Facts) elevations() []*elevated {
	f.elevating.Do(func() {
		loosened := f.looserRules()
		for _, row := range f.Elevations {
			e := &elevated{Row: row}
			e.ownRule = f.lastBy(loosened, row, row.RequestedBy, row.Email)
			for _, a := range row.Proof.Approvals {
				if g := f.lastBy(loosened, row, a.By); g != nil && (e.approverRule == nil || g.place > e.approverRule.place) {
					e.approverRule = g
				}
			}
			if e.afterReview() != "" {
				e.review, e.reviewedIn = f.reviewAfter(row)
			}
			f.elevated = append(f.elevated, e)
		}
	})
	return f.elevated
}

// looserRule is a line by which the rules for elevations became less strict.
type looserRule struct {
	rights.Loosened
	place       int // of the line in the record
	before, now settings.Elevation
}

// looserRules returns the lines by which the rules for elevations became less strict, in the order of the record.
func (f *Facts) looserRules() (all []*looserRule) {
	const key = "elevation.rules"
	for _, g := range f.Loosened {
		var before, now settings.Settings
		if g.Key == key && before.Set(key, g.Old) == nil && now.Set(key, g.New) == nil {
			all = append(all, &looserRule{Loosened: g, before: before.Elevation, now: now.Elevation})
		}
	}
	if len(all) == 0 {
		return nil
	}
	f.places = make(map[string]int, len(f.Lines))
	for i := range f.Lines {
		f.places[f.Lines[i].Hash] = i
	}
	for _, one := range all {
		one.place = f.places[one.Hash]
	}
	return all
}

// lastBy returns the last line before the request by which that person made the rule for the role less strict, or that
// carried out a proposal of theirs; nil if there is none.
func (f *Facts) lastBy(loosened []*looserRule, row elevation.Row, who ...string) (last *looserRule) {
	for _, one := range loosened {
		if one.place > f.places[row.Proof.Request] || !one.now.LoosensFor(one.before, row.RoleID, row.Role) {
			continue
		}
		if f.People.In(who, one.By) || one.Proposal != nil && f.People.In(who, one.Proposal.By) {
			last = one
		}
	}
	return last
}

// by says who loosened the rule, and when: "lead@example.com on 2 Jan 2006, as rita@example.com had proposed".
func (g *looserRule) by() string {
	text := g.By + " on " + day(g.At)
	if g.Proposal != nil {
		text += ", as " + g.Proposal.By + " had proposed"
	}
	return text
}

// reviewAfter returns the decision in force about the access of the person in the first campaign that was opened after
// the request, and the campaign; nil if there is none. Abstaining is no decision.
func (f *Facts) reviewAfter(row elevation.Row) (*campaign.Decision, string) {
	for _, c := range f.Campaigns {
		if !c.OpenedAfter(row.Proof.Place) || !c.Contains(row.Item) {
			continue
		}
		if d := c.Decision(row.Item); d.Verdict != campaign.Undecided && d.Verdict != campaign.Abstain {
			return &d, c.ID
		}
	}
	return nil, ""
}

// ofElevations finds what is out of the ordinary about elevations.
func (x *exceptionFinder) ofElevations() {
	for _, e := range x.elevations() {
		p := e.Proof
		if p.EndedLate() {
			shown := "no population shows so far that it ended, on " + moment(x.AsOf)
			if !p.LeftAt.IsZero() {
				shown = "the population that shows that it ended is of " + moment(p.LeftAt)
			}
			x.add("elevation-late", e.Item, e.Email, p.DueAt, "%s as %s was to end on %s; %s, %s later", e.Email, e.Role, moment(p.DueAt), shown, Span(*p.Late))
		}
		if after := e.afterReview(); after != "" {
			if e.review != nil {
				after += fmt.Sprintf(": %s by %s in %s", e.review.Verdict, e.review.Reviewer, e.reviewedIn)
			}
			x.add("break-glass", e.Item, e.RequestedBy, e.RequestedAt, "%s took %s without approval: %s; a review afterwards is %s", e.Email, e.Role,
				cmp.Or(e.Reason, "no reason given"), after)
		}
		if p.Drift != nil {
			x.add("elevation-drifted", e.Item, e.Email, p.Drift.At, "%s: %s", e.Email, e.Detail)
		}
		if g := e.ownRule; g != nil {
			x.add("elevation-own-rule", e.Item, e.RequestedBy, g.At, "the rule for %s was loosened by %s, and %s requested the role for %s on %s", e.Role, g.by(),
				e.RequestedBy, e.Email, day(e.RequestedAt))
		}
	}
}

func moment(t time.Time) string { return t.UTC().Format("2 Jan 2006 15:04 UTC") }
