package auditing_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"iter"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/audit"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/reviewtest"
)

// log is an audit log whose entries appear some time after they were made.
type log struct {
	now      time.Time
	entries  []late
	pageSize int
	failAt   int // the page that fails, counted from 1 over all calls; 0: none
	pages    int
	asked    int // entries that were sent
	dateless bool
	gap      string
}

type late struct {
	audit.Raw
	at, seen time.Time
}

var errLost = errors.New("the connection was lost")

func (l *log) Audit(context.Context, time.Time, population.Progress) (audit.Log, error) {
	return audit.Log{}, nil
}
func (l *log) Account(context.Context) (*population.Account, error) { return nil, nil }

// Skew is zero: tests set the clock of the machine to the log's, or wrong by hand.
func (l *log) Skew() (time.Duration, time.Time) {
	if l.dateless {
		return 0, time.Time{}
	}
	return 0, l.now
}

func (l *log) AuditPages(_ context.Context, from, to time.Time) iter.Seq2[audit.Page, error] {
	return func(yield func(audit.Page, error) bool) {
		if l.gap != "" {
			yield(audit.Page{Gap: l.gap, Call: audit.Call{Status: 403}}, nil)
			return
		}
		var found []audit.Raw
		for _, e := range slices.Backward(l.entries) {
			if !e.at.Before(from) && (to.IsZero() || !e.at.After(to)) && !e.seen.After(l.now) {
				found = append(found, e.Raw)
			}
		}
		for {
			l.pages++
			if l.pages == l.failAt {
				yield(audit.Page{}, errLost)
				return
			}
			n := min(l.pageSize, len(found))
			l.asked += n
			page := audit.Page{Entries: found[:n], Call: audit.Call{Status: 200, Rows: n, At: record.Time{Time: l.now}}}
			if found = found[n:]; !yield(page, nil) || len(found) == 0 {
				return
			}
		}
	}
}

// add makes an entry that appears after a delay.
func (l *log) add(id string, at time.Time, delay time.Duration) {
	l.entries = append(l.entries, late{
		audit.Raw{ID: id, Timestamp: at.Format(time.RFC3339Nano), Email: "ann@example.com", Action: "Workflow edited", ResourceID: "w"}, at, at.Add(delay),
	})
	if n := len(l.entries); n > 1 && at.Before(l.entries[n-2].at) {
		slices.SortStableFunc(l.entries, func(a, b late) int { return a.at.Compare(b.at) })
	}
}

var noon = time.Date(2026, 10, 1, 12, 0, 0, 0, time.UTC)

// desk is a workspace on disk whose log is read.
type desk struct {
	Clock *reviewtest.Clock
	w     *review.Workspace
	*log
}

func newDesk(t testing.TB, home string) *desk {
	t.Helper()
	clock := reviewtest.NewClock(noon, 0)
	config, err := reviewtest.ConfigOf(home, "prod", clock, func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	config.As, config.Secrets = "lead@example.com", &reviewtest.Keyring{}
	return &desk{clock, review.New(config), &log{pageSize: 3, now: noon}}
}

// read reads at that time of both clocks, and returns what is new.
func (d *desk) read(t testing.TB, at time.Time) int {
	t.Helper()
	d.now = at
	d.Clock.Set(at)
	got, err := d.w.ReadAuditLog(t.Context(), d.log, "key", nil)
	if err != nil {
		t.Fatal(err)
	}
	return got.New
}

// kept returns the IDs in the segments on record, as often as they are there.
func (d *desk) kept(t testing.TB) map[string]int {
	t.Helper()
	ids := map[string]int{}
	var readings []audit.Read
	if err := d.w.Read(t.Context(), func() error {
		readings = slices.Clone(d.w.Base().Audit.All)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for _, r := range readings {
		if r.Segment == "" {
			continue
		}
		data, err := d.w.Attachments().Attachment(t.Context(), r.Segment)
		if err != nil {
			t.Fatal(err)
		}
		entries, err := audit.DecodeSegment(data, r.Segment)
		if err != nil || len(entries) != r.Entries {
			t.Fatalf("%d entries, %v; the line says %d", len(entries), err, r.Entries)
		}
		for _, e := range entries {
			ids[e.ID]++
		}
	}
	return ids
}

func TestOnlyWhatIsNewIsRead(t *testing.T) {
	d := newDesk(t, t.TempDir())
	for i := range 40 {
		d.add(fmt.Sprint("old", i), noon.Add(-time.Duration(i*5)*24*time.Hour), 0) // 200 days back
	}
	if n := d.read(t, noon); n != 40 {
		t.Fatalf("%d entries at the first reading", n)
	}
	d.asked, d.pages = 0, 0
	if n := d.read(t, noon.Add(time.Hour)); n != 0 || d.asked > 1 || d.pages > 1 {
		t.Errorf("%d new; %d entries on %d pages were asked for", n, d.asked, d.pages)
	}
	d.add("new", noon.Add(90*time.Minute), 0)
	d.asked, d.pages = 0, 0
	if n := d.read(t, noon.Add(2*time.Hour)); n != 1 || d.asked > 2 || d.pages > 1 {
		t.Errorf("%d new; %d entries on %d pages were asked for", n, d.asked, d.pages)
	}
	if kept := d.kept(t); len(kept) != 41 || kept["new"] != 1 {
		t.Errorf("kept: %v", kept)
	}
	log, err := d.w.AuditLog(t.Context())
	if err != nil || log.Entries() != 41 {
		t.Fatalf("%v", err)
	}
	if span, ok := log.Span(); !ok || !span.Begins || span.From.After(noon.Add(-200*24*time.Hour)) {
		t.Errorf("known: %+v", span)
	}
}

// What comes late into the log is found as long as it is no later than the overlap; what comes later is not.
func TestLateEntries(t *testing.T) {
	d := newDesk(t, t.TempDir())
	d.add("old", noon.Add(-time.Hour), 0)
	d.read(t, noon)
	d.add("in time", noon.Add(-time.Minute), 4*time.Minute)
	d.add("at the edge", noon.Add(-audit.Overlap+time.Second), 2*audit.Overlap)
	d.add("too late", noon.Add(-audit.Overlap-time.Second), 2*audit.Overlap)
	d.read(t, noon.Add(audit.Overlap+time.Hour))
	kept := d.kept(t)
	if kept["in time"] != 1 || kept["at the edge"] != 1 || kept["too late"] != 0 || kept["old"] != 1 {
		t.Errorf("kept: %v", kept)
	}
}

// A reading that is cut off keeps what it recorded and nothing half; the next one reads the rest.
func TestCutOffInTheMiddle(t *testing.T) {
	d := newDesk(t, t.TempDir())
	d.pageSize = 500
	for i := range 12_000 {
		d.add(fmt.Sprint(i), noon.Add(-time.Duration(11_999-i)*time.Minute), 0)
	}
	d.Clock.Set(noon)
	d.failAt = 14 // 5,000 entries are recorded after page 10
	got, err := d.w.ReadAuditLog(t.Context(), d.log, "key", nil)
	if !errors.Is(err, errLost) || got.New != 5000 {
		t.Fatalf("%d new, %v", got.New, err)
	}
	if kept := d.kept(t); len(kept) != 5000 {
		t.Fatalf("%d kept", len(kept))
	}
	d.failAt, d.asked = 0, 0
	d.add("meanwhile", noon.Add(time.Hour), 0)
	if n := d.read(t, noon.Add(2*time.Hour)); n != 7001 || d.asked > 7100 {
		t.Errorf("%d new of %d that were asked for", n, d.asked)
	}
	kept := d.kept(t)
	for id, n := range kept {
		if n != 1 {
			t.Errorf("%s is kept %d times", id, n)
		}
	}
	if len(kept) != 12_001 {
		t.Errorf("%d kept", len(kept))
	}
}

// A machine whose clock is far ahead or behind takes Torq's time; without that, the time of the newest entry.
func TestWrongClocks(t *testing.T) {
	for _, wrong := range []time.Duration{-400 * 24 * time.Hour, 400 * 24 * time.Hour} {
		d := newDesk(t, t.TempDir())
		d.dateless = true
		d.add("first", noon.Add(-time.Hour), 0)
		d.Clock.Set(noon.Add(wrong))
		if _, err := d.w.ReadAuditLog(t.Context(), d.log, "key", nil); err != nil {
			t.Fatal(err)
		}
		d.add("second", noon.Add(time.Hour), 0)
		d.read(t, noon.Add(2*time.Hour))
		if kept := d.kept(t); kept["first"] != 1 || kept["second"] != 1 {
			t.Errorf("clock wrong by %s: kept %v", wrong, kept)
		}
	}
}

// A key that may not read the log has it on record once.
func TestForbiddenIsRecordedOnce(t *testing.T) {
	d := newDesk(t, t.TempDir())
	d.gap = population.GapForbidden
	for i := range 3 {
		d.Clock.Set(noon)
		got, err := d.w.ReadAuditLog(t.Context(), d.log, "key", nil)
		if err != nil || got.Gap != population.GapForbidden || got.Told != (i > 0) {
			t.Errorf("%+v, %v", got, err)
		}
	}
	if err := d.w.Read(t.Context(), func() error {
		if n := len(d.w.Base().Audit.All); n != 1 {
			t.Errorf("%d lines", n)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if log, err := d.w.AuditLog(t.Context()); log != nil || err != nil {
		t.Errorf("%v, %v", log, err)
	}
	d.gap = ""
	d.add("one", noon, 0)
	if n := d.read(t, noon.Add(time.Minute)); n != 1 {
		t.Errorf("%d new once it may", n)
	}
}

// A process that is killed between the file and the line has kept nothing; the file stands in no one's way.
func TestKilledBetweenSegmentAndLine(t *testing.T) {
	d := newDesk(t, t.TempDir())
	d.add("one", noon.Add(-time.Hour), 0)
	data, name, err := audit.EncodeSegment([]audit.Raw{d.entries[0].Raw})
	if err != nil {
		t.Fatal(err)
	}
	if kept, err := d.w.Attachments().Keep(t.Context(), data); err != nil || kept != name {
		t.Fatal(kept, err)
	}
	if log, err := d.w.AuditLog(t.Context()); log != nil || err != nil {
		t.Fatalf("%v, %v", log, err)
	}
	if n := d.read(t, noon); n != 1 || d.kept(t)["one"] != 1 {
		t.Errorf("%d new, kept %v", n, d.kept(t))
	}
}

// Whatever comes in, in whatever order and however often a reading is cut off: no entry is lost or kept twice, as long as
// none is later than Torq says. Each run is a workspace on disk, so there are few unless -rapid.checks asks for more.
func TestNothingIsLostOrTwice(t *testing.T) {
	home, runs := t.TempDir(), 0
	rapid.Check(t, func(rt *rapid.T) {
		if runs++; runs > 15 && flag.Lookup("rapid.checks").Value.String() == "100" {
			return
		}
		d := newDesk(t, filepath.Join(home, strconv.Itoa(runs)))
		d.pageSize = rapid.IntRange(1, 4).Draw(rt, "page")
		at, n := noon, 0
		for range rapid.IntRange(1, 6).Draw(rt, "readings") {
			for range rapid.IntRange(0, 6).Draw(rt, "entries") {
				before := time.Duration(rapid.IntRange(0, 3000).Draw(rt, "before")) * time.Second
				delay := time.Duration(rapid.IntRange(0, 300).Draw(rt, "delay")) * time.Second
				made := at.Add(before)
				d.add(fmt.Sprint(n), made, delay)
				n++
			}
			at = at.Add(time.Duration(rapid.IntRange(1, 4000).Draw(rt, "pass")) * time.Second)
			d.now = at
			d.Clock.Set(at)
			d.failAt, d.pages = rapid.IntRange(0, 3).Draw(rt, "fails"), 0
			if _, err := d.w.ReadAuditLog(t.Context(), d.log, "key", nil); err != nil && !errors.Is(err, errLost) {
				rt.Fatal(err)
			}
		}
		d.failAt = 0
		for _, e := range d.entries {
			if e.seen.After(at) {
				at = e.seen
			}
		}
		d.now = at
		d.Clock.Set(at)
		if _, err := d.w.ReadAuditLog(t.Context(), d.log, "key", nil); err != nil {
			rt.Fatal(err)
		}
		kept := d.kept(t)
		for _, e := range d.entries {
			if kept[e.ID] != 1 {
				rt.Fatalf("%s of %s, seen %s, is kept %d times", e.ID, e.at, e.seen, kept[e.ID])
			}
		}
		if len(kept) != len(d.entries) {
			rt.Fatalf("%d kept of %d", len(kept), len(d.entries))
		}
	})
}
