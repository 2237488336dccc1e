package controls

import (
	"fmt"
	"slices"

	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/record"
)

func (x *evidenceIndex) independent() pack.Control {
	c := control("independent-reviewers", "Several reviewers decide, independent of the campaign's owner.", cc63,
		itgc)
	who := x.n.Deciders
	switch {
	case len(who) == 0:
		return nothing(c, undecided)
	case len(who) == 1 && x.People.Same(who[0], x.Campaign.Owner):
		return conclude(c, pack.Fail, "name reviewers other than the owner of the campaign",
			"%s made the campaign and every decision in it", who[0])
	case len(who) == 1:
		return conclude(c, pack.Weak, "assign the campaign to more reviewers", "one reviewer made every decision")
	case x.People.In(who, x.Campaign.Owner):
		return conclude(c, pack.Weak, "name reviewers other than the owner of the campaign",
			"%s decided, among them %s, who owns the campaign", many(len(who), "reviewer", "reviewers"), x.Campaign.Owner)
	}
	return conclude(c, pack.Pass, "", "%s decided; %s, who owns the campaign, did not",
		many(len(who), "reviewer", "reviewers"), x.Campaign.Owner)
}

func (x *evidenceIndex) conflicts() pack.Control {
	c := control("reviewer-conflicts", "Reviewers do not change access themselves.", cc63, itgc)
	if len(x.n.Deciders) == 0 {
		return nothing(c, undecided)
	}
	var privileged, carried []string
	for _, r := range x.n.Reviewers {
		if r.Decided == 0 {
			continue
		}
		for _, a := range r.Privileged() {
			privileged, c.Items = append(privileged, a.Email+", "+a.Role), append(c.Items, a.Item)
		}
		if r.CarriedOut > 0 {
			carried = append(carried, r.Email)
		}
	}
	c.Items = about(c.Items)
	return conclude(c, resultIf(len(privileged)+len(carried), pack.Weak),
		"name reviewers who cannot change access in Torq, or document the reason",
		"of %s, with a privileged role in Torq: %d%s; carried out changes of this campaign: %d%s",
		many(len(x.n.Deciders), "reviewer who decided", "reviewers who decided"), len(privileged), named(privileged), len(carried), named(carried))
}

// named returns phrases in brackets, the first ones; empty without any.
func named(phrases []string) string {
	if len(phrases) == 0 {
		return ""
	}
	return fmt.Sprintf(" (%s)", first(phrases))
}

func (x *evidenceIndex) reviewersKnown() pack.Control {
	c := control("reviewers-known", "The identity of each reviewer is established.", cc61, itgc)
	signoffs := len(x.Campaign.Signoffs)
	if x.n.Decided+signoffs == 0 {
		return nothing(c, "nothing is decided and nothing is signed off")
	}
	signed := 0
	for _, s := range x.Campaign.Signoffs {
		if s.Assurance.AtLeast(record.ByOS) {
			signed++
		}
	}
	result := pack.Pass
	doubtful := x.doubtfulKeys()
	relayed := x.n.Known[record.Relayed]
	if x.n.Known[record.Declared]+relayed > 0 || signed < signoffs || len(doubtful) > 0 {
		result = pack.Weak
	}
	keys := ""
	if relayed > 0 {
		keys = fmt.Sprintf("; %d more decisions were relayed by another person", relayed)
	}
	if len(doubtful) > 0 {
		keys += "; no owner vouches for the key of " + first(doubtful)
	}
	return conclude(c, result, "review with a personal API key, or sign off with an SSH key",
		"of the decisions, %d are self-declared and %d made with the reviewer's own API key; %d of %s more than self-declared%s",
		x.n.Known[record.Declared], x.n.Known[record.ByAPIKey], signed, many(signoffs, "sign-off", "sign-offs"), keys)
}

// doubtfulKeys names those who signed decisions in force, sign-offs or the closing with a key that no owner had enrolled, or
// that one had withdrawn, and how they are known.
func (x *evidenceIndex) doubtfulKeys() []string {
	var out []string
	add := func(by string, known record.Known) {
		if known.Doubtful() {
			out = append(out, by+" ("+known.String()+")")
		}
	}
	for r := range x.Reviewed() {
		for _, d := range r.Made() {
			add(d.Reviewer, d.Known)
		}
	}
	for _, s := range x.Campaign.Signoffs {
		add(s.Reviewer, s.Known)
	}
	if c := x.Campaign.Closing; c != nil {
		add(c.By, c.Known)
	}
	slices.Sort(out)
	return slices.Compact(out)
}
