package review_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
)

// Two machines that did not know each other: what a sign-off or closing did not know counts as after it, whatever the
// clock says, has no effect, and is listed. Both machines come to the same.
func TestALateLineHasNoEffectAndIsListed(t *testing.T) {
	t.Parallel()
	here := newDesk(t)
	w := here.synced(lead)
	id := here.opened(w, `kind == "user"`, rita, sam).ID
	a := &aftermath{desk: here, w: w, id: id}
	rows := map[string][]string{}
	for _, r := range must(w.Sheet(t.Context(), id)).Rows {
		if r.Email != rita && r.Email != sam {
			rows[r.Reviewer] = append(rows[r.Reviewer], r.Item)
		}
	}
	b := a.elsewhere(sam)

	slow := here.clock.Now()
	here.clock.Advance(time.Hour)
	must(here.open(rita, creds(here.server.OwnerKey())).SignOff(t.Context(), id, "I looked at all of it."))
	// The other machine's clock is an hour behind.
	late := func(who, item string) {
		t.Helper()
		now := here.clock.Now()
		here.clock.Set(slow)
		must(b.open(who, creds(here.server.OwnerKey())).Decide(t.Context(), id, []campaign.Choice{{Item: item, Verdict: campaign.Certify, Reason: "needed"}}))
		here.clock.Set(now)
	}
	late(rita, rows[rita][0])
	late(sam, rows[sam][0])
	a.share(b.desk)
	b.share(here)
	wantRefused := func(reasons ...string) {
		t.Helper()
		for _, m := range []*aftermath{a, b} {
			var got []string
			for _, r := range must(m.w.Refused(t.Context())) {
				got = append(got, r.Line.Actor+": "+r.Reason)
			}
			if !slices.EqualFunc(got, reasons, strings.Contains) {
				t.Errorf("refused: %q, want %q", got, reasons)
			}
			m.checks()
		}
		x, y := must(a.w.Sheet(t.Context(), id)), must(b.w.Sheet(t.Context(), id))
		if hashesOf(x) != hashesOf(y) {
			t.Errorf("one machine has %q, the other %q", hashesOf(x), hashesOf(y))
		}
	}
	wantRefused(rita + ": " + rows[rita][0] + " was signed off already, by " + rita)
	if x := hashesOf(must(a.w.Sheet(t.Context(), id))); !strings.Contains(x, rows[sam][0]+" certify") {
		t.Errorf("what sam decided does not count, though his assignment is open: %q", x)
	}

	must(w.CloseCampaign(t.Context(), id, "I close it."))
	late(sam, rows[sam][1])
	a.share(b.desk)
	b.share(here)
	wantRefused(rita+": ", sam+": campaign "+id+" was closed already, by "+lead)
}

// hashesOf returns the lines of the decisions of a sheet.
func hashesOf(s *campaign.Sheet) string {
	var all []string
	for _, r := range s.Rows {
		all = append(all, r.Item+" "+string(r.Decision.Verdict)+" "+r.Decision.Line.Hash)
	}
	return strings.Join(all, "\n")
}

// A seal that was made up, with lines enough to be ordered first, puts a decision before a closing that did not know it.
// That is damage, which names the line; nothing of what was closed changes in silence.
func TestAMadeUpSealIsDamage(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	w := d.synced(lead)
	id := d.opened(w, `kind == "user"`, rita).ID
	var item string
	for _, r := range must(w.Sheet(t.Context(), id)).Rows {
		if r.Email != rita {
			item = r.Item
		}
	}
	early := must(w.Journal(t.Context()))
	must(d.open(rita, creds(d.server.OwnerKey())).SignOff(t.Context(), id, "I looked at all of it."))
	must(w.CloseCampaign(t.Context(), id, "I close it."))

	last := early[len(early)-1]
	known := record.Head{Writer: last.Writer, Seq: last.Seq, Hash: last.Hash}
	entries := []record.Entry{{Type: campaign.TypeDecided, Actor: record.Actor{Email: rita, Assurance: record.Declared}, Data: campaign.Decided{
		Campaign: id, Item: item, Decision: campaign.Revoke, Bulk: 1, Hints: []string{}, Reason: "made up",
	}}}
	for range 40 {
		entries = append(entries, record.Entry{Type: "test.noted", Actor: entries[0].Actor, Data: struct{}{}})
	}
	var file []byte
	prev := record.Line{Hash: ""}
	for n, e := range entries {
		var seen []record.Head
		if n == 0 {
			seen = []record.Head{known}
		}
		line, raw, err := record.Make(e, fmt.Sprint("made-up-", n), "evil", prev.Hash, int64(n+1), last.Time.Add(time.Second), seen...)
		if err != nil {
			t.Fatal(err)
		}
		prev, file = line, append(append(file, raw...), '\n')
	}
	seal := campaign.ClosedData{Campaign: id, Statement: "made up", Undecided: []string{}, Unsigned: []string{}, Seal: campaign.Seal{
		Population: must(w.Campaign(t.Context(), id)).Population,
	}}
	_, raw, err := record.Make(record.Entry{
		Type: campaign.TypeClosed, Actor: record.Actor{Email: lead, Assurance: record.Declared}, Data: seal,
		Binding: record.Binding{Heads: []record.Head{{Writer: "evil", Seq: prev.Seq, Hash: prev.Hash}, known}},
	}, "made-up-seal", "evil", prev.Hash, prev.Seq+1, last.Time.Add(time.Second))
	if err != nil {
		t.Fatal(err)
	}
	file = append(append(file, raw...), '\n')
	if err := os.WriteFile(filepath.Join(d.home, "default", "journal", "evil.jsonl"), file, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = d.open(lead, creds(d.server.OwnerKey())).Sheet(t.Context(), id)
	wantKind(t, err, fault.Damaged)
	if !strings.Contains(err.Error(), "journal/evil.jsonl, line 1: a closing has it before line") {
		t.Error(err)
	}
}
