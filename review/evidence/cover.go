package evidence

import (
	"fmt"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/campaign"
)

// fact is something the cover says.
type fact struct {
	Name  string
	Value any // a cell of a table
}

// cover is what the covers of report and workbook say of the campaign.
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
	for _, v := range verdicts {
		facts = append(facts, fact{string(v), int64(f.count(v))})
	}
	facts = append(facts, fact{"population", x.Population}, fact{"population taken at", p.TakenAt},
		fact{"population taken by", fmt.Sprintf("API key %s, with tuar %s on %s", p.Tool.ClientID, p.Tool.Version, p.Tool.Host)},
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

// verdicts are all that may stand beside an item, in the order in which they are shown.
var verdicts = []campaign.Verdict{campaign.Certify, campaign.Reduce, campaign.Revoke, campaign.Abstain, campaign.Undecided}

// count is how many items have that verdict.
func (f *Facts) count(v campaign.Verdict) int {
	n := 0
	for _, item := range f.Campaign.Items {
		if f.Campaign.Decision(item).Verdict == v {
			n++
		}
	}
	return n
}

// signoff is a statement, of a reviewer about a share or of who closed the campaign about the whole.
type signoff struct {
	Part, By, Assurance string
	At                  time.Time
	Statement           string
}

func (f *Facts) signoffs() []signoff {
	var out []signoff
	for _, s := range f.Campaign.Signoffs {
		out = append(out, signoff{"share", s.Reviewer, string(s.Assurance), s.At, s.Statement})
	}
	if c := f.Campaign.Closing; c != nil {
		out = append(out, signoff{"whole", c.By, string(c.Assurance), c.At, c.Statement})
	}
	return out
}
