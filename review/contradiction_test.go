package review_test

import (
	"slices"
	"testing"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/population"
)

// withKey is a person of the sheet and their private API key, neither of which is the reviewer's own.
func withKey(t *testing.T, sheet *campaign.Sheet) (owner, key campaign.SheetRow) {
	t.Helper()
	for _, k := range sheet.Rows {
		for _, p := range sheet.Rows {
			if k.KeyType == population.KeyPrivate && p.Kind == access.User && person.Same(p.Email, k.Email) && !p.Own && !k.Own {
				return p, k
			}
		}
	}
	t.Fatal("no private key of a member")
	return owner, key
}

// A person who is revoked while their private key is certified is told by the sheet and by the self-check alike, with
// both rows; so is one whose key the campaign does not review.
func TestContradictionsOnRecord(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	w := d.synced(rita)
	c := d.opened(w, "all", rita)
	sheet, err := w.Sheet(t.Context(), c.ID)
	if err != nil {
		t.Fatal(err)
	}
	owner, key := withKey(t, sheet)
	check := func(id string) pack.Control {
		t.Helper()
		r, err := w.CheckEvidence(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(r.Checks, func(c pack.Control) bool { return c.Name == "decisions-consistent" })
		if i < 0 {
			t.Fatal("no such control")
		}
		return r.Checks[i]
	}
	if before := check(c.ID); before.Result != pack.NotApplicable || len(before.Items) != 0 {
		t.Errorf("before anything is decided: %+v", before)
	}
	decided(t, w, c.ID, campaign.Choice{Item: key.Item, Verdict: campaign.Certify, Reason: "runs the nightly job"})
	decided(t, w, c.ID, campaign.Choice{Item: owner.Item, Verdict: campaign.Revoke, Reason: "left"})
	if sheet, err = w.Sheet(t.Context(), c.ID); err != nil {
		t.Fatal(err)
	}
	want := []string{key.Item, owner.Item}
	certain := slices.DeleteFunc(sheet.Contradictions(sheet.Rows), func(c campaign.Contradiction) bool { return c.Possible })
	if len(certain) != 1 || !slices.Equal(certain[0].Items, want) {
		t.Errorf("the sheet has %+v", certain)
	}
	if got := check(c.ID); got.Result != pack.Weak || !slices.Equal(got.Items, want) {
		t.Errorf("the self-check says %+v", got)
	}

	users := d.opened(w, `kind == "user"`, rita)
	decided(t, w, users.ID, campaign.Choice{Item: owner.Item, Verdict: campaign.Revoke, Reason: "left"})
	if sheet, err = w.Sheet(t.Context(), users.ID); err != nil {
		t.Fatal(err)
	}
	certain = slices.DeleteFunc(sheet.Contradictions(sheet.Rows), func(c campaign.Contradiction) bool { return c.Possible })
	if len(certain) == 0 || !slices.Equal(certain[0].Items, []string{owner.Item}) {
		t.Errorf("of a key that is not reviewed the sheet has %+v", certain)
	}
	if got := check(users.ID); got.Result != pack.Weak || !slices.Equal(got.Items, []string{owner.Item}) {
		t.Errorf("of a key that is not reviewed the self-check says %+v", got)
	}
}
