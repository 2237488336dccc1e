package pack

import (
	"time"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/review/tabular"
)

// changeFields returns the columns of the changes of a campaign.
func changeFields(of *campaign.Campaign) tabular.Fields[*remediation.Recorded] {
	type r = *remediation.Recorded
	last := func(r r) remediation.Attempt {
		if a := r.Track.Last(); a != nil {
			return *a
		}
		return remediation.Attempt{}
	}
	attempted := func(r r) bool { return r.Track.Last() != nil }
	byHand := func(r r) remediation.ByHandMark { return valueOf(r.Track.ByHand) }
	confirmed := func(r r) remediation.Confirmation { return valueOf(r.Track.Confirmed) }
	corroborated := func(r r) remediation.Corroboration { return valueOf(r.Track.Corroborated) }
	timed := func(r r) bool { return r.Track.Confirmed != nil && !r.Undo }
	final := func(r r) bool { _, may := of.ReadyAt(r.Item); return may }
	returned := func(r r) remediation.Return { return valueOf(r.Track.Returned) }
	return tabular.Fields[r]{
		tabular.TextOf("item", func(r r) string { return r.Item }),
		tabular.TextOf("kind", func(r r) string { return string(r.Kind) }),
		tabular.TextOf("email", func(r r) string { return r.Email }),
		tabular.TextOf("name", func(r r) string { return r.Name }),
		tabular.TextOf("action", func(r r) string { return string(r.Action) }),
		tabular.TextOf("decision", func(r r) string { return string(r.Change.Decision) }),
		tabular.BoolOf("undo", func(r r) bool { return r.Undo }),
		tabular.TextOf("from_role_id", func(r r) string { return r.FromRoleID }),
		tabular.TextOf("from_role", func(r r) string { return r.FromRole }),
		tabular.TextOf("to_role_id", func(r r) string { return r.ToRoleID }),
		tabular.TextOf("to_role", func(r r) string { return r.ToRole }),
		tabular.ListOf("to_scopes", func(r r) []string { return r.ToScopes }),
		tabular.ListOf("gains", func(r r) []string { return r.Gains }),
		tabular.TextOf("decided_by", func(r r) string { return r.Decision.Decision.Decider() }),
		tabular.TimeOf("decided_at", func(r r) *time.Time { return &r.Decision.Decision.At }),
		tabular.TimeOf("final_at", func(r r) *time.Time { at, _ := of.ReadyAt(r.Item); return &at }),
		tabular.TextOf("state", func(r r) string { return string(r.State) }),
		tabular.TextOf("method", func(r r) string { return string(r.Method) }),
		tabular.TextOf("counts_as", func(r r) string { return string(r.Standing) }).OnlyIf(func(r r) bool { return !r.Undo }),
		tabular.TextOf("newer_decision", func(r r) string { return r.Since }),
		tabular.TextOf("blocked", func(r r) string { return r.Blocked }),
		tabular.TextOf("detail", func(r r) string { return r.Detail }),
		tabular.NumberOf("attempts", func(r r) int { return len(r.Track.Attempts) }),
		tabular.TimeOf("sent_at", func(r r) *time.Time { return r.SentAt }),
		tabular.TextOf("sent_by", func(r r) string { return r.By }),
		tabular.TextOf("outcome", func(r r) string { return string(last(r).Outcome) }),
		tabular.TextOf("call", func(r r) string { return last(r).Call }),
		tabular.NumberOf("http_status", func(r r) int { return last(r).Status }).OnlyIf(attempted),
		tabular.TimeOf("by_hand_at", func(r r) *time.Time { at := byHand(r).At; return &at }),
		tabular.TextOf("by_hand_by", func(r r) string { return byHand(r).By }),
		tabular.TimeOf("confirmed_at", func(r r) *time.Time { at := confirmed(r).At; return &at }),
		tabular.TimeOf("listed_at", func(r r) *time.Time { at := confirmed(r).ListedAt; return &at }),
		tabular.TextOf("confirmed_population", func(r r) string { return confirmed(r).Population }),
		tabular.TextOf("confirmed_note", func(r r) string { return confirmed(r).Note }),
		tabular.NumberOf("since_decision_seconds", func(r r) int64 { return int64(SinceDecided(r) / time.Second) }).OnlyIf(timed),
		tabular.NumberOf("lead_seconds", func(r r) int64 { return int64(SinceDue(of, r) / time.Second) }).OnlyIf(func(r r) bool { return timed(r) && final(r) }),
		tabular.TimeOf("corroborated_at", func(r r) *time.Time { at := corroborated(r).At; return &at }),
		tabular.TextOf("audit_entry", func(r r) string { return corroborated(r).Entry }),
		tabular.TextOf("audit_action", func(r r) string { return corroborated(r).Action }),
		tabular.TextOf("audit_actor", func(r r) string { return corroborated(r).Actor }),
		tabular.TimeOf("returned_at", func(r r) *time.Time { at := returned(r).At; return &at }),
		tabular.TextOf("returned_population", func(r r) string { return returned(r).Population }),
		tabular.TextOf("returned_role", func(r r) string { return returned(r).Role }),
		tabular.TextOf("returned_as", func(r r) string { return returned(r).As }),
	}
}

// SinceDue returns the time from when the decision could be carried out to the listing that shows the change; never
// negative: a change that was already in place took no time.
func SinceDue(of *campaign.Campaign, r *remediation.Recorded) time.Duration {
	at, _ := of.ReadyAt(r.Item)
	return max(0, r.Track.Confirmed.ListedAt.Sub(at))
}

// SinceDecided returns the time from the decision to the listing that shows the change; never negative.
func SinceDecided(r *remediation.Recorded) time.Duration {
	return max(0, r.Track.Confirmed.ListedAt.Sub(r.Decision.Decision.At))
}

func valueOf[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}
