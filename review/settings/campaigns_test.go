package settings

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tuar-dev/tuar/review/calendar"
)

func on(text string) time.Time {
	day, err := calendar.ParseDay(text)
	if err != nil {
		panic(err)
	}
	return day
}

func TestDaysToRemind(t *testing.T) {
	const opened, due = "2026-11-20", "2026-12-10"
	all := []ReminderRule{"opened", "7d before", "1d before", "due", "every 3d overdue"}
	for _, c := range []struct {
		now, want string // none if empty
		rules     []ReminderRule
	}{
		{"2026-11-19", "", all},
		{"2026-11-20", "2026-11-20", all},
		{"2026-12-02", "2026-11-20", all},
		{"2026-12-02", "", all[1:]},
		{"2026-12-03", "2026-12-03", all},
		{"2026-12-05", "2026-12-03", all}, // the machine was off
		{"2026-12-09", "2026-12-09", all},
		{"2026-12-10", "2026-12-10", all},
		{"2026-12-12", "2026-12-10", all},
		{"2026-12-13", "2026-12-13", all},
		{"2026-12-18", "2026-12-16", all},
		{"2026-12-18", "", []ReminderRule{"30d before"}}, // before it was opened
		{"2028-12-18", "", all[4:]},
		{"2026-12-18", "", nil},
	} {
		got, ok := Campaigns{Reminders: c.rules}.DayToRemind(on(opened).Add(9*time.Hour), on(due), on(c.now).Add(23*time.Hour+59*time.Minute))
		if ok != (c.want != "") || ok && got.Format(calendar.Layout) != c.want {
			t.Errorf("%v on %s: %s, %t, want %q", c.rules, c.now, got.Format(calendar.Layout), ok, c.want)
		}
	}
}

func TestCampaignsThatCannotBe(t *testing.T) {
	good := Plan{Name: "access review", Every: calendar.Quarter, Opens: calendar.FirstWorkingDay, From: "2026-11-30", Due: 14, Like: "q4"}
	if err := (Campaigns{Plans: []Plan{good}, Reminders: []ReminderRule{"due"}}).Check(); err != nil {
		t.Fatal(err)
	}
	for what, change := range map[string]func(*Plan){
		"no name": func(p *Plan) { p.Name = "" }, "blanks": func(p *Plan) { p.Name = " a" }, "a line end": func(p *Plan) { p.Name = "a\nb" },
		"bidi": func(p *Plan) { p.Name = "a\u202eb" }, "long": func(p *Plan) { p.Name = strings.Repeat("a", 101) },
		"no period": func(p *Plan) { p.Every = "" }, "week": func(p *Plan) { p.Every = "week" }, "opens": func(p *Plan) { p.Opens = "monday" },
		"from": func(p *Plan) { p.From = "30 Nov" }, "due 0": func(p *Plan) { p.Due = 0 }, "due": func(p *Plan) { p.Due = 367 },
		"like": func(p *Plan) { p.Like = "" },
	} {
		p := good
		change(&p)
		if (Campaigns{Plans: []Plan{p}}).Check() == nil {
			t.Errorf("%s is taken", what)
		}
	}
	twin := good
	twin.Name = "Access Review"
	if (Campaigns{Plans: []Plan{good, twin}}).Check() == nil {
		t.Error("two plans of one name are taken")
	}
	for _, rule := range []ReminderRule{"", "0d before", "7 before", "every 0d overdue", "Due", "1000d before", "due\n"} {
		if (Campaigns{Reminders: []ReminderRule{rule}}).Check() == nil {
			t.Errorf("%q is taken", rule)
		}
	}
	if (Campaigns{Reminders: []ReminderRule{"due", "due"}}).Check() == nil {
		t.Error("a rule is taken twice")
	}
}

// Walking through the days, a plan opens each period once, on the day that Next promised, and never before its beginning.
func TestPlansOpenEachPeriodOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		start := on("2026-01-01").AddDate(0, 0, rapid.IntRange(0, 3000).Draw(t, "start"))
		p := Plan{
			Name: "review", Every: rapid.SampledFrom(calendar.Lengths).Draw(t, "every"), Opens: calendar.FirstWorkingDay,
			From: start.AddDate(0, 0, rapid.IntRange(-40, 400).Draw(t, "from")).Format(calendar.Layout), Due: 14, Like: "q4",
		}
		if rapid.Bool().Draw(t, "dated") {
			p.Opens = calendar.Opening(start.AddDate(0, 0, rapid.IntRange(-400, 400).Draw(t, "opens")).Format(calendar.Layout))
		}
		zone := time.FixedZone("there", rapid.IntRange(-12, 14).Draw(t, "zone")*3600)
		period, promised := p.Next(start.AddDate(0, 0, -1))
		opened := map[string]bool{}
		for d := start; d.Before(start.AddDate(3, 0, 0)); d = d.AddDate(0, 0, 1) {
			in, day, ok := p.Latest(d.Add(rapid.SampledFrom([]time.Duration{0, 12 * time.Hour, 24*time.Hour - 1}).Draw(t, "hour")).In(zone))
			if !ok || !day.Equal(d) {
				continue
			}
			if opened[p.Title(in)] || in != period || !day.Equal(promised) || day.Before(on(p.From)) || day.Before(p.Opens.From()) {
				t.Errorf("%+v opens %s on %s; promised was %s on %s", p, in, day, period, promised)
			}
			opened[p.Title(in)] = true
			period, promised = p.Next(d)
		}
		if promised.Before(start.AddDate(3, 0, 0)) {
			t.Errorf("%+v did not open %s on %s", p, period, promised)
		}
	})
}

func FuzzReminderRule(f *testing.F) {
	for _, rule := range []string{"opened", "due", "7d before", "every 3d overdue", "999d before", ""} {
		f.Add(rule, int64(1796083200))
	}
	f.Fuzz(func(t *testing.T, text string, unix int64) {
		c := Campaigns{Reminders: []ReminderRule{ReminderRule(text)}}
		now := time.Unix(unix%(1<<35), 0)
		day, ok := c.DayToRemind(on("2026-11-20"), on("2026-12-10"), now)
		if ok && (c.Check() != nil || day.After(now) || day.Before(on("2026-11-20"))) {
			t.Errorf("%q on %s: %s", text, now, day)
		}
	})
}
