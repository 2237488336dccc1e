package note_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tuar-dev/tuar/review/note"
	"github.com/tuar-dev/tuar/review/record"
)

func TestIntervals(t *testing.T) {
	from := time.Date(2026, 8, 31, 23, 59, 0, 0, time.UTC)
	for text, want := range map[string]string{
		"1d": "2026-09-01", "2w": "2026-09-14", "1mo": "2026-09-30", "6mo": "2027-02-28", "18mo": "2028-02-29", "1y": "2027-08-31", "122mo": "2036-10-31",
		"": "", "0d": "", "6m": "", "mo": "", "06mo": "", "6 mo": "", "123mo": "", "11y": "", "3661d": "", "-1d": "", "1mo\n": "",
	} {
		i, err := note.ParseInterval(text)
		if (err == nil) != (want != "") {
			t.Errorf("%q: %v", text, err)
		}
		if err == nil && i.After(from).Format("2006-01-02") != want {
			t.Errorf("%q after %s is %s, not %s", text, from, i.After(from), want)
		}
	}
}

// A longer interval never ends earlier, and none ends before its day.
func TestIntervalsGrow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from := time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "from"), 0).UTC()
		n := rapid.IntRange(1, 100).Draw(t, "n")
		a, b := note.Interval(string(rune('0'+n%9+1))+"mo"), note.Interval(string(rune('0'+n%9+1))+"y")
		if first, second := a.After(from), b.After(from); !first.After(from.Truncate(24*time.Hour)) || second.Before(first) {
			t.Fatalf("%s: %s %s, %s %s", from, a, first, b, second)
		}
	})
}

func TestNotesThatHaveNoEffect(t *testing.T) {
	long := strings.Repeat("x", note.MostPurpose+1)
	for why, d := range map[string]note.Set{
		"says nothing":                   {Item: "key/1"},
		"not the name of an item":        {Item: "thing/1", Owner: "a@b.c"},
		"is not the name of an item":     {Item: "key/", Owner: "a@b.c"},
		"of a responsible person":        {Item: "key/1", Owner: "nobody"},
		"not the e-mail address":         {Item: "key/1", Owner: "a b@c"},
		"at least three letters":         {Item: "key/1", Purpose: "..."},
		"longer than 500":                {Item: "key/1", Purpose: long},
		"is no interval between reviews": {Item: "key/1", Every: "often"},
	} {
		if got := d.Refuses(); !strings.Contains(got, why) {
			t.Errorf("%+v: %q, not %q", d, got, why)
		}
	}
	for _, item := range []string{"user/1", "key/a/b", "mapping/7", "role/x y"} {
		if why := (note.Set{Item: item, Owner: "a@b"}).Refuses(); why != "" {
			t.Errorf("%s: %s", item, why)
		}
	}
}

// The fold agrees with a map that does the same, line by line, and with itself at any earlier place.
func TestTheLastNoteWins(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ledger, now := note.NewLedger(), map[string]note.Set{}
		var was []map[string]note.Set
		for seq := range rapid.IntRange(0, 20).Draw(t, "lines") {
			item := rapid.SampledFrom([]string{"key/1", "key/2", "user/1"}).Draw(t, "item")
			then := map[string]note.Set{}
			for k, v := range now {
				then[k] = v
			}
			was = append(was, then)
			e := record.Entry{Type: note.TypeCleared, Data: note.Cleared{Item: item}}
			_, there := now[item]
			refused := !there
			if rapid.Bool().Draw(t, "set") {
				d := note.Set{Item: item, Owner: rapid.SampledFrom([]string{"a@x", "b@x", "", "bad"}).Draw(t, "owner")}
				e, refused = record.Entry{Type: note.TypeSet, Data: d}, d.Owner == "" || d.Owner == "bad"
				if !refused {
					now[item] = d
				}
			} else {
				delete(now, item)
			}
			line, _, err := record.Make(e, "id", "w", "", int64(seq+1), time.Unix(int64(seq), 0))
			if err != nil {
				t.Fatal(err)
			}
			refusal := (*record.Refusal)(nil)
			if err = ledger.Apply(line); errors.As(err, &refusal) != refused || err != nil && refusal == nil {
				t.Fatalf("%s: %v, refused %v", line.Data, err, refused)
			}
		}
		same := func(got map[string]*note.Note, want map[string]note.Set) {
			if len(got) != len(want) {
				t.Fatalf("%v, not %v", got, want)
			}
			for item, n := range got {
				if n.Set != want[item] {
					t.Fatalf("%s: %+v, not %+v", item, n.Set, want[item])
				}
			}
		}
		same(ledger.InForce(), now)
		for i, then := range was {
			same(ledger.Before(i+1), then)
		}
	})
}
