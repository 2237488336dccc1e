package review_test

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/review/reviewtest"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

// TestMain turns the test binary into one that applies a campaign's decisions when asked to, or without a campaign does
// what is due of elevations.
func TestMain(m *testing.M) {
	if home := os.Getenv(busyHome); home != "" {
		fmt.Fprintln(os.Stderr, busy(home))
		os.Exit(1)
	}
	home := os.Getenv("TUAR_TEST_APPLY_IN")
	if home == "" {
		// Most of these tests wait: for the disk, for the rate limit, for an answer that comes late.
		flag.Parse()
		if err := flag.Set("test.parallel", strconv.Itoa(4*runtime.GOMAXPROCS(0))); err != nil {
			panic(err)
		}
		os.Exit(m.Run())
	}
	if who := os.Getenv("TUAR_TEST_SETTLE"); who != "" {
		if err := settle(home, who, os.Getenv("TUAR_TEST_COUNT")); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	w, err := real(home, os.Getenv("TUAR_TEST_URL"), torqtest.Credential{ClientID: os.Getenv("TUAR_TEST_ID"), Secret: os.Getenv("TUAR_TEST_SECRET")})
	switch {
	case err != nil:
	case os.Getenv("TUAR_TEST_CAMPAIGN") == "":
		_, err = reaped(w.Reap(context.Background(), nil))
	default:
		_, err = w.ApplyRemediation(context.Background(), os.Getenv("TUAR_TEST_CAMPAIGN"), remediation.ApplyOptions{
			Confirm: func(p *remediation.Plan) (int, error) { return p.CountNeeded, nil },
		})
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// now is the machine's clock.
type now struct{}

func (now) Now() time.Time { return time.Now() }

// real is a workspace in real time, as a process opens it.
func real(home, url string, key torqtest.Credential) (*review.Workspace, error) {
	config, err := reviewtest.ConfigOf(home, "default", now{}, func(string) string { return url })
	config.As, config.Env = rita, reviewtest.Credentials(key)
	return review.New(config), err
}

// doomed is a closed campaign whose remediation will be killed again and again.
type doomed struct {
	t        *testing.T
	home, id string
	server   *torqtest.Server
	w        *review.Workspace
	changes  int
}

func newDoomed(t *testing.T, seed uint64) *doomed {
	t.Helper()
	server, err := torqtest.Start(torqtest.Options{Seed: seed, Now: time.Now(), Clock: time.Now, RateLimit: -1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	d := &doomed{t: t, home: t.TempDir(), server: server}
	if d.w, err = real(d.home, server.URL(), server.OwnerKey()); err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	_, err = d.w.Sync(ctx, review.SyncOptions{})
	must(err)
	made, err := d.w.NewCampaign(ctx, campaign.Plan{Name: "Q4", Scope: `kind == "user"`, Due: time.Now().AddDate(0, 0, 7), Reviewers: []string{rita}})
	must(err)
	d.id = made.ID
	_, err = d.w.OpenCampaign(ctx, d.id, false)
	must(err)
	sheet, err := d.w.Sheet(ctx, d.id)
	must(err)
	var choices []campaign.Choice
	viewer := ""
	for _, r := range sheet.Roles {
		if r.Name == "Viewer" {
			viewer = r.ID
		}
	}
	for i, r := range sheet.Rows {
		if r.Kind != access.User || r.Status != population.StatusVerified || r.Role != "Operator" && r.Role != "Contributor" {
			continue
		}
		c := campaign.Choice{Item: r.Item, Verdict: campaign.Revoke}
		if i%3 == 0 {
			c.Verdict, c.ToRole = campaign.Reduce, viewer
		}
		choices = append(choices, c)
	}
	_, err = d.w.Decide(ctx, d.id, choices)
	must(err)
	_, err = d.w.CloseCampaign(ctx, d.id, "")
	must(err)
	d.changes = len(choices)
	return d
}

// applier starts a process that applies.
func (d *doomed) applier() *exec.Cmd {
	d.t.Helper()
	return process(d.t, d.home, d.server, d.id)
}

// process starts one that works on that store: on a campaign, or if none is named on elevations.
func process(t testing.TB, home string, server *torqtest.Server, campaign string) *exec.Cmd {
	t.Helper()
	key := server.OwnerKey()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "TUAR_TEST_APPLY_IN="+home, "TUAR_TEST_URL="+server.URL(), "TUAR_TEST_CAMPAIGN="+campaign,
		"TUAR_TEST_ID="+key.ClientID, "TUAR_TEST_SECRET="+key.Secret)
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd
}

// ends lets the remediation end, and holds what is recorded against what Torq saw.
func (d *doomed) ends() {
	d.t.Helper()
	if err := d.applier().Wait(); err != nil {
		d.t.Fatalf("the process nobody killed: %v", err)
	}
	plan, err := d.w.VerifyRemediation(d.t.Context(), d.id, false, nil)
	if err != nil {
		d.t.Fatal(err)
	}
	if got := plan.Tally()[remediation.Corroborated]; got != d.changes || len(plan.Changes) != d.changes {
		d.t.Errorf("%d of %d changes are corroborated: %s", got, d.changes, plan.Summary())
	}
	effects := map[string]int{}
	for _, r := range d.server.Requests() {
		if r.Method == http.MethodGet || r.Path == torqtest.TokenPath {
			continue
		}
		if effects[r.Method+" "+r.Path]++; r.Status >= 300 {
			d.t.Errorf("%s %s was answered %d: it was sent although it had been done", r.Method, r.Path, r.Status)
		}
	}
	if len(effects) != d.changes {
		d.t.Errorf("Torq made %d changes of %d", len(effects), d.changes)
	}
	for call, n := range effects {
		if n != 1 {
			d.t.Errorf("%s had its effect %d times", call, n)
		}
	}
	checks, err := d.w.CheckJournal(d.t.Context())
	if err != nil || len(checks) != 1 || !checks[0].OK {
		d.t.Errorf("the record: %+v, %v", checks, err)
	}
}

func killsWanted() int {
	if n, err := strconv.Atoi(os.Getenv("TUAR_TEST_KILLS")); err == nil {
		return n
	}
	if testing.Short() {
		return 4
	}
	return 15
}

// TestKilledAtAnyMoment kills a remediation at random moments, and lets it go on, until nothing is left;
// TUAR_TEST_KILLS is how many times in all.
func TestKilledAtAnyMoment(t *testing.T) {
	t.Parallel()
	kills := killsWanted()
	campaigns := 0
	for n := 0; n < kills; campaigns++ {
		d := newDoomed(t, uint64(campaigns))
		for n < kills && d.killed() {
			n++
		}
		d.ends()
	}
	t.Logf("%d kills in the remediations of %d campaigns", kills, campaigns)
}

// killed kills a process that applies, some moments after it has read Torq; false if it had come to its end by then.
func (d *doomed) killed() bool {
	d.t.Helper()
	before := len(d.server.Requests())
	return killedWithin(d.applier(), 60*time.Millisecond, func() bool { return len(d.server.Requests()) >= before+8 })
}

// killedWithin kills a process at a random moment after it has come so far; false if it had come to its end by then.
func killedWithin(cmd *exec.Cmd, span time.Duration, soFar func() bool) bool {
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for !soFar() && len(ended) == 0 {
		time.Sleep(time.Millisecond)
	}
	time.Sleep(rand.N(span))
	_ = cmd.Process.Kill() // unless it has ended
	return <-ended != nil
}
