package review_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/settings"
)

func TestInspectionTellsWhatIsKnownAndWhoMayDoWhat(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx := t.Context()
	w := d.synced(lead)
	email, _ := d.borrower(w, "Operator")
	own, other := d.open(email, creds(d.server.OwnerKey())), d.open(d.colleague(), creds(d.server.OwnerKey()))
	asked, err := acted(own.RequestElevation(ctx, elevation.Request{Role: "Owner", For: time.Hour, Reason: "incident 4711"}))
	if err != nil {
		t.Fatal(err)
	}
	look := func(w *review.Workspace) elevation.Inspection {
		t.Helper()
		i, err := w.InspectElevation(ctx, asked.ID)
		if err != nil {
			t.Fatal(err)
		}
		return i
	}
	i := look(own)
	if i.RequestedBy != email || i.Asked != (record.Known{Assurance: record.Declared}) || i.Holds != "Operator" || !i.Known || !slices.Contains(i.Gains, "user.write") || i.Longest != 8*time.Hour {
		t.Errorf("%+v", i)
	}
	if !strings.Contains(i.Disabled.Approve, "somebody else must approve") || i.Disabled.Deny == "" || i.Disabled.Extend == "" || i.Disabled.End != "" {
		t.Errorf("who asked may %+v", i.Disabled)
	}
	if i := look(other); i.Disabled.Approve != "" || i.Disabled.Deny != "" {
		t.Errorf("another may %+v", i.Disabled)
	}
	if i := look(d.open("", settings.Credentials{})); i.Disabled != (elevation.Disabled{}) {
		t.Errorf("nobody said who it is, and may %+v", i.Disabled)
	}
	d.pass(time.Second)
	if _, err := acted(other.ApproveElevation(ctx, asked.ID, 0)); err != nil {
		t.Fatal(err)
	}
	i = look(other)
	if i.State != elevation.Active || i.Holds != "Owner" || len(i.Approvals) != 1 || i.Disabled.Extend != "" || i.Disabled.Approve == "" || len(i.History) < 4 {
		t.Errorf("%+v", i)
	}
	if _, err := other.InspectElevation(ctx, "el-nothing"); err == nil {
		t.Error("one that is not there is known")
	}
}

func TestInspectionTellsWhatTheNextSignInDoes(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx := t.Context()
	w := d.synced(lead)
	view, err := w.Access(ctx)
	if err != nil {
		t.Fatal(err)
	}
	d.borrower(w, "Operator")
	for _, r := range view.Rows {
		if r.Role != "Operator" || r.Status != population.StatusVerified {
			continue
		}
		row, err := acted(w.RequestElevation(ctx, elevation.Request{User: r.Email, Role: "Owner", For: time.Hour, Reason: "incident"}))
		if err != nil {
			t.Fatal(err)
		}
		i, err := w.InspectElevation(ctx, row.ID)
		if err != nil || r.SSO != (len(i.SignIn) > 0) {
			t.Errorf("%s, by SSO %v: %v, %v", r.Email, r.SSO, i.SignIn, err)
		}
	}
}
