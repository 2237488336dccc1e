package review_test

import (
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

// Four eyes are two people: not oneself under another address, and not somebody Torq does not know.
func TestAnApprovalIsSomebodyElses(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx := t.Context()
	w := d.synced(lead)
	email, _ := d.borrower(w, "Operator")
	local, domain, _ := strings.Cut(email, "@")
	owner := creds(d.server.OwnerKey())
	asked, err := acted(d.open(email, owner).RequestElevation(ctx, elevation.Request{Role: "Owner", For: time.Hour, Reason: "incident"}))
	check(t, err)
	for who, says := range map[string]string{
		email:                     "somebody else must approve",
		strings.ToUpper(email):    "somebody else must approve",
		local + "+work@" + domain: "may be one mailbox",
		strings.ReplaceAll(local, ".", "") + "@" + domain: "may be one mailbox",
		strings.ReplaceAll(email, "a", "\u0430") + "":     "somebody else must approve",
		"stranger@" + domain:                              "does not list stranger@",
		local + "@elsewhere.example":                      "have the same name",
	} {
		_, err := acted(d.open(who, owner).ApproveElevation(ctx, asked.ID, 0))
		if fault.KindOf(err) != fault.Refused || !strings.Contains(err.Error(), says) {
			t.Errorf("%+q approves: %v", who, err)
		}
	}
	d.state(w, asked.ID, elevation.Requested)
	row, err := acted(d.open(d.colleague(), owner).ApproveElevation(ctx, asked.ID, 0))
	if err != nil || row.State != elevation.Active {
		t.Fatalf("%+v, %v", row, err)
	}
	for _, who := range []string{local + "+work@" + domain, "stranger@" + domain} {
		_, err := acted(d.open(who, owner).ExtendElevation(ctx, asked.ID, time.Hour, "longer"))
		wantKind(t, err, fault.Refused)
	}
}

// An invitation proves nothing of the address it was sent to.
func TestAnInvitedAddressApprovesNothing(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx := t.Context()
	check(t, d.server.Invite("fresh@example.com", "Owner"))
	w := d.synced(lead)
	email, _ := d.borrower(w, "Operator")
	asked, err := acted(w.RequestElevation(ctx, elevation.Request{User: email, Role: "Owner", For: time.Hour, Reason: "incident"}))
	check(t, err)
	_, err = acted(d.open("fresh@example.com", creds(d.server.OwnerKey())).ApproveElevation(ctx, asked.ID, 0))
	wantKind(t, err, fault.Refused)
}

// A status that this version does not know is no proof that an invitation was accepted.
func TestAnAddressOfUnknownStatusApprovesNothing(t *testing.T) {
	t.Parallel()
	for _, status := range []string{"INVITED", "DISABLED", "", "verified "} {
		d := newDesk(t)
		ctx := t.Context()
		w := d.synced(lead)
		email, _ := d.borrower(w, "Operator")
		colleague := d.colleague()
		ask := elevation.Request{User: email, Role: "Owner", For: time.Hour, Reason: "incident"}
		asked, err := acted(w.RequestElevation(ctx, ask))
		check(t, err)
		d.server.Break(torqtest.UsersPath, torqtest.Always, torqtest.RewriteList(func(_ map[string]any, items []any) {
			for _, v := range items {
				if one, _ := v.(map[string]any); one["email"] == colleague {
					one["status"] = status
				}
			}
		}))
		_, err = w.Sync(ctx, review.SyncOptions{})
		check(t, err)
		ask.Role = "Contributor"
		if _, err = acted(w.RequestElevation(ctx, ask)); fault.KindOf(err) != fault.Refused || !strings.Contains(err.Error(), "cannot be approved") {
			t.Errorf("%q: no person is left to approve: %v", status, err)
		}
		_, err = acted(d.open(colleague, creds(d.server.OwnerKey())).ApproveElevation(ctx, asked.ID, 0))
		if wantKind(t, err, fault.Refused); roleOf(t, d.server, email) != "Operator" {
			t.Errorf("%q approved", status)
		}
	}
}
