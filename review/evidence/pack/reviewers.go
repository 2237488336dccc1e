package pack

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/advice"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/tabular"
)

// Reviewer holds what a person did in the campaign: whom it names, to whom rows are assigned, or who decided or signed off
// in it.
type Reviewer struct {
	Email     string
	Named     bool // the campaign names them; others decided in the place of a reviewer
	AtOpening int  // rows that were assigned to them then
	Assigned  int  // rows that are now
	Second    int  // rows of which they are the second reviewer
	Undecided int  // of Assigned and Second

	Decided                     int // decisions of theirs that are in force; what follows counts some of them
	Verdicts                    map[campaign.Verdict]int
	Outside, Bulk, Fast, Unseen int                      // in another's place, together with others, in under two seconds, outside the review screen
	Advised, Followed, Against  int                      // on rows with advice; as it said; against it
	Looked                      time.Duration            // the median time for which a row was looked at; 0 if it is not known of any
	Known                       map[record.Assurance]int // by how the person is known

	First, Last time.Time         // decision made or taken back, or sign-off, in force or not
	Signoff     *campaign.Signoff // nil without one
	Accounts    []*access.Row     // users of the population that are the person
	CarriedOut  int               // changes of the campaign that they sent to Torq or made by hand

	Reminded     int       // reminders that were made for them, or that the webhook accepted
	LastReminded time.Time // the last of these; zero without one

	looked []time.Duration
}

// Privileged returns the users of the population that are the person and have a privileged role.
func (r *Reviewer) Privileged() []*access.Row {
	return slices.DeleteFunc(slices.Clone(r.Accounts), func(a *access.Row) bool { return !a.Privileged })
}

// conflicts says why somebody who decided is not independent of the access that they decided on, each reason as a phrase.
func (r *Reviewer) conflicts() (why []string) {
	if r.Decided == 0 {
		return nil
	}
	for _, a := range r.Privileged() {
		why = append(why, "has the role "+a.Role+" in Torq, which is privileged")
	}
	if r.CarriedOut == 1 {
		why = append(why, "carried out 1 change of the campaign")
	} else if r.CarriedOut > 1 {
		why = append(why, fmt.Sprintf("carried out %d changes of the campaign", r.CarriedOut))
	}
	return why
}

func (r *Reviewer) acted(at time.Time) {
	if r.First.IsZero() || at.Before(r.First) {
		r.First = at
	}
	if at.After(r.Last) {
		r.Last = at
	}
}

func (r *Reviewer) decided(d *campaign.Decision, unseen bool) {
	r.Decided++
	r.Verdicts[d.Verdict]++
	r.Known[d.Assurance]++
	for n, holds := range map[*int]bool{&r.Outside: d.InPlaceOf != "", &r.Bulk: d.Bulk > 1, &r.Fast: d.Fast(), &r.Unseen: unseen} {
		if holds {
			*n++
		}
	}
	if d.DwellMS > 0 {
		r.looked = append(r.looked, time.Duration(d.DwellMS)*time.Millisecond)
	}
}

// weighed counts a decision by what was advised.
func (r *Reviewer) weighed(w campaign.Weighed) {
	if w.Advice.Kind != advice.None {
		r.Advised++
	}
	switch {
	case !w.Judged():
	case w.Followed():
		r.Followed++
	default:
		r.Against++
	}
}

// reviewers returns the reviewers by address. One person is one of them, whatever addresses they used.
func (f *Facts) reviewers() []*Reviewer {
	c, keys, byKey := f.Campaign, map[string]string{}, map[string]*Reviewer{}
	var all []*Reviewer
	find := func(email string) *Reviewer {
		if _, known := keys[email]; !known {
			keys[email] = f.People.Key(email)
		}
		return byKey[keys[email]]
	}
	of := func(email string) *Reviewer {
		r := find(email)
		if r == nil {
			r = &Reviewer{Email: email, Verdicts: map[campaign.Verdict]int{}, Known: map[record.Assurance]int{}}
			byKey[keys[email]], all = r, append(all, r)
		}
		return r
	}
	for _, email := range c.Reviewers {
		of(email).Named = true
	}
	for i := range f.Reviewed() {
		assignee := of(i.Assignment)
		assignee.Assigned++
		if second := c.SecondReviewer(i.Item); second != "" {
			of(second).Second++
			if c.In(i.Item, campaign.SecondStage).Verdict == campaign.Undecided {
				of(second).Undecided++
			}
		}
		if c.In(i.Item, campaign.FirstStage).Verdict == campaign.Undecided {
			assignee.Undecided++
		}
		for _, d := range i.Made() {
			of(d.Reviewer).decided(d, unseen(d))
			of(d.Reviewer).weighed(campaign.Weighed{Advice: c.Advice(i.Item), Decision: d})
		}
		of(cmp.Or(i.ReassignedFrom, i.Assignment)).AtOpening++
		for _, d := range c.Decisions(i.Item) {
			of(d.Reviewer).acted(d.At)
		}
	}
	for _, u := range c.Undoings {
		of(u.Decision.Reviewer).acted(u.Decision.At)
		of(u.By).acted(u.At)
	}
	for _, s := range c.Superseded {
		of(s.Signoff.Reviewer).acted(s.Signoff.At)
	}
	for i := range c.Signoffs {
		s := &c.Signoffs[i]
		r := of(s.Reviewer)
		r.acted(s.At)
		r.Signoff = s
	}
	for i := range f.Rows {
		if a := &f.Rows[i]; a.Kind == access.User {
			if r := find(a.Email); r != nil {
				r.Accounts = append(r.Accounts, a)
			}
		}
	}
	for i := range f.Changes {
		var carriers []*Reviewer
		for _, by := range f.Changes[i].Carriers() {
			if r := find(by); r != nil && !slices.Contains(carriers, r) {
				carriers = append(carriers, r)
				r.CarriedOut++
			}
		}
	}
	for _, reminder := range c.Reminders {
		if r := find(reminder.To); r != nil {
			r.Reminded, r.LastReminded = r.Reminded+1, reminder.At
		}
	}
	for _, r := range all {
		r.Looked = tookOf(r.looked).Median
	}
	slices.SortFunc(all, func(a, b *Reviewer) int { return strings.Compare(a.Email, b.Email) })
	return all
}

// reviewerFields returns the columns of the table of reviewers.
func (pv *packView) reviewerFields() tabular.Fields[*Reviewer] {
	fields := slices.Clone(reviewerFields)
	if pv.Campaign.Staged() {
		fields = append(fields, tabular.NumberOf("second_stage_rows", func(r *Reviewer) int { return r.Second }))
	}
	if pv.Campaign.AdviceRules > 0 {
		fields = append(fields, tabular.NumberOf("advised", func(r *Reviewer) int { return r.Advised }),
			tabular.NumberOf("followed", func(r *Reviewer) int { return r.Followed }), tabular.NumberOf("against", func(r *Reviewer) int { return r.Against }))
	}
	return fields
}

// reviewerFields lists the columns of the table of reviewers.
var reviewerFields = func() tabular.Fields[*Reviewer] {
	type r = *Reviewer
	verdict := func(column string, v campaign.Verdict) tabular.Field[r] {
		return tabular.NumberOf(column, func(r r) int { return r.Verdicts[v] })
	}
	signoff := func(r r) campaign.Signoff { return valueOf(r.Signoff) }
	return tabular.Fields[r]{
		tabular.TextOf("reviewer", func(r r) string { return r.Email }),
		tabular.BoolOf("named", func(r r) bool { return r.Named }),
		tabular.NumberOf("rows_at_opening", func(r r) int { return r.AtOpening }),
		tabular.NumberOf("rows_assigned", func(r r) int { return r.Assigned }),
		tabular.NumberOf("undecided", func(r r) int { return r.Undecided }),
		tabular.NumberOf("decided", func(r r) int { return r.Decided }),
		verdict("certified", campaign.Certify), verdict("reduced", campaign.Reduce), verdict("moved", campaign.Move),
		verdict("revoked", campaign.Revoke), verdict("abstained", campaign.Abstain),
		tabular.NumberOf("outside_assignment", func(r r) int { return r.Outside }),
		tabular.NumberOf("in_bulk", func(r r) int { return r.Bulk }),
		tabular.NumberOf("under_two_seconds", func(r r) int { return r.Fast }),
		tabular.NumberOf("outside_screen", func(r r) int { return r.Unseen }),
		tabular.NumberOf("median_ms", func(r r) int64 { return r.Looked.Milliseconds() }).OnlyIf(func(r r) bool { return r.Looked > 0 }),
		tabular.TextOf("assurance", func(r r) string {
			var parts []string
			for _, a := range slices.Backward(record.Assurances) {
				if r.Known[a] > 0 {
					parts = append(parts, fmt.Sprintf("%s %d", a, r.Known[a]))
				}
			}
			return strings.Join(parts, ", ")
		}),
		tabular.TimeOf("first_act_at", func(r r) *time.Time { return &r.First }),
		tabular.TimeOf("last_act_at", func(r r) *time.Time { return &r.Last }),
		tabular.TimeOf("signed_off_at", func(r r) *time.Time { at := signoff(r).At; return &at }),
		tabular.TextOf("signed_off_assurance", func(r r) string { return string(signoff(r).Assurance) }),
		tabular.TextOf("signed_off_key", func(r r) string { return signoff(r).Key }),
		tabular.TextOf("torq_role", func(r r) string {
			roles := make([]string, len(r.Accounts))
			for i, a := range r.Accounts {
				roles[i] = a.Role
			}
			return strings.Join(roles, ", ")
		}),
		tabular.BoolOf("privileged", func(r r) bool { return len(r.Privileged()) > 0 }),
		tabular.NumberOf("carried_out", func(r r) int { return r.CarriedOut }),
		tabular.NumberOf("reminded", func(r r) int { return r.Reminded }),
		tabular.TimeOf("last_reminded_at", func(r r) *time.Time { return &r.LastReminded }),
	}
}()
