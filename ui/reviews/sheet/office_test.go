package sheet

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/reviewtest"
	"github.com/tuar-dev/tuar/review/rights"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

const second = "second@example.com"

// office is a workspace with a past: a campaign closed a quarter ago and everything that changed since. Its
// administrator, who is an owner, is at the keyboard.
type office struct {
	*reviewtest.World
	me       string
	campaign string // open
}

// newOffice opens a campaign over everything, shared among the reviewers; without any it is all the administrator's.
func newOffice(t *testing.T, reviewers ...string) *office {
	t.Helper()
	t.Parallel()
	o := quarterLater(t, false)
	if len(reviewers) == 0 {
		reviewers = []string{o.me}
	}
	o.open(o.Open(reviewers[0]), "Autumn review", reviewers...)
	return o
}

func quarterLater(t *testing.T, nasty bool) *office {
	t.Helper()
	world := reviewtest.New(t, torqtest.Options{})
	if nasty {
		world.Torq.UseNastyNames()
	}
	o := &office{World: world, me: world.Torq.Admin()}
	w := o.Open(second)
	o.Sync(w)
	reviewtest.Grant(t, w, o.me, rights.Owner)
	o.open(w, "Summer review", second)
	sheet, err := w.Sheet(t.Context(), o.campaign)
	if err != nil {
		t.Fatal(err)
	}
	choices := make([]campaign.Choice, len(sheet.Rows))
	for i, r := range sheet.Rows {
		choices[i] = campaign.Choice{Item: r.Item, Verdict: campaign.Certify, Reason: "needed in summer"}
	}
	if _, err := w.Decide(t.Context(), o.campaign, choices); err != nil {
		t.Fatal(err)
	}
	if _, err := w.CloseCampaign(t.Context(), o.campaign, ""); err != nil {
		t.Fatal(err)
	}
	o.Torq.AdvanceQuarter()
	o.Clock.Advance(90 * 24 * time.Hour)
	o.Sync(o.Open(o.me))
	return o
}

func (o *office) open(w *review.Workspace, name string, reviewers ...string) {
	o.Helper()
	o.campaign = o.Campaign(w, campaign.Plan{
		Name: name, Reviewers: reviewers, Instructions: "Ask the manager where you do not know the person.",
	})
}

// line is what the journal says of a decision, made or taken back.
type line struct {
	Type string
	campaign.Decided
}

// journal is what the record holds about decisions in the open campaign, read anew from the disk.
func (o *office) journal() []line {
	o.Helper()
	var lines []line
	for _, l := range o.Lines(campaign.TypeDecided, campaign.TypeUndone) {
		d := line{Type: l.Type}
		if err := json.Unmarshal(l.Data, &d.Decided); err != nil {
			o.Fatal(err)
		}
		if d.Campaign == o.campaign {
			lines = append(lines, d)
		}
	}
	return lines
}
