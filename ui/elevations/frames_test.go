package elevations

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/ui/keymap"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/uitest"
)

var now = time.Date(2026, 11, 23, 13, 51, 0, 0, time.UTC)

func at(minutes int) *time.Time {
	t := now.Add(time.Duration(minutes) * time.Minute)
	return &t
}

func row(id, email, role string, state elevation.State) elevation.Row {
	return elevation.Row{
		ID: id, Item: "user/" + email, Email: email, Role: role, RoleID: role, PriorRole: "Operator", PriorRoleID: "Operator", State: state,
		RequestedBy: email, Assurance: record.Declared, RequestedAt: *at(-90), Seconds: 7200, Granted: 7200, Until: *at(600), Reason: "on-call, incident 4711", Needed: 1,
	}
}

// day is a day with everything in it.
func day() map[string]elevation.Row {
	asked := row("el-1a2b3c", "d.ito@example.com", "Owner", elevation.Requested)
	asked.Ticket, asked.Approvers = "OPS-112", []string{"p.lang@example.com", "m.cho@example.com"}
	active := row("el-22aa11", "o.reyes@example.com", "Contributor", elevation.Active)
	active.StartsAt, active.EndsAt, active.ActiveAt, active.ApprovedBy, active.Given = at(-79), at(41), at(-79), "p.lang@example.com", 1
	late := row("el-33bb22", "t.lund@example.com", "Owner", elevation.Overdue)
	late.StartsAt, late.EndsAt, late.ActiveAt, late.ApprovedBy, late.Detail = at(-72), at(-12), at(-72), "m.cho@example.com", "it is not taken back yet"
	glass := row("el-44cc33", "s.novak@example.com", "Owner", elevation.Active)
	glass.StartsAt, glass.EndsAt, glass.ActiveAt, glass.ApprovedBy, glass.BreakGlass, glass.Reason = at(-21), at(9), at(-21), "break-glass", true, "the site is down"
	soon := row("el-55dd44", "a.berg@example.com", "Admin", elevation.Approved)
	soon.StartsAt, soon.EndsAt, soon.ApprovedBy, soon.Detail = at(135), at(255), "p.lang@example.com", "starts later"
	drifted := row("el-66ee55", "k.bauer@example.com", "Owner", elevation.Drifted)
	drifted.StartsAt, drifted.EndsAt, drifted.ActiveAt, drifted.ApprovedBy = at(-300), at(-240), at(-300), "p.lang@example.com"
	drifted.Detail = "tuar left Owner, Torq lists Viewer; nothing was overwritten, and Operator was not restored"
	ended := row("el-77ff66", "d.ito@example.com", "Owner", elevation.Ended)
	ended.StartsAt, ended.EndsAt, ended.ActiveAt, ended.EndedAt, ended.How, ended.ApprovedBy = at(-3000), at(-2900), at(-3000), at(-2899), elevation.Restored, "p.lang@example.com"
	return map[string]elevation.Row{"asked": asked, "active": active, "late": late, "glass": glass, "soon": soon, "drifted": drifted, "ended": ended}
}

func shown(rows ...elevation.Row) *Screen {
	s := New(&screen.Env{Context: context.Background(), Now: func() time.Time { return now }}, nil)
	s.Update(loaded{rows: rows, groups: grouped(rows), me: "p.lang@example.com"})
	return s
}

// all shows the whole day with the cursor on one of it, and its details read.
func all(which string) *Screen {
	d := day()
	s := shown(d["soon"], d["glass"], d["late"], d["active"], d["asked"], d["ended"], d["drifted"])
	r := d[which]
	s.list.To(r.ID)
	i := elevation.Inspection{
		Row: r, Asked: record.Known{Assurance: record.Declared}, Longest: 8 * time.Hour, Holds: r.Role, Known: true,
		Gains:   []string{"apikey.write", "case.write", "playbook.publish", "sso.write", "user.read", "user.write", "variable.write", "workspace.write"},
		SignIn:  []string{"the claim mapping email = " + r.Email + " brings back Operator at the next sign-in"},
		History: []elevation.Moment{{At: *at(-90), By: r.RequestedBy, Assurance: record.Declared, Text: "asked for " + r.Role + " for 2h: " + r.Reason}},
	}
	if r.Given > 0 {
		i.Approvals = []elevation.Approval{{By: "p.lang@example.com", Assurance: record.ByAPIKey, Known: record.Known{Assurance: record.ByAPIKey}, At: *at(-79), Seconds: 7200}}
		i.History = append(i.History, elevation.Moment{At: *at(-79), By: "p.lang@example.com", Assurance: record.ByAPIKey, Text: "approved for 2h"})
	}
	s.Update(looked{r.ID, inspected{Inspection: i}})
	return s
}

// press presses a key as the root does.
func press(s *Screen, key string) {
	if b, ok := keymap.Find(s.Keys(), keymap.Press(key)); ok {
		b.Do()
	}
}

func TestFrames(t *testing.T) {
	usual, all3 := []uitest.Size{uitest.Usual}, []uitest.Size{uitest.Small, uitest.Usual, uitest.Large}
	look := func(scene string, of *Screen, kept []uitest.Size, texts ...string) {
		uitest.Look(t, scene, func(_ *testing.T, size uitest.Size) string {
			return uitest.Plain(of.View(theme.New(true, true), size.Width, size.Body()))
		}, kept, texts...)
	}
	look("empty", shown(), usual, "No elevations yet.", "Press n to ask for a role.")
	look("list", all("late"), all3, "waiting for approval (1)", "active (4)", "OVERDUE", "12 min over", "9 min left", "41 min left", "in 2 h 15 min")
	for name, texts := range map[string][]string{
		"active":  {"Contributor for o.reyes@example.com", "active until 14:32, 41 min left", "Contributor instead of Operator", "on-call, incident 4711"},
		"asked":   {"Owner for d.ito@example.com", "waiting for approval; it expires at 23:51", "OPS-112", "0 of 1 needed"},
		"drifted": {"Owner for k.bauer@example.com", "! drifted: another person changed the role", "Torq lists Viewer"},
		"ended":   {"Owner for d.ito@example.com", "ended 21 Nov 13:32, 2 days ago"},
		"glass":   {"Owner for s.novak@example.com", "! BREAK-GLASS: not approved", "active until 14:00, 9 min left", "the site is down"},
		"late":    {"Owner for t.lund@example.com", "! OVERDUE since 13:39, 12 min over", "it is not taken back yet"},
		"soon":    {"Admin for a.berg@example.com", "approved", "16:06, in 2 h 15 min"},
	} {
		s := all(name)
		press(s, "enter")
		look(name, s, usual, texts...)
	}
}

func TestApproveFrames(t *testing.T) {
	s := start(t)
	s.asks("owner", "on-call, incident 4711")
	s.sit("m.cho@example.com")
	s.Press("a")
	uitest.Look(t, "approve", func(_ *testing.T, size uitest.Size) string {
		return strings.ReplaceAll(s.Draw(theme.New(true, true), size.Width, size.Body()), s.only().ID, "el-000000")
	}, []uitest.Size{uitest.Usual}, "Approve Owner", "reason: on-call, incident 4711", "y   as asked: 1h", "not now: that is no shorter", "▸ esc not now")
}

func TestEveryFrameFitsEverySizeWhateverTheNames(t *testing.T) {
	nasty := row("el-1\x1b[2J", "é名前\u202e\x1b]0;x\x07@example.com "+strings.Repeat("long ", 50), "Own\ner\u200b", elevation.Active)
	nasty.StartsAt, nasty.EndsAt, nasty.ActiveAt, nasty.Reason, nasty.Detail = at(-1), at(1), at(-1), "\x1b[31mred\r\n", "\x9b2J"
	troubled := all("late")
	troubled.Update(screen.Reaped{Err: fault.New(fault.Unreachable, "Torq cannot be reached\n\x1b[2J").WithHint("try again")})
	failed := shown(day()["active"])
	failed.Update(loaded{err: errors.New("line 3 does not check out")})
	typing := all("glass")
	press(typing, "/")
	asks := shown(nasty)
	asks.meanwhile[nasty.ID] = meanwhile{err: errors.New("403")}
	screens := map[string]*Screen{"nasty": asks, "troubled": troubled, "failed": failed, "typing": typing, "empty": shown(), "unread": New(asks.env, nil)}
	for name := range day() {
		screens[name] = all(name)
	}
	for name, s := range screens {
		for _, unicode := range []bool{true, false} {
			th := theme.New(true, unicode)
			for _, w := range []int{40, 53, 60, 80, 109, 110, 120, 160} {
				for _, h := range []int{7, 8, 14, 16, 17, 21, 42} {
					uitest.CheckFrame(t, fmt.Sprintf("%s %d×%d unicode %v", name, w, h, unicode), s.View(th, w, h), w, h, unicode)
				}
			}
		}
	}
}

func TestTheSmallestTerminalSaysWhatMatters(t *testing.T) {
	frame := uitest.Plain(all("late").View(theme.New(true, false), 60, 14))
	for _, want := range []string{"OVERDUE", "12 min over", "t.lund@", "9 min left", "41 min left", "waiting", "in 2 h 15 min"} {
		if !strings.Contains(frame, want) {
			t.Errorf("at 60×16 %q is missing:\n%s", want, frame)
		}
	}
}

// BenchmarkFrame is a frame with 10,000 elevations, after a second has gone by.
func BenchmarkFrame(b *testing.B) {
	for _, n := range []int{10, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			s, th := shown(crowd(n)...), theme.New(true, true)
			for b.Loop() {
				s.Update(screen.Tick{Now: now})
				s.View(th, 160, 42)
			}
			if s.list.RowsDrawn() > 42 {
				b.Fatal("it draws what is not visible")
			}
		})
	}
}

// BenchmarkListed is a list of 10,000 elevations that came.
func BenchmarkListed(b *testing.B) {
	s := shown()
	rows := crowd(10_000)
	list := loaded{rows: rows, groups: grouped(rows)}
	for b.Loop() {
		s.Update(list)
	}
}

// BenchmarkFilter is a letter typed into the filter over 10,000.
func BenchmarkFilter(b *testing.B) {
	s := shown(crowd(10_000)...)
	for b.Loop() {
		s.list.Search("u")
		s.list.Search("us")
	}
}

func crowd(n int) []elevation.Row {
	d := day()
	kinds := []string{"asked", "active", "late", "glass", "ended", "ended", "drifted"}
	live, over := make([]elevation.Row, 0, n), make([]elevation.Row, 0, n)
	for i := range n {
		r := d[kinds[i%len(kinds)]]
		r.ID, r.Email = fmt.Sprintf("el-%06d", i), fmt.Sprintf("user%05d@example.com", i)
		if r.State.Live() {
			live = append(live, r)
		} else {
			over = append(over, r)
		}
	}
	return append(live, over...)
}
