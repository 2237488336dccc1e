package pack

import (
	"fmt"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/elevation"
)

// fact is something the cover says.
type fact struct {
	Name  string
	Value any // a cell of a table
}

// cover returns what the covers of report and workbook say of the campaign.
func (f *Facts) cover(x Index) []fact {
	c, p := f.Campaign, f.Population
	facts := []fact{}
	if f.Company != "" {
		facts = append(facts, fact{"company", f.Company})
	}
	facts = append(facts, []fact{
		{"source", f.Origin.Source.String()},
		{"state", f.stateInWords()},
		{"workspace", fmt.Sprintf("%s (region %s)", x.Workspace, x.Region)},
		{"Torq workspace", p.TorqWorkspace()},
		{"campaign", x.Campaign},
		{"scope", x.Scope},
		{"due", dueInWords(c)},
		{"owner", c.Owner},
		{"reviewers", strings.Join(c.Reviewers, ", ")},
		{"opened at", c.OpenedAt},
		{"items", int64(x.Items)},
	}...)
	if x.AssignedBy != "" {
		facts = append(facts, fact{"assigned by", x.AssignedBy})
	}
	s := f.Summary()
	facts = append(facts, fact{"not reviewed", s.leftOutInWords()})
	for _, v := range s.Verdicts.verdicts() {
		facts = append(facts, fact{string(v), int64(s.Verdicts[v])})
	}
	facts = append(facts, f.changeFacts()...)
	if s.Granted > 0 {
		facts = append(facts, fact{"temporary roles", fmt.Sprintf(
			"%d given; ended late or not proven to have ended: %d; without approval (break-glass): %d, of which without a review afterwards: %d; changed outside of tuar: %d",
			s.Granted, s.EndedLate, s.BreakGlass, s.Unreviewed, s.Elevations[elevation.Drifted])})
	}
	facts = append(facts, fact{"population", x.Population}, fact{"population taken at", p.TakenAt})
	if f.Roster != nil {
		facts = append(facts, fact{"roster", f.Roster.Name}, fact{"roster imported at", f.Roster.ImportedAt},
			fact{"age of the roster at opening", agedDays(f.Roster.Age(c.OpenedAt))})
	}
	facts = append(facts,
		fact{"population taken by", fmt.Sprintf("API key %s, with tuar %s on %s", p.Tool.ClientID, p.Tool.Version,
			p.Tool.Host)},
		fact{"users", int64(s.Users.All)}, fact{"API keys", int64(s.Keys.All)}, fact{"roles", int64(len(p.Roles))},
		fact{"SSO claim mappings", int64(s.Mappings.All)})
	if f.Previous != nil {
		facts = append(facts, fact{"compared with", f.Previous.Name})
	}
	if c.Closing != nil {
		facts = append(facts, fact{"closed at", c.Closing.At})
	}
	return append(facts, fact{"as of", f.AsOf})
}

// changeFacts returns what became of the changes that were decided; nothing if there is none.
func (f *Facts) changeFacts() (facts []fact) {
	s := f.Summary()
	n := s.Changes
	if n.Decided+n.Superseded == 0 {
		return nil
	}
	facts = []fact{{"changes decided", int64(n.Decided)}, {"changes proven", int64(n.Proven)}}
	for _, one := range []struct {
		name string
		n    int
	}{
		{"changes not proven", n.Unproven},
		{"changes that came back", n.Returned},
		{"changes undone", n.Undone},
		{"changes without a decision in force", n.Withdrawn},
		{"changes decided by a newer campaign", n.Superseded},
	} {
		if one.n > 0 {
			facts = append(facts, fact{one.name, int64(one.n)})
		}
	}
	if n.Proven > 0 {
		facts = append(facts, fact{"from decision to proof", s.SinceDecided.String()})
	}
	return facts
}

// dueInWords returns the due date, with those that it had before.
func dueInWords(c *campaign.Campaign) string {
	text := c.Due.Format(campaign.DateLayout)
	for _, m := range campaign.Moved(c.DueMoves) {
		text += "; " + m.String()
	}
	return text
}

func (f *Facts) stateInWords() string {
	if v := f.Campaign.Voiding; v != nil {
		return "VOID: " + v.By + " voided it on " + v.At.UTC().Format("2 Jan 2006") + ": " + v.Reason + ". It answers for nothing."
	}
	if f.Final() {
		return "closed: nothing in it can change any more"
	}
	return "NOT FINAL: the campaign is still " + string(f.Campaign.State) + ", and what this shows may change"
}

// signoffs returns what reviewers and the closer signed.
func (f *Facts) signoffs() []campaign.SignedStatement {
	return campaign.Statements(f.Campaign.Superseded, f.Campaign.Signoffs, f.Campaign.Closing)
}

// agedDays returns an age in whole days, in words.
func agedDays(age time.Duration) string {
	switch days := int(age.Hours() / 24); days {
	case 0:
		return "less than a day"
	case 1:
		return "1 day"
	default:
		return fmt.Sprintf("%d days", days)
	}
}
