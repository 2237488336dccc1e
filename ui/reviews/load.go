package reviews

import (
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/person"
)

// loaded is the answer of load.
type loaded struct {
	campaigns []campaign.Summary
	me        string // empty if the current user is not known
	err       error
}

// load reads all campaigns.
func (s *Screen) load() tea.Cmd {
	env, service := s.env, s.service
	return s.newest.Fetch(s, func() tea.Msg {
		all, err := service.ListCampaigns(env.Context)
		me, _ := service.Actor(env.Context) // the list needs no known user
		return loaded{all, me.Email, err}
	})
}

// settleAfter is the time that the cursor must rest on a campaign before its details are read.
const settleAfter = 60 * time.Millisecond

// rested reports that the cursor has rested that long.
type rested struct{}

// settle waits before the details of the current campaign are read, so that running through the list reads nothing.
func (s *Screen) settle() tea.Cmd { return s.rest.After(settleAfter, s, rested{}) }

// detailed is the answer of describe.
type detailed struct {
	id     string
	detail detail
}

// detail holds the facts about a campaign that are not in the list.
type detail struct {
	plan        campaign.Plan
	taken       time.Time // of the population
	stale       string    // why the population is or was not fit; empty if it is
	compared    string    // the campaign it is compared with
	assignments []assignment
	own         int // items in their own holder's assignment
	closing     *campaign.Closing
	reminders   []campaign.Reminder
	err         error
}

type assignment struct {
	reviewer       string
	items, decided int
	signed         bool
}

// describe reads the details of the current campaign, unless they are known.
func (s *Screen) describe() tea.Cmd {
	c, ok := s.list.Current()
	if _, known := s.details[c.ID]; !ok || known {
		return nil
	}
	env, service := s.env, s.service
	return s.newest.Along(s, func() tea.Msg {
		plan, err := service.CampaignPlan(env.Context, c.ID)
		if err != nil {
			return detailed{c.ID, detail{err: err}}
		}
		var d detail
		if c.State == campaign.Draft {
			preview, err := service.PreviewCampaign(env.Context, plan)
			d = ofDraft(preview)
			d.err = err
		} else if sheet, err := service.Sheet(env.Context, c.ID); err != nil {
			d.err = err
		} else {
			d = ofSheet(sheet)
		}
		d.plan = plan
		return detailed{c.ID, d}
	})
}

func ofDraft(p campaign.Preview) detail {
	d := detail{taken: p.TakenAt, stale: p.Stale, own: len(p.OwnAccess)}
	for _, s := range p.Assignments {
		d.assignments = append(d.assignments, assignment{reviewer: s.Reviewer, items: len(s.Items)})
	}
	for _, s := range p.Second {
		d.assignments = append(d.assignments, assignment{reviewer: s.Reviewer + " (second stage)", items: len(s.Items)})
	}
	return d
}

func ofSheet(sheet *campaign.Sheet) detail {
	d := detail{taken: sheet.TakenAt, stale: sheet.AllowedStale, compared: sheet.PreviousName, closing: sheet.Closing, reminders: sheet.Reminders}
	at := map[string]int{}
	for i, r := range sheet.Summary.Reviewers {
		at[r] = i
		d.assignments = append(d.assignments, assignment{reviewer: r})
	}
	for _, row := range sheet.Rows {
		for _, part := range row.Parts() {
			i, ok := at[part.Reviewer]
			if !ok {
				i = len(d.assignments)
				at[part.Reviewer] = i
				d.assignments = append(d.assignments, assignment{reviewer: part.Reviewer})
			}
			d.assignments[i].items++
			if part.Decision.Verdict != campaign.Undecided {
				d.assignments[i].decided++
			}
		}
		if sheet.People.Like(row.Email, row.Reviewer) != person.None {
			d.own++
		}
	}
	for i, s := range d.assignments {
		d.assignments[i].signed = slices.ContainsFunc(sheet.Signoffs, func(sign campaign.Signoff) bool { return sheet.People.Same(sign.Reviewer, s.reviewer) })
	}
	return d
}
