package review_test

import (
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/admin"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/reviewtest"
	"github.com/tuar-dev/tuar/review/rights"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

// told returns what the overview says of that kind.
func told(t *testing.T, w *review.Workspace, kind string) (texts []string) {
	t.Helper()
	o, err := w.Overview(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range o.Attention {
		if a.Kind == kind {
			texts = append(texts, a.Text+" > "+a.Hint.String())
		}
	}
	return texts
}

// one returns the only text, which must hold all of the parts; the test fails otherwise.
func one(t *testing.T, texts []string, parts ...string) {
	t.Helper()
	if len(texts) != 1 {
		t.Fatalf("it says %q", texts)
	}
	for _, part := range parts {
		if !strings.Contains(texts[0], part) {
			t.Errorf("%q is not in %q", part, texts[0])
		}
	}
}

func TestALookAlikeOfAReviewerIsToldUntilAnOwnerStatesThatTheyAreTwo(t *testing.T) {
	t.Parallel()
	world := reviewtest.New(t, torqtest.Options{})
	owner := world.Open("p.lang@example.com")
	world.Sync(owner)
	holder := world.Holder("Contributor", false, 0)
	local, _, _ := strings.Cut(holder, "@")
	reviewer := local + "@partner.example"
	reviewtest.Grant(t, owner, holder, rights.Auditor)
	if _, err := owner.AddPerson(t.Context(), admin.Addition{Email: reviewer}); err != nil {
		t.Fatal(err)
	}
	world.Campaign(owner, campaign.Plan{Name: "Autumn", Reviewers: []string{"p.lang@example.com", reviewer}})
	one(t, told(t, owner, review.NeedsApart), holder, reviewer, "Autumn", "tuar people distinct")
	one(t, told(t, owner, review.NeedsUser), reviewer, "is no user of the last sync")
	if _, err := owner.DeclareDistinct(t.Context(), reviewer, holder, "works at the partner"); err != nil {
		t.Fatal(err)
	}
	if texts := told(t, owner, review.NeedsApart); texts != nil {
		t.Errorf("after it was stated: %q", texts)
	}
}

func TestAnApproverWhoIsNoUserIsTold(t *testing.T) {
	t.Parallel()
	world := reviewtest.New(t, torqtest.Options{})
	owner := world.Open("p.lang@example.com")
	world.Sync(owner)
	if _, err := owner.AddPerson(t.Context(), admin.Addition{Email: "former@example.com"}); err != nil {
		t.Fatal(err)
	}
	if texts := told(t, owner, review.NeedsUser); texts != nil {
		t.Errorf("before: %q", texts)
	}
	reviewtest.Grant(t, owner, "former@example.com", rights.Approver)
	one(t, told(t, owner, review.NeedsUser), "former@example.com may approve", "does not count")
}

func TestOneOwnerIsToldWhereOthersAct(t *testing.T) {
	t.Parallel()
	world := reviewtest.New(t, torqtest.Options{})
	owner := world.Open("p.lang@example.com")
	world.Sync(owner)
	colleague := world.Holder("Contributor", false, 0)
	world.Campaign(owner, campaign.Plan{Name: "Alone", Reviewers: []string{"p.lang@example.com"}})
	if texts := told(t, owner, review.OneOwner); texts != nil {
		t.Errorf("a person alone is told %q", texts)
	}
	reviewtest.Grant(t, owner, colleague, rights.Manager)
	one(t, told(t, owner, review.OneOwner), "p.lang@example.com is the only owner", "tuar rights grant EMAIL owner")
	reviewtest.Grant(t, owner, colleague, rights.Owner)
	if texts := told(t, owner, review.OneOwner); texts != nil {
		t.Errorf("with two owners: %q", texts)
	}
}
