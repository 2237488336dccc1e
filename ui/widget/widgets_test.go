package widget_test

import (
	"testing"
	"time"

	"charm.land/bubbles/v2/key"
	"github.com/charmbracelet/x/ansi"

	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
)

var th = theme.New(true, true)

func TestProgressNeverRoundsToNoneOrAll(t *testing.T) {
	for _, c := range []struct {
		value, total int
		want         string
	}{
		{0, 100, "░░░░░░░░░░"},
		{1, 1000, "█░░░░░░░░░"},
		{46, 100, "████░░░░░░"},
		{999, 1000, "█████████░"},
		{1000, 1000, "██████████"},
		{5, 0, "░░░░░░░░░░"},
	} {
		if got := ansi.Strip(widget.Progress(th, c.value, c.total, 10)); got != c.want {
			t.Errorf("%d of %d: %s, want %s", c.value, c.total, got, c.want)
		}
	}
}

func TestBarChart(t *testing.T) {
	bars := []widget.Bar{{"Owner", 12, "2 dormant"}, {"Operator", 48, ""}, {"Viewer", 3, ""}, {"Creator", 1, ""}}
	want(t, "all in", ansi.Strip(widget.BarChart(th, bars[:3], 40, 3)),
		"Owner    ████              12  2 dormant",
		"Operator █████████████████ 48           ",
		"Viewer   █                  3           ",
	)
	want(t, "too many and narrow", ansi.Strip(widget.BarChart(th, bars, 20, 3)),
		"Owner  ██         12",
		"Opera… ██████████ 48",
		"and 2 more          ",
	)
}

func TestKeyLineDropsFromTheRightButKeepsTheLast(t *testing.T) {
	off := bind("u", "undo")
	off.SetEnabled(false)
	keys := []key.Binding{bind("c", "certify"), bind("r", "revoke"), off, bind("?", "help")}
	for width, want := range map[int]string{
		32: " c certify  r revoke  ? help    ",
		28: " c certify  r revoke  ? help",
		27: " c certify  ? help         ",
		8:  " ? help ",
	} {
		if got := ansi.Strip(widget.KeyLine(th, keys, width)); got != want {
			t.Errorf("%d cells: %q, want %q", width, got, want)
		}
	}
}

func TestBoxSplitAndRule(t *testing.T) {
	want(t, "box", ansi.Strip(widget.Box(th, "d.ito\x1b", "Owner since 3 Oct", 12, 3)),
		"╭─ d.ito␛ ─╮",
		"│Owner sinc│",
		"╰──────────╯",
	)
	want(t, "split", ansi.Strip(widget.Split(th, "a", "b\nc", 3, 2, 2)),
		"a  │b ",
		"   │c ",
	)
	want(t, "rule", ansi.Strip(widget.Rule(th, "dormant", 15)), "── dormant ────")
}

func TestLineKeepsStylesBalanced(t *testing.T) {
	got := widget.Line(th.Bad.Render("no access at all"), 5)
	if ansi.Strip(got) != "no ac" || got[len(got)-1] != 'm' {
		t.Errorf("%q: the style does not end with the line", got)
	}
}

func TestRelativeTimes(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		offset  time.Duration
		ago, in string
	}{
		{0, "just now", "now"},
		{-59 * time.Second, "just now", "now"},
		{-5 * time.Minute, "5 min ago", "5 min ago"},
		{-2*time.Hour - 59*time.Minute, "2 h ago", "2 h ago"},
		{-47 * time.Hour, "47 h ago", "47 h ago"},
		{-48 * time.Hour, "2 days ago", "2 days ago"},
		{-118 * 24 * time.Hour, "118 days ago", "118 days ago"},
		{45 * time.Minute, "in 45 min", "in 45 min"},
		{7 * 24 * time.Hour, "in 7 days", "in 7 days"},
	} {
		if got := widget.Ago(now.Add(c.offset), now); got != c.ago {
			t.Errorf("Ago %v: %q, want %q", c.offset, got, c.ago)
		}
		if got := widget.In(now.Add(c.offset), now); got != c.in {
			t.Errorf("In %v: %q, want %q", c.offset, got, c.in)
		}
	}
	if widget.Ago(time.Time{}, now) != "never" || widget.In(time.Time{}, now) != "never" {
		t.Error("the zero time is not never")
	}
	if widget.Days(1) != "1 day" || widget.Days(0) != "0 days" {
		t.Error("days are counted with the wrong word")
	}
}
