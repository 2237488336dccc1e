package pack

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/remediation"
)

// crowd returns a story with so many people, each with a role of their own or all with one.
func crowd(n int, roleOf func(int) string) *story {
	s := calm()
	s.assignments = []campaign.Assignment{{Reviewer: rita, Items: []string{}}}
	s.decisions = map[string][]campaign.Decided{}
	var users []population.User
	for i := range n {
		id := fmt.Sprintf("u%03d", i)
		users = append(users, population.User{ID: id, Email: id + "@example.com", RoleID: roleOf(i), Status: population.StatusVerified})
		s.assignments[0].Items = append(s.assignments[0].Items, "user/"+id)
		s.decisions[rita] = append(s.decisions[rita], campaign.Decided{
			Item: "user/" + id, Decision: campaign.Certify, DwellMS: int64(i) * 1000, Bulk: 1, Hints: []string{}, Batch: id, Carried: i%5 == 4,
		})
	}
	s.also = func(f *Facts) { f.Population.Users = users }
	return s
}

func ids(charts []chart) (ids []string) {
	for _, c := range charts {
		ids = append(ids, c.ID)
	}
	return ids
}

func TestWhichChartsThereAre(t *testing.T) {
	nobody := func(s *story) {
		s.assignments, s.decisions = []campaign.Assignment{{Reviewer: rita, Items: []string{}}}, nil
		s.also = func(f *Facts) { f.Population.Users = nil }
	}
	for name, of := range map[string]struct {
		change func(*story)
		want   []string
	}{
		"of nobody":           {nobody, nil},
		"nothing is decided":  {func(s *story) { s.decisions = nil }, []string{"outcome", "role", "population"}},
		"all is decided":      {func(*story) {}, []string{"outcome", "role", "time", "dwell", "population"}},
		"changes were made":   {func(s *story) { s.also = changed(remediation.Sent, remediation.Track{}) }, []string{"outcome", "role", "time", "dwell", "lead", "population"}},
		"only undone changes": {func(s *story) { s.also = onlyUndo }, []string{"outcome", "role", "time", "dwell", "population"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := calm()
			of.change(s)
			if got := ids(s.told(t).charts()); !slices.Equal(got, of.want) {
				t.Errorf("charts %q", got)
			}
		})
	}
}

func onlyUndo(f *Facts) {
	changed(remediation.Sent, remediation.Track{})(f)
	f.Changes[0].Undo = true
}

// TestChartsKeepTheirMeasures: every part lies within the chart, right of the one before, and the longest bar fills it.
func TestChartsKeepTheirMeasures(t *testing.T) {
	one := func(int) string { return "r" }
	for name, s := range map[string]*story{
		"three people":       calm(),
		"one person":         crowd(1, one),
		"many of one role":   crowd(60, one),
		"as many roles":      crowd(60, func(i int) string { return fmt.Sprint("role ", i) }),
		"few of many a role": crowd(mostBars+1, func(i int) string { return fmt.Sprint("role ", i) }),
	} {
		t.Run(name, func(t *testing.T) {
			for _, c := range s.told(t).charts() {
				longest := 0
				for i, b := range c.Bars {
					x := barsAt
					for _, p := range b.Parts {
						if p.X != x || p.W < 0 {
							t.Errorf("%s, %s: a part of %d from %d to %d", c.ID, b.Label, p.N, p.X, p.X+p.W)
						}
						x += p.W
					}
					longest = max(longest, x)
					if b.Y != i*lineHigh || b.Label == "" || b.Words == "" {
						t.Errorf("%s: a bar %+v", c.ID, b)
					}
				}
				if longest != barsAt+barsWide {
					t.Errorf("%s: the longest bar ends at %d", c.ID, longest)
				}
				if len(c.Bars) > mostBars+1 || c.Height != len(c.Bars)*lineHigh {
					t.Errorf("%s: %d bars, %d high", c.ID, len(c.Bars), c.Height)
				}
			}
		})
	}
}

func TestManyRolesAreSummedUp(t *testing.T) {
	bars := crowd(20, func(i int) string { return fmt.Sprintf("role %02d", max(i-1, 0)) }).told(t).byRole().Bars
	first, last := bars[0], bars[len(bars)-1]
	if len(bars) != mostBars+1 || first.Label != "role 00" || first.Words != "2 certify" || last.Label != "5 other roles" || last.Words != "5 certify" {
		t.Errorf("%d bars, from %+v to %+v", len(bars), first, last)
	}
}

func TestDecisionsOverManyDaysAreOneBarForSeveral(t *testing.T) {
	pv := crowd(100, func(int) string { return "r" }).told(t) // an hour between two decisions
	c := pv.overTime()
	if len(c.Bars) != 5 || c.Bars[0].Label != "2026-10-01" || c.Bars[0].Words != "14 certify" || strings.Contains(c.Desc, "each bar") {
		t.Errorf("%d bars, %+v: %s", len(c.Bars), c.Bars[0], c.Desc)
	}
	c = crowd(24*30, func(int) string { return "r" }).told(t).overTime()
	if len(c.Bars) > mostBars || !strings.Contains(c.Desc, "each bar 3 days") {
		t.Errorf("%d bars: %s", len(c.Bars), c.Desc)
	}
}

func TestDwellAndLeadTimeAtTheirLimits(t *testing.T) {
	for dwell, want := range map[int64]string{1: "under 2 s", 1999: "under 2 s", 2000: "2 to 5 s", 5000: "5 to 15 s", 59_999: "15 to 60 s", 60_000: "over 60 s", 0: "not known"} {
		s := calm()
		s.decisions = map[string][]campaign.Decided{rita: s.decisions[rita]}
		s.decisions[rita][0].DwellMS = dwell
		if got := only(s.told(t).dwell()); got != want {
			t.Errorf("%d ms is %s", dwell, got)
		}
	}
	for lead, want := range map[time.Duration]string{
		-time.Hour: "within an hour", time.Hour: "within an hour", time.Hour + 1: "within a day", 30 * 24 * time.Hour: "within 30 days", 31 * 24 * time.Hour: "later",
	} {
		s := calm()
		s.also = func(f *Facts) {
			at := f.Campaign.Closing.At.Add(lead)
			changed(remediation.Confirmed, remediation.Track{Confirmed: &remediation.Confirmation{At: at, ListedAt: at}})(f)
		}
		if got := only(s.told(t).leadTimes()); got != want {
			t.Errorf("%s is %s", lead, got)
		}
	}
}

// only returns the label of the one bar that shows something.
func only(c chart) (label string) {
	for _, b := range c.Bars {
		if b.total() > 0 {
			label += b.Label
		}
	}
	return label
}

// TestTheReportIsDrawnAlike: a report with charts is the same bytes, whenever it is made.
func TestTheReportIsDrawnAlike(t *testing.T) {
	var first []byte
	for range 5 {
		pv := crowd(60, func(i int) string { return fmt.Sprint("role ", i%40) }).told(t)
		var out bytes.Buffer
		tables := pv.tables()
		if err := pv.writeReport(&out, pv.Index(tables), tables); err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = out.Bytes()
		}
		if !bytes.Equal(first, out.Bytes()) || bytes.Count(first, []byte(`<svg role="img"`)) != 5 {
			t.Fatalf("it differs, or has %d charts", bytes.Count(first, []byte(`<svg role="img"`)))
		}
	}
}
