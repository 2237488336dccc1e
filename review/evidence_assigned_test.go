package review_test

import (
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/evidence"
	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/reviewtest"
	"github.com/tuar-dev/tuar/review/rights"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/store"
)

const mia = "mia@example.com"

// newAssigned has rita review alone, but for what is privileged, which goes to sam; mia is the fallback. The lead has
// rita's access under review as well.
func newAssigned(t *testing.T) *peopled {
	t.Helper()
	d := newDeskOf(t, 25)
	w := d.synced(lead)
	d.known(w, mia, sam, rita)
	users := must(w.Access(t.Context())).Rows
	holder := users[slices.IndexFunc(users, func(r access.Row) bool { return r.Email != "" && !r.Privileged && !r.SSO && r.Kind == access.User })].Email
	plan := campaign.Plan{
		Name: "Q4", Scope: `kind == "user"`, Due: d.clock.Now().AddDate(0, 0, 14), Reviewers: []string{holder},
		Assign:   []campaign.AssignRule{{Where: "privileged", To: sam}, {Where: "privileged || sso", To: rita}},
		Fallback: mia,
	}
	p := &peopled{desk: d, w: w, items: map[string][]string{}}
	p.id = must(w.NewCampaign(t.Context(), plan)).ID
	must(w.OpenCampaign(t.Context(), p.id, false))
	for _, r := range must(w.Sheet(t.Context(), p.id)).Rows {
		p.items[r.Reviewer] = append(p.items[r.Reviewer], r.Item)
		switch {
		case r.Privileged && r.Reviewer != sam, !r.Privileged && r.SSO && r.Reviewer != rita, r.Email == holder && !r.SSO && r.Reviewer != mia:
			t.Errorf("%s is assigned to %s", r.Email, r.Reviewer)
		}
	}
	return p
}

// Rows are assigned by expression, with a fallback; an assignment is handed over for a time and goes back. The pack says
// all of it, and both verify and check.py derive it from the record, as they refuse what was forged into it.
func TestAssignmentsInEvidence(t *testing.T) {
	t.Parallel()
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("there is no python3")
	}
	p := newAssigned(t)
	his := slices.Clone(p.items[sam])
	if len(his) < 3 {
		t.Fatalf("only %d rows are privileged", len(his))
	}
	until := p.clock.Now().UTC().Truncate(24*time.Hour).AddDate(0, 0, 2)
	must(p.w.Delegate(t.Context(), p.id, campaign.Handing{From: sam, To: rita, Until: until, Reason: "sam is out of office"}))
	p.decide(rita, campaign.Choice{Item: his[0], Verdict: campaign.Certify, Reason: "needed"})
	line := func(kind string) string {
		lines := must(p.w.Journal(t.Context()))
		return lines[slices.IndexFunc(lines, func(l record.Line) bool { return l.Type == kind })].Hash
	}
	by := func(email string) record.Actor { return record.Actor{Email: email, Assurance: record.Declared} }
	back := campaign.Returned{Campaign: p.id, Line: line(campaign.TypeDelegated), To: sam, Items: his[1:2]}
	p.write(
		record.Entry{Type: campaign.TypeReturned, Actor: by(rita), Data: back}, // before its day has passed
		record.Entry{Type: campaign.TypeDelegated, Actor: by(lead), Data: campaign.Delegated{Campaign: p.id, From: sam, To: mia, Items: his[1:2], Reason: "not his now"}},
	)
	p.clock.Advance(72 * time.Hour)
	p.write(
		record.Entry{Type: campaign.TypeReturned, Actor: by("eve@example.net"), Data: back},
		record.Entry{Type: campaign.TypeDecided, Actor: by(rita), Data: campaign.Decided{
			Campaign: p.id, Item: his[1], Decision: campaign.Certify, Reason: "too late", Bulk: 1, Hints: []string{}, Batch: "late",
		}},
		record.Entry{Type: campaign.TypeSignedOff, Actor: by(sam), Data: campaign.SignedOff{Campaign: p.id, Statement: "done"}},
	)
	asSam := p.open(sam, settings.Credentials{})
	for _, r := range must(asSam.Sheet(t.Context(), p.id)).Rows {
		if slices.Contains(his[1:], r.Item) && (!r.Mine || r.ReassignedFrom != "") {
			t.Errorf("%s is with %s after the time", r.Item, r.Reviewer)
		}
	}
	if _, err := p.open(rita, settings.Credentials{}).Decide(t.Context(), p.id, []campaign.Choice{{Item: his[1], Verdict: campaign.Certify}}); fault.KindOf(err) != fault.Refused {
		t.Errorf("rita decides after the time: %v", err)
	}
	p.decide(sam, campaign.Choice{Item: his[1], Verdict: campaign.Certify, Reason: "needed"})
	path := filepath.Join(t.TempDir(), "pack.zip")
	must(p.w.PackEvidence(t.Context(), p.id, evidence.PackOptions{Path: path}))
	p.pack = contentOf(t, path)
	if diff := cmp.Diff([]string{
		"assigned  ", "assigned privileged ", "assigned privileged || sso ", "assigned fallback ", "reassigned  " + until.Format(campaign.DateLayout), "returned  ",
	}, p.column(t, "assignments", "act", "rule", "until")); diff != "" {
		t.Error(diff)
	}
	if got := strings.Join(p.column(t, "refused", "reason"), "\n"); strings.Count(got, "\n") != 4 {
		t.Errorf("refused:\n%s", got)
	}
	result, err := review.VerifyEvidence(t.Context(), store.Files{}, path, evidence.VerifyOptions{})
	if names, said := failed(result); err != nil || len(names) > 0 {
		t.Errorf("verify: %v, %v, %v", err, names, said)
	}
	out, _ := runCheckPy(t, python, t.TempDir(), p.pack)
	if strings.Count(out, "FAIL") != strings.Count(out, "FAIL  source") || !strings.Contains(out, "lines without effect, judged anew: 5 rows") {
		t.Errorf("check.py:\n%s", out)
	}
	for says, change := range map[string][3]string{
		"FAIL  assignments, derived anew": {"assignments", ",fallback,", ",manager,"},
		"FAIL  decisions, derived anew":   {"decisions", "," + rita + "," + sam + ",certify", "," + rita + ",,certify"},
	} {
		c := contentOf(t, path)
		relisted(edited(pack.TablePath(change[0], "csv"), change[1], change[2]))(c)
		if out, _ := runCheckPy(t, python, t.TempDir(), c); !strings.Contains(out, says) {
			t.Errorf("check.py does not say %q:\n%s", says, out)
		}
	}
}

// An auditor cannot be named by a rule, nor become a reviewer between the draft and its opening.
func TestRulesNameNoAuditor(t *testing.T) {
	t.Parallel()
	d := newDeskOf(t, 25)
	w := d.synced(lead)
	reviewtest.Grant(t, w, "aud@example.com", rights.Auditor)
	plan := campaign.Plan{Name: "Q4", Scope: "all", Due: d.clock.Now().AddDate(0, 0, 14), Reviewers: []string{lead}}
	for name, change := range map[string]func(*campaign.Plan){
		"rule":     func(p *campaign.Plan) { p.Assign = []campaign.AssignRule{{Where: "privileged", To: "aud@example.com"}} },
		"fallback": func(p *campaign.Plan) { p.Fallback = "aud@example.com" },
	} {
		named := plan
		change(&named)
		if _, err := w.NewCampaign(t.Context(), named); fault.KindOf(err) != fault.Refused {
			t.Errorf("%s: %v", name, err)
		}
	}
	d.known(w, mia)
	plan.Fallback = mia
	id := must(w.NewCampaign(t.Context(), plan)).ID
	reviewtest.Grant(t, w, mia, rights.Auditor)
	if _, err := w.OpenCampaign(t.Context(), id, false); fault.KindOf(err) != fault.Refused {
		t.Errorf("opening: %v", err)
	}
}
