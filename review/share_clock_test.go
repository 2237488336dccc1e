package review_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/admin"
	"github.com/tuar-dev/tuar/review/campaign"
)

// A colleague whose clock is a year ahead is named, with what to do, and holds nobody up.
func TestAColleaguesClockOfNextYear(t *testing.T) {
	t.Parallel()
	d := newCrew(t)
	ahead := d.machines[1]
	ahead.Clock.Advance(365 * 24 * time.Hour)
	at := ahead.Open(d.people[0]) // who is an owner
	// Torq's clock is known there, so that it records nothing that depends on the time; other lines it does.
	must(at.AddPerson(t.Context(), admin.Addition{Email: "new@example.com"}))
	must(at.SyncShare(t.Context(), false))

	w := d.machines[0].Open(d.people[0])
	if out := must(w.SyncShare(t.Context(), false)); len(out.Refused) != 0 {
		t.Fatalf("%+v", out.Refused)
	}
	decided(t, w, d.id, campaign.Choice{Item: d.assigned(t, w, 0)[0], Verdict: campaign.Certify, Reason: "as before"})
	told := ""
	for _, a := range must(w.Overview(t.Context())).Attention {
		if a.Kind == review.NeedsClock {
			told += a.Text + "; " + a.Hint.String() + "\n"
		}
	}
	if !strings.Contains(told, "machine-1") || !strings.Contains(told, "NTP") || strings.Count(told, "\n") != 1 {
		t.Errorf("told %q", told)
	}
	status := must(w.ShareStatus(t.Context()))
	for _, writer := range status.Writers {
		if (writer.Ahead != nil) != (writer.Writer == "machine-1") {
			t.Errorf("%+v", writer)
		}
	}
	must(w.SyncShare(t.Context(), false))
	must(at.SyncShare(t.Context(), false))
	var here, there []string
	for _, l := range must(w.Journal(t.Context())) {
		here = append(here, l.Hash)
	}
	for _, l := range must(at.Journal(t.Context())) {
		there = append(there, l.Hash)
	}
	if !slices.Equal(here, there) {
		t.Error("the records differ")
	}
}
