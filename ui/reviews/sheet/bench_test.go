package sheet

import (
	"context"
	"fmt"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/reviewtest"
	"github.com/tuar-dev/tuar/store"
	"github.com/tuar-dev/tuar/torq/torqtest"
	"github.com/tuar-dev/tuar/ui/keymap"
	"github.com/tuar-dev/tuar/ui/reviews/dialog"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/theme"
)

const (
	few  = 1_000
	many = 100_000
)

var sizes = []int{few, many}

// sheetOf is a campaign of n people; one in ten has a hint.
func sheetOf(n int) *campaign.Sheet {
	now := torqtest.Epoch
	actor := record.Actor{Email: "user0@example.com", Assurance: record.Declared}
	s := &campaign.Sheet{
		Summary: campaign.Summary{ID: "big", Name: "Big", State: campaign.Open, Due: "2026-12-31", Items: n, Reviewers: []string{actor.Email}},
		TakenAt: now, PreviousName: "Summer review", Actor: actor, Rules: access.DefaultRules(), Rows: make([]campaign.SheetRow, n),
	}
	p := populationOf(n)
	s.Roles = p.Roles
	for i, r := range access.Rows(p, s.Rules, now, nil, nil, nil) {
		s.Rows[i] = campaign.SheetRow{
			Row: r, Reviewer: actor.Email, Own: person.Like(r.Email, actor.Email) != person.None, Decision: campaign.Decision{Item: r.Item, Verdict: campaign.Undecided},
			Carry: i%3 == 0 && !r.Flagged(),
		}
	}
	return s
}

// populationOf is n people with twenty roles, one of them privileged.
func populationOf(n int) *population.Population {
	now := torqtest.Epoch
	p := &population.Population{V: 1, Workspace: "prod", Region: "us", TakenAt: now}
	for i := range 20 {
		role := population.Role{ID: fmt.Sprint("role-", i), Name: fmt.Sprint("Role ", i), Scopes: []string{"event.read", "playbook.read", "user.read"}}
		if i == 0 {
			role.Scopes = append(role.Scopes, "user.write")
		}
		p.Roles = append(p.Roles, role)
	}
	for i := range n {
		at := now.Add(-time.Duration(i%95) * 24 * time.Hour)
		p.Users = append(p.Users, population.User{
			ID: fmt.Sprintf("%08d", i), Email: fmt.Sprintf("User%d@example.com", i), RoleID: fmt.Sprint("role-", i%20),
			Status: population.StatusVerified, SSO: true, CreatedAt: &at, LastLoginAt: &at,
		})
	}
	return p
}

// read is the answer to a load of the sheet.
func read(m *Model, sheet *campaign.Sheet) loaded {
	rows, byID := rowsOf(sheet)
	return loaded{made: m.made, sheet: sheet, rows: rows, byID: byID}
}

// big is a review of n items with no disk behind it.
func big(n int) *Model {
	m := New(&screen.Env{Context: context.Background(), Now: func() time.Time { return torqtest.Epoch }}, nil, &dialog.Dialogs{}, "big")
	m.Update(read(m, sheetOf(n)))
	m.list.SetFolded(campaign.CarryGroup, false)
	return m
}

// answer is what the disk would say of the act that is under way.
func answer(m *Model, a act) done {
	d := done{act: a, decisions: make([]campaign.Decision, len(a.choices))}
	for i, c := range a.choices {
		d.decisions[i] = campaign.Decision{Item: c.Item, Verdict: c.Verdict, Reviewer: m.sheet.Actor.Email, At: m.env.Now(), Bulk: len(a.choices)}
	}
	return d
}

var th = theme.New(true, true)

// BenchmarkFrame is from a key that moves down to its frame.
func BenchmarkFrame(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			m := big(n)
			m.View(th, 160, 42)
			b.ReportAllocs()
			for b.Loop() {
				press(m, "down")
				m.View(th, 160, 42)
			}
			drewAWindow(b, m)
		})
	}
}

// BenchmarkFilterKey is from a letter typed into the filter to its frame, half of the time one more that narrows it.
func BenchmarkFilterKey(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			m := big(n)
			m.View(th, 160, 42)
			press(m, "/")
			for b.Loop() {
				press(m, "7")
				m.View(th, 160, 42)
				press(m, "backspace")
				m.View(th, 160, 42)
			}
			drewAWindow(b, m)
		})
	}
}

// press presses a key as the root does.
func press(m *Model, key string) tea.Cmd {
	k := keymap.Press(key)
	if b, ok := keymap.Find(m.Keys(), k); ok {
		return b.Do()
	}
	return m.Update(k)
}

// BenchmarkFirstFilterKey is the first letter ever typed into the filter, with its frame.
func BenchmarkFirstFilterKey(b *testing.B) {
	m := big(many)
	for b.Loop() {
		b.StopTimer()
		m.arrange()
		m.list.List()
		press(m, "/")
		b.StartTimer()
		press(m, "7")
		m.View(th, 160, 42)
	}
}

// BenchmarkDecide is from the key that certifies to the frame that shows it recorded, without the disk.
func BenchmarkDecide(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			m := big(n)
			m.View(th, 160, 42)
			for b.Loop() {
				r, ok := m.list.Current()
				if !ok {
					press(m, "down")
					r, _ = m.list.Current()
				}
				press(m, "c")
				m.View(th, 160, 42)
				m.Update(answer(m, act{choices: []campaign.Choice{{Item: r.Item, Verdict: campaign.Certify}}}))
				m.View(th, 160, 42)
			}
			drewAWindow(b, m)
		})
	}
}

// BenchmarkTake is what a sheet that was read costs the screen before it is shown; BenchmarkPrepare what is done before
// that, while keys are answered.
func BenchmarkTake(b *testing.B) {
	m, sheet := big(many), sheetOf(many)
	for b.Loop() {
		b.StopTimer()
		msg := read(m, sheet)
		b.StartTimer()
		m.Update(msg)
	}
}

func BenchmarkPrepare(b *testing.B) {
	sheet := sheetOf(many)
	for b.Loop() {
		rowsOf(sheet)
	}
}

// BenchmarkArrange is a change of the order, without the command that finds the order.
func BenchmarkArrange(b *testing.B) {
	m := big(many)
	for _, by := range orders {
		b.Run(string(by), func(b *testing.B) {
			for b.Loop() {
				cmd := m.Update(reordered{by})
				b.StopTimer()
				answer := cmd().(screen.Addressed)
				b.StartTimer()
				answer.Deliver()
			}
		})
	}
}

// BenchmarkReduceAll is the question to which role to reduce everybody.
func BenchmarkReduceAll(b *testing.B) {
	m := big(many)
	rows := m.rows
	for b.Loop() {
		m.askRole(decide{rows: rows, verdict: campaign.Reduce})
	}
}

func drewAWindow(t testing.TB, m *Model) {
	t.Helper()
	if n := m.list.RowsDrawn(); n > 40 {
		t.Errorf("%d rows drawn in a window of 40 lines", n)
	}
}

// A frame draws the rows in the window, however many there are.
func TestAFrameDrawsTheWindowAlone(t *testing.T) {
	m := big(5_000)
	for _, height := range []int{14, 42, 60} {
		for _, keys := range [][]string{nil, {"down"}, {"G"}, {"c"}} {
			for _, k := range keys {
				press(m, k)
			}
			m.View(th, 160, height)
			if got := m.list.RowsDrawn(); got > height-headLines || got < (height-headLines)/2 {
				t.Errorf("%d rows drawn in %d lines after %v", got, height, keys)
			}
		}
	}
}

// BenchmarkOpen is from nothing in memory to the first frame with rows, everything read from the disk.
func BenchmarkOpen(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			o := onDisk(b, n)
			for b.Loop() {
				m := o.review()
				m.View(th, 160, 42)
				if m.list.RowsDrawn() == 0 {
					b.Fatal("no rows are drawn")
				}
			}
		})
	}
}

// BenchmarkDecideOnDisk is from the key that certifies to the frame that shows it recorded, the disk included.
func BenchmarkDecideOnDisk(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			m := onDisk(b, n).review()
			press(m, "down")
			for b.Loop() {
				answer, decided := press(m, "c")().(screen.Addressed)
				if !decided { // no row is left to decide
					b.StopTimer()
					m = onDisk(b, n).review()
					press(m, "down")
					b.StartTimer()
					continue
				}
				answer.Deliver()
				m.View(th, 160, 42)
			}
		})
	}
}

// review opens the campaign with a workspace that has read nothing yet, up to the rows.
func (o *office) review() *Model {
	m := o.model(&screen.Env{Context: context.Background(), Now: o.Clock.Now}, o.Open(o.me))
	m.Update(screen.Activated{})().(screen.Addressed).Deliver()
	m.list.SetFolded(campaign.CarryGroup, false)
	return m
}

// onDisk is an office with a campaign over n people.
func onDisk(b *testing.B, n int) *office {
	b.Helper()
	o := &office{World: reviewtest.New(b, torqtest.Options{}), me: "user0@example.com"}
	disk, err := store.Open(o.Home, o.Workspace, o.Clock)
	if err != nil {
		b.Fatal(err)
	}
	p := populationOf(n)
	name, err := disk.Populations.Save(b.Context(), p)
	if err == nil {
		_, err = disk.Journal.Append(b.Context(), func([]record.Line) ([]record.Entry, error) {
			return []record.Entry{{
				Type: core.TypeSynced, Actor: record.Actor{Email: o.me, Assurance: record.Declared},
				Data: core.Synced{Population: name, Region: "us", Users: n},
			}}, nil
		})
	}
	if err != nil {
		b.Fatal(err)
	}
	o.open(o.Open(o.me), "Big", o.me)
	return o
}
