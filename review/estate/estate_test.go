package estate_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/estate"
	"github.com/tuar-dev/tuar/review/reviewtest"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

// company is two workspaces with a campaign each, of one series.
type company struct {
	*estate.Estate
	worlds []*reviewtest.World
	series string
	admin  string
}

func newCompany(t *testing.T) *company {
	c := &company{Estate: &estate.Estate{}, series: campaign.NewSeries("Q4 access review")}
	for i, name := range []string{"prod", "dev"} {
		w := reviewtest.New(t, torqtest.Options{Seed: 3, Users: 30 + 5*i})
		w.Workspace, c.admin = name, w.Torq.Admin()
		by := w.Open(c.admin)
		w.Sync(by)
		w.Campaign(by, campaign.Plan{Name: "Q4 access review", Series: c.series, Reviewers: []string{c.admin}})
		c.worlds, c.Workspaces = append(c.worlds, w), append(c.Workspaces, by)
	}
	return c
}

// lines returns how many decisions and undos each record has.
func (c *company) lines() map[string]int {
	n := map[string]int{}
	for _, w := range c.worlds {
		n[w.Workspace] = len(w.Lines(campaign.TypeDecided, campaign.TypeUndone))
	}
	return n
}

// TestTheQueueIsTheUnionOfTheQueues decides, takes back and names aliases at random, in the queue and beside it: the queue
// shows at any time the rows of all workspaces and nothing else, and each act is in the records that it is about alone.
func TestTheQueueIsTheUnionOfTheQueues(t *testing.T) {
	c := newCompany(t)
	ctx := t.Context()
	queue := c.Queue(c.series)
	aliases := 0
	rapid.Check(t, func(rt *rapid.T) {
		joined, err := queue.Sheet(ctx, "")
		if err != nil {
			rt.Fatal(err)
		}
		before := c.lines()
		free := slices.DeleteFunc(slices.Clone(joined.Rows), func(r campaign.SheetRow) bool { return r.Own })
		switch rapid.IntRange(0, 3).Draw(rt, "act") {
		case 0, 1:
			var choices []campaign.Choice
			touched := map[string]int{}
			for _, i := range rapid.SliceOfNDistinct(rapid.IntRange(0, len(free)-1), 1, 4, rapid.ID[int]).Draw(rt, "rows") {
				verdict := rapid.SampledFrom([]campaign.Verdict{campaign.Certify, campaign.Revoke, campaign.Abstain}).Draw(rt, "verdict")
				choices = append(choices, campaign.Choice{Item: free[i].Item, Verdict: verdict, Reason: "looked at it"})
				touched[free[i].Workspace]++
			}
			decided, err := queue.Decide(ctx, "", choices)
			if err != nil || len(decided) != len(choices) {
				rt.Fatalf("%d of %d decided: %v", len(decided), len(choices), err)
			}
			for name, n := range touched {
				before[name] += n
			}
			if after := c.lines(); !maps.Equal(after, before) {
				rt.Fatalf("the records have %v decisions, not %v", after, before)
			}
			if rapid.Bool().Draw(rt, "take back") {
				undone, err := queue.Undo(ctx, "", nil)
				if err != nil || len(undone) != len(choices) {
					rt.Fatalf("%d of %d taken back: %v", len(undone), len(choices), err)
				}
				for name, n := range touched {
					before[name] += n
				}
				if after := c.lines(); !maps.Equal(after, before) {
					rt.Fatalf("the records have %v lines after taking back, not %v", after, before)
				}
			}
		case 2: // beside the queue
			w := c.Workspaces[rapid.IntRange(0, 1).Draw(rt, "workspace")]
			rows, err := w.Sheet(ctx, c.series)
			if err != nil {
				rt.Fatal(err)
			}
			open := slices.DeleteFunc(rows.Rows, func(r campaign.SheetRow) bool { return r.Own })
			r := open[rapid.IntRange(0, len(open)-1).Draw(rt, "row")]
			if _, err := w.Decide(ctx, c.series, []campaign.Choice{{Item: r.Item, Verdict: campaign.Revoke, Reason: "beside"}}); err != nil {
				rt.Fatal(err)
			}
		case 3:
			w := c.Workspaces[rapid.IntRange(0, 1).Draw(rt, "workspace")]
			aliases++
			r := free[rapid.IntRange(0, len(free)-1).Draw(rt, "person")]
			who := r.Email
			if r.Workspace != w.Name() || r.Kind != access.User {
				return
			}
			if _, err := w.AddAlias(ctx, who, fmt.Sprintf("alias%d@example.org", aliases)); err != nil {
				rt.Fatal(err)
			}
		}
		c.holds(rt, queue)
	})
}

// holds compares the queue with the sheets of the workspaces.
func (c *company) holds(t *rapid.T, queue *estate.Queue) {
	ctx := t.Context()
	joined, err := queue.Sheet(ctx, "")
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]campaign.SheetRow{}
	for _, r := range joined.Rows {
		got[r.Item] = r
	}
	n, decided := 0, 0
	for _, w := range c.Workspaces {
		sheet, err := w.Sheet(ctx, c.series)
		if err != nil {
			t.Fatal(err)
		}
		n, decided = n+len(sheet.Rows), decided+sheet.Summary.Decided
		for _, r := range sheet.Rows {
			in := got[estate.Join(w.Name(), r.Item)]
			if in.Workspace != w.Name() || in.Decision.Verdict != r.Decision.Verdict || in.Decision.Line != r.Decision.Line || in.Role != r.Role {
				t.Fatalf("%s of %s is %s in the queue and %s in its sheet", r.Item, w.Name(), in.Decision.Verdict, r.Decision.Verdict)
			}
			for _, also := range sheet.People.Addresses(r.Email) {
				if r.Email != "" && joined.People.Key(also) != joined.People.Key(r.Email) {
					t.Fatalf("%s and %s are one person in %s, and two in the queue", also, r.Email, w.Name())
				}
			}
		}
	}
	if len(joined.Rows) != n || joined.Summary.Items != n || joined.Summary.Decided != decided {
		t.Fatalf("the queue has %d rows, %d items and %d decided, not %d and %d", len(joined.Rows), joined.Summary.Items, joined.Summary.Decided, n, decided)
	}
}

func TestOneWorkspaceRefusesAndTheOthersAreTold(t *testing.T) {
	c := newCompany(t)
	ctx := t.Context()
	queue := c.Queue("Q4 access review")
	joined, err := queue.Sheet(ctx, "")
	if err != nil {
		t.Fatal(err)
	}
	item := func(of *review.Workspace) string {
		i := slices.IndexFunc(joined.Rows, func(r campaign.SheetRow) bool { return r.Workspace == of.Name() && !r.Own })
		return joined.Rows[i].Item
	}
	if _, err := c.Workspaces[1].SignOff(ctx, c.series, ""); err != nil {
		t.Fatal(err)
	}
	_, err = queue.Decide(ctx, "", []campaign.Choice{
		{Item: item(c.Workspaces[0]), Verdict: campaign.Revoke}, {Item: item(c.Workspaces[1]), Verdict: campaign.Revoke},
	})
	if err == nil || err.Error() == "" {
		t.Fatal("a signed assignment took a decision")
	}
	if got := c.lines(); got["prod"] != 1 || got["dev"] != 0 {
		t.Errorf("the records have %v decisions", got)
	}
	list, err := c.ListCampaigns(ctx)
	if err != nil || len(list) != 3 || list[0].Workspace != "prod, dev" || list[0].Decided != 1 || list[1].ID != "prod:"+c.series {
		t.Errorf("the list is %+v, %v", list, err)
	}
	if members, err := c.Campaigns(ctx, list[0].ID); err != nil || len(members) != 2 {
		t.Errorf("the joined line stands for %d campaigns: %v", len(members), err)
	}
	if _, err := c.Find(ctx, "nothing"); err == nil {
		t.Error("a campaign was found that is in no workspace")
	}
}
