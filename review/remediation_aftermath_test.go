package review_test

import (
	"net/http"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/audit"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/store"
	"github.com/tuar-dev/tuar/torq"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

// aftermath is a closed campaign, with what it decided to take away.
type aftermath struct {
	*desk
	w       *review.Workspace
	id      string
	revoked []campaign.SheetRow
	reduced []campaign.SheetRow
}

// aftermath closes a campaign that revokes and reduces to Viewer the access of that many people; sso picks those who
// sign in so.
func (d *desk) aftermath(revoke, reduce int, sso bool) *aftermath {
	d.t.Helper()
	return d.aftermathTo("Viewer", revoke, reduce, sso)
}

// aftermathTo is an aftermath that reduces to another role.
func (d *desk) aftermathTo(role string, revoke, reduce int, sso bool) *aftermath {
	d.t.Helper()
	a := &aftermath{desk: d, w: d.synced(rita)}
	a.id = d.opened(a.w, `kind == "user"`, rita).ID
	sheet, err := a.w.Sheet(d.t.Context(), a.id)
	if err != nil {
		d.t.Fatal(err)
	}
	lesser := ""
	for _, r := range sheet.Roles {
		if r.Name == role {
			lesser = r.ID
		}
	}
	var choices []campaign.Choice
	for _, r := range sheet.Rows {
		c := campaign.Choice{Item: r.Item, Verdict: campaign.Certify, Reason: "as ever"}
		if r.Kind == access.User && r.SSO == sso && r.Status == population.StatusVerified && (r.Role == "Contributor" || r.Role == "Operator") {
			switch {
			case len(a.revoked) < revoke:
				c.Verdict = campaign.Revoke
				a.revoked = append(a.revoked, r)
			case len(a.reduced) < reduce:
				c.Verdict, c.ToRole = campaign.Reduce, lesser
				a.reduced = append(a.reduced, r)
			}
		}
		choices = append(choices, c)
	}
	if len(a.revoked) != revoke || len(a.reduced) != reduce {
		d.t.Fatalf("the company has %d to revoke and %d to reduce, not %d and %d", len(a.revoked), len(a.reduced), revoke, reduce)
	}
	decided(d.t, a.w, a.id, choices...)
	if _, err := a.w.CloseCampaign(d.t.Context(), a.id, ""); err != nil {
		d.t.Fatal(err)
	}
	d.server.Forget()
	return a
}

// apply applies, and wants that kind of failure.
func (a *aftermath) apply(want fault.Kind, opt remediation.ApplyOptions) *remediation.Plan {
	a.t.Helper()
	plan, err := a.w.ApplyRemediation(a.t.Context(), a.id, opt)
	if fault.KindOf(err) != want {
		a.t.Fatalf("apply: %v (kind %d), want kind %d", err, fault.KindOf(err), want)
	}
	return plan
}

func (a *aftermath) verify() *remediation.Plan {
	a.t.Helper()
	plan, err := a.w.VerifyRemediation(a.t.Context(), a.id, false, nil)
	if err != nil {
		a.t.Fatal(err)
	}
	return plan
}

// tally wants that many changes in each state and none in any other.
func (a *aftermath) tally(plan *remediation.Plan, want map[remediation.State]int) {
	a.t.Helper()
	got := plan.Tally()
	for state, n := range want {
		if got[state] != n {
			a.t.Errorf("%d changes are %s, want %d: %s; %q", got[state], state, n, plan.Summary(), plan.Notes)
		}
		delete(got, state)
	}
	if len(got) > 0 {
		a.t.Errorf("there are more: %v", got)
	}
}

// writes are the requests that could change something, with the method and path of each.
func (a *aftermath) writes() map[string][]int {
	calls := map[string][]int{}
	for _, r := range a.server.Requests() {
		if r.Method != http.MethodGet && r.Path != torqtest.TokenPath {
			calls[r.Method+" "+r.Path] = append(calls[r.Method+" "+r.Path], r.Status)
		}
	}
	return calls
}

// once wants exactly that many writes, none of them repeated, and a record that checks out.
func (a *aftermath) once(want int) {
	a.t.Helper()
	calls := a.writes()
	if len(calls) != want {
		a.t.Errorf("%d calls change something, want %d: %v", len(calls), want, calls)
	}
	for call, statuses := range calls {
		if len(statuses) > 1 {
			a.t.Errorf("%s was sent %d times: %v", call, len(statuses), statuses)
		}
	}
	a.checks()
}

func (a *aftermath) checks() {
	a.t.Helper()
	checks, err := a.w.CheckJournal(a.t.Context())
	if err != nil {
		a.t.Fatal(err)
	}
	for _, c := range checks {
		if !c.OK {
			a.t.Errorf("the record does not check out: %+v", c)
		}
	}
}

func (a *aftermath) attention() string {
	a.t.Helper()
	o, err := a.w.Overview(a.t.Context())
	if err != nil {
		a.t.Fatal(err)
	}
	for _, at := range o.Attention {
		if at.Kind == review.NeedsProof {
			return at.Text
		}
	}
	return ""
}

// dies records what a process leaves that is killed in a call: an intent without an outcome.
func (a *aftermath) dies(intent remediation.SendingData) {
	a.t.Helper()
	s, err := store.Open(a.home, "default", a.clock)
	if err == nil {
		_, err = s.Journal.Append(a.t.Context(), func([]record.Line) ([]record.Entry, error) {
			return []record.Entry{{Type: remediation.TypeSending, Actor: record.Actor{Email: rita, Assurance: record.Declared}, Data: intent}}, nil
		})
	}
	if err != nil {
		a.t.Fatal(err)
	}
}

// now is a time from now, as the record writes it.
func (a *aftermath) now(in time.Duration) record.Time {
	return record.Time{Time: a.clock.Now().Add(in).UTC()}
}

// log is Torq's audit log since the campaign was closed.
func (a *aftermath) log() []audit.Entry {
	a.t.Helper()
	c, err := torq.New(torq.Config{ClientID: a.server.OwnerKey().ClientID, Secret: a.server.OwnerKey().Secret, APIURL: a.server.URL(), AuthURL: a.server.URL()})
	if err != nil {
		a.t.Fatal(err)
	}
	log, err := c.Audit(a.t.Context(), torqtest.Epoch, nil)
	if err != nil {
		a.t.Fatal(err)
	}
	return log.Entries
}

func path(r campaign.SheetRow) string {
	return torqtest.UsersPath + "/" + strings.TrimPrefix(r.Item, "user/")
}
