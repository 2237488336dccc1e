package review_test

import (
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/review/rights"
	"github.com/tuar-dev/tuar/review/settings"
)

// In a store from before rights the person who acted first is the owner, and what was done stays in effect.
func TestRightsBeginInAnEarlierRecord(t *testing.T) {
	t.Parallel()
	const first = "h.garcia@example.com"
	d := earlierDesk(t, 1)
	w := d.open(first, settings.Credentials{})
	owners := must(w.ListRights(t.Context()))
	if len(owners) != 1 || owners[0].Email != first || owners[0].Right != rights.Owner || !owners[0].At.IsZero() {
		t.Fatalf("rights will begin with %+v", owners)
	}
	before, was := must(w.Journal(t.Context())), must(w.Settings(t.Context()))
	_, err := d.open(sam, settings.Credentials{}).ChangeSettings(t.Context(), func(s *settings.Settings) error { return s.Set("rules.dormant_days", "45") })
	if fault.KindOf(err) != fault.Refused || len(must(w.Journal(t.Context()))) != len(before) {
		t.Fatalf("a person who is not the first: %v", err)
	}
	must(w.ChangeSettings(t.Context(), func(s *settings.Settings) error { return s.Set("rules.dormant_days", "45") }))

	standing := must(w.Standing(t.Context()))
	acts := 0
	for _, l := range before {
		if standing.Refused(l) != "" {
			t.Errorf("%s is refused: %s", l.Place(), standing.Refused(l))
		}
		if standing.FromBefore(l) {
			acts++
		}
	}
	for _, l := range must(w.Journal(t.Context()))[len(before):] {
		if standing.FromBefore(l) || standing.Refused(l) != "" {
			t.Errorf("%s: from before rights %v, refused %q", l.Place(), standing.FromBefore(l), standing.Refused(l))
		}
	}
	if acts == 0 {
		t.Error("no act is marked as from before rights")
	}
	if closed := must(w.ListCampaigns(t.Context())); len(closed) != 1 || closed[0].Decided != 14 {
		t.Errorf("%+v", closed)
	}
	if now := must(w.Settings(t.Context())); now.Rules.PendingDays != was.Rules.PendingDays || now.Rules.DormantDays != 45 {
		t.Errorf("%+v", now.Rules)
	}
}

// A line by a person without the right for it is kept, has no effect, and is named to whoever leads.
func TestALineWithoutRight(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	w := d.synced(rita)
	attention := func() (texts []string) {
		for _, a := range must(w.Overview(t.Context())).Attention {
			if a.Kind == review.NeedsRights {
				texts = append(texts, a.Text+": "+a.Hint.String())
			}
		}
		return texts
	}
	if got := attention(); len(got) > 0 {
		t.Fatal(got)
	}
	by := record.Actor{Email: sam, Assurance: record.Declared}
	d.write(record.Entry{Type: settings.TypeChanged, Actor: by, Data: settings.Changed{Key: "rules.dormant_days", Old: "90", New: "900"}})
	if got := attention(); len(got) != 1 || !strings.Contains(got[0], sam+" is not owner") || !strings.Contains(got[0], "tuar journal list --refused") {
		t.Errorf("%q", got)
	}
	d.write(record.Entry{Type: remediation.TypeMethodsRetried, Actor: by, Data: remediation.MethodsRetriedData{}})
	if got := attention(); len(got) != 1 || !strings.Contains(got[0], "2 lines") {
		t.Errorf("%q", got)
	}
	if now := must(w.Settings(t.Context())); now.Rules.DormantDays != 90 {
		t.Errorf("%+v", now.Rules)
	}
	if ok, detail := journalOK(t, w); !ok {
		t.Error(detail)
	}
}

// Two owners who take the right from each other at once leave one.
func TestOwnersDoNotRemoveEachOther(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	w := d.synced(rita)
	by := func(email string) record.Actor { return record.Actor{Email: email, Assurance: record.Declared} }
	d.write(
		record.Entry{Type: rights.TypeGranted, Actor: by(rita), Data: rights.Granted{Email: sam, Right: rights.Owner}},
		record.Entry{Type: rights.TypeRevoked, Actor: by(rita), Data: rights.Revoked{Email: rita, Right: rights.Owner}},
		record.Entry{Type: rights.TypeRevoked, Actor: by(sam), Data: rights.Revoked{Email: sam, Right: rights.Owner}},
		record.Entry{Type: rights.TypeRevoked, Actor: by(rita), Data: rights.Revoked{Email: sam, Right: rights.Owner}},
	)
	held := must(w.ListRights(t.Context()))
	if len(held) != 1 || held[0].Email != sam {
		t.Errorf("%+v", held)
	}
	if refused := must(w.Refused(t.Context())); len(refused) != 2 {
		t.Errorf("%+v", refused)
	}
}
