package review_test

import (
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

// A Date header that is wrong ends nothing: that the clocks are apart is said, and the role is held until its time.
func TestAWrongDateEndsNothing(t *testing.T) {
	t.Parallel()
	for name, date := range map[string]func(now time.Time) time.Time{
		"2001":    func(time.Time) time.Time { return time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC) },
		"9999":    func(time.Time) time.Time { return time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC) },
		"-3h":     func(now time.Time) time.Time { return now.Add(-3 * time.Hour) },
		"+3h":     func(now time.Time) time.Time { return now.Add(3 * time.Hour) },
		"+61m":    func(now time.Time) time.Time { return now.Add(61 * time.Minute) },
		"-2m":     func(now time.Time) time.Time { return now.Add(-2 * time.Minute) },
		"in 1970": func(time.Time) time.Time { return time.Unix(0, 0) },
	} {
		t.Run(name, func(t *testing.T) {
			l := newLent(t)
			l.pass(10 * time.Minute)
			wrong := torqtest.Dated(date(l.clock.Now()))
			l.server.Break(torqtest.TokenPath, torqtest.Always, wrong)
			for _, path := range []string{torqtest.UsersPath, torqtest.RolesPath} {
				l.server.Break(path, torqtest.Always, wrong)
			}
			writes := l.writes()
			err := l.reaps(fault.Refused)
			if err == nil || !strings.Contains(err.Error(), "the clock of this machine is") {
				t.Errorf("the doubt is not said: %v", err)
			}
			l.state(l.w, l.id, elevation.Active)
			l.holds("Owner")
			_, err = acted(l.w.RequestElevation(t.Context(), elevation.Request{User: l.email, Role: "Contributor", For: time.Hour, Reason: "fix it"}))
			wantKind(t, err, fault.Refused)
			_, err = acted(l.open(l.colleague(), creds(l.server.OwnerKey())).ExtendElevation(t.Context(), l.id, time.Hour, "x"))
			wantKind(t, err, fault.Refused)
			if n := l.writes() - writes; n != 0 {
				t.Errorf("Torq was asked for %d changes", n)
			}
			if _, err := acted(l.w.EndElevation(t.Context(), l.id, "enough")); fault.KindOf(err) != 0 {
				t.Errorf("it cannot be ended by hand: %v", err)
			}
			l.holds("Operator")
			l.server.Mend()
			l.reaps(0)
			l.state(l.w, l.id, elevation.Ended)
		})
	}
}

// What is due by both clocks is done, however far they are apart.
func TestWhatBothClocksSayIsDueIsDone(t *testing.T) {
	t.Parallel()
	l := newLent(t)
	l.pass(5 * time.Hour)
	l.server.Break(torqtest.TokenPath, torqtest.Always, torqtest.Dated(l.clock.Now().Add(-3*time.Hour)))
	l.reaps(0)
	l.state(l.w, l.id, elevation.Ended)
	l.holds("Operator")
}

// A machine remembers how its clock stood to Torq's, and says how long ago that was, where Torq cannot be asked.
func TestAClockIsRemembered(t *testing.T) {
	t.Parallel()
	l := newLent(t)
	ctx := t.Context()
	w := l.w
	plan := campaign.Plan{Name: "Q4", Scope: "all", Due: l.clock.Now().AddDate(0, 0, 1).Truncate(24 * time.Hour), Reviewers: []string{lead}}
	c, err := w.NewCampaign(ctx, plan)
	check(t, err)
	_, err = w.OpenCampaign(ctx, c.ID, false)
	check(t, err)
	sheet, err := w.Sheet(ctx, c.ID)
	check(t, err)
	decide := func() error {
		_, err := w.Decide(ctx, c.ID, []campaign.Choice{{Item: sheet.Rows[0].Item, Verdict: campaign.Abstain, Reason: "fix it"}})
		return err
	}
	check(t, decide())
	l.clock.Advance(50 * time.Hour) // past the due date, which by Torq's clock lies ahead
	err = decide()
	check(t, err) // nothing told of the clock yet
	l.reaps(fault.Refused)
	if err := decide(); fault.KindOf(err) != fault.Refused || !strings.Contains(err.Error(), "ahead of Torq's") {
		t.Errorf("decided by a clock that is two days fast: %v", err)
	}
	_, err = w.SignOff(ctx, c.ID, "")
	wantKind(t, err, fault.Refused)
	for _, s := range l.torq {
		s.Close()
	}
	l.clock.Advance(3 * time.Hour)
	_, err = acted(l.open(lead, creds(l.server.OwnerKey())).RequestElevation(ctx, elevation.Request{User: l.email, Role: "Contributor", For: time.Hour, Reason: "fix it"}))
	if fault.KindOf(err) != fault.Refused || !strings.Contains(err.Error(), "as seen 3h ago") {
		t.Errorf("asked by a clock known to be wrong: %v", err)
	}
	o, err := w.Overview(ctx)
	if check(t, err); !attends(o, review.NeedsClock, "ahead of Torq's") {
		t.Errorf("attention: %+v", o.Attention)
	}
	l.clock.Advance(-53 * time.Hour) // set right again, which nothing tells
	_, err = acted(w.RequestElevation(ctx, elevation.Request{User: l.email, Role: "Contributor", For: time.Hour, Reason: "fix it"}))
	wantKind(t, err, fault.Refused)
}

// A clock far ahead of the record, where Torq was never asked, is not believed either.
func TestAClockFarAheadOfTheRecord(t *testing.T) {
	t.Parallel()
	l := newLent(t)
	for _, s := range l.torq {
		s.Close()
	}
	l.clock.Advance(80 * 365 * 24 * time.Hour)
	_, err := acted(l.w.RequestElevation(t.Context(), elevation.Request{User: l.email, Role: "Contributor", For: time.Hour, Reason: "fix it"}))
	if fault.KindOf(err) != fault.Refused || !strings.Contains(err.Error(), "ahead of the last line on record") {
		t.Errorf("%v", err)
	}
}
