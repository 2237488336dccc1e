package review_test

import (
	"context"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/evidence"
	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/review/reviewtest"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

// forgedWorld is a pack that looks better than its facts.
type forgedWorld struct {
	w    *review.Workspace // nil where only the pack was forged
	id   string            // of the campaign
	path string            // of the pack
}

// verdicts is what each of the four must say of a pack.
type verdicts struct {
	report   []string // texts in it
	silent   []string // texts that are not in it: they would say too much
	check    []string // texts of check.py
	failed   []string // the failures of check.py, up to the first colon; none in an honest pack about bad facts
	verify   []string // the checks of verify that fail
	verified string   // a text of verify
	controls map[string]pack.Result
}

// world is a desk, its workspace and a campaign over all users, for a lead and two reviewers.
func (d *desk) world(scope string) *forgedWorld {
	w := d.synced(lead)
	return &forgedWorld{w: w, id: d.opened(w, scope, rita, sam).ID}
}

// reviewed has each reviewer decide row by row and sign off: the first account of each without privileges is to be removed.
func (f *forgedWorld) reviewed(d *desk) *forgedWorld {
	a := &audited{lent: &lent{desk: d, w: f.w}, campaign: f.id}
	a.review(rita)
	a.review(sam)
	return f
}

func (f *forgedWorld) closed(t *testing.T, statement string) *forgedWorld {
	must(f.w.CloseCampaign(t.Context(), f.id, statement))
	return f
}

func (f *forgedWorld) packed(t *testing.T) *forgedWorld {
	f.path, _ = packed(t, f.w, f.id)
	return f
}

// doctored changes the content of a pack, and makes a manifest that fits.
func (f *forgedWorld) doctored(t *testing.T, do ...func(*content)) *forgedWorld {
	c := contentOf(t, f.path)
	for _, one := range do {
		one(c)
	}
	c.relist()
	return &forgedWorld{path: c.write()}
}

// elsewhere is Torq's API of another workspace, or what claims to be.
type elsewhere struct {
	core.Source
	account population.Account
}

func (e elsewhere) Account(context.Context) (*population.Account, error) { return &e.account, nil }

const ownWords = "I have read the exceptions, and the access that is left is needed."

// Whoever makes a pack look better than its facts, wherever they do it: the report, the self-check, check.py and verify say
// so, and none of them says more than is known.
func TestForgedWorldsWithStockTools(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("a dozen workspaces take their time")
	}
	python := stockPython(t)
	small := func(t *testing.T) *desk { return newDeskOf(t, 25) }
	for name, tt := range map[string]struct {
		make func(t *testing.T) *forgedWorld
		want verdicts
	}{
		"a server that is not Torq": {func(t *testing.T) *forgedWorld {
			world := reviewtest.New(t, torqtest.Options{Users: 25})
			config := world.Config(lead, reviewtest.Credentials(world.Torq.OwnerKey()))
			config.Tool.Simulated = false
			w := review.New(config)
			world.Sync(w)
			f := &forgedWorld{w: w, id: world.Campaign(w, campaign.Plan{Name: "Q4", Scope: "all", Reviewers: []string{lead}})}
			return f.packed(t)
		}, verdicts{
			report: []string{"Not from Torq: made from 127.0.0.1"}, check: []string{"FAIL  source: made from 127.0.0.1: not Torq"},
			failed: []string{"source"}, verify: []string{"source"}, verified: "made from 127.0.0.1: not Torq",
			controls: map[string]pack.Result{"population-source": pack.Fail},
		}},
		"a review in which nothing was decided": {func(t *testing.T) *forgedWorld {
			return small(t).world("all").closed(t, "").packed(t)
		}, verdicts{
			report: []string{"items decided", "0 of 57", "nothing is decided"},
			silent: []string{"all of 57 items are decided"},
			controls: map[string]pack.Result{
				"all-decided": pack.Fail, "who-when-why": pack.NotApplicable, "privileged-justified": pack.NotApplicable, "no-self-review": pack.NotApplicable,
				"not-rubber-stamped": pack.NotApplicable, "reviewers-known": pack.NotApplicable, "revocations-proven": pack.NotApplicable,
				"revocations-prompt": pack.NotApplicable, "management-sign-off": pack.Weak, "on-time": pack.Fail, "shares-signed-off": pack.Fail,
			},
		}},
		"a campaign of one row": {func(t *testing.T) *forgedWorld {
			d := small(t)
			email := d.server.Admin()
			f := d.world(fmt.Sprintf("kind == \"user\" && email == %q", email))
			return f.reviewed(d).closed(t, ownWords).packed(t)
		}, verdicts{
			report: []string{"1 of 1 items decided", "1 of 25 users", "0 of 19 API keys"},
			controls: map[string]pack.Result{
				"people-in-scope": pack.Weak, "keys-in-scope": pack.Weak, "privileged-listed": pack.Weak, "cadence": pack.NotApplicable,
			},
		}},
		"a key that no owner enrolled": {func(t *testing.T) *forgedWorld {
			d := small(t)
			f := d.world("all").reviewed(d)
			key, _ := aKey(t)
			check(t, f.w.SignWith(t.Context(), key, nil))
			f.closed(t, "")
			f.path = filepath.Join(t.TempDir(), "signed.zip")
			must(f.w.PackEvidence(t.Context(), f.id, evidence.PackOptions{Path: f.path, Sign: must(f.w.Signer(t.Context(), key, nil))}))
			return f
		}, verdicts{
			report: []string{"signed with an unknown key SHA256:"}, silent: []string{"signed with an SSH key."}, check: []string{"that no one has vouched for: no owner enrolled it"}, verified: "no one has vouched for",
			controls: map[string]pack.Result{"management-sign-off": pack.Weak, "reviewers-known": pack.Weak, "tamper-evident": pack.Weak},
		}},
		"changes that were made up, with all hashes": {func(t *testing.T) *forgedWorld {
			d := small(t)
			f := d.world("all").reviewed(d).closed(t, ownWords).packed(t)
			for _, ext := range []string{"csv", "json"} {
				path := pack.TablePath("changes", ext)
				f = f.doctored(t, func(c *content) {
					c.files[path] = regexp.MustCompile(`planned|not-proven`).ReplaceAll(c.files[path], []byte("proven"))
				})
			}
			return f.doctored(t, edited(pack.ReportPath, "0 of 4", "4 of 4"))
		}, verdicts{
			report: []string{"4 of 4"}, check: []string{"FAIL  changes, derived anew"}, failed: []string{"changes, derived anew from the journals"},
			verify: []string{"tables", "report"}, verified: "column state",
		}},
		"a report that says more": {func(t *testing.T) *forgedWorld {
			f := small(t).world("all").closed(t, ownWords).packed(t)
			return f.doctored(t, edited(pack.ReportPath, "0 of 57", "57 of 57"))
		}, verdicts{
			report: []string{"57 of 57"}, check: []string{"not derived here, only compared with the manifest: VERIFY.md, check.py, report.html"},
			verify: []string{"report"}, verified: "57 of 57",
		}},
		"rules that were loosened just before the opening": {func(t *testing.T) *forgedWorld {
			d := small(t)
			w := d.synced(lead)
			must(w.ChangeSettings(t.Context(), func(s *settings.Settings) error {
				s.Rules.DormantDays, s.Rules.PrivilegedScopes = 3650, []string{"nothing.at.all"}
				return nil
			}))
			f := &forgedWorld{w: w, id: d.opened(w, "all", rita, sam).ID}
			return f.reviewed(d).closed(t, ownWords).packed(t)
		}, verdicts{
			report:   []string{"rules.dormant_days", "rules.privileged_scopes", "before it begins", "more accounts are privileged by tuar's default rules"},
			controls: map[string]pack.Result{"privileged-listed": pack.Fail, "guards-kept": pack.Weak},
		}},
		"a temporary role that ended late": {func(t *testing.T) *forgedWorld {
			d := newDesk(t)
			l := &lent{desk: d, w: d.synced(lead)}
			l.email, _ = l.borrower(l.w, "Operator")
			l.give("Owner", time.Hour)
			l.pass(6 * time.Hour)
			check(t, l.reaps(0))
			f := &forgedWorld{w: l.w, id: l.opened(l.w, "all", rita, sam).ID}
			return f.packed(t)
		}, verdicts{
			report: []string{"5 hours later", "1 ended late or not proven to have ended"}, controls: map[string]pack.Result{"elevations-ended": pack.Weak},
		}},
		"a line that another writer put in later": {func(t *testing.T) *forgedWorld {
			d := small(t)
			f := d.world("all").reviewed(d).closed(t, ownWords)
			journals := must(filepath.Glob(filepath.Join(d.home, "default", "journal", "*.jsonl")))
			c := &content{t: t, files: map[string][]byte{"journal/a.jsonl": must(os.ReadFile(journals[0]))}}
			c.putIn("later", "journal/a.jsonl", campaign.TypeDecided)
			check(t, os.WriteFile(filepath.Join(d.home, "default", "journal", "later.jsonl"), c.files[pack.JournalPath("later")], 0o600))
			f.w = d.open(lead, settings.Credentials{})
			return f.packed(t)
		}, verdicts{
			report: []string{"line 1 of later, decision.made, has no effect"}, check: []string{"pass  lines without effect, judged anew: 1 rows"},
			controls: map[string]pack.Result{"lines-with-effect": pack.Weak},
		}},
		"a line that another writer put into the pack": {func(t *testing.T) *forgedWorld {
			d := small(t)
			f := d.world("all").reviewed(d).closed(t, ownWords).packed(t)
			return f.doctored(t, func(c *content) {
				for name := range c.files {
					if strings.HasPrefix(name, "journal/") {
						c.putIn("later", name, campaign.TypeDecided)
						return
					}
				}
			})
		}, verdicts{
			check:  []string{"FAIL  pack.json names the heads of the journals", "FAIL  lines without effect, judged anew", "FAIL  pack.json is as of the last line"},
			failed: []string{"pack.json names the heads of the journals", "lines without effect, judged anew", "pack.json is as of the last line", "exceptions, derived anew from the journals", "writers, derived anew from the journals"},
			verify: []string{"contents", "tables", "report", "workbook"}, verified: "later",
		}},
		"removals that another workspace proves": {func(t *testing.T) *forgedWorld {
			d := small(t)
			f := d.world("all").reviewed(d).closed(t, ownWords)
			other := must(torqtest.Start(torqtest.Options{Seed: 99, Users: 25, RateLimit: -1}))
			t.Cleanup(other.Close)
			config := must(reviewtest.ConfigOf(d.home, "default", d.clock, func(string) string { return other.URL() }))
			config.As, config.Env, config.Secrets = lead, creds(other.OwnerKey()), d.ring
			dial := config.Dial
			config.Dial = func(c settings.Credentials) (core.Source, error) {
				source, err := dial(c)
				return elsewhere{source, population.Account{ID: "0000", Name: "a copy"}}, err
			}
			f.w = review.New(config)
			synced := must(f.w.Sync(t.Context(), review.SyncOptions{AllowDrop: true}))
			var entries []record.Entry
			for _, r := range must(f.w.Sheet(t.Context(), f.id)).Rows {
				if r.Kind == access.User && r.Decision.Verdict == campaign.Revoke {
					about := remediation.About{Campaign: f.id, Item: r.Item}
					entries = append(entries, record.Entry{Type: remediation.TypeConfirmed, Actor: record.Actor{Email: lead, Assurance: record.Declared}, Data: remediation.ConfirmedData{
						About: about, Population: synced.Population, ListedAt: record.Time{Time: d.clock.Now()},
					}})
				}
			}
			d.write(entries...)
			f.w = d.open(lead, settings.Credentials{})
			return f.packed(t)
		}, verdicts{
			report: []string{"2 Torq workspaces", "is of the Torq workspace 0000, not ", "of 4 the list does not show it"},
			check:  []string{"FAIL  source: they are of 2 Torq workspaces"}, failed: []string{"source"}, verify: []string{"source"},
			controls: map[string]pack.Result{"population-source": pack.Fail, "revocations-proven": pack.Fail},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			f := tt.make(t)
			c := contentOf(t, f.path)
			report := string(c.files[pack.ReportPath])
			report = html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(report[strings.Index(report, "<body"):], ""))
			for _, text := range tt.want.report {
				if !strings.Contains(report, text) {
					t.Errorf("the report does not say %q: %.1500q", text, report)
				}
			}
			for _, text := range tt.want.silent {
				if strings.Contains(report, text) {
					t.Errorf("the report says too much: %q", text)
				}
			}
			if f.w != nil {
				got := standings(t, f.w, f.id)
				for name, want := range tt.want.controls {
					if got[name] != want {
						t.Errorf("the self-check says %q of %s, not %q", got[name], name, want)
					}
				}
			}
			out, _ := runCheckPy(t, python, t.TempDir(), c)
			var wrong []string
			for _, line := range strings.Split(out, "\n") {
				if text, is := strings.CutPrefix(line, "FAIL  "); is {
					text, _, _ = strings.Cut(text, ":")
					wrong = append(wrong, text)
				}
			}
			slices.Sort(wrong)
			slices.Sort(tt.want.failed)
			if !slices.Equal(wrong, tt.want.failed) {
				t.Errorf("check.py fails in %q, not in %q:\n%s", wrong, tt.want.failed, out)
			}
			for _, text := range tt.want.check {
				if !strings.Contains(out, text) {
					t.Errorf("check.py does not say %q:\n%s", text, out)
				}
			}
			names, said := failed(verified(t, f.path, evidence.VerifyOptions{}))
			slices.Sort(names)
			slices.Sort(tt.want.verify)
			if !slices.Equal(names, tt.want.verify) {
				t.Errorf("verify fails in %q, not in %q: %v", names, tt.want.verify, said)
			}
			if !strings.Contains(fmt.Sprint(said), tt.want.verified) {
				t.Errorf("verify does not say %q: %v", tt.want.verified, said)
			}
		})
	}
}
