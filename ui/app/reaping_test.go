package app

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/reviewtest"
	"github.com/tuar-dev/tuar/review/rights"
	"github.com/tuar-dev/tuar/ui/screen"
)

// pass lets time pass, here and at Torq, and has the app's clock tick.
func (o *office) pass(by time.Duration) {
	o.world.Pass(by)
	o.send(ticked(o.clock.Now()))
}

// lends lends somebody the role Owner for half an hour, beside the app, and says whom.
func (o *office) lends(skip int) (email string, row elevation.Row) {
	o.t.Helper()
	email = o.world.Holder("Operator", false, skip)
	o.world.Pass(time.Second)
	ctx := context.Background()
	reviewtest.Grant(o.t, o.Workspace, "m.cho@example.com", rights.Approver)
	asked, err := o.world.Open(email).RequestElevation(ctx, elevation.Request{Role: "Owner", For: 30 * time.Minute, Reason: "incident 4711"})
	if err != nil {
		o.t.Fatal(err)
	}
	o.world.Pass(time.Second)
	given, err := o.world.Open("m.cho@example.com").ApproveElevation(ctx, asked.ID, 0)
	if err != nil || given.State != elevation.Active {
		o.t.Fatalf("%+v, %v", given, err)
	}
	return email, given.Row
}

// sits puts somebody in front of the app, with a key that belongs to nobody.
func (o *office) sits(email string) {
	o.Workspace = o.world.Open(email)
	o.open()
}

func (o *office) holds(email, want string) {
	o.t.Helper()
	if got, _ := o.torq.RoleOf(email); got != want {
		o.t.Errorf("%s holds %s in Torq, want %s", email, got, want)
	}
}

func TestWhatIsDueIsTakenBackAtTheStart(t *testing.T) {
	o := newOffice(t, true)
	o.sync()
	email, _ := o.lends(0)
	o.holds(email, "Owner")
	o.world.Pass(time.Hour)
	o.start(100, 30)
	o.holds(email, "Operator")
	o.shows("a new listing shows Operator again")
}

func TestOnesOwnTimeIsCountedDownAndTakenBackWhenItIsUp(t *testing.T) {
	o := newOffice(t, true)
	o.sync()
	email, row := o.lends(0)
	o.lends(1)
	o.sits(email)
	o.start(100, 30)
	o.shows("Owner until " + row.EndsAt.Format("15:04") + ", 29 min left · 1 more active")
	o.shows("elevations (2)")
	o.pass(10 * time.Minute)
	o.shows("19 min left")
	o.holds(email, "Owner")
	o.pass(19*time.Minute + 58*time.Second)
	before := len(o.torq.Requests())
	o.pass(time.Second)
	o.pass(time.Second)
	if n := len(o.torq.Requests()) - before; n > 40 {
		t.Errorf("%d requests while nothing was due", n)
	}
	o.pass(time.Second)
	o.pass(time.Second)
	o.holds(email, "Operator")
	if strings.Contains(o.frame(), "Owner until") {
		t.Errorf("still counted down:\n%s", o.frame())
	}
}

func TestTheHeaderCountsDownWhereThereIsNoRule(t *testing.T) {
	o := newOffice(t, true)
	o.sync()
	email, _ := o.lends(0)
	o.sits(email)
	o.start(60, 16)
	if head, _, _ := strings.Cut(o.frame(), "\n"); !strings.Contains(head, "Owner 30 min") {
		t.Errorf("the header is %q", head)
	}
}

func TestAProblemIsSaidOnceAndStaysInTheSection(t *testing.T) {
	o := newOffice(t, true)
	o.sync()
	email, _ := o.lends(0)
	o.sits(email)
	o.start(100, 30)
	o.torq.Close()
	o.pass(40 * time.Minute)
	o.shows("roles that are due cannot be given or taken back")
	o.shows("! Owner is overdue since")
	o.press("4")
	o.app.status.clear()
	o.pass(time.Minute)
	if o.app.status.text != "" {
		t.Errorf("said again: %q", o.app.status.text)
	}
	o.shows("OVERDUE")
	o.shows("roles that are due cannot be given or taken back") // above the list
	o.press("R")
	if o.app.status.text == "" {
		t.Error("who asks for it gets no answer")
	}
}

func TestReapingIsOneAtATime(t *testing.T) {
	o := ready(t)
	if o.app.reap() == nil || o.app.reap() != nil {
		t.Error("two at once")
	}
	o.send(reaped{})
	o.press("4", "R")
	o.shows("nothing is due")
}

func TestLeavingWaitsForRolesOnTheirWay(t *testing.T) {
	o := ready(t)
	o.app.reap()
	o.send(lendingStep{screen.Working{What: "users"}})
	if o.quits("q") {
		t.Error("it leaves while a role is given or taken back")
	}
	if !o.quits("q") {
		t.Error("nobody can insist")
	}
}

func TestNoticeComesOnceBeforeTheEnd(t *testing.T) {
	o := newOffice(t, true)
	o.sync()
	email, row := o.lends(0)
	o.lends(1)
	o.sits(email)
	o.start(100, 30)
	notice := func() bool { return o.app.notice(o.clock.Now()) != nil }
	if notice() {
		t.Error("half an hour before the end")
	}
	o.clock.Set(row.EndsAt.Add(-9 * time.Minute))
	if !notice() || notice() {
		t.Error("it does not come once and no more")
	}
	o.shows("Owner ends in 9 min, at " + row.EndsAt.Format("15:04"))
	later := row.EndsAt.Add(time.Hour)
	o.app.standing.now.Elevations[0].EndsAt, o.app.standing.now.Elevations[1].EndsAt = &later, &later
	o.clock.Set(later.Add(-time.Minute))
	if !notice() {
		t.Error("an end that was put off comes unannounced")
	}
}

func TestNotificationObeysNothingItSays(t *testing.T) {
	hostile := "Own\x1b]0;x\x07er\u202e;4;\x9c ends"
	for name, c := range map[string]struct {
		terminal
		starts, ends string
	}{
		"xterm": {terminal{name: "xterm-256color"}, "\x1b]9;tuar: Own", "\a\a"},
		"gnome": {terminal{name: "xterm-256color", vte: true}, "\x1b]777;notify;tuar;tuar: Own", "\x1b\\\a"},
		"rxvt":  {terminal{name: "rxvt-unicode"}, "\x1b]777;notify;tuar;tuar: Own", "\x1b\\\a"},
		"linux": {terminal{name: "linux"}, "\a", ""},
		"dumb":  {terminal{name: "dumb"}, "\a", ""},
		"none":  {terminal{}, "\a", ""},
	} {
		got := notification(c.terminal, hostile+strings.Repeat("x", 500))
		if !strings.HasPrefix(got, c.starts) || !strings.HasSuffix(got, c.ends) || len(got) > 300 {
			t.Errorf("%s: %q", name, got)
		}
		inner := strings.TrimSuffix(strings.TrimPrefix(got, c.starts), c.ends)
		if strings.ContainsFunc(inner, func(r rune) bool { return r < ' ' || r > '~' || r == ';' }) {
			t.Errorf("%s: %q is not plain", name, inner)
		}
		if text := ansi.Strip(got); strings.Trim(text, "\a") != "" {
			t.Errorf("%s: %q is drawn", name, text)
		}
	}
}

func TestWhatMovesByTimeAlone(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	in := func(d time.Duration) *time.Time { at := now.Add(d); return &at }
	for name, c := range map[string]struct {
		row  elevation.Row
		want time.Duration
	}{
		"a request expires":     {elevation.Row{State: elevation.Requested, Until: *in(time.Hour)}, time.Hour + time.Second},
		"it begins":             {elevation.Row{State: elevation.Approved, Until: *in(9 * time.Hour), StartsAt: in(time.Hour), EndsAt: in(2 * time.Hour)}, time.Hour},
		"it ends":               {elevation.Row{State: elevation.Active, StartsAt: in(-time.Hour), EndsAt: in(time.Minute)}, time.Minute},
		"it becomes overdue":    {elevation.Row{State: elevation.Active, StartsAt: in(-time.Hour), EndsAt: in(-time.Second)}, time.Minute},
		"it is overdue already": {elevation.Row{State: elevation.Overdue, StartsAt: in(-time.Hour), EndsAt: in(-time.Hour)}, 0},
	} {
		got := turn([]elevation.Row{c.row}, now)
		if c.want == 0 && !got.IsZero() || c.want != 0 && !got.Equal(now.Add(c.want)) {
			t.Errorf("%s: %s, want in %s", name, got, c.want)
		}
	}
}

func TestTheWorstIsSaid(t *testing.T) {
	ends := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	said := moved([]elevation.Row{
		{Email: "a@example.com", Role: "Owner", State: elevation.Active, EndsAt: &ends},
		{Email: "b@example.com", State: elevation.Drifted, Detail: "tuar left Owner, Torq lists Viewer"},
	}, ends.Add(-time.Hour))
	if said.Level != screen.Warn || said.Text != "b@example.com drifted: tuar left Owner, Torq lists Viewer; 1 more moved" {
		t.Errorf("%+v", said)
	}
}

var errTorn = errors.New("torn")

func TestAReapThatFailsOtherwiseIsSaidAgain(t *testing.T) {
	o := ready(t)
	for _, err := range []error{errTorn, errors.New("other")} {
		o.app.status.clear()
		o.send(reaped{err: err})
		o.shows(err.Error())
	}
}
