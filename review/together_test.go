package review_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/settings"
)

// Two processes on one store see each other's decisions, and rules hold across them.
func TestTwoProcessesOnOneStore(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx := t.Context()
	w := d.synced(lead)
	s := d.opened(w, "all", rita, sam)
	one, two := d.open(rita, settings.Credentials{}), d.open(sam, settings.Credentials{})
	sheet, err := one.Sheet(ctx, s.ID)
	if err != nil {
		t.Fatal(err)
	}
	item := row(t, sheet, func(r campaign.SheetRow) bool { return r.Reviewer == rita && r.Email != rita }).Item
	decided(t, w, s.ID, campaign.Choice{Item: item, Verdict: campaign.Certify, Reason: "rita is away"})
	seen := func(w *review.Workspace) campaign.Decision {
		t.Helper()
		sheet, err := w.Sheet(ctx, s.ID)
		if err != nil {
			t.Fatal(err)
		}
		return row(t, sheet, func(r campaign.SheetRow) bool { return r.Item == item }).Decision
	}
	if got := seen(one); got.Verdict != campaign.Certify || got.Reviewer != lead || got.InPlaceOf != rita {
		t.Errorf("the other process sees %+v", got)
	}
	decided(t, one, s.ID, campaign.Choice{Item: item, Verdict: campaign.Revoke}) // it is rita's assignment
	if got := seen(two); got.Verdict != campaign.Revoke || got.Reviewer != rita {
		t.Errorf("the first process sees %+v", got)
	}
	_, err = two.Undo(ctx, s.ID, []string{item})
	wantKind(t, err, fault.Refused) // the decision in force is rita's
	_, err = two.Decide(ctx, s.ID, []campaign.Choice{{Item: item, Verdict: campaign.Certify}})
	wantKind(t, err, fault.Refused) // nor is it sam's to decide anew
	if _, err := one.SignOff(ctx, s.ID, ""); err != nil {
		t.Fatal(err)
	}
	_, err = two.Undo(ctx, s.ID, nil)
	wantKind(t, err, fault.Refused) // the assignment is closed
	if _, err := d.open(lead, settings.Credentials{}).CloseCampaign(ctx, s.ID, "done"); err != nil {
		t.Fatal(err)
	}
	if got, err := two.Campaign(ctx, s.ID); err != nil || got.State != campaign.Closed {
		t.Errorf("%+v, %v", got, err)
	}
}

// Everything at once, as a screen does it: nothing is lost, whoever reads last sees all.
func TestEverythingAtOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx := t.Context()
	w := d.synced(lead)
	s := d.opened(w, "all", rita, sam)
	writers := []*review.Workspace{d.open(rita, settings.Credentials{}), d.open(sam, settings.Credentials{})}
	sheet, err := w.Sheet(ctx, s.ID)
	if err != nil {
		t.Fatal(err)
	}
	const each = 15
	errs := make(chan error, 1000)
	var group sync.WaitGroup
	for n, writer := range writers {
		mine := slices.DeleteFunc(slices.Clone(sheet.Rows), func(r campaign.SheetRow) bool { return r.Reviewer != []string{rita, sam}[n] })
		for _, r := range mine[:each] {
			group.Go(func() {
				_, err := writer.Decide(ctx, s.ID, []campaign.Choice{{Item: r.Item, Verdict: campaign.Abstain}})
				errs <- err
			})
		}
	}
	reads := map[string]func() error{
		"sheet":     func() error { _, err := w.Sheet(ctx, s.ID); return err },
		"overview":  func() error { _, err := w.Overview(ctx); return err },
		"access":    func() error { _, err := w.Access(ctx); return err },
		"export":    func() error { _, err := w.Export(ctx, s.ID); return err },
		"campaigns": func() error { _, err := w.ListCampaigns(ctx); return err },
		"sync":      func() error { _, err := w.Sync(ctx, review.SyncOptions{}); return err },
		"place":     func() error { return w.SaveResumeItem(ctx, s.ID, "user/1") },
		"i am":      func() error { return w.IAm(ctx, lead) },
	}
	for name, read := range reads {
		group.Go(func() {
			for range 4 {
				if err := read(); err != nil {
					errs <- fmt.Errorf("%s: %w", name, err)
				}
			}
		})
	}
	group.Wait()
	close(errs)
	for err := range errs {
		if err != nil {
			t.Error(err)
		}
	}
	want, err := d.open(lead, settings.Credentials{}).Campaign(ctx, s.ID)
	if err != nil || want.Abstained != 2*each {
		t.Errorf("%d of %d decisions, %v", want.Abstained, 2*each, err)
	}
	for _, w := range append(slices.Clone(writers), w) {
		got, err := w.Campaign(ctx, s.ID)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	}
}
