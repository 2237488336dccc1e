package pack

import "fmt"

// counts returns how many exceptions there are of each kind.
func (pv *packView) counts() map[string]int {
	n := map[string]int{}
	for _, e := range pv.exceptions {
		n[e.Kind]++
	}
	return n
}

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
	n := pv.counts()
	out := countOf(nil, n["undecided"], "item was left undecided.", "items were left undecided.")
	out = countOf(out, n["own-access"], "item is the access of the person to whom it is assigned, and nobody else decided on it.",
		"items are the access of the person to whom they are assigned, and nobody else decided on them.")
	out = countOf(out, n["abstained"], "item was abstained from: nobody decided on it.",
		"items were abstained from: nobody decided on them.")
	for _, e := range pv.exceptions {
		if e.Kind == "gap" || e.Kind == "not-reviewed" {
			out = append(out, e.Fact+".")
		}
	}
	return append(out, "What a role may do is shown with each row; whether the role itself should allow it was not decided.")
}

// notProven returns sentences on what rests on trust.
func (pv *packView) notProven() []string {
	n := pv.counts()
	var out []string
	if !pv.Final() {
		text := "The campaign is not closed: decisions may change, and no change of access was carried out on its account."
		if pv.Campaign.EarlyApply() {
			text = "The campaign is not closed: decisions may change. What was decided may be carried out before that (" +
				string(pv.Campaign.Apply) + ")."
		}
		out = append(out, text)
	}
	for _, of := range []struct{ kind, one, many string }{
		{
			"change-unproven", "change that was decided is not shown by any listing of Torq.",
			"changes that were decided are not shown by any listing of Torq.",
		},
		{"change-failed", "change that was decided failed.", "changes that were decided failed."},
		{
			"change-blocked", "change that was decided was not made, because a rule forbids it.",
			"changes that were decided were not made, because a rule forbids them.",
		},
		{"change-returned", "change was proven, and the access came back.", "changes were proven, and the access came back."},
		{"change-undone", "change was taken back.", "changes were taken back."},
		{"unsigned-share", "reviewer has not signed off their assignment.", "reviewers have not signed off their assignments."},
	} {
		out = countOf(out, n[of.kind], of.one, of.many)
	}
	if n["declared-only"] > 0 {
		out = append(out, "Some reviewers are known only by their own word (assurance “declared”): the record does not show that it was them.")
	}
	return append(out,
		"The populations are what Torq's API answered to the API key named above. That Torq answered truly and in full is not shown by them.",
		"A chain of hashes shows that no line was changed, dropped, put in or moved after the lines that follow it were written. It does not show that the whole journal was not written anew: that takes a witness, such as a head of the journal that somebody kept elsewhere at the time.",
	)
}
