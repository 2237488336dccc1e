package review_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review"
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

func idOf(r review.SheetRow) string { _, id, _ := strings.Cut(r.Item, "/"); return id }

// Torq takes the calls and does nothing, and then lists nobody for one half of the users: that confirms nothing, neither
// what was sent nor what was not, however often it is read.
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
			_, err := a.w.ApplyRemediation(ctx, a.id, review.ApplyOptions{KeepGoing: true, Changed: func(remediation.Change) {
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
	plan, err := a.w.ApplyRemediation(t.Context(), a.id, review.ApplyOptions{Changed: func(remediation.Change) {
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
	a.apply(fault.Unreachable, review.ApplyOptions{}) // nothing is sent by such a list
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
	a.tally(a.apply(0, review.ApplyOptions{}), map[remediation.State]int{remediation.Corroborated: 2})

	b := newDesk(t).aftermath(2, 0, false)
	b.server.Break(torqtest.UsersPath, torqtest.Always, without(idOf(newestOther(t, b))))
	b.apply(fault.Unreachable, review.ApplyOptions{})
	b.once(0)
	if _, err := b.w.Sync(t.Context(), review.SyncOptions{AllowDrop: true}); err != nil {
		t.Fatal(err)
	}
	b.tally(b.apply(0, review.ApplyOptions{}), map[remediation.State]int{remediation.Corroborated: 2})
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
	_, err = a.w.ApplyRemediation(t.Context(), a.id, review.ApplyOptions{Changed: func(remediation.Change) {
		a.server.Break(torqtest.KeysPath, torqtest.Always, without(id))
	}})
	check(t, err)
	a.tally(a.verify(), map[remediation.State]int{remediation.Sent: 1})
	a.server.Mend()
	a.tally(a.verify(), map[remediation.State]int{remediation.Corroborated: 1})
}

// newestOther is a user whom the campaign leaves alone.
func newestOther(t *testing.T, a *aftermath) review.SheetRow {
	t.Helper()
	sheet, err := a.w.Sheet(t.Context(), a.id)
	check(t, err)
	for _, r := range sheet.Rows {
		if r.Decision.Verdict == "certify" && r.Role == "Viewer" {
			return r
		}
	}
	t.Fatal("everybody is revoked")
	return review.SheetRow{}
}
