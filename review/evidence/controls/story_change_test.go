package controls_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/people"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/review/rights"
	"github.com/tuar-dev/tuar/review/settings"
)

// outcome is one way in which a control comes out.
type outcome struct {
	when   string
	change func(*story)
	want   pack.Result
	fact   string   // that it names
	items  []string // that it names
}

// facts makes a change of a story out of one of the facts.
func facts(change func(*pack.Facts)) func(*story) { return func(s *story) { s.also(change) } }

// nothing leaves a story as it is.
func nothing(*story) {}

func oneMoreUser(s *story) {
	s.population.Users = append(s.population.Users, population.User{ID: "zoe", RoleID: "viewer"})
}

// inBulk has two items decided by one act.
func inBulk(items ...string) func(*story) {
	return func(s *story) {
		for _, item := range items {
			s.decided(item).Bulk, s.decided(item).Batch = len(items), "together"
		}
	}
}

func changes(c ...remediation.Recorded) func(*story) {
	return facts(func(f *pack.Facts) { f.Changes = c })
}

func since(c remediation.Recorded) remediation.Recorded {
	c.Since, c.Standing = "Q1 certifies it", remediation.AsSuperseded
	return c
}

func withdrawn(c remediation.Recorded) remediation.Recorded {
	c.Withdrawn, c.Standing = "taken back", remediation.AsWithdrawn
	return c
}

// knowing has a line about people in the record.
func knowing(kind string, data any) func(*story) {
	return also(func(t *testing.T, f *pack.Facts) {
		l, _, err := record.Make(record.Entry{Type: kind, Actor: record.Actor{Email: lead}, Data: data}, "id", "w", record.Genesis, 1, began)
		if f.People = (&people.Ledger{}); err == nil {
			err = f.People.Apply(l)
		}
		if err != nil {
			t.Fatal(err)
		}
	})
}

// lastClosed has the campaign before closed so long before this one.
func lastClosed(ago time.Duration) func(*story) {
	return also(func(t *testing.T, f *pack.Facts) {
		f.Earlier = []*campaign.Campaign{earlier(t, "Q2", "all", f.Campaign.Closing.At.Add(-ago), ada)}
	})
}

// also makes a change of a story out of one of the facts that needs the test.
func also(change func(*testing.T, *pack.Facts)) func(*story) {
	return func(s *story) { s.also(func(f *pack.Facts) { change(s.t, f) }) }
}

func undo(c remediation.Recorded) remediation.Recorded { c.Undo = true; return c }

func listedAfter(d time.Duration) func(*story) {
	return facts(func(f *pack.Facts) {
		f.Changes = []remediation.Recorded{change(ben, remediation.Confirmed, f.Campaign.Decision(ben).At.Add(d))}
	})
}

func lent(state elevation.State) func(*story) {
	return facts(func(f *pack.Facts) { f.Elevations = []elevation.Row{{State: state}} })
}

func marked(hint string) func(*story) {
	return func(s *story) { s.marks = access.Marks{ben: {{Name: hint, Why: "so it is"}}} }
}

// domainsSet has the domains of the company in the settings.
func domainsSet(value string) func(*story) {
	return func(s *story) { s.settings = []settings.Setting{{Key: "domains", Value: value}} }
}

// external has an address of another company for a user or the key.
func external(item string) func(*story) {
	return func(s *story) {
		if item == key {
			s.population.Keys[0].OwnerEmail = "ada@vendor.example"
		}
		for i := range s.population.Users {
			if u := &s.population.Users[i]; "user/"+u.ID == item {
				u.Email = u.ID + "@vendor.example"
			}
		}
	}
}

// endedLate has an elevation that ended so long after it was to end.
func endedLate(late time.Duration) func(*story) {
	return facts(func(f *pack.Facts) {
		f.Elevations = []elevation.Row{{State: elevation.Ended, Proof: elevation.Proof{DueAt: began, Late: &late}}}
	})
}

// glass has those users take a role without approval before the campaign.
func glass(items ...string) func(*story) {
	return facts(func(f *pack.Facts) {
		f.Campaigns = []*campaign.Campaign{f.Campaign}
		for _, item := range items {
			f.Elevations = append(f.Elevations, elevation.Row{Item: item, State: elevation.Ended, BreakGlass: true})
		}
	})
}

// guard has a rule loosened so long after the opening.
func guard(after time.Duration, proposal *rights.Proposal) func(*story) {
	return facts(func(f *pack.Facts) {
		f.Loosened = []rights.Loosened{{Change: rights.Change{Key: "rules.dormant_days", Old: "60", New: "90"}, At: f.Campaign.OpenedAt.Add(after), Proposal: proposal}}
	})
}

// ruleBy has the rule for a role loosened by that person, in the line of that number, as another one proposed unless that
// is empty. In the third line Ada asks for the role for Ben, which Rita approves.
func ruleBy(who, proposer string, line int) func(*story) {
	return facts(func(f *pack.Facts) {
		const rule = `[{"role":"Owner","longest":"%s","approvals":1}]`
		g := rights.Loosened{
			Change: rights.Change{Key: "elevation.rules", Old: fmt.Sprintf(rule, "1h"), New: fmt.Sprintf(rule, "2h")}, By: who, Hash: f.Lines[line-1].Hash,
		}
		if proposer != "" {
			g.Proposal = &rights.Proposal{By: proposer}
		}
		f.Loosened = []rights.Loosened{g}
		f.Elevations = []elevation.Row{{
			State: elevation.Ended, Role: "owner", RequestedBy: "ada@example.com", Email: "ben@example.com",
			Proof: elevation.Proof{Request: f.Lines[2].Hash, Approvals: []elevation.Approval{{By: rita}}},
		}}
	})
}
