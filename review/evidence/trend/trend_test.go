package trend

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tuar-dev/tuar/review/elevation"
)

func date(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 12, 0, 0, 0, time.UTC)
}

// shown returns the quarters of a trend in a line each: "2026-Q1: a b | 1 2".
func shown(t Trend) (lines []string) {
	for _, q := range t.Quarters {
		var names []string
		for _, c := range q.Campaigns {
			names = append(names, c.ID)
		}
		lines = append(lines, fmt.Sprintf("%s: %s |%s", q.Name, strings.Join(names, " "), strings.Trim(fmt.Sprint(q.Elevations), "[]")))
	}
	return lines
}

func TestQuarters(t *testing.T) {
	active := func(at time.Time) elevation.Row { return elevation.Row{State: elevation.Ended, ActiveAt: &at} }
	for _, of := range []struct {
		name       string
		campaigns  []Campaign
		elevations []elevation.Row
		want       []string
	}{
		{"nothing", nil, nil, nil},
		{
			"a quarter without a campaign, and the present one",
			[]Campaign{{ID: "b", OpenedAt: date(2026, 3, 31)}, {ID: "c", OpenedAt: date(2026, 7, 1)}, {ID: "a", OpenedAt: date(2026, 1, 1)}},
			nil,
			[]string{"2026-Q1: a b |0 0 0", "2026-Q2:  |0 0 0", "2026-Q3: c |0 0 0", "2026-Q4:  |0 0"},
		},
		{
			"a campaign that a clock ahead opened",
			[]Campaign{{ID: "a", OpenedAt: date(2027, 8, 1)}},
			nil,
			[]string{"2026-Q4:  |0 0", "2027-Q3: a |"},
		},
		{
			"elevations alone, of which one was not granted",
			nil,
			[]elevation.Row{active(date(2026, 9, 30)), active(date(2026, 9, 1)), {State: elevation.Denied, RequestedAt: date(2026, 9, 2)}, active(date(2026, 11, 1))},
			[]string{"2026-Q3:  |0 0 2", "2026-Q4:  |0 1"},
		},
	} {
		t.Run(of.name, func(t *testing.T) {
			b := Builder{campaigns: of.campaigns}
			if got := shown(b.Trend(of.elevations, date(2026, 11, 30))); !slices.Equal(got, of.want) {
				t.Errorf("%q, want %q", got, of.want)
			}
		})
	}
}

// Every campaign and every elevation is in one quarter, and no quarter is left out up to the present one.
func TestQuartersHoldAll(tt *testing.T) {
	rapid.Check(tt, func(t *rapid.T) {
		day := rapid.Custom(func(t *rapid.T) time.Time {
			return date(2015, 1, 1).AddDate(0, 0, rapid.IntRange(0, 4500).Draw(t, "day"))
		})
		now := day.Draw(t, "now")
		b := Builder{}
		for i, at := range rapid.SliceOfN(day, 0, 9).Draw(t, "opened") {
			b.campaigns = append(b.campaigns, Campaign{ID: fmt.Sprint(i), OpenedAt: at})
		}
		var elevations []elevation.Row
		for _, at := range rapid.SliceOfN(day, 0, 9).Draw(t, "elevations") {
			elevations = append(elevations, elevation.Row{State: elevation.Active, StartsAt: &at})
		}
		trend := b.Trend(elevations, now)
		campaigns, granted := 0, 0
		for i, q := range trend.Quarters {
			campaigns += len(q.Campaigns)
			granted += q.Granted()
			if i > 0 && q.Name <= periodOf(now).String() {
				if follows := periodOf(periodOf(quarterBegin(t, trend.Quarters[i-1].Name)).begin().AddDate(0, 3, 0)).String(); q.Name != follows {
					t.Fatalf("%s follows %s", q.Name, trend.Quarters[i-1].Name)
				}
			}
			for _, c := range q.Campaigns {
				if periodOf(c.OpenedAt).String() != q.Name {
					t.Fatalf("%s is in %s", c.OpenedAt, q.Name)
				}
			}
		}
		if campaigns != len(b.campaigns) || granted != len(elevations) {
			t.Fatalf("%d of %d campaigns, %d of %d elevations", campaigns, len(b.campaigns), granted, len(elevations))
		}
		if n := trend.Table().Len; n < max(len(trend.Quarters), campaigns) {
			t.Fatalf("the table has %d rows", n)
		}
	})
}

func quarterBegin(t *rapid.T, name string) time.Time {
	var year, quarter int
	if _, err := fmt.Sscanf(name, "%d-Q%d", &year, &quarter); err != nil {
		t.Fatal(err)
	}
	return date(year, time.Month(3*quarter-2), 1)
}

func TestPercent(t *testing.T) {
	for _, of := range [][3]int{{0, 0, 0}, {0, 9, 0}, {1, 1000, 1}, {999, 1000, 99}, {1000, 1000, 100}, {1, 3, 33}} {
		if got := Percent(of[0], of[1]); got != of[2] {
			t.Errorf("%d of %d are %d %%, want %d", of[0], of[1], got, of[2])
		}
	}
}

func TestRepeatFindings(t *testing.T) {
	set := func(items ...string) map[string]bool {
		all := map[string]bool{}
		for _, i := range items {
			all[i] = true
		}
		return all
	}
	b := Builder{findings: map[string]findings{
		"a": {flagged: set("1", "2", "3"), revoked: set("3", "4", "5")}, "b": {flagged: set("2", "3", "9"), revoked: set("3", "4", "8")},
	}}
	c := Campaign{ID: "b", Previous: "a"}
	if b.compare(&c); c.RevokedAgain != 2 || c.FlaggedAgain != 2 || c.Again != 3 {
		t.Errorf("%d revoked again, %d flagged again, %d in all; want 2, 2, 3", c.RevokedAgain, c.FlaggedAgain, c.Again)
	}
	c = Campaign{ID: "b", Previous: "voided since"}
	if b.compare(&c); c.Previous != "" || c.Again != 0 {
		t.Errorf("compared with a campaign that does not count: %+v", c)
	}
}
