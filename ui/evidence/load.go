package evidence

import (
	"cmp"
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/evidence"
	"github.com/tuar-dev/tuar/ui/screen"
)

// loaded is the answer of load.
type loaded struct {
	campaigns []campaign.Summary
	check     evidence.SelfCheck
	id        string
	err       error
}

// load reads the evidence of the shown campaign, or of the first one.
func (s *Screen) load() tea.Cmd {
	env, service, id := s.env, s.service, s.id
	return s.newest.Fetch(s, func() tea.Msg {
		all, err := service.ListCampaigns(env.Context)
		if err != nil {
			return loaded{err: err}
		}
		l := loaded{campaigns: opened(all), id: id}
		if id == "" && service.Pack() != nil {
			l.id = service.Pack().Campaign // what else the record tells of rests on what is not in the pack
		}
		if l.id == "" && len(l.campaigns) > 0 {
			l.id = l.campaigns[0].ID
		}
		if l.id != "" {
			l.check, l.err = service.CheckEvidence(env.Context, l.id)
		}
		return l
	})
}

// opened returns the campaigns that have evidence, closed ones first, each group with the newest first.
func opened(all []campaign.Summary) []campaign.Summary {
	some := slices.DeleteFunc(slices.Clone(all), func(c campaign.Summary) bool { return c.State == campaign.Draft || c.Population == "" })
	open := func(c campaign.Summary) int { return map[campaign.State]int{campaign.Open: 1}[c.State] }
	slices.SortStableFunc(some, func(a, b campaign.Summary) int { return cmp.Compare(open(a), open(b)) })
	return some
}

func (s *Screen) loaded(l loaded) {
	s.read, s.err = true, l.err
	if l.campaigns != nil {
		s.campaigns = l.campaigns
	}
	if l.err != nil {
		return
	}
	s.id = l.id
	s.counts, s.short = l.check.Tally(), fmt.Sprintf("%d fail, %d weak", l.check.Failed, l.check.Weak)
	if l.check.SoFar {
		s.short = "so far: " + s.short
	}
	s.base.SetGroups(findings(l.check))
}

// shown returns the campaign whose evidence is shown; false if there is none.
func (s *Screen) shown() (campaign.Summary, bool) {
	i := slices.IndexFunc(s.campaigns, func(c campaign.Summary) bool { return c.ID == s.id })
	if i < 0 {
		return campaign.Summary{}, false
	}
	return s.campaigns[i], true
}

// came is a page that was made while another was shown, or the error.
type came struct {
	page page
	err  error
}

// fetch makes a page in a command, and says meanwhile what is being done.
func (s *Screen) fetch(what string, do func() (page, error)) tea.Cmd {
	s.busy = what
	return screen.Fetch(s, func() tea.Msg {
		p, err := do()
		return came{p, err}
	})
}

func (s *Screen) came(msg came) tea.Cmd {
	s.busy = ""
	if msg.err != nil {
		return screen.Send(screen.Failed{Err: msg.err})
	}
	s.pages.Push(msg.page)
	return nil
}
