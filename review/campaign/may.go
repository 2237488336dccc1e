package campaign

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/reason"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/rights"
)

// Needs returns what the lines of campaigns need to have effect. The reviewers that a campaign names need no right; the
// book decides about them, and about managers, who have a right over the campaigns that they made.
func (b *Book) Needs() rights.Needs {
	manager, owner := []rights.Right{rights.Manager}, []rights.Right{rights.Owner}
	return rights.Needs{
		TypeCreated:    {Act: rights.Campaign, Any: manager},
		TypeEdited:     {Act: rights.Campaign, Any: manager},
		TypeOpened:     {Act: rights.Campaign, Any: manager},
		TypeReminded:   {Act: rights.Campaign, Any: manager},
		TypeDueMoved:   {Act: rights.Campaign, Any: manager},
		TypeDelegated:  {Act: rights.Campaign},
		TypeReturned:   {Act: rights.Decide},
		TypeDecided:    {Act: rights.Decide},
		TypeUndone:     {Act: rights.Decide},
		TypePostponed:  {Act: rights.Decide},
		TypeLapsed:     {Act: rights.Decide},
		TypeSignedOff:  {Act: rights.SignOff},
		TypeClosed:     {Act: rights.Close, Any: manager},
		TypeReopened:   {Act: rights.Reopen, Any: owner},
		TypeVoided:     {Act: rights.Reopen, Any: owner},
		TypeImported:   {Act: rights.Campaign, Any: manager},
		TypePacketMade: {Act: rights.Campaign, Any: manager},

		TypeAnswersAccepted: {Act: rights.Campaign}, // the book decides who may
		TypeFellBack:        {Act: rights.Campaign, Any: manager},
	}
}

// manages reports whether the person may open, assign and close the campaign: an owner of the workspace, or the manager
// who made it.
func (c *Campaign) manages(held *rights.Ledger, email string) bool {
	return held.Has(email, rights.Owner) || held.Has(email, rights.Manager) && c.people.Same(c.Owner, email)
}

// refusesManaging returns why a line with which the author manages the campaign has no effect; empty if it may have, or
// if rights do not count yet. So do the others below.
func (c *Campaign) refusesManaging(held *rights.Ledger, author string) string {
	if !held.Adopted() || c.manages(held, author) {
		return ""
	}
	return fmt.Sprintf("campaign %s is managed by %s and by owners, not by %s", c.ID, c.Owner, author)
}

// late returns why a line about the whole campaign comes too late to have an effect, if item is empty; else lateIn of
// its first stage.
func (c *Campaign) late(item string) string { return c.lateIn(item, FirstStage) }

// lateIn returns why a line about a stage of an item, or with "" about the whole campaign, comes too late to have an effect. Such lines
// come from writers who did not know yet that the campaign, or the assignment, had ended.
func (c *Campaign) lateIn(item string, stage Stage) string {
	if !c.base.Rights.Adopted() {
		return ""
	}
	switch {
	case c.State == Void:
		return fmt.Sprintf("campaign %s was void already, by %s", c.ID, c.Voiding.By)
	case c.State == Closed:
		return fmt.Sprintf("campaign %s was closed already, by %s", c.ID, c.Closing.By)
	case item == "":
		return ""
	}
	if signed, ok := c.Signoff(c.reviewerIn(item, stage)); ok {
		return fmt.Sprintf("%s was signed off already, by %s", item, signed.Reviewer)
	}
	return ""
}

// refusesDecision returns why a decision has no effect.
func (c *Campaign) refusesDecision(held *rights.Ledger, l record.Line, d Decided) string {
	author := l.Actor
	if why := d.refusesScopes(); why != "" {
		return why
	}
	if d.Stage != FirstStage || c.second[d.Item] != "" {
		if why := c.refusesStage(author, d); why != "" {
			return why
		}
	}
	if why := cmp.Or(d.refusesUntil(l.Time.Time), c.refusesUnadvised(d)); why != "" {
		return why
	}
	to := c.reviewerIn(d.Item, d.Stage)
	switch {
	case !held.Adopted() && d.Stage == FirstStage || !c.Contains(d.Item):
		return ""
	case c.lateIn(d.Item, d.Stage) != "":
		return c.lateIn(d.Item, d.Stage)
	case c.ownHere(d.Item, author):
		return fmt.Sprintf("%s is the access of %s, and they cannot decide on it", d.Item, c.holders[d.Item])
	case c.people.Same(to, author):
		if d.Stage == FirstStage {
			return c.hadUntil(d.Item, l.Time.Time)
		}
		return ""
	case !c.manages(held, author):
		return fmt.Sprintf("%s is assigned to %s, and %s is no owner or manager of the campaign", d.Item, to, author)
	case !reason.Given(d.Reason):
		return fmt.Sprintf("%s is assigned to %s, and %s gave no reason for deciding in their place", d.Item, to, author)
	}
	return ""
}

// refusesStage returns why a decision has no effect in its stage, whether or not rights count.
func (c *Campaign) refusesStage(author string, d Decided) string {
	second, staged := c.second[d.Item]
	first := c.In(d.Item, FirstStage)
	switch {
	case d.Stage == FirstStage:
		made := c.In(d.Item, SecondStage)
		if c.people.Same(second, author) || made.Verdict != Undecided && c.people.Same(made.Reviewer, author) {
			return fmt.Sprintf("%s is decided by %s in the second stage, and the two stages need different people", d.Item, author)
		}
	case d.Stage != SecondStage || !staged:
		return d.Item + " has no such stage"
	case first.Verdict == Undecided || d.Of != first.Line.Hash:
		return "it is about another decision on " + d.Item + " than the one that the first stage has"
	case c.people.Same(first.Reviewer, author) || c.people.Same(c.assignee[d.Item], author):
		return fmt.Sprintf("%s is decided by %s in the first stage, and the two stages need different people", d.Item, author)
	case d.Carried:
		return "nothing is carried forward in the second stage"
	}
	return ""
}

// Holder returns the address of the person whose access the item is, as opening recorded it; empty if it did not.
func (c *Campaign) Holder(item string) string { return c.holders[item] }

// ownHere reports whether the item may be the person's own access, by what the campaign's lines say of its holder.
func (c *Campaign) ownHere(item, email string) bool { return c.isLike(c.holders[item], email) }

// isLike reports whether two addresses may be those of one person.
func (c *Campaign) isLike(holder, email string) bool {
	return c.people.Like(holder, email) != person.None
}

// refusesUndo returns why taking back a decision has no effect.
func (c *Campaign) refusesUndo(held *rights.Ledger, author string, d Undone) string {
	if !held.Adopted() || !c.Contains(d.Item) {
		return ""
	}
	stage, _ := c.stageOf(d.Item, d.Line)
	if p, found := c.postponedBy(d.Item, d.Line); found {
		stage = p.Stage
	}
	if why := c.lateIn(d.Item, stage); why != "" {
		return why
	}
	if p, found := c.postponedBy(d.Item, d.Line); found && !c.people.Same(p.By, author) {
		return fmt.Sprintf("%s was postponed by %s, who alone can take it back", d.Item, p.By)
	} else if found {
		return c.RefusesPart(held, author)
	}
	if now := c.In(d.Item, stage); now.Verdict != Undecided && !c.people.Same(now.Reviewer, author) {
		return fmt.Sprintf("%s was decided by %s, who alone can take it back", d.Item, now.Reviewer)
	}
	return c.RefusesPart(held, author)
}

// RefusesPart returns why the person has no part in the campaign, as a reviewer or by managing it; empty if they have, or
// the rights do not count yet.
func (c *Campaign) RefusesPart(held *rights.Ledger, author string) string {
	if !held.Adopted() || c.IsReviewer(author) || c.manages(held, author) {
		return ""
	}
	return fmt.Sprintf("%s does not review in %s", author, c.ID)
}

// refusesSignoff returns why a sign-off has no effect.
func (c *Campaign) refusesSignoff(held *rights.Ledger, l record.Line) string {
	author := l.Actor
	switch {
	case !held.Adopted():
		return ""
	case c.late("") != "":
		return c.late("")
	case !c.IsReviewer(author):
		return fmt.Sprintf("%s does not review in %s", author, c.ID)
	}
	for _, item := range slices.Sorted(maps.Keys(c.away)) {
		if w := c.away[item]; c.people.Same(w.from, author) || c.people.Same(w.to, author) {
			if why := c.hadUntil(item, l.Time.Time); why != "" {
				return why
			}
		}
	}
	return ""
}

// hadUntil returns that the reviewer of the item had it only until a day before that time, where no line gave it back
// yet; else it is empty. The act that was refused for it comes after such a line in every record that tuar writes.
func (c *Campaign) hadUntil(item string, at time.Time) string {
	if !c.goesBack(item, at) {
		return ""
	}
	w := c.away[item]
	return fmt.Sprintf("%s was with %s until %s, and was not given back to %s", item, w.to, w.until.AddDate(0, 0, -1).Format(DateLayout), w.from)
}

// refusesSeconds returns why handing over second stages has no effect.
func (c *Campaign) refusesSeconds(manages bool, l record.Line, d Delegated) string {
	if len(d.Second) > 0 && d.Until != "" {
		return "a second stage is handed over for good, not until a day"
	}
	for _, item := range d.Second {
		second := c.second[item]
		switch why := c.refusesSecond(item, d.To); {
		case !c.Contains(item):
		case why != "":
			return why
		case d.From != "" && !c.people.Same(second, d.From):
			return fmt.Sprintf("%s is assigned to %s, not to %s", item, second, d.From)
		case !manages && !c.people.Same(second, l.Actor):
			return fmt.Sprintf("%s is assigned to %s, and %s is no owner or manager of the campaign", item, second, l.Actor)
		case c.ownHere(item, d.To):
			return fmt.Sprintf("%s is the access of %s, and they cannot decide on it", item, c.holders[item])
		}
	}
	return ""
}

// refusesDelegation returns why handing over items has no effect. Whether the new reviewer is known at all depends on
// the newest population, which lines do not tell; Delegate checks it.
func (c *Campaign) refusesDelegation(held *rights.Ledger, l record.Line, d Delegated) string {
	if !held.Adopted() {
		return ""
	}
	author := l.Actor
	if why := c.late(""); why != "" {
		return why
	}
	if _, signed := c.Signoff(d.To); signed {
		return d.To + " signed off already" // what came in later would be locked undecided
	}
	if _, signed := c.Signoff(d.From); signed && d.From != "" {
		return d.From + " signed off already"
	}
	if end, ok := lastDay(d.Until); d.Until != "" && (!ok || !l.Time.Before(end)) {
		return "its last day has passed, or is no day: " + d.Until
	}
	manages := c.manages(held, author)
	for _, item := range d.Items {
		switch {
		case !c.Contains(item):
		case d.From != "" && !c.people.Same(c.assignee[item], d.From):
			return fmt.Sprintf("%s is assigned to %s, not to %s", item, c.assignee[item], d.From)
		case !manages && c.hadUntil(item, l.Time.Time) != "":
			return c.hadUntil(item, l.Time.Time)
		case !manages && !c.people.Same(c.assignee[item], author):
			return fmt.Sprintf("%s is assigned to %s, and %s is no owner or manager of the campaign", item, c.assignee[item], author)
		case c.isSecond(item, d.To):
			return fmt.Sprintf("%s is decided by %s in the second stage, and the two stages need different people", item, d.To)
		case c.ownHere(item, d.To):
			return fmt.Sprintf("%s is the access of %s, and they cannot decide on it", item, c.holders[item])
		}
	}
	if why := c.refusesSeconds(manages, l, d); why != "" {
		return why
	}
	switch {
	case isAuditor(held, d.To):
		return d.To + " is an auditor; an auditor changes nothing"
	case !reason.Given(d.Reason):
		return fmt.Sprintf("%s gave no reason", author)
	}
	return ""
}

// refusesRules returns why a draft with these rules of assignment has no effect.
func (b *Book) refusesRules(d Created) string {
	if !b.base.Rights.Adopted() {
		return ""
	}
	named := []string{}
	for _, r := range d.Assign {
		if !r.complete() {
			return fmt.Sprintf("its rule %q names no reviewer, or selects nothing", r)
		}
		named = append(named, r.To)
	}
	if d.Fallback != "" {
		named = append(named, d.Fallback)
	}
	for _, email := range named {
		if isAuditor(b.base.Rights, email) {
			return email + " is an auditor; an auditor cannot review"
		}
	}
	return ""
}

// refusesOpening returns why an opening has no effect that gives rows out by other rules than it names, to an auditor, or
// to their holder. Rows of the split are not judged: with one reviewer, their own access may be among them.
func (c *Campaign) refusesOpening(held *rights.Ledger, d Opened) string {
	if !held.Adopted() {
		return ""
	}
	for _, a := range d.Assignments {
		var named bool
		switch a.Rule {
		case "":
			continue
		case RuleManager:
			named = d.Split == ByManager
		case RuleFallback:
			named = c.people.Same(d.Fallback, a.Reviewer)
		case RuleOther:
			named = slices.ContainsFunc(d.Assign, func(r AssignRule) bool { return c.people.Same(r.To, a.Reviewer) })
		default:
			named = slices.Contains(d.Assign, AssignRule{a.Rule, a.Reviewer})
		}
		if !named {
			return fmt.Sprintf("it assigns rows to %s by a rule that it does not have: %s", a.Reviewer, a.Rule)
		}
		if isAuditor(held, a.Reviewer) {
			return a.Reviewer + " is an auditor; an auditor cannot review"
		}
		for _, item := range a.Items {
			if c.people.Like(d.Holders[item], a.Reviewer) != person.None {
				return fmt.Sprintf("%s is the access of %s, and they cannot decide on it", item, d.Holders[item])
			}
		}
	}
	return ""
}

// isAuditor reports whether the person is an auditor, who cannot review.
func isAuditor(held *rights.Ledger, email string) bool { return held.Has(email, rights.Auditor) }

// ManagedBy reports whether the person may open, assign and close the campaign. Use it within core.Read.
func (c *Campaign) ManagedBy(email string) bool {
	return c.mayManage(record.Actor{Email: email}) == nil
}

// mayManage refuses an actor who does not manage the campaign.
func (c *Campaign) mayManage(actor record.Actor) error {
	held := c.base.Held(actor.Email)
	if c.manages(held, actor.Email) || !held.Adopted() && c.people.Same(c.Owner, actor.Email) {
		return nil
	}
	return fault.New(fault.Refused, "campaign %s is managed by %s and by owners, not by %s", c.ID, c.Owner, actor.Email).
		WithHint("see the rights with: %s", fault.ListRights.With())
}

// mayAs refuses an actor without the right that lines of that type need.
func (c *Campaign) mayAs(actor record.Actor, kind string) error {
	why := c.base.Held(actor.Email).Refuses(actor.Email, (*Book)(nil).Needs()[kind])
	if why == "" {
		return nil
	}
	return fault.New(fault.Refused, "%s", why).WithHint("see the rights with: %s", fault.ListRights.With())
}
