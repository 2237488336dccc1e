package review_test

import (
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
)

// What is next is what is really next for this person, from the first sync to the evidence.
func TestWhatIsNext(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	w := d.synced(rita)
	ctx := t.Context()
	key := creds(d.server.OwnerKey())
	other := d.open(sam, key)
	next := func(w *review.Workspace, id string) review.Step {
		t.Helper()
		step, err := w.Next(ctx, id)
		if id == "" {
			step, err = w.NextInWorkspace(ctx)
		}
		check(t, err)
		return step
	}
	want := func(got review.Step, command, waiting string) {
		t.Helper()
		if got.Way.String() != command || waiting == "" != (got.Waiting == "") || !strings.Contains(got.Waiting, waiting) {
			t.Errorf("got %+v, want %q, waiting for %q", got, command, waiting)
		}
	}
	want(next(w, ""), `tuar campaign new --name "…"`, "")
	s := d.opened(w, `role == "Operator"`, rita, sam)
	want(next(w, ""), "tuar review "+s.ID, "")
	want(next(other, s.ID), "tuar review "+s.ID, "")
	want(next(d.open("", key), s.ID), "tuar review "+s.ID, "")

	decide := func(w *review.Workspace, who string, verdict campaign.Verdict) {
		t.Helper()
		sheet, err := w.Sheet(ctx, s.ID)
		check(t, err)
		var choices []campaign.Choice
		for _, r := range sheet.Rows {
			if r.Reviewer == who {
				choices = append(choices, campaign.Choice{Item: r.Item, Verdict: verdict, Reason: "looked at"})
			}
		}
		_, err = w.Decide(ctx, s.ID, choices)
		check(t, err)
	}
	decide(w, rita, campaign.Revoke)
	want(next(w, s.ID), "tuar signoff "+s.ID, "")
	_, err := w.SignOff(ctx, s.ID, "")
	check(t, err)
	want(next(w, s.ID), "", sam+" must sign off")
	want(next(w, ""), "", sam+" must sign off")
	decide(other, sam, campaign.Certify)
	want(next(other, ""), "tuar signoff "+s.ID, "")
	_, err = other.SignOff(ctx, s.ID, "")
	check(t, err)
	want(next(other, s.ID), "", rita+" can close")
	want(next(w, s.ID), "tuar campaign close "+s.ID, "")
	_, err = w.CloseCampaign(ctx, s.ID, "")
	check(t, err)
	want(next(w, s.ID), "tuar remediate plan "+s.ID, "")
	want(next(w, ""), "tuar remediate plan "+s.ID, "")
}

// Whoever has nothing left but their own access must hand it over.
func TestWhatIsNextIsToHandOverOnesOwnAccess(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	me := d.server.Admin()
	w := d.synced(me)
	draft, err := w.NewCampaign(t.Context(), campaign.Plan{Name: "Mine", Scope: `email == "` + me + `" && kind == "user"`, Due: d.clock.Now().Add(24 * time.Hour), Reviewers: []string{me}})
	check(t, err)
	step, err := w.Next(t.Context(), draft.ID)
	if check(t, err); step.Way != fault.OpenCampaign.On(draft.ID) {
		t.Errorf("%+v", step)
	}
	_, err = w.OpenCampaign(t.Context(), draft.ID, false)
	check(t, err)
	step, err = w.Next(t.Context(), draft.ID)
	if check(t, err); step.Way.Act != fault.Delegate || step.Way.Arg != draft.ID || step.Why == "" {
		t.Errorf("%+v", step)
	}
}
