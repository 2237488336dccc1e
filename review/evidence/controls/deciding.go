package controls

import (
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/remediation"
)

func (x *evidenceIndex) allDecided() pack.Control {
	c := control("all-decided", "Every row has a decision.", cc63, p724, itgc)
	c.Items = x.itemsWhere(func(r *row) bool { return !r.decided() })
	if left := len(c.Items); left > 0 {
		return conclude(c, pack.Fail, "decide on them before the campaign is closed, or review them in another one",
			"%d of %s are undecided", left, many(len(x.rows), "item", "items"))
	}
	c.Items = x.itemsWhere(func(r *row) bool { return r.d.Verdict == campaign.Abstain })
	return conclude(c, resultIf(len(c.Items), pack.Weak), "let somebody who knows decide on what was abstained from",
		"all of %s are decided, %d by abstaining", many(len(x.rows), "item", "items"), len(c.Items))
}

func (x *evidenceIndex) whoWhenWhy() pack.Control {
	c := control("who-when-why", "Each decision says who made it, when, and why.", cc63, itgc)
	silent := x.itemsWhere(func(r *row) bool { return r.decided() && r.d.Reason == "" })
	c.Items = x.itemsWhere(func(r *row) bool { return r.decided() && r.d.Reason == "" && r.d.Verdict != campaign.Certify })
	return conclude(c, resultIf(len(c.Items), pack.Weak), "give a reason for whatever is not certified",
		"each has reviewer, time and its line in the record; %s no reason, %d of them not certified",
		many(len(silent), "has", "have"), len(c.Items))
}

func (x *evidenceIndex) privileged() pack.Control {
	c := control("privileged-justified", "Privileged access that stays is justified.", cc61, cc63, a518, p724)
	kept := func(r *row) bool { return r.d.Verdict == campaign.Certify }
	all := x.itemsWhere(func(r *row) bool { return kept(r) && r.flagged() })
	c.Items = x.itemsWhere(func(r *row) bool { return kept(r) && r.Privileged && r.d.Reason == "" })
	const advice = "give a reason when certifying what is privileged or flagged"
	if n := len(c.Items); n > 0 {
		return conclude(c, pack.Fail, advice,
			"%s certified without a reason, of %d certified that are privileged or flagged",
			many(n, "privileged row was", "privileged rows were"), len(all))
	}
	c.Items = x.itemsWhere(func(r *row) bool { return kept(r) && r.flagged() && r.d.Reason == "" })
	return conclude(c, resultIf(len(c.Items), pack.Weak), advice,
		"%d rows that are privileged or flagged are certified, %d of them without a reason", len(all), len(c.Items))
}

func (x *evidenceIndex) noSelfReview() pack.Control {
	c := control("no-self-review", "Nobody decides on their own access.", cc63, itgc)
	c.Items = x.itemsWhere(func(r *row) bool { return r.decided() && r.BelongsTo(r.d.Reviewer) })
	return conclude(c, resultIf(len(c.Items), pack.Fail), "let somebody else decide on them in another campaign",
		"%d of %s are about the reviewer's own access",
		len(c.Items), many(len(x.rows), "item", "items"))
}

func (x *evidenceIndex) independent() pack.Control {
	c := control("independent-reviewers", "The review does not rest on one person, least of all on who runs it.", cc63,
		itgc)
	who := x.deciders()
	switch {
	case len(who) == 1 && person.Same(who[0], x.Campaign.Owner):
		return conclude(c, pack.Fail, "name reviewers other than who makes the campaign",
			"%s made the campaign and every decision in it", who[0])
	case len(who) == 1:
		return conclude(c, pack.Weak, "assign the campaign to more reviewers", "one reviewer made every decision")
	case person.In(who, x.Campaign.Owner):
		return conclude(c, pack.Weak, "name reviewers other than who makes the campaign",
			"%s decided, among them %s, who owns the campaign", many(len(who), "reviewer", "reviewers"), x.Campaign.Owner)
	}
	return conclude(c, pack.Pass, "", "%s decided; %s, who owns the campaign, did not",
		many(len(who), "reviewer", "reviewers"), x.Campaign.Owner)
}

func (x *evidenceIndex) consistent() pack.Control {
	c := control("decisions-consistent", "No decision contradicts another, an API key or an SSO claim mapping.", cc62,
		cc63, itgc)
	decided := make([]campaign.SheetRow, len(x.rows))
	reviewed := make(map[string]bool, len(x.rows))
	for i := range x.rows {
		decided[i] = campaign.SheetRow{Row: *x.rows[i].Row, Decision: x.rows[i].d}
		reviewed[x.rows[i].Item] = true
	}
	outside := slices.DeleteFunc(slices.Clone(x.Rows), func(r access.Row) bool { return reviewed[r.Item] })
	found := remediation.NewOutlook(x.Population).Contradictions(decided, outside)
	certain := slices.DeleteFunc(slices.Clone(found), func(c campaign.Contradiction) bool { return c.Possible })
	said := ""
	if sentences := campaign.ContradictionSentences(found, func(string) bool { return true }); len(sentences) > 0 {
		if said = "; the first: " + sentences[0]; len(certain) == 0 {
			said = "; for example: " + strings.TrimPrefix(sentences[0], "possibly: ")
		}
	}
	result := pack.Pass
	if len(certain) > 0 {
		result = pack.Weak
		for _, one := range certain {
			c.Items = append(c.Items, one.Items...)
		}
		slices.Sort(c.Items)
		c.Items = slices.Compact(c.Items)
	}
	return conclude(c, result, "decide both alike in the next campaign, and change the claim mapping in Torq's SSO settings",
		"contradictions: %d certain, %d possible (by group, or of an owner who left)%s", len(certain),
		len(found)-len(certain), said)
}

func (x *evidenceIndex) granters() pack.Control {
	c := control("not-by-granter", "Access is reviewed by somebody else than who gave it.", cc62, itgc)
	r := x.Reconciled
	if r == nil || !r.Read() {
		return conclude(c, pack.Weak, "reconcile with an API key that may read the audit log: tuar evidence reconcile",
			"it is not known who gave access")
	}
	by := make(map[string]string, len(r.Granted))
	for _, g := range r.Granted {
		by[g.Item] = g.By
	}
	c.Items = x.itemsWhere(func(r *row) bool {
		return r.decided() && by[r.Item] != "" && person.Same(by[r.Item], r.d.Reviewer)
	})
	return conclude(c, resultIf(len(c.Items), pack.Weak), "let somebody else look at them as well",
		"of %s whose access the audit log says was given since %s, %d were decided on by who gave it",
		many(len(r.Granted), "person", "people"), day(r.From.Time), len(c.Items))
}

func (x *evidenceIndex) notRubberStamped() pack.Control {
	c := control("not-rubber-stamped", "Rows were looked at, not waved through.", cc63, itgc)
	fast := x.itemsWhere(func(r *row) bool { return r.flagged() && r.d.Fast() })
	bulk := x.itemsWhere(func(r *row) bool { return r.flagged() && r.d.Bulk > 1 })
	unseen, largest := 0, 0
	for i := range x.rows {
		if r := &x.rows[i]; r.decided() {
			largest = max(largest, r.d.Bulk)
			if r.d.DwellMS == 0 && !r.d.Carried {
				unseen++
			}
		}
	}
	c.Items = append(fast, bulk...)
	slices.Sort(c.Items)
	c.Items = slices.Compact(c.Items)
	result := resultIf(len(c.Items)+unseen, pack.Weak)
	if largest > 1 && largest == len(x.rows) {
		result = pack.Fail
	}
	return conclude(c, result, "decide on flagged rows one by one on the review screen, which keeps how long they were looked at",
		"flagged rows decided in under %d s: %d, together with others: %d; made outside the review screen: %d; the largest act decided %d of %d rows",
		campaign.FastMS/1000, len(fast), len(bulk), unseen, largest, len(x.rows))
}

func (x *evidenceIndex) reviewersKnown() pack.Control {
	c := control("reviewers-known", "It is sure who decided.", cc61, itgc)
	of := map[record.Assurance]int{}
	for i := range x.rows {
		if x.rows[i].decided() {
			of[x.rows[i].d.Assurance]++
		}
	}
	signed := 0
	for _, s := range x.Campaign.Signoffs {
		if s.Assurance != record.Declared {
			signed++
		}
	}
	result := pack.Pass
	if of[record.Declared] > 0 || signed < len(x.Campaign.Signoffs) {
		result = pack.Weak
	}
	return conclude(c, result, "review with a private API key of one's own, or sign off with an SSH key",
		"of the decisions, %d rest on the reviewer's word and %d on their own API key; %d of %s rest on more than a word",
		of[record.Declared], of[record.ByAPIKey], signed, many(len(x.Campaign.Signoffs), "sign-off", "sign-offs"))
}
