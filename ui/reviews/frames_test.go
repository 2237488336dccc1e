package reviews

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/theme"
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
	s := New(&screen.Desk{Context: context.Background(), Now: func() time.Time { return now }}).(*Screen)
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
		shares: []share{
			{reviewer: "p.lang@example.com", items: 72, decided: 20},
			{reviewer: "m.cho@example.com", items: 71, decided: 26, signed: true},
		},
	}})
	return s
}

// bodies are what the root leaves of a terminal of 80×24 and of 160×45.
var bodies = map[string][2]int{"80x24": {80, 21}, "160x45": {160, 42}}

func frames(t *testing.T, s *Screen) {
	t.Helper()
	for name, size := range bodies {
		t.Run(name, func(t *testing.T) {
			golden.RequireEqual(t, plain(s.View(theme.New(true, true), size[0], size[1])))
		})
	}
}

// plain is a frame without colours and without the blanks at the ends of lines.
func plain(frame string) string {
	lines := strings.Split(ansi.Strip(frame), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n") + "\n"
}

func TestListFrames(t *testing.T)  { frames(t, withDetails(t)) }
func TestEmptyFrames(t *testing.T) { frames(t, shown(t, nil)) }

func TestEveryFrameFitsEverySize(t *testing.T) {
	failed := shown(t, summaries())
	failed.Update(loaded{err: fault.New(fault.Damaged, "line 3 of journal/a.jsonl does not check out").WithHint("restore it")})
	screens := map[string]*Screen{
		"list": shown(t, summaries()), "details": withDetails(t), "empty": shown(t, nil), "failed": failed,
		"unread": New(&screen.Desk{Context: context.Background(), Now: func() time.Time { return now }}).(*Screen),
	}
	for name, s := range screens {
		for _, unicode := range []bool{true, false} {
			th := theme.New(true, unicode)
			for _, w := range []int{40, 53, 60, 80, 109, 110, 120, 160} {
				for _, h := range []int{7, 8, 9, 14, 21, 42} {
					checkFrame(t, fmt.Sprintf("%s %d×%d unicode %v", name, w, h, unicode), s.View(th, w, h), w, h, unicode)
				}
			}
		}
	}
}

func checkFrame(t *testing.T, what, frame string, w, h int, unicode bool) {
	t.Helper()
	lines := strings.Split(frame, "\n")
	if len(lines) != h {
		t.Fatalf("%s: %d lines", what, len(lines))
	}
	for i, line := range lines {
		text := ansi.Strip(line)
		if got := ansi.StringWidth(text); got != w {
			t.Fatalf("%s: line %d is %d cells: %q", what, i, got, text)
		}
		for _, r := range text {
			if r < ' ' || !unicode && r > '~' {
				t.Fatalf("%s: line %d has %q", what, i, r)
			}
		}
	}
}

func TestSmallestTerminalKeepsListAndDetails(t *testing.T) {
	frame := plain(withDetails(t).View(theme.New(true, false), 60, 14))
	for _, want := range []string{"Q4 2026 access review", "in 7 days", "46/143", "API keys", "draft"} {
		if !strings.Contains(frame, want) {
			t.Errorf("at 60×16 %q is missing:\n%s", want, frame)
		}
	}
}
