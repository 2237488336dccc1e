package controls

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/remediation"
)

// How long access may go unreviewed, and how long what was decided may take.
const (
	sixMonths = 184 * 24 * time.Hour
	prompt    = 7 * 24 * time.Hour
)

func (x *evidenceIndex) signedOff() pack.Control {
	c := control("shares-signed-off", "Each reviewer signs for what they reviewed.", p724, itgc)
	unsigned := x.Campaign.Unsigned()
	return conclude(c, resultIf(len(unsigned), pack.Fail),
		"sign off before the campaign is closed: tuar signoff "+x.Campaign.ID,
		"%d of %s with an assignment signed off%s", len(x.assignments)-len(unsigned), many(len(x.assignments), "reviewer", "reviewers"),
		exceptFor(unsigned))
}

func exceptFor(who []string) string {
	if len(who) == 0 {
		return ""
	}
	return ", but not " + strings.Join(who, ", ")
}

func (x *evidenceIndex) closedByOwner() pack.Control {
	c := control("management-sign-off", "Somebody who answers for the whole acknowledges the outcome.", p724, itgc)
	closing := x.Campaign.Closing
	switch {
	case closing == nil:
		return conclude(c, pack.Fail, "close the campaign: tuar campaign close "+x.Campaign.ID,
			"the campaign is not closed; nothing of it is final")
	case person.In(x.deciders(), closing.By):
		return conclude(c, pack.Weak, "let somebody close the campaign who does not review in it",
			"closed by %s on %s, who decided in it as well", closing.By, day(closing.At))
	}
	return conclude(c, pack.Pass, "", "closed by %s on %s, who decided on nothing in it", closing.By, day(closing.At))
}

func (x *evidenceIndex) onTime() pack.Control {
	c := control("on-time", "The review was done by its due date.", a518, itgc)
	end := x.Campaign.Due.AddDate(0, 0, 1)
	c.Items = x.itemsWhere(func(r *row) bool { return r.decided() && !r.d.At.Before(end) })
	due := day(x.Campaign.Due)
	const advice = "finish before the due date, or say why it took longer"
	closing := x.Campaign.Closing
	switch {
	case closing == nil && !x.AsOf.Before(end):
		return conclude(c, pack.Fail, advice, "due on %s, and not closed by %s, when the record ends", due, day(x.AsOf))
	case closing == nil:
		return conclude(c, pack.Weak, advice, "due on %s, and not closed yet", due)
	case len(c.Items) > 0 || !closing.At.Before(end):
		return conclude(c, pack.Fail, advice, "due on %s, closed on %s; %s later", due, day(closing.At),
			many(len(c.Items), "decision came", "decisions came"))
	}
	return conclude(c, pack.Pass, "", "due on %s, closed on %s, with no decision later", due, day(closing.At))
}

func (x *evidenceIndex) cadence() pack.Control {
	c := control("cadence", "Access is reviewed again and again, every six months at the latest.", a518, p724)
	if x.Previous == nil || x.Previous.Closing == nil {
		return conclude(c, pack.Weak, "open the next campaign within six months", "this is the first campaign on record")
	}
	end := x.AsOf
	if x.Campaign.Closing != nil {
		end = x.Campaign.Closing.At
	}
	gap := end.Sub(x.Previous.Closing.At)
	result := pack.Pass
	if gap > sixMonths {
		result = pack.Fail
	}
	return conclude(c, result, "open the next campaign within six months of this one", "%s after %s was closed",
		span(gap), x.Previous.Name)
}

func (x *evidenceIndex) revocationsProven() pack.Control {
	c := control("revocations-proven", "What was to be taken away is gone, and that is shown.", cc62, cc63, p724, itgc)
	if !x.Final() {
		return conclude(c, pack.Weak, "close the campaign, then: tuar remediate apply "+x.Campaign.ID,
			"the campaign is not closed, so nothing was carried out yet")
	}
	n := map[remediation.State]int{}
	total, reviewless := 0, 0 // given or taken without a decision in force
	for i := range x.Changes {
		ch := &x.Changes[i]
		if ch.Undo {
			continue
		}
		total++
		n[ch.State]++
		if (ch.State == remediation.Undone || ch.Withdrawn != "") && ch.Since == "" {
			reviewless++
		}
		if ch.State != remediation.Confirmed && ch.State != remediation.Corroborated {
			c.Items = append(c.Items, ch.Item)
		}
	}
	proven := n[remediation.Confirmed] + n[remediation.Corroborated]
	result, advice := pack.Pass, "carry them out and prove it: tuar remediate apply "+x.Campaign.ID
	switch {
	case total == 0:
		return conclude(c, pack.Pass, "", "nothing was to be taken away")
	case n[remediation.Returned] > 0:
		result, advice = pack.Fail, "take away what brings it back, then again: tuar remediate plan "+x.Campaign.ID
	case reviewless > 0:
		result, advice = pack.Fail, "decide in a new campaign about what was given back or taken away without a decision in force"
	case proven+n[remediation.Blocked]+n[remediation.Undone] < total:
		result = pack.Fail
	case proven < total:
		result, advice = pack.Weak, "say why what was decided is not to be done"
	}
	return conclude(c, result, advice, "%d of %s shown by a listing of Torq, %d of them also by its audit log; %d came back, %d blocked, %d undone, %d not proven",
		proven, many(total, "change is", "changes are"), n[remediation.Corroborated], n[remediation.Returned],
		n[remediation.Blocked], n[remediation.Undone],
		len(c.Items)-n[remediation.Returned]-n[remediation.Blocked]-n[remediation.Undone])
}

func (x *evidenceIndex) revocationsPrompt() pack.Control {
	c := control("revocations-prompt", "It was taken away soon after it was decided.", cc62, itgc)
	var took []time.Duration
	open := 0
	for i := range x.Changes {
		ch := &x.Changes[i]
		switch {
		case ch.Undo:
		case ch.Track.Confirmed != nil:
			at, _ := x.Campaign.ReadyAt(ch.Item)
			lead := max(0, ch.Track.Confirmed.ListedAt.Sub(at))
			if took = append(took, lead); lead > prompt {
				c.Items = append(c.Items, ch.Item)
			}
		case ch.State != remediation.Blocked && ch.State != remediation.Undone:
			open++
			c.Items = append(c.Items, ch.Item)
		}
	}
	const advice = "carry out what was decided within a week of closing, and prove it"
	switch {
	case len(took)+open == 0:
		return conclude(c, pack.Pass, "", "there is no change of which this could be told")
	case len(took) == 0:
		return conclude(c, pack.Weak, advice, "no change is proven, so how soon cannot be told; not proven: %d", open)
	}
	slices.Sort(took)
	return conclude(c, resultIf(len(c.Items), pack.Weak), advice,
		"%s proven, half of them within %s of closing, the last within %s; not proven: %d",
		many(len(took), "change is", "changes are"), span(took[len(took)/2]), span(took[len(took)-1]), open)
}

func (x *evidenceIndex) elevationsEnded() pack.Control {
	c := control("elevations-ended", "Roles that were lent are taken back, and what went past the rules was looked at.",
		cc61, cc63)
	n := map[elevation.State]int{}
	glass := 0
	for _, e := range x.Elevations {
		n[e.State]++
		if e.BreakGlass {
			glass++
		}
	}
	past := func(r *row) bool {
		return slices.ContainsFunc(x.Campaign.Marks[r.Item], func(h access.Hint) bool {
			return slices.Contains([]string{access.BreakGlass, access.OutOfBand, access.Drifted}, h.Name)
		})
	}
	all := x.itemsWhere(past)
	c.Items = x.itemsWhere(func(r *row) bool { return past(r) && !r.decided() })
	result := resultIf(n[elevation.Active]+n[elevation.Drifted]+len(c.Items), pack.Weak)
	if n[elevation.Overdue] > 0 {
		result = pack.Fail
	}
	if len(x.Elevations)+len(all) == 0 {
		return conclude(c, pack.Pass, "", "no role was lent, and none was raised past the rules")
	}
	return conclude(c, result, "take back what is due: tuar elevate reap; and decide on each row that went past the rules",
		"%s on record: %d overdue, %d drifted, %d still active, %d without approval (break-glass); of %s past the rules %d are undecided here",
		many(len(x.Elevations), "elevation", "elevations"), n[elevation.Overdue], n[elevation.Drifted], n[elevation.Active],
		glass,
		many(len(all), "row that went", "rows that went"), len(c.Items))
}

func (x *evidenceIndex) tamperEvidence() pack.Control {
	c := control("tamper-evident", "It shows if somebody changed the record afterwards.", ipe, itgc)
	var lines int64
	for _, h := range x.Heads {
		lines += h.Lines
	}
	signed := 0
	for _, s := range x.Campaign.Signoffs {
		if s.Assurance == record.BySSH {
			signed++
		}
	}
	fact := fmt.Sprintf("%s in %s, each chained to the one before; %s signed with a key",
		many(int(lines), "line", "lines"), many(len(x.Heads), "journal", "journals"),
		many(signed, "sign-off is", "sign-offs are"))
	if signed == 0 {
		return conclude(c, pack.Weak, "sign off with an SSH key, or keep the head of the journal where nobody can change it, such as in the ticket: tuar journal verify",
			"%s, so nothing outside shows that the whole was not written anew", fact)
	}
	return conclude(c, pack.Pass, "", "%s", fact)
}

func (x *evidenceIndex) retention() pack.Control {
	c := control("retained", "The record and what it rests on are kept.", itgc)
	if n := len(x.Torn); n > 0 {
		return conclude(c, pack.Weak, "keep a copy of what was set aside beside the journal",
			"%s in a line that a crash tore; it was never acknowledged", many(n, "journal ends", "journals end"))
	}
	if n := len(x.CutShort); n > 0 {
		return conclude(c, pack.Weak, "decide again what the act was to decide", "%s by a crash, and does not count",
			many(n, "act was cut short", "acts were cut short"))
	}
	return conclude(c, pack.Pass, "", "%s and %s are there, whole and under their names; tuar never deletes any",
		many(len(x.Heads), "journal", "journals"), many(len(x.Names), "population file", "population files"))
}
