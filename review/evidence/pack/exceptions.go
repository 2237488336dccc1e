package pack

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/review/roster"
	"github.com/tuar-dev/tuar/review/share"
	"github.com/tuar-dev/tuar/review/tabular"
)

// Exception is something out of the ordinary.
type Exception struct {
	Kind string
	Item string
	Who  string
	At   time.Time // zero if it has none
	Fact string
	Rule string // why that is worth telling
}

var exceptionFields = tabular.Fields[Exception]{
	tabular.TextOf("kind", func(e Exception) string { return e.Kind }),
	tabular.TextOf("item", func(e Exception) string { return e.Item }),
	tabular.TextOf("who", func(e Exception) string { return e.Who }),
	tabular.TimeOf("at", func(e Exception) *time.Time { return &e.At }),
	tabular.TextOf("fact", func(e Exception) string { return e.Fact }),
	tabular.TextOf("rule", func(e Exception) string { return e.Rule }),
}

// rules lists the kinds of exceptions with their reasons, in the order of the table.
var rules = []struct{ kind, rule string }{
	{"not-final", "a campaign that is open may still change"},
	{"void", "a campaign that was voided answers for nothing"},
	{"undecided", "every item of a campaign should be decided"},
	{"revoked-when-undecided", "what is revoked should be decided by a reviewer"},
	{"disagreement", "the reviewers of both stages should come to one decision"},
	{"own-access", "a reviewer should not decide on their own access (self-review)"},
	{"in-place", "each row should be decided by the reviewer to whom it is assigned"},
	{"conflicted-reviewer", "a reviewer should not be able to change access, nor carry out what was decided"},
	{"abstained", "abstaining leaves access unchanged, and no reviewer answers for it"},
	{"unsigned-share", "every reviewer should sign off their assignment"},
	{"reopened", "what is signed off should not change afterwards"},
	{"declared-only", "an identity is self-declared unless an API key or a signature shows it"},
	{"relayed", "answers that another person hands in show what the reviewer decided only as far as that person is trusted, unless the reviewer signed them"},
	{"fast", "a flagged row should be looked at for at least two seconds before it is decided"},
	{"bulk", "a flagged row should be decided on its own, not together with others"},
	{"dwell-unknown", "outside the review screen, it is not recorded how long a row was looked at"},
	{"due-moved", "a review should be completed by the date that was set when it was opened"},
	{"late", "decisions and sign-offs are due on the day of the campaign, in UTC"},
	{"external-kept", "an external account should be kept only for a recorded reason"},
	{"leaver-kept", "a person who left should not keep access"},
	{"undone", "a decision that was taken back shows a change of mind"},
	{"stale-population", "a campaign should be opened on a fresh population"},
	{"allowed-drop", "a list that became implausibly short should be refused"},
	{"gap", "the API key should read everything; what it cannot read was not reviewed"},
	{"not-reviewed", "access that is not in the campaign was not reviewed"},
	{"without-effect", "an act needs a right; the line of a person without it is kept and has no effect"},
	{"failed-sync", "a reading of Torq that failed proves nothing"},
	{"change-unproven", "a change counts as done only when a later list of Torq shows it"},
	{"change-returned", "access that was removed should not come back"},
	{"change-blocked", "a decision should be carried out"},
	{"change-failed", "a decision should be carried out"},
	{"change-by-hand", "a person's statement that they made a change is no proof"},
	{"change-undone", "a decision should stay in force"},
	{"change-withdrawn", "a change should rest on a decision in force"},
	{"not-shown", "a line about access counts only if the population that it names shows it"},
	{"change-twice", "two machines should not make the same change"},
	{"change-superseded", "the newer campaign that decided about it answers for it"},
	{"elevation-late", "a temporary role should end on time"},
	{"break-glass", "a role taken without approval should be reviewed afterwards"},
	{"elevation-drifted", "a temporary role should not be changed outside of tuar before it ends"},
	{"elevation-own-rule", "the rules for a role should not be loosened by the people who then request it"},
	{"guard-loosened", "the rules of a review should stay as strict as they were when it began"},
	{"guard-loosened-before", "the rules of a review should not be loosened shortly before it begins"},
	{"share-refused", "a file of the shared repository that does not fit the record is no part of it"},
	{"share-mended", "the shared repository should keep all that was sent to it"},
	{"clock", "later lines should have later times"},
	{"cut-short", "an act of several decisions counts only as a whole"},
	{"torn-line", "a line without an end was never acknowledged, and is left out"},
}

// findExceptions finds the exceptions, sorted by kind as rules orders them, then by item, who and time.
func (pv *packView) findExceptions() []Exception {
	x := &exceptionFinder{packView: pv}
	x.ofCampaign()
	x.ofDecisions()
	x.ofExtraction()
	x.ofChanges()
	x.ofObservations()
	x.ofElevations()
	x.ofGuards()
	x.ofRules()
	x.ofClocks()
	for _, r := range pv.Refused {
		x.add("without-effect", "", r.Line.Actor, r.Line.Time.Time, "line %d of %s, %s, has no effect: %s", r.Line.Seq, r.Line.Writer, r.Line.Type, r.Reason)
	}
	for _, told := range share.Tell(pv.Lines) {
		kind := "share-mended"
		if told.Refused {
			kind = "share-refused"
		}
		x.add(kind, "", told.By, told.At, "%s", told.Fact)
	}
	for _, text := range pv.CutShort {
		x.add("cut-short", "", "", time.Time{}, "%s", text)
	}
	for _, writer := range pv.Torn {
		x.add("torn-line", "", writer, time.Time{},
			"the last line of the journal of %s is torn, as a crash leaves it; it is not in this pack", writer)
	}
	place := make(map[string]int, len(rules))
	for i, r := range rules {
		place[r.kind] = i
	}
	slices.SortFunc(x.found, func(a, b Exception) int {
		return cmp.Or(cmp.Compare(place[a.Kind], place[b.Kind]), cmp.Compare(a.Item, b.Item), cmp.Compare(a.Who, b.Who),
			a.At.Compare(b.At), cmp.Compare(a.Fact, b.Fact))
	})
	for i := range x.found {
		x.found[i].Rule = rules[place[x.found[i].Kind]].rule
	}
	return x.found
}

type exceptionFinder struct {
	*packView
	found []Exception
}

func (x *exceptionFinder) add(kind, item, who string, at time.Time, format string, args ...any) {
	x.found = append(x.found, Exception{Kind: kind, Item: item, Who: who, At: at, Fact: fmt.Sprintf(format, args...)})
}

func (x *exceptionFinder) ofCampaign() {
	c := x.Campaign
	if v := c.Voiding; v != nil {
		x.add("void", "", v.By, v.At, "%s", v.Reason)
	} else if !x.Final() {
		x.add("not-final", "", c.Owner, x.AsOf, "the campaign is %s", c.State)
	}
	for _, reviewer := range c.Unsigned() {
		x.add("unsigned-share", "", reviewer, time.Time{}, "the assignment of %d items is not signed off",
			len(c.Assigned(reviewer))+len(c.SecondAssigned(reviewer)))
	}
	for _, s := range c.Superseded {
		x.add("reopened", "", s.Reviewer, s.At, "the sign-off of %s was superseded by %s: %s", s.Signoff.At.UTC().Format(time.RFC3339), s.By, s.Reason)
	}
	for _, m := range c.DueMoves {
		x.add("due-moved", "", m.By, m.At, "from %s to %s: %s", m.Was.Format(campaign.DateLayout), m.Due.Format(campaign.DateLayout), m.Reason)
	}
	for _, s := range c.Signoffs {
		if x.late(s.At) {
			x.add("late", "", s.Reviewer, s.At, "signed off after the due date %s", c.Due.Format(campaign.DateLayout))
		}
	}
	if s := c.Closing; s != nil && s.Assurance == record.Declared {
		x.add("declared-only", "", s.By, s.At, "the identity of the person who closed the campaign is self-declared%s", doubt(s.Known))
	}
	if c.AllowedStale != "" {
		x.add("stale-population", "", c.OpenedBy, c.OpenedAt, "%s", c.AllowedStale)
	}
}

// doubt says that a statement bears a signature which does not count; empty if it does not.
func doubt(known record.Known) string {
	if !known.Doubtful() {
		return ""
	}
	return ": " + known.String()
}

// tally counts what is told of a reviewer once, not for each decision.
type tally struct {
	declared, unseen int
	relayed          map[string]int // by who relayed them
}

func (x *exceptionFinder) ofDecisions() {
	reviewers := map[string]*tally{}
	of := func(email string) *tally {
		if reviewers[email] == nil {
			reviewers[email] = &tally{relayed: map[string]int{}}
		}
		return reviewers[email]
	}
	for r := range x.Reviewed() {
		x.ofDecision(r, of)
	}
	for _, u := range x.Campaign.Undoings {
		x.add("undone", u.Decision.Item, u.By, u.At, "%s of %s was taken back", u.Decision.Verdict,
			u.Decision.At.UTC().Format(time.RFC3339))
	}
	for _, r := range x.Summary().Reviewers {
		for _, why := range r.conflicts() {
			x.add("conflicted-reviewer", "", r.Email, time.Time{}, "decided on %d rows, and %s", r.Decided, why)
		}
	}
	for _, s := range x.Campaign.Signoffs {
		if s.Assurance == record.Declared {
			x.add("declared-only", "", s.Reviewer, s.At, "the identity behind the sign-off is self-declared%s", doubt(s.Known))
		}
		if s.Assurance == record.Relayed {
			x.add("relayed", "", s.Reviewer, s.At, "the sign-off was relayed by %s: packet %s, answers %s", s.Known.Relay.By, s.Known.Packet, s.Known.File)
		}
	}
	for email, t := range reviewers {
		if t.declared > 0 {
			x.add("declared-only", "", email, time.Time{}, "%d decisions in force have a self-declared reviewer", t.declared)
		}
		for by, n := range t.relayed {
			x.add("relayed", "", email, time.Time{}, "%d decisions in force were relayed by %s", n, by)
		}
		if t.unseen > 0 {
			x.add("dwell-unknown", "", email, time.Time{}, "%d decisions in force were made outside the review screen", t.unseen)
		}
	}
}

func (x *exceptionFinder) ofDecision(r *Item, of func(string) *tally) {
	for _, d := range r.Made() {
		x.ofMaking(r, d, of)
	}
	d := r.Decision
	if d.Ruling == campaign.Disagrees || d.Ruling.Settles() || d.Ruling == campaign.ByFallback && len(d.Standing()) > 1 {
		var said []string
		for _, one := range r.Made() {
			said = append(said, fmt.Sprintf("%s by %s: %s", one.Verdict, one.Reviewer, cmp.Or(one.Reason, "no reason given")))
		}
		x.add("disagreement", r.Item, "", d.Stages.Later().At, "%s: %s; %s", r.Title(), strings.Join(said, "; "), d.Ruling.Words())
	}
	switch {
	case r.Own():
		x.add("own-access", r.Item, r.Assignment, time.Time{}, "%s is assigned to its own holder and was not decided",
			r.Title())
		return
	case d.Verdict == campaign.Undecided:
		who, waits := r.Assignment, ""
		if d.Ruling == campaign.AwaitsSecond {
			who = d.Stages.Reviewer
		}
		if d.Ruling != "" {
			waits = ": " + d.Ruling.Words()
		}
		x.add("undecided", r.Item, who, time.Time{}, "%s is undecided%s", r.Title(), waits)
		return
	case r.Counted():
		x.add(string(campaign.AtClosing), r.Item, "", d.At, "%s was undecided at closing and counts as revoked, as the campaign said at opening", r.Title())
		return
	case d.Verdict == campaign.Abstain:
		x.add("abstained", r.Item, d.Reviewer, d.At, "no decision on %s: %s", r.Title(), cmp.Or(d.Reason, "no reason given"))
	}
	if external, known := x.External(r.Row); external && known && r.Kept() {
		x.add("external-kept", r.Item, d.Reviewer, d.At, "%s of %s, with the address %s outside the domains of the company, as %s: %s", d.Verdict, r.Title(), r.Email,
			cmp.Or(d.ToRoleName, d.ToRole, r.Role), cmp.Or(d.Reason, "no reason given"))
	}
	if r.HasLeft() && r.Kept() {
		did, until := "left", ""
		if r.Standing == roster.Ended {
			did = "ended a contract"
		}
		if r.Roster.End != "" {
			until = " on " + r.Roster.End
		}
		x.add("leaver-kept", r.Item, d.Reviewer, d.At, "%s of %s as %s, whose holder %s%s by the roster: %s", d.Verdict, r.Title(),
			cmp.Or(d.ToRoleName, d.ToRole, r.Role), did, until, cmp.Or(d.Reason, "no reason given"))
	}
}

// ofMaking finds what is out of the ordinary in how a reviewer decided, in either stage.
func (x *exceptionFinder) ofMaking(r *Item, d *campaign.Decision, of func(string) *tally) {
	who := d.Reviewer
	if d.InPlaceOf != "" {
		x.add("in-place", r.Item, who, d.At, "%s in the place of %s, to whom %s was assigned: %s", d.Verdict, d.InPlaceOf, r.Title(),
			cmp.Or(d.Reason, "no reason given"))
	}
	if d.Assurance == record.Declared {
		of(who).declared++
	}
	if d.Assurance == record.Relayed {
		of(who).relayed[d.Known.Relay.By]++
	}
	switch {
	case unseen(d):
		of(who).unseen++
	case r.hasty(d):
		x.add("fast", r.Item, who, d.At, "%s after %d ms on a row that is %s", d.Verdict, d.DwellMS, r.flags(d))
	}
	if r.inBulk(d) {
		x.add("bulk", r.Item, who, d.At, "%s together with %d others, on a row that is %s", d.Verdict, d.Bulk-1, r.flags(d))
	}
	if x.late(d.At) {
		x.add("late", r.Item, who, d.At, "decided after the due date %s", x.Campaign.Due.Format(campaign.DateLayout))
	}
}

func (x *exceptionFinder) ofExtraction() {
	p := x.Population
	if s := x.sync(); s != nil && s.AllowedDrop {
		x.add("allowed-drop", "", s.By, s.At,
			"the population was taken with the check for implausibly short lists switched off")
	}
	for _, g := range p.Gaps {
		x.add("gap", "", p.Tool.ClientID, p.TakenAt, "%s could not be read: %s (HTTP %d)", g.Resource, g.Reason, g.Status)
	}
	for _, note := range p.Notes {
		x.add("gap", "", p.Tool.ClientID, p.TakenAt, "%s", note)
	}
	n := x.Summary()
	if left := n.Users.Out() + n.Keys.Out(); left > 0 {
		x.add("not-reviewed", "", "", p.TakenAt, "%d of %d users and API keys are outside the scope %s", left,
			n.Users.All+n.Keys.All, x.Campaign.Scope)
	}
	if left := n.Mappings.Out(); left > 0 {
		x.add("not-reviewed", "", "", p.TakenAt,
			"%d SSO claim mappings, which give roles at sign-in, are not items of the campaign", left)
	}
	if left := n.Custom.Out(); left > 0 {
		x.add("not-reviewed", "", "", p.TakenAt, "%d custom roles are not items of the campaign: their permissions were not reviewed", left)
	}
	for _, s := range x.Syncs {
		if s.Failed != "" && !s.At.Before(x.Campaign.CreatedAt) {
			x.add("failed-sync", "", s.By, s.At, "%s", s.Failed)
		}
	}
}

func (x *exceptionFinder) ofChanges() {
	for i := range x.Changes {
		c := &x.Changes[i]
		if c.Undo {
			continue // the change it takes back is told as undone
		}
		if h := c.Track.ByHand; h != nil {
			x.add("change-by-hand", c.Item, h.By, h.At, "%s %s was ticked off as done in Torq's console", c.Action, c.Title())
		}
		for _, a := range c.Track.Attempts {
			if a.Blind != "" {
				x.add("change-twice", c.Item, a.By, a.At, "%s %s was sent from %s, which did not know that %s had sent it; it names the state it ends in, so it had its effect once",
					a.Action, c.Title(), a.Writer, a.Blind)
			}
		}
		by, at, why := c.By, x.changedAt(c), c.Detail
		kind := map[remediation.Standing]string{
			remediation.AsUnproven: "change-unproven", remediation.AsReturned: "change-returned", remediation.AsUndone: "change-undone",
			remediation.AsWithdrawn: "change-withdrawn", remediation.AsSuperseded: "change-superseded",
		}[c.Standing]
		switch c.Standing {
		case remediation.AsUnproven:
			if c.State == remediation.Blocked {
				kind = "change-blocked"
			}
			if c.State == remediation.Failed {
				kind = "change-failed"
			}
		case remediation.AsUndone:
			if d := x.undoing(c.Item); d != nil {
				by, at = d.By, d.At
			}
		case remediation.AsWithdrawn:
			why = c.Withdrawn
		case remediation.AsSuperseded:
			why = c.Since
		}
		if kind != "" {
			x.add(kind, c.Item, by, at, "%s %s: %s", c.Action, c.Title(), why)
		}
	}
}

// undoing returns the decision to take back the change of an item, or nil.
func (x *exceptionFinder) undoing(item string) *remediation.UndoDecision {
	for i := range x.Changes {
		if c := &x.Changes[i]; c.Undo && c.Item == item {
			return c.Track.Decided
		}
	}
	return nil
}

// changedAt returns the time of the exception about a change.
func (x *exceptionFinder) changedAt(c *remediation.Recorded) time.Time {
	switch {
	case c.State == remediation.Returned:
		return c.Track.Returned.At
	case c.SentAt != nil:
		return *c.SentAt
	}
	return time.Time{}
}
