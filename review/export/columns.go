package export

import (
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/advice"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/tabular"
)

// noSeries is what Entra writes as the series of a review that does not recur.
const noSeries = "00000000-0000-0000-0000-000000000000"

// entra returns the decisions in the columns of Microsoft Entra's review history, as its documentation names and orders
// them ("What is included in a review history report?"). Torq has no IDs of reviewers and owners; those cells are
// empty. ui/guide/exports.md describes each column.
func (t *Table) entra() *tabular.Table {
	owner, none := func(*Row) string { return t.Owner }, func(*Row) string { return "" }
	end := func(*Row) *time.Time { return t.ClosedAt }
	if due, err := time.Parse(campaign.DateLayout, t.Due); err == nil && t.ClosedAt == nil {
		end = func(*Row) *time.Time { return &due }
	}
	return tabular.OfPointers("entra", tabular.Fields[*Row]{
		tabular.TextOf("AccessReviewId", func(*Row) string { return t.Campaign }),
		tabular.TextOf("AccessReviewSeriesId", func(*Row) string { return noSeries }),
		tabular.TextOf("ReviewType", func(*Row) string { return "Application" }),
		tabular.TextOf("ResourceDisplayName", func(r *Row) string { return "Torq " + t.Workspace + ": " + r.Role }),
		tabular.TextOf("ResourceId", func(r *Row) string { return r.RoleID }),
		tabular.TextOf("ReviewName", func(*Row) string { return t.Name }),
		tabular.TimeOf("CreatedDateTime", func(*Row) *time.Time { return &t.CreatedAt }),
		tabular.TimeOf("ReviewStartDate", func(*Row) *time.Time { return &t.OpenedAt }),
		tabular.TimeOf("ReviewEndDate", end),
		tabular.TextOf("ReviewStatus", func(*Row) string { return t.entraStatus() }),
		tabular.TextOf("OwnerId", none),
		tabular.TextOf("OwnerName", owner),
		tabular.TextOf("OwnerUPN", owner),
		tabular.TextOf("PrincipalId", func(r *Row) string { return strings.TrimPrefix(r.Item, string(r.Kind)+"/") }),
		tabular.TextOf("PrincipalName", func(r *Row) string { return r.Title() }),
		tabular.TextOf("PrincipalUPN", func(r *Row) string { return r.Email }),
		tabular.TextOf("PrincipalType", func(r *Row) string {
			switch r.Kind {
			case access.Key:
				return "service principal"
			case access.Mapping:
				return "SSO claim mapping"
			case access.Role:
				return "custom role"
			case access.User:
			}
			return string(r.Kind)
		}),
		tabular.TimeOf("ReviewDate", func(r *Row) *time.Time { return &r.Decision.At }),
		tabular.TextOf("ReviewResult", entraResult),
		tabular.TextOf("Justification", justification),
		tabular.TextOf("ReviewerId", none),
		tabular.TextOf("ReviewerName", decider),
		tabular.TextOf("ReviewerUPN", decider),
		tabular.TextOf("ReviewerEmailAddress", decider),
		tabular.TextOf("AppliedByName", applier),
		tabular.TextOf("AppliedByUPN", applier),
		tabular.TextOf("AppliedByEmailAddress", applier),
		tabular.TimeOf("AppliedDate", appliedAt),
		tabular.TextOf("AccessRecommendation", recommendation),
		tabular.TextOf("SubmissionResult", func(r *Row) string {
			switch {
			case !r.Decision.Verdict.Takes():
				return ""
			case r.change().Proven():
				return "Applied"
			}
			return "Not applied"
		}),
	}, t.Rows)
}

// recommendation returns the advice in Entra's words, which has none for a role to reduce to.
func recommendation(r *Row) string {
	switch r.Advice.Kind {
	case advice.Certify:
		return "Approve"
	case advice.Reduce, advice.Revoke:
		return "Deny"
	case advice.Look, advice.None:
	}
	return "No Info"
}

func (t *Table) entraStatus() string {
	switch t.State {
	case campaign.Draft:
		return "NotStarted"
	case campaign.Open:
		return "InProgress"
	case campaign.Closed:
		return "Completed"
	case campaign.Void:
	}
	return "Void" // Entra has no word for a review that does not count
}

// entraResult returns the decision in Entra's words. A role that is taken away for another one is denied; Justification
// names the other.
func entraResult(r *Row) string {
	switch v := r.Decision.Verdict; {
	case v == campaign.Certify:
		return "Approve"
	case v.Takes():
		return "Deny"
	case v == campaign.Abstain:
		return "Don't know"
	}
	return "Not reviewed"
}

func justification(r *Row) string {
	d := r.Decision
	if d.To() == "" {
		return d.Reason
	}
	text := string(d.Verdict) + " to " + d.To()
	if d.Reason != "" {
		text += ": " + d.Reason
	}
	return text
}

// decider returns who decided; empty while the item is undecided.
func decider(r *Row) string { return r.Decision.Decider() }

// applier returns who carried out a change that is proven.
func applier(r *Row) string {
	if !r.change().Proven() {
		return ""
	}
	return r.change().By
}

// appliedAt returns the time from which Torq's list shows the change; nil unless it is proven.
func appliedAt(r *Row) *time.Time {
	if !r.change().Proven() {
		return nil
	}
	return r.change().ConfirmedAt
}

// grc returns the decisions in the columns that platforms for audits ask for in uploads of access reviews.
func (t *Table) grc() *tabular.Table {
	return tabular.OfPointers("grc", tabular.Fields[*Row]{
		tabular.TextOf("user", func(r *Row) string { return r.Title() }),
		tabular.TextOf("email", func(r *Row) string { return r.Email }),
		tabular.TextOf("account_type", func(r *Row) string {
			switch r.Kind {
			case access.Key:
				return "API key"
			case access.Mapping:
				return "SSO claim mapping"
			case access.Role:
				return "custom role"
			case access.User:
			}
			return string(r.Kind)
		}),
		tabular.TextOf("system", func(*Row) string { return "Torq " + t.Workspace }),
		tabular.TextOf("role", func(r *Row) string { return r.Role }),
		tabular.TextOf("privileged", func(r *Row) string { return yesNo(r.Privileged) }),
		tabular.TimeOf("last_login", func(r *Row) *time.Time { return r.LastLoginAt }),
		tabular.TextOf("decision", func(r *Row) campaign.Verdict { return r.Decision.Verdict }),
		tabular.TextOf("new_role", func(r *Row) string { return r.Decision.To() }),
		tabular.TextOf("reviewer", decider),
		tabular.TextOf("assigned_to", func(r *Row) string { return r.Share }),
		tabular.TextOf("reassigned_from", func(r *Row) string { return r.First }),
		tabular.TimeOf("reviewed_on", func(r *Row) *time.Time { return &r.Decision.At }),
		tabular.TextOf("notes", func(r *Row) string { return r.Decision.Reason }),
		tabular.TextOf("remediation", func(r *Row) string {
			switch {
			case !r.Decision.Verdict.Takes():
				return "none"
			case r.change().Proven():
				return "proven"
			}
			return "not proven"
		}),
		tabular.TimeOf("remediated_on", appliedAt),
		tabular.TextOf("remediated_by", applier),
		tabular.TextOf("review", func(*Row) string { return t.Name }),
		tabular.TextOf("review_state", func(*Row) campaign.State { return t.State }),
		tabular.TextOf("due", func(*Row) string { return t.Due }),
		tabular.TextOf("source_id", func(r *Row) string { return r.Item }),
	}, t.Rows)
}

func yesNo(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}
