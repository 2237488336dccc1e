package review_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/evidence"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

// ruled is a closed campaign that decided about claim mappings and custom roles, each by its name.
func (d *desk) ruled(decisions map[string]string) *aftermath {
	d.t.Helper()
	a := &aftermath{desk: d, w: d.synced(rita)}
	a.id = d.opened(a.w, "all", rita).ID
	sheet, err := a.w.Sheet(d.t.Context(), a.id)
	if err != nil {
		d.t.Fatal(err)
	}
	var choices []campaign.Choice
	for _, r := range sheet.Rows {
		c, decision := campaign.Choice{Item: r.Item, Verdict: campaign.Certify, Reason: "as ever"}, decisions[r.Title()]
		kept, keeps := strings.CutPrefix(decision, "keep ")
		switch {
		case decision == "revoke":
			c.Verdict = campaign.Revoke
		case keeps:
			d.write(record.Entry{Type: campaign.TypeDecided, Actor: record.Actor{Email: rita, Assurance: record.Declared}, Data: campaign.Decided{
				Campaign: a.id, Item: r.Item, Decision: campaign.Reduce, Scopes: strings.Fields(kept), Reason: "too much", Bulk: 1, Hints: []string{}, Batch: r.Item,
			}})
			continue
		case decision != "":
			i := slices.IndexFunc(sheet.Roles, func(role population.Role) bool { return role.Name == decision })
			c.Verdict, c.ToRole = campaign.Reduce, sheet.Roles[i].ID
		}
		choices = append(choices, c)
		delete(decisions, r.Title())
	}
	decided(d.t, a.w, a.id, choices...)
	if _, err := a.w.CloseCampaign(d.t.Context(), a.id, ""); err != nil {
		d.t.Fatal(err)
	}
	d.server.Forget()
	return a
}

// change returns the change of that title, in the state wanted.
func (a *aftermath) change(plan *remediation.Plan, title string, want remediation.State) *remediation.Change {
	a.t.Helper()
	for i := range plan.Changes {
		if c := &plan.Changes[i]; c.Title() == title {
			if c.State != want {
				a.t.Errorf("%s is %s, want %s: %s %s", title, c.State, want, c.Blocked, c.Detail)
			}
			return c
		}
	}
	a.t.Fatalf("there is no change of %s: %s", title, plan.Summary())
	return nil
}

// Mappings and roles are revoked and reduced, and proven by listings and by the audit log. What comes back is told, and what
// was taken can be given back.
func TestMappingsAndRolesAreTakenAway(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	check(t, d.server.AddRole("Night Shift", "case.read", "case.write"))
	holder := d.server.Users()[30]
	check(t, d.server.SetRole(holder, "Night Shift"))
	a := d.ruled(map[string]string{
		"mapping groups = soc-team": "revoke", "mapping groups = secops-engineering": "Viewer", "role Audit Export": "keep event.read",
		"role Night Shift": "revoke", holder: "revoke", "role Access Reader": "revoke",
	})
	plan := a.apply(0, remediation.ApplyOptions{Words: remediation.Words{LeavesUnknown: true}})
	for _, title := range []string{"mapping groups = soc-team", "mapping groups = secops-engineering", "role Audit Export", "role Night Shift", holder} {
		a.change(plan, title, remediation.Corroborated)
	}
	if c := a.change(plan, "role Access Reader", remediation.Blocked); !strings.Contains(c.Blocked, "the role is in use: ") {
		t.Errorf("%q", c.Blocked)
	}
	if last := plan.Changes[len(plan.Changes)-1]; last.Action != order.DeleteRole && last.Action != order.ChangeScopes {
		t.Errorf("the last one is %s of %s", last.Action, last.Title())
	}
	a.once(5)

	id, err := d.server.AddMapping("groups", "soc-team", "Operator")
	check(t, err)
	check(t, d.server.SetScopes("Audit Export", "event.read", "apikey.read"))
	plan = a.verify()
	back := a.change(plan, "mapping groups = soc-team", remediation.Returned)
	if !strings.Contains(back.Detail, "mapping/"+id) {
		t.Errorf("%q", back.Detail)
	}
	a.change(plan, "role Audit Export", remediation.Returned)
	check(t, d.server.DeleteMapping(id))
	a.change(a.apply(0, remediation.ApplyOptions{}), "role Audit Export", remediation.Corroborated)
	a.checks()
	a.evidence(6)
}

// An undo makes a mapping and a role anew under another ID, and gives permissions back.
func TestMappingsAndRolesAreGivenBack(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	check(t, d.server.AddRole("Spare", "case.read", "event.read"))
	d.server.LogConfiguration(false)
	a := d.ruled(map[string]string{"mapping groups = soc-cases": "revoke", "mapping groups = platform": "Viewer", "role Spare": "revoke", "role Audit Export": "keep event.read"})
	plan := a.apply(0, remediation.ApplyOptions{})
	a.tally(plan, map[remediation.State]int{remediation.Confirmed: 4})
	if !slices.ContainsFunc(plan.Notes, func(n string) bool {
		return strings.Contains(n, "4 of these changes are confirmed by Torq's current list alone")
	}) {
		t.Errorf("%q", plan.Notes)
	}
	plan = a.apply(0, remediation.ApplyOptions{Undo: true, Reason: "needed after all"})
	a.tally(plan, map[remediation.State]int{remediation.Confirmed: 4})
	p, err := a.w.Access(t.Context())
	check(t, err)
	seen := map[string]string{}
	for _, r := range p.Rows {
		seen[r.Title()] = fmt.Sprintf("%s %v", r.Role, r.Permissions)
	}
	for title, want := range map[string]string{
		"mapping groups = soc-cases": "Cases Analyst", "mapping groups = platform": "Creator", "role Spare": "[case.read event.read]", "role Audit Export": "[apikey.read event.read]",
	} {
		if !strings.Contains(seen[title], want) {
			t.Errorf("%s: %q", title, seen[title])
		}
	}
	a.tally(a.verify(), map[remediation.State]int{remediation.Undone: 4})
	a.evidence(8)
}

// Where Torq does not delete mappings, a person does it in the console; a role of the organisation is left to its managers.
func TestMappingsAndRolesByHand(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.server.Refuse(torqtest.DeleteMappings, 405)
	check(t, d.server.ManageRole("Audit Export"))
	a := d.ruled(map[string]string{"mapping groups = soc-team": "revoke", "mapping groups = soc-cases": "revoke", "role Audit Export": "keep event.read"})
	plan := a.apply(fault.Failed, remediation.ApplyOptions{KeepGoing: true})
	a.change(plan, "mapping groups = soc-cases", remediation.ByPerson)
	by := a.change(plan, "mapping groups = soc-team", remediation.ByPerson)
	if steps := strings.Join(by.Steps, "; "); !strings.Contains(steps, "find the claim mapping groups = soc-team with the role Operator; delete this mapping only") {
		t.Errorf("%q", steps)
	}
	refused := a.change(plan, "role Audit Export", remediation.Failed)
	if steps := strings.Join(refused.Steps, "; "); !strings.Contains(steps, "take these permissions away: apikey.read") || !strings.Contains(steps, "Organization Management page") {
		t.Errorf("%q", steps)
	}
	_, err := a.w.DoneByHand(t.Context(), a.id, false, []string{by.Item}, "")
	check(t, err)
	check(t, d.server.DeleteMapping(by.ID()))
	a.change(a.verify(), "mapping groups = soc-team", remediation.Corroborated)
}

// Whatever is not offered and whatever answer is lost, what is called proven is so in Torq, nothing is called twice, and
// applying again ends it.
func TestMappingsAndRolesWithLostAnswers(t *testing.T) {
	t.Parallel()
	for seed := range uint64(3) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			rng := rand.New(rand.NewPCG(seed, 15))
			d := newDesk(t)
			check(t, d.server.AddRole("Spare", "case.read"))
			d.server.LogConfiguration(rng.IntN(2) == 0)
			decisions := map[string]string{"role Spare": "revoke", "role Audit Export": "keep event.read", "mapping groups = platform": "Viewer"}
			for _, value := range []string{"soc-team", "soc-cases", "everyone"} {
				decisions["mapping groups = "+value] = "revoke"
			}
			a := d.ruled(decisions)
			plan, err := a.w.PlanRemediation(t.Context(), a.id, false)
			check(t, err)
			for i := range plan.Changes {
				path := torqtest.ClaimMappingsPath
				if strings.HasPrefix(plan.Changes[i].Item, "role/") {
					path = torqtest.RolesPath
				}
				fault := []torqtest.Fault{torqtest.Lose(), torqtest.CutOff(), torqtest.Status(500), torqtest.Status(404)}[rng.IntN(4)]
				d.server.Break(path+"/"+plan.Changes[i].ID(), rng.IntN(2), fault)
			}
			for range 6 {
				plan, _ = a.w.ApplyRemediation(t.Context(), a.id, remediation.ApplyOptions{KeepGoing: rng.IntN(2) == 0})
				a.agrees(plan)
			}
			for i := range plan.Changes {
				off, err := a.w.MethodsOff(t.Context())
				check(t, err)
				if c := &plan.Changes[i]; !c.Proven() && (c.State != remediation.ByPerson || len(off) == 0) {
					t.Errorf("%s is %s: %s %s", c.Title(), c.State, c.Detail, c.Blocked)
				}
			}
			done := map[string]int{}
			for _, r := range a.server.Requests() {
				if r.Method == "DELETE" && r.Status == 204 {
					done[r.Path]++
				}
			}
			for path, n := range done {
				if n > 1 {
					t.Errorf("%s was deleted %d times", path, n)
				}
			}
			a.checks()
		})
	}
}

// evidence wants a pack with that many changes, which verify and check.py find in order.
func (a *aftermath) evidence(changes int) {
	a.t.Helper()
	a.checks()
	t := a.t.(*testing.T)
	path, _ := packed(t, a.w, a.id)
	if names, said := failed(verified(t, path, evidence.VerifyOptions{})); len(names) > 0 {
		t.Errorf("verify: %v, %v", names, said)
	}
	if out, ok := ranCheck(t, path); !ok {
		t.Error(out)
	}
	rows := rowsOf(t, contentOf(t, path).files, "changes")
	if len(rows) != changes {
		t.Errorf("%d changes", len(rows))
	}
	for _, r := range rows {
		if r["action"] == "change-scopes" && r["to_scopes"] == "" {
			t.Errorf("%v", r)
		}
	}
}

// agrees wants what a plan calls proven to be so in Torq.
func (a *aftermath) agrees(plan *remediation.Plan) {
	a.t.Helper()
	_, err := a.w.Sync(a.t.Context(), review.SyncOptions{})
	check(a.t, err)
	view, err := a.w.Access(a.t.Context())
	check(a.t, err)
	for i := range plan.Changes {
		c := &plan.Changes[i]
		for _, r := range view.Rows {
			still := r.Item == c.Item && (c.Action.Removes() || c.Action == order.ChangeMapping && r.RoleID != c.ToRoleID || c.Action == order.ChangeScopes && !slices.Equal(r.Permissions, c.ToScopes))
			if c.Proven() && still {
				a.t.Errorf("%s is called %s at %s, and Torq lists it as %s %v", c.Title(), c.State, time.Now().Format("15:04"), r.Role, r.Permissions)
			}
		}
	}
}
