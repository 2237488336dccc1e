package pack

import (
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/remediation"
)

// Summary holds the figures of a campaign. Cover, words, charts, controls, report and workbook take theirs from it, and
// pack.json too, so that they cannot differ. Lists are of items, in the order of the campaign.
type Summary struct {
	Items    int
	Decided  int
	Verdicts verdictsOf // how many items have each verdict, Undecided too

	Undecided, Own, Abstained []string // Own: those of Undecided that are assigned to their holder
	Counted                   []string // undecided at closing, and counted as revoked by the rule that opening named; not in Undecided
	Disagreed, Settled        []string // both stages disagree: undecided; settled by the rule of the campaign
	Waiting                   []string // those of Undecided that wait for the second reviewer
	Silent, SilentChanges     []string // decided without a reason; those of them that are not certified
	Kept, KeptSilently        []string // flagged and certified; those of them without a reason
	Privileged                []string // those of KeptSilently that are privileged
	KeptReasons               int      // how many different reasons the others of Kept have
	Flagged                   int      // decided items that are flagged
	Hasty, Bulk               []string // flagged, and decided in under two seconds, or together with others
	Stamped                   []string // flagged, and either of the two
	Unseen                    []string // decided outside the review screen
	Late                      []string // decided after the due date
	Self, Alike               []string // decided by their holder; by an address that looks like the holder's
	Distinct                  []string // decided by an address like the holder's, of which an owner stated that it is another person's

	Looked     time.Duration            // the median time for which a decided item was looked at; 0 if it is not known of any
	LargestAct int                      // how many items the largest act decided
	Deciders   []string                 // who made the decisions, sorted
	Known      map[record.Assurance]int // decisions by how their reviewer is known
	Unsigned   []string                 // reviewers who have not signed off their assignment
	Reassigned []string                 // items that have another reviewer than at opening
	Outside    []string                 // items decided in the place of the reviewer to whom they were assigned
	Reviewers  []*Reviewer              // by address
	Writers    []*Writer                // installations that wrote to the record, by name

	NotReviewed []LeftOut

	Changes                remediation.Figures
	Unshown                []string // items that a line says a list shows as changed, and the list does not
	Blocked, Failed        int      // of the changes that are not proven
	SinceDecided, SinceDue Took     // of the proven changes: from the decision, and from when it could be carried out

	Users, Keys, Mappings, Custom Coverage
	Unknown                       int // roles of which Torq did not say whether they are custom
	// PrivilegedAccounts are users and API keys with a privileged role, and Inactive those of them that are not in use.
	PrivilegedAccounts, Inactive Coverage
	Uncounted                    int      // users and API keys that are privileged by the default rules, and not by those of the campaign
	External                     Coverage // users and API keys with an address in no domain of the company
	Lent                         int      // items of users who held a role by an elevation
	Untold                       int      // users and API keys without an address, if there are such domains
	ExternalOpen                 []string // external and in the campaign, but undecided or abstained from
	ExternalKept, ExternalSilent []string // external and kept; those of them without a reason

	LoosenedBefore, LoosenedSince int // guards loosened between the campaign before and the opening; while it was open
	LoosenedAlone                 int // of the two: without the proposal of another owner

	Elevations   map[elevation.State]int
	Granted      int           // elevations that gave a role
	BreakGlass   int           // of those: without approval
	Unreviewed   int           // of those: no review afterwards is on record
	EndedLate    int           // elevations that ended late, or are overdue
	Longest      time.Duration // by which one ended late
	OwnRule      []string      // items for which a role was requested whose rule the requester, or the person, had loosened
	OwnRuleAlone int           // of those elevations: the rule was loosened without the proposal of another person
	ApproverRule int           // elevations that a person approved who had loosened the rule
}

// Coverage counts things in the population, and those that are items of the campaign.
type Coverage struct{ All, In int }

// Out counts those that are not items of the campaign.
func (c Coverage) Out() int { return c.All - c.In }

// Summary returns the figures. They are computed once, when they are first asked for.
func (f *Facts) Summary() *Summary {
	f.summed.Do(func() { f.summary = f.summarise() })
	return f.summary
}

func (f *Facts) summarise() *Summary {
	s := &Summary{
		Items: len(f.Campaign.Items), Verdicts: f.Campaign.Counts(), Known: map[record.Assurance]int{}, Unsigned: f.Campaign.Unsigned(),
		Elevations: map[elevation.State]int{},
	}
	s.Decided = s.Items - s.Verdicts[campaign.Undecided] - len(f.Campaign.Counted())
	reasons := map[string]bool{}
	var looked []time.Duration
	for r := range f.Reviewed() {
		s.addItem(f, r)
		if r.Stays() && r.Flagged() && !r.Silent() {
			reasons[strings.ToLower(strings.TrimSpace(r.Decision.Reason))] = true
		}
		if r.Decided() && r.Decision.DwellMS > 0 {
			looked = append(looked, time.Duration(r.Decision.DwellMS)*time.Millisecond)
		}
	}
	s.KeptReasons, s.Looked = len(reasons), tookOf(looked).Median
	s.Deciders, s.Reviewers, s.Writers = f.persons(s.Deciders), f.reviewers(), f.writers()
	s.addChanges(f)
	s.addPopulation(f)
	s.addAccounts(f)
	s.Lent = f.lent()
	s.NotReviewed = s.leftOut(f)
	s.addElevations(f)
	s.addLoosened(f)
	return s
}

// addLoosened counts the guards that became less strict right before the campaign or in it.
func (s *Summary) addLoosened(f *Facts) {
	for i := range f.Loosened {
		g := &f.Loosened[i]
		switch {
		case f.loosenedBefore(g):
			s.LoosenedBefore++
		case f.loosenedSince(g):
			s.LoosenedSince++
		default:
			continue
		}
		if g.Proposal == nil {
			s.LoosenedAlone++
		}
	}
}

func (s *Summary) addItem(f *Facts, r *Item) {
	list := func(to *[]string, holds bool) {
		if holds {
			*to = append(*to, r.Item)
		}
	}
	external, known := f.External(r.Row)
	external = external && known
	list(&s.ExternalOpen, external && (r.Decision.Verdict == campaign.Undecided || r.Decision.Verdict == campaign.Abstain))
	list(&s.ExternalKept, external && r.Kept())
	list(&s.ExternalSilent, external && r.Kept() && r.Silent())
	list(&s.Undecided, r.Decision.Verdict == campaign.Undecided)
	list(&s.Counted, r.Counted())
	list(&s.Disagreed, r.Decision.Ruling == campaign.Disagrees)
	list(&s.Settled, r.Decision.Ruling.Settles())
	list(&s.Waiting, r.Decision.Ruling == campaign.AwaitsSecond)
	list(&s.Own, r.Own())
	list(&s.Reassigned, r.ReassignedFrom != "")
	for _, d := range r.Made() {
		s.LargestAct = max(s.LargestAct, d.Bulk)
		s.Known[d.Assurance]++
		if n := len(s.Deciders); n == 0 || s.Deciders[n-1] != d.Reviewer {
			s.Deciders = append(s.Deciders, d.Reviewer)
		}
	}
	if !r.Decided() {
		return
	}
	d := &r.Decision
	list(&s.Abstained, d.Verdict == campaign.Abstain)
	list(&s.Silent, r.Silent())
	list(&s.SilentChanges, r.Silent() && !r.Stays())
	list(&s.Kept, r.Stays() && r.Flagged())
	list(&s.KeptSilently, r.Stays() && r.Flagged() && r.Silent())
	list(&s.Privileged, r.Stays() && r.Privileged && r.Silent())
	if r.Flagged() {
		s.Flagged++
	}
	list(&s.Hasty, r.Hasty())
	list(&s.Bulk, r.InBulk())
	list(&s.Stamped, r.Hasty() || r.InBulk())
	list(&s.Unseen, r.Unseen())
	list(&s.Outside, r.any(func(d *campaign.Decision) bool { return d.InPlaceOf != "" }))
	list(&s.Late, r.any(func(d *campaign.Decision) bool { return f.late(d.At) }))
	self := r.Self()
	list(&s.Self, self == person.Identical || self == person.Listed || self == person.Aliased)
	list(&s.Alike, self.Doubtful())
	list(&s.Distinct, r.Distinct())
}

func (s *Summary) addChanges(f *Facts) {
	s.Changes = remediation.FiguresOf(f.Changes)
	var decided, due []time.Duration
	for i := range f.Changes {
		c := &f.Changes[i]
		if c.Undo {
			continue
		}
		switch c.Standing {
		case remediation.AsProven:
			decided, due = append(decided, SinceDecided(c)), append(due, SinceDue(f.Campaign, c))
		case remediation.AsUnproven:
			if c.State == remediation.Blocked {
				s.Blocked++
			}
			if c.State == remediation.Failed {
				s.Failed++
			}
		}
	}
	s.SinceDecided, s.SinceDue = tookOf(decided), tookOf(due)
	for _, u := range f.Unshown {
		if u.Line.Type == remediation.TypeConfirmed && !slices.Contains(s.Unshown, u.Item) {
			s.Unshown = append(s.Unshown, u.Item)
		}
	}
}

func (s *Summary) addPopulation(f *Facts) {
	p := f.Population
	s.Users.All, s.Keys.All, s.Mappings.All = len(p.Users), len(p.Keys), len(p.Mappings)
	for _, item := range f.Campaign.Items {
		switch access.KindOf(item) {
		case access.User:
			s.Users.In++
		case access.Key:
			s.Keys.In++
		case access.Mapping, access.Role: // counted below: the population may not have it
		}
	}
	for _, m := range p.Mappings {
		if f.Campaign.Contains("mapping/" + m.ID) {
			s.Mappings.In++
		}
	}
	for _, r := range p.Roles {
		switch {
		case r.Custom == nil:
			s.Unknown++
		case *r.Custom:
			s.Custom.All++
			if f.Campaign.Contains("role/" + r.ID) {
				s.Custom.In++
			}
		}
	}
}

func (s *Summary) addElevations(f *Facts) {
	for _, e := range f.elevations() {
		s.Elevations[e.State]++
		if e.Proof.EndedLate() {
			s.EndedLate++
			s.Longest = max(s.Longest, *e.Proof.Late)
		}
		if !Granted(e.State) {
			continue
		}
		s.Granted++
		if e.BreakGlass {
			s.BreakGlass++
			if e.review == nil {
				s.Unreviewed++
			}
		}
		if e.ownRule != nil {
			s.OwnRule = append(s.OwnRule, e.Item)
			if e.ownRule.Proposal == nil {
				s.OwnRuleAlone++
			}
		}
		if e.approverRule != nil {
			s.ApproverRule++
		}
	}
}

// addAccounts counts the accounts of the population that auditors ask for by themselves.
func (s *Summary) addAccounts(f *Facts) {
	usual, by := access.DefaultRules(), map[string]string{} // by: what makes a role privileged by the usual rules
	for i := range f.Rows {
		r := &f.Rows[i]
		in := f.Campaign.Contains(r.Item)
		external, known := f.External(r)
		s.External.count(external && known, in)
		s.PrivilegedAccounts.count(r.Privileged, in)
		if _, judged := by[r.RoleID]; !judged {
			by[r.RoleID] = usual.PrivilegedBy(r.Permissions)
		}
		if !r.Privileged && by[r.RoleID] != "" {
			s.Uncounted++
		}
		s.Inactive.count(r.Privileged && Activity(r) != Active, in)
		if !known && len(f.domains()) > 0 {
			s.Untold++
		}
	}
}

// count adds a thing for which it holds.
func (c *Coverage) count(holds, in bool) {
	if !holds {
		return
	}
	if c.All++; in {
		c.In++
	}
}

// Granted reports whether an elevation in that state gave a role.
func Granted(s elevation.State) bool {
	return slices.Contains([]elevation.State{elevation.Active, elevation.Ended, elevation.Overdue, elevation.Drifted}, s)
}

// persons returns one address of each person in a list of addresses, sorted.
func (f *Facts) persons(addresses []string) (one []string) {
	slices.Sort(addresses)
	for _, a := range slices.Compact(addresses) {
		if !f.People.In(one, a) {
			one = append(one, a)
		}
	}
	return one
}

// late reports whether something happened after the day on which the campaign is due.
func (f *Facts) late(at time.Time) bool { return !at.Before(f.Campaign.Due.AddDate(0, 0, 1)) }
