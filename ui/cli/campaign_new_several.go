package cli

import (
	"cmp"
	"context"
	"errors"
	"strings"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
)

// newIn is the campaign to be made in one of several workspaces.
type newIn struct {
	workspace *review.Workspace
	newCampaign
	preview campaign.Preview
	made    campaign.Summary // what is there already; its ID is empty if nothing is
}

// campaignNewSeveral makes a campaign in each workspace, all of one series. It checks all before it begins. One that is
// there already, by its name, is not made again: after a failure in the middle the same command goes on.
func (s *session) campaignNewSeveral(ctx context.Context, n newCampaign) error {
	if err := s.checkNew(&n); err != nil {
		return err
	}
	e, err := s.estate(ctx)
	if err != nil {
		return err
	}
	plans, items, err := s.prepareNew(ctx, e.Workspaces, n)
	if err != nil {
		return err
	}
	if n.open && items > 0 {
		question := "Open " + n.plan.Name + " in " + count(len(plans), "workspace") + " with " + count(items, "item") + "?"
		if err := s.confirm(ctx, question); err != nil {
			return err
		}
	}
	j := &joint{session: s}
	var did []string
	for _, one := range plans {
		made, text, err := one.make(ctx)
		if err != nil {
			wrapped := fault.Wrap(err, "it was not made in %s", one.workspace.Name())
			if len(did) > 0 {
				wrapped = fault.Wrap(err, "it is there in %s, and was not made in %s", strings.Join(did, ", "), one.workspace.Name())
			}
			s.aside().hang(s.aside().dim("to go on:"), "the same command again, once this is mended")
			return errors.Join(j.give(), wrapped)
		}
		did = append(did, one.workspace.Name())
		if !s.json {
			s.aside().hang(s.aside().good(text+":"), "%s in %s, %s, due %s", made.ID, one.workspace.Name(), count(made.Items, "item"), made.Due)
		}
		if err := j.add(one.workspace.Name(), answer{json: made}); err != nil {
			return err
		}
	}
	if err := j.give(); err != nil || s.json {
		return err
	}
	next := "campaign open "
	if n.open {
		next = "review "
	}
	s.aside().next("tuar --workspace " + s.name + " " + next + quoted([]string{n.plan.Name}))
	return nil
}

// prepareNew checks the plan in every workspace, shows what each would hold, and returns how many items would be opened.
func (s *session) prepareNew(ctx context.Context, workspaces []*review.Workspace, n newCampaign) (plans []newIn, items int, err error) {
	var failures []error
	series := ""
	for _, w := range workspaces {
		one := newIn{workspace: w, newCampaign: n}
		if one.made, err = named(ctx, w, n.plan.Name); err == nil && (one.made.ID == "" || n.open && one.made.State == campaign.Draft) {
			one.preview, err = one.prepare(ctx, w)
			items += one.preview.Items
		}
		if err != nil {
			failures = append(failures, inWorkspace{w.Name(), err})
			continue
		}
		series = cmp.Or(series, one.made.Series)
		plans = append(plans, one)
	}
	if len(failures) > 0 {
		s.note("nothing was made: a campaign of several workspaces is checked in all of them before it begins")
		return nil, 0, errors.Join(failures...)
	}
	series = cmp.Or(series, campaign.NewSeries(n.plan.Name))
	for i := range plans {
		plans[i].plan.Series = series
		if one := plans[i]; one.preview.Population != "" {
			p := s.aside()
			p.linef("%s", p.bold("── "+one.workspace.Name()))
			p.preview(one.preview, one.workspace.Now())
		}
	}
	return plans, items, nil
}

// named returns the draft or open campaign of that name; an empty one if there is none.
func named(ctx context.Context, w *review.Workspace, name string) (campaign.Summary, error) {
	all, err := w.ListCampaigns(ctx)
	for _, c := range all {
		if strings.EqualFold(c.Name, strings.TrimSpace(name)) && !c.Ended() {
			return c, err
		}
	}
	return campaign.Summary{}, err
}

// make makes the campaign and opens it, as far as that was not done, and says in a word what was done.
func (n *newIn) make(ctx context.Context) (made campaign.Summary, did string, err error) {
	made, did = n.made, "there already"
	if made.ID == "" {
		if made, err = n.workspace.NewCampaign(ctx, n.plan); err != nil {
			return made, "", err
		}
		did = "made"
	}
	if n.open && made.State == campaign.Draft {
		made, err = n.workspace.OpenCampaign(ctx, made.ID, n.allowStale)
		did = "opened"
	}
	return made, did, err
}
