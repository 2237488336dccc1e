package review_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/reviewtest"
	"github.com/tuar-dev/tuar/review/rights"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

// rule sets the rules to that one, beside the one for any role.
func (d *desk) rule(w *review.Workspace, rule settings.ElevationRule) error {
	d.t.Helper()
	if rule.Longest == 0 {
		rule.Longest = settings.Duration(8 * time.Hour)
	}
	_, err := w.ChangeSettings(d.t.Context(), func(s *settings.Settings) error {
		s.Elevation.Rules = []settings.ElevationRule{rule, {Role: "*", Longest: settings.Duration(8 * time.Hour), Approvals: 1}}
		return nil
	})
	return err
}

// TestARuleThatLocksEverybodyOutIsRefused checks rules by which no user could get the role, and that nothing is recorded.
func TestARuleThatLocksEverybodyOutIsRefused(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	w := d.synced(lead)
	email, _ := d.borrower(w, "Operator")
	colleague := d.colleague()
	for name, tt := range map[string]struct {
		rule settings.ElevationRule
		want fault.Kind
	}{
		"approvers who are gone":       {settings.ElevationRule{Role: "Owner", Approvals: 1, Approvers: []string{"gone@example.com"}}, fault.Refused},
		"more approvals than people":   {settings.ElevationRule{Role: "Owner", Approvals: 2, Approvers: []string{colleague, "gone@example.com"}}, fault.Refused},
		"requesters who are gone":      {settings.ElevationRule{Role: "Owner", Approvals: 1, Requesters: []string{"gone@example.com"}}, fault.Refused},
		"nobody is eligible":           {settings.ElevationRule{Role: "Owner", Approvals: 1, MayRequest: `role == "No such role"`}, fault.Refused},
		"not an expression":            {settings.ElevationRule{Role: "Owner", Approvals: 1, MayRequest: `role =`}, fault.BadInput},
		"an unknown word":              {settings.ElevationRule{Role: "Owner", Approvals: 1, MayRequest: `salary > 3`}, fault.BadInput},
		"no such role":                 {settings.ElevationRule{Role: "Ownr", Approvals: 1}, fault.BadInput},
		"two by the right":             {settings.ElevationRule{Role: "Owner", Approvals: 2}, fault.Refused},
		"the approver is the only one": {settings.ElevationRule{Role: "Owner", Approvals: 1, Approvers: []string{email}, Requesters: []string{email}}, fault.BadInput},
	} {
		before, err := w.Journal(t.Context())
		check(t, err)
		wantKind(t, d.rule(w, tt.rule), tt.want)
		if after, err := w.Journal(t.Context()); err != nil || len(after) != len(before) {
			t.Errorf("%s: %d lines recorded, %v", name, len(after)-len(before), err)
		}
	}
	check(t, d.rule(w, settings.ElevationRule{Role: "owner", Approvals: 1, Approvers: []string{colleague, "gone@example.com"}}))
	s, err := w.Settings(t.Context())
	if check(t, err); s.Elevation.Rules[0].Role != "Owner" || s.Elevation.Rules[0].RoleID == "" {
		t.Errorf("%+v", s.Elevation.Rules[0])
	}
}

// TestWhoMayRequest checks eligibility, requests for others, and that an approval which cannot come is said when asking.
func TestWhoMayRequest(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx := t.Context()
	w := d.synced(lead)
	email, _ := d.borrower(w, "Operator")
	viewer, _ := d.borrower(w, "Viewer")
	check(t, d.rule(w, settings.ElevationRule{Role: "Owner", Approvals: 1, MayRequest: `role == "Operator" && status == "VERIFIED"`}))
	env := creds(d.server.OwnerKey())
	for name, tt := range map[string]struct{ by, who, says string }{
		"not eligible":         {viewer, "", "is not among those who may request the role Owner"},
		"for another":          {viewer, email, "only for themselves"},
		"for one not eligible": {lead, viewer, "is not among those"},
		"a stranger":           {"stranger@example.com", "", "holds no role"},
	} {
		_, err := acted(d.open(tt.by, env).RequestElevation(ctx, elevation.Request{User: tt.who, Role: "Owner", For: time.Hour, Reason: "incident"}))
		if err == nil || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := w.RevokeRight(ctx, d.colleague(), string(rights.Approver), "left the team")
	check(t, err)
	_, err = acted(d.open(email, env).RequestElevation(ctx, elevation.Request{Role: "Owner", For: time.Hour, Reason: "incident"}))
	if fault.KindOf(err) != fault.Refused || !strings.Contains(err.Error(), "cannot be approved") {
		t.Errorf("no person can approve: %v", err)
	}
	if rows, err := w.ListElevations(ctx); err != nil || len(rows) != 0 {
		t.Errorf("%+v, %v", rows, err)
	}
}

// TestARequestByHandIsHeldToTheListing checks that what the fold cannot know is checked before a role is given: who is
// eligible, whose user ID it is, and whether the role is privileged.
func TestARequestByHandIsHeldToTheListing(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		change func(d *elevation.RequestedData, other string)
		says   string
	}{
		"another user's ID": {func(r *elevation.RequestedData, other string) { r.UserID = other }, "Torq lists user/"},
		"privileged":        {func(r *elevation.RequestedData, _ string) { r.Auto, r.Approvals = elevation.AutoByRule, 0 }, "auto_approve_privileged"},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			ctx := t.Context()
			w := d.synced(lead)
			email, id := d.borrower(w, "Operator")
			other, otherID := d.borrower(w, "Viewer")
			check(t, d.rule(w, settings.ElevationRule{Role: "Owner", Approvals: 1, AutoApprove: true}))
			_, p, err := w.Latest(ctx)
			check(t, err)
			role, err := core.FindRole(p.Roles, "Owner")
			check(t, err)
			data := elevation.RequestedData{
				Elevation: "el-hand", UserID: id, Email: email, RoleID: role, Role: "Owner", PriorRole: "Operator", Seconds: 3600, Reason: "incident",
				Until: record.Time{Time: d.clock.Now().Add(time.Hour)}, Approvals: 1, Longest: 3600,
			}
			tt.change(&data, otherID)
			d.write(record.Entry{Type: elevation.TypeRequested, Actor: record.Actor{Email: email, Assurance: record.Declared}, Data: data})
			if data.Auto == "" {
				d.write(record.Entry{Type: elevation.TypeApproved, Actor: record.Actor{Email: d.colleague(), Assurance: record.Declared}, Data: elevation.ApprovedData{Elevation: "el-hand", Seconds: 3600}})
			}
			_, err = reaped(w.Reap(ctx, nil))
			if err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("%v", err)
			}
			if roleOf(t, d.server, email) != "Operator" || roleOf(t, d.server, other) != "Viewer" {
				t.Error("a role was given")
			}
		})
	}
}

// TestPeopleAreToldWhatTheyCanApprove checks who finds a request on Home.
func TestPeopleAreToldWhatTheyCanApprove(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx := t.Context()
	w := d.synced(lead)
	email, _ := d.borrower(w, "Operator")
	reviewtest.Grant(t, w, rita, rights.Manager)
	env := creds(d.server.OwnerKey())
	row, err := acted(d.open(email, env).RequestElevation(ctx, elevation.Request{Role: "Owner", For: time.Hour, Reason: "incident"}))
	if check(t, err); !slices.Equal(row.Approvers, []string{d.colleague(), lead}) {
		t.Errorf("approvers: %v", row.Approvers)
	}
	for who, theirs := range map[string]bool{email: false, rita: false, d.colleague(): true, lead: true} {
		o, err := d.open(who, env).Overview(ctx)
		check(t, err)
		i := slices.IndexFunc(o.Attention, func(a review.Attention) bool { return a.Kind == review.NeedsApproval })
		if i < 0 || o.Attention[i].NotYours == theirs || !strings.Contains(o.Attention[i].Text, d.colleague()) {
			t.Errorf("%s: %+v", who, o.Attention)
		}
	}
}

// TestTheWorkflowTellsThoseWhoApprove checks that a request is told to those who can approve it, once.
func TestTheWorkflowTellsThoseWhoApprove(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.hook = d.flow()
	ctx := t.Context()
	w := d.synced(lead)
	email, _ := d.borrower(w, "Operator")
	_, err := w.ChangeSettings(ctx, func(s *settings.Settings) error { s.Elevation.NoticeByWebhook = true; return nil })
	check(t, err)
	_, err = acted(d.open(email, creds(d.server.OwnerKey())).RequestElevation(ctx, elevation.Request{Role: "Owner", For: time.Hour, Reason: "incident"}))
	check(t, err)
	_, err = reaped(w.Reap(ctx, nil))
	check(t, err)
	want := torqtest.Notice{About: "approval", User: email, Tell: []string{d.colleague(), lead}}
	if diff := cmp.Diff([]torqtest.Notice{want}, d.server.Notices()); diff != "" {
		t.Error(diff)
	}
}

// TestForgedLinesGiveNoHigherRoleBack checks that a line by hand, which names a higher role as the one held before, has
// tuar give nothing: not for an elevation that nobody approved, and not for one that goes on and was approved.
func TestForgedLinesGiveNoHigherRoleBack(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx := t.Context()
	w := d.synced(lead)
	email, id := d.borrower(w, "Operator")
	name, p, err := w.Latest(ctx)
	check(t, err)
	roles := map[string]string{}
	for _, r := range p.Roles {
		roles[r.Name] = r.ID
	}
	asked, err := acted(d.open(email, creds(d.server.OwnerKey())).RequestElevation(ctx, elevation.Request{Role: "Contributor", For: time.Hour, Reason: "incident"}))
	check(t, err)
	mallory := record.Actor{Email: email, Assurance: record.Declared}
	d.write(record.Entry{Type: elevation.TypeSending, Actor: mallory, Data: elevation.SendingData{
		Attempt: "a", UserID: id, Email: email, Purpose: elevation.Grant, Elevations: []string{asked.ID}, FromRoleID: roles["Operator"], FromRole: "Operator",
		ToRoleID: roles["Contributor"], ToRole: "Contributor", BaseRoleID: roles["Owner"], BaseRole: "Owner", Method: "api", Population: name,
	}})
	d.pass(10 * time.Minute)
	_, err = reaped(w.Reap(ctx, nil))
	if fault.KindOf(err) != fault.Refused || !strings.Contains(err.Error(), "does not show that") {
		t.Errorf("%v", err)
	}
	if got := roleOf(t, d.server, email); got != "Operator" {
		t.Errorf("%s holds %s", email, got)
	}
}

// TestForgedApprovalsAreListed checks that lines by hand are listed with their reasons.
func TestForgedApprovalsAreListed(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	w := d.synced(lead)
	email, _ := d.borrower(w, "Operator")
	for i, by := range []string{"ghost@example.com", email, strings.Replace(email, "@", "+x@", 1)} {
		row := d.forged(w, email, by)
		refused, err := w.Refused(t.Context())
		if check(t, err); row.State != elevation.Requested || len(refused) != i+1 || refused[i].Line.Type != elevation.TypeApproved || refused[i].Reason == "" {
			t.Errorf("%s: %s, %+v", by, row.State, refused)
		}
		_, err = acted(w.EndElevation(t.Context(), row.ID, "not needed"))
		check(t, err)
	}
}
