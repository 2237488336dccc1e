package evidence

import "fmt"

// counts are how many exceptions there are of each kind.
func (j *joined) counts() map[string]int {
	n := map[string]int{}
	for _, e := range j.exceptions {
		n[e.Kind]++
	}
	return n
}

// notReviewed says in sentences what nobody decided on.
func (j *joined) notReviewed() []string {
	n := j.counts()
	var out []string
	say := func(kind, one, many string) {
		switch n[kind] {
		case 0:
		case 1:
			out = append(out, "1 "+one)
		default:
			out = append(out, fmt.Sprintf("%d %s", n[kind], many))
		}
	}
	say("undecided", "item was left undecided.", "items were left undecided.")
	say("own-access", "item is the access of the person in whose share it stands, and nobody else decided on it.",
		"items are the access of the person in whose share they stand, and nobody else decided on them.")
	say("abstained", "item was looked at without a decision (abstained).", "items were looked at without a decision (abstained).")
	for _, e := range j.exceptions {
		if e.Kind == "gap" || e.Kind == "not-reviewed" {
			out = append(out, e.Fact+".")
		}
	}
	return append(out, "What a role may do is shown with each row; whether the role itself should allow it was not decided.")
}

// notProven says in sentences what rests on trust.
func (j *joined) notProven() []string {
	n := j.counts()
	var out []string
	if !j.Final() {
		out = append(out, "The campaign is not closed: decisions may change, and no change of access was carried out on its account.")
	}
	for _, of := range []struct{ kind, words string }{
		{"change-unproven", "changes that were decided are not shown by any listing of Torq."},
		{"change-failed", "changes that were decided failed."},
		{"change-blocked", "changes that were decided were not made, because a rule forbids them."},
		{"change-returned", "changes were proven, and the access came back."},
		{"change-undone", "changes were taken back."},
		{"unsigned-share", "reviewers with a share have not signed it off."},
	} {
		if n[of.kind] > 0 {
			out = append(out, fmt.Sprintf("%d %s", n[of.kind], of.words))
		}
	}
	if n["declared-only"] > 0 {
		out = append(out, "Some reviewers are known only by their own word (assurance “declared”): the record does not show that it was them.")
	}
	return append(out,
		"The populations are what Torq's API answered to the API key named above. That Torq answered truly and in full is not shown by them.",
		"A chain of hashes shows that no line was changed, dropped, put in or moved after the lines that follow it were written. It does not show that the whole journal was not written anew: that takes a witness, such as a head of the journal that somebody kept elsewhere at the time.",
	)
}
