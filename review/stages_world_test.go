package review_test

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/evidence"
	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/store"
)

const (
	pia = "pia@example.com"
	fay = "fay@example.com"
)

// decidedBy records a decision of a person.
func (d *desk) decidedBy(who, id, item string, v campaign.Verdict) error {
	_, err := d.open(who, settings.Credentials{}).Decide(d.t.Context(), id, []campaign.Choice{{Item: item, Verdict: v, Reason: "as " + who + " knows"}})
	return err
}

// A campaign with two stages of which rows agree, disagree, wait and are undecided is closed, carried out, packed and
// derived anew: by verify and by check.py.
func TestStagesFromOpeningToEvidence(t *testing.T) {
	t.Parallel()
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("there is no python3")
	}
	for _, rule := range campaign.Disagreements {
		t.Run(string(rule), func(t *testing.T) {
			d := newDeskOf(t, 25)
			w := d.synced(lead)
			ctx := t.Context()
			plan := campaign.Plan{Second: []campaign.Second{{Scope: `kind == "user"`, Reviewer: pia}}, Disagreement: rule, Undecided: campaign.RevokeUndecided}
			id := d.openedAs(w, plan, `kind == "user" && role != "Owner"`, rita).ID
			rows := must(w.Sheet(ctx, id)).Rows
			const agree, disagree, waits, left, abstains = 0, 1, 2, 3, 4
			wants := map[int]campaign.Ruling{agree: campaign.Agreed, disagree: campaign.Ruling(rule), waits: campaign.AtClosing, left: campaign.AtClosing, abstains: campaign.Ruling(rule)}
			if rule == campaign.AllMustAgree {
				wants[disagree], wants[abstains] = campaign.AtClosing, campaign.AtClosing
			}
			if err := d.decidedBy(pia, id, rows[0].Item, campaign.Revoke); fault.KindOf(err) != fault.Refused {
				t.Errorf("the second stage before the first: %v", err)
			}
			for i, r := range rows {
				if i == left {
					continue
				}
				first := campaign.Certify
				if i == abstains {
					first = campaign.Revoke
				}
				must(0, d.decidedBy(rita, id, r.Item, first))
				if verdict := map[int]campaign.Verdict{disagree: campaign.Revoke, abstains: campaign.Abstain}[i]; i != waits {
					if verdict == "" {
						verdict = campaign.Certify
					}
					must(0, d.decidedBy(pia, id, r.Item, verdict))
				}
			}
			leftover := must(w.Leftover(ctx, id))
			if slices.Sort(leftover.Counted); len(leftover.Counted) != map[bool]int{true: 4, false: 2}[rule == campaign.AllMustAgree] || leftover.TypeCount {
				t.Errorf("%+v", leftover)
			}
			must(w.CloseCampaign(ctx, id, ""))
			rows = must(w.Sheet(ctx, id)).Rows
			revoked := 0
			for i, how := range wants {
				if got := rows[i].Decision; got.Ruling != how || how == campaign.AtClosing && (got.Reviewer != "" || got.Reason != campaign.CountedReason) {
					t.Errorf("row %d: %s by %q, %s; want %s", i, got.Verdict, got.Reviewer, got.Ruling, how)
				}
				if rows[i].Decision.Verdict == campaign.Revoke {
					revoked++
				} else if i == abstains {
					t.Errorf("the revoke was lost to an abstention: %+v", rows[i].Decision)
				}
			}
			if _, err := w.ApplyRemediation(ctx, id, remediation.ApplyOptions{Confirm: func(*remediation.Plan) (int, error) { return revoked, nil }}); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(t.TempDir(), "pack.zip")
			if _, err := d.open(lead, settings.Credentials{}).PackEvidence(ctx, id, evidence.PackOptions{Path: path}); err != nil {
				t.Fatal(err)
			}
			result, err := review.VerifyEvidence(ctx, store.Files{}, path, evidence.VerifyOptions{})
			if names, said := failed(result); err != nil || len(names) > 1 || len(names) == 1 && names[0] != "source" {
				t.Fatalf("verify: %v, %v, %v", err, names, said)
			}
			c := contentOf(t, path)
			out, _ := runCheckPy(t, python, filepath.Join(t.TempDir(), "unzipped"), c)
			if wrong := strings.ReplaceAll(out, "FAIL  source: made from 127.0.0.1: not Torq", ""); strings.Contains(wrong, "\nFAIL  ") || strings.Contains(wrong, "Traceback") {
				t.Errorf("check.py:\n%s", out)
			}
			decisions := string(c.files[pack.TablePath("decisions", "csv")])
			for _, want := range []string{"second_assigned_to,first_decision,first_to_role,first_reason", string(campaign.AtClosing), campaign.CountedReason, "as pia@example.com knows"} {
				if !strings.Contains(decisions, want) {
					t.Errorf("the decisions lack %q:\n%.600s", want, decisions)
				}
			}
			changes := string(c.files[pack.TablePath("changes", "csv")])
			if n := strings.Count(changes, "\n") - 1; n != revoked || !strings.Contains(changes, "the rule of the campaign") {
				t.Errorf("%d changes, want %d:\n%.900s", n, revoked, changes)
			}
		})
	}
}

// What is undecided goes to the fallback reviewer by a line of its own, and the pack derives it.
func TestFallbackFromOpeningToEvidence(t *testing.T) {
	t.Parallel()
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("there is no python3")
	}
	d := newDeskOf(t, 25)
	w := d.synced(lead)
	ctx := t.Context()
	plan := campaign.Plan{
		Second: []campaign.Second{{Scope: "privileged", Reviewer: pia}}, Disagreement: campaign.AllMustAgree, Undecided: campaign.ToFallback, Fallback: fay,
	}
	id := d.openedAs(w, plan, `kind == "user"`, rita, sam).ID
	rows := must(w.Sheet(ctx, id)).Rows
	disagreed := ""
	for _, r := range rows {
		if r.Decision.Stages != nil && r.Reviewer == rita {
			must(0, d.decidedBy(rita, id, r.Item, campaign.Certify))
			if disagreed == "" {
				disagreed = r.Item
				must(0, d.decidedBy(pia, id, r.Item, campaign.Revoke))
			}
		}
	}
	must(d.open(rita, settings.Credentials{}).SignOff(ctx, id, ""))
	must(d.open(pia, settings.Credentials{}).SignOff(ctx, id, ""))
	if _, err := w.CloseCampaign(ctx, id, ""); fault.KindOf(err) != fault.Refused {
		t.Fatalf("closed: %v", err)
	}
	if n := must(w.FallBack(ctx, id)); n != len(rows) {
		t.Errorf("%d of %d rows went to the fallback reviewer", n, len(rows))
	}
	for _, r := range must(d.open(fay, settings.Credentials{}).Sheet(ctx, id)).Rows {
		if !r.Mine {
			t.Errorf("%s is not assigned to the fallback reviewer", r.Item)
		}
		must(0, d.decidedBy(fay, id, r.Item, campaign.Revoke))
	}
	must(d.open(fay, settings.Credentials{}).SignOff(ctx, id, ""))
	if c := must(w.CloseCampaign(ctx, id, "")); c.Decided != len(rows) || c.Revoked != len(rows) {
		t.Errorf("%d of %d rows are decided, %d revoked", c.Decided, len(rows), c.Revoked)
	}
	for _, r := range must(w.Sheet(ctx, id)).Rows {
		if s := r.Decision.Stages; s != nil && (r.Decision.Ruling != campaign.ByFallback || r.Decision.Reviewer != fay) {
			t.Errorf("%s: %s by %s, %s", r.Item, r.Decision.Verdict, r.Decision.Reviewer, r.Decision.Ruling)
		}
	}
	path := filepath.Join(t.TempDir(), "pack.zip")
	if _, err := d.open(lead, settings.Credentials{}).PackEvidence(ctx, id, evidence.PackOptions{Path: path}); err != nil {
		t.Fatal(err)
	}
	result, err := review.VerifyEvidence(ctx, store.Files{}, path, evidence.VerifyOptions{})
	if names, said := failed(result); err != nil || len(names) > 1 || len(names) == 1 && names[0] != "source" {
		t.Fatalf("verify: %v, %v, %v", err, names, said)
	}
	c := contentOf(t, path)
	out, _ := runCheckPy(t, python, filepath.Join(t.TempDir(), "unzipped"), c)
	if wrong := strings.ReplaceAll(out, "FAIL  source: made from 127.0.0.1: not Torq", ""); strings.Contains(wrong, "\nFAIL  ") || strings.Contains(wrong, "Traceback") {
		t.Errorf("check.py:\n%s", out)
	}
	if decisions := string(c.files[pack.TablePath("decisions", "csv")]); disagreed == "" || !strings.Contains(decisions, string(campaign.ByFallback)) {
		t.Errorf("%.900s", decisions)
	}
	if assignments := string(c.files[pack.TablePath("assignments", "csv")]); !strings.Contains(assignments, "goes to the fallback reviewer") || !strings.Contains(assignments, "second") {
		t.Errorf("%s", assignments)
	}
}

// When a campaign is overdue, a watch by the person who manages it hands its undecided rows over, once.
func TestWatchHandsUndecidedRowsToTheFallback(t *testing.T) {
	t.Parallel()
	d := newDeskOf(t, 25)
	w := d.synced(lead)
	c := d.openedAs(w, campaign.Plan{Undecided: campaign.ToFallback, Fallback: fay}, `kind == "user"`, rita, sam)
	fallback := func(as string) review.WatchStep {
		t.Helper()
		steps := must(d.open(as, settings.Credentials{}).Watch(t.Context(), true, nil))
		return steps[len(steps)-1]
	}
	if step := fallback(lead); step.State != review.StepNothing {
		t.Errorf("before it is due: %+v", step)
	}
	due := must(time.Parse(campaign.DateLayout, c.Due))
	d.pass(due.AddDate(0, 0, 1).Sub(d.clock.Now()) + time.Minute)
	if step := fallback(rita); step.State != review.StepNothing {
		t.Errorf("by a reviewer: %+v", step)
	}
	if step := fallback(lead); step.State != review.StepDone || step.Text != fmt.Sprintf("%d undecided rows of %s are with the fallback reviewer now", c.Items, c.ID) {
		t.Errorf("when it is overdue: %+v", step)
	}
	if step := fallback(lead); step.State != review.StepNothing {
		t.Errorf("once more: %+v", step)
	}
}
