package record_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tuar-dev/tuar/review/record"
)

func TestCanonicalForm(t *testing.T) {
	tests := []struct{ in, want string }{
		{` { "b" : 1, "a" : [ true , "x" ] } `, `{"a":[true,"x"],"b":1}`},
		{`{"\u20ac":1,"\r":2,"\ufb33":3,"1":4,"\ud83d\ude00":5,"\u0080":6,"\u00f6":7}`, "{\"\\r\":2,\"1\":4,\"\u0080\":6,\"ö\":7,\"€\":1,\"😀\":5,\"\ufb33\":3}"},
		{`"\u0041\/\u000a\u0007<&>\u2028"`, "\"A/\\n\\u0007<&>\u2028\""},
		{`-0`, `0`},
		{`[]`, `[]`},
	}
	for _, tt := range tests {
		got, err := record.Canonical([]byte(tt.in))
		if err != nil || string(got) != tt.want {
			t.Errorf("%s: got %s, %v; want %s", tt.in, got, err, tt.want)
		}
	}
	for _, in := range []string{`null`, `{"a":null}`, `1.5`, `1e3`, `9007199254740992`, `{"a":1,"a":2}`, `{} {}`, `{`, ``, "\"\xff\""} {
		if got, err := record.Canonical([]byte(in)); err == nil {
			t.Errorf("%s was taken as %s", in, got)
		}
	}
}

type data struct {
	Text string         `json:"text"`
	List []int          `json:"list"`
	More map[string]any `json:"more"`
}

func draw(t *rapid.T) data {
	return data{
		Text: rapid.String().Draw(t, "text"), List: rapid.SliceOf(rapid.IntRange(-1<<53+1, 1<<53-1)).Draw(t, "list"),
		More: map[string]any{rapid.String().Draw(t, "key"): rapid.Bool().Draw(t, "yes"), "a": []string{}},
	}
}

// A line that was made reads back as it was, follows its predecessor, and is its own canonical form.
func TestMadeLinesParse(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		d := draw(rt)
		if d.List == nil {
			d.List = []int{}
		}
		e := record.Entry{Type: "test", Actor: record.Actor{Email: rapid.String().Draw(rt, "actor"), Assurance: record.Declared}, Data: d}
		at := time.Unix(rapid.Int64Range(0, 1<<32).Draw(rt, "s"), rapid.Int64Range(0, 999_999_999).Draw(rt, "ns"))
		first, raw, err := record.Make(e, "id-1", "w", "", 1, at)
		if err != nil {
			rt.Fatal(err)
		}
		second, _, err := record.Make(e, "id-2", "w", first.Hash, 2, at)
		if err != nil {
			rt.Fatal(err)
		}
		parsed, err := record.Parse(raw)
		if err != nil {
			rt.Fatalf("%s: %v", raw, err)
		}
		if parsed.Hash != first.Hash || !parsed.Time.Equal(at) || !bytes.Equal(parsed.Data, first.Data) {
			rt.Fatalf("made %+v, parsed %+v", first, parsed)
		}
		if err := parsed.Follows(nil); err != nil {
			rt.Fatal(err)
		}
		if err := second.Follows(&parsed); err != nil {
			rt.Fatal(err)
		}
		if canonical, err := record.Canonical(raw); err != nil || !bytes.Equal(canonical, raw) {
			rt.Fatalf("not canonical: %s, %v", raw, err)
		}
	})
}

func TestFollowsSaysWhatIsWrong(t *testing.T) {
	at := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	line := func(writer, prev string, seq int64, at time.Time) record.Line {
		l, _, err := record.Make(record.Entry{Type: "t", Data: struct{}{}}, "id", writer, prev, seq, at)
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	first := line("w", "", 1, at)
	for why, next := range map[string]record.Line{
		"number 3 where 2":        line("w", first.Hash, 3, at),
		"it follows 000000000000": line("w", "", 2, at),
		`written by "v"`:          line("v", first.Hash, 2, at),
	} {
		if err := next.Follows(&first); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("got %v, want %s", err, why)
		}
	}
}

func FuzzParse(f *testing.F) {
	_, raw, err := record.Make(record.Entry{Type: "t", Actor: record.Actor{Email: "a@example.com"}, Data: map[string]any{"n": 1, "s": "ü\n"}},
		"id", "w", "", 1, time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Add([]byte(`{"actor":"","v":1}`))
	f.Add([]byte(`{"seq":1e9}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		l, err := record.Parse(raw)
		if err != nil {
			return
		}
		if canonical, err := record.Canonical(raw); err != nil || !bytes.Equal(canonical, raw) {
			t.Errorf("parsed, though not canonical: %q", raw)
		}
		if len(l.Hash) != 64 {
			t.Errorf("parsed without a hash: %q", raw)
		}
	})
}

func FuzzCanonical(f *testing.F) {
	for _, s := range []string{`{"b":1,"a":[true]}`, `"\ud83d\ude00"`, `[[[[1]]]]`, `{"":""}`, `-0`, `{"a":1,"\u0061":2}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		once, err := record.Canonical(raw)
		if err != nil {
			return
		}
		twice, err := record.Canonical(once)
		if err != nil || !bytes.Equal(once, twice) {
			t.Errorf("%q became %q and then %q, %v", raw, once, twice, err)
		}
		var before, after any
		if json.Unmarshal(raw, &before) != nil || json.Unmarshal(once, &after) != nil {
			t.Errorf("%q became %q, which is not JSON to others", raw, once)
		}
	})
}
