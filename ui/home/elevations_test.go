package home

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/theme"
)

func TestElevationsCountDownAndOnlyOthersRequestsWaitForMe(t *testing.T) {
	now := time.Date(2026, 11, 23, 13, 51, 0, 0, time.UTC)
	at := func(minutes int) *time.Time { t := now.Add(time.Duration(minutes) * time.Minute); return &t }
	s := New(&screen.Env{Now: func() time.Time { return now }}, nil)
	s.actor = record.Actor{Email: "P.Lang@example.com"}
	s.Update(screen.Status{Overview: review.Overview{
		Elevations: []elevation.Row{
			{ID: "el-1", Email: "t.lund@example.com", Role: "Owner", State: elevation.Overdue, StartsAt: at(-90), EndsAt: at(-12), ActiveAt: at(-90)},
			{ID: "el-2", Email: "p.lang@example.com", Role: "Owner", State: elevation.Active, StartsAt: at(-19), EndsAt: at(41), BreakGlass: true},
			{ID: "el-3", Email: "d.ito@example.com", Role: "Admin", State: elevation.Requested, RequestedBy: "d.ito@example.com", Seconds: 7200, Granted: 7200},
			{ID: "el-4", Email: "o.reyes@example.com", Role: "Admin", State: elevation.Requested, RequestedBy: "p.lang@example.com", Seconds: 3600, Granted: 3600},
			{ID: "el-5", Email: "a.berg@example.com", Role: "Admin", State: elevation.Approved, StartsAt: at(135), EndsAt: at(255)},
		},
		Attention: []review.Attention{
			{Kind: review.NeedsReturn, Text: "t.lund still holds Owner", Hint: fault.NewHint("%s", fault.Reap.With()), Elevation: "el-1"},
			{Kind: review.NeedsApproval, Text: "d.ito asks for Admin", Elevation: "el-3"},
			{Kind: review.NeedsApproval, Text: "p.lang asks for Admin", Elevation: "el-4", NotYours: true},
		},
	}})
	for width, wants := range map[int][]string{
		160: {"OVERDUE since 13:39", "Owner !", "41 min left, until 14:32", "█", "waits for approval, for 2h", "in 2 h 15 min", "elevations (5)", "d.ito asks", "needs attention (2)"},
		80:  {"OVERDUE since 13:39", "41 min left, until 14:32", "elevations (5)"},
		60:  {"OVERDUE since 13:39", "41 min left"},
	} {
		frame := ansi.Strip(s.View(theme.New(true, true), width, 40))
		for _, want := range wants {
			if !strings.Contains(frame, want) {
				t.Errorf("at %d %q is missing:\n%s", width, want, frame)
			}
		}
		if strings.Contains(frame, "p.lang asks") {
			t.Errorf("one's own request waits for oneself:\n%s", frame)
		}
	}
}
