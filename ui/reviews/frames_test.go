package reviews

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/uitest"
)

var now = time.Date(2026, 11, 23, 15, 0, 0, 0, time.UTC)

const hash = "3f2a91bc01ff7d0c52e0d9a1b6f04c8e1f2a3b4c5d6e7f8091a2b3c4d5e6f708"

func summaries() []campaign.Summary {
	return []campaign.Summary{
		{
			ID: "keys-90ab", Name: "API keys", State: campaign.Draft, Due: "2026-12-31", Population: hash, Scope: `kind == "key"`,
			Items: 22, Reviewers: []string{"p.lang@example.com"}, SignedOff: []string{}, Owner: "p.lang@example.com",
		},
		{
			ID: "q4-2026-access-review-1f3c", Name: "Q4 2026 access review", State: campaign.Open, Due: "2026-11-30", Population: hash,
			Scope: "all", Items: 143, Decided: 46, Certified: 31, Reduced: 3, Revoked: 11, Abstained: 1,
			Reviewers: []string{"p.lang@example.com", "m.cho@example.com"}, SignedOff: []string{"m.cho@example.com"}, Owner: "p.lang@example.com",
		},
		{
			ID: "leavers-77aa", Name: "Leavers\x1b[2J\n of 名前 " + strings.Repeat("long ", 40), State: campaign.Open, Due: "2026-11-13", Population: hash,
			Scope: `status != "VERIFIED"`, Items: 9, Decided: 9, Revoked: 9, Overdue: true,
			Reviewers: []string{"m.cho@example.com"}, SignedOff: []string{}, Owner: "p.lang@example.com",
		},
		{
			ID: "q3-2026-access-review-aa01", Name: "Q3 2026 access review", State: campaign.Closed, Due: "2026-08-30", Population: hash,
			Scope: "all", Items: 131, Decided: 129, Certified: 120, Revoked: 9, Reviewers: []string{"p.lang@example.com"},
			SignedOff: []string{"p.lang@example.com"}, Owner: "p.lang@example.com",
		},
	}
}

func shown(t *testing.T, all []campaign.Summary) *Screen {
	t.Helper()
	s := New(&screen.Env{Context: context.Background(), Now: func() time.Time { return now }}, nil)
	s.Update(loaded{campaigns: all, me: "P.Lang@example.com"})
	return s
}

func withDetails(t *testing.T) *Screen {
	t.Helper()
	s := shown(t, summaries())
	s.list.To("q4-2026-access-review-1f3c")
	s.Update(detailed{"q4-2026-access-review-1f3c", detail{
		plan:     campaign.Plan{Instructions: "Ask the manager where you do not know the person. Owners need a reason.", CopiedFrom: "q3-2026-access-review-aa01"},
		taken:    now.Add(-50 * time.Hour),
		stale:    "the population is from 21 Nov 2026 13:00 UTC, older than 48h0m0s",
		compared: "Q3 2026 access review", own: 2,
		assignments: []assignment{
			{reviewer: "p.lang@example.com", items: 72, decided: 20},
			{reviewer: "m.cho@example.com", items: 71, decided: 26, signed: true},
		},
	}})
	return s
}

func TestListFrames(t *testing.T) {
	look := func(of *Screen) func(*testing.T, uitest.Size) string {
		return func(_ *testing.T, size uitest.Size) string {
			return uitest.Plain(of.View(theme.New(true, true), size.Width, size.Body()))
		}
	}
	uitest.Look(t, "list", look(withDetails(t)), []uitest.Size{uitest.Usual, uitest.Large}, "Q4 2026 access review", "46/143", "API keys")
	uitest.Look(t, "empty", look(shown(t, nil)), []uitest.Size{uitest.Usual}, "There is no campaign yet.", "Press n for a new one.")
}

func TestEveryFrameFitsEverySize(t *testing.T) {
	failed := shown(t, summaries())
	failed.Update(loaded{err: fault.New(fault.Damaged, "line 3 of journal/a.jsonl does not check out").WithHint("restore it")})
	screens := map[string]*Screen{
		"list": shown(t, summaries()), "details": withDetails(t), "empty": shown(t, nil), "failed": failed,
		"unread": New(&screen.Env{Context: context.Background(), Now: func() time.Time { return now }}, nil),
	}
	for name, s := range screens {
		for _, unicode := range []bool{true, false} {
			th := theme.New(true, unicode)
			for _, w := range []int{40, 53, 60, 80, 109, 110, 120, 160} {
				for _, h := range []int{7, 8, 9, 14, 21, 42} {
					uitest.CheckFrame(t, fmt.Sprintf("%s %d×%d unicode %v", name, w, h, unicode), s.View(th, w, h), w, h, unicode)
				}
			}
		}
	}
}

func TestSmallestTerminalKeepsListAndDetails(t *testing.T) {
	frame := uitest.Plain(withDetails(t).View(theme.New(true, false), 60, 14))
	for _, want := range []string{"Q4 2026 access review", "in 7 days", "46/143", "API keys", "draft"} {
		if !strings.Contains(frame, want) {
			t.Errorf("at 60×16 %q is missing:\n%s", want, frame)
		}
	}
}
