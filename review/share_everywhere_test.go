package review_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/reviewtest"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

// shareRuns is the variable with the number of random histories; a few without it:
//
//	TUAR_TEST_SHARE=2000 go test ./review -run TestOneRecordEverywhere -timeout 0
const shareRuns = "TUAR_TEST_SHARE"

// crew is a record that three people share from three machines.
type crew struct {
	hub      string
	machines []*reviewtest.World
	people   []string
	keys     []string // SSH keys of the people, enrolled
	id       string   // of the campaign
	items    []string
}

// hub makes an empty bare repository.
func hub(t testing.TB) string {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("there is no program git here")
	}
	dir := filepath.Join(t.TempDir(), "hub.git")
	git(t, "", "init", "--quiet", "--bare", "--initial-branch=main", dir)
	return dir
}

// git runs git in a folder, and returns what it says.
func git(t testing.TB, dir string, args ...string) string {
	t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("git %v: %v: %s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

// newCrew makes a campaign on one machine and joins two more. Their homes are kept as they are then.
func newCrew(t *testing.T) *crew {
	t.Helper()
	c := &crew{hub: hub(t)}
	first := reviewtest.New(t, torqtest.Options{Users: 25})
	for i := range 3 {
		w := *first
		w.Home, w.Clock = filepath.Join(t.TempDir(), "home"), reviewtest.NewClock(torqtest.Epoch, time.Millisecond)
		if err := os.MkdirAll(w.Home, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(w.Home, "installation.json"), fmt.Appendf(nil, `{"writer":"machine-%d"}`, i), 0o600); err != nil {
			t.Fatal(err)
		}
		c.machines = append(c.machines, &w)
	}
	a := c.machines[0]
	c.people = []string{a.Torq.Admin(), "bea@example.com", "cyd@example.com"}
	by := a.Open(c.people[0])
	a.Sync(by)
	c.id = a.Campaign(by, campaign.Plan{Name: "Shared", Reviewers: c.people})
	sheet, err := by.Sheet(t.Context(), c.id)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range sheet.Rows {
		c.items = append(c.items, r.Item)
	}
	for _, email := range c.people {
		key := keygen(t, "ed25519")
		enrol(t, by, email, key)
		c.keys = append(c.keys, key)
	}
	if _, err := by.InitShare(t.Context(), c.hub, false); err != nil {
		t.Fatal(err)
	}
	for i, m := range c.machines[1:] {
		if _, err := m.Open(c.people[i+1]).JoinShare(t.Context(), c.hub, false); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

// copied returns the crew with homes and a repository of its own.
func (c *crew) copied(t *testing.T, dir string) *crew {
	d := &crew{hub: filepath.Join(dir, "hub.git"), people: c.people, keys: c.keys, id: c.id, items: c.items}
	if err := os.CopyFS(d.hub, os.DirFS(c.hub)); err != nil {
		t.Fatal(err)
	}
	for i, m := range c.machines {
		w := *m
		w.Home, w.Clock = filepath.Join(dir, strconv.Itoa(i)), reviewtest.NewClock(m.Clock.Now(), time.Millisecond)
		if err := os.CopyFS(w.Home, os.DirFS(m.Home)); err != nil {
			t.Fatal(err)
		}
		state := filepath.Join(w.Home, w.Workspace, "share.json")
		data, err := os.ReadFile(state)
		if err == nil {
			data = []byte(strings.ReplaceAll(string(data), c.hub, d.hub))
			err = os.WriteFile(state, data, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
		d.machines = append(d.machines, &w)
	}
	return d
}

// state is all that the record says on a machine, as text.
func (c *crew) state(t *testing.T, w *review.Workspace) string {
	ctx := t.Context()
	facts, err := w.Export(ctx, c.id)
	if err != nil {
		t.Fatal(err)
	}
	list, err := w.ListCampaigns(ctx)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := w.Journal(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var hashes []string
	for _, l := range lines {
		hashes = append(hashes, l.Hash)
	}
	text, err := json.Marshal([]any{facts, list, hashes})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestOneRecordEverywhere has three people with SSH keys decide, hand over, sign off, sync, and be cut off or killed in the
// middle, on machines whose clocks jump, in any order, while journals in the repository are rewritten, forked and cut, and
// its history is rewound. In the end all machines hold the same record and the same state, no line that was written is
// lost, and every attempt is on record.
func TestOneRecordEverywhere(t *testing.T) {
	t.Parallel()
	runs := 5
	if text := os.Getenv(shareRuns); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatalf("%s: %v", shareRuns, err)
		}
		runs = n
	}
	base := newCrew(t)
	for n := range runs {
		t.Run(strconv.Itoa(n), func(t *testing.T) { base.live(t, rand.New(rand.NewPCG(14, uint64(n)))) })
	}
}

// live lets one random history happen.
func (c *crew) live(t *testing.T, random *rand.Rand) {
	d := c.copied(t, t.TempDir())
	ctx := t.Context()
	written := map[string]bool{}
	old := git(t, d.hub, "rev-parse", "main")
	var attempts []attempt
	for range 6 + random.IntN(9) {
		i := random.IntN(3)
		m := d.machines[i]
		w := m.Open(d.people[i])
		acts := []string{
			"decide", "decide", "decide", "hand over", "sign off", "sync", "sync", "half a sync", "clock", "torn", "killed", "rewind", "rewrite", "fork", "cut",
		}
		switch act := acts[random.IntN(len(acts))]; act {
		case "hand over":
			from := d.assigned(t, w, random.IntN(3))
			if len(from) > 0 {
				h := campaign.Handing{Items: from[:1+random.IntN(min(2, len(from)))], To: d.people[random.IntN(3)], Reason: "knows them better"}
				_, _ = w.Delegate(ctx, d.id, h) // a rule may forbid it
			}
		case "half a sync":
			within, cancel := context.WithTimeout(ctx, time.Duration(1+random.IntN(120))*time.Millisecond)
			_, _ = w.SyncShare(within, false) // cut off anywhere
			cancel()
		case "killed":
			d.killed(t, i, time.Duration(20+random.IntN(200))*time.Millisecond)
		case "rewrite", "fork", "cut":
			if made, is := d.attempts(t, random, i, act); is {
				attempts = append(attempts, made)
			}
		case "decide":
			sheet, err := w.Sheet(ctx, d.id)
			if err != nil {
				t.Fatal(err)
			}
			mine := slices.DeleteFunc(sheet.Rows, func(r campaign.SheetRow) bool { return r.Reviewer != d.people[i] })
			if len(mine) == 0 {
				continue
			}
			row := mine[random.IntN(len(mine))]
			verdict := []campaign.Verdict{campaign.Certify, campaign.Revoke, campaign.Abstain}[random.IntN(3)]
			_, _ = w.Decide(ctx, d.id, []campaign.Choice{{Item: row.Item, Verdict: verdict, Reason: "as seen on the list"}}) // a rule may forbid it
		case "sign off":
			if err := w.SignWith(ctx, d.keys[i], nil); err != nil {
				t.Fatal(err)
			}
			_, _ = w.SignOff(ctx, d.id, "done") // it may be signed off
		case "sync":
			if _, err := w.SyncShare(ctx, false); err != nil {
				t.Fatal(err)
			}
		case "clock":
			m.Clock.Advance(time.Duration(random.IntN(600)-300) * time.Second)
		case "torn": // the machine went down while lines of another came in
			other := filepath.Join(m.Home, m.Workspace, "journal", fmt.Sprintf("machine-%d.jsonl", (i+1)%3))
			if data, err := os.ReadFile(other); err == nil && len(data) > 0 {
				if err := os.WriteFile(other, append(data, `{"actor":"`...), 0o600); err != nil {
					t.Fatal(err)
				}
			}
		case "rewind":
			git(t, d.hub, "update-ref", "refs/heads/main", old)
		}
		for _, l := range d.own(t, i) {
			written[l.Hash] = true
		}
	}
	for range 2 { // once to send, once to take
		for i, m := range d.machines {
			if out, err := m.Open(d.people[i]).SyncShare(ctx, false); err != nil || len(out.Refused) > 0 {
				t.Fatalf("%v, %+v", err, out)
			}
		}
	}
	first := d.state(t, d.machines[0].Open(d.people[0]))
	for i, m := range d.machines[1:] {
		if got := d.state(t, m.Open(d.people[i+1])); got != first {
			t.Fatalf("machine %d differs:\n%s\n%s", i+1, first, got)
		}
	}
	for hash := range written {
		if !strings.Contains(first, hash) {
			t.Fatalf("line %s is lost", hash)
		}
	}
	for _, a := range attempts {
		if !a.onRecord(must(d.machines[0].Open(d.people[0]).Journal(ctx))) {
			t.Errorf("not on record: %+v", a)
		}
	}
}

// own returns the lines of a machine's own journal, as they are on its disk.
func (c *crew) own(t *testing.T, i int) (lines []record.Line) {
	data, err := os.ReadFile(filepath.Join(c.machines[i].Home, c.machines[i].Workspace, "journal", fmt.Sprintf("machine-%d.jsonl", i)))
	if err != nil {
		return nil
	}
	for raw := range strings.Lines(string(data)) {
		if l, err := record.Parse([]byte(strings.TrimSuffix(raw, "\n"))); err == nil {
			lines = append(lines, l)
		}
	}
	return lines
}
