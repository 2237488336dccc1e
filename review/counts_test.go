package review_test

import (
	"archive/zip"
	"encoding/csv"
	"fmt"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/evidence"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/settings"
)

// Whatever was decided, every place that counts it gives the same figures: the campaign's row, the list, the overview,
// the sheet, the export, the assignments and the tables of the pack.
func TestFiguresAgree(t *testing.T) {
	t.Parallel()
	for seed := range uint64(3) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(seed, 7))
			d := newDesk(t)
			ctx := t.Context()
			w := d.synced(rita)
			asSam := d.open(sam, settings.Credentials{})
			id := d.opened(w, "all", rita, sam).ID
			sheet, err := w.Sheet(ctx, id)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range sheet.Rows {
				by := map[string]*review.Workspace{rita: w, sam: asSam}[r.Reviewer]
				if r.Own || random.IntN(3) == 0 || sheet.People.Like(r.Email, r.Reviewer) != person.None {
					continue
				}
				c := campaign.Choice{Item: r.Item, Verdict: campaign.Verdicts[random.IntN(len(campaign.Verdicts))], Reason: "as agreed"}
				if c.Verdict == campaign.Reduce || c.Verdict == campaign.Move {
					to := sheet.Roles[random.IntN(len(sheet.Roles))]
					if c.ToRole, c.Verdict, _ = exchange(sheet, r, to.ID); c.Verdict == "" {
						continue
					}
				}
				decided(t, by, id, c)
				if random.IntN(8) == 0 {
					if _, err := by.Undo(ctx, id, nil); err != nil {
						t.Fatal(err)
					}
				}
			}
			want := map[campaign.Verdict]int{}
			if sheet, err = w.Sheet(ctx, id); err != nil {
				t.Fatal(err)
			}
			for _, r := range sheet.Rows {
				want[r.Decision.Verdict]++
			}
			agree := func(where string, got map[campaign.Verdict]int) {
				t.Helper()
				maps.DeleteFunc(got, func(_ campaign.Verdict, n int) bool { return n == 0 })
				if !maps.Equal(got, want) {
					t.Errorf("%s counts %v, the sheet %v", where, got, want)
				}
			}
			of := func(s campaign.Summary) map[campaign.Verdict]int {
				return map[campaign.Verdict]int{
					campaign.Certify: s.Certified, campaign.Reduce: s.Reduced, campaign.Move: s.Moved, campaign.Revoke: s.Revoked,
					campaign.Abstain: s.Abstained, campaign.Undecided: s.Items - s.Decided,
				}
			}
			one, err := w.Campaign(ctx, id)
			all, err2 := w.ListCampaigns(ctx)
			overview, err3 := w.Overview(ctx)
			table, err4 := w.Export(ctx, id)
			if err != nil || err2 != nil || err3 != nil || err4 != nil {
				t.Fatal(err, err2, err3, err4)
			}
			agree("the campaign", of(one))
			agree("the list", of(all[0]))
			agree("the overview", of(overview.Campaigns[0]))
			agree("the sheet's summary", of(sheet.Summary))
			exported, assignments := map[campaign.Verdict]int{}, map[campaign.Verdict]int{}
			for _, r := range table.Rows {
				exported[r.Decision.Verdict]++
			}
			agree("the export", exported)
			for _, who := range []*review.Workspace{w, asSam} {
				assignment, err := who.Assignment(ctx, id)
				if err != nil || len(assignment.Undecided) != assignment.Counts[campaign.Undecided] {
					t.Errorf("assignment %+v, %v", assignment, err)
				}
				for v, n := range assignment.Counts {
					assignments[v] += n
				}
			}
			agree("the assignments", assignments)
			if left, err := w.Leftover(ctx, id); err != nil || len(left.Undecided) != want[campaign.Undecided] {
				t.Errorf("left %d, %v", len(left.Undecided), err)
			}
			pack := filepath.Join(t.TempDir(), "pack.zip")
			if _, err := w.PackEvidence(ctx, id, evidence.PackOptions{Path: pack}); err != nil {
				t.Fatal(err)
			}
			z, err := zip.OpenReader(pack)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = z.Close() }()
			f, err := z.Open("tables/decisions.csv")
			if err != nil {
				t.Fatal(err)
			}
			rows, err := csv.NewReader(f).ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			at, packed := slices.Index(rows[0], "decision"), map[campaign.Verdict]int{}
			for _, r := range rows[1:] {
				packed[campaign.Verdict(r[at])]++
			}
			agree("the pack", packed)
		})
	}
}

// exchange is what giving the row that role instead would be.
func exchange(sheet *campaign.Sheet, r campaign.SheetRow, to string) (string, campaign.Verdict, string) {
	for _, role := range sheet.Roles {
		if role.ID == to && to != r.RoleID {
			verdict, why := campaign.Exchange(sheet.Rules, r.Row, role)
			return to, verdict, why
		}
	}
	return to, "", ""
}
