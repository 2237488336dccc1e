package controls

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/rights"
	"github.com/tuar-dev/tuar/review/share"
)

// sixMonths limits how long access may go unreviewed.
const sixMonths = 184 * 24 * time.Hour

func (x *evidenceIndex) signedOff() pack.Control {
	c := control("shares-signed-off", "Each reviewer signed off their assignment.", p724, itgc)
	unsigned := x.n.Unsigned
	if len(x.assignments) == 0 {
		return nothing(c, "the campaign has no assignment")
	}
	return conclude(c, resultIf(len(unsigned), pack.Fail),
		"sign off before the campaign is closed: tuar signoff "+x.Campaign.ID,
		"%d of %s with an assignment signed off%s%s", len(x.assignments)-len(unsigned), many(len(x.assignments), "reviewer", "reviewers"),
		exceptFor(unsigned), x.superseded())
}

// superseded says how many sign-offs do not count because their assignment was reopened; empty for none.
func (x *evidenceIndex) superseded() string {
	if n := len(x.Campaign.Superseded); n > 0 {
		return "; " + many(n, "sign-off is", "sign-offs are") + " superseded, since an owner reopened the assignment"
	}
	return ""
}

func exceptFor(who []string) string {
	if len(who) == 0 {
		return ""
	}
	return ", but not " + strings.Join(who, ", ")
}

func (x *evidenceIndex) closedByOwner() pack.Control {
	c := control("management-sign-off", "Management acknowledged the outcome of the review.", p724, itgc)
	closing := x.Campaign.Closing
	if closing == nil {
		return conclude(c, pack.Fail, "close the campaign: tuar campaign close "+x.Campaign.ID,
			"the campaign is not closed; nothing of it is final")
	}
	said, signed, own := "with the default statement and no signature", closing.Assurance == record.BySSH, x.Campaign.OwnWords()
	switch {
	case own && signed:
		said = "in their own words, signed with an SSH key"
	case own:
		said = "in their own words"
	case signed:
		said = "signed with an SSH key"
	case closing.Known.Doubtful():
		said = "with the default statement, " + closing.Known.String()
	}
	var wanting, advice []string
	if !own && !signed {
		advice = append(advice, "close with a statement in your own words, or sign it with an SSH key")
	}
	if x.People.In(x.n.Deciders, closing.By) {
		wanting = append(wanting, "they also decided items in it")
		advice = append(advice, "have a person close the campaign who does not review in it")
	}
	if left := len(x.n.Undecided); left > 0 {
		wanting = append(wanting, many(left, "row is", "rows are")+" undecided")
		advice = append(advice, "decide on every row before the campaign is closed")
	}
	if len(wanting) == 0 {
		wanting = append(wanting, "they decided no items in it")
	}
	return conclude(c, resultIf(len(advice), pack.Weak), strings.Join(advice, "; "), "closed by %s on %s %s; %s", closing.By,
		day(closing.At), said, strings.Join(wanting, "; "))
}

func (x *evidenceIndex) onTime() pack.Control {
	c := control("on-time", "The review was completed by its due date.", a518, itgc)
	end := x.Campaign.Due.AddDate(0, 0, 1)
	c.Items = about(x.n.Late)
	due, left := day(x.Campaign.Due), len(x.n.Undecided)
	if n := len(x.Campaign.DueMoves); n > 0 {
		due += fmt.Sprintf(" (moved %s; first %s)", many(n, "time", "times"), day(x.Campaign.FirstDue()))
	}
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
	case x.n.Decided == 0:
		return conclude(c, pack.Fail, advice, "due on %s, closed on %s, with nothing decided", due, day(closing.At))
	case !closing.At.Before(x.Campaign.FirstDue().AddDate(0, 0, 1)):
		return conclude(c, pack.Weak, advice, "due on %s, closed on %s, after the date that was set at opening", due, day(closing.At))
	case left > 0:
		return conclude(c, pack.Weak, advice, "due on %s, closed on %s, with %s undecided", due, day(closing.At),
			many(left, "row", "rows"))
	}
	return conclude(c, pack.Pass, "", "due on %s, closed on %s, with no decision later", due, day(closing.At))
}

func (x *evidenceIndex) cadence() pack.Control {
	c := control("cadence", "Access is reviewed at least every six months.", a518, p724)
	const advice = "open the next campaign with this scope within six months of this one"
	if len(x.Earlier) == 0 {
		return nothing(c, "this is the first campaign on record%s", x.stated())
	}
	before := x.LikeBefore()
	if before == nil {
		return conclude(c, pack.Weak, advice,
			"no earlier campaign that was closed with a decision has the scope %s, or all; the last has %s%s", x.Campaign.Scope, x.Earlier[0].Scope, x.stated())
	}
	end := x.AsOf
	if x.Campaign.Closing != nil {
		end = x.Campaign.Closing.At
	}
	gap := end.Sub(before.Closing.At)
	result := pack.Pass
	if gap > sixMonths {
		result = pack.Fail
	}
	return conclude(c, result, advice, "%s after %s was closed, which had the scope %s", pack.Span(gap), before.Name, before.Scope)
}

// stated names the last earlier review that was imported, which no campaign measured; empty if there is none.
func (x *evidenceIndex) stated() string {
	if len(x.Stated) == 0 {
		return ""
	}
	last := x.Stated[0]
	return fmt.Sprintf("; %s, with %s until %s, is stated by an imported file and was not measured", last.Name,
		many(len(last.Rows), "decision", "decisions"), last.Last())
}

// guardsKept looks whether rules of the review became less strict right before it or in it.
func (x *evidenceIndex) guardsKept() pack.Control {
	c := control("guards-kept", "The rules of a review are not loosened shortly before it or during it.", cc61, itgc)
	if len(x.Campaign.Settings)+len(x.Loosened) == 0 {
		return nothing(c, "the settings at the opening are not on record")
	}
	return conclude(c, resultIf(x.n.LoosenedBefore+x.n.LoosenedSince, pack.Weak),
		"say why, and have another owner propose what loosens a rule: the exceptions name each (guard-loosened, guard-loosened-before)",
		"rules that were loosened before the opening, since the campaign before or in 30 days: %d; while the campaign was open: %d; of these without the proposal of another owner: %d",
		x.n.LoosenedBefore, x.n.LoosenedSince, x.n.LoosenedAlone)
}

func (x *evidenceIndex) linesWithEffect() pack.Control {
	c := control("lines-with-effect", "Only authorised people acted, and in time.", cc61, itgc)
	if n := len(x.Refused); n > 0 {
		return conclude(c, pack.Weak, "ask who wrote them, and look at the reasons: tuar journal list --refused",
			"lines without effect, since their authors had no right for them or they came too late: %d", n)
	}
	if !slices.ContainsFunc(x.Lines, func(l record.Line) bool { return l.Type == rights.TypeAdopted }) {
		return nothing(c, "no rights are on record yet, so no line needed one")
	}
	return conclude(c, pack.Pass, "", "lines without effect: 0")
}

func (x *evidenceIndex) tamperEvidence() pack.Control {
	c := control("tamper-evident", "Later changes of the record can be detected.", ipe, itgc)
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
	told := share.Tell(x.Lines)
	if n := len(slices.DeleteFunc(told, func(one share.Told) bool { return !one.Refused })); n > 0 {
		return conclude(c, pack.Weak, "ask who wrote them: the exceptions name each, with the last good line (share-refused)",
			"%s; files of the shared repository that did not fit and were refused: %d", fact, n)
	}
	if signed == 0 {
		return conclude(c, pack.Weak, "sign off with an SSH key, or keep the head of the journal where it cannot be changed, such as in a ticket: tuar journal verify",
			"%s, so nothing outside the record shows that it was not rewritten as a whole", fact)
	}
	return conclude(c, pack.Pass, "", "%s", fact)
}

func (x *evidenceIndex) retention() pack.Control {
	c := control("retained", "The record and its supporting files are retained.", itgc)
	if n := len(x.Torn); n > 0 {
		return conclude(c, pack.Weak, "keep a copy of what was set aside beside the journal",
			"%s in a line that a crash tore; it was never acknowledged", many(n, "journal ends", "journals end"))
	}
	if n := len(x.CutShort); n > 0 {
		return conclude(c, pack.Weak, "decide again what the act was to decide", "%s by a crash, and does not count",
			many(n, "act was cut short", "acts were cut short"))
	}
	populations := many(len(x.Names), "population file", "population files")
	if n := len(x.Origin.Answers); n > 0 {
		populations += " with " + many(n, "raw answer", "raw answers")
	} else {
		populations += ", of which Torq's raw answers were not kept,"
	}
	return conclude(c, pack.Pass, "", "%s and %s are there, whole and under their names; tuar never deletes any",
		many(len(x.Heads), "journal", "journals"), populations)
}
