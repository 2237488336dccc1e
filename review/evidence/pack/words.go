package pack

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/record"
)

// countOf adds the phrase for a count of n.
func countOf(out []string, n int, one, many string) []string {
	switch n {
	case 0:
		return out
	case 1:
		return append(out, "1 "+one)
	}
	return append(out, fmt.Sprintf("%d %s", n, many))
}

// notReviewed returns sentences on the items without a decision.
func (pv *packView) notReviewed() []string {
	n := pv.Summary()
	own := "."
	if len(n.Own) > 0 {
		own = fmt.Sprintf(", %d of them assigned to the person whose access it is.", len(n.Own))
	}
	out := countOf(nil, len(n.Undecided), "item was left undecided"+own, "items were left undecided"+own)
	out = countOf(out, len(n.Counted), "item was undecided at closing and counts as revoked, as the campaign said at opening.",
		"items were undecided at closing and count as revoked, as the campaign said at opening.")
	out = countOf(out, len(n.Disagreed), "of the undecided items has two reviewers who disagree.", "of the undecided items have two reviewers who disagree.")
	out = countOf(out, len(n.Waiting), "of the undecided items waits for its second reviewer.", "of the undecided items wait for their second reviewer.")
	out = countOf(out, len(n.Abstained), "item has an abstention: no decision was made.",
		"items have an abstention: no decision was made.")
	for _, l := range n.NotReviewed {
		text := l.String()
		out = append(out, strings.ToUpper(text[:1])+text[1:]+": "+l.Why+".")
	}
	return out
}

// onlyDeclared reports whether a decision, a sign-off or the closing rests on the word of the person alone.
func (f *Facts) onlyDeclared() bool {
	c := f.Campaign
	declared := func(s campaign.Signoff) bool { return s.Assurance == record.Declared }
	return f.Summary().Known[record.Declared] > 0 || slices.ContainsFunc(c.Signoffs, declared) ||
		c.Closing != nil && c.Closing.Assurance == record.Declared
}

// relayed returns how many decisions in force and sign-offs were relayed, and are not signed by their reviewers.
func (f *Facts) relayed() int {
	n := f.Summary().Known[record.Relayed]
	for _, s := range f.Campaign.Signoffs {
		if s.Assurance == record.Relayed {
			n++
		}
	}
	return n
}

// notProven returns sentences on what rests on trust.
func (pv *packView) notProven() []string {
	n := pv.Summary()
	var out []string
	if !pv.Final() {
		text := "The campaign is not closed: decisions may change, and no change of access was carried out on its account."
		if pv.Campaign.EarlyApply() {
			text = "The campaign is not closed: decisions may change. What was decided may be carried out before that (" +
				string(pv.Campaign.Apply) + ")."
		}
		out = append(out, text)
	}
	for _, of := range []struct {
		n         int
		one, many string
	}{
		{
			n.Changes.Unproven - n.Failed - n.Blocked, "change that was decided is not proven by a later list of Torq.",
			"changes that were decided are not proven by a later list of Torq.",
		},
		{n.Failed, "change that was decided failed.", "changes that were decided failed."},
		{
			n.Blocked, "change that was decided was not made, because a rule forbids it.",
			"changes that were decided were not made, because a rule forbids them.",
		},
		{n.Changes.Returned, "change was proven, and the access came back.", "changes were proven, and the access came back."},
		{n.Changes.Undone, "change was taken back.", "changes were taken back."},
		{
			n.Changes.Withdrawn, "change was carried out, and its decision is not in force any more.",
			"changes were carried out, and their decisions are not in force any more.",
		},
		{len(n.Unsigned), "reviewer has not signed off their assignment.", "reviewers have not signed off their assignments."},
	} {
		out = countOf(out, of.n, of.one, of.many)
	}
	if pv.onlyDeclared() {
		out = append(out, "Some reviewers are self-declared (assurance “declared”): the record does not prove their identity.")
	}
	if n := pv.relayed(); n > 0 {
		out = countOf(out, n, "decision or sign-off was relayed (assurance “relayed”): the record shows who handed the answers in, not that the reviewer gave them.",
			"decisions and sign-offs were relayed (assurance “relayed”): the record shows who handed the answers in, not that the reviewers gave them.")
	}
	return append(out,
		"The populations are what Torq's API answered to the API key named above. They do not show that Torq answered truly and in full.",
		"A chain of hashes shows that no line was changed, dropped, put in or moved after the lines that follow it were written. It does not show that the whole journal was not rewritten: that needs a witness, such as a head of the journal that was kept elsewhere at the time.",
	)
}
