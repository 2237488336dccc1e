package review_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/reviewtest"
	"github.com/tuar-dev/tuar/review/share"
)

// attempt is an attempt to change a journal in the shared repository.
type attempt struct {
	how  string
	file string
	line int64 // the first that was changed
}

// onRecord reports whether the lines tell of the attempt.
func (a attempt) onRecord(lines []record.Line) bool {
	return slices.ContainsFunc(lines, func(l record.Line) bool {
		switch l.Type {
		case share.TypeRefused:
			d, err := record.Decode[share.RefusedData](l)
			return err == nil && a.how != "cut" && d.File == a.file && d.Line == a.line
		case share.TypeMended:
			d, err := record.Decode[share.MendedData](l)
			writer := strings.TrimSuffix(filepath.Base(a.file), ".jsonl")
			return err == nil && a.how == "cut" && strings.Contains(d.What, "the journal of "+writer)
		}
		return false
	})
}

// attempts changes a journal in the repository as far as machine i has seen it: it is rewritten without care, forked with
// hashes that are right, or cut. The machine syncs, and must name it. Then an honest person puts the branch back.
func (c *crew) attempts(t *testing.T, random *rand.Rand, i int, how string) (attempt, bool) {
	t.Helper()
	m, w := c.machines[i], c.machines[i].Open(c.people[i])
	if out, err := w.SyncShare(t.Context(), false); err != nil || len(out.Refused) > 0 {
		t.Fatalf("%v, %+v", err, out)
	}
	j := random.IntN(3)
	a := attempt{how: how, file: fmt.Sprintf("journal/machine-%d.jsonl", j)}
	before := git(t, c.hub, "rev-parse", "main")
	data, err := os.ReadFile(filepath.Join(m.Home, m.Workspace, filepath.FromSlash(a.file)))
	raws := strings.SplitAfter(string(data), "\n")
	raws = raws[:len(raws)-1] // what follows the last line is torn
	if err != nil || len(raws) == 0 || how == "cut" && len(raws) < 2 {
		return a, false
	}
	a.line = 1 + int64(random.IntN(len(raws)))
	if how == "cut" {
		a.line = 2 + int64(random.IntN(len(raws)-1))
	}
	c.tampers(t, a.file, func([]byte) []byte {
		switch how {
		case "rewrite":
			raws[a.line-1] = strings.Replace(raws[a.line-1], `"time":"2`, `"time":"3`, 1)
			return []byte(strings.Join(raws, ""))
		case "fork":
			return forked(t, raws, a.line)
		}
		return []byte(strings.Join(raws[:a.line-1], ""))
	})
	out, err := w.SyncShare(t.Context(), false)
	if err != nil {
		t.Fatal(err)
	}
	named := slices.ContainsFunc(out.Refused, func(r share.Refusal) bool { return r.File == a.file && r.Line == a.line })
	if how == "cut" {
		status := must(w.ShareStatus(t.Context()))
		named = slices.ContainsFunc(status.Incidents, func(one share.Incident) bool {
			return strings.Contains(one.Text, fmt.Sprintf("machine-%d was shortened", j))
		})
		named = named || slices.ContainsFunc(out.Refused, func(r share.Refusal) bool { return r.File == a.file })
	}
	if !named {
		t.Errorf("machine %d does not name the attempt %+v: %+v", i, a, out)
	}
	git(t, c.hub, "update-ref", "refs/heads/main", before)
	return a, true
}

// forked returns the journal with another line at that place, and all hashes right.
func forked(t *testing.T, raws []string, at int64) (out []byte) {
	t.Helper()
	prev := ""
	for n, raw := range raws {
		l, err := record.Parse([]byte(strings.TrimSuffix(raw, "\n")))
		if err != nil {
			t.Fatal(err)
		}
		if int64(n+1) == at {
			l.Time.Time = l.Time.Add(time.Second)
		}
		made, encoded, err := record.Make(record.Entry{Type: l.Type, Actor: record.Actor{Email: l.Actor, Assurance: l.Assurance}, Data: l.Data},
			l.ID, l.Writer, prev, int64(n+1), l.Time.Time, l.Seen...)
		if err != nil {
			t.Fatal(err)
		}
		prev, out = made.Hash, append(append(out, encoded...), '\n')
	}
	return out
}

// The variables of a process that decides and syncs until it is killed.
const (
	busyHome     = "TUAR_TEST_BUSY_HOME"
	busyAs       = "TUAR_TEST_BUSY_AS"
	busyCampaign = "TUAR_TEST_BUSY_CAMPAIGN"
	busyAt       = "TUAR_TEST_BUSY_AT"
	busyIn       = "TUAR_TEST_BUSY_WORKSPACE"
)

// killed has a process of its own decide and sync on a machine, and kills it after a while.
func (c *crew) killed(t *testing.T, i int, after time.Duration) {
	t.Helper()
	m := c.machines[i]
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), busyHome+"="+m.Home, busyIn+"="+m.Workspace, busyAs+"="+c.people[i], busyCampaign+"="+c.id, busyAt+"="+m.Clock.Now().Format(time.RFC3339Nano))
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(after)
	_ = cmd.Process.Kill() // it may have ended
	_ = cmd.Wait()
}

// busy decides and syncs without end, as a process that will be killed.
func busy(home string) error {
	at, err := time.Parse(time.RFC3339Nano, os.Getenv(busyAt))
	if err != nil {
		return err
	}
	config, err := reviewtest.ConfigOf(home, os.Getenv(busyIn), reviewtest.NewClock(at, time.Millisecond), func(string) string { return "" })
	if err != nil {
		return err
	}
	ctx, id := context.Background(), os.Getenv(busyCampaign)
	config.As = os.Getenv(busyAs)
	w := review.New(config)
	for n := 0; ; n++ {
		sheet, err := w.Sheet(ctx, id)
		if err != nil {
			return err
		}
		row := sheet.Rows[n%len(sheet.Rows)]
		_, decideErr := w.Decide(ctx, id, []campaign.Choice{{Item: row.Item, Verdict: campaign.Certify, Reason: "in a hurry"}})
		if _, err := w.SyncShare(ctx, false); err != nil {
			return errors.Join(decideErr, err)
		}
	}
}
