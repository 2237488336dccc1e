package pack

import (
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/tabular"
)

// Format is the version of the pack format. It changes whenever the same journals and populations give other bytes.
const Format = 5

// Index is pack.json, which describes a pack. Times are RFC 3339 UTC, empty if unset.
type Index struct {
	V           int            `json:"v"` // Format
	Workspace   string         `json:"workspace"`
	Region      string         `json:"region"`
	Campaign    string         `json:"campaign"` // its id
	Name        string         `json:"campaign_name"`
	State       campaign.State `json:"state"`
	Final       bool           `json:"final"` // nothing in the campaign can change any more
	Scope       string         `json:"scope"`
	AssignedBy  string         `json:"assigned_by,omitempty"` // rules of assignment; empty if the reviewers got rows by the split alone
	Due         string         `json:"due"`
	Owner       string         `json:"owner"`
	OpenedAt    string         `json:"opened_at"`
	ClosedAt    string         `json:"closed_at"`
	Previous    string         `json:"previous"` // the campaign it is compared with
	Items       int            `json:"items"`
	Decided     int            `json:"decided"`
	Population  string         `json:"population"`
	TakenAt     string         `json:"population_taken_at"`
	Source      string         `json:"source"`       // where the populations came from; see population.Source
	Account     string         `json:"torq_account"` // ID of the Torq workspace; empty if that is unknown
	Journals    []Head         `json:"journals"`
	Populations []string       `json:"populations"`
	AsOf        string         `json:"as_of"` // time of the last journal line
	Rows        map[string]int `json:"rows"`  // by table
	// Torn lists the writers whose last line was torn and is left out. Nothing else in the pack shows it.
	Torn []string `json:"torn,omitempty"`
	// Company and Logo are the letterhead of the report, as the maker of the pack gave them. Nothing else shows them.
	Company string `json:"company,omitempty"`
	Logo    string `json:"logo,omitempty"` // a data URI
}

// Index returns the description of the pack.
func (f *Facts) Index(tables []*tabular.Table) Index {
	c := f.Campaign
	s := f.Summary()
	x := Index{
		V: Format, Workspace: f.Population.Workspace, Region: f.Population.Region, Campaign: c.ID, Name: c.Name,
		State: c.State, Final: f.Final(),
		Scope: c.Scope, AssignedBy: c.AssignedBy(), Due: c.Due.Format(campaign.DateLayout), Owner: c.Owner, OpenedAt: tabular.String(c.OpenedAt), Previous: c.Previous,
		Items:   s.Items,
		Decided: s.Decided, Population: c.Population, TakenAt: tabular.String(f.Population.TakenAt), Journals: f.Heads,
		Populations: f.Names, AsOf: tabular.String(f.AsOf), Rows: map[string]int{}, Torn: f.Torn,
	}
	x.Company, x.Logo = f.Company, f.Logo
	x.Source = f.Origin.Source.String()
	if f.Population.Account != nil {
		x.Account = f.Population.Account.ID
	}
	if c.Closing != nil {
		x.ClosedAt = tabular.String(c.Closing.At)
	}
	for _, t := range tables {
		x.Rows[t.Name] = t.Len
	}
	return x
}
