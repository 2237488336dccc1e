package audit

import (
	"bytes"
	"compress/gzip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
)

func raw(id, at string) Raw { return Raw{ID: id, Timestamp: at, Action: "User invited"} }

// packed returns the bytes of a file that holds a text, and its name.
func packed(t testing.TB, plain string) ([]byte, string) {
	t.Helper()
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	if _, err := z.Write([]byte(plain)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes(), SegmentName(out.Bytes())
}

func TestASegmentReadsBack(t *testing.T) {
	a, b := raw("b", "2026-10-01T08:00:00.5Z"), raw("a", "2026-10-01T10:00:00+02:00")
	a.Extra = map[string]string{"new_role_id": "r"}
	data, name, err := EncodeSegment([]Raw{a, b})
	if err != nil {
		t.Fatal(err)
	}
	got, err := DecodeSegment(data, name)
	if diff := cmp.Diff([]Raw{b, a}, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
	other, otherName, err := EncodeSegment([]Raw{b, a})
	if err != nil || otherName != name || !bytes.Equal(data, other) {
		t.Errorf("the order of entries gives another file: %s, %s", name, otherName)
	}
}

func TestSegmentsThatLie(t *testing.T) {
	one := `{"id":"a","timestamp":"2026-10-01T08:00:00Z","action":"x"}`
	for what, plain := range map[string]string{
		"empty": "", "no JSON": "x", "another format": `{"v":2,"entries":[` + one + `]}`, "no entry": `{"v":1,"entries":[]}`,
		"twice": `{"v":1,"entries":[` + one + `,` + one + `]}`, "no time": `{"v":1,"entries":[{"id":"a","timestamp":"","action":"x"}]}`,
		"no ID":             `{"v":1,"entries":[{"id":"","timestamp":"2026-10-01T08:00:00Z","action":"x"}]}`,
		"an unknown member": `{"v":1,"entries":[{"id":"a","timestamp":"2026-10-01T08:00:00Z","action":"x","ip":"192.0.2.1"}]}`,
		"out of order":      `{"v":1,"entries":[` + strings.Replace(one, "2026", "2027", 1) + `,` + one + `]}`,
		"a bomb":            `{"v":1,"entries":[]}` + strings.Repeat(" ", largestSegment),
	} {
		data, name := packed(t, plain)
		if _, err := DecodeSegment(data, name); fault.KindOf(err) != fault.Damaged {
			t.Errorf("%s: %v", what, err)
		}
	}
	data, name := packed(t, `{"v":1,"entries":[`+one+`]}`)
	if _, err := DecodeSegment(data, name); err != nil {
		t.Error(err)
	}
	if _, err := DecodeSegment(append(data, 0), name); fault.KindOf(err) != fault.Damaged {
		t.Errorf("another name: %v", err)
	}
}

func FuzzDecodeSegment(f *testing.F) {
	for _, seed := range []string{"", `{"v":1,"entries":[{"id":"a","timestamp":"2026-10-01T08:00:00Z","action":"x"}]}`, `{"v":1`} {
		data, _ := packed(f, seed)
		f.Add(data, []byte(seed))
	}
	f.Fuzz(func(t *testing.T, data, plain []byte) {
		_, _ = DecodeSegment(data, SegmentName(data))
		data, name := packed(t, string(plain))
		entries, err := DecodeSegment(data, name)
		if err != nil {
			return
		}
		again, name, err := EncodeSegment(entries)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := DecodeSegment(again, name); err != nil || !cmp.Equal(entries, got) {
			t.Fatalf("%v: %s", err, cmp.Diff(entries, got))
		}
	})
}

// No secret, address of a machine or over-long text is kept.
func TestKeep(t *testing.T) {
	got := Raw{Action: "User role updated", ActorName: strings.Repeat("é", 2000) + "\xff"}.Keep(map[string]string{
		"new_role_id": "r", "api_token": "x", "ClientSecret": "y", "password": "z",
	})
	if diff := cmp.Diff(map[string]string{"new_role_id": "r"}, got.Extra); diff != "" {
		t.Error(diff)
	}
	if len(got.ActorName) > longestText || !strings.HasPrefix(got.ID, "sha256:") {
		t.Errorf("%d bytes, ID %s", len(got.ActorName), got.ID)
	}
	if got := (Raw{Action: "Workflow edited"}).Keep(map[string]string{"revision_id": "r"}); got.Extra != nil {
		t.Errorf("of a workflow: %v", got.Extra)
	}
}

func at(hour int) record.Time {
	return record.Time{Time: time.Date(2026, 10, 1, hour, 0, 0, 0, time.UTC)}
}

func TestSpansAndPlan(t *testing.T) {
	readings := []Read{
		{From: at(10), To: at(12)},
		{From: at(12), To: at(14)},
		{From: at(4), To: at(6), Begins: true},
		{From: at(20), To: at(20)},
		{From: at(1), To: at(2), Gap: "forbidden"},
	}
	want := []Span{{at(4).Time, at(6).Time, true}, {at(10).Time, at(14).Time, false}}
	if diff := cmp.Diff(want, Spans(readings)); diff != "" {
		t.Error(diff)
	}
	slices.Reverse(readings)
	if diff := cmp.Diff(want, Spans(readings)); diff != "" {
		t.Error("in another order", diff)
	}
	runs := []Run{{Floor: at(14).Add(-Overlap)}, {To: at(10).Add(time.Second), Floor: at(6).Add(-Overlap)}}
	if diff := cmp.Diff(runs, Plan(readings, at(15).Time)); diff != "" {
		t.Error(diff)
	}
	future := append(readings, Read{From: at(9), To: record.Time{Time: at(15).AddDate(50, 0, 0)}})
	if diff := cmp.Diff(runs, Plan(future, at(15).Time)); diff != "" {
		t.Error("a reading of the future is believed", diff)
	}
	if got := Plan(nil, at(15).Time); len(got) != 1 || got[0] != (Run{}) {
		t.Errorf("at first: %v", got)
	}
}

func TestRefusals(t *testing.T) {
	known := func(s string) bool { return s == strings.Repeat("a", 64) }
	for name, tt := range map[string]struct {
		Read
		good bool
	}{
		"entries":         {Read{Segment: strings.Repeat("b", 64), Entries: 1, After: []string{strings.Repeat("a", 64)}}, true},
		"none":            {Read{}, true},
		"forbidden":       {Read{Gap: "forbidden"}, true},
		"no segment":      {Read{Entries: 1}, false},
		"no entries":      {Read{Segment: strings.Repeat("b", 64)}, false},
		"another name":    {Read{Segment: "../x", Entries: 1}, false},
		"after unknown":   {Read{After: []string{strings.Repeat("c", 64)}}, false},
		"both":            {Read{Segment: strings.Repeat("b", 64), Entries: 1, Gap: "forbidden"}, false},
		"ends too early":  {Read{From: at(2), To: at(1)}, false},
		"too many":        {Read{Segment: strings.Repeat("b", 64), Entries: 1 << 20}, false},
		"negative number": {Read{Segment: strings.Repeat("b", 64), Entries: -1}, false},
	} {
		if why := tt.Refuses(known); (why == "") != tt.good {
			t.Errorf("%s: %q", name, why)
		}
	}
}
