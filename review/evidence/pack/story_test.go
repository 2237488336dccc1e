package pack

import (
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
)

const lead, rita, sam, sue = "lead@example.com", "rita@example.com", "sam@example.com", "sue@example.com"

// began is when the campaign of a story was made, ten days before it is due.
var began = time.Date(2026, 10, 1, 8, 0, 0, 0, time.UTC)

// story is how a campaign over three people went: o.ada is in the assignment of rita, o.ben and rita herself in that of
// sam.
type story struct {
	assurance   record.Assurance // of everybody
	due         time.Time
	assignments []campaign.Assignment
	decisions   map[string][]campaign.Decided // by who made them
	signed      []string
	open        bool
	second      []campaign.Decided // by sue, in the second stage of those items
	counted     []string           // undecided at the closing, and revoked by the rule
	also        func(*Facts)       // what the lines do not say
}

// calm returns a story in which nothing is out of the ordinary.
func calm() *story {
	decided := func(item string) campaign.Decided {
		return campaign.Decided{Item: item, Decision: campaign.Certify, DwellMS: 3000, Bulk: 1, Hints: []string{}, Batch: item}
	}
	return &story{
		assurance: record.ByAPIKey, due: began.AddDate(0, 0, 10),
		assignments: []campaign.Assignment{{Reviewer: rita, Items: []string{"user/ada"}}, {Reviewer: sam, Items: []string{"user/ben", "user/rita"}}},
		decisions:   map[string][]campaign.Decided{rita: {decided("user/ada")}, sam: {decided("user/ben"), decided("user/rita")}},
		signed:      []string{rita, sam}, also: func(*Facts) {},
	}
}

// told returns what the record says of a story, with an hour between two lines.
func (s *story) told(t *testing.T) *packView {
	t.Helper()
	book, prev, at := campaign.NewBook(core.NewBase()), record.Line{}, began
	var lines []record.Line
	write := func(kind, who string, data any) {
		l, _, err := record.Make(record.Entry{Type: kind, Actor: record.Actor{Email: who, Assurance: s.assurance}, Data: data}, "id", "w", prev.Hash, prev.Seq+1, at)
		if err == nil {
			err = book.Apply(l)
		}
		if err != nil {
			t.Fatal(err)
		}
		lines, prev, at = append(lines, l), l, at.Add(time.Hour)
	}
	write(campaign.TypeCreated, lead, campaign.Created{Campaign: "q4", Name: "Q4", Scope: "all", Due: s.due.Format(campaign.DateLayout), Reviewers: []string{rita, sam}})
	opened := campaign.Opened{Campaign: "q4", Population: "p", Rules: access.DefaultRules(), Assignments: s.assignments, Disagreement: campaign.AnyRevokeWins}
	for _, d := range s.second {
		opened.Second = append(opened.Second, campaign.Assignment{Reviewer: sue, Items: []string{d.Item}})
	}
	if len(s.counted) > 0 {
		opened.Undecided = campaign.RevokeUndecided
	}
	write(campaign.TypeOpened, lead, opened)
	for _, who := range []string{rita, sam} {
		for _, d := range s.decisions[who] {
			d.Campaign = "q4"
			write(campaign.TypeDecided, who, d)
		}
	}
	for _, d := range s.second {
		c, _ := book.Get("q4")
		d.Campaign, d.Stage, d.Of = "q4", campaign.SecondStage, c.In(d.Item, campaign.FirstStage).Line.Hash
		write(campaign.TypeDecided, sue, d)
	}
	for _, who := range s.signed {
		write(campaign.TypeSignedOff, who, campaign.SignedOff{Campaign: "q4"})
	}
	if !s.open {
		write(campaign.TypeClosed, lead, campaign.ClosedData{Campaign: "q4", Undecided: append([]string{}, s.counted...), Unsigned: []string{}, Counted: s.counted})
	}
	f, err := From(lines)
	if err != nil {
		t.Fatal(err)
	}
	f.Campaign, _ = book.Get("q4")
	f.Population = &population.Population{V: 1, TakenAt: began, Roles: []population.Role{{ID: "r", Name: "Viewer"}}}
	for _, id := range []string{"ada", "ben", "rita"} {
		f.Population.Users = append(f.Population.Users, population.User{ID: id, Email: id + "@example.com", RoleID: "r", Status: population.StatusVerified, CreatedAt: &began, LastLoginAt: &began})
	}
	f.Syncs, f.Controls = []Sync{{At: began, By: lead, Population: "p"}}, func(*Facts) []Control { return nil }
	s.also(f)
	f.Rows = access.Rows(f.Population, f.Campaign.Rules, f.Campaign.OpenedAt, nil, nil, f.Roster)
	return f.view()
}
