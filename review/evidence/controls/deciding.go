package controls

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/remediation"
)

func (x *evidenceIndex) allDecided() pack.Control {
	c := control("all-decided", "Every item has a decision.", cc63, p724, itgc)
	switch {
	case x.n.Items == 0:
		return nothing(c, "the campaign has no items")
	case len(x.n.Undecided) > 0:
		c.Items = about(x.n.Undecided)
		return conclude(c, pack.Fail, "decide on them before the campaign is closed, or review them in another one",
			"%d of %s are undecided", len(x.n.Undecided), many(x.n.Items, "item", "items"))
	}
	if counted := len(x.n.Counted); counted > 0 {
		c.Items = about(x.n.Counted)
		return conclude(c, pack.Weak, "have a reviewer decide on every item before the campaign is closed",
			"%d of %s were undecided at closing and count as revoked, as the campaign said at opening", counted, many(x.n.Items, "item", "items"))
	}
	c.Items = about(x.n.Abstained)
	return conclude(c, resultIf(len(c.Items), pack.Weak), "ask a person who knows this access to decide on the abstained items",
		"all of %s are decided, %d by abstaining", many(x.n.Items, "item", "items"), len(c.Items))
}

func (x *evidenceIndex) whoWhenWhy() pack.Control {
	c := control("who-when-why", "Each decision has a reviewer, a time and a reason.", cc63, itgc)
	if x.n.Decided == 0 {
		return nothing(c, undecided)
	}
	c.Items = about(x.n.SilentChanges)
	return conclude(c, resultIf(len(c.Items), pack.Weak), "give a reason for whatever is not certified",
		"each of %s has reviewer, time and its line in the record; %s no reason, of which %d are not certified",
		many(x.n.Decided, "decision", "decisions"), many(len(x.n.Silent), "has", "have"), len(c.Items))
}

func (x *evidenceIndex) privileged() pack.Control {
	c := control("privileged-justified", "A reason is given for privileged access that is kept.", cc61, cc63, a518, p724)
	const advice = "give a reason when certifying what is privileged or flagged"
	switch {
	case x.n.Decided == 0:
		return nothing(c, undecided)
	case len(x.n.Kept) == 0:
		return nothing(c, "no row that is privileged or flagged is certified")
	case len(x.n.Privileged) > 0:
		c.Items = about(x.n.Privileged)
		return conclude(c, pack.Fail, advice,
			"%s certified without a reason, of %d certified that are privileged or flagged",
			many(len(c.Items), "privileged row was", "privileged rows were"), len(x.n.Kept))
	}
	c.Items = about(x.n.KeptSilently)
	return conclude(c, resultIf(len(c.Items), pack.Weak), advice,
		"%s certified, %d of them without a reason; the others have %s",
		many(len(x.n.Kept), "row that is privileged or flagged is", "rows that are privileged or flagged are"), len(c.Items),
		many(x.n.KeptReasons, "reason", "different reasons"))
}

// inPlace looks for decisions that were made in the place of the reviewer to whom the row was assigned.
func (x *evidenceIndex) inPlace() pack.Control {
	c := control("decided-as-assigned", "Each item is decided by its assigned reviewer.", cc63, itgc)
	if x.n.Decided == 0 {
		return nothing(c, undecided)
	}
	c.Items = about(x.n.Outside)
	return conclude(c, resultIf(len(c.Items), pack.Weak), "hand rows over to another reviewer instead of deciding in their place",
		"%d of %s made in the place of the reviewer to whom the row was assigned; %s another reviewer than at opening", len(c.Items),
		many(x.n.Decided, "decision was", "decisions were"), many(len(x.n.Reassigned), "row has", "rows have"))
}

func (x *evidenceIndex) noSelfReview() pack.Control {
	c := control("no-self-review", "No reviewer decides on their own access (self-review).", cc63, itgc)
	if x.n.Decided == 0 {
		return nothing(c, undecided)
	}
	c.Items = about(x.n.Self, x.n.Alike)
	result := resultIf(len(x.n.Alike), pack.Weak)
	if len(x.n.Self) > 0 {
		result = pack.Fail
	}
	return conclude(c, result, "have another reviewer decide on these items in a new campaign",
		"%d of %s are about the reviewer's own access, by address and known aliases%s; reviewers are identified %s; "+
			"decided by an address that looks like the holder's: %d%s",
		len(x.n.Self), many(x.n.Decided, "decision", "decisions"), x.declared(), x.known(), len(x.n.Alike), x.pairs())
}

// declared says how many look-alikes count as two persons because an owner stated so; empty for none.
func (x *evidenceIndex) declared() string {
	stated := x.People.Declared()
	themselves := 0
	for _, d := range stated {
		if x.People.Same(d.By, d.A) || x.People.Same(d.By, d.B) {
			themselves++
		}
	}
	text := ""
	if len(stated) > 0 {
		text = "; " + many(len(stated), "look-alike was", "look-alikes were") + " declared distinct"
	}
	if themselves > 0 {
		text += fmt.Sprintf(", %d of them by one of the two", themselves)
	}
	return text
}

// known says by what the reviewers of the decisions are known.
func (x *evidenceIndex) known() string {
	var parts []string
	for _, by := range []struct {
		assurance record.Assurance
		words     string
	}{
		{record.Declared, "by their own statement"}, {record.Relayed, "by answers that another person relayed"}, {record.ByAPIKey, "by their own API key"}, {record.BySSH, "by their SSH key"},
	} {
		if n := x.n.Known[by.assurance]; n > 0 {
			parts = append(parts, fmt.Sprintf("%s for %d", by.words, n))
		}
	}
	return strings.Join(parts, ", ")
}

// selfReviewer returns the reviewer of the item whose address is like that of the person whose access it is; else the one
// whose decision is in force.
func (x *evidenceIndex) selfReviewer(r *pack.Item) string {
	for _, d := range r.Made() {
		if x.People.Like(r.Email, d.Reviewer) != person.None || x.People.Distinct(r.Email, d.Reviewer) {
			return d.Reviewer
		}
	}
	return r.Decision.Reviewer
}

// mostPairs limits how many look-alikes a fact names. The items name them all.
const mostPairs = 3

// pairs names the reviewers who decided on access whose holder has an address like theirs, then those whom an owner
// stated to be another person.
func (x *evidenceIndex) pairs() string {
	var pairs, stated []string
	for r := range x.Reviewed() {
		by := x.selfReviewer(r)
		if like := r.Self(); r.Distinct() {
			stated = append(stated, by+" decided on "+r.Email)
		} else if like.Doubtful() || like == person.Aliased || like == person.Listed || like == person.Identical && !person.Same(r.Email, by) {
			pairs = append(pairs, by+" decided on "+r.Email)
		}
	}
	text := ""
	if len(pairs) > 0 {
		text = " (" + first(pairs) + ")"
	}
	if len(stated) > 0 {
		text += "; by an address of which an owner stated that it is another person's: " + first(stated)
	}
	return text
}

// first returns the first of some phrases, without repeats, and how many more there are.
func first(phrases []string) string {
	phrases = about(phrases)
	more := ""
	if n := len(phrases) - mostPairs; n > 0 {
		phrases, more = phrases[:mostPairs], fmt.Sprintf("; and %d more", n)
	}
	return strings.Join(phrases, "; ") + more
}

func (x *evidenceIndex) consistent() pack.Control {
	c := control("decisions-consistent", "No decision contradicts another decision, an API key or an SSO claim mapping.", cc62,
		cc63, itgc)
	if x.n.Decided == 0 {
		return nothing(c, undecided)
	}
	var decided []campaign.SheetRow
	reviewed := make(map[string]bool, x.n.Items)
	for r := range x.Reviewed() {
		decided = append(decided, campaign.SheetRow{Row: *r.Row, Decision: r.Decision})
		reviewed[r.Item] = true
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
	for _, one := range certain {
		c.Items = append(c.Items, one.Items...)
	}
	c.Items = about(c.Items)
	return conclude(c, resultIf(len(certain), pack.Weak),
		"decide both alike in the next campaign, and change the claim mapping in Torq's SSO settings",
		"contradictions: %d certain, %d possible (by group, or of an owner who left)%s", len(certain),
		len(found)-len(certain), said)
}

func (x *evidenceIndex) granters() pack.Control {
	c := control("not-by-granter", "Access is reviewed by a person other than the one who granted it.", cc62, itgc)
	r := x.Reconciled
	switch {
	case r == nil || !r.Read():
		return conclude(c, pack.Weak, "reconcile with an API key that may read the audit log: tuar evidence reconcile",
			"the record does not show who granted access")
	case len(r.Granted) == 0:
		return nothing(c, "the audit log since %s names no person who got access", day(r.From.Time))
	}
	by := make(map[string]string, len(r.Granted))
	for _, g := range r.Granted {
		by[g.Item] = g.By
	}
	recent := x.decidedWhere(func(r *pack.Item) bool { return by[r.Item] != "" })
	if len(recent) == 0 {
		return nothing(c, "of %s whose access the audit log says was given since %s, none is decided on",
			many(len(r.Granted), "person", "people"), day(r.From.Time))
	}
	c.Items = x.decidedWhere(func(r *pack.Item) bool {
		return by[r.Item] != "" && slices.ContainsFunc(r.Made(), func(d *campaign.Decision) bool {
			return x.People.Like(by[r.Item], d.Reviewer) != person.None
		})
	})
	return conclude(c, resultIf(len(c.Items), pack.Weak), "have another reviewer look at them as well",
		"%d of %s since %s were decided by the person who granted the access",
		len(c.Items), many(len(recent), "reviewed grant", "reviewed grants"), day(r.From.Time))
}

func (x *evidenceIndex) notRubberStamped() pack.Control {
	c := control("not-rubber-stamped", "Items were examined, not rubber-stamped.", cc63, itgc)
	if x.n.Decided == 0 {
		return nothing(c, undecided)
	}
	c.Items = about(x.n.Hasty, x.n.Bulk)
	result := resultIf(len(c.Items)+len(x.n.Unseen), pack.Weak)
	if x.n.LargestAct > 1 && x.n.LargestAct >= x.n.Items {
		result = pack.Fail
	}
	looked := ""
	if x.n.Looked > 0 {
		looked = "; where it is known, a row was looked at for a median of " + x.n.Looked.Round(100*time.Millisecond).String()
	}
	takes := 0
	for v, n := range x.n.Verdicts {
		if v != campaign.Undecided && v.Takes() {
			takes += n
		}
	}
	takes -= len(x.n.Counted) // by a rule, not by decisions
	return conclude(c, result, "decide on flagged rows one by one on the review screen, which keeps how long they were looked at",
		"flagged rows decided in under %d s: %d, together with others: %d; made outside the review screen: %d; "+
			"the largest act decided %d of %d rows; %d of %s for a change%s",
		campaign.FastMS/1000, len(x.n.Hasty), len(x.n.Bulk), len(x.n.Unseen), x.n.LargestAct, x.n.Items, takes,
		many(x.n.Decided, "decision asks", "decisions ask"), looked)
}
