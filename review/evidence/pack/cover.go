package pack

import (
	"fmt"
	"strings"

	"github.com/tuar-dev/tuar/review/campaign"
)

// fact is something the cover says.
type fact struct {
	Name  string
	Value any // a cell of a table
}

// cover returns what the covers of report and workbook say of the campaign.
func (f *Facts) cover(x Index) []fact {
	c, p := f.Campaign, f.Population
	facts := []fact{
		{"state", f.stateInWords()},
		{"workspace", fmt.Sprintf("%s (region %s)", x.Workspace, x.Region)},
		{"campaign", x.Campaign},
		{"scope", x.Scope},
		{"due", x.Due},
		{"owner", c.Owner},
		{"reviewers", strings.Join(c.Reviewers, ", ")},
		{"opened at", c.OpenedAt},
		{"items", int64(x.Items)},
	}
	counts := f.counted()
	for _, v := range counts.verdicts() {
		facts = append(facts, fact{string(v), int64(counts[v])})
	}
	facts = append(facts, fact{"population", x.Population}, fact{"population taken at", p.TakenAt},
		fact{"population taken by", fmt.Sprintf("API key %s, with tuar %s on %s", p.Tool.ClientID, p.Tool.Version,
			p.Tool.Host)},
		fact{"users", int64(len(p.Users))}, fact{"API keys", int64(len(p.Keys))}, fact{"roles", int64(len(p.Roles))},
		fact{"SSO claim mappings", int64(len(p.Mappings))})
	if f.Previous != nil {
		facts = append(facts, fact{"compared with", f.Previous.Name})
	}
	if c.Closing != nil {
		facts = append(facts, fact{"closed at", c.Closing.At})
	}
	return append(facts, fact{"as of", f.AsOf})
}

func (f *Facts) stateInWords() string {
	if f.Final() {
		return "closed: nothing in it can change any more"
	}
	return "NOT FINAL: the campaign is still " + string(f.Campaign.State) + ", and what this shows may change"
}

// counted returns how many items of the campaign have each verdict.
func (f *Facts) counted() verdictsOf {
	n := verdictsOf{}
	for _, item := range f.Campaign.Items {
		n[f.Campaign.Decision(item).Verdict]++
	}
	return n
}

// signoffs returns what reviewers and the closer signed.
func (f *Facts) signoffs() []campaign.SignedStatement {
	return campaign.Statements(f.Campaign.Signoffs, f.Campaign.Closing)
}
