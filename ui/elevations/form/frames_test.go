package form

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/review/timer"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/uitest"
)

var now = time.Date(2026, 11, 23, 13, 51, 0, 0, time.UTC)

// env is a workspace with four roles: Owner by the common rule, Admin for two named approvers, Auditor for a quarter of
// an hour without approval, Cashier never.
func env() elevation.RequestContext {
	lendable := func(name string, rule settings.ElevationRule, scopes ...string) elevation.RequestableRole {
		return elevation.RequestableRole{
			Role: population.Role{ID: name, Name: name, Scopes: scopes}, Rule: rule, Automatic: rule.AutoApprove, BreakGlass: len(rule.BreakGlass) > 0,
		}
	}
	any := settings.ElevationRule{Longest: settings.Duration(8 * time.Hour), Approvals: 1}
	glass := any
	glass.BreakGlass = []string{"d.ito@example.com"}
	barred := lendable("Cashier", settings.ElevationRule{}, "case.read")
	barred.Disabled = "no rule of the workspace names it"
	p := &population.Population{
		Users:    []population.User{{ID: "1", Email: "d.ito@example.com", RoleID: "Operator", SSO: true}, {ID: "2", Email: "o.reyes@example.com", RoleID: "Owner"}},
		Mappings: []population.Mapping{{ID: "3", ClaimName: "email", ClaimValue: "d.ito@example.com", RoleID: "Operator"}},
	}
	return elevation.RequestContext{
		Actor: record.Actor{Email: "d.ito@example.com", Assurance: record.Declared}, Users: p.Users, Outlook: remediation.NewOutlook(p),
		Roles: []elevation.RequestableRole{
			lendable("Admin", settings.ElevationRule{
				Longest: settings.Duration(2 * time.Hour), Approvals: 2, Approvers: []string{"p.lang@example.com", "m.cho@example.com"}, Ticket: true,
				Reason: "^INC-[0-9]+", MayRequest: `role == "Operator"`,
			}, "user.write"),
			lendable("Auditor", settings.ElevationRule{Longest: settings.Duration(15 * time.Minute), AutoApprove: true}, "audit.read"),
			barred,
			lendable("Operator", any, "case.read"),
			lendable("Owner", glass, "apikey.read", "apikey.write", "audit.read", "case.read", "case.write", "sso.write", "user.read", "user.write", "workspace.write", "z.write"),
		},
		Methods: elevation.GrantMethods{Methods: []order.Method{order.API}}, Notice: 10 * time.Minute,
	}
}

func filled(role string, change func(*Model, *elevation.RequestContext)) *Model {
	m := New(&screen.Env{Context: context.Background(), Now: func() time.Time { return now }}, nil)
	lend := env()
	if change != nil {
		change(m, &lend)
	}
	m.Update(loaded{lend: lend})
	if role != "" {
		m.Update(picked{role})
	}
	return m
}

func forms() map[string]*Model {
	return map[string]*Model{
		"start": filled("", nil),
		"owner": filled("Owner", func(m *Model, _ *elevation.RequestContext) {
			m.form.Fields[reason].Input.SetValue("on-call, incident 4711")
			m.form.Fields[start].Input.SetValue("15:30")
		}),
		"admin": filled("Admin", func(_ *Model, l *elevation.RequestContext) {
			l.Timer = timer.Status{Kind: "systemd", Installed: true, Running: true}
		}),
		"break-glass": filled("Owner", func(m *Model, _ *elevation.RequestContext) { m.glass = true }),
		"no-way": filled("Owner", func(_ *Model, l *elevation.RequestContext) {
			l.Methods = elevation.GrantMethods{Why: "elevations do not work here: Torq answered that its API has no call to change a role", Hint: fault.NewHint("the method webhook lets a Torq workflow do it: %s", fault.SetWebhook.With())}
			l.Timer = timer.Status{Kind: "cron", Installed: true, Detail: "cron is not running"}
		}),
	}
}

func TestFrames(t *testing.T) {
	usual := []uitest.Size{uitest.Usual}
	for name, scene := range map[string]struct {
		kept  []uitest.Size
		texts []string
	}{
		"start":       {[]uitest.Size{uitest.Small, uitest.Usual, uitest.Large}, []string{"othing ends it while tuar is closed: no timer", "▸ role", "as soon as it is approved"}},
		"owner":       {usual, []string{"8h at most, 1 approval by an approver or", "on-call, incident 4711", "23 November 15:30, in 1 h 39 min"}},
		"admin":       {usual, []string{"2h at most, 2 approvals by", "off for Admin"}},
		"break-glass": {usual, []string{"! ON: no approval, given at once", "! BREAK-GLASS: no approval."}},
		"no-way":      {usual, []string{"othing ends it while tuar is closed: the timer does not", "! elevations do not work here"}},
	} {
		uitest.Look(t, name, func(_ *testing.T, size uitest.Size) string {
			return uitest.Plain(forms()[name].View(theme.New(true, true), size.Width, size.Body()))
		}, scene.kept, scene.texts...)
	}
}

func TestFormFitsEverySizeAndShowsTheFieldWithTheFocus(t *testing.T) {
	all := forms()
	all["failed"] = filled("", nil)
	all["failed"].Update(loaded{err: errors.New("nothing has been read\n\x1b[2J")})
	all["hostile"] = filled("Owner", func(m *Model, l *elevation.RequestContext) {
		l.Roles[4].Name, l.Actor.Email = "Own\x1b]0;x\x07\u202eer "+strings.Repeat("名", 90), "\x9bx@example.com"
		m.form.Fields[reason].Input.SetValue("\x1b[31m" + strings.Repeat("long ", 60))
	})
	for name, m := range all {
		for _, unicode := range []bool{true, false} {
			th := theme.New(true, unicode)
			for _, w := range []int{40, 60, 80, 111, 112, 160} {
				for _, h := range []int{7, 14, 21, 42} {
					for m.form.At = range m.form.Fields {
						check(t, fmt.Sprintf("%s %d×%d, field %d, unicode %v", name, w, h, m.form.At, unicode), m.View(th, w, h), w, h, th)
					}
				}
			}
		}
	}
}

func check(t *testing.T, what, frame string, w, h int, th *theme.Theme) {
	t.Helper()
	lines := strings.Split(frame, "\n")
	if len(lines) != h {
		t.Fatalf("%s: %d lines", what, len(lines))
	}
	focus := false
	for i, line := range lines {
		text := ansi.Strip(line)
		if got := ansi.StringWidth(text); got != w {
			t.Fatalf("%s: line %d is %d cells: %q", what, i, got, text)
		}
		focus = focus || strings.HasPrefix(text, " "+th.Cursor+" ")
		if strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == '\u202e' || r >= 0x80 && r < 0xa0 }) {
			t.Fatalf("%s: line %d is not clean: %q", what, i, text)
		}
	}
	if !focus {
		t.Fatalf("%s: the field with the focus is out of sight:\n%s", what, ansi.Strip(frame))
	}
}

func TestKeysOfferWhatTheRuleAllows(t *testing.T) {
	for role, want := range map[string]string{"": "30m 1h 2h 4h", "Owner": "30m 1h 2h 4h", "Admin": "30m 1h 2h", "Auditor": "15m"} {
		var got []string
		m := filled(role, nil)
		for _, d := range m.offers() {
			got = append(got, settings.Duration(d).String())
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q: %v, want %s", role, got, want)
		}
		if d, err := m.duration(); err != nil || d > time.Duration(m.lend.Roles[0].Rule.Longest) {
			t.Errorf("%q: begins with %s, %v", role, d, err)
		}
	}
}

func TestTheStartIsReadAsPeopleWriteIt(t *testing.T) {
	here := now.In(time.FixedZone("", -5*60*60)) // 08:51
	for text, want := range map[string]string{
		"": "", "now": "", "15:30": "2026-11-23T20:30", "08:00": "2026-11-24T13:00", "2026-12-31 09:00": "2026-12-31T14:00", "in 90m": "2026-11-23T15:21", "2h": "2026-11-23T15:51",
		"yesterday": "error", "25:00": "error", "2026-01-01 09:00": "error", "-2h": "error",
	} {
		at, err := parseStart(text, here)
		got := at.UTC().Format("2006-01-02T15:04")
		switch {
		case err != nil:
			got = "error"
		case at.IsZero():
			got = ""
		}
		if got != want {
			t.Errorf("%q: %s, want %s (%v)", text, got, want, err)
		}
	}
}
