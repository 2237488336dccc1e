package review_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

// half lets a fault happen to one half of the users only.
func half(sso bool, f torqtest.Fault) torqtest.Fault {
	return func(w http.ResponseWriter, r *http.Request, answer http.Handler) {
		if (r.URL.Query().Get("sso_provision") == "true") == sso {
			f(w, r, answer)
			return
		}
		answer.ServeHTTP(w, r)
	}
}

// without lists everybody but those.
func without(ids ...string) torqtest.Fault {
	return torqtest.RewriteList(func(body map[string]any, items []any) {
		var left []any
		for _, v := range items {
			one, _ := v.(map[string]any)
			gone := false
			for _, id := range ids {
				gone = gone || one["id"] == id || one["client_id"] == id
			}
			if !gone {
				left = append(left, v)
			}
		}
		for key := range body {
			if _, list := body[key].([]any); list {
				body[key] = left
			}
		}
	})
}

func idOf(r campaign.SheetRow) string { _, id, _ := strings.Cut(r.Item, "/"); return id }

// Torq takes the calls and does nothing, and then lists nobody for one half of the users: that confirms nothing,
// neither what was sent nor what was not, however often it is read.
func TestHalfAListingConfirmsNothing(t *testing.T) {
	t.Parallel()
	for name, listed := range map[string]torqtest.Fault{
		"empty object": torqtest.Body(`{}`),
		"empty list":   torqtest.Body(`{"users":[]}`),
		"one row": torqtest.RewriteList(func(body map[string]any, items []any) {
			body["users"] = items[:1]
		}),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newDesk(t).aftermath(4, 1, true)
			for _, r := range a.revoked {
				a.server.Break(path(r), torqtest.Always, torqtest.Body(`{}`))
			}
			moved := 0
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			_, err := a.w.ApplyRemediation(ctx, a.id, remediation.ApplyOptions{KeepGoing: true, Changed: func(remediation.Change) {
				if moved++; moved == 1 {
					a.server.Break(torqtest.UsersPath, torqtest.Always, half(true, listed))
				}
				if moved == 2 {
					stop() // the others are never sent
				}
			}})
			if err == nil {
				t.Error("stopped, and not told")
			}
			for range 3 {
				plan, err := a.w.VerifyRemediation(t.Context(), a.id, false, nil)
				if err == nil {
					a.unproven(plan)
				}
				plan, err = a.w.PlanRemediation(t.Context(), a.id, false)
				check(t, err)
				a.unproven(plan)
				a.w.Sync(t.Context(), review.SyncOptions{}) //nolint:errcheck // it may refuse, and must confirm nothing
			}
			a.server.Mend()
			a.unproven(a.verify())
		})
	}
}

func (a *aftermath) unproven(plan *remediation.Plan) {
	a.t.Helper()
	for _, c := range plan.Changes {
		if c.Proven() || c.ConfirmedAt != nil {
			a.t.Fatalf("%s is %s: %s", c.Title(), c.State, c.Detail)
		}
	}
}

// Somebody who has nothing to do with it is missing too: it is read again, said, and what was sent stays sent.
func TestOneMissingByNobodyIsDoubt(t *testing.T) {
	t.Parallel()
	a := newDesk(t).aftermath(3, 0, false)
	bystander := newestOther(t, a)
	plan, err := a.w.ApplyRemediation(t.Context(), a.id, remediation.ApplyOptions{Changed: func(remediation.Change) {
		a.server.Mend()
		a.server.Break(torqtest.UsersPath, torqtest.Always, without(idOf(bystander)))
	}})
	check(t, err)
	a.tally(plan, map[remediation.State]int{remediation.Sent: 3})
	if notes := strings.Join(plan.Notes, " "); !strings.Contains(notes, bystander.Email) || !strings.Contains(notes, "nothing is taken as proven") {
		t.Errorf("it is not said: %v", plan.Notes)
	}
	if plan.Outstanding(true) == nil {
		t.Error("exit 0 would be claimed")
	}
	a.apply(fault.Unreachable, remediation.ApplyOptions{}) // nothing is sent by such a list
	a.tally(a.verify(), map[remediation.State]int{remediation.Sent: 3})
	a.server.Mend()
	a.tally(a.verify(), map[remediation.State]int{remediation.Corroborated: 3})
	a.once(3)
}

// It is no doubt if the audit log says who deleted them, or a person says so.
func TestMissingIsExplained(t *testing.T) {
	t.Parallel()
	a := newDesk(t).aftermath(2, 0, false)
	if err := a.server.RemoveUser(newestOther(t, a).Email); err != nil {
		t.Fatal(err)
	}
	a.tally(a.apply(0, remediation.ApplyOptions{}), map[remediation.State]int{remediation.Corroborated: 2})

	b := newDesk(t).aftermath(2, 0, false)
	b.server.Break(torqtest.UsersPath, torqtest.Always, without(idOf(newestOther(t, b))))
	b.apply(fault.Unreachable, remediation.ApplyOptions{})
	b.once(0)
	if _, err := b.w.Sync(t.Context(), review.SyncOptions{AllowDrop: true}); err != nil {
		t.Fatal(err)
	}
	b.tally(b.apply(0, remediation.ApplyOptions{}), map[remediation.State]int{remediation.Corroborated: 2})
}

// What was never sent is not proven by being missing from a listing alone.
func TestItWasSoAlreadyNeedsAnExplanation(t *testing.T) {
	t.Parallel()
	a := newDesk(t).aftermath(2, 0, false)
	gone := a.revoked[0]
	a.server.Break(torqtest.UsersPath, torqtest.Always, without(idOf(gone)))
	got, err := a.w.Sync(t.Context(), review.SyncOptions{})
	check(t, err)
	if !strings.Contains(got.Doubt, gone.Email) || len(got.Missing) != 1 {
		t.Errorf("missing: %v, %q", got.Missing, got.Doubt)
	}
	plan, err := a.w.PlanRemediation(t.Context(), a.id, false)
	check(t, err)
	a.unproven(plan)
	a.server.Mend()
	a.tally(a.verify(), map[remediation.State]int{remediation.Planned: 2})
	if err := a.server.RemoveUser(gone.Email); err != nil { // by somebody, in the console
		t.Fatal(err)
	}
	a.tally(a.verify(), map[remediation.State]int{remediation.Corroborated: 1, remediation.Planned: 1})
}

// API keys that are missing with nothing that explains it are as doubtful.
func TestMissingKeysAreDoubt(t *testing.T) {
	t.Parallel()
	a := newDesk(t).aftermath(1, 0, false)
	rows, err := a.w.Access(t.Context())
	check(t, err)
	var id string
	for _, r := range rows.Rows {
		if kind, key, _ := strings.Cut(r.Item, "/"); kind == "key" && key != a.server.OwnerKey().ClientID {
			id = key
		}
	}
	_, err = a.w.ApplyRemediation(t.Context(), a.id, remediation.ApplyOptions{Changed: func(remediation.Change) {
		a.server.Break(torqtest.KeysPath, torqtest.Always, without(id))
	}})
	check(t, err)
	a.tally(a.verify(), map[remediation.State]int{remediation.Sent: 1})
	a.server.Mend()
	a.tally(a.verify(), map[remediation.State]int{remediation.Corroborated: 1})
}

// A list that could not be read for once is nothing that the next one can be held against.
func TestAGapIsNoBase(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	w := d.synced(rita)
	id := d.opened(w, `kind == "key"`, rita).ID
	sheet, err := w.Sheet(t.Context(), id)
	check(t, err)
	a := &aftermath{desk: d, w: w, id: id}
	var choices []campaign.Choice
	for _, r := range sheet.Rows {
		verdict := campaign.Certify
		if len(a.revoked) == 0 && r.Item != "key/"+d.server.OwnerKey().ClientID {
			a.revoked, verdict = append(a.revoked, r), campaign.Revoke
		}
		choices = append(choices, campaign.Choice{Item: r.Item, Verdict: verdict, Reason: "as ever"})
	}
	decided(t, w, id, choices...)
	_, err = w.CloseCampaign(t.Context(), id, "")
	check(t, err)
	for range 2 {
		d.server.Break(torqtest.KeysPath, 1, torqtest.Status(http.StatusForbidden))
		_, err = w.Sync(t.Context(), review.SyncOptions{})
		check(t, err)
		d.server.Mend()
		d.server.Break(torqtest.KeysPath, torqtest.Always, without(idOf(a.revoked[0])))
		got, err := w.Sync(t.Context(), review.SyncOptions{})
		check(t, err)
		if !strings.Contains(got.Doubt, a.revoked[0].Name) {
			t.Errorf("not said: %q", got.Doubt)
		}
		plan, err := w.PlanRemediation(t.Context(), id, false)
		check(t, err)
		a.unproven(plan)
		d.server.Mend()
	}
}

// Who is listed twice with different roles proves nothing, whichever half says so.
func TestListedTwiceProvesNothing(t *testing.T) {
	t.Parallel()
	for _, sso := range []bool{true, false} {
		a := newDesk(t).aftermath(0, 1, sso)
		r := a.reduced[0]
		sheet, err := a.w.Sheet(t.Context(), a.id)
		check(t, err)
		var viewer string
		for _, role := range sheet.Roles {
			if role.Name == "Viewer" {
				viewer = role.ID
			}
		}
		a.server.Break(torqtest.UsersPath, torqtest.Always, half(!sso, torqtest.RewriteList(func(body map[string]any, items []any) {
			body["users"] = append(items, map[string]any{"id": idOf(r), "email": r.Email, "role_id": viewer, "status": "VERIFIED", "sso_provision": sso})
		})))
		plan := a.verify()
		a.unproven(plan)
		if c := plan.Changes[0]; c.State != remediation.Blocked || !strings.Contains(c.Blocked, "twice") {
			t.Errorf("%s: %s", c.State, c.Blocked)
		}
		a.server.Mend()
		a.tally(a.verify(), map[remediation.State]int{remediation.Planned: 1})
	}
}

// An entry of another time explains nothing.
func TestAnEntryOfAnotherTimeExplainsNothing(t *testing.T) {
	t.Parallel()
	for name, off := range map[string]time.Duration{"a day after": 24 * time.Hour, "a day before": -24 * time.Hour} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newDesk(t).aftermath(1, 0, false)
			gone := a.revoked[0]
			a.server.Break(torqtest.UsersPath, torqtest.Always, without(idOf(gone)))
			a.server.Break(torqtest.AuditLogsPath, torqtest.Always, torqtest.RewriteList(func(body map[string]any, items []any) {
				body["audit_logs"] = append([]any{map[string]any{
					"id": "x", "timestamp": a.clock.Now().Add(off).Format(time.RFC3339Nano), "action": "User deleted", "resource_id": idOf(gone), "actor_type": "web_app",
				}}, items...)
			}))
			got, err := a.w.Sync(t.Context(), review.SyncOptions{})
			check(t, err)
			if !strings.Contains(got.Doubt, gone.Email) {
				t.Errorf("explained: %q", got.Doubt)
			}
		})
	}
}

// A key that cannot read the audit log meets one ordinary leaver: after a while others can be changed, and nothing is
// proven before somebody says that the leaver left.
func TestALeaverDoesNotBlockForEver(t *testing.T) {
	t.Parallel()
	a := newDesk(t).aftermath(2, 0, false)
	leaver := newestOther(t, a)
	if err := a.server.RemoveUser(leaver.Email); err != nil {
		t.Fatal(err)
	}
	a.server.Break(torqtest.AuditLogsPath, torqtest.Always, torqtest.Status(http.StatusForbidden))
	sync := func() review.SyncResult {
		t.Helper()
		got, err := a.w.Sync(t.Context(), review.SyncOptions{})
		check(t, err)
		if !strings.Contains(got.Doubt, "tuar sync --allow-drop") {
			t.Errorf("the way out is not said: %q", got.Doubt)
		}
		return got
	}
	if sync().Long {
		t.Error("the first listing without them is enough")
	}
	a.clock.Advance(59 * time.Minute)
	a.apply(fault.Unreachable, remediation.ApplyOptions{})
	a.once(0)
	a.clock.Advance(2 * time.Minute)
	if !sync().Long {
		t.Error("an hour is not enough")
	}
	a.tally(a.apply(0, remediation.ApplyOptions{}), map[remediation.State]int{remediation.Sent: 2})
	for range 3 {
		a.clock.Advance(24 * time.Hour)
		a.tally(a.verify(), map[remediation.State]int{remediation.Sent: 2})
	}
	if _, err := a.w.Sync(t.Context(), review.SyncOptions{AllowDrop: true}); err != nil {
		t.Fatal(err)
	}
	a.tally(a.verify(), map[remediation.State]int{remediation.Confirmed: 2})
}

// Many who are missing stay doubtful, however long.
func TestManyLeaversStayDoubtful(t *testing.T) {
	t.Parallel()
	a := newDesk(t).aftermath(1, 0, false)
	a.server.Break(torqtest.UsersPath, torqtest.Always, half(true, torqtest.RewriteList(func(body map[string]any, items []any) {
		body["users"] = items[len(items)/4:]
	})))
	for range 3 {
		a.apply(fault.Unreachable, remediation.ApplyOptions{})
		a.clock.Advance(2 * time.Hour)
	}
	a.once(0)
}

// Torq accepted a call and did nothing. Missing from a listing soon after is its late effect; long after it is not.
func TestACallThatDidNothingExplainsNoLaterAbsence(t *testing.T) {
	t.Parallel()
	for after, want := range map[time.Duration]remediation.State{10 * time.Minute: remediation.Confirmed, 3 * time.Hour: remediation.Sent} {
		t.Run(after.String(), func(t *testing.T) {
			t.Parallel()
			a := newDesk(t).aftermath(1, 0, false)
			r := a.revoked[0]
			a.server.Break(path(r), torqtest.Always, torqtest.Body(`{}`))
			plan, err := a.w.ApplyRemediation(t.Context(), a.id, remediation.ApplyOptions{})
			check(t, err)
			a.tally(plan, map[remediation.State]int{remediation.Failed: 1})
			a.clock.Advance(after)
			a.server.Break(torqtest.UsersPath, torqtest.Always, without(idOf(r)))
			for range 3 {
				a.tally(a.verify(), map[remediation.State]int{want: 1})
			}
		})
	}
}

// newestOther is a user whom the campaign leaves alone.
func newestOther(t *testing.T, a *aftermath) campaign.SheetRow {
	t.Helper()
	sheet, err := a.w.Sheet(t.Context(), a.id)
	check(t, err)
	for _, r := range sheet.Rows {
		if r.Decision.Verdict == "certify" && r.Role == "Viewer" {
			return r
		}
	}
	t.Fatal("everybody is revoked")
	return campaign.SheetRow{}
}
